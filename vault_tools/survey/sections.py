"""Which sections notes have, in which order, and what the lists in them consist of."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vault_tools.model import Link, LinkKind, Note
from vault_tools.outline import sections
from vault_tools.survey import folder
from vault_tools.vault import Vault

LEVEL = 2
"""The level whose headings divide a note; the first belongs to the note's title."""
_MARKER = 3  # characters of a list item before its text: `- `, `1. `


class SectionUse(NamedTuple):
    """The level-2 headings of each note, each once, in order; and how many notes have each."""

    titles: list[tuple[str, ...]]
    notes: Counter[str]

    def share(self, title: str) -> float:
        """Return the share of notes that have a section."""
        return self.notes[title] / len(self.titles) if self.titles else 0.0

    def in_order(self, wanted: Sequence[str]) -> list[str]:
        """Return sections in the order in which notes mostly have them."""
        places: dict[str, list[float]] = {title: [] for title in wanted}
        for titles in self.titles:
            for place, title in enumerate(titles):
                if title in places:
                    places[title].append(place / len(titles))
        return sorted(wanted, key=lambda title: (sum(places[title]) / max(len(places[title]), 1), title))

    def keeping(self, order: Sequence[str]) -> float:
        """Return the share of notes that have the sections of `order` in this order."""
        ranks = {title: rank for rank, title in enumerate(order)}
        kept = [[ranks[title] for title in titles if title in ranks] for titles in self.titles]
        return sum(found == sorted(found) for found in kept) / len(kept) if kept else 0.0

    def ending_with(self, title: str) -> float:
        """Return the share of the notes with a section that have it last."""
        ends = sum(titles[-1] == title for titles in self.titles if titles)
        return ends / self.notes[title] if self.notes[title] else 0.0


class ListUse(NamedTuple):
    """The list items of one section over all notes: how many there are, how many are nothing but one wikilink.

    `notes` have such items, `strays` of them have others, too. `targets` counts the top folders that the links lead to.
    """

    items: int
    links: int
    notes: int
    strays: int
    targets: Counter[str]


def section_use(notes: Sequence[Note]) -> SectionUse:
    """Return which sections notes have. Headings in quotes and lists are none."""
    titles = [_titles(note) for note in notes]
    return SectionUse(titles, Counter(title for found in titles for title in found))


def _titles(note: Note) -> tuple[str, ...]:
    found = (heading.text for heading in note.headings if heading.level == LEVEL and not heading.is_nested)
    return tuple(dict.fromkeys(title for title in found if title))


def list_use(notes: Sequence[Note], title: str, vault: Vault) -> ListUse:
    """Return what the list items in the sections called `title` are."""
    counts = Counter[str]()
    targets = Counter[str]()
    for note in notes:
        only = [_only_link(note, start, end) for start, end in _items(note, title)]
        links = [link for link in only if link]
        counts.update(items=len(only), links=len(links), notes=bool(links), strays=0 < len(links) < len(only))
        for link in links:
            path = vault.resolve(link, note.path).path
            targets["" if path is None else folder(path)] += 1
    return ListUse(counts["items"], counts["links"], counts["notes"], counts["strays"], targets)


def _items(note: Note, title: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the list items in a note's sections called `title`."""
    bodies = [found.body for found in sections(note) if found.title == title and found.heading.level == LEVEL]
    if bodies:
        for item in note.items:
            if any(body.start <= item.span.start < body.end for body in bodies[:1]):
                yield item.span.start, item.span.end


def _only_link(note: Note, start: int, end: int) -> Link | None:
    """Return the wikilink that a list item consists of; None for any other item."""
    place = bisect_right(note.links, start, key=lambda link: link.span.start)
    link = note.links[place] if place < len(note.links) else None
    if link is None or link.kind is not LinkKind.WIKILINK:
        return None
    is_alone = link.span.start - start <= _MARKER and 0 <= end - link.span.end <= 1
    return link if is_alone else None
