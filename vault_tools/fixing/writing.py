"""New contents into files: bytes in, bytes out, whole or not at all. The one module that writes into a vault."""

import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from vault_tools.files import read_regular
from vault_tools.fixing.passes import Change
from vault_tools.parse.source import MAX_BYTES

_PREFIX = ".vault-tools-fix-"
_TEMPORARY = re.compile(rf"{re.escape(_PREFIX)}([0-9]{{1,10}})-[0-9a-f]{{16}}")
_OLD = 24 * 3600  # seconds after which nobody is still writing
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NO_SYNC = (
    errno.EINVAL,
    errno.ENOTSUP,
    errno.EACCES,
    errno.EPERM,
)  # of a folder, on file systems that have no such thing
_IGNORABLE = (errno.EPERM, errno.EACCES, errno.EINVAL, errno.ENOTSUP)


class Failure(NamedTuple):
    """Why a file was not written: the reason that the system gives."""

    path: str
    reason: str


class Written(NamedTuple):
    """What came of writing: the files that have their new contents, and those that have kept the old ones, and why.

    `refused` are ends of message keys by path: somebody else has changed the file, say. `failures` are what went wrong.
    """

    paths: tuple[str, ...]
    refused: dict[str, str]
    failures: tuple[Failure, ...]


class _RefusedError(Exception):
    """A file may not be written."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason


def refusal(root: str, path: str) -> str:
    """Return why the file at `path` in the vault at `root` may not be replaced; empty where it may.

    A symbolic link is written through, inside the vault. A file with several names would lose all but one. What the
    system has against it is found out by `write`.
    """
    try:
        _examined(root, path)
    except _RefusedError as error:
        return error.reason
    except OSError:
        return ""
    return ""


def write(root: str, transactions: Iterable[Sequence[Change]]) -> Written:
    """Replace files of the vault at `root`; those of one transaction all or, where anything is in the way, none.

    A file is replaced only while it holds what the change was made from, and never torn: who is killed leaves the old
    file or the new one. Raises nothing: what went wrong is returned.
    """
    paths: list[str] = []
    refused: dict[str, str] = {}
    failures: list[Failure] = []
    for changes in transactions:
        transaction = _Transaction(root, changes)
        try:
            transaction.run()
            paths += (change.path for change in changes)
        except _RefusedError as error:
            refused |= {change.path: "together" for change in changes} | {error.path: error.reason}
        except OSError as error:
            failures.append(Failure(transaction.current, (error.strerror or type(error).__name__).lower()))
        finally:
            transaction.clean()
    return Written(tuple(paths), refused, tuple(failures))


def clean(root: str, paths: Iterable[str]) -> None:
    """Delete what killed runs have left beside the notes at `paths` in the vault at `root`."""
    for folder in sorted({_folder(root, path) for path in paths}):
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if (name := _TEMPORARY.fullmatch(entry.name)) and _is_stale(entry, int(name[1])):
                    os.unlink(entry.path)


def _folder(root: str, path: str) -> str:
    """Return the folder in which the file at `path` is replaced: a note may be a link to a file in another one."""
    place = os.path.join(root, path)
    with suppress(OSError, _RefusedError):
        return os.path.dirname(_examined(root, path)[0] if os.path.islink(place) else place)
    return root


def _is_stale(entry: os.DirEntry[str], process: int) -> bool:
    status = entry.stat(follow_symlinks=False)
    if not stat.S_ISREG(status.st_mode) or (os.name == "posix" and status.st_uid != os.geteuid()):
        return False
    return time.time() - status.st_mtime > _OLD or not _is_alive(process)


def _is_alive(process: int) -> bool:
    if os.name != "posix":  # asking would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


class _File(NamedTuple):
    """A file that is to be replaced: its change, where it really lies, the temporaries with new and old contents."""

    change: Change
    place: str
    new: str
    old: str


class _Transaction:
    """Changes that are made all or none. `current` is the path that is being worked on."""

    def __init__(self, root: str, changes: Sequence[Change]) -> None:
        self.root = root
        self.changes = changes
        self.current = changes[0].path if changes else ""
        self._temporaries: list[str] = []

    def run(self) -> None:
        """Make the changes. Raises _RefusedError and OSError, after which all files are as they were."""
        files = [self._prepared(change) for change in self.changes]
        for file in files:
            self._compare(file.change)
        done: list[_File] = []
        try:
            for file in files:
                self.current = file.change.path
                os.replace(file.new, file.place)
                done.append(file)
            for folder in sorted({os.path.dirname(file.place) for file in files}):
                _sync_folder(folder)
        except BaseException:  # an interruption, too
            for file in done if len(files) > 1 else ():
                _insist(os.replace, file.old, file.place)
            raise

    def clean(self) -> None:
        """Delete the temporaries that are left."""
        for temporary in self._temporaries:
            _insist(os.unlink, temporary)

    def _prepared(self, change: Change) -> _File:
        """Write the new contents beside the file; the old ones, too, where others may fail after this one."""
        self.current = change.path
        place, status = self._compare(change)
        new = self._temporary(place, status, change.after)
        old = self._temporary(place, status, change.before) if len(self.changes) > 1 else ""
        return _File(change, place, new, old)

    def _compare(self, change: Change) -> tuple[str, os.stat_result]:
        """Raise _RefusedError where a file is no longer what its change was made from."""
        self.current = change.path
        place, status = _examined(self.root, change.path)
        if read_regular(place, max(MAX_BYTES, len(change.before))) != change.before:
            raise _RefusedError(change.path, "changed")
        return place, status

    def _temporary(self, place: str, status: os.stat_result, content: bytes) -> str:
        """Write a file beside `place`, with the mode and owner that the file there has, and return its path."""
        temporary = os.path.join(os.path.dirname(place), f"{_PREFIX}{os.getpid()}-{os.urandom(8).hex()}")
        descriptor = os.open(temporary, _FLAGS, 0o600)
        self._temporaries.append(temporary)
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(descriptor, view) :]
            _dress(descriptor, status)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return temporary


def _examined(root: str, path: str) -> tuple[str, os.stat_result]:
    """Return where a file of the vault really lies, and its status. Raises _RefusedError, OSError."""
    place = os.path.realpath(os.path.join(root, path))
    inside = os.path.relpath(place, os.path.realpath(root)).split(os.sep)
    if inside[0] == os.pardir or ".git" in map(str.lower, inside):
        raise _RefusedError(path, "outside")
    status = os.lstat(place)
    if not stat.S_ISREG(status.st_mode):
        raise _RefusedError(path, "changed")
    if status.st_nlink > 1:
        raise _RefusedError(path, "hard-linked")
    if not status.st_mode & 0o222:
        raise OSError(errno.EACCES, "read-only", place)
    return place, status


def _insist(act: Callable[..., None], *arguments: str) -> None:
    """Do what undoes something, once more if it fails; it need not be possible any more."""
    for _ in range(2):
        try:
            return act(*arguments)
        except FileNotFoundError:
            return None
        except OSError:
            continue
    return None


def _dress(descriptor: int, status: os.stat_result) -> None:
    """Give a new file the owner, if that is permitted, and the mode of the one it takes the place of."""
    if os.name != "posix":
        return
    own = os.fstat(descriptor)
    if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
        try:
            os.fchown(descriptor, status.st_uid, status.st_gid)
        except OSError as error:
            if error.errno not in _IGNORABLE:
                raise
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode))


def _sync_folder(folder: str) -> None:
    """Have a folder's new names written to the disk, where folders can be."""
    if os.name != "posix":
        return
    descriptor = -1
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        if descriptor >= 0:
            os.close(descriptor)
