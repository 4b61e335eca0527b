"""Files of SQLite in a folder that others may have filled: looked at before SQLite believes what lies there."""

import os
import stat

BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite puts beside a file, and reads where it finds it."""

_JOURNAL = BESIDE[0]
_NAMES_ANOTHER = bytes.fromhex("d9d505f920a163d7")
"""With this ends a journal that names a file, of any path, for SQLite to delete: ours never do (see "The Super-Journal
Filename" in SQLite's description of its file format)."""


class DamagedError(Exception):
    """A file is not what we wrote."""


def examine(path: str) -> None:
    """Raise DamagedError unless `path` is a file that we may have written, and so is all that lies beside it.

    Raises OSError where there is none.
    """
    if not _may_be_ours(os.lstat(path)):
        raise DamagedError
    for suffix in BESIDE:
        try:
            status = os.lstat(path + suffix)
        except OSError:
            continue
        if not _may_be_ours(status) or (suffix == _JOURNAL and _end_of(path + suffix) == _NAMES_ANOTHER):
            raise DamagedError


def _may_be_ours(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and (os.name != "posix" or status.st_uid == os.geteuid())


def _end_of(path: str) -> bytes:
    """Return the last bytes of a file; none where it is too short, or where another run has deleted it by now."""
    try:
        with open(path, "rb") as file:
            file.seek(-len(_NAMES_ANOTHER), os.SEEK_END)
            return file.read()
    except OSError:
        return b""
