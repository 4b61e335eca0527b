"""`vault check`: report the problems in a vault."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypedDict

import click

from vault_tools.cli import completing, outputs
from vault_tools.cli.baselining import Baselining, baseline_options
from vault_tools.cli.changing import Changing, change_options
from vault_tools.cli.paths import narrowed, place_for
from vault_tools.cli.session import Session, reading_options
from vault_tools.findings import Report, Severity
from vault_tools.properties import DEFAULT_FIELDS
from vault_tools.report import FORMATS, HUMAN_FORMATS, Style, reporter

if TYPE_CHECKING:
    from vault_tools.changes import Start
    from vault_tools.config import Config

_FOLD_ABOVE = 20


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=completing.files)
@click.option(
    "--select", multiple=True, metavar="RULE", shell_complete=completing.rule_lists,
    help="Run only these rules, also if they are off; 'all' is all.",
)  # fmt: skip
@click.option(
    "--ignore", multiple=True, metavar="RULE", shell_complete=completing.rule_lists, help="Do not run these rules."
)
@click.option(
    "--output-format", type=click.Choice(FORMATS), default=outputs.default_format,
    show_default="full; in GitHub Actions github",
    envvar="VAULT_TOOLS_OUTPUT_FORMAT", help="How to print findings; also VAULT_TOOLS_OUTPUT_FORMAT.",
)  # fmt: skip
@click.option(
    "--output", "files", multiple=True, metavar="FORMAT:FILE", shell_complete=completing.outputs,
    help="Also write the findings to a file, in any of these formats; repeatable.",
)  # fmt: skip
@click.option("--fix", is_flag=True, help="Write the fixes that are safe, and report what is left.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also those that may change what was meant.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, and write nothing; exit with 1 if it would.")
@click.option("--statistics", is_flag=True, help="Print how many findings each rule has, instead of the findings.")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "info", "never"]), default="warning", show_default=True,
    envvar="VAULT_TOOLS_FAIL_ON", help="Exit with 1 at findings of this severity or above; also VAULT_TOOLS_FAIL_ON.",
)  # fmt: skip
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even at findings.")
@change_options
@baseline_options
@reading_options
@click.pass_obj
def command(
    session: Session,
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    output_format: str,
    files: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    statistics: bool,
    fail_on: str,
    exit_zero: bool,
    baselining: Baselining,
    changing: Changing,
) -> int:
    """Report the problems in a vault.

    PATHs, files or folders of one vault, narrow what is reported; the whole vault is known all the same. Exits with
    0 if nothing was found, 1 at findings, 2 if the check could not be carried out.
    """
    if statistics and not outputs.is_format_chosen():
        output_format = HUMAN_FORMATS[0]
    if statistics and output_format not in HUMAN_FORMATS:
        raise click.UsageError(f"--statistics goes with {' and '.join(HUMAN_FORMATS)}; json has it in its summary")
    if changing.stages and not (fix and (changing.staged or changing.hook)):
        raise click.UsageError("--stage-fixes goes with --fix and --staged or --hook")
    if changing.is_asked and baselining.is_update:
        raise click.UsageError("a baseline is of the whole vault: it does not go with --staged, --since or --hook")
    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    if files and (diff or baselining.is_update):
        raise click.UsageError("--output needs findings: not with --diff, --write-baseline or --prune-baseline")
    from vault_tools import api

    root = session.find_root(paths)
    targets = outputs.targets(files, root)
    occasion = changing.occasion(session, root, is_fixing=fix or diff) if changing.is_asked else None
    config = session.load_config(root, occasion.after if occasion else None)
    vault = session.load(root, config, occasion.after if occasion else None)
    is_left = False
    reports = narrowed(vault, paths, session.output)
    if baselining.is_update:
        return baselining.update(session, vault, config, _ids(select), _ids(ignore), reports)
    wanted = _Wanted(
        select=_ids(select),
        ignore=_ids(ignore),
        reports=reports,
        suggests=not (diff or (statistics and not targets)),
        baseline=baselining.file,
        starts=occasion.starts if occasion else (),
        shows_earlier=changing.shows_earlier,
        keeps_hidden="sarif" in (output_format, *(target.output_format for target in targets)),
    )
    if fix or diff:
        from vault_tools.cli import fixing

        outcome = api.fix(vault, config, is_unsafe=unsafe_fixes, **wanted)
        if diff:
            return int(fixing.show_diff(session, outcome))
        is_left = not fixing.write_fixes(
            session,
            outcome,
            is_said=output_format not in HUMAN_FORMATS,
            index=occasion.staged if occasion else None,
            stages=changing.stages,
        )
        report = outcome.report
    else:
        report = api.check(vault, config, **wanted)
    _comment(session, config, report)
    errors, has_summary = outputs.write(session.output, targets, report)
    fold_above = 0 if config.file or paths or select else _FOLD_ABOVE
    place = place_for(output_format, vault.root)
    style = Style(session.output.lang, session.output.has_colour, fold_above, place, has_summary)
    session.output.write(reporter("statistics" if statistics else output_format)(report, style))
    for error in errors[:-1]:
        session.output.error(error)
    if errors:
        raise errors[-1]
    return 0 if exit_zero or not (_fails(report, fail_on) or is_left) else 1


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


def _ids(values: tuple[str, ...]) -> list[str]:
    """Split `--select a,b --select c` into ids."""
    ids = [id.strip() for value in values for id in value.split(",") if id.strip()]
    if values and not ids:
        raise click.UsageError("--select and --ignore need the id of a rule")
    return ids


def _comment(session: Session, config: "Config", report: Report) -> None:
    """Say on stderr what a reader of the results must know about how they came to be."""
    if not report.checked:
        session.output.say("cli.nothing-checked", root=report.root)
    if report.moved:
        session.output.say("baseline.moved", count=f"{report.moved:,}")
    if config.file is None and any(finding.rule == "missing-property" for finding in report.findings):
        session.output.say("cli.defaults", root=report.root, fields=tuple(DEFAULT_FIELDS))


def _fails(report: Report, fail_on: str) -> bool:
    if fail_on == "never":
        return False
    least = Severity[fail_on.upper()]
    return any(finding.severity >= least for finding in report.findings)
