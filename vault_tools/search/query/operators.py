"""The names of the built-in operators, and what is surely meant as one without being one."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from vault_tools.search.syntax import Field, Unit
from vault_tools.spelling import closest

FIELDS = {field.value: field for field in Field}
UNITS = {unit.value: unit for unit in Unit}
CASES = {"match-case": True, "ignore-case": False}
NAMES = (*FIELDS, *UNITS, *CASES, "tag", "links-to", "linked-from")
TASKS = frozenset((Unit.TASK, Unit.TASK_TODO, Unit.TASK_DONE))

NAME = re.compile(r"([^\s:：\"()\[\]]{1,100}+)[:：]")
"""What may be an operator: a name and a colon of either width."""
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,100}+://")
"""The beginning of an address, even where its scheme is an operator's name: `file://`."""

_LIKELY = re.compile(r"([A-Za-z][A-Za-z_-]+):(?=[(\"\[])")
_SHORT = 6  # of a shorter name, a letter left out often makes another word: `part`, `lock`


def misspelt(query: str, position: int, properties: Iterable[str]) -> tuple[str, str] | None:
    """Return the unknown operator that somebody surely meant at `position`, and what it may be instead, if anything.

    That is a name before `("[`, or one slip from a built-in name. `note:abc`, `Re:Zero` and `http://` are texts.
    """
    found = NAME.match(query, position)
    if found is None or not query.startswith(":", found.end() - 1):
        return None
    if _LIKELY.match(query, position):
        return found[1], closest(found[1], (*NAMES, *properties))
    meant = _name_by_slip().get(found[1].lower(), "")
    has_value = not query[found.end() : found.end() + 1].isspace() and found.end() < len(query)
    return (found[1], meant) if meant and has_value else None


@cache
def _name_by_slip() -> dict[str, str]:
    return {slip: name for name in NAMES for slip in _slips(name) if slip not in NAMES}


def _slips(name: str) -> Iterator[str]:
    yield name + "s"
    yield name.replace("-", "")
    yield name.replace("-", "_")
    for index, char in enumerate(name):
        yield name[:index] + char + name[index:]
        yield name[:index] + name[index + 1 : index + 2] + char + name[index + 2 :]
        if len(name) >= _SHORT:
            yield name[:index] + name[index + 1 :]
