"""Substrings of the notes, and whether a search for `content:"…"` finds exactly the notes that hold them."""

import re
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from random import Random
from typing import NamedTuple

from bench.corpus import Corpus, fold
from bench.queries import HAN

_HAN = re.compile(HAN)
_LATIN = re.compile(r"[A-Za-z0-9]")
_MAX_LENGTH = 8


class Comparison(NamedTuple):
    """What a query found beside what it should have found: paths of notes."""

    text: str
    expected: frozenset[str]
    found: frozenset[str]


def _is_word(character: str) -> bool:
    return (character.isalnum() or character == "_") and not _HAN.match(character)


def _is_chinese(text: str) -> bool:
    return bool(_HAN.search(text)) and not any(map(_is_word, text))


def _is_latin(text: str) -> bool:
    return not _HAN.search(text) and bool(_LATIN.match(text[0]) and _LATIN.match(text[-1]))


def _is_mixed(text: str) -> bool:
    return bool(_HAN.search(text) and _LATIN.search(text))


_KINDS: tuple[Callable[[str], bool], ...] = (_is_chinese, _is_latin, _is_mixed)


def substrings(corpus: Corpus, seed: int, count: int) -> list[str]:
    """Return different substrings of 1 to 8 characters: Chinese, Latin and mixed in turn; none cuts a Latin word."""
    random = Random(f"{seed} substrings")
    bodies = [doc.body for doc in corpus.docs]
    drawn = (_draw(bodies, random, kind) for kind in cycle(_KINDS))
    return list(islice(_different(drawn), count))


def _different(texts: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        if text not in seen:
            seen.add(text)
            yield text


def _draw(bodies: list[str], random: Random, is_kind: Callable[[str], bool]) -> str:
    """Draw a note, a line and a place until what stands there is of the kind."""
    while True:
        line = random.choice(random.choice(bodies).splitlines() or [""])
        start, length = random.randrange(len(line) + 1), random.randint(1, _MAX_LENGTH)
        text = line[start : start + length]
        if (
            len(text) == length
            and is_kind(text)
            and not _cuts_word(line, start)
            and not _cuts_word(line, start + length)
        ):
            return text


def _cuts_word(line: str, place: int) -> bool:
    return 0 < place < len(line) and _is_word(line[place - 1]) and _is_word(line[place])


def exact_query(text: str) -> str:
    """Return the query for the notes whose body holds the text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'content:"{escaped}"'


def compare(corpus: Corpus, text: str, found: frozenset[str]) -> Comparison:
    """Return what a plain search for the text in all bodies finds, beside what was `found`."""
    folded = fold(text)
    return Comparison(text, frozenset(path for path, body in corpus.bodies.items() if folded in body), found)


def recall_and_precision(comparisons: list[Comparison]) -> tuple[float, float]:
    """Return the shares over all queries together: of what should be found, and of what was found."""
    right = sum(len(item.expected & item.found) for item in comparisons)
    expected, found = (sum(len(item[place]) for item in comparisons) for place in (1, 2))
    return right / max(expected, 1), right / found if found else float(not expected)
