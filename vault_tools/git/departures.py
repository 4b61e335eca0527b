"""What the disk has that a commit has not: files compared by their contents, as git would keep them."""

import os
from collections.abc import Collection, Iterable, Iterator

from vault_tools.changes import Change
from vault_tools.discover import CHECKED_SUFFIXES
from vault_tools.files import read_regular
from vault_tools.findings import Event
from vault_tools.git.changes import LINK, combine, renames
from vault_tools.git.hashes import blob_name
from vault_tools.git.listings import Row
from vault_tools.git.snapshots import GitTree

_MAX_CONTENT = 16 * 1024 * 1024  # bytes; a larger file counts as changed where its size or time would have to tell


def disk_changes(before: GitTree, index: GitTree, files: Iterable[str], compared: Collection[str]) -> list[Change]:
    """Return how the vault on the disk differs from a commit, sorted. Raises VaultError.

    `files` are those that the vault has, those that git does not know too; of these, contents are only `compared` for
    some. Line ends do not count: a work tree may have others than git keeps. No filter is run, so whatever a filter has
    changed is a change.
    """
    known = {path: row for path, row in before.rows.items() if row.mode != "160000"}
    present = {path for path in files if not before.submodule(path)} | {
        path for path in known if _is_there(before, path)
    }
    deleted, added = known.keys() - present, present - known.keys()
    links = {path for path in known.keys() & present if known[path].mode == LINK or _is_link(before, path, compared)}
    wanted = (known.keys() & present & set(compared)) | links
    changed = [path for path in wanted if _differs(before, known[path], path)]
    staged = renames(before, index) if deleted and added else []
    gone = deleted - {change.path for change in staged if change.now in added}
    moved = _moved(before, gone, added - {change.now for change in staged}) if gone and added else ()
    return combine(added, changed, deleted, [*staged, *moved], links)


def _is_there(tree: GitTree, path: str) -> bool:
    return os.path.lexists(os.path.join(tree.root, path))


def _is_link(tree: GitTree, path: str, compared: Collection[str]) -> bool:
    """Whether a symbolic link is where a file was that rules may have been about."""
    return path.endswith(CHECKED_SUFFIXES) and path not in compared and os.path.islink(os.path.join(tree.root, path))


def _differs(tree: GitTree, row: Row, path: str) -> bool:
    """Whether a file on the disk is another than the one in a commit."""
    file = os.path.join(tree.root, path)
    if row.mode == LINK:
        return not (os.path.islink(file) and tree.link(path) == os.readlink(file))
    try:
        content = read_regular(file, _MAX_CONTENT)
    except OSError:
        return True
    if row.id in _names(content, len(row.id)):
        return False
    try:
        return b"\r\n" not in (kept := tree.read(path, _MAX_CONTENT)) or _with_lf(kept) != _with_lf(content)
    except OSError:
        return True


def _moved(tree: GitTree, gone: Collection[str], added: Collection[str]) -> Iterator[Change]:
    """Yield files that are elsewhere now, with the contents that they had: the same name counts first."""
    paths_by_id: dict[str, list[str]] = {}
    for path in sorted(gone):
        paths_by_id.setdefault(tree.rows[path].id, []).append(path)
    digits = len(next(iter(paths_by_id)))
    names = set(map(os.path.basename, gone))
    for now in sorted(added, key=lambda path: (os.path.basename(path) not in names, path)):
        try:
            content = read_regular(os.path.join(tree.root, now), _MAX_CONTENT)
        except OSError:
            continue
        # Empty files are all the same: that says nothing of where one has gone.
        for id in _names(content, digits) if content else ():
            if paths := paths_by_id.get(id):
                same = [path for path in paths if os.path.basename(path) == os.path.basename(now)]
                path = (same or paths)[0]
                paths.remove(path)
                yield Change(Event.RENAMED, path, now, 100)
                break


def _names(content: bytes, digits: int) -> Iterator[str]:
    """Yield what git may call contents, as they are and with its own line ends."""
    yield blob_name(content, digits)
    if b"\r\n" in content:
        yield blob_name(_with_lf(content), digits)


def _with_lf(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")
