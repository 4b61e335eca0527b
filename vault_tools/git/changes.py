"""What differs between two trees of git: which files of a vault were added, changed, deleted, renamed."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from vault_tools.changes import Change
from vault_tools.findings import Event
from vault_tools.git.listings import Row
from vault_tools.git.snapshots import GitTree

_RENAMES = ("--raw", "-z", "-M", "-l1000", "--diff-filter=R", "--no-ext-diff", "--no-textconv", "--ignore-submodules")
_SUBMODULE = "160000"
LINK = "120000"


def changes(before: GitTree, after: GitTree) -> list[Change]:
    """Return what differs between a commit and the index or another commit, sorted. Raises VaultError."""
    old, new = _files(before), _files(after)
    # With the stage: a file in conflict may have the hash of either side, and is neither.
    changed = [path for path in old.keys() & new.keys() if old[path] != new[path]]
    deleted, added = old.keys() - new.keys(), new.keys() - old.keys()
    renamed = renames(before, after) if deleted and added else []
    links = {path for path in changed if LINK in (old[path].mode, new[path].mode)}
    return combine(added, changed, deleted, renamed, links)


def _files(tree: GitTree) -> Mapping[str, Row]:
    if not tree.submodules:
        return tree.rows
    return {path: row for path, row in tree.rows.items() if row.mode != _SUBMODULE}


def combine(
    added: set[str], changed: Iterable[str], deleted: set[str], renamed: Iterable[Change], links: Collection[str]
) -> list[Change]:
    """Return all changes, sorted: of what was added and deleted, pairs may have been renamed."""
    moved = [change for change in renamed if change.path in deleted and change.now in added]
    return sorted(
        [
            *moved,
            *(Change(Event.ADDED, path) for path in added - {change.now for change in moved}),
            *(Change(Event.CHANGED, path, is_link=path in links) for path in changed),
            *(Change(Event.DELETED, path) for path in deleted - {change.path for change in moved}),
        ],
        key=lambda change: (change.path, change.event),
    )


def renames(before: GitTree, after: GitTree) -> list[Change]:
    """Return what git takes for renames between two trees, with edits or without. Raises VaultError."""
    trees = ("diff-tree", "-r", *_RENAMES, before.commit, after.commit)
    index = ("diff-index", "--cached", *_RENAMES, before.commit)
    below = (before.prefix,) if before.prefix else ()
    listed = before.repository.git(*(trees if after.commit else index), "--", *below)
    return list(_renames(os.fsdecode(listed).split("\0")[:-1], len(before.prefix)))


def _renames(fields: Sequence[str], prefix: int) -> Iterator[Change]:
    """Read `:100644 100644 7a… 8b… R086`, the old path, the new path, and so on."""
    for facts, old, new in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        similarity = int(facts.rpartition(" ")[2][1:])
        yield Change(Event.RENAMED, old[prefix:], new[prefix:], similarity)
