"""Tables in Markdown, with columns as wide as what stands in them, so that they are read as text, too."""

from collections.abc import Mapping, Sequence
from unicodedata import east_asian_width

from bench.measure import Cost
from bench.targets import Verdict


def table(head: Sequence[str], lines: Sequence[Sequence[str]], numbers: int = 0) -> str:
    """Return a table; from column `numbers` on, if that is not 0, all are numbers and stand to the right."""
    written = [[cell.replace("|", "\\|") for cell in line] for line in (head, *lines)]
    widths = [max(map(_width, column)) for column in zip(*written, strict=True)]
    right = [0 < numbers <= place for place in range(len(head))]
    rule = [f"{'-' * (width - 1)}:" if is_right else "-" * width for width, is_right in zip(widths, right, strict=True)]
    return "\n".join(_line(line, widths, right) for line in (written[0], rule, *written[1:])) + "\n"


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = [
        f"{' ' * (width - _width(cell))}{cell}" if is_right else f"{cell}{' ' * (width - _width(cell))}"
        for cell, width, is_right in zip(cells, widths, right, strict=True)
    ]
    return f"| {' | '.join(padded)} |"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def costs_table(costs: Mapping[str, Cost], failures: Mapping[str, str]) -> str:
    """Return the figures of one vault: a line for each row that was run, and for those that were not, why."""
    lines = [
        [
            name,
            f"{cost.cpu:.2f}",
            "{:.2f}-{:.2f}".format(*cost.spread),
            f"{cost.own:.2f}" if cost.own else "",
            f"{cost.wall:.2f}",
            f"{cost.peak:.0f}",
            f"{len(cost.runs)}",
        ]
        for name, cost in costs.items()
    ]
    text = table(["", "CPU s", "min-max", "without git", "clock s", "peak MB", "runs"], lines, 1)
    return text + "".join(f"\n`{name}` was not measured: {_one_line(reason)}\n" for name, reason in failures.items())


def verdicts_table(verdicts: Sequence[Verdict]) -> str:
    """Return what was reached beside what should be."""
    lines = [
        [
            verdict.work,
            "-" if verdict.value is None else _number(verdict.value, verdict.unit),
            f"<= {_number(verdict.limit, verdict.unit)}",
            verdict.word,
        ]
        for verdict in verdicts
    ]
    return table(["target", "measured", "limit", ""], lines)


def _number(value: float, unit: str) -> str:
    return f"{value:.0f} {unit}" if unit == "MB" else f"{value:.2f} {unit}".rstrip()


def _one_line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 200 else f"{words[:200]}…"
