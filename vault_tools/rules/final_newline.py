"""Notes whose last line has no line end.

## What it reports

A note that ends in the middle of a line, without a line end behind its last character. An empty file is fine.

## Why it matters

Programs that read lines may lose the last one, what is appended to the note lands on it, and git marks it in every
comparison.
"""

from collections.abc import Iterator

from vault_tools.findings import Edit, Fix, Problem, Severity
from vault_tools.model import Note, NoteKind, Span
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem at the end of a note that does not end with a line end; the fix adds one."""
    if note.kind is NoteKind.NOTE and note.is_read and note.length:
        text = vault.wording(note).text
        if text.strip("\ufeff") and not text.endswith(("\n", "\r")):
            end = Span(len(text), len(text))
            yield Problem(end, "final-newline", {}, fix=Fix((Edit(end, "\n"),)))


RULE = Rule("final-newline", "text", Severity.OFF, check)
