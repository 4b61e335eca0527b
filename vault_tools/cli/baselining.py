"""The options of `vault check` about the baseline, and what they print."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from vault_tools.cli import completing
from vault_tools.cli.option_groups import option_group
from vault_tools.cli.paths import place_from

if TYPE_CHECKING:
    from vault_tools.cli.session import Session
    from vault_tools.config import Config
    from vault_tools.ratchet import Update
    from vault_tools.vault import Vault


class Baselining(NamedTuple):
    """What is asked about the baseline. `file` is None for that of the configuration, empty for none."""

    file: str | None
    writes: bool
    prunes: bool

    @property
    def is_update(self) -> bool:
        """Whether the baseline is to be written, and no findings to be reported."""
        return self.writes or self.prunes

    def update(
        self,
        session: "Session",
        vault: "Vault",
        config: "Config",
        select: Sequence[str],
        ignore: Sequence[str],
        reports: Callable[[str], bool],
    ) -> int:
        """Write the baseline, say what has become of it, and return the exit code."""
        from vault_tools import api

        done = api.update_baseline(
            vault, config, self.file or "", adds=self.writes, select=select, ignore=ignore, reports=reports
        )
        counts = {"count": f"{done.entries:,}", "added": f"{done.added:,}", "removed": f"{done.removed:,}"}
        key = "baseline.written" if self.writes else "baseline.pruned"
        session.output.line(session.text(key, path=place_from(vault.root)(done.path), **counts))
        if done.moved:
            session.output.line(session.text("baseline.followed", count=f"{done.moved:,}"))
        _say_how_to_use(session, vault, config, done)
        return 0


def _say_how_to_use(session: "Session", vault: "Vault", config: "Config", done: "Update") -> None:
    """Say on stderr how a baseline that nobody has configured comes to be used."""
    if config.baseline:
        return
    if done.path.startswith("../"):
        session.output.say("baseline.pass")
        return
    file = os.path.basename(config.file or "vault.toml")
    section = "tool.vault-tools.vault" if file == "pyproject.toml" else "vault"
    session.output.say("baseline.configure", file=file, section=section, line=f'baseline = "{done.path}"')


def _baselining(baseline: str | None, no_baseline: bool, write_baseline: bool, prune_baseline: bool) -> Baselining:
    if no_baseline + (baseline is not None) > 1 or no_baseline + write_baseline + prune_baseline > 1:
        raise click.UsageError("--no-baseline, --write-baseline and --prune-baseline do not go together, nor do --baseline and --no-baseline")  # fmt: skip  # noqa: E501
    file = "" if no_baseline else None if baseline is None else os.path.abspath(baseline)
    return Baselining(file, write_baseline, prune_baseline)


baseline_options = option_group(
    "baselining",
    _baselining,
    click.option(
        "--baseline", metavar="FILE", shell_complete=completing.files,
        help="The file with known findings, which are not reported; else that of the configuration.",
    ),
    click.option("--no-baseline", is_flag=True, help="Report known findings, too."),
    click.option("--write-baseline", is_flag=True, help="Write all findings to the baseline; report nothing."),
    click.option("--prune-baseline", is_flag=True, help="Remove from the baseline what was fixed; report nothing."),
)  # fmt: skip
