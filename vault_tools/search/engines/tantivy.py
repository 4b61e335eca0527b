"""The fast engine, for those who install the extra `fast`: tantivy, a search library in Rust. Scores are its BM25.

Nothing of its files is code to anybody: they are tables that the library reads from memory maps. It is known to panic
where they are damaged, which reaches Python as an exception that is no Exception.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import ENOENT
from typing import cast

from tantivy import DocAddress, Document, Index, IndexWriter, Occur, Query, SchemaBuilder
from tantivy import __version__ as release  # type: ignore[attr-defined]  # with the version of its format

from vault_tools.search.engines import LOCK_SUFFIX, All, EngineError, Entry, Wanted
from vault_tools.search.storage import link_or_copy

_ID, _TOKENS = "id", "tokens"
_UNCOUNTED, _COUNTED = "basic", "freq"  # how often a token occurs is kept, where it stands is not
_THREADS = 1
"""A second thread costs a tenth more CPU time, and makes it chance which documents share a segment."""
_HEAP = 50_000_000
"""Bytes that a segment may take in memory before it is written."""
_MAX_WAITING = 100_000_000
"""Characters of tokens that may wait for the writer's thread: then they are committed, and a segment ends."""
_PRECISION = 10_000
"""Parts of a score that count: in smaller ones it shows in which order something was added up."""
_MORE = 10
"""Documents that are asked for beyond the best, to see that those are all."""
_BITS = 24
"""So many bits has a score, a number of 32 bits with a floating point, that all of them count."""
_FAILURE = re.compile(r"\(os error (\d+)\)|Os \{ code: (\d+)")


class TantivyEngine:
    """Tokens in a tantivy index: it takes them as they are written, parted by blanks."""

    name = "tantivy"
    version = f"{release.removeprefix('tantivy ')}/1"

    def write(self, folder: str, base: str | None, added: Iterable[Entry], deleted: Collection[int]) -> None:
        """See `Engine`."""
        with _failures():
            index = _created(folder) if base is None else _taken_over(base, folder)
            writer = index.writer(_HEAP, _THREADS)
            if deleted:  # by a query: `delete_documents_by_term` looks for signed numbers, and finds none
                writer.delete_documents_by_query(Query.term_set_query(index.schema, _ID, list(deleted)))
        waiting = 0
        for entry in added:
            waiting += _add(writer, entry)
            if waiting > _MAX_WAITING:
                waiting = _commit(writer)
        _commit(writer)
        with _failures():
            writer.wait_merging_threads()
        _remove_locks(folder)

    def open(self, folder: str) -> "TantivyReader":
        """See `Engine`."""
        with _failures():
            return TantivyReader(folder)


@contextmanager
def _failures() -> Iterator[None]:
    """Turn whatever the library raises into OSError, where the operating system has refused something, or EngineError.

    It raises ValueError for nearly everything, and a panic of Rust is a BaseException of pyo3's.
    """
    try:
        yield
    except OSError as error:  # Python's own, about a link or a copy
        if error.errno != ENOENT:
            raise
        raise EngineError(str(error)) from error
    except BaseException as error:
        if isinstance(error, Exception):
            failure = _FAILURE.search(str(error))
            number = int(failure[1] or failure[2]) if failure else ENOENT
            if number != ENOENT:
                raise OSError(number, os.strerror(number)) from error
        elif type(error).__name__ != "PanicException":
            raise
        raise EngineError(str(error)) from error


def _created(folder: str) -> Index:
    builder = SchemaBuilder()
    builder.add_unsigned_field(_ID, indexed=True, fast=True)
    builder.add_text_field(_TOKENS, tokenizer_name="whitespace", index_option=_COUNTED)
    return Index(builder.build(), folder, reuse=False)


def _taken_over(base: str, folder: str) -> Index:
    """Have the files of another generation in a folder: tantivy replaces files, or makes new ones, and changes none."""
    for name in os.listdir(base):
        if not name.endswith(LOCK_SUFFIX):
            link_or_copy(os.path.join(base, name), os.path.join(folder, name))
    return Index.open(folder)


def _remove_locks(folder: str) -> None:
    """Remove the locks of a folder that nobody changes any more.

    Whoever opens it makes one, waits for it and holds it for a moment, and so does a thread of the library's a moment
    later. A process that was forked just then has the lock for good, and would wait for itself.
    """
    for name in os.listdir(folder):
        if name.endswith(LOCK_SUFFIX):
            with suppress(FileNotFoundError):  # another process is opening it, too
                os.remove(os.path.join(folder, name))


def _add(writer: IndexWriter, entry: Entry) -> int:
    """Give the writer a document, and return how many characters that are."""
    document = Document()
    document.add_unsigned(_ID, entry.id)
    document.add_text(_TOKENS, entry.tokens)
    with _failures():
        writer.add_document(document)
    return len(entry.tokens)


def _commit(writer: IndexWriter) -> int:
    """Have everything written that the writer was given; return how many characters still wait."""
    with _failures():
        writer.commit()
    return 0


class TantivyReader:
    """See `Reader`."""

    def __init__(self, folder: str) -> None:
        _remove_locks(folder)
        index = Index.open(folder)
        index.config_reader("manual")  # a generation never changes
        self._searcher = index.searcher()
        self._schema = index.schema
        if self._searcher.num_docs:
            self.ids(), self.frequency("")  # read what a search needs: damage shows now, not in a query

    def ids(self) -> set[int]:
        """See `Reader`."""
        return set(self._scores(Query.all_query()))

    def frequency(self, token: str) -> int:
        """See `Reader`. Deleted documents are counted until their segment is merged."""
        with _failures():
            return self._searcher.doc_freq(_TOKENS, token)

    def beginning(self, prefix: str) -> Iterator[str]:
        """See `Reader`."""
        with _failures():
            found = self._searcher.terms_with_prefix(_TOKENS, prefix)
        return iter(sorted(token for token, _ in found))

    def candidates(self, wanted: Wanted, best: int | None = None) -> Mapping[int, float]:
        """See `Reader`."""
        with _failures():
            query = self._query(wanted)
        if best is not None:
            scores = self._scores(query, best + _MORE)
            values = list(scores.values())
            if len(values) < best + _MORE or values[best - 1] > values[-1]:
                return scores
        return self._scores(query)

    def holding(self, tokens: Sequence[str], ids: Collection[int]) -> Mapping[int, int]:
        """See `Reader`. A token's score is its bit: what the scores of a document add up to is what it holds."""
        held: dict[int, int] = {}
        for start in range(0, len(tokens), _BITS):
            with _failures():
                query = self._bits(tokens[start : start + _BITS], ids)
            for id, bits in self._scores(query, len(ids)).items():
                held[id] = held.get(id, 0) | int(bits) << start
        return held

    def _bits(self, tokens: Sequence[str], ids: Collection[int]) -> Query:
        wanted = [(Occur.Should, Query.term_query(self._schema, _ID, id, _UNCOUNTED)) for id in ids]
        parts = [(Occur.Must, Query.const_score_query(Query.boolean_query(wanted), 0.0))]
        for number, token in enumerate(tokens):
            has_token = Query.term_query(self._schema, _TOKENS, token, _UNCOUNTED)
            parts.append((Occur.Should, Query.const_score_query(has_token, float(1 << number))))
        return Query.boolean_query(parts)

    def close(self) -> None:
        """See `Reader`. The library closes nothing by itself: files are let go of with the objects that have them."""
        vars(self).clear()

    def _scores(self, query: Query, limit: int | None = None) -> dict[int, float]:
        """Return the scores of at most `limit` documents, the best first."""
        count = self._searcher.num_docs if limit is None else min(limit, self._searcher.num_docs)
        if not count:
            return {}  # asked for none at all, the library panics
        with _failures():
            hits = cast("list[tuple[float, DocAddress]]", self._searcher.search(query, count, count=False).hits)
            ids = cast("list[int]", self._searcher.fast_field_values(_ID, [address for _, address in hits]))
        return dict(zip(ids, [round(score * _PRECISION) / _PRECISION for score, _ in hits], strict=True))

    def _query(self, wanted: Wanted) -> Query:
        """Return what is asked for as tantivy has it."""
        if isinstance(wanted, str):
            return Query.term_query(self._schema, _TOKENS, wanted, _COUNTED)
        occur = Occur.Must if isinstance(wanted, All) else Occur.Should
        return Query.boolean_query([(occur, self._query(part)) for part in wanted.parts])
