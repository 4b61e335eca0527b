"""Rows of the facts cache by their keys: one by one for who asks for a few, together for who asks for all."""

import sqlite3

_ONE = "SELECT checksum, facts FROM facts WHERE key = ?"
_NEAR = """SELECT key, checksum, facts FROM facts
    WHERE rowid >= (SELECT rowid FROM facts WHERE key = ?) ORDER BY rowid LIMIT ?"""
_FEW = 40  # rows: who asks for more gets them together, which takes half the time
_TOGETHER = 256  # rows, at most: all of them would take a third of what their facts do

Row = tuple[object, object]
"""A checksum and facts, or whatever stands there in a file that is damaged."""


class Rows:
    """Finds rows. Mostly they are asked for in the order in which they were once kept."""

    def __init__(self) -> None:
        self._asked_for = 0
        self._near: dict[object, Row] = {}
        self._together = _TOGETHER

    def find(self, connection: sqlite3.Connection, key: bytes) -> Row | None:
        """Return the row with a key. Raises sqlite3.Error."""
        self._asked_for += 1
        if self._asked_for <= _FEW:
            row: Row | None = connection.execute(_ONE, (key,)).fetchone()
            return row
        return self._near.pop(key, None) or self._read(connection, key)

    def _read(self, connection: sqlite3.Connection, key: bytes) -> Row | None:
        """Read a row and those behind it: fewer than the last time, if those were mostly not asked for."""
        was_in_order = 2 * len(self._near) < self._together
        together = min(2 * self._together, _TOGETHER) if was_in_order else max(self._together // 2, 1)
        near = {key: (checksum, facts) for key, checksum, facts in connection.execute(_NEAR, (key, together))}
        if near:
            self._near, self._together = near, together
        return near.pop(key, None)
