"""Run commands in turn and say what each cost: CPU seconds and peak memory, never the clock."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from statistics import median

# What the caller's shell says must not change what is measured; without bytecode every start would compile anew.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VAULT_TOOLS_"))}
# Linux counts in KiB, macOS in bytes.
_RSS_PER_MIB = 1024**2 if sys.platform == "darwin" else 1024


class RunError(Exception):
    """A command failed: its time would say nothing."""


@dataclass(frozen=True)
class Contestant:
    """A command, and the exit codes with which it has done its work. `forgets` is a folder deleted before each run."""

    name: str
    command: tuple[str, ...]
    exit_codes: frozenset[int] = frozenset({0})
    forgets: str = ""


@dataclass
class Cost:
    """What a contestant's runs cost: user and system seconds of each run, and the greatest resident memory of any."""

    seconds: list[float] = field(default_factory=list)
    peak_mib: float = 0.0

    @property
    def cpu(self) -> float:
        """Median CPU seconds."""
        return median(self.seconds)


def measure(contestants: list[Contestant], folder: str, rounds: int) -> dict[str, Cost]:
    """Cost by name. Rounds are interleaved (A B A B), so that a busy minute of the machine befalls all alike."""
    for contestant in contestants:
        _rehearse(contestant, folder)
    costs = {contestant.name: Cost() for contestant in contestants}
    for _ in range(rounds):
        for contestant in contestants:
            _run(contestant, folder, costs[contestant.name])
    return costs


def _rehearse(contestant: Contestant, folder: str) -> None:
    """Warm the disk cache, and see that the command works: a wrong option is refused quickly, and would win."""
    with tempfile.TemporaryFile() as output:  # not a pipe: see the memory trap in _run
        run = subprocess.run(
            contestant.command, cwd=folder, env=_ENVIRONMENT, stdout=output, stderr=subprocess.PIPE, check=False
        )
        is_silent = not os.fstat(output.fileno()).st_size
    # The exit code is not enough: lychee's is 2 both for broken links and for a wrong option.
    if run.returncode not in contestant.exit_codes or is_silent:
        raise RunError(f"{contestant.name}: exit code {run.returncode}: {run.stderr.decode(errors='replace')}")


def _run(contestant: Contestant, folder: str, cost: Cost) -> None:
    if contestant.forgets:
        shutil.rmtree(contestant.forgets)
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(contestant.command, cwd=folder, env=_ENVIRONMENT, stdout=quiet, stderr=quiet)
    # The child's peak starts at our own memory (Linux hands it on at exec): this process has to stay small.
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in contestant.exit_codes:
        raise RunError(f"{contestant.name}: exit code {process.returncode}")
    cost.seconds.append(usage.ru_utime + usage.ru_stime)
    cost.peak_mib = max(cost.peak_mib, usage.ru_maxrss / _RSS_PER_MIB)
