"""Tags as a vault wants them: where they may stand, how many there are, and how they are written.

## What it reports

A kind of house rule. Each rule says whether tags may stand in the text (`inline`) and in the front matter
(`front-matter`), how many different ones a note has (`min-tags`, `max-tags`), which are written otherwise
(`canonical`), and what a tag may be: one of `enum`, a text that matches a `pattern`, and so on.

## Why it matters

Tags that nobody agreed on are tags that nobody finds: `AI`, `人工智能` and `ai-agent` are three lists of notes.

## Bad

```toml vault.toml
[[rule]]
id = "topics-are-tags"
kind = "tags"
inline = false
max-tags = 2
forbid-pattern = "[A-Z]"
canonical = { "智能体" = "agent" }
```

```md 文章.md
---
tags: [AI, 智能体, 工具]
---
见 #工具。
```

## Good

```toml vault.toml
[[rule]]
id = "topics-are-tags"
kind = "tags"
inline = false
max-tags = 2
forbid-pattern = "[A-Z]"
canonical = { "智能体" = "agent" }
```

```md 文章.md
---
tags: [ai, agent]
---
见“工具”。
```

## Notes

Tags are named without their `#`. What matches `unless-pattern` may also stand where tags may not. Obsidian takes
`#Tag` and `#tag` for the same: they count once, and `canonical` does not mind case in what is replaced. A `message`
may name `{name}`, `{shown}`, `{limit}` and the named groups of `forbid-pattern`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from vault_tools.criteria.constraints import Constraints, Mistake
from vault_tools.findings import Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import START, Note, Span
from vault_tools.patterns import compile_pattern
from vault_tools.properties import entries, named
from vault_tools.rules.base import Rule
from vault_tools.vault import Vault


@dataclass(frozen=True)
class Options(Constraints):
    """What tags may be."""

    inline: bool = field(default=True, metadata={"doc": "whether they may stand in the text"})
    front_matter: bool = field(default=True, metadata={"doc": "whether they may stand in the front matter"})
    min_tags: int | None = field(
        default=None, metadata={"doc": "the least number of different tags in a note", "least": 0}
    )
    max_tags: int | None = field(
        default=None, metadata={"doc": "the greatest number of different tags in a note", "least": 0}
    )
    canonical: Mapping[str, str] = field(
        default_factory=dict, metadata={"doc": "the tag to write, by what is written instead of it"}
    )

    def problems(self) -> Iterator[Mistake]:
        """Yield what is wrong with the options taken together."""
        bans = not (self.inline and self.front_matter)
        if not bans:  # else `unless-pattern` excuses from these, too
            yield from super().problems()
        if not (bans or self.says_anything or self.canonical) and self.min_tags is None and self.max_tags is None:
            own = ("inline", "front-matter", "min-tags", "max-tags", "canonical")
            yield (), "config.nothing", {"choices": own}
        for name, meant in self.canonical.items():
            if self.meant.get(_plain(meant).lower(), _plain(meant)) != _plain(meant):
                yield ("canonical", name), "config.replaced-too", {"name": meant}

    @cached_property
    def meant(self) -> dict[str, str]:
        """The canonical tags, by the lower case of the others."""
        return {_plain(name).lower(): _plain(meant) for name, meant in self.canonical.items()}

    def excuses(self, name: str) -> bool:
        """Whether a tag may stand anywhere."""
        return bool(self.unless_pattern) and compile_pattern(self.unless_pattern or "").search(name)


class _Written(NamedTuple):
    """A tag in its place."""

    name: str
    span: Span
    is_inline: bool


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield a problem for each tag and option that do not agree, and one where there are too few or too many."""
    tags = list(_tags(note, vault))
    for tag in tags:
        yield from _check_tag(tag, options)
    count = len({tag.name.lower().rstrip("/") for tag in tags})
    if options.min_tags is not None and count < options.min_tags:
        yield _count("min-tags", count, options.min_tags)
    if options.max_tags is not None and count > options.max_tags:
        yield _count("max-tags", count, options.max_tags)


def _tags(note: Note, vault: Vault) -> Iterator[_Written]:
    """Yield a note's tags as Obsidian counts them: those of the front matter, then those of the text."""
    spellings = vault.spellings("tags")
    for prop in note.properties:
        if prop.key.lower() in spellings:
            for value, span in entries(prop):
                name = _plain(value) if isinstance(value, str) else ""
                if name and not any(map(str.isspace, name)):
                    yield _Written(name, span, is_inline=False)
    for tag in note.tags:
        yield _Written(tag.name, tag.span, is_inline=True)


def _plain(name: str) -> str:
    return name.strip().removeprefix("#")


def _check_tag(tag: _Written, options: Options) -> Iterator[Problem]:
    is_welcome = options.inline if tag.is_inline else options.front_matter
    if not is_welcome and not options.excuses(tag.name):
        yield _problem(tag, "tags.inline" if tag.is_inline else "tags.front-matter", {})
        return
    meant = options.meant.get(tag.name.lower().rstrip("/"), tag.name)
    if meant != tag.name:
        yield _problem(tag, "tags.canonical", {"limit": meant}, (meant,))
    for violation in options.violations(tag.name):
        yield _problem(tag, violation.message, violation.values)


def _problem(tag: _Written, message: str, more: Mapping[str, Words], suggestions: tuple[str, ...] = ()) -> Problem:
    values = {"name": tag.name, "limit": "", **named(tag.name), **more}
    target = f"{tag.name}.{message.partition('.')[2]}"
    return Problem(tag.span, message, values, target, suggestions=suggestions)


def _count(option: str, count: int, limit: int) -> Problem:
    values: dict[str, Words] = {"name": "", "shown": "", "value": "", "count": str(count), "limit": str(limit)}
    return Problem(START, f"tags.{option}", values, option)


RULE = Rule(
    "tags",
    "structure",
    Severity.WARNING,
    check,
    options=Options,
    names=("name", "count", "value", "shown", "limit", "match", "length"),
)
