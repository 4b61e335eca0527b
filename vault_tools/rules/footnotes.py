"""Footnotes without a definition, definitions without a use.

## What it reports

A reference `[^id]` that nothing defines, a definition `[^id]: …` that nothing refers to, and a second definition of
the same id. Ids are compared without case.

## Why it matters

An undefined reference is shown as `[^id]`; an unused definition is not shown at all; of two definitions one is lost.

## Bad

```md 文章.md
据称如此[^来源]。

[^出处]: 某报告，2024 年。
```

## Good

```md 文章.md
据称如此[^来源]。

[^来源]: 某报告，2024 年。
```
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import Note
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each footnote that lacks its counterpart or is defined twice."""
    defined = {footnote.id.lower() for footnote in note.footnotes if footnote.is_definition}
    used = {footnote.id.lower() for footnote in note.footnotes if not footnote.is_definition}
    seen = set[str]()
    for footnote in note.footnotes:
        id = footnote.id.lower()
        if not footnote.is_definition:
            kind = "" if id in defined else "undefined"
        else:
            kind = "duplicate" if id in seen else "" if id in used else "unused"
            seen.add(id)
        if kind:
            yield Problem(footnote.span, f"footnotes.{kind}", {"id": footnote.id}, id)


RULE = Rule("footnotes", "structure", Severity.WARNING, check, subject="footnotes")
