"""The texts of notes that were just parsed, for rules that look at texts."""

from collections.abc import Callable

MOST = 8_000_000
"""Characters of texts that are kept: of two bytes each, as a rule."""


class Texts:
    """Texts by the paths of their files. Of those that are parsed first as many are kept as there is room for.

    House rules look at texts, some at those of all notes before others at those of each: files would be read three
    times. `read` reads a file, `most` is how many characters may be kept, once somebody expects to look at most texts.
    """

    def __init__(self, read: Callable[[str], str], most: int) -> None:
        self._read = read
        self._most = most
        self._room = 0
        self._kept: dict[str, str] = {}

    def expect(self) -> None:
        """Be told that most texts will be asked for: those that are parsed from now on may be kept."""
        self._room, self._most = self._room + self._most, 0

    def keep(self, path: str, text: str) -> None:
        """Keep the text of a note that is parsed, if there is room."""
        if len(text) <= self._room:
            self._room -= len(text)
            self._kept[path] = text

    def read(self, path: str) -> str:
        """Return the text of a file."""
        text = self._kept.get(path)
        return self._read(path) if text is None else text
