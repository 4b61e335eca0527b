"""Links to blocks and footnotes that the note does not have.

## What it reports

`[[note#^id]]` where the note exists and no block in it ends with `^id`, and links to footnotes that it does not
define. Ids are compared without case. An id counts at the end of a paragraph, list item or heading with a space
before it, or on a line of its own after a block.

## Why it matters

Obsidian opens the note at its top; an embed of the block stays empty.

## Bad

```md 文章.md
![[规则#^原则一]]
```

```md 规则.md
先读后写。 ^rule-1
```

## Good

```md 文章.md
![[规则#^rule-1]]
```

```md 规则.md
先读后写。 ^rule-1
```
"""

from collections.abc import Iterator

from vault_tools.model import Note, Problem, Severity
from vault_tools.resolve import SubpathStatus
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each link whose block id or footnote is not in the note that it leads to."""
    for link, resolution in vault.notable_links(note):
        if link.subpath and vault.subpath(link, resolution)[0] is SubpathStatus.BROKEN_BLOCK:
            block = link.subpath.strip("#")
            values = {"block": block, "path": resolution.path or ""}
            key = "broken-block.here" if resolution.path == note.path else "broken-block"
            yield Problem(link.span, key, values, f"{resolution.path}#{block}")


RULE = Rule("broken-block", "links", Severity.WARNING, check, subject="links")
