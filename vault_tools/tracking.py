"""Which files that links lead to git does not know: in every other copy of the vault they are missing."""

from collections.abc import Callable, Collection
from functools import cached_property

from msgspec import Struct

from vault_tools.model import Link
from vault_tools.resolve import Names, Resolution, follow


class Untracked(Struct, frozen=True):
    """Files that lie in a vault's folder, and that git does not have; `ignored` are those that `.gitignore` names."""

    files: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()


class Tracking:
    """What git has of a vault, and what lies in its folder besides.

    `files` are all link targets of the vault. `look` finds what git does not have of its folder; it is called once,
    when somebody asks. If the vault `is_in_git`, its files are those of the index or a commit; otherwise they are those
    of the disk, untracked ones among them.
    """

    def __init__(
        self, files: Collection[str] = (), look: Callable[[], Untracked] = Untracked, *, is_in_git: bool = False
    ) -> None:
        self.is_in_git = is_in_git
        self._files = files
        self._look = look

    @cached_property
    def untracked(self) -> Untracked:
        """What lies in the vault's folder without git having it."""
        return self._look()

    def only_target(self, link: Link, resolution: Resolution, source: str) -> str | None:
        """Return the untracked file that a link in the note at `source` leads to, if without it it led nowhere.

        `resolution` is what the link comes to in the vault.
        """
        if not self.is_in_git:
            is_untracked = resolution.path in self.untracked.files
            return resolution.path if is_untracked and follow(link, source, self._tracked).path is None else None
        return follow(link, source, self._beside).path if resolution.path is None else None

    def forgotten(self, files: Collection[str]) -> frozenset[str]:
        """Return those of the `files`, which git once had, that it does not have now although they lie there still."""
        return frozenset() if self.is_in_git else self.untracked.files.intersection(files)

    @cached_property
    def _tracked(self) -> Names:
        untracked = self.untracked.files
        return Names(path for path in self._files if path not in untracked)

    @cached_property
    def _beside(self) -> Names:
        return Names(self.untracked.files)
