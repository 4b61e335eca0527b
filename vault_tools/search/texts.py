"""The searchable texts of all notes, folded, in a few files: what the index proposes, these decide."""

import mmap
import os
from collections.abc import Iterable

from msgspec.structs import replace

from vault_tools.search.documents import Document, Place
from vault_tools.search.folding import Forms

_MAX_PIECES = 8
"""So many files of texts may lie in a generation before the small ones are put together."""
_TINY, _SMALL = 200_000, 1_000_000
"""Bytes: a tiny piece is put into the next one at once."""


def piece_name(piece: int) -> str:
    """Return the name of the file of a piece."""
    return f"texts-{piece}"


class Texts:
    """The pieces in a folder, opened."""

    def __init__(self, folder: str, documents: Iterable[Document]) -> None:
        """Open the pieces that `documents` lie in. Raises OSError."""
        self._maps: dict[int, mmap.mmap | bytes] = {}
        for piece in sorted({document.place.piece for document in documents if document.place}):
            with open(os.path.join(folder, piece_name(piece)), "rb") as file:
                size = os.fstat(file.fileno()).st_size
                self._maps[piece] = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""

    def raw(self, place: Place) -> bytes:
        """Return all bytes of a text."""
        return bytes(self._maps[place.piece][place.start : place.start + place.head + place.body + place.loose])

    def exact(self, place: Place) -> tuple[str, str]:
        """Return head and body, folded in case and width."""
        return self._pair(place, place.start)

    def loose(self, place: Place) -> tuple[str, str]:
        """Return head and body as bare terms see them."""
        return self._pair(place, place.start + (place.head + place.body if place.loose else 0), place.loose)

    def loose_together(self, place: Place) -> str:
        """Return head and body as bare terms see them, in one text."""
        both = place.head + place.body
        start, size = (place.start + both, place.loose) if place.loose else (place.start, both)
        return str(self._maps[place.piece][start : start + size], "utf-8", "surrogatepass")

    def _pair(self, place: Place, start: int, size: int = 0) -> tuple[str, str]:
        stored = self._maps[place.piece]
        middle = start + place.head
        if size:  # folded loosely, a character may have another number of bytes
            text = str(stored[start : start + size], "utf-8", "surrogatepass")
            head = str(stored[place.start : place.start + place.head], "utf-8", "surrogatepass")
            return text[: len(head)], text[len(head) :]
        return (
            str(stored[start:middle], "utf-8", "surrogatepass"),
            str(stored[middle : middle + place.body], "utf-8", "surrogatepass"),
        )

    def close(self) -> None:
        """Let go of all files."""
        for stored in self._maps.values():
            if isinstance(stored, mmap.mmap):
                stored.close()


class TextsWriter:
    """A new piece that is being written, in a folder that holds the older ones."""

    def __init__(self, folder: str, piece: int) -> None:
        self._file = open(os.path.join(folder, piece_name(piece)), "xb")  # noqa: SIM115  # closed by `close`
        self.piece = piece
        self._start = 0

    def add(self, text: Forms, head: int) -> Place:
        """Append a searchable text, whose lines end in LF and of which so many characters are the head.

        Return where it lies.
        """
        parts = text.exact[:head], text.exact[head:], "" if text.loose == text.exact else text.loose
        raw_head, raw_body, raw_loose = (part.encode("utf-8", "surrogatepass") for part in parts)
        place = Place(self.piece, self._start, len(raw_head), len(raw_body), len(raw_loose))
        self.put(raw_head + raw_body + raw_loose)
        return place

    def move(self, place: Place, raw: bytes) -> Place:
        """Append a text that lay in another piece; return where it lies now."""
        moved = replace(place, piece=self.piece, start=self._start)
        self.put(raw)
        return moved

    def put(self, raw: bytes) -> None:
        """Append bytes."""
        self._file.write(raw)
        self._start += len(raw)

    def close(self) -> None:
        """Finish the piece; none is left where there was nothing to write."""
        self._file.close()
        if not self._start:
            os.remove(self._file.name)


def scattered(folder: str, documents: Iterable[Document]) -> set[int]:
    """Return the pieces in a folder that should be put together: those with little in use; small ones, if many."""
    used: dict[int, int] = {}
    for document in documents:
        if place := document.place:
            used[place.piece] = used.get(place.piece, 0) + place.head + place.body + place.loose
    wasteful = {
        piece for piece, size in used.items() if 2 * size < os.path.getsize(os.path.join(folder, piece_name(piece)))
    }
    limit = _SMALL if len(used) >= _MAX_PIECES else _TINY
    return wasteful | {piece for piece, size in used.items() if size < limit}
