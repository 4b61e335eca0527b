"""Which sections notes have, in which order, and what the lists in them consist of."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from vault_tools.model import Link, LinkKind, Note, Span
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


class ListUse:
    """The list items of one section over all notes: how many there are, how many are nothing but one wikilink.

    `notes` have such items, `strays` of them have others, too. `targets` counts the top folders that the links lead to.
    """

    def __init__(self) -> None:
        self.items = self.links = self.notes = self.strays = 0
        self.targets = Counter[str]()

    def add(self, items: int, targets: Sequence[str]) -> None:
        """Add a note with so many items, and the folders that those lead to which are nothing but one link."""
        self.items += items
        self.links += len(targets)
        self.notes += bool(targets)
        self.strays += 0 < len(targets) < items
        self.targets.update(targets)


def section_use(notes: Sequence[Note]) -> SectionUse:
    """Return which sections notes have. Headings in quotes and lists are none."""
    titles = [_titles(note) for note in notes]
    return SectionUse(titles, Counter(title for found in titles for title in found))


def _titles(note: Note) -> tuple[str, ...]:
    found = (heading.text for heading in note.headings if heading.level == LEVEL and not heading.is_nested)
    return tuple(dict.fromkeys(title for title in found if title))


def list_uses(notes: Sequence[Note], wanted: Collection[str], vault: Vault) -> dict[str, ListUse]:
    """Return what the list items are in each of the `wanted` sections; of several with one title, in the first."""
    uses = {title: ListUse() for title in wanted}
    for note in notes:
        if len(note.items):
            for title, items in _items(note, uses).items():
                links = (_only_link(note, span) for span in items)
                targets = [vault.resolve(link, note.path).path for link in links if link]
                uses[title].add(len(items), ["" if path is None else folder(path) for path in targets])
    return uses


def _items(note: Note, wanted: Collection[str]) -> dict[str, list[Span]]:
    """Return the places of a note's list items by the section that they stand in."""
    bodies: dict[str, Span] = {}
    for found in sections(note):
        if found.heading.level == LEVEL and found.title in wanted:
            bodies.setdefault(found.title, found.body)
    titles, starts = list(bodies), [body.start for body in bodies.values()]
    items: dict[str, list[Span]] = {title: [] for title in titles}
    for item in note.items if titles else ():
        place = bisect_right(starts, item.span.start) - 1
        if place >= 0 and item.span.start < bodies[titles[place]].end:
            items[titles[place]].append(item.span)
    return items


def _only_link(note: Note, item: Span) -> Link | None:
    """Return the wikilink that a list item consists of; None for any other item."""
    place = bisect_right(note.links, item.start, key=lambda link: link.span.start)
    link = note.links[place] if place < len(note.links) else None
    if link is None or link.kind is not LinkKind.WIKILINK:
        return None
    is_alone = link.span.start - item.start <= _MARKER and 0 <= item.end - link.span.end <= 1
    return link if is_alone else None
