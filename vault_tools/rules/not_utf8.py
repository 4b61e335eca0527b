"""Notes that are not UTF-8.

## What it reports

A file whose bytes are not UTF-8, with the byte and the line where that shows, and the encoding it looks like. Its
contents are not checked: nothing is decoded by guessing.

## Why it matters

Obsidian shows such a note with `�` in place of its characters, and saves it so.

## Notes

This example needs bytes that a page cannot show: a note written in GB18030 by an old editor is reported, the same
note in UTF-8 is not.
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule, fault_check

RULE = Rule("not-utf8", "text", Severity.ERROR, fault_check("not-utf8"), subject="faults")
