"""The files that git has in its index or in a commit: mode, hash and path of each."""

import os
import re
from collections.abc import Sequence
from typing import NamedTuple

from vault_tools.git.repository import Repository

EMPTY_TREES = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
"""What git calls a tree without files, by the length of its hashes. It need not be kept anywhere to be known."""
_EMPTY_FILES = frozenset(
    ("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813")
)
_IMPOSSIBLE = frozenset(("", ".", "..", ".git"))
_SUSPICIOUS = re.compile(rb"[\t/](?:\.{0,2}|\.git)[/\0]", re.IGNORECASE)
_MAX_PATHS = 200  # as arguments


class Row(NamedTuple):
    """A file as git lists it. `mode` has six octal digits; `stage` is not zero for the sides of a merge conflict.

    `id` is the hash of its contents in hexadecimal digits, for a submodule (mode 160000) that of a commit.
    """

    mode: str
    id: str
    stage: str
    path: str


def index_rows(repository: Repository, paths: Sequence[str] = ()) -> list[Row]:
    """Return what is in the index at `paths` and below them, everywhere if there are none.

    What was only announced (`git add --intent-to-add`) is not in the index: it has a place there, and no contents.
    """
    rows = _rows(repository.git("ls-files", "-s", "-z", "--", *paths))
    empty = [row for row in rows if row.id in _EMPTY_FILES]
    if not empty or not _may_announce(repository):
        return rows
    announced = {row.path for row in empty} - _with_contents(repository, [row.path for row in empty], len(rows[0].id))
    return [row for row in rows if row.path not in announced]


def commit_rows(repository: Repository, commit: str, paths: Sequence[str] = ()) -> list[Row]:
    """Return the files of a commit at `paths` and below them, all if there are none."""
    return _rows(repository.git("ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths))


def _rows(listed: bytes) -> list[Row]:
    """Return the rows of `ls-files -s` (mode, hash, stage) or `ls-tree` (mode, kind, hash), less impossible paths."""
    rows = []
    for line in os.fsdecode(listed).split("\0")[:-1]:
        facts, path = line.split("\t", 1)
        mode, second, third = facts.split(" ")
        rows.append(Row(mode, second, third, path) if len(third) == 1 else Row(mode, third, "0", path))
    if _SUSPICIOUS.search(listed) is None:
        return rows
    # Git makes no such entries, but somebody else's trees may have them, absolute paths among them.
    return [row for row in rows if _IMPOSSIBLE.isdisjoint(row.path.lower().split("/"))]


def _may_announce(repository: Repository) -> bool:
    """Whether the index can have entries without contents: not in its second version, which is the usual one."""
    try:
        with open(repository.index_file, "rb") as file:
            version = file.read(8)[4:]
        is_split = any(name.startswith("sharedindex.") for name in os.listdir(repository.git_dir))
    except OSError:
        return True
    return version != b"\0\0\0\2" or is_split


def _with_contents(repository: Repository, paths: list[str], digits: int) -> set[str]:
    """Return those of `paths` that have contents in the index: those that differ from nothing."""
    options = ("--cached", "--raw", "-z", "--no-renames", "--ita-invisible-in-index")
    some = paths if len(paths) <= _MAX_PATHS else []
    listed = repository.git("diff-index", *options, EMPTY_TREES[digits], "--", *some)
    return set(os.fsdecode(listed).split("\0")[1::2])
