"""Which rules look at which note."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

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


Table = Mapping[str, Sequence[Duty]]
"""Duties by what the rules look at, in their order; their `when` is not asked yet."""


class Assignments:
    """Answers for all notes of a vault. Where rules are about the same files, that is asked once; tables are shared."""

    def __init__(self, rules: Sequence[ActiveRule], vault: Vault, ledgers: Ledgers) -> None:
        self._rules = rules
        self._vault = vault
        self._ledgers = ledgers
        self._filters = list(dict.fromkeys(rule.applies for rule in rules if rule.applies))
        self._tables: dict[tuple[bool, ...], Table] = {}
        self._is_for_house_rules: dict[str, bool] = {}

    def of(self, note: Note) -> Table:
        """Return the rules about a note, but for their `when`."""
        verdicts = (self.is_for_house_rules(note), *[applies(note.path) for applies in self._filters])
        table = self._tables.get(verdicts)
        if table is None:
            table = self._tables[verdicts] = self._table(*verdicts)
        return table

    def _table(self, is_for_house_rules: bool, *verdicts: bool) -> Table:
        applies = dict(zip(self._filters, verdicts, strict=True))
        table: dict[str, list[Duty]] = {rule.rule.subject: [] for rule in self._rules if rule.rule.check}
        for rule in self._rules:
            is_about = (is_for_house_rules or not rule.origin) and (not rule.applies or applies[rule.applies])
            if rule.rule.check and is_about:
                duty = Duty(rule, rule.rule.check, rule.options, self._ledgers.get(rule.id))
                table[rule.rule.subject].append(duty)
        return {subject: found for subject, found in table.items() if found}

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
