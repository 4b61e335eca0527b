"""Links to headings that the note does not have.

## What it reports

`[[note#heading]]` where the note exists and the heading does not. As in Obsidian, case and ASCII punctuation other
than `-`, `_` and `'` do not matter, full-width punctuation does; `#a#b` is a heading `b` deeper than a heading `a`;
headings in quotes and in list items cannot be reached; slugs as GitHub makes them do not work.

## Why it matters

Obsidian opens the note at its top and says nothing; on a published page the link does nothing at all.

## Bad

```md 文章.md
见 [[规则#命名]]。
```

```md 规则.md
## 命名约定
```

## Good

```md 文章.md
见 [[规则#命名约定]]。
```

```md 规则.md
## 命名约定
```
"""

from vault_tools.findings import Severity
from vault_tools.resolve import SubpathStatus
from vault_tools.rules.base import Rule, subpath_check

check = subpath_check("broken-heading", SubpathStatus.BROKEN_HEADING, "heading")

RULE = Rule("broken-heading", "links", Severity.WARNING, check, subject="links")
