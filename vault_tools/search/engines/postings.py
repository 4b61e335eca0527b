"""A lean codec for Whoosh: the terms of a segment in one sorted table, each posting in four bytes.

Whoosh's own codec pickles and compresses every block of postings, and most tokens of Chinese text have one or two:
with it, an index of 3,249 notes took seven times as long to write and three times the space.

A posting is the document's number and the token's impact there (1 to 255: how much of the highest possible score).
"""

import sys
from array import array
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache, partial
from itertools import accumulate, repeat
from operator import or_, rshift
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

MAX_IMPACT = 255
_NUMBERS = "I"
_SIZE = array(_NUMBERS).itemsize
_AT_ONCE = 1_000  # tokens whose postings are written together


class LeanCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's codec, but for terms and postings."""

    length_stats = False

    def per_document_reader(self, storage: Any, segment: Any) -> "LeanDocuments":
        """Return what reads the columns of a segment."""
        return LeanDocuments(storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> "LeanFieldWriter":
        """Return what writes the postings of a segment."""
        return LeanFieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> "LeanTerms":
        """Return what reads them."""
        return LeanTerms(storage, segment)


class LeanDocuments(W3PerDocReader):  # type: ignore[misc]
    """Whoosh's reader of columns, but for what is stored of documents: that is nothing, and each would be a pickle."""

    def stored_fields(self, number: int) -> dict[str, Any]:
        """Return nothing."""
        return {}


class Pool:
    """The postings of a segment that is being written, by token."""

    def __init__(self) -> None:
        self.postings: defaultdict[bytes, array[int]] = defaultdict(partial(array, _NUMBERS))
        self.count = 0

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """Take a posting in, as Whoosh gives it when it merges segments: field, token, number, weight, value."""
        _, token, number, impact, _ = posting
        self.put(number, (token,), (int(impact),))

    def put(self, number: int, tokens: Collection[bytes], impacts: Iterable[int]) -> None:
        """Take the postings of a document in; documents come in the order of their numbers."""
        self.count += len(tokens)
        packed = map(or_, repeat(number << 8), impacts)
        deque(map(array.append, map(self.postings.__getitem__, tokens), packed), maxlen=0)

    def iter_postings(self) -> "Pool":
        """Return what LeanFieldWriter writes: the pool itself."""
        return self

    def cleanup(self) -> None:
        """Forget all postings."""
        self.postings.clear()


class LeanFieldWriter:
    """Writes a pool into one file: its number of tokens and of postings; the places where the keys and the postings
    of each token end; the keys; the packed postings.
    """

    def __init__(self, storage: Any, segment: Any) -> None:
        self._file = segment.create_file(storage, W3Codec.TERMS_EXT)
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, pool: Pool) -> None:
        """Write all postings of `pool`."""
        keys = sorted(pool.postings)
        postings = list(map(pool.postings.__getitem__, keys))
        key_ends = array(_NUMBERS, accumulate(map(len, keys)))
        posting_ends = array(_NUMBERS, accumulate(map(len, postings)))
        self._file.write(array(_NUMBERS, (len(keys), posting_ends[-1] if keys else 0)).tobytes())
        self._file.write(key_ends.tobytes())
        self._file.write(posting_ends.tobytes())
        self._file.write(b"".join(keys))
        for start in range(0, len(postings), _AT_ONCE):
            self._file.write(b"".join(postings[start : start + _AT_ONCE]))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()
        self.is_closed = True


class LeanTerms:
    """The tokens of a segment and their postings, for Whoosh's readers and for our engine. There is one field."""

    def __init__(self, storage: Any, segment: Any, field: str = "tokens") -> None:
        self._field = field
        self._file = segment.open_file(storage, W3Codec.TERMS_EXT)
        count, postings = array(_NUMBERS, self._file.get(0, 2 * _SIZE))
        tables = 2 * _SIZE
        self._key_ends = array(_NUMBERS, self._file.get(tables, count * _SIZE))
        self._posting_ends = array(_NUMBERS, self._file.get(tables + count * _SIZE, count * _SIZE))
        keys = tables + 2 * count * _SIZE
        self._keys = self._file.get(keys, self._key_ends[-1] if count else 0)
        self._postings = keys + len(self._keys)
        if len(self._posting_ends) != count or (count and self._posting_ends[-1] != postings):
            raise ValueError("the tables of a segment are torn")
        self._find = lru_cache(maxsize=1_000)(self._search)  # a query asks for a token again and again

    def __len__(self) -> int:
        return len(self._key_ends)

    def __getitem__(self, index: int) -> bytes:
        start = self._key_ends[index - 1] if index else 0
        return bytes(self._keys[start : self._key_ends[index]])

    def _search(self, token: bytes) -> int:
        """Return the place of a token in the table, or -1."""
        index = bisect_left(self, token)
        return index if index < len(self) and self[index] == token else -1

    def packed(self, token: bytes) -> "array[int]":
        """Return the packed postings of a token, in the order of the documents' numbers; none if it has none."""
        index = self._find(token)
        if index < 0:
            return array(_NUMBERS)
        start = self._posting_ends[index - 1] if index else 0
        return array(
            _NUMBERS, self._file.get(self._postings + start * _SIZE, (self._posting_ends[index] - start) * _SIZE)
        )

    def documents(self, token: bytes) -> "Iterator[int]":
        """Yield the numbers of the documents that have a token."""
        return map(rshift, self.packed(token), repeat(8))

    def frequency_of(self, token: bytes) -> int:
        """Return how many documents of the segment have a token, deleted ones included."""
        index = self._find(token)
        if index < 0:
            return 0
        start, end = self._posting_ends[index - 1] if index else 0, self._posting_ends[index]
        return int(end - start)

    def beginning(self, prefix: bytes) -> Iterator[bytes]:
        """Yield the tokens that begin with `prefix`, in order."""
        for index in range(bisect_left(self, prefix), len(self)):
            token = self[index]
            if not token.startswith(prefix):
                return
            yield token

    # -- what Whoosh asks for --------------------------------------------------------------------------------

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return term[0] == self._field and self._find(term[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        """Return the names of the fields."""
        return [self._field]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield all tokens with their field."""
        return self.terms_from(self._field, b"")

    def terms_from(self, field: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the tokens from `prefix` on."""
        for index in range(bisect_left(self, prefix), len(self)):
            yield field, self[index]

    def term_info(self, field: str, token: bytes) -> TermInfo:
        """Return the statistics of a token. Raises TermNotFound."""
        packed = self.packed(token)
        if not packed:
            raise TermNotFound(f"no term {token!r}")
        impacts = [posting & MAX_IMPACT for posting in packed]
        return TermInfo(sum(impacts), len(packed), 1, 1, max(impacts), packed[0] >> 8, packed[-1] >> 8)

    def doc_frequency(self, field: str, token: bytes) -> int:
        """Return how many documents have a token."""
        return self.frequency_of(token)

    def frequency(self, field: str, token: bytes) -> float:
        """Return the sum of a token's impacts."""
        return float(sum(posting & MAX_IMPACT for posting in self.packed(token)))

    def matcher(self, field: str, token: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """Return Whoosh's view of a token's postings. Raises TermNotFound."""
        info = self.term_info(field, token)
        packed = self.packed(token)
        ids = [posting >> 8 for posting in packed]
        weights = [float(posting & MAX_IMPACT) for posting in packed]
        return ListMatcher(ids, weights, [b""] * len(ids), format_, scorer=scorer, term=(field, token), terminfo=info)

    def set_merging_hint(self) -> None:
        """Do nothing: a segment is read in order anyway."""

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


FORMAT = f"2-{sys.byteorder}-{_SIZE}"
"""The version of this format. Numbers are written as this machine has them: an index stays where it is made."""
