"""Where an index lies: generations, each a folder that is written once, and a manifest that names the one in force.

A generation is complete and on the disk before the manifest names it, and the manifest is replaced at once: whoever is
killed leaves the old index or the new one, and perhaps a folder that nobody names, which the next writer deletes.
Nothing is opened whose sums are not those of the manifest.
"""

import contextlib
import errno
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from typing import Annotated, BinaryIO
from zlib import crc32

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from vault_tools.files import open_regular, read_regular
from vault_tools.search.documents import Document, Stamp
from vault_tools.search.engines import LOCK_SUFFIX

_INDEX = "search"
_DEFAULT_ENGINE = "whoosh"
MANIFEST, LOCK = "manifest.json", "lock"
DOCUMENTS, ENGINE = "documents", "engine"
"""What a generation holds beside the pieces of texts: the documents, and the engine's folder."""
_GENERATION = "g"
_MAX_BYTES = 1 << 32
_ATTEMPTS = 20  # to make a folder that somebody removes
_CHUNK = 1 << 20


def index_folder(folder: str, engine: str) -> str:
    """Return where the index that an engine keeps lies in the `folder` of what is kept of a vault: each has its own."""
    return os.path.join(folder, _INDEX if engine == _DEFAULT_ENGINE else f"{_INDEX}-{engine}")


def engine_of(name: str) -> str:
    """Return which engine keeps the index in the folder called `name`."""
    return name.removeprefix(_INDEX).removeprefix("-") or _DEFAULT_ENGINE


class Identity(Struct, frozen=True):
    """What an index must agree in with those who use it: otherwise it is made anew. `edition` is our own sources'."""

    edition: str
    engine: str
    engine_version: str
    root: str
    settings: str


class Manifest(Struct, frozen=True):
    """The index in force: the folder, and of each file in it the size in bytes and the sum
    (CRC-32: against accidents; nobody else can write there). `piece` is the last piece of texts.
    """

    identity: Identity
    generation: Annotated[str, Meta(pattern=rf"\A{_GENERATION}[0-9a-f]+\Z")]
    files: dict[str, tuple[int, int]]
    piece: int
    last_id: int
    sum: int = 0

    @property
    def right_sum(self) -> int:
        """What `sum` should be: that of all else in the manifest but the identity, which must be equal anyway."""
        return crc32(msgspec.json.encode((self.generation, self.files, self.piece, self.last_id)))


class Contents(Struct, frozen=True, array_like=True):
    """What is in the file of documents; `others` are the paths of files that are found by name only, as bytes."""

    documents: tuple[Document, ...]
    others: tuple[bytes, ...]


class DamagedError(Exception):
    """What lies in the folder is not what the manifest says. `reason` is a key of the catalogue."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BusyError(Exception):
    """Another run is writing this index."""


class Storage:
    """The folder of one index."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        if os.path.lexists(folder) and (os.path.islink(folder) or not os.path.isdir(folder)):
            os.remove(folder)  # through a link we would delete what is not ours
        os.makedirs(folder, mode=0o700, exist_ok=True)

    def path(self, *names: str) -> str:
        """Return the path of something in the folder."""
        return os.path.join(self.folder, *names)

    # -- reading ---------------------------------------------------------------------------------------------

    def manifest(self) -> Manifest | None:
        """Return the manifest; None where there is none yet. Raises DamagedError."""
        try:
            manifest = msgspec.json.decode(read_regular(self.path(MANIFEST), _CHUNK), type=Manifest)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError):  # msgspec.DecodeError
            raise DamagedError("search.rebuilt.damaged") from None
        if manifest.sum != manifest.right_sum:
            raise DamagedError("search.rebuilt.damaged")
        return manifest

    def verify(self, manifest: Manifest) -> None:
        """Make sure that every file of a generation is as it was written. Raises DamagedError, OSError."""
        folder = self.path(manifest.generation)
        if {name: _size_and_sum(os.path.join(folder, name)) for name in _files_in(folder)} != manifest.files:
            raise DamagedError("search.rebuilt.damaged")

    def contents(self, manifest: Manifest) -> Contents:
        """Return the documents of a generation. Raises DamagedError, OSError."""
        raw = read_regular(self.path(manifest.generation, DOCUMENTS), _MAX_BYTES)
        try:
            return msgspec.msgpack.decode(raw, type=Contents)
        except (ValueError, RecursionError):
            raise DamagedError("search.rebuilt.damaged") from None

    # -- writing ---------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def locked(self, wait: Callable[[], None]) -> Iterator[None]:
        """Be the only writer. While another run is, `wait` is called again and again: it may raise BusyError.

        The lock is the operating system's: it ends with the process that holds it, however that ends.
        """
        while True:
            with self._open_lock() as file:
                while not _lock(file.fileno()):
                    wait()
                    time.sleep(0.05)
                if self._is_lock(file.fileno()):
                    yield
                    return

    def _open_lock(self) -> BinaryIO:
        """Open the lock, made with its folder if need be. Raises OSError."""
        for _ in range(_ATTEMPTS):
            with contextlib.suppress(FileNotFoundError):  # somebody clears the cache just now
                os.makedirs(self.folder, mode=0o700, exist_ok=True)
                self._clear(LOCK)
                return open(self.path(LOCK), "ab")
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    def _is_lock(self, descriptor: int) -> bool:
        """Whether a file is still the one that others lock: who clears the cache deletes it while it is locked."""
        try:
            return os.path.samestat(os.fstat(descriptor), os.lstat(self.path(LOCK)))
        except OSError:
            return False

    def begin(self) -> str:
        """Make the folder of a new generation and return its name; delete what was left behind. Needs the lock."""
        self.sweep()
        name = f"{_GENERATION}{time.time_ns():x}"
        os.makedirs(self.path(name, ENGINE), 0o700)
        return name

    def sweep(self) -> None:
        """Delete all generations but the one in force. Needs the lock."""
        try:
            manifest = self.manifest()
        except DamagedError:
            manifest = None
        kept = {MANIFEST, LOCK, manifest.generation if manifest else ""}
        for name in os.listdir(self.folder):
            if name not in kept:
                self.remove(name)

    def _clear(self, name: str) -> None:
        """Make room for a file: somebody may have put a folder there, a link or a pipe."""
        path = self.path(name)
        if os.path.lexists(path) and (os.path.islink(path) or not os.path.isfile(path)):
            self.remove(name)

    def remove(self, name: str) -> None:
        """Delete a file or folder, as far as that is possible."""
        path = self.path(name)
        if os.path.isdir(path) and not os.path.islink(path):
            for _ in range(2):  # meanwhile a thread of tantivy's may make a lock in it
                shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                os.remove(path)

    def save_contents(self, generation: str, contents: Contents) -> None:
        """Write the file of documents of a generation."""
        with open(self.path(generation, DOCUMENTS), "xb") as file:
            file.write(msgspec.msgpack.encode(contents))

    def commit(self, identity: Identity, generation: str, piece: int, last_id: int) -> Manifest:
        """Put a generation that is complete in force, and delete the others. Needs the lock. Raises OSError."""
        folder = self.path(generation)
        files = {}
        for name in _files_in(folder):
            _flush(os.path.join(folder, name))
            files[name] = _size_and_sum(os.path.join(folder, name))
        _flush(folder)
        manifest = Manifest(identity, generation, files, piece, last_id)
        manifest = replace(manifest, sum=manifest.right_sum)
        self._replace(MANIFEST, msgspec.json.encode(manifest))
        self.sweep()
        return manifest

    def _replace(self, name: str, content: bytes) -> None:
        """Write a file in one step: it is the old one or the new one, whole."""
        temporary = self.path(f"{name}.{os.getpid()}")
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self._clear(name)
        os.replace(temporary, self.path(name))
        _flush(self.folder)


def stamp_of(path: str) -> Stamp:
    """Return the stamp of a file. Raises OSError."""
    status = os.stat(path)
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _files_in(folder: str) -> list[str]:
    """Return the paths of all files in a folder and its folders, relative to it, but for locks in the engine's own."""
    found = []
    for here, _, names in os.walk(folder):
        inside = os.path.relpath(here, folder)
        is_engine = inside == ENGINE
        found += [
            name if inside == "." else f"{inside}/{name}"
            for name in names
            if not (is_engine and name.endswith(LOCK_SUFFIX))
        ]
    return sorted(found)


def _size_and_sum(path: str) -> tuple[int, int]:
    size = total = 0
    with open_regular(path) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            total = crc32(chunk, total)
    return size, total


def link_or_copy(source: str, target: str) -> None:
    """Have a file that never changes in a second place. Raises OSError."""
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def _flush(path: str) -> None:
    """Have the operating system write a file or folder to the disk now."""
    with contextlib.suppress(OSError):  # not every system can for folders
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
