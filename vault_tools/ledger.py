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

    def record(self, found: Iterable[Problem | Seen]) -> Iterator[Problem]:
        """Pass problems on, count them, keep the rest, and take the time that finding them takes."""
        started = perf_counter()
        for item in found:
            if isinstance(item, Seen):
                self.seen.add(item.name)
                continue
            self.findings += 1
            self.seconds += perf_counter() - started
            yield item
            started = perf_counter()
        self.seconds += perf_counter() - started


Ledgers = dict[str, Ledger]
"""Accounts by the id of their rule."""


class Covered(NamedTuple):
    """The coverage of a rule: notes (or other files) that it is about, findings, seconds."""

    rule: str
    notes: int
    findings: int
    seconds: float
