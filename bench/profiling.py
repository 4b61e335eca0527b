"""Say where the time of a check and of a search goes: `python -m bench profile VAULT`."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bench.installing import BENCH
from bench.measure import ENVIRONMENT
from bench.tables import table

_FOUND = (0, 1)
_LEAST = 0.005  # seconds: what takes less in every work is summed up


class _Work(NamedTuple):
    """A command, and the folder that is deleted before each of its runs."""

    name: str
    arguments: tuple[str, ...]
    folder: str
    forgets: str = ""


def main() -> int:
    """Run each work a few times, and print a table of CPU seconds by phase."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        scratch = os.path.realpath(scratch)
        works = _works(arguments, scratch)
        phases = {work.name: _phases(work, arguments.runs, os.path.join(scratch, "phases.json")) for work in works}
    print(render(phases))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench profile", description=main.__doc__)
    parser.add_argument("vault", help="a copy of it is measured")
    parser.add_argument("--runs", type=int, default=5, help="of each work; more make smaller phases certain")
    parser.add_argument("--house-rules", metavar="FILE", help="also measure with this vault.toml")
    parser.add_argument("--query", default="a", help="what is searched for")
    parser.add_argument("--no-search", action="store_true", help="leave the index and the search out")
    return parser.parse_args()


def _works(arguments: argparse.Namespace, scratch: str) -> list[_Work]:
    def folder(name: str) -> str:
        return os.path.join(scratch, name)

    vault = shutil.copytree(arguments.vault, folder("vault"), symlinks=True)
    works = _checks("", vault, folder("cold"), folder("warm"))
    if arguments.house_rules:
        ruled = shutil.copytree(vault, folder("ruled"), symlinks=True)
        shutil.copyfile(arguments.house_rules, os.path.join(ruled, "vault.toml"))
        works += _checks("house rules, ", ruled, folder("ruled-cold"), folder("ruled-warm"))
    if not arguments.no_search:
        new, kept = folder("index-new"), folder("index-kept")
        works.append(_Work("index", ("index", "--cache-dir", new), vault, new))
        works.append(_Work("search", ("search", "--cache-dir", kept, "--", arguments.query), vault))
    return works


def _checks(name: str, vault: str, cold: str, warm: str) -> list[_Work]:
    return [
        _Work(f"{name}no cache", ("check", "--no-cache"), vault),
        _Work(f"{name}cold", ("check", "--cache-dir", cold), vault, cold),
        _Work(f"{name}warm", ("check", "--cache-dir", warm), vault),
    ]


def _phases(work: _Work, runs: int, file: str) -> dict[str, float]:
    """Return the mean CPU seconds of each phase; a first run is not counted."""
    total: Counter[str] = Counter()
    for number in range(runs + 1):
        shutil.rmtree(work.forgets, ignore_errors=True) if work.forgets else None
        seconds = _sampled(work, file)
        if number:
            total.update(seconds)
    return {phase: seconds / runs for phase, seconds in total.items()}


def _sampled(work: _Work, file: str) -> Mapping[str, float]:
    command = [sys.executable, os.path.join(BENCH, "sampled.py"), file, *work.arguments]
    done = subprocess.run(
        command, cwd=work.folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    if done.returncode not in _FOUND:
        raise SystemExit(f"{work.name}: exit code {done.returncode}\n{done.stderr.decode(errors='replace')}")
    with open(file, encoding="utf-8") as saved:
        seconds: dict[str, float] = json.load(saved)
    return seconds


def render(phases: Mapping[str, Mapping[str, float]]) -> str:
    """Return a table: a line for each phase, the costliest first, a column for each work, milliseconds of CPU."""
    total: Counter[str] = Counter()
    for seconds in phases.values():
        total.update(seconds)
    shown = [name for name, _ in total.most_common() if max(work.get(name, 0) for work in phases.values()) >= _LEAST]
    lines: list[Sequence[str]] = [[name, *(_cell(work.get(name, 0)) for work in phases.values())] for name in shown]
    rest = [sum(work.values()) - sum(work.get(name, 0) for name in shown) for work in phases.values()]
    lines.append(["less than 5 ms each", *map(_cell, rest)])
    lines.append(["all", *(_cell(sum(work.values())) for work in phases.values())])
    return table(["CPU ms", *phases], lines, 1)


def _cell(seconds: float) -> str:
    return f"{1000 * seconds:.0f}" if seconds >= 0.0005 else ""
