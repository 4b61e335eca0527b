"""Links that lead nowhere.

## What it reports

A wikilink, a Markdown link, a link in a property or a file on a canvas for which Obsidian finds no file. The rules of
Obsidian apply: upper and lower case are the same, `.md` may be left out, a bare name is found in any folder, a name
with a folder is found where the path ends with it, and titles and aliases are no names. Links in code, math, comments
and HTML are not links.

## Why it matters

A click creates a new, empty note.

## Bad

```md 文章.md
参见 [[00-元语/智能体]] 和 [附录](./附录.md)。
```

```md 元语/智能体.md
```

## Good

```md 文章.md
参见 [[元语/智能体]]、[[智能体]] 和 `[[代码里的不算]]`。
```

```md 元语/智能体.md
```

## Notes

What has a name close to the target, or carries it as title or alias, is suggested. A bare alias is reported by
`alias-link`, a citation such as `[[1]](url)` by `suspicious-link`.

## See also

[Internal links](https://help.obsidian.md/links) in Obsidian's help.
"""

from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import Note
from vault_tools.resolve import identity
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.vault import Vault


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each link, other than an embed, that resolves to no file."""
    for link, resolution in vault.notable_links(note):
        if resolution.path is not None or link.is_embed or link.is_citation:
            continue
        if not vault.is_bare_alias(link):
            values = {"target": link.target, "syntax": link.syntax}
            yield Problem(link.span, "broken-link", values, identity(link.target))


RULE = Rule("broken-link", "links", Severity.ERROR, check, subject="links", yields_to="untracked-target")
