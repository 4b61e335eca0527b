"""Headings that no link can tell apart.

## What it reports

A heading with the text and the level of an earlier one below the same heading. The same text below another heading,
as in a log with `### 结论` under every day, is not reported; nor are headings in quotes and list items.

## Why it matters

A link `[[note#heading]]` reaches the first of them only, and nothing can be written that reaches the other. Often a
section was pasted twice. Off by default: it harms nobody who does not link to headings.

## Bad

```md 智能体.md
## 记忆

怎样记住对话。

## 记忆

怎样忘记。
```

## Good

```md 智能体.md
## 记忆

### 要点

怎样记住对话。

## 遗忘

### 要点

怎样忘记。
```

## Notes

Texts are compared as they are written.

## See also

With the kind `headings` (`unique`) a text may be there only once in a note, wherever it stands; with the kind
`sections` (`unique`) the sections may be named.
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import Note
from vault_tools.passages.outline import outer_headings, twin_siblings
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each heading but the first of those that no link can tell apart."""
    for heading in twin_siblings(outer_headings(note)):
        yield Problem(heading.span, "duplicate-heading", {"heading": heading.text}, heading.text)


RULE = Rule("duplicate-heading", "structure", Severity.OFF, check, subject="headings")
