"""What a rule is: an id, a default severity, options, and a generator of problems."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from vault_tools.findings import Fix, Problem, Severity
from vault_tools.model import Fault, Note, Value
from vault_tools.patterns import compile_pattern
from vault_tools.properties import Choice, has_properties, is_among, is_empty, marked
from vault_tools.resolve import SubpathStatus, identity
from vault_tools.vault import Vault

if TYPE_CHECKING:
    from vault_tools.criteria.constraints import Mistake


class Seen(Struct, frozen=True, gc=False):
    """What a kind yields beside problems: `name`, one of those it `expects`, is there in this note."""

    name: str


NoteCheck = Callable[[Note, Vault, Any], Iterator[Problem | Seen]]
VaultCheck = Callable[[Vault, Any, Callable[[str], bool]], Iterator[Problem | Seen]]
"""Looks at a whole vault; the function says of a path whether the rule is about that file."""
Subject = Literal["note", "links", "faults", "blocks", "footnotes", "tags", "headings", "files"]
"""What a rule looks at: a note without any of it is passed over. `links` are those of `Vault.notable_links`; `files`
are all files of the vault, not only notes."""


@dataclass(frozen=True)
class NoOptions:
    """The options of a rule that has none."""


class Rule(Struct, frozen=True):
    """A built-in rule, or a kind that house rules are instances of.

    `check` looks at one note (with the vault for lookups), `check_vault` at the vault as a whole; its problems carry
    their paths, or stand where the rule is written. A rule has one of them, or both; rules about the run itself have
    neither: the engine speaks for them. `options` is a frozen dataclass; its fields, with their `doc`, are the rule's
    configuration. Where the rule `yields_to`, or a house rule of that kind, objects to the same place, this rule keeps
    silent. `expects` names what of its options should be in some note: a house rule none of whose notes has it is idle.
    Where it `lists_names`, the target of a problem may be several names with `, ` between them: with some of them
    mended, it is still the same problem to the baseline. `names` are what a house rule's message may name, besides the
    groups of its patterns.
    """

    id: str
    family: str
    severity: Severity
    check: NoteCheck | None = None
    check_vault: VaultCheck | None = None
    options: type = NoOptions
    subject: Subject = "note"
    yields_to: str = ""
    expects: Callable[[Any], Sequence[str]] = lambda options: ()
    lists_names: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class When:
    """Which notes a house rule holds for, beside `files`."""

    property: str = field(metadata={"doc": "the property that decides"})
    present: bool = field(default=True, metadata={"doc": "whether it must be there and not empty, or must not"})
    any_of: tuple[Choice, ...] = field(
        default=(), metadata={"doc": "its value must be one of these, or a list must hold one of them"}
    )
    pattern: str | None = field(
        default=None, metadata={"doc": "a regular expression that its text must match", "format": "pattern"}
    )

    def problems(self) -> "Iterator[Mistake]":
        """Yield what is wrong with the options taken together."""
        for key, is_set in (("any-of", self.any_of), ("pattern", self.pattern)):
            if is_set and not self.present:
                yield (key,), "config.contradiction", {"name": key, "other": "present = false"}

    @cached_property
    def _allowed(self) -> frozenset[tuple[bool, Value]]:
        return marked(self.any_of)

    def holds(self, note: Note, vault: Vault) -> bool:
        """Whether a note is one that the rule is about; where properties cannot be read, it is not."""
        if not has_properties(note):
            return False
        prop = vault.find_property(note, self.property)
        if prop is None or is_empty(prop.value):
            return not self.present
        values = prop.value if isinstance(prop.value, list) else [prop.value]
        if self.any_of and not any(is_among(value, self._allowed) for value in values):
            return False
        pattern = compile_pattern(self.pattern) if self.pattern else None
        return self.present and (pattern is None or any(pattern.search(str(value)) for value in values))


def fault_check(rule: str, fix: Callable[[str, Fault], Fix | None] | None = None) -> NoteCheck:
    """Return a check that reports what the parser noted for `rule`; `fix` mends it, given the note's whole text."""

    def check(note: Note, vault: Vault, options: NoOptions) -> Iterator[Problem]:
        for fault in note.faults:
            if fault.rule == rule:
                ceiling = Severity.WARNING if fault.is_mild else Severity.ERROR
                mend = partial(_mended, fix, note, vault, fault) if fix else None
                yield Problem(fault.span, fault.message, fault.values, fault.message, ceiling=ceiling, mend=mend)

    return check


def _mended(fix: Callable[[str, Fault], Fix | None], note: Note, vault: Vault, fault: Fault) -> Fix | None:
    return fix(vault.wording(note).text, fault)


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
                yield Problem(link.span, key, values, f"{identity(link.target)}#{named}")

    return check
