"""A cursor over a query: blanks, words, phrases, regular expressions, and what encloses them."""

import re
import unicodedata
from dataclasses import dataclass

from vault_tools.model import Span
from vault_tools.parse.links import WIKILINK
from vault_tools.patterns import PatternError, compile_pattern
from vault_tools.search.query.mistakes import QueryError
from vault_tools.search.syntax import How, Text

MAX_DEPTH = 50
MAX_TERMS = 500

_BLANKS = re.compile(r"[\s\ufeff]*+")  # a byte order mark is copied without being seen
_RUN = re.compile(r"\S*+")
_PHRASE = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')
_SLASH = re.compile(r"\\.|/", re.DOTALL)
_MAX_REGEX = 1_000  # characters; where a slash may open one, so many are searched for its end


@dataclass(slots=True)
class Enclosure:
    """Parentheses or brackets around terms. `held` counts those that are open in a word, which closes them itself."""

    opener: str
    closer: str
    start: int
    held: int = 0


class Reader:
    """Reads a query from its beginning to its end. Every mistake is a QueryError at its place."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.position = 0
        self.enclosures = [Enclosure("(", ")", -1)]
        self._terms = 0

    def mistake(self, key: str, position: int, **values: str) -> QueryError:
        """Return what is wrong at a position."""
        return QueryError(key, self.query, position, **values)

    def span(self, start: int) -> Span:
        """Return what has been read since `start`."""
        return Span(start, self.position)

    def count_term(self) -> None:
        """Count a term; there is a limit, so that a query's cost has one."""
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise self.mistake("query.too-many-terms", self.position, limit=str(MAX_TERMS))

    # -- where --

    def is_at(self, text: str) -> bool:
        """Whether `text` stands here."""
        return self.query.startswith(text, self.position)

    def is_at_end(self) -> bool:
        """Whether nothing is left."""
        return self.position >= len(self.query)

    def is_gap(self, position: int) -> bool:
        """Whether no word goes on here: a blank, the end, or what closes the enclosure."""
        return position >= len(self.query) or self.query[position].isspace() or self.closes(position)

    def closes(self, position: int) -> bool:
        """Whether the innermost enclosure ends here. The query as a whole is none."""
        inner = self.enclosures[-1]
        return len(self.enclosures) > 1 and inner.held == 0 and self.query.startswith(inner.closer, position)

    def skip_blanks(self) -> None:
        """Go to the next term."""
        self.position = _BLANKS.match(self.query, self.position).end()  # type: ignore[union-attr]  # matches nothing, too

    # -- enclosures --

    def enter(self, opener: str, closer: str) -> None:
        """Read the opener of parentheses or brackets; what follows stands in them until `leave`."""
        if len(self.enclosures) > MAX_DEPTH:
            raise self.mistake("query.too-deep", self.position, limit=str(MAX_DEPTH))
        self.enclosures.append(Enclosure(opener, closer, self.position))
        self.position += len(opener)

    def leave(self, unclosed: str) -> None:
        """Read what closes the innermost enclosure, or raise the mistake `unclosed` where it opened."""
        inner = self.enclosures[-1]
        if self.is_at_end():
            raise self.mistake(unclosed, inner.start)
        self.position += len(inner.closer)
        self.enclosures.pop()

    def refuse_closer(self) -> None:
        """Raise where a `)` stands alone that closes nothing, not even a `(` in a word before it."""
        if len(self.enclosures) == 1 and self.is_at(")") and self.enclosures[0].held == 0:
            raise self.mistake("query.unopened-group", self.position)

    # -- texts --

    def run(self) -> str:
        """Return all up to the next blank, without reading it."""
        return _RUN.match(self.query, self.position)[0]  # type: ignore[index]  # matches nothing, too

    def raw_word(self) -> str:
        """Read up to a blank or to what closes the enclosure. Brackets within the word belong to it: `AI(人工智能)`."""
        inner = self.enclosures[-1]
        start = self.position
        for char in self.run():
            if char == inner.opener:
                inner.held += 1
            elif self.closes(self.position):
                break
            elif char == inner.closer and inner.held:
                inner.held -= 1
            self.position += 1
        return self.query[start : self.position]

    def text(self) -> Text:
        """Read a phrase, a regular expression, a wikilink's inside or a word: whatever begins here."""
        start = self.position
        if self.is_at('"'):
            return Text(self.phrase(), How.PHRASE, self.span(start))
        if (pattern := self.regex()) is not None:
            return Text(pattern, How.REGEX, self.span(start))
        if (inside := self.wikilink()) is not None:
            return Text(inside, How.PHRASE, self.span(start))
        return self.as_text(self.raw_word(), start)

    def as_text(self, word: str, start: int) -> Text:
        """Return a bare word that has been read since `start` as a text: `run*` is the beginning of a word."""
        if word == "*":
            raise self.mistake("query.lone-star", start)
        if word.endswith("*") and word.count("*") == 1 and says_something(word):
            return Text(word[:-1], How.PREFIX, self.span(start))
        return Text(word, How.WORD, self.span(start))

    def phrase(self) -> str:
        """Read a text in double quotes. In it, `\\"` is a quote and `\\\\` a backslash."""
        found = _PHRASE.match(self.query, self.position)
        if found is None:
            raise self.mistake("query.unclosed-quote", self.position)
        if not found[1].strip():
            raise self.mistake("query.empty-phrase", self.position)
        self.position = found.end()
        return unescaped(found[1])

    def wikilink(self) -> str | None:
        """Read `[[…]]` and return what stands in it, or return None where there is none."""
        if not self.is_at("[["):
            return None
        found = WIKILINK.match(self.query, self.position)
        if found is None and self.query.find("]]", self.position) < 0:
            raise self.mistake("query.unclosed-bracket", self.position)
        inside = (found[1] or found[2]).strip() if found else ""
        if found is None or not inside:
            return None
        self.position = found.end()
        return inside

    def regex(self) -> str | None:
        """Read `/…/`, or return None where no slash ends it before a gap: `/usr/local` is a word."""
        end = self._regex_end()
        if end is None:
            return None
        pattern = self.query[self.position + 1 : end]
        try:
            compile_pattern(pattern)
        except PatternError as error:
            raise self.mistake("query.bad-regex", self.position, reason=str(error)) from None
        self.position = end + 1
        return pattern

    def _regex_end(self) -> int | None:
        first = self.query[self.position + 1 : self.position + 2]
        if not self.is_at("/") or not first or first == "/" or first.isspace():
            return None
        for found in _SLASH.finditer(self.query, self.position + 1, self.position + _MAX_REGEX):
            slash = found.start()
            if found[0] == "/" and not self.query[slash - 1].isspace() and self.is_gap(slash + 1):
                return slash
        return None


def unescaped(quoted: str) -> str:
    """Return what stands between double quotes without its escapes."""
    return _ESCAPED.sub(r"\1", quoted)


def says_something(word: str) -> bool:
    """Whether there is more in a word than punctuation: a letter, a digit, a sign beyond ASCII such as an emoji."""
    return any(char.isalnum() or (char > "\x7f" and unicodedata.category(char).startswith("S")) for char in word)
