"""The files that reports go to: replaced whole, or added to where they are no files, or not ours alone."""

import errno
import os
import re
from contextlib import suppress

from vault_tools.errors import VaultError

_SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
_STREAM = re.compile(r"/(?:dev|proc/self)/(?:stdout|stderr|fd/([0-9]{1,4}))")
_DESCRIPTORS = {"/dev/stdout": 1, "/dev/stderr": 2}


def summary_file() -> str:
    """Return the file to which the steps of a GitHub job add their summaries; an empty text where there is none."""
    return os.environ.get(_SUMMARY_VARIABLE, "")


def examine(file: str, top: str) -> None:
    """Raise VaultError where it is clear before anything is written that a file cannot, or must not, be.

    `top` is the real path of a work tree, which may be a stranger's: no symbolic link leads out of it.
    """
    if _descriptor(file) is not None:
        return
    real = os.path.realpath(file)
    if _leaves(file, real, top):
        raise VaultError("cli.output.leads-out", path=file, root=top)
    folder = os.path.dirname(real)
    if not os.path.isdir(folder):
        named = os.path.dirname(file) or "."
        raise VaultError("cli.output.no-folder", path=file, folder=folder if os.path.isdir(named) else named)
    if os.path.isdir(real):
        raise _unwritable(file, OSError(errno.EISDIR, os.strerror(errno.EISDIR)))
    needed = [real] if os.path.exists(real) else []
    if is_replaced(file):
        needed.append(folder)
    if not all(os.access(place, os.W_OK) for place in needed):
        raise _unwritable(file, OSError(errno.EACCES, os.strerror(errno.EACCES)))


def is_replaced(file: str) -> bool:
    """Whether a file is one that belongs to nobody else: no stream, device or pipe, and no summary of a GitHub job."""
    if _descriptor(file) is not None:
        return False
    real = os.path.realpath(file)
    is_summary = bool(summary_file()) and real == os.path.realpath(summary_file())
    return not is_summary and (os.path.isfile(real) or not os.path.exists(real))


def write(file: str, text: str) -> None:
    """Put `text` in a file, which is the old one or the new one, whole; or add it, where a file is not to be replaced.

    Raises VaultError.
    """
    if not is_replaced(file):
        append(file, text)
        return
    try:
        _replace(os.path.realpath(file), _encoded(text))
    except OSError as error:
        raise _unwritable(file, error) from None


def append(file: str, text: str) -> None:
    """Add `text` to what a file, stream or device has. Raises VaultError."""
    descriptor = _descriptor(file)
    try:
        with open(file if descriptor is None else os.dup(descriptor), "ab") as stream:
            stream.write(_encoded(text))
    except OSError as error:
        raise _unwritable(file, error) from None


def _leaves(file: str, real: str, top: str) -> bool:
    """Whether a symbolic link takes a path out of the folder `top`, or to what is git's own."""
    path = os.path.abspath(file)
    is_for_git = ".git" in real.split(os.sep) and ".git" not in path.split(os.sep)
    if _is_in(real, top) and not is_for_git:
        return False
    while (above := os.path.dirname(path)) != path:
        path = above
        if _is_in(os.path.realpath(path), top):
            return True
    return False


def _is_in(real: str, top: str) -> bool:
    return os.path.join(real, "").startswith(os.path.join(top, ""))


def _descriptor(file: str) -> int | None:
    """Return which of our own open files is meant: opened once more, one would overwrite what the other has written."""
    match = _STREAM.fullmatch(os.path.abspath(file))
    if match is None:
        return None
    return int(match[1]) if match[1] else _DESCRIPTORS.get(match[0])


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _replace(real: str, content: bytes) -> None:
    temporary = os.path.join(os.path.dirname(real), f".vault-tools-{os.getpid()}-{os.urandom(8).hex()}")
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(real):
            os.chmod(temporary, os.stat(real).st_mode & 0o777)
        os.replace(temporary, real)
    except BaseException:  # an interruption, too
        with suppress(OSError):
            os.remove(temporary)
        raise


def _unwritable(file: str, error: OSError) -> VaultError:
    return VaultError("cli.output.unwritable", path=file, reason=(error.strerror or str(error)).lower())
