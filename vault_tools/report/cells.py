"""How wide a text is on a terminal: CJK characters take two cells, combining marks none (Unicode Standard Annex 11)."""

import unicodedata


def width(text: str) -> int:
    """Return the number of cells that `text` takes; it must have passed `gate.terminal`."""
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, int]):
    """The widths of characters, by character: those of a text are mostly those of the last one."""

    def __missing__(self, char: str) -> int:
        if len(self) >= _MAX_KNOWN:
            self.clear()
        self[char] = found = _char_width(char)
        return found


_WIDTHS = _Widths()
_MAX_KNOWN = 10_000


def _char_width(char: str) -> int:
    if "\u1160" <= char <= "\u11ff":  # the later parts of a Hangul syllable, as macOS stores them in names
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 0 if unicodedata.category(char) in ("Mn", "Me", "Cf") else 1


def crop_start(text: str, cells: int) -> str:
    """Return the end of `text` that fits into `cells`, with an ellipsis where something is missing."""
    return crop_end(text[::-1], cells)[::-1]


def crop_end(text: str, cells: int) -> str:
    """Return the beginning of `text` that fits into `cells`, with an ellipsis where something is missing."""
    if width(text) <= cells:
        return text
    kept = 0
    for index, char in enumerate(text):
        kept += _WIDTHS[char]
        if kept > cells - 1:
            return text[:index] + "…"
    return text
