"""Templates of paths: `01-博客/{brand}/{title}.md`."""

import re
from functools import cached_property

from vault_tools.patterns import Pattern, compile_pattern

_ONE_NAME = 3  # what stands before a name, the name, what stands behind it
_MAX_CHARACTERS = 1_000  # more than any path of a note has
_PART = re.compile(r"\{([^{}/]{1,100})\}")


class TemplateError(ValueError):
    """The text is no template: its braces do not pair, or are empty, or it is longer than any path."""


class Template:
    """A path in which `{name}` stands for one or more characters other than `/`. Raises TemplateError.

    A name that comes twice stands for the same text.
    """

    def __init__(self, text: str) -> None:
        if len(text) > _MAX_CHARACTERS or set("{}") & set(_PART.sub("", text)):
            raise TemplateError(text)
        self.text = text
        self.names: tuple[str, ...] = tuple(found[1] for found in _PART.finditer(text))
        self._segments = [_PART.split(segment) for segment in text.split("/")]
        self._is_simple = all(len(segment) <= _ONE_NAME for segment in self._segments)

    def parts(self, path: str) -> dict[str, str] | None:
        """Return what stands for each name where a path fits; None where it does not."""
        found = self._simple_parts(path) if self._is_simple else self._found_parts(path)
        parts: dict[str, str] = {}
        for name, text in zip(self.names, found or (), strict=found is not None):
            if parts.setdefault(name, text) != text:
                return None
        return None if found is None else parts

    def _simple_parts(self, path: str) -> list[str] | None:
        """Do without a regular expression: no folder's or file's name has two parts."""
        folders = path.split("/")
        if len(folders) != len(self._segments):
            return None
        found = []
        for folder, (before, *rest) in zip(folders, self._segments, strict=True):
            if not rest:
                if folder != before:
                    return None
                continue
            after = rest[1]
            if len(folder) <= len(before) + len(after) or not (folder.startswith(before) and folder.endswith(after)):
                return None
            found.append(folder[len(before) : len(folder) - len(after)])
        return found

    def _found_parts(self, path: str) -> list[str] | None:
        found = self._pattern.find(path)
        return [found.groups[f"p{index}"] for index in range(len(self.names))] if found else None

    @cached_property
    def _pattern(self) -> Pattern:
        literals = [re.escape(literal) for literal in _PART.split(self.text)[::2]]
        groups = [f"(?P<p{index}>[^/]+)" for index in range(len(self.names))]
        expression = "".join(a + b for a, b in zip(literals, [*groups, ""], strict=True))
        return compile_pattern(rf"\A{expression}\z")
