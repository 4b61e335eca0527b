"""Notes that say the same: by title, by name, by address, by text.

## What it reports

A kind of house rule. Among the notes that the rule is about, each but the first (in the order of their paths) that has
something in common with another: `by` says what. `title` and `file-name` are compared without case, width, blanks and
characters that a file's name cannot hold, in all folders; `similar-name` finds names that are nearly the same,
`threshold` says how nearly; `property:NAME` compares the values of a property, with `normalize-url` as addresses of
pages; `body` compares the texts below the front matter, however their lines are broken.

## Why it matters

Two notes about one thing drift apart, and links lead now to one, now to the other. Collected articles come in twice,
with another tail on the address each time.

## Bad

```toml vault.toml
[[rule]]
id = "collected-twice"
kind = "duplicates"
by = ["title", "property:原文链接"]
normalize-url = true
```

```md 甲.md
---
title: 智能体 入门
原文链接: https://example.com/agents/
---
```

```md 乙.md
---
title: 智能体入门
原文链接: http://www.example.com/agents?utm_source=weixin
---
```

## Good

```toml vault.toml
[[rule]]
id = "collected-twice"
kind = "duplicates"
by = ["title", "property:原文链接"]
normalize-url = true
```

```md 甲.md
---
title: 智能体入门
原文链接: https://example.com/agents/
---
```

```md 乙.md
---
title: 智能体进阶
原文链接: https://example.com/agents?page=2
---
```

## Notes

A note without a title property has its file name as title. Addresses are compared without `http:` or `https:`, `www.`,
a default port, a slash at the end, the place in the page (`#…`) and parameters that only serve tracking (`utm_…`,
`spm`, `fbclid` …); the order of parameters does not count. `similar-name` looks at letters and digits: `open-source`
and `opensource` are the same, `agents` and `agent` alike to 0.91, `ai-agent` and `agent` to 0.83. Names that differ in
a number, as versions and dates do, are never alike. If `file-name` is there too, `similar-name` leaves equal names to
it. In a vault of very many names that are alike, not all pairs are looked at.

Nothing is mended: which of two notes stays is for you to say. A `message` may name `{by}`, `{name}` (of the property),
`{value}`, `{other}` (the first note), `{others}` (the first few) and `{count}`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vault_tools.criteria.constraints import comparable
from vault_tools.findings import Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import START, LinkKind, Note, Span, Value
from vault_tools.properties import entries, is_empty, is_placeholder
from vault_tools.rules.base import Rule, Seen
from vault_tools.similar import similar_pairs
from vault_tools.spelling import shortened, suggesting
from vault_tools.urls import comparable_address, is_address
from vault_tools.vault import Vault

_PROPERTY = "property:"
_SIMILAR = "similar-name"
_SHOWN = 5  # other notes that a message can name
_THRESHOLD = 0.9
_MIN_LENGTH = 200
_BEGINNING = 100  # characters


@dataclass(frozen=True)
class Options:
    """What makes two notes the same."""

    by: tuple[str, ...] = field(
        metadata={
            "doc": "what is compared: `title`, `file-name`, `similar-name`, `body`, `property:NAME`",
            "single": True,
        }
    )
    normalize_url: bool = field(
        default=False, metadata={"doc": "whether addresses in properties are compared by the page they lead to"}
    )
    threshold: int | float = field(
        default=_THRESHOLD, metadata={"doc": "how much alike similar names are, from 0 to 1", "least": 0, "most": 1}
    )
    min_length: int = field(
        default=_MIN_LENGTH, metadata={"doc": "the least number of characters of a body that is compared", "least": 0}
    )

    def problems(self) -> Iterator[tuple[tuple[str | int, ...], str, dict[str, Words]]]:
        """Yield what makes no sense."""
        if not self.by:
            yield ("by",), "config.empty", {}
        for place, by in enumerate(self.by):
            if by not in _MAKERS and (not by.startswith(_PROPERTY) or by == _PROPERTY):
                key, suggestion = suggesting("config.choice", by, [*_MAKERS, _PROPERTY])
                choices = (*_MAKERS, f"{_PROPERTY}…")
                yield ("by", place), key, {"value": by, "choices": choices, "suggestion": suggestion}
        if self.normalize_url and not any(by.startswith(_PROPERTY) for by in self.by):
            yield ("normalize-url",), "config.without", {"name": "normalize-url", "needed": f"by = {_PROPERTY}…"}
        if self.threshold != _THRESHOLD and _SIMILAR not in self.by:
            yield ("threshold",), "config.without", {"name": "threshold", "needed": f"by = {_SIMILAR}"}
        if self.min_length != _MIN_LENGTH and "body" not in self.by:
            yield ("min-length",), "config.without", {"name": "min-length", "needed": "by = body"}


class _Entry(NamedTuple):
    """What a note has that another may have too: the form in which it is compared, and where and how it is written."""

    key: str
    path: str
    span: Span
    value: str


def check_vault(vault: Vault, options: Options, applies: Callable[[str], bool]) -> Iterator[Problem | Seen]:
    """Yield a problem for each note but the first that have something in common, and for each thing in common."""
    notes = [note for note in vault.notes if applies(note.path)]
    for by in dict.fromkeys(options.by):
        if by.startswith(_PROPERTY):
            found = list(_of_property(by.removeprefix(_PROPERTY), notes, vault, options))
            if found:
                yield Seen(by.removeprefix(_PROPERTY))
        else:
            found = list(_MAKERS[by](notes, vault, options))
        yield from _similar(found, options) if by == _SIMILAR else _equal(by, found)


# -- what is compared --------------------------------------------------------------------------------------------


def _titles(notes: Iterable[Note], vault: Vault, options: Options) -> Iterator[_Entry]:
    for note in notes:
        title = vault.title(note)
        prop = vault.find_property(note, "title")
        yield _Entry(comparable(title), note.path, prop.span if prop and not is_empty(prop.value) else START, title)


def _file_names(notes: Iterable[Note], vault: Vault, options: Options) -> Iterator[_Entry]:
    for note in notes:
        name = note.path.rpartition("/")[2].rpartition(".")[0]
        yield _Entry(comparable(name), note.path, START, name)


def _bodies(notes: Sequence[Note], vault: Vault, options: Options) -> Iterator[_Entry]:
    """Yield the bodies of those notes whose facts are equal: the others cannot be, and are not read."""
    from hashlib import sha256  # imported where bodies are compared

    long_enough = [note for note in notes if note.length - _body_start(note) >= options.min_length]
    alike = _sharing(_sharing(long_enough, _counts), _words)
    for note in _sharing(alike, lambda note: _beginning(_body(note, vault))):
        body = " ".join(_body(note, vault).split())
        if len(body) >= options.min_length:
            yield _Entry(sha256(body.encode("utf-8", "replace")).hexdigest(), note.path, START, vault.title(note))


def _sharing(notes: Sequence[Note], trait: Callable[[Note], object]) -> list[Note]:
    """Return the notes whose trait another has as well."""
    traits = list(map(trait, notes))
    counts = Counter(traits)
    return [note for note, found in zip(notes, traits, strict=True) if counts[found] > 1]


def _body(note: Note, vault: Vault) -> str:
    return vault.read(note.path)[_body_start(note) :]


def _beginning(body: str) -> str:
    """Return the first characters of a text without its blanks."""
    found = "".join(body[: 4 * _BEGINNING].split())
    return (found if len(found) >= _BEGINNING else "".join(body.split()))[:_BEGINNING]


def _body_start(note: Note) -> int:
    return note.front_matter.span.end if note.front_matter else 0


def _counts(note: Note) -> tuple[int, ...]:
    return len(note.headings), len(note.tags), len(note.blocks)


def _words(note: Note) -> tuple[object, ...]:
    links = [link.target for link in note.links if not link.key]
    addresses = [link.url for link in note.external_links if link.kind is not LinkKind.PROPERTY]
    return *_counts(note), *[heading.text for heading in note.headings], *links, *addresses


def _of_property(name: str, notes: Iterable[Note], vault: Vault, options: Options) -> Iterator[_Entry]:
    for note in notes:
        prop = vault.find_property(note, name)
        for value, span in entries(prop) if prop else ():
            text = _text(value)
            if text:
                is_url = options.normalize_url and is_address(text)
                yield _Entry(comparable_address(text) if is_url else text, note.path, span, text)


def _text(value: Value) -> str:
    """Return a value's text; empty where it is none that two notes could share by mistake."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or is_placeholder(value):
        return ""
    return " ".join(str(value).split())


_MAKERS: dict[str, Callable[[Sequence[Note], Vault, Options], Iterator[_Entry]]] = {
    "title": _titles,
    "file-name": _file_names,
    _SIMILAR: _file_names,
    "body": _bodies,
}


# -- what they have in common ------------------------------------------------------------------------------------


def _groups(found: Iterable[_Entry]) -> dict[str, list[_Entry]]:
    """Return the entries by what is compared: of each note the first."""
    groups: dict[str, dict[str, _Entry]] = {}
    for entry in found:
        if entry.key:
            groups.setdefault(entry.key, {}).setdefault(entry.path, entry)
    return {key: list(entries.values()) for key, entries in groups.items()}


def _equal(by: str, found: Iterable[_Entry]) -> Iterator[Problem]:
    for group in _groups(found).values():
        first = tuple(entry.path for entry in group[: _SHOWN + 1])
        for entry in group[1:]:
            yield _problem(by, entry, first, len(group))


def _similar(found: Iterable[_Entry], options: Options) -> Iterator[Problem]:
    """Yield a problem for each note whose name is like that of an earlier one, or equal if nobody else says so."""
    groups = _groups(found)
    names = list(groups)
    alike: dict[str, list[str]] = {name: [] if "file-name" in options.by else [name] for name in names}
    for earlier, later in similar_pairs(names, options.threshold):
        alike[names[earlier]].append(names[later])
        alike[names[later]].append(names[earlier])
    for name, others in alike.items():
        count = 1 + sum(len(groups[other]) for other in others) - (name in others)
        first = tuple(sorted(entry.path for other in others for entry in groups[other][: _SHOWN + 1])[: _SHOWN + 1])
        for entry in groups[name]:
            if first and first[0] < entry.path:
                yield _problem(_SIMILAR, entry, first, count)


def _problem(by: str, entry: _Entry, first: Sequence[str], count: int) -> Problem:
    kind, _, name = by.partition(":")
    others = tuple(path for path in first if path != entry.path)[:_SHOWN]
    values: dict[str, Words] = {"by": by, "name": name, "value": shortened(entry.value), "count": str(count)}
    about = by if by == "body" else f"{by} {entry.key}"
    return Problem(
        entry.span, f"duplicates.{kind}", {**values, "other": others[0], "others": others}, about, entry.path
    )


def expects(options: Options) -> list[str]:
    """Return the properties that are compared."""
    return [by.removeprefix(_PROPERTY) for by in options.by if by.startswith(_PROPERTY)]


RULE = Rule(
    "duplicates",
    "names",
    Severity.WARNING,
    check_vault=check_vault,
    options=Options,
    expects=expects,
    names=("by", "name", "value", "other", "others", "count"),
)
