"""Parts of a note's text, chosen to look something up in: phrases, whole lines and patterns, and where they stand."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from vault_tools.literals import longest_word, required_literals
from vault_tools.model import Span
from vault_tools.passages.prose import Part
from vault_tools.passages.wording import Wording
from vault_tools.patterns import Pattern, compile_pattern
from vault_tools.positions import LineFeeds

_NO_MARKS = frozenset(Part) - {Part.MARKS}
_LINE_MARKS = re.compile(r"[ \t>]*+(?:(?:[-+*]|[0-9]{1,9}[.)]|#{1,6})[ \t]++)*+(?:\[.\][ \t]++)?+")
_CLOSING_MARKS = re.compile(r"[ \t]++#++")


class Match(NamedTuple):
    """Something that was found: its place in the note's text, its words, and the named groups of a pattern."""

    span: Span
    text: str
    groups: dict[str, str]


class Excerpt:
    """The parts of a note that are `wanted`, `within` sorted stretches of it (None: everywhere).

    All questions are first asked of the text as it is, which is quick: most notes have none of what a rule looks for.
    What stands on a line, or lines, that the pattern `unless` matches as they are written is not found.
    """

    def __init__(
        self,
        wording: Wording,
        wanted: frozenset[Part],
        within: tuple[Span, ...] | None = None,
        unless: str | None = None,
    ) -> None:
        self._wording = wording
        self._wanted = wanted
        self._within = within
        self._unless = in_lines(unless) if unless else None
        self._excused = (0, -1, False)  # the last line that was looked at: from, to, whether it is excused

    @cached_property
    def _whole(self) -> LineFeeds:
        return LineFeeds(self._wording.text)

    @cached_property
    def _asked(self) -> str:
        """What stands within the stretches: there is each word of whatever is found."""
        if self._within is None:
            return self._whole.text
        return "\n".join([self._wording.text[span.start : span.end] for span in self._within])

    @cached_property
    def _chosen(self) -> str:
        return LineFeeds(self._wording.masked(self._wanted, self._within)).text

    @cached_property
    def _read(self) -> str:
        """The whole text without the marks that nobody reads."""
        return LineFeeds(self._wording.masked(_NO_MARKS)).text

    @property
    def length(self) -> int:
        """How many characters there are that are no white space."""
        return sum(map(len, self._chosen.split()))

    def _found(self, spans: Iterable[tuple[int, int]], groups: dict[str, str] | None = None) -> Iterator[Match]:
        origin = self._whole.origin
        for start, end in spans:
            if not (self._unless and self._is_excused(self._unless, start, end)):
                yield Match(Span(origin(start), origin(end)), self._whole.text[start:end], groups or {})

    def _is_excused(self, unless: Pattern, start: int, end: int) -> bool:
        first, last, is_excused = self._excused
        if not first <= start <= end <= last:  # else it is known: a line may be long, and full of matches
            text = self._whole.text
            first, last = text.rfind("\n", 0, start) + 1, _line_end(text, end)
            is_excused = unless.search(text[first:last])
            self._excused = first, last, is_excused
        return is_excused

    def _is_as_written(self, start: int, end: int) -> bool:
        """Whether no part of it was blanked."""
        return self._chosen[start:end] == self._whole.text[start:end]

    # -- phrases -----------------------------------------------------------------------------------------------

    def phrases(self, phrases: Iterable[str], *, ignore_case: bool = False) -> Iterator[tuple[str, Match]]:
        """Yield the places where one of `phrases` stands, phrase by phrase, each with its phrase."""
        for phrase in self._present(phrases, ignore_case):
            for match in self._found(self._phrase_spans(phrase, ignore_case)):
                yield phrase, match

    def lines(self, phrases: Iterable[str], *, ignore_case: bool = False) -> Iterator[tuple[str, Match]]:
        """Yield the lines that hold nothing but one of `phrases` and the marks of lists, quotes, headings and links."""
        for phrase in self._present(phrases, ignore_case):
            if ignore_case or any(self._is_apart(*span) for span in _occurrences(phrase, self._whole.text)):
                for match in self._found(self._whole_lines(phrase, ignore_case)):
                    yield phrase, match

    def _present(self, phrases: Iterable[str], ignore_case: bool) -> list[str]:
        """Return those that may be there."""
        if ignore_case:
            return [phrase for phrase in phrases if _in_any_case(phrase).is_in(self._wording.encoded)]
        text = self._asked
        if self._within is None:
            return [phrase for phrase in phrases if phrase in text]
        return [phrase for phrase in phrases if longest_word(phrase) in text]

    def _phrase_spans(self, phrase: str, ignore_case: bool) -> Iterator[tuple[int, int]]:
        spans = _in_any_case(phrase).spans(self._chosen) if ignore_case else _occurrences(phrase, self._chosen)
        return (span for span in spans if self._is_as_written(*span))

    def _whole_lines(self, phrase: str, ignore_case: bool) -> Iterator[tuple[int, int]]:
        line_end = -1
        for start, end in self._phrase_spans(phrase, ignore_case):
            if start >= line_end:  # a line is looked at once: it may be long, and full of the phrase
                line_start = self._read.rfind("\n", 0, start) + 1
                line_end = _line_end(self._read, end)
                if _is_whole(self._read[line_start:line_end], start - line_start, end - line_start):
                    yield start, end

    def _is_apart(self, start: int, end: int) -> bool:
        """Whether no word goes on before or behind it: neither marks nor blanks of a line do."""
        text = self._whole.text
        return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())

    # -- patterns ----------------------------------------------------------------------------------------------

    def matches(self, pattern: str) -> Iterator[Match]:
        """Yield where `pattern` matches something: `^` and `$` are those of lines, what is not wanted is blank."""
        literals = required_literals(pattern)
        if literals and not any(literal in self._asked for literal in literals):
            return
        for start, end, groups in in_lines(pattern).find_all(self._chosen):
            if self._chosen[start:end].strip() or (start < end and self._is_as_written(start, end)):
                yield from self._found([(start, end)], groups)


# -- what tells that there may be something: for `Wording.may_hold`, which asks for many things at once ---------------


def sign_of_phrase(phrase: str) -> str:
    """Return a pattern that matches in a note as it is written if the phrase stands in it."""
    return re.escape(longest_word(phrase) if "\n" in phrase else phrase)  # lines may end in another way


def sign_of_line(phrase: str) -> str:
    """Return a pattern that matches in a note if the phrase is a line of its own: no word goes on around it."""
    return f"(?:^|{_NO_WORD}){sign_of_phrase(phrase)}(?:{_NO_WORD}|$)"


@lru_cache(1_000)
def signs_of(pattern: str) -> tuple[str, ...]:
    """Return patterns of which one matches in a note if `pattern` does in some part; none where nothing is known."""
    return tuple(map(re.escape, required_literals(pattern)))


_NO_WORD = r"[^A-Za-z0-9\x{4e00}-\x{9fff}]"


def in_lines(pattern: str) -> Pattern:
    """Compile a pattern in which `^` and `$` are those of lines."""
    return compile_pattern(f"(?m){pattern}")


def _in_any_case(phrase: str) -> Pattern:
    return compile_pattern(f"(?i){re.escape(phrase)}")


def _occurrences(phrase: str, text: str) -> Iterator[tuple[int, int]]:
    position = text.find(phrase)
    while position >= 0:
        yield position, position + len(phrase)
        position = text.find(phrase, position + len(phrase))


def _is_whole(line: str, start: int, end: int) -> bool:
    """Whether a line has nothing but marks and blanks before `start` and behind `end`."""
    rest = line[end:].rstrip()
    return bool(_LINE_MARKS.fullmatch(line, 0, start)) and (not rest or bool(_CLOSING_MARKS.fullmatch(rest)))


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
