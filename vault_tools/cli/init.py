"""`vault init`: write a `vault.toml` that is inferred from the vault."""

import os
from collections import Counter
from typing import TYPE_CHECKING

import click

from vault_tools.cli.session import Session, reading_options
from vault_tools.errors import VaultError
from vault_tools.report.gate import terminal

if TYPE_CHECKING:
    from vault_tools.config import Config
    from vault_tools.findings import Report

_MAX_RULES = 12


@click.command("init")
@click.option("--stdout", "is_printed", is_flag=True, help="Print the configuration instead of writing it.")
@click.option("--force", is_flag=True, help="Replace a vault.toml that is there.")
@reading_options
@click.pass_obj
def command(session: Session, is_printed: bool, force: bool) -> int:
    """Write a vault.toml that is inferred from the vault: what most of its notes have in common.

    Folders become scopes; for each, it says which properties are required, of what type, with which values, which
    sections there are, and how links are written. What many notes do not keep to stands there as a comment, or as a
    rule that only informs. Read it, keep what is meant, change the rest.
    """
    from vault_tools.config.write import refuse_existing, write_config

    root = session.find_root()
    if not is_printed:
        refuse_existing(root, replaces=force)
    text, config, report = _inferred(session, root)
    if is_printed:
        session.output.write(text)
        return 0
    file = write_config(root, text, replaces=force)
    session.output.line(session.text("init.written", file=file))
    _say_next(session, config, report)
    return 0


def _inferred(session: Session, root: str) -> "tuple[str, Config, Report]":
    """Return the configuration, its text, and what a check finds with it."""
    from vault_tools import api
    from vault_tools.config import Config
    from vault_tools.inference import as_toml, infer, tempered
    from vault_tools.obsidian import read_settings

    _speak_as_before(session, root)
    vault = session.load(root, Config())
    draft = infer(vault, session.output.lang, read_settings(root).template_folder)
    vault = vault.without(draft.excludes)
    text = as_toml(draft)
    config = _read(root, text)
    report = api.check(vault, config, suggests=False)
    draft = tempered(draft, report)
    if as_toml(draft) != text:
        text = as_toml(draft)
        config = _read(root, text)
        report = api.check(vault, config, suggests=False)
    return text, config, report


def _speak_as_before(session: Session, root: str) -> None:
    """Speak the language of the configuration that is there, as far as it can be read."""
    try:
        session.load_config(root)
    except VaultError:
        return


def _read(root: str, text: str) -> "Config":
    from vault_tools.config.read import parse_config
    from vault_tools.discover import CONFIG_FILE

    return parse_config(text, os.path.join(root, CONFIG_FILE))


def _say_next(session: Session, config: "Config", report: "Report") -> None:
    counts = Counter(finding.rule for finding in report.findings)
    values = {"rules": f"{len(config.house_rules):,}", "notes": f"{report.checked:,}", "count": f"{counts.total():,}"}
    session.output.line(session.text("init.findings" if counts else "init.findings.none", **values))
    for id, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MAX_RULES]:
        session.output.line(f"{count:>7,}  {terminal(id)}")
    session.output.line(session.text("init.next"))
