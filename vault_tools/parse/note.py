"""A note's text to its facts: the one entry of the Markdown parser. Pure, and total: every text is a note."""

from collections.abc import Iterable

from vault_tools.model import ExternalLink, Footnote, Link, LinkKind, ListItems, Note, Region, Span
from vault_tools.parse import characters, directives, frontmatter
from vault_tools.parse.blocks import scan_blocks
from vault_tools.parse.inline import Inline, normal_label
from vault_tools.parse.links import markdown_link
from vault_tools.parse.source import normalise
from vault_tools.parse.structure import Definition


def parse_note(path: str, source: str) -> Note:
    """Return the facts of the note at `path` (relative to the vault, with `/`) whose whole text is `source`.

    Raises nothing: what is wrong with the text is among the note's faults.
    """
    text = normalise(source)
    head = frontmatter.read(text, source)
    blocks = scan_blocks(text, head.body_start)
    inline = Inline(text, head.body_start, blocks)
    links = head.links + inline.links
    external_links = inline.external_links
    if blocks.definitions:
        used = [found for found in blocks.definitions if normal_label(found.label) in inline.used_labels]
        links, external_links = _with_definitions(used, links, external_links)
    regions = blocks.regions + inline.regions
    if inline.regions:
        regions.sort(key=_start)
    faults = head.faults + blocks.faults
    faults += characters.faults(text, regions, has_invisible=inline.has_invisible)
    return Note(
        path=path,
        front_matter=head.front_matter,
        links=tuple(links),
        external_links=tuple(external_links),
        headings=tuple(blocks.headings),
        blocks=tuple(inline.block_ids),
        tags=tuple(inline.tags),
        items=ListItems.pack(blocks.items),
        footnotes=tuple(sorted(blocks.footnotes + inline.footnotes, key=_start)),
        regions=tuple(regions),
        directives=directives.read(text, head.front_matter, regions),
        faults=tuple(faults),
        length=len(source),
    )


def _start(fact: Link | ExternalLink | Footnote | Region) -> int:
    return fact.span.start


def _with_definitions(
    definitions: Iterable[Definition], links: list[Link], external_links: list[ExternalLink]
) -> tuple[list[Link], list[ExternalLink]]:
    """Add what link reference definitions point to: the definition is the link, once, if anything refers to it."""
    for definition in definitions:
        destination = definition.destination
        if destination.startswith("<"):
            destination = destination[1:-1]
        span = Span(definition.span.start, definition.span.end)
        link = markdown_link(LinkKind.REFERENCE, destination, span, definition.label)
        if isinstance(link, Link):
            links.append(link)
        elif link:
            external_links.append(link)
    return sorted(links, key=_start), sorted(external_links, key=_start)
