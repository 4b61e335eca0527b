"""Character offsets to lines and columns: the one place where they are worked out."""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate

_LINE_END = re.compile(r"\r\n|\n|\r")
_BOM = "\ufeff"


class Lines:
    """The lines of a text. Only LF, CR LF and CR end a line, as in editors; U+2028 does not.

    Lines and columns count from 1, columns in code points. A byte order mark at the start is no column.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = _line_starts(text)
        self._has_bom = text.startswith(_BOM)
        self._last_line = (0, "")
        self._last_place = (0, 0, 0)

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character offset; an offset behind the text is at its end."""
        offset = min(offset, len(self.text))
        line = bisect_right(self._starts, offset)
        column = offset - self._starts[line - 1] + 1
        return line, max(1, column - 1) if line == 1 and self._has_bom else column

    def byte_column(self, offset: int) -> int:
        """Return the column of a character offset in bytes of UTF-8, from 1; a byte order mark counts.

        Only what lies between the place and the last one on its line is looked at: a line may be a megabyte long.
        """
        offset = min(offset, len(self.text))
        line = bisect_right(self._starts, offset)
        last_line, known, count = self._last_place
        if line != last_line:
            known, count = self._starts[line - 1], 0
        count += self._bytes(known, offset) if known < offset else -self._bytes(offset, known)
        self._last_place = (line, offset, count)
        return count + 1

    def _bytes(self, start: int, end: int) -> int:
        return len(self.text[start:end].encode("utf-8", "surrogatepass"))

    def line(self, number: int) -> str:
        """Return the text of a line without its end and without a byte order mark.

        A line that is asked for twice in a row is the same object: it may be a megabyte long.
        """
        if self._last_line[0] == number:
            return self._last_line[1]
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        line = self.text[start:end].rstrip("\r\n")
        if number == 1:
            line = line.removeprefix(_BOM)
        self._last_line = (number, line)
        return line


def _line_starts(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(match.end() for match in _LINE_END.finditer(text))]
    return list(accumulate([len(line) + 1 for line in text.split("\n")], initial=0))[:-1]


class LineFeeds:
    """A text whose lines all end with LF, as patterns need it for `$`, and the way back to what it was made of."""

    def __init__(self, text: str) -> None:
        self._original = text
        self.text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    @cached_property
    def _dropped(self) -> list[int]:
        """Offsets into `text` of the line ends before which a CR was dropped."""
        found = re.finditer(r"\r\n", self._original)
        return [match.start() - count for count, match in enumerate(found)]

    def origin(self, offset: int) -> int:
        """Return where a character of `text` stands in the original; a line end that was CR LF stands at its CR."""
        if len(self.text) == len(self._original):
            return offset
        return offset + bisect_left(self._dropped, offset)
