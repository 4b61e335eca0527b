"""When it pays that other processes parse notes, and which ones they are given."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from vault_tools.model import Note
from vault_tools.paths import suffix_of
from vault_tools.trees import Disk
from vault_tools.workers.wire import Task

if TYPE_CHECKING:
    from vault_tools.cache import FactsCache
    from vault_tools.workers.crew import Crew

LEAST = 500
"""Files that are still to be parsed: for fewer, what a process takes to start is not made good."""
_SHOWN = 64
"""Files that had to be parsed: before that nobody knows whether the rest is not just to be found in the cache."""


class Prefetch:
    """Has files of a folder on the disk parsed before they are asked for, by `helpers` other processes.

    `can_help` says of a path whether others may read it in our stead. Nothing is started before many files had to be
    parsed, so a run whose facts are known is not held up, nor one that needs a few notes.
    """

    def __init__(
        self, tree: Disk, cache: "FactsCache | None", helpers: int, can_help: Callable[[str], bool]
    ) -> None:
        self._tree = tree
        self._cache = cache
        self._helpers = helpers
        self._can_help = can_help
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
        parsed = self._crew.take(path) if self._crew else None
        if parsed is None:
            return None
        if self._cache:
            self._cache.keep(parsed.key, parsed.note)
            if parsed.mark:
                self._cache.keep_mark(suffix_of(path).lower(), parsed.mark, parsed.key)
        return replace(parsed.note, path=path)

    def stop(self) -> None:
        """End the other processes."""
        self._expected = {}
        if self._crew:
            self._crew.stop()

    def _consider(self) -> None:
        """Start the other processes if most of what was read had to be parsed, and enough is left."""
        parsed = self._cache.parsed if self._cache else self._read
        if parsed >= _SHOWN and 2 * parsed >= self._read:
            self._start()

    def _start(self) -> None:
        paths = [path for path in self._expected if self._can_help(path) and not self._is_known(path)]
        self._expected = {}
        if len(paths) >= LEAST:
            from vault_tools.workers.crew import Crew

            edition, sources = (self._cache.edition, self._cache.sources) if self._cache else (b"", ())
            self._crew = Crew(Task(self._tree.root, edition, sources), paths, self._helpers)

    def _is_known(self, path: str) -> bool:
        cache = self._cache
        return bool(cache and cache.has_marks and cache.is_marked(suffix_of(path).lower(), self._tree.mark(path)))
