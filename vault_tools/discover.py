"""Walk a vault: which files there are, and which of them are checked.

Every file whose name Obsidian sees is a link target. Those that `.gitignore` files or exclude patterns name are
not checked, but stay targets. Hidden folders, `node_modules` and vaults inside the vault are not walked.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vault_tools.files import read_regular
from vault_tools.globs import Globs

NOTE_SUFFIXES = (".md", ".markdown")
CHECKED_SUFFIXES = (*NOTE_SUFFIXES, ".txt", ".canvas", ".base")
"""Files whose contents are read. A `.txt` file is a note only if its first line is `---`: see `scan`."""
CONFIG_FILE = "vault.toml"

_NEVER_WALKED = frozenset(("node_modules",))
_MAX_FOREIGN_NAMES = 50_000
"""So many names are listed behind links that lead out of the vault: such a link may point at a whole disk."""


class Listing(NamedTuple):
    """What a vault holds. Paths are relative to its root, with `/`, and sorted.

    `files` are all link targets; `covered` those of them that nothing excludes; `checked` those of them whose
    contents are read. `linked` maps symbolic links to the file inside the vault that they stand for; `outside` are
    the names behind links that lead out of the vault, or into `.git`: targets whose contents are never read.
    `unreadable` maps paths to the reason why they cannot be read.
    """

    files: tuple[str, ...]
    covered: tuple[str, ...]
    checked: tuple[str, ...]
    linked: dict[str, str]
    outside: frozenset[str]
    unreadable: dict[str, str]


def discover(root: str, exclude: Sequence[str] = ()) -> Listing:
    """List the vault at the absolute path `root`. Raises OSError if the root itself cannot be listed."""
    return _Walk(root, exclude).run()


class _Ignore(NamedTuple):
    """A `.gitignore` in `folder` (with a trailing `/`, or empty); above the vault, `prefix` leads to the vault."""

    folder: str
    prefix: str
    globs: Globs


class _Folder(NamedTuple):
    path: str  # relative, with a trailing `/`; empty for the root
    entries: list[os.DirEntry[str]]
    ignores: list[_Ignore]
    is_checked: bool


class _Walk:
    def __init__(self, root: str, exclude: Sequence[str]) -> None:
        self.root = root
        self.real_root = os.path.realpath(root)
        self.exclude = Globs(exclude) if exclude else None
        self.files: list[str] = []
        self.covered: list[str] = []
        self.checked: list[str] = []
        self.linked: dict[str, str] = {}
        self.outside: set[str] = set()
        self.named_by_link: list[str] = []  # notes that a link in the vault leads to
        self.unreadable: dict[str, str] = {}
        self.waiting: list[_Folder] = []
        self.foreign_names = 0

    def run(self) -> Listing:
        above = list(_ignores_above(self.real_root))
        is_checked = not any(map(_ignores_the_vault, above))
        self.waiting.append(_Folder("", _entries(self.root), above, is_checked))
        while self.waiting:
            self._take(self.waiting.pop())
        walked = set(self.checked)
        for path in self.named_by_link:
            if self.linked[path] not in walked:  # in a hidden folder, or under another suffix
                self.covered.append(path)
                self.checked.append(path)
        files, covered, checked = (tuple(sorted(paths)) for paths in (self.files, self.covered, self.checked))
        return Listing(files, covered, checked, self.linked, frozenset(self.outside), self.unreadable)

    def _take(self, folder: _Folder) -> None:
        names = {entry.name for entry in folder.entries}
        if folder.path and CONFIG_FILE in names:
            return  # another vault
        ignores = folder.ignores
        if folder.is_checked and ".gitignore" in names:
            globs = _read_gitignore(os.path.join(self.root, folder.path))
            ignores = [*ignores, _Ignore(folder.path, "", globs)] if globs else ignores
        for entry in folder.entries:
            if entry.name.startswith(".") or entry.name in _NEVER_WALKED:
                continue
            path = folder.path + entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            is_checked = folder.is_checked and not self._is_ignored(path, ignores, is_folder=is_folder)
            try:
                if is_folder:
                    self.waiting.append(_Folder(path + "/", _entries(entry.path), ignores, is_checked))
                else:
                    self._file(entry, path, is_checked=is_checked)
            except OSError as error:
                if is_checked and (is_folder or path.lower().endswith(CHECKED_SUFFIXES)):
                    self.checked.append(path)
                    self.unreadable[path] = error.strerror or str(error)

    def _file(self, entry: os.DirEntry[str], path: str, *, is_checked: bool) -> None:
        if entry.is_symlink():
            self._link(entry, path)
            if is_checked and path in self.linked and path.lower().endswith(CHECKED_SUFFIXES):
                self.named_by_link.append(path)
        elif not entry.is_file():
            raise OSError(None, "not a regular file")
        else:
            self.files.append(path)
            if is_checked:
                self.covered.append(path)
                if path.lower().endswith(CHECKED_SUFFIXES):
                    self.checked.append(path)

    def _link(self, entry: os.DirEntry[str], path: str) -> None:
        """Take in a symbolic link: a target by its name, which is read where it leads if that is in the vault."""
        real = os.path.realpath(entry.path)
        inside = os.path.relpath(real, self.real_root).replace(os.sep, "/")
        is_inside = inside != ".." and not inside.startswith("../")
        if not os.path.exists(real):
            raise OSError(None, "a symbolic link that leads nowhere")
        mode = os.stat(real).st_mode
        if stat.S_ISREG(mode):
            self.files.append(path)
            if is_inside and ".git" not in inside.split("/"):
                self.linked[path] = inside
            else:  # in .git there may be a token of the runner that checks a stranger's pull request
                self.outside.add(path)
        elif not stat.S_ISDIR(mode):
            raise OSError(None, "not a regular file")
        elif not is_inside and not self.real_root.startswith(os.path.join(real, "")):
            self._foreign(real, path + "/")

    def _foreign(self, real: str, folder: str) -> None:
        """List the names behind a link that leads out of the vault; no further link is followed there."""
        waiting = [(real, folder)]
        while waiting:
            real, folder = waiting.pop()
            try:
                entries = _entries(real)
            except OSError:  # names that nobody may see are no targets
                continue
            for entry in entries:
                self.foreign_names += 1
                if self.foreign_names > _MAX_FOREIGN_NAMES:
                    return
                if entry.name.startswith(".") or entry.name in _NEVER_WALKED or entry.is_symlink():
                    continue
                if entry.is_dir():
                    waiting.append((entry.path, f"{folder}{entry.name}/"))
                elif entry.is_file():
                    self.files.append(folder + entry.name)
                    self.outside.add(folder + entry.name)

    def _is_ignored(self, path: str, ignores: list[_Ignore], *, is_folder: bool) -> bool:
        """Whether the vault's patterns exclude `path`, or the innermost `.gitignore` with a say about it does."""
        if self.exclude and self.exclude.verdict(path, is_folder=is_folder):
            return True
        for ignore in reversed(ignores):
            verdict = ignore.globs.verdict(ignore.prefix + path[len(ignore.folder) :], is_folder=is_folder)
            if verdict is not None:
                return verdict
        return False


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _ignores_above(root: str) -> Iterator[_Ignore]:
    """Yield the `.gitignore` files between the top of the work tree that `root` lies in and `root`, outermost first."""
    folders = []
    folder, prefix = root, ""
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        prefix = f"{os.path.basename(folder)}/{prefix}"
        folder = parent
        folders.append((folder, prefix))
    for folder, prefix in reversed(folders):
        if globs := _read_gitignore(folder):
            yield _Ignore("", prefix, globs)


def _ignores_the_vault(ignore: _Ignore) -> bool:
    """Whether a `.gitignore` above the vault names it, or a folder on the way to it."""
    parts = ignore.prefix.rstrip("/").split("/")
    folders = ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
    return any(ignore.globs.verdict(folder, is_folder=True) for folder in folders)


def _read_gitignore(folder: str) -> Globs | None:
    """Read the `.gitignore` of a folder, if it has one."""
    try:
        raw = read_regular(os.path.join(folder, ".gitignore"), 256 * 1024)
    except OSError:
        return None
    return Globs(raw.decode("utf-8-sig", "replace").split("\n"))
