"""Where things are kept between runs: a folder for each vault in the user's cache folder, never in the vault."""

import os
import stat
import sys
from hashlib import sha256

from vault_tools.errors import VaultError

_NAME = "vault-tools"
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class UncachedError(VaultError):
    """There is no folder to keep anything in. Whoever only keeps things to be quicker goes on without."""


def cache_folder(root: str, asked: str = "") -> str:
    """Return the absolute path of the folder for the vault at `root`, made if need be: ours, and nobody else's to see.

    It lies in the folder `asked`, else in the user's cache folder, and is named by the vault's real path. Raises
    VaultError where that lies in the vault or in its git work tree (what is kept there could come from a stranger),
    or is a link; UncachedError where nothing can be written.
    """
    base, folder = _places(root, asked)
    try:
        os.makedirs(base if asked else os.path.dirname(base), mode=0o700, exist_ok=True)
        for own in (folder,) if asked else (base, folder):
            _claim(own)
    except OSError as error:
        raise UncachedError("cache.unwritable", path=folder, reason=(error.strerror or str(error)).lower()) from None
    return folder


def find_folder(root: str, asked: str = "") -> str:
    """Return what `cache_folder` would, or an empty string where that is not there yet, or not ours. Makes nothing."""
    try:
        base, folder = _places(root, asked)
        is_kept = all(map(_is_ours, (folder,) if asked else (base, folder)))
    except (VaultError, OSError):
        return ""
    return folder if is_kept else ""


def _places(root: str, asked: str) -> tuple[str, str]:
    """Return the folder for all vaults, and in it the one for the vault at `root`. Raises VaultError, UncachedError."""
    root = os.path.realpath(root)
    base = os.path.realpath(asked) if asked else _own_folder()
    for forbidden in (root, _work_tree(root)):
        if forbidden and _is_inside(base, forbidden):
            raise VaultError("cache.inside", path=base, root=forbidden)
    return base, os.path.join(base, sha256(os.fsencode(root)).hexdigest()[:32])


def _is_ours(folder: str) -> bool:
    """Whether a folder is there that nobody else can write into. Raises OSError."""
    status = os.lstat(folder)
    is_safe = os.name != "posix" or (status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_WRITE)
    return stat.S_ISDIR(status.st_mode) and is_safe


def _own_folder() -> str:
    """Return our folder in the user's cache folder, which itself may be reached through links."""
    path = _on_linux() or _elsewhere()
    if path.startswith("~"):  # a user without a home, as in some containers; old versions say it in this way
        raise UncachedError("cache.unwritable", path=path, reason="there is no home folder")
    parent, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(parent), name)


def _on_linux() -> str:
    """Return the user's folder by the XDG specification; an empty string where it takes more than two variables.

    That is what platformdirs would say, which takes 10 ms to import.
    """
    if sys.platform != "linux" or "ANDROID_DATA" in os.environ:
        return ""
    cache, home = os.environ.get("XDG_CACHE_HOME", ""), os.environ.get("HOME", "")
    if os.path.isabs(cache):  # the specification: a relative path is to be ignored
        return os.path.join(cache, _NAME)
    return os.path.join(os.path.expanduser("~/.cache"), _NAME) if os.path.isabs(home) else ""


def _elsewhere() -> str:
    from platformdirs import user_cache_path

    try:
        return str(user_cache_path(_NAME, appauthor=False))
    except RuntimeError:
        return "~"


def _work_tree(root: str) -> str:
    """Return the git work tree that the folder `root` is in, or an empty string."""
    folder = root
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent
    return folder


def _is_inside(path: str, folder: str) -> bool:
    """Whether a real path, of something that may not exist yet, is `folder` or lies in it.

    Names may differ for one and the same folder where case does not count, so the file system is asked.
    """
    while not (os.path.exists(path) and os.path.samefile(path, folder)):
        parent = os.path.dirname(path)
        if parent == path:
            return False
        path = parent
    return True


def _claim(folder: str) -> None:
    """Make a folder that is only ours, or see that it is. Raises VaultError, UncachedError, OSError."""
    if not os.path.lexists(folder):
        os.makedirs(folder, mode=0o700, exist_ok=True)
    status = os.lstat(folder)
    if stat.S_ISLNK(status.st_mode):
        raise VaultError("cache.link", path=folder)
    if os.name == "posix":
        # What others may write into could be theirs by now.
        if status.st_uid != os.geteuid() or status.st_mode & _OTHERS_WRITE:
            raise UncachedError("cache.foreign", path=folder)
        if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            os.chmod(folder, stat.S_IRWXU)
    if not os.path.isdir(folder) or not os.access(folder, os.W_OK | os.X_OK):
        raise UncachedError("cache.unwritable", path=folder, reason="no folder that can be written to")
