"""Front matter that Obsidian cannot read.

## What it reports

A block between `---` lines that is not valid YAML 1.2, or not a mapping: a duplicate key, a tab in the indentation, a
full-width colon after a key, a quote or bracket that is never closed, a value that needs quotes, a block that is
never closed. Each is reported on its exact line. Nesting deeper than 50 levels, more than 16 YAML aliases (`*name`),
more than 100,000 parts and blocks over 256 KB are not read. A byte order mark, blank lines before the block and
spaces after the opening line are warnings.

## Why it matters

One such line and Obsidian reads no property at all: title, tags and aliases of the note are gone, from search, from
Bases and from the tag list, and nothing in the editor says so.

## Bad

```md 文章.md
---
title: 智能体入门
发布日期：2024-04-11
---
```

```md 笔记.md
---
title: 上下文: 新的石油
---
```

```md 重复.md
---
title: 一
title: 二
---
```

## Good

```md 文章.md
---
title: 智能体入门
发布日期: 2024-04-11
---
```

```md 笔记.md
---
title: "上下文: 新的石油"
---
```

## Notes

A fix writes full-width colons after names as `: `, puts quotes around values that need them, and deletes spaces after
the opening line, if the whole block can then be read.

## See also

[Properties](https://help.obsidian.md/properties) in Obsidian's help; [YAML 1.2](https://yaml.org/spec/1.2.2/).
"""

from vault_tools.findings import Aspect, Edit, Fix, Severity
from vault_tools.model import Fault
from vault_tools.rules.base import Rule, fault_check

_READ_ANEW = frozenset((Aspect.PROPERTIES, Aspect.TAGS, Aspect.LINKS, Aspect.EXTERNAL_LINKS))


def fix(text: str, fault: Fault) -> Fix | None:
    """Return how an invalid block can be mended: what it says begins to count, tags and links among it."""
    if fault.message == "invalid-frontmatter.trailing-blanks":
        blanks = text[fault.span.start : fault.span.end]
        return None if blanks.strip(" \t") else Fix((Edit(fault.span, ""),))
    from vault_tools.frontmatter_repair import repaired  # imported where something is wrong

    edits = () if fault.is_mild else repaired(text)
    return Fix(edits, _READ_ANEW) if edits else None


_CHECK = fault_check("invalid-frontmatter", fix)
RULE = Rule("invalid-frontmatter", "front matter", Severity.ERROR, _CHECK, subject="faults")
