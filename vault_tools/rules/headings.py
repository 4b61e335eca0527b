"""Headings: how they are written, what stands around them, and what they may say.

## What it reports

A kind of house rule. Each rule names the notes it is about (`files`) and what their headings keep to: how many of the
first level there may be (`max-h1`, 0 for none), how they are written (`styles`), how many blank lines stand before and
after them (`blank-before`, `blank-after`), how many levels one may go down (`max-step`), whether a text may be there
twice (`unique`). The other options are about the text of each heading. All but `max-h1` are about the headings of
certain `levels`. Headings in quotes and list items are left alone.

## Why it matters

Where the title is a property, a heading of the first level says it again, and a site shows it twice. A heading without
a blank line around it is text for some programs.

## Bad

```toml vault.toml
[[rule]]
id = "no-h1"
kind = "headings"
files = ["01-博客/**"]
max-h1 = 0

[[rule]]
id = "h2"
kind = "headings"
files = ["01-博客/**"]
levels = [2]
blank-before = 1
blank-after = 1
forbid-pattern = '（[^）]*）$'
unless-pattern = '（[A-Za-z ]+）$'
```

```md 01-博客/文章.md
智能体入门
==========
## 摘要（自动）
先读后写。
```

## Good

```toml vault.toml
[[rule]]
id = "no-h1"
kind = "headings"
files = ["01-博客/**"]
max-h1 = 0

[[rule]]
id = "h2"
kind = "headings"
files = ["01-博客/**"]
levels = [2]
blank-before = 1
blank-after = 1
forbid-pattern = '（[^）]*）$'
unless-pattern = '（[A-Za-z ]+）$'
```

```md 01-博客/文章.md
## 摘要

先读后写。

## 提示词（Prompt）

小步提交。
```

## Notes

A heading is `atx` (`## 摘要`) or `setext` (with a line of `===` or `---` below it): both count everywhere. Its text is
compared as it is written, without the marks and without a block id.
No blank line is needed where a heading begins the note or follows its front matter, but one may be there; nor behind
the last line of the note. Between two headings the greater of the two numbers counts. The fix inserts or removes blank
lines; where they decide what something is (HTML above, a block id, a paragraph that would become part of a heading
with a line below it) there is none.
A `message` may name `{value}` (the heading's text), `{level}`, `{count}`, `{limit}`, and `{above}` for `max-step`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from vault_tools.criteria.constraints import Constraints, Mistake, Violation
from vault_tools.editing.spacing import Gap, Spacing, is_atx, looks_right
from vault_tools.findings import Fix, Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import Heading, Note, Span
from vault_tools.passages.outline import jumps, twins
from vault_tools.properties import named
from vault_tools.rules.base import Rule
from vault_tools.vault import Vault


@dataclass(frozen=True)
class Options(Constraints):
    """What headings keep to."""

    levels: tuple[Literal[1, 2, 3, 4, 5, 6], ...] = field(
        default=(), metadata={"doc": "the levels of the headings that are meant; without it all"}
    )
    max_h1: int | None = field(
        default=None, metadata={"doc": "how many headings of the first level there may be", "least": 0}
    )
    styles: tuple[Literal["atx", "setext"], ...] = field(
        default=(), metadata={"doc": "how a heading may be written: `atx` (`## x`), `setext` (`---` below it)"}
    )
    blank_before: int | None = field(
        default=None, metadata={"doc": "how many blank lines stand before a heading", "least": 0, "most": 9}
    )
    blank_after: int | None = field(
        default=None, metadata={"doc": "how many blank lines stand after a heading", "least": 0, "most": 9}
    )
    unique: bool = field(default=False, metadata={"doc": "whether each text may be there only once in a note"})
    max_step: int | None = field(
        default=None, metadata={"doc": "how many levels a heading may stand below the one before it", "least": 1}
    )

    def problems(self) -> Iterator[Mistake]:
        """Yield what is wrong with the options taken together."""
        yield from super().problems()
        limits = self.max_h1, self.max_step, self.blank_before, self.blank_after
        if not (self.says_anything or self.styles or self.unique) and limits == (None,) * 4:
            yield (), "config.nothing", {"choices": _ONE_OF}

    @cached_property
    def is_spaced(self) -> bool:
        """Whether blank lines matter."""
        return self.blank_before is not None or self.blank_after is not None

    @cached_property
    def meant_levels(self) -> frozenset[int]:
        """The levels of the headings that the rule is about."""
        return frozenset(self.levels or range(1, 7))

    def means(self, heading: Heading | None) -> bool:
        """Whether a heading is one of those that the rule is about."""
        return heading is not None and heading.level in self.meant_levels


_ONE_OF = ("max-h1", "max-step", "blank-before", "blank-after", "styles", "unique", "pattern", "forbid-pattern")


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield one problem for each heading and option that do not agree."""
    headings = vault.wording(note).outline.outer
    if options.max_h1 is not None:
        yield from _first_level(headings, options.max_h1)
    levels = options.meant_levels
    meant = [heading for heading in headings if heading.level in levels]
    unfit = [heading for heading in meant if not options.fits(heading.text)] if options.says_anything else ()
    for heading in unfit:
        for violation in options.violations(heading.text):
            span = _place(heading, violation, note, vault)
            yield _problem(heading, violation.option, violation.message, span, violation.values)
    if options.unique:
        for heading in twins(meant):
            yield _problem(heading, "unique", "headings.unique")
    if options.max_step is not None:
        for above, below in jumps(headings, options.max_step):
            if options.means(below):
                values: dict[str, Words] = {"above": f"h{above.level}", "limit": str(options.max_step)}
                yield _problem(below, "max-step", "headings.max-step", values=values)
    if meant and (options.styles or options.is_spaced):
        yield from _written(meant, note, vault.wording(note).text, options)


def _first_level(headings: list[Heading], limit: int) -> Iterator[Problem]:
    titles = [heading for heading in headings if heading.level == 1]
    key = "headings.max-h1" if limit else "headings.max-h1.none"
    for heading in titles[limit:]:
        yield _problem(heading, "max-h1", key, values={"count": str(len(titles)), "limit": str(limit)})


def _written(meant: list[Heading], note: Note, text: str, options: Options) -> Iterator[Problem]:
    for heading in meant if options.styles else ():
        style = "atx" if is_atx(text, heading) else "setext"
        if style not in options.styles:
            yield _problem(heading, "styles", f"headings.styles.{style}", values={"limit": options.styles})
    before, after = options.blank_before, options.blank_after
    if options.is_spaced and not all(looks_right(text, heading, before, after) for heading in meant):
        spacing = Spacing(note, text)
        for gap in spacing.gaps():
            yield from _gap(gap, spacing, options)


def _gap(gap: Gap, spacing: Spacing, options: Options) -> Iterator[Problem]:
    """Yield a problem if the gap is not as wide as it has to be: one, also where it lies between two headings."""
    before = options.blank_before if options.means(gap.below) else None
    after = options.blank_after if options.means(gap.above) else None
    if before is not None and gap.below and (after is None or before >= after):
        heading, wanted, option = gap.below, before, "blank-before"
    elif after is not None and gap.above:
        heading, wanted, option = gap.above, after, "blank-after"
    else:
        return
    if gap.lines == wanted or (gap.is_first and gap.lines <= max(wanted, 1)):
        return
    edit = spacing.edit(gap, wanted)
    yield _problem(
        heading, option, f"headings.{option}", values={"count": str(gap.lines), "limit": str(wanted)},
        fix=Fix((edit,)) if edit else None,
    )  # fmt: skip


def _place(heading: Heading, violation: Violation, note: Note, vault: Vault) -> Span:
    """Return where the part of a heading stands that is to blame: all of it where the option is about all of it."""
    start, end = violation.start, violation.end
    if (start, end) == (0, len(heading.text)):
        return heading.span
    found = vault.wording(note).text.find(heading.text, heading.span.start, heading.span.end)
    return Span(found + start, found + end) if found >= 0 else heading.span


def _problem(
    heading: Heading,
    option: str,
    message: str,
    span: Span | None = None,
    values: dict[str, Words] | None = None,
    fix: Fix | None = None,
) -> Problem:
    every: dict[str, Words] = {"count": "", "limit": "", "above": "", "level": f"h{heading.level}"}
    every |= named(heading.text) | (values or {})
    return Problem(span or heading.span, message, every, f"{heading.text}.{option}", fix=fix)


RULE = Rule(
    "headings",
    "structure",
    Severity.ERROR,
    check,
    options=Options,
    subject="headings",
    names=("level", "above", "count", "value", "shown", "limit", "match", "length"),
)
