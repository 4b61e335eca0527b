"""What should be reached, judged from the costs of one run: ratios, as seconds differ between machines."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from bench import rows
from bench.measure import Cost

ENOUGH_NOTES = 1000  # below, a ratio compares how two programs start
_GROWTH = 1.1  # over the number of copies: eleven times for ten
_MAX_MB, _PER_NOTES = 400, 33_000


_WHOLE_VAULT = (rows.COLD, rows.NO_CACHE, rows.WARM, rows.CHANGED)


class Verdict(NamedTuple):
    """What was reached beside what should be; `value` is None where something of it was not measured."""

    work: str
    value: float | None
    limit: float
    unit: str = ""

    @property
    def word(self) -> str:
        """Met, missed or not measured."""
        if self.value is None:
            return "not measured"
        return "met" if self.value <= self.limit else "missed"


Costs = Mapping[str, Cost]
_Measure = Callable[[Cost], float]


def cpu(cost: Cost) -> float:
    """CPU seconds."""
    return cost.cpu


def wall(cost: Cost) -> float:
    """Seconds on the clock."""
    return cost.wall


def _value(costs: Costs, name: str, measure: _Measure = cpu) -> float | None:
    return measure(costs[name]) if name in costs else None


def ratio(costs: Costs, name: str, other: str, measure: _Measure = cpu) -> float | None:
    """Return how many times a row costs what another does; None where one of them was not measured."""
    above, below = _value(costs, name, measure), _value(costs, other, measure)
    return above / below if above is not None and below else None


def judge(costs: Costs, notes: int, *, with_peers: bool = True) -> Iterator[Verdict]:
    """Yield the verdicts on a vault as it is; on a small one only those that mean something there."""
    if notes >= ENOUGH_NOTES:
        if with_peers:
            yield Verdict("cold over lychee, CPU", ratio(costs, rows.COLD, rows.LYCHEE), 1.0, "x")
            yield Verdict("no cache over lychee, CPU", ratio(costs, rows.NO_CACHE, rows.LYCHEE), 1.0, "x")
            yield Verdict("cold over rumdl cold, CPU", ratio(costs, rows.COLD, rows.RUMDL), 0.35, "x")
            without = ratio(costs, rows.NO_CACHE, rows.RUMDL_NO_CACHE)
            yield Verdict("no cache over rumdl without, CPU", without, 0.35, "x")
        two = ratio(costs, rows.TWO_PROCESSES, rows.ONE_PROCESS, wall)
        yield Verdict("two processes over one, clock", two, 0.7, "x")
        if with_peers:
            cached = ratio(costs, rows.WARM, rows.RUMDL_CACHED)
            yield Verdict("nothing changed over rumdl cached, CPU", cached, 0.25, "x")
        yield Verdict("house rules over default, cold, CPU", ratio(costs, rows.HOUSE_COLD, rows.COLD), 2.5, "x")
        yield Verdict("house rules over default, warm, CPU", ratio(costs, rows.HOUSE_WARM, rows.WARM), 1.5, "x")
    yield Verdict("nothing changed, CPU", _value(costs, rows.WARM), 0.12, "s")
    yield Verdict("one note changed, CPU", _value(costs, rows.CHANGED), 0.25, "s")
    yield Verdict(
        "hook on one staged note, CPU without git's", _value(costs, rows.HOOK, lambda cost: cost.own), 0.2, "s"
    )
    yield Verdict("peak of a cold check", _value(costs, rows.COLD, lambda cost: cost.peak), 80, "MB")


def judge_copies(small: Costs, large: Costs, count: int, notes: int) -> Iterator[Verdict]:
    """Yield the verdicts on `count` copies, `notes` notes in all, of the vault that `small` are the costs of."""
    for name in _WHOLE_VAULT:
        one, all_of_them = _value(small, name), _value(large, name)
        value = all_of_them / one if one and all_of_them is not None else None
        yield Verdict(f"{count} copies over one, {name}, CPU", value, count * _GROWTH, "x")
    peaks = [large[name].peak for name in _WHOLE_VAULT if name in large]
    limit = _MAX_MB * max(1, notes / _PER_NOTES)
    yield Verdict(f"{count} copies, greatest peak", max(peaks, default=None), limit, "MB")


def exit_code(verdicts: list[Verdict]) -> int:
    """Return 1 where a target was missed, 2 where one could not be judged, else 0."""
    words = {verdict.word for verdict in verdicts}
    return 1 if "missed" in words else 2 if "not measured" in words else 0
