"""What all properties of a note are held to, whichever they are: the options, and what does not keep to them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from vault_tools.criteria.constraints import Mistake, without
from vault_tools.messages import Words
from vault_tools.model import Property, Span, Value
from vault_tools.patterns import Found, compile_pattern
from vault_tools.properties import entries, is_empty, is_placeholder

OWN_NAMES = frozenset(("tags", "aliases", "cssclasses", "vault-ignore"))
"""Properties that mean something to Obsidian or to this tool: they need no schema, and none forbids them."""


class Objection(NamedTuple):
    """An option that a property violates, where, the value that is to blame, and what a message names besides."""

    option: str
    span: Span
    value: Value
    words: Mapping[str, Words]


@dataclass(frozen=True)
class EveryProperty:
    """What any property may be. The options of kinds inherit these."""

    extra: Literal["allow", "forbid"] = field(
        default="allow", metadata={"doc": "whether there may be properties that are not in `fields`"}
    )
    forbid_empty_values: bool = field(default=False, metadata={"doc": "whether no property may be empty"})
    forbid_value_pattern: str | None = field(
        default=None, metadata={"doc": "a regular expression that no property's value may match", "format": "pattern"}
    )
    forbid_key_pattern: str | None = field(
        default=None, metadata={"doc": "a regular expression that no property's name may match", "format": "pattern"}
    )
    unless_pattern: str | None = field(
        default=None,
        metadata={
            "doc": "what matches this is held neither to `forbid-value-pattern` nor to `forbid-key-pattern`",
            "format": "pattern",
        },
    )

    @property
    def says_anything(self) -> bool:
        """Whether any of these options is set."""
        patterns = self.forbid_value_pattern or self.forbid_key_pattern
        return bool(self.forbid_empty_values or patterns or self.extra == "forbid")

    def problems(self) -> Iterator[Mistake]:
        """Yield what is wrong with the options taken together."""
        if self.unless_pattern and not (self.forbid_value_pattern or self.forbid_key_pattern):
            yield without("unless-pattern", "forbid-value-pattern", "forbid-key-pattern")

    def objections(
        self, properties: Sequence[Property], known: Collection[str], required: Collection[str]
    ) -> Iterator[tuple[Property, Objection]]:
        """Yield what is wrong with properties. In lower case: `known` are the names in `fields`, and what is
        `required` is not reported again where it is empty.
        """
        pattern = compile_pattern(self.forbid_value_pattern) if self.forbid_value_pattern else None
        for prop in properties:
            if self.extra == "forbid" and (name := prop.key.lower()) not in known and name not in OWN_NAMES:
                yield prop, Objection("extra", prop.key_span, prop.value, {})
            if found := _found_in_name(self.forbid_key_pattern, self.unless_pattern, prop.key):
                yield prop, Objection("key", prop.key_span, prop.value, _said(found, prop.key))
            if self.forbid_empty_values and is_empty(prop.value) and prop.key.lower() not in required:
                yield prop, Objection("empty", prop.key_span, prop.value, {})
            if pattern and (not isinstance(prop.value, str) or pattern.search(prop.value)):
                for objection in self._forbidden_values(prop):
                    yield prop, objection

    def _forbidden_values(self, prop: Property) -> Iterator[Objection]:
        for value, span in entries(prop) if not is_placeholder(prop.value) else ():
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                text = str(value)
                if found := _found(self.forbid_value_pattern, self.unless_pattern, text):
                    yield Objection("forbid-pattern", span, value, _said(found, text))


def _found(pattern: str | None, unless: str | None, text: str) -> Found | None:
    """Return where a text matches a pattern that it may not match, unless something excuses it."""
    forbidden = compile_pattern(pattern) if pattern else None
    if forbidden is None or not forbidden.search(text):
        return None
    return None if unless and compile_pattern(unless).search(text) else forbidden.find(text)


@lru_cache(2_000)
def _found_in_name(pattern: str | None, unless: str | None, name: str) -> Found | None:
    """Do the same with a property's name: thousands of notes have the same names."""
    return _found(pattern, unless, name)


def _said(found: Found, text: str) -> dict[str, Words]:
    return {**found.groups, "match": text[found.start : found.end]}
