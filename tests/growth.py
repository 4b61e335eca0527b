"""Work that must end, and must not grow faster than what it is done on. How fast it is, `bench/` says, not a test.

CPU time is what is counted, with the garbage collector off, as the command line has it: thousands of tests leave a
heap that takes half a second to look through, at a moment of its own choice.
"""

import contextlib
import gc
import os
import signal
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TypeVar

import pytest

_FLOOR = 0.1  # seconds of CPU time below which nothing is compared
_TRIES = 3
_A = TypeVar("_A")

on_posix = pytest.mark.skipif(os.name != "posix", reason="pipes, sockets, signals and limits are those of POSIX")


class _TooSlowError(Exception):
    pass


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop the block, and fail, when it has used so many seconds of CPU time: ten times what it takes, or more."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise _TooSlowError

    if os.name != "posix":  # no such timer: what hangs is seen, what is slow is not
        yield
        return
    before = signal.signal(signal.SIGVTALRM, stop)
    gc.disable()
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    is_late = False
    try:
        yield
    except _TooSlowError:
        is_late = True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        gc.enable()
        signal.signal(signal.SIGVTALRM, before)
    if is_late:  # what a signal interrupts may have no line, and pytest cannot show such a traceback: from None
        raise AssertionError(f"more than {seconds} s of CPU time") from None


def grows_linearly(work: Callable[[_A], object], make: Callable[[int], _A], n: int) -> bool:
    """Whether work on `make(4 * n)` costs at most eight times what that on `make(n)` does (linear: 4, quadratic: 16).

    The least of up to three tries is compared: a machine that is busy makes work slower, never faster.
    """
    small = large = float("inf")
    for _ in range(_TRIES):
        small, large = min(small, _cost(work, make(n))), min(large, _cost(work, make(4 * n)))
        if large <= max(_FLOOR, 8 * small):
            return True
    return False


def _cost(work: Callable[[_A], object], argument: _A) -> float:
    with at_most(10):
        started = time.process_time()
        work(argument)
        return time.process_time() - started
