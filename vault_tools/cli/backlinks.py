"""`vault backlinks`: list what links to a note."""

import click

from vault_tools.cli import completing
from vault_tools.cli.listing import FORMATS, LinkLister, written
from vault_tools.cli.session import Session, reading_options
from vault_tools.report.gate import terminal
from vault_tools.report.machine import dumps


@click.command("backlinks")
@click.argument("note", shell_complete=completing.linkables)
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@reading_options
@click.pass_obj
def command(session: Session, note: str, output_format: str) -> int:
    """List what links to NOTE: any file of the vault, by its path or by what a link to it would say."""
    vault, _ = session.open()
    path = session.find_note(vault, note)
    backlinks = vault.backlinks.get(path, [])
    lister = LinkLister(vault)
    if output_format == "json":
        described = [
            {"source": source, **lister.describe(source, link, vault.resolve(link, source))}
            for source, link in backlinks
        ]
        session.output.write(dumps(described) + "\n")
        return 0
    for source, link in backlinks:
        line, column = lister.place(source, link)
        session.output.line(f"{terminal(source)}:{line}:{column}  {written(link)}")
    return 0
