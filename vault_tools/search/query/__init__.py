"""The query language of `vault search`: text to tree. The page for users is `docs/search.md`."""

import re
from collections.abc import Collection
from functools import cached_property

from vault_tools.model import LinkKind
from vault_tools.parse.links import wikilink
from vault_tools.search.query.grouping import read_grouped, read_terms
from vault_tools.search.query.mistakes import QueryError
from vault_tools.search.query.operators import ADDRESS, CASES, FIELDS, NAME, NAMES, TASKS, UNITS, misspelt
from vault_tools.search.query.reader import Reader, unescaped
from vault_tools.search.query.values import value_test
from vault_tools.search.syntax import (
    Case,
    How,
    In,
    LinkedFrom,
    LinksTo,
    Node,
    Property,
    Tag,
    Test,
    Text,
    Unit,
    Within,
)
from vault_tools.spelling import closest

MAX_CHARACTERS = 10_000
_ANY = '""'
_BRACKET = re.compile(r"\[\s*+(?:\"((?:[^\"\\]++|\\.)++)\"|([^\s\[\]:：\"][^\[\]:：\"]{0,100}+))\s*+([:：\]])")


def parse_query(text: str, properties: Collection[str] = ()) -> Node:
    """Return what a query asks for. `properties` are the known names and aliases of properties, in any case.

    Terms side by side must all match and bind tighter than `OR`. What is not surely an operator is text. Raises
    QueryError, with a position, for what is surely meant as one and cannot be carried out.
    """
    if len(text) > MAX_CHARACTERS:
        raise QueryError("query.too-long", text, MAX_CHARACTERS, limit=str(MAX_CHARACTERS))
    reader = Reader(text)
    node = read_terms(reader, _Terms(reader, properties).term)
    if node is None:
        raise reader.mistake("query.empty", reader.position)
    return node


class _Terms:
    """Reads the terms of a query, one at a time."""

    def __init__(self, reader: Reader, properties: Collection[str]) -> None:
        self._reader = reader
        self._properties = properties

    @cached_property
    def _known(self) -> set[str]:
        return {name.casefold() for name in self._properties}

    def term(self) -> Node:
        """Read the term that begins at the cursor."""
        reader = self._reader
        reader.refuse_closer()
        if reader.is_at("[") and not reader.is_at("[["):
            return self._bracket() or reader.text()
        if (found := NAME.match(reader.query, reader.position)) and not ADDRESS.match(reader.query, reader.position):
            return self._operator(found) or self._property(found) or self._plain()
        return reader.text()

    def _plain(self) -> Text:
        """Read a word that has a colon in it: a title, a time, a path, unless it is a misspelt operator."""
        reader = self._reader
        start = reader.position
        if unknown := misspelt(reader.query, start, self._properties):
            name, meant = unknown
            if not meant:
                raise reader.mistake("query.unknown-operator", start, name=name)
            raise reader.mistake("query.unknown-operator.suggestion", start, name=name, suggestion=meant)
        return reader.text()

    # -- built-in operators --

    def _operator(self, found: re.Match[str]) -> Node | None:
        name, reader = found[1].lower(), self._reader
        if name not in NAMES:
            return None
        if reader.is_gap(found.end()):
            raise reader.mistake("query.no-value", reader.position, operator=found[0])
        reader.position = found.end()
        if name in FIELDS:
            return In(FIELDS[name], self._value())
        if name in CASES:
            return Case(CASES[name], self._value())
        if name in UNITS:
            return self._within(UNITS[name])
        return read_grouped(reader, lambda: self._named(name))

    def _value(self) -> Node:
        return read_grouped(self._reader, self.term) if self._reader.is_at("(") else self._reader.text()

    def _within(self, unit: Unit) -> Within:
        if unit in TASKS and self._reader.is_at(_ANY):
            self._reader.position += len(_ANY)
            return Within(unit, None)
        return Within(unit, self._value())

    def _named(self, operator: str) -> Node:
        """Read the name of a tag or of a note: in quotes, in `[[ ]]` or bare."""
        reader = self._reader
        start = reader.position
        text = reader.text()
        is_name = text.how in (How.WORD, How.PHRASE)
        if operator == "tag":
            tag = text.text.strip().removeprefix("#").rstrip("/")
            if not is_name or not tag:
                raise reader.mistake("query.no-tag", start)
            return Tag(tag, text.span)
        link = wikilink(LinkKind.WIKILINK, text.text, text.span)
        if not is_name or not link.target:
            raise reader.mistake("query.no-note", start, operator=operator)
        if operator == "links-to":
            return LinksTo(link.target, link.subpath, text.span)
        return LinkedFrom(link.target, text.span)

    # -- properties --

    def _test(self) -> Test:
        return value_test(self._reader)

    def _property(self, found: re.Match[str]) -> Property | None:
        """Read `name:value` where the name is known. A title may end with such a name and its colon."""
        reader = self._reader
        start = reader.position
        if found[1].casefold() not in self._known or reader.is_gap(found.end()):
            return None
        reader.position = found.end()
        test = read_grouped(reader, self._test, has_numbers=True)
        return Property(found[1], test, reader.span(start))

    def _bracket(self) -> Property | None:
        """Read `[name]` or `[name:value]`; None where the brackets are text: `[1]`, `[译]`, `[12:30]`."""
        reader = self._reader
        start = reader.position
        if reader.query.find("]", start) < 0:
            raise reader.mistake("query.unclosed-bracket", start)
        found = _BRACKET.match(reader.query, start)
        if found is None or not self._is_meant(found):
            return None
        name = found[2].strip() if found[2] else unescaped(found[1])
        reader.enter("[", "]")
        reader.position = found.end(3) if found[3] != "]" else found.start(3)
        test = read_terms(reader, self._test, has_numbers=True)
        reader.leave("query.unclosed-bracket")
        if test is None and found[3] != "]":
            raise reader.mistake("query.no-value", start, operator=name + found[3])
        return Property(name, test, reader.span(start))

    def _is_meant(self, found: re.Match[str]) -> bool:
        """Whether brackets are surely about a property: a known one or one in quotes, else `[name:value]`."""
        name = (found[2] or "").strip()
        if found[1] or name.casefold() in self._known:
            return True
        if found[3] != ":" or self._reader.query[found.end()] in " \t]" or not any(map(str.isalpha, name)):
            return False
        if meant := closest(name, self._properties):
            raise self._reader.mistake("query.unknown-property", found.start(2), name=name, suggestion=meant)
        return True
