"""A text of a query as it is looked for in a note: where it stands there, and the tokens that such a note must have."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from vault_tools.patterns import compile_pattern
from vault_tools.search import folding
from vault_tools.search.engines import All, Some, Wanted
from vault_tools.search.stems import stem
from vault_tools.search.syntax import How, Text
from vault_tools.search.tokens import LETTER, MAX_WORD, Run, required_tokens, runs, word_forms

_MAX_BEGINNINGS = 300  # tokens that a prefix stands for; one that stands for more proposes nothing
_ENGLISH = re.compile("[a-z]{2,}")
_LETTER, _WORD = re.compile(LETTER), re.compile(f"{LETTER}+")

Spans = list[tuple[int, int]]


class Area:
    """A stretch of text in its three forms, of equal length, as written and folded; each is got when asked for."""

    def __init__(self, original: Callable[[], str], exact: Callable[[], str], loose: Callable[[], str]) -> None:
        self._original, self._exact, self._loose = original, exact, loose

    @classmethod
    def of(cls, text: str) -> "Area":
        """Return a text that is not in the index, with its forms."""
        return cls(lambda: text, lambda: folding.exact(text), lambda: folding.loose(text))

    def part(self, start: int, end: int) -> "Area":
        """Return the stretch from `start` to `end`."""
        return Area(lambda: self.original[start:end], lambda: self.exact[start:end], lambda: self.loose[start:end])

    @cached_property
    def original(self) -> str:
        """The text as written."""
        return self._original()

    @cached_property
    def exact(self) -> str:
        """The text without differences of case and width."""
        return self._exact()

    @cached_property
    def loose(self) -> str:
        """The text as bare terms see it."""
        return self._loose()


class Term(NamedTuple):
    """How a text is found: `spans` returns all places in an area, `is_in` whether there is one."""

    spans: Callable[[Area], Iterator[tuple[int, int]]]

    def is_in(self, area: Area) -> bool:
        """Whether the text stands somewhere in `area`."""
        return next(self.spans(area), None) is not None


@lru_cache(maxsize=1_000)
def term(text: Text, *, is_sensitive: bool = False, is_part: bool = False) -> Term:
    """Return how `text` is looked for; `is_part` finds bare words anywhere, as in names, and not as words."""
    if text.how is How.REGEX:
        pattern = compile_pattern(f"(?m{'' if is_sensitive else 'i'}){text.text}")
        return Term(lambda area: pattern.spans(area.original))
    written = unicodedata.normalize("NFC", text.text) if is_part else text.text  # names are composed
    wanted = folding.loose(written)
    is_word = text.how is not How.PHRASE and not is_part
    borders = _borders(wanted, text.how) if is_word else _ANYWHERE
    if is_sensitive:
        cased = re.compile(_as_written(wanted, written) if is_word else re.escape(written))
        return Term(lambda area: _bordered(cased.finditer(area.original), area.loose, borders))
    if text.how is How.PHRASE:
        phrase = folding.exact(written)
        return Term(lambda area: _places(phrase, area.exact))
    if is_word and text.how is How.WORD and (word := _single_word(wanted)):
        return _inflected(word)
    written_so = _as_written(wanted, wanted) if is_word else re.escape(wanted)
    if borders == _ANYWHERE and written_so == re.escape(wanted):
        return Term(lambda area: _places(wanted, area.loose))
    words = re.compile(written_so)
    return Term(lambda area: _bordered(words.finditer(area.loose), area.loose, borders))


def _places(wanted: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where `wanted` stands in a text, one behind the other; a pattern takes longer to make than to match."""
    if not wanted:
        yield from ((place, place) for place in range(len(text) + 1))
        return
    place = text.find(wanted)
    while place >= 0:
        end = place + len(wanted)
        yield place, end
        place = text.find(wanted, end)


class _Borders(NamedTuple):
    """Whether a match begins, or ends, only where a word does."""

    start: bool
    end: bool


_ANYWHERE = _Borders(False, False)


def _borders(wanted: str, how: How) -> _Borders:
    """Return at which ends of a bare text there is a word that must be whole: CJK text has no such borders."""
    found = runs(wanted)
    starts = bool(found) and found[0].start == 0 and not found[0].is_cjk
    ends = bool(found) and found[-1].end == len(wanted) and not found[-1].is_cjk
    return _Borders(starts, ends and how is How.WORD)


def _bordered(matches: Iterable[re.Match[str]], text: str, borders: _Borders) -> Iterator[tuple[int, int]]:
    """Yield where the matches are that have the borders; looked at here, since patterns of borders are slow to make."""
    if borders == _ANYWHERE:
        yield from (match.span() for match in matches)
        return
    for match in matches:
        start, end = match.span()
        if borders.start and start and _LETTER.match(text, start - 1):
            continue
        if borders.end and _LETTER.match(text, end):
            continue
        yield start, end


def _single_word(text: str) -> str:
    """Return the one word, other than CJK, that a text is, or an empty string."""
    found = runs(text)
    return text if len(found) == 1 and found[0].text == text and not found[0].is_cjk else ""


def _inflected(word: str) -> Term:
    """Return how a word is found in any of its English forms; one that is too long for a token only as it stands."""
    stemmed = stem(word) if len(word) <= MAX_WORD else word
    pattern = re.compile(re.escape(stemmed[:-1] if _ENGLISH.fullmatch(word) else word))

    def spans(area: Area) -> Iterator[tuple[int, int]]:
        text = area.loose
        for start, _ in _bordered(pattern.finditer(text), text, _Borders(start=True, end=False)):
            found = _WORD.match(text, start)
            if found and (found[0] == word or (len(found[0]) <= MAX_WORD and stem(found[0]) == stemmed)):
                yield found.span()

    return Term(spans)


def _as_written(wanted: str, written: str) -> str:
    """Return the pattern of bare words: as `written`, but scripts that touch may have a blank between them.

    Where they do is seen in `wanted`, the folded form of it, as in the index.
    """
    pieces: list[str] = []
    end = 0
    for run in runs(wanted):
        if run.start == end > 0:
            pieces.append(r"[ \t]?")
        pieces.append(re.escape(written[end : run.end]))
        end = run.end
    return "".join((*pieces, re.escape(written[end:])))


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
