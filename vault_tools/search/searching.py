"""Answer a query: the index proposes notes in order, their texts decide, and what is found is made fit to be shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from heapq import heappush, heappushpop, nlargest
from typing import NamedTuple

from vault_tools.search import folding
from vault_tools.search.candidates import Candidate
from vault_tools.search.documents import Document
from vault_tools.search.engines import Reader, Wanted
from vault_tools.search.matching import Matcher, cost, names_files, part_of, proposal, texts_in
from vault_tools.search.ordering import ORDERS, Sort
from vault_tools.search.query import parse_query
from vault_tools.search.query.mistakes import QueryError
from vault_tools.search.ranking import ALONE, Bag, Names
from vault_tools.search.results import Hit, Results, Scored
from vault_tools.search.snippets import Snippet, around, first_line, snippet
from vault_tools.search.suggesting import FEW, MAX_SUGGESTIONS, NEAR, corrections, misspellable
from vault_tools.search.syntax import How, LinksTo, Node, Property, Tag, Text, Within, is_plain
from vault_tools.search.terms import Area, Term, term
from vault_tools.search.texts import Texts
from vault_tools.search.tokens import STEM, index_tokens
from vault_tools.spelling import closest
from vault_tools.vault import Vault

_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")  # what a shell gives that is not UTF-8: no note has it
_HALF_WIDTH = str.maketrans("“”（）－＞＜＝～．［］", '""()-><=~.[]')
"""What a Chinese keyboard writes in place of the signs of the query language."""
_NAMED = re.compile(r"([^\s:：/\[\]\"]{1,40})([:：][^\s/:：].*)")
"""What looks like a property's name with a value."""
_QUICK = 1_000
"""The texts of so many notes are looked at in no time."""
_MAX_PARTIAL = 100
"""Notes that are looked at for partial matches, whichever page is asked for."""


class Snapshot(NamedTuple):
    """An index that is open: one generation, and the vault as it was when that was compared with it."""

    documents: Mapping[int, Document]
    others: Sequence[Document]
    reader: Reader
    texts: Texts
    vault: Vault
    names: Names
    property_names: frozenset[str]


def answer(snapshot: Snapshot, query: str, limit: int, offset: int, sort: Sort) -> Results:
    """Return what a query finds. Raises QueryError.

    Where it finds nothing and has a colon of full width, it may be a pasted title that begins with the name of a
    property: then it is looked for as text.
    """
    query = _HALF_CHARACTERS.sub("\ufffd", query)
    node = parse_query(query, snapshot.property_names)
    found = Search(snapshot, query, node).run(limit, offset, sort)
    if "：" not in query or found.has_at_least(1):
        return found
    try:
        as_text = parse_query(query)
    except QueryError:
        return found
    title = Search(snapshot, query, as_text).run(limit, offset, sort) if as_text != node else found
    return title if title.has_at_least(1) else found


class Search:
    """One query, put to a snapshot."""

    def __init__(self, snapshot: Snapshot, query: str, node: Node) -> None:
        self.snapshot = snapshot
        self.query = query
        self.node = node
        once = {(text.how, text.text, is_sensitive): (text, is_sensitive) for text, is_sensitive in texts_in(node)}
        self.texts = list(once.values())
        self._matcher = Matcher(node, snapshot.vault)
        self._words = [folding.loose(text.text) for text, _ in self.texts if text.how is not How.REGEX]

    def run(self, limit: int, offset: int, sort: Sort) -> Results:
        """Return the results; notes are looked at as far as the page needs it."""
        ordered = ORDERS[sort](self._scored())
        fill = self._partial if is_plain(self.node) and sort == "relevance" else lambda found, count: ()
        looked = ((scored, self._matcher.fits(self._candidate(scored.document))) for scored in ordered)
        quick = _QUICK if cost(self.node) else None
        return Results(looked, quick, offset, limit, fill, self._show, self._suggest)

    # -- what fits -------------------------------------------------------------------------------------------

    def _scored(self) -> list[Scored]:
        """Return the documents that may fit, with their scores."""
        documents = self.snapshot.documents
        wanted = proposal(self.node, self.snapshot.reader.beginning)
        if wanted is None:
            has_files = names_files(self.node)
            every = [document for document in documents.values() if document.place or has_files]
            return [self._score(0.0, document) for document in (*every, *(self.snapshot.others if has_files else ()))]
        candidates = self.snapshot.reader.candidates(wanted)
        return [self._score(score, documents[id]) for id, score in candidates.items() if id in documents]

    def _score(self, score: float, document: Document) -> Scored:
        factor = self.snapshot.names.factor(document, self._words)
        return Scored(score * factor if score else factor - 1, document, (("text", score), ("name", factor)))

    def _loose(self, document: Document) -> str:
        """Return name, properties and body of a note, as bare terms see them."""
        return self.snapshot.texts.loose_together(document.place) if document.place else ""

    def _candidate(self, document: Document) -> Candidate:
        return Candidate(document, self.snapshot.texts, self.snapshot.vault)

    # -- what nearly fits ------------------------------------------------------------------------------------

    def _partial(self, found: Sequence[Scored], count: int) -> list[Scored]:
        """Return the notes that hold much of a query of plain words, but not all of it; the best first."""
        reader, documents = self.snapshot.reader, self.snapshot.documents
        words = [text for text, _ in self.texts]
        bag = Bag(words, reader, len(documents))
        if not bag.weights or len(words) == len(bag.weights) == 1:
            return []
        full = {scored.document.id for scored in found}
        candidates = bag.candidates(reader, _MAX_PARTIAL + len(full))
        first = nlargest(_MAX_PARTIAL, ((score, id) for id, score in candidates.items() if id not in full))
        bounds = bag.bounds(reader, [id for _, id in first])
        # By what they may come to at most, then by their place among the candidates.
        most = sorted((-score * (ALONE + bounds[id]), place) for place, (score, id) in enumerate(first))
        best: list[tuple[float, int, Scored]] = []  # as many as are wanted, the last of them first
        for worst, place in most:
            score, id = first[place]
            if bounds[id] < bag.least:
                continue
            if len(best) == count and best[0][:2] >= (-worst, -place):
                break  # nor can those that follow come before any of them
            text = self._loose(documents[id])
            coverage = bag.coverage(text)
            if coverage >= bag.least:
                line = bag.best_line(text)
                parts = (("text", score), ("coverage", coverage), ("line", line))
                scored = (score * line, -place, Scored(score * line, documents[id], parts))
                heappush(best, scored) if len(best) < count else heappushpop(best, scored)
        return [scored for _, _, scored in sorted(best, reverse=True)]

    # -- what was perhaps meant ------------------------------------------------------------------------------

    def _suggest(self, found: Results) -> tuple[str, ...]:
        """Return queries with one text as notes have it, which find more; none where enough is found."""
        if found.has_at_least(FEW):
            return ()
        suggestions: dict[str, None] = dict.fromkeys(self._with_known_property())
        half_width = self.query.translate(_HALF_WIDTH)
        if half_width != self.query and self._finds_more(half_width, found.total):
            suggestions[half_width] = None
        for text in misspellable(text for text, _ in self.texts):
            if Search(self.snapshot, text.text, text).run(FEW, 0, "path").has_at_least(FEW):
                continue  # not the one that is misspelt
            for correction in corrections(text.text, self.snapshot.reader, self._nearest):
                query = self._with(text, correction)
                if query != self.query and self._finds_more(query, found.total):
                    suggestions[query] = None
                if len(suggestions) == MAX_SUGGESTIONS:
                    return tuple(suggestions)
        return tuple(suggestions)

    def _with_known_property(self) -> Iterator[str]:
        """Yield the query with the name of a property that one of its words nearly begins with: `作着:宝玉`."""
        for text, _ in self.texts:
            named = _NAMED.fullmatch(text.text) if text.how is How.WORD else None
            meant = closest(named[1], self.snapshot.property_names) if named else ""
            query = self._with(text, meant + named[2]) if named and meant else self.query
            if query != self.query and self._finds_more(query, 0):
                yield query

    def _nearest(self, wanted: Wanted) -> Iterator[str]:
        """Yield the names of the notes that fit some tokens best, then their texts."""
        documents = self.snapshot.documents
        candidates = self.snapshot.reader.candidates(wanted)
        best = nlargest(NEAR, ((score, id) for id, score in candidates.items() if id in documents))
        yield from ("\n".join(self.snapshot.names.of(documents[id])) for _, id in best)
        yield from (self._loose(documents[id]) for _, id in best)

    def _with(self, text: Text, correction: str) -> str:
        """Return the query with another text in the place of `text`, written as that was."""
        span = text.span
        written = self.query[span.start : span.end]
        if written.startswith('"'):
            correction = '"' + correction.replace("\\", "\\\\").replace('"', '\\"') + '"'
        elif text.how is How.PREFIX:
            correction += "*"
        return self.query[: span.start] + correction + self.query[span.end :]

    def _finds_more(self, query: str, total: int) -> bool:
        try:
            node = parse_query(query, self.snapshot.property_names)
        except QueryError:
            return False
        return Search(self.snapshot, query, node).run(1, 0, "relevance").has_at_least(total + 1)

    # -- what is shown ---------------------------------------------------------------------------------------

    def _show(self, scored: Scored, is_partial: bool) -> Hit:
        document = scored.document
        shown, line = self._piece(self._candidate(document), self._shown_terms(is_partial=is_partial))
        return Hit(
            path=document.path,
            title=document.title,
            line=1 if document.is_canvas else line,
            score=round(scored.score, 3),
            snippet=shown.text,
            highlights=shown.highlights,
            is_cut=shown.is_cut,
            is_partial=is_partial,
            parts=scored.parts,
        )

    def _piece(self, candidate: Candidate, terms: list[Term]) -> tuple[Snippet, int]:
        """Return the piece of a note's text that shows why it was found, and its line."""
        text, start = candidate.text, candidate.body_start

        def placed(shown: Snippet, offset: int) -> tuple[Snippet, int]:
            return shown, text.count("\n", 0, offset + shown.start) + 1

        body = candidate.body
        if len(body.original) != len(body.loose):  # the file has changed by now
            body = Area.of(body.original)
        linked, asked = part_of(self.node, LinksTo), part_of(self.node, Within)
        if linked and (place := self._matcher.place(candidate, linked)) and place.end <= len(text):
            return placed(around(text, place.start, place.end), 0)
        if asked and (unit := self._matcher.unit(candidate, asked)) and unit[1] <= len(text):
            part = body.part(*unit)
            return placed(snippet(part, terms) or first_line(part), start + unit[0])
        if shown := snippet(body, terms):
            return placed(shown, start)
        if shown := snippet(Area.of(text[:start]), terms):
            return placed(shown, 0)
        said = part_of(self.node, Property) or part_of(self.node, Tag)
        if said and (place := self._matcher.place(candidate, said)) and place.end <= len(text):
            return placed(around(text, place.start, place.end), 0)
        return first_line(body), 1

    def _shown_terms(self, *, is_partial: bool) -> list[Term]:
        return self._terms_and_parts if is_partial else self._terms

    @cached_property
    def _terms(self) -> list[Term]:
        """What is looked for in a note's text, to be shown."""
        shown = texts_in(self.node, has_names=False)
        return [term(text, is_sensitive=is_sensitive) for text, is_sensitive in shown]

    @cached_property
    def _terms_and_parts(self) -> list[Term]:
        """The same, and the tokens of it: a partial match has only some of them."""
        tokens = [
            Text(token, How.WORD, text.span)
            for text, _ in self.texts
            for token in dict.fromkeys(index_tokens(folding.loose(text.text)))
            if len(token) > 1 and not token.startswith(STEM)
        ]
        return [*self._terms, *map(term, tokens)]
