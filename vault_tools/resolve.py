"""Obsidian's link resolution: a pure function over the names of a vault's files.

The steps and their numbers are those of section 2 in `docs/obsidian.md`: measured in the app, not documented by it.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from vault_tools.model import Link, LinkKind, Note


class Resolution(Struct, frozen=True):
    """What a link's target comes to: `path` is None where it is unresolved.

    `candidates` are the winner and the others where Obsidian's own choice is one of several; otherwise empty.
    `is_mid_segment`: the target matched the end of a longer folder or file name. `is_lookalike`: the winner
    counted as near the note only because its folder's name begins like the note's.
    """

    path: str | None
    candidates: tuple[str, ...] = ()
    is_mid_segment: bool = False
    is_lookalike: bool = False


class SubpathStatus(StrEnum):
    """What a link's sub-path (`#heading`, `#^block`) comes to."""

    NONE = "none"
    HEADING = "heading"
    BLOCK = "block"
    FOOTNOTE = "footnote"
    BROKEN_HEADING = "broken-heading"
    BROKEN_BLOCK = "broken-block"
    NOT_CHECKABLE = "not-checkable"


UNRESOLVED = Resolution(None)

_CLIMB = re.compile(r"(?:\.\./)++")
_MAX_LEVEL = 6

_HEADING_SPACES = str.maketrans(dict.fromkeys('!"#$%&()*+,.:;<=>?@^`{|}~/[]\\\r\n', " "))


def fold(path: str) -> str:
    """Return the form in which paths are compared: NFC, plain spaces, lower case (`lower`, not `casefold`)."""
    return plain(path).lower()


def plain(path: str) -> str:
    """Return a path in NFC, with plain spaces."""
    if path.isascii():
        return path
    return unicodedata.normalize("NFC", path).replace("\u00a0", " ").replace("\u202f", " ")


@lru_cache(10_000)  # the same notes are linked to over and over
def identity(target: str) -> str:
    """Return what is the same for all spellings of a link's target: by it a finding is known again."""
    return fold(target).removesuffix(".md")


class Names:
    """The files of a vault by name: the table that links are looked up in. Never touches the file system."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_name: dict[str, list[str]] = {}
        for path in sorted(paths):
            self._by_name.setdefault(fold(path.rpartition("/")[2]), []).append(path)

    def named(self, name: str) -> list[str]:
        """Return the paths whose folded last segment, extension included, is `name`, in path order."""
        return self._by_name.get(name, [])

    def __contains__(self, path: str) -> bool:
        return path in self.named(fold(path.rpartition("/")[2]))


def follow(link: Link, source: str, names: Names) -> Resolution:
    """Resolve a link that stands in the file at `source`."""
    if link.kind is LinkKind.CANVAS:  # a canvas names the file by its exact path
        return Resolution(link.target) if link.target in names else UNRESOLVED
    return resolve(link.target, source, names)


def resolve(target: str, source: str, names: Names) -> Resolution:
    """Resolve a link's target (no alias, no sub-path) as written in the note at the vault path `source`.

    Pure: nothing but `names` decides. Aliases and titles never resolve.
    """
    if not target:  # step 1
        return Resolution(source)
    wanted = fold(target)  # step 2
    found = names.named(wanted.rpartition("/")[2]) if "." in wanted.rpartition("/")[2] else []
    if not found:
        wanted = fold(target + ".md")  # appended before folding: a final sigma is no longer final
        found = names.named(wanted.rpartition("/")[2])
    if not found:
        return UNRESOLVED
    if "/" not in wanted and len(found) == 1:  # step 3
        return Resolution(found[0])
    is_absolute = wanted.startswith("/")
    if wanted.startswith(("./", "../")):  # step 4
        wanted = _join(fold(_folder(source)), wanted)
    wanted = wanted.removeprefix("/")
    for path in found:  # steps 4 and 5
        if fold(path) == wanted:
            return Resolution(path)
    return UNRESOLVED if is_absolute else _by_suffix(wanted, _folder(source), found)


def _by_suffix(wanted: str, folder: str, found: list[str]) -> Resolution:
    """Step 7: plain string suffixes; those that begin like the source's folder first, then by length."""
    matching = [path for path in found if fold(path).endswith(wanted)]
    if not matching:
        return UNRESOLVED
    near = [path for path in matching if path.startswith(folder)]
    far = [path for path in matching if not path.startswith(folder)]
    ranked = sorted(near, key=_length) + sorted(far, key=_length)
    winner = ranked[0]
    before = fold(winner)[: -len(wanted)]
    return Resolution(
        path=winner,
        candidates=tuple(ranked) if len(ranked) > 1 else (),
        is_mid_segment=bool(before) and not before.endswith("/"),
        is_lookalike=bool(folder and near and far) and not winner.startswith(folder + "/"),
    )


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _length(path: str) -> int:
    return len(path.encode("utf-16-le", "surrogatepass"))  # as JavaScript counts


def _join(folder: str, relative: str) -> str:
    relative = relative.removeprefix("./")
    climb = _CLIMB.match(relative)
    up = climb.end() // len("../") if climb else 0
    kept = folder.split("/")[: max(folder.count("/") + 1 - up, 0)] if folder else []
    return "/".join((*kept, relative[3 * up :]))


class Subpaths:
    """What links can name inside a note: its headings, block ids and footnotes, for quick lookup."""

    def __init__(self, note: Note) -> None:
        self._headings: dict[tuple[str, int], list[int]] = {}  # by folded text and level: places in reading order
        self._headings_in_order = note.headings
        for place, heading in enumerate(note.headings):
            if not heading.is_nested:
                self._headings.setdefault((fold_heading(heading.text), heading.level), []).append(place)
        self._blocks = {block.id.lower(): block.id for block in reversed(note.blocks)}
        self._footnotes = {footnote.id.lower() for footnote in note.footnotes if footnote.is_definition}

    def resolve(self, subpath: str) -> tuple[SubpathStatus, str]:
        """Look up a sub-path, `#` included: what it is, and the heading (`text@level`) or id found.

        One part `^id` is a block, `[^id]` a footnote; anything else is walked through the headings outside quotes
        and lists, each part a deeper one than the last (section 2.7).
        """
        parts = [part for part in subpath.split("#") if part]
        if not parts:
            return SubpathStatus.NONE, ""
        if len(parts) == 1 and parts[0].startswith("^"):
            block = self._blocks.get(parts[0][1:].lower())
            return (SubpathStatus.BROKEN_BLOCK, "") if block is None else (SubpathStatus.BLOCK, block)
        if len(parts) == 1 and parts[0].startswith("[^"):  # a wikilink ends before the bracket that closes this one
            wanted = parts[0][2:].removesuffix("]").lower()
            is_defined = wanted in self._footnotes
            return (SubpathStatus.FOOTNOTE, wanted) if is_defined else (SubpathStatus.BROKEN_BLOCK, "")
        return self._walk(parts)

    def places(self, subpath: str) -> list[int]:
        """Return which of the note's headings each part of a sub-path leads to; none where it names no heading."""
        if self.resolve(subpath)[0] is not SubpathStatus.HEADING:
            return []
        return self._places([part for part in subpath.split("#") if part])

    def _walk(self, parts: list[str]) -> tuple[SubpathStatus, str]:
        places = self._places(parts)
        if not places:
            return SubpathStatus.BROKEN_HEADING, ""
        heading = self._headings_in_order[places[-1]]
        return SubpathStatus.HEADING, f"{heading.text}@{heading.level}"

    def _places(self, parts: list[str]) -> list[int]:
        """Return the places of the headings that the parts walk through; none where one of them is missing."""
        places = []
        place, level = -1, 0
        for part in parts[: _MAX_LEVEL + 1]:
            place, level = self._next(fold_heading(part), place, level)
            if place < 0:
                return []
            places.append(place)
        return places

    def _next(self, text: str, place: int, level: int) -> tuple[int, int]:
        """Return place and level of the next heading `text` behind `place` and below `level`; a place of -1 if none."""
        found = []
        for deeper in range(level + 1, _MAX_LEVEL + 1):
            places = self._headings.get((text, deeper), ())
            index = bisect_right(places, place)
            if index < len(places):
                found.append((places[index], deeper))
        return min(found, default=(-1, 0))


def fold_heading(text: str) -> str:
    """Return the form in which headings are compared: ASCII punctuation but `-`, `_`, `'` is space, lower case."""
    return " ".join(text.translate(_HEADING_SPACES).split()).lower()
