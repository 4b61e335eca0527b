"""What a worker runs: it reads paths of notes from its input and writes their facts to its output, until both end.

A file that cannot be read, or whose facts cannot be written, is left out: whoever has asked reads it again, and says
what is wrong with it.
"""

import gc
import os
from contextlib import suppress
from typing import BinaryIO

from msgspec import msgpack
from msgspec.structs import replace

from vault_tools.edition import edition, key_of
from vault_tools.parse.source import MAX_BYTES
from vault_tools.paths import suffix_of
from vault_tools.scan import facts
from vault_tools.trees import Disk
from vault_tools.workers import wire


def main() -> None:
    """Work on input and output, and end the process, in silence."""
    gc.freeze()  # what is there by now stays
    with suppress(OSError, ValueError), open(0, "rb") as orders, open(1, "wb") as deliveries:
        work(orders, deliveries)
    os._exit(0)


def work(orders: BinaryIO, deliveries: BinaryIO) -> None:
    """Parse what is asked for until nothing more is. Raises OSError where nobody reads, ValueError for nonsense."""
    task = msgpack.decode(wire.read(orders), type=wire.Task)
    if task.edition and task.edition != edition(*task.sources):
        return  # the program was changed since the other process began: its facts would be others
    tree = Disk(task.root)
    _say_done(deliveries)
    while order := wire.read(orders):
        paths = msgpack.decode(order, type=wire.Chunk).paths
        deliveries.writelines(_parsed(tree, path, task.edition) for path in paths)
        _say_done(deliveries)


def _say_done(deliveries: BinaryIO) -> None:
    deliveries.write(wire.framed(wire.Delivery("")))
    deliveries.flush()


def _parsed(tree: Disk, path: str, edition: bytes) -> bytes:
    try:
        mark = tree.mark(path) if edition else b""  # before it is read: what changes later has another one
        raw = tree.read(path, MAX_BYTES)
        note = facts(path, raw)
        key = key_of(edition, suffix_of(path).lower(), raw) if edition else b""
        return wire.framed(wire.Delivery(path, msgpack.encode(replace(note, path="")), key, mark)) if note else b""
    except (OSError, OverflowError, TypeError, ValueError):
        return b""
