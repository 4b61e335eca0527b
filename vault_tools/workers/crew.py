"""Workers that parse the files of a vault from the last to the first, while who wants them reads from the first on."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from vault_tools.model import Note
from vault_tools.workers import wire
from vault_tools.workers.process import Worker

_CHUNK = 16  # files
_AHEAD = 4  # chunks that a worker has waiting: who feeds it may be busy for a while
_decode = msgspec.msgpack.Decoder(Note).decode


class Parsed(NamedTuple):
    """The facts of a file, without its path; where facts are kept, with their key and the file's mark."""

    note: Note
    key: bytes
    mark: bytes


class Crew:
    """Some workers, and the `paths` of files for them. What they do not deliver is for the caller to parse.

    Nobody waits for a worker, so it does no harm if one is slow, dead or never comes to be: the caller goes through the
    files from the other end, and takes over whatever is not there when its turn comes.
    """

    def __init__(self, task: wire.Task, paths: Sequence[str], count: int) -> None:
        self._waiting = dict.fromkeys(paths)
        self._asked: set[str] = set()
        self._parsed: dict[str, Parsed] = {}
        self._workers: list[Worker] = []
        try:
            for _ in range(count):
                self._workers.append(Worker(task))
        except OSError:  # no more processes, pipes or memory: those that are there have more to do
            pass
        self._tend()

    def __del__(self) -> None:
        self.stop()

    def take(self, path: str) -> Parsed | None:
        """Return the facts of a file; None where they are not there: nobody will parse it but the caller."""
        if self._workers:
            self._waiting.pop(path, None)
            self._tend()
            self._asked.discard(path)
        return self._parsed.pop(path, None)

    def stop(self) -> None:
        """End all workers. What they have delivered is still there."""
        while self._workers:
            self._workers.pop().stop()

    def _tend(self) -> None:
        for worker in tuple(self._workers):
            try:
                for delivery in worker.take():
                    self._receive(delivery)
                while self._waiting and worker.chunks < _AHEAD:
                    worker.give(self._chunk())
            except (OSError, msgspec.MsgspecError):
                self._workers.remove(worker)
                worker.stop()
        if not self._waiting and not self._asked:
            self.stop()

    def _receive(self, delivery: wire.Delivery) -> None:
        if delivery.path in self._asked:
            self._asked.remove(delivery.path)
            self._parsed[delivery.path] = Parsed(_decode(delivery.facts), delivery.key, delivery.mark)

    def _chunk(self) -> list[str]:
        """Return the last files that nobody has been asked for."""
        paths = [self._waiting.popitem()[0] for _ in range(min(_CHUNK, len(self._waiting)))]
        self._asked.update(paths)
        return paths
