"""Commits: the one that is checked out, those that are merged, the one that a user names, and where two parted."""

import os
import re

from vault_tools.errors import VaultError
from vault_tools.files import read_regular
from vault_tools.git.objects import Objects
from vault_tools.git.repository import Repository
from vault_tools.spelling import shortened, suggesting

_HASH = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})(?:\Z|(?=\s))", re.MULTILINE)
_MAX_HEADS = 64 * 1024
_IN_ENVIRONMENT = "GITHEAD_"


def head(objects: Objects) -> str:
    """Return the hash of the commit that is checked out, an empty string before the first one."""
    return objects.commit("HEAD")


def merge_heads(repository: Repository) -> tuple[str, ...]:
    """Return the hashes of the commits that are being merged into the one that is checked out.

    `git merge` runs its hook before it writes MERGE_HEAD; then its environment names them, as `GITHEAD_<hash>`.
    """
    try:
        content = read_regular(os.path.join(repository.git_dir, "MERGE_HEAD"), _MAX_HEADS)
    except OSError:
        named = (name.removeprefix(_IN_ENVIRONMENT) for name in repository.environment if _IN_ENVIRONMENT in name)
        return tuple(sorted(hash for hash in named if _HASH.fullmatch(hash)))
    return tuple(_HASH.findall(content.decode("ascii", "replace")))


def is_shallow(repository: Repository) -> bool:
    """Whether the clone was cut off: commits, and where branches parted, may be missing."""
    file = repository.environment.get("GIT_SHALLOW_FILE") or os.path.join(repository.common_dir, "shallow")
    return os.path.isfile(file) and os.path.getsize(file) > 0


def commit_of(repository: Repository, reference: str) -> str | None:
    """Return the hash of the commit that a user calls `reference`; None in a shallow clone that may have left it out.

    Raises VaultError where there is no such commit.
    """
    # No reference may begin with a dash, but an option does.
    is_possible = bool(reference) and not reference.startswith("-") and "\0" not in reference
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    found = repository.git(*arguments, may_fail=True).decode("ascii", "replace").strip() if is_possible else ""
    if _HASH.fullmatch(found):
        return found
    if is_possible and is_shallow(repository):
        return None
    names = _references(repository)
    if not names or reference == "HEAD":
        raise VaultError("git.no-commit")
    key, suggestion = suggesting("git.no-such-ref", reference, names)
    raise VaultError(key, reference=shortened(reference), suggestion=suggestion)


def merge_base(repository: Repository, one: str, other: str) -> str | None:
    """Return the hash of the newest commit that two others have come from; None in a shallow clone without it.

    Raises VaultError where they have nothing in common.
    """
    found = repository.git("merge-base", one, other, may_fail=True).decode("ascii", "replace").strip()
    if found:
        return found
    if is_shallow(repository):
        return None
    raise VaultError("git.no-common-commit", one=one[:12], other=other[:12])


def _references(repository: Repository) -> list[str]:
    """Return the names of branches and tags."""
    folders = ("refs/heads", "refs/tags", "refs/remotes")
    listed = repository.git("for-each-ref", "--format=%(refname:short)", *folders, may_fail=True)
    return listed.decode("utf-8", "replace").splitlines()
