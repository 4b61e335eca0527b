"""The forms in which texts are compared: a character of the text is a character of its folded form, so offsets stay.

`exact` folds case and width only, which is what quotes promise. `loose` also folds what else Unicode holds for the
same character (NFKC), and traditional Chinese characters to simplified ones.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from vault_tools.search.traditional import SIMPLIFIED, TRADITIONAL

_WIDTHS = ("<wide>", "<narrow>")
_SIMPLIFIED = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
_WIDE_OR_NARROW = re.compile("[\u3000\uff01-\uffee]")
_ODD = (
    "\x80-\u1fff\u2000-\u200a\u2011\u2024\u202f-\u217f\u2329-\u24ff\u2c00-\u2fff\u3036-\u303a\u3100-\u33ff"
    "\ua000-\uffff\U00010000-\U0010ffff"
)
"""Where characters lie that `loose` changes and `exact` does not, but for Chinese ones; as the inside of a class."""
_FEW = 40
"""So many different characters are replaced one after the other."""


def exact(text: str) -> str:
    """Return `text` without differences of case and width; of the same length."""
    return text.translate(_EXACT)


def loose(text: str) -> str:
    """Return `text` as bare terms are compared, of the same length. `loose(exact(text))` is the same."""
    return text.translate(_LOOSE)


class Forms(NamedTuple):
    """A text in both forms."""

    exact: str
    loose: str


def forms(text: str) -> Forms:
    """Return both forms of a text."""
    folded = exact(text)
    return Forms(folded, loose(folded))


def forms_of_many(text: str) -> Forms:
    """Return both forms of a text, as one of many: 4 ms once, and then an eighth of the time.

    Nearly all that changes in a note is a few different characters, which are found by a pattern.
    """
    folded = text.replace("Σ", "σ").lower()  # at the end of a word it has another lower case
    if len(folded) != len(text):
        return forms(text)
    folded = _replaced(folded, _WIDE_OR_NARROW, _EXACT)
    return Forms(folded, _replaced(folded, _loose_pattern(), _LOOSE))


def _replaced(text: str, pattern: re.Pattern[str], table: "_Table") -> str:
    """Return `text.translate(table)`, where all that changes fits `pattern`, and nothing twice."""
    found = set(pattern.findall(text))
    if len(found) > _FEW:
        return text.translate(table)
    for char in found:
        text = text.replace(char, table[ord(char)])
    return text


@cache
def _loose_pattern() -> re.Pattern[str]:
    """Return a pattern with every character that `loose` changes and `exact` does not, and some others."""
    return re.compile(f"[{_ODD}{re.sub(f'[{_ODD}]+', '', TRADITIONAL)}]")


class _Table(dict[int, str]):
    """A table for `str.translate` that works out each character when it first comes up."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        super().__init__()
        self._fold = fold

    def __missing__(self, code: int) -> str:
        self[code] = folded = self._fold(chr(code))
        return folded


def _fold_exact(char: str) -> str:
    kind, _, code = unicodedata.decomposition(char).partition(" ")
    if kind in _WIDTHS:
        char = chr(int(code, 16))
    return _one(char.lower(), char)


def _fold_loose(char: str) -> str:
    char = _fold_exact(char)
    char = _one(unicodedata.normalize("NFKC", char).lower(), char)
    return _SIMPLIFIED.get(char, char)


def _one(folded: str, char: str) -> str:
    """Return `folded` if it is one character: "…" is no three full stops here, because offsets would move."""
    return folded if len(folded) == 1 else char


_EXACT, _LOOSE = _Table(_fold_exact), _Table(_fold_loose)
