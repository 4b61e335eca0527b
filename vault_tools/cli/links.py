"""`vault links`: list what a note links to."""

import click

from vault_tools.cli import completing
from vault_tools.cli.listing import FORMATS, LinkLister
from vault_tools.cli.session import Session, reading_options
from vault_tools.messages import text
from vault_tools.report.gate import terminal
from vault_tools.report.machine import dumps
from vault_tools.resolve import Resolution, SubpathStatus

_BROKEN = (SubpathStatus.BROKEN_HEADING, SubpathStatus.BROKEN_BLOCK)


@click.command("links")
@click.argument("note", shell_complete=completing.notes)
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@reading_options
@click.pass_obj
def command(session: Session, note: str, output_format: str) -> int:
    """List what NOTE links to, in reading order.

    NOTE is a path, or what a link to the note would say. Links that leave the vault are left out.
    """
    vault, _ = session.open()
    facts = session.read_note(vault, note)
    path = facts.path if facts else ""
    resolved = vault.resolved(facts) if facts else ()
    lister = LinkLister(vault)
    if output_format == "json":
        session.output.write(dumps([lister.describe(path, *found) for found in resolved]) + "\n")
        return 0
    for link, resolution in resolved:
        line, column = lister.place(path, link)
        count = str(len(resolution.candidates))
        values = {"link": link.target + (link.subpath or ""), "path": resolution.path or "", "count": count}
        shown = text(session.output.lang, f"links.{_outcome(resolution, vault.subpath(link, resolution)[0])}", values)
        session.output.line(f"{line}:{column}  {terminal(shown)}")
    return 0


def _outcome(resolution: Resolution, status: SubpathStatus) -> str:
    if resolution.path is None:
        return "unresolved"
    if status in _BROKEN:
        return str(status)
    return "ambiguous" if resolution.candidates else "resolved"
