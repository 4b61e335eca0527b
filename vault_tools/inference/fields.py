"""What the properties of alike notes have in common, as fields of a house rule."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from vault_tools.inference.toml import inline, is_writable, key
from vault_tools.messages import text
from vault_tools.model import Note
from vault_tools.properties import has_properties, is_placeholder
from vault_tools.spelling import closest
from vault_tools.survey.names import share_called_alike
from vault_tools.survey.properties import PropertyUse, property_uses
from vault_tools.vault import Vault

REQUIRED = 0.98
"""The share of notes from which on what they have is taken for a rule: the others are its first findings."""
LIKELY = 0.80
"""The share from which on it is mentioned."""
_ONE_TYPE = 0.95
_LEAST_VALUES = 10
_LEAST_SHARE = 0.05  # of the notes: what fewer have is not worth a line
_LEAST_CHOSEN = 20  # notes with values that look like choices from a list
_MAX_CHOICES = 12
_MAX_CHOICE_LENGTH = 40
_TYPES = ("checkbox", "integer", "number", "date", "datetime", "url", "list")
_OBSIDIANS_OWN = frozenset(("tags", "tag", "aliases", "alias", "cssclasses", "cssclass"))
_MAX_FIELDS = 12


class Field(NamedTuple):
    """A property of alike notes: how many have it, and what its options could be."""

    name: str
    filled: int
    options: Mapping[str, Any]


class Schema(NamedTuple):
    """The properties of alike notes of which something can be said, the most frequent first.

    `total` is how many notes could have any.
    """

    fields: list[Field]
    total: int

    @property
    def required(self) -> frozenset[str]:
        """The names of those that nearly all notes have."""
        return frozenset(field.name for field in self.fields if "required" in field.options)

    def lines(self, lang: str) -> list[str]:
        """Return the fields as lines of TOML; none where nothing is certain."""
        return [self._line(field, lang) for field in self.fields] if any(one.options for one in self.fields) else []

    def _line(self, field: Field, lang: str) -> str:
        name, filled, options = field
        missing = {"count": f"{self.total - filled:,}"}
        is_likely = "required" not in options and filled >= LIKELY * self.total
        comment = f"  # {text(lang, 'init.field.missing', missing)}" if is_likely else ""
        return f"{'' if options else '# '}fields.{key(name)} = {inline(options or {'required': True})}{comment}"

    def beyond(self, other: "Schema") -> "Schema":
        """Return what is required here and not in `other`."""
        new = [field for field in self.fields if field.name in self.required - other.required]
        return Schema([Field(field.name, field.filled, {"required": True}) for field in new], self.total)


def schema(notes: Sequence[Note], vault: Vault) -> Schema:
    """Return what can be said of the properties of notes."""
    readable = [note for note in notes if has_properties(note)]
    found = [_field(name, uses, readable, vault) for name, uses in _named(readable, vault).items()]
    kept = [field for field in found if field.options or field.filled >= LIKELY * len(readable)]
    return Schema(sorted(kept, key=lambda field: (-field.filled, field.name))[:_MAX_FIELDS], len(readable))


def _named(notes: Sequence[Note], vault: Vault) -> dict[str, list[PropertyUse]]:
    """Return the uses of each property in all its spellings, by the name under which a rule finds them all."""
    uses: dict[str, list[PropertyUse]] = {}
    for use in property_uses(notes):
        if is_writable(use.name):
            uses.setdefault(vault.canonical(use.name), []).append(use)
    return {name if name in vault.known_spellings else same[0].name: same for name, same in uses.items()}


def _field(name: str, uses: Sequence[PropertyUse], notes: Sequence[Note], vault: Vault) -> Field:
    total = len(notes)
    kinds = sum((use.kinds for use in uses), Counter[str]())
    filled = min(kinds.total() - kinds["empty"], total)
    options: dict[str, Any] = {}
    if filled and filled >= REQUIRED * total:
        options["required"] = True
    if name.lower() not in _OBSIDIANS_OWN and filled >= max(_LEAST_VALUES, _LEAST_SHARE * total):
        kind = _type(kinds, filled)
        if kind and name.lower() not in vault.property_types:  # else `wrong-property-type` says it
            options["type"] = kind
        values = sum((use.values for use in uses), Counter[str]())
        if not kind and filled >= _LEAST_CHOSEN and (choices := _choices(values)):
            options["enum"] = choices
        if 2 * len(values) > filled and share_called_alike(notes, name, vault) >= REQUIRED:
            options |= {"equals": "filename", "compare": "normalized"}
    return Field(name, filled, options)


def _type(kinds: Counter[str], filled: int) -> str:
    """Return the type of nearly all values, as long as it says more than that they are texts."""
    counts = kinds + Counter(number=kinds["integer"] if kinds["number"] else 0)
    return next((kind for kind in _TYPES if counts[kind] >= _ONE_TYPE * filled), "")


def _choices(values: Counter[str]) -> list[str]:
    """Return the values that a property can have, if these are few; not those that look like others misspelt."""
    frequent = [value for value, count in values.items() if count > 1]
    if not 1 < len(frequent) <= _MAX_CHOICES or len(values) > _MAX_CHOICES:
        return []
    chosen = sorted([*frequent, *_sound(values, frequent)])
    is_free = 5 * len(chosen) > values.total() or any(map(_is_no_choice, values))
    return [] if is_free else chosen


def _sound(values: Counter[str], frequent: Sequence[str]) -> Iterator[str]:
    return (value for value, count in values.items() if count == 1 and not closest(value, frequent))


def _is_no_choice(value: str) -> bool:
    is_elsewhere = "[[" in value or "://" in value
    is_number = not any(char.isalpha() for char in value)
    return (
        is_elsewhere or is_number or is_placeholder(value) or not is_writable(value) or len(value) > _MAX_CHOICE_LENGTH
    )
