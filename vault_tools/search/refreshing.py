"""Bring an index up to date: what of a vault was added, changed, deleted or renamed, and a new generation with it."""

import os
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import NamedTuple

from msgspec.structs import replace

from vault_tools.files import is_fresh
from vault_tools.model import Note
from vault_tools.search import folding
from vault_tools.search.documents import Document, Stamp, body_of, describe, tokens_of, unread
from vault_tools.search.engines import Engine, Entry
from vault_tools.search.storage import ENGINE, Contents, Identity, Manifest, Storage, link_or_copy, stamp_of
from vault_tools.search.texts import Texts, TextsWriter, piece_name, scattered
from vault_tools.vault import Vault

_NOTES = (".md", ".markdown", ".canvas")
_MANY_RESTAMPED, _MANY_NEW = 100, 20
_UNKNOWN = Stamp(-1, 0, 0, 0)


class Source(NamedTuple):
    """A vault as it is now, and how its files are read.

    `locate` returns where the file of a path lies, `read` its bytes (None where it cannot be read), `parse` the facts
    and the text in these bytes (None where they are no note's). `save` keeps the facts for other runs.
    `unreadable` counts files and folders that nobody may read.
    """

    vault: Vault
    locate: Callable[[str], str]
    read: Callable[[str], bytes | None]
    parse: Callable[[str, bytes], tuple[Note, str] | None]
    save: Callable[[], object] = lambda: None
    unreadable: int = 0

    @property
    def paths(self) -> list[str]:
        """The paths whose contents are searched."""
        return [path for path in self.vault.checked if not self.vault.hides(path)]

    @property
    def others(self) -> tuple[bytes, ...]:
        """The paths of all other files that nothing excludes: they are found by name."""
        checked = set(self.vault.checked)
        paths = (path for path in self.vault.covered if path not in checked and not self.vault.hides(path))
        return tuple(map(os.fsencode, paths))


class Changes(NamedTuple):
    """How a vault differs from an index.

    `new` are paths to be read, `gone` documents that do not count any more, `kept` those that do. `restamped` counts
    those that were read to find that they are as they were; `others` are the paths of files found by name only.
    """

    new: list[tuple[str, Stamp]]
    gone: list[Document]
    kept: list[Document]
    restamped: int
    others: tuple[bytes, ...]
    has_new_names: bool

    @property
    def is_empty(self) -> bool:
        """Whether the index is up to date; a few files more to read next time are not worth another generation."""
        return not (self.new or self.gone or self.has_new_names) and self.restamped < _MANY_RESTAMPED


def find_changes(source: Source, contents: Contents | None) -> Changes:
    """Compare a vault with what is in an index: files that look as they did from outside are not read."""
    known = {document.path: document for document in contents.documents} if contents else {}
    new, gone, kept, restamped = [], [], [], 0
    for path in source.paths:
        stamp = _stamp(source.locate(path))
        document = known.pop(path, None)
        if document is None:
            new.append((path, stamp))
        elif document.stamp == stamp and (stamp.size >= 0 or stamp == _UNKNOWN):
            kept.append(document)
        elif digest_of(source.read(path)) == document.digest:
            kept.append(replace(document, stamp=stamp))
            restamped += 1
        else:
            new.append((path, stamp))
            gone.append(document)
    gone += known.values()
    others = source.others
    return Changes(new, gone, kept, restamped, others, contents is not None and contents.others != others)


def _stamp(path: str) -> Stamp:
    try:
        stamp = stamp_of(path)
    except (OSError, ValueError):
        return _UNKNOWN
    return replace(stamp, size=-1) if is_fresh(stamp.modified, stamp.changed) else stamp  # it is read again


class Refreshed(NamedTuple):
    """What a refresh did: how many files were read into the index, and how many left it."""

    added: int = 0
    removed: int = 0


class Builder:
    """Writes one new generation, from scratch or from a `base`. The caller holds the lock."""

    def __init__(
        self,
        storage: Storage,
        engine: Engine,
        source: Source,
        base: tuple[Manifest, Contents] | None,
        on_read: Callable[[int, int], None],
    ) -> None:
        self.storage, self.engine, self.source, self.on_read = storage, engine, source, on_read
        self.base = base[0] if base else None
        self.documents: list[Document] = []
        self.last_id = self.base.last_id if self.base else 0

    def write(self, identity: Identity, changes: Changes) -> tuple[Refreshed, Manifest, Contents]:
        """Write the generation and put it in force. Raises OSError, EngineError."""
        self.documents = list(changes.kept)
        removed = {document.id for document in changes.gone}
        generation = self.storage.begin()
        folder = self.storage.path(generation)
        piece = self.base.piece + 1 if self.base else 1
        texts = TextsWriter(folder, piece)
        old = self.storage.path(self.base.generation) if self.base else ""
        entries = self._entries(changes.new, texts)
        self.engine.write(os.path.join(folder, ENGINE), os.path.join(old, ENGINE) if old else None, entries, removed)
        if old:
            self._keep_texts(old, folder, texts)
        texts.close()
        contents = Contents(tuple(self.documents), changes.others)
        self.storage.save_contents(generation, contents)
        manifest = self.storage.commit(identity, generation, piece, self.last_id)
        return Refreshed(len(changes.new), len(removed)), manifest, contents

    def _entries(self, new: list[tuple[str, Stamp]], texts: TextsWriter) -> Iterator[Entry]:
        """Read the files that are new, keep their documents and texts, and yield what the engine is to know."""
        folded = folding.forms_of_many if len(new) > _MANY_NEW else folding.forms
        for done, (path, stamp) in enumerate(new, 1):
            self.last_id += 1
            raw = self.source.read(path)
            parsed = self.source.parse(path, raw) if raw is not None else None
            if parsed:
                note, text = parsed
                document = describe(self.source.vault, note, text, self.last_id, digest_of(raw), stamp)
                body = body_of(note, text)
            else:
                note, body = Note(path), ""
                document = unread(self.last_id, path, digest_of(raw), stamp)
            if parsed or path.lower().endswith(_NOTES):  # a note that cannot be read has a name
                head = document.head
                searched = folded(head + body)
                yield Entry(document.id, tokens_of(document, note, searched.loose))
                document = replace(document, place=texts.add(searched, len(head)))
            self.documents.append(document)
            self.on_read(done, len(new))

    def _keep_texts(self, old: str, folder: str, texts: TextsWriter) -> None:
        """Take over the texts of the documents that stay: whole pieces, or where there are many, one by one."""
        kept = [document for document in self.documents if document.place and document.place.piece != texts.piece]
        moving = scattered(old, kept)
        stored = Texts(old, (document for document in kept if document.place and document.place.piece in moving))
        for index, document in enumerate(self.documents):
            if document.place and document.place.piece in moving:
                place = texts.move(document.place, stored.raw(document.place))
                self.documents[index] = replace(document, place=place)
        stored.close()
        for piece in {document.place.piece for document in kept if document.place} - moving:
            link_or_copy(os.path.join(old, piece_name(piece)), os.path.join(folder, piece_name(piece)))


def digest_of(raw: bytes | None) -> bytes:
    """Return what stands for the contents of a file; nothing for one that cannot be read."""
    if raw is None:
        return b""
    return blake2b(raw, digest_size=16).digest()
