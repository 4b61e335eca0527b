"""Where things are kept between runs: a folder for each vault in the user's cache folder, never in the vault."""

import errno
import os
import re
import stat
import sys
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from vault_tools.errors import VaultError
from vault_tools.files import read_regular

TAG = "CACHEDIR.TAG"
"""The file in a vault's folder that says of which vault it is, and that backups need not copy it."""

_NAME = "vault-tools"
_FOLDER = "[0-9a-f]{32}"
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_TAG_HEAD = b"""\
Signature: 8a477f597d28d172789f06886806bc55
# See https://bford.info/cachedir/ - vault-tools keeps here what makes it quicker; `vault cache clear` removes it.
# The vault is in:
"""
_MAX_TAG = 100_000


class UncachedError(VaultError):
    """There is no folder to keep anything in. Whoever only keeps things to be quicker goes on without."""


class Place(NamedTuple):
    """A folder for what is kept of a vault: its path, whether it is there, and why it is not used, if it is not."""

    folder: str
    is_there: bool
    problem: VaultError | None


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
        raise _unwritable(folder, error) from None
    _tag(folder, os.path.realpath(root))
    return folder


def find_folder(root: str, asked: str = "") -> str:
    """Return what `cache_folder` would, or an empty string where that is not there yet, or not ours. Makes nothing."""
    try:
        base, folder = _places(root, asked)
        is_kept = all(map(_is_ours, (folder,) if asked else (base, folder)))
    except VaultError:
        return ""
    return folder if is_kept else ""


def look(root: str, asked: str = "") -> Place:
    """Return the folder that `cache_folder` would return, and what it would raise. Makes nothing."""
    try:
        base, folder = _places(root, asked)
    except VaultError as error:
        return Place("", False, error)
    is_there = os.path.lexists(folder)
    try:
        for own in (folder,) if asked else (base, folder):
            if os.path.lexists(own):
                _refuse_what_is_not_ours(own)
        _insist_on_writing(folder if is_there else _nearest(folder))
    except VaultError as error:
        return Place(folder, is_there, error)
    except OSError as error:
        return Place(folder, is_there, _unwritable(folder, error))
    return Place(folder, is_there, None)


def base_folder(asked: str = "") -> str:
    """Return the folder that the folders of all vaults are in, there or not. Raises VaultError where it is not ours."""
    base = _base(asked)
    try:
        if not asked and os.path.lexists(base):
            _refuse_what_is_not_ours(base)
    except OSError as error:
        raise _unwritable(base, error) from None
    return base


def all_folders(asked: str = "") -> list[tuple[str, str]]:
    """Return the folders of all vaults, each with its vault, ordered by vault. Raises VaultError.

    The vault is an empty string where nobody wrote it down. In a folder that was `asked` for, which may be full of
    other things, such a folder is not ours.
    """
    base = base_folder(asked)
    try:
        names = os.listdir(base) if os.path.isdir(base) else []
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise VaultError("cli.unlistable", path=base, reason=reason) from None
    folders = [os.path.join(base, name) for name in names if re.fullmatch(_FOLDER, name)]
    found = [(folder, vault_of(folder)) for folder in folders if _is_ours(folder)]
    return sorted((pair for pair in found if pair[1] or not asked), key=lambda pair: (not pair[1], *reversed(pair)))


def vault_of(folder: str) -> str:
    """Return the vault whose folder this is, an empty string where that is not known: its name proves it."""
    try:
        raw = read_regular(os.path.join(folder, TAG), _MAX_TAG)
    except OSError:
        return ""
    root = os.fsdecode(raw.split(b"\n", 3)[-1].removesuffix(b"\n"))  # its name may have line ends
    return root if _name_of(root) == os.path.basename(folder) else ""


def _places(root: str, asked: str) -> tuple[str, str]:
    """Return the folder for all vaults, and in it the one for the vault at `root`. Raises VaultError, UncachedError."""
    root = os.path.realpath(root)
    base = _base(asked)
    for forbidden in (root, _work_tree(root)):
        if forbidden and _is_inside(base, forbidden):
            raise VaultError("cache.inside", path=base, root=forbidden)
    return base, os.path.join(base, _name_of(root))


def _name_of(root: str) -> str:
    """Return what the folder of a vault is called, by the vault's real path."""
    return sha256(os.fsencode(root)).hexdigest()[:32]


def _base(asked: str) -> str:
    return os.path.realpath(asked) if asked else _own_folder()


def _is_ours(folder: str) -> bool:
    """Whether a folder is there that nobody else can write into."""
    try:
        status = os.lstat(folder)
    except OSError:
        return False
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


def _nearest(path: str) -> str:
    """Return the nearest folder above `path` that is there."""
    while not os.path.lexists(path):
        path = os.path.dirname(path)
    return path


def _claim(folder: str) -> None:
    """Make a folder that is only ours, or see that it is. Raises VaultError, UncachedError, OSError."""
    if not os.path.lexists(folder):
        os.makedirs(folder, mode=0o700, exist_ok=True)
    _refuse_what_is_not_ours(folder)
    if os.name == "posix" and os.lstat(folder).st_mode & _OTHERS:
        os.chmod(folder, stat.S_IRWXU)
    _insist_on_writing(folder)


def _refuse_what_is_not_ours(folder: str) -> None:
    """Raise VaultError for a link, UncachedError for what others may write into: it could be theirs by now."""
    status = os.lstat(folder)
    if stat.S_ISLNK(status.st_mode):
        raise VaultError("cache.link", path=folder)
    if os.name == "posix" and (status.st_uid != os.geteuid() or status.st_mode & _OTHERS_WRITE):
        raise UncachedError("cache.foreign", path=folder)
    if not stat.S_ISDIR(status.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))


def _insist_on_writing(folder: str) -> None:
    if not os.path.isdir(folder):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UncachedError("cache.unwritable", path=folder, reason="no folder that can be written to")


def _unwritable(folder: str, error: OSError) -> UncachedError:
    return UncachedError("cache.unwritable", path=folder, reason=(error.strerror or str(error)).lower())


def _tag(folder: str, root: str) -> None:
    """Write down whose folder this is, and, by the time of that file, that it is used now. It may fail."""
    path = os.path.join(folder, TAG)
    with suppress(OSError):
        if vault_of(folder) == root:
            os.utime(path)
            return
        _replace(path, _TAG_HEAD + os.fsencode(root) + b"\n")


def _replace(path: str, content: bytes) -> None:
    """Write a file in one step; nothing is left where that fails. Raises OSError."""
    temporary = f"{path}.{os.getpid()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise
