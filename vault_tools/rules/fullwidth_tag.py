"""Tags that swallowed full-width punctuation.

## What it reports

A tag with Chinese or full-width punctuation in it. In Obsidian `#智能体，后文` is one tag, down to the next space.

## Why it matters

The sentence after the tag becomes part of its name, so that the note is missing under the tag that was meant.

## Bad

```md 文章.md
#智能体，以及它的用法
```

## Good

```md 文章.md
#智能体 ，以及它的用法
```
"""

import unicodedata
from collections.abc import Iterator

from vault_tools.findings import Problem, Severity
from vault_tools.model import Note, Span
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.spelling import shortened
from vault_tools.vault import Vault

_SHOWN = 30  # characters of a tag that a message shows: it may swallow a whole paragraph


def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each tag with full-width punctuation, at that character."""
    for tag in note.tags:
        if tag.name.isascii():
            continue
        for index, char in enumerate(tag.name, start=1):
            if _is_fullwidth_punctuation(char):
                start = tag.span.start + index
                meant = shortened(tag.name[: index - 1], _SHOWN)
                values = {"tag": shortened(tag.name, _SHOWN), "character": char, "meant": meant}
                key = "fullwidth-tag.number" if meant.isdigit() else "fullwidth-tag" if meant else "fullwidth-tag.first"
                yield Problem(Span(start, start + 1), key, values, tag.name)
                break


def _is_fullwidth_punctuation(char: str) -> bool:
    return ("\u3001" <= char <= "\u303f" or "\uff00" <= char <= "\uffef") and unicodedata.category(char)[0] in "PS"


RULE = Rule("fullwidth-tag", "structure", Severity.WARNING, check, subject="tags")
