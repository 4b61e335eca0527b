"""GitHub's annotations: workflow commands in the log of a step, which GitHub shows on the lines they are about."""

from collections import Counter

from vault_tools.findings import Finding, Report, Severity
from vault_tools.report.gate import workflow_data, workflow_property
from vault_tools.report.style import Style
from vault_tools.report.telling import by_urgency, in_english

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_MAX_OF_A_LEVEL = 10  # GitHub drops what comes after them, without a word


def github(report: Report, style: Style) -> str:
    """Render ten findings of each level, those in changed lines first, and how many more there are."""
    lines = []
    counts = Counter[Severity]()
    for finding in sorted(report.findings, key=by_urgency):
        counts[finding.severity] += 1
        if counts[finding.severity] <= _MAX_OF_A_LEVEL:
            lines.append(_annotation(finding, style))
    if rest := len(report.findings) - len(lines):
        key = "report.more.see" if style.has_summary else "report.more"
        lines.append(style._replace(lang="en").text(key, count=f"{rest:,}"))
    return "".join(f"{line}\n" for line in lines)


def _annotation(finding: Finding, style: Style) -> str:
    properties = {
        "file": style.place(finding.path),
        "line": str(finding.line),
        "endLine": str(finding.end_line),
        "col": str(finding.column),
        "endColumn": str(finding.end_column),
        "title": finding.rule,
    }
    if finding.line != finding.end_line:  # GitHub refuses columns across lines
        del properties["col"], properties["endColumn"]
    listed = ",".join(f"{name}={workflow_property(value)}" for name, value in properties.items())
    return f"::{_LEVELS[finding.severity]} {listed}::{workflow_data(in_english(finding, style))}"
