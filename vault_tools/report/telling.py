"""What all formats tell of a finding beside its place: the message with its cause, and which come first."""

from vault_tools.findings import Finding, Standing
from vault_tools.report.style import Style


def cause(finding: Finding, style: Style) -> str:
    """Return what a change did elsewhere to make a finding, or an empty text."""
    if finding.cause is None:
        return ""
    path, now = finding.cause.path, finding.cause.now
    return style.text(
        f"report.cause.{finding.cause.event}", path=style.place(path), now=style.place(now) if now else ""
    )


def message(finding: Finding, style: Style) -> str:
    """Return a finding's message and its cause, in a sentence."""
    told = finding.text(style.lang)
    why = cause(finding, style)
    return style.text("report.with-cause", message=told, cause=why) if why else told


def in_english(finding: Finding, style: Style) -> str:
    """Return the same sentence as machine formats have it, whatever language people are spoken to."""
    return message(finding, style._replace(lang="en"))


def by_urgency(finding: Finding) -> tuple[bool, bool, str, int, int, str]:
    """Return what findings are sorted by where not all can be shown: on lines that were changed, then new, then others.

    Among those alike, by place.
    """
    is_old = finding.standing is not Standing.NEW
    return not finding.is_in_change, is_old, finding.path, finding.line, finding.column, finding.rule
