"""Which lines of a text are new: those that have no counterpart in an older one, in the same order."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

_LINE_END = re.compile(r"\r\n|\r|\n")
_MAX_ROUNDS = 16


def changed_lines(before: str, after: str) -> set[int]:
    """Return the numbers, from 1, of the lines of `after` that are new or changed. Line ends do not count.

    The time is that of sorting, for whatever texts: lines that are repeated on both sides, between others that have
    changed, count as changed.
    """
    old, new = _LINE_END.split(before), _LINE_END.split(after)
    changed: set[int] = set()
    waiting = [(0, len(old), 0, len(new), _MAX_ROUNDS)]
    while waiting:
        start, end, first, last, rounds = waiting.pop()
        start, end, first, last = _trimmed(old, new, start, end, first, last)
        pairs = _anchors(old, new, start, end, first, last) if start < end and first < last and rounds else []
        if not pairs:
            changed.update(range(first + 1, last + 1))
            continue
        for old_line, new_line in (*pairs, (end, last)):
            waiting.append((start, old_line, first, new_line, rounds - 1))
            start, first = old_line + 1, new_line + 1
    return changed


def _trimmed(
    old: Sequence[str], new: Sequence[str], start: int, end: int, first: int, last: int
) -> tuple[int, int, int, int]:
    """Narrow a stretch of both texts by the lines that are equal at its beginning and its end."""
    while start < end and first < last and old[start] == new[first]:
        start, first = start + 1, first + 1
    while start < end and first < last and old[end - 1] == new[last - 1]:
        end, last = end - 1, last - 1
    return start, end, first, last


def _anchors(
    old: Sequence[str], new: Sequence[str], start: int, end: int, first: int, last: int
) -> list[tuple[int, int]]:
    """Return pairs of lines that stand once in either stretch, the longest run that is in the same order in both."""
    times, times_now = Counter(old[start:end]), Counter(new[first:last])
    place = {new[number]: number for number in range(first, last) if times_now[new[number]] == 1}
    pairs = [
        (number, place[old[number]]) for number in range(start, end) if times[old[number]] == 1 and old[number] in place
    ]
    return _ascending(pairs)


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs in which the second numbers ascend as the first ones do."""
    ends: list[int] = []  # of runs of each length, the least second number
    last: list[int] = []  # and which pair that is
    previous: list[int] = []
    for index, (_, number) in enumerate(pairs):
        length = bisect_left(ends, number)
        previous.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        last[length : length + 1] = [index]
    run = []
    index = last[-1] if last else -1
    while index >= 0:
        run.append(pairs[index])
        index = previous[index]
    return run[::-1]
