"""Code, comments and math that are opened and never closed.

## What it reports

A fence of backticks or tildes, a `%%` or `<!--` comment or a `$$` block without its closing line, at the line that
opens it.

## Why it matters

Everything after it is code or hidden, down to the end of the note, or of the quote or list item it is in: its
links, tags and headings do not exist.

## Bad

````md 笔记.md
```python
print("你好")

## 这不再是标题
````

## Good

````md 笔记.md
```python
print("你好")
```

## 这是标题
````
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule, fault_check

RULE = Rule("unclosed-block", "structure", Severity.WARNING, fault_check("unclosed-block"), subject="faults")
