"""Where the target of a link or an address stands in a note's text, and how another is written in its place.

Everything that is written is read again as the parser reads it, and dropped where it would not say the same.
"""

import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import NamedTuple

from vault_tools.findings import Edit
from vault_tools.model import ExternalLink, Link, LinkKind, Span
from vault_tools.parse.links import (
    WIKILINK,
    decode_uri,
    markdown_link,
    property_link,
    read_destination,
    split_subpath,
    unescape,
    wikilink,
)
from vault_tools.parse.source import normalise

_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
# Where such a mark comes or goes, what began before the link may end in it, or no longer.
_FRAGILE = re.compile(r"[\[\]`$<>]|%%")
_NOT_IN_WIKILINKS = re.compile(rf"[|#]|{_FRAGILE.pattern}")
# `#` and `$` stay encoded where Obsidian decodes, so that no Markdown destination can hold them.
_NOT_IN_DESTINATIONS = re.compile(r"[#$]")
_ENCODED = re.compile(r"[\s%()<>\[\]\\`|*_~^]")
_ENCODED_IN_ANGLES = re.compile(r"[^\S ]|[%<>\[\]\\`|*_~^]")
_OPENING = re.compile(r"\([ \t\n]*+(<?)")
_DEFINITION = re.compile(r"\[(?:[^\[\]\\\n]|\\.)++\]:[ \t]*+\n?[ \t]*+(?:<((?:[^<>\\\n]|\\.)*+)>|([^\s\x00-\x1f]++))")
_PIPE = re.compile(r"(?:[^\[|]++|\[\[[^\[\]\n]*+\]\]|\[)*+\|")  # outside of wikilinks
_HASH = re.compile(r"(?<!&)\\?#")
_MAX_TRIES = 4  # a title may hold what looks like a destination, too
_NEAR_COLON = 100
_NEAR = 2_000  # characters in which the line around a link is looked for


class _Place(NamedTuple):
    """What is written where: `start` and `end` are characters of the link's own text, without blanks around."""

    start: int
    end: int
    written: str
    is_wikilink: bool = False
    is_in_angles: bool = False


def retarget(link: Link, text: str, target: str, label: str = "") -> Edit | None:
    """Return the edit by which `link`, of the note whose whole text is `text`, gets another target.

    `target` is a path as `Link.target` holds it: neither encoded nor with a sub-path. Sub-path, label and title stay;
    a wikilink without a label is given `label`. None where it cannot be written so that it is read again as meant, and
    for links outside of Markdown text.
    """
    target = target.replace("\u00a0", " ").replace("\u202f", " ")  # as they are read
    raw = _raw(link.span, text)
    place = _target_place(link, raw)
    written = _written(target, place) if place else ""
    if place is None or not written:
        return None
    end, said = place.end, link.label
    if label and said is None and place.is_wikilink:
        end, said = len(raw) - len("]]"), label
        written += raw[place.end : end] + ("\\|" if _is_in_table(link, text) else "|") + label
    meant = Link(link.kind, target, link.subpath, link.span, said, link.key)
    if not _is_safe(link, text, raw, written) or _read(meant, raw[: place.start] + written + raw[end:]) != meant:
        return None
    return Edit(Span(link.span.start + place.start, link.span.start + end), written)


def readdress(link: ExternalLink, text: str, change: Callable[[str], str]) -> Edit | None:
    """Return the edit that changes the address of a link, as it is written; None where nothing changes.

    What is the same before and after stays untouched. An address with nothing around it but quotes or angle brackets
    counts as a link, too.
    """
    place = _address_place(link, text)
    if place is None:
        return None
    old = text[place.start : place.end]
    new = change(old)
    before = _shared(old, new)
    behind = _shared(old[before:][::-1], new[before:][::-1])
    span = Span(place.start + before, place.end - behind)
    return Edit(span, new[before : len(new) - behind]) if new != old else None


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with that are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _address_place(link: ExternalLink, text: str) -> Span | None:
    """Return where the address of a link stands in the whole text, escaped or not; None if it is not there."""
    raw, start = _raw(link.span, text), link.span.start
    if raw == link.url:
        return link.span
    if raw[1:-1] == link.url:
        return Span(start + 1, start + 1 + len(link.url))
    for place in _places(link.kind, raw):
        if link.url in (place.written, unescape(place.written)):
            return Span(start + place.start, start + place.end)
    return None


def _raw(span: Span, text: str) -> str:
    return normalise(text[span.start : span.end])


# -- reading ---------------------------------------------------------------------------------------------------


def _places(kind: LinkKind, raw: str) -> Iterator[_Place]:
    """Yield where the destination may stand in a link's own text: the first that says the right thing is it."""
    if kind is LinkKind.CANVAS or kind is LinkKind.BASE:
        return
    if kind is LinkKind.REFERENCE:
        if found := _DEFINITION.match(raw):
            group = found.lastindex or 0
            yield _Place(*found.span(group), found[group], is_in_angles=group == 1)
    elif raw.startswith(("[[", "![[")) and kind not in (LinkKind.MARKDOWN, LinkKind.IMAGE):
        yield _wikilink_place(raw)
    else:
        yield from _destinations(raw)


def _target_place(link: Link, raw: str) -> _Place | None:
    """Return where the path of a link's target stands, in front of its sub-path."""
    for place in _places(link.kind, raw):
        path = place if place.is_wikilink else _path(place)
        if (path.written if path.is_wikilink else _decoded(path.written)) == link.target:
            return path
    return None


def _wikilink_place(raw: str) -> _Place:
    """Return where a wikilink's path stands, up to its sub-path or label: the counterpart of `parse.links.wikilink`."""
    start = raw.index("[[") + 2
    inner = raw[start:-2]
    start += len(inner) - len(inner.lstrip())
    target = inner.strip()
    bar = target.find("|", 1)
    if bar > 0:
        target = target[:bar].rstrip()
    if target.endswith("\\"):
        target = target[:-1].rstrip()
    path = target.partition("#")[0].rstrip()
    return _Place(start, start + len(path), split_subpath(path)[0], is_wikilink=True)


def _destinations(raw: str) -> Iterator[_Place]:
    """Yield what may be the destination of an inline link, from its end on: whatever is read up to there."""
    position = len(raw)
    for _ in range(_MAX_TRIES):
        position = raw.rfind("](", 0, position)
        if position < 0:
            return
        found = read_destination(raw, position + 1, len(raw))
        opening = _OPENING.match(raw, position + 1)
        if found and opening and found[1] == len(raw):
            start = opening.end()
            yield _Place(start, start + len(found[0]), found[0], is_in_angles=bool(opening[1]))


def _path(place: _Place) -> _Place:
    """Return the part of a destination in front of its sub-path."""
    hash_mark = _HASH.search(place.written)
    length = hash_mark.start() if hash_mark else len(place.written)
    return place._replace(end=place.start + length, written=place.written[:length])


def _decoded(destination: str) -> str:
    return split_subpath(decode_uri(unescape(destination)).strip())[0]


# -- writing ---------------------------------------------------------------------------------------------------


def _written(target: str, place: _Place) -> str:
    """Return how a target is written where `place` is; empty where it cannot be."""
    if _UNWRITABLE.search(target) or _FRAGILE.search(place.written):
        return ""
    if place.is_wikilink:
        return "" if _NOT_IN_WIKILINKS.search(target) else target
    if _NOT_IN_DESTINATIONS.search(target):
        return ""
    return (_ENCODED_IN_ANGLES if place.is_in_angles else _ENCODED).sub(_percent, target)


def _percent(char: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in char[0].encode())


def _is_in_table(link: Link, text: str) -> bool:
    """Whether the link may stand in a table, where the pipe of a label is escaped; that does no harm elsewhere."""
    start, end = link.span.start, link.span.end
    before, behind = text[max(start - _NEAR, 0) : start], text[end : end + _NEAR]
    if link.kind is LinkKind.PROPERTY or ("|" not in before and "|" not in behind):
        return False
    lines = (*before.replace("\r", "\n").rsplit("\n", 2)[-2:], behind.replace("\r", "\n").partition("\n")[0])
    return any(_PIPE.match(line) for line in lines)


def _is_safe(link: Link, text: str, raw: str, written: str) -> bool:
    """Whether what is written means itself: in front matter, without what quotes would escape."""
    if link.kind is not LinkKind.PROPERTY:
        return not _would_be_a_destination(text[max(link.span.start - _NEAR, 0) : link.span.start])
    is_single = text[link.span.start - 1 : link.span.start] == "'"
    special = "'\n" if is_single else '"\\\n'
    return not any(char in special for char in raw + written)


def _would_be_a_destination(before: str) -> bool:
    """Whether, behind such a text, one without blanks could be the destination of `[x]:` or `[x](`."""
    start = before.rfind("](")
    if start >= 0:
        word = before[start + 2 :].lstrip()
        if word.count("(") >= word.count(")") and len(word.split(None, 1)) < 2 and not word[-1:].isspace():
            return True
    return before[-_NEAR_COLON:].rstrip().endswith("]:")


def _read(meant: Link, raw: str) -> object:
    """Return what a link's new text is read as, where `meant` says what sort of link it should be."""
    if meant.kind is LinkKind.PROPERTY:
        return property_link(raw, meant.span, meant.key)
    found = WIKILINK.fullmatch(raw)
    if found and meant.syntax == "wikilink":
        return wikilink(meant.kind, found[1] or found[2], meant.span)
    read = (markdown_link(meant.kind, place.written, meant.span, meant.label) for place in _places(meant.kind, raw))
    return next((link for link in read if link == meant), None)
