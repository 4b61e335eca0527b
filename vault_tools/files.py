"""Read files that somebody else may have put there: only regular ones, only up to a limit, never through a link."""

import os
import stat
import time
from typing import BinaryIO

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


_FRESH = 2_000_000_000
"""Nanoseconds for which a file that was changed may change again and look the same: clocks of disks are that coarse."""


class TooLargeError(OSError):
    """The file is larger than the caller will read. `size` is in bytes, `beginning` its first 64."""

    def __init__(self, path: str, size: int, beginning: bytes) -> None:
        super().__init__(f"larger than allowed: {path}")
        self.size = size
        self.beginning = beginning


def open_regular(path: str) -> BinaryIO:
    """Open the regular file at `path` to read bytes. Raises OSError."""
    return os.fdopen(_open(path)[0], "rb")


def read_regular(path: str, limit: int) -> bytes:
    """Return the bytes of the regular file at `path`. Raises TooLargeError beyond `limit` bytes, OSError otherwise."""
    descriptor, status = _open(path)
    try:
        if status.st_size > limit:
            raise TooLargeError(path, status.st_size, os.read(descriptor, 64))
        content = os.read(descriptor, status.st_size + 1)
        if len(content) > status.st_size:  # it grew, or tells no size
            while len(content) <= limit and (more := os.read(descriptor, limit + 1 - len(content))):
                content += more
        if len(content) > limit:
            raise TooLargeError(path, len(content), content[:64])
        return content
    finally:
        os.close(descriptor)


def is_fresh(modified: int, changed: int) -> bool:
    """Whether a file with these times, in nanoseconds, may change once more without looking any different."""
    now = time.time_ns()
    return 0 <= now - modified < _FRESH or 0 <= now - changed < _FRESH


def _open(path: str) -> tuple[int, os.stat_result]:
    """A named pipe or a device would hang the reader, and a link may lead anywhere: neither is opened for reading."""
    descriptor = os.open(path, _FLAGS)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise OSError(None, "not a regular file", path)
    return descriptor, status
