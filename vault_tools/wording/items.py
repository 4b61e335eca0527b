"""The list items of a note's sections: which there are, where they lead, what stands between them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from vault_tools.findings import Edit
from vault_tools.messages import Words
from vault_tools.model import Link, LinkKind, Note, RegionKind, Span
from vault_tools.passages.outline import Section
from vault_tools.resolve import UNRESOLVED, Resolution
from vault_tools.vault import ResolvedLink, Vault

OptionProblem = tuple[tuple[str | int, ...], str, dict[str, Words]]
"""What is wrong with options in themselves: keys from the options' table on, a message of the catalogue, its values."""

_NEVER = 1 << 31  # no line is indented so far
_NOT_IN_TEXT = frozenset((LinkKind.PROPERTY, LinkKind.BASE, LinkKind.REFERENCE))
_LINE = re.compile(r"[^\n\r]+")
_LINE_ENDS = re.compile(r"\r\n|\n|\r")
_LINE_END = re.compile(r"[ \t]*+(?:\r\n|\n|\r|\Z)")
_MARKER = re.compile(r"(?:[-+*]|[0-9]{1,9}[.)])")


@dataclass(frozen=True)
class NamedSections:
    """The sections that a rule is about. Options of kinds inherit these."""

    section: tuple[str, ...] = field(metadata={"doc": "the section's title, or several titles", "single": True})
    level: int = field(default=2, metadata={"doc": "the level of the section's heading", "least": 1, "most": 6})

    @cached_property
    def named(self) -> str:
        """All titles as one name: a rule about several is idle only where none of them occurs."""
        return " / ".join(self.section)

    def may_be_in(self, note: Note) -> bool:
        """Whether a note has a heading with such a title at all: for those who ask about all notes."""
        return not {heading.text for heading in note.headings}.isdisjoint(self.section)

    def within(self, note: Note, vault: Vault) -> tuple["Listed", ...]:
        """Return the sections of a note that are meant, one behind the other, with their items."""
        wanted = vault.wording(note).outline.named(self.section, self.level)
        return tuple(map(vault.shared(note, _Lists).of, wanted)) if wanted else ()

    def problems(self) -> Iterator[OptionProblem]:
        """Yield what makes no sense."""
        if not self.section:
            yield ("section",), "config.empty", {}


class Item(Struct, frozen=True, gc=False):
    """An outermost list item: its own lines, up to the first item nested in it, and the first link in them.

    `path` is the file that the link leads to, or would: its target with the suffix; empty where there is no link.
    """

    span: Span
    link: Link | None = None
    resolution: Resolution = UNRESOLVED
    path: str = ""
    has_nested: bool = False

    @property
    def target(self) -> str:
        """What the link is to, as written; empty where there is no link."""
        return self.link.target if self.link else ""


class Listed(NamedTuple):
    """A section and its outermost list items, in reading order."""

    section: Section
    items: tuple[Item, ...]


class _Lists:
    """The lists of one note: several rules look at the items of the same section."""

    def __init__(self, note: Note, vault: Vault) -> None:
        self._starts, self._ends, self._depths = note.items.columns()
        self._links = _links(note, vault)
        self._link_starts = [found.link.span.start for found in self._links]
        self._known: dict[int, Listed] = {}

    def of(self, section: Section) -> Listed:
        """Return a section with its outermost items."""
        known = self._known.get(section.span.start)
        if known is None:
            known = self._known[section.span.start] = Listed(section, tuple(self._items(section.body)))
        return known

    def _items(self, body: Span) -> list[Item]:
        found: list[Item] = []
        for index in range(bisect_left(self._starts, body.start), bisect_left(self._starts, body.end)):
            if not self._depths[index]:
                span = Span(self._starts[index], self._ends[index])
                place = bisect_left(self._link_starts, span.start)
                is_inside = place < len(self._links) and self._links[place].link.span.end <= span.end
                found.append(_item(span, *self._links[place]) if is_inside else Item(span))
            elif found:
                found[-1] = replace(found[-1], has_nested=True)
        return found


def _item(span: Span, link: Link, resolution: Resolution) -> Item:
    return Item(span, link, resolution, resolution.path or f"{link.target.removesuffix('.md')}.md")


def _links(note: Note, vault: Vault) -> list[ResolvedLink]:
    """Return the links in a note's text, in the order of their places; none that no author meant as such."""
    found = [
        found for found in vault.resolved(note) if found.link.kind not in _NOT_IN_TEXT and not found.link.is_citation
    ]
    found.sort(key=_link_start)
    return found


_link_start = attrgetter("link.span.start")


def strays(note: Note, text: str, found: Sequence[Listed]) -> Iterator[tuple[Listed, Span]]:
    """Yield sections, of those that `within` returns, in which something stands that belongs to no item.

    With each comes the first such line, or part of one. Blank lines and comments are nothing. Linear.
    """
    if all(_is_tight(text, where) for where in found):
        return
    known = [(item.span, not item.depth) for item in note.items]
    comments = [(region.span, False) for region in note.regions if region.kind is RegionKind.COMMENT]
    stretches = iter(sorted(known + comments, key=lambda stretch: stretch[0].start))
    stretch = next(stretches, None)
    for where in found:
        section = where.section
        position, indent, stray = section.body.start, _NEVER, None
        while stretch and stretch[0].start < section.span.end:
            span, is_outermost = stretch
            if span.start >= position:
                stray = stray or _first_line(text, position, span.start, indent)
            if span.start >= section.body.start:
                position = max(position, span.end)
                indent = _content_indent(text, span.start) if is_outermost else indent
            stretch = next(stretches, None)
        if stray := stray or _first_line(text, position, section.span.end, indent):
            yield where, stray


def _is_tight(text: str, where: Listed) -> bool:
    """Whether nothing but blanks stands between a section's items: so it mostly is."""
    position, end = where.section.body.start, where.section.span.end
    for item in where.items:
        if text[position : item.span.start].strip():
            return False
        position = item.span.end
    return not text[position:end].strip()


def _first_line(text: str, start: int, end: int, indent: int) -> Span | None:
    """Return the first line between two offsets that is not blank and less indented; a part of a line counts too."""
    for line in _LINE.finditer(text, start, end):
        words = line[0].lstrip()
        blanks = len(line[0]) - len(words)
        is_whole = not line.start() or text[line.start() - 1] in "\n\r"
        if words and (blanks < indent or not is_whole):
            return Span(line.start() + blanks, line.start() + len(line[0].rstrip()))
    return None


def _content_indent(text: str, start: int) -> int:
    """Return how far a line must be indented to belong to the item whose marker stands at `start`."""
    marker = _MARKER.match(text, start)
    return start - _line_start(text, start) + (marker.end() - start if marker else 0) + 1


def removal(text: str, item: Item) -> Edit | None:
    """Return the edit that deletes an item's lines, and with them a blank line where there were two around it.

    None where that would take or leave something else: a nested item, the mark of a quote.
    """
    start, end = _line_start(text, item.span.start), item.span.end
    rest = _LINE_END.match(text, end)
    if item.has_nested or rest is None or text[start : item.span.start].strip(" \t"):
        return None
    end = rest.end()
    above, below = start, end
    while above > 0 and text[above - 1].isspace():
        above -= 1
    while below < len(text) and text[below].isspace():
        below += 1
    has_blank_above = len(_LINE_ENDS.findall(text, above, start)) > 1
    if has_blank_above and below == len(text):
        first = _LINE_END.match(text, above)
        start = first.end() if first else start
    elif has_blank_above:
        end = max(end, _line_start(text, below))
    return Edit(Span(start, end), "")


def _line_start(text: str, position: int) -> int:
    line = text.rfind("\n", 0, position) + 1
    return max(text.rfind("\r", line, position) + 1, line)
