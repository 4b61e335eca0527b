"""Where links lead: to which file, and to which heading, block or footnote in it; compared across a fix."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from vault_tools.fixing.edits import Application
from vault_tools.model import Link, Note
from vault_tools.resolve import Subpaths, SubpathStatus, fold_heading, identity
from vault_tools.vault import Vault


class Lead(NamedTuple):
    """What a link leads to. `path` is None where it is unresolved; `place` is a heading's, or an id, or a name."""

    path: str | None
    status: SubpathStatus
    place: int | str | None


Pairs = Mapping[int, int]
"""The places of a note's headings before a fix, and the places that these headings have afterwards."""


class Leads:
    """What links lead to while the facts of the notes are those that `note` returns."""

    def __init__(self, vault: Vault, note: Callable[[str], Note | None]) -> None:
        self.vault = vault
        self.note = note
        self._subpaths: dict[str, Subpaths | None] = {}

    def subpaths(self, path: str) -> Subpaths | None:
        """Return what links can name inside the note at `path`; None where nobody can know."""
        if path not in self._subpaths:
            note = self.note(path) if path.lower().endswith(".md") else None
            self._subpaths[path] = Subpaths(note) if note and note.is_read else None
        return self._subpaths[path]

    def lead(self, link: Link, source: str) -> Lead:
        """Return what a link that stands in the note at `source` leads to."""
        path = self.vault.resolve(link, source).path
        if path is None:
            return Lead(None, SubpathStatus.NONE, identity(link.target) + fold_heading(link.subpath or ""))
        if link.subpath is None:
            return Lead(path, SubpathStatus.NONE, None)
        subpaths = self.subpaths(path)
        if subpaths is None:
            return Lead(path, SubpathStatus.NOT_CHECKABLE, link.subpath)
        status, found = subpaths.resolve(link.subpath)
        if status is SubpathStatus.NONE:  # nothing but `#`
            return Lead(path, status, None)
        if status is SubpathStatus.HEADING:
            return Lead(path, status, subpaths.places(link.subpath)[-1])
        return Lead(path, status, found.lower() or fold_heading(link.subpath))


class Expectation:
    """What links must lead to after a fix, by what they led to before.

    `pairs` are those of the notes whose headings change, by path.
    """

    def __init__(self, before: Leads, after: Leads, pairs: Mapping[str, Pairs]) -> None:
        self.before = before
        self.after = after
        self.pairs = pairs

    def lead(self, link: Link, source: str) -> Lead:
        """Return what a link of a note as it was must lead to."""
        lead = self.before.lead(link, source)
        pairs = self.pairs.get(lead.path or "")
        if pairs is None:
            return lead
        if lead.status is SubpathStatus.BROKEN_HEADING:  # it may find a heading now
            return self.after.lead(link, source)
        if lead.status is SubpathStatus.HEADING and isinstance(lead.place, int):
            return lead._replace(place=pairs.get(lead.place))
        return lead


def heading_pairs(before: Note, after: Note, made: Application) -> dict[int, int]:
    """Return which heading of a note has become which: by where it stands, else by what it says."""
    places = {heading.span.start: place for place, heading in enumerate(after.headings)}
    pairs: dict[int, int] = {}
    free = set(places.values())
    for place, heading in enumerate(before.headings):
        for is_behind in (True, False):
            found = places.get(made.forward(heading.span.start, is_behind=is_behind))
            if found in free:
                pairs[place] = found
                free.discard(found)
                break
    _pair_alike(before, after, pairs, sorted(free))
    return pairs


def _pair_alike(before: Note, after: Note, pairs: dict[int, int], free: Sequence[int]) -> None:
    """Pair headings that have moved with those of the same level and text."""
    alike: dict[tuple[int, str], list[int]] = {}
    for place in reversed(free):
        heading = after.headings[place]
        alike.setdefault((heading.level, heading.text), []).append(place)
    for place, heading in enumerate(before.headings):
        if place not in pairs and (found := alike.get((heading.level, heading.text))):
            pairs[place] = found.pop()
