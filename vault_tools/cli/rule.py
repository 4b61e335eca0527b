"""`vault rule`: explain a rule, or list them all."""

import os

import click

from vault_tools.cli.session import Session, common_options
from vault_tools.errors import VaultError
from vault_tools.messages import text
from vault_tools.report.cells import width
from vault_tools.report.gate import in_toml, terminal
from vault_tools.rules import RULES, kinds
from vault_tools.rules.pages import page
from vault_tools.spelling import closest


@click.command("rule")
@click.argument("rule_id", required=False, metavar="[ID]")
@common_options
@click.pass_obj
def command(session: Session, rule_id: str | None) -> int:
    """Explain the rule or kind ID: what it reports, why, with examples and options. Without ID, list them all.

    Of a house rule, print what the vault's configuration says of it.
    """
    output = session.output
    if rule_id in RULES or rule_id in kinds():
        output.write(page(str(rule_id), output.lang))
    elif rule_id is not None:
        output.write(_house_rule(session, rule_id))
    else:
        for rule in (*RULES.values(), *kinds().values()):
            key = "rule.kind.short" if rule.id in kinds() else f"severity.{rule.severity.label}"
            output.line(f"{rule.id:<22}{_padded(text(output.lang, key), 10)}{_summary(rule.id, output.lang)}")
    return 0


def _house_rule(session: Session, id: str) -> str:
    """Return the rule `id` of the vault's configuration, in TOML. Raises VaultError if there is none."""
    config = session.load_config(session.find_root())
    rules = {rule.id: rule for rule in config.house_rules}
    if id not in rules:
        suggestion = closest(id, [*RULES, *kinds(), *rules])
        key = "config.unknown-rule.suggestion" if suggestion else "config.unknown-rule"
        raise VaultError(key, name=id, suggestion=suggestion)
    from tomli_w import dumps

    from vault_tools.config.show import house_rule_table

    rule = rules[id]
    values = {"kind": rule.kind, "file": os.path.basename(config.file or ""), "line": str(rule.line)}
    heading = terminal(text(session.output.lang, "rule.house", values))
    return f"# {heading}\n\n{in_toml(dumps({'rule': [house_rule_table(rule)]}))}"


def _padded(words: str, cells: int) -> str:
    return words + " " * max(cells - width(words), 1)


def _summary(id: str, lang: str) -> str:
    """Return the page's first sentence: the paragraph below its title."""
    return page(id, lang).split("\n", 3)[2]
