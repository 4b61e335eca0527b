"""Sections: which there are, in which order, and how much stands in them.

## What it reports

A kind of house rule. Each rule names the notes it is about (`files`) and which sections they have: headings of one
`level` with what stands below them. Sections may be `required` or forbidden (`forbid`), stand in a certain `order` or
at the end (`last`), and be there only once (`unique`); `extra = "forbid"` allows no others than those that the rule
names. `not-empty`, `min-chars` and `max-chars` say how much stands in them.

## Why it matters

Notes of one sort with the same sections are read quickly, and scripts find what they look for.

## Bad

```toml vault.toml
[[rule]]
id = "blog-sections"
kind = "sections"
files = ["01-博客/**"]
required = ["摘要", "正文", "关联主题"]
order = ["摘要", "正文", "相关文档", "关联主题"]
last = "关联主题"
not-empty = true
```

```md 01-博客/文章.md
## 关联主题

- [[智能体]]

## 正文

### 背景

## 后记

小步提交。
```

```md 智能体.md
## 定义

会用工具的模型。
```

## Good

```toml vault.toml
[[rule]]
id = "blog-sections"
kind = "sections"
files = ["01-博客/**"]
required = ["摘要", "正文", "关联主题"]
order = ["摘要", "正文", "相关文档", "关联主题"]
last = "关联主题"
not-empty = true
```

```md 01-博客/文章.md
## 摘要

先读后写。

## 正文

### 背景

先读文档，再写代码。

## 后记

小步提交。

## 关联主题

- [[智能体]]
```

```md 智能体.md
## 定义

会用工具的模型。
```

## Notes

Titles are compared as they are written. A section reaches to the next heading of its level or above; headings in
quotes and list items begin none. All sections that are missing are one finding at the first line; anything else
stands at the heading, and of several sections out of order the first is named.
With `order`, a section that the rule does not name belongs to the one before it that `order` names: an article's own
headings below `正文` count as its text.
A section is empty if there is nothing but comments, thematic breaks and list items without text, and sub-headings with
no more below them. Characters are those that are to be seen and not blank: no comments, no addresses of links.
The fix moves whole sections; where others go along with them it is unsafe. There is none where a name is there twice,
where sections are not separated by blank lines, or where one holds a footnote's or a link's definition, HTML, or a
comment that suppresses findings.
A name in `last`, `min-chars` or `max-chars` that no note has makes the rule idle, unless it is required.
A `message` may name `{name}`, `{names}`, `{other}`, `{count}`, `{limit}`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from vault_tools.arrangement import arrange
from vault_tools.contents import Emptiness, count_characters
from vault_tools.findings import Aspect, Fix, Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import START, Note, Span
from vault_tools.outline import Section, sections
from vault_tools.rules.base import Rule, Seen
from vault_tools.vault import Vault


@dataclass(frozen=True)
class Options:
    """Which sections there are."""

    level: Literal[1, 2, 3, 4, 5, 6] = field(default=2, metadata={"doc": "the level of their headings"})
    required: tuple[str, ...] = field(default=(), metadata={"doc": "sections that must be there"})
    optional: tuple[str, ...] = field(default=(), metadata={"doc": "sections that may be there"})
    forbid: tuple[str, ...] = field(default=(), metadata={"doc": "sections that may not be there"})
    order: tuple[str, ...] = field(
        default=(), metadata={"doc": "the order in which these sections stand, those that are there"}
    )
    last: str = field(default="", metadata={"doc": "the section behind which no other stands, if it is there"})
    unique: bool | tuple[str, ...] = field(
        default=False, metadata={"doc": "sections that may be there only once; `true` for all"}
    )
    not_empty: bool = field(default=False, metadata={"doc": "whether something must stand in each section"})
    min_chars: Mapping[str, int] = field(
        default_factory=dict, metadata={"doc": "the least number of characters, by the section's name"}
    )
    max_chars: Mapping[str, int] = field(
        default_factory=dict, metadata={"doc": "the greatest number of characters, by the section's name"}
    )
    extra: Literal["allow", "forbid"] = field(
        default="allow", metadata={"doc": "whether there may be sections that the rule does not name"}
    )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The sections that the rule names and does not forbid, each once."""
        last = (self.last,) if self.last else ()
        every = (*self.required, *self.optional, *self.order, *last, *self.min_chars, *self.max_chars)
        return tuple(dict.fromkeys(every))

    @cached_property
    def expected(self) -> frozenset[str]:
        """The sections that some note should have."""
        named = {self.last, *self.min_chars, *self.max_chars} - {""}
        return frozenset(named.difference(self.required))

    @cached_property
    def order_by_name(self) -> dict[str, int]:
        """The places in `order`, without `last`: that is said once."""
        return {name: place for place, name in enumerate(self.order) if name != self.last}

    def is_once(self, title: str) -> bool:
        """Whether a section may be there only once."""
        return self.unique if isinstance(self.unique, bool) else title in self.unique


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem | Seen]:
    """Yield one problem for all that is missing, and one for each section and option that do not agree."""
    found = [section for section in sections(note) if section.heading.level == options.level]
    titles = {section.title for section in found}
    if missing := tuple(name for name in options.required if name not in titles):
        yield _problem("missing", missing[0], target=", ".join(missing), names=missing)
    yield from map(Seen, sorted(titles & options.expected))
    yield from _presence(found, options)
    yield from _sequence(found, note, vault, options)
    if found and (options.not_empty or options.min_chars or options.max_chars):
        yield from _contents(found, note, vault, options)


def _presence(found: Sequence[Section], options: Options) -> Iterator[Problem]:
    """Yield a problem for each section that may not be there, or not again."""
    seen = set[str]()
    for section in found:
        if section.title in options.forbid:
            yield _problem("forbid", section)
        elif options.extra == "forbid" and section.title not in options.names:
            yield _problem("extra", section, limit=options.names)
        if section.title in seen and options.is_once(section.title):
            yield _problem("unique", section)
        seen.add(section.title)


def _sequence(found: Sequence[Section], note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield a problem for the first section out of order, and for that which is not the last; one fix mends both."""
    late = _out_of_order(found, options.order_by_name)
    follower = _behind_last(found, options.last)
    if not (late or follower):
        return
    move = arrange(note, vault.wording(note).text, found, options.order, options.last)
    fix = Fix((move.edit,), frozenset((Aspect.ORDER,)), move.is_certain) if move else None
    if late:
        yield _problem("order", late[1], fix=fix, other=late[0].title, limit=options.order)
    if follower:
        yield _problem("last", follower[0], fix=None if late else fix, other=follower[1].title)


def _out_of_order(found: Sequence[Section], order: Mapping[str, int]) -> tuple[Section, Section] | None:
    """Return the first section that stands behind one that it should stand before, that one first."""
    furthest: Section | None = None
    for section in found:
        if section.title not in order:
            continue
        if furthest and order[section.title] < order[furthest.title]:
            return furthest, section
        furthest = section
    return None


def _behind_last(found: Sequence[Section], last: str) -> tuple[Section, Section] | None:
    """Return the section that should be the last, and the one right behind it."""
    for place in range(len(found) - 1, 0, -1):
        if found[place].title == last:
            return None
        if found[place - 1].title == last:
            return found[place - 1], found[place]
    return None


def _contents(found: Sequence[Section], note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield a problem for each section in which too little or too much stands."""
    wording = vault.wording(note)
    emptiness = Emptiness(note, wording.text, note.headings)
    for section, body in _bodies(found, note, options):
        if options.not_empty and emptiness.of(body):
            yield _problem("not-empty", section)
            continue
        least, most = options.min_chars.get(section.title), options.max_chars.get(section.title)
        if least is None and most is None:
            continue
        count = count_characters(wording.text, wording.pieces, body)
        if least is not None and count < least:
            yield _problem("min-chars", section, count=str(count), limit=str(least))
        if most is not None and count > most:
            yield _problem("max-chars", section, count=str(count), limit=str(most))


def _bodies(found: Sequence[Section], note: Note, options: Options) -> Iterator[tuple[Section, Span]]:
    """Yield each section with what is below it; one that `order` names reaches to the next that the rule names."""
    end = note.length
    bodies: list[tuple[Section, Span]] = []
    for section in reversed(found):
        is_whole = section.title in options.order
        bodies.append((section, Span(section.heading.span.end, end) if is_whole else section.body))
        end = section.span.start if section.title in options.names else end
    yield from reversed(bodies)


def _problem(
    option: str, section: Section | str, *, target: str = "", fix: Fix | None = None, **more: Words
) -> Problem:
    name, span = (section, START) if isinstance(section, str) else (section.title, section.heading.span)
    values: dict[str, Words] = {"name": name, "names": name, "other": "", "count": "", "limit": "", **more}
    return Problem(span, f"sections.{option}", values, target or f"{name}.{option}", fix=fix)


def expects(options: Options) -> Sequence[str]:
    """Return the sections that are in some note, unless the rule has nothing to look at."""
    return sorted(options.expected)


RULE = Rule("sections", "structure", Severity.ERROR, check, options=Options, expects=expects)
