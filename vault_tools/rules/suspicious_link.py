"""Links that probably mean something else.

## What it reports

- `[[1]](https://…)`: a citation pasted from a web page. Obsidian reads a wikilink to a note named `1`.
- A target that matches only in the middle of a name: `[[ary/index]]` finds `glossary/index`.
- A file that wins over others only because its folder's name begins like the note's: from a note in `proj`, the
  folder `projects` counts as near.

## Why it matters

The first kind creates empty notes on a click, the others lead to a file that nobody chose.

## Bad

```md 文章.md
已有研究 [[1]](https://example.com/paper) 表明如此。
```

```md 链接.md
[[ary/index]]
```

```md glossary/index.md
```

## Good

```md 文章.md
已有研究 [\\[1\\]](https://example.com/paper) 表明如此。[[glossary/index]]
```

```md glossary/index.md
```
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import Note
from vault_tools.resolve import identity
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each unresolved citation and each match that is an accident of spelling."""
    for link, resolution in vault.notable_links(note):
        values = {"target": link.target, "path": resolution.path or "", "syntax": link.syntax}
        if resolution.path is None:
            if link.is_citation:
                yield Problem(link.span, "suspicious-link.citation", values, identity(link.target))
        elif resolution.is_mid_segment:
            yield Problem(link.span, "suspicious-link.mid-segment", values, identity(link.target))
        elif resolution.is_lookalike:
            yield Problem(link.span, "suspicious-link.lookalike", values, identity(link.target))


RULE = Rule("suspicious-link", "links", Severity.WARNING, check, subject="links")
