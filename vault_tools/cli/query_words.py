"""The words of a query, completed: operators, tags, notes, properties and their values."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from click.shell_completion import CompletionItem

from vault_tools.cli.completing import PART, beginning_with, is_name, note_names, vocabulary

if TYPE_CHECKING:
    from vault_tools.cli.session import Session

Items = Iterator["CompletionItem[Any]"]

OPERATORS = (
    "tag", "links-to", "linked-from", "file", "path", "content", "line", "block", "section", "task", "task-todo",
    "task-done", "match-case", "ignore-case",
)  # fmt: skip
"""As in `search.query.operators`, which would bring a parser with it; a test compares."""

_TERMS = re.compile(r'\s++|(?:"(?:\\.|[^"\\])*+(?:"|\\?\Z)|\[[^\]]*+(?:\]++|\Z)|[^\s"\[])++', re.DOTALL)
_BEFORE = re.compile(r"-?\(*+")
_NAMED = re.compile(r'(?:\[\s*+([^\[\]:："]++)|([^\s:："()\[\]]++))[:：]')
_NAME = re.compile(r'(?!-)[^\s:："()\[\]]++')
_PLAIN = re.compile(r"[^\W_]++(?:[-._][^\W_]++)*+")
_ENDS = frozenset('[]:："')
_WORDS = ("null", "empty", "true", "false")


def complete_query(session: "Session", typed: str) -> Items:
    """Yield what the query `typed`, whose end is still open, may be with its last term complete."""
    last = next((found[0] for found in reversed(list(_TERMS.finditer(typed)))), "")
    term = "" if last[:1].isspace() else _BEFORE.sub("", last, count=1)
    before = typed[: len(typed) - len(term)]
    if named := _NAMED.match(term):
        return _values(session, before + named[0], (named[1] or named[2]).strip(), term[named.end() :], bool(named[1]))
    return _names(session, before, term)


def _names(session: "Session", before: str, term: str) -> Items:
    """Complete the name of an operator or a property; a property may stand in a bracket."""
    bracket = term[:1] if term.startswith("[") and not term.startswith("[[") else ""
    names = vocabulary(session).properties
    if bracket:
        found = [f"[{name}:" for name in beginning_with(term[1:], names) if not set(name) & _ENDS]
    else:
        plain = (name for name in names if name.lower() not in OPERATORS and _NAME.fullmatch(name))
        found = [f"{name}:" for name in beginning_with(term, (*OPERATORS, *plain))]
    return (CompletionItem(before + name, type=PART) for name in found)


def _values(session: "Session", before: str, name: str, typed: str, in_bracket: bool) -> Items:
    """Complete what stands behind an operator or the name of a property."""
    operator = "" if in_bracket else name.lower()
    if operator in ("links-to", "linked-from"):
        found = _notes(session, typed)
    elif operator == "tag":
        mark = typed[:1] if typed.startswith("#") else ""
        found = (mark + tag for tag in beginning_with(typed.removeprefix("#"), vocabulary(session).tags))
    else:
        values = () if operator in OPERATORS else vocabulary(session).values(name)
        is_quoted = typed.startswith('"')
        found = (_quoted(value, always=is_quoted) for value in beginning_with(typed.removeprefix('"'), values))
    return (CompletionItem(before + value + "]" * in_bracket) for value in found)


def _notes(session: "Session", typed: str) -> Iterator[str]:
    """Complete the name of a note as it was begun: in `[[ ]]` unless there is something else."""
    beginning = typed.lstrip('["')
    for name in filter(is_name, note_names(session, beginning, with_attachments=True)):
        yield _quoted(name, always=typed.startswith('"')) if beginning == typed != "" else f"[[{name}]]"


def _quoted(value: str, *, always: bool) -> str:
    """Return a value as it stands in a query: in quotes where it is not surely one word."""
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS and not always:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
