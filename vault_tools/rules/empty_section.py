"""Headings with nothing below them.

## What it reports

A heading with nothing between it and the next heading of its level or above, or the end of the note. Sub-headings are
something; comments, thematic breaks, list items without text and block ids are nothing. Headings in quotes and list
items are left alone.

## Why it matters

It promises what is not there: mostly a template that nobody filled in. Off by default: a note that grows has such
headings.

## Bad

```md 智能体.md
## 记忆

%% 以后再写 %%

## 工具

会用工具。
```

## Good

```md 智能体.md
## 记忆

### 短期

只在一次对话里。

## 工具

会用工具。
```

## See also

The kind `sections` (`not-empty`) asks more, and of certain notes only: sub-headings alone are nothing to it.
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import Note
from vault_tools.passages.contents import Emptiness
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each heading whose section is empty."""
    wording = vault.wording(note)
    emptiness = Emptiness(note, wording.text)
    for section in wording.outline.sections:
        if emptiness.of(section.body):
            yield Problem(section.heading.span, "empty-section", {"heading": section.title}, section.title)


RULE = Rule("empty-section", "structure", Severity.OFF, check, subject="headings")
