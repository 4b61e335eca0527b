"""The repository that a vault is in: found in Python, by `.git` alone, so that nothing else is taken for one.

A folder of a vault may be laid out as a bare repository, with a configuration that runs programs. Git would take it for
a repository when it is started there; we only look for `.git`, and always tell git which one is meant.
"""

import os
from collections.abc import Mapping

from vault_tools.errors import VaultError
from vault_tools.files import read_regular
from vault_tools.git import calls, owners

_OF_ONE_REPOSITORY = frozenset(
    (
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
        "GIT_PREFIX",
        "GIT_GRAFT_FILE",
        "GIT_SHALLOW_FILE",
        "GIT_REPLACE_REF_BASE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INTERNAL_SUPER_PREFIX",
    )
)
"""What git tells its hooks of the repository they run for: of use only where that is the vault's."""
_PATHS = ("GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE")
_MAX_GITFILE = 64 * 1024


class Repository:
    """A git repository with a work tree. `top` is the real path of the work tree, `git_dir` that of what is git's own.

    `environment` is what git is started with.
    """

    def __init__(self, top: str, git_dir: str, environment: Mapping[str, str]) -> None:
        self.top = top
        self.git_dir = git_dir
        self.environment = environment

    @property
    def index_file(self) -> str:
        """The index that is to be committed: `git commit -a` and `git commit -- file` make one of their own."""
        return self.environment.get("GIT_INDEX_FILE") or os.path.join(self.git_dir, "index")

    @property
    def common_dir(self) -> str:
        """The folder that all work trees of the repository share."""
        return self.environment.get("GIT_COMMON_DIR") or _common_dir(self.git_dir)

    @property
    def arguments(self) -> tuple[str, str]:
        """What tells git which repository is meant."""
        return f"--git-dir={self.git_dir}", f"--work-tree={self.top}"

    def git(self, *arguments: str, sent: bytes = b"", may_fail: bool = False) -> bytes:
        """Run git here: see `calls.run`."""
        return calls.run((*self.arguments, *arguments), self.environment, self.top, sent, may_fail=may_fail)

    def prefix(self, root: str) -> str:
        """Return the path of the vault at `root` in the work tree, with a trailing `/`; empty where it is the top."""
        path = os.path.relpath(os.path.realpath(root), self.top).replace(os.sep, "/")
        return "" if path == "." else f"{path}/"


def find(folder: str) -> Repository | None:
    """Return the repository that a folder is in, None where there is none.

    Raises VaultError where git would not trust it, as it belongs to somebody else, or where `GIT_DIR` names one that
    is bare.
    """
    environment = dict(os.environ)
    real = os.path.realpath(folder)
    found = _above(real)
    named = environment.get("GIT_DIR")
    if named is not None and (repository := _named(real, os.path.realpath(named), found, environment)):
        return repository
    if found is None:
        return None
    dot_git, git_dir = found
    top = os.path.dirname(dot_git)
    owners.require_trust(top, dot_git, git_dir, _apart(environment))
    index = environment.get("GIT_INDEX_FILE")
    kept = _apart(environment)
    if index and named is None and _above(os.path.realpath(os.getcwd())) == found:
        kept["GIT_INDEX_FILE"] = os.path.join(top, index)  # git starts from the top, wherever it was called
    return Repository(top, git_dir, kept)


def _named(real: str, git_dir: str, found: tuple[str, str] | None, environment: dict[str, str]) -> Repository | None:
    """Return the repository that `GIT_DIR` names, where the folder `real` is in its work tree. Raises VaultError."""
    if not _is_git_dir(git_dir):
        return None
    top = environment.get("GIT_WORK_TREE")
    if top is None and found and found[1] == git_dir:
        top = os.path.dirname(found[0])
    if top is None:
        top = _configured(git_dir, "core.worktree", environment)
        if top:
            top = os.path.join(git_dir, top)
        elif _configured(git_dir, "core.bare", environment) == "true":
            if found:
                return None
            raise VaultError("git.bare", path=git_dir)
    top = os.path.realpath(top or os.getcwd())
    if not os.path.join(real, "").startswith(os.path.join(top, "")):
        return None
    kept = {name: value for name, value in environment.items() if name not in ("GIT_DIR", "GIT_WORK_TREE")}
    kept |= {name: os.path.join(top, kept[name]) for name in _PATHS if kept.get(name)}
    return Repository(top, git_dir, kept)


def _configured(git_dir: str, key: str, environment: dict[str, str]) -> str:
    """Return what the configuration of a repository says about its work tree, an empty string where it is silent."""
    file = os.path.join(_common_dir(git_dir), "config")
    arguments = ("config", "--file", file, "--get", key)
    answer = calls.run(arguments, _apart(environment) | {"GIT_DIR": os.devnull}, git_dir, may_fail=True)
    return os.fsdecode(answer).rstrip("\n")


def _apart(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what it says about one repository."""
    return {name: value for name, value in environment.items() if name not in _OF_ONE_REPOSITORY}


def _above(folder: str) -> tuple[str, str] | None:
    """Return the nearest `.git` upward from a real path, and the real path of the git folder that it is or names."""
    while True:
        dot_git = os.path.join(folder, ".git")
        if os.path.isfile(dot_git):
            git_dir = _gitfile(dot_git)
            return (dot_git, git_dir) if git_dir and _is_git_dir(git_dir) else None
        if _is_git_dir(dot_git):
            return dot_git, os.path.realpath(dot_git)
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _gitfile(path: str) -> str:
    """Return the folder that a `.git` file of a submodule or a linked work tree names, an empty string for others."""
    try:
        line = os.fsdecode(read_regular(path, _MAX_GITFILE)).rstrip("\r\n")
    except OSError:
        return ""
    target = line.removeprefix("gitdir: ")
    return os.path.realpath(os.path.join(os.path.dirname(path), target)) if target != line and "\0" not in line else ""


def _is_git_dir(path: str) -> bool:
    """Whether a folder has what git wants of one."""
    common = _common_dir(path)
    return os.path.lexists(os.path.join(path, "HEAD")) and all(
        os.path.isdir(os.path.join(common, name)) for name in ("objects", "refs")
    )


def _common_dir(git_dir: str) -> str:
    try:
        common = os.fsdecode(read_regular(os.path.join(git_dir, "commondir"), _MAX_GITFILE)).rstrip("\r\n")
    except OSError:
        return git_dir
    return os.path.realpath(os.path.join(git_dir, common.replace("\0", "")))
