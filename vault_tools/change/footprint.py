"""How far a change reaches: the files about which rules may say something else than before."""

from collections.abc import Iterator, Sequence

from vault_tools.changes import Change
from vault_tools.model import Note
from vault_tools.resolve import fold
from vault_tools.vault import Vault


class Footprint:
    """The reach of a change from the vault `before` to the vault `after`: rather too far than not far enough.

    What rules say of one note depends on the note, on what its links lead to, and on what leads to it. A link leads
    to a file by the last part of its path, or to nothing but an alias: where neither is that of a file in the change,
    all is as it was.
    """

    def __init__(self, before: Vault, after: Vault, changes: Sequence[Change]) -> None:
        self.after = after
        self.paths = frozenset(change.new_path for change in changes) - {""}
        sides = [
            (vault, [path for path in paths if path])
            for vault, paths in (
                (before, [change.old_path for change in changes]),
                (after, [change.new_path for change in changes]),
            )
        ]
        self._names = frozenset(fold(_last(path)) for _, paths in sides for path in paths)
        self._aliases = frozenset(alias for vault, paths in sides for alias in _aliases(vault, paths))
        self._linked = frozenset(path for vault, paths in sides for path in _linked(vault, paths))
        self._known: dict[str, bool] = {}

    def touches(self, path: str) -> bool:
        """Whether something else than before may be found in the file that is at `path` after the change."""
        if path in self.paths or path in self._linked or self._is_rival(path):
            return True
        note = self.after.note(path) if path in self.after.checked_paths else None
        if note is None:
            return path not in self.after.checked_paths
        # A suppression may have nothing to suppress any more, whatever the reason.
        return bool(note.directives) or any(self._leads_there(link.target) for link in note.links)

    def _is_rival(self, path: str) -> bool:
        """Whether a link may name a file in the change as well as the one at `path`."""
        name = fold(_last(path))
        return any(other in self._names for other in (name, f"{name}.md", name.removesuffix(".md")))

    def _leads_there(self, target: str) -> bool:
        known = self._known.get(target)
        if known is None:
            name = _last(target)
            names = fold(name), fold(f"{name}.md")  # as `resolve` looks them up
            known = self._known[target] = not self._names.isdisjoint(names) or target.lower() in self._aliases
        return known


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _aliases(vault: Vault, paths: Sequence[str]) -> Iterator[str]:
    """Yield the aliases of the notes at `paths`, which no link leads to but rules know."""
    for path in paths:
        if note := _note(vault, path):
            yield from (alias.lower() for alias in vault.note_aliases(note))


def _linked(vault: Vault, paths: Sequence[str]) -> Iterator[str]:
    """Yield the files that the notes at `paths` link to."""
    for path in paths:
        if note := _note(vault, path):
            for _, resolution in vault.resolved(note):
                if resolution.path is not None:
                    yield resolution.path


def _note(vault: Vault, path: str) -> Note | None:
    return vault.note(path) if path in vault.checked_paths else None
