"""The records of a configuration that is being inferred."""

from collections.abc import Mapping
from typing import NamedTuple

from vault_tools.model import Note


class Excluded(NamedTuple):
    """A folder whose files are no notes, and why: `templates`, `placeholders` or `name`."""

    folder: str
    notes: int
    reason: str


class Scope(NamedTuple):
    """A folder whose notes are alike: its name in the configuration, its pattern, and its notes.

    Name and folder are empty where it is the whole vault.
    """

    name: str
    folder: str
    pattern: str
    notes: list[Note]

    @property
    def reference(self) -> str:
        """How a rule's `files` name it."""
        return f"@{self.name}"


class HouseRule(NamedTuple):
    """A `[[rule]]`: `files` as they are written, and the lines of its options, comments among them.

    `covered` says how many notes it is about. `severity` is empty where it is the kind's own. `comment` stands above.
    """

    id: str
    kind: str
    files: tuple[str, ...]
    options: tuple[str, ...]
    covered: int
    severity: str = ""
    comment: str = ""


class Draft(NamedTuple):
    """A configuration that is being inferred. `severities` are of built-in rules, with the comment beside each.

    `ignores` maps file patterns to built-in rules that most of the notes there violate.
    """

    lang: str
    notes: int
    excluded: tuple[Excluded, ...] = ()
    scopes: tuple[Scope, ...] = ()
    rules: tuple[HouseRule, ...] = ()
    severities: Mapping[str, tuple[str, str]] = {}
    ignores: Mapping[str, tuple[str, ...]] = {}

    def excludes(self, path: str) -> bool:
        """Whether a file lies in one of the folders that are left out."""
        return path.startswith(tuple(f"{found.folder}/" for found in self.excluded))
