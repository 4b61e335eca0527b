"""Workers that parse the files of a vault ahead of the process that reads them."""

from collections.abc import Sequence

from msgspec import MsgspecError

from vault_tools.workers.process import Worker
from vault_tools.workers.queue import Queue
from vault_tools.workers.wire import Delivery, Task


class Crew:
    """Some workers, and the `paths` of files for them. What they do not deliver is for the caller to parse.

    Nobody ever waits for a worker, so it does no harm if one is slow, or dead, or never comes to be.
    """

    def __init__(self, task: Task, paths: Sequence[str], count: int) -> None:
        self._workers: list[Worker] = []
        self._queue = Queue(paths)
        self._delivered: dict[str, Delivery] = {}
        try:
            for _ in range(count):
                self._workers.append(Worker(task))
        except (OSError, ValueError):  # no more processes, pipes or memory: those that are there have more to do
            pass

    def __del__(self) -> None:
        self.stop()

    def take(self, path: str) -> Delivery | None:
        """Return the facts of a file; None where they are not there, and only the caller is going to make them."""
        if self._workers:
            self._tend()
            self._queue.read(path)
            if not self._queue.open:
                self.stop()
        return self._delivered.pop(path, None)

    def stop(self) -> None:
        """End all workers. What they have delivered can still be taken."""
        while self._workers:
            self._workers.pop().stop()

    def _tend(self) -> None:
        """Take in what has been parsed, and give away what is to be parsed next."""
        for worker in tuple(self._workers):
            try:
                for delivery in worker.take():
                    if delivery.path and self._queue.parsed(delivery.path):
                        self._delivered[delivery.path] = delivery
                while worker.has_time and (paths := self._queue.give()):
                    worker.give(paths)
            except (OSError, MsgspecError):
                self._workers.remove(worker)
                worker.stop()
