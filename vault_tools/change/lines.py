"""Which lines of a text a change has made."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

_Anchor = tuple[int, int]


def changed_lines(before: str, after: str) -> frozenset[int]:
    """Return the lines of `after`, from 1, that are not in `before` in this order. Takes n log n time for n lines.

    Lines that occur once in both texts, in the same order, are anchors; around an anchor what is the same is unchanged.
    """
    old, new = _lines(before), _lines(after)
    anchors = [(-1, -1), *_longest_increasing(_unique_in_both(old, new)), (len(old), len(new))]
    changed = set(range(1, len(new) + 1)) - {line + 1 for _, line in anchors}
    for (old_start, new_start), (old_end, new_end) in pairwise(anchors):
        between = old[old_start + 1 : old_end], new[new_start + 1 : new_end]
        ahead = _shared(*between)
        behind = min(_shared(*(side[::-1] for side in between)), min(map(len, between)) - ahead)
        changed.difference_update(range(new_start + 2, new_start + 2 + ahead), range(new_end - behind + 1, new_end + 1))
    return frozenset(changed)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _unique_in_both(old: Sequence[str], new: Sequence[str]) -> list[_Anchor]:
    counts = Counter(old), Counter(new)
    places = {line: place for place, line in enumerate(old) if counts[0][line] == counts[1][line] == 1}
    return [(places[line], place) for place, line in enumerate(new) if line in places]


def _longest_increasing(pairs: Sequence[_Anchor]) -> Iterator[_Anchor]:
    """Return the longest selection, in order, in which first numbers increase, too (patience sorting)."""
    lasts: list[int] = []  # the smallest first number with which a selection of each length ends
    chains: list[int] = []  # the pair with that number
    before: list[int] = []  # for each pair the one in front of it
    for index, (first, _) in enumerate(pairs):
        length = bisect_left(lasts, first)
        before.append(chains[length - 1] if length else -1)
        lasts[length : length + 1] = [first]
        chains[length : length + 1] = [index]
    selected = []
    index = chains[-1] if chains else -1
    while index >= 0:
        selected.append(pairs[index])
        index = before[index]
    return reversed(selected)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines two sequences begin with that are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
