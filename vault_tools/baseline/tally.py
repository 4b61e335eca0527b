"""Known findings against those that are there: which of those are new, which of the known are gone."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from vault_tools.baseline.entries import Baseline, Entry, Key


class Tally:
    """Counts findings as they are found. `moves` has the new paths of notes that were moved, by the old ones.

    Findings of one rule about one target in one file are alike: if more are there than known, the last are new, and
    if there are fewer, it does not matter which of them was mended.
    """

    def __init__(self, baseline: Baseline, moves: Mapping[str, str]) -> None:
        self.baseline = baseline
        self.moves = moves
        self.known = {_moved(key, moves): count for key, count in baseline.counts.items()}
        self.present: Counter[Key] = Counter()

    def is_known(self, path: str, rule: str, target: str) -> bool:
        """Take in a finding, and return whether it is known. To be called once for each."""
        key = path, rule, target
        self.present[key] += 1
        return self.present[key] <= self.known.get(key, 0)

    @property
    def moved(self) -> int:
        """How many of the known findings are there, in notes that the baseline knows by another path."""
        new_paths = frozenset(self.moves.values())
        return sum(min(count, self.known.get(key, 0)) for key, count in self.present.items() if key[0] in new_paths)

    def stale(self, is_looked_at: Callable[[str, str], bool]) -> Iterator[tuple[Entry, int]]:
        """Yield known findings that are there no more, under their present path, and the lines of their entries.

        `is_looked_at` says of a path and a rule whether it would have been found.
        """
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

    def pruned(self, is_looked_at: Callable[[str, str], bool]) -> dict[Key, int]:
        """Return how many findings of each kind are still known, without those that are there no more."""
        return {
            key: min(count, self.present[key]) if is_looked_at(*key[:2]) else count for key, count in self.known.items()
        }

    def renewed(self, is_looked_at: Callable[[str, str], bool]) -> dict[Key, int]:
        """Return how many findings of each kind are there, and those known that were not looked for."""
        kept = {key: count for key, count in self.known.items() if not is_looked_at(*key[:2])}
        return {key: max(self.present[key], kept.get(key, 0)) for key in self.present.keys() | kept.keys()}


def _moved(key: Key, moves: Mapping[str, str]) -> Key:
    path, rule, target = key
    return moves.get(path, path), rule, target
