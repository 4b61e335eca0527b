"""The formats for people: `full` with source lines, `concise` with a line a finding."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from vault_tools.findings import Finding, Report, Severity, Standing
from vault_tools.report.cells import crop_end, crop_start, width
from vault_tools.report.gate import terminal
from vault_tools.report.style import Style
from vault_tools.report.telling import cause

_LINE_CELLS = 100
_MARK_CELLS = 60
_FIX_CHARACTERS = 60
_WINDOW = 400  # characters before, in and after the mark
_TAB = "    "


def full(report: Report, style: Style) -> str:
    """Render each finding with its source line, a mark under the place, and suggestions."""
    return _render(report, style, _full_lines)


def concise(report: Report, style: Style) -> str:
    """Render each finding on one line: `path:line:column: severity[rule] message`, and what caused it."""
    return _render(report, style, _line)


def _line(finding: Finding, style: Style) -> Iterator[str]:
    why = cause(finding, style)
    line = _headline(finding, style)
    yield style.text("report.with-cause", message=line, cause=terminal(why)) if why else line


def statistics(report: Report, style: Style) -> str:
    """Render how many findings each rule has, most first, and the summary."""
    counts = Counter((finding.rule, finding.severity) for finding in report.findings)
    lines = []
    for (rule, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        word = style.text(f"severity.{severity.label}")
        lines.append(f"{count:>7,}  {style.severity(severity, terminal(rule))}  {word}")
    for rule, count in sorted(report.fixed.items(), key=lambda item: (-item[1], item[0])):
        lines.append(f"{count:>7,}  {terminal(rule)}  {style.text('report.fixed.word')}")
    return "\n".join([*lines, summary(report, style)]) + "\n"


def _render(report: Report, style: Style, lines_of: Callable[[Finding, Style], Iterable[str]]) -> str:
    shown, folded = _fold(report.findings, style)
    lines = [line for finding in shown for line in lines_of(finding, style)]
    for rule, findings in folded.items():
        lines += _folded(rule, findings, style)
    return "\n".join([*lines, summary(report, style)]) + "\n"


def _fold(findings: Iterable[Finding], style: Style) -> tuple[list[Finding], dict[str, list[Finding]]]:
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_rule[finding.rule].append(finding)
    folded = {rule: found for rule, found in by_rule.items() if style.fold_above and len(found) > style.fold_above}
    return [finding for finding in findings if finding.rule not in folded], folded


def _folded(rule: str, findings: list[Finding], style: Style) -> Iterator[str]:
    name = style.severity(findings[0].severity, terminal(rule))
    yield style.text("report.folded", rule=name, id=terminal(rule), count=f"{len(findings):,}")
    folders = Counter(finding.path.partition("/")[0] if "/" in finding.path else "" for finding in findings)
    for folder, count in sorted(folders.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>7,}  {terminal(folder) + '/' if folder else style.text('report.root-folder')}"
    yield ""


def _headline(finding: Finding, style: Style) -> str:
    place = f"{style.paint(terminal(style.place(finding.path)), '1')}:{finding.line}:{finding.column}"
    label = style.severity(
        finding.severity, f"{style.text(f'severity.{finding.severity.label}')}[{terminal(finding.rule)}]"
    )
    mark = "[*] " if finding.fix and finding.fix.is_safe else ""
    earlier = f"{style.text('report.there-before')} " if finding.standing is Standing.EARLIER else ""
    return f"{place}: {label} {mark}{earlier}{terminal(finding.text(style.lang))}"


def _full_lines(finding: Finding, style: Style) -> Iterator[str]:
    yield _headline(finding, style)
    margin = " " * len(str(finding.line))
    if finding.source is not None:
        source, mark = _marked(finding, finding.source)
        yield f"{style.paint(f'{finding.line} |', '34')} {source}"
        yield f"{style.paint(f'{margin} |', '34')} {style.severity(finding.severity, mark)}"
    doc = style.text("report.doc", doc=terminal(finding.doc)) if finding.doc else ""
    why = terminal(cause(finding, style))
    for note in filter(None, (why, _suggested(finding, style), _fix(finding, style), doc)):
        yield f"{style.paint(f'{margin} =', '34')} {note}"
    yield ""


def _suggested(finding: Finding, style: Style) -> str:
    """Return what the place was perhaps meant to say, but for what the message or the fix says already."""
    if not finding.suggestions:
        return ""
    message, written = finding.text(style.lang), [edit.text for edit in finding.replacements]
    quoted = {suggestion: style.text("report.quoted", text=suggestion) for suggestion in finding.suggestions}
    news = [terminal(words) for text, words in quoted.items() if text not in written and words not in message]
    key = "report.suggestion" if len(news) == 1 else "report.suggestions"
    return style.text(key, quoted=tuple(news)) if news else ""


def _fix(finding: Finding, style: Style) -> str:
    """Return what a finding's fix does, where that can be said in a few words."""
    if finding.fix is None or finding.source is None or len(finding.replacements) != 1:
        return ""
    edit = finding.replacements[0]
    if edit.line != edit.end_line or edit.line != finding.line:
        return ""
    old, new = finding.source[edit.column - 1 : edit.end_column - 1], edit.text.removesuffix("\n")
    if len(old) > _FIX_CHARACTERS or len(new) > _FIX_CHARACTERS or "\n" in new:
        return ""
    key = "replace" if old and new else "insert" if new else "delete" if old else "line-break"
    safety = "fix" if finding.fix.is_safe else "unsafe-fix"
    quoted = {"old": terminal(old), "new": terminal(new)}
    return style.text(f"report.{safety}", fix=style.text(f"report.fix.{key}", **quoted))


def _marked(finding: Finding, source: str) -> tuple[str, str]:
    """Return the source line, cropped around the finding, and the line of carets that belongs under it."""
    start = finding.column - 1
    end = finding.end_column - 1 if finding.end_line == finding.line else len(source)
    # A line may be a megabyte long, and have a thousand findings: only what may be shown is looked at.
    end = min(end, start + _WINDOW)
    first = max(start - _WINDOW, 0)
    line = source[first : end + _WINDOW].replace("\t", _TAB)
    start, end = (len(source[first:place].replace("\t", _TAB)) for place in (start, end))
    # What is escaped depends on what comes before, never after: so each part is what the longer text adds.
    before, up_to_mark, whole = terminal(line[:start]), terminal(line[:end]), terminal(line)
    marked = crop_end(up_to_mark[len(before) :], _MARK_CELLS)
    after = whole[len(up_to_mark) :]
    room = _LINE_CELLS - width(marked)
    before = crop_start(before, room - min(width(after), room // 3))
    after = crop_end(after, room - width(before))
    return f"{before}{marked}{after}".rstrip(), " " * width(before) + "^" * max(width(marked), 1)


def summary(report: Report, style: Style) -> str:
    """Return what a report comes to, in a line."""
    notes = style.counted("report.notes", report.checked)
    if not report.findings:
        said = style.text("report.clean", notes=notes)
    else:
        said = style.text(
            "report.summary",
            notes=notes,
            errors=style.counted("report.errors", report.count(Severity.ERROR)),
            warnings=style.counted("report.warnings", report.count(Severity.WARNING)),
            infos=style.counted("report.infos", report.count(Severity.INFO)),
        )
    if report.suppressed:
        said = style.text("report.suppressed", summary=said, count=f"{report.suppressed:,}")
    if report.baselined:
        said = style.text("report.baselined", summary=said, count=f"{report.baselined:,}")
    if report.earlier:
        said = style.text("report.earlier", summary=said, count=f"{report.earlier:,}")
    return said + _about_fixes(report, style)


def _about_fixes(report: Report, style: Style) -> str:
    """Return how many findings were fixed, and how many more could be."""
    safe, unsafe = report.fixable(is_safe=True), report.fixable(is_safe=False)
    said = ""
    if report.fixed:
        findings = style.counted("report.findings", sum(report.fixed.values()))
        said = style.text("report.fixed", findings=findings, notes=style.counted("report.notes", report.fixed_notes))
    if safe:
        said += style.text("report.fixable", count=f"{safe:,}")
    if unsafe:
        said += style.text("report.fixable.unsafe", count=f"{unsafe:,}")
    return said
