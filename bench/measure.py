"""Run commands in turn and say what each cost: CPU seconds with those of children, the clock, peak memory."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from bench.together import peak_together

# What the caller's shell says must not change what is measured; without bytecode every start would compile anew.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VAULT_TOOLS_"))}
# Linux counts in KiB, macOS in bytes.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
_PATIENCE = 20.0  # CPU seconds that all runs of one contestant may take together, unless one alone takes more


class RunError(Exception):
    """A command failed: its time would say nothing."""


@dataclass(frozen=True)
class Contestant:
    """A command, the folder that it runs in, and the exit codes with which it has done its work.

    `shown` is the command as others would type it. `forgets` is a folder deleted before each run, `prepare` is called
    before it. What `keeps` something for its later runs does more in its first, which then never counts. `own_times`
    is a file to which the command appends the CPU seconds of its own process, without children.
    """

    name: str
    command: tuple[str, ...]
    folder: str
    shown: str = ""
    exit_codes: frozenset[int] = frozenset({0})
    forgets: str = ""
    prepare: Callable[[], None] | None = None
    keeps: bool = False
    own_times: str = ""


class Run(NamedTuple):
    """What a run cost: CPU and clock in seconds, peak resident memory of its largest process in MB (10^6 bytes).

    `together` is the peak of all its processes, 0 where there was one, or nobody looked.
    `own` are the CPU seconds without children, where somebody wants to know.
    """

    cpu: float
    wall: float
    peak: float
    own: float = 0.0
    together: float = 0.0


@dataclass
class Cost:
    """What the runs of a contestant cost: medians, but the greatest peak of any, and of all processes `together`."""

    runs: list[Run] = field(default_factory=list)
    together: float = 0.0

    @property
    def cpu(self) -> float:
        """Median CPU seconds, user and system."""
        return median(run.cpu for run in self.runs)

    @property
    def wall(self) -> float:
        """Median seconds on the clock."""
        return median(run.wall for run in self.runs)

    @property
    def own(self) -> float:
        """Median CPU seconds of the process itself; 0 where they were not asked for."""
        return median(run.own for run in self.runs)

    @property
    def peak(self) -> float:
        """The greatest peak of memory, MB."""
        return max(self.together, *(run.peak for run in self.runs))

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the greatest CPU seconds."""
        return min(run.cpu for run in self.runs), max(run.cpu for run in self.runs)


class Measured(NamedTuple):
    """Costs by name, and why others of the contestants have none."""

    costs: Mapping[str, Cost]
    failures: Mapping[str, str]


def measure(contestants: Iterable[Contestant], rounds: int, environment: Mapping[str, str]) -> Measured:
    """Run all in turn, A B A B, so that a busy minute of the machine befalls all alike.

    A first run of each warms the disk and shows that it works. It counts only where the patience for a second is
    lacking: who takes long has fewer rounds.
    """
    costs: dict[str, Cost] = {}
    turns: list[tuple[Contestant, int]] = []
    failures: dict[str, str] = {}
    variables = {**ENVIRONMENT, **environment}
    for contestant in contestants:
        try:
            first = _rehearse(contestant, variables)
        except (RunError, OSError) as error:
            failures[contestant.name] = str(error)
            continue
        turns.append((contestant, rounds if contestant.keeps else rounds_of(first, rounds)))
        together = 0.0 if contestant.keeps else first.together
        costs[contestant.name] = Cost([] if turns[-1][1] else [first], together)
    for number in range(rounds):
        for contestant, own_rounds in turns:
            if number < own_rounds and contestant.name not in failures:
                try:
                    costs[contestant.name].runs.append(_run(contestant, variables))
                except RunError as error:
                    failures[contestant.name] = str(error)
    return Measured({name: cost for name, cost in costs.items() if name not in failures}, failures)


def rounds_of(first: Run, rounds: int) -> int:
    """Return how often a command is run again that cost so much the first time."""
    return max(0, min(rounds, int(_PATIENCE / max(first.cpu, 0.001))))


def _rehearse(contestant: Contestant, environment: Mapping[str, str]) -> Run:
    """Run once, and see that the command works: a wrong option is refused quickly, and would win."""
    # Files, not pipes: what would be read here would swell this process, see _run.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        run, code = _started(contestant, environment, output.fileno(), errors.fileno(), is_watched=True)
        is_silent = not os.fstat(output.fileno()).st_size
        errors.seek(0)
        said = errors.read(2000).decode(errors="replace").strip()
    # The exit code is not enough: lychee's is 2 both for broken links and for a wrong option.
    if code not in contestant.exit_codes or is_silent:
        raise RunError(f"exit code {code}: {said}")
    return run


def _run(contestant: Contestant, environment: Mapping[str, str]) -> Run:
    run, code = _started(contestant, environment, subprocess.DEVNULL, subprocess.DEVNULL)
    if code not in contestant.exit_codes:
        raise RunError(f"exit code {code}, which it had not before")
    return run


def _started(
    contestant: Contestant, environment: Mapping[str, str], output: int, errors: int, *, is_watched: bool = False
) -> tuple[Run, int]:
    """Run the command; return what it cost and its exit code. Whoever is watched is disturbed a little."""
    if contestant.forgets:
        shutil.rmtree(contestant.forgets, ignore_errors=True)
    if contestant.prepare:
        contestant.prepare()
    start = time.perf_counter()
    process = subprocess.Popen(contestant.command, cwd=contestant.folder, env=environment, stdout=output, stderr=errors)
    together = peak_together(process.pid) if is_watched else 0.0
    # The child's peak starts at our own memory (Linux hands it on at exec): this process has to stay small.
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    own = _last_number(contestant.own_times) if contestant.own_times else 0.0
    run = Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * _RSS_UNIT / 1e6, own, together)
    return run, process.returncode


def _last_number(path: str) -> float:
    with open(path, encoding="utf-8") as file:
        return float(file.read().split()[-1])
