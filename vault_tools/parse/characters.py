"""What should not stand in a note at all: conflict markers, and characters that nobody sees."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from vault_tools.model import Fault, Region, RegionKind, Span
from vault_tools.parse.source import BOM
from vault_tools.parse.tokens import INVISIBLE

# Scripts and symbols in which joiners and direction marks do honest work. Compiled when a note needs it.
_JOINED = (
    "[\u0590-\u0dff\u0e00-\u10ff\u1780-\u18af\u2190-\u2bff\u3030\u303d\u3297\u3299\ufb1d-\ufdff\ufe0f\ufe70-\ufefc"
    "\U0001f000-\U0001ffff]"
)
_JOINERS = frozenset("\u061c\u200c\u200d\u200e\u200f")
_CONFLICT_MARK = re.compile(r"^(?:<{7}(?= )|={7}$|>{7}(?= ))", re.MULTILINE)


def faults(text: str, regions: list[Region], *, has_invisible: bool) -> Iterator[Fault]:
    """Yield what is wrong with the characters of a note; one fault for each line with invisible ones.

    `has_invisible` is what the inline pass has noticed: see `Inline`.
    """
    if has_invisible:
        yield from _invisible(text)
    if "<" in text and "<<<<<<< " in text:  # the first is a question for memchr
        yield from _conflicts(text, regions)


def _invisible(text: str) -> Iterator[Fault]:
    line_end, start, count = -1, -1, 0
    mark = int(text.startswith(BOM))  # it is no character of the text
    for run in re.compile(INVISIBLE.pattern + "+").finditer(text, mark):
        if _is_meant(text, run):
            continue
        if run.start() > line_end:
            if count:
                yield _fault(text, start, count)
            start, count = run.start(), 0
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
        count += len(run[0])
    if count:
        yield _fault(text, start, count)


def _is_meant(text: str, run: re.Match[str]) -> bool:
    """Whether this is a joiner among emoji or in a script that needs it, or a selector behind a Han character."""
    char, before = run[0], text[max(run.start() - 1, 0) : run.start()]
    if char in _JOINERS:
        return bool(re.match(_JOINED, before) or re.match(_JOINED, text[run.end() : run.end() + 1]))
    return (
        len(char) == len(before) == 1
        and "\U000e0100" <= char <= "\U000e01ef"
        and "CJK UNIFIED" in unicodedata.name(before, "")
    )


def _fault(text: str, start: int, count: int) -> Fault:
    char = text[start]
    values = {"code": f"U+{ord(char):04X}", "name": unicodedata.name(char, "PRIVATE USE"), "count": str(count)}
    key = "invisible-character" if count == 1 else "invisible-character.several"
    return Fault("invisible-character", key, Span(start, start + 1), values)


def _conflicts(text: str, regions: list[Region]) -> Iterator[Fault]:
    """Yield a fault for each `<<<<<<<` … `=======` … `>>>>>>>`, unless one code block shows all of it."""
    start, marks = -1, ""
    code = [region.span for region in regions if region.kind is RegionKind.CODE and region.is_block]
    code_starts = [span.start for span in code]
    for mark in _CONFLICT_MARK.finditer(text):
        char = mark[0][0]
        if char == "<":
            start, marks = mark.start(), "<"
        elif char == "=" and marks == "<":
            marks = "<="
        elif char == ">" and marks == "<=":
            index = bisect_right(code_starts, start) - 1
            if index < 0 or mark.start() >= code[index].end:
                yield Fault("conflict-marker", "conflict-marker", Span(start, start + 7))
            marks = ""
