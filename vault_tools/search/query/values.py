"""What a query may ask of a property's value: comparisons, ranges, dates, states."""

import re
from calendar import monthrange

from vault_tools.search.query.reader import Reader
from vault_tools.search.syntax import Between, Compare, How, Is, Quantity, Relation, State, Test

_STATES = {state.value: state for state in State}
_RELATION = re.compile(r"[<>]=?|=")
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_DAYS = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_DATE_LIKE = re.compile(r"[12][0-9]{3}-[0-9]{2}(?:-[0-9]{2})?")
_OPEN = Quantity(None, "", "")


def value_test(reader: Reader) -> Test:
    """Read one test of a property's value."""
    start = reader.position
    if relation := _RELATION.match(reader.query, start):
        return _comparison(reader, Relation(relation[0]))
    text = reader.text()
    if text.how is not How.WORD:
        return text
    word = text.text
    if state := _STATES.get(word.lower()):
        return Is(state)
    if _DATE_LIKE.fullmatch(word):
        _quantity(reader, word, start)  # a date that no calendar has is a slip
    return _range(reader, word, start) or text


def _comparison(reader: Reader, relation: Relation) -> Compare:
    start = reader.position
    reader.position += len(relation)
    if len(reader.enclosures) > 1:  # `[Stars: > 5]`; behind a bare `Stars:>` a blank would end the value
        reader.skip_blanks()
    if reader.is_gap(reader.position):
        raise reader.mistake("query.nothing-to-compare", start, relation=relation.value)
    start = reader.position
    word = reader.raw_word()
    value = _quantity(reader, word, start)
    if value is None:
        raise reader.mistake("query.not-comparable", start, value=word, relation=relation.value)
    return Compare(relation, value)


def _range(reader: Reader, word: str, position: int) -> Between | None:
    """Return the range that a word is; None where neither end is a number or a date: `v1..v2` is a text."""
    before, dots, after = word.partition("..")
    if not dots:
        return None
    start = _quantity(reader, before, position)
    end = _quantity(reader, after, position + len(before) + len(dots))
    if start is None and end is None:
        return None
    if (start is None and before) or (end is None and after) or not _agree(start or _OPEN, end or _OPEN):
        raise reader.mistake("query.bad-range", position, range=word)
    return Between(start, end)


def _agree(start: Quantity, end: Quantity) -> bool:
    """Whether two ends are both dates or both numbers, and the first is not behind the second."""
    if _OPEN in (start, end):
        return True
    if start.first and end.first:
        return start.first <= end.last
    return start.number is not None and end.number is not None and start.number <= end.number


def _quantity(reader: Reader, word: str, position: int) -> Quantity | None:
    """Return what a word stands for; None where it is neither number nor date. A date must be one of the calendar."""
    number = float(word) if _NUMBER.fullmatch(word) else None
    found = _DAYS.fullmatch(word)
    if found is None:
        return None if number is None else Quantity(number, "", "")
    days = _days(int(found[1]), int(found[2] or 0), int(found[3] or 0), found.lastindex or 1)
    if days is None and number is None:
        raise reader.mistake("query.no-such-date", position, date=word)
    return Quantity(number, *(days or ("", "")))


def _days(year: int, month: int, day: int, parts: int) -> tuple[str, str] | None:
    """Return the first and the last day of a year, a month or a day, of which so many parts are given."""
    if year == 0 or (parts > 1 and not 1 <= month <= 12):
        return None
    if parts == 1:
        return f"{year:04}-01-01", f"{year:04}-12-31"
    length = monthrange(year, month)[1]
    if parts > 2 and not 1 <= day <= length:
        return None
    first, last = (day, day) if parts > 2 else (1, length)
    return f"{year:04}-{month:02}-{first:02}", f"{year:04}-{month:02}-{last:02}"
