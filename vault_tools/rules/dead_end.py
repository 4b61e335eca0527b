"""Notes that link to nothing.

## What it reports

A note without a link to another file of the vault. Notes that Obsidian's "Excluded files" hide are left alone.

## Why it matters

It is connected to nothing else, which in a vault of topics is mostly an oversight. Off by default.

## Bad

```md 文章.md
没有任何链接。
```

## Good

```md 文章.md
参见 [[智能体]]。
```

```md 智能体.md
参见 [[文章]]。
```
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import START, Note, NoteKind
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem if no link of the note leads to another file."""
    if note.kind is not NoteKind.NOTE or not note.is_read or vault.hides(note.path):
        return
    if all(resolution.path in (None, note.path) for _, resolution in vault.resolved(note)):
        yield Problem(START, "dead-end", {})


RULE = Rule("dead-end", "graph", Severity.OFF, check)
