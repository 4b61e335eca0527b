"""`vault check --fix` and `--diff`: what fixes come to, written or shown, and what is said about it."""

import os
import stat
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from vault_tools.cli.paths import place_from
from vault_tools.cli.session import Session
from vault_tools.errors import VaultError
from vault_tools.fixing.diff import unified
from vault_tools.fixing.worktree import on_disk
from vault_tools.fixing.writing import clean, write
from vault_tools.git import staging
from vault_tools.report.gate import terminal
from vault_tools.report.style import Style

if TYPE_CHECKING:
    from vault_tools.fixing.passes import Outcome
    from vault_tools.git.snapshots import GitTree

_MAX_SAID = 20  # fixes that are not made, or notes that are not written, each with its reason


def write_fixes(
    session: Session, outcome: "Outcome", *, is_said: bool, index: "GitTree | None" = None, stages: bool = False
) -> bool:
    """Write what fixes come to; return whether all of it could be, and will be committed.

    If `is_said`, what was fixed is said on stderr. Where it is git's `index` that was checked, what was fixed is put
    there as well if it `stages`. Raises VaultError where the system refuses.
    """
    root = outcome.vault.root
    clean(root, outcome.vault.checked)
    transactions, refused = on_disk(root, outcome.transactions) if index else (outcome.transactions, {})
    if index and stages and transactions:
        staging.require_lasting(index)
    written = write(root, transactions)
    refused |= written.refused
    _say_dropped(session, outcome)
    place = place_from(root)
    for path, reason in refused.items():
        session.output.say("fix.refused", path=place(path), reason=_reason(session, reason))
    errors = [
        VaultError("fix.unwritable", path=place(path), reason=reason, count=f"{len(written.paths):,}")
        for path, reason in written.failures
    ]
    for error in errors[:-1][:_MAX_SAID]:
        session.output.error(error)
    if errors:
        raise errors[-1]
    if is_said and outcome.report.fixed:
        _say_sum(session, "fix.done", outcome)
    is_staged = index is None or not written.paths or _stage(session, outcome, index, written.paths, stages=stages)
    return not refused and is_staged


def _stage(session: Session, outcome: "Outcome", index: "GitTree", paths: Sequence[str], *, stages: bool) -> bool:
    """Put fixed files into git's index, if that is wanted; return whether it was."""
    if stages:
        wanted = frozenset(paths)
        changes = (change for changes in outcome.transactions for change in changes)
        staging.stage(index, {change.path: change.after for change in changes if change.path in wanted})
    notes = Style(session.output.lang).counted("report.notes", len(paths))
    session.output.say("fix.staged" if stages else "fix.unstaged", notes=notes)
    return stages


def show_diff(session: Session, outcome: "Outcome") -> bool:
    """Print what fixes would change, as a diff from the vault's root; return whether there is anything."""
    shown = _escaped if _is_for_eyes() else str
    for changes in outcome.transactions:
        for path, before, after in changes:
            session.output.raw(shown(unified(path, before.decode("utf-8"), after.decode("utf-8"))))
    _say_dropped(session, outcome)
    _say_sum(session, "fix.would", outcome)
    return bool(outcome.transactions)


def _say_sum(session: Session, key: str, outcome: "Outcome") -> None:
    report, style = outcome.report, Style(session.output.lang)
    findings = style.counted("report.findings", sum(report.fixed.values()))
    session.output.say(key, findings=findings, notes=style.counted("report.notes", report.fixed_notes))


def _say_dropped(session: Session, outcome: "Outcome") -> None:
    """Say which fixes are not made, and why."""
    place = place_from(outcome.vault.root)
    for finding, reason, source in outcome.dropped[:_MAX_SAID]:
        where = f"{place(finding.path)}:{finding.line}"
        session.output.say("fix.dropped", place=where, rule=finding.rule, reason=_reason(session, reason, source))
    if len(outcome.dropped) > _MAX_SAID:
        session.output.say("fix.dropped.more", count=f"{len(outcome.dropped) - _MAX_SAID:,}")


def _reason(session: Session, reason: str, source: str = "") -> str:
    return session.text(f"fix.reason.{reason}", source=source)


def _is_for_eyes() -> bool:
    """Whether output goes to a terminal, or into the log of a CI runner, which must not take it for commands."""
    if sys.stdout.isatty():
        return True
    try:
        is_file = stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        is_file = False
    return bool(os.environ.get("GITHUB_ACTIONS")) and not is_file


def _escaped(diff: str) -> str:
    """Return a diff in which nothing can change what a terminal shows; where nothing could, it is the same."""
    escape: Callable[[str], str] = terminal
    return "".join(f"{escape(line.removesuffix(chr(13)).expandtabs(4))}\n" for line in diff.split("\n")[:-1])
