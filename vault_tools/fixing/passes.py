"""From findings to new texts: fixes are made pass after pass, each one held to the invariant, until none is left."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from vault_tools.findings import Finding, Report
from vault_tools.fixing.one_pass import Dropped, Pass
from vault_tools.model import Note
from vault_tools.vault import Vault

MAX_PASSES = 10
MAX_FINDINGS = 1_000
"""From so many findings of one rule in one file on, a report may be shorter than the check that it is of."""


class Change(NamedTuple):
    """What becomes of one file: its contents as they were read, and as they are to be."""

    path: str
    before: bytes
    after: bytes


class Outcome(Struct, frozen=True, kw_only=True):
    """What fixing comes to, before anything is written.

    `transactions` are changes that belong together, made all or none. `dropped` are the findings whose fix would change
    what it must not. `report` is what is left in `vault`, which is what the vault will be when all is written.
    """

    transactions: tuple[tuple[Change, ...], ...]
    dropped: tuple[Dropped, ...]
    report: Report
    vault: Vault


def fix(
    vault: Vault,
    check: Callable[[Vault], Report],
    report_on: Callable[[Vault], Report] | None = None,
    *,
    is_unsafe: bool = False,
    refuses: Callable[[str], str] = lambda path: "",
) -> Outcome:
    """Make the fixes that findings of `check` propose, the safe ones or, if `is_unsafe`, all of them.

    `report_on` makes the report of what is left, if that is another check. `refuses` says of a path why that file may
    not be written, as the end of a message's key; empty where it may. Pure but for what `vault` reads: nothing is
    written.
    """
    texts = _Texts(vault.read)
    changed: dict[str, str] = {}
    groups = _Groups()
    fixed: Counter[str] = Counter()
    vault = vault.amended({}, texts.read)
    dropped: tuple[Dropped, ...] = ()
    for _ in range(MAX_PASSES):
        report = check(vault)
        wanted = [finding for finding in report.findings if _is_wanted(finding, is_unsafe=is_unsafe)]
        one = Pass(vault, refuses)
        one.run(wanted)
        dropped = tuple(one.dropped)
        if not one.fixed:
            break
        fixed.update(finding.rule for finding in one.fixed)
        for paths in one.transactions():
            groups.join(paths)
        changed |= one.texts
        vault = _amended(vault, one.notes, texts, changed)
    else:
        report = check(vault)
    report = report_on(vault) if report_on and _has_more(report) else report
    transactions = tuple(_transactions(groups, texts, changed))
    report = replace(
        report,
        findings=_without_fixes(report.findings, dropped),
        fixed=dict(sorted(fixed.items())),
        fixed_notes=sum(map(len, transactions)),
    )
    return Outcome(transactions=transactions, dropped=dropped, report=report, vault=vault)


def _is_wanted(finding: Finding, *, is_unsafe: bool) -> bool:
    return finding.fix is not None and (finding.fix.is_safe or is_unsafe)


def _without_fixes(findings: tuple[Finding, ...], dropped: tuple[Dropped, ...]) -> tuple[Finding, ...]:
    """Return the findings without the fixes that cannot be made."""
    spent = {_identity(found.finding) for found in dropped}
    return tuple(
        replace(finding, fix=None, replacements=()) if _identity(finding) in spent else finding for finding in findings
    )


def _identity(finding: Finding) -> tuple[object, ...]:
    return finding.path, finding.rule, finding.target, finding.ordinal, finding.line, finding.column


def _has_more(report: Report) -> bool:
    """Whether there may be more findings than a report shows."""
    counts = Counter((finding.path, finding.rule) for finding in report.findings)
    return max(counts.values(), default=0) >= MAX_FINDINGS


def _amended(vault: Vault, notes: Mapping[str, Note], texts: "_Texts", changed: Mapping[str, str]) -> Vault:
    known = dict(changed)
    return vault.amended(notes, lambda path: known[path] if path in known else texts.read(path))


class _Texts:
    """The texts as they are on the disk, each read once: rules and fixes must be about the same one."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read
        self._known: dict[str, str] = {}

    def read(self, path: str) -> str:
        """Return the text of the file at `path`."""
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]


class _Groups:
    """Paths that belong together."""

    def __init__(self) -> None:
        self._of: dict[str, set[str]] = {}

    def join(self, paths: tuple[str, ...]) -> None:
        """Let paths, and all that belongs to any of them, belong together."""
        joined = set(paths).union(*(self._of.get(path, ()) for path in paths))
        for path in joined:
            self._of[path] = joined

    def __iter__(self) -> Iterator[list[str]]:
        seen = set[str]()
        for path in sorted(self._of):
            if path not in seen:
                seen |= self._of[path]
                yield sorted(self._of[path])


def _transactions(groups: _Groups, texts: _Texts, changed: Mapping[str, str]) -> Iterator[tuple[Change, ...]]:
    for paths in groups:
        changes = tuple(
            Change(path, texts.read(path).encode("utf-8"), changed[path].encode("utf-8"))
            for path in paths
            if changed[path] != texts.read(path)
        )
        if changes:
            yield changes
