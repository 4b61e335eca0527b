"""The options of `vault check` about changes: what is checked, and what it is compared with."""

from typing import TYPE_CHECKING, NamedTuple

import click

from vault_tools.cli.option_groups import option_group

if TYPE_CHECKING:
    from vault_tools.cli.session import Session
    from vault_tools.git.occasions import Occasion


class Changing(NamedTuple):
    """What is asked about changes. `since` is empty where no commit is named."""

    staged: bool
    since: str
    hook: bool
    shows_earlier: bool
    stages: bool

    @property
    def is_asked(self) -> bool:
        """Whether it is a change that is to be judged, and not a vault."""
        return self.staged or self.hook or bool(self.since)

    def occasion(self, session: "Session", root: str, *, is_fixing: bool) -> "Occasion":
        """Find out what is checked in the vault at `root`, and what it is compared with; say so on stderr.

        Raises VaultError.
        """
        from vault_tools.git import occasions

        if self.hook:
            found = occasions.hook(root, self.since, is_fixing=is_fixing)
        elif self.staged:
            found = occasions.staged(root, self.since)
        else:
            found = occasions.since(root, self.since)
        session.at_end.append(found.close)
        for key, values in found.remarks:
            session.output.say(key, **values)
        return found


def _changing(staged: bool, since: str | None, hook: bool, show_all: bool, stage_fixes: bool) -> Changing:
    if staged and hook:
        raise click.UsageError("--staged and --hook do not go together")
    if since == "":
        raise click.UsageError("--since needs the name of a commit, a branch or a tag")
    changing = Changing(staged, since or "", hook, show_all, stage_fixes)
    if show_all and not changing.is_asked:
        raise click.UsageError("--all goes with --staged, --since or --hook")
    return changing


change_options = option_group(
    "changing",
    _changing,
    click.option(
        "--staged", is_flag=True,
        help="Check what is staged, as it is in git's index, and report what is new since the last commit.",
    ),
    click.option(
        "--since", metavar="REF", help="Report what is new since the history parted from this branch or commit."
    ),
    click.option(
        "--hook", is_flag=True,
        help="As a git hook: the range that pre-commit gives, else what is staged, else the whole vault.",
    ),
    click.option(
        "--all", "show_all", is_flag=True, help="With --staged, --since or --hook: report what was there before, too."
    ),
    click.option("--stage-fixes", is_flag=True, help="With --staged or --hook, and --fix: stage what was fixed, too."),
)  # fmt: skip
