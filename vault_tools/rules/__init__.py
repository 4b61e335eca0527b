"""The registry: every built-in rule and every kind of house rule, by id. A test checks that none is missing."""

from vault_tools.rules import (
    alias_link,
    ambiguous_link,
    broken_block,
    broken_embed,
    broken_heading,
    broken_link,
    case_mismatch,
    colliding_names,
    conflict_marker,
    dead_end,
    duplicate_block_id,
    footnotes,
    fullwidth_tag,
    idle_rule,
    invalid_base,
    invalid_canvas,
    invalid_frontmatter,
    invisible_character,
    missing_property,
    not_utf8,
    orphan_note,
    oversized_note,
    properties,
    self_link,
    suspicious_link,
    unclosed_block,
    unlinkable_name,
    unportable_name,
    unquoted_wikilink,
    unreadable_note,
    unused_suppression,
    wrong_property_type,
)
from vault_tools.rules.base import Rule

_RULES = (
    invalid_frontmatter, unquoted_wikilink, missing_property, wrong_property_type,
    broken_link, broken_embed, broken_heading, broken_block, ambiguous_link, alias_link, case_mismatch,
    suspicious_link, unlinkable_name, self_link, invalid_canvas, invalid_base,
    duplicate_block_id, unclosed_block, footnotes, fullwidth_tag,
    unportable_name, colliding_names,
    not_utf8, conflict_marker, invisible_character,
    orphan_note, dead_end,
    unreadable_note, oversized_note, unused_suppression, idle_rule,
)  # fmt: skip
_KINDS = (properties,)

RULES: dict[str, Rule] = {module.RULE.id: module.RULE for module in _RULES}
"""The built-in rules, in the order of their families."""
KINDS: dict[str, Rule] = {module.RULE.id: module.RULE for module in _KINDS}
"""The kinds that a `[[rule]]` in `vault.toml` may be of."""
PAGES: dict[str, str] = {module.RULE.id: module.__doc__ or "" for module in (*_RULES, *_KINDS)}
"""The documentation page of each rule and kind: its module's docstring, in Markdown."""
