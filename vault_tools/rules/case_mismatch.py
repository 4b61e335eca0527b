"""Links that spell a file's name in another case.

## What it reports

A link that Obsidian follows, but whose upper and lower case letters are not those of the file.

## Why it matters

The link works in Obsidian and breaks elsewhere: on published pages, in scripts and in other editors on Linux, where
`agent` and `Agent` are two files.

## Bad

```md 文章.md
见 [[元语/agent]]。
```

```md 元语/Agent.md
```

## Good

```md 文章.md
见 [[元语/Agent]]。
```

```md 元语/Agent.md
```

## Notes

The fix is safe: it writes the letters as the file has them, and leads to the same file.
"""

import re
from collections.abc import Iterator

from vault_tools.findings import Aspect, Fix, Problem, Severity
from vault_tools.model import Note, NoteKind
from vault_tools.resolve import identity, plain
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import ResolvedLink, Vault

_CLIMB = re.compile(r"\A(?:\.{0,2}/)++")


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each resolved link that differs from the file's path in case."""
    for link, resolution in vault.notable_links(note):
        path, target = resolution.path, link.target
        if not path or not target or path.endswith((target, target + ".md")):
            continue
        actual = _spelling(target, path)
        if actual:
            fix = _fix(note, vault, ResolvedLink(link, resolution), actual)
            values = {"target": link.target, "actual": actual}
            yield Problem(link.span, "case-mismatch", values, identity(link.target), fix=fix)


def _spelling(target: str, path: str) -> str:
    """Return how the file spells what the link says; empty where they are the same."""
    path = plain(path)
    written = _CLIMB.sub("", plain(target))
    if not path.lower().endswith(written.lower()):
        path = path.removesuffix(".md")
    actual = path[len(path) - len(written) :]
    return "" if actual == written or actual.lower() != written.lower() else actual


def _fix(note: Note, vault: Vault, found: ResolvedLink, actual: str) -> Fix | None:
    link, resolution = found
    climb = _CLIMB.match(link.target)
    target = (climb[0] if climb else "") + actual
    if note.kind is not NoteKind.NOTE or vault.resolve_target(target, note.path).path != resolution.path:
        return None
    from vault_tools.link_text import retarget  # imported where something is wrong

    edit = retarget(link, vault.wording(note).text, target)
    return Fix((edit,), frozenset((Aspect.SPELLING,))) if edit else None


RULE = Rule("case-mismatch", "links", Severity.WARNING, check, subject="links")
