"""A vault as git has it, in the index or in a commit: the files, their contents, where its links lead."""

import errno
import os
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from vault_tools.git.hashes import blob_name
from vault_tools.git.links import Places, lead
from vault_tools.git.listings import EMPTY_TREES, Row, commit_rows, index_rows
from vault_tools.git.objects import Objects
from vault_tools.git.repository import Repository
from vault_tools.trees import MAX_GITIGNORE, Destination, Disk, Entry, Kind

_CONFLICT = "a merge conflict that is not resolved"
_LINK = "120000"
_SUBMODULE = "160000"
_KINDS = {_LINK: Kind.LINK, _SUBMODULE: Kind.FOLDER}
_MAX_LINK = 16 * 1024  # bytes


class GitTree:
    """A `Tree` of what git has. Submodules are on the disk, and are read from there, where they are checked out.

    `commit` is the hash that git knows it by, an empty string for the index. `rows` are those below the vault's folder
    and the `.gitignore` files above it, `all_rows` gives those of the whole repository.
    """

    def __init__(
        self,
        repository: Repository,
        root: str,
        commit: str,
        rows: Iterable[Row],
        all_rows: Callable[[], list[Row]],
        objects: Objects,
    ) -> None:
        self.root = root
        self.repository = repository
        self.prefix = repository.prefix(root)
        self.commit = commit
        self.objects = objects
        self.rows: dict[str, Row] = {}
        self._above: dict[str, Row] = {}
        self._all_rows = all_rows
        self._disk = Disk(root)
        self._places: Places | None = None
        for row in rows:
            if row.path.startswith(self.prefix):
                self.rows[row.path[len(self.prefix) :]] = row
            else:
                self._above[row.path] = row
        self.submodules = tuple(path for path, row in self.rows.items() if row.mode == _SUBMODULE)

    @cached_property
    def _folders(self) -> dict[str, list[Entry]]:
        """What is in each folder. Of what is only compared with, nobody asks that."""
        folders: dict[str, list[Entry]] = {"": []}
        for path, row in self.rows.items():
            folder, _, name = path.rpartition("/")
            if folder not in folders:
                _add_folder(folders, folder)
            folders[folder].append(Entry(name, _KINDS.get(row.mode, Kind.FILE)))
        return folders

    def entries(self, folder: str) -> Sequence[Entry]:
        """List the names in a folder. Raises OSError."""
        found = self._folders.get(folder)
        if found is not None:
            return found
        submodule = self.submodule(folder)
        if not submodule:
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), folder)
        return self._disk.entries(folder) if self._is_checked_out(submodule) else ()

    def exists(self, path: str) -> bool:
        """Whether anything has this path, be it a link that leads nowhere."""
        return path in self.rows or path in self._folders or (bool(self.submodule(path)) and self._disk.exists(path))

    def read(self, path: str, limit: int) -> bytes:
        """Return the bytes of a file that is no link. Raises TooLargeError beyond `limit` bytes, OSError otherwise."""
        row = self.rows.get(path)
        if row is None or row.mode == _SUBMODULE:
            return self._of_submodule(path).read(path, limit)
        if row.mode == _LINK:
            raise OSError(None, "a symbolic link")
        if row.stage != "0":
            raise OSError(None, _CONFLICT)
        content = self._on_disk(path, row.id, limit)
        return self.objects.read(row.id, limit) if content is None else content

    def _on_disk(self, path: str, id: str, limit: int) -> bytes | None:
        """Return what lies on the disk if it is what git calls `id`: that is quicker than to ask git for it."""
        try:
            content = self._disk.read(path, limit)
        except OSError:
            return None
        return content if blob_name(content, len(id)) == id else None

    def follow(self, path: str) -> Destination:
        """Return where a symbolic link leads. Raises OSError where that is nowhere."""
        if path not in self.rows:
            return self._of_submodule(path).follow(path)
        destination = lead(self._whole(), self.prefix, self.prefix + path)
        if destination is not None:
            return destination
        return self._disk.follow(path) if self._is_same_link(path) else Destination(outside=("",))

    def ignores_above(self) -> Sequence[tuple[str, bytes]]:
        """Return the `.gitignore` files above the vault's folder: see `Tree`."""
        found = []
        for folder in _above(self.prefix):
            row = self._above.get(f"{folder}.gitignore")
            if row is not None and row.mode not in _KINDS and row.stage == "0":
                try:
                    found.append((self.prefix[len(folder) :], self.objects.read(row.id, MAX_GITIGNORE)))
                except OSError:
                    continue
        return found

    def mark(self, path: str) -> bytes:
        """Return what git calls the contents of a file, a hash in binary; empty where git does not have it."""
        row = self.rows.get(path)
        return bytes.fromhex(row.id) if row and row.stage == "0" and row.mode != _SUBMODULE else b""

    def submodule(self, path: str) -> str:
        """Return the submodule that a path is or lies in, an empty string where there is none."""
        return next((found for found in self.submodules if path == found or path.startswith(f"{found}/")), "")

    def link(self, path: str) -> str:
        """Return what a symbolic link says. Raises OSError."""
        return self._link(self.rows[path])

    def _link(self, row: Row) -> str:
        return os.fsdecode(self.objects.read(row.id, _MAX_LINK))

    def _whole(self) -> Places:
        """Return what a link may lead to: everything in the repository, as it may leave the vault."""
        if self._places is None:
            rows = self._all_rows() if self.prefix else self.rows.values()
            by_path = {row.path: row for row in rows}
            links = {path for path, row in by_path.items() if row.mode == _LINK}
            submodules = {path for path, row in by_path.items() if row.mode == _SUBMODULE}
            files = by_path.keys() - links - submodules
            self._places = Places(files, links, submodules, self.repository.top, lambda path: self._link(by_path[path]))
        return self._places

    def _is_same_link(self, path: str) -> bool:
        try:
            return os.readlink(os.path.join(self.root, path)) == self.link(path)
        except OSError:
            return False

    def _of_submodule(self, path: str) -> Disk:
        """Return the disk for a path in a submodule. Raises OSError for any other."""
        submodule = self.submodule(path)
        if not submodule or not self._is_checked_out(submodule):
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return self._disk

    def _is_checked_out(self, submodule: str) -> bool:
        """Whether a folder of its own is there. What has been put in its place may be a link to anywhere."""
        path = os.path.join(self._disk.real_root, submodule)
        return os.path.isdir(path) and os.path.realpath(path) == path


def index_tree(repository: Repository, root: str, objects: Objects | None = None) -> GitTree:
    """Return the vault at `root` as it is in the index. Raises VaultError."""
    rows = index_rows(repository, _wanted(repository, root))
    return GitTree(repository, root, "", rows, lambda: index_rows(repository), objects or Objects(repository))


def commit_tree(repository: Repository, root: str, commit: str, objects: Objects | None = None) -> GitTree:
    """Return the vault at `root` as a commit, named by its hash, has it; it need not have it at all.

    Raises VaultError.
    """
    rows = commit_rows(repository, commit, _wanted(repository, root))
    all_rows = lambda: commit_rows(repository, commit)  # noqa: E731
    return GitTree(repository, root, commit, rows, all_rows, objects or Objects(repository))


def empty_tree(repository: Repository, root: str, like: GitTree) -> GitTree:
    """Return the vault at `root` before its first commit: without anything, with the hashes that `like` has."""
    digits = next((len(row.id) for row in like.rows.values()), 40)
    return GitTree(repository, root, EMPTY_TREES[digits], (), list, like.objects)


def tracked(repository: Repository, root: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return which files of the vault at `root` git knows, and its submodules, of which it knows nothing here.

    Raises VaultError.
    """
    prefix = repository.prefix(root)
    rows = index_rows(repository, [prefix] if prefix else [])
    files = frozenset(row.path[len(prefix) :] for row in rows if row.mode != _SUBMODULE)
    return files, tuple(row.path[len(prefix) :] for row in rows if row.mode == _SUBMODULE)


def _wanted(repository: Repository, root: str) -> list[str]:
    """Return what is listed for a vault: its folder and the `.gitignore` files above it, or all."""
    prefix = repository.prefix(root)
    return [prefix, *(f"{folder}.gitignore" for folder in _above(prefix))] if prefix else []


def _above(prefix: str) -> list[str]:
    """Return the folders above that of the vault, with a trailing `/`, outermost first; the top is empty."""
    parts = prefix.split("/")[:-1]
    return ["".join(f"{part}/" for part in parts[:end]) for end in range(len(parts))]


def _add_folder(folders: dict[str, list[Entry]], path: str) -> None:
    """Add a folder, and those above it that are missing."""
    missing = []
    while path not in folders:
        missing.append(path)
        path = path.rpartition("/")[0]
    for folder in reversed(missing):
        parent, _, name = folder.rpartition("/")
        folders[folder] = []
        folders[parent].append(Entry(name, Kind.FOLDER))
