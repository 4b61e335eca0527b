"""Paths between the command line and the vault: what PATHs ask for, and how a note's path is shown from here."""

import os
from bisect import bisect_left
from collections.abc import Callable, Sequence
from posixpath import normpath, relpath
from typing import TYPE_CHECKING

from vault_tools.cli.output import Output
from vault_tools.errors import VaultError
from vault_tools.report import HUMAN_FORMATS

if TYPE_CHECKING:
    from vault_tools.vault import Vault


def inside_path(root: str, path: str) -> str:
    """Return a path given from the current folder as one from the vault; outside of it, it begins with `../`.

    Where nothing has that name here, it may be one in the vault already.
    """
    if not os.path.lexists(path) and os.path.lexists(os.path.join(root, path)):
        path = os.path.join(root, path)
    folder, name = os.path.split(os.path.abspath(path))
    real = os.path.realpath(path) if os.path.isdir(path) else os.path.join(os.path.realpath(folder), name)
    return os.path.relpath(real, os.path.realpath(root)).replace(os.sep, "/")


def narrowed(vault: "Vault", paths: Sequence[str], output: Output) -> Callable[[str], bool]:
    """Return what PATHs ask for: a function that says whether a path in the vault is wanted.

    Raises VaultError for what is not in this vault; says on stderr which files named are not checked.
    """
    if not paths:
        return lambda path: True
    wanted, files, folders = set[str](), [], []
    for given in paths:
        path = inside_path(vault.root, given)
        if path == ".." or path.startswith("../"):
            raise VaultError("cli.outside", path=given, root=vault.root)
        if other := _other_vault(vault.root, path):
            raise VaultError("cli.other-vault", path=given, other=other)
        if os.path.isdir(os.path.join(vault.root, path)):
            folders.append("" if path == "." else path + "/")
        else:
            files.append(path)
        wanted.add(path)
    place = place_from(vault.root)
    for path in files:
        if why := _why_unchecked(vault, path):
            output.say(why, path=place(path))
    prefixes = tuple(folders)
    return lambda path: path in wanted or path.startswith(prefixes)


def _other_vault(root: str, path: str) -> str:
    """Return the vault inside the vault that `path` lies in, or an empty string."""
    from vault_tools.discover import CONFIG_FILE

    folder = "" if path == "." else path
    while folder:
        if os.path.lexists(os.path.join(root, folder, CONFIG_FILE)):
            return os.path.join(root, folder)
        folder = folder.rpartition("/")[0]
    return ""


def _why_unchecked(vault: "Vault", path: str) -> str:
    if _holds(vault.checked, path):
        return "" if vault.note(path) else "cli.not-a-note"
    if path not in vault.names:
        return "cli.hidden"
    if os.path.islink(os.path.join(vault.root, path)):
        return "cli.symlink"
    return "cli.not-a-note" if _holds(vault.covered, path) else "cli.excluded"


def _holds(paths: Sequence[str], path: str) -> bool:
    """Whether sorted `paths` hold `path`."""
    index = bisect_left(paths, path)
    return index < len(paths) and paths[index] == path


def place_from(root: str, folder: str = "") -> Callable[[str], str]:
    """Return a function that gives a vault's path as one from `folder`, or from the current folder.

    Where the folder neither holds the vault nor lies in it, the path is absolute.
    """
    root, folder = os.path.realpath(root), os.path.realpath(folder)
    if root == folder:
        return str
    if root.startswith(os.path.join(folder, "")):
        prefix = os.path.relpath(root, folder).replace(os.sep, "/")
        return lambda path: f"{prefix}/{path}"
    if folder.startswith(os.path.join(root, "")):
        inside = os.path.relpath(folder, root).replace(os.sep, "/")
        return lambda path: relpath(path, inside)
    return lambda path: f"{root}/{path}"


def place_for(output_format: str, root: str) -> Callable[[str], str]:
    """Return how a format shows paths: people want them from where they are, pipelines from the top of the repository.

    Our own formats for programs have them from the vault, whatever this returns.
    """
    if output_format in HUMAN_FORMATS:
        return place_from(root)
    place = place_from(root, repository(root))
    return lambda path: normpath(place(path))  # a baseline may lie outside the vault


_CHECKOUTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")  # of GitHub and of GitLab


def repository(root: str) -> str:
    """Return the top of the repository that the vault at `root` lies in: what a CI runner calls so, or what has `.git`.

    The vault itself where there is none.
    """
    real = os.path.realpath(root)
    for variable in _CHECKOUTS:
        folder = os.path.realpath(os.environ.get(variable) or os.devnull)
        if os.path.join(real, "").startswith(os.path.join(folder, "")):
            return folder
    folder = real
    while not os.path.lexists(os.path.join(folder, ".git")):
        if folder == os.path.dirname(folder):
            return real
        folder = os.path.dirname(folder)
    return folder
