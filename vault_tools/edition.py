"""What was made by this very program: a hash of the sources that a stored thing depends on."""

import os
from collections.abc import Iterator
from hashlib import sha256
from sys import byteorder, hexversion

import msgspec


def edition(*sources: str) -> bytes:
    """Return a hash of modules and folders of this package, of Python and of the format. Raises OSError.

    A version number would do for releases; whoever works on the parser would be shown facts of yesterday's.
    """
    digest = sha256(repr((hexversion, byteorder, msgspec.__version__)).encode())
    for path in sorted(_files(sources)):
        with open(path, "rb") as file:
            source = file.read()
        digest.update(b"%d\0" % len(source))
        digest.update(source)
    return digest.digest()


def key_of(edition: bytes, suffix: str, raw: bytes) -> bytes:
    """Return what identifies the facts of a file: a hash of the edition of facts, the suffix and the contents."""
    digest = sha256(edition + suffix.encode("utf-8", "surrogatepass") + b"\0")
    digest.update(raw)
    return digest.digest()


def _files(sources: tuple[str, ...]) -> Iterator[str]:
    package = os.path.dirname(__file__)
    for name in sources:
        path = os.path.join(package, name)
        if name.endswith(".py"):
            yield path
        else:
            for folder, _, names in os.walk(path):
                yield from (os.path.join(folder, found) for found in names if found.endswith(".py"))


def installation() -> bytes:
    """Return a hash of how all sources of this package look from outside, and of Python: another one for every release.

    Quicker than an `edition`, but different on every machine. Raises OSError.
    """
    digest = sha256(repr((hexversion, byteorder, msgspec.__version__)).encode())
    folders = [os.path.dirname(__file__)]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith(".py"):
                    status = entry.stat()
                    digest.update(
                        repr((entry.path, status.st_size, status.st_mtime_ns)).encode("utf-8", "surrogateescape")
                    )
                elif entry.is_dir() and entry.name != "__pycache__":
                    folders.append(entry.path)
    return digest.digest()
