"""Git's index, by which is known, without asking git, that it has the same files as before."""

import os

from vault_tools.errors import VaultError
from vault_tools.trees import Disk


def index_mark(root: str) -> bytes:
    """Return what tells the index for a vault from what it was; empty where there is none, or no telling."""
    path = index_file(root)
    mark = mark_of(path) if path else b""
    return path.encode("utf-8", "surrogateescape") + b"\0" + mark if mark else b""


def mark_of(path: str) -> bytes:
    """Return what a file anywhere on the disk looks like from outside: see `Disk.mark`."""
    return Disk(os.path.dirname(path)).mark(os.path.basename(path))


def index_file(root: str) -> str:
    """Return the path of git's index for a vault, an empty string where it is in no repository that git trusts."""
    from vault_tools.git.repository import find

    try:
        repository = find(root)
    except (VaultError, OSError):
        return ""
    return repository.index_file if repository else ""
