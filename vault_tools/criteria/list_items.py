"""What is wrong with the text of a list item."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from vault_tools.criteria.constraints import Constraints
from vault_tools.messages import Words
from vault_tools.model import Span
from vault_tools.patterns import Found, Pattern, compile_pattern


class ItemObjection(NamedTuple):
    """An option that an item violates, what its message names, its message where that is not the option's own, and
    where in the item's text the part stands that is to blame: None where it is all of it.
    """

    option: str
    words: Mapping[str, Words]
    message: str = ""
    place: tuple[int, int] | None = None

    def span_in(self, item: Span) -> Span:
        """Return where the part to blame stands, given the whole item: its text begins where it does."""
        return Span(item.start + self.place[0], item.start + self.place[1]) if self.place else item


def objections_to_text(
    text: str, pattern: Pattern | None, groups: Mapping[str, Constraints], forbidden: str | None
) -> Iterator[ItemObjection]:
    """Yield what is wrong with an item's text: it must match `pattern`, and `groups` say what that finds may be."""
    found = pattern.find(text) if pattern and groups else None
    if found:
        yield from _about_groups(text, found, groups)
    elif pattern and not pattern.search(text):
        yield ItemObjection("item-pattern", {"limit": pattern.text})
    if forbidden and (bad := compile_pattern(forbidden).find(text)):
        words = {**bad.groups, "match": text[bad.start : bad.end]}
        yield ItemObjection("forbid-item-pattern", words, place=(bad.start, bad.end))


def _about_groups(text: str, found: Found, groups: Mapping[str, Constraints]) -> Iterator[ItemObjection]:
    for name, wanted in groups.items():
        held = found.groups[name]
        for violation in wanted.violations(held) if held else ():
            words = {**violation.values, "group": name}
            yield ItemObjection(f"{name}.{violation.option}", words, violation.message, _place(text, held))


def _place(text: str, held: str) -> tuple[int, int] | None:
    """Return where the text of a group stands; None where an item's text has that more than once."""
    start = text.find(held)
    return (start, start + len(held)) if text.count(held) == 1 else None
