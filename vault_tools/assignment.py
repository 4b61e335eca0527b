"""Which rules look at which note."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from vault_tools.globs import PathFilter
from vault_tools.ledger import Ledger, Ledgers
from vault_tools.model import Note, NoteKind
from vault_tools.rules.base import NoteCheck
from vault_tools.ruleset import ActiveRule
from vault_tools.vault import Vault


class Duty(NamedTuple):
    """A rule that is to look at a note, what it does there, and where that is recorded."""

    rule: ActiveRule
    check: NoteCheck
    options: Any
    ledger: Ledger | None


class Shift(NamedTuple):
    """The duties that a note has for what is in it. Those without `when` are certain: `rules` are those of them that
    keep an account, in which this note counts.
    """

    duties: Sequence[Duty]
    rules: Sequence[str]
    ledgers: Sequence[Ledger]


Table = Sequence[tuple[str, Shift]]
"""What rules look at, and those who do, in their order."""


class Assignments:
    """Answers for all notes of a vault. Where rules are about the same files, that is asked once; tables are shared."""

    def __init__(self, rules: Sequence[ActiveRule], vault: Vault, ledgers: Ledgers) -> None:
        self._rules = rules
        self._vault = vault
        self._ledgers = ledgers
        # Most filters say the same of all files in a folder, but for some that they name: that is asked once a folder.
        filters = {rule.applies: _singled_out(rule.applies) for rule in rules if rule.applies}
        self._by_folder = [applies for applies, paths in filters.items() if paths is not None]
        self._by_path = [applies for applies, paths in filters.items() if paths is None]
        self._singled_out = frozenset().union(*filter(None, filters.values()))
        self._verdicts: dict[str, tuple[bool, ...]] = {}
        self._tables: dict[tuple[bool, ...], Table] = {}
        self._is_for_house_rules: dict[str, bool] = {}

    def of(self, note: Note) -> Table:
        """Return the rules about a note, but for their `when`."""
        path = note.path
        key = self.is_for_house_rules(note), *self._in_folder(path), *[applies(path) for applies in self._by_path]
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = self._table(*key)
        return table

    def _in_folder(self, path: str) -> tuple[bool, ...]:
        """Return what those filters say of a file that mostly go by its folder."""
        place = path if path in self._singled_out else path.rpartition("/")[0] + "/"
        known = self._verdicts.get(place)
        if known is None:
            known = self._verdicts[place] = tuple([applies(path) for applies in self._by_folder])
        return known

    def _table(self, is_for_house_rules: bool, *verdicts: bool) -> Table:
        applies = dict(zip((*self._by_folder, *self._by_path), verdicts, strict=True))
        duties: dict[str, list[Duty]] = {rule.rule.subject: [] for rule in self._rules if rule.rule.check}
        for rule in self._rules:
            is_about = (is_for_house_rules or not rule.origin) and (not rule.applies or applies[rule.applies])
            if rule.rule.check and is_about:
                duty = Duty(rule, rule.rule.check, rule.options, self._ledgers.get(rule.id))
                duties[rule.rule.subject].append(duty)
        return [(subject, _shift(found)) for subject, found in duties.items() if found]

    def is_for_house_rules(self, note: Note) -> bool:
        """Whether house rules look at a note: never at a canvas, a base or what could not be read."""
        known = self._is_for_house_rules.get(note.path)
        if known is None:
            known = self._is_for_house_rules[note.path] = note.kind is NoteKind.NOTE and note.is_read
        return known

    def filter(self, rule: ActiveRule) -> Callable[[str], bool]:
        """Return the function that says whether a rule is about the file at a path."""
        applies = rule.applies or (lambda path: True)
        if rule.origin is None or rule.rule.subject == "files":
            return applies

        def is_about(path: str) -> bool:
            note = self._vault.note(path) if applies(path) else None
            if note is None or not self.is_for_house_rules(note):
                return False
            return rule.when is None or rule.when.holds(note, self._vault)

        return is_about


def _shift(duties: Sequence[Duty]) -> Shift:
    certain = [(duty.rule.id, duty.ledger) for duty in duties if duty.ledger and not duty.rule.when]
    return Shift(duties, [id for id, _ in certain], [ledger for _, ledger in certain])


def _singled_out(applies: Callable[[str], bool]) -> frozenset[str] | None:
    return applies.singled_out if isinstance(applies, PathFilter) else None
