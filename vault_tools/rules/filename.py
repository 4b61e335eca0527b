"""Names of notes: what they must and may not contain, and that the title agrees.

## What it reports

A kind of house rule. The name of a note's file, without its suffix, is held to patterns, words, scripts and lengths; so
is its title, or only its title, where `applies-to` says so. With `equals = "title"` the title property must say what
the file is called: exactly, or as names are compared that may be written a little differently (`compare =
"normalized"`).

## Why it matters

In Obsidian the file's name is the note's name: links, tabs and search show it. Names of one form can be searched and
sorted, and a title that says something else makes two notes of one in the heads of readers.

## Bad

```toml vault.toml
[[rule]]
id = "chinese-name"
kind = "filename"
files = ["02-资源/**"]
applies-to = ["filename", "title"]
script = "Han"
forbid-pattern = '\\d{4}-\\d{2}-\\d{2}'
[[rule]]
id = "title-is-name"
kind = "filename"
equals = "title"
compare = "normalized"
allow-suffix-pattern = '-\\d+$'
```

```md 02-资源/claude-code.md
---
title: Claude Code：编程助手
---
```

```md 02-资源/周报 2026-02-27.md
```

## Good

```toml vault.toml
[[rule]]
id = "chinese-name"
kind = "filename"
files = ["02-资源/**"]
applies-to = ["filename", "title"]
script = "Han"
forbid-pattern = '\\d{4}-\\d{2}-\\d{2}'
[[rule]]
id = "title-is-name"
kind = "filename"
equals = "title"
compare = "normalized"
allow-suffix-pattern = '-\\d+$'
```

```md 02-资源/Claude Code：编程助手.md
---
title: claude code：编程助手
---
```

```md 02-资源/Claude Code：编程助手-2.md
---
title: claude code：编程助手
---
```

## Notes

What is wrong with a file's name is reported at the note's first line, what is wrong with its title at that property;
where both are the same, once. A note without a title property is called by its file's name, so that the two agree.
`compare = "normalized"` is without case, width, spaces, and without what a file's name cannot hold
(`/ \\ : * ? " < > | # ^ [ ]`).

An unsafe fix for `equals` makes the file's name the title. No fix ever renames a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal

from vault_tools.criteria.constraints import Constraints, Mistake, comparable, without
from vault_tools.editing.frontmatter_edits import property_fix, replaced
from vault_tools.findings import Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import START, Note, Property, Span
from vault_tools.paths import name_of
from vault_tools.patterns import compile_pattern
from vault_tools.properties import is_empty, is_placeholder, named
from vault_tools.rules.base import Rule
from vault_tools.vault import Vault


@dataclass(frozen=True)
class Options(Constraints):
    """What notes may be called."""

    applies_to: tuple[Literal["filename", "title"], ...] = field(
        default=("filename",),
        metadata={"doc": "what is held to this: the file's name, the title, or both", "single": True},
    )
    equals: Literal["title"] | None = field(
        default=None, metadata={"doc": "what the file's name must be the same as: the title property"}
    )
    compare: Literal["exact", "normalized"] = field(
        default="exact",
        metadata={
            "doc": "how the two are compared: `normalized` is without case, width, spaces and what a file name cannot "
            "hold"
        },
    )
    allow_suffix_pattern: str | None = field(
        default=None,
        metadata={
            "doc": "a regular expression: what the file's name may have at its end besides the title",
            "format": "pattern",
        },
    )

    def problems(self) -> Iterator[Mistake]:
        """Yield what is wrong with the options taken together."""
        yield from super().problems()
        if not self.equals and not (self.says_anything and self.applies_to):
            yield (
                (),
                "config.nothing",
                {"choices": ("equals", *(option.name.replace("_", "-") for option in fields(Constraints)))},
            )
        for key, is_set in (("compare", self.compare != "exact"), ("allow-suffix-pattern", self.allow_suffix_pattern)):
            if is_set and not self.equals:
                yield without(key, "equals")


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield a problem for each option that the note's name or title violates."""
    name = name_of(note.path)
    if "filename" in options.applies_to and options.says_anything:
        yield from _violations(name, "filename", START, options)
    if "title" not in options.applies_to and options.equals is None:
        return
    prop = vault.find_property(note, "title")
    if prop is None or is_empty(prop.value) or is_placeholder(prop.value) or isinstance(prop.value, list | dict):
        return
    title = str(prop.value)
    is_said = "filename" in options.applies_to and title == name
    if "title" in options.applies_to and not is_said:
        yield from _violations(title, "title", prop.span, options)
    if options.equals and not _agree(name, title.strip(), options):
        yield _unequal(note, vault, prop, name)


def _violations(text: str, what: str, span: Span, options: Options) -> Iterator[Problem]:
    for violation in options.violations(text):
        words = {"name": text, "match": "", **violation.values}
        yield Problem(span, violation.message, words, f"{what}.{violation.option}")


def _agree(name: str, title: str, options: Options) -> bool:
    """Whether a file's name, or what is left of it without what it may have at its end, is the title."""
    if name == title:
        return True
    names = [name]
    if options.allow_suffix_pattern:
        spans = compile_pattern(options.allow_suffix_pattern).spans(name)
        names += [name[:start] for start, end in spans if end == len(name)]
    return title in names or (options.compare == "normalized" and comparable(title) in map(comparable, names))


def _unequal(note: Note, vault: Vault, prop: Property, name: str) -> Problem:
    words: dict[str, Words] = {**named(prop.value), "name": name, "limit": name, "match": ""}
    edits = replaced(vault.wording(note).text, prop.span, name)
    fix = property_fix(edits, [prop.key], is_safe=False)
    return Problem(prop.span, "filename.equals", words, "title.equals", fix=fix)


RULE = Rule(
    "filename",
    "names",
    Severity.WARNING,
    check,
    options=Options,
    names=("name", "value", "shown", "limit", "match", "length"),
)
