"""What a query asks for: a tree of immutable nodes.

Every `span` counts characters of the query as it was given.
"""

from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct

from vault_tools.model import Span

Part = TypeVar("Part")


class How(StrEnum):
    """How a text is looked for: as a bare word, an exact substring, the beginning of a word, a regular expression."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"
    REGEX = "regex"


class Field(StrEnum):
    """The part of a note that a text is looked for in; where none is named, it is name, title and body."""

    FILE = "file"
    PATH = "path"
    CONTENT = "content"


class Unit(StrEnum):
    """A stretch of a note that must hold all of a sub-query."""

    LINE = "line"
    BLOCK = "block"
    SECTION = "section"
    TASK = "task"
    TASK_TODO = "task-todo"
    TASK_DONE = "task-done"


class Relation(StrEnum):
    """How a property's value is compared."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "="


class State(StrEnum):
    """What a property's value can be: no value at all; no value, no text or no entry; a ticked or empty box."""

    NULL = "null"
    EMPTY = "empty"
    TRUE = "true"
    FALSE = "false"


class Text(Struct, frozen=True):
    """A text: without its quotes, slashes or star, and with escapes in quotes resolved. A regex is valid for RE2."""

    text: str
    how: How
    span: Span


class And(Struct, Generic[Part], frozen=True):
    """All of two or more parts."""

    parts: tuple[Part, ...]


class Or(Struct, Generic[Part], frozen=True):
    """Any of two or more parts."""

    parts: tuple[Part, ...]


class Not(Struct, Generic[Part], frozen=True):
    """Anything but the part."""

    part: Part


class Quantity(Struct, frozen=True):
    """A number, a date or, like `2024`, either.

    `number` is None where it can only be a date. `first` and `last` are the days it stands for, `YYYY-MM-DD`
    (they compare as texts), and empty where it can only be a number.
    """

    number: float | None
    first: str
    last: str


class Compare(Struct, frozen=True):
    """A comparison with a property's value: its number with `number`, or its day.

    A day is less than a month when it lies before the month's `first` day, more when it lies behind its `last`.
    """

    relation: Relation
    value: Quantity


class Between(Struct, frozen=True):
    """A range of a property's value, both ends included: from `start.first` to `end.last`, or of numbers.

    An end that is None is open; at least one is not. Both can be numbers, or both can be dates.
    """

    start: Quantity | None
    end: Quantity | None


class Is(Struct, frozen=True):
    """A state of a property's value."""

    what: State


Test: TypeAlias = Text | Compare | Between | Is | And["Test"] | Or["Test"] | Not["Test"]
"""What a property's value must be."""


class In(Struct, frozen=True):
    """A sub-query about one field."""

    field: Field
    part: "Node"


class Case(Struct, frozen=True):
    """A sub-query in which upper and lower case differ, or do not."""

    is_sensitive: bool
    part: "Node"


class Within(Struct, frozen=True):
    """A sub-query that one and the same unit must fulfil. `part` is None for any unit at all (`task:""`)."""

    unit: Unit
    part: "Node | None"


class Tag(Struct, frozen=True):
    """A tag or what lies below it, as written but without `#` and a trailing `/`."""

    name: str
    span: Span


class Property(Struct, frozen=True):
    """A property, by the name that the query gives it, and a test of its value; None: the note has it."""

    name: str
    test: Test | None
    span: Span


class LinksTo(Struct, frozen=True):
    """Notes with a link to `target`; with `subpath`, which keeps its `#`, to that heading or block."""

    target: str
    subpath: str | None
    span: Span


class LinkedFrom(Struct, frozen=True):
    """Notes that the note `target` links to."""

    target: str
    span: Span


Node: TypeAlias = (
    Text | In | Case | Within | Tag | Property | LinksTo | LinkedFrom | And["Node"] | Or["Node"] | Not["Node"]
)
"""What a note must be."""


def is_plain(node: Node) -> bool:
    """Whether a query is nothing but bare words: only such a one is filled up with partial matches."""
    parts = node.parts if isinstance(node, And) else (node,)
    return all(isinstance(part, Text) and part.how is How.WORD for part in parts)
