"""Text to tokens: what the index knows a note by.

Chinese, Japanese and Korean runs become overlapping pairs of characters and the single characters; other words are
kept whole, with an English stem beside them. All texts are in the form that `folding.loose` gives.
"""

import re
from array import array
from collections.abc import Iterator
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

from vault_tools.search.stems import stem

CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3040-\u30ff\u3100-\u312f\u3131-\u318e\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
"""The characters that are written without blanks between words, as the inside of a character class."""
LETTER = rf"[^\W_{CJK}]"
"""A letter or digit of all other scripts, as a character class."""

MAX_WORD = 40
"""A longer word is known by its first so many characters: checksums, data in base64."""
STEM = "~"
"""What begins the token of a stem: no word does."""

_RUN = re.compile(rf"[{CJK}]+|{LETTER}+")
_IS_CJK = re.compile(f"[{CJK}]")
_CODES, _ENCODING = "I", "utf-32-le"
"""An array with a number for each character, and the encoding that makes it: they are moved, never computed with."""


class Run(NamedTuple):
    """A stretch of characters that belong together, and where it begins."""

    text: str
    start: int

    @property
    def is_cjk(self) -> bool:
        """Whether the run is Chinese, Japanese or Korean rather than a word between blanks."""
        return is_cjk(self.text)

    @property
    def end(self) -> int:
        """The offset behind the run."""
        return self.start + len(self.text)


def is_cjk(text: str) -> bool:
    """Whether a run, or a token of one, is Chinese, Japanese or Korean."""
    return _IS_CJK.match(text) is not None


def runs(text: str) -> list[Run]:
    """Return the runs of a text: CJK runs and words. Scripts that touch are told apart: `ERP审批` is two runs."""
    return [Run(match[0], match.start()) for match in _RUN.finditer(text)]


def index_tokens(text: str) -> Iterator[str]:
    """Yield every token that a text is known by, as often as it occurs; a single character once a run."""
    for run in _RUN.findall(text):
        if _IS_CJK.match(run):
            yield from map("".join, pairwise(run))
            yield from set(run)
        else:
            word = run[:MAX_WORD]
            yield word
            if (stemmed := stem(word)) != word:
                yield STEM + stemmed


def written_tokens(text: str) -> str:
    """Return what `index_tokens` yields, in another order, with blanks between: quicker for a whole note."""
    cjk_run, beginning_of_word = _patterns()
    found, words = cjk_run.findall(text), beginning_of_word.findall(text)
    stems = [STEM + stemmed for word, stemmed in zip(words, map(stem, words), strict=True) if stemmed != word]
    return _written_pairs(found) + " ".join(chain(chain.from_iterable(map(set, found)), words, stems))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds CJK runs, and words as far as they count. Searches do without these 3 ms."""
    return re.compile(f"[{CJK}]+"), re.compile(f"({LETTER}{{1,{MAX_WORD}}}+){LETTER}*+")


def _written_pairs(found: list[str]) -> str:
    """Return all pairs of characters in CJK runs, a blank behind each.

    Ten million pairs of a vault cost 2 seconds if each is made a text of its own, and 0.3 written side by side.
    """
    firsts = array(_CODES, "".join([run[:-1] for run in found]).encode(_ENCODING))
    pairs = array(_CODES, " ".encode(_ENCODING)) * (3 * len(firsts))
    pairs[0::3] = firsts
    pairs[1::3] = array(_CODES, "".join([run[1:] for run in found]).encode(_ENCODING))
    return pairs.tobytes().decode(_ENCODING)


def required_tokens(run: Run) -> list[str]:
    """Return the tokens that every text with this run, as it stands, is known by."""
    if not run.is_cjk:
        return [run.text[:MAX_WORD]]
    if len(run.text) == 1:
        return [run.text]
    return list(dict.fromkeys(map("".join, pairwise(run.text))))


def word_forms(word: str) -> list[str]:
    """Return the tokens of which a text has at least one if it holds a word, or an inflected form of it."""
    word = word[:MAX_WORD]
    stemmed = stem(word)
    return list(dict.fromkeys((word, stemmed, STEM + stemmed)))
