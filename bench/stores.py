"""Compare ways to keep facts: `python bench/stores.py VAULT`. What it printed last stands in ARCHITECTURE.md.

Three stores of the same facts, each in CPU milliseconds, the least of five: to write all of them, load all, look up one
in a new process (without starting Python), and change one. Ten times the vault is the same facts under other keys.
"""

import gc
import os
import sqlite3
import sys
import tempfile
import zlib
from collections.abc import Callable
from time import process_time

import msgspec

import vault_tools
from vault_tools.cache import FactsCache
from vault_tools.model import Note

_BUCKETS = 64  # notes that share a row
_ROUNDS = 5
Facts = dict[bytes, Note]


class Rows:
    """A row for each content in SQLite, with a checksum: what the program does."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def write(self, facts: Facts) -> None:
        """Keep all facts."""
        cache = FactsCache(self.folder)
        for key, note in facts.items():
            cache.keep(key, note)
        cache.save(len(facts))

    def load(self, keys: list[bytes]) -> list[Note | None]:
        """Return the facts under each key."""
        cache = FactsCache(self.folder)
        found = [cache.find(key, "") for key in keys]
        cache.save(len(keys))
        return found

    def change(self, key: bytes, note: Note) -> None:
        """Keep other facts for one note."""
        self.write({os.urandom(len(key)): note})


class OneFile:
    """All facts in one file, with one checksum: it is read whole, and written whole."""

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, "facts")

    def _read(self) -> dict[bytes, msgspec.Raw]:
        with open(self.path, "rb") as file:
            checksum, content = file.read(4), file.read()
        assert checksum == zlib.crc32(content).to_bytes(4)
        return msgspec.msgpack.decode(content, type=dict[bytes, msgspec.Raw])

    def write(self, facts: "Facts | dict[bytes, msgspec.Raw]") -> None:
        """Keep all facts."""
        content = msgspec.msgpack.encode(facts)
        with open(self.path + ".new", "wb") as file:
            file.write(zlib.crc32(content).to_bytes(4) + content)
        os.replace(self.path + ".new", self.path)

    def load(self, keys: list[bytes]) -> list[Note | None]:
        """Return the facts under each key."""
        decode = msgspec.msgpack.Decoder(Note).decode
        facts = self._read()
        return [decode(facts[key]) for key in keys]

    def change(self, key: bytes, note: Note) -> None:
        """Keep other facts for one note."""
        self.write({**self._read(), key: msgspec.Raw(msgspec.msgpack.encode(note))})


class Buckets:
    """A row in SQLite for some `_BUCKETS` notes, with a checksum: read and written together."""

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, "facts.sqlite")

    def _run(self, rows: list[tuple[int, int, bytes]]) -> None:
        connection = sqlite3.connect(self.path)
        for pragma in ("page_size = 16384", "synchronous = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE IF NOT EXISTS facts (bucket INTEGER PRIMARY KEY, checksum, facts BLOB)")
        connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)
        connection.execute("INSERT OR REPLACE INTO facts VALUES (-1, ?, '')", (self.count,))
        connection.commit()
        connection.close()

    def _row(self, bucket: int, facts: "Facts | dict[bytes, msgspec.Raw]") -> tuple[int, int, bytes]:
        content = msgspec.msgpack.encode(facts)
        return bucket, zlib.crc32(content), content

    def write(self, facts: Facts) -> None:
        """Keep all facts."""
        self.count = max(len(facts) // _BUCKETS, 1)
        buckets: dict[int, Facts] = {}
        for key, note in facts.items():
            buckets.setdefault(zlib.crc32(key) % self.count, {})[key] = note
        self._run([self._row(bucket, kept) for bucket, kept in buckets.items()])

    def _read(self, buckets: list[int]) -> dict[bytes, msgspec.Raw]:
        connection = sqlite3.connect(self.path)
        kept: dict[bytes, msgspec.Raw] = {}
        for bucket in buckets:
            row = connection.execute("SELECT checksum, facts FROM facts WHERE bucket = ?", (bucket,))
            checksum, content = row.fetchone()
            assert checksum == zlib.crc32(content)
            kept.update(msgspec.msgpack.decode(content, type=dict[bytes, msgspec.Raw]))
        connection.close()
        return kept

    def load(self, keys: list[bytes]) -> list[Note | None]:
        """Return the facts under each key."""
        decode = msgspec.msgpack.Decoder(Note).decode
        facts = self._read(sorted({zlib.crc32(key) % self.count for key in keys}))
        return [decode(facts[key]) for key in keys]

    def change(self, key: bytes, note: Note) -> None:
        """Keep other facts for one note."""
        bucket = zlib.crc32(key) % self.count
        facts = {**self._read([bucket]), key: msgspec.Raw(msgspec.msgpack.encode(note))}
        self._run([self._row(bucket, facts)])


def _least(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    times = []
    for _ in range(_ROUNDS):
        before()
        start = process_time()
        work()
        times.append(process_time() - start)
    return 1000 * min(times)


def _measured(kept: Rows | OneFile | Buckets, folder: str, facts: Facts) -> list[float]:
    def empty() -> None:
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))

    keys = list(facts)
    one = keys[len(keys) // 2]
    return [
        _least(lambda: kept.write(facts), empty),
        _least(lambda: kept.load(keys)),
        _least(lambda: kept.load([one])),
        _least(lambda: kept.change(one, facts[one])),
    ]


def main() -> None:
    gc.disable()  # as the program does
    notes = list(vault_tools.load(sys.argv[1]).notes)
    naming = FactsCache("")
    for copies in (1, 10):
        facts = {naming.key("md", f"{copy}/{note.path}".encode()): note for copy in range(copies) for note in notes}
        for store in (Rows, OneFile, Buckets):
            with tempfile.TemporaryDirectory() as folder:
                figures = _measured(store(folder), folder, facts)
            print(f"{len(facts):>7,} {store.__name__:10}" + "".join(f"{figure:9.1f}" for figure in figures))


if __name__ == "__main__":
    main()
