"""Wikilinks in the front matter without quotes.

## What it reports

A property whose value is `[[note]]` without quotes. YAML reads two brackets as a list in a list, so that the property
holds no link at all.

## Why it matters

The link is missing from backlinks and from the graph, and renaming the note leaves it behind.

## Bad

```md 文章.md
---
相关: [[智能体]]
---
```

## Good

```md 文章.md
---
相关: "[[智能体]]"
主题:
  - "[[智能体]]"
---
```

```md 智能体.md
```
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule, fault_check

RULE = Rule("unquoted-wikilink", "front matter", Severity.WARNING, fault_check("unquoted-wikilink"), subject="faults")
