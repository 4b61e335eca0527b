"""Workers that parse the files of a vault ahead of the process that reads them."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from vault_tools.model import Note
from vault_tools.workers import wire
from vault_tools.workers.process import Worker
from vault_tools.workers.queue import Queue

_decode = msgspec.msgpack.Decoder(Note).decode


class Parsed(NamedTuple):
    """The facts of a file, without its path; where facts are kept, with their key and the file's mark."""

    note: Note
    key: bytes
    mark: bytes


class Crew:
    """Some workers, and the `paths` of files for them. What they do not deliver is for the caller to parse.

    Nobody ever waits for a worker, so it does no harm if one is slow, or dead, or never comes to be.
    """

    def __init__(self, task: wire.Task, paths: Sequence[str], count: int) -> None:
        self._queue = Queue(paths)
        self._parsed: dict[str, Parsed] = {}
        self._workers: list[Worker] = []
        try:
            for _ in range(count):
                self._workers.append(Worker(task))
        except (OSError, ValueError):  # no more processes, pipes or memory: those that are there have more to do
            pass

    def __del__(self) -> None:
        self.stop()

    def take(self, path: str) -> Parsed | None:
        """Return the facts of a file; None where they are not there, and only the caller is going to make them."""
        if self._workers:
            self._tend()
        parsed = self._parsed.pop(path, None)
        if not parsed:
            self._queue.close(path)
        if not self._queue.open:
            self.stop()
        return parsed

    def stop(self) -> None:
        """End all workers. What they have delivered is still there."""
        while self._workers:
            self._workers.pop().stop()

    def _tend(self) -> None:
        """Take in what has been parsed, and give away what is to be parsed next."""
        for worker in tuple(self._workers):
            try:
                for delivery in worker.take():
                    if delivery.path and self._queue.close(delivery.path):
                        self._parsed[delivery.path] = Parsed(_decode(delivery.facts), delivery.key, delivery.mark)
                while worker.has_time and (paths := self._queue.give()):
                    worker.give(paths)
            except (OSError, msgspec.MsgspecError):
                self._workers.remove(worker)
                worker.stop()
