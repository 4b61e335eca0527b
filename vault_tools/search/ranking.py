"""In which order notes are shown: how well they fit the words, and what the words are to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from heapq import nlargest
from math import log
from operator import itemgetter

from vault_tools.search import folding
from vault_tools.search.documents import Document
from vault_tools.search.engines import Reader, Some
from vault_tools.search.syntax import Text
from vault_tools.search.tokens import STEM, index_tokens, is_cjk

_SAME, _PART = 4.0, 1.5
"""What a score grows by, as a factor, where a text is the whole title, or nothing but a part of it."""
_COVERAGE = ((6, 0.34), (12, 0.2))
"""How much of a query a note must have to be shown as a partial match: of up to 6 tokens a third, of 12 a fifth."""
_MAX_TOKENS = 60
"""So many tokens of a long query are looked for in partial matches: the rarest."""
_MAX_LINES = 2_000
_ENOUGH = 1 + 1e-9
"""What weights are multiplied by that others must surpass, however they were rounded."""
ALONE = 0.3
"""What a partial match counts even if its words stand in no line together; 1 more, if all of them stand in one."""


class Names:
    """The names that documents are known by, as bare terms see them; worked out once a document."""

    def __init__(self) -> None:
        self._names: dict[int, tuple[str, tuple[str, ...]]] = {}  # together, and one by one

    def of(self, document: Document) -> tuple[str, ...]:
        """Return file name, title and aliases."""
        return (self._names.get(document.id) or self._learn(document))[1]

    def factor(self, document: Document, wanted: Collection[str]) -> float:
        """Return how much more a note counts because of its names."""
        together, names = self._names.get(document.id) or self._learn(document)
        for text in wanted:
            if text in together:  # nearly never
                return name_factor(names, wanted)
        return 1.0

    def _learn(self, document: Document) -> tuple[str, tuple[str, ...]]:
        file = document.path.rpartition("/")[2]
        texts = dict.fromkeys((document.name, file, document.title, *document.aliases))
        names = tuple(folding.loose(text) for text in texts)
        self._names[document.id] = known = "\n".join(names), names
        return known


def name_factor(names: Iterable[str], wanted: Collection[str]) -> float:
    """Return how much more a note counts because of its names; `wanted` are the texts of the query, folded."""
    factor = 1.0
    for text in wanted:
        best = 0.0
        for name in names:
            if name == text:
                best = _SAME
            elif text in name:
                best = max(best, _PART * (0.4 + len(text) / len(name)))
        factor += best
    return factor


class Bag:
    """The tokens of a query of plain words, by word, each with its weight.

    A word weighs what its tokens do on average, so that a long one does not count more than a short one; tokens that
    no note has weigh nothing.
    """

    def __init__(self, words: Iterable[Text], reader: Reader, count: int) -> None:
        """Weigh the tokens of `words` by how rare they are among `count` notes."""
        self.words: list[dict[str, float]] = []
        self.weights: dict[str, float] = {}
        for word in words:
            rarities = {
                token: log(1 + (count + 0.5) / (frequency + 0.5))
                for token in _telling_tokens(word)
                if (frequency := reader.frequency(token))
            }
            if rarities:
                weights = {token: rarity / len(rarities) for token, rarity in rarities.items()}
                self.words.append(weights)
                self.weights |= weights
        self.weights = dict(nlargest(_MAX_TOKENS, self.weights.items(), key=itemgetter(1)))
        self.total = sum(self.weights.values())

    def candidates(self, reader: Reader, best: int) -> dict[int, float]:
        """Return the notes that have any of the tokens, scored so that each word can give at most its weight.

        Of others than so many of the `best`, and those as good as the last of them, some may be missing.
        """
        scores: defaultdict[int, float] = defaultdict(float)
        words = self.words[:_MAX_TOKENS]
        for weights in words:
            found = reader.candidates(Some(tuple(weights)), best if len(words) == 1 else None)
            share = sum(weights.values()) / max(found.values(), default=1)
            if len(words) == 1:
                return {id: share * score for id, score in found.items()}
            for id, score in found.items():
                scores[id] += share * score
        return scores

    def bounds(self, reader: Reader, ids: Collection[int]) -> dict[int, float]:
        """Return more than, or just, the coverage of each of some notes, without a look at their texts.

        What the index knows a text by holds all pairs and single characters of its Chinese, but of its words only
        whole ones: any other may stand within one of them.
        """
        known = [token for token in self.weights if is_cjk(token)]
        held = reader.holding(known, ids)
        bits = {token: 1 << number for number, token in enumerate(known)}
        weights = [(bits.get(token, 0), weight) for token, weight in self.weights.items()]
        bounds = {}
        for id in ids:
            found, has = 0.0, held.get(id, 0)
            for bit, weight in weights:  # in the order of `coverage`, so that both are rounded alike
                if not bit or has & bit:
                    found += weight
            bounds[id] = found / self.total
        return bounds

    def coverage(self, text: str) -> float:
        """Return how much of the query a text has, from 0 to 1."""
        found = 0.0
        for token, weight in self.weights.items():
            if token in text:
                found += weight
        return found / self.total

    @property
    def least(self) -> float:
        """The coverage that a partial match must have."""
        (few, most), (many, least) = _COVERAGE
        share = (len(self.weights) - few) / (many - few)
        return most - (most - least) * min(1.0, max(0.0, share))

    def best_line(self, text: str) -> float:
        """Return how much more a text counts because one of its lines has much of the query.

        The tokens come with the rarest first. Once they are found in a line that those left cannot surpass, these are
        looked for only in the lines that may still be the best: frequent ones stand in nearly every line.
        """
        end = _end_of_lines(text)
        found: defaultdict[int, float] = defaultdict(float)  # by where the line break before a line is
        best, left = 0.0, list(self.weights.items())
        while left and best <= _ENOUGH * sum(map(itemgetter(1), left)):
            token, weight = left.pop(0)
            place = text.find(token, 0, end)
            while place >= 0:
                found[text.rfind("\n", 0, place)] += weight
                place = text.find("\n", place, end)
                if place >= 0:
                    place = text.find(token, place, end)
            best = max(found.values(), default=0.0)
        if left:
            needed = best - _ENOUGH * sum(map(itemgetter(1), left))
            best = max(
                _with_more(weight, left, _line_behind(text, start, end))
                for start, weight in found.items()
                if weight >= needed
            )
        return ALONE + best / self.total


def _line_behind(text: str, start: int, end: int) -> str:
    """Return the line behind the line break at `start`; none goes on behind `end`."""
    stop = text.find("\n", start + 1, end)
    return text[start + 1 : stop if stop >= 0 else end]


def _with_more(weight: float, tokens: Iterable[tuple[str, float]], line: str) -> float:
    """Return what a line weighs that has `weight` without some tokens."""
    for token, more in tokens:
        if token in line:
            weight += more
    return weight


def _end_of_lines(text: str) -> int:
    """Return where the last of the lines ends that are looked at."""
    if text.count("\n") < _MAX_LINES:
        return len(text)
    return sum(map(len, text.split("\n", _MAX_LINES)[:_MAX_LINES])) + _MAX_LINES - 1


def _telling_tokens(word: Text) -> list[str]:
    """Return the tokens of a bare word; single characters only where it has no more."""
    found = [token for token in dict.fromkeys(index_tokens(folding.loose(word.text))) if not token.startswith(STEM)]
    return [token for token in found if len(token) > 1 or token.isascii()] or found
