"""`vault index`: build the search index or bring it up to date, verify it, show what it holds."""

import os
from typing import TYPE_CHECKING

import click

from vault_tools.cli import completing
from vault_tools.cli.engines import engine_option, suggest_fast
from vault_tools.cli.session import Session, reading_options
from vault_tools.errors import VaultError
from vault_tools.report.gate import terminal
from vault_tools.report.machine import dumps

if TYPE_CHECKING:
    from vault_tools.search.index import Index


@click.command("index")
@click.option("--rebuild", is_flag=True, help="Build the index anew, whatever there is.")
@click.option("--verify", is_flag=True, help="Compare the index with what was written, and with every file.")
@click.option("--stats", is_flag=True, help="Show what the index holds and where it lies.")
@click.option(
    "--export", metavar="FILE", shell_complete=completing.files,
    help="Write what the index holds as JSON, one note a line; - is the output.",
)  # fmt: skip
@engine_option
@reading_options
@click.pass_obj
def command(session: Session, rebuild: bool, verify: bool, stats: bool, export: str | None) -> int:
    """Build the search index of a vault, or bring it up to date.

    It lies in the user's cache folder, never in the vault; vault search does the same first. Exits with 1 if --verify
    finds that the index is not in order: the next search, or --rebuild, makes it anew.
    """
    if rebuild + verify + stats + (export is not None) > 1:
        raise click.UsageError("--rebuild, --verify, --stats and --export do not go together")
    with session.open_index(refresh=not verify, rebuild=rebuild, is_needed=not verify) as index:
        if verify:
            return _verify(session, index)
        if export is not None:
            _export(session, index, export)
        elif stats:
            _print_statistics(session, index)
        else:
            refreshed, found = index.last_refresh, index.statistics()
            session.output.line(
                session.text(
                    "index.done",
                    notes=f"{found.notes:,}",
                    added=f"{refreshed.added:,}",
                    removed=f"{refreshed.removed:,}",
                    size=f"{found.size / 1_000_000:.1f}",
                )
            )
            suggest_fast(session, index)
    return 0


def _verify(session: Session, index: "Index") -> int:
    if problem := index.verify():
        session.output.line(session.text(problem))
        return 1
    session.output.line(session.text("index.verified", notes=f"{index.statistics().notes:,}"))
    return 0


def _print_statistics(session: Session, index: "Index") -> None:
    found = index.statistics()
    rows = {
        "notes": f"{found.notes:,}",
        "names": f"{found.names:,}",
        "size": f"{found.size / 1_000_000:.1f} MB",
        "engine": f"{found.engine} {found.version}",
        "folder": found.folder,
    }
    for name, value in rows.items():
        session.output.line(terminal(f"{session.text(f'index.stats.{name}')}: {value}"))


def _export(session: Session, index: "Index", file: str) -> None:
    """Write each note as a line of JSON."""
    lines = (dumps(exported, indent=None) + "\n" for exported in index.export())
    if file == "-":
        for line in lines:
            session.output.write(line)
        return
    try:
        # A link may have come with the repository, and lead anywhere.
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o666)
        with open(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(lines)
    except OSError as error:
        raise VaultError("index.unwritable", file=file, reason=(error.strerror or str(error)).lower()) from None
