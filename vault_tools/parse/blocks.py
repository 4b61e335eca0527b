"""The block structure of a note's body: what is code, HTML, math or a comment, and where prose is broken.

One linear pass: CommonMark with Obsidian's additions (`%%` comments, `$$` math, footnote definitions, tables).
Most lines of a note are plain text and cannot change the structure, so one regular expression jumps from each
line that may open something to the next. Only those lines, and the lines inside quotes, lists and fences, are
looked at one by one.
"""

import re

from vault_tools.parse import html
from vault_tools.parse.lists import read_flat_lists, read_items
from vault_tools.parse.openers import OPENERS, Outcome, closing_mark
from vault_tools.parse.structure import Blocks, BlockState, Leaf

# Lines at the outermost level that are not plain text: headings, dashes all along (both captured, they are the most
# frequent), and what else may open a block. Possessive repeats keep it linear on lines that almost match.
_MAX_DEPTH = 100  # containers; what is deeper is text, or blank lines below would cost their number times the depth
_OPENER = re.compile(
    r"\n {0,3}+(?=[#>`~<$%=*_|:\[+0-9 \t-])"
    r"(?:(#{1,6})(?:[ \t]++([^\n]*+)|(?=\n|\Z))|(--[ \t-]*+(?=\n|\Z))|-|>|[+*](?=[ \t\n]|\Z)"
    r"|[0-9]{1,9}[.)](?=[ \t\n]|\Z)|```|~~~|<[A-Za-z/!?]|\$\$|%%"
    r"|=++[ \t]*+(?=\n|\Z)|\*[ \t]*+\*[ \t*]*+(?=\n|\Z)|_[ \t]*+_[ \t_]*+(?=\n|\Z)|\|[ \t]*+[:-]|:[ \t]*+-"
    r"|\[[^\[\]\n]++\]:| [ \t]*+[^ \t\n]|\t[ \t]*+[^ \t\n])"
)
_FENCE_END = re.compile(r"(`{3,}+|~{3,}+)[ \t]*+(?=\n|\Z)")
_FENCE_LINE = re.compile(r"\n {0,3}(`{3,}+|~{3,}+)[ \t]*+(?=\n|\Z)")


def scan_blocks(text: str, start: int) -> Blocks:
    """Return the block structure of `text` from `start` on, the first character behind the front matter.

    Line ends must be `\\n` (see `source.normalise`). All positions are character offsets into `text`.
    """
    return _BlockScanner(text, start).run()


class _BlockScanner(BlockState):
    def run(self) -> Blocks:
        if self.next_line < self.end and (self.next_line == 0 or self.text[self.next_line - 1] != "\n"):
            self._line()
        while self.next_line < self.end:
            if not self.containers and self.leaf <= Leaf.PARAGRAPH:
                if not self._to_next_opener():
                    break
            elif self.leaf == Leaf.FENCE and not self.containers:
                self._skip_to_fence()
            if self.foreign or self.leaf > Leaf.PARAGRAPH or not read_items(self):
                self._line()
        self.matched = 0
        self.close_leaf()
        self.close_unmatched()
        return self.blocks

    def _to_next_opener(self) -> bool:
        """Go to the next top-level line that may open something; False where there is none.

        Headings, and lines of dashes behind a blank line, are taken in on the way: they need nothing but themselves.
        """
        search, text, boundaries = _OPENER.search, self.text, self.blocks.boundaries
        line = self.next_line
        while opener := search(text, line - 1):
            start, end = opener.span()
            start += 1
            if opener[1]:
                boundaries.append(start)
                self.add_heading(len(opener[1]), opener[2] or "", opener.start(1), end)
            elif opener[3] and end - opener.start(3) > 2 and self._is_behind_blank(start, line):
                boundaries += (start, end)
            else:
                if start > line:
                    self.leaf = Leaf.NONE if self._is_behind_blank(start, line) else Leaf.PARAGRAPH
                    self.leaf_start = -1
                self.next_line = start
                if not read_flat_lists(self):
                    return True
                line = self.next_line
                continue
            self.leaf = Leaf.NONE
            line = end + 1
        self.next_line = line
        return False

    def _is_behind_blank(self, start: int, line: int) -> bool:
        """Whether no paragraph is open before the line at `start`; from `line` to there all lines are plain."""
        if start == line:
            return self.leaf == Leaf.NONE
        before = self.text[start - 2]
        return before == "\n" or (before in " \t" and self._is_blank(start - 1))

    def _is_blank(self, line_end: int) -> bool:
        """Whether the line that ends at `line_end` holds nothing but blanks."""
        return self.first(self.text.rfind("\n", 0, line_end) + 1) >= line_end

    def _skip_to_fence(self) -> None:
        """Pass over the code of a fence at the outermost level; the next line is its last, or there is none."""
        for closing in _FENCE_LINE.finditer(self.text, self.next_line - 1):
            if closing[1].startswith(self.fence):
                self.next_line = closing.start() + 1
                return
        self.next_line = self.end
        self.content_end = len(self.text.rstrip(" \t\n"))

    def _line(self) -> None:
        self.begin_line()
        self.matched = 0
        if self.containers:
            self._match_containers()
        if self.leaf > Leaf.TABLE and self._continue_leaf():
            return
        first, width = self.indent()
        if first == self.line_end:
            self._blank_line()
            return
        while self._open(first, width) == Outcome.MORE and len(self.containers) < _MAX_DEPTH:
            first, width = self.indent()
            if first == self.line_end:
                break
        self.content_end = self.line_end

    def _match_containers(self) -> None:
        """Count the open containers that this line goes on with, and move the cursor behind their marks."""
        for container in self.containers:
            first, width = self.indent()
            if container.needed == 0:
                if width > 3 or first == self.line_end or self.text[first] != ">":
                    return
                self.skip_quote_mark(first, width)
            elif first == self.line_end:
                if container.is_empty:
                    return
            elif width >= container.needed:
                self.advance(container.needed)
                container.is_empty = False
            else:
                return
            self.matched += 1

    def _open(self, first: int, width: int) -> int:
        """Open the block that begins at `first`, or take the rest of the line as text."""
        if width > 3:
            if self.leaf != Leaf.PARAGRAPH:
                self.open_leaf(Leaf.INDENTED, first)
                return Outcome.DONE
        else:
            opener = OPENERS.get(self.text[first])
            if opener is not None and (outcome := opener(self, first, width)) != Outcome.TEXT:
                return outcome
        if self.leaf == Leaf.TABLE and self.matched == len(self.containers):
            self.blocks.boundaries.append(self.line_start)
        elif self.leaf != Leaf.PARAGRAPH:
            self.open_leaf(Leaf.PARAGRAPH, first)
        return Outcome.DONE

    def _blank_line(self) -> None:
        self.close_leaf()
        self.close_unmatched()
        if self.containers:
            self.blocks.boundaries.append(self.line_start)

    def _continue_leaf(self) -> bool:
        """Give the line to the open block. False where it does not belong to it: then the block is closed."""
        first, width = self.indent()
        is_blank = first == self.line_end
        if not self._belongs(width, is_blank=is_blank):
            self.close_leaf()
            return False
        if is_blank:
            return True
        self.content_end = self.line_end
        if self.leaf == Leaf.INDENTED:
            self.leaf_end = self.line_end
        elif (end := self._closing_end(first, width)) >= 0:
            self.finish_leaf(end)
        return True

    def _belongs(self, width: int, *, is_blank: bool) -> bool:
        if self.matched < len(self.containers):
            return False
        if self.leaf == Leaf.INDENTED:
            return is_blank or width > 3
        return not (is_blank and self.leaf == Leaf.HTML and self.html_end is html.BLANK_LINE)

    def _closing_end(self, first: int, width: int) -> int:
        """Return where the open block ends if its closing mark stands on this line; -1 otherwise."""
        if self.leaf == Leaf.FENCE:
            fence = _FENCE_END.match(self.text, first, self.line_end) if width < 4 else None
            return self.line_end if fence and fence[1].startswith(self.fence) else -1
        if self.leaf == Leaf.HTML:
            return self.line_end if self.html_end.search(self.text, self.cursor, self.line_end) else -1
        return closing_mark(self)
