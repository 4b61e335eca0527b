"""What a property's value may be: types, emptiness, dates. Pure functions over values."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Literal

from vault_tools.messages import Words
from vault_tools.model import Note, NoteKind, Property, Span, Value
from vault_tools.spelling import shortened

TypeName = Literal[
    "text", "multitext", "list", "number", "integer", "checkbox", "date", "datetime", "aliases", "tags", "url"
]
"""The types that a property can have: Obsidian's names, and `list`, `integer` and `url` besides."""

Choice = str | int | float | bool
"""A value that a configuration can list as allowed."""

DEFAULT_FIELDS: dict[str, TypeName] = {"title": "text", "发布日期": "date", "来源": "multitext"}
"""The properties that every note has where nothing is configured, and their types."""
DEFAULT_ALIASES = {"title": ("标题",)}
"""Names that count as another's where nothing is configured."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
_MAX_SHOWN = 200  # characters that are looked at before a value is cut to its first words
_URL = re.compile(r"https?://[^\s/$.?#][^\s]*")


def has_properties(note: Note) -> bool:
    """Whether the note may have properties, and those that somebody gave it could be read."""
    if note.kind is not NoteKind.NOTE or not note.is_read:
        return False
    if note.front_matter:
        return note.front_matter.is_valid
    return not any(fault.rule in _UNREADABLE for fault in note.faults)


_UNREADABLE = frozenset(("invalid-frontmatter", "conflict-marker"))


def entries(prop: Property) -> list[tuple[Value, Span]]:
    """Return the entries of a list value with their places; of any other value, the value."""
    if isinstance(prop.value, list) and len(prop.items) == len(prop.value):
        return list(zip(prop.value, prop.items, strict=True))
    return [(prop.value, prop.span)]


def is_empty(value: Value) -> bool:
    """Whether a property says nothing: null, blank text, an empty list or a list of nothing but such."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, list):
        return all(is_empty(item) for item in value)
    return value is None or value == {}


def marked(choices: Iterable[Value]) -> frozenset[tuple[bool, Value]]:
    """Return values for quick lookup with `is_among`."""
    return frozenset((isinstance(choice, bool), choice) for choice in choices if not isinstance(choice, list | dict))


def is_among(value: Value, choices: frozenset[tuple[bool, Value]]) -> bool:
    """Whether a value is one of `choices`, as `marked` returns them; `true` is not 1."""
    return not isinstance(value, list | dict) and (isinstance(value, bool), value) in choices


def is_placeholder(value: Value) -> bool:
    """Whether a template will fill this in: `{{date}}`, `<% tp.file.title %>`."""
    return isinstance(value, str) and ("{{" in value or "<%" in value)


def is_date(value: Value) -> bool:
    """Whether the value is a day of the calendar, written `YYYY-MM-DD`."""
    return isinstance(value, str) and _DATE.fullmatch(value) is not None and _exists(value)


def is_datetime(value: Value) -> bool:
    """Whether the value is a minute or second of the calendar, written `YYYY-MM-DDTHH:mm[:ss]`."""
    return isinstance(value, str) and _DATETIME.fullmatch(value) is not None and _exists(value)


def looks_like_impossible_date(value: Value) -> bool:
    """Whether the value is written like a date or a time that no calendar has."""
    if not isinstance(value, str) or len(value) not in (10, 16, 19) or value[4] != "-":
        return False
    if not (_DATE.fullmatch(value) or _DATETIME.fullmatch(value)):
        return False
    return not _exists(value)


def is_impossible_day(text: str) -> bool:
    """Whether a date, or a time's date, is in no calendar."""
    return not _exists(text[:10])


def _exists(text: str) -> bool:
    try:
        datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_text(value: Value) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_list(value: Value) -> bool:
    return isinstance(value, list) and all(item is None or isinstance(item, str | int | float) for item in value)


TYPES: dict[str, Callable[[Value], bool]] = {
    "text": _is_text,
    "multitext": lambda value: _is_text(value) or _is_list(value),
    "list": _is_list,
    "number": _is_number,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "checkbox": lambda value: isinstance(value, bool),
    "date": is_date,
    "datetime": is_datetime,
    "aliases": lambda value: _is_text(value) or _is_list(value),
    "tags": lambda value: _is_text(value) or _is_list(value),
    "url": lambda value: isinstance(value, str) and _URL.fullmatch(value) is not None,
}
"""Whether a value, other than an empty one, is of a type: a function for each TypeName."""


def fits(value: Value, kind: str) -> bool:
    """Whether a value is of one of TYPES. An empty value fits them all."""
    return is_empty(value) or TYPES[kind](value)


def shown(value: Value) -> str:
    """Return a value as a message shows it: short, on one line, a text in quotes."""
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    from json import JSONEncoder  # imported where something is wrong

    # Piece by piece: sixteen aliases in YAML are enough for a value that would fill the memory when written out.
    pieces, length = [], 0
    for piece in JSONEncoder(ensure_ascii=False).iterencode(value):
        pieces.append(piece)
        length += len(piece)
        if length > _MAX_SHOWN:
            break
    return shortened("".join(pieces))


def named(value: Value) -> dict[str, Words]:
    """Return what messages say of a value: `value` as written, `shown` with quotes around a text."""
    text = shown(value)
    return {"shown": text, "value": text[1:-1] if isinstance(value, str) else text}


def absence(missing: Sequence[str], empty: Sequence[str]) -> tuple[str, dict[str, Words]]:
    """Return the message about properties that are not there or say nothing, and its values."""
    key = "missing-property" if not empty else "missing-property.both" if missing else "missing-property.empty"
    return key, {"names": (*missing, *empty), "missing": tuple(missing), "empty": tuple(empty)}
