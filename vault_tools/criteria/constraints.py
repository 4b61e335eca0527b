"""What a text may be: the options that kinds of house rules share, and where a text does not keep to them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import NamedTuple

from vault_tools.messages import Words
from vault_tools.model import Value
from vault_tools.patterns import Found, Pattern, compile_pattern
from vault_tools.properties import Choice, is_among, marked, named


class Violation(NamedTuple):
    """An option that a text violates: its key, and what a message about it names.

    `start` and `end` are characters of the text: of the part that is to blame, or of all of it. Among `values` are
    `value`, `shown`, `limit`, and the named groups of a forbidden match.
    """

    option: str
    values: dict[str, Words]
    start: int
    end: int

    @property
    def message(self) -> str:
        """The key of a message that fits any text."""
        return f"wording.{self.option}"


@dataclass(frozen=True)
class Constraints:
    """What a text may be. Options of kinds inherit these."""

    enum: tuple[Choice, ...] = field(default=(), metadata={"doc": "the values it may have"})
    pattern: str | None = field(
        default=None, metadata={"doc": "a regular expression that it must match", "format": "pattern"}
    )
    forbid_pattern: str | None = field(
        default=None, metadata={"doc": "a regular expression that it may not match", "format": "pattern"}
    )
    unless_pattern: str | None = field(
        default=None,
        metadata={"doc": "what matches this is held neither to `pattern` nor to `forbid-pattern`", "format": "pattern"},
    )
    any_word: tuple[str, ...] = field(default=(), metadata={"doc": "words of which it must contain one"})
    forbid_suffix: tuple[str, ...] = field(default=(), metadata={"doc": "what it may not end in"})
    script: str | None = field(
        default=None,
        metadata={
            "doc": "a script of which it must have a character: `Han`, `Latin`, `Cyrillic` …",
            "format": "script",
        },
    )
    min_length: int | None = field(default=None, metadata={"doc": "the least number of characters", "least": 0})
    max_length: int | None = field(default=None, metadata={"doc": "the greatest number of characters", "least": 0})

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The values of `enum` as a message names them."""
        return tuple(str(choice) for choice in self.enum)

    @cached_property
    def allowed(self) -> frozenset[tuple[bool, Value]]:
        """The values of `enum`, for `is_among`."""
        return marked(self.enum)

    @cached_property
    def says_anything(self) -> bool:
        """Whether any of these options is set."""
        return any(getattr(self, option.name) not in (None, ()) for option in fields(Constraints))

    def problems(self) -> Iterator["Mistake"]:
        """Yield what is wrong with the options taken together."""
        if self.unless_pattern and not (self.pattern or self.forbid_pattern):
            yield without("unless-pattern", "pattern", "forbid-pattern")

    def violations(self, value: Value) -> Iterator[Violation]:
        """Yield each option that a value violates. Numbers are held to `enum` and patterns, as they are written."""
        if self.enum and not is_among(value, self.allowed):
            yield _violation("enum", value, self.choices)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return
        text = str(value)
        if self.pattern or self.forbid_pattern:
            yield from self._patterns(value, text)
        if self._is_about_words and isinstance(value, str):
            yield from self._texts(text)

    def fits(self, text: str) -> bool:
        """Whether a text violates nothing. It is remembered, for texts that come again and again."""
        return text in self._fitting or self._is_fit(text)

    @cached_property
    def _fitting(self) -> set[str]:
        return set()

    def _is_fit(self, text: str) -> bool:
        is_fit = next(self.violations(text), None) is None
        if is_fit and len(text) <= _REMEMBERED:
            self._fitting.add(text)
        return is_fit

    @cached_property
    def _is_about_words(self) -> bool:
        lengths = self.min_length is not None or self.max_length is not None
        return bool(self.any_word or self.forbid_suffix or self.script or lengths)

    def _patterns(self, value: Value, text: str) -> Iterator[Violation]:
        is_unlike = self.pattern is not None and not compile_pattern(self.pattern).search(text)
        found = self._forbidden(text)
        if not (is_unlike or found) or (self.unless_pattern and compile_pattern(self.unless_pattern).search(text)):
            return
        if is_unlike:
            yield _violation("pattern", value, self.pattern or "")
        if found:
            values = _violation("forbid-pattern", value, self.forbid_pattern or "").values
            match = text[found.start : found.end]
            yield Violation("forbid-pattern", {**found.groups, **values, "match": match}, found.start, found.end)

    def _forbidden(self, text: str) -> Found | None:
        pattern = compile_pattern(self.forbid_pattern) if self.forbid_pattern else None
        # Most texts do not match, and that is found out quicker than where.
        return pattern.find(text) if pattern and pattern.search(text) else None

    @cached_property
    def _script(self) -> Pattern:
        return compile_pattern(rf"\p{{{self.script}}}")

    def _texts(self, text: str) -> Iterator[Violation]:
        if self.any_word and not any(word in text for word in self.any_word):
            yield _violation("any-word", text, self.any_word)
        for suffix in self.forbid_suffix:
            if text.endswith(suffix):
                found = _violation("forbid-suffix", text, suffix)
                yield found._replace(start=len(text) - len(suffix))
                break
        if self.script and not self._script.search(text):
            yield _violation("script", text, self.script)
        if self.min_length is not None and len(text) < self.min_length:
            yield _length("min-length", text, self.min_length)
        if self.max_length is not None and len(text) > self.max_length:
            yield _length("max-length", text, self.max_length)


Mistake = tuple[tuple[str | int, ...], str, dict[str, Words]]
"""What is wrong with options taken together: the keys that lead there, a message and its values."""


def without(key: str, *needed: str) -> Mistake:
    """Return the mistake of an option that does nothing without others."""
    return (key,), "config.without", {"name": key, "needed": needed}


def _violation(option: str, value: Value, limit: Words) -> Violation:
    return Violation(option, {**named(value), "limit": limit}, 0, len(str(value)) if isinstance(value, str) else 0)


def _length(option: str, text: str, limit: int) -> Violation:
    found = _violation(option, text, str(limit))
    found.values["length"] = str(len(text))
    return found


def comparable(text: str) -> str:
    """Return a text as names are compared that may be written a little differently: without case, width and spaces,
    and without what a file's name cannot hold.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NOT_COMPARED.sub("", folded)


_REMEMBERED = 100  # characters
_NOT_COMPARED = re.compile(r'[\s/\\:*?"<>|#^\[\]]++')
