"""What a search gives back."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from vault_tools.search.documents import Document


class Hit(Struct, frozen=True):
    """A note that was found.

    `line` counts from 1 in the file; where only the name fits it is 1. `snippet` is text of the note as written, on
    one line; `highlights` are the matches in it: first character, and the one behind the last; `is_cut` says whether
    the line goes on before it, and behind it. `is_partial`: the note holds some of the words, but not all. `parts`
    says what the score is made of.
    """

    path: str
    title: str
    line: int
    score: float
    snippet: str
    highlights: tuple[tuple[int, int], ...]
    is_cut: tuple[bool, bool] = (False, False)
    is_partial: bool = False
    parts: tuple[tuple[str, float], ...] = ()


class Scored(Struct, frozen=True, gc=False):
    """A document with its score, and what the score is made of."""

    score: float
    document: Document
    parts: tuple[tuple[str, float], ...] = ()


class Results:
    """The outcome of a search: a page of `hits`, and how many notes fit in all.

    `total` counts the notes that fit in full. It, `all` and `suggestions` are worked out when first asked for: `looked`
    yields the notes that may fit, in order, with whether they do, and that takes a look at each.
    """

    def __init__(
        self,
        looked: Iterator[tuple[Scored, bool]],
        quick: int | None,
        offset: int,
        limit: int,
        fill: Callable[[Sequence[Scored], int], Sequence[Scored]],
        show: Callable[[Scored, bool], Hit],
        suggest: Callable[["Results"], tuple[str, ...]],
    ) -> None:
        self.offset, self.limit = offset, limit
        self._quick = quick  # so many notes are looked at in no time; None: all
        self._looked, self._fill, self._show, self._suggest = looked, fill, show, suggest
        self._found: list[Scored] = []
        self._is_complete = False

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """The page that was asked for: notes that fit in full, then those that hold some of the words."""
        end = self.offset + self.limit
        found = self._first(end)
        hits = [self._show(scored, False) for scored in found[self.offset : end]]
        if len(found) < end:
            partial = self._fill(found, end - len(found))
            hits += [self._show(scored, True) for scored in partial[max(0, self.offset - len(found)) :]]
        return tuple(hits)

    @property
    def total(self) -> int:
        """How many notes fit in full."""
        return len(self._first(None))

    @property
    def counted(self) -> tuple[int, bool]:
        """How many notes fit in full, as far as that is quickly found, and whether that is all of them."""
        return len(self._first(None, self._quick)), self._is_complete

    @property
    def all(self) -> list[Document]:
        """Every note that fits in full, in order."""
        return [scored.document for scored in self._first(None)]

    @cached_property
    def suggestions(self) -> tuple[str, ...]:
        """Other queries that were perhaps meant; none where enough was found."""
        return self._suggest(self)

    def has_at_least(self, count: int) -> bool:
        """Whether so many notes fit in full."""
        return len(self._first(count)) >= count

    def _first(self, count: int | None, looks: int | None = None) -> list[Scored]:
        """Return the notes that fit in full: `count` of them, or what is found in `looks` more looks; None: all."""
        while count is None or len(self._found) < count:
            if looks is not None:
                if looks == 0:
                    break
                looks -= 1
            scored, fits = next(self._looked, (None, False))
            if scored is None:
                self._is_complete = True
                break
            if fits:
                self._found.append(scored)
        return self._found
