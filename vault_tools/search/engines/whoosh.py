"""The default engine: Whoosh keeps segments, deletions and commits; scores are BM25, summed from packed postings."""

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from math import log
from typing import Any

from whoosh import __version__ as release
from whoosh.fields import ID, Schema
from whoosh.filedb.filestore import FileStorage

from vault_tools.search.engines import All, EngineError, Entry, Wanted, segments
from vault_tools.search.engines.postings import FORMAT, MAX_IMPACT, LeanTerms
from vault_tools.search.engines.segments import LeanWriter
from vault_tools.search.storage import link_or_copy

_SCHEMA = Schema(tokens=ID())
_K1, _B = 1.2, 0.6
_USUAL_LENGTH = 4_000
"""Tokens of a note of usual length. A constant: what a note scores does not depend on the others."""
_MAX_POSTINGS = 6_000_000
"""So many postings are collected in memory (100 MB) before a segment is written."""
_TINY, _SMALL, _MANY = 50, 400, 8
"""Documents: a segment with so few is merged at once, one with at most so many when there are so many of them."""


class WhooshEngine:
    """Tokens in a Whoosh index with a lean codec."""

    name = "whoosh"
    version = f"{'.'.join(map(str, release))}/{FORMAT}"

    def write(self, folder: str, base: str | None, added: Iterable[Entry], deleted: Collection[int]) -> None:
        """See `Engine`."""
        storage = FileStorage(folder)
        if base is None:
            segments.create(storage)
        else:
            _link_files(base, folder)
        with _damage():
            writer = LeanWriter(storage, _SCHEMA)
            for number, id in enumerate(chain.from_iterable(segment.ids for segment in writer.segments)):
                if id in deleted:
                    writer.delete_document(number)
        for entry in added:
            _add(writer, entry)
            if writer.pool.count > _MAX_POSTINGS:
                writer.commit(merge=False)
                writer = LeanWriter(storage, _SCHEMA)
        with _damage():
            writer.commit(mergetype=_merge_small)
        os.remove(os.path.join(folder, f"{segments.INDEX}_WRITELOCK"))

    def open(self, folder: str) -> "WhooshReader":
        """See `Engine`."""
        with _damage():
            return WhooshReader(FileStorage(folder))


@contextmanager
def _damage() -> Iterator[None]:
    """Turn whatever damaged files make of Whoosh into EngineError."""
    try:
        yield
    except (OSError, EngineError, KeyboardInterrupt):
        raise
    except Exception as error:
        raise EngineError(str(error)) from error


def _link_files(base: str, folder: str) -> None:
    """Take over the files of another generation: Whoosh never changes a file that it has written."""
    for name in os.listdir(base):
        link_or_copy(os.path.join(base, name), os.path.join(folder, name))


def _add(writer: LeanWriter, entry: Entry) -> None:
    number = writer.docnum
    writer.add_document()
    writer.ids.append(entry.id)
    counts = Counter(entry.tokens.encode().split())
    norm = _K1 * (1 - _B + _B * counts.total() / _USUAL_LENGTH)
    impacts = {count: max(1, round(MAX_IMPACT * count / (count + norm))) for count in set(counts.values())}
    writer.pool.put(number, counts, map(impacts.__getitem__, counts.values()))


def _merge_small(writer: LeanWriter, present: list[Any]) -> list[Any]:
    """Whoosh's merge policy: what is tiny, small if there are many, or mostly deleted goes into the new segment."""
    small = [segment for segment in present if segment.doc_count() <= _SMALL]
    merged = [
        segment
        for segment in present
        if segment.doc_count() <= _TINY
        or segment.deleted_count() > segment.doc_count()
        or (len(small) >= _MANY and segment in small)
    ]
    for segment in merged:
        if segment.doc_count():
            writer.take_over(segment)
    return [segment for segment in present if segment not in merged]


class _Segment:
    """A segment opened: the terms, and the id of each document number; 0 for those that are deleted."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        self.terms: LeanTerms = segment.codec().terms_reader(storage, segment)
        self.ids = [0 if segment.is_deleted(number) else id for number, id in enumerate(segment.ids)]


class WhooshReader:
    """See `Reader`."""

    def __init__(self, storage: FileStorage) -> None:
        self._segments = [_Segment(storage, segment) for segment in segments.read(storage)[1]]
        self._count = sum(1 for segment in self._segments for id in segment.ids if id)

    def ids(self) -> set[int]:
        """See `Reader`."""
        return {id for segment in self._segments for id in segment.ids if id}

    def frequency(self, token: str) -> int:
        """See `Reader`. Deleted documents are counted until their segment is merged."""
        key = token.encode()
        with _damage():
            return sum(segment.terms.frequency_of(key) for segment in self._segments)

    def beginning(self, prefix: str) -> Iterator[str]:
        """See `Reader`."""
        key = prefix.encode()
        with _damage():
            found = {token.decode() for segment in self._segments for token in segment.terms.beginning(key)}
        return iter(sorted(found))

    def candidates(self, wanted: Wanted, best: int | None = None) -> dict[int, float]:
        """See `Reader`. Nothing is left out: all have been looked at anyway."""
        with _damage():
            return self._candidates(wanted)

    def holding(self, tokens: Sequence[str], ids: Collection[int]) -> dict[int, int]:
        """See `Reader`."""
        held = dict.fromkeys(ids, 0)
        with _damage():
            for number, token in enumerate(tokens):
                key, bit = token.encode(), 1 << number
                for segment in self._segments:
                    documents = map(segment.ids.__getitem__, segment.terms.documents(key))
                    for id in held.keys() & documents:
                        held[id] |= bit
        return held

    def _candidates(self, wanted: Wanted) -> dict[int, float]:
        if isinstance(wanted, str):
            return self._with(wanted)
        if isinstance(wanted, All):
            return self._with_all(wanted.parts)
        scores: defaultdict[int, float] = defaultdict(float)
        for part in wanted.parts:
            if isinstance(part, str):
                self._add(part, scores)
            else:
                for id, score in self._candidates(part).items():
                    scores[id] += score
        scores.pop(0, None)
        return scores

    def _with(self, token: str) -> dict[int, float]:
        scores: defaultdict[int, float] = defaultdict(float)
        self._add(token, scores)
        scores.pop(0, None)
        return scores

    def _add(self, token: str, scores: defaultdict[int, float]) -> None:
        """Add what documents with a token score for it; those that are deleted are 0."""
        key = token.encode()
        weight = self._rarity(token) / MAX_IMPACT
        for segment in self._segments:
            ids = segment.ids
            for posting in segment.terms.packed(key):
                scores[ids[posting >> 8]] += weight * (posting & MAX_IMPACT)

    def _with_all(self, parts: tuple[Wanted, ...]) -> dict[int, float]:
        """Intersect, the rarest first: then the others have little left to be added to."""
        found: dict[int, float] | None = None
        for part in sorted(parts, key=lambda part: self.frequency(part) if isinstance(part, str) else self._count):
            scores = self._candidates(part)
            if found is None:
                found = dict(scores)
            else:
                found = {id: score + scores[id] for id, score in found.items() if id in scores}
            if not found:
                break
        return found or {}

    def _rarity(self, token: str) -> float:
        """Return the weight of a token by the number of documents without it (BM25's idf)."""
        frequency = self.frequency(token)
        return log(1 + (self._count + 0.5) / (frequency + 0.5))

    def close(self) -> None:
        """See `Reader`."""
        for segment in self._segments:
            segment.terms.close()
