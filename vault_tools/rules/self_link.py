"""Notes that link to themselves.

## What it reports

A link to the note that it is in, without a heading or block.

## Why it matters

It leads nowhere, and it is often left over from a copied list of topics.

## Bad

```md 智能体.md
- [[智能体]]
```

## Good

```md 智能体.md
- [[#用法]]

## 用法
```
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import Note
from vault_tools.resolve import identity
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each link to the note itself that names no part of it."""
    for link, resolution in vault.notable_links(note):
        if link.target and not link.subpath and resolution.path == note.path:
            yield Problem(link.span, "self-link", {"target": link.target}, identity(link.target))


RULE = Rule("self-link", "links", Severity.INFO, check, subject="links")
