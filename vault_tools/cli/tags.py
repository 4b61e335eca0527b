"""`vault tags`: list the tags of a note, or of the whole vault."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import click

from vault_tools.cli import completing
from vault_tools.cli.listing import FORMATS
from vault_tools.cli.session import Session, reading_options
from vault_tools.report.gate import terminal
from vault_tools.report.machine import dumps
from vault_tools.vault import Vault

_MAX_DEPTH = 50  # a tag may be nothing but slashes


@click.command("tags")
@click.argument("note", required=False, shell_complete=completing.notes)
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@reading_options
@click.pass_obj
def command(session: Session, note: str | None, output_format: str) -> int:
    """List the tags of NOTE, every occurrence in reading order; without NOTE, all tags of the vault and their counts.

    As in Obsidian, upper and lower case are the same tag, `#a/b` counts as `#a` as well, and notes among the
    "Excluded files" are not counted.
    """
    vault, _ = session.open()
    if note is not None:
        facts = session.read_note(vault, note)
        names = vault.tags(facts) if facts else []
        if output_format == "json":
            session.output.write(dumps(names) + "\n")
        else:
            for name in names:
                session.output.line(terminal(f"#{name}"))
        return 0
    counted = sorted(_count(vault), key=lambda item: (-item[1], item[0].lower()))
    if output_format == "json":
        session.output.write(dumps([{"tag": name, "count": count} for name, count in counted]) + "\n")
    else:
        for name, count in counted:
            session.output.line(f"{count:>7,}  {terminal(f'#{name}')}")
    return 0


def _count(vault: Vault) -> Iterator[tuple[str, int]]:
    """Yield each tag of the vault, parents included, in its most frequent spelling, with its number of occurrences."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for note in vault.notes:
        if not vault.hides(note.path):
            for name in vault.tags(note):
                for tag in _with_parents(name.rstrip("/")):
                    spellings[tag.lower()][tag] += 1
    for counts in spellings.values():
        yield counts.most_common(1)[0][0], counts.total()


def _with_parents(name: str) -> Iterator[str]:
    parts = name.split("/", _MAX_DEPTH)
    for end in range(1, len(parts) + 1):
        if parent := "/".join(parts[:end]):
            yield parent
