"""A note that a query is put to: its texts and facts as they are needed, and the stretches that it is cut into."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise

from vault_tools.model import Note, NoteKind, RegionKind
from vault_tools.parse.bounds import find
from vault_tools.search.documents import Document, canvas_text, lines_of
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
    def facts(self) -> Note | None:
        """The facts of the note, with offsets into `text`; None where the body is not text of the file itself."""
        note = self._vault.note(self.document.path) if self.document.has_text else None
        if note is None or note.kind is not NoteKind.NOTE:
            return None
        if "\r" not in self._written:
            return note
        from vault_tools.parse.note import parse_note  # 15 ms to import, and few files have such line ends

        return parse_note(note.path, self.text)

    @cached_property
    def text(self) -> str:
        """The whole text of the file, with LF at the end of each line; of a canvas, the texts in it."""
        if not self.document.has_text:
            return ""
        return lines_of(canvas_text(self._written) if self.document.is_canvas else self._written)

    @cached_property
    def _written(self) -> str:
        path = self.document.path
        return self._vault.read(path) if path in self._vault.names else ""  # deleted by now; or never was in the vault

    @cached_property
    def body_start(self) -> int:
        """Where the body begins in `text`."""
        bounds = None if self.document.is_canvas else find(self.text)
        return bounds.end if bounds else 0

    @cached_property
    def _exact(self) -> tuple[str, str]:
        return self._texts.exact(self.document.place) if self.document.place else ("", "")

    @cached_property
    def _loose(self) -> tuple[str, str]:
        return self._texts.loose(self.document.place) if self.document.place else ("", "")

    @cached_property
    def body(self) -> Area:
        """The body."""
        return Area(lambda: self.text[self.body_start :], lambda: self._exact[1], lambda: self._loose[1])

    @cached_property
    def whole(self) -> Area:
        """What is searched where no field is named: name, properties and body."""
        return Area(
            lambda: self.document.head + self.text[self.body_start :],
            lambda: "".join(self._exact),
            lambda: self._texts.loose_together(self.document.place) if self.document.place else "",
        )

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


def _sections(candidate: Candidate, body: str) -> Iterator[tuple[int, int]]:
    note, start = candidate.facts, candidate.body_start
    cuts = [heading.span.start - start for heading in note.headings if not heading.is_nested] if note else []
    return pairwise(sorted({0, *cuts, len(body)}))


def _blocks(candidate: Candidate, body: str) -> Iterator[tuple[int, int]]:
    """Cut at blank lines, list items and headings; code that is fenced stays whole."""
    note, start = candidate.facts, candidate.body_start
    cuts = {0, len(body), *(match.end() for match in _BLANK_LINES.finditer(body))}
    if note:
        cuts.update(item.span.start - start for item in note.items)
        for heading in note.headings:
            cuts.update((heading.span.start - start, heading.span.end - start))
    return pairwise(cut for cut in _outside_code(note, start, sorted(cuts)) if 0 <= cut <= len(body))


def _outside_code(note: Note | None, start: int, cuts: list[int]) -> Iterator[int]:
    """Yield the cuts that do not go through fenced code. Both come in order."""
    codes = (
        [region.span for region in note.regions if region.kind is RegionKind.CODE and region.is_block] if note else []
    )
    index = 0
    for cut in cuts:
        while index < len(codes) and codes[index].end - start <= cut:
            index += 1
        if index == len(codes) or cut <= codes[index].start - start:
            yield cut


def _tasks(is_wanted: Callable[[str], bool]) -> Callable[[Candidate, str], Iterator[tuple[int, int]]]:
    def cut(candidate: Candidate, body: str) -> Iterator[tuple[int, int]]:
        note, start = candidate.facts, candidate.body_start
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
