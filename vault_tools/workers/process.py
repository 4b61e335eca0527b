"""One worker, as the process sees it that has started it. Nothing here waits: what is not there yet is not there."""

import os
import subprocess
import sys
from contextlib import suppress

from msgspec import msgpack

from vault_tools.workers import wire

_PIPE = 1 << 20  # bytes, for which Linux can be asked: a worker goes on while nobody takes what it has made
_START = "import sys; sys.path[:] = sys.argv[1:]; from vault_tools.workers.worker import main; main()"
_decode = msgpack.Decoder(wire.Delivery).decode


class Worker:
    """A process that parses notes. `chunks` is how many it was given and has not done. Raises OSError if it cannot be.

    It is a Python of its own and no fork, so it does not matter what threads there are here; it imports from where
    this one does. It ends when its input does, and so with this process, however that ends.
    """

    def __init__(self, task: wire.Task) -> None:
        self.chunks = 0
        self._received = bytearray()
        self._unsent = bytearray(wire.framed(task))
        self._process = subprocess.Popen(  # noqa: S603  # ourselves
            [sys.executable, "-I", "-S", *_flags(), "-c", _START, *sys.path],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._orders, self._deliveries = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._orders, False)
        os.set_blocking(self._deliveries, False)
        _widen(self._deliveries)

    def give(self, paths: list[str]) -> None:
        """Ask for the facts of some files. Raises UnicodeEncodeError for a name that is not UTF-8."""
        self._unsent += wire.framed(wire.Chunk(paths))
        self.chunks += 1
        self._send()

    def take(self) -> list[wire.Delivery]:
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
        found = [_decode(body) for body in wire.cut(self._received)]
        self.chunks -= sum(not delivery.path for delivery in found)
        return found

    def _send(self) -> None:
        with suppress(BlockingIOError):
            del self._unsent[: os.write(self._orders, self._unsent)]

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        with self._process:  # waits for it
            self._process.kill()


def _flags() -> list[str]:
    return ["-X", "utf8", *(["-B"] if sys.dont_write_bytecode else [])]


def _widen(pipe: int) -> None:
    """Let more go into a pipe, where the system allows that: a worker goes on while nobody takes what it has made."""
    import fcntl

    with suppress(AttributeError, OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
