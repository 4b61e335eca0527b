"""Rules that propose what fixes a test needs, and vaults in memory that are fixed by them."""

import re
from collections.abc import Callable, Iterator

from support import memory_vault
from vault_tools import engine
from vault_tools.findings import Aspect, Edit, Fix, Problem, Report, Severity
from vault_tools.fixing.passes import Outcome, fix
from vault_tools.model import Note, Span
from vault_tools.rules.base import NoOptions, Rule
from vault_tools.ruleset import ActiveRule, Scope
from vault_tools.vault import Vault


def replacing(
    pattern: str, new: str | Callable[[re.Match[str]], str], *owns: Aspect, id: str = "test", is_safe: bool = True
) -> ActiveRule:
    """Return a rule that objects to each match of `pattern` and proposes `new` in its place."""
    compiled = re.compile(pattern, re.MULTILINE)

    def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
        for match in compiled.finditer(vault.wording(note).text):
            span = Span(*match.span())
            text = new(match) if callable(new) else match.expand(new)
            yield Problem(
                span, "broken-link", {"target": match[0]}, fix=Fix((Edit(span, text),), frozenset(owns), is_safe)
            )

    return active(check, id)


def proposing(*fixes: Fix, path: str = "a.md", id: str = "test") -> ActiveRule:
    """Return a rule that proposes these fixes for a note, as long as it has the text that it had first."""
    texts: dict[str, str] = {}

    def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
        text = vault.wording(note).text
        if note.path == path and texts.setdefault(path, text) == text:
            for fix in fixes:
                yield Problem(fix.edits[0].span, "broken-link", {"target": ""}, fix=fix)

    return active(check, id)


def active(check: Callable[[Note, Vault, NoOptions], Iterator[Problem]], id: str = "test") -> ActiveRule:
    rule = Rule(id, "test", Severity.WARNING, check)
    return ActiveRule(id, rule, Severity.WARNING, NoOptions())


def fixed(files: dict[str, str], *rules: ActiveRule, scope: Scope | None = None, **options: object) -> Outcome:
    """Fix a vault in memory."""
    return fix(memory_vault(files), lambda vault: engine.check(vault, rules, scope or Scope()), **options)  # type: ignore[arg-type]


def texts(outcome: Outcome) -> dict[str, str]:
    """Return the new texts by path."""
    return {change.path: change.after.decode() for changes in outcome.transactions for change in changes}


def reasons(outcome: Outcome) -> list[str]:
    return [dropped.reason for dropped in outcome.dropped]


def checked(files: dict[str, str], *rules: ActiveRule) -> Report:
    return engine.check(memory_vault(files), rules)
