"""`vault properties`: list the properties of a vault, or the values of one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import click

from vault_tools.cli import completing
from vault_tools.cli.listing import FORMATS
from vault_tools.cli.session import Session, reading_options
from vault_tools.cli.table import table
from vault_tools.errors import VaultError
from vault_tools.model import Note
from vault_tools.positions import Lines
from vault_tools.properties import shown
from vault_tools.report.gate import terminal
from vault_tools.report.machine import Json, dumps
from vault_tools.spelling import shortened, suggesting
from vault_tools.survey import surveyed
from vault_tools.survey.drift import Drift, find_drift
from vault_tools.survey.properties import PropertyUse, merged, most_frequent, odd_properties, property_uses
from vault_tools.vault import Vault

_LIMIT = 50
_SHOWN = 3  # values in the table
_SAMPLES = 10  # values in JSON
_MAX_LISTED = 1_000  # values and places of one property in JSON
_MAX_CHARACTERS = 300  # of a name or a value in JSON


class _Odd(NamedTuple):
    """Where a value is of another kind than elsewhere, and what it is, as a message shows it."""

    path: str
    line: int
    kind: str
    value: str


@click.command("properties")
@click.argument("name", required=False, shell_complete=completing.properties)
@click.option(
    "-n", "--limit", type=click.IntRange(1), default=_LIMIT, show_default=True, help="How many lines to show of each."
)
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@reading_options
@click.pass_obj
def command(session: Session, name: str | None, limit: int, output_format: str) -> int:
    """List the properties of a vault: how many notes have each, what kind of values, which most often.

    Below it, names that look like others (`官网` like `官方网站`). With NAME, in any case: its values with their
    counts, the folders, and the notes where its value is of another kind than elsewhere. Notes among Obsidian's
    "Excluded files" are not counted.
    """
    vault, _ = session.open()
    notes = surveyed(vault)
    uses = property_uses(notes)
    if name is None:
        drift = find_drift(uses)
        lines = _all_as_json(len(notes), uses, drift) if output_format == "json" else _all(session, uses, drift, limit)
    else:
        use = _named(uses, name)
        most = _MAX_LISTED if output_format == "json" else limit
        odd = list(islice(_odd_places(vault, notes, use), most + 1))
        lines = _one_as_json(use, odd) if output_format == "json" else _one(session, use, odd, limit)
    for line in lines:
        session.output.line(line)
    return 0


def _named(uses: Sequence[PropertyUse], name: str) -> PropertyUse:
    use = merged(uses, name)
    if use is None:
        key, suggestion = suggesting("properties.unknown", name, (use.name for use in uses))
        raise VaultError(key, name=name, suggestion=suggestion)
    return use


def _odd_places(vault: Vault, notes: Sequence[Note], use: PropertyUse) -> Iterator[_Odd]:
    for note, prop, kind in odd_properties(notes, use):
        line = Lines(vault.read(note.path)).position(prop.key_span.start)[0]
        yield _Odd(note.path, line, kind, shown(prop.value))


# -- for people ------------------------------------------------------------------------------------------------


def _all(session: Session, uses: Sequence[PropertyUse], drift: Sequence[Drift], limit: int) -> Iterator[str]:
    if not uses:
        yield session.text("properties.none")
        return
    heads = [session.text(f"properties.{name}") for name in ("name", "notes", "types", "values")]
    rows = [(use.name, f"{len(use.notes):,}", _kinds(session, use), _samples(session, use)) for use in uses[:limit]]
    yield from table([heads, *rows], right={1})
    yield from _more(session, len(uses) - limit)
    if drift:
        yield ""
        for rare, usual, _, reasons in drift[:limit]:
            why = tuple(session.text(f"properties.drift.{reason}") for reason in reasons)
            counts = {"rare_notes": f"{len(rare.notes):,}", "usual_notes": f"{len(usual.notes):,}"}
            names = {"rare": shortened(rare.name), "usual": shortened(usual.name)}
            yield session.text("properties.drift", **names, **counts, reasons=why)
        yield from _more(session, len(drift) - limit)


def _one(session: Session, use: PropertyUse, odd: Sequence[_Odd], limit: int) -> Iterator[str]:
    yield session.text("properties.one", name=shortened(use.name), notes=f"{len(use.notes):,}")
    parts = (("values", use.values), ("folders", use.folders))
    for title, counts in (("types", _translated(session, use.kinds)), *parts):
        if counts:
            yield ""
            yield session.text(f"properties.{title}")
            listed = most_frequent(counts, limit)
            root = session.text("report.root-folder")
            yield from table([(f"{count:>7,}", shortened(text, 160) or root) for text, count in listed], right={0})
            yield from _more(session, len(counts) - limit)
    if odd:
        yield ""
        yield session.text("properties.odd")
        for place in odd[:limit]:
            kind = session.text(f"properties.type.{place.kind}")
            yield terminal(f"{place.path}:{place.line}  {kind}  {place.value}")
        yield from _more(session, len(odd) - limit)


def _more(session: Session, count: int) -> Iterator[str]:
    if count > 0:
        yield session.text("properties.more")


def _translated(session: Session, kinds: Counter[str]) -> Counter[str]:
    return Counter({session.text(f"properties.type.{kind}"): count for kind, count in kinds.items()})


def _kinds(session: Session, use: PropertyUse) -> str:
    """Return the kinds of a property's values, with numbers where there are several."""
    listed = most_frequent(_translated(session, use.kinds))
    return listed[0][0] if len(listed) == 1 else ", ".join(f"{kind} {count:,}" for kind, count in listed)


def _samples(session: Session, use: PropertyUse) -> str:
    """Return how many different values there are, and those that stand in several notes, or all where they are few."""
    samples = [f"{shortened(value, 24)} ({count:,})" for value, count in most_frequent(use.values, _SHOWN) if count > 1]
    if not samples:
        shown = _SHOWN if len(use.values) <= _SHOWN else 1
        samples = [shortened(value, 24) for value, _ in most_frequent(use.values, shown)]
    distinct = len(use.values)
    if distinct <= len(samples):
        return ", ".join(samples)
    return session.text("properties.distinct", count=f"{distinct:,}", samples=", ".join(samples))


# -- for programs ----------------------------------------------------------------------------------------------


def _all_as_json(notes: int, uses: Sequence[PropertyUse], drift: Sequence[Drift]) -> Iterator[str]:
    listed: list[Json] = [_use_as_json(use, _SAMPLES) for use in uses]
    yield dumps({"notes": notes, "properties": listed, "drift": [_drift_as_json(found) for found in drift]})


def _use_as_json(use: PropertyUse, most: int) -> dict[str, Json]:
    values: list[Json] = [
        {"value": value[:_MAX_CHARACTERS], "count": count} for value, count in most_frequent(use.values, most)
    ]
    return {
        "name": use.name[:_MAX_CHARACTERS],
        "notes": len(use.notes),
        "types": dict(most_frequent(use.kinds)),
        "distinct": len(use.values),
        "values": values,
        "folders": dict(most_frequent(use.folders, _MAX_LISTED)),
    }


def _drift_as_json(found: Drift) -> dict[str, Json]:
    return {
        "name": found.rare.name,
        "notes": len(found.rare.notes),
        "usual": found.usual.name,
        "usual_notes": len(found.usual.notes),
        "score": found.score,
        "reasons": list(found.reasons),
    }


def _one_as_json(use: PropertyUse, odd: Sequence[_Odd]) -> Iterator[str]:
    places: list[Json] = [
        {"path": place.path, "line": place.line, "type": place.kind, "value": place.value}
        for place in odd[:_MAX_LISTED]
    ]
    yield dumps({**_use_as_json(use, _MAX_LISTED), "odd": places})
