"""A vault: the facts of its notes, read when somebody asks for them, and what follows from all of them together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from vault_tools.card import Card, make_card, short_title
from vault_tools.lookout import Lookout
from vault_tools.model import Link, LinkKind, Note, Property
from vault_tools.passages.wording import Wording
from vault_tools.properties import is_empty
from vault_tools.resolve import Names, Resolution, Subpaths, SubpathStatus, follow, resolve
from vault_tools.spellings import Spellings
from vault_tools.tracking import Tracking

T = TypeVar("T")


class ResolvedLink(NamedTuple):
    """A link and what its target comes to."""

    link: Link
    resolution: Resolution


class Backlink(NamedTuple):
    """A link seen from its target: the note it stands in, and the link."""

    source: str
    link: Link


class Vault:
    """The notes of one folder, and the lookups that rules need. Paths are relative to `root`, with `/`.

    `files` are all link targets, `covered` those that nothing excludes, `checked` those of them that are read, all
    sorted. `load` returns the facts of a file (None: not a note), `read` its text; both are called when first needed,
    `load` once a file. `property_aliases` maps a property's name to other names for it; `property_types` maps
    lower-cased names to Obsidian's types; `hides` says which paths Obsidian excludes from search and counts. `today`
    is the date that rules go by, `YYYY-MM-DD`; `tracking` knows which of the files git does not have. `expect` is told
    what `load` will be asked for, where that is many files; `expect_texts` that `read` will be, for most of them.
    """

    def __init__(
        self,
        root: str,
        files: Sequence[str],
        covered: Sequence[str],
        checked: Sequence[str],
        load: Callable[[str], Note | None],
        read: Callable[[str], str],
        *,
        property_aliases: Mapping[str, Sequence[str]] | None = None,
        property_types: Mapping[str, str] | None = None,
        hides: Callable[[str], bool] = lambda path: False,
        today: str = "",
        tracking: Tracking | None = None,
        expect: Callable[[Sequence[str]], None] | None = None,
        expect_texts: Callable[[], None] = lambda: None,
    ) -> None:
        self.root = root
        self.files = tuple(files)
        self.covered = tuple(covered)
        self.checked = tuple(checked)
        self.read = read
        self.expect_texts = expect_texts
        self.hides = hides
        self.today = today
        self.tracking = tracking or Tracking()
        self.property_types = dict(property_types or {})
        self._load = load
        self._expect = expect
        self._notes: dict[str, Note | None] = {}
        self._resolutions: dict[str, Resolution] = {}
        self._resolutions_from: dict[tuple[str, str], Resolution] = {}
        self._subpaths: dict[str, Subpaths | None] = {}
        self._resolved: tuple[Note, tuple[ResolvedLink, ...]] | None = None
        self._notable: tuple[Note, tuple[ResolvedLink, ...]] | None = None
        self._lookout = Lookout()
        self._wording: Wording | None = None
        self._made: dict[object, Any] = {}
        self._cards: Mapping[str, Card] = {}
        self.property_names = Spellings(property_aliases or {})

    def amended(self, notes: Mapping[str, Note], read: Callable[[str], str]) -> "Vault":
        """Return this vault as it would be with other facts in some notes, which `read` has the texts of.

        Which files there are stays, and so what targets resolve to; all that is known of other notes is shared.
        """
        other = self._copied()
        for table in ("_cards", "_subpaths"):
            setattr(other, table, {path: known for path, known in getattr(self, table).items() if path not in notes})
        vars(other).update(read=read, names=self.names, _notes={**self._notes, **notes})
        return other

    def without(self, leaves_out: Callable[[str], bool]) -> "Vault":
        """Return this vault as it would be if files that `leaves_out` names were excluded: they stay link targets."""
        other = self._copied()
        other.covered = tuple(path for path in self.covered if not leaves_out(path))
        other.checked = tuple(path for path in self.checked if not leaves_out(path))
        return other

    def _copied(self) -> "Vault":
        """Return the same vault, without what follows from all of its notes together."""
        other = copy(self)
        vars(other)["_wording"] = None
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property) and name != "names":
                vars(other).pop(name, None)
        return other

    # -- notes -----------------------------------------------------------------------------------------------

    def note(self, path: str) -> Note | None:
        """Return the facts of the file at `path`; None where it is no note, canvas or base."""
        try:
            return self._notes[path]
        except KeyError:
            note = self._notes[path] = self._load(path)
            return note

    def expect(self, paths: Sequence[str]) -> None:
        """Be told that the facts of all these files will be asked for, in this order: they may be made ready."""
        if self._expect and len(paths) > len(self._notes):
            self._expect([path for path in paths if path not in self._notes])

    @cached_property
    def checked_paths(self) -> frozenset[str]:
        """The paths of `checked`, for lookup."""
        return frozenset(self.checked)

    @property
    def notes(self) -> Iterator[Note]:
        """Every note, canvas and base that is checked, in path order. Reads what was not read yet."""
        self.expect(self.checked)
        for path in self.checked:
            if note := self.note(path):
                yield note

    def give_cards(self, cards: Mapping[str, Card]) -> None:
        """Take the cards of notes that are known without their facts, by path."""
        self._cards = cards

    def card(self, path: str) -> Card | None:
        """Return the card of the note at `path`, one that is not plain if it is no note; None if it is not checked."""
        known = self._cards.get(path)
        if known is not None or path not in self.checked_paths:
            return known
        note = self.note(path)
        return make_card(note, self.title(note), self.note_aliases(note)) if note else Card(is_plain=False)

    @property
    def titles(self) -> Iterator[tuple[str, str]]:
        """The path of every note, canvas and base that is checked, and its title, empty where its name says it."""
        for path in self.checked:
            known = self._cards.get(path)
            if known is not None:
                yield path, known.title
            elif note := self.note(path):
                yield path, short_title(note, self.title(note))

    def wording(self, note: Note) -> Wording:
        """Return the text of a note, for rules about wording. That of the note asked for last is kept, no other."""
        if self._wording is None or self._wording.note is not note:
            self._wording = Wording(note, self.read, self._lookout)
        return self._wording

    def shared(self, note: Note, make: Callable[[Note, "Vault"], T]) -> T:
        """Return what `make` makes of a note: once, for all rules that look at that note one after another."""
        known = self.wording(note).known
        if make not in known:
            known[make] = make(note, self)
        made: T = known[make]
        return made

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Return what `make` makes: once for all notes of this vault, under a `key` that a rule has to itself."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def find_property(self, note: Note, name: str) -> Property | None:
        """Return a note's property by its name or another name for it, in any case: the first that says something.

        An empty one where all are empty, None where the note has none of them.
        """
        is_meant = self.property_names.test(name)
        empty = None
        for prop in note.properties:
            if is_meant[prop.key]:
                if not is_empty(prop.value):
                    return prop
                empty = empty or prop
        return empty

    def spellings(self, name: str) -> tuple[str, ...]:
        """Return the names that count as `name`, in lower case: Obsidian compares the names of properties so."""
        return self.property_names.of(name)

    def all_spellings(self, name: str) -> tuple[str, ...]:
        """Return the names that are the same property as `name`, whichever of them that is, in lower case."""
        return self.spellings(self.canonical(name))

    @property
    def known_spellings(self) -> frozenset[str]:
        """The names of properties, in lower case, that the vault has other names for, and these others."""
        return self.property_names.known

    def canonical(self, name: str) -> str:
        """Return the name of the property that `name` is a spelling of, in lower case."""
        return self.property_names.canonical(name)

    def title(self, note: Note) -> str:
        """Return a note's title: its title property, else its file name without the suffix."""
        prop = self.find_property(note, "title")
        if prop and isinstance(prop.value, str) and prop.value.strip():
            return prop.value.strip()
        return note.path.rpartition("/")[2].rpartition(".")[0]

    # -- links -----------------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> Names:
        """The table that links are looked up in."""
        return Names(self.files)

    def resolve(self, link: Link, source: str) -> Resolution:
        """Resolve a link that stands in the file at `source`, as Obsidian does."""
        if link.kind is LinkKind.CANVAS:
            return follow(link, source, self.names)
        return self.resolve_target(link.target, source)

    def resolve_target(self, target: str, source: str) -> Resolution:
        """Resolve what a link in the file at `source` could name."""
        known = self._resolutions.get(target)
        if known is None and target:
            folder = source.rpartition("/")[0]
            known = self._resolutions_from.get((folder, target))
            if known is None:
                known = resolve(target, source, self.names)
                if known.candidates or target.startswith("."):  # then it depends on the note's folder
                    self._resolutions_from[folder, target] = known
                else:
                    self._resolutions[target] = known
        return known or Resolution(source)

    def resolved(self, note: Note) -> tuple[ResolvedLink, ...]:
        """Return a note's links, in reading order, with what they resolve to. Of the last note they are kept."""
        if self._resolved is None or self._resolved[0] is not note:
            path, find = note.path, self.resolve
            self._resolved = note, tuple([ResolvedLink(link, find(link, path)) for link in note.links])
        return self._resolved[1]

    def notable_links(self, note: Note) -> tuple[ResolvedLink, ...]:
        """Return the links of a note that rules may have something to say about.

        Passed over is what needs no words: a link without sub-path to one other file, spelt as the file is, with no
        other candidate; and names in the expressions of bases, which Obsidian does not count as links.
        """
        if self._notable is None or self._notable[0] is not note:
            notable = [found for found in self.resolved(note) if not self._is_plain(found, note.path)]
            self._notable = note, tuple(notable)
        return self._notable[1]

    def _is_plain(self, found: ResolvedLink, source: str) -> bool:
        link, resolution = found
        path = resolution.path
        if link.kind is LinkKind.BASE:
            return True
        if path is None or path == source or link.subpath is not None:
            return False
        return path == link.target + ".md" or (
            path.endswith((link.target, link.target + ".md"))
            and not (resolution.candidates or resolution.is_mid_segment)
        )

    def subpath(self, link: Link, resolution: Resolution) -> tuple[SubpathStatus, str]:
        """Look up a link's sub-path in the note that it resolved to: its status, and the heading or id found."""
        path = resolution.path
        if link.subpath is None or path is None:
            return SubpathStatus.NONE, ""
        if not path.lower().endswith(".md"):
            return SubpathStatus.NOT_CHECKABLE, ""
        if path not in self._subpaths:
            note = self.note(path)
            self._subpaths[path] = Subpaths(note) if note and note.is_read else None
        subpaths = self._subpaths[path]
        return subpaths.resolve(link.subpath) if subpaths else (SubpathStatus.NOT_CHECKABLE, "")

    @cached_property
    def backlinks(self) -> dict[str, list[Backlink]]:
        """The links to each file that has any, by source path. References in bases are no backlinks."""
        backlinks: dict[str, list[Backlink]] = {}
        for note in self.notes:
            for link, resolution in self.resolved(note):
                if resolution.path is not None and link.kind is not LinkKind.BASE:
                    backlinks.setdefault(resolution.path, []).append(Backlink(note.path, link))
        return backlinks

    @cached_property
    def linked(self) -> frozenset[str]:
        """The files that a note other than themselves links to. References in bases are no links."""
        linked: set[str] = set()
        for note in self.notes:
            paths = {resolution.path for link, resolution in self.resolved(note) if link.kind is not LinkKind.BASE}
            linked.update(path for path in paths if path is not None and path != note.path)
        return frozenset(linked)

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """The notes that carry an alias, by the alias in lower case."""
        paths: dict[str, dict[str, None]] = {}
        for path in self.checked:
            known = self._cards.get(path)
            for alias in self._aliases_at(path) if known is None else known.aliases:
                paths.setdefault(alias.lower(), {})[path] = None
        return {alias: tuple(found) for alias, found in paths.items()}

    def is_bare_alias(self, link: Link) -> bool:
        """Whether a link's target is no path but the alias of some note."""
        return bool(link.target) and "/" not in link.target and link.target.lower() in self.aliases

    def _aliases_at(self, path: str) -> list[str]:
        note = self.note(path)
        return self.note_aliases(note) if note else []

    def note_aliases(self, note: Note) -> list[str]:
        """Return the aliases that a note's properties give it."""
        is_alias = self.property_names.test("aliases")
        for prop in note.properties:
            if is_alias[prop.key]:
                values = prop.value if isinstance(prop.value, list) else [prop.value]
                return [value.strip() for value in values if isinstance(value, str) and value.strip()]
        return []

    def tags(self, note: Note) -> list[str]:
        """Return a note's tags without `#`, casing kept: those of its properties, then those of its text."""
        return [*self._property_tags(note), *(tag.name for tag in note.tags)]

    def _property_tags(self, note: Note) -> list[str]:
        is_tag = self.property_names.test("tags")
        tags: list[str] = []
        for prop in note.properties:
            if is_tag[prop.key]:
                values = prop.value if isinstance(prop.value, list) else [prop.value]
                texts = (value.strip().removeprefix("#") for value in values if isinstance(value, str))
                tags += [text for text in texts if text and not any(char.isspace() for char in text)]
        return tags
