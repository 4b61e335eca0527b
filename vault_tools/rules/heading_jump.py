"""Headings that leave levels out.

## What it reports

A heading that stands more levels below the heading before it than `max-step` allows: an `####` right after an `##`.
Headings in quotes and list items are left alone.

## Why it matters

An outline with a missing level misleads whoever reads by it, a person or a screen reader. Off by default: many notes
choose their levels by the size of the letters.

## Bad

```md 智能体.md
# 智能体

### 记忆

怎样记住对话。
```

## Good

```md 智能体.md
# 智能体

## 记忆

怎样记住对话。

### 压缩

# 工具
```

## Notes

With which level a note begins is its own affair, and going up may leave out as many levels as it likes.

## See also

The kind `headings` (`max-step`) says the same of certain notes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from vault_tools.findings import Problem, Severity
from vault_tools.model import Note
from vault_tools.passages.outline import jumps, outer_headings
from vault_tools.rules.base import Rule
from vault_tools.vault import Vault


@dataclass(frozen=True)
class Options:
    """How far down is too far."""

    max_step: int = field(
        default=1, metadata={"doc": "how many levels a heading may stand below the one before it", "least": 1}
    )


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield a problem for each heading that stands too far below the one before it."""
    for above, below in jumps(outer_headings(note), options.max_step):
        values = {"level": f"h{below.level}", "above": f"h{above.level}", "heading": below.text}
        yield Problem(below.span, "heading-jump", values, below.text)


RULE = Rule("heading-jump", "structure", Severity.OFF, check, options=Options, subject="headings")
