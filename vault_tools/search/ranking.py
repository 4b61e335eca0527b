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
from vault_tools.search.tokens import STEM, index_tokens

_SAME, _PART = 4.0, 1.5
"""What a score grows by, as a factor, where a text is the whole title, or nothing but a part of it."""
_COVERAGE = ((6, 0.34), (12, 0.2))
"""How much of a query a note must have to be shown as a partial match: of up to 6 tokens a third, of 12 a fifth."""
_MAX_TOKENS = 60
"""So many tokens of a long query are looked for in partial matches: the rarest."""
_MAX_LINES = 2_000
ALONE = 0.3
"""What a partial match counts even if its words stand in no line together."""
MOST = ALONE + 1.0
"""What it counts if all of them stand in one."""


class Names:
    """The names that documents are known by, as bare terms see them; worked out once a document."""

    def __init__(self) -> None:
        self._names: dict[int, tuple[str, ...]] = {}

    def of(self, document: Document) -> tuple[str, ...]:
        """Return file name, title and aliases."""
        names = self._names.get(document.id)
        if names is None:
            file = document.path.rpartition("/")[2]
            texts = dict.fromkeys((document.name, file, document.title, *document.aliases))
            names = self._names[document.id] = tuple(folding.loose(text) for text in texts)
        return names


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

    def candidates(self, reader: Reader) -> dict[int, float]:
        """Return the notes that have any of the tokens, scored so that each word can give at most its weight."""
        scores: defaultdict[int, float] = defaultdict(float)
        for weights in self.words[:_MAX_TOKENS]:
            found = reader.candidates(Some(tuple(weights)))
            share = sum(weights.values()) / max(found.values(), default=1)
            for id, score in found.items():
                scores[id] += share * score
        return scores

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
        """Return how much more a text counts because one of its lines has much of the query: at most `MOST`."""
        end = _end_of_lines(text)
        found: defaultdict[int, float] = defaultdict(float)  # by where a line begins
        for token, weight in self.weights.items():
            place = text.find(token, 0, end)
            while place >= 0:
                found[text.rfind("\n", 0, place)] += weight
                place = text.find("\n", place, end)
                if place >= 0:
                    place = text.find(token, place, end)
        return ALONE + max(found.values(), default=0.0) / self.total


def _end_of_lines(text: str) -> int:
    """Return where the last of the lines ends that are looked at."""
    if text.count("\n") < _MAX_LINES:
        return len(text)
    return sum(map(len, text.split("\n", _MAX_LINES)[:_MAX_LINES])) + _MAX_LINES - 1


def _telling_tokens(word: Text) -> list[str]:
    """Return the tokens of a bare word; single characters only where it has no more."""
    found = [token for token in dict.fromkeys(index_tokens(folding.loose(word.text))) if not token.startswith(STEM)]
    return [token for token in found if len(token) > 1 or token.isascii()] or found
