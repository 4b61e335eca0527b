"""Properties whose value is not of their type.

## What it reports

A value that does not fit the type of its property: those given in this rule's `types`, then those that Obsidian keeps
in `.obsidian/types.json`. Dates that no calendar has, such as `2026-02-30`, are reported in any property and in lists.
An empty value fits every type.

## Why it matters

Obsidian shows such a property with a warning and leaves it out of sorting and of filters by date or number.

## Bad

```md 文章.md
---
title: 智能体入门
发布日期: 2026-02-30
来源: 微信公众号
---
```

## Good

```md 文章.md
---
title: 智能体入门
发布日期: "2026-02-28"
来源: 微信公众号
---
```

## Notes

Types are Obsidian's: `text`, `multitext` (a list, or one text), `number`, `checkbox`, `date` (`YYYY-MM-DD`, quoted or
not), `datetime` (`YYYY-MM-DDTHH:mm`, with or without seconds), `aliases`, `tags`; and `list`, `integer` and `url`.
Where `required` of `missing-property` or a house rule of kind `properties` is written, only the default types of
properties that are still required hold. A value with a template's `{{placeholder}}` or `<% %>` is left alone.

A fix writes dates such as `2026年2月27日`, `2026/2/27` and `2026-2-7` as `2026-02-27`, where there is such a day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from vault_tools.findings import Fix, Problem, Severity
from vault_tools.model import Note, Property, Value
from vault_tools.properties import (
    DEFAULT_FIELDS,
    TypeName,
    entries,
    fits,
    is_impossible_day,
    is_placeholder,
    looks_like_impossible_date,
    named,
)
from vault_tools.rules.base import Rule
from vault_tools.vault import Vault


@dataclass(frozen=True)
class Options:
    """Which type which property has."""

    types: Mapping[str, TypeName] = field(
        default_factory=DEFAULT_FIELDS.copy, metadata={"doc": "the type of a property, by its name"}
    )


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield a problem for each property whose value does not fit."""
    kinds = vault.once(("wrong-property-type", id(options)), lambda: _Kinds(vault, options))
    for prop in note.properties:
        kind = kinds[prop.key]
        if (kind is None and not _may_be_date(prop.value)) or is_placeholder(prop.value):
            continue
        impossible = [(value, span) for value, span in entries(prop) if looks_like_impossible_date(value)]
        for value, span in impossible:
            message = "impossible-date" if is_impossible_day(str(value)) else "impossible-datetime"
            yield Problem(span, f"wrong-property-type.{message}", {"name": prop.key, **named(value)}, prop.key)
        if kind and not impossible and not fits(prop.value, kind):
            values = {"name": prop.key, **named(prop.value), "type": kind}
            yield Problem(
                prop.span, f"wrong-property-type.{kind}", values, prop.key, mend=partial(_fix, note, vault, prop, kind)
            )


class _Kinds(dict[str, str | None]):
    """The types of properties by their names as they are written: thousands of notes write the same few."""

    def __init__(self, vault: Vault, options: Options) -> None:
        super().__init__()
        self._canonical = vault.property_names.canonical  # the vault itself holds this table
        self._known = vault.property_types
        self._types = {self._canonical(name): kind for name, kind in options.types.items()}

    def __missing__(self, name: str) -> str | None:
        kind = self[name] = self._types.get(self._canonical(name)) or self._known.get(name.lower())
        return kind


def _may_be_date(value: Value) -> bool:
    """Whether a value may be one, or hold one, that is written like a date; quick, and wrong on the safe side."""
    return value[4:5] == "-" if isinstance(value, str) else isinstance(value, list)


def _fix(note: Note, vault: Vault, prop: Property, kind: str) -> Fix | None:
    """Return the fix of a date that is written in another way."""
    if kind not in ("date", "datetime") or not isinstance(prop.value, str):
        return None
    from vault_tools.editing.frontmatter_edits import dated, property_fix  # imported where something is wrong

    return property_fix(dated(vault.wording(note).text, prop.span, kind), [prop.key])


RULE = Rule("wrong-property-type", "front matter", Severity.ERROR, check, options=Options, yields_to="properties")
