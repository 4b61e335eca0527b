"""Notes that could not be read.

## What it reports

A note, canvas or base, or a folder, that the system would not let us read; also something with a note's name that is
no regular file, such as a named pipe, and a symbolic link with a note's name that leads nowhere.

## Why it matters

What could not be read was not checked. The rest of the vault still is.
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule, fault_check

RULE = Rule("unreadable-note", "run", Severity.ERROR, fault_check("unreadable-note"), subject="faults")
