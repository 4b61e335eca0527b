"""How far a change reaches: the files about which rules may say something else than before."""

from collections.abc import Iterable, Iterator, Sequence

from vault_tools.changes import Change
from vault_tools.findings import Event
from vault_tools.model import Link, Note
from vault_tools.resolve import fold
from vault_tools.vault import Vault


class Footprint:
    """The reach of a change from the vault `before` to the vault `after`: rather too far than not far enough.

    What rules say of one note depends on the note, on what its links lead to, and on what leads to it. A link leads
    to a file by the last part of its path, or to nothing but an alias: where neither is that of a file that comes or
    goes, it leads where it led. What stands in that file matters only to links to a part of it.
    """

    def __init__(self, before: Vault, after: Vault, changes: Sequence[Change]) -> None:
        self.after = after
        old = [change.old_path for change in changes if change.old_path]
        new = [change.new_path for change in changes if change.new_path]
        self.paths = frozenset(new)
        self._moved = frozenset(
            name for change in changes if change.event is not Event.CHANGED for name in _names(change)
        )
        self._changed = frozenset(name for change in changes for name in _names(change))
        self._aliases = frozenset(_aliases(before, old)) ^ frozenset(_aliases(after, new))
        self._linked = frozenset((*_linked(before, old), *_linked(after, new)))
        self._known: dict[tuple[str, bool], bool] = {}

    def touches(self, path: str) -> bool:
        """Whether something else than before may be found in the file that is at `path` after the change."""
        if path in self.paths or path in self._linked or self._is_rival(path):
            return True
        note = self.after.note(path) if path in self.after.checked_paths else None
        if note is None:
            return path not in self.after.checked_paths
        # A symbolic link may lead nowhere any more, a suppression have nothing to suppress, whatever the reason.
        return not note.is_read or bool(note.directives) or any(map(self._leads_there, note.links))

    def _is_rival(self, path: str) -> bool:
        """Whether a link may name a file that comes or goes as well as the one at `path`."""
        name = fold(_last(path))
        return not self._moved.isdisjoint((name, f"{name}.md", name.removesuffix(".md")))

    def _leads_there(self, link: Link) -> bool:
        key = link.target, link.subpath is None
        known = self._known.get(key)
        if known is None:
            name = _last(link.target)
            names = self._moved if link.subpath is None else self._changed
            known = not names.isdisjoint((fold(name), fold(f"{name}.md")))  # as `resolve` looks them up
            known = self._known[key] = known or link.target.lower() in self._aliases
        return known


def _paths(change: Change) -> tuple[str, str]:
    return change.old_path, change.new_path


def _names(change: Change) -> Iterator[str]:
    return (fold(_last(path)) for path in _paths(change) if path)


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _aliases(vault: Vault, paths: Iterable[str]) -> Iterator[str]:
    """Yield the aliases of the notes at `paths`, which no link leads to but rules know."""
    for note in _notes(vault, paths):
        yield from (alias.lower() for alias in vault.note_aliases(note))


def _linked(vault: Vault, paths: Iterable[str]) -> Iterator[str]:
    """Yield the files that the notes at `paths` link to."""
    for note in _notes(vault, paths):
        yield from (found.resolution.path for found in vault.resolved(note) if found.resolution.path is not None)


def _notes(vault: Vault, paths: Iterable[str]) -> Iterator[Note]:
    known = (vault.note(path) for path in paths if path in vault.checked_paths)
    return (note for note in known if note)
