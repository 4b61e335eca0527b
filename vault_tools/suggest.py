"""What a broken link probably meant: by spelling, by alias, by title. The work for each finding is bounded."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from msgspec.structs import replace

from vault_tools.model import Finding, Report
from vault_tools.resolve import fold
from vault_tools.vault import Vault

MAX_SUGGESTIONS = 3
_MAX_TARGETS = 300  # different targets that are thought about in one run
_MAX_POSTINGS = 2_000  # names looked at for one target
_MAX_COMPARED = 20  # of them, compared letter by letter
_MAX_HEADINGS = 1_000
_MIN_RATIO = 0.62
_MIN_RATIO_SHORT = 0.75  # for names of up to four characters
_NOT_WORD = re.compile(r"[\W_]+")


def add_suggestions(report: Report, vault: Vault) -> Report:
    """Return the report with up to three suggestions for each finding about a link whose target is missing."""
    suggester = _Suggester(vault)
    return replace(report, findings=tuple(suggester.complete(finding) for finding in report.findings))


class _Suggester:
    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.known: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.makers: dict[str, Callable[[Finding], Iterable[str]]] = {
            "broken-link": lambda finding: self._files(finding.values["target"]),
            "broken-embed": lambda finding: self._files(finding.values["target"]),
            "alias-link": lambda finding: self._by_alias(finding.values["alias"]),
            "broken-heading": lambda finding: self._headings(finding.values["path"], finding.values["heading"]),
            "broken-block": lambda finding: self._blocks(finding.values["path"], finding.values["block"]),
            "case-mismatch": lambda finding: [finding.values["actual"]],
        }

    def complete(self, finding: Finding) -> Finding:
        maker = self.makers.get(finding.key)
        if maker is None:
            return finding
        key = (finding.key, *finding.values.values())
        if key not in self.known:
            if len(self.known) >= _MAX_TARGETS:
                return finding
            self.known[key] = tuple(_first_different(maker(finding)))
        return replace(finding, suggestions=self.known[key])

    # -- files -----------------------------------------------------------------------------------------------

    def _files(self, target: str) -> Iterator[str]:
        """Yield link texts for files named like `target`: the same name elsewhere, aliases, titles, close spellings."""
        name = _name(target)
        if not name:
            return
        is_path = "/" in target
        is_note = "." not in target.rpartition("/")[2]
        yield from self._by_alias(target)
        for path in (*self._by_name.get(name, ()), *self._by_title.get(name, ()), *self._by_spelling(name)):
            if path.endswith(".md") or not is_note:
                yield self._written(path, is_path)

    def _written(self, path: str, is_path: bool) -> str:
        """Return the link to `path` as its neighbours are written: the whole path, or the bare name if it is unique."""
        short = path.removesuffix(".md")
        name = short.rpartition("/")[2]
        is_unique = len(self.vault.names.named(fold(path.rpartition("/")[2]))) == 1
        return name if is_unique and not is_path else short

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        paths: dict[str, list[str]] = defaultdict(list)
        for path in self.vault.files:
            paths[_name(path)].append(path)
        return paths

    @cached_property
    def _by_title(self) -> dict[str, list[str]]:
        paths: dict[str, list[str]] = defaultdict(list)
        for note in self.vault.notes:
            title = self.vault.title(note)
            if not note.path.endswith(f"/{title}.md"):  # else the file's name says the same
                paths[fold(title)].append(note.path)
        return paths

    def _by_alias(self, target: str) -> Iterator[str]:
        alias = target.rpartition("/")[2]
        for path in self.vault.aliases.get(alias.lower(), ()):
            yield f"{self._written(path, '/' in target)}|{alias}"

    @cached_property
    def _names_by_character(self) -> dict[str, list[str]]:
        """The names that hold each character."""
        names: dict[str, list[str]] = defaultdict(list)
        for name in self._by_name:
            for char in set(name):
                names[char].append(name)
        return names

    def _by_spelling(self, name: str) -> Iterator[str]:
        shared: Counter[str] = Counter()
        budget = _MAX_POSTINGS
        for names in sorted((self._names_by_character.get(char, []) for char in set(name)), key=len):
            shared.update(names[:budget])
            budget -= len(names)
            if budget <= 0:
                break
        closest = [other for other, _ in shared.most_common(_MAX_COMPARED)]
        for other in _ranked(name, closest):
            yield from self._by_name[other]

    # -- parts of notes --------------------------------------------------------------------------------------

    def _headings(self, path: str, wanted: str) -> Iterator[str]:
        note = self.vault.note(path)
        headings = {_words(heading.text): heading.text for heading in note.headings[:_MAX_HEADINGS]} if note else {}
        wanted = _words(wanted.rpartition("#")[2])
        if wanted in headings:
            yield f"#{headings[wanted]}"
        for key in _ranked(wanted, headings):
            yield f"#{headings[key]}"

    def _blocks(self, path: str, wanted: str) -> Iterator[str]:
        note = self.vault.note(path)
        ids = {block.id.lower(): block.id for block in note.blocks[:_MAX_HEADINGS]} if note else {}
        for key in _ranked(wanted.lstrip("^").lower(), ids):
            yield f"#^{ids[key]}"


def _first_different(suggestions: Iterable[str]) -> list[str]:
    different: dict[str, None] = {}
    for suggestion in suggestions:
        different[suggestion] = None
        if len(different) == MAX_SUGGESTIONS:
            break
    return list(different)


def _ranked(wanted: str, names: Iterable[str]) -> list[str]:
    """Return the names that are close to `wanted`, closest first."""
    from difflib import SequenceMatcher  # imported where there is something to suggest

    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    ratios = []
    for name in names:
        least = _MIN_RATIO if min(len(name), len(wanted)) > 4 else _MIN_RATIO_SHORT
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
            ratio = matcher.ratio()
            if ratio >= least:
                ratios.append((-ratio, name))
    return [name for _, name in sorted(ratios)[:MAX_SUGGESTIONS]]


def _name(path: str) -> str:
    """Return a path's last segment as it is compared: without `.md`, in lower case, at most 100 characters."""
    return fold(path.rpartition("/")[2]).removesuffix(".md")[:100]


def _words(heading: str) -> str:
    """Return the letters and digits of a heading, so that it equals the slugs that other programs make of it."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", heading[:200]).casefold())[:100]
