"""Schemas for front matter: which properties notes have, and what may stand in them.

## What it reports

A kind of house rule. Each rule names the notes it is about (`files`) and their `fields`. For each field: whether it
is required or forbidden, its `type`, the values it may have (`enum`), patterns, words and scripts for its text, the
least and the greatest value (`min`, `max`; dates may be `today`, `today+1d`, `today-30d`), the length of a text in
characters, whether it is `unique` among these notes, whether it `equals` the file's name, and names that people write
`instead-of` the right one. A rule can also hold all properties to something: none may be empty
(`forbid-empty-values`), no value or name may match a pattern, only those in `fields` are allowed (`extra`).

## Why it matters

Whatever reads the notes later, a site, a script or a Base, goes by these fields. A schema says once what people
otherwise remember, or forget.

## Bad

```toml vault.toml
[[rule]]
id = "blog-fields"
kind = "properties"
files = ["01-博客/**"]
forbid-empty-values = true
[rule.fields."发布日期"]
required = true
type = "date"
max = "today"
[rule.fields."类型"]
enum = ["文章", "访谈"]
[rule.fields."原文链接"]
instead-of = ["链接", "原文"]
unique = true
```

```md 01-博客/文章.md
---
title: 智能体入门
类型: 随笔
链接: https://example.com/agents
---
```

```md 01-博客/访谈.md
---
发布日期: 2024年4月12日
类型: 访谈
原文链接:
---
```

## Good

```toml vault.toml
[[rule]]
id = "blog-fields"
kind = "properties"
files = ["01-博客/**"]
forbid-empty-values = true
[rule.fields."发布日期"]
required = true
type = "date"
max = "today"
[rule.fields."类型"]
enum = ["文章", "访谈"]
[rule.fields."原文链接"]
instead-of = ["链接", "原文"]
unique = true
```

```md 01-博客/文章.md
---
title: 智能体入门
发布日期: 2024-04-11
类型: 文章
原文链接: https://example.com/agents
---
```

```md 01-博客/访谈.md
---
发布日期: 2024-04-12
类型: 访谈
---
```

## Notes

Types are those of `wrong-property-type`. Other names for a property (`property-aliases` in `[vault]`) count. In a list,
every entry is held to the other options. What has a `min` or `max` and no `type` must be a number or a date, as the
limit is. Patterns run on RE2 and match anywhere in the value unless anchored. All that is required and missing is one
finding at the first line; what has a `default` is another, which can be fixed. Anything else stands at its value or
name. A property under a name of `instead-of` is reported for that alone, not as missing as well. `extra = "forbid"`
never forbids `tags`, `aliases`, `cssclasses` and `vault-ignore`. A `message` takes the place of whatever the rule would
say, so it should fit all of it; it may name `{name}`, `{names}`, `{value}`, `{limit}`. Where such a rule and
`wrong-property-type` object to the same value, the rule speaks. A value with a template's `{{placeholder}}` or `<% %>`
is left alone.

A fix inserts a `default`, writes dates such as `2026年2月27日` or `2026/2/27` as `2026-02-27`, and gives a property the
right name where the note does not have it yet. What should equal a name is changed only by unsafe fixes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from vault_tools.criteria.constraints import Mistake, comparable
from vault_tools.criteria.every_property import EveryProperty
from vault_tools.criteria.fields import Field, implied_type, violations
from vault_tools.editing.frontmatter_edits import Written, dated, filled, property_fix, renamed, replaced
from vault_tools.findings import Edit, Fix, Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import START, Note, Property, Span, Value
from vault_tools.paths import folder_of, name_of
from vault_tools.properties import absence, entries, fits, has_properties, is_empty, is_placeholder, named
from vault_tools.rules.base import Rule, Seen
from vault_tools.spelling import closest
from vault_tools.vault import Vault

_STANDS_FOR = re.compile(r"\{(?:filename|folder)\}")
_MAX_SUGGESTIONS = 20  # in one note
_ONE_OF = ("fields", "extra", "forbid-empty-values", "forbid-value-pattern", "forbid-key-pattern")


@dataclass(frozen=True)
class Options(EveryProperty):
    """The schema."""

    fields: Mapping[str, Field] = field(
        default_factory=dict, metadata={"doc": "what each property may be, by its name"}
    )

    def problems(self) -> Iterator[Mistake]:
        """Yield what is wrong with the options taken together."""
        yield from super().problems()
        if not self.fields and not self.says_anything:
            yield (), "config.nothing", {"choices": _ONE_OF}
        wanted = {name.lower(): name for name, option in self.fields.items() if not option.forbidden}
        for name, option in self.fields.items():
            for index, other in enumerate(option.instead_of):
                if other.lower() in wanted:
                    keys = ("fields", name, "instead-of", index)
                    yield keys, "config.contradiction", {"name": other, "other": f"fields.{wanted[other.lower()]}"}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The fields that must be there."""
        return tuple(name for name, wanted in self.fields.items() if wanted.required)

    @cached_property
    def unique(self) -> tuple[str, ...]:
        """The fields whose values no two notes may share."""
        return tuple(name for name, wanted in self.fields.items() if wanted.unique)


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem | Seen]:
    """Yield one problem for all that is missing, and one for each value and option that do not agree."""
    if not has_properties(note):
        return
    if options.required and (absent := _absent(note, vault, options)):
        yield from _absences(note, vault, options, absent)
    for name, wanted in options.fields.items():
        if wanted.others:
            yield from _other_names(note, vault, name, wanted)
        prop = vault.find_property(note, name)
        if prop is None or (wanted.others and prop.key.lower() in wanted.others):
            continue
        if wanted.is_optional:
            yield Seen(name)
        if wanted.forbidden:
            yield _problem(prop, "forbidden", prop.key_span)
        elif not is_empty(prop.value) and not is_placeholder(prop.value):
            yield from _check_value(note, vault, prop, wanted)
    if options.says_anything:
        yield from _check_all(note, vault, options)


# -- what is missing -----------------------------------------------------------------------------------------------


def _absences(note: Note, vault: Vault, options: Options, absent: Mapping[str, Property | None]) -> Iterator[Problem]:
    """Yield a problem for all that is absent and has a default, and one for the rest."""
    defaults = {name: value for name in absent if (value := _default(note, vault, options.fields[name])) is not None}
    keys = {prop.key if (prop := absent[name]) else name: value for name, value in defaults.items()}
    fix = _fix(filled(vault.wording(note).text, keys), vault, keys) if keys else None
    fixed = [name for name in absent if fix and name in defaults]
    for names, how in ((fixed, fix), ([name for name in absent if name not in fixed], None)):
        if names:
            missing = [name for name in names if absent[name] is None]
            key, values = absence(missing, [name for name in names if absent[name]])
            words = {"name": names[0], "value": "", "shown": "", "limit": "", "match": "", **values}
            yield Problem(START, key, words, ", ".join(names), fix=how)


def _absent(note: Note, vault: Vault, options: Options) -> dict[str, Property | None]:
    """Return the required properties that the note lacks, with the empty property where there is one."""
    absent: dict[str, Property | None] = {}
    for name in options.required:
        prop = vault.find_property(note, name)
        if prop is None or is_empty(prop.value):
            others = options.fields[name].others
            if not (others and any(other.key.lower() in others for other in note.properties)):
                absent[name] = prop
    return absent


def _default(note: Note, vault: Vault, wanted: Field) -> Written | None:
    """Return what the field's default comes to in a note; None where it would not be right either."""
    value = wanted.default
    if isinstance(value, str):
        names = {"{filename}": name_of(note.path), "{folder}": folder_of(note.path)}
        value = _STANDS_FOR.sub(lambda name: names[name[0]], value)
    if value is None or is_empty(value) or next(violations(value, wanted, vault.today), None):
        return None
    return value if wanted.type is None or fits(value, wanted.type) else None


# -- one value -----------------------------------------------------------------------------------------------------


def _check_value(note: Note, vault: Vault, prop: Property, wanted: Field) -> Iterator[Problem]:
    if wanted.type and not fits(prop.value, wanted.type):
        yield _wrong_type(note, vault, prop, prop.value, prop.span, wanted.type)
        return
    for value, span in entries(prop) if wanted.limits_values else ():
        kind = implied_type(value, wanted)
        if not wanted.type and kind and not fits(value, kind):
            yield _wrong_type(note, vault, prop, value, span, kind)
            continue
        for key, limits in violations(value, wanted, vault.today):
            yield _problem(prop, key, span, value, limits)
        if wanted.equals:
            yield from _unequal(note, vault, prop, wanted, value, span)


def _wrong_type(note: Note, vault: Vault, prop: Property, value: Value, span: Span, kind: str) -> Problem:
    fix = None
    if kind in ("date", "datetime") and isinstance(value, str):
        fix = _fix(dated(vault.wording(note).text, span, kind), vault, [prop.key])
    values = {**_named(prop, value), "limit": kind, "type": kind}
    return Problem(span, f"wrong-property-type.{kind}", values, prop.key, fix=fix)


def _unequal(note: Note, vault: Vault, prop: Property, wanted: Field, value: Value, span: Span) -> Iterator[Problem]:
    names = {"filename": name_of(note.path), "folder": folder_of(note.path), "title": vault.title(note)}
    name = names[wanted.equals or "filename"]
    if not name or isinstance(value, list | dict) or str(value) == name:
        return  # a note at the root lies in no folder
    if wanted.compare == "normalized" and comparable(str(value)) == comparable(name):
        return
    fix = _fix(replaced(vault.wording(note).text, span, name), vault, [prop.key], is_safe=False)
    yield _problem(prop, f"equals.{wanted.equals}", span, value, {"limit": name}, fix)


# -- names ---------------------------------------------------------------------------------------------------------


def _other_names(note: Note, vault: Vault, name: str, wanted: Field) -> Iterator[Problem | Seen]:
    """Yield a problem for each property under a name that may not be used for this one: it is there, badly named."""
    found = [prop for prop in note.properties if prop.key.lower() in wanted.others]
    if found and wanted.is_optional:
        yield Seen(name)
    is_alone = len(found) == 1 and vault.find_property(note, name) in (None, found[0])
    for prop in found:
        edits = renamed(vault.wording(note).text, prop.key, name) if is_alone else ()
        fix = _fix(edits, vault, [prop.key, name])
        yield _problem(prop, "instead-of", prop.key_span, prop.value, {"limit": name}, fix)


# -- all properties ------------------------------------------------------------------------------------------------


def _check_all(note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    known = {name for key in options.fields for name in vault.spellings(key)}
    known = known.union(*(wanted.others for wanted in options.fields.values()))
    required = {name for key, wanted in options.fields.items() if wanted.required for name in vault.spellings(key)}
    suggested = 0
    for prop, (option, span, value, words) in options.objections(note.properties, known, required):
        suggested += option == "extra"
        likely = closest(prop.key, options.fields) if option == "extra" and suggested <= _MAX_SUGGESTIONS else ""
        yield _problem(prop, option, span, value, words, suggestions=(likely,) if likely else ())


# -- all notes -----------------------------------------------------------------------------------------------------


def check_vault(vault: Vault, options: Options, applies: Callable[[str], bool]) -> Iterator[Problem]:
    """Yield a problem for each value of a unique field that a note before this one has, in the order of paths."""
    first: dict[tuple[str, bool, Value], str] = {}
    for path in vault.checked if options.unique else ():
        note = vault.note(path) if applies(path) else None
        if note is None or not has_properties(note):
            continue
        for name in options.unique:
            prop = vault.find_property(note, name)
            for value, span in entries(prop) if prop and not is_empty(prop.value) else ():
                if isinstance(value, list | dict) or is_empty(value) or is_placeholder(value):
                    continue
                key = name, isinstance(value, bool), value.strip() if isinstance(value, str) else value
                other = first.setdefault(key, path)
                if other != path and prop:
                    yield _problem(prop, "unique", span, value, {"limit": other}, path=path)


# -- shared --------------------------------------------------------------------------------------------------------


def _problem(
    prop: Property,
    option: str,
    span: Span,
    value: Value = None,
    limits: Mapping[str, Words] | None = None,
    fix: Fix | None = None,
    *,
    path: str | None = None,
    suggestions: tuple[str, ...] = (),
) -> Problem:
    values = {**_named(prop, prop.value if value is None else value), **(limits or {})}
    target = f"{prop.key}.{option}"
    return Problem(span, f"properties.{option}", values, target, path, fix=fix, suggestions=suggestions)


def _named(prop: Property, value: Value) -> dict[str, Words]:
    return {"name": prop.key, "names": prop.key, "limit": "", "match": "", **named(value)}


def _fix(edits: tuple[Edit, ...], vault: Vault, keys: Iterable[str], *, is_safe: bool = True) -> Fix | None:
    return property_fix(edits, keys, vault.spellings("tags"), is_safe=is_safe)


def _expected(options: Options) -> list[str]:
    return [name for name, wanted in options.fields.items() if wanted.is_optional]


RULE = Rule(
    "properties",
    "front matter",
    Severity.ERROR,
    check,
    check_vault,
    options=Options,
    expects=_expected,
    lists_names=True,
    names=("name", "names", "value", "shown", "limit", "match", "length", "type", "missing", "empty"),
)
