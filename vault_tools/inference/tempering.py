"""A draft after its first check: what too many notes violate is no rule of theirs."""

from collections import defaultdict
from collections.abc import Iterator

from vault_tools.findings import Report, Severity
from vault_tools.inference.draft import Draft
from vault_tools.inference.folders import LEAST_NOTES
from vault_tools.inference.toml import folder_pattern
from vault_tools.messages import text
from vault_tools.survey import folder

_MOST = 0.05
_MOSTLY = 0.5


def tempered(draft: Draft, report: Report) -> Draft:
    """Return a draft in which every rule that more than 5 % of its notes violate only informs.

    A built-in rule does so only where the notes are ten or more: a few broken links are to be mended, however small the
    vault. Where most notes of some folder violate a built-in rule, and hardly any others, it is ignored there instead.
    """
    paths: dict[str, set[str]] = defaultdict(set)
    for finding in report.findings:
        if finding.severity > Severity.INFO:
            paths[finding.rule].add(finding.path)
    own = {rule.id for rule in draft.rules}
    rules = tuple(
        rule._replace(severity="info", comment=_comment(draft, len(paths[rule.id]), rule.covered))
        if len(paths[rule.id]) > _MOST * rule.covered
        else rule
        for rule in draft.rules
    )
    severities, ignores = dict[str, tuple[str, str]](), dict[str, list[str]]()
    for id in sorted(paths.keys() - own):
        if len(paths[id]) < LEAST_NOTES or len(paths[id]) <= _MOST * draft.notes:
            continue
        folders = list(_ignored(draft, paths[id]))
        if sum(folder(path) not in folders for path in paths[id]) > _MOST * draft.notes:
            severities[id] = "info", _comment(draft, len(paths[id]), draft.notes)
        else:
            for name in folders:
                ignores.setdefault(folder_pattern(name), []).append(id)
    listed = {pattern: tuple(ids) for pattern, ids in ignores.items()}
    return draft._replace(rules=rules, severities=severities, ignores=listed)


def _comment(draft: Draft, count: int, total: int) -> str:
    return text(draft.lang, "init.too-many", {"count": f"{count:,}", "total": f"{total:,}"})


def _ignored(draft: Draft, paths: set[str]) -> Iterator[str]:
    """Yield the folders, but not the largest, of which most notes violate a rule."""
    largest = max((len(scope.notes) for scope in draft.scopes), default=0)
    for scope in draft.scopes:
        inside = sum(folder(path) == scope.folder for path in paths)
        if scope.folder and len(scope.notes) < largest and inside > _MOSTLY * len(scope.notes):
            yield scope.folder
