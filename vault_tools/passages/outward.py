"""The addresses in a note: in its links, as values of properties, and in its prose."""

import re
from collections.abc import Collection, Iterator

from vault_tools.model import ExternalLink, Link, LinkKind, Note, Region, Span
from vault_tools.properties import entries

# An address ends where a reader sees its end: at a blank, a bracket, a quote, and at Chinese punctuation, which
# others take into the link.
_BARE = re.compile(
    r"(?<![A-Za-z0-9])https?+://(?=[A-Za-z0-9\[])[^\s<>\[\]{}\"`\\^|\u2018-\u201f\u2026\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40"
    r"\uff5b-\uff65\x00-\x1f]++",
    re.IGNORECASE,
)
_MARK = "://"
_CERTAIN = re.compile(r"[A-Za-z0-9._~%+=&;/@#-]*+")
_PUNCTUATION = ".,:;!?'*_~"  # at its end it belongs to the sentence


def linked_addresses(note: Note, kinds: Collection[str]) -> Iterator[ExternalLink]:
    """Yield the links out of the vault of certain kinds: `autolink`, `property`, or those of LinkKind."""
    for link in note.external_links:
        if _kind(link) in kinds:
            yield link
    if "property" not in kinds:
        return
    for prop in note.properties:
        for value, span in entries(prop):
            if isinstance(value, str) and value.startswith(("https://", "http://")):
                yield ExternalLink(LinkKind.PROPERTY, value, span)


def _kind(link: ExternalLink) -> str:
    """Return how an address is linked to: less than four characters around it are no brackets and parentheses."""
    return "autolink" if link.span.end - link.span.start < len(link.url) + 4 else link.kind


def bare_addresses(note: Note, text: str) -> Iterator[ExternalLink]:
    """Yield the addresses of pages that stand in a note's prose and headings; `text` is the whole of it.

    That is outside of links, code and the like: what these are is known, so nothing else needs to be told apart.
    """
    first = note.front_matter.span.end if note.front_matter else 0
    if not _has_loose_marks(note, text, first):
        return
    facts: tuple[ExternalLink | Link | Region, ...] = (*note.external_links, *note.links, *note.regions)
    spans = iter(sorted([(fact.span.start, fact.span.end) for fact in facts]))
    span, position = next(spans, None), first
    for mark in _marks(text, first):
        start = mark - (5 if text[mark - 1] in "sS" else 4)
        while span and span[0] <= start:
            position = max(position, span[1])
            span = next(spans, None)
        found = _BARE.match(text, start, span[0] if span else len(text)) if start >= position else None
        if found:
            position = start + _length(found[0])
            yield ExternalLink(LinkKind.MARKDOWN, text[start:position], Span(start, position))


def ends_clearly(url: str) -> bool:
    """Whether it is certain that what stands behind the `?` of a bare address belongs to it, and not to the text."""
    return _CERTAIN.fullmatch(url.partition("?")[2]) is not None


def _has_loose_marks(note: Note, text: str, start: int) -> bool:
    """Whether `://` stands anywhere but in links out of the vault: mostly it does not."""
    count, position = text.count(_MARK, start), start
    for link in note.external_links if count else ():
        if link.span.start >= position:
            count -= text.count(_MARK, link.span.start, link.span.end)
            position = link.span.end
    return count > 0


def _marks(text: str, position: int) -> Iterator[int]:
    """Yield the places where `://` stands: most of the time of a regular expression would go into finding it."""
    while (position := text.find(_MARK, position)) >= 0:
        yield position
        position += len(_MARK)


def _length(text: str) -> int:
    """Return the length without punctuation at the end, and without a `)` that closes nothing, as GFM has it."""
    length, unopened = len(text), text.count(")") - text.count("(")
    while (last := text[length - 1]) in _PUNCTUATION or (last == ")" and unopened > 0):
        unopened -= last == ")"
        length -= 1
    return length
