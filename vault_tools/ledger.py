"""What rules had to do: how many notes they are about, what they found and saw there, what it took."""

from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import NamedTuple

from msgspec import Struct, field

from vault_tools.findings import Problem
from vault_tools.rules.base import Seen


class Ledger(Struct):
    """The account of one rule: notes (or other files) it is about, problems it found, names it saw, seconds."""

    notes: int = 0
    findings: int = 0
    seconds: float = 0.0
    seen: set[str] = field(default_factory=set)

    def timed(self, found: Iterable[Problem | Seen]) -> "Said":
        """Do what `recorded` does, and keep the time that all this takes."""
        started = perf_counter()
        said = self.recorded(found)
        self.seconds += perf_counter() - started
        return said

    def recorded(self, found: Iterable[Problem | Seen]) -> "Said":
        """Return what a rule says, its problems counted."""
        items = list(found)
        if not items:
            return NOTHING
        names = tuple([item.name for item in items if isinstance(item, Seen)])
        problems = [item for item in items if not isinstance(item, Seen)]
        self.seen.update(names)
        self.findings += len(problems)
        return Said(problems, names)


class Said(NamedTuple):
    """What a rule says of a note: the problems there, and the `names` that it has seen there."""

    problems: Sequence[Problem]
    names: Sequence[str]


NOTHING = Said((), ())


Ledgers = dict[str, Ledger]
"""Accounts by the id of their rule."""


class Covered(NamedTuple):
    """The coverage of a rule: notes (or other files) that it is about, findings, seconds."""

    rule: str
    notes: int
    findings: int
    seconds: float
