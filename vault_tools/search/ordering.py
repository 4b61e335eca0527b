"""The orders that results can have."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Literal

from vault_tools.search.documents import Document
from vault_tools.search.property_tests import days
from vault_tools.search.results import Scored

Sort = Literal["relevance", "date", "path", "modified"]

DATE_NAMES = ("发布日期", "date", "published", "日期", "created", "创建日期")
"""The properties that may say of which day a note is; the first of them that a note has does."""


def date_of(document: Document) -> str:
    """Return the day of a note, `YYYY-MM-DD`, or an empty string."""
    values = {key.lower(): value for key, value in reversed(document.properties)}
    for name in DATE_NAMES:
        for day in days(values.get(name)):
            return day
    return ""


def _by_relevance(found: Sequence[Scored]) -> Iterator[Scored]:
    """The best first; where no text was asked for, the newest. What is equally good is ordered when its turn comes."""
    if not any(scored.score for scored in found):
        yield from _by_date(found)
        return
    score = attrgetter("score")
    for _, equals in groupby(sorted(found, key=score, reverse=True), score):
        yield from _by_path(list(equals))


def _by_date(found: Sequence[Scored]) -> list[Scored]:
    """The newest first, those without a date last; of one day by path."""
    by_path = _by_path(found)
    by_path.sort(key=lambda scored: date_of(scored.document), reverse=True)
    return by_path


def _by_path(found: Sequence[Scored]) -> list[Scored]:
    return sorted(found, key=lambda scored: scored.document.raw_path)


def _by_modified(found: Sequence[Scored]) -> list[Scored]:
    """The file that changed last first."""
    by_path = _by_path(found)
    by_path.sort(key=lambda scored: -scored.document.stamp.modified)
    return by_path


ORDERS: dict[Sort, Callable[[Sequence[Scored]], Iterable[Scored]]] = {
    "relevance": _by_relevance,
    "date": _by_date,
    "path": _by_path,
    "modified": _by_modified,
}
