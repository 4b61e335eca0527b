"""Which files who parses: workers those some way ahead of the reader, the reader what nobody has done before him."""

from collections.abc import Iterable, Sequence

_CHUNK = 16  # files that are given away at once
_GAP = 512  # files that are left to the reader: he should not come to one that a worker is at
_WINDOW = 1_500  # files that workers may be ahead: what they have made is kept until the reader comes
_WAITING, _GIVEN, _PARSED, _READ = range(4)


class Queue:
    """Files that are going to be read in about the order of `paths`. `open` is how many of them nobody has parsed yet.

    The reader parses those that he comes to before they are given away. So he does more of them where workers are slow,
    and all where there are none. Among the last ones, workers begin at the end.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self.open = len(paths)
        self._paths = paths
        self._places = {path: place for place, path in enumerate(paths)}
        self._states = bytearray(len(paths))
        self._reader = 0  # all before this one are read
        self._front = 0  # none before this one is given away any more, as long as the end is not reached
        self._back = len(paths)  # nor one from here on, then

    def parsed(self, path: str) -> bool:
        """Be told that a worker has parsed a file; return whether anybody is going to need that."""
        place = self._places.get(path, -1)
        if place < 0 or self._states[place] != _GIVEN:
            return False
        self._states[place] = _PARSED
        self.open -= 1
        return True

    def read(self, path: str) -> None:
        """Be told that the reader has come to a file: if it is not parsed yet, he does that."""
        place = self._places.get(path, -1)
        if place >= 0:
            self.open -= self._states[place] in (_WAITING, _GIVEN)
            self._states[place] = _READ

    def give(self) -> list[str]:
        """Return the next files for a worker; none where workers are far enough ahead, or nothing is left."""
        while self._reader < len(self._paths) and self._states[self._reader] == _READ:
            self._reader += 1
        while (start := max(self._front, self._reader + _GAP)) < len(self._paths):
            if start >= self._reader + _WINDOW:
                return []
            self._front = min(start + _CHUNK, len(self._paths))
            if given := self._given(range(start, self._front)):
                return given
        while self._back > self._reader:
            end, self._back = self._back, max(self._back - _CHUNK, self._reader)
            if given := self._given(range(end - 1, self._back - 1, -1)):
                return given
        return []

    def _given(self, places: Iterable[int]) -> list[str]:
        waiting = [place for place in places if self._states[place] == _WAITING]
        for place in waiting:
            self._states[place] = _GIVEN
        return [self._paths[place] for place in waiting]
