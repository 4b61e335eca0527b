"""The facts cache: content hash to facts, in one SQLite file for a vault. Whatever is wrong with it is a miss.

Contents may have a mark, by which they are known without being read: what git calls them, or how a file looks from
outside. What has been read under a mark once is not read again.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar
from zlib import crc32

import msgspec
from msgspec.structs import replace

from vault_tools.databases import BESIDE, DamagedError, examine
from vault_tools.edition import edition, key_of
from vault_tools.model import Note
from vault_tools.rows import Rows

FILE = "facts.sqlite"
SOURCES = ("__init__.py", "model.py", "parse", "properties.py", "scan.py", "spelling.py")
"""What facts depend on: where one of these changes, facts from before do not count any more."""

_CREATE = "CREATE TABLE facts (key BLOB PRIMARY KEY, checksum INTEGER, facts BLOB)"
_CREATE_MARKS = "CREATE TABLE marks (mark BLOB PRIMARY KEY, checksum INTEGER, key BLOB)"
_SCHEMA = [
    (b"table", b"facts", _CREATE.encode()), (b"index", b"sqlite_autoindex_facts_1", None),
    (b"table", b"marks", _CREATE_MARKS.encode()), (b"index", b"sqlite_autoindex_marks_1", None),
]  # fmt: skip
_LAST_ROW = {table: f"SELECT max(rowid) FROM {table}" for table in ("facts", "marks")}  # noqa: S608  # our own
_ALL_MARKS = "SELECT mark, checksum, key FROM marks"
_COUNT = "SELECT count(*) FROM facts"
_ALL = "SELECT facts FROM facts ORDER BY rowid DESC LIMIT 20000"
_INSERT = "INSERT OR IGNORE INTO facts VALUES (?, ?, ?)"
_INSERT_MARK = "INSERT OR REPLACE INTO marks VALUES (?, ?, ?)"
# The journal protects from a run that is killed, checksums from a machine that goes down: nobody waits for the disk.
# Large pages hold the facts of most notes whole.
_PRAGMAS = ("page_size = 16384", "synchronous = OFF", "cell_size_check = ON", "trusted_schema = OFF")
_SPARE_ROWS = 1_000
_MAX_BYTES = 8_000_000  # of one note's facts: a page of aliases in YAML may stand for more
_MAX_HELD = 4_000_000  # of encoded facts that wait to be written: beyond, they are encoded a second time
_PATIENCE = 1.0  # seconds for which another run may be writing
_HURRY = 50  # milliseconds, of somebody who waits for the next key
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_TOOBIG}

T = TypeVar("T")
_Identity = tuple[int, int, int, int]


class FactsCache:
    """Facts by what they are the facts of: `key` of a file's contents, `find` its facts, or `keep` and at last `save`.

    Any number of runs may use a folder at once. No method raises because of what is, or is not, in the folder.
    Raises OSError where the program cannot read its own sources: it would not know which facts are its own.
    """

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, FILE)
        self.sources = SOURCES
        self.edition = edition(*SOURCES)
        self._used: dict[bytes, Note] = {}
        self._new: list[bytes] = []
        self._encoded: dict[bytes, bytes] = {}
        self._held = 0
        self._rows_by_key = Rows()
        self._marks: dict[object, bytes] | None = None  # checksum and key, in one: there are many
        self._new_marks: dict[bytes, bytes] = {}
        self._is_readable = True
        self._damaged: _Identity | None = None
        self._connection: sqlite3.Connection | None = None

    def key(self, suffix: str, raw: bytes) -> bytes:
        """Return what identifies the facts of a file: a hash of this program, of the suffix and of the contents."""
        return key_of(self.edition, suffix, raw)

    def find(self, key: bytes, path: str) -> Note | None:
        """Return the facts kept under `key` as those of the file at `path`, or None."""
        note = self._used.get(key) or self._asked(lambda connection: self._facts(connection, key))
        if note is None:
            return None
        note = self._used[key] = replace(note, path=path)
        return note

    def keep(self, key: bytes, note: Note, facts: bytes = b"") -> None:
        """Remember facts, to be written by `save`; `facts` are the same as MessagePack, if somebody has that."""
        self._used[key] = note
        if facts and self._held < _MAX_HELD:
            self._encoded[key] = facts
            self._held += len(facts)
        self._new.append(key)

    def find_marked(self, suffix: str, mark: bytes, path: str) -> Note | None:
        """Return the facts kept for contents with a `mark` (see `Tree`), as those of the file at `path`, or None."""
        name = self._mark_name(suffix, mark)
        key = self._new_marks.get(name) or self._asked(lambda connection: self._marked_key(connection, name))
        return self.find(key, path) if key else None

    def keep_mark(self, suffix: str, mark: bytes, key: bytes) -> None:
        """Remember that the contents with a `mark` are those with a `key`."""
        self._new_marks[self._mark_name(suffix, mark)] = key

    def _mark_name(self, suffix: str, mark: bytes) -> bytes:
        return b"%s%s\0%s" % (self.edition, suffix.encode("utf-8", "surrogatepass"), mark)

    def save(self, notes: int) -> bool:
        """Write what is new and close the file; return whether it was damaged and is made anew.

        `notes` is how many the vault has. Where many more are kept, all that this run did not use are dropped.
        """
        try:
            return bool(self._new or self._new_marks) and self._save(notes)
        finally:
            self._close()

    def forget(self) -> None:
        """Let go of all that was found and kept, once it is saved."""
        for known in (self._used, self._new, self._encoded, self._new_marks):
            known.clear()
        self._marks, self._rows_by_key = None, Rows()

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be found here."""
        return not self._asked(lambda connection: True)

    @property
    def parsed(self) -> int:
        """How many files' facts were not there."""
        return len(self._new)

    @property
    def has_marks(self) -> bool:
        """Whether the contents of any file have a mark that is known."""
        return bool(self._marks)

    def is_marked(self, suffix: str, mark: bytes) -> bool:
        """Whether contents with a `mark` are known: their facts may still turn out to be missing, or damaged."""
        return self._mark_name(suffix, mark) in (self._marks or {})

    # -- reading ---------------------------------------------------------------------------------------------

    def _facts(self, connection: sqlite3.Connection, key: bytes) -> Note | None:
        """Return the facts under a key: from a row of their own, or, where many are asked for, with those behind it."""
        row = self._rows_by_key.find(connection, key)
        return _decoded(key, *row) if row else None

    def _marked_key(self, connection: sqlite3.Connection, name: bytes) -> bytes | None:
        """Return the key of contents by their other name. All names are read at once, as most are asked for."""
        if self._marks is None:
            rows = connection.execute(_ALL_MARKS)
            self._marks = {mark: _checked(mark, checksum, key) for mark, checksum, key in rows}
        return self._marks.get(name)

    def _asked(self, ask: Callable[[sqlite3.Connection], T | None]) -> T | None:
        """Return what the file says; None where it cannot be asked, or is damaged."""
        if not self._is_readable:
            return None
        try:
            return ask(self._connected())
        except (OSError, sqlite3.Error, DamagedError) as error:
            self._is_readable = False  # once is enough: waiting for a lock takes time, and damage spreads
            if _is_damage(error):
                self._damaged = _identity(self.path)
            self._close()
            return None

    def _connected(self) -> sqlite3.Connection:
        """Open the file where it exists. Raises OSError, sqlite3.Error, DamagedError."""
        if self._connection is None:
            examine(self.path)
            self._connection = _connect(self.path)
            if not _has_table(self._connection):
                self._is_readable = False
                raise FileNotFoundError
        return self._connection

    def _close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    # -- writing ---------------------------------------------------------------------------------------------

    def _save(self, notes: int) -> bool:
        for _ in range(2):
            try:
                if self._damaged:
                    _remove(self.path, self._damaged)
                self._write(notes)
            except (OSError, sqlite3.Error, DamagedError) as error:
                self._close()
                if self._damaged or not _is_damage(error):
                    return False
                self._damaged = _identity(self.path)
            else:
                return self._damaged is not None
        return False

    def _write(self, notes: int) -> None:
        """Write all in one transaction, so that a run that is killed leaves nothing or everything."""
        if os.path.lexists(self.path):
            examine(self.path)
        connection = self._connection = self._connection or _connect(self.path)
        connection.execute("BEGIN IMMEDIATE")
        keys: Iterable[bytes] = self._used
        if not _has_table(connection):
            connection.execute(_CREATE)
            connection.execute(_CREATE_MARKS)
        elif _last_row(connection, "facts") + len(self._new) > 2 * notes + _SPARE_ROWS:
            connection.execute("DELETE FROM facts")
            connection.execute("DELETE FROM marks")
        else:
            keys = self._new
        connection.executemany(_INSERT, self._rows(keys))
        if _last_row(connection, "marks") + len(self._new_marks) > 6 * notes + _SPARE_ROWS:
            connection.execute("DELETE FROM marks")
        marks = self._new_marks.items()
        connection.executemany(_INSERT_MARK, ((mark, _checksum(mark, key), key) for mark, key in marks))
        connection.execute("COMMIT")

    def _rows(self, keys: Iterable[bytes]) -> Iterator[tuple[bytes, int, bytes]]:
        encode = msgspec.msgpack.Encoder().encode
        for key in keys:
            try:
                facts = self._encoded.pop(key, b"") or encode(replace(self._used[key], path=""))
            except (OverflowError, TypeError, ValueError):  # huge numbers, halves of characters: parsed every time
                continue
            if len(facts) <= _MAX_BYTES:
                yield key, _checksum(key, facts), facts


def kept(folder: str) -> list[bytes]:
    """Return the facts kept in `folder`, the newest first, undecoded and unchecked: some may be of notes long gone,
    or damaged. That is for those who must be quick and may be wrong. Nothing is written, and nothing raised.
    """
    return [facts for (facts,) in _rows(folder, _ALL) or () if isinstance(facts, bytes)]


def count(folder: str) -> int | None:
    """Return of how many contents facts are kept in `folder`; None where nobody can tell. Nothing is raised."""
    rows = _rows(folder, _COUNT)
    return int(str(rows[0][0])) if rows else None


def _rows(folder: str, question: str) -> list[tuple[object, ...]] | None:
    path = os.path.join(folder, FILE)
    try:
        examine(path)
        connection = _connect(path)
        try:
            connection.execute(f"PRAGMA busy_timeout = {_HURRY}")
            return connection.execute(question).fetchall() if _has_table(connection) else None
        finally:
            connection.close()
    except (OSError, sqlite3.Error, DamagedError):
        return None


_decode = msgspec.msgpack.Decoder(Note).decode


def _checked(key: bytes, checksum: object, content: object) -> bytes:
    if not isinstance(content, bytes) or checksum != _checksum(key, content):
        raise DamagedError
    return content


def _decoded(key: bytes, checksum: object, facts: object) -> Note:
    try:
        return _decode(_checked(key, checksum, facts))
    except (msgspec.MsgspecError, RecursionError):
        raise DamagedError from None


def _checksum(key: bytes, content: bytes) -> int:
    """Return the CRC-32 of both: it finds damage, and needs a tenth of the time of a hash against forgers."""
    return crc32(content, crc32(key))


# -- the file --------------------------------------------------------------------------------------------------


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        connection.text_factory = bytes
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2 * _MAX_BYTES)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _has_table(connection: sqlite3.Connection) -> bool:
    """Whether there is our table; False in an empty file. Raises DamagedError where there is anything else."""
    found = connection.execute("SELECT type, name, sql FROM sqlite_master LIMIT 5").fetchall()
    if found not in ([], _SCHEMA):
        raise DamagedError
    return bool(found)


def _last_row(connection: sqlite3.Connection, table: str) -> int:
    """Return how many rows a table has, or has had: they are numbered from 1, and none is dropped without all."""
    return int(connection.execute(_LAST_ROW[table]).fetchone()[0] or 0)


def _is_damage(error: Exception) -> bool:
    """Whether the file is at fault, and not that it is locked, the disk full, or the folder not ours to write."""
    return isinstance(error, DamagedError) or getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _identity(path: str) -> _Identity | None:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _remove(path: str, damaged: _Identity) -> None:
    """Delete the damaged file with all that SQLite puts beside it, unless another run has made a new one by now.

    The file goes last: what lies beside it afterwards belongs to a new one.
    """
    if _identity(path) == damaged:
        for suffix in (*BESIDE, ""):
            if os.path.lexists(path + suffix):
                os.unlink(path + suffix)
