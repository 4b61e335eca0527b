"""Conflicts that were committed instead of resolved.

## What it reports

The lines `<<<<<<<`, `=======` and `>>>>>>>` that git leaves in a note, once for all three and at the first, unless
one code block shows them all.

## Why it matters

Both versions stand in the note, and in the front matter they make it unreadable.

## Bad

```md 文章.md
<<<<<<< HEAD
第一版
=======
第二版
>>>>>>> 修订
```

## Good

````md 文章.md
```text
<<<<<<< HEAD
第一版
=======
第二版
>>>>>>> 修订
```
````
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule, fault_check

RULE = Rule("conflict-marker", "text", Severity.ERROR, fault_check("conflict-marker"), subject="faults")
