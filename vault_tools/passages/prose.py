"""Which part of a note's text is what: prose, headings, link texts, code and so on; and texts of some parts only."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from vault_tools.model import Link, LinkKind, Note, RegionKind, Span


class Part(StrEnum):
    """What a stretch of text is. `MARKS` is what is neither shown nor read: brackets, addresses, block ids."""

    PROSE = "prose"
    HEADINGS = "headings"
    LINK_TEXT = "link-text"
    TAGS = "tags"
    CODE = "code"
    MATH = "math"
    COMMENTS = "comments"
    HTML = "html"
    FRONT_MATTER = "front-matter"
    MARKS = "marks"


class Piece(Struct, frozen=True, order=True, gc=False):
    """A stretch of text that is all of one part. Plain integers: there are hundreds in a note."""

    start: int
    end: int
    part: Part


_REGIONS = {
    RegionKind.CODE: Part.CODE, RegionKind.MATH: Part.MATH, RegionKind.COMMENT: Part.COMMENTS,
    RegionKind.HTML: Part.HTML, RegionKind.DEFINITION: Part.MARKS,
}  # fmt: skip
_NOT_A_LINE_END = re.compile(r"[^\n\r]")


def pieces(note: Note, text: str) -> list[Piece]:
    """Divide the text of a note into pieces, in order and without gaps."""
    inner = _clipped(sorted(_inner(note, text)))
    outer = _outer(note, len(text))
    found: list[Piece] = []
    piece = next(inner, None)
    for whole in outer:
        position, end, part = whole.start, whole.end, whole.part
        while piece and piece.start < end:
            if position < piece.start:
                found.append(Piece(position, piece.start, part))
            if position < piece.end:
                found.append(Piece(max(position, piece.start), min(piece.end, end), piece.part))
                position = min(piece.end, end)
            if piece.end > end:
                break
            piece = next(inner, None)
        if position < end:
            found.append(Piece(position, end, part))
    return found


def _outer(note: Note, length: int) -> Iterator[Piece]:
    """Yield front matter, headings and the prose between them, without gaps."""
    position = 0
    wholes = [Piece(*_bounds(heading.span), Part.HEADINGS) for heading in note.headings]
    if note.front_matter:
        wholes.insert(0, Piece(*_bounds(note.front_matter.span), Part.FRONT_MATTER))
    for whole in wholes:
        if position < whole.start:
            yield Piece(position, whole.start, Part.PROSE)
        yield whole
        position = whole.end
    if position < length:
        yield Piece(position, length, Part.PROSE)


def _bounds(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _inner(note: Note, text: str) -> Iterator[Piece]:
    """Yield everything in the body that is not plain prose, in no order; some may lie in others."""
    for region in note.regions:
        yield Piece(*_bounds(region.span), _REGIONS[region.kind])
    for link in note.links:
        if link.kind is not LinkKind.PROPERTY:
            yield from _link(link.span, text, link)
    for external in note.external_links:
        if external.kind is not LinkKind.PROPERTY:
            yield from _link(external.span, text, None)
    for tag in note.tags:
        yield Piece(*_bounds(tag.span), Part.TAGS)
    for block in note.blocks:
        yield Piece(*_bounds(block.span), Part.MARKS)
    for footnote in note.footnotes:
        start, end = footnote.span.start, footnote.span.end
        yield Piece(start, end + footnote.is_definition, Part.MARKS)  # with the colon of a definition


def _link(span: Span, text: str, link: Link | None) -> Iterator[Piece]:
    """Yield the marks of a link and, between them, the text that a reader sees."""
    start, end = span.start, span.end
    if link and link.kind in (LinkKind.WIKILINK, LinkKind.EMBED):
        bar = text.find("|", start, end)
        label_start = bar + 1 if bar >= 0 else text.find("[[", start, end) + 2
        label_end = end - 2
    elif text.startswith("<", start):  # an address in angle brackets is shown as it is
        label_start = label_end = start
    else:
        label_start = text.find("[", start, end) + 1
        label_end = text.find("](", start, end)
        label_end = text.find("]", start, end) if label_end < 0 else label_end
    if not start < label_start <= label_end < end:
        yield Piece(start, end, Part.MARKS)
        return
    yield Piece(start, label_start, Part.MARKS)
    yield Piece(label_start, label_end, Part.LINK_TEXT)
    yield Piece(label_end, end, Part.MARKS)


def _clipped(found: Iterable[Piece]) -> Iterator[Piece]:
    """Yield sorted pieces without what overlaps one before it: the outer of two wins."""
    position = 0
    for piece in found:
        if piece.end > position:
            start = max(piece.start, position)
            if start < piece.end:
                yield Piece(start, piece.end, piece.part)
            position = piece.end


def masked(text: str, found: Sequence[Piece], wanted: Collection[Part], within: Sequence[Span] | None = None) -> str:
    """Return a text of the same length in which only the `wanted` parts are left, blanks for the rest.

    Line ends stay. `within` (None: everywhere) are the stretches, sorted and apart, outside of which all is blank.
    """
    kept = [(piece.start, piece.end) for piece in found if piece.part in wanted]
    if within is not None:
        kept = list(_intersection(kept, [_bounds(span) for span in within]))
    parts: list[str] = []
    position = 0
    for start, end in kept:
        if position < start:
            parts.append(_blanked(text[position:start]))
        parts.append(text[start:end])
        position = end
    parts.append(_blanked(text[position:]))
    return "".join(parts)


def _blanked(text: str) -> str:
    """Return blanks for a text, its line ends kept: most are on one line."""
    if "\r" in text:
        return _NOT_A_LINE_END.sub(" ", text)
    if "\n" in text:
        return "\n".join([" " * len(line) for line in text.split("\n")])
    return " " * len(text)


def _intersection(kept: list[tuple[int, int]], within: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what lies in both of two sorted lists of stretches."""
    index = 0
    for start, end in kept:
        while index < len(within) and within[index][1] <= start:
            index += 1
        at = index
        while at < len(within) and within[at][0] < end:
            yield max(start, within[at][0]), min(end, within[at][1])
            at += 1
