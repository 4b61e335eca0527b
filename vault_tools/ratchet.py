"""Check with a baseline: what is known is left out, what is known but gone is reported, and the file is renewed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import NamedTuple

from msgspec.structs import replace

from vault_tools import engine
from vault_tools.baseline import layout, storage
from vault_tools.baseline.entries import Baseline, Entry, content_hash, counted
from vault_tools.baseline.moves import find_moves
from vault_tools.baseline.tally import Tally
from vault_tools.errors import VaultError
from vault_tools.findings import Finding, Problem, Report, Standing
from vault_tools.model import START
from vault_tools.placing import MAX_FINDINGS, by_place
from vault_tools.recollection import Forgetful, Recollection
from vault_tools.ruleset import ActiveRule, Judge, Reported, Scope
from vault_tools.trees import Tree
from vault_tools.vault import Vault

DEFAULT = storage.DEFAULT
_RULE = "stale-baseline"
_ABOUT_THE_RUN = frozenset(("idle-rule", "unused-suppression"))
"""Rules that judge by what other rules have found: where one of those was left out, their silence means nothing."""


class Update(NamedTuple):
    """What has become of a baseline. `path` is relative to the vault, `moved` are those under another path now."""

    path: str
    entries: int
    added: int
    removed: int
    moved: int


def known(root: str, file: str) -> tuple[Baseline, str]:
    """Return the baseline in a file, and its path as findings have it. Raises VaultError."""
    real = storage.real_file(root, file)
    return storage.read(real), storage.shown_path(root, real)


def known_in(tree: Tree, path: str) -> tuple[Baseline, str]:
    """Return the baseline at a path in a tree, and that path. Raises VaultError."""
    return storage.read_in(tree, path), path


def check(
    vault: Vault,
    rules: Sequence[ActiveRule],
    scope: Scope,
    baseline: Baseline,
    path: str,
    judge: Judge | None = None,
    renamed: Callable[[], Mapping[str, str]] = dict,
    recollection: Recollection = Forgetful(),  # noqa: B008  # it has no state
) -> Report:
    """Check as `engine.check` does, without what the baseline at `path` knows, and with its entries that are stale.

    `judge` is asked about what the baseline does not know. `renamed` has the new paths of files that git takes for
    renamed, by the old ones.
    """
    tally, report = _run(vault, rules, scope, baseline, judge, renamed, recollection)
    problems = list(_stale_problems(vault, rules, scope, tally, path))
    standings = judge(path, [found for found, _ in problems]) if judge and problems else repeat(Standing.NEW)
    stale = [
        _finding(*found, path, line, standing) for (found, line), standing in zip(problems, standings, strict=False)
    ]
    shown = [finding for finding in stale if finding.standing in scope.shows]
    others = [finding for finding in stale if finding.standing not in scope.shows]
    return replace(
        report,
        findings=tuple(sorted((*report.findings, *_limited(shown)), key=by_place)),
        moved=tally.moved,
        earlier=report.earlier + len(others),
        hidden=tuple(sorted((*report.hidden, *others), key=by_place)) if scope.keeps_hidden else (),
    )


def update(vault: Vault, rules: Sequence[ActiveRule], scope: Scope, file: str, *, adds: bool) -> Update:
    """Bring the baseline in `file` up to date, where it `adds` also with what is new; see `api.update_baseline`."""
    real = storage.real_file(vault.root, file)
    try:
        before = storage.read(real)
    except VaultError as error:
        if error.key != "baseline.missing" or not adds:
            raise
        before = Baseline({}, {})
    tally, _ = _run(vault, rules, scope, before)
    reach = _Reach(vault, rules, scope)
    counts = tally.renewed(reach.covers) if adds else tally.pruned(reach.covers)
    entries = counted(counts)
    new_paths = frozenset(tally.moves.values())
    seen = {entry.path for entry in entries if entry.path in new_paths or (adds and reach.is_note(entry.path))}
    contents = before.contents | {path: content_hash(vault.read(path)) for path in seen}
    storage.replace(real, layout.render(entries, contents))
    changes = {key: counts.get(key, 0) - tally.known.get(key, 0) for key in counts.keys() | tally.known.keys()}
    return Update(
        path=storage.shown_path(vault.root, real),
        entries=len(entries),
        added=sum(change for change in changes.values() if change > 0),
        removed=-sum(change for change in changes.values() if change < 0),
        moved=sum(entry.path in new_paths for entry in entries),
    )


def _run(
    vault: Vault,
    rules: Sequence[ActiveRule],
    scope: Scope,
    baseline: Baseline,
    judge: Judge | None = None,
    renamed: Callable[[], Mapping[str, str]] = dict,
    recollection: Recollection = Forgetful(),  # noqa: B008  # it has no state
) -> tuple[Tally, Report]:
    moves = find_moves(baseline, vault.files, vault.checked, vault.read, renamed)
    tally = Tally(baseline, moves, {rule.id for rule in rules if rule.rule.lists_names})

    def stand(path: str, problems: Sequence[Reported]) -> Sequence[Standing]:
        known = [tally.is_known(path, rule.id, problem.target) for rule, problem in problems]
        rest = [found for found, is_known in zip(problems, known, strict=True) if not is_known]
        others = iter(judge(path, rest) if judge and rest else repeat(Standing.NEW))
        return [Standing.BASELINED if is_known else next(others) for is_known in known]

    return tally, engine.check(vault, rules, scope, judge=stand, recollection=recollection)


class _Reach:
    """What a check looks at: where it would have found what is not there."""

    def __init__(self, vault: Vault, rules: Sequence[ActiveRule], scope: Scope) -> None:
        self.vault = vault
        self.scope = scope
        self.running = {rule.id for rule in rules}
        self.files = frozenset(vault.files)
        self.covered = frozenset(vault.covered)
        self.notes = frozenset(vault.checked)

    def covers(self, path: str, rule: str) -> bool:
        """Whether a finding of a rule at a path is gone if it is not found: not where the rule is off, or the note
        excluded or unreadable. Rules that do not exist any more, and files, have no findings.
        """
        if not self.scope.reports(path) or rule in self.scope.ignored(path):
            return False
        if rule not in self.running and (rule in self.scope.known_ids or not self.scope.is_complete):
            return False
        if rule in _ABOUT_THE_RUN and not (self.scope.is_complete and self._is_whole):
            return False
        return path not in self.files or (path in self.covered and self._is_readable(path))

    def is_note(self, path: str) -> bool:
        """Whether there is a note, canvas or base at a path that the check reports on."""
        return path in self.notes and self.scope.reports(path)

    def _is_readable(self, path: str) -> bool:
        note = self.vault.note(path) if path in self.notes else None
        return note is None or note.is_read

    @cached_property
    def _is_whole(self) -> bool:
        return all(map(self.scope.reports, self.vault.checked))


def _stale_problems(
    vault: Vault, rules: Sequence[ActiveRule], scope: Scope, tally: Tally, path: str
) -> Iterator[tuple[Reported, int]]:
    """Yield what is wrong with the baseline at `path`, findings that it knows and that are gone, and the lines."""
    own = next((rule for rule in rules if rule.id == _RULE), None)
    if own is None or own.id in scope.ignored(path):
        return
    reach = _Reach(vault, rules, scope)
    for entry, line in sorted(tally.stale(reach.covers), key=lambda found: found[1]):
        left = tally.narrowed.get(entry.key, ("", "", ""))[2]
        values = {"rule": entry.rule, "target": entry.target, "path": entry.path, "left": left}
        yield (own, Problem(START, _what_became(entry, left, reach), values, entry.fingerprint, path)), line


def _limited(findings: Sequence[Finding]) -> Sequence[Finding]:
    """Return the first findings; where there are more, the last says how many."""
    if len(findings) <= MAX_FINDINGS:
        return findings
    rest = findings[MAX_FINDINGS - 1 :]
    more = replace(rest[0], key="more-findings", values={"count": f"{len(rest):,}"}, target="more-findings")
    return [*findings[: MAX_FINDINGS - 1], more]


def _what_became(entry: Entry, left: str, reach: _Reach) -> str:
    """Return the message about a known finding that is gone, or of whose target only `left` is left."""
    if entry.path not in reach.files:
        return "stale-baseline.gone"
    if left:
        return "stale-baseline.partly"
    return "stale-baseline" if entry.target else "stale-baseline.note"


def _finding(rule: ActiveRule, problem: Problem, path: str, line: int, standing: Standing) -> Finding:
    return Finding(
        path=path, line=line, column=1, end_line=line, end_column=1, rule=rule.id, severity=rule.severity,
        key=problem.message, values=problem.values, target=problem.target, standing=standing,
    )  # fmt: skip
