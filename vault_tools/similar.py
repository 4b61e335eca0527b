"""Names that are nearly the same. The work is bounded however many names there are, and however alike."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_MAX_CHARACTERS = 100  # of a name that is compared
_MAX_ALIKE = 50  # names with the same two characters that one is compared with
_MAX_COMPARISONS = 400_000  # about three seconds
_NUMBER = re.compile(r"[0-9]+")
_ROUNDING = 1e-9

_Bucket = tuple[tuple[str, ...], int, str]
"""Names that have the same numbers, the same length, and two neighbouring characters in common."""


class _Name(NamedTuple):
    """A name as it is compared: letters and digits only."""

    place: int
    text: str
    numbers: tuple[str, ...]
    masks: dict[str, int]


def similar_pairs(names: Sequence[str], threshold: float) -> Iterator[tuple[int, int]]:
    """Yield the places of two names, the earlier one first, that are alike to a degree of `threshold` (0 to 1) or more.

    The degree is the part of both names' characters that they have in common, in the same order: 2 × common / both.
    Blanks, hyphens and other marks do not count. Names that differ in their numbers are different names: versions,
    dates, chapters.
    """
    known = [_name(place, name) for place, name in enumerate(names)]
    frequencies = Counter(pair for name in known for pair in _pairs(name.text))
    buckets: dict[_Bucket, list[_Name]] = {}
    left = _MAX_COMPARISONS
    for name in known:
        for other in _candidates(name, buckets, frequencies, threshold):
            left -= 1
            if left < 0:
                return
            if _likeness(other, name.text) >= threshold - _ROUNDING:
                yield other.place, name.place
        for pair in _pairs(name.text):
            buckets.setdefault((name.numbers, len(name.text), pair), []).append(name)


def _name(place: int, name: str) -> _Name:
    text = "".join(filter(str.isalnum, name.casefold()))[:_MAX_CHARACTERS]
    masks: dict[str, int] = {}
    for index, char in enumerate(text):
        masks[char] = masks.get(char, 0) | 1 << index
    return _Name(place, text, tuple(_NUMBER.findall(text)), masks)


def _pairs(text: str) -> list[str]:
    """Return the different pairs of neighbouring characters in a name, in order; one character is a pair of its own."""
    return list(dict.fromkeys(text[index : index + 2] for index in range(max(len(text) - 1, min(len(text), 1)))))


def _candidates(
    name: _Name, buckets: dict[_Bucket, list[_Name]], frequencies: Counter[str], threshold: float
) -> list[_Name]:
    """Return the names among those in `buckets` that may be like a name, in their order.

    Each character that one of two names does not have undoes two pairs at most. So names alike enough have one of the
    rarest pairs of either in common, if these are one more than that can undo.
    """
    length = len(name.text)
    ratio = max(threshold, _ROUNDING)
    longest = min(int(length * (2 - ratio) / ratio + _ROUNDING), _MAX_CHARACTERS)
    different = int((1 - ratio) * (length + longest) + _ROUNDING)
    rarest = sorted(_pairs(name.text), key=frequencies.__getitem__)[: 2 * different + 1]
    shortest = max(length - different, 1)
    found: dict[int, _Name] = {}
    for pair in rarest:
        for other_length in range(shortest, longest + 1):
            for other in buckets.get((name.numbers, other_length, pair), ())[:_MAX_ALIKE]:
                found[other.place] = other
    return [found[place] for place in sorted(found)]


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
