"""Which files who parses: workers those that are some way ahead of the reader, the reader what nobody has done for him."""

from collections.abc import Iterable, Sequence

_CHUNK = 16  # files that are given at once
_GAP = 512  # files left to the reader: he shall not come to a file that a worker is at
_WINDOW = 2_000  # files that workers may be ahead: what they have made is kept until the reader comes
_WAITING, _GIVEN, _CLOSED = range(3)


class Queue:
    """Files that are going to be read in about the order of `paths`. `open` is how many of them nobody has parsed yet.

    The reader parses those that he comes to before they have been given away. So he does more of them where workers are
    slow, and goes on if they are dead. The last ones are given away from the end.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self.open = len(paths)
        self._paths = paths
        self._places = {path: place for place, path in enumerate(paths)}
        self._states = bytearray(len(paths))
        self._reader = 0  # files before this one are closed
        self._front = 0  # files before this one are not given away any more, until the end is reached
        self._back = len(paths)  # nor are files behind this one

    def close(self, path: str) -> bool:
        """Be told that a file is parsed, or is going to be by the reader; return whether it was open."""
        place = self._places.get(path)
        if place is None or self._states[place] == _CLOSED:
            return False
        self._states[place] = _CLOSED
        self.open -= 1
        return True

    def give(self) -> list[str]:
        """Return the next files for a worker; none if workers are far enough ahead, or nothing is left."""
        while self._reader < len(self._paths) and self._states[self._reader] == _CLOSED:
            self._reader += 1
        while (start := max(self._front, self._reader + _GAP)) < len(self._paths):
            if start > self._reader + _WINDOW:
                return []
            self._front = start + _CHUNK
            if given := self._given(range(start, min(self._front, len(self._paths)))):
                return given
        start, self._back = self._back, max(self._back - _CHUNK, self._reader)
        return self._given(range(start - 1, self._back - 1, -1))

    def _given(self, places: Iterable[int]) -> list[str]:
        waiting = [place for place in places if self._states[place] == _WAITING]
        for place in waiting:
            self._states[place] = _GIVEN
        return [self._paths[place] for place in waiting]
