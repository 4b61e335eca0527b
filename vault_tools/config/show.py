"""A configuration in force, written as the `vault.toml` that would say so."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from vault_tools.config.model import Config, HouseRule, RuleSetting
from vault_tools.config.options import key_name


def as_tables(config: Config) -> dict[str, Any]:
    """Return all settings, defaults included, as the tables of a `vault.toml`. Scopes in patterns are resolved."""
    tables: dict[str, Any] = {
        "vault": {
            "lang": config.lang,
            **({"baseline": config.baseline} if config.baseline else {}),
            "exclude": list(config.exclude),
            "property-aliases": {name: list(names) for name, names in config.property_aliases.items()},
        },
        **({"search": {"engine": config.engine}} if config.engine else {}),
        "scopes": {name: list(patterns) for name, patterns in config.scopes.items()},
        "rules": {id: _rule(setting) for id, setting in config.rules.items()},
        "per-file-ignores": {pattern: list(ids) for pattern, ids in config.per_file_ignores.items()},
    }
    if config.house_rules:
        tables["rule"] = [house_rule_table(rule) for rule in config.house_rules]
    return tables


def _rule(setting: RuleSetting) -> Any:
    options = _table(setting.options)
    return {"severity": setting.severity.label, **options} if options else setting.severity.label


def house_rule_table(rule: HouseRule) -> dict[str, Any]:
    """Return a house rule as its table in `[[rule]]`."""
    table = {
        "id": rule.id,
        "kind": rule.kind,
        "severity": rule.severity.label,
        "files": None if rule.files is None else list(rule.files),
        "exclude": list(rule.exclude) or None,
        "message": rule.message,
        "doc": rule.doc,
        "when": _table(rule.when) if rule.when else None,
    }
    return {key: value for key, value in table.items() if value is not None} | _table(rule.options)


def _table(options: Any) -> dict[str, Any]:
    """Return an option dataclass as its table: what is not set, and what is empty by itself, is left out."""
    table = {}
    for field in fields(options):
        value = getattr(options, field.name)
        if value is not None and not (value == () == field.default):
            table[key_name(field)] = _plain(value)
    return table


def _plain(value: Any) -> Any:
    """Return a value as TOML has it."""
    if is_dataclass(value):
        return _table(value)
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, tuple) else value
