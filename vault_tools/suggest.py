"""What a broken link probably meant: by spelling, by alias, by title. The work for each finding is bounded.

A suggestion is what belongs in place of the target: a name or path for a wikilink, a relative and encoded path for a
Markdown link, the whole path for a canvas.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from vault_tools.findings import Finding, Report
from vault_tools.resolve import fold
from vault_tools.spelling import closest
from vault_tools.vault import Vault

MAX_SUGGESTIONS = 3
_MAX_TARGETS = 300  # different targets that are thought about in one run
_MAX_POSTINGS = 2_000  # names looked at for one target
_MAX_COMPARED = 20  # of them, compared letter by letter
_MAX_HEADINGS = 1_000
_MAX_CHARACTERS = 100  # of a name, heading or id that is compared
_MAX_COMPARISONS = 20_000  # of two names, letter by letter, in one run
_MIN_RATIO = 0.74
_SHORT = 4  # characters
_MIN_RATIO_SHORT = 0.75
_NOT_WORD = re.compile(r"[\W_]+")
_NOT_IN_MARKDOWN = re.compile(r"[\s%()<>#?\\\x00-\x1f]")

_CHOICES = {"properties.enum": ("value", "limit"), "unused-suppression.unknown": ("id", "known")}
"""Findings about a word that is none of several: the values of their messages that hold the word, and the others."""


class Guess(Struct, frozen=True, array_like=True, gc=False):
    """What was suggested for what a finding says of its link, and how many comparisons of names that took."""

    about: tuple[str, ...]
    suggestions: tuple[str, ...]
    comparisons: int


_Wanted = dict[str, str]
"""What a finding says of its link: the values of its message, and `source`, the note it stands in."""


class Guesses(Protocol):
    """Knows what was suggested before, and is told what is suggested now."""

    def guess(self, about: tuple[str, ...]) -> Guess | None:
        """Return what was suggested for what a finding says, if it would be suggested again."""
        ...

    def keep_guess(self, guess: Guess) -> None:
        """Remember what was suggested."""
        ...


def add_suggestions(report: Report, vault: Vault, guesses: Guesses | None = None) -> Report:
    """Return the report with up to three suggestions for each finding about a link whose target is missing."""
    suggester = _Suggester(vault, guesses)
    findings = tuple(suggester.complete(finding) for finding in report.findings)
    suggester.keep()
    return replace(report, findings=findings)


class _Suggester:
    def __init__(self, vault: Vault, guesses: Guesses | None) -> None:
        self.vault = vault
        self.guesses = guesses
        self.comparisons = 0
        self.known: dict[tuple[str, ...], Guess] = {}

    def complete(self, finding: Finding) -> Finding:
        if finding.key in _CHOICES:
            return self._choose(finding, *_CHOICES[finding.key])
        maker = _MAKERS.get(finding.key)
        if maker is None or finding.suggestions:
            return finding
        wanted = {name: value for name, value in finding.values.items() if isinstance(value, str)}
        wanted["source"] = finding.path if wanted.get("syntax") == "markdown" else ""
        key = (finding.key, *wanted.values())
        if key not in self.known:
            if len(self.known) >= _MAX_TARGETS:
                return finding
            self.known[key] = self._remembered(key) or self._suggested(key, maker(self, wanted))
        return replace(finding, suggestions=self.known[key].suggestions)

    def _remembered(self, about: tuple[str, ...]) -> Guess | None:
        """Return what was suggested before, unless there is no time left to think of it anew."""
        guess = self.guesses.guess(about) if self.guesses else None
        if guess is None or self.comparisons + guess.comparisons >= _MAX_COMPARISONS:
            return None
        self.comparisons += guess.comparisons
        return guess

    def _suggested(self, about: tuple[str, ...], suggestions: Iterable[str]) -> Guess:
        """Return what is suggested now."""
        before = self.comparisons
        different = tuple(_first_different(suggestions))
        return Guess(about, different, self.comparisons - before)

    def keep(self) -> None:
        """Have all that was suggested remembered, but for what was cut short."""
        if self.guesses and self.comparisons < _MAX_COMPARISONS:
            for guess in self.known.values():
                self.guesses.keep_guess(guess)

    def _choose(self, finding: Finding, name: str, choices: str) -> Finding:
        """Suggest the choice that is spelt like the value called `name`."""
        word, known = finding.values[name], finding.values[choices]
        if not isinstance(word, str) or isinstance(known, str) or self.comparisons >= _MAX_COMPARISONS:
            return finding
        self.comparisons += len(known)
        suggestion = closest(word, known[:_MAX_HEADINGS])
        return replace(finding, suggestions=(suggestion,)) if suggestion else finding

    # -- files -----------------------------------------------------------------------------------------------

    def files(self, wanted: _Wanted) -> Iterator[str]:
        """Yield the files named like the target: by alias, the same name elsewhere, by title, by spelling."""
        target = wanted["target"]
        name = _name(target)
        if not name:
            return
        is_note = "." not in target.rpartition("/")[2]
        yield from self.by_alias({"alias": target.rpartition("/")[2], **wanted})
        near = self._by_spelling(name, fold(target.rpartition("/")[0]))
        for path in (*self._by_name.get(name, ()), *self._by_title.get(name, ()), *near):
            if path.endswith(".md") or not is_note:
                yield self._written(path, wanted)

    def _written(self, path: str, wanted: _Wanted) -> str:
        """Return the link to `path` as the target is written: the whole path, or the bare name if it is unique."""
        is_unique = len(self.vault.names.named(fold(path.rpartition("/")[2]))) == 1
        if wanted["syntax"] == "wikilink" and "/" not in wanted.get("target", "") and is_unique:
            return path.rpartition("/")[2].removesuffix(".md")
        return self.whole(path, wanted)

    def whole(self, path: str, wanted: _Wanted) -> str:
        """Return the link to `path` that no other file can answer to."""
        if wanted["syntax"] == "wikilink":
            return path.removesuffix(".md")
        return path if wanted["syntax"] == "path" else _relative(path, wanted["source"])

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        paths: dict[str, list[str]] = defaultdict(list)
        for path in self.vault.files:
            paths[_name(path)].append(path)
        return paths

    @cached_property
    def _by_title(self) -> dict[str, list[str]]:
        paths: dict[str, list[str]] = defaultdict(list)
        for path, title in self.vault.titles:
            if title:  # else the file's name says the same
                paths[fold(title)].append(path)
        return paths

    def by_alias(self, wanted: _Wanted) -> Iterator[str]:
        alias = wanted["alias"]
        for path in self.vault.aliases.get(alias.lower(), ()):
            written = self._written(path, wanted)
            yield f"{written}|{alias}" if wanted["syntax"] == "wikilink" else written

    @cached_property
    def _names_by_character(self) -> dict[str, list[str]]:
        """The names that hold each character."""
        names: dict[str, list[str]] = defaultdict(list)
        for name in self._by_name:
            for char in set(name):
                names[char].append(name)
        return names

    def _by_spelling(self, name: str, folder: str) -> Iterator[str]:
        """Yield the files whose names are spelt like `name`; a short name in the same folder may differ by half."""
        shared: Counter[str] = Counter()
        budget = _MAX_POSTINGS
        for names in sorted((self._names_by_character.get(char, []) for char in set(name)), key=len):
            shared.update(names[:budget])
            budget -= len(names)
            if budget <= 0:
                break
        closest = [other for other, _ in shared.most_common(_MAX_COMPARED)]
        if folder and len(name) <= _SHORT:
            beside = {path: _name(path) for other in closest for path in self._by_name[other] if len(other) <= _SHORT}
            near = [other for path, other in beside.items() if fold(path.rpartition("/")[0]) == folder]
            for other in self._ranked(name, near, 0.5):
                yield from (path for path in self._by_name[other] if fold(path.rpartition("/")[0]) == folder)
        for other in self._ranked(name, closest):
            yield from self._by_name[other]

    # -- parts of notes --------------------------------------------------------------------------------------

    def headings(self, path: str, wanted: str) -> Iterator[str]:
        note = self.vault.note(path)
        headings = {_words(heading.text): heading.text for heading in note.headings[:_MAX_HEADINGS]} if note else {}
        wanted = _words(wanted.rpartition("#")[2])
        if wanted in headings:
            yield f"#{headings[wanted]}"
        for key, heading in headings.items():
            if min(len(key), len(wanted)) > 1 and (key in wanted or wanted in key):
                yield f"#{heading}"
        for key in self._ranked(wanted, headings):
            yield f"#{headings[key]}"

    def blocks(self, path: str, wanted: str) -> Iterator[str]:
        note = self.vault.note(path)
        blocks = note.blocks[:_MAX_HEADINGS] if note else ()
        ids = {block.id.lower()[:_MAX_CHARACTERS]: block.id for block in blocks}
        for key in self._ranked(wanted.lstrip("^").lower()[:_MAX_CHARACTERS], ids):
            yield f"#^{ids[key]}"

    def _ranked(self, wanted: str, names: Iterable[str], ratio_of_short: float = _MIN_RATIO_SHORT) -> list[str]:
        """Return the names that are close to `wanted`, closest first; after so much work in one run, none."""
        from difflib import SequenceMatcher  # imported where there is something to suggest

        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        ratios = []
        for name in names:
            if self.comparisons >= _MAX_COMPARISONS:
                break
            least = _MIN_RATIO if min(len(name), len(wanted)) > _SHORT else ratio_of_short
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() >= least:
                self.comparisons += 1
                if matcher.quick_ratio() >= least:
                    self.comparisons += 10  # so much longer it takes
                    if (ratio := matcher.ratio()) >= least:
                        ratios.append((-ratio, name))
        return [name for _, name in sorted(ratios)[:MAX_SUGGESTIONS]]


_MAKERS: dict[str, Callable[[_Suggester, _Wanted], Iterable[str]]] = {
    "broken-link": _Suggester.files,
    "broken-embed": _Suggester.files,
    "alias-link": _Suggester.by_alias,
    "ambiguous-link": lambda own, wanted: [own.whole(wanted["winner"], wanted)],
    "suspicious-link.mid-segment": lambda own, wanted: [own.whole(wanted["path"], wanted)],
    "suspicious-link.lookalike": lambda own, wanted: [own.whole(wanted["path"], wanted)],
    "broken-heading": lambda own, wanted: own.headings(wanted["path"], wanted["heading"]),
    "broken-heading.here": lambda own, wanted: own.headings(wanted["path"], wanted["heading"]),
    "broken-block": lambda own, wanted: own.blocks(wanted["path"], wanted["block"]),
    "broken-block.here": lambda own, wanted: own.blocks(wanted["path"], wanted["block"]),
}  # a table of methods, not of bound ones: nothing is to hold the vault in a circle when it is let go


def _first_different(suggestions: Iterable[str]) -> list[str]:
    different: dict[str, None] = {}
    for suggestion in suggestions:
        different[suggestion] = None
        if len(different) == MAX_SUGGESTIONS:
            break
    return list(different)


def _name(path: str) -> str:
    """Return a path's last segment as it is compared: without `.md`, in lower case, and not too long."""
    return fold(path.rpartition("/")[2]).removesuffix(".md")[:_MAX_CHARACTERS]


def _relative(path: str, source: str) -> str:
    """Return the destination of a Markdown link from the note at `source` to the file at `path`."""
    from posixpath import dirname, relpath

    relative = relpath(path, dirname(source) or ".")
    return _NOT_IN_MARKDOWN.sub(lambda char: "".join(f"%{byte:02X}" for byte in char[0].encode()), relative)


def _words(heading: str) -> str:
    """Return the letters and digits of a heading, so that it equals the slugs that other programs make of it."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", heading[:200]).casefold())[:_MAX_CHARACTERS]
