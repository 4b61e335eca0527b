"""The front matter of a note before and after a fix: which properties may change, and what lies outside of it."""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

from vault_tools.fixing.edits import Application, Spans, Zone
from vault_tools.model import FrontMatter, LinkKind, Note, Property, Span, Value

_Placed = TypeVar("_Placed", bound=tuple[Any, Span])

_Zones = tuple[Zone, Zone]
_LINK = "\0link"


class Kept(NamedTuple):
    """Whether all properties that no fix may change are equal, and which a fix has changed, by key."""

    is_equal: bool
    touched: frozenset[str]


class Head:
    """Where front matter stands that a fix makes valid: what was read there before, as Markdown, is not compared.

    `zones` are the edits of fixes that own properties, before and after.
    """

    def __init__(self, before: Note, after: Note, made: Application, old_zone: Zone, new_zone: Zone) -> None:
        self.before = before.front_matter
        self.after = after.front_matter
        self.zones = old_zone, new_zone
        self.links = (
            [link.span for link in before.links if link.kind is LinkKind.PROPERTY],
            [link.span for link in after.links if link.kind is LinkKind.PROPERTY],
        )
        is_new = self.after is not None and self.after.is_valid and not (self.before and self.before.is_valid)
        self.is_mended = is_new and self.after is not None and new_zone.touches(self.after.span)
        self._new_end = self.after.span.end if self.is_mended and self.after else 0
        self._old_end = made.back(self._new_end) if self.is_mended else 0

    def outside(self, facts: Iterable[_Placed]) -> list[_Placed]:
        """Return the facts of the old text that do not stand in mended front matter."""
        return [fact for fact in facts if not fact[1].start < self._old_end]

    def outside_after(self, facts: Iterable[_Placed]) -> list[_Placed]:
        """Return the facts of the new text that do not."""
        return [fact for fact in facts if not fact[1].start < self._new_end]


def untouched_properties(head: Head, link_zones: _Zones) -> Kept:
    """Compare the properties that no fix owns. In `link_zones` a link in a property may be written otherwise."""
    if head.is_mended:
        return Kept(is_equal=True, touched=frozenset())
    old, new = _properties(head.before), _properties(head.after)
    touched = frozenset(
        prop.key
        for props, zone in ((old, head.zones[0]), (new, head.zones[1]))
        for prop in props
        if zone.meets(Span(prop.key_span.start, prop.span.end))
    )
    is_equal = bool(head.before) == bool(head.after) or (bool(head.after) and bool(head.zones[0]))
    if head.before and head.after:
        is_equal = head.before.is_valid == head.after.is_valid
    respelt = [_respelt(zone, spans) for zone, spans in zip(link_zones, head.links, strict=True)]
    shapes = [_shapes(props, touched, spans) for props, spans in zip((old, new), respelt, strict=True)]
    return Kept(is_equal and shapes[0] == shapes[1], touched)


def _properties(front_matter: FrontMatter | None) -> tuple[Property, ...]:
    return front_matter.properties if front_matter else ()


def _respelt(zone: Zone, links: list[Span]) -> Spans:
    """Return the links in properties inside of which a fix of links has its edits."""
    return Spans(span for span in links if zone.meets(span))


def _shapes(properties: tuple[Property, ...], touched: frozenset[str], respelt: Spans) -> list[tuple[str, str]]:
    """Return keys and values in order; links that are written otherwise have no text."""
    return [
        (prop.key, repr(_without_links(prop.value) if respelt.meets(prop.span) else prop.value))
        for prop in properties
        if prop.key not in touched
    ]


def _without_links(value: Value) -> Value:
    if isinstance(value, str):
        return _LINK if value.startswith("[") else value
    if isinstance(value, list):
        return [_without_links(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_links(item) for key, item in value.items()}
    return value
