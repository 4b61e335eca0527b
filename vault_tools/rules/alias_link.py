"""Links that name a note by its alias.

## What it reports

`[[alias]]` where no file has that name, but a note lists it under `aliases`. Obsidian does not follow it: its
autocompletion writes `[[note|alias]]`.

## Why it matters

A click creates a new, empty note.

## Bad

```md 文章.md
见 [[大模型]]。
```

```md llm.md
---
aliases: [大模型]
---
```

## Good

```md 文章.md
见 [[llm|大模型]]。
```

```md llm.md
---
aliases: [大模型]
---
```
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import Note
from vault_tools.resolve import identity
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each unresolved link whose target is another note's alias."""
    for link, resolution in vault.notable_links(note):
        if resolution.path is not None or link.is_embed or link.is_citation:
            continue
        if vault.is_bare_alias(link):
            paths = vault.aliases[link.target.lower()]
            values: dict[str, Words] = {"alias": link.target, "paths": paths[:3], "syntax": link.syntax}
            yield Problem(link.span, "alias-link", values, identity(link.target))


RULE = Rule("alias-link", "links", Severity.WARNING, check, subject="links")
