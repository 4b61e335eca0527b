"""Names that are nearly the same. The work is bounded however many names there are, and however alike."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

_MAX_CHARACTERS = 100  # of a name that is compared
_MAX_ALIKE = 50  # names in one bucket that one name is held against
_ENOUGH = 60  # names that one name is held against: those with its rarest pairs come first
_MAX_COMPARISONS = 300_000  # letter by letter, in one run
_NUMBER = re.compile(r"[0-9]+|第[一二三四五六七八九十百千]+")
_LENGTHS = 8  # so many lengths are about the same
_ROUNDING = 1e-9


class _Name(NamedTuple):
    """A name as it is compared: its letters and digits, the pairs and the numbers in them, where each letter stands."""

    place: int
    text: str
    pairs: list[str]
    numbers: tuple[str, ...]
    letters: frozenset[str]
    masks: dict[str, int]


_Bucket = tuple[tuple[str, ...], int, str]
"""Names that have the same numbers, about the same length, and a pair of neighbouring characters in common."""


def similar_pairs(names: Sequence[str], threshold: float) -> Iterator[tuple[int, int]]:
    """Yield the places of two names, the earlier one first, that are alike to a degree of `threshold` (0 to 1) or more.

    The degree is the part of both names' characters that they have in common, in the same order: 2 × common / both.
    Blanks, hyphens and other marks do not count. Names that differ in their numbers are different names: versions,
    dates, chapters.
    """
    known = [_name(place, name) for place, name in enumerate(names)]
    frequencies = Counter(pair for name in known for pair in name.pairs)
    buckets: dict[_Bucket, list[_Name]] = {}
    left = _MAX_COMPARISONS
    for name in known:
        shared = [pair for pair in name.pairs if frequencies[pair] > 1]
        for other in _candidates(name, shared, buckets, frequencies, threshold):
            left -= 1
            if left < 0:
                return
            if _likeness(other, name.text) >= threshold - _ROUNDING:
                yield other.place, name.place
        for pair in shared:
            buckets.setdefault((name.numbers, len(name.text) // _LENGTHS, pair), []).append(name)


def _name(place: int, name: str) -> _Name:
    text = "".join(filter(str.isalnum, name.casefold()))[:_MAX_CHARACTERS]
    pairs = list(dict.fromkeys(map("".join, pairwise(text)))) or [text]
    masks: dict[str, int] = {}
    for index, char in enumerate(text):
        masks[char] = masks.get(char, 0) | 1 << index
    return _Name(place, text, pairs if text else [], tuple(_NUMBER.findall(text)), frozenset(text), masks)


def _candidates(
    name: _Name,
    shared: list[str],
    buckets: dict[_Bucket, list[_Name]],
    frequencies: Counter[str],
    threshold: float,
) -> list[_Name]:
    """Return the names in `buckets` that may be like a name, in their order. `shared` are its pairs that others have.

    Each character that only one of two names has undoes two pairs at most. So names alike enough have one of the
    rarest pairs of either in common, if these are one more than all such characters can undo.
    """
    length, ratio = len(name.text), max(threshold, _ROUNDING)
    longest = min(int(length * (2 - ratio) / ratio + _ROUNDING), _MAX_CHARACTERS)
    different = int((1 - ratio) * (length + longest) + _ROUNDING)
    rare = len(name.pairs) - len(shared)  # these are the rarest, and in no other name
    rarest = sorted(shared, key=frequencies.__getitem__)[: max(2 * different + 1 - rare, 0)]
    lengths = range((length - different) // _LENGTHS, longest // _LENGTHS + 1)
    found: dict[int, _Name] = {}
    for pair in rarest:
        if len(found) >= _ENOUGH:
            break
        for about in lengths:
            for other in buckets.get((name.numbers, about, pair), ())[:_MAX_ALIKE]:
                found[other.place] = other
    return [found[place] for place in sorted(found) if _may_be_alike(name, found[place], ratio)]


def _may_be_alike(name: _Name, other: _Name, ratio: float) -> bool:
    """Whether so few letters are in one of two names only that more must be looked at."""
    both = len(name.text) + len(other.text)
    return len(name.letters ^ other.letters) <= (1 - ratio) * both + _ROUNDING


def _likeness(name: _Name, other: str) -> float:
    """Return the part of both names' characters that they have in common, in the same order.

    That is their longest common subsequence, a row of bits for each character (Hyyrö 2004).
    """
    full = (1 << len(name.text)) - 1
    row = full
    for char in other:
        common = row & name.masks.get(char, 0)
        row = ((row + common) | (row - common)) & full
    return 2 * (len(name.text) - row.bit_count()) / (len(name.text) + len(other))
