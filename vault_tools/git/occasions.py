"""What is checked on which occasion, and what it is compared with: a commit that is made, a branch, a hook's range."""

import os
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from vault_tools.changes import Change, Start
from vault_tools.errors import VaultError
from vault_tools.git.changes import changes
from vault_tools.git.departures import disk_changes
from vault_tools.git.listings import EMPTY_TREES
from vault_tools.git.moments import commit_of, head, merge_base, merge_heads
from vault_tools.git.repository import Repository, find
from vault_tools.git.snapshots import GitTree, commit_tree, empty_tree, index_tree
from vault_tools.trees import Disk, Tree

_FROM, _TO = "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"
_CONFIGURATIONS = ("vault.toml", "pyproject.toml")


class Occasion(NamedTuple):
    """What is checked, the tree `after` a change, and what it starts from: nothing where everything is reported.

    `staged` is git's index, where that is what is checked. `remarks` are messages to be said, with their values.
    """

    after: Tree
    starts: tuple[Start, ...] = ()
    staged: GitTree | None = None
    remarks: tuple[tuple[str, Mapping[str, str]], ...] = ()

    def close(self) -> None:
        """End what git has been started for. Whoever still reads from these trees starts it again."""
        for tree in (self.after, *(start.tree for start in self.starts)):
            if isinstance(tree, GitTree):
                tree.objects.close()


def staged(root: str, since_reference: str = "") -> Occasion:
    """Return the occasion of a commit: the index of the vault at `root` against the commits it will come after.

    With a reference it is compared with where the history parted from that. Where nothing is staged, it is the range
    that pre-commit names, or the whole vault. Raises VaultError.
    """
    repository = _repository(root)
    index = index_tree(repository, root)
    if since_reference:
        return _compared(index, _base(index, since_reference, "HEAD"), since_reference)._replace(staged=index)
    parents = (head(index.objects), *merge_heads(repository))
    before = [_tree(index, commit) for commit in parents]
    found = [changes(tree, index) for tree in before]
    if not any(found) and not (_is_committing() or _is_anything_staged(repository, before[0])):
        return _nothing_staged(root, index)
    starts = tuple(Start(tree, _known(known)) for tree, known in zip(before, found, strict=True))
    return Occasion(index, starts, index)


def since(root: str, reference: str) -> Occasion:
    """Return the occasion of a branch: the disk against where the history parted from a reference.

    Raises VaultError.
    """
    index = index_tree(_repository(root), root)
    base = _base(index, reference, "HEAD")
    if not base:
        return _uncompared(Disk(root), reference)
    before = commit_tree(index.repository, root, base, index.objects)
    found: list[Change] | None = None

    def changed(files: Sequence[str], checked: Collection[str]) -> Sequence[Change]:
        nonlocal found
        if found is None:
            present = frozenset(files)
            hidden = (path for path in before.rows if path not in present or path.endswith(_CONFIGURATIONS))
            found = disk_changes(before, index, files, {*checked, *hidden})
        return found

    return Occasion(Disk(root), (Start(before, changed),))


def hook(root: str, since_reference: str = "", *, is_fixing: bool = False) -> Occasion:
    """Return the occasion of a hook: the range that pre-commit names, else that of a commit. Raises VaultError.

    Where something is to be fixed, it is the files on the disk: what is committed already cannot be.
    """
    refs = None if since_reference else _range()
    if not refs:
        return staged(root, since_reference)
    return _ranged(root, index_tree(_repository(root), root), refs, is_fixing=is_fixing)


def _nothing_staged(root: str, index: GitTree) -> Occasion:
    if refs := _range():
        return _ranged(root, index, refs, is_fixing=False)
    return Occasion(Disk(root), remarks=(("git.nothing-staged", {}),))


def _ranged(root: str, index: GitTree, refs: tuple[str, str], *, is_fixing: bool) -> Occasion:
    """Return the occasion of a push, or of a range that pre-commit was given."""
    start, end = refs
    if is_fixing:
        return since(root, start)
    commit = commit_of(index.repository, end)
    after = commit_tree(index.repository, root, commit, index.objects) if commit else Disk(root)
    base = _base(index, start, end) if commit else None
    return _compared(after, base, start)


def _compared(after: Tree, base: str | None, reference: str) -> Occasion:
    if not base or not isinstance(after, GitTree):
        return _uncompared(after, reference)
    before = commit_tree(after.repository, after.root, base, after.objects)
    return Occasion(after, (Start(before, _known(changes(before, after))),))


def _uncompared(after: Tree, reference: str) -> Occasion:
    key = "git.new-branch" if _is_none(reference) else "git.shallow"
    return Occasion(after, remarks=((key, {"reference": reference}),))


def _is_none(reference: str) -> bool:
    """Whether a hook or a pipeline says that there is no commit: before a branch was made, or after it was deleted."""
    return len(reference) in EMPTY_TREES and not reference.strip("0")


def _known(found: Sequence[Change]) -> "_Known":
    return _Known(found)


class _Known:
    """Changes that do not depend on what lies on the disk."""

    def __init__(self, found: Sequence[Change]) -> None:
        self._found = found

    def __call__(self, files: Sequence[str], checked: Collection[str]) -> Sequence[Change]:
        return self._found


def _repository(root: str) -> Repository:
    repository = find(root)
    if repository is None:
        raise VaultError("git.no-repository", path=root)
    return repository


def _range() -> tuple[str, str] | None:
    """Return the range that pre-commit says it is about; nothing where it says none."""
    start, end = os.environ.get(_FROM, ""), os.environ.get(_TO, "")
    return (start, end) if start and end and not _is_none(end) else None


def _base(index: GitTree, reference: str, other: str) -> str | None:
    """Return the hash of the commit from which a reference and another have come.

    None in a shallow clone, and for the hash that stands for none.
    """
    if _is_none(reference):
        return None
    one, two = commit_of(index.repository, reference), commit_of(index.repository, other)
    return merge_base(index.repository, one, two) if one and two else None


def _tree(index: GitTree, commit: str) -> GitTree:
    """Return the tree of a commit; an empty one where there is none yet."""
    if not commit:
        return empty_tree(index.repository, index.root, index)
    return commit_tree(index.repository, index.root, commit, index.objects)


def _is_committing() -> bool:
    """Whether git itself is about to commit: then nothing is staged only where it is the message that changes."""
    return bool(os.environ.get("GIT_INDEX_FILE"))


def _is_anything_staged(repository: Repository, before: GitTree) -> bool:
    """Whether something is staged that is none of the vault's files: outside, or another commit of a submodule."""
    options = ("--cached", "--name-only", "-z", "--no-renames", "--ignore-submodules=none")
    return bool(repository.git("diff-index", *options, before.commit))
