"""Embeds of files that do not exist.

## What it reports

`![[image.png]]`, `![](image.png)` and embeds of notes, canvases and bases for which Obsidian finds no file. Pictures
on the web are not looked at.

## Why it matters

The reader sees a grey box instead of the picture.

## Bad

```md 文章.md
![[示意图.png]]
```

## Good

```md 文章.md
![[附件]] ![网络图片](https://example.com/a.png)
```

```md 附件.md
```
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import Note
from vault_tools.resolve import identity
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each embed that resolves to no file."""
    for link, resolution in vault.notable_links(note):
        if resolution.path is None and link.is_embed and not link.is_citation:
            values = {"target": link.target, "syntax": link.syntax}
            yield Problem(link.span, "broken-embed", values, identity(link.target))


RULE = Rule("broken-embed", "links", Severity.ERROR, check, subject="links", yields_to="untracked-target")
