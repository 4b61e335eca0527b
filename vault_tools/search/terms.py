"""A text of a query as it is looked for in a note: where it stands there, and the tokens that such a note must have."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from vault_tools.patterns import compile_pattern
from vault_tools.search import folding
from vault_tools.search.engines import All, Some, Wanted
from vault_tools.search.stems import stem
from vault_tools.search.syntax import How, Text
from vault_tools.search.tokens import LETTER, MAX_WORD, Run, required_tokens, runs, word_forms

_MAX_BEGINNINGS = 300  # tokens that a prefix stands for; one that stands for more proposes nothing
_ENGLISH = re.compile("[a-z]{2,}")
_STARTS, _ENDS = rf"(?<!{LETTER})", rf"(?!{LETTER})"

Spans = list[tuple[int, int]]


class Area(NamedTuple):
    """A stretch of text in its three forms, of equal length: as written, and folded."""

    original: str
    exact: str
    loose: str

    @classmethod
    def of(cls, text: str) -> "Area":
        """Return a text that is not in the index, with its forms."""
        exact = folding.exact(text)
        return cls(text, exact, folding.loose(exact))

    def part(self, start: int, end: int) -> "Area":
        """Return the stretch from `start` to `end`."""
        return Area(self.original[start:end], self.exact[start:end], self.loose[start:end])


class Term(NamedTuple):
    """How a text is found: `spans` returns all places in an area, `is_in` whether there is one.

    `looks_at_original` says that the area's text as written is needed, and not only its folded forms.
    """

    spans: Callable[[Area], Iterator[tuple[int, int]]]
    looks_at_original: bool = False

    def is_in(self, area: Area) -> bool:
        """Whether the text stands somewhere in `area`."""
        return next(self.spans(area), None) is not None


@lru_cache(maxsize=1_000)
def term(text: Text, *, is_sensitive: bool = False, is_part: bool = False) -> Term:
    """Return how `text` is looked for; `is_part` finds bare words anywhere, as in names, and not as words."""
    if text.how is How.REGEX:
        pattern = compile_pattern(f"(?m{'' if is_sensitive else 'i'}){text.text}")
        return Term(lambda area: pattern.spans(area.original), looks_at_original=True)
    if is_sensitive:
        is_word = text.how is not How.PHRASE and not is_part
        cased = re.compile(_as_written(text, text.text) if is_word else re.escape(text.text))
        bordered = re.compile(_as_written(text, folding.loose(text.text)) if is_word else "")  # as tokens see words
        return Term(
            lambda area: (span for span in _spans(cased, area.original) if bordered.match(area.loose, span[0])),
            looks_at_original=True,
        )
    if text.how is How.PHRASE:
        phrase = re.compile(re.escape(folding.exact(text.text)))
        return Term(lambda area: _spans(phrase, area.exact))
    wanted = folding.loose(text.text)
    if is_part:  # in names, which are composed
        part = re.compile(re.escape(folding.loose(unicodedata.normalize("NFC", text.text))))
        return Term(lambda area: _spans(part, area.loose))
    if text.how is How.WORD and (word := _single_word(wanted)):
        return _inflected(word)
    words = re.compile(_as_written(text, wanted))
    return Term(lambda area: _spans(words, area.loose))


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in pattern.finditer(text))


def _single_word(text: str) -> str:
    """Return the one word, other than CJK, that a text is, or an empty string."""
    found = runs(text)
    return text if len(found) == 1 and found[0].text == text and not found[0].is_cjk else ""


def _inflected(word: str) -> Term:
    """Return how a word is found in any of its English forms."""
    stemmed = stem(word[:MAX_WORD])
    beginning = re.escape(word[:MAX_WORD]) if stemmed == word and not _ENGLISH.fullmatch(word) else stemmed[:-1]
    pattern = re.compile(f"{_STARTS}{beginning}{LETTER}*+")
    return Term(
        lambda area: (match.span() for match in pattern.finditer(area.loose) if stem(match[0][:MAX_WORD]) == stemmed)
    )


def _as_written(text: Text, wanted: str) -> str:
    """Return the pattern of bare words: as typed, at the borders of words, with or without a blank between scripts."""
    found = runs(wanted)
    pieces: list[str] = []
    end = 0
    for run in found:
        between = wanted[end : run.start]
        if not between and end:
            pieces.append(r"[ \t]?")
        pieces += (re.escape(between), re.escape(run.text))
        end = run.end
    pieces.append(re.escape(wanted[end:]))
    starts_word = bool(found) and found[0].start == 0 and not found[0].is_cjk
    ends_word = text.how is How.WORD and bool(found) and found[-1].end == len(wanted) and not found[-1].is_cjk
    return f"{_STARTS if starts_word else ''}{''.join(pieces)}{_ENDS if ends_word else ''}"


def proposed(text: Text, beginning: Callable[[str], Iterator[str]]) -> Wanted | None:
    """Return the tokens that every note with this text is known by; None where nothing can be said.

    `beginning` yields the index's tokens with a prefix.
    """
    if text.how is How.REGEX:
        return None
    wanted = folding.loose(text.text)
    found = runs(wanted)
    if text.how is How.WORD:
        if word := _single_word(wanted):
            return Some(tuple(word_forms(word)))
        return _all(found)
    if text.how is How.PHRASE:
        return _all([run for run in found if run.is_cjk or (run.start > 0 and run.end < len(wanted))])
    whole = [run for run in found if run.is_cjk or run.end < len(wanted)]
    begun = found[-1].text if found and len(whole) < len(found) else ""
    tokens = [token for _, token in zip(range(_MAX_BEGINNINGS), beginning(begun), strict=False)] if begun else []
    parts = [part for part in (_all(whole), Some(tuple(tokens)) if 0 < len(tokens) < _MAX_BEGINNINGS else None) if part]
    return All(tuple(parts)) if parts else None


def _all(found: list[Run]) -> Wanted | None:
    tokens = [token for run in found for token in required_tokens(run)]
    return All(tuple(dict.fromkeys(tokens))) if tokens else None
