"""`vault stats`: count what is in a vault."""

import click

from vault_tools.cli.listing import FORMATS
from vault_tools.cli.session import Session, reading_options
from vault_tools.cli.table import table
from vault_tools.report.gate import terminal
from vault_tools.report.machine import Json, dumps
from vault_tools.survey.counts import statistics


@click.command("stats")
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@reading_options
@click.pass_obj
def command(session: Session, output_format: str) -> int:
    """Count what is in a vault: notes, links, headings, properties, tags, tasks; and name the most linked notes.

    Notes among Obsidian's "Excluded files" are not counted. Orphans are notes that no other links to, dead ends notes
    that link to no other.
    """
    vault, _ = session.open()
    found = statistics(vault)
    if output_format == "json":
        linked: list[Json] = [{"path": path, "notes": count} for path, count in found.most_linked]
        session.output.write(dumps({**found.counts, "most-linked": linked}) + "\n")
        return 0
    rows = [(session.text(f"stats.{name}"), f"{count:,}") for name, count in found.counts.items()]
    for line in table(rows, right={1}):
        session.output.line(line)
    if found.most_linked:
        session.output.line("")
        session.output.line(session.text("stats.most-linked"))
        for path, count in found.most_linked:
            session.output.line(f"{count:>7,}  {terminal(path)}")
    return 0
