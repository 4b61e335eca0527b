"""The forms in which texts are compared: a character of the text is a character of its folded form, so offsets stay.

`exact` folds case and width only, which is what quotes promise. `loose` also folds what else Unicode holds for the
same character (NFKC), and traditional Chinese characters to simplified ones.
"""

import unicodedata
from collections.abc import Callable

from vault_tools.search.traditional import SIMPLIFIED, TRADITIONAL

_WIDTHS = ("<wide>", "<narrow>")
_SIMPLIFIED = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))


def exact(text: str) -> str:
    """Return `text` without differences of case and width; of the same length."""
    return text.translate(_EXACT)


def loose(text: str) -> str:
    """Return `text` as bare terms are compared, of the same length. `loose(exact(text))` is the same."""
    return text.translate(_LOOSE)


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
