"""Paths to facts: reads one file of a vault and parses it. Whatever goes wrong with a file is among its faults."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from vault_tools.files import TooLargeError
from vault_tools.model import START, Fault, Note
from vault_tools.parse.source import MAX_BYTES, decode, decode_anyway
from vault_tools.trees import Tree

if TYPE_CHECKING:
    from vault_tools.cache import FactsCache


def _nothing(path: str, text: str) -> None:
    """Keep no text."""


def read_note(
    tree: Tree,
    path: str,
    stored: str = "",
    cache: "FactsCache | None" = None,
    keep_text: Callable[[str, str], object] = _nothing,
) -> Note | None:
    """Return the facts of the file at `path` in a tree; None for a text file that is not a note.

    `stored` is where the file lies, if `path` is a symbolic link to it; `cache` is as in `facts`. Contents
    whose mark the cache knows are not read. `keep_text` is given the path and the text of what is parsed.
    """
    stored = stored or path
    suffix = _suffix(path)
    mark = tree.mark(stored) if cache and suffix != "txt" else b""
    if cache and mark and (note := cache.find_marked(suffix, mark, path)):
        return note
    try:
        raw = tree.read(stored, MAX_BYTES)
    except TooLargeError as error:
        size = f"{error.size / 1_000_000:.1f}"
        is_note = not path.lower().endswith(".txt") or is_text_note(error.beginning)
        return failed(path, "oversized-note", size=size) if is_note else None
    except OSError as error:
        return failed(path, "unreadable-note", reason=(error.strerror or type(error).__name__).lower())
    if cache is None or not mark:
        return facts(path, raw, cache, keep_text)
    key = cache.key(suffix, raw)
    cache.keep_mark(suffix, mark, key)
    return _cached(path, raw, cache, key, keep_text)


def facts(
    path: str, raw: bytes, cache: "FactsCache | None" = None, keep_text: Callable[[str, str], object] = _nothing
) -> Note | None:
    """Return the facts of the file at `path` whose contents are `raw`; None for a text file that is not a note.

    What `cache` knows is not parsed, and what is parsed it is given to keep.
    """
    if path.lower().endswith(".txt") and not is_text_note(raw):
        return None
    if cache is None:
        return _parse_bytes(path, raw, keep_text)
    return _cached(path, raw, cache, cache.key(_suffix(path), raw), keep_text)


def _cached(path: str, raw: bytes, cache: "FactsCache", key: bytes, keep_text: Callable[[str, str], object]) -> Note:
    """Return the facts that a cache has under a key; where it has none, parse the bytes, and give it what they are."""
    note = cache.find(key, path)
    if note is None:
        note = _parse_bytes(path, raw, keep_text)
        cache.keep(key, note)
    return note


def _suffix(path: str) -> str:
    return path.rpartition(".")[2].lower()


def _parse_bytes(path: str, raw: bytes, keep_text: Callable[[str, str], object]) -> Note:
    source = decode(raw)
    if isinstance(source, Fault):
        return Note(path, faults=(source,))
    keep_text(path, source)
    return parse(path, source)


def parse(path: str, source: str) -> Note:
    """Return the facts of a file whose text is known: the suffix of `path` says what kind it is."""
    name = path.lower()
    if name.endswith(".canvas"):
        from vault_tools.parse.canvas import parse_canvas

        return parse_canvas(path, source)
    if name.endswith(".base"):
        from vault_tools.parse.base import parse_base

        return parse_base(path, source)
    from vault_tools.parse.note import parse_note  # 15 ms to import: only where there is something to parse

    return parse_note(path, source)


def failed(path: str, rule: str, **values: str) -> Note:
    """Return the facts of a file that was not read: nothing but the reason, reported by `rule`."""
    return Note(path, faults=(Fault(rule, rule, START, values),))


def is_text_note(raw: bytes) -> bool:
    """Whether a `.txt` file is a note: its first line is `---`."""
    return raw[:64].removeprefix(b"\xef\xbb\xbf").split(b"\n")[0].rstrip(b" \r") == b"---"


def read_text(tree: Tree, path: str) -> str:
    """Return the text of a file in a tree that was read before, or an empty one where that is no longer possible.

    Bytes that are not UTF-8 are lone surrogates in it, a character each.
    """
    try:
        return decode_anyway(tree.read(path, MAX_BYTES))
    except OSError:
        return ""
