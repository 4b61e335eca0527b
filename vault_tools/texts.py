"""The texts of notes that were just parsed, for rules that look at texts."""

from collections.abc import Callable

MOST = 8_000_000
"""Characters of texts that are kept: of two bytes each, as a rule."""


class Texts:
    """Texts by the paths of their files. Of those that are parsed first as many are kept as there is room for.

    House rules look at texts, some at those of all notes before others at those of each: files would be read three
    times. `read` reads a file, `most` is how many characters may be kept.
    """

    def __init__(self, read: Callable[[str], str], most: int) -> None:
        self._read = read
        self._room = most
        self._kept: dict[str, str] = {}

    def keep(self, path: str, text: str) -> None:
        """Keep the text of a note that is parsed, if there is room."""
        if len(text) <= self._room:
            self._room -= len(text)
            self._kept[path] = text

    def read(self, path: str) -> str:
        """Return the text of a file."""
        text = self._kept.get(path)
        return self._read(path) if text is None else text
