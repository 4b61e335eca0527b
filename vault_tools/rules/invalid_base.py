"""Bases that Obsidian cannot read.

## What it reports

A `.base` file that is not valid YAML or not a mapping, whose `views` are not a list, or in which two views have the
same name.

## Why it matters

Obsidian shows an error instead of the table; of two views with one name, only one can be opened or embedded.

## Bad

```base 文章.base
views:
  - type: table
    name: 全部
  - type: cards
    name: 全部
```

## Good

```base 文章.base
views:
  - type: table
    name: 全部
  - type: cards
    name: 卡片
```

## See also

[Bases syntax](https://help.obsidian.md/bases/syntax) in Obsidian's help.
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule, fault_check

RULE = Rule("invalid-base", "links", Severity.ERROR, fault_check("invalid-base"), subject="faults")
