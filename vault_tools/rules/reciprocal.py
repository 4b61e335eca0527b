"""Links in a section that need a link back.

## What it reports

A kind of house rule. Each rule names a `section`. Where a list item in that section links to another note that the
rule is about, that note needs, in its own section of that name, a list item that links back. `when-groups` narrows
this to items of a certain sort, by what the groups of `item-pattern` hold; `targets-in` to certain targets.

## Why it matters

"See also", "contradicts" and "is part of" hold both ways. Whoever reads the other note first learns of the first one
only if that is written down there, too.

## Bad

```toml vault.toml
[[rule]]
id = "related-both-ways"
kind = "reciprocal"
section = "相关文档"
item-pattern = '理由：(?P<reason>.+)$'
when-groups = { reason = ["观点一致", "观点相悖"] }
```

```md 智能体.md
## 相关文档

- [[模型]]；理由：观点相悖
```

```md 模型.md
## 相关文档

- [[提示词]]；理由：引用
```

```md 提示词.md
```

## Good

```toml vault.toml
[[rule]]
id = "related-both-ways"
kind = "reciprocal"
section = "相关文档"
item-pattern = '理由：(?P<reason>.+)$'
when-groups = { reason = ["观点一致", "观点相悖"] }
```

```md 智能体.md
## 相关文档

- [[模型]]；理由：观点相悖
```

```md 模型.md
## 相关文档

- [[智能体]]；理由：观点相悖
- [[提示词]]；理由：引用
```

```md 提示词.md
```

## Notes

Items, their text and their link are those of `section-items`. The item that links back may be of any sort. An item
that does not match `item-pattern` needs no link back. Notes that `files` and `when` leave out owe nobody a link. A
`message` may name `{item}`, `{target}`, `{other}` (the note that does not link back), `{section}` and the groups.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from vault_tools.findings import Problem, Severity
from vault_tools.globs import Globs
from vault_tools.messages import Words
from vault_tools.model import Note
from vault_tools.patterns import Pattern, compile_pattern
from vault_tools.rules.base import Rule, Seen
from vault_tools.spelling import shortened, suggesting
from vault_tools.vault import Vault
from vault_tools.wording.items import Item, Listed, NamedSections, OptionProblem


@dataclass(frozen=True)
class Options(NamedSections):
    """Which items need a link back."""

    item_pattern: str | None = field(
        default=None,
        metadata={
            "doc": "only items that match this regular expression need a link back; it may name groups",
            "format": "pattern",
        },
    )
    when_groups: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict,
        metadata={"doc": "only items whose groups hold one of these texts, by the group's name"},
    )
    targets_in: tuple[str, ...] = field(
        default=(), metadata={"doc": "file patterns: only links to these need one back", "format": "globs"}
    )

    @cached_property
    def globs(self) -> Globs:
        """What `targets_in` means."""
        return Globs(self.targets_in)

    @cached_property
    def pattern(self) -> Pattern | None:
        """What `item_pattern` means."""
        return compile_pattern(self.item_pattern) if self.item_pattern else None

    def problems(self) -> Iterator[OptionProblem]:
        """Yield what makes no sense."""
        yield from super().problems()
        known = self.pattern.groups if self.pattern else ()
        for name in self.when_groups:
            if name not in known:
                key, suggestion = suggesting("config.unknown-group", name, known)
                yield ("when-groups", name), key, {"name": name, "suggestion": suggestion}


def check_vault(vault: Vault, options: Options, applies: Callable[[str], bool]) -> Iterator[Problem | Seen]:
    """Yield a problem for each item whose target does not link back. Texts are read only where a link is missing."""
    lists: dict[str, tuple[Listed, ...]] = {}
    for note in vault.notes:
        if applies(note.path):
            lists[note.path] = found = options.within(note, vault) if options.may_be_in(note) else ()
            if found:
                yield Seen(options.named)
    targets = {path: {item.path for where in found for item in where.items} for path, found in lists.items()}
    for path, found in lists.items():
        for where in found:
            for item in where.items:
                other = item.resolution.path or path
                if other != path and other in targets and path not in targets[other]:
                    yield from _problems(vault.note(path), vault, options, where, item)


def _problems(note: Note | None, vault: Vault, options: Options, where: Listed, item: Item) -> Iterator[Problem]:
    """Yield the problem that an item without a link back is, if it is of the sort that needs one."""
    if note is None or item.link is None or (options.targets_in and not options.globs.covers(item.path)):
        return
    text = vault.wording(note).text[item.span.start : item.span.end].strip()
    groups = dict[str, Words]()
    if options.pattern:
        match = options.pattern.find(text)
        if match is None or any(match.groups[name].strip() not in texts for name, texts in options.when_groups.items()):
            return
        groups.update(match.groups)
    own: dict[str, Words] = {"item": shortened(text), "target": item.target, "section": where.section.title}
    values = {**groups, **own, "other": item.path}
    yield Problem(item.link.span, "reciprocal", values, item.path, note.path)


def expects(options: Options) -> list[str]:
    """Return the section; several titles are one name."""
    return [options.named]


RULE = Rule(
    "reciprocal",
    "links",
    Severity.INFO,
    check_vault=check_vault,
    options=Options,
    expects=expects,
    names=("item", "target", "other", "section"),
)
