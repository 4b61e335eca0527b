"""`vault rule`: explain a rule, or list them all."""

import click

from vault_tools.cli.session import Session, common_options
from vault_tools.errors import VaultError
from vault_tools.messages import text
from vault_tools.report.cells import width
from vault_tools.rules import RULES, kinds
from vault_tools.rules.pages import page
from vault_tools.spelling import closest


@click.command("rule")
@click.argument("rule_id", required=False, metavar="[ID]")
@common_options
@click.pass_obj
def command(session: Session, rule_id: str | None) -> int:
    """Explain the rule or kind ID: what it reports, why, with examples and options. Without ID, list them all."""
    output = session.output
    if rule_id is not None:
        if rule_id not in RULES and rule_id not in kinds():
            suggestion = closest(rule_id, [*RULES, *kinds()])
            key = "config.unknown-rule.suggestion" if suggestion else "config.unknown-rule"
            raise VaultError(key, name=rule_id, suggestion=suggestion)
        output.write(page(rule_id, output.lang))
        return 0
    for rule in (*RULES.values(), *kinds().values()):
        severity = text(output.lang, "rule.kind") if rule.id in kinds() else _severity(output.lang, rule.severity.label)
        output.line(f"{rule.id:<22}{_padded(severity, 10)}{_summary(rule.id, output.lang)}")
    return 0


def _severity(lang: str, label: str) -> str:
    return text(lang, f"severity.{label}") if label != "off" else text(lang, "rule.off")


def _padded(words: str, cells: int) -> str:
    return words + " " * max(cells - width(words), 1)


def _summary(id: str, lang: str) -> str:
    """Return the page's first sentence: the paragraph below its title."""
    return page(id, lang).split("\n", 3)[2]
