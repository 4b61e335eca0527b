"""Known findings against those that are there: which of those are new, which of the known are gone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Set
from functools import cached_property

from vault_tools.baseline.entries import Baseline, Entry, Key

LookedAt = Callable[[str, str], bool]
"""Says of a path and a rule whether what is there would have been found."""


class Tally:
    """Counts findings as they are found. `moves` has the new paths of notes that were moved, by the old ones.

    Findings of one rule about one target in one file are alike: if more are there than known, the last are new, and
    if there are fewer, it does not matter which of them was mended. The targets of `listing` rules are lists: one that
    names no more than a known one is what is left of that.
    """

    def __init__(self, baseline: Baseline, moves: Mapping[str, str], listing: Set[str] = frozenset()) -> None:
        self.baseline = baseline
        self.moves = moves
        self.listing = listing
        self.known = {_moved(key, moves): count for key, count in baseline.counts.items()}
        self.present: Counter[Key] = Counter()
        self.hidden: Counter[Key] = Counter()
        self.narrowed: dict[Key, Key] = {}

    def is_known(self, path: str, rule: str, target: str) -> bool:
        """Take in a finding, and return whether it is known. To be called once for each."""
        key = path, rule, target
        self.present[key] += 1
        known = key if self._is_free(key) else self._wider(key) if rule in self.listing else None
        if known is None:
            return False
        self.hidden[known] += 1
        if known != key:
            self.narrowed[known] = key
        return True

    def _is_free(self, key: Key) -> bool:
        return self.hidden[key] < self.known.get(key, 0)

    def _wider(self, key: Key) -> Key | None:
        """Return what is known and names all that `key` does, and more."""
        path, rule, target = key
        names = _names(target)
        wider = ((path, rule, known) for known in self._targets.get((path, rule), ()) if names <= _names(known))
        return next(filter(self._is_free, wider), None)

    @cached_property
    def _targets(self) -> Mapping[tuple[str, str], list[str]]:
        targets: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path, rule, target in self.known:
            if rule in self.listing:
                targets[path, rule].append(target)
        return targets

    @property
    def moved(self) -> int:
        """How many of the known findings are there, in notes that the baseline knows by another path."""
        new_paths = frozenset(self.moves.values())
        return sum(count for key, count in self.hidden.items() if key[0] in new_paths)

    def stale(self, is_looked_at: LookedAt) -> Iterator[tuple[Entry, int]]:
        """Yield known findings that are there no more, under their present path, and the lines of their entries."""
        spare = {
            key: count - self.present[key]
            for key, count in self.known.items()
            if count > self.present[key] and is_looked_at(*key[:2])
        }
        for entry in sorted(self.baseline.lines, reverse=True) if spare else ():
            key = _moved(entry.key, self.moves)
            if spare.get(key):
                spare[key] -= 1
                yield Entry(*key, entry.ordinal), self.baseline.lines[entry]

    def pruned(self, is_looked_at: LookedAt) -> Counter[Key]:
        """Return how many findings of each kind are still known, without those that are there no more."""
        counts: Counter[Key] = Counter()
        for key, count in self.known.items():
            counts[key] += min(count, self.present[key]) if is_looked_at(*key[:2]) else count
        for wider, key in self.narrowed.items():
            counts[key] += is_looked_at(*wider[:2])
        return counts

    def renewed(self, is_looked_at: LookedAt) -> Counter[Key]:
        """Return how many findings of each kind are there, and those known that were not looked for."""
        kept = {key: count for key, count in self.known.items() if not is_looked_at(*key[:2])}
        return self.present | Counter(kept)


def _moved(key: Key, moves: Mapping[str, str]) -> Key:
    path, rule, target = key
    return moves.get(path, path), rule, target


def _names(target: str) -> frozenset[str]:
    return frozenset(target.split(", "))
