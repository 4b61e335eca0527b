"""Find the files in a vault's folder that git does not have."""

import os
from collections.abc import Iterator, Sequence
from functools import partial

from vault_tools.discover import CONFIG_FILE, Listing, discover
from vault_tools.errors import VaultError
from vault_tools.globs import Globs
from vault_tools.resolve import fold
from vault_tools.tracking import Tracking
from vault_tools.trees import NEVER_WALKED, Disk, Tree


def tracking(tree: Tree, listing: Listing, exclude: Sequence[str]) -> Tracking:
    """Return what git has of the vault in a tree; `listing` is what is there, less what `exclude` names.

    Git is started, or the disk walked, only when somebody asks.
    """
    root = tree.root
    if isinstance(tree, Disk):
        return Tracking(listing.files, partial(_unknown, root, listing.files), partial(_left_out, listing, exclude))
    return Tracking(listing.files, partial(_beside, root, listing.files), partial(_ignored, root), is_in_git=True)


def _unknown(root: str, files: Sequence[str]) -> frozenset[str] | None:
    """Return the `files` of the vault on the disk that the index does not have.

    None of them where there is no repository; None where git cannot be asked.
    """
    from vault_tools.git.repository import find
    from vault_tools.git.snapshots import tracked

    try:
        repository = find(root)
        if repository is None:
            return frozenset()
        known, submodules = tracked(repository, root)
    except (VaultError, OSError):  # a vault is also checked without git, or with one that does not trust the folder
        return None
    return frozenset(_missing(files, known, submodules))


def _missing(files: Sequence[str], known: frozenset[str], submodules: Sequence[str]) -> Iterator[str]:
    """Yield the files that are neither known, nor in a submodule, nor behind a known symbolic link to a folder."""
    missing = [path for path in files if path not in known]
    if not missing:
        return
    # Some file systems give back another case or form than git keeps.
    folded = frozenset(map(fold, known))
    above = known.union(submodules)
    for path in missing:
        if fold(path) not in folded and above.isdisjoint(_folders(path)):
            yield path


def _folders(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _left_out(listing: Listing, exclude: Sequence[str], untracked: frozenset[str]) -> frozenset[str]:
    """Return the files that `.gitignore` has left out of a listing, and not `exclude`; of links that is not told."""
    left_out = untracked.difference(listing.covered, listing.linked, listing.outside)
    excluded = Globs(exclude) if exclude and left_out else None
    return frozenset(path for path in left_out if not (excluded and excluded.covers(path)))


def _beside(root: str, files: Sequence[str]) -> frozenset[str]:
    """Return what lies on the disk besides the `files` that git has of a vault."""
    return frozenset(_lying(root)).difference(files)


def _lying(root: str) -> Iterator[str]:
    """Yield the files that `discover` would find, without a look at what is ignored and at links to folders."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(os.path.join(root, folder)) as scanned:
                entries = [entry for entry in scanned if not entry.name.startswith(".")]
        except OSError:  # names that nobody may see are no targets
            continue
        if folder and any(entry.name == CONFIG_FILE for entry in entries):
            continue
        for entry in entries:
            if _is_file(entry):
                yield folder + entry.name
            elif entry.name not in NEVER_WALKED and entry.is_dir(follow_symlinks=False):
                waiting.append(f"{folder}{entry.name}/")


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def _ignored(root: str, untracked: frozenset[str]) -> frozenset[str]:
    try:
        return _left_out(discover(Disk(root)), (), untracked)
    except OSError:
        return frozenset()
