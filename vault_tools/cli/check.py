"""`vault check`: report the problems in a vault."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypedDict

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
    from vault_tools.cli.outputs import Target
    from vault_tools.config import Config
    from vault_tools.findings import Gist, Report
    from vault_tools.git.occasions import Occasion
    from vault_tools.memory.whole import Whole
    from vault_tools.vault import Vault

_MANY = 20
"""So many findings of a rule are listed where nobody has configured it; of more, how many there are in which folder."""
_TOO_MANY = 5_000
"""The same where somebody has: nobody reads more one by one."""


class _Asked(NamedTuple):
    """What is asked of a check."""

    paths: tuple[str, ...]
    selection: Selection
    presentation: Presentation
    fixing: Fixing
    threshold: Threshold
    changing: Changing
    baselining: Baselining

    def refuse_contradictions(self) -> None:
        """Raise UsageError at options that do not go together."""
        fixing, changing, is_update = self.fixing, self.changing, self.baselining.is_update
        if changing.stages and not (fixing.writes and (changing.staged or changing.hook)):
            raise click.UsageError("--stage-fixes goes with --fix and --staged or --hook")
        if changing.is_asked and is_update:
            raise click.UsageError("a baseline is of the whole vault: it does not go with --staged, --since or --hook")
        if self.presentation.files and (fixing.shows or is_update):
            raise click.UsageError("--output needs findings: not with --diff, --write-baseline or --prune-baseline")

    @property
    def is_plain(self) -> bool:
        """Whether the whole vault is to be checked as it is, and only that."""
        return not (self.paths or self.fixing.is_asked or self.changing.is_asked or self.baselining.is_update)

    def wanted(self, targets: "list[Target]") -> "_Wanted":
        """Return what is to be checked and reported."""
        return _Wanted(
            select=self.selection.select,
            ignore=self.selection.ignore,
            suggests=not (self.fixing.shows or (self.presentation.statistics and not targets)),
            baseline=self.baselining.file,
            keeps_hidden=self.presentation.has_format("sarif", targets),
        )


class _Wanted(TypedDict):
    """What is to be checked and reported, as `api` takes it."""

    select: list[str]
    ignore: list[str]
    suggests: bool
    baseline: str | None
    keeps_hidden: bool


class _Loaded(NamedTuple):
    """What is checked: a vault, as it is configured, narrowed by `reports`; `occasion` is that of a change."""

    vault: "Vault"
    config: "Config"
    reports: Callable[[str], bool]
    occasion: "Occasion | None"

    @property
    def starts(self) -> "Sequence[Start]":
        """What is compared with."""
        return self.occasion.starts if self.occasion else ()


class _Checked(NamedTuple):
    """What came of a check: its report, the file that it was configured by, and whether what was fixed is committed.

    `page` is how the report was printed before, behind its style; `keep_page` remembers how it is printed now.
    """

    gist: "Gist"
    report: "Callable[[], Report]"
    config_file: str | None
    is_done: bool = True
    page: tuple[str, str] = ("", "")
    keep_page: Callable[[tuple[str, str]], object] = lambda page: None


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
    asked = _Asked(paths, selection, presentation, fixing, threshold, changing, baselining)
    asked.refuse_contradictions()
    root = session.find_root(paths)
    targets = presentation.targets(root)
    if baselining.is_update:
        found = _load(session, root, asked)
        return baselining.update(session, found.vault, found.config, *selection, found.reports)
    if fixing.shows:
        return _show_diff(session, _load(session, root, asked), asked)
    done = _check(session, root, asked, asked.wanted(targets))
    _comment(session, done.config_file, done.gist)
    fold_above = 0 if paths or selection.select else _TOO_MANY if done.config_file else _MANY
    style = presentation.page_style(session, fold_above)
    if style and style == done.page[0]:
        session.output.write(done.page[1])
    else:
        page = presentation.show(session, targets, done.report(), fold_above)
        done.keep_page((style, page if style else ""))
    return 0 if threshold.exit_zero or (done.is_done and not threshold.is_reached(done.gist)) else 1


def _check(session: Session, root: str, asked: _Asked, wanted: _Wanted) -> _Checked:
    """Check, unless nothing has changed since the last check; write fixes if that is asked."""
    whole = session.open_whole(root, wanted) if asked.is_plain else None
    if whole and (answer := whole.answer()):
        session.output.configured_lang = answer.lang
        page = answer.page_style, answer.page
        keep = partial(session.later, whole.keep_page, answer)
        return _Checked(answer.gist, lambda: answer.report, answer.config_file, page=page, keep_page=keep)
    found = _load(session, root, asked, whole)
    if asked.fixing.writes:
        return _fix(session, found, asked, wanted)
    from vault_tools import api

    keeper = None if asked.paths else session.open_keeper(root)
    if whole:
        whole.prepare(found.config, asked.baselining.file)
    report = api.check(
        found.vault, found.config, reports=found.reports, starts=found.starts,
        shows_earlier=asked.changing.shows_earlier, keeper=keeper, **wanted,
    )  # fmt: skip
    done = _Checked(report.gist, lambda: report, found.config.file)
    if whole is None or not found.vault.tracking.is_sure:
        return done
    return done._replace(keep_page=partial(session.later, whole.keep, report, found.config))


def _load(session: Session, root: str, asked: _Asked, whole: "Whole | None" = None) -> _Loaded:
    """Find out what is to be checked, and list its files."""
    changing = asked.changing
    occasion = changing.occasion(session, root, is_fixing=asked.fixing.is_asked) if changing.is_asked else None
    tree = occasion.after if occasion else None
    config = session.load_config(root, tree)
    vault = session.load(root, config, tree or (whole.hand_over() if whole else None))
    return _Loaded(vault, config, narrowed(vault, asked.paths, session.output), occasion)


def _show_diff(session: Session, found: _Loaded, asked: _Asked) -> int:
    from vault_tools import api
    from vault_tools.cli import fixes

    outcome = api.fix(
        found.vault, found.config, reports=found.reports, starts=found.starts,
        shows_earlier=asked.changing.shows_earlier, is_unsafe=asked.fixing.is_unsafe, **asked.wanted([]),
    )  # fmt: skip
    return int(fixes.show_diff(session, outcome))


def _fix(session: Session, found: _Loaded, asked: _Asked, wanted: _Wanted) -> _Checked:
    """Check, and write fixes."""
    from vault_tools import api
    from vault_tools.cli import fixes

    outcome = api.fix(
        found.vault, found.config, reports=found.reports, starts=found.starts,
        shows_earlier=asked.changing.shows_earlier, is_unsafe=asked.fixing.is_unsafe, **wanted,
    )  # fmt: skip
    is_done = fixes.write_fixes(
        session,
        outcome,
        is_said=not asked.presentation.is_for_people,
        index=found.occasion.staged if found.occasion else None,
        stages=asked.changing.stages,
    )
    return _Checked(outcome.report.gist, lambda: outcome.report, found.config.file, is_done)


def _comment(session: Session, config_file: str | None, gist: "Gist") -> None:
    """Say on stderr what a reader of the results must know about how they came to be."""
    if not gist.checked:
        session.output.say("cli.nothing-checked", root=gist.root)
    if gist.moved:
        session.output.say("baseline.moved", count=f"{gist.moved:,}")
    if config_file is None and gist.lacks_properties:
        from vault_tools.properties import DEFAULT_FIELDS

        session.output.say("cli.defaults", root=gist.root, fields=tuple(DEFAULT_FIELDS))
