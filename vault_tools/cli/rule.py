"""`vault rule`: explain a rule, or list them all."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from vault_tools.cli import completing
from vault_tools.cli.session import Session, common_options
from vault_tools.errors import VaultError
from vault_tools.messages import text
from vault_tools.report.cells import width
from vault_tools.report.gate import in_toml, terminal
from vault_tools.rules import KINDS, RULES
from vault_tools.rules.pages import page
from vault_tools.spelling import suggesting

if TYPE_CHECKING:
    from vault_tools.config import Config


@click.command("rule")
@click.argument("rule_id", required=False, metavar="[ID]", shell_complete=completing.rules)
@common_options
@click.pass_obj
def command(session: Session, rule_id: str | None) -> int:
    """Explain the rule or kind ID: what it reports, why, with examples and options. Without ID, list them all.

    Of a house rule, print what the vault's configuration says of it.
    """
    output = session.output
    config = _config(session, must_be_valid=rule_id not in (None, *RULES, *KINDS))
    if rule_id in RULES or rule_id in KINDS:
        output.write(page(str(rule_id), output.lang))
    elif rule_id is not None:
        output.write(_house_rule(config, rule_id, output.lang))
    else:
        for id, severity, summary in _listed(config, output.lang):
            output.line(f"{_padded(terminal(id), 22)}{_padded(severity, 10)}{terminal(summary)}")
    return 0


def _config(session: Session, *, must_be_valid: bool) -> "Config":
    """Return the configuration in force here; the defaults where it is not valid, and may be so."""
    try:
        return session.load_config(session.find_root())
    except VaultError:
        if must_be_valid:
            raise
        from vault_tools.config import Config

        return Config()


def _listed(config: "Config", lang: str) -> Iterator[tuple[str, str, str]]:
    """Yield id, severity in force and summary of each rule, then of each kind."""
    for id, setting in config.rules.items():
        yield id, text(lang, f"severity.{setting.severity.label}"), _summary(id, lang)
    for rule in config.house_rules:
        yield rule.id, text(lang, f"severity.{rule.severity.label}"), rule.message or _summary(rule.kind, lang)
    for kind in KINDS:
        yield kind, text(lang, "rule.kind.short"), _summary(kind, lang)


def _house_rule(config: "Config", id: str, lang: str) -> str:
    """Return the rule `id` of the vault's configuration, in TOML. Raises VaultError if there is none."""
    rules = {rule.id: rule for rule in config.house_rules}
    if id not in rules:
        key, suggestion = suggesting("config.unknown-rule", id, [*RULES, *KINDS, *rules])
        raise VaultError(key, name=id, suggestion=suggestion)
    from tomli_w import dumps

    from vault_tools.config.show import house_rule_table

    rule = rules[id]
    values = {"kind": rule.kind, "file": os.path.basename(config.file or ""), "line": str(rule.line)}
    heading = terminal(text(lang, "rule.house", values))
    return f"# {heading}\n\n{in_toml(dumps({'rule': [house_rule_table(rule)]}))}"


def _padded(words: str, cells: int) -> str:
    return words + " " * max(cells - width(words), 1)


def _summary(id: str, lang: str) -> str:
    """Return the page's first sentence: the paragraph below its title."""
    return page(id, lang).split("\n", 3)[2]
