"""Our own formats for programs, `json` and `jsonl`. They list every finding, in English."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from vault_tools.findings import Finding, Report, Severity
from vault_tools.report.gate import in_json
from vault_tools.report.style import Style

VERSION = 1
"""The version of the JSON format: raised when a field changes its meaning or goes away."""

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def dumps(value: Json, *, indent: int | None = 2) -> str:
    """Return a value as JSON (RFC 8259) that any terminal and encoding can carry: no NaN, no lone surrogates."""
    import json  # searches and lists that people read need none

    text = in_json(json.dumps(value, ensure_ascii=False, allow_nan=False))
    # The standard library indents in Python, which takes longer than all the rest of a report.
    return text if indent is None else msgspec.json.format(text, indent=indent)


def json_report(report: Report, style: Style) -> str:
    """Render the whole report as one JSON object."""
    counts = Counter(finding.rule for finding in report.findings)
    content: dict[str, Json] = {
        "version": VERSION,
        "root": report.root,
        "findings": [_finding(finding) for finding in report.findings],
        "summary": {
            "notes": report.checked,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "infos": report.count(Severity.INFO),
            "suppressed": report.suppressed,
            "fixed": sum(report.fixed.values()),
            "baselined": report.baselined,
            "earlier": report.earlier,
            "rules": dict(sorted(counts.items())),
        },
    }
    return dumps(content) + "\n"


def jsonl(report: Report, style: Style) -> str:
    """Render the findings, one JSON object a line."""
    return "".join(dumps(_finding(finding), indent=None) + "\n" for finding in report.findings)


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "rule": finding.rule,
        "severity": finding.severity.label,
        "message": finding.message,
        "fingerprint": finding.fingerprint,
        "suggestions": list(finding.suggestions),
        "fix": _fix(finding),
        "standing": finding.standing,
        "cause": _cause(finding),
    }


def _cause(finding: Finding) -> dict[str, Json] | None:
    if finding.cause is None:
        return None
    return {"event": finding.cause.event, "path": finding.cause.path, "now": finding.cause.now or None}


def _fix(finding: Finding) -> dict[str, Json] | None:
    if finding.fix is None:
        return None
    edits: list[Json] = [
        {"line": edit.line, "column": edit.column, "end_line": edit.end_line, "end_column": edit.end_column,
         "text": edit.text}
        for edit in finding.replacements
    ]  # fmt: skip
    return {"safe": finding.fix.is_safe, "edits": edits}
