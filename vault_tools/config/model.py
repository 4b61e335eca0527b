"""A configuration that has been read and found in order."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from vault_tools.findings import Severity
from vault_tools.properties import DEFAULT_ALIASES
from vault_tools.rules import RULES
from vault_tools.rules.base import When

LANGUAGES = ("en", "zh")
ENGINES = ("whoosh", "tantivy")
"""The engines that search can use; the first is always there."""
ALL = "all"
"""What stands for every rule where rules are selected or ignored."""


class RuleSetting(Struct, frozen=True):
    """How a built-in rule is set."""

    severity: Severity
    options: Any


class HouseRule(Struct, frozen=True):
    """A `[[rule]]` of the configuration. `files` (None: all) and `exclude` are patterns, scopes already put in.

    `when` says for which of the notes it holds.
    """

    id: str
    kind: str
    severity: Severity
    options: Any
    files: tuple[str, ...] | None
    exclude: tuple[str, ...]
    message: str | None
    doc: str | None
    line: int
    when: When | None = None


class Config(Struct, frozen=True):
    """What is in force. `file` is the absolute path of the file it was read from, None where there is none.

    `baseline` is the path of the file with known findings, relative to the vault's root, empty where there is none.
    `engine` is the one that search is to use, empty where nothing is said.

    Patterns are in the syntax of `.gitignore`, relative to the vault's root.
    """

    file: str | None = None
    lang: str = "en"
    baseline: str = ""
    engine: str = ""
    exclude: tuple[str, ...] = ()
    property_aliases: Mapping[str, tuple[str, ...]] = field(default_factory=DEFAULT_ALIASES.copy)
    scopes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, RuleSetting] = field(
        default_factory=lambda: {id: RuleSetting(rule.severity, rule.options()) for id, rule in RULES.items()}
    )
    house_rules: tuple[HouseRule, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
