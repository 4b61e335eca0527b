"""Start a worker: as a fork of this process where that is safe, else as a Python of its own."""

import fcntl
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from vault_tools.workers import worker

_PIPE = 1 << 20  # bytes, for which Linux can be asked: a worker goes on while nobody takes what it has made
_SPAWNED = "import sys; sys.path[:] = sys.argv[1:]; from vault_tools.workers.worker import main; main()"
_SIGINT = 2


class Started(NamedTuple):
    """A process, and the pipes to and from it. Our ends do not block."""

    id: int
    orders: int
    deliveries: int


def start() -> Started:
    """Start a worker. Raises OSError, ValueError where that cannot be.

    A fork is there in a millisecond and has all modules, but what other threads hold, it holds for ever; and on a Mac,
    libraries of the system do not expect one. A new Python takes 50 ms.
    """
    ends: list[int] = []
    try:
        for _ in range(2):
            ends += _pipe()
        its_input, orders, deliveries, its_output = ends
        id = _fork(its_input, its_output) if _is_alone() else _spawn(its_input, its_output)
    except BaseException:
        _close(ends)
        raise
    _close((its_input, its_output))
    for end in (orders, deliveries):
        os.set_blocking(end, False)
    with suppress(AttributeError, OSError):
        fcntl.fcntl(deliveries, fcntl.F_SETPIPE_SZ, _PIPE)
    return Started(id, orders, deliveries)


def _pipe() -> list[int]:
    """Return the ends of a pipe, to read and to write: neither is one of the standard streams, if those are closed."""
    ends = os.pipe()
    try:
        return [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 3) for end in ends]
    finally:
        _close(ends)


def _close(ends: Iterable[int]) -> None:
    for end in ends:
        os.close(end)


def _is_alone() -> bool:
    """Whether this process has one thread, whoever may have started others. Only Linux says so."""
    try:
        return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


def _fork(its_input: int, its_output: int) -> int:
    ours = os.getpid()
    try:
        if id := os.fork():
            return id
        _settle(its_input, its_output)
        worker.main()
    finally:
        if os.getpid() != ours:  # whatever has happened: what this process was about to do is not done a second time
            os._exit(0)
    raise AssertionError


def _settle(its_input: int, its_output: int) -> None:
    """Let the pipes be input and output, and nothing else be open."""
    os.dup2(its_input, 0)
    os.dup2(its_output, 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # the one that this listing was made with
            if int(name) > 2:
                os.close(int(name))


def _spawn(its_input: int, its_output: int) -> int:
    """Start a Python that imports from where this one does. Raises OSError, ValueError."""
    if not sys.executable or hasattr(sys, "frozen"):
        raise FileNotFoundError(sys.executable)  # there is no Python that could be started
    flags = ["-I", "-S", "-X", "utf8", *(["-B"] if sys.dont_write_bytecode else [])]
    return os.posix_spawn(
        sys.executable,
        [sys.executable, *flags, "-c", _SPAWNED, *map(str, sys.path)],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, its_input, 0),
            (os.POSIX_SPAWN_DUP2, its_output, 1),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ],
        setsigmask=[_SIGINT],
    )
