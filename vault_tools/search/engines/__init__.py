"""The seam between search and what finds candidates: an engine takes our tokens and returns documents with scores.

Everything that people notice (query language, exactness, snippets, order) is on our side of it and the same for all
engines: they propose, the text decides. An engine writes a folder once and never changes it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from msgspec import Struct


class All(Struct, frozen=True):
    """Documents that fit every part."""

    parts: tuple["Wanted", ...]


class Some(Struct, frozen=True):
    """Documents that fit one part or more."""

    parts: tuple["Wanted", ...]


Wanted = str | All | Some
"""What documents are asked for: those with a token, or combinations of such."""


class Entry(NamedTuple):
    """A document as an engine takes it in: its id, and its tokens with blanks between, each as often as it counts."""

    id: int
    tokens: str


LOCK_SUFFIX = ".lock"
"""How the name of a file ends that is no part of an index: readers may make it, and nobody reads it."""


class EngineError(Exception):
    """The engine's folder does not hold what it should."""


class Reader(Protocol):
    """An engine's folder, opened. Raises EngineError where it turns out to be damaged."""

    def ids(self) -> set[int]:
        """Return the ids of all documents."""
        ...

    def frequency(self, token: str) -> int:
        """Return how many documents have a token."""
        ...

    def beginning(self, prefix: str) -> Iterator[str]:
        """Yield the tokens that begin with `prefix`, in order."""
        ...

    def candidates(self, wanted: Wanted, best: int | None = None) -> Mapping[int, float]:
        """Return the ids of the documents that fit, each with a score: more is better, 0 is least.

        With `best`, others than so many of the best, and those as good as the last of them, may be left out.
        """
        ...

    def holding(self, tokens: Sequence[str], ids: Collection[int]) -> Mapping[int, int]:
        """Return for each of some documents which tokens it has: the n-th bit stands for the n-th token.

        A document that has none of them may be missing.
        """
        ...

    def close(self) -> None:
        """Let go of all files."""
        ...


class Engine(Protocol):
    """A way to keep tokens. `name` is its name in a manifest, `version` changes with the format."""

    name: str
    version: str

    def write(self, folder: str, base: str | None, added: Iterable[Entry], deleted: Collection[int]) -> None:
        """Fill the empty `folder`: with what is in the folder `base`, without `deleted`, and with `added`.

        `base` stays as it is. Raises OSError where it cannot write, EngineError where `base` is damaged.
        """
        ...

    def open(self, folder: str) -> Reader:
        """Open a folder that `write` has filled. Raises EngineError or OSError."""
        ...
