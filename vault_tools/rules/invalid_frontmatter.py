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

## See also

[Properties](https://help.obsidian.md/properties) in Obsidian's help; [YAML 1.2](https://yaml.org/spec/1.2.2/).
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule, fault_check

RULE = Rule("invalid-frontmatter", "front matter", Severity.ERROR, fault_check("invalid-frontmatter"), subject="faults")
