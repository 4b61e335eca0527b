"""Characters that nobody sees.

## What it reports

Zero-width characters, marks that change the direction of writing, byte order marks inside the text, tag characters
and private-use characters: one finding a line, at the first of them. Joiners and direction marks among emoji and in
scripts that need them, and variant selectors after a Han character, are left alone.

## Why it matters

They come along with text copied from web pages. A search for the word does not find it, a link to the name does not
resolve, and what a reader sees may not be what is written.

## Bad

```md 文章.md
智能\u200b体
```

## Good

```md 文章.md
智能体 👨‍👩‍👧
```
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule, fault_check

RULE = Rule("invisible-character", "text", Severity.WARNING, fault_check("invisible-character"), subject="faults")
