"""The list items of a section: their form, their number, and where they lead.

## What it reports

A kind of house rule. Each rule names a `section`, or several, and says of their list items: how many there are
(`min-items`, `max-items`); what each must match (`item-pattern`), what it may not (`forbid-item-pattern`), and what
excuses it from everything (`unless-pattern`); what the named groups of the pattern may hold (`groups`); that nothing
else stands in the section (`only-items`) and nothing twice (`unique`); that the link of an item leads to a file
(`must-resolve`), to another note (`no-self-link`), to certain files (`targets-in`, `targets-not-in`, `allow-targets`);
and that not all of them lead to the same few (`not-all-in`).

## Why it matters

Such lists are data: topics, sources, related notes. People navigate by them and scripts read them, as long as every
note writes them in the same way.

## Bad

```toml vault.toml
[[rule]]
id = "related"
kind = "section-items"
section = "相关文档"
item-pattern = '^- \\[\\[.+\\]\\]；理由：(?P<reason>.+)$'
unique = true
no-self-link = true
[rule.groups.reason]
enum = ["引用", "延伸"]
```

```md 智能体.md
## 相关文档

- [[模型]]；理由：相似
- [[模型]]；理由：引用
- [[智能体]]；理由：引用
- 提示词
```

```md 模型.md
```

## Good

```toml vault.toml
[[rule]]
id = "related"
kind = "section-items"
section = "相关文档"
item-pattern = '^- \\[\\[.+\\]\\]；理由：(?P<reason>.+)$'
unique = true
no-self-link = true
[rule.groups.reason]
enum = ["引用", "延伸"]
```

```md 智能体.md
## 相关文档

- [[模型]]；理由：引用
```

```md 模型.md
```

## Notes

Only outermost items count; what is nested in one belongs to it. An item's text begins with its marker (`- `, `1. `) and
holds its own lines, without those of nested items. Its link is the first one in that text: to a note or another file,
not to a web page. Targets are matched as the path of the file that the link leads to, or as the written target with
`.md` where it leads to none. A group that holds nothing is held to nothing. A section with sub-sections includes them,
and their headings are no items.

Two items are the same where their links lead to the same place, or, without a link, where their texts are the same.
The later one is deleted by `--fix` where they are equal, else by `--unsafe-fixes`.

A `message` may name `{item}`, `{target}`, `{section}`, `{count}`, `{limit}` and the groups of `item-pattern`.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from vault_tools.criteria.constraints import Constraints
from vault_tools.criteria.list_items import ItemObjection, objections_to_text
from vault_tools.findings import Aspect, Fix, Problem, Severity
from vault_tools.globs import Globs
from vault_tools.messages import Words
from vault_tools.model import Note, Span
from vault_tools.patterns import Pattern, compile_pattern
from vault_tools.properties import named
from vault_tools.resolve import identity
from vault_tools.rules.base import Rule, Seen
from vault_tools.spelling import shortened, suggesting
from vault_tools.vault import Vault
from vault_tools.wording.items import Item, Listed, NamedSections, OptionProblem, removal, strays


@dataclass(frozen=True)
class Options(NamedSections):
    """What the items of some sections must be."""

    min_items: int | None = field(default=None, metadata={"doc": "the least number of items in a section", "least": 0})
    max_items: int | None = field(
        default=None, metadata={"doc": "the greatest number of items in a section", "least": 0}
    )
    item_pattern: str | None = field(
        default=None,
        metadata={
            "doc": "a regular expression that the text of each item must match; it may name groups",
            "format": "pattern",
        },
    )
    forbid_item_pattern: str | None = field(
        default=None, metadata={"doc": "a regular expression that no item may match", "format": "pattern"}
    )
    unless_pattern: str | None = field(
        default=None, metadata={"doc": "an item that matches this is held to nothing", "format": "pattern"}
    )
    groups: Mapping[str, Constraints] = field(
        default_factory=dict, metadata={"doc": "what a named group of `item-pattern` may hold, by its name"}
    )
    only_items: bool = field(default=False, metadata={"doc": "whether nothing but list items may stand there"})
    unique: bool = field(default=False, metadata={"doc": "whether no target, or text without link, may come twice"})
    must_resolve: bool = field(default=False, metadata={"doc": "whether the link must lead to a file"})
    no_self_link: bool = field(default=False, metadata={"doc": "whether the link must lead to another note"})
    targets_in: tuple[str, ...] = field(
        default=(), metadata={"doc": "file patterns: all that a link may lead to", "format": "globs"}
    )
    targets_not_in: tuple[str, ...] = field(
        default=(), metadata={"doc": "file patterns: what a link may not lead to", "format": "globs"}
    )
    allow_targets: tuple[str, ...] = field(
        default=(), metadata={"doc": "file patterns: what a link may lead to in spite of these two", "format": "globs"}
    )
    not_all_in: tuple[str, ...] = field(
        default=(), metadata={"doc": "file patterns: not every link may lead to one of these", "format": "globs"}
    )

    @cached_property
    def covers(self) -> Mapping[str, Callable[[str], bool]]:
        """For each option of file patterns whether it covers a path. The same targets come again and again."""
        return {name: cache(Globs(getattr(self, name)).covers) for name in _GLOBS}

    @cached_property
    def pattern(self) -> Pattern | None:
        """What `item_pattern` means."""
        return compile_pattern(self.item_pattern) if self.item_pattern else None

    @cached_property
    def judges_texts(self) -> bool:
        """Whether any option is about the text of each item."""
        return bool(self.item_pattern or self.forbid_item_pattern)

    @cached_property
    def judges_items(self) -> bool:
        """Whether any option is about each item by itself."""
        links = self.must_resolve or self.no_self_link or self.targets_in or self.targets_not_in
        return bool(self.judges_texts or links)

    def judged(self, text: str, path: str, is_found: bool, is_own: bool) -> tuple[ItemObjection, ...]:
        """Return what is wrong with an item: its text, the path of its link (empty: none), whether that leads to a
        file, and whether to the item's own note.
        """
        return (
            *objections_to_text(text, self.pattern, self.groups, self.forbid_item_pattern),
            *(_of_link(self, path, is_found, is_own) if path else ()),
        )

    @cached_property
    def known(self) -> Callable[[str, str, bool, bool], tuple[ItemObjection, ...]]:
        """The same, remembered: the same items come again and again."""
        return lru_cache(10_000)(self.judged)

    def problems(self) -> Iterator[OptionProblem]:
        """Yield what makes no sense."""
        yield from super().problems()
        known = self.pattern.groups if self.pattern else ()
        for name in self.groups:
            if name not in known:
                key, suggestion = suggesting("config.unknown-group", name, known)
                yield ("groups", name), key, {"name": name, "suggestion": suggestion}
        if self.allow_targets and not (self.targets_in or self.targets_not_in):
            yield (
                ("allow-targets",),
                "config.without",
                {"name": "allow-targets", "needed": "targets-in, targets-not-in"},
            )


_REMEMBERED = 200  # characters of an item
_GLOBS = ("targets_in", "targets_not_in", "allow_targets", "not_all_in")


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem | Seen]:
    """Yield one problem for each option that an item, or a section as a whole, violates."""
    found = options.within(note, vault)
    if found:
        yield Seen(options.named)
    for where in found:
        yield from _Look(note, vault, options, where).problems()
    if found and options.only_items:
        for where, span in strays(note, vault.wording(note).text, found):
            yield _Look(note, vault, options, where).stray(span)


class _Look(NamedTuple):
    """A rule's look at one section and its items. The note's text is read when somebody asks for a part of it."""

    note: Note
    vault: Vault
    options: Options
    where: Listed

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the section, then with each of its items."""
        held: Sequence[Item] = self.where.items
        if self.options.unless_pattern:
            excuse = compile_pattern(self.options.unless_pattern)
            held = [item for item in held if not excuse.search(self._text(item.span))]
        yield from self._of_all(held)
        if self.options.judges_items:
            yield from self._of_each(held)
        if self.options.unique:
            yield from self._repeated(held)

    def stray(self, span: Span) -> Problem:
        """Return the problem that text is, which belongs to no item."""
        return self._problem("only-items", span, self.where.section.title, named(self._text(span)))

    # -- the section as a whole ------------------------------------------------------------------------------

    def _of_all(self, held: Sequence[Item]) -> Iterator[Problem]:
        options, count = self.options, len(self.where.items)
        if options.min_items is not None and count < options.min_items:
            yield self._at_heading("min-items", str(options.min_items))
        if options.max_items is not None and count > options.max_items:
            yield self._at_heading("max-items", str(options.max_items))
        paths = [item.path for item in held if item.link] if options.not_all_in else []
        if paths and all(map(options.covers["not_all_in"], paths)):
            yield self._at_heading("not-all-in", options.not_all_in)

    def _at_heading(self, option: str, limit: Words) -> Problem:
        heading = self.where.section.heading
        return self._problem(option, heading.span, heading.text, {"limit": limit})

    # -- items -----------------------------------------------------------------------------------------------

    def _of_each(self, held: Sequence[Item]) -> Iterator[Problem]:
        options, own = self.options, self.note.path
        whole = self.vault.wording(self.note).text if options.judges_texts else ""
        known = options.known
        for item in held:
            span, found = item.span, item.resolution.path
            text = whole[span.start : span.end].strip()
            judged = known if len(text) <= _REMEMBERED else options.judged
            for objection in judged(text, item.path, found is not None, found == own):
                problem = self._at(item, objection.option, objection.words, objection.span_in(item.span))
                yield replace(problem, message=objection.message) if objection.message else problem

    def _groups(self, item: Item) -> Mapping[str, str]:
        match = self.options.pattern.find(self._text(item.span)) if self.options.pattern else None
        return match.groups if match else {}

    def _repeated(self, held: Sequence[Item]) -> Iterator[Problem]:
        if len({identity(item.path) for item in held}) == len(held):
            return
        first: dict[tuple[str, str], Item] = {}
        covers = sorted(directive.covers.start for directive in self.note.directives if directive.covers)
        for item in held:
            detail = (item.link.subpath or "").lower() if item.link else " ".join(self._text(item.span).split())
            other = first.setdefault((identity(item.path), detail), item)
            if other is not item:
                # A suppression that begins with the item would cover what follows it.
                is_covered = bisect_left(covers, item.span.start) < bisect_left(covers, item.span.end)
                edit = None if is_covered else removal(self.vault.wording(self.note).text, item)
                is_same = self._text(other.span) == self._text(item.span)
                fix = Fix((edit,), _DELETED, is_safe=is_same) if edit else None
                yield replace(self._at(item, "unique", {}), fix=fix)

    # -- what is said ----------------------------------------------------------------------------------------

    def _at(self, item: Item, option: str, words: Mapping[str, Words], span: Span | None = None) -> Problem:
        text = self._text(item.span)
        about = identity(item.target) if item.link else shortened(text)
        own: dict[str, Words] = {"item": shortened(text), "target": item.target}
        return self._problem(option, span or item.span, about, {**named(text), **self._groups(item), **words, **own})

    def _problem(self, option: str, span: Span, about: str, words: Mapping[str, Words]) -> Problem:
        """Return a problem whose message may name whatever this kind's messages may."""
        groups = dict.fromkeys(self.options.pattern.groups if self.options.pattern else (), "")
        section, count = self.where.section.title, str(len(self.where.items))
        values = {**groups, "item": "", "target": "", "limit": "", **words, "section": section, "count": count}
        return Problem(span, f"section-items.{option}", values, f"{option} {about}")

    def _text(self, span: Span) -> str:
        return self.vault.wording(self.note).text[span.start : span.end].strip()


_DELETED = frozenset((Aspect.LINKS, Aspect.EXTERNAL_LINKS, Aspect.TAGS))
"""What a deleted item may have held."""


def _of_link(options: Options, path: str, is_found: bool, is_own: bool) -> Iterator[ItemObjection]:
    """Yield what is wrong with an item's link."""
    if options.must_resolve and not is_found:
        yield ItemObjection("must-resolve", {"limit": ""})
    if options.no_self_link and is_own:
        yield ItemObjection("no-self-link", {"limit": ""})
    if options.covers["allow_targets"](path):
        return
    if options.targets_in and not options.covers["targets_in"](path):
        yield ItemObjection("targets-in", {"limit": options.targets_in})
    if options.targets_not_in and options.covers["targets_not_in"](path):
        yield ItemObjection("targets-not-in", {"limit": options.targets_not_in})


def expects(options: Options) -> list[str]:
    """Return the section; several titles are one name."""
    return [options.named]


RULE = Rule(
    "section-items",
    "structure",
    Severity.WARNING,
    check,
    options=Options,
    expects=expects,
    names=("item", "target", "section", "count", "group", "value", "shown", "limit", "match", "length"),
)
