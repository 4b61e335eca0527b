"""The addresses in a note: in its links, as values of properties, and in its prose."""

import re
from collections.abc import Collection, Iterator

from vault_tools.model import ExternalLink, LinkKind, Note, Span
from vault_tools.properties import entries

# An address ends where a reader sees its end: at a blank, a bracket, a quote, and at Chinese punctuation, which
# others take into the link.
_BARE = re.compile(
    r"(?<![A-Za-z0-9])https?+://(?=[A-Za-z0-9\[])[^\s<>\[\]{}\"`\\^|\u2018-\u201f\u2026\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40"
    r"\uff5b-\uff65\x00-\x1f]++",
    re.IGNORECASE,
)
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


def bare_addresses(text: str) -> Iterator[ExternalLink]:
    """Yield the addresses of pages in a text that is nothing but prose."""
    for found in _BARE.finditer(text):
        start, length = found.start(), _length(found[0])
        yield ExternalLink(LinkKind.MARKDOWN, found[0][:length], Span(start, start + length))


def _length(text: str) -> int:
    """Return the length without punctuation at the end, and without a `)` that closes nothing, as GFM has it."""
    length, unopened = len(text), text.count(")") - text.count("(")
    while (last := text[length - 1]) in _PUNCTUATION or (last == ")" and unopened > 0):
        unopened -= last == ")"
        length -= 1
    return length
