"""What git calls contents: a hash of them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash


def blob_name(content: bytes, digits: int) -> str:
    """Return the hash by which git knows a file's contents, in 40 hexadecimal digits (SHA-1) or 64 (SHA-256)."""
    from hashlib import sha1, sha256

    named: _Hash = sha256() if digits == 64 else sha1(usedforsecurity=False)
    named.update(b"blob %d\0" % len(content))
    named.update(content)
    return named.hexdigest()
