"""Words that may not, or must, stand in notes.

## What it reports

A kind of house rule. Each rule names the notes it is about (`files`), the parts of them that it reads (`where`:
`prose`, `headings`, `link-text`, `tags`, `code`, `math`, `comments`, `html`, `front-matter`), perhaps only those inside
certain `sections`, and what is to be there or not: phrases, whole lines, patterns, languages of code blocks, code
behind a line that announces it, a size. Everything that is forbidden is reported where it stands, one finding for each
place. What is required and missing is one finding for each phrase or pattern, at the section's heading or at the
first line.

## Why it matters

Placeholders, buttons and captions of the page that a text was copied from, phrases that a house does not want: a plain
search for them also hits code, addresses and quoted names, so that nobody reads its results.

## Bad

```toml vault.toml
[[rule]]
id = "leftovers"
kind = "text"
forbid-phrases = ["待补充"]
forbid-lines = ["登录", "分享"]
forbid-patterns = ['^\\d+\\n\\d{1,2}:\\d{2}:\\d{2},\\d{3} --> ']
```

```md 文章.md
## 背景

待补充

- [登录](https://example.com/login)

12
00:01:02,500 --> 00:01:04,000
大家好
```

## Good

```toml vault.toml
[[rule]]
id = "leftovers"
kind = "text"
forbid-phrases = ["待补充"]
forbid-lines = ["登录", "分享"]
forbid-patterns = ['^\\d+\\n\\d{1,2}:\\d{2}:\\d{2},\\d{3} --> ']
```

```md 文章.md
## 背景

字段留空时写 `待补充`。

登录以后可以分享文章。
```

## Notes

Patterns run on RE2, over a text in which everything but the chosen parts is blank; `^` and `$` are the beginning and
the end of any line, and a pattern may go over several lines with `\\n`, in notes with CR LF as well. Lines are compared
without the blanks and the marks of lists, quotes, headings and links around them. A line, or lines, on which something
forbidden stands is excused if `unless-pattern` matches it as it is written.
`sections` are found by their titles; where no note of the rule has any of them, `idle-rule` says so, and in a note
without them the rule looks at nothing. Code languages, and code behind a line, are looked for whatever `where` says.
`max-lines` counts all lines of the file; `min-chars` and `max-chars` count the characters of the chosen parts, white
space left out. A `message` may name `{match}`, `{limit}` (the phrase, pattern or number of the rule), `{length}` and
the named groups of the patterns.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Literal

from vault_tools.criteria.constraints import Mistake, without
from vault_tools.findings import Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import START, Note, RegionKind, Span
from vault_tools.passages.prose import Part
from vault_tools.passages.wording import Wording
from vault_tools.patterns import any_of
from vault_tools.positions import LineFeeds
from vault_tools.rules.base import Rule, Seen
from vault_tools.spelling import shortened
from vault_tools.vault import Vault
from vault_tools.wording.excerpt import Excerpt, Match, in_lines, sign_of_line, sign_of_phrase, signs_of

PartName = Literal[
    "prose", "headings", "link-text", "tags", "code", "math", "comments", "html", "front-matter"
]  # fmt: skip
_LEVEL = 2
_TEXTS = (
    "forbid-phrases", "forbid-lines", "forbid-patterns", "require-phrases", "require-patterns", "forbid-code-languages",
)  # fmt: skip
_ASKS = (*_TEXTS, "code-after", "max-lines", "min-chars", "max-chars")
_PROSE = frozenset((Part.PROSE, Part.LINK_TEXT))
_LANGUAGE = re.compile(r"(?:`{3,}+|~{3,}+)[ \t]*+\{?+\.?+([^\s`{}]++)")
_TO_NEXT_TEXT = re.compile(r"[^\n\r]*+[\s>]*+")  # the rest of the line, and what is blank behind it


@dataclass(frozen=True)
class Options:
    """What may or must stand where."""

    where: tuple[PartName, ...] = field(
        default=("prose", "headings", "link-text"), metadata={"doc": "the parts of a note that are read"}
    )
    sections: tuple[str, ...] = field(
        default=(), metadata={"doc": "titles of the sections to which the rule keeps", "single": True}
    )
    level: int = field(default=_LEVEL, metadata={"doc": "the level of these sections' headings", "least": 1, "most": 6})
    forbid_phrases: tuple[str, ...] = field(default=(), metadata={"doc": "texts that may not occur"})
    forbid_lines: tuple[str, ...] = field(default=(), metadata={"doc": "texts that may not be a line of their own"})
    forbid_patterns: tuple[str, ...] = field(
        default=(), metadata={"doc": "regular expressions that may not match", "format": "pattern"}
    )
    unless_pattern: str | None = field(
        default=None, metadata={"doc": "what is forbidden is excused on lines that match this", "format": "pattern"}
    )
    require_phrases: tuple[str, ...] = field(default=(), metadata={"doc": "texts that must occur"})
    require_patterns: tuple[str, ...] = field(
        default=(), metadata={"doc": "regular expressions that must match somewhere", "format": "pattern"}
    )
    ignore_case: bool = field(default=False, metadata={"doc": "whether phrases and lines are compared without case"})
    forbid_code_languages: tuple[str, ...] = field(
        default=(), metadata={"doc": "languages that no code block may be marked with, as in ```` ```sh ````"}
    )
    code_after: str | None = field(
        default=None,
        metadata={"doc": "a line of prose that this matches must be followed by a code block", "format": "pattern"},
    )
    max_lines: int | None = field(default=None, metadata={"doc": "the greatest number of lines of a note", "least": 0})
    min_chars: int | None = field(
        default=None, metadata={"doc": "the least number of characters that are read", "least": 0}
    )
    max_chars: int | None = field(
        default=None, metadata={"doc": "the greatest number of characters that are read", "least": 0}
    )

    @cached_property
    def parts(self) -> frozenset[Part]:
        """What `where` names."""
        return frozenset(map(Part, self.where))

    @cached_property
    def named(self) -> str:
        """The sections' titles as one name: a rule about several is idle only where none of them occurs."""
        return " / ".join(self.sections)

    @cached_property
    def forbids_words(self) -> bool:
        """Whether anything is forbidden in the chosen parts."""
        return bool(self.forbid_phrases or self.forbid_lines or self.forbid_patterns)

    @cached_property
    def has_limits(self) -> bool:
        """Whether anything is said about sizes."""
        return (self.max_lines, self.min_chars, self.max_chars) != (None, None, None)

    @cached_property
    def signs(self) -> tuple[str, ...]:
        """Patterns of which one matches if anything forbidden is there; none where that cannot be told."""
        signs = [signs_of(pattern) for pattern in self.forbid_patterns]
        if self.ignore_case or not all(signs):
            return ()
        lines = [sign_of_line(line) for line in self.forbid_lines]
        return (*map(sign_of_phrase, self.forbid_phrases), *lines, *chain.from_iterable(signs))

    @cached_property
    def languages(self) -> frozenset[str]:
        """The forbidden languages of code, in lower case."""
        return frozenset(language.lower() for language in self.forbid_code_languages)

    @cached_property
    def groups(self) -> dict[str, Words]:
        """What any message may name, empty: each problem fills in what it knows."""
        patterns = [*self.forbid_patterns, *self.require_patterns, *filter(None, [self.code_after])]
        names = (name for pattern in patterns for name in in_lines(pattern).groups)
        return {**dict.fromkeys(names, ""), "match": "", "limit": "", "length": ""}

    def problems(self) -> Iterator[Mistake]:
        """Yield what is wrong with the options taken together."""
        if all(getattr(self, name.replace("-", "_")) in ((), None) for name in _ASKS):
            yield (), "config.nothing", {"choices": _ASKS}
        if self.unless_pattern and not self._has("forbid-phrases", "forbid-lines", "forbid-patterns"):
            yield without("unless-pattern", "forbid-phrases", "forbid-lines", "forbid-patterns")
        if self.ignore_case and not self._has("forbid-phrases", "forbid-lines", "require-phrases"):
            yield without("ignore-case", "forbid-phrases", "forbid-lines", "require-phrases")
        if self.level != _LEVEL and not self.sections:
            yield without("level", "sections")
        if not self.where:
            yield ("where",), "config.empty", {}
        for name in _TEXTS:
            for index, text in enumerate(getattr(self, name.replace("-", "_"))):
                if not text.strip():
                    yield (name, index), "config.empty", {}

    def _has(self, *names: str) -> bool:
        return any(getattr(self, name.replace("-", "_")) for name in names)


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem | Seen]:
    """Yield a problem for each forbidden place, each missing text, each limit that is passed."""
    within = None
    place = START
    if options.sections:
        chosen = vault.wording(note).outline.named(options.sections, options.level)
        if not chosen:
            return
        yield Seen(options.named)
        place = chosen[0].heading.span
        within = tuple(section.body for section in chosen)
    if options.forbids_words and _may_hold(note, vault, within, options.signs):
        yield from _forbidden(Excerpt(vault.wording(note), options.parts, within, options.unless_pattern), options)
    if options.require_phrases or options.require_patterns:
        yield from _missing(Excerpt(vault.wording(note), options.parts, within), place, options)
    if options.languages or options.code_after:
        yield from _code(note, vault, within, options)
    if options.has_limits:
        yield from _sizes(note, vault, within, options)


def _may_hold(note: Note, vault: Vault, within: tuple[Span, ...] | None, signs: tuple[str, ...]) -> bool:
    """Whether a note, or stretches of it, may hold what the signs are of."""
    if not signs:
        return True
    wording = vault.wording(note)
    if within is None:
        return wording.may_hold(signs)
    sign = any_of(signs)
    return sign is None or any(sign.search(wording.text[span.start : span.end]) for span in within)


def _problem(options: Options, key: str, limit: str, found: Match) -> Problem:
    match = shortened(found.text)
    values = {**options.groups, **found.groups, "match": match, "limit": limit}
    return Problem(found.span, f"text.{key}", values, match)


def _forbidden(excerpt: Excerpt, options: Options) -> Iterator[Problem]:
    ignore_case = options.ignore_case
    for phrase, match in excerpt.phrases(options.forbid_phrases, ignore_case=ignore_case):
        yield _problem(options, "forbid-phrases", phrase, match)
    for line, match in excerpt.lines(options.forbid_lines, ignore_case=ignore_case):
        yield _problem(options, "forbid-lines", line, match)
    for pattern in options.forbid_patterns:
        for match in excerpt.matches(pattern):
            yield _problem(options, "forbid-patterns", pattern, match)


def _missing(excerpt: Excerpt, place: Span, options: Options) -> Iterator[Problem]:
    for phrase in options.require_phrases:
        if not any(excerpt.phrases([phrase], ignore_case=options.ignore_case)):
            yield Problem(place, "text.require-phrases", {**options.groups, "limit": phrase}, phrase)
    for pattern in options.require_patterns:
        if not any(excerpt.matches(pattern)):
            yield Problem(place, "text.require-patterns", {**options.groups, "limit": pattern}, pattern)


def _code(note: Note, vault: Vault, within: tuple[Span, ...] | None, options: Options) -> Iterator[Problem]:
    announced = options.code_after
    if announced and not _may_hold(note, vault, within, signs_of(announced)):
        announced = None
    if not (options.languages or announced):
        return
    code = [region.span for region in note.regions if region.kind is RegionKind.CODE and region.is_block]
    if options.languages and code:
        yield from _languages(vault.wording(note).text, code, within, options)
    if announced:
        yield from _announced(vault.wording(note), {span.start for span in code}, within, announced, options)


def _languages(text: str, code: list[Span], within: tuple[Span, ...] | None, options: Options) -> Iterator[Problem]:
    for span in code:
        language = _LANGUAGE.match(text, span.start, span.end)
        if language and language[1].lower() in options.languages and _is_within(span.start, within):
            found = Match(Span(*language.span(1)), language[1], {})
            yield _problem(options, "forbid-code-languages", language[1], found)


def _is_within(position: int, within: tuple[Span, ...] | None) -> bool:
    if within is None:
        return True
    index = bisect_right(within, position, key=lambda span: span.start) - 1
    return index >= 0 and position < within[index].end


def _announced(
    wording: Wording, code_starts: set[int], within: tuple[Span, ...] | None, pattern: str, options: Options
) -> Iterator[Problem]:
    """Yield a problem for each line that announces code which does not come."""
    position = 0
    for match in Excerpt(wording, _PROSE, within).matches(pattern):
        if match.span.start >= position:
            position = _TO_NEXT_TEXT.match(wording.text, match.span.end).end()  # type: ignore[union-attr]
            if position not in code_starts:
                yield _problem(options, "code-after", pattern, match)


def _sizes(note: Note, vault: Vault, within: tuple[Span, ...] | None, options: Options) -> Iterator[Problem]:
    if options.max_lines is not None and note.length > options.max_lines:
        text = LineFeeds(vault.wording(note).text).text
        lines = text.count("\n") + (not text.endswith("\n"))
        if lines > options.max_lines:
            yield _size(options, "max-lines", options.max_lines, lines)
    if options.min_chars is None and (options.max_chars is None or note.length <= options.max_chars):
        return
    length = Excerpt(vault.wording(note), options.parts, within).length
    if options.min_chars is not None and length < options.min_chars:
        yield _size(options, "min-chars", options.min_chars, length)
    if options.max_chars is not None and length > options.max_chars:
        yield _size(options, "max-chars", options.max_chars, length)


def _size(options: Options, option: str, limit: int, length: int) -> Problem:
    values = {**options.groups, "limit": f"{limit:,}", "length": f"{length:,}"}
    return Problem(START, f"text.{option}", values, option)


def _expected(options: Options) -> tuple[str, ...]:
    return (options.named,) if options.sections else ()


RULE = Rule(
    "text", "text", Severity.ERROR, check, options=Options, expects=_expected, names=("match", "limit", "length")
)
