"""Which files that links lead to git does not have: in every other copy of the vault they are missing."""

from collections.abc import Callable, Collection
from functools import cached_property

from vault_tools.model import Link
from vault_tools.resolve import Names, Resolution, follow

_NOTHING: frozenset[str] = frozenset()


class Tracking:
    """What git has of a vault, and what lies in its folder besides.

    `files` are all link targets of the vault. `find_untracked` finds what git does not have of its folder, or None,
    `find_ignored` those of these files that `.gitignore` names; both are called once, when somebody asks. If the vault
    `is_in_git`, its files are those of the index or a commit; otherwise they are those of the disk, untracked ones
    among them.
    """

    def __init__(
        self,
        files: Collection[str] = (),
        find_untracked: Callable[[], frozenset[str] | None] = lambda: _NOTHING,
        find_ignored: Callable[[frozenset[str]], frozenset[str]] = lambda untracked: _NOTHING,
        *,
        is_in_git: bool = False,
    ) -> None:
        self.is_in_git = is_in_git
        self.is_sure = True
        self._files = files
        self._find_untracked = find_untracked
        self._find_ignored = find_ignored

    def give_untracked(self, untracked: frozenset[str]) -> None:
        """Take the files that git does not have from somebody who knows them."""
        self._find_untracked = lambda: untracked

    @cached_property
    def untracked(self) -> frozenset[str]:
        """The files in the vault's folder that git does not have; where it cannot be asked none, and it is not sure."""
        untracked = self._find_untracked()
        self.is_sure = untracked is not None
        return untracked or _NOTHING

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Those of the untracked files that git does not have because it is told to ignore them."""
        return self._find_ignored(self.untracked)

    def only_target(self, link: Link, resolution: Resolution, source: str) -> str | None:
        """Return the untracked file that a link in the note at `source` leads to, if without it it led nowhere.

        `resolution` is what the link comes to in the vault.
        """
        if not self.is_in_git:
            is_untracked = resolution.path in self.untracked
            return resolution.path if is_untracked and follow(link, source, self._tracked).path is None else None
        return follow(link, source, self._beside).path if resolution.path is None else None

    @cached_property
    def _tracked(self) -> Names:
        return Names(path for path in self._files if path not in self.untracked)

    @cached_property
    def _beside(self) -> Names:
        return Names(self.untracked)
