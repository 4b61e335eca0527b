"""Repairs of front matter that cannot be read: full-width colons, and values that need quotes.

A block is repaired line by line until all of it can be read; where that does not succeed, it is left alone.
"""

import re
from collections.abc import Callable

from vault_tools.findings import Edit
from vault_tools.model import Fault, Span
from vault_tools.parse.frontmatter import Reading, read
from vault_tools.parse.source import normalise
from vault_tools.yaml_text import scalar

_MAX_CHARACTERS = 16 * 1024  # of a block, which is read again after each repair
_MAX_REPAIRS = 40
_FULLWIDTH_KEY = re.compile(r"([^\s:：#\-\[\]{}\"'，。；！？、,;!?&*|>%@`][^:：#\n，。；！？]{0,40})：([ \t　]*)")
# What stands before a value on its line: a name and a colon, dashes of a list, or both.
_BEFORE_VALUE = re.compile(r"(?: *(?:- +)*[^\s:#\-\[\]{}\"'&*|>%@`][^:#\n]{0,200}: +| *(?:- +)+)(?=\S)")
_SEVERAL_LINKS = re.compile(r"\[\[[^\[\]\n]{1,400}\]\](?: *[,，、] *\[\[[^\[\]\n]{1,400}\]\])+")
_ONE_LINK = re.compile(r"\[\[[^\[\]\n]{1,400}\]\]")


def repaired(text: str) -> tuple[Edit, ...]:
    """Return the edits after which the front matter of a note's text can be read; none where there are no such."""
    reading, result, names = _read(text), text, set[str]()
    if reading.front_matter is None or reading.front_matter.span.end > _MAX_CHARACTERS:
        return ()
    for _ in range(_MAX_REPAIRS):
        fault = _fault(reading)
        if fault is None:
            there = {prop.key for prop in reading.front_matter.properties} if reading.front_matter else set[str]()
            return _line_edits(text, result) if names <= there else ()
        edit = _REPAIRS[fault.message](result, fault) if fault.message in _REPAIRS else None
        if edit is None:
            return ()
        if edit.text.startswith(":"):
            names.add(result[_line_start(result, edit.span.start) : edit.span.start].rstrip())
        result = result[: edit.span.start] + edit.text + result[edit.span.end :]
        reading = _read(result)
    return ()


def _read(text: str) -> Reading:
    return read(normalise(text), text)


def _fault(reading: Reading) -> Fault | None:
    return next((fault for fault in reading.faults if fault.rule == "invalid-frontmatter" and not fault.is_mild), None)


def _line_start(text: str, place: int) -> int:
    return normalise(text[:place]).rfind("\n") + 1


def _line_end(text: str, place: int) -> int:
    return min(end for end in (text.find("\n", place), text.find("\r", place), len(text)) if end >= 0)


# -- one line ------------------------------------------------------------------------------------------------------


def _colon(text: str, fault: Fault) -> Edit | None:
    """Write a colon after a name that begins its line. An indented one may be part of a text."""
    start = _line_start(text, fault.span.start)
    found = _FULLWIDTH_KEY.match(text, start)
    if found is None:
        return None
    colon = found.end(1)
    return Edit(Span(colon, found.end()), ":" if found.end() == _line_end(text, colon) else ": ")


def _quotes(text: str, fault: Fault) -> Edit | None:
    """Put quotes around the value on a line; around each of several links, which become a list."""
    start, end = _line_start(text, fault.span.start), _line_end(text, fault.span.start)
    before = _BEFORE_VALUE.match(text, start, end)
    value = text[before.end() : end].rstrip() if before else ""
    is_entry = before is not None and before[0].lstrip().startswith("-")
    if before is None or not _needs_quotes(value) or (is_entry and ": " in value):  # is it a text or a mapping?
        return None
    span = Span(before.end(), before.end() + len(value))
    if _SEVERAL_LINKS.fullmatch(value):
        if is_entry:
            return None
        return Edit(span, "[" + ", ".join(scalar(link) for link in _ONE_LINK.findall(value)) + "]")
    return Edit(span, scalar(value))


def _needs_quotes(value: str) -> bool:
    """Whether a value is one that quotes around all of it would mend: no comment follows, nothing else was meant."""
    is_link = _ONE_LINK.match(value) is not None
    return bool(value) and (is_link or value[0] not in "\"'[]{}|>&!#,?") and (" #" not in value)


_REPAIRS: dict[str, Callable[[str, Fault], Edit | None]] = {
    "yaml.fullwidth-colon": _colon,
    "yaml.no-colon": _colon,
    "yaml.colon-in-value": _quotes,
    "yaml.reserved-character": _quotes,
    "yaml.unknown-alias": _quotes,
    "yaml.unquoted-wikilink": _quotes,
}


# -- all of them ---------------------------------------------------------------------------------------------------


def _line_edits(text: str, result: str) -> tuple[Edit, ...]:
    """Return what differs, line by line. Repairs neither add lines nor take any away."""
    edits: list[Edit] = []
    start = 0
    for old, new in zip(normalise(text).split("\n"), normalise(result).split("\n"), strict=True):
        if old != new:
            edits.append(_difference(old, new, start))
        start += len(old) + 1
    return tuple(edits)


def _difference(old: str, new: str, start: int) -> Edit:
    most = min(len(old), len(new))
    head = next((index for index in range(most) if old[index] != new[index]), most)
    tail = next((index for index in range(most - head) if old[-1 - index] != new[-1 - index]), most - head)
    return Edit(Span(start + head, start + len(old) - tail), new[head : len(new) - tail])
