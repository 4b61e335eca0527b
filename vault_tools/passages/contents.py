"""What a stretch of a note holds: whether it is anything at all, and how many characters."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from operator import attrgetter

from vault_tools.model import Heading, Note, RegionKind, Span
from vault_tools.passages.prose import Part, Piece

_UNSEEN = frozenset((Part.COMMENTS, Part.MARKS))
# Blanks, and lines that hold nothing: a thematic break, a list item without text, a block id. Possessive: linear.
_NOTHING = re.compile(
    r"(?:\s++|(?:([-*_])[ \t]*+(?:\1[ \t]*+){2,}+|(?:[-+*]|[0-9]{1,9}[.)])(?:[ \t]++\[ \])?+|\^[A-Za-z0-9-]++)"
    r"[ \t]*+(?=[\r\n]|\Z))*+"
)


class Emptiness:
    """Says of stretches of a note whether nothing is written there but comments and `passed` headings."""

    def __init__(self, note: Note, text: str, passed: Sequence[Heading] = ()) -> None:
        self._note = note
        self._text = text
        self._passed = passed

    @cached_property
    def _ends(self) -> dict[int, int]:
        spans = [region.span for region in self._note.regions if region.kind is RegionKind.COMMENT]
        spans += [heading.span for heading in self._passed]
        return {span.start: span.end for span in spans}

    def of(self, stretch: Span) -> bool:
        """Whether the stretch is empty."""
        position, end = stretch.start, min(stretch.end, len(self._text))
        while True:
            nothing = _NOTHING.match(self._text, position, end)
            position = nothing.end() if nothing else end
            if position >= end:
                return True
            if position not in self._ends:
                return False
            position = self._ends[position]


def is_surely_within(note: Note, text: str, stretch: Span, least: int, most: int) -> bool:
    """Whether `count_characters` would find from `least` to `most`, as far as can be told without pieces of the text:
    mostly the beginning says it.
    """
    length = stretch.end - stretch.start
    for size in (2 * least, 8 * least):
        beginning = Span(stretch.start, stretch.start + size)
        if size < length <= most and _estimate(note, text, beginning)[0] >= least:
            return True
    fewest, greatest = _estimate(note, text, stretch)
    return least <= fewest and greatest <= most


def _estimate(note: Note, text: str, stretch: Span) -> tuple[int, int]:
    """Return how many characters `count_characters` would find at least and at most."""
    most = sum(map(len, text[stretch.start : stretch.end].split()))
    hidden = 0
    for facts in (note.regions, note.links, note.external_links, note.blocks, note.footnotes):
        for index in range(bisect_left(facts, stretch.start, key=_start), len(facts)):
            span = facts[index].span
            if span.start >= stretch.end:
                break
            hidden += span.end - span.start
    return most - hidden, most


_start = attrgetter("span.start")


def count_characters(text: str, pieces: Sequence[Piece], stretch: Span) -> int:
    """Return how many characters of a stretch are to be seen and not blank: no comments, addresses, marks of links."""
    count = 0
    for index in range(max(bisect_right(pieces, stretch.start, key=attrgetter("start")) - 1, 0), len(pieces)):
        piece = pieces[index]
        if piece.start >= stretch.end:
            break
        if piece.part not in _UNSEEN:
            count += sum(map(len, text[max(piece.start, stretch.start) : min(piece.end, stretch.end)].split()))
    return count
