"""The text of a note, and what of it is what."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from vault_tools.lookout import Lookout
from vault_tools.model import ExternalLink, Note, Span
from vault_tools.passages.outline import Outline
from vault_tools.passages.prose import Part, Piece, masked, pieces


class Wording:
    """The text of one note, and what of it is what: worked out when asked for, and kept for whoever asks next."""

    def __init__(self, note: Note, read: Callable[[str], str], lookout: Lookout | None = None) -> None:
        self.note = note
        self.known: dict[Callable[..., Any], Any] = {}
        self._read = read
        self._lookout = lookout or Lookout()
        self._seen = 0, False
        self._masked: dict[tuple[frozenset[Part], tuple[Span, ...] | None], str] = {}

    @cached_property
    def text(self) -> str:
        """The whole text. It may be empty, or another, where the file has changed."""
        return self._read(self.note.path)

    @cached_property
    def encoded(self) -> bytes:
        """The text in UTF-8, for patterns that are looked for in all of it."""
        return self.text.encode("utf-8", "replace")

    def may_hold(self, signs: tuple[str, ...]) -> bool:
        """Whether any of these patterns may match in the text: where not, that is found out for all rules at once."""
        version = self._lookout.include(signs)
        if version != self._seen[0]:
            self._seen = version, self._lookout.may_see(self.encoded)
        return self._seen[1]

    @cached_property
    def pieces(self) -> list[Piece]:
        """What the text consists of, in order and without gaps."""
        return pieces(self.note, self.text)

    @cached_property
    def outline(self) -> Outline:
        """The note's headings and sections, by level and title."""
        return Outline(self.note)

    @cached_property
    def bare_addresses(self) -> list[ExternalLink]:
        """The addresses in the note's prose and headings."""
        from vault_tools.passages.outward import bare_addresses  # slow patterns, which few rules need

        return list(bare_addresses(self.note, self.text))

    def masked(self, wanted: frozenset[Part], within: tuple[Span, ...] | None = None) -> str:
        """Return the text with blanks for all that is not `wanted`, or not `within` sorted stretches."""
        key = wanted, within
        if key not in self._masked:
            self._masked[key] = masked(self.text, self.pieces, wanted, within)
        return self._masked[key]
