"""Measure how well search finds what people look for: `python -m bench search VAULT`."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from statistics import median, quantiles
from typing import NamedTuple

from bench.corpus import Corpus, copy_without_summaries, read_corpus
from bench.exactness import Comparison, compare, exact_query, recall_and_precision, substrings
from bench.queries import (
    Maker,
    Query,
    english_stems,
    grounded_clauses,
    keywords,
    mixed_script,
    mixed_script_unspaced,
    one_character,
    summary_clauses,
    take,
    title_fragments,
    traditional,
    two_characters,
    typos,
)
from bench.searching import (
    Index,
    Outcome,
    ask,
    build,
    full_matches,
    helped,
    in_new_process,
    mean_precision,
    mean_reciprocal_rank,
    recall,
    size_on_disk,
)

_ENOUGH_NOTES = 1000  # in a small vault everything stands on the first page

_KNOWN_ITEM: dict[str, Maker] = {
    "title": title_fragments,
    "summary": summary_clauses,
    "keywords": keywords,
    "mixed": mixed_script,
    "mixed-unspaced": mixed_script_unspaced,
    "stems": english_stems,
}
_SHORT: dict[str, Maker] = {"one": one_character, "two": two_characters}
_SUMMARIES: dict[str, Maker] = {"summary": summary_clauses, "grounded": grounded_clauses}  # held out of the index
_TYPOS = "typos"
_SIMPLIFIED, _TRADITIONAL = (
    "simplified",
    "traditional",
)  # the title fragments that the conversion changes, and those changed
_EXACT = "exact"
_CLASSES = (*_KNOWN_ITEM, "grounded", *_SHORT, _TYPOS, _SIMPLIFIED, _TRADITIONAL, _EXACT)

_CORE = ("title", "summary", "keywords")
_KNOWN_ITEM_MEASURES = (recall, mean_reciprocal_rank)

_AT_LEAST = {
    "known items, recall@10": 0.90,
    "known items, MRR@10": 0.80,
    "one character, P@10": 0.95,
    "two characters, P@10": 0.95,
    "typos helped": 2 / 3,
    "exact, recall": 1.0,
    "exact, precision": 1.0,
}
_AT_MOST = {
    "lost by traditional characters": 0.05,
    "first index, CPU s": 100,
    "cache folder, MB": 100,
    "warm query, median CPU ms": 10,
}


class Report(NamedTuple):
    """What was measured: the figures of each class by their names, those of the whole, and the queries that failed."""

    notes: int
    seed: int
    classes: dict[str, dict[str, float]]
    figures: dict[str, float]
    misses: dict[str, list[str]]


def main() -> int:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        report = _measure(arguments, os.path.realpath(scratch))
    _print_classes(report)
    for line in report.misses.get(arguments.show_misses, ()):
        print(line)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(report._asdict(), file, ensure_ascii=False, indent=2)
    return _print_figures(report)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench search", description="Exit code 1: a target was missed.")
    parser.add_argument("vault", help="a copy of it is searched")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other queries")
    parser.add_argument("--size", type=int, default=100, help="queries of each class")
    parser.add_argument("--exact", type=int, default=200, help="substrings that are compared with a plain search")
    parser.add_argument("--summary", default="摘要", help="heading of the section that is held out of the index")
    parser.add_argument("--show-misses", choices=_CLASSES, help="name the queries that failed")
    parser.add_argument("--json", metavar="FILE", help="write everything, misses too")
    parser.add_argument("--api", default="vault_tools", help="a module with open_index, to compare another search")
    return parser.parse_args()


# -- measuring ---------------------------------------------------------------------------------------------------


def _measure(arguments: argparse.Namespace, scratch: str) -> Report:
    vault, cache = os.path.join(scratch, "vault"), os.path.join(scratch, "cache")
    os.environ["VAULT_TOOLS_CACHE_DIR"] = cache
    corpus, queries = _make_queries(arguments, vault)
    index, first = build(arguments.api, vault)
    outcomes = {
        name: [ask(index, query, follow=name == _TYPOS) for query in some] for name, some in queries.items() if some
    }
    exact = _compare(index, corpus, arguments)
    figures = {
        **_quality(outcomes, exact),
        "first index, CPU s": first.cpu,
        "first index, s": first.wall,
        "cache folder, MB": size_on_disk(cache) / 1e6,
        "warm query, median CPU ms": 1000 * median(_times(outcomes)),
        "new process, median CPU s": median(
            in_new_process(arguments.api, vault, query.text) for query in queries["two"][:5]
        ),
    }
    misses = {name: list(filter(None, (_miss(name, outcome) for outcome in some))) for name, some in outcomes.items()}
    misses[_EXACT] = list(filter(None, map(_difference, exact)))
    classes = {name: _class_figures(name, some) for name, some in outcomes.items()}
    return Report(len(corpus.docs), arguments.seed, classes, figures, misses)


def _make_queries(arguments: argparse.Namespace, vault: str) -> tuple[Corpus, dict[str, list[Query]]]:
    """Copy the vault without the summaries that are asked for; the notes of the copy, and the queries by class."""
    seed, size = arguments.seed, arguments.size
    whole = read_corpus(arguments.vault, arguments.summary)
    queries = {name: take(maker, whole, seed, size) for name, maker in _SUMMARIES.items()}
    asked = {query.origin for some in queries.values() for query in some}
    copy_without_summaries(arguments.vault, vault, (doc for doc in whole.docs if doc.path in asked))
    corpus = read_corpus(vault, arguments.summary)
    makers = _KNOWN_ITEM | _SHORT | {_TYPOS: typos}
    queries |= {name: take(maker, corpus, seed, size) for name, maker in makers.items() if name not in queries}
    pairs = _traditional(queries["title"])
    queries |= {_SIMPLIFIED: [query for query, _ in pairs], _TRADITIONAL: [other for _, other in pairs]}
    return corpus, {name: queries[name] for name in _CLASSES if name in queries}


def _traditional(queries: Sequence[Query]) -> list[tuple[Query, Query]]:
    if find_spec("opencc") is None:
        print("no queries in traditional characters: they need the package opencc", file=sys.stderr)
        return []
    import opencc

    return traditional(queries, opencc.OpenCC("s2t").convert)


def _compare(index: Index, corpus: Corpus, arguments: argparse.Namespace) -> list[Comparison]:
    texts = substrings(corpus, arguments.seed, arguments.exact)
    return [compare(corpus, text, full_matches(index, exact_query(text), len(corpus.docs))) for text in texts]


# -- figures -----------------------------------------------------------------------------------------------------


def _quality(outcomes: dict[str, list[Outcome]], exact: list[Comparison]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for words, names in (("known items", tuple(_KNOWN_ITEM)), ("title, summary, keywords", _CORE)):
        if some := [outcome for name in names for outcome in outcomes.get(name, ())]:
            figures |= {f"{words}, recall@10": recall(some), f"{words}, MRR@10": mean_reciprocal_rank(some)}
    for name, words in (("one", "one character"), ("two", "two characters")):
        if name in outcomes:
            figures[f"{words}, P@10"] = mean_precision(outcomes[name])
    if _TYPOS in outcomes:
        figures["typos helped"] = helped(outcomes[_TYPOS])
    if _TRADITIONAL in outcomes:
        pairs = [(measure(outcomes[_SIMPLIFIED]), measure(outcomes[_TRADITIONAL])) for measure in _KNOWN_ITEM_MEASURES]
        figures["lost by traditional characters"] = max(simplified - changed for simplified, changed in pairs)
    figures["exact, recall"], figures["exact, precision"] = recall_and_precision(exact)
    return figures


def _times(outcomes: dict[str, list[Outcome]]) -> list[float]:
    """CPU seconds of the queries that have no mistake: suggestions are looked for only when little is found."""
    return [outcome.cost.cpu for name, some in outcomes.items() if name != _TYPOS for outcome in some]


def _class_figures(name: str, outcomes: list[Outcome]) -> dict[str, float]:
    figures = {"queries": float(len(outcomes)), "failed": float(sum(bool(outcome.trouble) for outcome in outcomes))}
    if name in _SHORT:
        figures["P@10"] = mean_precision(outcomes)
    else:
        figures |= {"recall@10": recall(outcomes), "MRR@10": mean_reciprocal_rank(outcomes)}
    if name == _TYPOS:
        figures["helped"] = helped(outcomes)
    for unit, times in zip(("ms", "CPU ms"), zip(*(outcome.cost for outcome in outcomes), strict=True), strict=True):
        figures |= {f"median {unit}": 1000 * median(times), f"p95 {unit}": 1000 * _p95(times)}
    return figures


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


# -- saying it ---------------------------------------------------------------------------------------------------

_COLUMNS = (
    "queries",
    "failed",
    "recall@10",
    "MRR@10",
    "P@10",
    "helped",
    "median ms",
    "p95 ms",
    "median CPU ms",
    "p95 CPU ms",
)


def _print_classes(report: Report) -> None:
    print(f"{report.notes:,} notes, seed {report.seed}\n")
    print(f"{'':16}" + "".join(f"{column.replace('median', 'med.'):>12}" for column in _COLUMNS))
    for name, figures in report.classes.items():
        print(f"{name:16}" + "".join(_cell(column, figures.get(column)) for column in _COLUMNS))
    print()


def _cell(column: str, value: float | None) -> str:
    if value is None:
        return f"{'':12}"
    return f"{value:12.3f}" if "@" in column or column == "helped" else f"{value:12.0f}"


def _print_figures(report: Report) -> int:
    """Say what was reached beside what should be; exit code 1 where a target is missed."""
    is_large = report.notes >= _ENOUGH_NOTES
    missed = 0
    for name, value in report.figures.items():
        least, most = _AT_LEAST.get(name, float("-inf")), _AT_MOST.get(name, float("inf"))
        is_reached = least <= value <= most
        limit = f"at least {least:.2f}" if name in _AT_LEAST else f"at most {most:.2f}" if name in _AT_MOST else ""
        missed += not is_reached
        print(
            f"{name:35}{value:10.3f}  {limit:16}{'ok' if is_reached else 'missed'}"
            if limit
            else f"{name:35}{value:10.3f}"
        )
    if not is_large:
        print(f"fewer than {_ENOUGH_NOTES:,} notes: the targets are not judged")
    return int(missed > 0 and is_large)


def _miss(name: str, outcome: Outcome) -> str:
    """Why the query failed; empty if it did not."""
    if outcome.trouble:
        reason = outcome.trouble
    elif name in _SHORT:
        reason = f"P@10 {outcome.precision:.2f}" if outcome.precision < 1 else ""
    elif name == _TYPOS:
        reason = "" if outcome.is_helped else f"suggested: {outcome.suggestion or 'nothing'}"
    else:
        reason = "" if outcome.rank else "not on the first page"
    return f"{outcome.query.text}\t{reason}\t{outcome.query.origin}" if reason else ""


def _difference(item: Comparison) -> str:
    """What is wrong with the notes that were found; empty if nothing is."""
    lost, wrong = sorted(item.expected - item.found), sorted(item.found - item.expected)
    if not lost and not wrong:
        return ""
    return f"{item.text!r}\tlost {len(lost)} of {len(item.expected)}, {len(wrong)} wrong\t{[*lost, *wrong][0]}"
