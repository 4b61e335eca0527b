"""Problems to findings: numbered, limited, in their lines and columns."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from vault_tools.findings import Edit, Finding, Fix, Problem, Replacement, Standing
from vault_tools.model import START
from vault_tools.positions import Lines
from vault_tools.recollection import KnownProblem
from vault_tools.ruleset import ActiveRule, Reported

MAX_FINDINGS = 1_000
"""Of one rule in one file, so many findings are listed; of more, the last says how many there are."""


class Judged(NamedTuple):
    """A problem, which of those that are alike it is in its file, counted from 0, and how it stands."""

    rule: ActiveRule
    problem: Problem
    ordinal: int
    standing: Standing


def by_place(finding: Finding) -> tuple[str, int, int, str, int]:
    """Return what findings are sorted by."""
    return finding.path, finding.line, finding.column, finding.rule, finding.end_column


def numbered(problems: Iterable[Reported], standings: Iterable[Standing]) -> list[Judged]:
    """Number the problems of each rule about each target in a file, in their order."""
    ordinals: dict[tuple[str, str], int] = {}
    judged: list[Judged] = []
    for (rule, problem), standing in zip(problems, standings, strict=False):
        identity = rule.id, problem.target
        ordinal = ordinals[identity] = ordinals.get(identity, -1) + 1
        judged.append(Judged(rule, problem, ordinal, standing))
    return judged


def limited(problems: list[Judged]) -> Iterator[Judged]:
    """Yield the first problems of each rule in a file; where there are more, the last says how many."""
    counts = Counter(found.rule.id for found in problems)
    seen: Counter[str] = Counter()
    for found in problems:
        rule, problem = found.rule, found.problem
        seen[rule.id] += 1
        if seen[rule.id] < MAX_FINDINGS or counts[rule.id] == MAX_FINDINGS == seen[rule.id]:
            yield found
        elif seen[rule.id] == MAX_FINDINGS:
            rest = f"{counts[rule.id] - MAX_FINDINGS + 1:,}"
            more = Problem(problem.span, "more-findings", {"count": rest}, "more-findings")
            yield Judged(replace(rule, words=None, doc=""), more, 0, found.standing)


def placed_before(judged: Judged) -> Finding | None:
    """Return the finding that an earlier check has made of a problem, None where it has not."""
    problem = judged.problem
    if not isinstance(problem, KnownProblem) or problem.finding is None:
        return None
    finding = problem.finding
    if (finding.ordinal, finding.standing) == (judged.ordinal, judged.standing):
        return finding
    return replace(finding, ordinal=judged.ordinal, standing=judged.standing)


def placed(path: str, judged: Judged, lines: Lines | None, *, is_text: bool) -> Finding:
    """Return a problem as a finding in the file at `path`; `lines` are those of the file, unless it is about all of it.

    Where the file `is_text`, the finding shows the line.
    """
    rule, problem = judged.rule, judged.problem
    fix = problem.mend() if problem.mend else problem.fix
    line = column = end_line = end_column = byte_column = end_byte_column = 1
    source = None
    if lines and problem.span != START:
        line, column = lines.position(problem.span.start)
        end_line, end_column = lines.position(problem.span.end)
        byte_column, end_byte_column = lines.byte_column(problem.span.start), lines.byte_column(problem.span.end)
        source = lines.line(line) if is_text else None
    return Finding(
        path=path,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        byte_column=byte_column,
        end_byte_column=end_byte_column,
        rule=rule.id,
        severity=min(rule.severity, problem.ceiling),
        key=problem.message,
        values=problem.values,
        target=problem.target,
        ordinal=judged.ordinal,
        words=rule.words,
        doc=rule.doc,
        standing=judged.standing,
        suggestions=problem.suggestions,
        source=source,
        fix=fix,
        replacements=_replacements(fix, lines) if fix and lines else (),
        span=problem.span,
    )


def with_fix(finding: Finding, fix: Fix, text: str) -> Finding:
    """Return a finding with another fix; `text` is that of its note."""
    return replace(finding, fix=fix, replacements=_replacements(fix, Lines(text)))


def _replacements(fix: Fix, lines: Lines) -> tuple[Replacement, ...]:
    return tuple(_replacement(edit, lines) for edit in fix.edits)


def _replacement(edit: Edit, lines: Lines) -> Replacement:
    start, end = edit.span.start, edit.span.end
    byte_columns = lines.byte_column(start), lines.byte_column(end)
    return Replacement(*lines.position(start), *lines.position(end), edit.text, *byte_columns)
