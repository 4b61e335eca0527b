"""What rules had to do: how many notes they are about, what they found and saw there, what it took."""

from collections.abc import Iterable, Iterator
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

    def timed(self, found: Iterable[Problem | Seen]) -> list[Problem | Seen]:
        """Return what a rule says, and keep the time that this takes."""
        started = perf_counter()
        said = list(found)
        self.seconds += perf_counter() - started
        return said

    def problems(self, found: Iterable[Problem | Seen]) -> Iterator[Problem]:
        """Yield the problems among what a rule says, counted; the names that it has seen are kept."""
        for said in found:
            if isinstance(said, Problem):
                self.findings += 1
                yield said
            else:
                self.seen.add(said.name)


Ledgers = dict[str, Ledger]
"""Accounts by the id of their rule."""


class Covered(NamedTuple):
    """The coverage of a rule: notes (or other files) that it is about, findings, seconds."""

    rule: str
    notes: int
    findings: int
    seconds: float
