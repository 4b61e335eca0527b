"""Templates of paths: `01-博客/{brand}/{title}.md`."""

import re
from functools import cached_property

from vault_tools.patterns import compile_pattern

_PART = re.compile(r"\{([^{}/]{1,100})\}")


class TemplateError(ValueError):
    """The text is no template: its braces do not pair, or are empty. `at` is the character where that shows."""


class Template:
    """A path in which `{name}` stands for one or more characters other than `/`. Raises TemplateError.

    A name that comes twice stands for the same text.
    """

    def __init__(self, text: str) -> None:
        if set("{}") & set(_PART.sub("", text)):
            raise TemplateError(text)
        self.text = text
        self.names: tuple[str, ...] = tuple(found[1] for found in _PART.finditer(text))

    @cached_property
    def _expression(self) -> str:
        literals = [re.escape(literal) for literal in _PART.split(self.text)[::2]]
        groups = [f"(?P<p{index}>[^/]+)" for index in range(len(self.names))]
        return r"\A" + "".join(a + b for a, b in zip(literals, [*groups, ""], strict=True)) + r"\z"

    def parts(self, path: str) -> dict[str, str] | None:
        """Return what stands for each name where a path fits; None where it does not."""
        found = compile_pattern(self._expression).find(path)
        if found is None:
            return None
        parts: dict[str, str] = {}
        for index, name in enumerate(self.names):
            if parts.setdefault(name, found.groups[f"p{index}"]) != found.groups[f"p{index}"]:
                return None
        return parts
