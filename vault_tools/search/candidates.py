"""A note that a query is put to: its texts and facts as they are needed, and the stretches that it is cut into."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise

from vault_tools.model import Note, NoteKind, RegionKind
from vault_tools.parse.source import normalise
from vault_tools.search.documents import Document, body_of
from vault_tools.search.syntax import Unit
from vault_tools.search.terms import Area
from vault_tools.search.texts import Texts
from vault_tools.vault import Vault

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


class Candidate:
    """A note that is looked at: its document, and the forms of its text as they are needed."""

    def __init__(self, document: Document, texts: Texts, vault: Vault) -> None:
        self.document = document
        self._texts = texts
        self._vault = vault

    @cached_property
    def source(self) -> str:
        """The body as written, with LF at the end of each line."""
        if self.note is None:
            return ""
        return body_of(self.note, self._text)

    @cached_property
    def note(self) -> Note | None:
        """The facts of the note, with offsets into its text with LF at the end of each line; None where it is none."""
        place = self.document.place
        if place is None or not place.body:
            return None
        if "\r" in self._text:
            return parse_note(self.document.path, self._text) if self.document.is_text else None
        return self._vault.note(self.document.path)

    @cached_property
    def _text(self) -> str:
        return lines_of(self._vault.read(self.document.path))

    @cached_property
    def _exact(self) -> tuple[str, str]:
        return self._texts.exact(self.document.place) if self.document.place else ("", "")

    @cached_property
    def _loose(self) -> tuple[str, str]:
        return self._texts.loose(self.document.place) if self.document.place else ("", "")

    def body(self, *, with_original: bool) -> Area:
        """Return the body."""
        return Area(self.source if with_original else "", self._exact[1], self._loose[1])

    def whole(self, *, with_original: bool) -> Area:
        """Return what is searched where no field is named: name, properties and body."""
        original = self.document.head + self.source if with_original else ""
        return Area(original, "".join(self._exact), "".join(self._loose))

    def units(self, unit: Unit) -> Iterator[tuple[int, int]]:
        """Yield where the stretches of the body that are a `unit` begin and end."""
        return _CUTS[unit](self, self._exact[1])


# -- units -----------------------------------------------------------------------------------------------------


def _lines(candidate: Candidate, body: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in body.split("\n"):
        if line:
            yield start, start + len(line)
        start += len(line) + 1


def _facts(candidate: Candidate) -> Note | None:
    note = candidate.note
    return note if note and note.kind is NoteKind.NOTE else None


def _sections(candidate: Candidate, body: str) -> Iterator[tuple[int, int]]:
    note, start = _facts(candidate), candidate.document.body_start
    cuts = [heading.span.start - start for heading in note.headings if not heading.is_nested] if note else []
    return pairwise(sorted({0, *cuts, len(body)}))


def _blocks(candidate: Candidate, body: str) -> Iterator[tuple[int, int]]:
    """Cut at blank lines, list items and headings; code that is fenced stays whole."""
    note, start = _facts(candidate), candidate.document.body_start
    cuts = {0, len(body), *(match.end() for match in _BLANK_LINES.finditer(body))}
    if note:
        cuts.update(item.span.start - start for item in note.items)
        for heading in note.headings:
            cuts.update((heading.span.start - start, heading.span.end - start))
        for region in note.regions:
            if region.kind is RegionKind.CODE and region.is_block:
                first, last = region.span.start - start, region.span.end - start
                cuts = {cut for cut in cuts if not first < cut < last}
    return pairwise(sorted(cut for cut in cuts if 0 <= cut <= len(body)))


def _tasks(is_wanted: Callable[[str], bool]) -> Callable[[Candidate, str], Iterator[tuple[int, int]]]:
    def cut(candidate: Candidate, body: str) -> Iterator[tuple[int, int]]:
        note, start = _facts(candidate), candidate.document.body_start
        for item in note.items if note else ():
            if item.task is not None and is_wanted(item.task):
                yield item.span.start - start, item.span.end - start

    return cut


_CUTS: dict[Unit, Callable[[Candidate, str], Iterator[tuple[int, int]]]] = {
    Unit.LINE: _lines,
    Unit.BLOCK: _blocks,
    Unit.SECTION: _sections,
    Unit.TASK: _tasks(lambda mark: True),
    Unit.TASK_TODO: _tasks(lambda mark: mark == " "),
    Unit.TASK_DONE: _tasks(lambda mark: mark != " "),
}
