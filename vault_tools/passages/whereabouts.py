"""In which section and in which list item a character of a note stands."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from functools import cached_property

from vault_tools.model import Note, Span
from vault_tools.passages.outline import Outline, Section


class Whereabouts:
    """Answers for one note; its sections are those whose headings are of one `level`."""

    def __init__(self, note: Note, outline: Outline, level: int) -> None:
        self._note = note
        self._outline = outline
        self._level = level

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections of that level, in reading order; none lies in another."""
        return self._outline.of_level(self._level)

    @cached_property
    def _starts(self) -> list[int]:
        return [section.body.start for section in self.sections]

    @cached_property
    def _items(self) -> list[Span]:
        return [item.span for item in self._note.items]

    @cached_property
    def _item_starts(self) -> list[int]:
        return [span.start for span in self._items]

    def within(self, titles: Collection[str]) -> tuple[Span, ...]:
        """Return what stands below the headings with these titles, in order."""
        return tuple(section.body for section in self._outline.named(titles, self._level))

    def section(self, position: int) -> Section | None:
        """Return the section in which a character stands."""
        index = bisect_right(self._starts, position) - 1
        return self.sections[index] if index >= 0 and position < self.sections[index].span.end else None

    def is_in_item(self, position: int) -> bool:
        """Whether a character stands in a list item."""
        return is_inside(position, self._items, self._item_starts)


def is_inside(position: int, spans: Sequence[Span], starts: Sequence[int]) -> bool:
    """Whether a character stands in one of `spans`, which are sorted and apart and begin at `starts`."""
    index = bisect_right(starts, position) - 1
    return index >= 0 and position < spans[index].end
