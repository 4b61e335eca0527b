"""Whether a note is what a query asks for. The index only proposes; this decides, on the note's text and its card."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple, TypeVar
from unicodedata import normalize

from vault_tools.model import Span
from vault_tools.resolve import fold, identity, resolve
from vault_tools.search.candidates import Candidate
from vault_tools.search.documents import Document
from vault_tools.search.engines import All, Some, Wanted
from vault_tools.search.property_tests import fits_value
from vault_tools.search.syntax import (
    And,
    Case,
    Field,
    In,
    LinkedFrom,
    LinksTo,
    Node,
    Not,
    Or,
    Property,
    Tag,
    Text,
    Within,
)
from vault_tools.search.terms import Area, proposed, term
from vault_tools.vault import Vault


class _Where(NamedTuple):
    """Where texts are looked for just now: in a field, or an area; None is name, properties and body."""

    place: Field | Area | None = None
    is_sensitive: bool = False


class Matcher:
    """A query, put to one note after another."""

    def __init__(self, query: Node, vault: Vault) -> None:
        self.query = query
        self._vault = vault
        self._ordered: dict[int, list[Node]] = {}  # by the identity of a node, which lives as long as the query
        self._sets: dict[LinksTo | LinkedFrom, Callable[[Document], bool]] = {}
        self._tests: dict[type, Callable[[Candidate, Any, _Where], bool]] = {
            Text: self._text,
            And: lambda candidate, node, where: all(
                self._fits(candidate, part, where) for part in self._cheap_first(node)
            ),
            Or: lambda candidate, node, where: any(self._fits(candidate, part, where) for part in node.parts),
            Not: lambda candidate, node, where: not self._fits(candidate, node.part, where),
            In: lambda candidate, node, where: self._fits(candidate, node.part, where._replace(place=node.field)),
            Case: lambda candidate, node, where: self._fits(
                candidate, node.part, where._replace(is_sensitive=node.is_sensitive)
            ),
            Within: self._within,
            Tag: lambda candidate, node, where: has_tag(candidate.document, node.name),
            Property: self._property,
            LinksTo: self._linked,
            LinkedFrom: self._linked,
        }

    def fits(self, candidate: Candidate) -> bool:
        """Whether a note is what the query asks for."""
        return self._fits(candidate, self.query, _Where())

    def _fits(self, candidate: Candidate, node: Node, where: _Where) -> bool:
        return self._tests[type(node)](candidate, node, where)

    def _cheap_first(self, node: And[Node]) -> list[Node]:
        """Return what must all fit in the order of its cost, each text once."""
        parts = self._ordered.get(id(node))
        if parts is None:
            once = {(part.how, part.text) if isinstance(part, Text) else id(part): part for part in node.parts}
            parts = self._ordered[id(node)] = sorted(once.values(), key=cost)
        return parts

    def _text(self, candidate: Candidate, node: Text, where: _Where) -> bool:
        in_names = where.place in (Field.FILE, Field.PATH)
        wanted = term(node, is_sensitive=where.is_sensitive, is_part=in_names)
        if isinstance(where.place, Area):
            return wanted.is_in(where.place)
        if where.place is Field.CONTENT:
            return wanted.is_in(candidate.body)
        if in_names:
            path = normalize("NFC", candidate.document.path)  # macOS takes characters apart
            return wanted.is_in(Area.of(path if where.place is Field.PATH else path.rpartition("/")[2]))
        return wanted.is_in(candidate.whole)

    def _within(self, candidate: Candidate, node: Within, where: _Where) -> bool:
        return self.unit(candidate, node, where) is not None

    def unit(self, candidate: Candidate, node: Within, where: _Where | None = None) -> tuple[int, int] | None:
        """Return the first stretch of a note's body that is what `node` asks for; None where there is none."""
        part, where = node.part, where or _Where()
        if part is None:
            return next(candidate.units(node.unit), None)
        body = candidate.body
        for start, end in candidate.units(node.unit):
            if self._fits(candidate, part, where._replace(place=body.part(start, end))):
                return start, end
        return None

    def _property(self, candidate: Candidate, node: Property, where: _Where) -> bool:
        names = self._vault.all_spellings(node.name)
        values = [value for key, value in candidate.document.properties if key.lower() in names]
        if node.test is None:
            return bool(values)
        test = node.test
        return any(fits_value(value, test, is_sensitive=where.is_sensitive) for value in values)

    # -- links -----------------------------------------------------------------------------------------------

    def _linked(self, candidate: Candidate, node: LinksTo | LinkedFrom, where: _Where) -> bool:
        if node not in self._sets:
            self._sets[node] = self._links_to(node) if isinstance(node, LinksTo) else self._linked_from(node)
        return self._sets[node](candidate.document)

    def _links_to(self, node: LinksTo) -> Callable[[Document], bool]:
        leads = self._leads(node)
        return lambda document: any(leads(link, document.path) for link in document.links)

    def _leads(self, node: LinksTo) -> Callable[[str, str], bool]:
        """Return whether a link, a target with its sub-path, in the note at a path leads where `node` says."""
        names = self._vault.names
        target = self._find(node.target)
        wanted = identity(target or node.target).rpartition("/")[2]

        def leads(link: str, source: str) -> bool:
            written, mark, subpath = link.partition("#")
            if identity(written).rpartition("/")[2] != wanted and not (written == "" and source == target):
                return False
            if node.subpath is not None and fold(mark + subpath) != fold(node.subpath):
                return False
            found = resolve(written, source, names).path
            return found == target if target else found is None and identity(written) == identity(node.target)

        return leads

    def place(self, candidate: Candidate, node: LinksTo | Property | Tag) -> Span | None:
        """Return where in a note's text the link, property or tag stands that `node` asks for: the first that fits."""
        note = candidate.facts
        places: Iterator[Span] = iter(())
        if note and isinstance(node, LinksTo):
            leads, path = self._leads(node), candidate.document.path
            places = (link.span for link in note.links if leads(link.target + (link.subpath or ""), path))
        elif note and isinstance(node, Property):
            names, test = self._vault.all_spellings(node.name), node.test
            named = (prop for prop in note.properties if prop.key.lower() in names)
            places = (
                prop.span if test else prop.key_span for prop in named if not test or fits_value(prop.value, test)
            )
        elif note and isinstance(node, Tag):
            tags = self._vault.spellings("tags")
            in_text = (tag.span for tag in note.tags if is_tag(tag.name, node.name))
            places = chain(in_text, (prop.key_span for prop in note.properties if prop.key.lower() in tags))
        return next(places, None)

    def _linked_from(self, node: LinkedFrom) -> Callable[[Document], bool]:
        source = self._find(node.target)
        note = self._vault.note(source) if source else None
        paths = {found.resolution.path for found in self._vault.resolved(note)} if note else set()
        return lambda document: document.path in paths

    def _find(self, target: str) -> str | None:
        """Return the path that a link from the vault's root would lead to."""
        if target in self._vault.names:
            return target
        return resolve(target, "", self._vault.names).path if target else None


def cost(node: Node) -> int:
    """Return how much work it is to look at a note, roughly: 0 where its card says enough, and not its text."""
    match node:
        case Tag() | Property() | LinksTo() | LinkedFrom() | In(field=Field.FILE | Field.PATH):
            return 0
        case Not(part=part) | Case(part=part):
            return cost(part)
        case And(parts=parts) | Or(parts=parts):
            return max(map(cost, parts))
        case Within():
            return 2
        case _:
            return 1


def has_tag(document: Document, name: str) -> bool:
    """Whether a document has a tag, or one below it, in any case."""
    return any(is_tag(tag, name) for tag in document.tags)


def is_tag(tag: str, name: str) -> bool:
    """Whether a tag is the one called `name`, or lies below it, in any case."""
    tag, name = tag.lower().rstrip("/"), name.lower()
    return tag == name or tag.startswith(name + "/")


def proposal(node: Node, beginning: Callable[[str], Iterator[str]]) -> Wanted | None:
    """Return the tokens of notes that can fit; None where the index cannot say. `beginning` completes prefixes."""
    match node:
        case Text():
            return proposed(node, beginning)
        case In(field=Field.CONTENT, part=part) | Case(part=part) | Within(part=part) if part is not None:
            return proposal(part, beginning)
        case And(parts=parts):
            known = [wanted for part in parts if (wanted := proposal(part, beginning)) is not None]
            return All(tuple(known)) if known else None
        case Or(parts=parts):
            wanted_parts = [proposal(part, beginning) for part in parts]
            known = [wanted for wanted in wanted_parts if wanted is not None]
            return Some(tuple(known)) if len(known) == len(wanted_parts) else None
        case _:
            return None


def names_files(node: Node) -> bool:
    """Whether a query asks for files by name or path: then files of any type are meant."""
    match node:
        case In(field=Field.FILE | Field.PATH):
            return True
        case And(parts=parts) | Or(parts=parts):
            return any(map(names_files, parts))
        case Case(part=part):
            return names_files(part)
        case _:
            return False


_Kind = TypeVar("_Kind")


def part_of(node: Node, kind: type[_Kind]) -> _Kind | None:
    """Return the first part of a query of a kind that a note must fit."""
    if isinstance(node, kind):
        return node
    parts = node.parts if isinstance(node, And) else ()
    return next((found for part in parts if (found := part_of(part, kind))), None)


def texts_in(node: Node, *, is_sensitive: bool = False, has_names: bool = True) -> Iterator[tuple[Text, bool]]:
    """Yield the texts that a note may be found for, and whether their case matters: not those that are excluded.

    With `has_names` also the texts that are looked for in names and paths.
    """
    match node:
        case Text():
            yield node, is_sensitive
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from texts_in(part, is_sensitive=is_sensitive, has_names=has_names)
        case Case(is_sensitive=sensitive, part=part):
            yield from texts_in(part, is_sensitive=sensitive, has_names=has_names)
        case In(field=field, part=part) if has_names or field is Field.CONTENT:
            yield from texts_in(part, is_sensitive=is_sensitive, has_names=has_names)
        case Within(part=part) if part is not None:
            yield from texts_in(part, is_sensitive=is_sensitive, has_names=has_names)
        case _:
            return
