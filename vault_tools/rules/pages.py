"""The documentation pages of rules and kinds: their modules' docstrings, and the Chinese pages written beside them."""

import os
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from vault_tools import messages
from vault_tools.rules import KINDS, RULES, kind_called, page_text
from vault_tools.rules.base import Rule

# In an installed package the pages lie beside this file; in a checkout they are where readers of the repository look.
_HERE = os.path.dirname(os.path.abspath(__file__))
_FOLDERS = (os.path.join(_HERE, "zh"), os.path.join(_HERE, "..", "..", "docs", "rules", "zh"))


def page(id: str, lang: str = "en") -> str:
    """Return the page of a rule or kind in Markdown, ending with a line end. Raises KeyError if there is none."""
    rule = RULES.get(id) or kind_called(id)
    if lang == "zh" and (text := _chinese(id)):
        return text
    summary, _, rest = page_text(id).strip().partition("\n")
    parts = [f"# {id}", summary, _facts(rule), rest.strip()]
    if options := "\n".join(_options(rule.options)):
        parts.append(f"## Options\n\n{options}")
    return "\n\n".join(parts) + "\n"


def _chinese(id: str) -> str:
    for folder in _FOLDERS:
        try:
            with open(os.path.join(folder, f"{id}.md"), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            continue
    return ""


def _facts(rule: Rule) -> str:
    is_kind = rule.id in KINDS
    family = messages.text("en", "rule.kind" if is_kind else "rule.family", {"family": rule.family})
    severity = messages.text("en", "rule.severity", {"severity": rule.severity.label})
    return f"*{family} · {severity}*"


def _options(kind: type, prefix: str = "") -> Iterator[str]:
    """Yield a list item for each option, those of nested tables with the table's name before them."""
    hints = get_type_hints(kind)
    for field in fields(kind):
        name = prefix + field.name.replace("_", "-")
        default = _default(field)
        doc = _with_choices(field.metadata.get("doc", ""), default, choices(hints[field.name]))
        yield f"- `{name}`: {doc}" + (f" (default: `{default}`)" if default else "")
        for nested in (hints[field.name], *get_args(hints[field.name])):
            if isinstance(nested, type) and is_dataclass(nested):
                placeholder = ".NAME" if nested is not hints[field.name] and "Mapping" in str(hints[field.name]) else ""
                yield from _options(nested, f"{name}{placeholder}.")


def choices(hint: Any) -> tuple[str, ...]:
    """Return the words that an option can be, or be made of; none where it can be any text or number."""
    if get_origin(hint) is Literal:
        return tuple(choice for choice in get_args(hint) if isinstance(choice, str))
    return tuple(choice for argument in get_args(hint) for choice in choices(argument))


def _with_choices(doc: str, default: str, words: tuple[str, ...]) -> str:
    """Add the words that an option can be, unless its description and its default name them all."""
    listed = [f"`{word}`" for word in words]
    named = f"{doc} `{default}`"
    return doc if all(word in named for word in listed) else f"{doc}; can be {', '.join(listed)}"


def _default(field: Field[Any]) -> str:
    value = field.default_factory() if field.default_factory is not MISSING else field.default
    if value is MISSING or value in (None, (), {}):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f'{key} = "{entry}"' for key, entry in value.items()) + " }"
    return "[" + ", ".join(f'"{entry}"' for entry in value) + "]" if isinstance(value, tuple) else str(value)
