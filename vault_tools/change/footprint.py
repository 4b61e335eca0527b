"""How far a change reaches: the files about which rules may say something else than before."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from vault_tools.card import Card, name_of
from vault_tools.changes import Change
from vault_tools.findings import Event

Cards = Callable[[str], Card | None]
"""Gives the card of the file at a path; None for a file that is not checked."""


class Footprint:
    """The reach of a change, from the notes `before` to those `after`: rather too far than not far enough.

    What rules say of one note depends on the note, on what its links lead to, and on what leads to it. A link leads
    to a file by the last part of its path, or to nothing but an alias: where neither is that of a file that comes or
    goes, it leads where it led. What stands in that file matters only to links to a part of it.
    """

    def __init__(self, before: Cards, after: Cards, changes: Sequence[Change]) -> None:
        self.after = after
        old = [change.old_path for change in changes if change.old_path]
        new = [change.new_path for change in changes if change.new_path]
        cards = [card for card in (*map(before, old), *map(after, new)) if card]
        self.paths = frozenset(new)
        moved = {name for change in changes if change.event is not Event.CHANGED for name in _all_names(change)}
        self._changed = frozenset(name for change in changes for name in _all_names(change))
        self._moved = frozenset(moved | {name_of(alias) for alias in _aliases_that_move(before, old, after, new)})
        linked = {name for card in cards for name in (*card.targets, *card.parts)}
        self._rivals = self._moved | linked
        self._known: dict[str, bool] = {}

    def touches(self, path: str) -> bool:
        """Whether something else than before may be found in the file that is at `path` after the change."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._may_touch(path)
        return known

    def _may_touch(self, path: str) -> bool:
        name, other = _names(path)
        if path in self.paths or name in self._rivals or other in self._rivals:
            return True
        card = self.after(path)
        # A symbolic link may lead nowhere any more, a suppression have nothing to suppress, whatever the reason.
        if card is None or not card.is_plain:
            return True
        leads_as_before = self._moved.isdisjoint(card.targets) and self._changed.isdisjoint(card.parts)
        return not (leads_as_before and self._moved.isdisjoint(card.parts))


def _all_names(change: Change) -> Iterator[str]:
    yield from _names(change.path)
    if change.now:
        yield from _names(change.now)


def _names(path: str) -> tuple[str, str]:
    """Return the names by which links may lead to a file: a link to `x.md` may mean `x.md.md`."""
    name = name_of(path)
    return name, name.removesuffix(".md")


def _aliases_that_move(before: Cards, old: Iterable[str], after: Cards, new: Iterable[str]) -> Iterator[str]:
    """Yield the aliases that a note has got or lost, which no link leads to but rules know."""
    was, now = _aliases(before, old), _aliases(after, new)
    yield from (alias for _, alias in was ^ now)


def _aliases(cards: Cards, paths: Iterable[str]) -> set[tuple[str, str]]:
    return {(path, alias.lower()) for path in paths if (card := cards(path)) for alias in card.aliases}
