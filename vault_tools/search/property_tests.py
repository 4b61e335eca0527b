"""Whether a property's value is what a query asks of it."""

import re
from collections.abc import Iterator

from vault_tools.model import Value
from vault_tools.properties import is_empty
from vault_tools.search import folding
from vault_tools.search.documents import value_texts
from vault_tools.search.syntax import And, Between, Compare, How, Is, Not, Or, Quantity, Relation, State, Test, Text
from vault_tools.search.terms import Area, term

_NUMBER = re.compile(r"[-+]?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,3})?")
_DAY = re.compile(r"\s*([0-9]{4})(?:[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2}))?)?(?![0-9])")
_COMPACT_DAY = re.compile(r"\s*([0-9]{4})([01][0-9])([0-3][0-9])(?![0-9])")
"""How days are written: `2024-01-05`, and as people did before: `2024/1/5`, `2024年1月5日`, `20240105`."""


def fits_value(value: Value, test: Test, *, is_sensitive: bool = False) -> bool:
    """Whether a value fits; of a list, whether one entry does."""
    match test:
        case And(parts=parts):
            return all(fits_value(value, part, is_sensitive=is_sensitive) for part in parts)
        case Or(parts=parts):
            return any(fits_value(value, part, is_sensitive=is_sensitive) for part in parts)
        case Not(part=part):
            return not fits_value(value, part, is_sensitive=is_sensitive)
        case Is(what=what):
            return _is(value, what)
        case Text():
            return any(_says(text, test, is_sensitive=is_sensitive) for text in value_texts(value))
        case Compare(relation=relation, value=quantity):
            return any(_compares(text, relation, quantity) for text in value_texts(value))
        case Between(start=start, end=end):
            return any(
                (start is None or _compares(text, Relation.AT_LEAST, start))
                and (end is None or _compares(text, Relation.AT_MOST, end))
                for text in value_texts(value)
            )


def _is(value: Value, what: State) -> bool:
    match what:
        case State.NULL:
            return value is None
        case State.EMPTY:
            return is_empty(value)
        case State.TRUE:
            return value is True
        case State.FALSE:
            return value is False


def _says(text: str, test: Text, *, is_sensitive: bool) -> bool:
    """Whether a text holds what is asked for; a phrase in quotes is the whole text."""
    if test.how is How.PHRASE:
        text = text.strip()
        return text == test.text if is_sensitive else folding.exact(text) == folding.exact(test.text)
    return term(test, is_sensitive=is_sensitive, is_part=True).is_in(Area.of(text))


def _compares(text: str, relation: Relation, quantity: Quantity) -> bool:
    if quantity.number is not None and (number := _number(text)) is not None:
        return _compare_numbers(number, relation, quantity.number)
    days = _days(text) if quantity.first else None
    if days is None:
        return False
    first, last = days
    match relation:
        case Relation.LESS:
            return last < quantity.first
        case Relation.AT_MOST:
            return last <= quantity.last
        case Relation.MORE:
            return first > quantity.last
        case Relation.AT_LEAST:
            return first >= quantity.first
        case Relation.EQUAL:
            return quantity.first <= first and last <= quantity.last


def _compare_numbers(number: float, relation: Relation, other: float) -> bool:
    match relation:
        case Relation.LESS:
            return number < other
        case Relation.AT_MOST:
            return number <= other
        case Relation.MORE:
            return number > other
        case Relation.AT_LEAST:
            return number >= other
        case Relation.EQUAL:
            return number == other


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text.strip()) else None


def _days(text: str) -> tuple[str, str] | None:
    """Return the first and last day that a text stands for, `YYYY-MM-DD`; None where it is no date."""
    found = _DAY.match(text) or _COMPACT_DAY.match(text)
    if not found:
        return None
    year, month, day = found.groups()
    first = f"{year}-{int(month or 1):02}-{int(day or 1):02}"
    last = f"{year}-{int(month or 12):02}-{int(day or 31):02}"
    return first, last


def days(value: Value) -> Iterator[str]:
    """Yield the days that a value names, `YYYY-MM-DD`, the first of a month or year."""
    for text in value_texts(value):
        if found := _days(text):
            yield found[0]
