"""A vault's search index: opened, brought up to date, asked, verified. What is wrong with it is mended on the way."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, NamedTuple, Self

from vault_tools.cache import SOURCES
from vault_tools.edition import edition
from vault_tools.search.documents import Document, Stamp, value_texts
from vault_tools.search.engines import Engine, EngineError
from vault_tools.search.ordering import Sort, date_of
from vault_tools.search.ranking import Names
from vault_tools.search.refreshing import Builder, Changes, Refreshed, Source, digest_of, find_changes
from vault_tools.search.results import Results
from vault_tools.search.searching import Snapshot, answer
from vault_tools.search.storage import ENGINE, BusyError, Contents, DamagedError, Identity, Manifest, Storage
from vault_tools.search.texts import Texts

_ATTEMPTS = 20  # to open what another run may be replacing just now
_PATIENCE = 2.0  # seconds that a run waits for another one before it answers from what there is
_TORN = "what was written is not what is read"
_UNBUILT = "the index is not built: call refresh() first"
_FAULTS = {
    "": "index.missing",
    "search.rebuilt.damaged": "index.damaged",
    "search.rebuilt.foreign": "index.foreign",
}
"""What `verify` calls what is wrong with an index that could not be opened."""
_MANY = 500  # files to be read, from which on it takes about two seconds

Say = Callable[..., None]
"""Says something that a person should know: the key of a message, and its values by name."""


class Observer(NamedTuple):
    """Who is told what goes on: `say` of what a person should know, `on_read` of files read so far and to be read."""

    say: Say = lambda key, **values: None
    on_read: Callable[[int, int], None] = lambda done, total: None


class Statistics(NamedTuple):
    """What an index holds: notes, files known by name only, bytes on the disk, the engine and its version."""

    notes: int
    names: int
    size: int
    engine: str
    version: str
    folder: str


class _Opened(NamedTuple):
    manifest: Manifest
    contents: Contents
    snapshot: Snapshot


def _printable(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


class Index:
    """The search index of one vault. Made by `vault_tools.open_index`; also a context manager that closes it.

    It answers from one state, that of the last `refresh`. Only where that does not hold what is needed are notes read,
    as they are by then: for letters in their case, regular expressions, blocks, sections and tasks, links from a note,
    and what is shown. Not safe for several threads at once.
    """

    def __init__(
        self,
        folder: str,
        engine: Engine,
        source: Callable[[], Source],
        observer: Observer,
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        """Open what is in `folder`, and let go of it if it is of no use: see `is_built`. Raises OSError."""
        self._edition = edition(*SOURCES, "search").hex()
        self._storage = Storage(folder)
        self._on_close = on_close
        self._engine = engine
        self._find_source = source
        self._source = source()
        self.observer = observer
        self._opened: _Opened | None = None
        self._seen: Manifest | None = None  # the last manifest that was looked at, of use or not
        self.last_refresh = Refreshed()
        self._is_looked_at = False  # the source is as new as this object
        self.fault = ""  # what is wrong with what lies in the folder, as a key of the catalogue
        self._load()

    @property
    def root(self) -> str:
        """The vault's folder."""
        return self._source.vault.root

    @property
    def unreadable(self) -> int:
        """How many files and folders of the vault cannot be read, and so are not searched."""
        return self._source.unreadable

    def elsewhere(self, folder: str, on_close: Callable[[], None]) -> "Index":
        """Return an index of the same vault in another folder."""
        return Index(folder, self._engine, self._find_source, self.observer, on_close)

    @property
    def is_built(self) -> bool:
        """Whether there is anything to answer from."""
        return self._opened is not None

    # -- opening ---------------------------------------------------------------------------------------------

    @property
    def _identity(self) -> Identity:
        vault = self._source.vault
        names = sorted((name, vault.spellings(name)) for name in ("title", "aliases", "tags"))
        return Identity(
            self._edition,
            self._engine.name,
            self._engine.version,
            _printable(os.path.realpath(vault.root)),
            repr(names),
        )

    def _load(self) -> None:
        """Open the generation in force. One that is damaged or not ours counts as none: see `fault`."""
        self._let_go()
        for attempt in range(_ATTEMPTS):
            manifest = None
            try:
                self._seen = manifest = self._storage.manifest()
                if manifest is None:
                    return
                if manifest.identity != self._identity:
                    raise DamagedError("search.rebuilt.foreign")
                self._storage.verify(manifest)
                self._opened = self._open(manifest, self._storage.contents(manifest))
                return
            except (OSError, EngineError, DamagedError) as error:
                if attempt + 1 < _ATTEMPTS and manifest != self._manifest_now():
                    continue  # another run has put a new generation in its place
                self.fault = error.reason if isinstance(error, DamagedError) else "search.rebuilt.damaged"
                return

    def _manifest_now(self) -> Manifest | None:
        try:
            return self._storage.manifest()
        except DamagedError:
            return None

    def _open(self, manifest: Manifest, contents: Contents) -> _Opened:
        folder = self._storage.path(manifest.generation)
        reader = self._engine.open(self._storage.path(manifest.generation, ENGINE))
        documents = {document.id: document for document in contents.documents}
        searched = {id for id, document in documents.items() if document.place}
        if reader.ids() != searched:
            reader.close()
            raise DamagedError("search.rebuilt.damaged")
        texts = Texts(folder, contents.documents)
        others = [
            Document(-number, path, b"", Stamp(-1, 0, 0, 0), path.rpartition(b"/")[2].decode("utf-8", "replace"))
            for number, path in enumerate(contents.others, 1)
        ]
        vault = self._source.vault
        names = frozenset(key for document in contents.documents for key, _ in document.properties)
        snapshot = Snapshot(documents, others, reader, texts, vault, Names(), names | vault.known_spellings)
        return _Opened(manifest, contents, snapshot)

    def close(self) -> None:
        """Let go of all files, and of the folder if it was a temporary one."""
        self._let_go()
        self._on_close()

    def _let_go(self) -> None:
        self.fault = ""
        if self._opened:
            self._opened.snapshot.reader.close()
            self._opened.snapshot.texts.close()
            self._opened = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- bringing up to date ---------------------------------------------------------------------------------

    def refresh(self, *, rebuild: bool = False) -> Refreshed:
        """Look at the vault and bring the index up to date with it, or build it anew. Raises OSError on writing.

        While another run is writing it, the old state is used, if there is one: `Observer.say` tells.
        """
        if self._is_looked_at:
            self._source = self._find_source()
            self._catch_up()
        self._is_looked_at = True
        self.last_refresh = Refreshed()
        changes = self._changes(rebuild=rebuild)
        if changes.is_empty and self._opened:
            return self.last_refresh
        try:
            with self._storage.locked(self._patience()):
                if self._catch_up():
                    changes = self._changes(rebuild=rebuild)
                self.last_refresh = self._write(changes, rebuild=rebuild)
        except BusyError:
            self.observer.say("search.busy")
        return self.last_refresh

    def _patience(self) -> Callable[[], None]:
        """Return what is done while another run writes: wait for it, or, where there is an old state, not for long."""
        started = time.monotonic()
        is_said = False

        def wait() -> None:
            nonlocal is_said
            waited = time.monotonic() - started
            if self._opened and waited > _PATIENCE:
                raise BusyError
            if not self._opened and not is_said and waited > _PATIENCE / 2:
                is_said = True
                self.observer.say("search.waiting")

        return wait

    def _catch_up(self) -> bool:
        """Open what another run has put in force by now, if any has; return whether it did."""
        if self._manifest_now() == self._seen:
            return False
        self._load()
        return True

    def _changes(self, *, rebuild: bool) -> Changes:
        return find_changes(self._source, None if rebuild or self._opened is None else self._opened.contents)

    def _write(self, changes: Changes, *, rebuild: bool) -> Refreshed:
        """Write a new generation and open it. Needs the lock."""
        if changes.is_empty and self._opened:
            return Refreshed()
        if self.fault and not rebuild:
            self.observer.say(self.fault)
        if len(changes.new) > _MANY:
            self.observer.say("search.indexing", count=f"{len(changes.new):,}")
        base = (self._opened.manifest, self._opened.contents) if self._opened and not rebuild else None
        builder = Builder(self._storage, self._engine, self._source, base, self.observer.on_read)
        try:
            refreshed, manifest, contents = builder.write(self._identity, changes)
        except EngineError:
            if base is None:
                raise OSError(None, _TORN) from None
            self.observer.say("search.rebuilt.damaged")
            return self._write(self._changes(rebuild=True), rebuild=True)
        self._let_go()
        self._seen = manifest
        try:
            self._opened = self._open(manifest, contents)
        except (EngineError, DamagedError):
            raise OSError(None, _TORN) from None
        self._source.save()
        return refreshed

    # -- asking ----------------------------------------------------------------------------------------------

    def search(self, query: str, *, limit: int = 10, offset: int = 0, sort: Sort = "relevance") -> Results:
        """Return what `query` finds, in the language of `docs/search.md`. Raises QueryError where it cannot be read.

        `limit` and `offset` choose the page; `sort` is `relevance`, `date` (newest first), `path` or `modified`.
        """
        if self._opened is None:
            raise RuntimeError(_UNBUILT)
        return answer(self._opened.snapshot, query, limit, offset, sort)

    def facets(self, found: Iterable[Document], name: str) -> list[tuple[str, int]]:
        """Return the values that a property has in documents, with their numbers, the most frequent first."""
        spellings = self._source.vault.all_spellings(name)
        counts: Counter[str] = Counter()
        for document in found:
            values = [value for key, value in document.properties if key.lower() in spellings]
            counts.update({text.strip() for value in values for text in value_texts(value)})
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    # -- looking at it ---------------------------------------------------------------------------------------

    def verify(self) -> str:
        """Return the key of a message about what is wrong with the index, or an empty string.

        Everything on the disk is compared with what was written, and every document with its file.
        """
        if self._opened is None:
            return _FAULTS[self.fault]
        manifest, contents, _ = self._opened
        try:
            self._storage.verify(manifest)
        except (DamagedError, OSError):
            return "index.damaged"
        read = self._source.read
        known = {document.path: document.digest for document in contents.documents}
        now = {path: digest_of(raw) if (raw := read(path)) is not None else b"" for path in self._source.paths}
        return "" if now == known else "index.outdated"

    def export(self) -> Iterator[dict[str, Any]]:
        """Yield what is known of each note, by path: its card, and its body, folded in case and width."""
        if self._opened is None:
            raise RuntimeError(_UNBUILT)
        texts = self._opened.snapshot.texts
        for document in sorted(self._opened.contents.documents, key=lambda document: document.raw_path):
            if document.place:
                yield {
                    "path": document.path,
                    "title": document.title,
                    "aliases": list(document.aliases),
                    "tags": list(document.tags),
                    "date": date_of(document) or None,
                    "properties": dict(document.properties),
                    "links": list(document.links),
                    "body": texts.exact(document.place)[1],
                }

    def statistics(self) -> Statistics:
        """Return what the index holds."""
        if self._opened is None:
            raise RuntimeError(_UNBUILT)
        manifest, contents, _ = self._opened
        notes = sum(1 for document in contents.documents if document.place)
        names = len(contents.documents) - notes + len(contents.others)
        size = sum(size for size, _ in manifest.files.values())
        return Statistics(notes, names, size, self._engine.name, self._engine.version, self._storage.folder)

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every document that the index knows, in the order in which they came in."""
        return self._opened.contents.documents if self._opened else ()
