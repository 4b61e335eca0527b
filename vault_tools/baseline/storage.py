"""The file that a baseline is kept in: where it may lie, reading it, replacing it whole."""

import contextlib
import os
import time
from collections.abc import Callable

from vault_tools.baseline.entries import Baseline
from vault_tools.baseline.layout import parse
from vault_tools.errors import VaultError
from vault_tools.files import TooLargeError, read_regular
from vault_tools.trees import Tree

DEFAULT = ".vault/baseline.json"
"""Where a baseline is written if nobody says where, relative to the vault's root."""
_MAX_BYTES = 50_000_000
_STALE_AFTER = 600  # seconds: whoever writes for so long does not write any more


def real_file(root: str, file: str) -> str:
    """Return the real path of a baseline. Raises VaultError where a file of the vault is a link out of it.

    Also where it lies in `.git`: a configuration may come from a stranger.
    """
    real_root, real = os.path.realpath(root), os.path.realpath(file)
    is_ours = _is_below(os.path.abspath(file), os.path.abspath(root)) or _is_below(
        os.path.realpath(os.path.dirname(os.path.abspath(file))), real_root
    )
    if is_ours and (not _is_below(real, real_root) or ".git" in real[len(real_root) :].lower().split(os.sep)):
        raise VaultError("baseline.outside", path=file)
    return real


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(os.path.join(folder, "")) or path == folder


def shown_path(root: str, real: str) -> str:
    """Return the path of a baseline relative to the vault, as findings have it; outside it begins with `../`."""
    return os.path.relpath(real, os.path.realpath(root)).replace(os.sep, "/")


def read(real: str) -> Baseline:
    """Return the baseline in a file. Raises VaultError where it cannot be read, with file and line."""
    return _read(real, lambda: read_regular(real, _MAX_BYTES))


def read_in(tree: Tree, path: str) -> Baseline:
    """Return the baseline at a path in a tree of git's. Raises VaultError as `read` does."""
    real = os.path.join(tree.root, path)
    if not tree.exists(path) and os.path.isfile(real):
        raise VaultError("baseline.untracked", path=path)
    return _read(real, lambda: tree.read(path, _MAX_BYTES))


def _read(real: str, contents: Callable[[], bytes]) -> Baseline:
    try:
        raw = contents()
    except FileNotFoundError:
        raise VaultError("baseline.missing", path=real) from None
    except TooLargeError:
        raise VaultError("baseline.too-large", path=real, limit=str(_MAX_BYTES // 1_000_000)) from None
    except OSError as error:
        raise VaultError("baseline.unreadable", path=real, reason=_reason(error)) from None
    try:
        return parse(raw.decode("utf-8-sig"), real)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise VaultError("baseline.not-utf8", place=f"{real}:{line}") from None


def replace(real: str, text: str) -> None:
    """Put `text` in the file, which is the old one or the new one, whole; nothing is written where it is the same.

    Makes the folder if need be, keeps the file's mode. Raises VaultError.
    """
    content = text.encode("utf-8")
    if len(content) > _MAX_BYTES:
        raise VaultError("baseline.too-large", path=real, limit=str(_MAX_BYTES // 1_000_000))
    try:
        os.makedirs(os.path.dirname(real), exist_ok=True)
        if not _holds(real, content):
            _sweep(real)
            _replace(real, content)
    except OSError as error:
        raise VaultError("baseline.unwritable", path=real, reason=_reason(error)) from None


def _holds(real: str, content: bytes) -> bool:
    try:
        return read_regular(real, _MAX_BYTES) == content
    except FileNotFoundError:
        return False


def _replace(real: str, content: bytes) -> None:
    temporary = _temporary(real, str(os.getpid()))
    mode = os.stat(real).st_mode & 0o777 if os.path.exists(real) else None
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, real)
    except BaseException:
        with contextlib.suppress(OSError):
            os.remove(temporary)
        raise


def _temporary(real: str, end: str) -> str:
    folder, name = os.path.split(real)
    return os.path.join(folder, f".{name}.{end}.tmp")


def _sweep(real: str) -> None:
    """Delete what runs that were killed have left."""
    folder, beginning = os.path.split(_temporary(real, "")[: -len(".tmp")])
    for name in os.listdir(folder):
        if name.startswith(beginning) and name.endswith(".tmp"):
            left = os.path.join(folder, name)
            with contextlib.suppress(OSError):
                if time.time() - os.lstat(left).st_mtime > _STALE_AFTER:
                    os.remove(left)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
