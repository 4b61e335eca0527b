"""The sections of a note: what lies between its headings, and how the headings follow each other."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from vault_tools.model import Heading, Note, Span


class Section(Struct, frozen=True, gc=False):
    """A heading and what stands below it, up to the next heading of its level or above.

    `span` begins with the heading, `body` behind it; both end where the next section begins, or with the note.
    `own_end` is where the section's first sub-section begins, or its end.
    """

    heading: Heading
    span: Span
    own_end: int

    @property
    def title(self) -> str:
        """The heading's text, as written."""
        return self.heading.text

    @property
    def body(self) -> Span:
        """Everything below the heading, sub-sections included."""
        return Span(self.heading.span.end, self.span.end)


class Outline:
    """The headings and sections of one note, by level and title. Headings in quotes and list items begin none."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self.outer = outer_headings(note)
        self._headings: dict[int, list[Heading]] = {}
        self._titles: dict[int, frozenset[str]] = {}
        self._levels: dict[int, tuple[Section, ...]] = {}

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections in reading order."""
        return sections(self._note)

    def headings(self, level: int) -> Sequence[Heading]:
        """Return the headings of a level, in reading order."""
        if level not in self._headings:
            self._headings[level] = [heading for heading in self.outer if heading.level == level]
        return self._headings[level]

    def titles(self, level: int) -> frozenset[str]:
        """Return the texts of the headings of a level."""
        if level not in self._titles:
            self._titles[level] = frozenset([heading.text for heading in self.headings(level)])
        return self._titles[level]

    def named(self, titles: Collection[str], level: int) -> tuple[Section, ...]:
        """Return the sections of a level that have one of these titles, in reading order: none lies in another."""
        if self.titles(level).isdisjoint(titles):
            return ()
        return tuple([section for section in self.of_level(level) if section.heading.text in titles])

    def of_level(self, level: int) -> tuple[Section, ...]:
        """Return the sections of a level, in reading order."""
        if level not in self._levels:
            self._levels[level] = tuple(self._of_level(level))
        return self._levels[level]

    def _of_level(self, level: int) -> Iterator[Section]:
        starts = [*[heading.span.start for heading in self.outer], self._note.length]
        ends = [place for place, heading in enumerate(self.outer) if heading.level <= level]
        for place, end in pairwise([*ends, len(self.outer)]):
            heading = self.outer[place]
            if heading.level == level:
                yield Section(heading, Span(starts[place], starts[end]), starts[place + 1])


def sections(note: Note) -> tuple[Section, ...]:
    """Return the sections of a note in reading order, those of lower levels inside those of higher ones.

    Headings in quotes and list items begin none.
    """
    headings = outer_headings(note)
    found: list[Section] = []
    ends = _ends(headings, note.length)
    for index, heading in enumerate(headings):
        below = headings[index + 1].span.start if index + 1 < len(headings) else note.length
        found.append(Section(heading, Span(heading.span.start, ends[index]), min(below, ends[index])))
    return tuple(found)


def outer_headings(note: Note) -> list[Heading]:
    """Return the headings of a note but for those in quotes and list items."""
    return [heading for heading in note.headings if not heading.is_nested]


def jumps(headings: Iterable[Heading], max_step: int) -> Iterator[tuple[Heading, Heading]]:
    """Yield the headings that stand more than `max_step` levels below the one before, each with that one before it."""
    for above, below in pairwise(headings):
        if below.level - above.level > max_step:
            yield above, below


def twins(headings: Iterable[Heading]) -> Iterator[Heading]:
    """Yield the headings whose text an earlier one has. Those without text have no twins."""
    seen = set[str]()
    for heading in headings:
        if heading.text and heading.text in seen:
            yield heading
        seen.add(heading.text)


def twin_siblings(headings: Iterable[Heading]) -> Iterator[Heading]:
    """Yield the headings whose text and level an earlier one has that stands below the same heading."""
    seen = set[tuple[int, int, str]]()
    above: list[tuple[int, int]] = []  # level and place of the headings that the next one may stand below
    for place, heading in enumerate(headings):
        while above and above[-1][0] >= heading.level:
            above.pop()
        name = above[-1][1] if above else -1, heading.level, heading.text
        if heading.text and name in seen:
            yield heading
        seen.add(name)
        above.append((heading.level, place))


def _ends(headings: Sequence[Heading], length: int) -> list[int]:
    """Return where the section of each heading ends. Linear: each heading waits once for one that closes it."""
    ends = [length] * len(headings)
    waiting: list[int] = []
    for index, heading in enumerate(headings):
        while waiting and headings[waiting[-1]].level >= heading.level:
            ends[waiting.pop()] = heading.span.start
        waiting.append(index)
    return ends
