"""How notes that were found are printed: for people, and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from vault_tools.report.cells import crop_end
from vault_tools.report.gate import terminal
from vault_tools.report.machine import VERSION, Json, dumps
from vault_tools.report.style import Style

if TYPE_CHECKING:
    from vault_tools.search.results import Hit, Results

FORMATS = ("text", "json", "jsonl")

_MATCH, _TITLE, _FAINT = "33;1", "1", "2"
_INDENT = " " * 5
_MAX_FACETS = 15
_MAX_CELLS = 200  # of a terminal, for a title or a value

Facets = Mapping[str, Sequence[tuple[str, int]]]
"""For each property, its values with their numbers."""


def as_text(found: "Results", facets: Facets, style: Style, *, explains: bool = False) -> str:
    """Render a page of results and the counts of property values."""
    lines: list[str] = []
    is_partial = False
    for rank, hit in enumerate(found.hits, found.offset + 1):
        if hit.is_partial and not is_partial:
            is_partial = True
            key = "search.partial" if rank > 1 else "search.partial.only"
            lines.append(style.paint(style.text(key), _FAINT))
        lines += _hit(rank, hit, style, explains=explains)
    if found.hits and not is_partial:
        lines.append(_counted(found, style))
    for name, counts in facets.items():
        lines += ["", *_facet(name, counts, style)]
    return "".join(f"{line}\n" for line in lines)


def _hit(rank: int, hit: "Hit", style: Style, *, explains: bool) -> Iterator[str]:
    yield f"{rank:>3}. " + style.paint(_short(hit.title), _TITLE)
    yield _INDENT + style.paint(terminal(f"{style.place(hit.path)}:{hit.line}"), _FAINT)
    if hit.snippet:
        before, behind = ("…" if is_cut else "" for is_cut in hit.is_cut)
        yield f"{_INDENT}{before}{_snippet(hit, style)}{behind}"
    if explains:
        parts = (("score", hit.score), *hit.parts)
        explained = "  ".join(f"{style.text(f'search.score.{name}')} {value:.2f}" for name, value in parts)
        yield _INDENT + style.paint(explained, _FAINT)


def _snippet(hit: "Hit", style: Style) -> str:
    if not style.colour:  # in one go: two colons that are harmless apart are a command to a CI runner together
        return terminal(hit.snippet)
    pieces, end = [], 0
    for start, stop in hit.highlights:
        pieces.append(terminal(hit.snippet[end:start]))
        pieces.append(style.paint(terminal(hit.snippet[start:stop]), _MATCH))
        end = stop
    return "".join((*pieces, terminal(hit.snippet[end:])))


def _short(text: str) -> str:
    """Return a title or a value, which may be as long as a note, as a line holds it."""
    return crop_end(terminal(text), _MAX_CELLS)


def _counted(found: "Results", style: Style) -> str:
    total, is_all = found.counted
    first, last = found.offset + 1, found.offset + len(found.hits)
    if is_all and last - first + 1 == total:
        return style.counted("search.all", total)
    key = "search.shown" if is_all else "search.shown.more"
    return style.text(key, first=f"{first:,}", last=f"{last:,}", total=f"{total:,}")


def _facet(name: str, counts: Sequence[tuple[str, int]], style: Style) -> Iterator[str]:
    yield style.paint(terminal(name), _TITLE)
    for value, count in counts[:_MAX_FACETS]:
        yield f"{count:>7,}  {_short(value)}"
    if len(counts) > _MAX_FACETS:
        yield " " * 9 + style.text("search.facets.more", count=f"{len(counts) - _MAX_FACETS:,}")


def as_json(root: str, query: str, found: "Results", facets: Facets) -> str:
    """Render the results as one JSON object; its shape is in the README."""
    content: dict[str, Json] = {
        "version": VERSION,
        "root": root,
        "query": query,
        "total": found.total,
        "hits": _hits(found),
        "suggestions": list(found.suggestions),
        "facets": {
            name: [{"value": value, "count": count} for value, count in counts] for name, counts in facets.items()
        },
    }
    return dumps(content) + "\n"


def as_jsonl(found: "Results") -> str:
    """Render the notes, one JSON object a line."""
    return "".join(dumps(hit, indent=None) + "\n" for hit in _hits(found))


def _hits(found: "Results") -> list[dict[str, Json]]:
    return [
        {
            "rank": rank,
            "path": hit.path,
            "title": hit.title,
            "line": hit.line,
            "score": hit.score,
            "snippet": hit.snippet,
            "highlights": [list(span) for span in hit.highlights],
            "is_partial": hit.is_partial,
        }
        for rank, hit in enumerate(found.hits, found.offset + 1)
    ]
