"""Wikilinks in the front matter without quotes.

## What it reports

A property whose value is `[[note]]` without quotes. YAML reads two brackets as a list in a list, so that the property
holds no link at all.

## Why it matters

The link is missing from backlinks and from the graph, and renaming the note leaves it behind.

## Bad

```md 文章.md
---
相关: [[智能体]]
---
```

## Good

```md 文章.md
---
相关: "[[智能体]]"
主题:
  - "[[智能体]]"
---
```

```md 智能体.md
```

## Notes

A fix puts the quotes in.
"""

from vault_tools.findings import Aspect, Fix, Severity
from vault_tools.model import Fault
from vault_tools.rules.base import Rule, fault_check

_OWNED = frozenset((Aspect.PROPERTIES, Aspect.LINKS))


def fix(text: str, fault: Fault) -> Fix | None:
    """Return the fix that puts quotes around the link."""
    from vault_tools.frontmatter_edits import quoted  # imported where something is wrong

    edits = quoted(text, fault.span)
    return Fix(edits, _OWNED) if edits else None


RULE = Rule(
    "unquoted-wikilink", "front matter", Severity.WARNING, fault_check("unquoted-wikilink", fix), subject="faults"
)
