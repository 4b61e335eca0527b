"""The line of a note that shows best why it was found, cut to a length that can be read, with the matches in it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
from typing import NamedTuple

from vault_tools.search.terms import Area, Spans, Term
from vault_tools.search.tokens import LETTER

_NEAR, _BEFORE, _CELLS = 50, 24, 120
"""Cells of a terminal: so near its first match a line is shown from its beginning, otherwise so much of it before the
match; and so much in all. A Chinese character takes two.
"""
_MAX_SPANS = 500  # of one term that are looked at
_SENTENCE = 20  # characters: a shorter line is a label rather than prose
_LONG_WORD = 20  # characters
_LONG_CHARACTER = 40  # code points: no character that a reader sees has more, but a hostile note may pile up marks
_LETTER, _WORD, _TORN = re.compile(LETTER), re.compile(f"{LETTER}+"), re.compile(rf"{LETTER}+\Z")
_OPENERS = frozenset("([{<`*_#“‘（【《「『")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


class Snippet(NamedTuple):
    """A piece of text as written, where it begins, and the matches in it: first character, one behind the last.

    `is_cut` says whether the line goes on before it, and behind it.
    """

    text: str
    start: int
    highlights: tuple[tuple[int, int], ...]
    is_cut: tuple[bool, bool] = (False, False)


_Match = tuple[int, int, int]
"""Where a term stands, first character and one behind the last, and the term's number."""


class _Line(NamedTuple):
    start: int
    end: int
    matches: list[_Match]


def snippet(area: Area, terms: Sequence[Term]) -> Snippet | None:
    """Return the piece of the first of those lines of an area that have the most terms; None where there are none."""
    best, most = None, 0
    for line in _lines(area.original, _matches(area, terms)):
        count = len({number for _, _, number in line.matches})
        if count > most:
            best, most = line, count
        if count == len(terms):
            break
    return _cut(area.original, best.start, best.end, [match[:2] for match in best.matches]) if best else None


def _matches(area: Area, terms: Sequence[Term]) -> Iterable[_Match]:
    """Return where the terms stand in an area, in order; of one term lazily: its first line is as good as any."""
    found = (
        (start, end, number)
        for number, term in enumerate(terms)
        for start, end in islice(term.spans(area), _MAX_SPANS)
        if end > start
    )
    return found if len(terms) == 1 else sorted(found)


def _lines(text: str, matches: Iterable[_Match]) -> Iterator[_Line]:
    """Yield the lines in which matches begin."""
    line = _Line(0, -1, [])
    for match in matches:
        start = match[0]
        if start > line.end:
            if line.matches:
                yield line
            end = text.find("\n", start)
            line = _Line(text.rfind("\n", 0, start) + 1, end if end >= 0 else len(text), [])
        line.matches.append(match)
    if line.matches:
        yield line


def around(text: str, start: int, end: int) -> Snippet:
    """Return the piece of a text around one place on one line."""
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    return _cut(text, text.rfind("\n", 0, start) + 1, line_end, [(start, min(end, line_end))])


def first_line(area: Area) -> Snippet:
    """Return the beginning of an area's first sentence, for notes that are not found for their text."""
    best, start = Snippet("", 0, ()), 0
    for line in area.original.split("\n"):
        if line.strip() and not line.startswith("#") and (len(line) >= _SENTENCE or not best.text):
            best = _cut(area.original, start, start + len(line), [])
            if len(line) >= _SENTENCE:
                break
        start += len(line) + 1
    return best


def _cut(text: str, start: int, end: int, matches: Sequence[tuple[int, int]]) -> Snippet:
    """Cut the line from `start` to `end` to the piece around its first matches."""
    while start < end and text[start].isspace():
        start += 1
    first = matches[0][0] if matches else start
    begin = _back(text, first, start, _NEAR)
    if begin > start:
        begin = _back(text, first, start, _BEFORE)
    widths = accumulate(map(_WIDTHS.__getitem__, text[begin : min(end, begin + _CELLS)]))
    cells = 0
    stop = begin
    for cells in widths:
        stop += 1
        if cells >= _CELLS:
            break
    while stop < end and cells < _CELLS + _LONG_CHARACTER and _continues(text, stop):
        cells += _WIDTHS[text[stop]]
        stop += 1
    begin = _without_torn_word(text, start, begin, first)
    while start < begin < first and not text[begin].isalnum() and text[begin] not in _OPENERS:
        begin += 1
    if stop < end and (word := _TORN.search(text, max(stop - _LONG_WORD, begin), stop)) and _LETTER.match(text, stop):
        stop = word.start() if word.start() > first else stop
    while stop > begin and text[stop - 1].isspace():
        stop -= 1
    inside = ((max(a, begin), min(b, stop)) for a, b in matches if a < stop and b > begin)
    whole = (_whole_characters(text, a, b, begin, stop) for a, b in inside)
    shown = _merged((a - begin, b - begin) for a, b in whole)
    return Snippet(text[begin:stop], begin, tuple(shown), (begin > start, bool(text[stop:end].strip())))


def _back(text: str, first: int, start: int, cells: int) -> int:
    """Return where to begin to show so many cells before `first`, but nothing before `start`."""
    begin, shown = first, 0
    while begin > start and (shown < cells or (shown < cells + _LONG_CHARACTER and _continues(text, begin))):
        begin -= 1
        shown += _WIDTHS[text[begin]]
    return begin


def _without_torn_word(text: str, start: int, begin: int, first: int) -> int:
    """Return where to begin instead of in the middle of a word: behind it, if it ends before the first match."""
    if begin == start or not (_LETTER.match(text, begin) and _LETTER.match(text, begin - 1)):
        return begin
    word = _WORD.match(text, begin, begin + _LONG_WORD)
    return word.end() if word and word.end() <= first else begin


def _is_second_half_of_flag(text: str, index: int) -> bool:
    first = index
    while first >= 0 and "\U0001f1e6" <= text[first] <= "\U0001f1ff":
        first -= 1
    return (index - first) % 2 == 0 and index > first


def _whole_characters(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """Return a span, within the one from `first` to `last`, that ends within no character."""
    while start > first and _continues(text, start):
        start -= 1
    while end < last and _continues(text, end):
        end += 1
    return start, end


def _merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """Join spans that touch or overlap."""
    merged: Spans = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class _Widths(dict[str, int]):
    """The cells that characters take on a terminal, each worked out when it first comes up."""

    def __missing__(self, char: str) -> int:
        self[char] = width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        return width


_WIDTHS = _Widths()


def _continues(text: str, index: int) -> bool:
    """Whether a cut before `index` would go through what a reader sees as one character."""
    char = text[index]
    return (
        char in _JOINERS
        or unicodedata.category(char).startswith("M")
        or _is_second_half_of_flag(text, index)
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or (index > 0 and text[index - 1] == "\u200d")
    )
