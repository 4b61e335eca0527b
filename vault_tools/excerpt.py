"""Parts of a note's text, chosen to look something up in: phrases, whole lines and patterns, and where they stand."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from vault_tools.literals import required_literals
from vault_tools.model import Span
from vault_tools.patterns import Pattern, compile_pattern
from vault_tools.positions import LineFeeds
from vault_tools.prose import Part
from vault_tools.vault import Wording

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

    All questions are first asked of the whole text, which is quick: most notes have none of what a rule looks for.
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
        self._whole = LineFeeds(wording.text)
        self._excused = (0, -1, False)  # the last line that was looked at: from, to, whether it is excused

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
        """Return those that the whole text holds."""
        if ignore_case:
            return [phrase for phrase in phrases if _in_any_case(phrase).is_in(self._wording.encoded)]
        text = self._whole.text
        return [phrase for phrase in phrases if phrase in text]

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
        if literals and not any(literal in self._wording.text for literal in literals):
            return
        for start, end, groups in in_lines(pattern).find_all(self._chosen):
            if self._chosen[start:end].strip() or (start < end and self._is_as_written(start, end)):
                yield from self._found([(start, end)], groups)


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
