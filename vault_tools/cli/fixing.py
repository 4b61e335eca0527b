"""The options of `vault check` about fixes."""

from typing import NamedTuple

import click

from vault_tools.cli.option_groups import option_group


class Fixing(NamedTuple):
    """What is asked about fixes: to write them, or to print what they would change; also those that are not safe."""

    writes: bool
    shows: bool
    is_unsafe: bool

    @property
    def is_asked(self) -> bool:
        """Whether fixes are to be made, be it only to be shown."""
        return self.writes or self.shows


def _fixing(fix: bool, unsafe_fixes: bool, diff: bool) -> Fixing:
    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    return Fixing(fix, diff, unsafe_fixes)


fix_options = option_group(
    "fixing",
    _fixing,
    click.option("--fix", is_flag=True, help="Write the fixes that are safe, and report what is left."),
    click.option(
        "--unsafe-fixes", is_flag=True, help="With --fix or --diff: also those that may change what was meant."
    ),
    click.option(
        "--diff", is_flag=True, help="Print what --fix would change, and write nothing; exit with 1 if it would."
    ),
)
