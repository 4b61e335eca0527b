"""The options of `vault check` about which rules are run."""

from typing import NamedTuple

import click

from vault_tools.cli import completing
from vault_tools.cli.option_groups import option_group


class Selection(NamedTuple):
    """Ids of rules: those that alone are run, if there are any, and those that are not."""

    select: list[str]
    ignore: list[str]


def _selection(select: tuple[str, ...], ignore: tuple[str, ...]) -> Selection:
    return Selection(_ids(select), _ids(ignore))


def _ids(values: tuple[str, ...]) -> list[str]:
    """Split `--select a,b --select c` into ids."""
    ids = [id.strip() for value in values for id in value.split(",") if id.strip()]
    if values and not ids:
        raise click.UsageError("--select and --ignore need the id of a rule")
    return ids


selection_options = option_group(
    "selection",
    _selection,
    click.option(
        "--select", multiple=True, metavar="RULE", shell_complete=completing.rule_lists,
        help="Run only these rules, also if they are off; 'all' is all.",
    ),
    click.option(
        "--ignore", multiple=True, metavar="RULE", shell_complete=completing.rule_lists, help="Do not run these rules."
    ),
)  # fmt: skip
