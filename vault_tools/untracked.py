"""Find the files in a vault's folder that git does not have."""

from collections.abc import Collection, Iterator, Sequence

from vault_tools.discover import Listing, discover
from vault_tools.errors import VaultError
from vault_tools.globs import Globs
from vault_tools.resolve import fold
from vault_tools.tracking import Tracking, Untracked
from vault_tools.trees import Disk, Tree


def tracking(tree: Tree, listing: Listing, exclude: Sequence[str]) -> Tracking:
    """Return what git has of the vault in a tree; `listing` is what is there, less what `exclude` names.

    Git is started, or the disk walked, only when somebody asks.
    """
    if isinstance(tree, Disk):
        return Tracking(listing.files, lambda: _on_disk(tree.root, listing, exclude))
    return Tracking(listing.files, lambda: _beside(tree.root, listing.files), is_in_git=True)


def _on_disk(root: str, listing: Listing, exclude: Sequence[str]) -> Untracked:
    """Return what the index does not have of a vault on the disk.

    That is nothing where the index has no file of it, and where git cannot be asked.
    """
    from vault_tools.git.repository import find
    from vault_tools.git.snapshots import tracked

    try:
        repository = find(root)
        if repository is None:
            return Untracked()
        files, submodules = tracked(repository, root)
    except (VaultError, OSError):  # without git, or with one that does not trust the folder, a vault is checked as well
        return Untracked()
    if not files and not submodules:
        return Untracked()
    unknown = frozenset(_unknown(listing.files, files, submodules))
    excluded = Globs(exclude) if exclude and unknown else None
    ignored = _ignored(unknown, listing)
    return Untracked(unknown, frozenset(path for path in ignored if not (excluded and excluded.covers(path))))


def _unknown(files: Sequence[str], tracked: frozenset[str], submodules: Sequence[str]) -> Iterator[str]:
    """Yield the files that are not tracked, nor in a submodule, nor behind a symbolic link to a folder, that is."""
    missing = [path for path in files if path not in tracked]
    if not missing:
        return
    # Some file systems give back another case or form than git keeps.
    folded = frozenset(map(fold, tracked))
    above = tracked.union(submodules)
    for path in missing:
        if fold(path) not in folded and above.isdisjoint(_folders(path)):
            yield path


def _folders(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _beside(root: str, files: Collection[str]) -> Untracked:
    """Return what lies on the disk besides the `files` that git has of a vault."""
    try:
        listing = discover(Disk(root))
    except OSError:
        return Untracked()
    untracked = frozenset(listing.files).difference(files)
    return Untracked(untracked, _ignored(untracked, listing))


def _ignored(untracked: frozenset[str], listing: Listing) -> frozenset[str]:
    """Return the files that are left out of a listing, although they are no links, of which none is told."""
    return untracked.difference(listing.covered, listing.linked, listing.outside)
