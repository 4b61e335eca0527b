"""Block ids that a note uses twice.

## What it reports

A block id `^id` that the note has used before. Ids are compared without case.

## Why it matters

A link to `#^id` can only reach one of them, and which one is not defined.

## Bad

```md 规则.md
先读后写。 ^rule

小步提交。 ^rule
```

## Good

```md 规则.md
先读后写。 ^rule-1

小步提交。 ^rule-2
```
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import Note
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each block id but the first of those that are equal."""
    seen = set[str]()
    for block in note.blocks:
        if block.id.lower() in seen:
            yield Problem(block.span, "duplicate-block-id", {"id": block.id}, block.id.lower())
        seen.add(block.id.lower())


RULE = Rule("duplicate-block-id", "structure", Severity.WARNING, check, subject="blocks")
