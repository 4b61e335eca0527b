"""Punctuation of one width in Chinese text.

## What it reports

`, . : ; ? ! ( )` in Chinese prose where `，。：；？！（）` should stand, or the other way round. With the style
`consistent`, what is more frequent in a note is right for that note, for each of these marks by itself; where both are
equally frequent, the full width is. With `fullwidth` and `halfwidth`, one or the other is right everywhere.

## Why it matters

Half-width marks slip in with an English keyboard or a machine translation. They stand too close to the characters
around them, and a search for a phrase with the one does not find the other.

## Bad

```md 文章.md
工具要简单，可靠，也要快，但是,快不是一切。
```

## Good

```md 文章.md
工具要简单，可靠，也要快，但是，快不是一切。版本 3.5 在 12:30 发布，支持 Linux, macOS 等。
```

## Notes

`cjk-spacing` is about what is between Chinese and Latin words, this rule about the marks behind Chinese words; each has
its own style, and they do not touch the same characters.

Only prose is looked at: no headings, tags, links and their texts, code, math, HTML or front matter. A mark counts where
a Chinese character, or a closing quotation mark or parenthesis of Chinese text, stands directly before it, and between
a Latin word and a Chinese one; parentheses count where they also have Chinese text between them. Left alone are decimal
numbers, times, dots in names, `...`, two marks in a row, smileys, ordinals such as `一.`, commas in lists of Latin
words, whatever stands in one run of characters with an address, a path or a name of a file, drawings made of lines, and
every place where the other mark could become a part of a link, an image, a tag or a footnote. A mark of which a note
has fewer than three has no style of its own: `consistent` reports nothing there. The fix puts one mark for the other;
behind a half-width one it adds a space where text goes on, beside a full-width one it deletes it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from vault_tools.findings import Fix, Problem, Severity
from vault_tools.model import Note, NoteKind
from vault_tools.rules.base import Rule
from vault_tools.vault import Vault

_FEWEST = 3  # marks from which a note's own style can be told


@dataclass(frozen=True)
class Options:
    """Which style is right."""

    style: Literal["consistent", "fullwidth", "halfwidth"] = field(
        default="consistent",
        metadata={"doc": "`consistent`: as most of the note, for each mark; `fullwidth`, `halfwidth`: everywhere so"},
    )


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield a problem, with its fix, for each mark that is not of the right width."""
    if note.kind is not NoteKind.NOTE or not note.is_read:
        return
    from vault_tools.wording.marks import Mark, marks_in  # many patterns: only where they are asked for

    by_kind: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks_in(note, vault.wording(note)):
        by_kind[mark.kind].append(mark)
    for marks in by_kind.values():
        is_full = options.style == "fullwidth"
        if options.style == "consistent":
            if len(marks) < _FEWEST:
                continue
            is_full = 2 * sum(mark.is_full for mark in marks) >= len(marks)
        for mark in marks:
            if mark.is_full != is_full:
                key = "cjk-punctuation.fullwidth" if is_full else "cjk-punctuation.halfwidth"
                values = {"found": mark.found, "meant": mark.meant}
                yield Problem(mark.span, key, values, mark.found, fix=Fix(mark.edits))


RULE = Rule("cjk-punctuation", "text", Severity.OFF, check, options=Options)
