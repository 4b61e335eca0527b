"""`vault config`: show the configuration in force, or the schema of `vault.toml`."""

import click

from vault_tools.cli.session import Session, common_options, reading_options
from vault_tools.messages import text
from vault_tools.report.cells import width
from vault_tools.report.gate import in_toml, terminal
from vault_tools.report.machine import dumps


@click.group("config")
@common_options
def command() -> None:
    """Show the configuration in force, or the schema of vault.toml."""


@command.command("show", short_help="Print every setting in force.")
@click.option("--coverage", is_flag=True, help="Print what each rule has to do: notes, findings, time.")
@click.option("--output-format", type=click.Choice(["toml", "json"]), default="toml", show_default=True)
@reading_options
@click.pass_obj
def show(session: Session, coverage: bool, output_format: str) -> int:
    """Print every setting in force, defaults included, as the vault.toml that would say so.

    With --coverage, check the vault instead, and print a line for each rule that is on: the notes that it looks at, its
    findings, the milliseconds it takes, its id.
    """
    if coverage:
        return _show_coverage(session, output_format)
    from vault_tools.config.show import as_tables

    root = session.find_root()
    config = session.load_config(root)
    tables = as_tables(config)
    if output_format == "json":
        session.output.write(dumps(tables) + "\n")
        return 0
    import tomli_w

    session.output.line(f"# {terminal(config.file or root)}")
    session.output.write(in_toml(tomli_w.dumps(tables)))
    return 0


def _show_coverage(session: Session, output_format: str) -> int:
    from vault_tools import api

    vault, config = session.open()
    for _ in vault.notes:  # so that reading is nobody's time
        pass
    rules = list(api.cover(vault, config))
    if output_format == "json":
        listed = [{**rule._asdict(), "seconds": round(rule.seconds, 6)} for rule in rules]
        session.output.write(dumps(listed) + "\n")
        return 0
    titles = (text(session.output.lang, f"coverage.{column}") for column in ("notes", "findings", "milliseconds"))
    session.output.line("".join(" " * (10 - width(title)) + title for title in titles))
    for rule in rules:
        session.output.line(f"{rule.notes:>10,}{rule.findings:>10,}{rule.seconds * 1000:>10.1f}  {terminal(rule.rule)}")
    return 0


@command.command("schema", short_help="Print the JSON Schema of vault.toml.")
@common_options
@click.pass_obj
def schema(session: Session) -> int:
    """Print the JSON Schema of vault.toml, for editors."""
    from vault_tools.config.schema import json_schema

    session.output.write(dumps(json_schema()) + "\n")
    return 0
