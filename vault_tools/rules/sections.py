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

from vault_tools.criteria.constraints import Mistake
from vault_tools.editing.arrangement import arrange
from vault_tools.findings import Aspect, Fix, Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import START, Heading, Note, Span
from vault_tools.passages.contents import Emptiness, count_characters, is_surely_within
from vault_tools.passages.outline import Section
from vault_tools.passages.wording import Wording
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
        default_factory=dict, metadata={"doc": "the least number of characters, by the section's name", "least": 0}
    )
    max_chars: Mapping[str, int] = field(
        default_factory=dict, metadata={"doc": "the greatest number of characters, by the section's name", "least": 0}
    )
    extra: Literal["allow", "forbid"] = field(
        default="allow", metadata={"doc": "whether there may be sections that the rule does not name"}
    )

    def problems(self) -> Iterator[Mistake]:
        """Yield what is wrong with the options taken together."""
        asked = self.required, self.forbid, self.order, self.last, self.unique, self.not_empty, self.measured
        if not any(asked) and self.extra == "allow":
            yield (), "config.nothing", {"choices": _ONE_OF}
        for index, name in enumerate(self.forbid):
            if name in self.names:
                yield ("forbid", index), "config.contradiction", {"name": f"forbid.{name}", "other": name}
        if self.last in self.order[:-1]:
            yield ("last",), "config.contradiction", {"name": "last", "other": "order"}

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
    def ordered(self) -> frozenset[str]:
        """The sections in `order`, for quick lookup."""
        return frozenset(self.order)

    @cached_property
    def measured(self) -> frozenset[str]:
        """The sections whose characters are counted."""
        return frozenset((*self.min_chars, *self.max_chars))

    @cached_property
    def order_by_name(self) -> dict[str, int]:
        """The places in `order`, without `last`: that is said once."""
        return {name: place for place, name in enumerate(self.order) if name != self.last}

    def is_once(self, title: str) -> bool:
        """Whether a section may be there only once."""
        return self.unique if isinstance(self.unique, bool) else title in self.unique


_ONE_OF = ("required", "forbid", "order", "last", "unique", "not-empty", "min-chars", "max-chars", "extra")


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem | Seen]:
    """Yield one problem for all that is missing, and one for each section and option that do not agree."""
    outline = vault.wording(note).outline
    headings, titles = outline.headings(options.level), outline.titles(options.level)
    if missing := tuple(name for name in options.required if name not in titles):
        yield _problem("missing", missing[0], target=", ".join(missing), names=missing)
    if options.expected:
        yield from map(Seen, sorted(titles & options.expected))
    has_twins = len(titles) < len(headings)
    if options.extra == "forbid" or (options.unique and has_twins) or not titles.isdisjoint(options.forbid):
        yield from _presence(headings, options)
    if options.order or options.last:
        yield from _sequence(headings, note, vault, options)
    if headings and (options.not_empty or not titles.isdisjoint(options.measured)):
        yield from _contents(note, vault, options)


def _presence(headings: Sequence[Heading], options: Options) -> Iterator[Problem]:
    """Yield a problem for each section that may not be there, or not again."""
    seen = set[str]()
    for heading in headings:
        if heading.text in options.forbid:
            yield _problem("forbid", heading)
        elif options.extra == "forbid" and heading.text not in options.names:
            yield _problem("extra", heading, limit=options.names)
        if heading.text in seen and options.is_once(heading.text):
            yield _problem("unique", heading)
        seen.add(heading.text)


def _sequence(headings: Sequence[Heading], note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield a problem for the first section out of order, and for that which is not the last; one fix mends both."""
    late = _out_of_order(headings, options.order_by_name)
    follower = _behind_last(headings, options.last)
    if not (late or follower):
        return
    move = arrange(
        note, vault.wording(note).text, vault.wording(note).outline.of_level(options.level), options.order, options.last
    )
    fix = Fix((move.edit,), frozenset((Aspect.ORDER,)), move.is_certain) if move else None
    if late:
        yield _problem("order", late[1], fix=fix, other=late[0].text, limit=options.order)
    if follower:
        yield _problem("last", follower[0], fix=None if late else fix, other=follower[1].text)


def _out_of_order(headings: Sequence[Heading], order: Mapping[str, int]) -> tuple[Heading, Heading] | None:
    """Return the first heading that stands behind one that it should stand before, that one first."""
    furthest: Heading | None = None
    for heading in headings:
        if heading.text not in order:
            continue
        if furthest and order[heading.text] < order[furthest.text]:
            return furthest, heading
        furthest = heading
    return None


def _behind_last(headings: Sequence[Heading], last: str) -> tuple[Heading, Heading] | None:
    """Return the heading that should be the last, and the one right behind it."""
    if not last or not headings or headings[-1].text == last:
        return None
    for place in range(len(headings) - 2, -1, -1):
        if headings[place].text == last:
            return headings[place], headings[place + 1]
    return None


def _contents(note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield a problem for each section in which too little or too much stands."""
    wording = vault.wording(note)
    emptiness = Emptiness(note, wording.text, note.headings)
    for heading, body in _bodies(wording.outline.of_level(options.level), note, options):
        if options.not_empty and emptiness.of(body):
            yield _problem("not-empty", heading)
        elif heading.text in options.measured:
            yield from _measured(heading, body, wording, options)


def _measured(heading: Heading, body: Span, wording: Wording, options: Options) -> Iterator[Problem]:
    note = wording.note
    least, most = options.min_chars.get(heading.text, 0), options.max_chars.get(heading.text, note.length)
    if is_surely_within(note, wording.text, body, least, most):
        return
    count = count_characters(wording.text, wording.pieces, body)
    if count < least:
        yield _problem("min-chars", heading, count=str(count), limit=str(least))
    if count > most:
        yield _problem("max-chars", heading, count=str(count), limit=str(most))


def _bodies(found: Sequence[Section], note: Note, options: Options) -> Iterator[tuple[Heading, Span]]:
    """Return the heading of each section that is looked into, with what is below it.

    A section that `order` names reaches to the next that the rule names.
    """
    end = note.length
    bodies: list[tuple[Heading, Span]] = []
    for section in reversed(found):
        heading = section.heading
        if options.not_empty or heading.text in options.measured:
            stop = end if heading.text in options.ordered else section.span.end
            bodies.append((heading, Span(heading.span.end, stop)))
        end = section.span.start if heading.text in options.names else end
    return reversed(bodies)


def _problem(
    option: str, heading: Heading | str, *, target: str = "", fix: Fix | None = None, **more: Words
) -> Problem:
    name, span = (heading, START) if isinstance(heading, str) else (heading.text, heading.span)
    values: dict[str, Words] = {"name": name, "names": name, "other": "", "count": "", "limit": "", **more}
    return Problem(span, f"sections.{option}", values, target or f"{name}.{option}", fix=fix)


def expects(options: Options) -> Sequence[str]:
    """Return the sections that are in some note, unless the rule has nothing to look at."""
    return sorted(options.expected)


RULE = Rule(
    "sections",
    "structure",
    Severity.ERROR,
    check,
    options=Options,
    expects=expects,
    names=("name", "names", "other", "count", "limit"),
)
