"""The registry: every built-in rule and every kind of house rule, by id. A test checks that none is missing."""

from functools import cache
from importlib import import_module
from types import ModuleType

from vault_tools.rules import (
    alias_link,
    ambiguous_link,
    broken_block,
    broken_embed,
    broken_heading,
    broken_link,
    case_mismatch,
    cjk_punctuation,
    cjk_spacing,
    colliding_names,
    conflict_marker,
    dead_end,
    duplicate_block_id,
    duplicate_heading,
    empty_section,
    final_newline,
    footnotes,
    fullwidth_tag,
    heading_jump,
    idle_rule,
    invalid_base,
    invalid_canvas,
    invalid_frontmatter,
    invisible_character,
    missing_property,
    not_utf8,
    orphan_note,
    oversized_note,
    self_link,
    stale_baseline,
    suspicious_link,
    unclosed_block,
    unlinkable_name,
    unportable_name,
    unquoted_wikilink,
    unreadable_note,
    untracked_target,
    unused_suppression,
    wrong_property_type,
)
from vault_tools.rules.base import Rule

_RULES = (
    invalid_frontmatter, unquoted_wikilink, missing_property, wrong_property_type,
    broken_link, broken_embed, broken_heading, broken_block, ambiguous_link, alias_link, case_mismatch,
    suspicious_link, unlinkable_name, self_link, untracked_target, invalid_canvas, invalid_base,
    duplicate_block_id, unclosed_block, footnotes, fullwidth_tag, heading_jump, duplicate_heading, empty_section,
    unportable_name, colliding_names,
    not_utf8, conflict_marker, invisible_character, cjk_spacing, cjk_punctuation, final_newline,
    orphan_note, dead_end,
    unreadable_note, oversized_note, unused_suppression, idle_rule, stale_baseline,
)  # fmt: skip
KINDS = (
    "properties", "path", "filename", "headings", "sections", "section-items",
    "links", "tags", "text", "duplicates", "reciprocal",
)  # fmt: skip
"""The ids of the kinds that a `[[rule]]` in `vault.toml` may be of."""

RULES: dict[str, Rule] = {module.RULE.id: module.RULE for module in _RULES}
"""The built-in rules, in the order of their families."""
PAGES: dict[str, str] = {module.RULE.id: module.__doc__ or "" for module in _RULES}
"""The documentation page of each built-in rule: its module's docstring, in Markdown."""


def kind_called(id: str) -> Rule:
    """Return a kind; its module is imported where a vault has such rules. Raises KeyError if there is no such kind."""
    rule: Rule = _kind_module(id).RULE
    return rule


@cache
def kinds() -> dict[str, Rule]:
    """Return all kinds, by id."""
    return {id: kind_called(id) for id in KINDS}


def page_text(id: str) -> str:
    """Return the page of a rule or kind, as its module has it. Raises KeyError if there is no such rule."""
    return PAGES[id] if id in PAGES else _kind_module(id).__doc__ or ""


def _kind_module(id: str) -> ModuleType:
    if id not in KINDS:
        raise KeyError(id)
    return import_module(f"vault_tools.rules.{id.replace('-', '_')}")
