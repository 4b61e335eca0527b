"""The notes of a vault as the benchmark of search sees them, and a copy of the vault that lacks some of their text."""

import os
import re
import shutil
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache, cached_property
from typing import NamedTuple

import vault_tools
from vault_tools.model import Note, NoteKind
from vault_tools.search.traditional import SIMPLIFIED, TRADITIONAL

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:.*\n)*?---[ \t]*(?:\r?\n|\Z)")
_WORD = re.compile(r"[A-Za-z]{3,}")
_SIMPLIFIED = str.maketrans(TRADITIONAL, SIMPLIFIED)


def _narrow(code: int) -> str | None:
    kind, _, codes = unicodedata.decomposition(chr(code)).partition(" ")
    return chr(int(codes, 16)) if kind in ("<wide>", "<narrow>") else None


_WIDTHS = {code: other for code in range(sys.maxunicode + 1) if (other := _narrow(code))}


def fold(text: str) -> str:
    """Return the text without differences of case and width: what two quoted texts are compared by."""
    return text.translate(_WIDTHS).lower()


def fold_more(text: str) -> str:
    """Return the folded text in simplified characters: what bare words are compared by."""
    return fold(text).translate(_SIMPLIFIED)


class Doc(NamedTuple):
    """A note. `body` is the text behind the front matter; `summary` is a span of the whole `text`, or None."""

    path: str
    title: str
    text: str
    terms: tuple[str, ...]
    summary: tuple[int, int] | None

    @property
    def body(self) -> str:
        """The text that `content:` searches."""
        return _FRONT_MATTER.sub("", self.text, count=1)

    @property
    def without_summary(self) -> "Doc":
        """The note as it is when the section of the summary has only its heading left."""
        if not self.summary:
            return self
        start, end = self.summary
        return self._replace(text=f"{self.text[:start]}\n\n{self.text[end:]}", summary=None)

    @property
    def name(self) -> str:
        """The file's name without the suffix."""
        return os.path.splitext(os.path.basename(self.path))[0]


class Corpus:
    """The notes of a vault, and what is asked of all of them together."""

    def __init__(self, docs: Iterable[Doc]) -> None:
        self.docs = tuple(docs)
        self.with_all = cache(self._with_all)

    @cached_property
    def bodies(self) -> dict[str, str]:
        """The folded body by path."""
        return {doc.path: fold(doc.body) for doc in self.docs}

    @cached_property
    def searchable(self) -> dict[str, str]:
        """What a bare word is looked for in, by path: name, title and body, folded to simplified characters."""
        return {doc.path: fold_more("\n".join((doc.name, doc.title, doc.body))) for doc in self.docs}

    @cached_property
    def titles(self) -> dict[str, str]:
        """The folded title by path."""
        return {doc.path: fold_more(doc.title) for doc in self.docs}

    @cached_property
    def vocabulary(self) -> Counter[str]:
        """How many notes hold a Latin word, in lower case."""
        return Counter(word for text in self.searchable.values() for word in set(_WORD.findall(text)))

    @cached_property
    def _twins(self) -> dict[str, set[str]]:
        groups = defaultdict(set)
        for doc in self.docs:
            for mark in (f"title {self.titles[doc.path]}", f"body {self.bodies[doc.path].strip()}"):
                groups[mark].add(doc.path)
        twins: dict[str, set[str]] = defaultdict(set)
        for group in groups.values():
            for path in group:
                twins[path] |= group
        return twins

    def twins(self, path: str) -> frozenset[str]:
        """Return the notes that are as good an answer as the one at `path`: it, and those of equal title or body."""
        return frozenset(self._twins[path])

    def with_term(self, term: str) -> frozenset[str]:
        """Return the paths of the notes whose name, title or body holds the term."""
        return self.with_all((term,))

    def _with_all(self, terms: tuple[str, ...]) -> frozenset[str]:
        folded = [fold_more(term) for term in terms]
        return frozenset(path for path, text in self.searchable.items() if all(term in text for term in folded))


def read_corpus(root: str, summary: str) -> Corpus:
    """Return the notes that a search of the vault may show; `summary` is the heading of the summaries."""
    vault = vault_tools.load(root)
    notes = (note for note in vault.notes if note.kind is NoteKind.NOTE and note.is_read)
    return Corpus(_doc(vault, note, summary) for note in notes if not vault.hides(note.path))


def _doc(vault: vault_tools.Vault, note: Note, summary: str) -> Doc:
    text, title = vault.read(note.path), vault.title(note)
    terms = (title, *(heading.text for heading in note.headings), *(tag.name for tag in note.tags))
    return Doc(note.path, title, text, terms, _section(note, summary, len(text)))


def _section(note: Note, title: str, end: int) -> tuple[int, int] | None:
    """Where the text of the section of that title stands, without its heading."""
    for place, heading in enumerate(note.headings):
        if heading.text.strip() == title:
            following = (next.span.start for next in note.headings[place + 1 :] if next.level <= heading.level)
            return heading.span.end, next(following, end)
    return None


def copy_without_summaries(root: str, target: str, docs: Iterable[Doc]) -> None:
    """Copy the vault to the folder `target`, which must not exist, the summaries of `docs` left out."""
    shutil.copytree(root, target, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    for doc in docs:
        with open(os.path.join(target, doc.path), "w", encoding="utf-8", newline="") as file:
            file.write(doc.without_summary.text)
