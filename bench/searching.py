"""Ask an index, and say where the notes stood that it should have found, and what the asking cost."""

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple, Protocol

from bench.queries import Query
from vault_tools import VaultError

PAGE = 10

# Its arguments: the module, the vault, a query.
_NEW_PROCESS = """
import sys
from importlib import import_module

import_module(sys.argv[1]).open_index(sys.argv[2]).search(sys.argv[3]).hits
"""


class Hit(Protocol):
    """A note that a search found."""

    path: str
    is_partial: bool


class Results(Protocol):
    """What a search found, best first."""

    hits: Sequence[Hit]
    suggestions: Sequence[str]


class Index(Protocol):
    """The public API of search, as far as it is asked here."""

    def search(self, query: str, *, limit: int = 10) -> Results:
        """Return the best hits; raises VaultError for a query that means nothing."""
        ...


class Cost(NamedTuple):
    """Seconds on the clock, and of the processor."""

    wall: float
    cpu: float


class Outcome(NamedTuple):
    """What came of a query: `rank` counts from 1, None if nothing relevant stood on the first page.

    `precision` is the share of relevant notes among as many hits as there could be. `suggestion_rank` is the rank
    after following the first suggestion. `trouble` says why a query failed.
    """

    query: Query
    rank: int | None
    precision: float
    cost: Cost
    suggestion: str = ""
    suggestion_rank: int | None = None
    trouble: str = ""

    @property
    def is_helped(self) -> bool:
        """Whether the user gets to the note, by the query or by the first suggestion."""
        return self.rank is not None or self.suggestion_rank is not None


def open_index(api: str, vault: str) -> Index:
    """Open the vault's index by the module `api`."""
    index: Index = importlib.import_module(api).open_index(vault)
    return index


def build(api: str, vault: str) -> tuple[Index, Cost]:
    """Open an index that does not exist yet, and search it once; the processor's time includes other processes."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    index = open_index(api, vault)
    index.search("a", limit=1)
    return index, Cost(time.perf_counter() - wall, sum(os.times()[:4]) - cpu)


def ask(index: Index, query: Query, *, follow: bool = False) -> Outcome:
    """Search; with `follow` also for the first suggestion, unless the query itself has found the note."""
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        results = index.search(query.text, limit=PAGE)
        hits = results.hits[:PAGE]
    except VaultError as error:
        return Outcome(query, None, 0.0, Cost(0.0, 0.0), trouble=str(error))
    cost = Cost(time.perf_counter() - wall, time.process_time() - cpu)
    relevant = [hit.path in query.relevant for hit in hits]
    rank = relevant.index(True) + 1 if any(relevant) else None
    precision = sum(relevant) / min(PAGE, len(query.relevant))
    suggestion = results.suggestions[0] if follow and results.suggestions else ""
    following = ask(index, query._replace(text=suggestion)).rank if suggestion and rank is None else None
    return Outcome(query, rank, precision, cost, suggestion, following)


def full_matches(index: Index, query: str, limit: int) -> frozenset[str]:
    """Return the paths of all notes that match the query in full; none where it fails."""
    try:
        return frozenset(hit.path for hit in index.search(query, limit=limit).hits if not hit.is_partial)
    except VaultError:
        return frozenset()


def recall(outcomes: Sequence[Outcome]) -> float:
    """The share of the queries that have a right answer on the first page."""
    return fmean(outcome.rank is not None for outcome in outcomes)


def mean_reciprocal_rank(outcomes: Sequence[Outcome]) -> float:
    """MRR@10: 1 where the right answer stands first, a half where second, 0 where not on the first page."""
    return fmean(1 / outcome.rank if outcome.rank else 0.0 for outcome in outcomes)


def mean_precision(outcomes: Sequence[Outcome]) -> float:
    """P@10, out of as many as there are where fewer notes are relevant."""
    return fmean(outcome.precision for outcome in outcomes)


def helped(outcomes: Sequence[Outcome]) -> float:
    """The share of the queries that lead to the note, if need be by the first suggestion."""
    return fmean(outcome.is_helped for outcome in outcomes)


def in_new_process(api: str, vault: str, query: str) -> float:
    """CPU seconds that a new process needs to open the index and to search once."""
    before = os.times()
    subprocess.run([sys.executable, "-c", _NEW_PROCESS, api, vault, query], check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def size_on_disk(folder: str) -> int:
    """Bytes of all files in the folder."""
    return sum(os.lstat(os.path.join(here, name)).st_size for here, _, names in os.walk(folder) for name in names)
