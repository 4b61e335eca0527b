"""Texts as TOML has them, and folders as file patterns name them; whatever a vault calls things."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from vault_tools.report.gate import terminal
from vault_tools.spelling import shortened

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPECIAL_IN_GLOBS = re.compile(r"([\\*?\[])")
_SPECIAL_IN_PATTERNS = re.compile(r"[\x00-\x1f\x7f']")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_MAX_NAME = 60


def is_whole(name: str) -> bool:
    """Whether a name is made of whole characters: what is not UTF-8 on the disk has no place in a TOML file."""
    return not _SURROGATE.search(name)


def is_writable(name: str) -> bool:
    """Whether a name can stand in a configuration: not too long to be read, and made of whole characters."""
    return bool(name.strip()) and len(name) <= _MAX_NAME and is_whole(name)


def text(value: str) -> str:
    """Return a text as a TOML string. What cannot be seen is escaped; it must have no lone surrogates."""
    return '"' + "".join(_ESCAPES.get(char) or _escaped(char) for char in value) + '"'


def _escaped(char: str) -> str:
    return char if char.isprintable() else f"\\U{ord(char):08x}"


def pattern(expression: str) -> str:
    """Return a regular expression as a TOML string, in which no backslash is doubled where that is possible."""
    return text(expression) if _SPECIAL_IN_PATTERNS.search(expression) else f"'{expression}'"


def key(name: str) -> str:
    """Return a name as a TOML key."""
    return name if _BARE.fullmatch(name) else text(name)


def texts(values: Iterable[str]) -> str:
    """Return a list of texts."""
    return f"[{', '.join(map(text, values))}]"


def inline(options: Mapping[str, Any]) -> str:
    """Return options as an inline table: texts, lists of texts, booleans."""
    return f"{{ {', '.join(f'{key(name)} = {_value(value)}' for name, value in options.items())} }}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return text(value) if isinstance(value, str) else texts(value)  # type: ignore[arg-type]


def said(value: str) -> str:
    """Return what a comment may say of a name: short, on one line, nothing that a terminal or TOML would trip over."""
    return terminal(shortened(value))


def folder_pattern(folder: str) -> str:
    """Return the file pattern of all that lies in a folder."""
    escaped = _SPECIAL_IN_GLOBS.sub(r"\\\1", folder)
    return f"/{escaped}/**"
