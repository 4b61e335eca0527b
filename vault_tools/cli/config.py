"""`vault config`: show the configuration in force, or the schema of `vault.toml`."""

import click

from vault_tools.cli.session import Session, common_options
from vault_tools.report.gate import in_toml, terminal
from vault_tools.report.machine import dumps


@click.group("config")
@common_options
def command() -> None:
    """Show the configuration in force, or the schema of vault.toml."""


@command.command("show", short_help="Print every setting in force.")
@click.option("--output-format", type=click.Choice(["toml", "json"]), default="toml", show_default=True)
@common_options
@click.pass_obj
def show(session: Session, output_format: str) -> int:
    """Print every setting in force, defaults included, as the vault.toml that would say so."""
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


@command.command("schema", short_help="Print the JSON Schema of vault.toml.")
@common_options
@click.pass_obj
def schema(session: Session) -> int:
    """Print the JSON Schema of vault.toml, for editors."""
    from vault_tools.config.schema import json_schema

    session.output.write(dumps(json_schema()) + "\n")
    return 0
