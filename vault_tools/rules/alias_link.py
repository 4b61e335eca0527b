"""Links that name a note by its alias.

## What it reports

`[[alias]]` where no file has that name, but a note lists it under `aliases`. Obsidian does not follow it: its
autocompletion writes `[[note|alias]]`.

## Why it matters

A click creates a new, empty note.

## Bad

```md 文章.md
见 [[大模型]]。
```

```md llm.md
---
aliases: [大模型]
---
```

## Good

```md 文章.md
见 [[llm|大模型]]。
```

```md llm.md
---
aliases: [大模型]
---
```

## Notes

The fix is safe: it is made where one note alone has the alias, and shows the reader the same word. The note is named
by the shortest name that leads to it.
"""

from collections.abc import Iterator
from functools import partial

from vault_tools.findings import Aspect, Fix, Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import Link, Note, NoteKind
from vault_tools.resolve import identity
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each unresolved link whose target is another note's alias."""
    for link, resolution in vault.notable_links(note):
        if resolution.path is not None or link.is_embed or link.is_citation:
            continue
        if vault.is_bare_alias(link):
            paths = vault.aliases[link.target.lower()]
            values: dict[str, Words] = {"alias": link.target, "paths": paths[:3], "syntax": link.syntax}
            fix = _fix(note, vault, link, paths) if len(paths) == 1 else None
            yield Problem(link.span, "alias-link", values, identity(link.target), fix=fix)


def _fix(note: Note, vault: Vault, link: Link, paths: tuple[str, ...]) -> Fix | None:
    """Return the edit that names the only note with the alias, and shows the alias; None in a canvas."""
    if note.kind is not NoteKind.NOTE:
        return None
    from vault_tools.criteria.link_forms import named  # imported where something is wrong
    from vault_tools.editing.link_text import retarget

    is_markdown = link.syntax == "markdown"
    lookup = partial(vault.resolve_target, source=note.path)
    target = named(paths[0], note.path, "shortest", lookup, with_suffix=is_markdown)
    edit = retarget(link, vault.wording(note).text, target, label=link.target) if target else None
    return Fix((edit,), frozenset((Aspect.LINKS,))) if edit else None


RULE = Rule("alias-link", "links", Severity.WARNING, check, subject="links", yields_to="untracked-target")
