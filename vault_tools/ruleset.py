"""Rules as they are to be run: with which options, on which files, and what of their findings is wanted."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from vault_tools.findings import Problem, Severity, Standing
from vault_tools.rules.base import Rule, When


class ActiveRule(Struct, frozen=True):
    """A rule as it is to be run.

    `applies` says to which paths (None: to all), `files` are the patterns behind that, `when` to which notes among
    them. `words` replace the rule's own message, `doc` is where it is explained. `origin` is where a house rule is
    written: file and line.
    """

    id: str
    rule: Rule
    severity: Severity
    options: Any
    applies: Callable[[str], bool] | None = None
    words: str | None = None
    doc: str = ""
    origin: tuple[str, int] | None = None
    files: tuple[str, ...] = ()
    when: When | None = None


class Scope(Struct, frozen=True):
    """What to report. `reports` says of a path whether its findings are wanted; `ignored` which rules are not, there.

    `known_ids` are all rules that exist, run or not; `is_complete` says that none of those set up was left out.
    `house_rules` are those of the configuration, selected or not: each should apply to something. `is_limited` says
    that not all findings are wanted of a rule that has thousands in one file. `shows` are the findings that
    are reported, by how they stand; the others are counted and, if it `keeps_hidden`, listed apart. `visits` says
    which notes are looked at one by one: what rules say of the whole vault is not narrowed by it.
    """

    reports: Callable[[str], bool] = lambda path: True
    ignored: Callable[[str], frozenset[str]] = lambda path: frozenset()
    known_ids: frozenset[str] = frozenset()
    is_complete: bool = True
    house_rules: tuple[ActiveRule, ...] = ()
    is_limited: bool = True
    shows: frozenset[Standing] = frozenset((Standing.NEW,))
    keeps_hidden: bool = False
    visits: Callable[[str], bool] = lambda path: True


Reported = tuple[ActiveRule, Problem]
Judge = Callable[[str, Sequence[Reported]], Sequence[Standing]]
"""Called once for each file with problems, with its path and all of them, in their order: how each of them stands."""
