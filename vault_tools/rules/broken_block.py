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

from vault_tools.findings import Severity
from vault_tools.resolve import SubpathStatus
from vault_tools.rules.base import Rule, subpath_check

check = subpath_check("broken-block", SubpathStatus.BROKEN_BLOCK, "block")

RULE = Rule("broken-block", "links", Severity.WARNING, check, subject="links")
