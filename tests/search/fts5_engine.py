"""A second engine, on SQLite's FTS5: it shows that the seam is real. Nothing but the tests uses it."""

import os
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence

from vault_tools.search.engines import All, EngineError, Entry, Wanted

_FILE = "tokens.db"


class Fts5Engine:
    """Tokens in an FTS5 table: each in hexadecimal, so that FTS5 takes it as it is, and as often as it counts."""

    name = "fts5"
    version = sqlite3.sqlite_version

    def write(self, folder: str, base: str | None, added: Iterable[Entry], deleted: Collection[int]) -> None:
        """See `Engine`."""
        path = os.path.join(folder, _FILE)
        if base is not None:
            shutil.copyfile(os.path.join(base, _FILE), path)
        database = sqlite3.connect(path)
        try:
            if base is None:
                database.execute("CREATE VIRTUAL TABLE notes USING fts5(tokens, tokenize = 'ascii')")
            database.executemany("DELETE FROM notes WHERE rowid = ?", ((id,) for id in deleted))
            rows = ((entry.id, _written(entry.tokens)) for entry in added)
            database.executemany("INSERT INTO notes(rowid, tokens) VALUES (?, ?)", rows)
            database.commit()
        except sqlite3.Error as error:
            raise EngineError(str(error)) from error
        finally:
            database.close()

    def open(self, folder: str) -> "Fts5Reader":
        """See `Engine`."""
        path = os.path.join(folder, _FILE)
        if not os.path.isfile(path):
            raise EngineError("no file")
        database = sqlite3.connect(path)
        try:
            database.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'notes', 'row')")
            if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise EngineError("damaged")
        except sqlite3.Error as error:
            database.close()
            raise EngineError(str(error)) from error
        except EngineError:
            database.close()
            raise
        return Fts5Reader(database)


class Fts5Reader:
    """See `Reader`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def ids(self) -> set[int]:
        """See `Reader`."""
        return {id for (id,) in self._rows("SELECT rowid FROM notes")}

    def frequency(self, token: str) -> int:
        """See `Reader`."""
        return next((count for (count,) in self._rows("SELECT doc FROM terms WHERE term = ?", _hex(token))), 0)

    def beginning(self, prefix: str) -> Iterator[str]:
        """See `Reader`."""
        start = _hex(prefix)
        rows = self._rows("SELECT term FROM terms WHERE term >= ? AND term < ? ORDER BY term", start, start + "g")
        return (bytes.fromhex(found).decode() for (found,) in rows)

    def candidates(self, wanted: Wanted, best: int | None = None) -> dict[int, float]:
        """See `Reader`."""
        match = _match(wanted)
        rows = self._rows("SELECT rowid, -bm25(notes) FROM notes WHERE notes MATCH ?", match) if match else []
        return {id: max(0.0, score) for id, score in rows}

    def holding(self, tokens: Sequence[str], ids: Collection[int]) -> dict[int, int]:
        """See `Reader`."""
        documents = [self.candidates(token) for token in tokens]
        return {id: sum(1 << number for number, found in enumerate(documents) if id in found) for id in ids}

    def close(self) -> None:
        """See `Reader`."""
        self._database.close()

    def _rows(self, statement: str, *values: str) -> list[tuple]:
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise EngineError(str(error)) from error


def _hex(token: str) -> str:
    return token.encode().hex()


def _written(tokens: str) -> str:
    return " ".join(map(_hex, tokens.split()))


def _match(wanted: Wanted) -> str:
    """Return what is asked for as FTS5 writes it; an empty text where it is nothing."""
    if isinstance(wanted, str):
        return f'"{_hex(wanted)}"'
    parts = list(map(_match, wanted.parts))
    if isinstance(wanted, All):
        return f"({' AND '.join(parts)})" if parts and all(parts) else ""
    return f"({' OR '.join(filter(None, parts))})" if any(parts) else ""
