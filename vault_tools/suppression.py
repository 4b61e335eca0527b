"""Which problems the suppressions of a note cover, and which of those cover none. Linear, however many."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from vault_tools.model import Directive, Span

_ALL_RULES = ""
_WHOLE_NOTE = Span(0, 1 << 62)


class Coverage:
    """Where which rules are suppressed: sorted stretches, joined where they overlap, by rule id."""

    def __init__(self, directives: Sequence[Directive]) -> None:
        covered: dict[str, list[Span]] = defaultdict(list)
        for directive in directives:
            for id in directive.ids or (_ALL_RULES,):
                covered[id].append(directive.covers or _WHOLE_NOTE)
        self._stretches = {id: list(_joined(sorted(spans, key=_start))) for id, spans in covered.items()}

    def covers(self, id: str, place: int) -> bool:
        """Whether what the rule `id` reports at `place` is suppressed."""
        return self.names(_ALL_RULES, place) or self.names(id, place)

    def names(self, id: str, place: int) -> bool:
        """Whether a suppression that names the rule `id` covers `place`."""
        stretches = self._stretches.get(id, ())
        index = bisect_right(stretches, place, key=_start) - 1
        return index >= 0 and place < stretches[index].end


class Places:
    """Where rules have found something: `found` are their ids and character offsets."""

    def __init__(self, found: Iterable[tuple[str, int]]) -> None:
        self._places: dict[str, list[int]] = defaultdict(list)
        for id, place in sorted(found, key=itemgetter(1)):
            self._places[id].append(place)
            self._places[_ALL_RULES].append(place)

    def any_in(self, covered: Span | None, id: str = _ALL_RULES) -> bool:
        """Whether the rule `id`, or any rule, has found something in `covered` (None: the whole note)."""
        covered = covered or _WHOLE_NOTE
        places = self._places.get(id, [])
        index = bisect_left(places, covered.start)
        return index < len(places) and places[index] < covered.end


def _start(span: Span) -> int:
    return span.start


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield stretches that do not overlap and cover what `spans`, sorted by start, cover."""
    start = end = -1
    for span in spans:
        if span.start > end:
            if end >= 0:
                yield Span(start, end)
            start, end = span.start, span.end
        end = max(end, span.end)
    if end >= 0:
        yield Span(start, end)
