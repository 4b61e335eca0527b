"""What a change does to files: added, changed, deleted, renamed. Which those are, git says."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from vault_tools.findings import Event
from vault_tools.trees import Tree


class Change(NamedTuple):
    """What becomes of the file at `path`: it is called `now` where it is renamed, else `now` is empty.

    Paths are relative to the vault. `similarity`, of a renamed file, is how much of it is the same, in percent. What
    was moved into the vault's folder has been added, what was moved out of it deleted. `is_link` says of a changed one
    that it is, or was, a symbolic link.
    """

    event: Event
    path: str
    now: str = ""
    similarity: int = 0
    is_link: bool = False

    @property
    def new_path(self) -> str:
        """The path after the change; empty where the file is deleted."""
        return "" if self.event is Event.DELETED else self.now or self.path

    @property
    def old_path(self) -> str:
        """The path before the change; empty where the file is added."""
        return "" if self.event is Event.ADDED else self.path


class Start(NamedTuple):
    """What a change starts from: the tree before it, and what has changed since.

    `changes` is given the files that the vault has after it, and those of them whose contents matter.
    """

    tree: Tree
    changes: Callable[[Sequence[str], Collection[str]], Sequence[Change]]
