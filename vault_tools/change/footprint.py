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
        self._names = frozenset(name for vault, paths in sides for name in _names(vault, paths))
        self._linked = frozenset(path for vault, paths in sides for path in _linked(vault, paths))
        self._known: dict[str, bool] = {}

    def touches(self, path: str) -> bool:
        """Whether something else than before may be found in the file that is at `path` after the change."""
        if path in self.paths or path in self._linked or _last(path) in self._names:
            return True
        note = self.after.note(path) if path in self._notes else None
        if note is None:
            return path not in self._notes
        # A suppression may have nothing to suppress any more, whatever the reason.
        return bool(note.directives) or any(self._leads_there(link.target) for link in note.links)

    @property
    def _notes(self) -> frozenset[str]:
        return self.after.checked_paths

    def _leads_there(self, target: str) -> bool:
        known = self._known.get(target)
        if known is None:
            known = self._known[target] = _last(target) in self._names
        return known


def _last(path: str) -> str:
    """Return what a link would name a file by: the last part of its path, folded, without `.md`."""
    return fold(path.rpartition("/")[2]).removesuffix(".md")


def _names(vault: Vault, paths: Sequence[str]) -> Iterator[str]:
    """Yield what links can name files by, and aliases, which no link leads to but rules know."""
    for path in paths:
        yield _last(path)
        if note := _note(vault, path):
            for alias in vault.note_aliases(note):
                yield _last(alias)


def _linked(vault: Vault, paths: Sequence[str]) -> Iterator[str]:
    """Yield the files that the notes at `paths` link to."""
    for path in paths:
        if note := _note(vault, path):
            for _, resolution in vault.resolved(note):
                if resolution.path is not None:
                    yield resolution.path


def _note(vault: Vault, path: str) -> Note | None:
    return vault.note(path) if path in vault.checked_paths else None
