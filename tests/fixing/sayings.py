"""What a vault says before and after its fixes, compared with no help from the engine that makes them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from vault_tools.model import Link, LinkKind, Note, Region, RegionKind
from vault_tools.resolve import Resolution, SubpathStatus, fold_heading, identity
from vault_tools.vault import Vault

_HEAD = re.compile(r"\A\ufeff?---[ \t]*\n(?:.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)
_URL = re.compile(r"(?<![A-Za-z0-9])https?://[^\s<>(){}\[\]\"'`|\\⟦，。；！？、：）（“”]+")
_TRACKING = re.compile(
    r"(?<=[?&])(?:utm_[\w.-]*|spm)(?:=[A-Za-z0-9._~%+/-]*)?(?=[&#]|(?<=[=A-Za-z0-9._~%+/-])\W|\Z)&?", re.ASCII
)
_CHANGED_BY_STYLE = re.compile(r"[\s\ufeff,.:;?!()，。：；？！（）<>&]+")
_BREAK = re.compile(r"^[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$", re.MULTILINE)  # one stays where sections change places
_WIKILINK = re.compile(r"\[\[([^\[\]|#\n]+?)(\.md)?[ ]*(?=[\]|#\\])", re.IGNORECASE)


class Owned(NamedTuple):
    """What the configured rules may change: `canonical` targets by others, `topics`, in which twins go, `properties`."""

    canonical: Mapping[str, str]
    topics: frozenset[str]
    properties: frozenset[str]
    is_unsafe: bool = False


def differences(before: Vault, after: Vault, paths: Iterable[str], owned: Owned) -> Iterator[str]:
    """Yield what notes say otherwise than before, though no rule owns it."""
    for path in paths:
        for difference in _Pair(before, after, path, owned).differences():
            yield f"{path}: {difference}"


class _Pair:
    """One note before and after."""

    def __init__(self, before: Vault, after: Vault, path: str, owned: Owned) -> None:
        self.vaults = before, after
        self.path = path
        self.owned = owned
        self.notes: tuple[Note, Note] = tuple(vault.note(path) for vault in self.vaults)  # type: ignore[assignment]
        self.texts = tuple(vault.read(path) for vault in self.vaults)

    def differences(self) -> Iterator[str]:
        if self.texts[0] == self.texts[1]:  # what its links name in other notes may have gone
            yield from self._links(*(note.links for note in self.notes))
            return
        old, new = (_Said(*about) for about in zip(self.notes, self.texts, strict=True))
        if sorted(old.headings) != sorted(new.headings):
            yield f"headings: {old.headings} {new.headings}"
        if old.sections.keys() != new.sections.keys():
            yield f"sections: {[*old.sections]} {[*new.sections]}"
            return
        for title, was in old.sections.items():
            now = new.sections[title]
            if title[0] in self.owned.topics:
                yield from self._topics(was, now)
            else:
                yield from (f"{kind}: {was[kind]} {now[kind]}" for kind in KINDS if not self._is_equal(kind, was, now))
                yield from self._links(was["links"], now["links"])
        yield from self._properties(old, new)

    def _is_equal(self, kind: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
        """Whether facts of one kind are; what a suppression covers may lose a twin that says more."""
        if kind == "directives" and self.owned.is_unsafe and any(topic in self.texts[0] for topic in self.owned.topics):
            return [ids for ids, _ in was[kind]] == [ids for ids, _ in now[kind]]
        return bool(was[kind] == now[kind])

    def _links(self, was: Sequence[Link], now: Sequence[Link]) -> Iterator[str]:
        if len(was) != len(now):
            yield f"links: {was} {now}"
            return
        for old, new in zip(was, now, strict=True):
            if not self._is_same(old, new):
                yield f"link: {old} {new}"

    def _is_same(self, old: Link, new: Link) -> bool:
        if (old.kind, old.is_embed, old.is_citation) != (new.kind, new.is_embed, new.is_citation):
            return False
        before, after = self.vaults
        path, now = (vault.resolve(link, self.path).path for vault, link in zip(self.vaults, (old, new), strict=True))
        is_alias = self._is_alias(old, path, now)
        is_meant = is_alias or self._is_canonical(old, path, now)
        shown = old.target if is_alias and old.kind is LinkKind.WIKILINK and old.label is None else old.label
        if shown != new.label or (path != now and not is_meant):
            return False
        if path is None and not is_meant:
            return (identity(old.target), old.subpath) == (identity(new.target), new.subpath)
        return place(before, old, path) == place(after, new, now) if path == now else old.subpath == new.subpath

    def _is_twin(self, old: Link, new: Link) -> bool:
        """Whether a link that is gone is there a second time; an unsafe fix does not mind how it is written."""
        if not self.owned.is_unsafe:
            return self._is_same(old, new)
        return self._is_same(Link(new.kind, old.target.removesuffix(".md"), old.subpath, old.span, new.label), new)

    def _is_canonical(self, old: Link, path: str | None, now: str | None) -> bool:
        names = {old.target.lower().removesuffix(".md"), (path or "").lower().removesuffix(".md")}
        return any(name.lower() in names and now == f"{meant}.md" for name, meant in self.owned.canonical.items())

    def _is_alias(self, old: Link, path: str | None, now: str | None) -> bool:
        known = [name for vault in self.vaults for name in vault.aliases.get(old.target.lower(), ())]
        meant = [self.owned.canonical.get(name.removesuffix(".md")) for name in known]
        return path is None and (now in known or now in [f"{name}.md" for name in meant])

    def _topics(self, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
        """Compare sections in which an item goes that is there twice."""
        kept = []
        rest = iter(was["links"])
        for link in now["links"]:
            found = next((old for old in rest if self._is_same(old, link)), None)
            if found is None:
                yield f"topics: {was['links']} {now['links']}"
                return
            kept.append(found)
        for link in was["links"]:
            line = self.texts[0][: link.span.start].rpartition("\n")[2]
            if link.is_citation or (self.owned.is_unsafe and line.strip() != "-"):
                continue  # the item is known by another link
            if link not in kept and not any(self._is_twin(link, other) for other in now["links"]):
                yield f"topic is gone: {link} {now['links']}"
        for kind in KINDS:
            gone = [fact for fact in was[kind] if fact not in now[kind]]
            is_twin = kind in ("tags", "items", "addresses", "external", "prose")
            if kind == "directives" and self._is_equal(kind, was, now):
                continue
            is_lost = gone and not (is_twin and (self.owned.is_unsafe or kind == "prose"))
            if is_lost or (kind != "prose" and [*_common(was[kind], now[kind])] != now[kind]):
                yield f"topics, {kind}: {was[kind]} {now[kind]}"

    def _properties(self, old: "_Said", new: "_Said") -> Iterator[str]:
        if not old.is_valid:
            return
        if not new.is_valid:
            yield "front matter is no longer valid"
            return
        was, now = (self._unowned(note) for note in self.notes)
        if [*was] != [*now]:
            yield f"properties: {was} {now}"
            return
        yield from (f"property {key}: {was[key]} {now[key]}" for key in was if was[key] != now[key])
        for key in was:
            yield from self._links(*(_links_of(note, key) for note in self.notes))

    def _unowned(self, note: Note) -> dict[str, str]:
        """Return the values, as they are shown, of properties that no rule owns; nor those in want of quotes."""
        wanting = {fault.span.start for fault in self.notes[0].faults if fault.rule == "unquoted-wikilink"}
        quoted = {
            prop.key
            for prop in self.notes[0].properties
            if any(prop.span.start <= start < prop.span.end for start in wanting)
        }
        return {
            prop.key: repr(self._plain(prop.value))
            for prop in note.properties
            if prop.key not in self.owned.properties | quoted
        }

    def _plain(self, value: Any) -> Any:
        """Return a value without how links in it name their targets: where they lead is compared apart."""
        if isinstance(value, str):
            return _TRACKING.sub("", value).rstrip("?&") if "://" in value else _plain_link(value)
        if isinstance(value, list):
            return [self._plain(entry) for entry in value]
        return {key: self._plain(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def _links_of(note: Note, key: str) -> list[Link]:
    return [link for link in note.links if link.kind is LinkKind.PROPERTY and link.key.partition(".")[0] == key]


def _plain_link(text: str) -> str:
    return re.sub(r"\|.*", "", _WIKILINK.sub("[[", text)) if text.startswith("[[") else text


def _common(was: Sequence[Any], now: Sequence[Any]) -> Iterator[Any]:
    rest = iter(now)
    wanted = next(rest, None)
    for fact in was:
        if fact == wanted:
            yield fact
            wanted = next(rest, None)


def place(vault: Vault, link: Link, path: str | None) -> object:
    """Return what the sub-path of a link leads to in the file at `path`."""
    status, found = vault.subpath(link, Resolution(path))
    return status, fold_heading(link.subpath or "") if status in _NOWHERE else found.lower()


_NOWHERE = (SubpathStatus.BROKEN_HEADING, SubpathStatus.BROKEN_BLOCK, SubpathStatus.NOT_CHECKABLE)


def body_start(text: str) -> int:
    """Return where the text below what looks like front matter begins."""
    head = _HEAD.match(text.replace("\r\n", " \n").replace("\r", "\n"))
    return head.end() if head else int(text.startswith("\ufeff"))


KINDS = ("external", "addresses", "tags", "regions", "blocks", "footnotes", "items", "directives", "prose")
_REGIONS = (RegionKind.CODE, RegionKind.MATH, RegionKind.COMMENT, RegionKind.HTML)


class _Said:
    """What a note says, by sections of the second level, which may change places."""

    def __init__(self, note: Note, text: str) -> None:
        start = body_start(text)
        self.is_valid = note.front_matter is None or note.front_matter.is_valid
        self.text = text
        self.note = note
        inside = [heading for heading in note.headings if heading.span.start >= start]
        self.headings = [(heading.level, heading.text, heading.is_nested) for heading in inside]
        tops = [heading for heading in inside if heading.level <= _LEVEL and not heading.is_nested]
        titles = ["", *(heading.text for heading in tops)]
        bounds = [start, *(max(start, _line_start(text, heading.span.start)) for heading in tops)]
        seen: dict[str, int] = defaultdict(int)
        self.sections: dict[tuple[str, int], dict[str, Any]] = {}
        for title, (first, end) in zip(titles, pairwise([*bounds, len(text) + 1]), strict=True):
            self.sections[title, seen[title]] = self._section(first, end)
            seen[title] += 1

    def _section(self, first: int, end: int) -> dict[str, Any]:
        note, text = self.note, self.text

        def inside(facts: Iterable[Any]) -> list[Any]:
            return [fact for fact in facts if first <= fact.span.start < end]

        links = [link for link in inside(note.links) if link.kind is not LinkKind.PROPERTY]
        external = [link for link in inside(note.external_links) if not _is_address(link, text)]
        addresses = [_address(found)[0] for found in _URL.finditer(text, first, min(end, len(text)))]
        return {
            "links": links,
            "external": [(link.kind, _untracked(link.url)) for link in external],
            "addresses": addresses,
            "tags": [tag.name for tag in inside(note.tags)],
            "regions": [self._region(region) for region in inside(note.regions) if region.kind in _REGIONS],
            "blocks": [block.id for block in inside(note.blocks)],
            "footnotes": [(footnote.id, footnote.is_definition) for footnote in inside(note.footnotes)],
            "items": [(item.depth, item.task) for item in inside(note.items)],
            "directives": [(found.ids, _words(self._covered(found.covers))) for found in inside(note.directives)],
            "prose": _words(self._without(links, first, min(end, len(text)))),
        }

    def _region(self, region: Region) -> tuple[object, ...]:
        words = self.text[region.span.start : region.span.end].removesuffix("\r")
        return region.kind, region.is_block, words

    def _covered(self, covers: Any) -> str:
        lines = self._without(self.note.links, covers.start, covers.end).splitlines() if covers else "\0"
        return "".join(dict.fromkeys(lines))

    def _without(self, links: Sequence[Link], first: int, end: int) -> str:
        """Return the text without its links, whose spelling may change."""
        parts, position = [], first
        for link in sorted(links, key=lambda link: link.span.start):
            if link.span.start >= position and link.span.end <= end:
                parts += [self.text[position : link.span.start], "⟦⟧"]
                position = link.span.end
        return "".join((*parts, self.text[position:end]))


_LEVEL = 2  # the sections that change places have headings of this level


def _line_start(text: str, place: int) -> int:
    return max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1


def _is_address(link: Any, text: str) -> bool:
    return text[link.span.start : link.span.end] in (link.url, f"<{link.url}>")


def _untracked(url: str) -> str:
    return re.sub(r"[?&]+(?![A-Za-z0-9_])", "", _TRACKING.sub("", url))


def _address(found: re.Match[str]) -> tuple[str, str]:
    """Return an address in prose, and the punctuation at its end, which belongs to the sentence."""
    url = found[0].rstrip(".,;:!?'*_~")
    return _untracked(url), found[0][len(url) :]


def _words(text: str) -> str:
    text = _BREAK.sub("", text.replace("\r", "\n"))
    return _CHANGED_BY_STYLE.sub("", _URL.sub(lambda found: "".join(_address(found)), text))
