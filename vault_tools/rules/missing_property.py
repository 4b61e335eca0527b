"""Notes without a property that every note should have.

## What it reports

A note without one of the required properties, or with nothing in it. One finding names all that is missing, at the
first line of the note. Another name counts where `property-aliases` in `[vault]` says so; `标题` counts as `title`
unless that says something else.

## Why it matters

Lists, searches and publishing scripts go by these fields: a note without a date or a source drops out of them
unnoticed.

## Bad

```md 文章.md
---
title: 智能体入门
发布日期:
---
```

## Good

```md 文章.md
---
标题: 智能体入门
发布日期: 2024-04-11
来源: 微信公众号
---
```

## Notes

The default list holds until this option, or a house rule of kind `properties`, is written. A note whose front matter
cannot be read is reported by `invalid-frontmatter` alone. Canvases and bases have no properties.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from vault_tools.findings import Problem, Severity
from vault_tools.model import START, Note
from vault_tools.properties import DEFAULT_FIELDS, absence, has_properties, is_empty
from vault_tools.rules.base import Rule
from vault_tools.vault import Vault


@dataclass(frozen=True)
class Options:
    """What is required."""

    required: tuple[str, ...] = field(
        default=tuple(DEFAULT_FIELDS), metadata={"doc": "the properties that every note must have"}
    )


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield one problem that names every required property that is missing or empty."""
    if not has_properties(note):
        return
    missing, empty = list[str](), list[str]()
    for name in options.required:
        prop = vault.find_property(note, name)
        if prop is None:
            missing.append(name)
        elif is_empty(prop.value):
            empty.append(name)
    if missing or empty:
        absent = {*missing, *empty}
        target = ", ".join(name for name in options.required if name in absent)
        yield Problem(START, *absence(missing, empty), target)


RULE = Rule("missing-property", "front matter", Severity.ERROR, check, options=Options, lists_names=True)
