"""GitLab's Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

from collections import Counter

from vault_tools.findings import Finding, Report, Severity
from vault_tools.report.machine import Json, dumps
from vault_tools.report.style import Style
from vault_tools.report.telling import in_english

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab(report: Report, style: Style) -> str:
    """Render the findings as a list of issues, each with a fingerprint of its own: GitLab drops the second of two."""
    seen = Counter[str]()
    issues: list[Json] = []
    for finding in report.findings:
        seen[finding.fingerprint] += 1
        issues.append(_issue(finding, seen[finding.fingerprint], style))
    return dumps(issues) + "\n"


def _issue(finding: Finding, count: int, style: Style) -> dict[str, Json]:
    return {
        "description": in_english(finding, style),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint if count == 1 else f"{finding.fingerprint}-{count}",
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": style.place(finding.path), "lines": {"begin": finding.line, "end": finding.end_line}},
    }
