"""What one property of a note may be: the options of a field, and where a value does not keep to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from vault_tools.criteria.constraints import Constraints, Mistake, without
from vault_tools.dates import resolve_day
from vault_tools.messages import Words
from vault_tools.model import Value
from vault_tools.properties import Choice, TypeName, fits, is_date, named

Naming = Literal["filename", "title", "folder"]
"""What a value can be held equal to: the note's file name without suffix, its title, the name of its folder."""


@dataclass(frozen=True)
class Field(Constraints):
    """What one property may be."""

    required: bool = field(default=False, metadata={"doc": "whether the property must be there and not empty"})
    forbidden: bool = field(default=False, metadata={"doc": "whether the property may not be there"})
    default: Choice | None = field(
        default=None,
        metadata={
            "doc": "what a fix writes where the property is required and missing; `{filename}` stands for the note's "
            "file name without suffix, `{folder}` for the name of its folder"
        },
    )
    type: TypeName | None = field(default=None, metadata={"doc": "the type of its value"})
    min: str | int | float | None = field(
        default=None, metadata={"doc": "the least number or the first day", "format": "limit"}
    )
    max: str | int | float | None = field(
        default=None, metadata={"doc": "the greatest number or the last day", "format": "limit"}
    )
    equals: Naming | None = field(
        default=None, metadata={"doc": "what it must be the same as: the note's file name, its title or its folder"}
    )
    compare: Literal["exact", "normalized"] = field(
        default="exact",
        metadata={
            "doc": "how it is compared for `equals`: `normalized` is without case, width, spaces and what a file name "
            "cannot hold"
        },
    )
    unique: bool = field(default=False, metadata={"doc": "whether no two of the notes may have the same value"})
    instead_of: tuple[str, ...] = field(
        default=(), metadata={"doc": "names that may not be used for this property", "single": True}
    )

    @cached_property
    def others(self) -> frozenset[str]:
        """The names in `instead-of`, in lower case."""
        return frozenset(name.lower() for name in self.instead_of)

    def problems(self) -> Iterator[Mistake]:
        """Yield what is wrong with the options taken together."""
        yield from super().problems()
        if self.required and self.forbidden:
            yield ("forbidden",), "config.contradiction", {"name": "required", "other": "forbidden"}
        if self.default is not None and not self.required:
            yield without("default", "required")
        if self.compare != "exact" and self.equals is None:
            yield without("compare", "equals")
        if self.default is not None and not self._takes_default():
            yield ("default",), "config.default", named(self.default)

    def _takes_default(self) -> bool:
        """Whether the default is what the field may be; what stands for a name may be anything."""
        if isinstance(self.default, str) and ("{filename}" in self.default or "{folder}" in self.default):
            return True
        is_fit = self.type is None or fits(self.default, self.type)
        return is_fit and next(self.violations(self.default), None) is None

    @cached_property
    def limits_values(self) -> bool:
        """Whether anything but the type is asked of a value, or of each of several."""
        return self.says_anything or self.equals is not None or (self.min, self.max) != (None, None)

    @property
    def is_optional(self) -> bool:
        """Whether some note should have it, but none must."""
        return not (self.required or self.forbidden)


def implied_type(value: Value, wanted: Field) -> str:
    """Return the type that a value must be of to be compared with `min` and `max`; empty where they say nothing."""
    limit = wanted.max if wanted.min is None else wanted.min
    if limit is None:
        return ""
    if not isinstance(limit, str):
        return "number"
    return "datetime" if isinstance(value, str) and "T" in value else "date"


def violations(value: Value, wanted: Field, today: str) -> Iterator[tuple[str, dict[str, Words]]]:
    """Yield the options that a value violates, each with what its message names: `limit`, and more for some."""
    for violation in wanted.violations(value) if wanted.says_anything else ():
        yield violation.option, violation.values
    if wanted.min is not None and _compare(value, wanted.min, today) < 0:
        yield "earliest" if isinstance(wanted.min, str) else "min", {"limit": _limit_shown(wanted.min, today)}
    if wanted.max is not None and _compare(value, wanted.max, today) > 0:
        yield "latest" if isinstance(wanted.max, str) else "max", {"limit": _limit_shown(wanted.max, today)}


def _compare(value: Value, limit: str | int | float, today: str) -> int:
    """Return -1, 0 or 1 as the value lies before, at or behind the limit; 0 where they cannot be compared."""
    if isinstance(limit, str):
        day = resolve_day(limit, today)
        if not isinstance(value, str) or not is_date(value[:10]):
            return 0
        return (value[:10] > day) - (value[:10] < day)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return (value > limit) - (value < limit)


def _limit_shown(limit: str | int | float, today: str) -> str:
    return resolve_day(limit, today) if isinstance(limit, str) else str(limit)
