"""Which properties notes have, how often, and what stands in them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vault_tools.model import Note, Property, Value
from vault_tools.properties import TYPES, entries, is_empty, shown
from vault_tools.survey import folder

_PRECISE = ("checkbox", "integer", "number", "date", "datetime", "url", "text", "list")
KINDS = (*_PRECISE, "mapping", "empty")
"""What a value can be, as `kind_of` says it: the first of the types that it fits."""

_INCLUDED = {"text": ("url", "date", "datetime"), "number": ("integer",), "datetime": ("date",)}
"""Kinds that are no oddity among others."""


class PropertyUse(NamedTuple):
    """One spelling of a property's name: the numbers of the notes that have it, and what it says there.

    `kinds` and `folders` (at the top) count notes, `values` the entries of lists, too.
    """

    name: str
    notes: list[int]
    kinds: Counter[str]
    values: Counter[str]
    folders: Counter[str]

    @property
    def filled(self) -> int:
        """In how many notes it says something."""
        return len(self.notes) - self.kinds["empty"]

    @property
    def main_kind(self) -> str:
        """What its values mostly are; `empty` where it never says anything."""
        return max((kind for kind in self.kinds if kind != "empty"), key=self._rank, default="empty")

    def _rank(self, kind: str) -> tuple[int, int]:
        return self.kinds[kind], -KINDS.index(kind)


def kind_of(value: Value) -> str:
    """Return what a value is, as exactly as can be said: one of KINDS."""
    if is_empty(value):
        return "empty"
    return next((kind for kind in _PRECISE if TYPES[kind](value)), "mapping" if isinstance(value, dict) else "list")


def written_values(prop: Property) -> Iterator[str]:
    """Yield what a property says as texts: each entry of a list, nothing of what is empty."""
    for value, _ in entries(prop):
        if not is_empty(value):
            yield value if isinstance(value, str) else shown(value)


def property_uses(notes: Sequence[Note]) -> list[PropertyUse]:
    """Return the properties of notes, each spelling by itself, the most frequent first."""
    uses: dict[str, PropertyUse] = {}
    for number, note in enumerate(notes):
        for prop in note.properties:
            use = uses.get(prop.key)
            if use is None:
                use = uses[prop.key] = PropertyUse(prop.key, [], Counter(), Counter(), Counter())
            use.notes.append(number)
            use.kinds[kind_of(prop.value)] += 1
            use.values.update(written_values(prop))
            use.folders[folder(note.path)] += 1
    return sorted(uses.values(), key=lambda use: (-len(use.notes), use.name))


def merged(uses: Sequence[PropertyUse], name: str) -> PropertyUse | None:
    """Return what is known of a property in all cases of its name, which are one for Obsidian; None where none has it.

    It has the most frequent spelling.
    """
    same = [use for use in uses if use.name.lower() == name.lower()]
    if not same:
        return None
    notes = sorted({number for use in same for number in use.notes})
    counted = (sum(counts, Counter[str]()) for counts in zip(*(use[2:] for use in same), strict=True))
    kinds, values, folders = counted
    return PropertyUse(same[0].name, notes, kinds, values, folders)


def odd_properties(notes: Sequence[Note], use: PropertyUse) -> Iterator[tuple[Note, Property, str]]:
    """Yield where a property's value is of another kind than mostly: the note, the property, the kind."""
    usual = {use.main_kind, "empty", *_INCLUDED.get(use.main_kind, ())}
    for number in use.notes:
        for prop in notes[number].properties:
            if prop.key.lower() == use.name.lower() and (kind := kind_of(prop.value)) not in usual:
                yield notes[number], prop, kind


def most_frequent(counts: Counter[str], limit: int | None = None) -> list[tuple[str, int]]:
    """Return what is counted most, equal numbers in the order of names: the same wherever it is run."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
