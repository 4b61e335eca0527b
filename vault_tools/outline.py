"""The sections of a note: what lies between its headings."""

from collections.abc import Sequence

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


def sections(note: Note) -> tuple[Section, ...]:
    """Return the sections of a note in reading order, those of lower levels inside those of higher ones.

    Headings in quotes and list items begin none.
    """
    headings = [heading for heading in note.headings if not heading.is_nested]
    found: list[Section] = []
    ends = _ends(headings, note.length)
    for index, heading in enumerate(headings):
        below = headings[index + 1].span.start if index + 1 < len(headings) else note.length
        found.append(Section(heading, Span(heading.span.start, ends[index]), min(below, ends[index])))
    return tuple(found)


def _ends(headings: Sequence[Heading], length: int) -> list[int]:
    """Return where the section of each heading ends. Linear: each heading waits once for one that closes it."""
    ends = [length] * len(headings)
    waiting: list[int] = []
    for index, heading in enumerate(headings):
        while waiting and headings[waiting[-1]].level >= heading.level:
            ends[waiting.pop()] = heading.span.start
        waiting.append(index)
    return ends
