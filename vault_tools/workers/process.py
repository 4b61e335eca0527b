"""One worker, as the process sees it that has started it. Nothing here waits: what is not there yet is not there."""

import os
from contextlib import suppress

from msgspec import msgpack

from vault_tools.workers import wire
from vault_tools.workers.start import start

_AHEAD = 4  # chunks that it has waiting, as who feeds it may be busy for a while
_MAX_READ = 1 << 20
_SIGKILL = 9
_decode = msgpack.Decoder(wire.Delivery).decode


class Worker:
    """A process that parses notes. Raises OSError, ValueError where it cannot be started.

    It ends when its input does, and so with this process, however that ends.
    """

    def __init__(self, task: wire.Task) -> None:
        self._chunks = 0  # that it was given and has not done
        self._received = bytearray()
        self._unsent = bytearray(wire.framed(task))
        self._started = start()
        self._is_there = False

    @property
    def has_time(self) -> bool:
        """Whether it can be given more: not before it has said that it is there."""
        return self._is_there and self._chunks < _AHEAD

    def give(self, paths: list[str]) -> None:
        """Ask for the facts of some files. Raises OSError, UnicodeEncodeError for a name that is not UTF-8."""
        self._unsent += wire.framed(wire.Chunk(paths))
        self._chunks += 1
        self._send()

    def take(self) -> list[wire.Delivery]:
        """Return what has come from it. Raises OSError, MsgspecError where no more will."""
        if self._unsent:
            self._send()
        try:
            received = os.read(self._started.deliveries, _MAX_READ)
        except BlockingIOError:
            return []
        if not received:
            raise BrokenPipeError
        self._received += received
        found = [_decode(body) for body in wire.cut(self._received)]
        done = sum(not delivery.path for delivery in found)
        self._chunks -= done if self._is_there else done - 1
        self._is_there = self._is_there or done > 0
        return found

    def _send(self) -> None:
        with suppress(BlockingIOError):
            del self._unsent[: os.write(self._started.orders, self._unsent)]

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        with suppress(OSError):  # it is gone, and somebody who takes care of all processes has seen to it
            os.kill(self._started.id, _SIGKILL)
            os.waitpid(self._started.id, 0)
        os.close(self._started.orders)
        os.close(self._started.deliveries)
