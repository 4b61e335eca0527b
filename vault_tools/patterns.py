"""Regular expressions that others write, on RE2, which takes linear time whatever the pattern."""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

_ESCAPE = re.compile(r"\\Q.*?(?:\\E|\Z)|\\(.)", re.DOTALL)  # what stands between \Q and \E means itself
_MAX_NEEDED = 10  # words that are looked for first
_MAX_UNION = 10_000  # instructions
_MAX_BYTES = 2 << 20  # that RE2 may use for one pattern, most of it while it searches: there may be hundreds


class Found(NamedTuple):
    """Where a pattern matches, in characters, and what its named groups hold: nothing is an empty text."""

    start: int
    end: int
    groups: dict[str, str]


class Pattern:
    """A compiled pattern: as much of it as rules use.

    Most texts do not match, and mostly because some word is not there: that is found out quicker than by RE2.
    """

    def __init__(self, text: str, compiled: Any) -> None:
        self.text = text
        self._search = compiled.search
        self._finditer = compiled.finditer
        self._numbers: dict[str, int] = compiled.groupindex  # made anew whenever it is asked for
        self.groups: tuple[str, ...] = tuple(self._numbers)
        self.size: int = compiled.programsize  # in RE2's instructions: each may cost time at every character

    @cached_property
    def _needed(self) -> tuple[str, ...]:
        """Words of which a text must hold one; none where that is not known, or they are too many."""
        from vault_tools.literals import required_literals  # patterns that only match names need none

        needed = required_literals(self.text)
        return needed if len(needed) <= _MAX_NEEDED else ()

    def search(self, text: str) -> bool:
        """Whether the pattern matches anywhere in `text`."""
        # Bytes are quicker than characters, of which the places would be counted. Names that are not UTF-8 and escapes
        # in JSON may hold half a character.
        return self._may_match(text) and self._search(text.encode("utf-8", "replace")) is not None

    def _may_match(self, text: str) -> bool:
        needed = self._needed
        for literal in needed:
            if literal in text:
                return True
        return not needed

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the pattern matches, from left to right, as offsets of characters."""
        return (match.span() for match in self._finditer(_encodable(text)))

    def find(self, text: str) -> Found | None:
        """Return the first match in `text`."""
        if not self._may_match(text):
            return None
        encoded = text.encode("utf-8", "replace")
        match = self._search(encoded)
        if match is None:
            return None
        start, end = (len(encoded[:offset].decode()) for offset in match.span())
        return Found(start, end, {name: (match[number] or b"").decode() for name, number in self._numbers.items()})

    def find_all(self, text: str) -> Iterator[Found]:
        """Yield the matches in `text` from left to right."""
        for match in self._finditer(_encodable(text)):
            start, end = match.span()
            yield Found(start, end, {name: match[number] or "" for name, number in self._numbers.items()})

    def is_in(self, encoded: bytes) -> bool:
        """Whether the pattern matches anywhere in a text that is UTF-8 already: many patterns can share it."""
        return self._search(encoded) is not None


def _encodable(text: str) -> str:
    """Return a text of the same length without halves of characters: RE2 is given UTF-8, which has none."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


class PatternError(ValueError):
    """The pattern is none that RE2 takes; the message is RE2's."""


@lru_cache(1_000)  # a configuration has fewer; what people search for has no end
def compile_pattern(pattern: str) -> Pattern:
    """Compile a pattern. Raises PatternError, also for look-around and back-references, which RE2 does not have, and
    for `\\C`, by which RE2 takes characters to pieces.
    """
    import re2

    if any(escape[1] == "C" for escape in _ESCAPE.finditer(pattern)):
        raise PatternError("invalid escape sequence: \\C")

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_BYTES
    try:
        return Pattern(pattern, re2.compile(pattern, options))
    except UnicodeEncodeError as error:
        raise PatternError(error.reason) from None
    except re2.error as error:
        reason = error.args[0] if error.args else str(error)
        raise PatternError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None


@lru_cache(1_000)
def any_of(patterns: tuple[str, ...], *, ignore_case: bool = False) -> Pattern | None:
    """Compile several patterns to one that matches where any of them does; None where that would take its time."""
    try:
        pattern = compile_pattern(("(?i)" if ignore_case else "") + "|".join(f"(?:{text})" for text in patterns))
    except PatternError:
        return None
    return pattern if pattern.size <= _MAX_UNION else None
