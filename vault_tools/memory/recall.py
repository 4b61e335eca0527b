"""What is known of the notes of a vault from the check before: all that its changes since then do not reach."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from vault_tools.card import Card
from vault_tools.change.footprint import Footprint
from vault_tools.changes import Change
from vault_tools.findings import Event, Finding, Problem
from vault_tools.memory.records import CHECKED, COVERED, FILE, UNTRACKED, Entry, Record, keep
from vault_tools.recollection import Credit, KnownProblem, Mend, Recalled
from vault_tools.ruleset import ActiveRule
from vault_tools.suggest import Guess
from vault_tools.vault import Vault

_MOST = 0.3
"""Where a larger part of the notes has changed, all are looked at: to work out what that reaches would take longer."""
_FEW = 10  # changes that are always worth it
_GIT_RULE = "untracked-target"
_OUTWARD = frozenset((_GIT_RULE, f"{_GIT_RULE}.ignored", "alias-link", "links.canonical"))
"""Messages that depend on more than the footprint knows: on what `.gitignore` says of files that are not in the vault,
on names that only a fix would write. Notes with such a problem are looked at every time.
"""
_UNKNOWN = Card(is_plain=False)


class Memory:
    """A `Recollection` of a vault: `record` is what the last check has kept. Check, then ask for the `renewed` one.

    `marks` tell the contents of checked notes from others, by path (see `Tree.mark`): those without one are always
    looked at. `index` is the mark of git's index, by which the files that git has are known to be the same.
    """

    def __init__(
        self,
        vault: Vault,
        rules: Sequence[ActiveRule],
        marks: Mapping[str, bytes],
        index: bytes,
        record: Record | None,
    ) -> None:
        self._vault = vault
        self._rules = {rule.id: rule for rule in rules}
        self._marks = marks
        self._index = index
        self._roles = self._find_roles(record)
        self._old: Mapping[str, Entry] = {}
        self._credits: Sequence[Credit] = ()
        self._footprint: Footprint | None = None
        self._guesses: Mapping[tuple[str, ...], Guess] = {}
        self._new_guesses: list[Guess] = []
        self._recalled: dict[str, Recalled] = {}
        self._kept: dict[str, Recalled] = {}
        self._placed: dict[int, tuple[Problem, Finding]] = {}  # by the problem's identity, which it has while it lives
        self._replaced: set[str] = set()
        self._record = record
        if record:
            self._take(record)

    def _find_roles(self, record: Record | None) -> dict[str, int]:
        """Return what each path is to the vault. Git is asked only where its index, or what it may not have, is new."""
        roles = _roles(self._vault)
        if _GIT_RULE in self._rules:
            before = dict(zip(record.paths, record.roles, strict=True)) if record else {}
            if self._index and record and record.index == self._index and roles.keys() <= before.keys():
                known = (path for path, role in before.items() if role & UNTRACKED and path in roles)
                self._vault.tracking.give_untracked(frozenset(known))
            for path in self._vault.tracking.untracked:
                roles[path] = roles.get(path, 0) | UNTRACKED
        return roles

    def _take(self, record: Record) -> None:
        """Know what the record says of all notes that are as they were."""
        before = dict(zip(record.paths, record.roles, strict=True))
        checked = (path for path, role in before.items() if role & CHECKED)
        entries = dict(zip(checked, record.entries, strict=True))
        changes = list(self._changes(before, entries))
        if len(changes) > max(len(self._marks) * _MOST, _FEW):
            return
        is_renamed = any(self._is_renaming(change, entries) for change in changes)
        changes += self._unwatched()
        changed = {change.path for change in changes}
        self._old, self._credits = entries, record.credits
        self._vault.give_cards({path: entry.card for path, entry in entries.items() if path not in changed})
        self._footprint = Footprint(lambda path: _card(entries.get(path)), self._vault.card, changes)
        if not is_renamed:
            self._guesses = {guess.about: guess for guess in record.guesses if changed.isdisjoint(guess.about)}

    def _changes(self, before: Mapping[str, int], entries: Mapping[str, Entry]) -> Iterator[Change]:
        """Yield what has become of the paths of the check before: a file in another role is another file."""
        for path in before:
            if self._roles.get(path) != before[path]:
                yield Change(Event.DELETED, path)
        for path, role in self._roles.items():
            if before.get(path) != role:
                yield Change(Event.ADDED, path)
            elif role & CHECKED and not self._is_same(path, entries[path]):
                yield Change(Event.CHANGED, path)

    def _unwatched(self) -> Iterator[Change]:
        """Yield as changed the notes that are not checked, but looked into where a link names a part of them."""
        for path in self._vault.files:
            if path not in self._marks and path.lower().endswith(".md"):
                yield Change(Event.CHANGED, path)

    def _is_same(self, path: str, entry: Entry) -> bool:
        return bool(entry.mark) and entry.mark == self._marks[path]

    def _is_renaming(self, change: Change, entries: Mapping[str, Entry]) -> bool:
        """Whether a change is one of names, by which links could be meant."""
        old, new = _card(entries.get(change.path)), self._vault.card(change.path)
        if change.event is not Event.CHANGED or old is None or new is None:
            return True
        return (old.title, old.aliases) != (new.title, new.aliases)

    # -- the notes -------------------------------------------------------------------------------------------

    def recall(self, path: str, mend: Mend) -> Recalled | None:
        """Return what the rules say of the note at `path`; None where a change reaches it."""
        entry = self._old.get(path)
        if entry is None or self._footprint is None or self._footprint.touches(path):
            return None
        problems = [
            (self._rules[kept.rule], kept.problem(partial(mend, path, number)))
            for number, kept in enumerate(entry.problems)
        ]
        recalled = self._recalled[path] = Recalled(problems, self._credits[entry.credit])
        return recalled

    def keep(self, path: str, found: Recalled) -> None:
        """Remember what the rules say of a note."""
        self._kept[path] = found

    def keep_place(self, path: str, problem: Problem, finding: Finding) -> None:
        """Remember the finding that a problem has made."""
        self._placed[id(problem)] = problem, finding
        self._replaced.add(path)

    def guess(self, about: tuple[str, ...]) -> Guess | None:
        """Return what was suggested for what a finding says, if it would be suggested again."""
        return self._guesses.get(about)

    def keep_guess(self, guess: Guess) -> None:
        """Remember what was suggested."""
        self._new_guesses.append(guess)

    # -- the next record -------------------------------------------------------------------------------------

    def renewed(self) -> Record | None:
        """Return the record of this check; None where it would be the same again."""
        numbers: dict[Credit, int] = {}
        entries = []
        for path in self._vault.checked:
            found = self._kept.get(path) or self._recalled.get(path)
            number = numbers.setdefault(found.credit if found else Credit(), len(numbers))
            entries.append(self._entry(path, found, number))
        paths = tuple(sorted(self._roles))
        roles = bytes(map(self._roles.__getitem__, paths))
        index = self._index if self._vault.tracking.is_sure else b""
        record = Record(paths, roles, tuple(entries), tuple(numbers), tuple(self._new_guesses), index)
        return None if record == self._record else record

    def _entry(self, path: str, found: Recalled | None, credit: int) -> Entry:
        """Return what is kept of a note: of one that is to be looked at every time, no problems."""
        card = self._vault.card(path)
        if found is None or card is None or any(problem.message in _OUTWARD for _, problem in found.problems):
            return Entry(self._marks[path], replace(card, is_plain=False) if card else _UNKNOWN, (), credit)
        if path in self._recalled and path not in self._replaced:
            return replace(self._old[path], credit=credit)
        problems = tuple(keep(rule.id, problem, self._finding_of(problem)) for rule, problem in found.problems)
        return Entry(self._marks[path], card, problems, credit)

    def _finding_of(self, problem: Problem) -> Finding | None:
        if placed := self._placed.get(id(problem)):
            return placed[1]
        return problem.finding if isinstance(problem, KnownProblem) else None


def _card(entry: Entry | None) -> Card | None:
    return entry.card if entry else None


def _roles(vault: Vault) -> dict[str, int]:
    """Return what each path is to a vault, whatever git has of it."""
    roles = dict.fromkeys(vault.files, FILE)
    for paths, role in ((vault.covered, COVERED), (vault.checked, CHECKED)):
        for path in paths:
            roles[path] = roles.get(path, 0) | role
    return roles
