"""What has changed between two texts: stretches of lines."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_MAX_COMPARED = 400  # lines between two that are certain, on either side, that are compared with one another


class Stretch(NamedTuple):
    """Lines `start` to `end` of the old text become lines `new_start` to `new_end` of the new one."""

    start: int
    end: int
    new_start: int
    new_end: int


def stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    """Yield what has changed between two texts, given as lines, in order.

    Lines that occur once in each text, and in the same order, are certain to be the same. Linear but for sorting: no
    line is compared with many others.
    """
    start = new_start = 0
    for place, new_place in [*_anchors(old, new), (len(old), len(new))]:
        yield from _between(old, new, Stretch(start, place, new_start, new_place))
        start, new_start = place + 1, new_place + 1


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of lines that occur once in either text, as many as have the same order in both."""
    counts, new_counts = Counter(old), Counter(new)
    new_places = {line: place for place, line in enumerate(new) if new_counts[line] == 1}
    pairs = [(place, new_places[line]) for place, line in enumerate(old) if counts[line] == 1 and line in new_places]
    return _longest_increasing(pairs)


def _longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    tails: list[int] = []
    tail_indexes: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(tails, place)
        before.append(tail_indexes[length - 1] if length else -1)
        tails[length : length + 1] = [place]
        tail_indexes[length : length + 1] = [index]
    found = []
    index = tail_indexes[-1] if tail_indexes else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _between(old: Sequence[str], new: Sequence[str], gap: Stretch) -> Iterator[Stretch]:
    """Yield what has changed in a stretch; where it is long, all of it but its beginning and end."""
    start, end, new_start, new_end = gap
    while start < end and new_start < new_end and old[start] == new[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    if start == end and new_start == new_end:
        return
    if max(end - start, new_end - new_start) > _MAX_COMPARED:
        yield Stretch(start, end, new_start, new_end)
        return
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, old[start:end], new[new_start:new_end], autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag != "equal":
            yield Stretch(start + first, start + last, new_start + new_first, new_start + new_last)
