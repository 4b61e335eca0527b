"""The catalogue: every sentence the program says, in each of its languages.

Messages are named by a key and filled with named values: `text("zh", "broken-link", {"target": "AI"})`.
"""

import re
from collections.abc import Mapping
from importlib import import_module

LANGUAGES = ("en", "zh")

_NAME = re.compile(r"\{(\w+)\}")


def text(lang: str, key: str, values: Mapping[str, str] | None = None) -> str:
    """Return the message `key` in `lang`, filled with `values`. Raises KeyError for a key that does not exist."""
    return fill(_catalogue(lang)[key], values or {})


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put `values` in place of `{name}`. What has no value stays as it is; values are not looked into themselves."""
    return _NAME.sub(lambda name: values.get(name[1], name[0]), template)


def _catalogue(lang: str) -> dict[str, str]:
    messages: dict[str, str] = import_module(f"vault_tools.messages.{lang}").MESSAGES
    return messages
