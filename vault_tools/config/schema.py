"""The JSON Schema of `vault.toml`, made from the option dataclasses: for editors that complete and check TOML."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from vault_tools.config.model import ENGINES, LANGUAGES
from vault_tools.config.options import is_required, key_name
from vault_tools.findings import Severity
from vault_tools.rules import RULES, kinds, page_text
from vault_tools.rules.base import Rule, When

Schema = dict[str, Any]

_TEXTS: Schema = {"type": "array", "items": {"type": "string"}}
_SEVERITY: Schema = {
    "enum": [severity.label for severity in reversed(Severity)],
    "description": "how serious it is; `off` turns the rule off",
}
_SCALARS: dict[Any, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}
_BOUNDS = {"minimum": "least", "maximum": "most"}
_PATTERNS = "patterns in the syntax of .gitignore, relative to the vault; @name stands for a scope"


def json_schema() -> Schema:
    """Return the schema as an object that `json.dumps` takes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vault.toml",
        "description": "The configuration of vault-tools",
        **_table(
            {
                "vault": {
                    **_table(
                        {
                            "lang": {"enum": list(LANGUAGES), "description": "the language of messages"},
                            "baseline": {"type": "string", "description": "the file with findings that are known"},
                            "exclude": {**_TEXTS, "description": f"files that are not checked: {_PATTERNS}"},
                            "property-aliases": {
                                "type": "object",
                                "additionalProperties": _TEXTS,
                                "description": "other names for a property, by its name",
                            },
                        }
                    ),
                    "description": "the vault as a whole",
                },
                "search": {
                    **_table({"engine": {"enum": list(ENGINES), "description": "what keeps the search index"}}),
                    "description": "`vault search` and `vault index`",
                },
                "scopes": {
                    "type": "object",
                    "additionalProperties": {**_TEXTS, "description": _PATTERNS},
                    "description": "named sets of notes, for `files` and `exclude`",
                },
                "rules": {
                    **_table({rule.id: _rule(rule.id, rule.options) for rule in RULES.values()}),
                    "description": "built-in rules: how serious each is, and its options",
                },
                "per-file-ignores": {
                    "type": "object",
                    "additionalProperties": _TEXTS,
                    "description": "rules that are not reported, by file pattern",
                },
                "rule": {
                    "type": "array",
                    "items": {"oneOf": [_house_rule(kind) for kind in kinds().values()]},
                    "description": "house rules",
                },
            }
        ),
    }


def _table(properties: Mapping[str, Schema], required: list[str] | None = None) -> Schema:
    table: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return table | {"required": required} if required else table


def _summary(id: str) -> str:
    return page_text(id).strip().partition("\n")[0]


def _rule(id: str, options: type) -> Schema:
    table = _table({"severity": _SEVERITY, **_options(options)})
    return {"oneOf": [_SEVERITY, table], "description": _summary(id)}


def _house_rule(kind: Rule) -> Schema:
    common: dict[str, Schema] = {
        "id": {"type": "string", "description": "the rule's name in reports and suppressions"},
        "kind": {"const": kind.id, "description": _summary(kind.id)},
        "files": {**_TEXTS, "description": f"the notes it is about, or the files: {_PATTERNS}"},
        "exclude": {**_TEXTS, "description": "those among them that it is not about"},
        "severity": _SEVERITY,
        "message": {"type": "string", "description": "said instead of the kind's own message; {names} are filled in"},
        "doc": {"type": "string", "description": "where the rule is explained"},
    }
    if kind.subject != "files":  # only notes have properties
        common["when"] = {**_type(When), "description": "the notes it holds for, by one of their properties"}
    required = [key_name(field) for field in fields(kind.options) if is_required(field)]
    return _table({**common, **_options(kind.options)}, ["id", "kind", *required])


def _options(kind: type) -> dict[str, Schema]:
    hints = get_type_hints(kind)
    return {key_name(field): _option(hints[field.name], field) for field in fields(kind)}


def _option(hint: Any, field: Field[Any]) -> Schema:
    schema = _type(hint)
    if field.metadata.get("single"):
        schema = _or_one(schema)
    for name, bound in _BOUNDS.items():
        if bound in field.metadata and "integer" in schema.get("type", ""):
            schema = {**schema, name: field.metadata[bound]}
    if "doc" in field.metadata:
        schema = {**schema, "description": field.metadata["doc"]}
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    if default is not MISSING and default not in (None, ()) and not is_required(field):
        schema = {**schema, "default": list(default) if isinstance(default, tuple) else default}
    return schema


def _or_one(schema: Schema) -> Schema:
    """Allow one value in place of a list; in a table, in place of each list."""
    if "items" in schema:
        return {"oneOf": [schema["items"], schema]}
    return {**schema, "additionalProperties": _or_one(schema["additionalProperties"])}


def _type(hint: Any) -> Schema:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        kinds = [argument for argument in arguments if argument is not type(None)]
        if len(kinds) == 1:
            return _type(kinds[0])
        if all(kind in _SCALARS for kind in kinds):
            return {"type": [_SCALARS[kind] for kind in kinds]}
        return {"anyOf": [_type(kind) for kind in kinds]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _type(arguments[0])}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _type(arguments[1])}
    if is_dataclass(hint) and isinstance(hint, type):
        required = [key_name(field) for field in fields(hint) if is_required(field)]
        return _table(_options(hint), required)
    return {"type": _SCALARS[hint]}
