"""What the index keeps of a note: a card to filter, sort and show by, a searchable text, and tokens."""

import os
import re
import unicodedata
from collections.abc import Iterator
from itertools import repeat
from math import isfinite
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from vault_tools.model import Note, NoteKind, Value
from vault_tools.search import folding
from vault_tools.search.tokens import written_tokens
from vault_tools.vault import Vault

_MAX_BITS = 63  # of an integer that can be stored
_MAX_DEPTH = 8  # of lists and mappings in a property that is searched
_MAX_VALUES = 1_000  # texts of one note's properties
_NAMES, _TAGS, _HEADINGS = 6, 3, 2
"""How often a token counts that stands in one of these, beside its place in the text."""


class Stamp(Struct, frozen=True, array_like=True, gc=False):
    """What a file looks like from outside: size in bytes, times in nanoseconds. The same stamp, the same content."""

    size: int
    modified: int
    changed: int
    inode: int


class Place(Struct, frozen=True, array_like=True, gc=False):
    """Where the searchable text of a note lies: its piece, its first byte there, and lengths in bytes.

    `head` (name and property values), `body`; then, where bare terms would see another text, that form of both.
    """

    piece: int
    start: int
    head: int
    body: int
    loose: int


class Document(Struct, frozen=True, array_like=True, gc=False):
    """A note as search knows it.

    `title`, `aliases` and `tags` (without `#`) are as the vault's property aliases have them, `links` are targets
    with their sub-paths, each once. `place` is None in a file that is found by its name only.
    """

    id: int
    raw_path: bytes
    digest: bytes
    stamp: Stamp
    title: str
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    properties: tuple[tuple[str, Value], ...] = ()
    links: tuple[str, ...] = ()
    place: Place | None = None

    @property
    def path(self) -> str:
        """The path relative to the vault, with `/`."""
        return os.fsdecode(self.raw_path)

    @property
    def name(self) -> str:
        """The file's name without the suffix of a note, composed: macOS takes characters apart."""
        name = unicodedata.normalize("NFC", self.path.rpartition("/")[2])
        return name.rpartition(".")[0] if name.lower().endswith((".md", ".markdown", ".txt")) else name

    @property
    def has_text(self) -> bool:
        """Whether there is more to be searched than the file's name."""
        return self.place is not None and (self.place.body > 0 or bool(self.properties))

    @property
    def is_canvas(self) -> bool:
        """Whether the body is made of the texts in a canvas."""
        return self.path.lower().endswith(".canvas")

    @property
    def head(self) -> str:
        """What is searched besides the body: the name and the values of all properties, a line each."""
        texts = (text for _, value in self.properties for text in value_texts(value))
        return "\n".join((self.name, *map(_on_one_line, texts))) + "\n"


def describe(vault: Vault, note: Note, text: str, id: int, digest: bytes, stamp: Stamp) -> Document:
    """Return the document of a note that was read; `text` is the file's whole text."""
    return Document(
        id=id,
        raw_path=os.fsencode(note.path),
        digest=digest,
        stamp=stamp,
        title=_storable(vault.title(note)),
        aliases=tuple(map(_storable, vault.note_aliases(note))),
        tags=tuple(dict.fromkeys(map(_storable, vault.tags(note)))),
        properties=tuple((_storable(prop.key), _storable(prop.value)) for prop in note.properties),
        links=tuple(dict.fromkeys(_storable(link.target + (link.subpath or "")) for link in note.links)),
    )


def unread(id: int, path: str, digest: bytes, stamp: Stamp) -> Document:
    """Return the document of a file whose contents are not searched: no note, or not to be read."""
    return Document(id, os.fsencode(path), digest, stamp, _storable(path.rpartition("/")[2]))


_Storable = TypeVar("_Storable", str, Value)


def _storable(value: _Storable) -> _Storable:
    """Return a text, or a property's value, without the halves of characters that escapes in YAML can leave."""
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        return str(value)
    if isinstance(value, float) and not isfinite(value):  # which JSON does not have
        return str(value)
    if isinstance(value, str):
        return value if value.isprintable() else value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    return value


def body_of(note: Note, text: str) -> str:
    """Return what of a file is searched as its body: what follows the front matter; the texts in a canvas."""
    if note.kind is NoteKind.NOTE:
        return lines_of(text[note.front_matter.span.end if note.front_matter else 0 :])
    return lines_of(canvas_text(text)) if note.kind is NoteKind.CANVAS else ""


def lines_of(text: str) -> str:
    """Return a text with LF at the end of each line."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class _Node(Struct):
    text: str = ""
    label: str = ""


class _Canvas(Struct):
    nodes: list[_Node] = []


def canvas_text(text: str) -> str:
    """Return the texts and labels in a canvas, a blank line between two; nothing where it is not valid."""
    try:
        canvas = msgspec.json.decode(text.encode("utf-8", "replace"), type=_Canvas)
    except (msgspec.DecodeError, RecursionError):
        return ""
    return "\n\n".join(part for node in canvas.nodes for part in (node.label, node.text) if part)


def tokens_of(document: Document, note: Note, text: str) -> str:
    """Return the tokens of a note, with blanks between, each as often as it counts; `text` is its loose text."""
    names = (document.name, document.title) if document.title != document.name else (document.name,)
    return " ".join(
        (
            written_tokens(text),
            *repeat(_together(*names, *document.aliases), _NAMES),
            *repeat(_together(*document.tags), _TAGS),
            *repeat(_together(*(heading.text for heading in note.headings)), _HEADINGS),
        )
    )


def _together(*texts: str) -> str:
    """Return the tokens of some texts, each taken by itself."""
    return written_tokens(folding.loose("\n".join(texts)))


def value_texts(value: Value) -> Iterator[str]:
    """Yield the texts in a property's value; numbers as Python writes them, truth as `true` and `false`."""
    found = 0
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting and found < _MAX_VALUES:
        item, depth = waiting.pop()
        if isinstance(item, list) and depth < _MAX_DEPTH:
            waiting += [(element, depth + 1) for element in reversed(item)]
        elif isinstance(item, dict) and depth < _MAX_DEPTH:
            waiting += [(element, depth + 1) for element in reversed(item.values())]
        elif isinstance(item, bool):
            found += 1
            yield "true" if item else "false"
        elif isinstance(item, str | int | float):
            found += 1
            yield str(item)


def _on_one_line(text: str) -> str:
    return _LINE_END.sub(" ", text)


_LINE_END = re.compile(r"[\r\n]+")
