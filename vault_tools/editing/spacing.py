"""The blank lines around headings: how many there are, and how there come to be as many as wanted."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

from vault_tools.findings import Edit
from vault_tools.model import Heading, Note, RegionKind, Span
from vault_tools.passages.outline import outer_headings

_ATX = re.compile(r"#{1,6}(?=[ \t\r\n]|\Z)")
_BLANK_LINES = re.compile(r"(?:[ \t]*+\n)*+")
_LAST_BLANKS = re.compile(r"[ \t]*+\Z")
_LONE_BLOCK_ID = re.compile(r"[ \t]*\^[A-Za-z0-9-]+[ \t]*")


class Gap(NamedTuple):
    """The blank `lines`, perhaps none, between two lines of which one or both belong to a heading.

    `start` is where the first of them begins, `end` where the line below begins. `above` and `below` are the headings,
    `is_first` whether nothing but front matter stands above.
    """

    start: int
    end: int
    lines: int
    above: Heading | None
    below: Heading | None
    is_first: bool


def is_atx(text: str, heading: Heading) -> bool:
    """Whether a heading begins with `#`, and has no line of `=` or `-` below it."""
    return _ATX.match(text, heading.span.start) is not None


def looks_right(text: str, heading: Heading, before: int | None, after: int | None) -> bool:
    """Whether a heading stands, seen quickly, between so many empty lines. If not, `Spacing` knows better."""
    if before is not None:
        above = heading.span.start - before - 2
        if above < 0 or text[above] in _BLANK or not text.startswith("\n" * (before + 1), above + 1):
            return False
    if after is None:
        return True
    below = heading.span.end + after + 1
    return below < len(text) and text[below] not in _BLANK and text.startswith("\n" * (after + 1), below - after - 1)


_BLANK = frozenset(" \t\r\n")


class Spacing:
    """The gaps above and below a note's headings, but for those in quotes and list items."""

    def __init__(self, note: Note, text: str) -> None:
        from vault_tools.parse.source import BOM, normalise  # completion knows all rules and parses nothing

        self._headings = outer_headings(note)
        self._text = normalise(text)
        covers = sorted((cover.start, cover.end) for found in note.directives if (cover := found.covers))
        self._cover_starts = [start for start, _ in covers]
        self._cover_ends = list(accumulate((end for _, end in covers), max))
        self._ends: dict[RegionKind, set[int]] = {kind: set() for kind in RegionKind}
        for region in note.regions:
            self._ends[region.kind].add(region.span.end)
        self._body = note.front_matter.span.end if note.front_matter else len(BOM) if text.startswith(BOM) else 0

    def gaps(self) -> Iterator[Gap]:
        """Yield each gap once, in order. Blank lines at the end of the note are none."""
        end = -1
        for heading, following in pairwise([*self._headings, None]):
            if heading is None:
                return
            line = self._line_start(heading)
            if line != end:
                yield self._above(heading, line)
            start = self._text.find("\n", heading.span.end) + 1
            end = self._behind_blank_lines(start) if start else -1
            if end >= len(self._text) or end < 0:
                return
            below = following if following and self._line_start(following) == end else None
            yield Gap(start, end, self._text.count("\n", start, end), heading, below, is_first=False)

    def edit(self, gap: Gap, wanted: int) -> Edit | None:
        """Return the edit that makes the gap `wanted` lines wide; None where it would change what stands around."""
        if (gap.lines == 0 or wanted == 0) and self._parts_or_joins(gap, wanted):
            return None
        if gap.lines < wanted:
            return Edit(Span(gap.end, gap.end), "\n" * (wanted - gap.lines))
        kept = gap.start
        for _ in range(wanted):
            kept = self._text.index("\n", kept) + 1
        return Edit(Span(kept, gap.end), "")

    def _parts_or_joins(self, gap: Gap, wanted: int) -> bool:
        """Whether the lines above and below are something else with blank lines between them than without."""
        above = self._text[self._text.rfind("\n", 0, max(gap.start - 1, 0)) + 1 : max(gap.start - 1, 0)]
        following = self._text.find("\n", gap.end)
        below = self._text[gap.end : following if following >= 0 else None]
        if any(map(_LONE_BLOCK_ID.fullmatch, (above, below))):
            return True  # with a blank line behind it an id names the block before it
        cover = bisect_left(self._cover_starts, gap.start) - 1
        if cover >= 0 and self._cover_ends[cover] + 1 >= gap.start:
            return True  # a suppression covers what follows up to the next blank line
        if gap.above or gap.below is None:
            return False
        if not is_atx(self._text, gap.below):  # its first line may go on with a paragraph, or look like code without it
            return not wanted or gap.start - 1 in self._ends[RegionKind.DEFINITION]
        is_indented = gap.below.span.start > gap.end  # below an empty list item it would be part of it
        return not wanted and (is_indented or gap.start - 1 in self._ends[RegionKind.HTML])  # HTML needs a blank line

    def _above(self, heading: Heading, line: int) -> Gap:
        start, count = line, 0
        while start > self._body:
            before = max(self._text.rfind("\n", 0, start - 1) + 1, self._body)
            if self._text[before:start].strip(" \t\n"):
                break
            start, count = before, count + 1
        return Gap(start, line, count, None, heading, is_first=start == self._body)

    def _behind_blank_lines(self, start: int) -> int:
        blank = _BLANK_LINES.match(self._text, start)
        end = blank.end() if blank else start
        return len(self._text) if _LAST_BLANKS.match(self._text, end) else end

    def _line_start(self, heading: Heading) -> int:
        return max(self._text.rfind("\n", 0, heading.span.start) + 1, self._body)
