"""One worker, as the process sees it that has started it. Nothing here waits: what is not there yet is not there."""

import fcntl
import os
import sys
from collections.abc import Iterable
from contextlib import suppress

from msgspec import msgpack

from vault_tools.workers.wire import Chunk, Delivery, Task, cut, framed

_AHEAD = 4  # chunks that it has waiting, as who feeds it may be busy for a while
_PIPE = 1 << 20  # bytes, for which Linux can be asked: it goes on while nobody takes what it has made
_SIGINT, _SIGKILL = 2, 9  # the module `signal` takes a millisecond
_MAIN = "import sys; sys.path[:] = sys.argv[1:]; from vault_tools.workers.worker import main; main()"
_decode = msgpack.Decoder(Delivery).decode


class Worker:
    """A process that parses notes. Raises OSError, ValueError where it cannot be started.

    It is a Python of its own. A fork would be there at once, but it takes as long again to copy the memory that both go
    on to write, and whatever a thread holds when it is made is held for ever. It ends when its input does, and so with
    this process, however that ends.
    """

    def __init__(self, task: Task) -> None:
        self._chunks = 0  # that it was given and has not done
        self._received = bytearray()
        self._unsent = bytearray(framed(task))
        self._is_there = False
        opened: list[int] = []
        try:
            for _ in range(2):
                opened += _pipe()
            its_input, self._orders, self._deliveries, its_output = opened
            os.set_blocking(self._orders, False)
            os.set_blocking(self._deliveries, False)
            self._id = _spawn(its_input, its_output)
        except BaseException:
            _close(opened)
            raise
        _close((its_input, its_output))

    @property
    def has_time(self) -> bool:
        """Whether it can be given more: not before it has said that it is there."""
        return self._is_there and self._chunks < _AHEAD

    def give(self, paths: list[str]) -> None:
        """Ask for the facts of some files. Raises OSError where nobody hears that."""
        self._unsent += framed(Chunk(paths))
        self._chunks += 1
        self._send()

    def take(self) -> list[Delivery]:
        """Return what has come from it. Raises OSError, MsgspecError where no more will."""
        if self._unsent:
            self._send()
        try:
            received = os.read(self._deliveries, _PIPE)
        except BlockingIOError:
            return []
        if not received:
            raise BrokenPipeError
        self._received += received
        found = [_decode(body) for body in cut(self._received)]
        done = sum(not delivery.path for delivery in found)
        self._chunks -= done if self._is_there else done - 1  # the first is its answer to the task
        self._is_there = self._is_there or done > 0
        return found

    def _send(self) -> None:
        with suppress(BlockingIOError):
            del self._unsent[: os.write(self._orders, self._unsent)]

    def stop(self) -> None:
        """End the process, whatever it is doing, and leave nothing of it."""
        with suppress(OSError):  # somebody who takes care of all processes has seen to it
            os.kill(self._id, _SIGKILL)
            os.waitpid(self._id, 0)
        _close((self._orders, self._deliveries))


def _pipe() -> list[int]:
    """Return the ends of a pipe, to read and to write. Neither is a standard stream, if one of those is closed here."""
    ends = os.pipe()
    try:
        with suppress(AttributeError, OSError):
            fcntl.fcntl(ends[0], fcntl.F_SETPIPE_SZ, _PIPE)
        return [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 3) for end in ends]
    finally:
        _close(ends)


def _close(ends: Iterable[int]) -> None:
    for end in ends:
        os.close(end)


def _spawn(its_input: int, its_output: int) -> int:
    """Start a Python that imports from where this one does. Raises OSError, ValueError.

    An interruption from the keyboard is not for it: whoever has started it ends it.
    """
    if not sys.executable or hasattr(sys, "frozen"):
        raise FileNotFoundError  # what runs here is no Python that could be started once more
    flags = ["-I", "-S", "-X", "utf8", *(["-B"] if sys.dont_write_bytecode else [])]
    return os.posix_spawn(
        sys.executable,
        [sys.executable, *flags, "-c", _MAIN, *map(str, sys.path)],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, its_input, 0),
            (os.POSIX_SPAWN_DUP2, its_output, 1),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ],
        setsigmask=[_SIGINT],
    )
