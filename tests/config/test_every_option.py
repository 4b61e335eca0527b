"""`every-option.toml` has every option of every rule and kind: it loads and fits the schema, and no typo in it does."""

import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import jsonschema
import pytest
import tomli_w

from support import config_of
from vault_tools.config import ConfigError
from vault_tools.config.options import key_name
from vault_tools.config.schema import json_schema
from vault_tools.rules import RULES, kinds
from vault_tools.rules.base import When

TEXT = (Path(__file__).parent / "every-option.toml").read_text(encoding="utf-8")
CONTENT = tomllib.loads(TEXT)
COMMON = {"id", "kind", "files", "exclude", "severity", "message", "doc", "when"}
SCHEMA = jsonschema.Draft202012Validator(json_schema())

Keys = tuple[str | int, ...]


def inner(hint: Any) -> type | None:
    """Return the dataclass that the tables in a mapping are read to; None where there is none."""
    values = get_args(hint)[1:] if isinstance(get_origin(hint), type) and issubclass(get_origin(hint), Mapping) else ()
    return next((value for value in values if is_dataclass(value) and isinstance(value, type)), None)


def options(kind: type, name: str) -> Iterator[str]:
    """Yield every option of a dataclass, those of its inner tables with it, `*` for their names."""
    hints = get_type_hints(kind)
    for field in fields(kind):
        key = f"{name}.{key_name(field)}"
        yield key
        if within := inner(hints[field.name]):
            yield from options(within, f"{key}.*")


def written(kind: type, table: dict[str, Any], keys: Keys, name: str) -> Iterator[tuple[str, Keys]]:
    """Yield every option that is written in a table: its name as `options` gives it, the keys that lead to it."""
    by_key = {key_name(field): get_type_hints(kind)[field.name] for field in fields(kind)}
    for key, value in table.items():
        yield f"{name}.{key}", (*keys, key)
        within = When if key == "when" else inner(by_key.get(key))
        for label, entry in value.items() if within and within is not When else ():
            yield from written(within, entry, (*keys, key, label), f"{name}.{key}.*")
        if within is When:
            yield from written(When, value, (*keys, key), f"{name}.{key}")


def everything() -> Iterator[tuple[str, Keys]]:
    for key in CONTENT:
        yield key, (key,)
    for key in CONTENT["vault"]:
        yield f"vault.{key}", ("vault", key)
    for id, table in CONTENT["rules"].items():
        yield f"rules.{id}", ("rules", id)
        if isinstance(table, dict):
            yield from written(RULES[id].options, table, ("rules", id), id)
    for place, rule in enumerate(CONTENT["rule"]):
        yield from written(kinds()[rule["kind"]].options, rule, ("rule", place), rule["kind"])


WRITTEN = list(everything())


def test_no_option_is_left_out() -> None:
    known = {key for id, rule in (RULES | kinds()).items() for key in options(rule.options, id)}
    known |= {f"properties.{key}" for key in COMMON} | set(options(When, "properties.when"))
    assert known - {name for name, _ in WRITTEN} == set()


def test_it_loads_and_fits_the_schema(tmp_path: Path) -> None:
    config = config_of(tmp_path, TEXT)
    assert [rule.kind for rule in config.house_rules] == list(kinds())
    SCHEMA.validate(CONTENT)


def undescribed(schema: Any, path: str = "") -> Iterator[str]:
    """Yield the keys of which a schema does not say what they are."""
    if isinstance(schema, dict):
        for key, value in schema.get("properties", {}).items():
            if not value.get("description"):
                yield f"{path}.{key}"
        for key, value in schema.items():
            yield from undescribed(value, f"{path}.{key}")
    for value in schema if isinstance(schema, list) else ():
        yield from undescribed(value, path)


def test_the_schema_says_what_every_key_is() -> None:
    assert list(undescribed(json_schema())) == []


@pytest.mark.parametrize(
    ("kind", "option", "value"),
    [
        pytest.param("links", "level", 7, id="no such level"),
        pytest.param("section-items", "min-items", -1, id="a negative number"),
        pytest.param("duplicates", "threshold", 90, id="per cent"),
    ],
)
def test_a_number_out_of_bounds_neither_loads_nor_fits(kind: str, option: str, value: int, tmp_path: Path) -> None:
    rule = next(rule for rule in CONTENT["rule"] if rule["kind"] == kind)
    content = {"scopes": CONTENT["scopes"], "rule": [{**rule, option: value}]}
    assert not SCHEMA.is_valid(content)
    with pytest.raises(ConfigError) as raised:
        config_of(tmp_path, tomli_w.dumps(content))
    assert [problem.key for problem in raised.value.problems] == [f"rule[1].{option}"]


def test_when_is_for_notes_only(tmp_path: Path) -> None:
    content = {"rule": [{"id": "x", "kind": "path", "max-depth": 1, "when": {"property": "k"}}]}
    assert not SCHEMA.is_valid(content)
    with pytest.raises(ConfigError) as raised:
        config_of(tmp_path, tomli_w.dumps(content))
    assert [(problem.key, problem.message) for problem in raised.value.problems] == [
        ("rule[1].when", "config.when-files")
    ]


def with_typo(keys: Keys) -> dict[str, Any]:
    """Return the configuration with a slip in one key, without the house rules that have nothing to do with it."""
    content = deepcopy(CONTENT)
    table: Any = content
    for key in keys[:-1]:
        table = table[key]
    table[f"{keys[-1]}x"] = table.pop(keys[-1])
    if keys[0] == "rule" and len(keys) > 1:
        content["rule"] = [content["rule"][keys[1]]]
    else:
        content.pop("rule", None)
    return content


@pytest.mark.parametrize("keys", [pytest.param(keys, id=name) for name, keys in dict(WRITTEN).items()])
def test_a_typo_neither_loads_nor_fits(keys: Keys, tmp_path: Path) -> None:
    content = with_typo(keys)
    assert not SCHEMA.is_valid(content)
    with pytest.raises(ConfigError) as raised:
        config_of(tmp_path, tomli_w.dumps(content))
    named = [problem.values.get("name", problem.values.get("missing")) for problem in raised.value.problems]
    assert f"{keys[-1]}x" in named or (keys[-1] == "kind" and "kind" in named)
