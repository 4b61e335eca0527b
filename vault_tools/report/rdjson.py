"""The Reviewdog Diagnostic Format: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf. Columns are bytes."""

from collections.abc import Sequence
from itertools import pairwise

from vault_tools.findings import Finding, Replacement, Report
from vault_tools.report.gate import web_address
from vault_tools.report.machine import Json, dumps
from vault_tools.report.style import Style
from vault_tools.report.telling import in_english


def rdjson(report: Report, style: Style) -> str:
    """Render the findings as a DiagnosticResult, with the safe fixes that can be said as one replacement."""
    diagnostics: list[Json] = [_diagnostic(finding, style) for finding in report.findings]
    return dumps({"source": {"name": "vault-tools"}, "diagnostics": diagnostics}) + "\n"


def _diagnostic(finding: Finding, style: Style) -> dict[str, Json]:
    place = finding.line, finding.byte_column, finding.end_line, finding.end_byte_column
    code: dict[str, Json] = {"value": finding.rule}
    if url := web_address(finding.doc):
        code["url"] = url
    diagnostic: dict[str, Json] = {
        "message": in_english(finding, style),
        "location": {"path": style.place(finding.path), "range": _range(*place)},
        "severity": finding.severity.name,
        "code": code,
    }
    if finding.fix and finding.fix.is_safe and (edit := _joined(finding)):
        place = edit.line, edit.byte_column, edit.end_line, edit.end_byte_column
        diagnostic["suggestions"] = [{"range": _range(*place), "text": edit.text}]
    return diagnostic


def _range(line: int, column: int, end_line: int, end_column: int) -> dict[str, Json]:
    return {"start": {"line": line, "column": column}, "end": {"line": end_line, "column": end_column}}


def _joined(finding: Finding) -> Replacement | None:
    """Return the edits of a fix as one: several suggestions would be as many choices. None where that cannot be."""
    edits = sorted(finding.replacements, key=lambda edit: (edit.line, edit.column))
    if len(edits) == 1:
        return edits[0]
    lines = {line for edit in edits for line in (edit.line, edit.end_line)}
    return _joined_in_line(edits, finding.source) if finding.source is not None and lines == {finding.line} else None


def _joined_in_line(edits: Sequence[Replacement], source: str) -> Replacement:
    text = edits[0].text
    for before, after in pairwise(edits):
        text += source[before.end_column - 1 : after.column - 1] + after.text
    first, last = edits[0], edits[-1]
    ends = last.end_line, last.end_column, text, first.byte_column, last.end_byte_column
    return Replacement(first.line, first.column, *ends)
