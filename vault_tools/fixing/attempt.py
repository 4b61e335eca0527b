"""A vault with some fixes made, and attempts to make more: whether what must stay equal does."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from vault_tools.findings import Aspect, Edit
from vault_tools.fixing.edits import Application, Taken, fitted, line_end
from vault_tools.fixing.fragments import LostError, inbound_edits
from vault_tools.fixing.invariant import Made, violation
from vault_tools.fixing.leads import Expectation, Leads, Pairs, heading_pairs
from vault_tools.model import Note, NoteKind
from vault_tools.scan import parse
from vault_tools.vault import Vault

_SPELLING = frozenset((Aspect.SPELLING,))


class Refusal(NamedTuple):
    """Why a fix is not made: the end of a message's key, and the other note that the message names."""

    reason: str
    source: str = ""


class State(NamedTuple):
    """A note with fixes made in it: how, and the facts afterwards."""

    application: Application
    note: Note


class Draft:
    """A vault as it was checked, and what has been made of its notes since. `refuses` is as in `passes.fix`."""

    def __init__(self, vault: Vault, refuses: Callable[[str], str]) -> None:
        self.vault = vault
        self.states: dict[str, State] = {}
        self.own: dict[str, list[Made]] = defaultdict(list)
        self.inbound: dict[str, Mapping[str, Made]] = {}  # by the note whose headings changed, by the note to rewrite
        self.pairs: dict[str, Pairs] = {}
        self.before = Leads(vault, vault.note)
        self._refuses = refuses
        self._refusals: dict[str, str] = {}

    def refusal(self, path: str) -> str:
        """Return why a note may not be changed; empty where it may."""
        if path not in self._refusals:
            note = self.vault.note(path)
            if note is None or note.kind is not NoteKind.NOTE or not note.is_read:
                reason = "not-a-note"
            elif not _is_of(note, self.vault.read(path)):
                reason = "changed"
            else:
                reason = self._refuses(path)
            self._refusals[path] = reason
        return self._refusals[path]

    def made(self, path: str) -> list[Made]:
        """Return all that is made in a note by now: its own fixes, and fragments that other notes' headings ask for."""
        return [*self.own[path], *(made[path] for made in self.inbound.values() if path in made)]


class Attempt:
    """What a note, and the notes that link to its headings, would be with some more fixes.

    `parsed` counts the characters that were read to find out.
    """

    def __init__(self, draft: Draft, path: str, fixes: Sequence[Made]) -> None:
        self.draft = draft
        self.path = path
        self.fixes = fixes
        self.parsed = 0
        self._states: dict[str, State] = {}
        self._inbound: dict[str, Made] = {}
        self._pairs: Pairs | None = None

    def run(self) -> Refusal | None:
        """Make the fixes if nothing speaks against them; else return what does."""
        refusal = self._refusal()
        if refusal is None:
            self.draft.own[self.path] += self.fixes
            self.draft.states |= self._states
            self.draft.inbound[self.path] = self._inbound
            if self._pairs is not None:
                self.draft.pairs[self.path] = self._pairs
        return refusal

    def _refusal(self) -> Refusal | None:
        if not self._apply(self.path):
            return Refusal("conflict")
        before, after = self._before(self.path), self._states[self.path]
        if _outline(before) != _outline(after.note):
            self._pairs = heading_pairs(before, after.note, after.application)
            if refusal := self._take_links_along():
                return refusal
        expected = self._expectation()
        for path, state in self._states.items():
            changed = violation(self._before(path), state.note, state.application, self._made(path), expected)
            if changed:
                return Refusal(changed) if path == self.path else Refusal("linked", path)
        return None

    def _take_links_along(self) -> Refusal | None:
        """Rewrite the fragments of links that would no longer lead to their heading."""
        read = self.draft.vault.read
        try:
            found = inbound_edits(self.draft.vault, self.path, self._expectation(), read)
        except LostError as lost:
            return Refusal("linked", lost.source)
        for source, edits in found.items():
            fits = fitted(read(source), edits, line_end(read(source)))
            if not fits or self.draft.refusal(source):
                return Refusal("linked", source)
            self._inbound[source] = Made(fits, _SPELLING)
        for source in {**self.draft.inbound.get(self.path, {}), **self._inbound}:
            if not self._apply(source):
                return Refusal("conflict")
        return None

    def _apply(self, path: str) -> bool:
        """Make all edits of a note and read it again; False where they are in one another's way."""
        taken = Taken()
        edits: list[Edit] = []
        for made in self._made(path):
            for edit in made.edits:
                if taken.holds(edit.span):
                    return False
                taken.add(edit.span)
                edits.append(edit)
        edits.sort(key=lambda edit: edit.span.start)
        application = Application(self.draft.vault.read(path), edits)
        self.parsed += len(application.text)
        self._states[path] = State(application, parse(path, application.text))
        return True

    def _made(self, path: str) -> list[Made]:
        inbound = {**self.draft.inbound, self.path: self._inbound}
        made = [*self.draft.own[path], *(found[path] for found in inbound.values() if path in found)]
        return [*made, *self.fixes] if path == self.path else made

    def _expectation(self) -> Expectation:
        pairs: Mapping[str, Pairs] = self.draft.pairs
        if self._pairs is not None:
            pairs = {**pairs, self.path: self._pairs}
        return Expectation(self.draft.before, Leads(self.draft.vault, self._after), pairs)

    def _after(self, path: str) -> Note | None:
        state = self._states.get(path) or self.draft.states.get(path)
        return state.note if state else self.draft.vault.note(path)

    def _before(self, path: str) -> Note:
        return self.draft.vault.note(path) or Note(path)


def _outline(note: Note) -> list[tuple[int, str, bool]]:
    return [(heading.level, heading.text, heading.is_nested) for heading in note.headings]


def _is_of(note: Note, text: str) -> bool:
    """Whether facts are those of a text: the file may have changed after it was read first."""
    known = parse(note.path, text)
    return known == note or repr(known) == repr(note)  # a number that is none equals nothing
