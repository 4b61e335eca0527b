"""File names that no link can spell.

## What it reports

A note, canvas or base whose file name holds `#`, `^`, `[`, `]`, `|` or `%%`: characters that mean something in a
link.

## Why it matters

`[[标题 #1]]` is a link to the heading `1` of a note `标题`. Obsidian warns that links will not work with such a name;
scripts and other editors do not.

## Bad

```md 入门教程 #1.md
```

## Good

```md 入门教程 1.md
```

## Notes

A colon is linkable, although Windows does not allow it: see `unportable-name`.
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import START, Note
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault

_SPECIAL = ("#", "^", "[", "]", "|", "%%")


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem if the note's file name holds characters that a link cannot."""
    name = note.path.rpartition("/")[2]
    found = [mark for mark in _SPECIAL if mark in name]
    if found:
        yield Problem(START, "unlinkable-name", {"name": name, "characters": " ".join(found)}, name)


RULE = Rule("unlinkable-name", "links", Severity.WARNING, check)
