"""The queries of the benchmark of search, made from the notes of a vault: the same seed gives the same queries."""

import re
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import NamedTuple

from bench.corpus import Corpus, Doc, fold_more

HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_MEANS_SOMETHING = re.compile(r'["()\[\]{}\\/|<>*`#$]|^-|\s-')  # to the language of queries, or to Markdown
_HAN = re.compile(HAN)
_PIECE = re.compile(rf"{HAN}|[A-Za-z0-9]+|.")
_WORD = re.compile(r"(?<!&)[A-Za-z]+")  # not &quot;
_NUMBER_OR_WORD = re.compile(r"[a-z0-9.]+")
_CLAUSE = re.compile(r"[^，。；：！？、,;:!?\n]+")
_LABEL = re.compile(r"\*\*|^\s*(?:[-*+]|\d+[.)])\s+", re.MULTILINE)
_TERM = re.compile(rf"[A-Za-z][A-Za-z0-9.+#-]*[A-Za-z0-9+#]|{HAN}{{2,}}")
_PARTICLES = re.compile(r"[的与和了在是为之及或从把让被对向用如何怎么什这那我你他它个不也都就]")
_MIXED = re.compile(
    rf"(?<![A-Za-z0-9.])[A-Za-z][A-Za-z0-9.]*[A-Za-z0-9]( ?){HAN}{{2,4}}"
    rf"|{HAN}{{2,4}}( ?)[A-Za-z][A-Za-z0-9.]*[A-Za-z0-9](?![A-Za-z0-9.])"
)
_SPACES_BETWEEN_SCRIPTS = re.compile(rf"(?<={HAN}) (?=[a-z0-9])|(?<=[a-z0-9]) (?={HAN})")
_ENDINGS = (("", "s"), ("", "es"), ("", "ed"), ("", "ing"), ("e", "ed"), ("e", "ing"), ("y", "ies"))

_RARE = 0.03  # a keyword stands in no greater share of the notes
_KNOWN = 5  # an English word stands in as many notes
_FEW = 10  # as many notes fit on the first page
_GROUNDED = 0.6  # so much of a summary's clause must stand elsewhere in the note


class Query(NamedTuple):
    """A query, and the paths of the notes that it should find; `origin` says what it was made from."""

    text: str
    relevant: frozenset[str]
    origin: str


Maker = Callable[[Corpus, Random], Iterator[Query]]
"""Yields queries of a class, at most one a note, as long as there are any."""


def take(maker: Maker, corpus: Corpus, seed: int, size: int) -> list[Query]:
    """Return the first `size` different queries of a class, or all there are."""
    query_by_text: dict[str, Query] = {}
    for query in maker(corpus, Random(f"{seed} {maker.__name__}")):
        query_by_text.setdefault(query.text, query)
        if len(query_by_text) == size:
            break
    return list(query_by_text.values())


def _shuffled(corpus: Corpus, random: Random) -> list[Doc]:
    return random.sample(corpus.docs, len(corpus.docs))


def _known_item(corpus: Corpus, doc: Doc, text: str) -> Query:
    return Query(text, corpus.twins(doc.path), doc.path)


# -- title fragments, and what is made of them -------------------------------------------------------------------


def title_fragments(corpus: Corpus, random: Random) -> Iterator[Query]:
    """6 to 14 characters from the middle of a title, without spaces, that stand in no other title."""
    for doc in _shuffled(corpus, random):
        fragments = [text for text in _middles(doc.title) if _is_plain(text)]
        if fragments:
            query = _known_item(corpus, doc, random.choice(fragments))
            if _titles_with(corpus, query.text) <= query.relevant:
                yield query


def _middles(title: str) -> list[str]:
    """Every fragment of 6 to 14 characters that is mostly Chinese, cuts no word in two and touches neither end."""
    pieces = list(_PIECE.finditer(title))[1:-1]
    found = (title[first.start() : last.end()] for first in pieces for last in pieces if last.end() > first.start())
    return [text for text in found if 6 <= len(text) <= 14 and _is_unsegmented(text)]


def _is_unsegmented(text: str) -> bool:
    return text[0].isalnum() and text[-1].isalnum() and " " not in text and 2 * len(_HAN.findall(text)) > len(text)


def _titles_with(corpus: Corpus, text: str) -> set[str]:
    folded = fold_more(text)
    return {path for path, title in corpus.titles.items() if folded in title}


def traditional(queries: Iterable[Query], convert: Callable[[str], str]) -> list[tuple[Query, Query]]:
    """Return the queries that differ in traditional characters, each with its conversion."""
    pairs = ((query, query._replace(text=convert(query.text))) for query in queries)
    return [(query, other) for query, other in pairs if query.text != other.text]


def typos(corpus: Corpus, random: Random) -> Iterator[Query]:
    """A title fragment, or a Latin word of a title that few notes hold, with one mistake."""
    fragments, words = title_fragments(corpus, random), _telling_words(corpus, random)
    for fragment, word in zip(fragments, words, strict=False):
        yield from (_misspelt(corpus, random, query) for query in (fragment, word))


def _telling_words(corpus: Corpus, random: Random) -> Iterator[Query]:
    for doc in _shuffled(corpus, random):
        for word in _WORD.findall(doc.title):
            if len(word) >= 6 and len(corpus.with_term(word)) <= _FEW:
                relevant = corpus.twins(doc.path)
                if _titles_with(corpus, word) <= relevant:
                    yield Query(word, relevant, doc.path)
                    break


def _misspelt(corpus: Corpus, random: Random, query: Query) -> Query:
    """Replace, swap or drop one character, so that what comes out stands in no note."""
    mistakes = [text for text in _mistakes(corpus, random, query.text) if not corpus.with_term(text)]
    return query._replace(text=random.choice(mistakes), origin=f"{query.text}, {query.origin}")


def _mistakes(corpus: Corpus, random: Random, text: str) -> Iterator[str]:
    """One mistake of each sort; the first character stays. Other words are as likely as in the titles."""
    place = random.randrange(1, len(text) - 1)
    before, character, following, after = text[:place], text[place], text[place + 1], text[place + 2 :]
    alike = _HAN if _HAN.match(character) else _WORD
    letters = "".join(alike.findall("".join(doc.title for doc in random.sample(corpus.docs, 5)))) or "e"
    other = random.choice(letters.upper() if character.isupper() else letters.lower())
    yield before + other + following + after
    if character != following:
        yield before + following + character + after
    yield before + following + after


# -- words of the note -------------------------------------------------------------------------------------------


def summary_clauses(corpus: Corpus, random: Random) -> Iterator[Query]:
    """A clause of a note's summary that stands in no other note."""
    return _summary_clauses(corpus, random, 0.0)


def grounded_clauses(corpus: Corpus, random: Random) -> Iterator[Query]:
    """The same where the rest of the note holds most of the clause's words."""
    return _summary_clauses(corpus, random, _GROUNDED)


def _summary_clauses(corpus: Corpus, random: Random, grounded: float) -> Iterator[Query]:
    for doc in _shuffled(corpus, random):
        if doc.summary:
            rest = fold_more(f"{doc.title}\n{doc.without_summary.body}")
            summary = doc.text[slice(*doc.summary)]
            clauses = [text for text in _clauses(summary) if _share_in(rest, text) >= grounded]
            if clauses:
                query = _known_item(corpus, doc, random.choice(clauses))
                if corpus.with_term(query.text) <= query.relevant:
                    yield query


def _clauses(summary: str) -> list[str]:
    found = (match[0].strip() for match in _CLAUSE.finditer(_LABEL.sub("", summary)))
    whole = [text for text in found if text.count("（") == text.count("）") and _is_plain(text)]
    return [text for text in whole if 8 <= len(text) <= 30 and len(_HAN.findall(text)) >= 6]


def _is_plain(text: str) -> bool:
    """Whether nothing in the text could mean something to the language of queries."""
    return not _MEANS_SOMETHING.search(text)


def _share_in(text: str, clause: str) -> float:
    """The share of the clause's pairs of Chinese characters, and of its words, that stand in the text."""
    folded = fold_more(clause)
    runs = re.findall(rf"{HAN}+", folded)
    units = {run[start : start + 2] for run in runs for start in range(len(run) - 1)} | set(
        _NUMBER_OR_WORD.findall(folded)
    )
    return sum(unit in text for unit in units) / max(len(units), 1)


def keywords(corpus: Corpus, random: Random) -> Iterator[Query]:
    """Two or three terms of title, headings and tags, none of them common, that few notes hold together."""
    for doc in _shuffled(corpus, random):
        terms = _rare_terms(corpus, random, doc)
        if len(terms) >= 2:
            chosen = tuple(terms[: random.choice((2, 3))])
            if len(corpus.with_all(chosen)) <= _FEW:
                yield _known_item(corpus, doc, " ".join(chosen))


def _rare_terms(corpus: Corpus, random: Random, doc: Doc) -> list[str]:
    words = {term for text in doc.terms for part in _PARTICLES.split(text) for term in _TERM.findall(part)}
    terms = [term[: random.choice((2, 4))] if _HAN.match(term) else term for term in sorted(words)]
    some = random.sample(terms, min(len(terms), 8))
    apart = [term for term in some if not any(term != other and term in other for other in some)]
    return [term for term in dict.fromkeys(apart) if len(corpus.with_term(term)) <= _RARE * len(corpus.docs)]


def english_stems(corpus: Corpus, random: Random) -> Iterator[Query]:
    """A term of the title, and an English word of title or headings in a form that the note does not hold."""
    for doc in _shuffled(corpus, random):
        words = sorted({word.lower() for text in doc.terms for word in _WORD.findall(text) if len(word) >= 4})
        forms = [(word, form) for word in words for form in _forms(corpus, word) if not _holds(corpus, doc, form)]
        terms = [term for term in _rare_terms(corpus, random, doc) if term in doc.title]
        if forms and terms:
            (word, form), term = random.choice(forms), random.choice(terms)
            if word not in term.lower() and len(corpus.with_all((word, term))) <= _FEW:
                yield _known_item(corpus, doc, f"{form} {term}")._replace(origin=f"{word}, {doc.path}")


def _forms(corpus: Corpus, word: str) -> Iterator[str]:
    """The other forms of an English word that stand in the vault: it knows which words there are."""
    for ending, other in (*_ENDINGS, *((other, ending) for ending, other in _ENDINGS)):
        stem = word.removesuffix(ending)
        form = stem + other
        if word.endswith(ending) and len(stem) >= 4 and not stem.endswith("s") and corpus.vocabulary[form] >= _KNOWN:
            yield form


def _holds(corpus: Corpus, doc: Doc, word: str) -> bool:
    return re.search(rf"(?<![a-z]){word}(?![a-z])", corpus.searchable[doc.path]) is not None


# -- scripts and short ones ----------------------------------------------------------------------------------------


def mixed_script(corpus: Corpus, random: Random) -> Iterator[Query]:
    """A Latin word with the Chinese beside it, as it stands in the note: no space between."""
    return _mixed(corpus, random, space="")


def mixed_script_unspaced(corpus: Corpus, random: Random) -> Iterator[Query]:
    """The same where the note has a space between the two, and the query has none."""
    return _mixed(corpus, random, space=" ")


def _mixed(corpus: Corpus, random: Random, *, space: str) -> Iterator[Query]:
    squeezed = {path: _SPACES_BETWEEN_SCRIPTS.sub("", text) for path, text in corpus.searchable.items()}
    for doc in _shuffled(corpus, random):
        found = [match[0] for match in _MIXED.finditer(random.choice((doc.title, doc.body))) if space in match.groups()]
        if found:
            text = random.choice(found).replace(" ", "")
            holders = {path for path, other in squeezed.items() if fold_more(text) in other}
            if len(holders - corpus.twins(doc.path)) < 3:
                yield Query(text, corpus.twins(doc.path) | holders, doc.path)


def one_character(corpus: Corpus, random: Random) -> Iterator[Query]:
    """A Chinese character."""
    return _short(corpus, random, 1)


def two_characters(corpus: Corpus, random: Random) -> Iterator[Query]:
    """Two Chinese characters that follow each other, in three notes at least."""
    return _short(corpus, random, 2)


def _short(corpus: Corpus, random: Random, length: int) -> Iterator[Query]:
    """As likely as they stand in the titles and bodies, half and half."""
    pattern = re.compile(rf"(?=({HAN}{{{length}}}))")
    for doc in _shuffled(corpus, random):
        found = pattern.findall(random.choice((doc.title, doc.body)))
        if found:
            text = random.choice(found)
            holders = corpus.with_term(text)
            if len(holders) >= 3:
                yield Query(text, holders, doc.path)
