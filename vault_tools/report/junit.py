"""JUnit's XML, as Jenkins, GitLab and others read it: a test case for each file with findings."""

from collections.abc import Iterator
from itertools import groupby

from vault_tools.findings import Finding, Report, Severity
from vault_tools.report.gate import in_xml
from vault_tools.report.style import Style
from vault_tools.report.telling import in_english

_NAME = "vault check"
_CLASS = "vault-check"
_LINE_END = "\n"


def junit(report: Report, style: Style) -> str:
    """Render a failure for each error and warning; what only informs stands in the output of its case, which passes.

    Where nothing was found, there is one case, which passes: an empty suite is taken for a run that went wrong.
    """
    cases = [(path, list(found)) for path, found in groupby(report.findings, key=lambda finding: finding.path)]
    failures = sum(any(map(_fails, found)) for _, found in cases)
    counts = f'tests="{max(len(cases), 1)}" failures="{failures}" errors="0"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="{_NAME}" {counts}>']
    lines.append(f'  <testsuite name="{_NAME}" {counts} skipped="0">')
    if not cases:
        lines.append(f'    <testcase classname="{_CLASS}" name="{_NAME}"/>')
    for path, found in cases:
        lines += _case(style.place(path), found, style)
    return "\n".join([*lines, "  </testsuite>", "</testsuites>"]) + "\n"


def _case(place: str, findings: list[Finding], style: Style) -> Iterator[str]:
    told = [f"{place}:{_told(finding, style)}" for finding in findings]
    yield f'    <testcase classname="{_CLASS}" name="{in_xml(place)}">'
    for finding, text in zip(findings, told, strict=True):
        if _fails(finding):
            message = in_xml(f"line {finding.line}: {in_english(finding, style)}")
            yield f'      <failure type="{in_xml(finding.rule)}" message="{message}">{in_xml(text)}</failure>'
    if len(findings) > 1 or not _fails(findings[0]):  # Jenkins and GitLab show the first failure of a case only
        yield f"      <system-out>{_LINE_END.join(map(in_xml, told))}</system-out>"
    yield "    </testcase>"


def _told(finding: Finding, style: Style) -> str:
    return f"{finding.line}:{finding.column}: {finding.severity.label}[{finding.rule}] {in_english(finding, style)}"


def _fails(finding: Finding) -> bool:
    return finding.severity >= Severity.WARNING
