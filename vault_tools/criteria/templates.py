"""Templates of paths: `01-博客/{brand}/{title}.md`."""

import re
from functools import cached_property

from vault_tools.patterns import Pattern, compile_pattern

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

    @cached_property
    def _pattern(self) -> Pattern:
        literals = [re.escape(literal) for literal in _PART.split(self.text)[::2]]
        groups = [f"(?P<p{index}>[^/]+)" for index in range(len(self.names))]
        expression = "".join(a + b for a, b in zip(literals, [*groups, ""], strict=True))
        return compile_pattern(rf"\A{expression}\z")

    def parts(self, path: str) -> dict[str, str] | None:
        """Return what stands for each name where a path fits; None where it does not."""
        found = self._pattern.find(path) if self._pattern.search(path) else None
        if found is None:
            return None
        parts: dict[str, str] = {}
        for index, name in enumerate(self.names):
            if parts.setdefault(name, found.groups[f"p{index}"]) != found.groups[f"p{index}"]:
                return None
        return parts
