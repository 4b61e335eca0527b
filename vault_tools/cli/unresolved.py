"""`vault unresolved`: list the link targets that do not exist."""

from collections import defaultdict

import click

from vault_tools.cli.listing import FORMATS, LinkLister
from vault_tools.cli.session import Session, reading_options
from vault_tools.messages import text
from vault_tools.model import Link, LinkKind
from vault_tools.report.gate import terminal
from vault_tools.report.machine import Json, dumps


@click.command("unresolved")
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@reading_options
@click.pass_obj
def command(session: Session, output_format: str) -> int:
    """List the link targets that do not exist, with the links to each; those with most links first.

    Targets are counted as Obsidian counts them: case kept, `.md` and headings dropped.
    """
    vault, _ = session.open()
    sources: dict[str, list[tuple[str, Link]]] = defaultdict(list)
    for note in vault.notes:
        for link, resolution in vault.resolved(note):
            if resolution.path is None and link.kind is not LinkKind.BASE:
                sources[link.target.removesuffix(".md")].append((note.path, link))
    ordered = sorted(sources.items(), key=lambda item: (-len(item[1]), item[0]))
    lister = LinkLister(vault)
    if output_format == "json":
        listed: list[Json] = []
        for target, links in ordered:
            places: list[Json] = []
            for source, link in links:
                line, column = lister.place(source, link)
                places.append({"source": source, "line": line, "column": column})
            listed.append({"target": target, "count": len(links), "links": places})
        session.output.write(dumps(listed) + "\n")
        return 0
    for target, links in ordered:
        source, link = links[0]
        key = "unresolved.sources.one" if len(links) == 1 else "unresolved.sources"
        first = str(lister.place(source, link)[0])
        values = {"target": target, "count": f"{len(links):,}", "source": source, "line": first}
        session.output.line(terminal(text(session.output.lang, key, values)))
    return 0
