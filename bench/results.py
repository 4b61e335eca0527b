"""RESULTS.md: what was measured, on what, with which commands, and what of a small vault's defects each tool finds."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from bench.defects import Case, Said, verdict
from bench.installing import Peer, Tool
from bench.measure import Contestant, Measured
from bench.tables import costs_table, table, verdicts_table
from bench.targets import Verdict


class Section(NamedTuple):
    """What was measured on one vault: its name, its notes, the rows, the costs, and what was to be reached."""

    title: str
    notes: int
    contestants: Sequence[Contestant]
    measured: Measured
    verdicts: Sequence[Verdict]


class Results(NamedTuple):
    """All of a run. `missing` says why peers are not measured; `said` maps a tool's name to what it said."""

    ours: Tool
    tools: Mapping[str, Tool]
    missing: Mapping[str, str]
    peers: Sequence[Peer]
    sections: Sequence[Section]
    cases: Sequence[Case]
    said: Mapping[str, Sequence[Said]]
    load: tuple[float, float]


def render(results: Results) -> str:
    """Return the text of RESULTS.md."""
    parts = [
        "# Results\n\nWritten by `python -m bench peers`; [README.md](README.md) says what is measured, and how.\n",
        _circumstances(results),
        *map(_section, results.sections),
        _commands(results),
        _peers(results),
        _defects(results) if results.said else "",
    ]
    return "\n".join(filter(None, parts))


def _circumstances(results: Results) -> str:
    before, after = results.load
    lines = [
        f"- {datetime.now(UTC).date().isoformat()}; {platform.system()}, {platform.machine()}, "
        f"{os.cpu_count()} processors, Python {platform.python_version()}",
        f"- load of the machine: {before:.1f} before, {after:.1f} after (1.0 to 2.0 of it is the measuring itself)",
        f"- {', '.join(_versions(results))}",
        *(f"- {name} was **not measured**: {reason}" for name, reason in results.missing.items()),
    ]
    return "\n".join(lines) + "\n"


def _versions(results: Results) -> Iterator[str]:
    yield f"vault {results.ours.version}"
    for name, tool in results.tools.items():
        yield f"{name} {tool.version}"


def _section(section: Section) -> str:
    costs, failures = section.measured
    text = f"## {section.title}: {section.notes:,} notes\n\n{costs_table(costs, failures)}"
    return f"{text}\n{verdicts_table(section.verdicts)}" if section.verdicts else text


def _commands(results: Results) -> str:
    """All commands as others would type them, once each."""
    shown = {row.name: row.shown for section in results.sections for row in section.contestants}
    lines = [[name, f"`{command}`"] for name, command in shown.items()]
    words = "VAULT is a copy of the vault, and where the command runs; EMPTY and KEPT are folders for what it keeps."
    return f"## Commands\n\n{words}\n\n{table(['', 'command'], lines)}"


def _peers(results: Results) -> str:
    lines = [[peer.name, peer.language, peer.checks, peer.misses] for peer in results.peers]
    return f"## What the peers are for\n\n{table(['', 'language', 'checks', 'misses'], lines)}"


def _defects(results: Results) -> str:
    """A line for each case, and below it how many were found of how many."""
    names = list(results.said)
    answers = {case: [verdict(case, *said) for said in results.said.items()] for case in results.cases}
    wrong = [[case.what, *answers[case]] for case in results.cases if not case.is_fine]
    fine = [[case.what, *answers[case]] for case in results.cases if case.is_fine]
    wrong.append(["found, of " + str(len(wrong)), *_counts(wrong, "found")])
    fine.append(["false alarms, of " + str(len(fine)), *_counts(fine, "FALSE ALARM")])
    return "\n".join((
        "## What each finds of known defects\n",
        "The vault and the list are [defects.toml](defects.toml). Peers run with what they have for wikilinks and"
        " Obsidian\nswitched on; `vault` with its defaults and one property that is required, then with all rules.\n",
        table(["defect", *names], wrong),
        "Things that look like defects, and are none:\n",
        table(["no defect", *names], fine),
    ))  # fmt: skip


def _counts(lines: Sequence[Sequence[str]], word: str) -> list[str]:
    return [str(column.count(word)) for column in list(zip(*lines, strict=True))[1:]]
