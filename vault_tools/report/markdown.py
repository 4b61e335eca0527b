"""A summary in Markdown, for people who look at a job: what was counted, then as many findings as there is room for."""

from collections import Counter
from collections.abc import Iterator

from vault_tools.findings import Finding, Report, Standing
from vault_tools.report.gate import code_span
from vault_tools.report.human import summary
from vault_tools.report.style import Style
from vault_tools.report.telling import by_urgency, cause

MAX_BYTES = 900_000
"""GitHub takes 1 MiB for the summary of a step, and shows nothing of one that is larger."""
_ROOM_FOR_THE_END = 100
_MAX_RULES = 1_000


def markdown(report: Report, style: Style) -> str:
    """Render a summary: the counts of each rule, and the findings, those in changed lines first, up to MAX_BYTES.

    What comes from a vault stands in code spans: whatever it is, it is shown and nothing else.
    """
    style = style._replace(colour=False)
    text = "\n".join(_head(report, style)) + "\n"
    room = MAX_BYTES - _ROOM_FOR_THE_END - len(text.encode("utf-8"))
    parts, left = [text], len(report.findings)
    for finding in sorted(report.findings, key=by_urgency):
        item = "\n".join(_item(finding, style)) + "\n"
        room -= len(item.encode("utf-8"))
        if room < 0:
            break
        parts.append(item)
        left -= 1
    if left:
        parts.append(f"- {style.text('report.more', count=f'{left:,}')}\n")
    return "".join(parts)


def _head(report: Report, style: Style) -> Iterator[str]:
    yield "## vault check"
    yield ""
    yield summary(report, style)
    yield ""
    if report.findings:
        columns = (style.text(f"report.column.{name}") for name in ("rule", "severity", "findings"))
        yield f"| {' | '.join(columns)} |"
        yield "|---|---|--:|"
        counts = Counter((finding.rule, finding.severity) for finding in report.findings)
        for (rule, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MAX_RULES]:
            name = code_span(rule).replace("|", "\\x7c")  # in a table, it ends a cell even within code
            yield f"| {name} | {style.text(f'severity.{severity.label}')} | {count:,} |"
        yield ""


def _item(finding: Finding, style: Style) -> Iterator[str]:
    place = code_span(f"{style.place(finding.path)}:{finding.line}:{finding.column}")
    earlier = f"{style.text('report.there-before')} " if finding.standing is Standing.EARLIER else ""
    severity = style.text(f"severity.{finding.severity.label}")
    yield f"- {place} **{severity}** {code_span(finding.rule)} {earlier}{code_span(finding.text(style.lang))}"
    if why := cause(finding, style):
        yield f"  - {code_span(why)}"
