"""What is known of notes from an earlier check, and what a later one will want to know: what `engine` asks for it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from msgspec import Struct

from vault_tools.findings import Finding, Fix, Problem
from vault_tools.ruleset import Reported


class KnownProblem(Problem, frozen=True, gc=False):
    """A problem that an earlier check has found, with the finding that it made of it, if it was shown."""

    finding: Finding | None = None


class Credit(Struct, frozen=True, array_like=True, gc=False):
    """What a note has given to the accounts of house rules: those that are about it, and what some have seen there."""

    rules: tuple[str, ...] = ()
    seen: tuple[tuple[str, str], ...] = ()


class Recalled(NamedTuple):
    """What the rules have said of a note, before anything was suppressed."""

    problems: Sequence[Reported]
    credit: Credit


Mend = Callable[[str, int], Fix | None]
"""Makes the fix of a problem, named by the path of the note and its number there."""


class Recollection(Protocol):
    """Knows notes in which nothing can have changed, and is told of the others."""

    def recall(self, path: str, mend: Mend) -> Recalled | None:
        """Return what the rules say of the note at `path`; None where it is to be looked at.

        `mend` makes the fix of a problem there: the note is looked at again for that.
        """
        ...

    def keep(self, path: str, found: Recalled) -> None:
        """Remember what the rules say of a note."""
        ...

    def keep_place(self, path: str, problem: Problem, finding: Finding) -> None:
        """Remember the finding that a problem has made."""
        ...


class Forgetful:
    """Knows nothing, and keeps nothing."""

    def recall(self, path: str, mend: Mend) -> Recalled | None:
        """Know nothing."""
        return None

    def keep(self, path: str, found: Recalled) -> None:
        """Keep nothing."""

    def keep_place(self, path: str, problem: Problem, finding: Finding) -> None:
        """Keep nothing."""
