"""Schemas for front matter: which properties notes have, and what may stand in them.

## What it reports

A kind of house rule. Each rule names the notes it is about (`files`) and their `fields`. For each field: whether it
is required, its `type`, the values it may have (`enum`), a `pattern` that it must match and an `unless-pattern` that
excuses it, the least and the greatest value (`min`, `max`; dates may be `today`, `today+1d`, `today-30d`), and the
length of a text in characters. With `when`, the rule holds only for notes that have a certain property, that have a
certain value in it, or that do not have it.

## Why it matters

Whatever reads the notes later, a site, a script or a Base, goes by these fields. A schema says once what people
otherwise remember, or forget.

## Bad

```toml vault.toml
[[rule]]
id = "blog-fields"
kind = "properties"
files = ["01-博客/**"]
[rule.fields."发布日期"]
required = true
type = "date"
max = "today"
[rule.fields."类型"]
enum = ["文章", "访谈"]
```

```md 01-博客/文章.md
---
title: 智能体入门
类型: 随笔
---
```

## Good

```toml vault.toml
[[rule]]
id = "blog-fields"
kind = "properties"
files = ["01-博客/**"]
[rule.fields."发布日期"]
required = true
type = "date"
max = "today"
[rule.fields."类型"]
enum = ["文章", "访谈"]
```

```md 01-博客/文章.md
---
title: 智能体入门
发布日期: 2024-04-11
类型: 文章
---
```

## Notes

Types are those of `wrong-property-type`. Other names for a property (`property-aliases` in `[vault]`) count. In a
list, every entry is held to the other options. What has a `min` or `max` and no `type` must be a number or a date, as
the limit is. Patterns run on RE2 and match anywhere in the value unless anchored.
All that is required and missing is one finding at the first line; anything else stands at its value. A `message`
takes the place of whatever the rule would say, so it should fit all of it; it may name `{name}`, `{names}`, `{value}`,
`{limit}`. Where such a rule and `wrong-property-type` object to the same value,
the rule speaks. A value with a template's `{{placeholder}}` or `<% %>` is left alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from vault_tools.constraints import Constraints
from vault_tools.findings import Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import START, Note, Property, Span, Value
from vault_tools.properties import (
    RELATIVE_DAY,
    TypeName,
    absence,
    entries,
    fits,
    has_properties,
    is_date,
    is_empty,
    is_placeholder,
    named,
)
from vault_tools.rules.base import Rule, Seen
from vault_tools.vault import Vault


@dataclass(frozen=True)
class Field(Constraints):
    """What one property may be."""

    required: bool = field(default=False, metadata={"doc": "whether the property must be there and not empty"})
    type: TypeName | None = field(default=None, metadata={"doc": "the type of its value"})
    min: str | int | float | None = field(
        default=None, metadata={"doc": "the least number or the first day", "format": "limit"}
    )
    max: str | int | float | None = field(
        default=None, metadata={"doc": "the greatest number or the last day", "format": "limit"}
    )


@dataclass(frozen=True)
class Options:
    """The schema."""

    fields: Mapping[str, Field] = field(
        default_factory=dict, metadata={"doc": "what each property may be, by its name", "required": True}
    )


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem | Seen]:
    """Yield one problem for all that is missing, and one for each value and option that do not agree."""
    if not has_properties(note):
        return
    missing, empty = list[str](), list[str]()
    for name, wanted in options.fields.items():
        prop = vault.find_property(note, name)
        if prop:
            yield Seen(name)
        if prop and not is_empty(prop.value):
            yield from _check_value(prop, wanted, vault.today)
        elif wanted.required:
            (empty if prop else missing).append(name)
    if missing or empty:
        key, values = absence(missing, empty)
        names = missing + empty
        yield Problem(START, key, {"name": names[0], "value": "", "limit": "", **values}, ", ".join(names))


def _check_value(prop: Property, wanted: Field, today: str) -> Iterator[Problem]:
    if is_placeholder(prop.value):
        return
    if wanted.type and not fits(prop.value, wanted.type):
        yield _wrong_type(prop, prop.value, prop.span, wanted.type)
        return
    for value, span in entries(prop):
        kind = _implied_type(value, wanted)
        if not wanted.type and kind and not fits(value, kind):
            yield _wrong_type(prop, value, span, kind)
            continue
        for key, limits in _violations(value, wanted, today):
            values = {**_named(prop, value), **limits}
            yield Problem(span, f"properties.{key}", values, f"{prop.key}.{key}")


def _wrong_type(prop: Property, value: Value, span: Span, kind: str) -> Problem:
    values = {**_named(prop, value), "limit": kind, "type": kind}
    return Problem(span, f"wrong-property-type.{kind}", values, prop.key)


def _implied_type(value: Value, wanted: Field) -> str:
    """Return the type that a value must be of to be compared with `min` and `max`; empty where they say nothing."""
    limit = wanted.max if wanted.min is None else wanted.min
    if limit is None:
        return ""
    if not isinstance(limit, str):
        return "number"
    return "datetime" if isinstance(value, str) and "T" in value else "date"


def _named(prop: Property, value: Value) -> dict[str, Words]:
    return {"name": prop.key, "names": prop.key, **named(value)}


def _violations(value: Value, wanted: Field, today: str) -> Iterator[tuple[str, dict[str, Words]]]:
    """Yield the options that a value violates, each with what its message names: `limit`, and more for some."""
    for violation in wanted.violations(value):
        yield violation.option, violation.values
    if wanted.min is not None and _compare(value, wanted.min, today) < 0:
        yield "earliest" if isinstance(wanted.min, str) else "min", {"limit": _limit_shown(wanted.min, today)}
    if wanted.max is not None and _compare(value, wanted.max, today) > 0:
        yield "latest" if isinstance(wanted.max, str) else "max", {"limit": _limit_shown(wanted.max, today)}


def _compare(value: Value, limit: str | int | float, today: str) -> int:
    """Return -1, 0 or 1 as the value lies before, at or behind the limit; 0 where they cannot be compared."""
    if isinstance(limit, str):
        day = resolve_day(limit, today)
        if not isinstance(value, str) or not is_date(value[:10]):
            return 0
        return (value[:10] > day) - (value[:10] < day)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return (value > limit) - (value < limit)


def resolve_day(limit: str, today: str) -> str:
    """Return the day `YYYY-MM-DD` that a limit such as `today+1d` means."""
    relative = RELATIVE_DAY.fullmatch(limit)
    if relative is None:
        return limit
    days = int(relative[2] or 0) * (-1 if relative[1] == "-" else 1)
    return (date.fromisoformat(today) + timedelta(days=days)).isoformat()


def _limit_shown(limit: str | int | float, today: str) -> str:
    return resolve_day(limit, today) if isinstance(limit, str) else str(limit)


def expects(options: Options) -> list[str]:
    """Return the properties that are in some note, unless the rule has nothing to look at."""
    return [name for name, wanted in options.fields.items() if not wanted.required]


RULE = Rule("properties", "front matter", Severity.ERROR, check, options=Options, expects=expects)
