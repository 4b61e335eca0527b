"""Walk a vault: which files there are, and which of them are checked.

Every file whose name Obsidian sees is a link target. Those that `.gitignore` files or exclude patterns name are
not checked, but stay targets. Hidden folders, `node_modules` and vaults inside the vault are not walked.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from vault_tools.trees import MAX_GITIGNORE, NEVER_WALKED, Entry, Kind, Tree

if TYPE_CHECKING:
    from vault_tools.globs import Globs

NOTE_SUFFIXES = (".md", ".markdown")
CHECKED_SUFFIXES = (*NOTE_SUFFIXES, ".txt", ".canvas", ".base")
"""Files whose contents are read. A `.txt` file is a note only if its first line is `---`: see `scan`."""
CONFIG_FILE = "vault.toml"


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


def discover(tree: Tree, exclude: Sequence[str] = ()) -> Listing:
    """List the vault that is in `tree`. Raises OSError if its folder itself cannot be listed."""
    return _Walk(tree, exclude).run()


class _Ignore(NamedTuple):
    """A `.gitignore` in `folder` (with a trailing `/`, or empty); above the vault, `prefix` leads to the vault."""

    folder: str
    prefix: str
    globs: "Globs"


class _Folder(NamedTuple):
    path: str  # relative, with a trailing `/`; empty for the root
    entries: Sequence[Entry]
    ignores: list[_Ignore]
    is_checked: bool


class _Walk:
    def __init__(self, tree: Tree, exclude: Sequence[str]) -> None:
        self.tree = tree
        self.exclude = _globs(exclude) if exclude else None
        self.files: list[str] = []
        self.covered: list[str] = []
        self.checked: list[str] = []
        self.linked: dict[str, str] = {}
        self.outside: set[str] = set()
        self.named_by_link: list[str] = []  # notes that a link in the vault leads to
        self.unreadable: dict[str, str] = {}
        self.waiting: list[_Folder] = []

    def run(self) -> Listing:
        above = [_Ignore("", prefix, _gitignore(raw)) for prefix, raw in self.tree.ignores_above()]
        is_checked = not any(map(_ignores_the_vault, above))
        self.waiting.append(_Folder("", self.tree.entries(""), above, is_checked))
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
            globs = self._read_gitignore(folder.path)
            ignores = [*ignores, _Ignore(folder.path, "", globs)] if globs else ignores
        for name, kind in folder.entries:
            if name.startswith(".") or name in NEVER_WALKED:
                continue
            path = folder.path + name
            is_folder = kind is Kind.FOLDER
            is_checked = folder.is_checked and not self._is_ignored(path, ignores, is_folder=is_folder)
            try:
                if is_folder:
                    self.waiting.append(_Folder(path + "/", self.tree.entries(path), ignores, is_checked))
                else:
                    self._file(kind, path, is_checked=is_checked)
            except OSError as error:
                if is_checked and (is_folder or path.lower().endswith(CHECKED_SUFFIXES)):
                    self.checked.append(path)
                    self.unreadable[path] = error.strerror or str(error)

    def _file(self, kind: Kind, path: str, *, is_checked: bool) -> None:
        if kind is Kind.LINK:
            self._link(path)
            if is_checked and path in self.linked and path.lower().endswith(CHECKED_SUFFIXES):
                self.named_by_link.append(path)
        elif kind is not Kind.FILE:
            raise OSError(None, "not a regular file")
        else:
            self.files.append(path)
            if is_checked:
                self.covered.append(path)
                if path.lower().endswith(CHECKED_SUFFIXES):
                    self.checked.append(path)

    def _link(self, path: str) -> None:
        """Take in a symbolic link: a target by its name, which is read where it leads if that is in the vault."""
        destination = self.tree.follow(path)
        if destination.inside:
            self.files.append(path)
            self.linked[path] = destination.inside
        names = [f"{path}/{name}" if name else path for name in destination.outside]
        self.files += names
        self.outside.update(names)

    def _read_gitignore(self, folder: str) -> "Globs | None":
        """Read the `.gitignore` of a folder, if it can be read."""
        try:
            return _gitignore(self.tree.read(folder + ".gitignore", MAX_GITIGNORE))
        except OSError:
            return None

    def _is_ignored(self, path: str, ignores: list[_Ignore], *, is_folder: bool) -> bool:
        """Whether the vault's patterns exclude `path`, or the innermost `.gitignore` with a say about it does."""
        if self.exclude and self.exclude.verdict(path, is_folder=is_folder):
            return True
        for ignore in reversed(ignores):
            verdict = ignore.globs.verdict(ignore.prefix + path[len(ignore.folder) :], is_folder=is_folder)
            if verdict is not None:
                return verdict
        return False


def _ignores_the_vault(ignore: _Ignore) -> bool:
    """Whether a `.gitignore` above the vault names it, or a folder on the way to it."""
    parts = ignore.prefix.rstrip("/").split("/")
    folders = ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
    return any(ignore.globs.verdict(folder, is_folder=True) for folder in folders)


def _globs(lines: Sequence[str]) -> "Globs":
    from vault_tools.globs import Globs  # for those who walk, not for all who know what a note is called

    return Globs(lines)


def _gitignore(raw: bytes) -> "Globs":
    return _globs(raw.decode("utf-8-sig", "replace").split("\n"))
