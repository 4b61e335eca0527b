"""Chinese and Japanese text among Latin letters: where its blanks and punctuation may be changed without harm.

Whoever changes a character here or there may make a link, a tag or a footnote of what was none. Everything that could
become one is left out: what is left is plain prose, in which they mean nothing to Markdown.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from vault_tools.model import Note, RegionKind
from vault_tools.passages.prose import Part
from vault_tools.passages.wording import Wording

HAN = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Han characters and kana, as they stand in the brackets of a regular expression."""

_DELIMITER = re.compile(
    r"[\s\u3001-\u3003\u3008-\u3020\u30fb\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\u2010-\u2027]"
)
# What addresses, paths, names of files, versions, times, keys and values, entities and citations are made of: some
# characters anywhere; a `=` that is not one of two, which highlight; `::`, or a colon between letters or digits; a dot
# before letters or digits, but for that of a decimal number; a text among the arguments of a function.
_FOREIGN = re.compile(
    r"[/\\@#$^_<>\[\]{}|&`=:.\"'](?:(?<=[/\\@#$^_<>\[\]{}|&`])|(?<!==)(?<==)(?!=)|(?<=::)"
    r"|(?<=[A-Za-z0-9]:)(?=[A-Za-z0-9])|(?<=\.)(?=[A-Za-z])|(?<=[A-Za-z]\.)(?=[0-9])"
    r"|(?<=[0-9]\.)(?=[0-9]++\.[0-9])|(?<=\([\"']))"
)
# Where a link, a definition, a footnote or an HTML tag might begin; and drawings of lines, whose columns would shift.
_OPENING = re.compile(r"\](?=[(:])|<(?![ \t\r\n])|\[\^|[\u2500-\u257f]")
_OPENING_OR_LABEL = re.compile(r"\](?=[(:])|<(?![ \t\r\n])|\[|[\u2500-\u257f]")
_DASHES = re.compile(r"\ufeff?\s*+---")
_PARAGRAPH_END = re.compile(r"(?:\r\n|\n|\r)[ \t]*+(?=[\r\n]|\Z)")


class PlainText:
    """The plain prose of a note. `stretches` are its pieces, in order: plain in them is what may be changed."""

    def __init__(self, note: Note, wording: Wording) -> None:
        self.text = wording.text
        self._note = note
        self._wording = wording

    @cached_property
    def stretches(self) -> list[tuple[int, int]]:
        """Prose without what follows something that could be the beginning of a link and the like, in a paragraph.

        None in a note whose properties stand in its text, because its front matter is not where it should be.
        """
        has_loose_properties = self._note.front_matter is None and _DASHES.match(self.text)
        return [] if has_loose_properties else list(self._without_risks())

    def _without_risks(self) -> Iterator[tuple[int, int]]:
        end = 0  # of the last risky stretch
        risks = self._risks()
        risk = next(risks, None)
        for start, piece_end, part in self._wording.pieces:
            position = max(start, end)
            while risk and risk[0] < piece_end:
                if part is Part.PROSE and position < risk[0]:
                    yield position, risk[0]
                end = risk[1]
                position = max(position, end)
                risk = next(risks, None)
            if part is Part.PROSE and position < piece_end:
                yield position, piece_end

    def _risks(self) -> Iterator[tuple[int, int]]:
        """Yield stretches, in order and apart, from what might be an opening mark to the end of the paragraph."""
        has_labels = any(region.kind is RegionKind.DEFINITION for region in self._note.regions)
        search = (_OPENING_OR_LABEL if has_labels else _OPENING).search
        pieces, index = self._wording.pieces, 0
        found = search(self.text)
        while found:
            place = found.end() if self.text[found.start()] == "]" else found.start()
            while index < len(pieces) and pieces[index].end <= place:
                index += 1
            position = found.end()
            if index < len(pieces) and pieces[index].part in (Part.PROSE, Part.LINK_TEXT):
                end = _PARAGRAPH_END.search(self.text, position)
                position = end.start() if end else len(self.text)
                yield found.start(), position
            found = search(self.text, position)

    @cached_property
    def _foreign(self) -> list[tuple[int, int]]:
        """Addresses, paths, versions and so on, with all around them up to a blank or full-width punctuation."""
        runs: list[tuple[int, int]] = []
        end = 0
        for start, stretch_end in self.stretches:
            for found in _FOREIGN.finditer(self.text, start, stretch_end):
                if found.start() < end:
                    continue
                first = found.start()
                while first > start and not _DELIMITER.match(self.text, first - 1):
                    first -= 1
                delimiter = _DELIMITER.search(self.text, found.end(), stretch_end)
                end = delimiter.start() if delimiter else stretch_end
                runs.append((first, end))
        return runs

    @cached_property
    def _foreign_starts(self) -> list[int]:
        return [start for start, _ in self._foreign]

    def is_foreign(self, position: int) -> bool:
        """Whether the character there is part of an address, a path, a version and so on."""
        index = bisect_right(self._foreign_starts, position) - 1
        return index >= 0 and position < self._foreign[index][1]
