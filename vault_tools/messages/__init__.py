"""The catalogue: what the program says, in each of its languages, but for `--help` and reasons that others give.

Messages are named by a key and filled with named words: `text("zh", "broken-link", {"target": "AI"})`.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module

LANGUAGES = ("en", "zh")

Words = str | tuple[str, ...]
"""What stands in place of a name in a message: a text, or a list that each language joins in its own way."""

_NAME = re.compile(r"\{([\w-]+)\}")
_SEPARATORS = {"en": ", ", "zh": "、"}
_MAX_CHARACTERS = 300  # of one value: a link's target or a tag may be as long as the note


def text(lang: str, key: str, values: Mapping[str, Words] | None = None) -> str:
    """Return the message `key` in `lang`, filled with `values`. Raises KeyError for a key that does not exist."""
    return fill(lang, _catalogue(lang)[key], values or {})


def fill(lang: str, template: str, values: Mapping[str, Words]) -> str:
    """Put `values` in place of `{name}`. What has no value stays as it is; values are not looked into themselves."""
    if "{" not in template:
        return template
    return _NAME.sub(lambda name: _said(lang, values[name[1]]) if name[1] in values else name[0], template)


def names_in(template: str) -> list[str]:
    """Return what `{name}`s a template has."""
    return _NAME.findall(template)


def _said(lang: str, words: Words) -> str:
    # Of a list of thousands, only so many can be seen.
    said = words if isinstance(words, str) else _SEPARATORS[lang].join(words[:_MAX_CHARACTERS])
    return said if len(said) <= _MAX_CHARACTERS else said[: _MAX_CHARACTERS - 1] + "…"


@cache
def _catalogue(lang: str) -> dict[str, str]:
    messages: dict[str, str] = import_module(f"vault_tools.messages.{lang}").MESSAGES
    return messages
