"""The words of a vault, to complete what somebody types: tags, properties and their values, from the facts kept."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any

import msgspec

_MAX_CHARACTERS = 60  # of a value: what is longer is prose, which nobody completes
_MAX_DEPTH = 50  # a tag may be nothing but slashes


# The first fields of the records in `model`, as far as they are needed here: what is not decoded costs nothing.
class _Property(msgspec.Struct, frozen=True, array_like=True, gc=False):
    key: str
    value: Any


class _FrontMatter(msgspec.Struct, frozen=True, array_like=True, gc=False):
    span: msgspec.Raw
    properties: tuple[_Property, ...]


class _Tag(msgspec.Struct, frozen=True, array_like=True, gc=False):
    name: str


class _Note(msgspec.Struct, frozen=True, array_like=True, gc=False):
    path: msgspec.Raw
    front_matter: _FrontMatter | None
    links: msgspec.Raw
    external_links: msgspec.Raw
    headings: msgspec.Raw
    blocks: msgspec.Raw
    tags: tuple[_Tag, ...]


class Vocabulary:
    """What the notes of a vault call things, the most frequent first. `facts` are as `cache.kept` returns them."""

    def __init__(self, facts: Iterable[bytes]) -> None:
        self._notes = list(_decoded(facts))

    @property
    def properties(self) -> list[str]:
        """The names of properties, each in its most frequent spelling."""
        return _unique(prop.key for prop in self._properties())

    @property
    def tags(self) -> list[str]:
        """The tags without `#`, those that others are nested in included, each in its most frequent spelling."""
        return _unique(part for tag in self._tags() for part in _with_parents(tag.strip().strip("#/")))

    def values(self, name: str) -> list[str]:
        """Return the values of a property, in any case of its name; of lists, what stands in them."""
        return _unique(text for text in map(_text, self._values(name)) if 0 < len(text) <= _MAX_CHARACTERS)

    def _properties(self) -> Iterator[_Property]:
        for note in self._notes:
            if note.front_matter:
                yield from note.front_matter.properties

    def _values(self, name: str) -> Iterator[object]:
        wanted = name.lower()
        for prop in self._properties():
            if prop.key.lower() == wanted:
                yield from prop.value if isinstance(prop.value, list) else (prop.value,)

    def _tags(self) -> Iterator[str]:
        yield from (tag for tag in self._values("tags") if isinstance(tag, str) and not any(map(str.isspace, tag)))
        yield from (tag.name for note in self._notes for tag in note.tags)


def _decoded(facts: Iterable[bytes]) -> Iterator[_Note]:
    """Yield what can be decoded: facts may be damaged, or of another version of this program."""
    decode = msgspec.msgpack.Decoder(_Note).decode
    for encoded in facts:
        try:
            yield decode(encoded)
        except (msgspec.MsgspecError, RecursionError):
            continue


def _unique(words: Iterable[str]) -> list[str]:
    """Return words, the most frequent first, of those that differ only in case the first one."""
    unique: dict[str, str] = {}
    for word, _ in Counter(words).most_common():
        unique.setdefault(word.lower(), word)
    return list(unique.values())


def _with_parents(tag: str) -> Iterator[str]:
    return accumulate(tag.split("/", _MAX_DEPTH), "{}/{}".format) if tag else iter(())


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
