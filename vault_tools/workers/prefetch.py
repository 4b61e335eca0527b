"""When it pays that other processes parse notes, and which ones they are given."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import MsgspecError, msgpack
from msgspec.structs import replace

from vault_tools.model import Note
from vault_tools.paths import suffix_of
from vault_tools.trees import Disk
from vault_tools.workers.wire import Delivery, Task

if TYPE_CHECKING:
    from vault_tools.cache import FactsCache
    from vault_tools.workers.crew import Crew

LEAST = 500
"""Files that are still to be parsed: for fewer, what a process takes to start is not made good."""
_SHOWN = 64
"""Files that had to be parsed: before that nobody knows whether the rest is not just to be found in the cache."""

_decode = msgpack.Decoder(Note).decode


class Prefetch:
    """Has files of a folder on the disk parsed before they are asked for, by `helpers` other processes.

    `is_ordinary` says of a path that what lies there is a file of the vault, and nothing special. Nothing is started
    before it is certain that many files must be parsed, so no run is held up that knows their facts, or needs few.
    """

    def __init__(
        self, tree: Disk, cache: "FactsCache | None", helpers: int, is_ordinary: Callable[[str], bool]
    ) -> None:
        self._tree = tree
        self._cache = cache
        self._helpers = helpers
        self._is_ordinary = is_ordinary
        self._read = 0
        self._expected: dict[str, None] = {}
        self._crew: Crew | None = None

    def expect(self, paths: Sequence[str]) -> None:
        """Be told which files will be asked for, in about this order."""
        if self._crew is None and len(paths) >= LEAST:
            self._expected = dict.fromkeys(paths)
            if self._cache is None or self._cache.is_empty:
                self._start()

    def take(self, path: str) -> Note | None:
        """Return the facts of a file if they are here already. The cache is given them to keep."""
        if self._expected:
            self._read += 1
            self._expected.pop(path, None)
            self._consider()
        delivery = self._crew.take(path) if self._crew else None
        return self._accepted(path, delivery) if delivery else None

    def _accepted(self, path: str, delivery: Delivery) -> Note | None:
        try:
            note = _decode(delivery.facts)
        except (MsgspecError, RecursionError):
            return None
        if self._cache:
            self._cache.keep(delivery.key, note, delivery.facts)
            if delivery.mark:
                self._cache.keep_mark(_suffix(path), delivery.mark, delivery.key)
        return replace(note, path=path)

    def stop(self) -> None:
        """End the other processes."""
        self._expected = {}
        if self._crew:
            self._crew.stop()

    def _consider(self) -> None:
        """Start the other processes once many files had to be parsed, and most of those that were read."""
        parsed = self._cache.parsed if self._cache else self._read
        if parsed >= _SHOWN and 2 * parsed >= self._read:
            self._start()

    def _start(self) -> None:
        """Start the other processes if enough is left for them."""
        paths = [path for path in self._expected if self._can_be_given(path)]
        self._expected = {}
        if len(paths) >= LEAST:
            from vault_tools.workers.crew import Crew

            edition, sources = (self._cache.edition, self._cache.sources) if self._cache else (b"", ())
            self._crew = Crew(Task(self._tree.root, edition, sources), paths, self._helpers)

    def _can_be_given(self, path: str) -> bool:
        """Whether a file is one that others can read, and has to be parsed."""
        suffix = _suffix(path)
        if suffix == "txt" or not self._is_ordinary(path) or not _is_utf8(path):
            return False
        cache = self._cache
        return not (cache and cache.has_marks and cache.is_marked(suffix, self._tree.mark(path)))


def _suffix(path: str) -> str:
    return suffix_of(path).lower()


def _is_utf8(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:  # a name of other bytes
        return False
    return True
