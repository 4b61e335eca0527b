"""Front matter that is nothing but `key: value` lines and lists of values: nearly all is, and needs no YAML library.

What is read here is read as `yaml12` would read it, from a grammar so small that there is nothing to interpret; a
test compares the two on every note of every test vault and on generated ones. Anything else is left to `yaml12`.
"""

import re
from sys import intern

from vault_tools.model import Property, Span, Value
from vault_tools.parse.plain import plain_value

_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_FIRST = rf"[^\s\-?:,\[\]{{}}#&*!|>'\"%@`{_CONTROL}]"
# In double quotes (only quotes and backslashes escaped), in single quotes (none inside), or plain.
_SCALAR = (
    rf"(?:\"([^\"\\{_CONTROL}]*+(?:\\[\"\\][^\"\\{_CONTROL}]*+)*+)\"|'([^'{_CONTROL}]*+)'"
    rf"|({_FIRST}[^:#{_CONTROL}]*+(?:(?::(?![ \n])|(?<! )#)[^:#{_CONTROL}]*+)*+))"
)
_END = r" *+(?:\n(?: *+\n)*+|\Z)"
_LINE = re.compile(rf"((?!\.){_FIRST}[^:#\n{_CONTROL}]{{0,200}}(?<! )):(?: ++{_SCALAR})?+{_END}")
_ENTRY = re.compile(rf"( *+)- ++{_SCALAR}{_END}")
_MAX_CHARACTERS = 64 * 1024  # what is longer may be too long: that is decided elsewhere
_ESCAPE = re.compile(r"\\(.)")
_PLAIN = re.compile(rf"(?!\.\.\.){_FIRST}[^:#{_CONTROL}]*+(?:(?::(?![ \n]|\Z)|(?<! )#)[^:#{_CONTROL}]*+)*+(?<! )")


def is_plain(text: str) -> bool:
    """Whether a text can stand without quotes as the value of a line, or as its key."""
    return _PLAIN.fullmatch(text) is not None


def read_flat(text: str, start: int, end: int) -> tuple[Property, ...]:
    """Return the properties between the offsets, where the YAML is flat; nothing where it is not, or is empty."""
    if end - start > _MAX_CHARACTERS:
        return ()
    properties: dict[str, Property] = {}
    position = start
    while position < end:
        line = _LINE.match(text, position, end)
        if line is None or line[1] in properties:
            return ()
        key, key_span = intern(line[1]), Span(position, line.end(1))  # one text for thousands of notes
        position = line.end()
        if line.lastindex == 1 and (entries := _entries(text, position, end)):
            place = Span(entries[0].end(1), _scalar(entries[-1])[1].end)
            values, items = zip(*(_scalar(entry) for entry in entries), strict=True)
            properties[key] = Property(key, list(values), key_span, place, items)
            position = entries[-1].end()
        else:
            value, span = _scalar(line)
            properties[key] = Property(key, intern(value) if isinstance(value, str) else value, key_span, span)
    return tuple(properties.values())


def _entries(text: str, position: int, end: int) -> list[re.Match[str]]:
    """Return the lines of the list that begins at `position`, if one does; all are indented alike."""
    entries: list[re.Match[str]] = []
    while entry := _ENTRY.match(text, position, end):
        if entries and entry[1] != entries[0][1]:
            break
        entries.append(entry)
        position = entry.end()
    return entries


def _scalar(line: re.Match[str]) -> tuple[Value, Span]:
    """Return the value on a line and its place, the quotes included."""
    _, double, single, plain = line.groups()
    if plain is not None:
        plain = plain.rstrip(" ")
        start = line.start(4)
        return plain_value(plain), Span(start, start + len(plain))
    if double is not None:
        value = _ESCAPE.sub(r"\1", double) if "\\" in double else double
        return value, Span(line.start(2) - 1, line.end(2) + 1)
    if single is not None:
        return single, Span(line.start(3) - 1, line.end(3) + 1)
    return None, Span(line.end(1) + 1, line.end(1) + 1)
