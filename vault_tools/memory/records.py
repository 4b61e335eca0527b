"""What is kept of a check of notes, as it is written."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from vault_tools.card import Card
from vault_tools.findings import Finding, Fix, Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import START, Span
from vault_tools.recollection import Credit, KnownProblem
from vault_tools.suggest import Guess

FILE, COVERED, CHECKED, UNTRACKED = 1, 2, 4, 8
"""What a path is to a vault, as bits: a link target, not excluded, read, not in git."""


class Said(Struct, frozen=True, array_like=True, gc=False):
    """A problem of a rule. `has_fix`: which one is not kept."""

    rule: str
    span: Span
    message: str
    values: Mapping[str, Words]
    target: str
    ceiling: Severity
    suggestions: tuple[str, ...]
    has_fix: bool


class Kept(Struct, frozen=True, array_like=True, gc=False):
    """A problem: the finding that it has made, if it was shown, else what the rule said."""

    finding: Finding | None = None
    said: Said | None = None

    @property
    def rule(self) -> str:
        """The id of the rule."""
        return self.finding.rule if self.finding else self.said.rule if self.said else ""

    def problem(self, mend: Callable[[], Fix | None]) -> KnownProblem:
        """Return the problem again; `mend` makes its fix, unless that was shown."""
        if (found := self.finding) is not None:
            return KnownProblem(
                found.span, found.key, found.values, found.target,
                ceiling=found.severity, fix=found.fix, suggestions=found.suggestions, finding=found,
            )  # fmt: skip
        said = self.said or Said("", START, "", {}, "", Severity.OFF, (), False)
        return KnownProblem(
            said.span, said.message, said.values, said.target,
            ceiling=said.ceiling, suggestions=said.suggestions, mend=mend if said.has_fix else None,
        )  # fmt: skip


def keep(rule: str, problem: Problem, finding: Finding | None) -> Kept:
    """Return what is kept of a rule's problem; `finding` is what it was shown as."""
    if finding:
        return Kept(finding)
    has_fix = problem.fix is not None or problem.mend is not None
    said = Said(
        rule, problem.span, problem.message, problem.values, problem.target,
        problem.ceiling, problem.suggestions, has_fix,
    )  # fmt: skip
    return Kept(said=said)


class Entry(Struct, frozen=True, array_like=True, gc=False):
    """A note: what tells its contents from others, its card, what rules said of it, the number of its credit."""

    mark: bytes
    card: Card
    problems: tuple[Kept, ...]
    credit: int


class Record(Struct, frozen=True, array_like=True):
    """A check of a whole vault: its paths and their roles, a byte each; the entries of the checked ones, in the same
    order; the credits that entries number; the suggestions made; the mark of git's index.
    """

    paths: tuple[str, ...]
    roles: bytes
    entries: tuple[Entry, ...]
    credits: tuple[Credit, ...]
    guesses: tuple[Guess, ...]
    index: bytes
