"""The vault before a change, and what was found there."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

from vault_tools.baseline.entries import Key
from vault_tools.change.footprint import Footprint
from vault_tools.change.lines import changed_lines
from vault_tools.changes import Change
from vault_tools.findings import Event, Standing
from vault_tools.ruleset import Judge, Reported
from vault_tools.vault import Vault

Recheck = Callable[[Callable[[str], bool], Judge], object]
"""Checks a vault as it was configured: the notes that the first function names, with the second as the judge."""


class Before(NamedTuple):
    """What a change starts from: the vault, how it is checked, what is changed.

    `is_configured_alike` says that rules, and what is checked, are the same before and after; `configures` which files
    say so.
    """

    vault: Vault
    recheck: Recheck
    changes: Sequence[Change]
    is_configured_alike: bool
    configures: Callable[[str], bool]


class Past:
    """What was before a change, by the paths that files have after it. `after` is the vault as it has become.

    `is_narrow` says that only notes in reach of the change will be asked about.
    """

    def __init__(self, before: Before, after: Vault, *, is_narrow: bool) -> None:
        self.vault = before.vault
        self.changes = before.changes
        self.events = {change.new_path or change.path: change for change in before.changes}
        self.renamed = {change.path: change.now for change in before.changes if change.event is Event.RENAMED}
        self._old_paths = {now: path for path, now in self.renamed.items()}
        self._before = before
        self._after = after
        self.is_configured_alike = before.is_configured_alike
        self._is_narrow = is_narrow and before.is_configured_alike

    def now(self, path: str) -> str:
        """Return the path that a file has after the change."""
        return self.renamed.get(path, path)

    def old(self, path: str) -> str:
        """Return the path that a file had before the change."""
        return self._old_paths.get(path, path)

    def configures(self, change: Change) -> bool:
        """Whether a changed file is one that says what is checked, and how."""
        return self._before.configures(change.path) or self._before.configures(change.new_path)

    def touches(self, path: str) -> bool:
        """Whether the change may have made a finding in the file at `path`."""
        return not self._is_narrow or self._footprint.touches(path)

    @cached_property
    def _footprint(self) -> Footprint:
        return Footprint(self.vault.card, self._after.card, self.changes)

    @cached_property
    def found(self) -> Counter[Key]:
        """How many findings there were of each rule about each target, under the paths of now.

        Of notes that the change does not touch only what rules said of the vault as a whole.
        """
        return self._found(lambda path: self.touches(self.now(path)))

    @cached_property
    def found_everywhere(self) -> Counter[Key]:
        """The same of all notes."""
        return self._found(lambda path: True) if self._is_narrow else self.found

    def _found(self, visits: Callable[[str], bool]) -> Counter[Key]:
        found: Counter[Key] = Counter()

        def record(path: str, problems: Sequence[Reported]) -> Sequence[Standing]:
            now = self.now(path)
            found.update((now, rule.id, problem.target) for rule, problem in problems)
            return [Standing.EARLIER] * len(problems)

        self._before.recheck(visits, record)
        return found

    def lines_changed(self, path: str, text: str) -> frozenset[int] | None:
        """Return the lines of the file at `path`, whose text is now `text`, that the change has made; None for all."""
        change = self.events.get(path)
        if change is None:
            return frozenset()
        return None if change.event is Event.ADDED else changed_lines(self.vault.read(change.path), text)
