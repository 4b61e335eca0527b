"""A configuration in force, written as the `vault.toml` that would say so."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from vault_tools.config.model import Config, HouseRule, RuleSetting


def as_tables(config: Config) -> dict[str, Any]:
    """Return all settings, defaults included, as the tables of a `vault.toml`. Scopes in patterns are resolved."""
    tables: dict[str, Any] = {
        "vault": {
            "lang": config.lang,
            "exclude": list(config.exclude),
            "property-aliases": {name: list(names) for name, names in config.property_aliases.items()},
        },
        "scopes": {name: list(patterns) for name, patterns in config.scopes.items()},
        "rules": {id: _rule(setting) for id, setting in config.rules.items()},
        "per-file-ignores": {pattern: list(ids) for pattern, ids in config.per_file_ignores.items()},
    }
    if config.house_rules:
        tables["rule"] = [house_rule_table(rule) for rule in config.house_rules]
    return tables


def _rule(setting: RuleSetting) -> Any:
    options = _plain(asdict(setting.options))
    return {"severity": setting.severity.label, **options} if options else setting.severity.label


def house_rule_table(rule: HouseRule) -> dict[str, Any]:
    """Return a house rule as its table in `[[rule]]`."""
    table = {
        "id": rule.id,
        "kind": rule.kind,
        "severity": rule.severity.label,
        "files": list(rule.files),
        "exclude": list(rule.exclude),
        "message": rule.message,
        "doc": rule.doc,
        **asdict(rule.options),
    }
    plain: dict[str, Any] = _plain(table)
    return plain


def _plain(value: Any) -> Any:
    """Return a value as TOML has it: keys with `-`, lists for tuples, nothing that is not set."""
    if isinstance(value, Mapping):
        return {
            key.replace("_", "-"): _plain(entry)
            for key, entry in value.items()
            if entry is not None and entry != () and entry != []
        }
    return [_plain(entry) for entry in value] if isinstance(value, list | tuple) else value
