"""Whose a repository is: one of somebody else's can run programs, so git, and we, want to be told that it is trusted.

Git checks this only where it finds a repository by itself; we name it, so the check is ours (`safe.directory` in
`git help config`).
"""

import os
from collections.abc import Iterable, Mapping

from vault_tools.errors import VaultError
from vault_tools.git import calls


def require_trust(top: str, dot_git: str, git_dir: str, environment: Mapping[str, str]) -> None:
    """Raise VaultError where a repository is somebody else's, and the user has not declared it safe."""
    if os.name != "posix" or _are_ours((dot_git, top, git_dir)) or _is_listed(top, environment):
        return
    raise VaultError("git.foreign", path=top)


def _are_ours(paths: Iterable[str]) -> bool:
    users = {os.geteuid()}
    if 0 in users and os.environ.get("SUDO_UID", "").isdecimal():
        users.add(int(os.environ["SUDO_UID"]))
    return all(os.lstat(path).st_uid in users for path in paths)


def _is_listed(top: str, environment: Mapping[str, str]) -> bool:
    """Whether the configuration of the user or the system, never a repository's own, declares a work tree safe."""
    nowhere = {**environment, "GIT_DIR": os.devnull}
    arguments = ("config", "-z", "--type=path", "--get-all", "safe.directory")
    is_listed = False
    for entry in os.fsdecode(calls.run(arguments, nowhere, os.path.abspath(os.sep), may_fail=True)).split("\0")[:-1]:
        # An empty entry takes back those before it.
        is_listed = bool(entry) and (is_listed or _covers(entry, top))
    return is_listed


def _covers(entry: str, top: str) -> bool:
    if entry == "*":
        return True
    if entry.endswith("/*"):
        return top.startswith(os.path.join(os.path.realpath(entry[:-2]), ""))
    return os.path.isabs(entry) and os.path.realpath(entry) == top
