"""What passes between the process that checks and those that parse for it: MessagePack, its length before it."""

from typing import BinaryIO

from msgspec import Struct, msgpack

_LENGTH = 4  # bytes


class Task(Struct, frozen=True, array_like=True, gc=False):
    """What a worker is told first: where the files are; and the edition of facts, and of what sources that is, if
    facts are kept.
    """

    root: str
    edition: bytes
    sources: tuple[str, ...]


class Chunk(Struct, frozen=True, array_like=True, gc=False):
    """Paths of files that a worker is to parse, one after the other."""

    paths: list[str]


class Delivery(Struct, frozen=True, array_like=True, gc=False):
    """The facts of the file at `path`, encoded without it. Where facts are kept, with their key and the file's mark.

    One without a path says that a chunk is done.
    """

    path: str
    facts: bytes = b""
    key: bytes = b""
    mark: bytes = b""


def framed(message: Task | Chunk | Delivery) -> bytes:
    """Return a message as it is sent. Raises UnicodeEncodeError for a path that is not UTF-8."""
    body = msgpack.encode(message)
    return len(body).to_bytes(_LENGTH, "little") + body


def read(stream: BinaryIO) -> bytes:
    """Wait for a message, and return it without its length; nothing at the end of the stream."""
    return stream.read(int.from_bytes(stream.read(_LENGTH), "little"))


def cut(buffer: bytearray) -> list[bytes]:
    """Take the messages that are whole out of what has come in, and return them without their lengths."""
    found: list[bytes] = []
    start = 0
    while (begin := start + _LENGTH) <= len(buffer):
        end = begin + int.from_bytes(buffer[start:begin], "little")
        if end > len(buffer):
            break
        found.append(bytes(buffer[begin:end]))
        start = end
    del buffer[:start]
    return found
