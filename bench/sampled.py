"""`python sampled.py FILE ...` runs `vault ...`, and writes to FILE, as JSON, in which phase its CPU seconds went.

A timer of the processor's time looks at the stack every few milliseconds. A sample weighs what has passed since the one
before, so that a long call into C counts in full, in the function that made it.
"""

import time

_started = time.process_time()

import json  # noqa: E402  # what comes first would not be measured
import os  # noqa: E402
import resource  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from collections import defaultdict  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from types import FrameType  # noqa: E402
from typing import NoReturn  # noqa: E402

_PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, _PROJECT)

from bench.phases import START, phase_of  # noqa: E402

_INTERVAL = 0.001
_PACKAGE = os.path.join(_PROJECT, "vault_tools") + os.sep
_IMPORTS = "<frozen importlib"

_FILE = sys.argv[1]
_leave = os._exit
_seconds: dict[str, float] = defaultdict(float, {START: _started})
_last = 0.0


def _frames(frame: FrameType | None) -> Iterator[tuple[str, str]]:
    while frame:
        path = frame.f_code.co_filename
        if path.startswith(_PACKAGE):
            yield path[len(_PACKAGE) :].replace(os.sep, "/"), frame.f_code.co_name
        else:
            yield "<import>" if path.startswith(_IMPORTS) else "", frame.f_code.co_name
        frame = frame.f_back


def _sample(number: int, frame: FrameType | None) -> None:
    global _last
    now = time.process_time()
    _seconds[phase_of(_frames(frame))] += now - _last
    _last = time.process_time()


def _write_and_leave(code: int) -> NoReturn:
    signal.setitimer(signal.ITIMER_PROF, 0)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    _seconds["other processes"] = children.ru_utime + children.ru_stime
    with open(_FILE, "w", encoding="utf-8") as file:
        json.dump(_seconds, file)
    _leave(code)


sys.argv[:2] = ["vault"]
os._exit = _write_and_leave  # type: ignore[assignment]
signal.signal(signal.SIGPROF, _sample)
_last = time.process_time()
signal.setitimer(signal.ITIMER_PROF, _INTERVAL, _INTERVAL)

from vault_tools.cli import main  # noqa: E402

main()
