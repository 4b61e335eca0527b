"""What a query that finds little was perhaps meant to be: the same query with a word as notes have it.

A Latin word that no note holds is changed by one letter until one does. Any other text is laid beside the notes that
come nearest, and what stands there in its place is taken. The work is bounded, and only done when somebody asks.
"""

import string
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, islice

from vault_tools.search import folding
from vault_tools.search.engines import All, Reader, Some, Wanted
from vault_tools.search.syntax import How, Text
from vault_tools.search.tokens import required_tokens, runs, word_forms

MAX_SUGGESTIONS = 3
FEW = 3
"""Where at least so many notes fit, nothing is suggested."""
_MAX_WORDS, _MAX_CHARACTERS = 6, 60
_MIN_LETTERS = 4  # of a Latin word: shorter ones are a letter away from too many others
NEAR = 25  # notes that a text is laid beside
_MAX_ALIGNMENTS = 4  # in one text

_LETTERS = string.ascii_lowercase + string.digits


def corrections(word: str, reader: Reader, nearest: Callable[[Wanted], Iterable[str]]) -> Iterator[str]:
    """Yield what a text of a query may have been meant to be, the likeliest first.

    `nearest` returns the texts of the notes that fit some tokens best, as bare terms see them.
    """
    folded = folding.loose(word)[:_MAX_CHARACTERS]
    respelt = _respelt(folded, reader)
    if respelt != folded:
        yield respelt
    wanted = _some_tokens(folded)
    if wanted is not None:
        changes: dict[str, int] = {}
        places: Counter[str] = Counter()
        for text in nearest(wanted):
            for distance, window in _closest_windows(folded, text):
                changes[window] = distance
                places[window] += 1

        def unlikeliness(window: str) -> tuple[int, int, int]:
            return changes[window], abs(len(window) - len(folded)), -places[window]

        yield from sorted(changes, key=unlikeliness)[:MAX_SUGGESTIONS]


# -- Latin words -----------------------------------------------------------------------------------------------


def _respelt(text: str, reader: Reader) -> str:
    """Return a text with each Latin word that no note holds as the most frequent word that is one letter away."""
    pieces, end = [], 0
    for run in runs(text):
        pieces.append(text[end : run.start])
        pieces.append(run.text if run.is_cjk else _respelt_word(run.text, reader))
        end = run.end
    return "".join((*pieces, text[end:]))


def _respelt_word(word: str, reader: Reader) -> str:
    if len(word) < _MIN_LETTERS or any(reader.frequency(form) for form in word_forms(word)):
        return word
    frequency, best = max(((reader.frequency(other), other) for other in _one_letter_away(word)), default=(0, word))
    return best if frequency else word


def _one_letter_away(word: str) -> Iterator[str]:
    """Yield the words that one slip of the hand away: a letter left out, doubled, wrong, or two exchanged."""
    for index in range(len(word) + 1):
        before, after = word[:index], word[index:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in _LETTERS)


# -- any text --------------------------------------------------------------------------------------------------


def _some_tokens(text: str) -> Wanted | None:
    """Return tokens of which a note with nearly this text has some; for a short one, all characters but one."""
    tokens = [token for run in runs(text) for token in required_tokens(run)]
    if 3 <= len(text) <= 4 and all(run.is_cjk for run in runs(text)):
        tokens_but_one = [All(tuple(dict.fromkeys(part))) for part in combinations(text, len(text) - 1)]
        return Some(tuple(tokens_but_one))
    return Some(tuple(tokens)) if len(tokens) > 1 else None


def _closest_windows(wanted: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield stretches of a text that differ from `wanted` by a slip or two, with the number of changes."""
    allowed = 1 if len(wanted) < 10 else 2
    for start in _alignments(wanted, text):
        best: tuple[int, str] | None = None
        for first in range(max(0, start - 1), start + 2):
            for length in range(max(1, len(wanted) - 1), len(wanted) + 2):
                window = text[first : first + length]
                if not all(char.isalnum() or char in wanted for char in window):
                    continue
                distance = _distance(wanted, window, allowed)
                if 0 < distance <= allowed and (best is None or (distance, -length) < (best[0], -len(best[1]))):
                    best = (distance, window)
        if best:
            yield best


def _alignments(wanted: str, text: str) -> list[int]:
    """Return where `wanted` would begin in a text so that most of its characters stand where they should."""
    votes: Counter[int] = Counter()
    size = 1 if len(wanted) <= 4 else 2
    for offset in range(len(wanted) - size + 1):
        part = wanted[offset : offset + size]
        place = text.find(part)
        found = 0
        while place >= 0 and found < 200:
            votes[place - offset] += 1
            found += 1
            place = text.find(part, place + 1)
    return [start for start, _ in votes.most_common(_MAX_ALIGNMENTS)]


def _distance(one: str, other: str, limit: int) -> int:
    """Return how many characters are to be put in, taken out, changed or exchanged; `limit` + 1 if it is more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index, char in enumerate(one, 1):
        before, last, row = row, before, [index]
        for place, against in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (char != against))
            if last and place > 1 and char == other[place - 2] and one[index - 2] == against:
                cost = min(cost, last[place - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def misspellable(texts: Iterable[Text]) -> list[Text]:
    """Return the texts of a query that may be misspelt."""
    return list(islice((text for text in texts if text.how is not How.REGEX), _MAX_WORDS))
