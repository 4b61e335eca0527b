"""Links that lead somewhere only in this folder.

## What it reports

A link, an embed, a link in a property or a file on a canvas whose target is here, but not in git: it was never added,
only announced (`git add -N`), taken out (`git rm --cached`), or is ignored. Silent are links in notes that are not in
git themselves, links that would lead to another file if this one were missing, and links into submodules.

`vault check --staged`, and any check of a commit, reports such a link here and not as `broken-link`: there the target
is missing, but here it lies.

## Why it matters

The link works for its author and for nobody else: in every other clone, on the published pages and in the check of a
pull request it is broken.

## Bad

The file marked with `??`, as `git status --short` does, is not in git.

```md 文章.md
见 [[智能体]]。
```

```md ?? 元语/智能体.md
```

## Good

```md 文章.md
见 [[智能体]]。
```

```md 元语/智能体.md
```

## Notes

Nothing is reported where the vault is in no git repository, where the repository has no file of it, and where git is
missing or does not trust the folder. A file counts as being in git as soon as it is staged.

Where this rule is off or ignored, `vault check --staged` reports such links as broken, as a check of a clone would.
"""

from collections.abc import Iterable, Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import LinkKind, Note
from vault_tools.resolve import identity
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import ResolvedLink, Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each link of a note in git whose only target is not in git."""
    tracking = vault.tracking
    for link, resolution in _doubtful(note, vault):
        if link.is_citation or link.kind is LinkKind.BASE:
            continue
        if path := tracking.only_target(link, resolution, note.path):
            key = "untracked-target.ignored" if path in tracking.ignored else "untracked-target"
            yield Problem(link.span, key, {"path": path}, identity(link.target))


def _doubtful(note: Note, vault: Vault) -> Iterable[ResolvedLink]:
    """Return the links that lead to a file that is not in git, or, in what git has, nowhere."""
    if vault.tracking.is_in_git:
        return [found for found in vault.notable_links(note) if found.resolution.path is None]
    untracked = vault.tracking.untracked
    if not untracked or note.path in untracked:
        return ()
    return [found for found in vault.resolved(note) if found.resolution.path in untracked]


RULE = Rule("untracked-target", "links", Severity.WARNING, check)
