"""Where on a line the scanner stands: indents in columns, with tab stops every four (CommonMark 2.2)."""

import re

_BLANKS = re.compile(r"[ \t]*+")


class LineCursor:
    """The text and the line being looked at. Line ends must be `\\n`; positions are character offsets."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.end = len(text)
        self.next_line = start
        self.line_start = start
        self.line_end = start
        self.cursor = start  # where the line goes on, behind the marks of its containers
        self.column = 0  # of the cursor

    def begin_line(self) -> None:
        """Move to the next line."""
        self.line_start = self.cursor = self.next_line
        end = self.text.find("\n", self.cursor)
        self.line_end = self.end if end < 0 else end
        self.next_line = self.line_end + 1
        self.column = 0

    def first(self, start: int) -> int:
        """Return the first character from `start` on that is neither space nor tab."""
        return _BLANKS.match(self.text, start).end()  # type: ignore[union-attr]  # it matches nothing, too

    def indent(self) -> tuple[int, int]:
        """Return the first character from the cursor on that is no blank, and how many columns lead to it."""
        cursor = self.cursor
        first = self.first(cursor)
        if "\t" not in self.text[cursor:first]:
            return first, first - cursor
        column = self.column
        for char in self.text[cursor:first]:
            column += 4 - column % 4 if char == "\t" else 1
        return first, column - self.column

    def advance(self, columns: int) -> None:
        """Move the cursor over `columns` columns of blanks; a tab may be used up in part."""
        while columns and self.cursor < self.line_end:
            width = 4 - self.column % 4 if self.text[self.cursor] == "\t" else 1
            self.column += min(width, columns)
            if width > columns:
                return
            self.cursor += 1
            columns -= width

    def skip_mark(self, mark: int, columns: int) -> None:
        """Move the cursor to `mark`, the end of a container's mark, `columns` columns ahead."""
        self.cursor = mark
        self.column += columns
