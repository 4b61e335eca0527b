"""The segments of a Whoosh index in a table of our own: Whoosh's is a pickle, and whoever reads one runs what is in it.

The cache folder may be one that a CI service has put back, with sums that fit whatever somebody else has put into it.
"""

import os
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from vault_tools.search.engines import EngineError
from vault_tools.search.engines.postings import LeanCodec, Pool

INDEX = "MAIN"
"""The name of the index, with which the names of its files begin."""
_TABLE = "segments"
_Count = Annotated[int, Meta(ge=0)]


class _Segment(Struct, frozen=True, array_like=True):
    """A segment: its id, which is part of the names of its files, its documents, and the numbers of deleted ones."""

    id: Annotated[str, Meta(pattern=r"\A[0-9a-z]+\Z")]
    count: _Count
    deleted: tuple[_Count, ...]


class _Table(Struct, frozen=True, array_like=True):
    generation: _Count
    segments: tuple[_Segment, ...]


def create(storage: FileStorage) -> None:
    """Begin an index without segments."""
    _write(storage, 0, [])


def read(storage: FileStorage) -> tuple[int, list[Any]]:
    """Return Whoosh's number of the generation, and the segments. Raises OSError, EngineError."""
    with open(os.path.join(storage.folder, _TABLE), "rb") as file:
        content = file.read()
    try:
        table = msgspec.msgpack.decode(content, type=_Table)
    except (ValueError, RecursionError) as error:
        raise EngineError(str(error)) from error
    codec = LeanCodec()
    return table.generation, [
        W3Segment(codec, INDEX, segment.count, segment.id, set(segment.deleted) or None) for segment in table.segments
    ]


def _write(storage: FileStorage, generation: int, segments: list[Any]) -> None:
    kept = (
        _Segment(segment.segid, segment.doc_count_all(), tuple(sorted(segment.deleted_docs()))) for segment in segments
    )
    path = os.path.join(storage.folder, _TABLE)
    if os.path.lexists(path):
        os.remove(path)  # it may be the base's, too, by a hard link
    with open(path, "xb") as file:
        file.write(msgspec.msgpack.encode(_Table(generation, tuple(kept))))


class _Index(FileIndex):  # type: ignore[misc]  # Whoosh has no types
    """What Whoosh's writer asks about an index."""

    def __init__(self, storage: FileStorage, schema: Schema) -> None:
        self.storage, self.indexname, self._schema = storage, INDEX, schema

    def _read_toc(self) -> TOC:
        generation, segments = read(self.storage)
        return TOC(self._schema, segments, generation)


class LeanWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer, with our codec, postings in a pool of ours, and our table of segments."""

    def __init__(self, storage: FileStorage, schema: Schema) -> None:
        super().__init__(_Index(storage, schema), codec=LeanCodec(), compound=False)
        self.pool = Pool()

    def _commit_toc(self, segments: list[Any]) -> None:
        super()._commit_toc(segments)  # Whoosh's own table beside ours: Whoosh can open what we write
        _write(self.storage, self.generation, segments)
