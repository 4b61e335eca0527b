"""The nouns of a vault: what a note holds.

Facts are immutable and keep no text of the note beyond the words that name something. Every position is a
`Span` of character offsets (Unicode code points, from 0) into the note's whole decoded text, front matter
included, line ends as in the file. Lines and columns are worked out at the edge, by `positions.Lines`.
"""

from array import array
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from msgspec import Struct

Value = str | int | float | bool | None | list[Any] | dict[str, Any]
"""A property's value as YAML 1.2 core means it: text, number, boolean, null, list or mapping."""


class Span(Struct, frozen=True, array_like=True, gc=False):
    """The characters from `start` up to, not including, `end`."""

    start: int
    end: int


START = Span(0, 0)
"""Where a problem of a whole note is shown: line 1, column 1."""


class LinkKind(StrEnum):
    """How a link is written. `property` and `canvas` are links outside Markdown text."""

    WIKILINK = "wikilink"
    EMBED = "embed"
    MARKDOWN = "markdown"
    IMAGE = "image"
    REFERENCE = "reference"
    PROPERTY = "property"
    CANVAS = "canvas"
    BASE = "base"


_MARKDOWN_KINDS = frozenset((LinkKind.MARKDOWN, LinkKind.IMAGE, LinkKind.REFERENCE))


class Link(Struct, frozen=True, array_like=True, gc=False):
    """A link to something in the vault.

    `target` is the path part as Obsidian reads it: decoded, trimmed, without alias and sub-path; empty for
    a link into its own note. `subpath` keeps its `#`. `label` is the alias or the text. `key` is the dotted
    key of a property link (`related.0`). `is_citation` marks `[[1]](url)`: no author means a note there.
    """

    kind: LinkKind
    target: str
    subpath: str | None
    span: Span
    label: str | None = None
    key: str = ""
    is_citation: bool = False

    @property
    def syntax(self) -> str:
        """How the target is written: `wikilink`, `markdown` (a relative, encoded path) or `path` (a whole one)."""
        if self.kind is LinkKind.CANVAS:
            return "path"
        return "markdown" if self.kind in _MARKDOWN_KINDS else "wikilink"

    @property
    def is_embed(self) -> bool:
        """Whether the target is shown in place rather than linked to."""
        return self.kind is LinkKind.EMBED or self.kind is LinkKind.IMAGE


class ExternalLink(Struct, frozen=True, array_like=True, gc=False):
    """A link that leaves the vault: it has a scheme, or begins with `//`."""

    kind: LinkKind
    url: str
    span: Span


class Heading(Struct, frozen=True, array_like=True, gc=False):
    """A heading, ATX or setext. `text` is raw source without the marks and without a trailing block id.

    `is_nested` marks headings inside quotes and list items: no link reaches those.
    """

    level: int
    text: str
    span: Span
    is_nested: bool = False


class BlockId(Struct, frozen=True, array_like=True, gc=False):
    """A block id, without `^`, as written. Compared without case."""

    id: str
    span: Span


class Tag(Struct, frozen=True, array_like=True, gc=False):
    """A tag in the text, without `#`, casing kept."""

    name: str
    span: Span


class ListItem(Struct, frozen=True, array_like=True, gc=False):
    """A list item's own lines, from its marker up to its first nested item.

    `depth` counts the items around it (0 = outermost). `task` is the character in `- [x]`, or None.
    """

    span: Span
    depth: int
    task: str | None = None


class ListItems(Struct, frozen=True, array_like=True, gc=False):
    """A note's list items in reading order, packed into four integers each.

    There are more of them than of all other facts together, and few rules look at them: an object is made of an
    item when somebody asks for it.
    """

    packed: bytes = b""

    @classmethod
    def pack(cls, numbers: list[int]) -> "ListItems":
        """Pack the items whose start, end, depth and the code point of the task's character, or 0, are `numbers`."""
        return cls(array(_INTEGER.typecode, numbers).tobytes())

    def __len__(self) -> int:
        return len(self.packed) // (4 * _INTEGER.itemsize)

    def __iter__(self) -> Iterator[ListItem]:
        numbers = iter(array(_INTEGER.typecode, self.packed))
        for start, end, depth, task in zip(numbers, numbers, numbers, numbers, strict=True):
            yield ListItem(Span(start, end), depth, chr(task) if task else None)

    def columns(self) -> tuple["array[int]", "array[int]", "array[int]"]:
        """Return where the items start, where they end, and their depths, for those who look for a few of them."""
        numbers = array(_INTEGER.typecode, self.packed)
        return numbers[::4], numbers[1::4], numbers[2::4]


_INTEGER = array("I")
"""What `ListItems` packs its numbers as."""


class Footnote(Struct, frozen=True, array_like=True, gc=False):
    """`[^id]` in the text, or the definition `[^id]: …`."""

    id: str
    span: Span
    is_definition: bool


class RegionKind(StrEnum):
    """What a stretch of text is when it is not prose. `definition` is a link reference definition."""

    CODE = "code"
    MATH = "math"
    COMMENT = "comment"
    HTML = "html"
    DEFINITION = "definition"


class Region(Struct, frozen=True, array_like=True, gc=False):
    """A stretch of the body in which no link or tag is read. `is_block` is false for inline code and the like."""

    kind: RegionKind
    span: Span
    is_block: bool


class Property(Struct, frozen=True, array_like=True, gc=False):
    """A top-level front-matter property. `span` covers the value, `items` the entries of a list value."""

    key: str
    value: Value
    key_span: Span
    span: Span
    items: tuple[Span, ...] = ()


class FrontMatter(Struct, frozen=True, array_like=True, gc=False):
    """The block between the `---` lines, both included. An invalid block has no properties."""

    span: Span
    properties: tuple[Property, ...]
    is_valid: bool


class Directive(Struct, frozen=True, array_like=True, gc=False):
    """A suppression: `ids` of rules (none means all) that are not reported in `covers` (None: the whole note)."""

    ids: tuple[str, ...]
    span: Span
    covers: Span | None


class Fault(Struct, frozen=True, array_like=True, gc=False):
    """Something the parser found wrong: a fact like any other, reported by the rule it names.

    `message` is a key of the catalogue, `values` fill it. `is_mild` lowers an error to a warning.
    """

    rule: str
    message: str
    span: Span
    values: dict[str, str] = {}
    is_mild: bool = False


class NoteKind(StrEnum):
    """What sort of file is read: a Markdown or text note, a canvas, a base."""

    NOTE = "note"
    CANVAS = "canvas"
    BASE = "base"


class Note(Struct, frozen=True, array_like=True, gc=False):
    """Everything known about one file that was read: a Markdown or text note, a canvas or a base.

    `path` is relative to the vault, with `/`. `length` is that of its text, in characters. A file that could not be
    read has only `faults`.
    """

    path: str
    front_matter: FrontMatter | None = None
    links: tuple[Link, ...] = ()
    external_links: tuple[ExternalLink, ...] = ()
    headings: tuple[Heading, ...] = ()
    blocks: tuple[BlockId, ...] = ()
    tags: tuple[Tag, ...] = ()
    items: ListItems = ListItems()
    footnotes: tuple[Footnote, ...] = ()
    regions: tuple[Region, ...] = ()
    directives: tuple[Directive, ...] = ()
    faults: tuple[Fault, ...] = ()
    length: int = 0

    @property
    def kind(self) -> NoteKind:
        """What sort of file this is: the suffix decides, in any case."""
        return _KINDS.get(self.path.rpartition(".")[2].lower(), NoteKind.NOTE)

    @property
    def is_read(self) -> bool:
        """Whether the file's contents could be read: otherwise nothing is known of it but its path."""
        return not (self.faults and any(fault.rule in _UNREAD for fault in self.faults))

    @property
    def properties(self) -> tuple[Property, ...]:
        """The front matter's properties in order; none where it is missing or invalid."""
        return self.front_matter.properties if self.front_matter else ()


_KINDS = {"canvas": NoteKind.CANVAS, "base": NoteKind.BASE}
_UNREAD = frozenset(("unreadable-note", "oversized-note", "not-utf8"))
