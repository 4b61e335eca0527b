"""The files in which a memory is kept, each whole or not at all. Whatever is wrong with one is a miss."""

import os
import re
from contextlib import suppress
from typing import TypeVar
from zlib import crc32

import msgspec

from vault_tools.files import read_regular

FOLDER = "findings"
_MAX_BYTES = 500_000_000
_MOST_FILES = 12
"""So many questions are remembered, those asked last: on the disk and in the index, with other options."""
_SIZE = 4  # bytes of a checksum: it finds damage, and who could forge contents could forge any other, too
_TEMPORARY = ".new"
_OURS = r"[0-9a-f]{64}\.[a-z]+(?:\.[0-9a-f]{16}\.new)?"

T = TypeVar("T")


def read(folder: str, name: str, kind: type[T]) -> T | None:
    """Return what is kept under a name (a hash in hexadecimal), None where it is not there, or not as it was written.

    Never raises because of what is in the folder.
    """
    path = _place(folder, name)
    try:
        if os.path.islink(os.path.dirname(path)):
            return None
        content = read_regular(path, _MAX_BYTES)
    except OSError:
        return None
    body = memoryview(content)[_SIZE:]
    if content[:_SIZE] != _checksum(name, body):
        return None
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except (msgspec.MsgspecError, RecursionError):
        return None


def write(folder: str, name: str, content: object) -> None:
    """Keep what belongs under a name. Where that is not possible, nothing is kept, and nothing said."""
    try:
        body = msgspec.msgpack.encode(content)
    except (OverflowError, TypeError, ValueError, RecursionError):  # halves of characters, say
        return
    if len(body) > _MAX_BYTES:
        return
    path = _place(folder, name)
    temporary = f"{path}.{os.urandom(8).hex()}{_TEMPORARY}"
    with suppress(OSError):
        _make(os.path.dirname(path))
        try:
            _write(temporary, _checksum(name, body), body)
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        _drop_oldest(os.path.dirname(path))


def _make(folder: str) -> None:
    """Make a folder, and room for it: through a link we would delete what is not ours. Raises OSError."""
    if os.path.lexists(folder) and (os.path.islink(folder) or not os.path.isdir(folder)):
        os.unlink(folder)
    os.makedirs(folder, mode=0o700, exist_ok=True)


def _write(path: str, *contents: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.writelines(contents)


def _place(folder: str, name: str) -> str:
    return os.path.join(folder, FOLDER, name)


def _drop_oldest(folder: str) -> None:
    """Delete all but the files written last; also those of runs that were killed while they wrote."""
    with os.scandir(folder) as entries:
        ours = [entry for entry in entries if re.fullmatch(_OURS, entry.name)]
    files = sorted(ours, key=lambda entry: entry.stat(follow_symlinks=False).st_mtime_ns)
    for entry in files[:-_MOST_FILES]:
        with suppress(OSError):
            os.unlink(entry.path)


def _checksum(name: str, body: bytes | memoryview) -> bytes:
    return crc32(body, crc32(name.encode())).to_bytes(_SIZE)
