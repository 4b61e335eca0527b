"""What lies in the folder of what is kept of a vault: which part of it a file belongs to, and how a part is removed."""

import os
import re
import stat
from collections.abc import Collection
from contextlib import suppress
from typing import NamedTuple

from vault_tools.places import TAG


class Part(NamedTuple):
    """Something that is kept. All its files and folders fit one of the patterns, as paths in the vault's folder.

    Files are removed in the order of their patterns: whoever is stopped in between leaves nothing that seems whole.
    """

    name: str
    files: tuple[str, ...]
    folders: str = "(?!)"

    def thing(self, path: str) -> str:
        """Return what a file of this part belongs to: a folder, or the file that others lie beside."""
        return path.partition("/")[0] if "/" in path else path.partition("-")[0]


def _database(name: str) -> tuple[str, ...]:
    """Return the patterns of a file of SQLite: what lies beside it once it is gone belongs to a new one."""
    return rf"{name}\.sqlite-(?:journal|wal|shm)", rf"{name}\.sqlite"


_INDEX = r"search(?:-[a-z0-9]+)?"
_LOCK = "lock"
_GENERATION = rf"{_INDEX}/g[0-9a-f]+"

PARTS = (
    Part("facts", _database("facts")),
    Part(
        "findings", (r"findings/[0-9a-f]{64}\.[a-z]+", r"findings/[0-9a-f]{64}\.[a-z]+\.[0-9a-f]{16}\.new"), "findings"
    ),
    Part(
        "index",
        (
            rf"{_INDEX}/manifest\.json",
            rf"{_INDEX}/manifest\.json\.\d+",
            rf"{_GENERATION}/(?:documents|texts-\d+|engine/[^/]+)",
            rf"{_INDEX}/{_LOCK}",
        ),
        rf"{_INDEX}|{_GENERATION}(?:/engine)?",
    ),
)
"""All parts; `tests/test_holdings.py` sees that everything that commands write belongs to one."""

_OWN = Part("", (rf"{re.escape(TAG)}(?:\.\d+)?",))
"""What says whose folder this is. It is removed when nothing else is left."""


class File(NamedTuple):
    """A file of ours: its path in the folder, its part and the number of the pattern it fits; seconds, bytes."""

    path: str
    part: str
    order: int
    modified: float
    size: int
    inode: tuple[int, int]


class Holdings(NamedTuple):
    """What lies in a folder: files and folders of ours, each folder before what is in it, and what is not ours."""

    files: list[File]
    folders: list[str]
    foreign: list[str]

    def of(self, part: str) -> list[File]:
        """Return the files of a part."""
        return [file for file in self.files if file.part == part]

    @property
    def used(self) -> float | None:
        """When the folder was last used, in seconds since 1970: what it is named by is touched at each use."""
        marks = [file.modified for file in self.of("")] or [file.modified for file in self.files]
        return max(marks, default=None)


def lockable(found: Holdings) -> list[str]:
    """Return the folders of indexes, each of which has a lock; but where something else is in the lock's place."""
    indexes = [path for path in found.folders if re.fullmatch(_INDEX, path)]
    taken = {path.rstrip("/") for path in found.foreign}
    return [path for path in indexes if f"{path}/{_LOCK}" not in taken]


def size_of(files: Collection[File]) -> int:
    """Return how many bytes the files take; one that has several names counts once."""
    return sum({file.inode: file.size for file in files}.values())


def survey(folder: str) -> Holdings:
    """Look at all that lies in a vault's folder. No link is followed, no file opened; what is not ours, not entered.

    Raises OSError where the folder cannot be listed.
    """
    found = Holdings([], [], [])
    _survey(folder, "", found)
    return found


def _survey(folder: str, inside: str, found: Holdings) -> None:
    with os.scandir(os.path.join(folder, inside)) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        path = f"{inside}/{entry.name}" if inside else entry.name
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # another run has removed it just now
            continue
        place = _place_of(path)
        if stat.S_ISDIR(status.st_mode) and any(re.fullmatch(part.folders, path) for part in PARTS):
            found.folders.append(path)
            _survey(folder, path, found)
        elif stat.S_ISREG(status.st_mode) and place:
            inode = (status.st_dev, status.st_ino)
            found.files.append(File(path, *place, status.st_mtime, status.st_size, inode))
        else:
            found.foreign.append(path + "/" * stat.S_ISDIR(status.st_mode))


def _place_of(path: str) -> tuple[str, int] | None:
    for part in (*PARTS, _OWN):
        for order, pattern in enumerate(part.files):
            if re.fullmatch(pattern, path):
                return part.name, order
    return None


class Removed(NamedTuple):
    """What was removed, and which files could not be, with the reasons."""

    files: list[File]
    failed: dict[str, str]


def remove(folder: str, holdings: Holdings, parts: Collection[str]) -> Removed:
    """Remove the files of some parts, then what folders that leaves empty, at last the vault's own.

    The caller holds the lock of an index that is removed. Readers keep what they have opened.
    """
    removed = Removed([], {})
    for file in sorted((file for file in holdings.files if file.part in parts), key=lambda file: file.order):
        _remove_file(folder, file, removed)
    for path in reversed(holdings.folders):
        with suppress(OSError):  # it is not empty
            os.rmdir(os.path.join(folder, path))
    if all(_place_of(name) in _OWN_PLACES for name in os.listdir(folder)):
        for file in holdings.of(""):
            _remove_file(folder, file, removed)
        with suppress(OSError):
            os.rmdir(folder)
    return removed


_OWN_PLACES = [("", order) for order in range(len(_OWN.files))]


def _remove_file(folder: str, file: File, removed: Removed) -> None:
    try:
        os.unlink(os.path.join(folder, file.path))
    except FileNotFoundError:
        return
    except OSError as error:
        removed.failed[file.path] = (error.strerror or str(error)).lower()
    else:
        removed.files.append(file)
