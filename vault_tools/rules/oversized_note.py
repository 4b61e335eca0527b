"""Notes that are too large.

## What it reports

A note, canvas or base of more than 2 MB (2,000,000 bytes). Its contents are not checked.

## Why it matters

Obsidian does not index Markdown files of that size: their links, tags and properties do not exist for it.
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule, fault_check

RULE = Rule("oversized-note", "run", Severity.WARNING, fault_check("oversized-note"), subject="faults")
