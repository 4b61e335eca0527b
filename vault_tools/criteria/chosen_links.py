"""Which links a rule is about."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Kind = Literal["wikilink", "embed", "markdown", "image", "reference", "autolink", "bare", "property"]

SECTION_LEVEL = 2


@dataclass(frozen=True)
class ChosenLinks:
    """Which links a rule is about. Options of kinds inherit these."""

    kinds: tuple[Kind, ...] = field(
        default=("wikilink", "embed", "markdown", "image", "reference", "autolink", "property"),
        metadata={"doc": "the links that the rule is about", "single": True},
    )
    sections: tuple[str, ...] = field(
        default=(), metadata={"doc": "titles of sections: only links in these", "single": True}
    )
    level: int = field(
        default=SECTION_LEVEL, metadata={"doc": "the level of the headings of sections", "least": 1, "most": 6}
    )

    @cached_property
    def link_kinds(self) -> frozenset[str]:
        """The kinds, for quick lookup; members of LinkKind are equal to their names."""
        return frozenset(self.kinds)

    @cached_property
    def titles(self) -> frozenset[str]:
        """The titles of the sections, for quick lookup."""
        return frozenset(self.sections)

    @cached_property
    def harmless(self) -> set[str]:
        """Links that are known to be right wherever they stand: the same are written over and over."""
        return set()
