"""`vault check`: report the problems in a vault."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypedDict

import click

from vault_tools.cli import completing
from vault_tools.cli.baselining import Baselining, baseline_options
from vault_tools.cli.changing import Changing, change_options
from vault_tools.cli.fixing import Fixing, fix_options
from vault_tools.cli.paths import narrowed
from vault_tools.cli.presenting import Presentation, Threshold, presentation_options, threshold_options
from vault_tools.cli.selecting import Selection, selection_options
from vault_tools.cli.session import Session, reading_options

if TYPE_CHECKING:
    from vault_tools.changes import Start
    from vault_tools.config import Config
    from vault_tools.findings import Report
    from vault_tools.git.occasions import Occasion
    from vault_tools.vault import Vault

_FOLD_ABOVE = 20


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=completing.files)
@selection_options
@presentation_options
@fix_options
@threshold_options
@change_options
@baseline_options
@reading_options
@click.pass_obj
def command(
    session: Session,
    paths: tuple[str, ...],
    selection: Selection,
    presentation: Presentation,
    fixing: Fixing,
    threshold: Threshold,
    changing: Changing,
    baselining: Baselining,
) -> int:
    """Report the problems in a vault.

    PATHs, files or folders of one vault, narrow what is reported; the whole vault is known all the same. Exits with
    0 if nothing was found, 1 at findings, 2 if the check could not be carried out.
    """
    _refuse_contradictions(presentation, fixing, changing, baselining)
    root = session.find_root(paths)
    targets = presentation.targets(root)
    occasion = changing.occasion(session, root, is_fixing=fixing.is_asked) if changing.is_asked else None
    config = session.load_config(root, occasion.after if occasion else None)
    vault = session.load(root, config, occasion.after if occasion else None)
    reports = narrowed(vault, paths, session.output)
    if baselining.is_update:
        return baselining.update(session, vault, config, *selection, reports)
    wanted = _Wanted(
        select=selection.select,
        ignore=selection.ignore,
        reports=reports,
        suggests=not (fixing.shows or (presentation.statistics and not targets)),
        baseline=baselining.file,
        starts=occasion.starts if occasion else (),
        shows_earlier=changing.shows_earlier,
        keeps_hidden=presentation.has_format("sarif", targets),
    )
    if fixing.shows:
        return _show_diff(session, vault, config, fixing, wanted)
    report, is_done = _checked(session, vault, config, fixing, wanted, occasion, changing, presentation)
    _comment(session, config, report)
    presentation.show(session, targets, report, 0 if config.file or paths or selection.select else _FOLD_ABOVE)
    return 0 if threshold.exit_zero or (is_done and not threshold.is_reached(report)) else 1


class _Wanted(TypedDict):
    """What is to be checked and reported, as `api` takes it."""

    select: list[str]
    ignore: list[str]
    reports: Callable[[str], bool]
    suggests: bool
    baseline: str | None
    starts: "Sequence[Start]"
    shows_earlier: bool
    keeps_hidden: bool


def _refuse_contradictions(
    presentation: Presentation, fixing: Fixing, changing: Changing, baselining: Baselining
) -> None:
    if changing.stages and not (fixing.writes and (changing.staged or changing.hook)):
        raise click.UsageError("--stage-fixes goes with --fix and --staged or --hook")
    if changing.is_asked and baselining.is_update:
        raise click.UsageError("a baseline is of the whole vault: it does not go with --staged, --since or --hook")
    if presentation.files and (fixing.shows or baselining.is_update):
        raise click.UsageError("--output needs findings: not with --diff, --write-baseline or --prune-baseline")


def _show_diff(session: Session, vault: "Vault", config: "Config", fixing: Fixing, wanted: _Wanted) -> int:
    from vault_tools import api
    from vault_tools.cli import fixes

    return int(fixes.show_diff(session, api.fix(vault, config, is_unsafe=fixing.is_unsafe, **wanted)))


def _checked(
    session: Session,
    vault: "Vault",
    config: "Config",
    fixing: Fixing,
    wanted: _Wanted,
    occasion: "Occasion | None",
    changing: Changing,
    presentation: Presentation,
) -> "tuple[Report, bool]":
    """Check, and write fixes if that is asked; return the report, and whether all fixes will be committed."""
    from vault_tools import api

    if not fixing.writes:
        return api.check(vault, config, **wanted), True
    from vault_tools.cli import fixes

    outcome = api.fix(vault, config, is_unsafe=fixing.is_unsafe, **wanted)
    is_done = fixes.write_fixes(
        session,
        outcome,
        is_said=not presentation.is_for_people,
        index=occasion.staged if occasion else None,
        stages=changing.stages,
    )
    return outcome.report, is_done


def _comment(session: Session, config: "Config", report: "Report") -> None:
    """Say on stderr what a reader of the results must know about how they came to be."""
    if not report.checked:
        session.output.say("cli.nothing-checked", root=report.root)
    if report.moved:
        session.output.say("baseline.moved", count=f"{report.moved:,}")
    if config.file is None and any(finding.rule == "missing-property" for finding in report.findings):
        from vault_tools.properties import DEFAULT_FIELDS

        session.output.say("cli.defaults", root=report.root, fields=tuple(DEFAULT_FIELDS))
