"""Columns on a terminal: what is in them stands under each other, Chinese too."""

from collections.abc import Collection, Iterator, Sequence

from vault_tools.report.cells import crop_end, width
from vault_tools.report.gate import terminal

_GAP = "  "
_LOOKED_AT = 300  # characters: a text may be as long as a note


def table(rows: Sequence[Sequence[str]], right: Collection[int] = (), most: int = 40) -> Iterator[str]:
    """Yield rows as lines that a terminal may show. Cells wider than `most` are cut, but for those of the last column.

    The columns numbered in `right` are flush right.
    """
    cells = [[_cell(text, 200 if place == len(row) - 1 else most) for place, text in enumerate(row)] for row in rows]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = [_padded(text, widths[place], is_right=place in right) for place, text in enumerate(row)]
        yield _GAP.join(padded).rstrip()


def _cell(text: str, cells: int) -> str:
    return crop_end(terminal(text[:_LOOKED_AT]), cells)


def _padded(text: str, cells: int, *, is_right: bool) -> str:
    blanks = " " * (cells - width(text))
    return blanks + text if is_right else text + blanks
