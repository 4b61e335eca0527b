"""The front matter of a note: its properties, the links in them, and what is wrong with it.

Obsidian's reading (sections 3.1 to 3.8 of `docs/obsidian.md`). An invalid block has no properties at all.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from vault_tools.model import Fault, FrontMatter, Link, Property, Span, Value
from vault_tools.parse.bounds import CLOSING, OPENING, Bounds, find, text_start
from vault_tools.parse.flat import read_flat
from vault_tools.parse.links import property_link

_RULE = "invalid-frontmatter"
_KEY_LINE = re.compile(r"[^\s:#\-][^:\n]*:(?:[ \t\n]|\Z)")
_ODD_OPENING = re.compile(r"(?!---[ \t]*+\n)[-–—－]{1,6}[ \t]*+\n")
_ODD_CLOSING = re.compile(r"\n[-–—－]{1,6}[ \t]*+(?:\n|\Z)")
_LATE_OPENING = re.compile(r"[ \t\n]++(---)[ \t]*+\n")


class Reading(NamedTuple):
    """What was read: the block or None, the offset of the body, links in properties, and what is wrong."""

    front_matter: FrontMatter | None
    body_start: int
    links: list[Link]
    faults: list[Fault]


def read(text: str, source: str) -> Reading:
    """Read the front matter of `text`, the note with normalised line ends; `source` is the note as it is."""
    bounds = find(text)
    if bounds is None:
        return Reading(None, text_start(text), [], list(_misplaced(text)))
    span = Span(bounds.start, bounds.end)
    faults = list(_untidy_opening(source, bounds))
    if flat := read_flat(text, bounds.yaml_start, bounds.yaml_end):
        return Reading(FrontMatter(span, flat, is_valid=True), bounds.end, _flat_links(flat), faults)
    from vault_tools.parse.handler import YamlReading  # 25 ms to import: one front matter in ten needs it

    reading = YamlReading(text[bounds.yaml_start : bounds.yaml_end], bounds.yaml_start)
    front_matter = FrontMatter(span, reading.properties, reading.is_valid)
    return Reading(front_matter, bounds.end, reading.links, faults + reading.faults)


def _flat_links(properties: tuple[Property, ...]) -> list[Link]:
    """Return the links that properties are, or entries of lists."""
    links = []
    for prop in properties:
        texts: list[tuple[str, Value, Span]] = [(prop.key, prop.value, prop.span)]
        if isinstance(prop.value, list):
            texts = [
                (f"{prop.key}.{index}", value, span)
                for index, (value, span) in enumerate(zip(prop.value, prop.items, strict=True))
            ]
        for key, value, span in texts:
            if isinstance(value, str) and value.startswith("["):  # then it is in quotes, which are not of its place
                link = property_link(value, Span(span.start + 1, span.end - 1), key)
                if link:
                    links.append(link)
    return links


def _misplaced(text: str) -> Iterator[Fault]:
    """Yield a fault where there is no front matter, but somebody meant there to be."""
    start = text_start(text)
    opening = OPENING.match(text, start)
    if opening and _KEY_LINE.match(text, opening.end()):
        yield Fault(_RULE, "invalid-frontmatter.unclosed", Span(start, start + 3))
    odd = _ODD_OPENING.match(text, start)
    if odd and _KEY_LINE.match(text, odd.end()) and _ODD_CLOSING.search(text, odd.end() - 1):
        yield Fault(_RULE, "invalid-frontmatter.opening", Span(odd.start(), odd.end() - 1), is_mild=True)
    late = _LATE_OPENING.match(text, start)
    if late and _KEY_LINE.match(text, late.end()) and CLOSING.search(text, late.end() - 1):
        yield Fault(_RULE, "invalid-frontmatter.late", Span(late.start(1), late.end(1)), is_mild=True)


def _untidy_opening(source: str, bounds: Bounds) -> Iterator[Fault]:
    if bounds.start:
        yield Fault(_RULE, "invalid-frontmatter.bom", Span(0, bounds.start + 3), is_mild=True)
    blanks = source[bounds.start + 3 : bounds.yaml_start].rstrip("\r\n")
    if blanks:
        span = Span(bounds.start + 3, bounds.start + 3 + len(blanks))
        yield Fault(_RULE, "invalid-frontmatter.trailing-blanks", span, is_mild=True)
