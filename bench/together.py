"""The memory of a process and its children together, sampled while they run: only Linux tells it."""

import time
from collections.abc import Iterator

_INTERVAL = 0.01


def peak_together(process: int) -> float:
    """Wait until the process has ended, and return the greatest memory that it and its children had at once, in MB.

    What they share counts once. 0 where there were never two of them. The process is left to be waited for.
    """
    greatest = 0
    while _is_running(process):
        family = list(_family(process))
        if len(family) > 1:
            greatest = max(greatest, sum(map(_kib, family)))
        time.sleep(_INTERVAL)
    return greatest * 1024 / 1e6


def _is_running(process: int) -> bool:
    state = _read(process, "stat").rpartition(")")[2].split()
    return bool(state) and state[0] not in "ZX"


def _family(process: int) -> Iterator[int]:
    yield process
    for child in _read(process, f"task/{process}/children").split():
        yield from _family(int(child))


def _kib(process: int) -> int:
    lines = _read(process, "smaps_rollup").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _read(process: int, name: str) -> str:
    try:
        with open(f"/proc/{process}/{name}", encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""
