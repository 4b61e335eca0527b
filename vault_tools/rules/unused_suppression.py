"""Suppressions that suppress nothing.

## What it reports

A `vault-ignore` comment or front-matter key that no finding needed, or that names a rule that does not exist. Rules
that did not run, because they are off or were not selected, are given the benefit of the doubt.

## Why it matters

The problem was fixed, and the comment would hide the next one; or the id is misspelt, and the comment does nothing.

## Bad

```md 文章.md
%% vault-ignore broken-link %%
见 [[文章]]。
```

## Good

```md 文章.md
%% vault-ignore broken-link -- 计划中的笔记 %%
见 [[尚未写的笔记]]。
```
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule

RULE = Rule("unused-suppression", "run", Severity.WARNING)
