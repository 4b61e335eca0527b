"""Entries of the baseline whose finding is gone.

## What it reports

An entry of the baseline that matches nothing any more, at its line in the baseline's file: the problem was mended or is
suppressed, the note was deleted, or the rule does not exist any more. `vault check --prune-baseline` removes such
entries. Where nobody looked, nothing is reported: PATHs and `--select` leave notes and rules out, rules may be off,
notes excluded or unreadable.

## Why it matters

What is mended should stay mended: as long as the entry stands there, the same problem may come back without a word.

## Bad

```toml vault.toml
[vault]
baseline = ".vault/baseline.json"
```

```json .vault/baseline.json
{
"version": 1,
"entries": [
{"path": "文章.md", "rule": "broken-link", "target": "双联", "ordinal": 0, "fingerprint": "24be46a3bc4d3a0b"},
{}
]
}
```

```md 文章.md
见 [[双链]]。
```

```md 双链.md
```

## Good

```toml vault.toml
[vault]
baseline = ".vault/baseline.json"
```

```json .vault/baseline.json
{
"version": 1,
"entries": [
{"path": "文章.md", "rule": "broken-link", "target": "双联", "ordinal": 0, "fingerprint": "24be46a3bc4d3a0b"},
{}
]
}
```

```md 文章.md
见 [[双联]]。
```

```md 双链.md
```
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule

RULE = Rule("stale-baseline", "run", Severity.WARNING)
