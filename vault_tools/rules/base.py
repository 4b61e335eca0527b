"""What a rule is: an id, a default severity, options, and a generator of problems."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from msgspec import Struct

from vault_tools.model import Note, Problem, Severity
from vault_tools.resolve import SubpathStatus
from vault_tools.vault import Vault

NoteCheck = Callable[[Note, Vault, Any], Iterator[Problem]]
Subject = Literal["note", "links", "faults", "blocks", "footnotes", "tags"]
"""What a rule looks at: a note without any of it is passed over. `links` are those of `Vault.notable_links`."""
VaultCheck = Callable[[Vault, Any], Iterator[Problem]]


@dataclass(frozen=True)
class NoOptions:
    """The options of a rule that has none."""


class Rule(Struct, frozen=True):
    """A built-in rule, or a kind that house rules are instances of.

    Exactly one of the checks is set: `check` looks at one note (with the vault for lookups), `check_vault` at the
    vault as a whole; its problems carry their paths. Rules about the run itself have neither: the engine speaks
    for them. `options` is a frozen dataclass; its fields, with their `doc`, are the rule's configuration. Where the
    rule `yields_to`, or a house rule of that kind, objects to the same place, this rule keeps silent.
    """

    id: str
    family: str
    severity: Severity
    check: NoteCheck | None = None
    check_vault: VaultCheck | None = None
    options: type = NoOptions
    subject: Subject = "note"
    yields_to: str = ""


def fault_check(rule: str) -> NoteCheck:
    """Return a check that reports what the parser noted for `rule`."""

    def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
        for fault in note.faults:
            if fault.rule == rule:
                ceiling = Severity.WARNING if fault.is_mild else Severity.ERROR
                yield Problem(fault.span, fault.message, fault.values, fault.message, ceiling=ceiling)

    return check


def subpath_check(rule: str, status: SubpathStatus, part: str) -> NoteCheck:
    """Return a check that reports links whose sub-path comes to `status`; messages call it `part`.

    A link into its own note has a message of its own: `rule.here`.
    """

    def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
        for link, resolution in vault.notable_links(note):
            if link.subpath and vault.subpath(link, resolution)[0] is status:
                named = link.subpath.strip("#")
                key = f"{rule}.here" if resolution.path == note.path else rule
                values = {part: named, "path": resolution.path or ""}
                yield Problem(link.span, key, values, f"{resolution.path}#{named}")

    return check
