"""The open blocks of a note while it is scanned, and what is recorded when they close."""

import re
from sys import intern
from typing import NamedTuple

from vault_tools.model import Fault, Footnote, Heading, Region, RegionKind, Span
from vault_tools.parse import html
from vault_tools.parse.lines import LineCursor

_UNCLOSED_MARK = re.compile(r"`+|~+|<!--|\$\$|%%")
_CLOSING_MARKS = re.compile(r"(?:^|[ \t])#++$")
_TRAILING_ID = re.compile(r"(?:^|[ \t])\^[A-Za-z0-9-]++$")


class Leaf:
    """What the innermost open block is. Those after TABLE take whole lines, whatever stands in them.

    Plain integers: looking up a member of an enumeration takes Python 3.11 longer than what is done with it here.
    """

    NONE = 0
    PARAGRAPH = 1
    TABLE = 2
    INDENTED = 3
    FENCE = 4
    HTML = 5
    MATH = 6
    COMMENT = 7


_KINDS = {Leaf.FENCE: RegionKind.CODE, Leaf.MATH: RegionKind.MATH, Leaf.COMMENT: RegionKind.COMMENT}


class Container:
    """An open quote, footnote definition or list item. `needed` is the indent, in columns, of what it holds."""

    __slots__ = ("is_empty", "is_item", "items", "needed")

    def __init__(self, needed: int, items: int = 0, *, is_item: bool = True) -> None:
        self.needed = needed  # 0: a quote
        self.is_item = is_item
        self.items = items  # how many of the containers from the outermost to this one are list items
        self.is_empty = False  # a list item with nothing on its first line


class Definition(NamedTuple):
    """A link reference definition `[label]: destination`, as written."""

    label: str
    destination: str
    span: Span


class Blocks:
    """The result: facts of the block level, and what the inline pass needs to know.

    `blocked` are the sorted stretches that hold no inline text; `boundaries` the sorted places that no inline
    construct crosses (nor does it cross a blank line); `tables` the spans of tables.
    """

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self.items: list[int] = []  # four for each list item: see ListItems
        self.regions: list[Region] = []
        self.footnotes: list[Footnote] = []
        self.definitions: list[Definition] = []
        self.faults: list[Fault] = []
        self.blocked: list[tuple[int, int]] = []
        self.boundaries: list[int] = []
        self.tables: list[tuple[int, int]] = []


class BlockState(LineCursor):
    """The open containers, outermost first, and the one open leaf inside them."""

    def __init__(self, text: str, start: int) -> None:
        super().__init__(text, start)
        self.body_start = start
        self.containers: list[Container] = []
        self.foreign = 0  # how many of them are not list items
        self.matched = 0  # how many the current line goes on with
        self.leaf = Leaf.NONE
        self.leaf_start = start  # -1: a paragraph among plain lines, whose start nobody needed yet
        self.leaf_end = start  # end of the leaf's first line; of indented code, of its last
        self.content_end = start  # end of the last line looked at that was not blank
        self.fence = ""
        self.html_end = html.BLANK_LINE
        self.html_kind = RegionKind.HTML
        self.item_start = -1  # of the last list item, while its own lines have not ended; others have by then
        self.item_depth = 0
        self.item_task: str | None = None
        self.blocks = Blocks()
        self.no_items_before = -1  # where the blank lines end after which no run of list items begins
        self.no_break_before = -1  # where the marks in a row end that are no thematic break
        self._counted: dict[str, tuple[int, bool]] = {}

    # -- opening ---------------------------------------------------------------------------------------------

    def open_leaf(self, leaf: int, first: int) -> None:
        """Begin a block at `first`; what the line does not go on with is closed."""
        self.close_leaf()
        self.close_unmatched()
        self.leaf = leaf
        self.leaf_start = first
        self.leaf_end = self.line_end
        self.blocks.boundaries.append(first)

    def open_container(self, container: Container, start: int) -> None:
        """Put `container`, whose mark stands at `start`, inside those that the line goes on with."""
        self.open_leaf(Leaf.NONE, start)
        container.items = self._outer_items() + container.is_item
        self.containers.append(container)
        self.foreign += not container.is_item
        self.matched += 1

    def open_item(self, container: Container, start: int, task: str | None) -> None:
        """Put a list item, whose mark stands at `start`, inside those containers that the line goes on with."""
        depth = self._outer_items()
        self.open_container(container, start)
        self.end_item(self.content_end if self.content_end > self.item_start else start)
        self.item_start, self.item_depth, self.item_task = start, depth, task

    def _outer_items(self) -> int:
        """Return how many list items are among the containers that the line goes on with."""
        return self.containers[self.matched - 1].items if self.matched else 0

    def skip_quote_mark(self, mark: int, width: int) -> None:
        """Move the cursor behind the `>` at `mark`, `width` columns ahead, and the one blank that belongs to it."""
        self.skip_mark(mark + 1, width + 1)
        if self.cursor < self.line_end and self.text[self.cursor] in " \t":
            self.advance(1)

    def add_heading(self, level: int, text: str, start: int, end: int, *, is_atx: bool = True) -> None:
        """Record a heading of the source `text` that begins at `start` and whose last line ends at `end`."""
        text = text.strip(" \t")
        if is_atx and "#" in text:
            text = _CLOSING_MARKS.sub("", text).rstrip(" \t")
        if "^" in text:
            text = _TRAILING_ID.sub("", text).rstrip(" \t")
        self.blocks.headings.append(Heading(level, intern(text), Span(start, end), bool(self.containers)))
        self.blocks.boundaries.append(end)

    # -- closing ---------------------------------------------------------------------------------------------

    def close_unmatched(self) -> None:
        """Close the containers that the line does not go on with."""
        while len(self.containers) > self.matched:
            container = self.containers.pop()
            if container.is_item:
                self.end_item(self.content_end)
            else:
                self.foreign -= 1

    def end_item(self, end: int) -> None:
        """Let the last list item's own lines end at `end`, unless they ended before."""
        start = self.item_start
        if start >= 0:
            while self.text[end - 1] in " \t\n" and end > start:
                end -= 1
            self.blocks.items += (start, end, self.item_depth, ord(self.item_task or "\0"))
            self.item_start = -1

    def close_leaf(self) -> None:
        """Close the innermost block, if one is open, before the current line."""
        leaf, self.leaf = self.leaf, Leaf.NONE
        if leaf == Leaf.TABLE:
            self.blocks.tables.append((self.leaf_start, self.content_end))
        elif leaf == Leaf.INDENTED:
            self._add_region(RegionKind.CODE, self.leaf_end)
        elif leaf > Leaf.INDENTED:
            self._add_region(self._kind(leaf), self.content_end)
            self._report_unclosed()

    def finish_leaf(self, end: int) -> None:
        """Close the innermost block at `end`, on the current line, where its closing mark ends."""
        leaf, self.leaf = self.leaf, Leaf.NONE
        self._add_region(self._kind(leaf), end)
        if self.first(end) < self.line_end:  # text behind the mark, as in `$$ x`
            self.leaf, self.leaf_start = Leaf.PARAGRAPH, end

    def _kind(self, leaf: int) -> RegionKind:
        return self.html_kind if leaf == Leaf.HTML else _KINDS[leaf]

    def _add_region(self, kind: RegionKind, end: int) -> None:
        self.blocks.regions.append(Region(kind, Span(self.leaf_start, end), is_block=True))
        self.blocks.blocked.append((self.leaf_start, end))
        self.blocks.boundaries.append(end)

    def _report_unclosed(self) -> None:
        start = self.leaf_start
        if mark := _UNCLOSED_MARK.match(self.text, start):  # other HTML needs no end
            span = Span(start, self.leaf_end)
            self.blocks.faults.append(Fault("unclosed-block", "unclosed-block", span, {"mark": mark[0]}))

    # -- the open paragraph ----------------------------------------------------------------------------------

    @property
    def is_in_paragraph(self) -> bool:
        """Whether the line would go on with a paragraph without being lazy about it."""
        return self.leaf == Leaf.PARAGRAPH and self.matched == len(self.containers)

    @property
    def is_paragraph_empty(self) -> bool:
        """Whether the open paragraph has held nothing but link reference definitions so far."""
        return self.leaf_start >= self.line_start

    def paragraph_start(self, floor: int = 0) -> int:
        """Return where the open paragraph begins, or `floor` where that is later."""
        if self.leaf_start >= 0:
            return max(floor, self.leaf_start)
        floor = max(floor, self.body_start, self.blocks.boundaries[-1] if self.blocks.boundaries else 0)
        start = end = self.line_start - 1
        while end > floor:
            line = max(floor, self.text.rfind("\n", floor, end) + 1)
            if self.first(line) >= end:
                break
            start, end = line, line - 1
        return start

    def is_mark_open(self, mark: str, first: int) -> bool:
        """Whether `mark` stands an odd number of times in the open paragraph before `first`."""
        counted_to, is_odd = self._counted.get(mark, (0, False))
        start = self.paragraph_start(counted_to)
        is_odd = (is_odd and start == counted_to) != bool(self.text.count(mark, start, first) % 2)
        self._counted[mark] = first, is_odd
        return is_odd
