"""Links to a heading that a fix changes: the `#fragment` is rewritten, so that they lead to the same heading."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from vault_tools.findings import Edit
from vault_tools.fixing.leads import Expectation, Lead
from vault_tools.model import Link, LinkKind, Note, NoteKind, Span
from vault_tools.parse.links import WIKILINK, read_destination
from vault_tools.resolve import SubpathStatus, fold_heading
from vault_tools.vault import Vault

# What Obsidian leaves out of a link to a heading (section 2.7 of `docs/obsidian.md`).
_LEFT_OUT = re.compile(r"[:#|^\\\r\n]|%%|\[\[|\]\]")
_ESCAPED_IN_YAML = re.compile(r'["\\]')  # in a link, a blank says the same
_BLANKS = re.compile(r"\s+")
_ENCODED = re.compile(r"[\s%()<>\x00-\x1f]")
_ENCODED_IN_ANGLES = re.compile(r"[%<>\x00-\x1f]")
_OPENING = re.compile(r"\([ \t\r\n]*+(<?)")
_DEFINITION = re.compile(r"\[(?:[^\[\]\\]|\\.)++\]:\s*+(?:<((?:[^<>\\\n]|\\.)*+)>|([^\s\x00-\x1f]++))")
_MAX_TRIES = 4  # a title may hold what looks like a destination, too


class LostError(Exception):
    """A link to a heading cannot be taken along. `source` is the note it stands in."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source


def inbound_edits(
    vault: Vault, path: str, expected: Expectation, text_of: Callable[[str], str]
) -> dict[str, tuple[Edit, ...]]:
    """Return the edits, by note, that let all links into the note at `path` lead to the headings they led to.

    The places of the edits are those of the notes before the fix, whose texts are `text_of`. Raises LostError.
    """
    found: dict[str, list[Edit]] = {}
    for source, link in vault.backlinks.get(path, ()):
        if link.subpath is None:
            continue
        wanted = expected.lead(link, source)
        if wanted != expected.after.lead(link, source):
            note = vault.note(source)
            edit = _rewritten(link, source, wanted, expected, text_of(source)) if _is_text(note) else None
            if edit is None:
                raise LostError(source)
            found.setdefault(source, []).append(edit)
    return {source: tuple(edits) for source, edits in found.items()}


def _is_text(note: Note | None) -> bool:
    return note is not None and note.kind is NoteKind.NOTE


def _rewritten(link: Link, source: str, wanted: Lead, expected: Expectation, text: str) -> Edit | None:
    """Return the edit of one link's fragment; None where no fragment leads to the heading, or none can be written."""
    if wanted.status is not SubpathStatus.HEADING or wanted.place is None:
        return None
    place = _fragment(link, text[link.span.start : link.span.end])
    if place is None:
        return None
    for subpath in _spellings(link, wanted, expected):
        if link.kind is LinkKind.PROPERTY:
            subpath = _BLANKS.sub(" ", _ESCAPED_IN_YAML.sub(" ", subpath)).strip()
        written = place.write(subpath)
        if expected.after.lead(_with_subpath(link, subpath), source) == wanted:
            return Edit(Span(link.span.start + place.start, link.span.start + place.end), written)
    return None


def _with_subpath(link: Link, subpath: str) -> Link:
    return Link(link.kind, link.target, subpath, link.span)


def _spellings(link: Link, wanted: Lead, expected: Expectation) -> Iterator[str]:
    """Yield fragments for a heading: the old one with what has changed in it, the heading alone, with what is above."""
    path = wanted.path or ""
    old, new = expected.before.subpaths(path), expected.after.subpaths(path)
    note = expected.after.note(path)
    if old is None or new is None or note is None or not isinstance(wanted.place, int):
        return
    texts = _Written(note)
    pairs: Mapping[int, int] = expected.pairs.get(path, {})
    parts = [part for part in (link.subpath or "").split("#") if part]
    places = [pairs.get(place) for place in old.places(link.subpath or "")]
    renamed = [
        part if place is None or fold_heading(part) == fold_heading(note.headings[place].text) else texts[place]
        for part, place in zip(parts, places, strict=False)
    ]
    yield "#" + "#".join(renamed)
    yield "#" + texts[wanted.place]
    above = [texts[place] for place in _above(note, wanted.place)]
    yield "#" + "#".join((*above, texts[wanted.place]))


class _Written:
    """The texts of a note's headings as Obsidian writes them in links, by place."""

    def __init__(self, note: Note) -> None:
        self.note = note

    def __getitem__(self, place: int) -> str:
        return _BLANKS.sub(" ", _LEFT_OUT.sub(" ", self.note.headings[place].text)).strip()


def _above(note: Note, place: int) -> list[int]:
    """Return the places of the headings that the heading at `place` stands under, outermost first."""
    found: list[int] = []
    level = note.headings[place].level
    for index in range(place - 1, -1, -1):
        heading = note.headings[index]
        if heading.level < level and not heading.is_nested:
            found.insert(0, index)
            level = heading.level
    return found


class _Place(NamedTuple):
    """Where a fragment stands in a link's own text, and what must be encoded there."""

    start: int
    end: int
    encoded: re.Pattern[str] | None = None

    def write(self, subpath: str) -> str:
        return self.encoded.sub(_percent, subpath) if self.encoded else subpath


def _percent(char: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in char[0].encode("utf-8", "replace"))


def _fragment(link: Link, raw: str) -> _Place | None:
    """Return where the fragment stands in `raw`, the text of a link; None where it cannot be told."""
    if WIKILINK.fullmatch(raw):
        return _in_wikilink(raw)
    if link.kind is LinkKind.REFERENCE:
        return _in_definition(raw)
    return _in_markdown(raw)


def _in_definition(raw: str) -> _Place | None:
    found = _DEFINITION.match(raw)
    group = found.lastindex if found else None
    return _in_destination(found[group], found.start(group), group == 1) if found and group else None


def _in_wikilink(raw: str) -> _Place | None:
    start = raw.index("[[") + 2
    inner = raw[start:-2]
    bar = inner.find("|", len(inner) - len(inner.lstrip()) + 1)
    target = (inner[:bar] if bar > 0 else inner).rstrip()
    if target.endswith("\\"):
        target = target[:-1].rstrip()
    hash_mark = target.find("#")
    return _Place(start + hash_mark, start + len(target)) if hash_mark >= 0 else None


def _in_markdown(raw: str) -> _Place | None:
    position = len(raw)
    for _ in range(_MAX_TRIES):
        position = raw.rfind("](", 0, position)
        if position < 0:
            break
        found = read_destination(raw, position + 1, len(raw))
        opening = _OPENING.match(raw, position + 1)
        if found and opening and found[1] == len(raw):
            return _in_destination(found[0], opening.end(), bool(opening[1]))
    return None


def _in_destination(written: str, start: int, is_in_angles: bool) -> _Place | None:
    hash_mark = written.find("#")
    if hash_mark < 0:
        return None
    return _Place(start + hash_mark, start + len(written), _ENCODED_IN_ANGLES if is_in_angles else _ENCODED)
