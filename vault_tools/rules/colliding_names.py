"""Files that are one and the same elsewhere.

## What it reports

Paths that differ only in case or in the form of their accents: `Agent.md` and `agent.md`.

## Why it matters

macOS and Windows can hold only one of two names that differ in case, and macOS only one of two forms of an accent: a
checkout there overwrites one file with the other, and the next commit deletes it for everybody. In Obsidian a link
reaches only one of them.

## Bad

```md 元语/Agent.md
```

```md 元语/agent.md
```

## Good

```md 元语/Agent.md
```

```md 元语/agents.md
```
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import START
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check_vault(vault: Vault, options: NoOptions, applies: Callable[[str], bool]) -> Iterator[Problem]:
    """Yield a problem for each path but the first of those that are equal."""
    # Before and after a change are mostly the same names.
    yield from vault.once(("colliding-names", vault.covered), lambda: tuple(_collisions(vault.covered)))


def _collisions(paths: Iterable[str]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for path in paths:
        folded = path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()
        other = first.setdefault(folded, path)
        if other != path:
            key = "colliding-names" if other.casefold() == path.casefold() else "colliding-names.form"
            yield Problem(START, key, {"path": path, "other": other}, other, path)


RULE = Rule("colliding-names", "names", Severity.WARNING, check_vault=check_vault)
