"""The list items of a note's sections: which there are, where they lead, what stands between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from vault_tools.findings import Edit
from vault_tools.messages import Words
from vault_tools.model import Link, LinkKind, Note, RegionKind, Span
from vault_tools.passages.outline import Section, sections
from vault_tools.resolve import Resolution
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

    def within(self, note: Note) -> tuple[Section, ...]:
        """Return the sections of a note that are meant: one behind the other, none in another."""
        if not any(self._is_meant(heading.text, heading.level) for heading in note.headings):
            return ()
        return tuple(found for found in sections(note) if self._is_meant(found.title, found.heading.level))

    def _is_meant(self, title: str, level: int) -> bool:
        return level == self.level and title in self.section

    def problems(self) -> Iterator[OptionProblem]:
        """Yield what makes no sense."""
        if not self.section:
            yield ("section",), "config.empty", {}


class Item(NamedTuple):
    """An outermost list item: its own lines, up to the first item nested in it, and the first link in them."""

    span: Span
    link: Link | None = None
    resolution: Resolution = Resolution(None)
    has_nested: bool = False

    @property
    def target(self) -> str:
        """What the link is to, as written; empty where there is no link."""
        return self.link.target if self.link else ""

    @property
    def path(self) -> str:
        """The file that the link leads to, or would: its target with the suffix; empty where there is no link."""
        return self.resolution.path or f"{self.target.removesuffix('.md')}.md" if self.link else ""


class Listed(NamedTuple):
    """A section and its outermost list items, in reading order."""

    section: Section
    items: tuple[Item, ...]


def listed(note: Note, vault: Vault, wanted: Sequence[Section]) -> Iterator[Listed]:
    """Yield sections, which must lie one behind the other, with their items. Linear."""
    if not wanted:
        return
    items = iter(note.items)
    links = iter(_links(note, vault))
    item, link = next(items, None), next(links, None)
    for section in wanted:
        found: list[Item] = []
        start, end = section.body.start, section.body.end
        while item and item.span.start < end:
            if item.depth and found:
                found[-1] = found[-1]._replace(has_nested=True)
            elif not item.depth and item.span.start >= start:
                while link and link.link.span.start < item.span.start:
                    link = next(links, None)
                is_inside = link is not None and link.link.span.end <= item.span.end
                found.append(Item(item.span, *(link if link and is_inside else ())))
            item = next(items, None)
        yield Listed(section, tuple(found))


def _links(note: Note, vault: Vault) -> list[ResolvedLink]:
    """Return the links in a note's text, in the order of their places; none that no author meant as such."""
    found = [
        found for found in vault.resolved(note) if found.link.kind not in _NOT_IN_TEXT and not found.link.is_citation
    ]
    found.sort(key=lambda resolved: resolved.link.span.start)
    return found


def strays(note: Note, text: str, found: Sequence[Listed]) -> Iterator[tuple[Listed, Span]]:
    """Yield sections, of those that `listed` yields, in which something stands that belongs to no item.

    With each comes the first such line, or part of one. Blank lines and comments are nothing. Linear.
    """
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
