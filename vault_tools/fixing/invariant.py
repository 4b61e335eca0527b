"""What a fix must leave alone: the facts of a note before and after its edits, compared.

Everything that no fix owns is equal. What one owns may change, but only where its edits are.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from vault_tools.findings import Aspect, Edit
from vault_tools.fixing.edits import Application, Zone
from vault_tools.fixing.head import Head, untouched_properties
from vault_tools.fixing.leads import Expectation
from vault_tools.model import Link, LinkKind, Note, Region, RegionKind, Span


class Made(NamedTuple):
    """A fix as it is made: edits that are part of the application, and what they may change."""

    edits: tuple[Edit, ...]
    owns: frozenset[Aspect]


class Fact(NamedTuple):
    """What is compared of a fact, and where it stands."""

    key: Hashable
    span: Span


_Facts = list[Fact]

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}+://[^\s<>，。；：！？、（）「」『』【】《》“”‘’]++")
_BEHIND_ADDRESSES = ".,;:!?'\"*_~)]`"

_ANY_LINKS = frozenset((Aspect.LINKS, Aspect.EXTERNAL_LINKS, Aspect.SPELLING))
_ITEMS = frozenset((Aspect.LINKS, Aspect.EXTERNAL_LINKS, Aspect.TAGS))  # an item goes with what it holds


def violation(before: Note, after: Note, made: Application, fixes: Sequence[Made], expected: Expectation) -> str:
    """Return what changes in a note although no fix may change it, as the end of a message's key; empty if nothing.

    `before` and `after` are the facts of the texts of `made`, whose edits are those of `fixes`. `expected` says what
    links must lead to.
    """
    comparison = _Comparison(before, after, made, fixes)
    return next((name for name, is_kept in comparison.results(expected) if not is_kept), "")


class _Comparison:
    def __init__(self, before: Note, after: Note, made: Application, fixes: Sequence[Made]) -> None:
        self.before = before
        self.after = after
        self.made = made
        self.fixes = fixes
        images = dict(zip((edit.span for edit in made.edits), made.images, strict=True))
        self.images = [[images[edit.span] for edit in fix.edits] for fix in fixes]
        self.zones: dict[frozenset[Aspect], tuple[Zone, Zone]] = {}
        self.head = Head(before, after, made, *self._zones(Aspect.PROPERTIES))

    def results(self, expected: Expectation) -> Iterator[tuple[str, bool]]:
        """Yield what is compared, and whether it is as it must be. The likeliest to break comes first."""
        kept = untouched_properties(self.head, self._zones(Aspect.SPELLING, Aspect.LINKS))
        yield "properties", kept.is_equal
        yield "links", self._links(expected, kept.touched)
        yield "tags", self._same(lambda note: (Fact(tag.name, tag.span) for tag in note.tags), Aspect.TAGS)
        yield "headings", self._same(_headings, Aspect.HEADINGS)
        yield "external-links", self._same(_external_links, Aspect.EXTERNAL_LINKS) and self._addresses()
        yield "code", self._regions(RegionKind.CODE)
        yield "math", self._regions(RegionKind.MATH)
        yield "comments", self._regions(RegionKind.COMMENT)
        yield "html", self._regions(RegionKind.HTML)
        yield "links", self._regions(RegionKind.DEFINITION, *_ANY_LINKS)
        yield "blocks", self._same(lambda note: (Fact(block.id, block.span) for block in note.blocks))
        yield "footnotes", self._same(_footnotes)
        yield (
            "items",
            self._same(lambda note: (Fact((item.depth, item.task), item.span) for item in note.items), *_ITEMS),
        )
        yield "suppressions", self._same(_directives)

    # -- zones -----------------------------------------------------------------------------------------------

    def _zones(self, *owners: Aspect) -> tuple[Zone, Zone]:
        """Return where fixes that own one of `owners` make their edits: in the old text, and in the new one."""
        wanted = frozenset(owners)
        if wanted not in self.zones:
            chosen = [bool(fix.owns & wanted) for fix in self.fixes]
            edits = [[edit.span for edit in fix.edits] for fix in self.fixes]
            self.zones[wanted] = _zone(edits, chosen), _zone(self.images, chosen)
        return self.zones[wanted]

    def _same(self, facts: Callable[[Note], Iterable[Fact]], *owners: Aspect) -> bool:
        return self._equal(self.head.outside(facts(self.before)), self.head.outside_after(facts(self.after)), *owners)

    def _equal(self, old: _Facts, new: _Facts, *owners: Aspect) -> bool:
        """Whether facts are equal but for those in edits that own them.

        What stands in edits that own the order may have moved.
        """
        old_zone, new_zone = self._zones(*owners)
        old, new = _untouched(old, old_zone), _untouched(new, new_zone)
        if _keys(old) == _keys(new):
            return True
        old_zone, new_zone = self._zones(Aspect.ORDER)
        return (
            bool(old_zone)
            and Counter(_keys(old)) == Counter(_keys(new))
            and _keys(_untouched(old, old_zone)) == _keys(_untouched(new, new_zone))
        )

    # -- what is compared ------------------------------------------------------------------------------------

    def _regions(self, kind: RegionKind, *owners: Aspect) -> bool:
        def facts(regions: Iterable[Region], text: str) -> Iterator[Fact]:
            for region in regions:
                if region.kind is kind:
                    span = region.span
                    words = text[span.start : span.end].removesuffix("\r")  # of CR LF; the last line has none
                    yield Fact((region.is_block, words), span)

        old = self.head.outside(facts(self.before.regions, self.made.before))
        return self._equal(old, self.head.outside_after(facts(self.after.regions, self.made.text)), *owners)

    def _addresses(self) -> bool:
        """Whether addresses that stand in the text as they are, which are no facts, are equal."""
        old = self.head.outside(_addresses(self.made.before, self.before))
        return self._equal(old, self.head.outside_after(_addresses(self.made.text, self.after)), Aspect.EXTERNAL_LINKS)

    def _links(self, expected: Expectation, touched: frozenset[str]) -> bool:
        """Whether links are equal; those inside edits that own the spelling must lead where they led."""
        old = self._link_facts(
            self.before, touched, self.head.outside, lambda link: expected.lead(link, self.before.path)
        )
        new = self._link_facts(
            self.after, touched, self.head.outside_after, lambda link: expected.after.lead(link, self.after.path)
        )
        return self._equal(*self._respelt(old, new), Aspect.LINKS)

    def _link_facts(
        self,
        note: Note,
        touched: frozenset[str],
        outside: Callable[[Iterable[Fact]], _Facts],
        lead: Callable[[Link], Hashable],
    ) -> _Facts:
        """Return a note's links but those in properties that a fix has changed."""
        return outside(
            Fact((link.is_embed, link.key, lead(link), link.kind, link.label, link.is_citation), link.span)
            for link in note.links
            if link.kind is not LinkKind.PROPERTY or link.key.partition(".")[0] not in touched
        )

    def _respelt(self, old: _Facts, new: _Facts) -> tuple[_Facts, _Facts]:
        """Leave out how links inside edits of the spelling are written, kind and label."""
        old_zone, new_zone = self._zones(Aspect.SPELLING)
        if len(old) != len(new) or not old_zone:
            return old, new
        for place, (was, now) in enumerate(zip(old, new, strict=True)):
            if old_zone.meets(was.span) or new_zone.meets(now.span):
                old[place], new[place] = (Fact(fact.key[:3], fact.span) for fact in (was, now))  # type: ignore[index]
        return old, new


def _zone(spans: Sequence[Sequence[Span]], chosen: Sequence[bool]) -> Zone:
    """Return where the chosen ones of some fixes have their edits; another may not use that as an excuse."""
    pairs = list(zip(spans, chosen, strict=True))
    return Zone(
        (span for own, is_chosen in pairs if is_chosen for span in own),
        (span for foreign, is_chosen in pairs if not is_chosen for span in foreign),
    )


def _untouched(facts: _Facts, zone: Zone) -> _Facts:
    return [fact for fact in facts if not zone.touches(fact.span)] if zone else facts


def _keys(facts: _Facts) -> list[Hashable]:
    return [fact.key for fact in facts]


def _headings(note: Note) -> Iterator[Fact]:
    for heading in note.headings:
        yield Fact((heading.level, heading.text, heading.is_nested), heading.span)


def _external_links(note: Note) -> Iterator[Fact]:
    for link in note.external_links:
        yield Fact((link.kind, link.url), link.span)


def _addresses(text: str, note: Note) -> Iterator[Fact]:
    start = note.front_matter.span.end if note.front_matter else 0
    for found in _ADDRESS.finditer(text, start) if "://" in text else ():
        yield Fact(found[0].rstrip(_BEHIND_ADDRESSES), Span(*found.span()))


def _footnotes(note: Note) -> Iterator[Fact]:
    for footnote in note.footnotes:
        yield Fact((footnote.id, footnote.is_definition), footnote.span)


def _directives(note: Note) -> Iterator[Fact]:
    for directive in note.directives:
        yield Fact((directive.ids, directive.covers is None), directive.span)
