"""House rules that apply to nothing.

## What it reports

A `[[rule]]` in `vault.toml`, at the line where it begins, whose `files` match no note, whose `when` no note meets, or
that speaks of a property or a section that none of its notes has. `vault config show --coverage` lists for every rule
how many notes it is about.

## Why it matters

A rule that looks at nothing finds nothing, and looks like a clean vault. Mostly a folder, a property or a section was
renamed.

## Bad

```toml vault.toml
[[rule]]
id = "blog-date"
kind = "properties"
files = ["01-blog/**"]
[rule.fields."发布日期"]
required = true
```

```md 01-博客/文章.md
```

## Good

```toml vault.toml
[[rule]]
id = "blog-date"
kind = "properties"
files = ["01-博客/**"]
[rule.fields."发布日期"]
required = true
```

```md 01-博客/文章.md
---
发布日期: 2024-04-11
---
```
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule

RULE = Rule("idle-rule", "run", Severity.WARNING)
