"""Notes that nothing links to.

## What it reports

A note to which no other note or canvas has a link. Notes that Obsidian's "Excluded files" hide are left alone.

## Why it matters

Nobody comes across it except by search. Off by default: a diary or an archive is meant to be so.

## Bad

```md 首页.md
欢迎。
```

## Good

```md 首页.md
欢迎，先读 [[智能体]]。
```

```md 智能体.md
回到 [[首页]]。
```
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import START, Note, NoteKind
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem if no other note links to this one."""
    if note.kind is not NoteKind.NOTE or not note.is_read or vault.hides(note.path):
        return
    if note.path not in vault.linked:
        yield Problem(START, "orphan-note", {})


RULE = Rule("orphan-note", "graph", Severity.OFF, check)
