"""Links that several files answer to.

## What it reports

A link for which Obsidian has several files to choose from: those in the note's own folder and below it come first,
then the shortest path wins, and between equals the choice is arbitrary. The message names the winner and others.

## Why it matters

The link silently changes its meaning when a note with the same name is added or the note is moved.

## Bad

```md 首页.md
见 [[说明]]。
```

```md 工具/说明.md
```

```md 资源/说明.md
```

## Good

```md 首页.md
见 [[工具/说明]]。
```

```md 工具/说明.md
```

```md 资源/说明.md
```

## Notes

A link that is a file's whole path in the vault, with or without `.md`, is never ambiguous. Where `suspicious-link`
objects to the same link, this rule keeps silent.
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import Note
from vault_tools.resolve import identity
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault

_SHOWN = 3


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each link that more than one file matches."""
    for link, resolution in vault.notable_links(note):
        if not resolution.candidates:
            continue
        winner, *others = resolution.candidates
        values: dict[str, Words] = {
            "target": link.target,
            "count": str(len(resolution.candidates)),
            "winner": winner,
            "others": (*others[:_SHOWN], "…") if len(others) > _SHOWN else tuple(others),
            "syntax": link.syntax,
        }
        yield Problem(link.span, "ambiguous-link", values, identity(link.target))


RULE = Rule("ambiguous-link", "links", Severity.WARNING, check, subject="links", yields_to="suspicious-link")
