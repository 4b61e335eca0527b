"""Whether a finding was there before a change."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property

from vault_tools.baseline.entries import Baseline, Key, counted
from vault_tools.baseline.tally import Tally
from vault_tools.change.past import Past
from vault_tools.findings import Standing
from vault_tools.positions import Lines
from vault_tools.ruleset import Judge, Reported
from vault_tools.vault import Vault

_IDLE = "idle-rule"
"""A rule that has nothing to do anywhere. So it can be said, or a baseline's entry about it be stale, only by a check
of all notes."""


class Verdicts:
    """Judges findings by what was there in any of some pasts: a merge has several.

    `listing` are the ids of rules whose targets are lists of names. Nothing of the pasts is looked at before there is
    a finding that could be new.
    """

    def __init__(self, pasts: Callable[[Vault], Sequence[Past]], listing: frozenset[str]) -> None:
        self._make_pasts = pasts
        self._listing = listing
        self._pasts: Sequence[Past] | None = None

    def pasts(self, after: Vault) -> Sequence[Past]:
        """Return what is compared with."""
        if self._pasts is None:
            self._pasts = self._make_pasts(after)
        return self._pasts

    def judge(self, after: Vault) -> Judge:
        """Return the judge of findings in the vault `after` the change."""
        return _Court(self, after).stand

    def known(self, after: Vault, found_in: Callable[[Past], Counter[Key]]) -> Tally:
        """Return the findings that were there before the change."""
        found: Counter[Key] = Counter()
        for past in self.pasts(after):
            found |= found_in(past)
        return Tally(Baseline(dict.fromkeys(counted(found), 0), {}), {}, self._listing)


class _Court:
    """One check of a vault: each of its findings is judged once."""

    def __init__(self, verdicts: Verdicts, after: Vault) -> None:
        self.verdicts = verdicts
        self.after = after

    @cached_property
    def tally(self) -> Tally:
        return self.verdicts.known(self.after, lambda past: past.found)

    @cached_property
    def wide_tally(self) -> Tally:
        return self.verdicts.known(self.after, lambda past: past.found_everywhere)

    def stand(self, path: str, problems: Sequence[Reported]) -> Sequence[Standing]:
        """Return how the problems in the file at `path` stand: those that one of the pasts had are earlier ones."""
        standings = [Standing.EARLIER] * len(problems)
        if all(past.touches(path) for past in self.verdicts.pasts(self.after)):
            asked = list(range(len(problems)))
        else:  # what was said of the vault as a whole may be new anywhere
            asked = [index for index, (_, problem) in enumerate(problems) if problem.path is not None]
        if not asked:
            return standings
        for index in self._old_lines_first(path, problems, asked):
            rule, problem = problems[index]
            tally = self.wide_tally if _IDLE in (rule.id, problem.values.get("rule")) else self.tally
            if not tally.is_known(path, rule.id, problem.target):
                standings[index] = Standing.NEW
        return standings

    def _old_lines_first(self, path: str, problems: Sequence[Reported], asked: list[int]) -> list[int]:
        """Put what stands in lines that are as they were first: of findings that are alike, those are the old ones."""
        alike = Counter((problems[index][0].id, problems[index][1].target) for index in asked)
        if max(alike.values(), default=0) < 2:
            return asked
        is_changed = changed_places(self.verdicts.pasts(self.after), self.after, path)
        return sorted(asked, key=lambda index: is_changed(problems[index][1].span.start))


def changed_places(pasts: Sequence[Past], after: Vault, path: str) -> Callable[[int], bool]:
    """Return a function that says of an offset in the file at `path` whether its line differs from every past."""
    text = after.read(path)
    changed = [lines for past in pasts if (lines := past.lines_changed(path, text)) is not None]
    if not changed:
        return lambda offset: True
    common = frozenset.intersection(*changed)
    if not common:
        return lambda offset: False
    positions = Lines(text)
    return lambda offset: positions.position(offset)[0] in common
