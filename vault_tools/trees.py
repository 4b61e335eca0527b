"""Where a vault's files come from: the disk, or what git has of them (`git.snapshots`)."""

import os
import stat
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple, Protocol

from vault_tools.files import is_fresh, read_regular

_MAX_FOREIGN_NAMES = 50_000
"""So many names are listed behind links that lead out of the vault: such a link may point at a whole disk."""
MAX_GITIGNORE = 256 * 1024  # bytes
NEVER_WALKED = frozenset(("node_modules",))


class Kind(Enum):
    """What stands under a name."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "symbolic link"
    OTHER = "neither"


class Entry(NamedTuple):
    """A name in a folder."""

    name: str
    kind: Kind


class Destination(NamedTuple):
    """Where a symbolic link leads: to the file `inside` the vault, or else to what may not be read, `outside` of it.

    `outside` are names below the link: an empty one for a file, relative paths for a folder.
    """

    inside: str = ""
    outside: tuple[str, ...] = ()


class Tree(Protocol):
    """A vault's folder with all that is below it. Paths are relative to it, with `/`; the empty one is itself."""

    root: str

    def entries(self, folder: str) -> Sequence[Entry]:
        """List the names in a folder. Raises OSError."""
        ...

    def exists(self, path: str) -> bool:
        """Whether anything has this path, be it a link that leads nowhere."""
        ...

    def read(self, path: str, limit: int) -> bytes:
        """Return the bytes of a file that is no link. Raises TooLargeError beyond `limit` bytes, OSError otherwise."""
        ...

    def follow(self, path: str) -> Destination:
        """Return where a symbolic link leads. Raises OSError where that is nowhere."""
        ...

    def ignores_above(self) -> Sequence[tuple[str, bytes]]:
        """Return the `.gitignore` files between the top of the work tree and this folder, outermost first: for each
        the path from there to here, with a trailing `/`, and its contents.
        """
        ...

    def mark(self, path: str) -> bytes:
        """Return what tells the contents of a file from all others that were ever read, without reading them.

        Empty where there is no telling.
        """
        ...


class Disk:
    """A folder on the disk. `root` is its absolute path."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.real_root = os.path.realpath(root)
        self._foreign_names = 0

    def entries(self, folder: str) -> Sequence[Entry]:
        """List the names in a folder. Raises OSError."""
        with os.scandir(os.path.join(self.root, folder) if folder else self.root) as entries:
            return [Entry(entry.name, _kind(entry)) for entry in entries]

    def exists(self, path: str) -> bool:
        """Whether anything has this path, be it a link that leads nowhere."""
        return os.path.lexists(os.path.join(self.root, path))

    def read(self, path: str, limit: int) -> bytes:
        """Return the bytes of a file that is no link. Raises TooLargeError beyond `limit` bytes, OSError otherwise."""
        return read_regular(os.path.join(self.root, path), limit)

    def follow(self, path: str) -> Destination:
        """Return where a symbolic link leads. Raises OSError where that is nowhere, or neither a file nor a folder."""
        real = os.path.realpath(os.path.join(self.root, path))
        inside = os.path.relpath(real, self.real_root).replace(os.sep, "/")
        is_inside = inside != ".." and not inside.startswith("../")
        if not os.path.exists(real):
            raise OSError(None, "a symbolic link that leads nowhere")
        mode = os.stat(real).st_mode
        if stat.S_ISREG(mode):
            # In .git there may be a token of the runner that checks a stranger's pull request.
            is_readable = is_inside and ".git" not in inside.split("/")
            return Destination(inside) if is_readable else Destination(outside=("",))
        if not stat.S_ISDIR(mode):
            raise OSError(None, "not a regular file")
        if is_inside or self.real_root.startswith(os.path.join(real, "")):
            return Destination()
        return Destination(outside=tuple(self._foreign(real)))

    def _foreign(self, real: str) -> Iterator[str]:
        """Yield the names behind a link that leads out of the vault; no further link is followed there."""
        waiting = [(real, "")]
        while waiting:
            real, folder = waiting.pop()
            try:
                with os.scandir(real) as scanned:
                    entries = list(scanned)
            except OSError:  # names that nobody may see are no targets
                continue
            for entry in entries:
                self._foreign_names += 1
                if self._foreign_names > _MAX_FOREIGN_NAMES:
                    return
                if entry.name.startswith(".") or entry.name in NEVER_WALKED or entry.is_symlink():
                    continue
                if entry.is_dir():
                    waiting.append((entry.path, f"{folder}{entry.name}/"))
                elif entry.is_file():
                    yield folder + entry.name

    def ignores_above(self) -> Sequence[tuple[str, bytes]]:
        """Return the `.gitignore` files above this folder: see `Tree`."""
        folders = []
        folder, prefix = self.real_root, ""
        while not os.path.lexists(os.path.join(folder, ".git")):
            parent = os.path.dirname(folder)
            if parent == folder:
                return []
            prefix = f"{os.path.basename(folder)}/{prefix}"
            folder = parent
            folders.append((folder, prefix))
        found = []
        for folder, prefix in reversed(folders):
            try:
                found.append((prefix, read_regular(os.path.join(folder, ".gitignore"), MAX_GITIGNORE)))
            except OSError:
                continue
        return found

    def mark(self, path: str) -> bytes:
        """Return what a file looks like from outside: its size, its times, its place on the disk.

        Whoever changes a file changes one of these, at the latest the clock does: a file that was just changed may
        change once more within one tick, and has no mark yet.
        """
        try:
            status = os.lstat(f"{self.root}{os.sep}{path}")
        except OSError:
            return b""
        if not stat.S_ISREG(status.st_mode) or is_fresh(status.st_mtime_ns, status.st_ctime_ns):
            return b""
        times = status.st_mtime_ns, status.st_ctime_ns
        return b"%d %d %d %d %d" % (status.st_size, *times, status.st_ino, status.st_dev)


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_file(follow_symlinks=False):
        return Kind.FILE
    if entry.is_dir(follow_symlinks=False):
        return Kind.FOLDER
    return Kind.LINK if entry.is_symlink() else Kind.OTHER
