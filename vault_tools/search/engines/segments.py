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
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from vault_tools.search.engines import EngineError
from vault_tools.search.engines.postings import LeanCodec, Pool

INDEX = "MAIN"
"""The name of the index, with which the names of its files begin."""
_TABLE = "segments"
_STORED = "._stored.col"
_Count = Annotated[int, Meta(ge=0)]


class _Segment(Struct, frozen=True, array_like=True):
    """A segment: its id (part of its file's name), the ids of its documents, the numbers of those that are deleted."""

    id: Annotated[str, Meta(pattern=r"\A[0-9a-z]+\Z")]
    ids: tuple[_Count, ...]
    deleted: tuple[_Count, ...]


class _Table(Struct, frozen=True, array_like=True):
    generation: _Count
    segments: tuple[_Segment, ...]


class _LeanSegment(W3Segment):  # type: ignore[misc]  # Whoosh has no types
    """A segment with the ids of its documents, by their numbers."""

    def __init__(self, kept: _Segment) -> None:
        super().__init__(LeanCodec(), INDEX, len(kept.ids), kept.id, set(kept.deleted) or None)
        self.ids = list(kept.ids)

    @property
    def live_ids(self) -> list[int]:
        """The ids of the documents that are not deleted, in the order of their numbers."""
        return [id for number, id in enumerate(self.ids) if not self.is_deleted(number)]


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
    return table.generation, [_LeanSegment(segment) for segment in table.segments]


def _write(storage: FileStorage, generation: int, segments: list[Any]) -> None:
    kept = (_Segment(segment.segid, tuple(segment.ids), tuple(sorted(segment.deleted_docs()))) for segment in segments)
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
        self.ids: list[int] = []  # of the documents of the new segment

    def take_over(self, segment: Any) -> None:
        """Put the documents of a segment that are not deleted into the new one."""
        reader = SegmentReader(self.storage, self.schema, segment)
        self.add_reader(reader)
        reader.close()
        self.ids += segment.live_ids

    def _commit_toc(self, segments: list[Any]) -> None:
        for segment in segments:
            if segment is self.newsegment:
                segment.ids = self.ids
        super()._commit_toc(segments)  # Whoosh's own table beside ours: Whoosh can open what we write
        _write(self.storage, self.generation, segments)
        for name in self.storage.list():
            if name.endswith(_STORED):  # what Whoosh keeps of documents: nothing, and in pickles
                self.storage.delete_file(name)
