"""Edits on a text: in order, without overlap, with the line ends the text has; and where offsets go by them."""

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from vault_tools.findings import Edit
from vault_tools.model import Span
from vault_tools.parse.source import BOM

_LINE_END = re.compile(r"\r\n|\n|\r")


def line_end(text: str) -> str:
    """Return how most lines of a text end; `\\n` where none does."""
    counts = Counter(_LINE_END.findall(text))
    return max(("\n", "\r\n", "\r"), key=lambda end: counts[end])


def fitted(text: str, edits: Iterable[Edit], end: str) -> tuple[Edit, ...] | None:
    """Return edits in reading order, as they are made in `text`, whose lines end in `end`.

    No edit stands between CR and LF, none before a byte order mark but one that removes it, none changes nothing, and
    those that border on one another are one. None where edits overlap, or one lies outside the text.
    """
    found = sorted(
        (edit for edit in (_fitted(text, edit, end) for edit in edits) if edit),
        key=lambda edit: (edit.span.start, edit.span.end),
    )
    joined: list[Edit] = []
    for edit in found:
        if not 0 <= edit.span.start <= edit.span.end <= len(text):
            return None
        last = joined[-1].span if joined else Span(-1, -1)
        if edit.span.start < last.end or edit.span == last:
            return None
        if edit.span.start == last.end:
            joined[-1] = Edit(Span(last.start, edit.span.end), joined[-1].text + edit.text)
        else:
            joined.append(edit)
    return tuple(joined)


def _fitted(text: str, edit: Edit, end: str) -> Edit | None:
    start, stop = (_before_line_feed(text, offset) for offset in (edit.span.start, edit.span.end))
    if start == stop == 0 and text.startswith(BOM):
        start = stop = 1
    new = edit.text.replace("\r\n", "\n").replace("\n", end)
    is_inside = 0 <= start <= stop <= len(text)
    return None if is_inside and text[start:stop] == new else Edit(Span(start, stop), new)


def _before_line_feed(text: str, offset: int) -> int:
    """Return an offset that does not lie between CR and LF."""
    return offset - 1 if offset > 0 and text[offset - 1 : offset + 1] == "\r\n" else offset


class Taken:
    """Stretches of a text that edits have taken: another edit there would be in conflict with them.

    What is inserted right beside another edit is in conflict, too: nothing says which of the two comes first.
    """

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def add(self, span: Span) -> None:
        """Take a stretch that no other edit holds."""
        insort(self._spans, (span.start, span.end))

    def holds(self, span: Span) -> bool:
        """Whether an edit of `span` would be in conflict with one that was taken."""
        index = bisect_left(self._spans, (span.start, span.start))
        near = self._spans[max(index - 1, 0) : index + 1]
        return any(_conflict(span.start, span.end, start, end) for start, end in near)


def _conflict(start: int, end: int, other_start: int, other_end: int) -> bool:
    if start == end or other_start == other_end:
        return start <= other_end and other_start <= end
    return start < other_end and other_start < end


class Spans:
    """Stretches of a text, to ask quickly whether something touches one of them. Those that overlap are one."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted((span.start, span.end) for span in spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __bool__(self) -> bool:
        return bool(self._starts)

    def touches(self, span: Span) -> bool:
        """Whether one of the stretches and `span` have a character in common, or a border."""
        index = bisect_left(self._ends, span.start)
        return index < len(self._starts) and self._starts[index] <= span.end

    def meets(self, span: Span) -> bool:
        """Whether one of the stretches and `span` have more in common than a border."""
        index = bisect_right(self._ends, span.start)
        return index < len(self._starts) and self._starts[index] < span.end


class Zone:
    """Where something may change: in `own` stretches. What has anything in common with `foreign` ones may not."""

    def __init__(self, own: Iterable[Span], foreign: Iterable[Span]) -> None:
        self._own = Spans(own)
        self._foreign = Spans(foreign)

    def __bool__(self) -> bool:
        return bool(self._own)

    def touches(self, span: Span) -> bool:
        """Whether what stands in `span`, or borders on it, may change."""
        return self._own.touches(span) and not self._foreign.meets(span)

    def meets(self, span: Span) -> bool:
        """Whether what stands in `span` may change."""
        return self._own.meets(span) and not self._foreign.meets(span)


class Application:
    """A text before and after its edits. `images` are where the edits' own texts stand afterwards."""

    def __init__(self, before: str, edits: Sequence[Edit]) -> None:
        """Apply edits that are `fitted` to `before`."""
        self.before = before
        self.edits = tuple(edits)
        parts: list[str] = []
        images: list[Span] = []
        position = length = 0
        for edit in edits:
            kept = before[position : edit.span.start]
            length += len(kept) + len(edit.text)
            parts += (kept, edit.text)
            images.append(Span(length - len(edit.text), length))
            position = edit.span.end
        self.text = "".join((*parts, before[position:]))
        self.images = tuple(images)

    @cached_property
    def _olds(self) -> list[int]:
        return [edit.span.start for edit in self.edits]

    @cached_property
    def _news(self) -> list[int]:
        return [image.start for image in self.images]

    def forward(self, offset: int, *, is_behind: bool = True) -> int:
        """Return where an offset of the old text is in the new one.

        What stood where something is inserted goes behind it, unless not `is_behind`; inside an edit, to its start.
        """
        index = bisect_right(self._olds, offset) - 1
        if index < 0:
            return offset
        edit, image = self.edits[index], self.images[index]
        if offset < edit.span.end or (offset == edit.span.start and not is_behind):
            return image.start
        return image.end + offset - edit.span.end

    def back(self, offset: int) -> int:
        """Return where an offset of the new text was in the old one; inside an edit's text, the edit's end."""
        index = bisect_right(self._news, offset) - 1
        if index < 0:
            return offset
        edit, image = self.edits[index], self.images[index]
        return edit.span.end + max(offset - image.end, 0)
