"""Edits of front matter that leave every other byte as it is: insert, fill, rename, replace.

All are pure functions of a note's whole text. Each edit is tried before it is proposed: where the front matter would
not be read as exactly what was meant, there is none.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from vault_tools.dates import iso_day, iso_time
from vault_tools.findings import Aspect, Edit, Fix
from vault_tools.model import Property, Span, Value
from vault_tools.yaml_text import key_text, scalar, value_text

if TYPE_CHECKING:
    from vault_tools.parse.frontmatter import Reading

Written = str | int | float | bool
"""A value that an edit can write."""


def property_fix(
    edits: tuple[Edit, ...], keys: Iterable[str], tag_names: Iterable[str] = ("tags",), *, is_safe: bool = True
) -> Fix | None:
    """Return the fix that makes edits of these properties, None where there are none.

    `tag_names` are the names, in lower case, of the property that holds the note's tags.
    """
    if not edits:
        return None
    is_tags = not {key.lower() for key in keys}.isdisjoint(tag_names)
    owns = frozenset((Aspect.PROPERTIES, Aspect.TAGS) if is_tags else (Aspect.PROPERTIES,))
    return Fix(edits, owns, is_safe)


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits made, which do not overlap."""
    parts: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.span.start):
        parts += (text[position : edit.span.start], edit.text)
        position = edit.span.end
    return "".join((*parts, text[position:]))


def filled(text: str, values: Mapping[str, Written]) -> tuple[Edit, ...]:
    """Give properties values: those that are there must be empty, the others are inserted behind the last.

    Where the note has no front matter, it gets one. No edits where that cannot be done.
    """
    before = _read(text)
    there = {prop.key: prop for prop in _properties(before)}
    edits = [_fill(text, there[key], value) for key, value in values.items() if key in there]
    new = {key: value for key, value in values.items() if key not in there}
    if new:
        edits.append(_insert(text, before, new))
    wanted = [(prop.key, values.get(prop.key, prop.value)) for prop in there.values()]
    return _tried(text, edits, [*wanted, *new.items()])


def _fill(text: str, prop: Property, value: Written) -> Edit:
    """Return the edit that writes an empty property's value: in place of quotes, or a blank behind the colon."""
    start = prop.span.start
    if start < prop.span.end or text[start - 1 : start] == " ":
        return Edit(prop.span, value_text(value))
    if text[start : start + 1] == " " and text[start + 1 : start + 2] in ("", " ", "\n", "\r"):
        return Edit(Span(start + 1, start + 1), value_text(value))
    return Edit(prop.span, " " + value_text(value))


def _insert(text: str, before: "Reading", values: Mapping[str, Written]) -> Edit:
    """Return the edit that puts lines before the closing `---`, or a block before the text."""
    lines = "".join(f"{key_text(key)}: {value_text(value)}\n" for key, value in values.items())
    if before.front_matter is None:
        from vault_tools.parse.bounds import text_start

        start = text_start(text)
        return Edit(Span(start, start), f"---\n{lines}---\n")
    place = _behind_last(text, before.front_matter.properties)
    indent = _indent(text, before.front_matter.properties)
    if indent:
        lines = "".join(indent + line for line in lines.splitlines(keepends=True))
    return Edit(Span(place, place), lines)


def _behind_last(text: str, properties: Sequence[Property]) -> int:
    """Return where the next property begins: before the closing line, and before blank lines that belong to nothing."""
    from vault_tools.parse.bounds import find

    lines = _lines(text)
    bounds = find(lines)
    place = bounds.yaml_end if bounds else 0
    last = properties[-1].span.end if properties else place  # a block of text ends behind the blank lines it keeps
    while (above := lines.rfind("\n", 0, place - 1) + 1) > last and not lines[above:place].strip():
        place = above
    return place


def _indent(text: str, properties: Sequence[Property]) -> str:
    """Return the blanks that stand before the last property's name."""
    if not properties:
        return ""
    start = properties[-1].key_span.start
    line = _lines(text).rfind("\n", 0, start) + 1
    blanks = text[line:start]
    return blanks if blanks.strip(" ") == "" else ""


def renamed(text: str, key: str, name: str) -> tuple[Edit, ...]:
    """Give a property another name. No edits where the note has a property of that name already."""
    properties = _properties(_read(text))
    wanted = [(name if prop.key == key else prop.key, prop.value) for prop in properties]
    if len(dict(wanted)) < len(wanted):
        return ()
    return _tried(text, [Edit(prop.key_span, key_text(name)) for prop in properties if prop.key == key], wanted)


def replaced(text: str, span: Span, value: str) -> tuple[Edit, ...]:
    """Put another text in place of the value, or entry of a list, that stands in `span`. It keeps its quotes."""
    properties = _properties(_read(text))
    old = text[span.start : span.end]
    wanted = [(prop.key, _with(prop, span, value)) for prop in properties]
    if wanted == [(prop.key, prop.value) for prop in properties]:
        return ()
    for written in dict.fromkeys((scalar(value, old), scalar(value, '"'))):  # commas end a plain text in brackets
        if edits := _tried(text, [Edit(span, written)], wanted):
            return edits
    return ()


def dated(text: str, span: Span, kind: str) -> tuple[Edit, ...]:
    """Write the date (`kind` is `date`) or time (`datetime`) in `span` as YYYY-MM-DD; its quotes stay."""
    raw = text[span.start : span.end]
    if len(raw) > 1 and raw[0] in "\"'" and raw[0] == raw[-1]:
        span = Span(span.start + 1, span.end - 1)
    written = {"date": iso_day, "datetime": iso_time}[kind](text[span.start : span.end])
    if not written:
        return ()
    outer = Span(span.start - 1, span.end + 1)
    wanted = [
        (prop.key, _with(prop, outer if prop.span == outer else span, written)) for prop in _properties(_read(text))
    ]
    return _tried(text, [Edit(span, written)], wanted)


def quoted(text: str, span: Span) -> tuple[Edit, ...]:
    """Put quotes around a wikilink in `span` that YAML reads as a list in a list: the property then is its text."""
    link = text[span.start : span.end]
    if any(char in link for char in "\"'\n\r"):
        return ()
    edit = Edit(span, f'"{link}"' if "\\" not in link else f"'{link}'")
    before, after = _read(text), _read(applied(text, [edit]))
    others = [
        [(prop.key, prop.value) for prop in _properties(reading) if not prop.span.start <= span.start < prop.span.end]
        for reading in (before, after)
    ]
    is_meant = repr(others[0]) == repr(others[1]) and len(after.faults) == len(before.faults) - 1
    return (edit,) if is_meant and len(after.links) == len(before.links) + 1 else ()


def _with(prop: Property, span: Span, value: str) -> Value:
    """Return a property's value with what stands in `span` replaced."""
    if prop.span == span:
        return value
    if isinstance(prop.value, list) and span in prop.items:
        place = prop.items.index(span)
        return [*prop.value[:place], value, *prop.value[place + 1 :]]
    return prop.value


def _tried(text: str, edits: Sequence[Edit], wanted: Sequence[tuple[str, Value]]) -> tuple[Edit, ...]:
    """Return edits that change something, if the front matter is then exactly what is wanted and the body the same."""
    before, result = _read(text), applied(text, edits)
    after = _read(result)
    if result == text or after.front_matter is None or not after.front_matter.is_valid:
        return ()
    # Compared as they are shown: true is not 1, and no number is equal to itself where it is none.
    if repr([(prop.key, prop.value) for prop in _properties(after)]) != repr(list(wanted)):
        return ()
    return tuple(edits) if result[after.body_start :] == text[before.body_start :] else ()


def _read(text: str) -> "Reading":
    from vault_tools.parse.frontmatter import read  # imported where something is to be edited

    return read(_lines(text), text)


def _lines(text: str) -> str:
    from vault_tools.parse.source import normalise

    return normalise(text)


def _properties(reading: "Reading") -> tuple[Property, ...]:
    return reading.front_matter.properties if reading.front_matter else ()
