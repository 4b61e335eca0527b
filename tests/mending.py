"""What fixes make of a note: for tests of the rules that propose them."""

from vault_tools.findings import Edit, Fix, Report
from vault_tools.model import Heading, Note
from vault_tools.scan import parse


def fixed(text: str, report: Report, path: str = "a.md") -> str:
    """Return a note's text with every fix of the report that touches no other; line ends as the note has them."""
    end = "\r\n" if "\r\n" in text else "\n"
    edits: list[Edit] = []
    for fix in (finding.fix for finding in report.findings if finding.path == path):
        if fix and not any(_touch(edit, other) for edit in fix.edits for other in edits):
            edits += fix.edits
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text.replace("\n", end) + text[edit.span.end :]
    return text


def _touch(edit: Edit, other: Edit) -> bool:
    return edit.span.start <= other.span.end and other.span.start <= edit.span.end


def fixes(report: Report) -> list[Fix | None]:
    """Return the fix of each finding."""
    return [finding.fix for finding in report.findings]


def said(text: str, *, ordered: bool = True) -> list[object]:
    """Return what a note's text says: its facts without their places, in their order unless that may change."""
    note = parse("a.md", text)
    facts = [_said(text, note, fact) for kind in _KINDS for fact in getattr(note, kind)]
    return facts if ordered else sorted(facts, key=repr)


_KINDS = ("links", "external_links", "headings", "blocks", "tags", "items", "footnotes", "regions", "properties", "directives")  # fmt: skip


def _said(text: str, note: Note, fact: object) -> object:
    words = {name: getattr(fact, name) for name in fact.__struct_fields__ if name not in _PLACES}  # type: ignore[attr-defined]
    if isinstance(fact, Heading):
        return words
    span = fact.key_span if hasattr(fact, "key_span") else fact.span  # type: ignore[attr-defined]
    covers = getattr(fact, "covers", None)
    covered = text[covers.start : covers.end].split() if covers else None
    return (type(fact).__name__, repr(words), text[span.start : span.end].split(), covered)


_PLACES = frozenset(("span", "key_span", "items", "covers"))
