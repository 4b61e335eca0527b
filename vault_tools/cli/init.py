"""`vault init`: write a `vault.toml` that is inferred from the vault."""

import os
from collections import Counter
from typing import NamedTuple

import click

from vault_tools import api
from vault_tools.cli.session import Session, reading_options
from vault_tools.config.model import Config
from vault_tools.config.read import parse_config
from vault_tools.config.write import refuse_existing, write_config
from vault_tools.discover import CONFIG_FILE
from vault_tools.errors import VaultError
from vault_tools.findings import Report
from vault_tools.inference import Draft, as_toml, infer, tempered
from vault_tools.obsidian import read_settings
from vault_tools.report.gate import terminal
from vault_tools.survey.properties import most_frequent
from vault_tools.trees import Disk
from vault_tools.vault import Vault

_MAX_RULES = 12


@click.command("init")
@click.option("--stdout", "is_printed", is_flag=True, help="Print the configuration instead of writing it.")
@click.option("--force", is_flag=True, help="Replace a vault.toml that is there.")
@click.option(
    "--baseline", "keeps_findings", is_flag=True,
    help="Write what is found now to a baseline, too: the next check is clean, and only what is new is reported.",
)  # fmt: skip
@reading_options
@click.pass_obj
def command(session: Session, is_printed: bool, force: bool, keeps_findings: bool) -> int:
    """Write a vault.toml that is inferred from the vault: what most of its notes have in common.

    Folders become scopes; for each, it says which properties are required, of what type, with which values, which
    sections there are, and how links are written. What many notes do not keep to stands there as a comment, or as a
    rule that only informs. Read it, keep what is meant, change the rest.
    """
    if is_printed and keeps_findings:
        raise click.UsageError("--stdout and --baseline do not go together: --stdout writes nothing")
    root = session.find_root()
    if not is_printed:
        refuse_existing(root, replaces=force)
    found = _inferred(session, root)
    if is_printed:
        session.output.write(as_toml(found.draft))
        return 0
    baseline = _write_baseline(found) if keeps_findings else ""
    file = write_config(root, as_toml(found.draft, baseline), replaces=force)
    session.output.line(session.text("init.written", file=file))
    _say_findings(session, found)
    if baseline:
        session.output.line(session.text("init.baseline", path=baseline))
    session.output.line(session.text("init.next"))
    return 0


class _Inferred(NamedTuple):
    """A draft, its configuration, the vault under it, and what a check finds there."""

    draft: Draft
    config: Config
    vault: Vault
    report: Report


def _inferred(session: Session, root: str) -> _Inferred:
    _speak_as_before(session, root)
    vault = session.load(root, Config())
    draft = infer(vault, session.output.lang, read_settings(Disk(root)).template_folder)
    vault = vault.without(draft.excludes)
    first = _checked(draft, vault)
    draft = tempered(draft, first.report)
    return first if draft == first.draft else _checked(draft, vault)


def _checked(draft: Draft, vault: Vault) -> _Inferred:
    config = parse_config(as_toml(draft), os.path.join(vault.root, CONFIG_FILE))
    return _Inferred(draft, config, vault, api.check(vault, config, suggests=False))


def _write_baseline(found: _Inferred) -> str:
    """Write all that is found to a baseline, and return its path in the vault. Raises VaultError."""
    return api.update_baseline(found.vault, found.config, adds=True).path


def _speak_as_before(session: Session, root: str) -> None:
    """Speak the language of the configuration that is there, as far as it can be read."""
    try:
        session.load_config(root)
    except VaultError:
        return


def _say_findings(session: Session, found: _Inferred) -> None:
    counts = Counter(finding.rule for finding in found.report.findings)
    notes, rules = f"{found.report.checked:,}", f"{len(found.draft.rules):,}"
    key = "init.findings" if counts else "init.findings.none"
    session.output.line(session.text(key, rules=rules, notes=notes, count=f"{counts.total():,}"))
    shown = most_frequent(counts, _MAX_RULES)
    for id, count in shown:
        session.output.line(f"{count:>7,}  {terminal(id)}")
    if rest := counts.total() - sum(count for _, count in shown):
        others = f"{len(counts) - len(shown):,}"
        session.output.line(" " * 9 + session.text("init.findings.more", rules=others, count=f"{rest:,}"))
