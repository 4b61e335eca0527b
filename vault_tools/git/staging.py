"""Put new contents of notes into git's index, all or none, and nothing else."""

import os
import re
from collections.abc import Mapping

from vault_tools.errors import VaultError
from vault_tools.git.calls import GitError
from vault_tools.git.listings import index_rows
from vault_tools.git.repository import Repository
from vault_tools.git.snapshots import GitTree

_TEMPORARY = re.compile(r"next-index-\d+\.lock")


def stage(index: GitTree, contents: Mapping[str, bytes]) -> None:
    """Put new contents of files, by paths relative to the vault, into the index that `index` was read from.

    Modes stay. Raises VaultError where the index has changed since, or where it is thrown away after the commit.
    """
    if not contents:
        return
    repository = index.repository
    require_lasting(index)
    now = {row.path[len(index.prefix) :]: row for row in index_rows(repository, _below(index))}
    stale = next((path for path in contents if path not in now or now[path] != index.rows.get(path)), None)
    if stale is not None:
        raise VaultError("git.index-changed", path=stale)
    options = _without_programs(repository)
    ids = _keep(index, options, list(contents.values()))
    rows = (f"{now[path].mode} {id} 0\t{index.prefix}{path}\0" for path, id in zip(contents, ids, strict=True))
    repository.git(*options, "update-index", "-z", "--index-info", sent=os.fsencode("".join(rows)))


def require_lasting(index: GitTree) -> None:
    """Raise VaultError where an index is thrown away after the commit."""
    if _TEMPORARY.fullmatch(os.path.basename(index.repository.index_file)):
        # `git commit -- file` commits from an index of its own, and the real one would not know.
        raise VaultError("git.temporary-index")


def _without_programs(repository: Repository) -> list[str]:
    """Return options with which git runs none of the programs that a configuration has for contents and occasions.

    Who writes an index compares files that have changed in the same moment as the index, and does so through filters.
    Without them such a file may seem to have changed, so that git looks again next time. Hooks of a configuration are
    new in git 2.54, and do not mind `core.hooksPath`.
    """
    keys = r"^(filter|hook)\."
    listed = os.fsdecode(repository.git("config", "-z", "--name-only", "--get-regexp", keys, may_fail=True))
    options = []
    for key in listed.split("\0")[:-1]:
        if "=" in key or "\n" in key:
            raise GitError("a filter or hook has a name with which it cannot be switched off")
        if key.startswith("hook."):
            options += ["-c", f"{key.rpartition('.')[0]}.enabled=false"]
        else:
            options += ["-c", f"{key}={'false' if key.endswith('.required') else ''}"]
    return options


def _below(index: GitTree) -> list[str]:
    return [index.prefix] if index.prefix else []


def _keep(index: GitTree, options: list[str], contents: list[bytes]) -> list[str]:
    """Have git keep contents, all in one process, and return their hashes."""
    sent = b"".join(
        b"blob\nmark :%d\ndata %d\n%s\nget-mark :%d\n" % (mark, len(content), content, mark)
        for mark, content in enumerate(contents, 1)
    )
    listed = index.repository.git(*options, "fast-import", "--quiet", "--done", sent=sent + b"done\n")
    return listed.decode("ascii").split()
