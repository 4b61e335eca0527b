"""Fixes of what git's index holds, as changes of the files on the disk: those that are what was staged."""

import os
from collections.abc import Iterator, Sequence

from vault_tools.files import read_regular
from vault_tools.fixing.passes import Change
from vault_tools.parse.source import MAX_BYTES

UNSTAGED = "unstaged"
"""Why a file is left alone, as the end of a message's key: it has changes that were not staged."""


def on_disk(root: str, transactions: Sequence[Sequence[Change]]) -> tuple[list[tuple[Change, ...]], dict[str, str]]:
    """Return transactions for the files of the vault at `root`, and which cannot be made, with the reasons.

    A file counts as what was staged if it is, but for its line ends: git may keep others than the work tree has.
    """
    possible: list[tuple[Change, ...]] = []
    refused: dict[str, str] = {}
    for changes in transactions:
        adapted = list(_adapted(root, changes))
        reasons = {change.path: UNSTAGED for change, found in zip(changes, adapted, strict=True) if found is None}
        if reasons:
            refused |= {change.path: "together" for change in changes} | reasons
        else:
            possible.append(tuple(found for found in adapted if found))
    return possible, refused


def _adapted(root: str, changes: Sequence[Change]) -> Iterator[Change | None]:
    for change in changes:
        try:
            content = read_regular(os.path.realpath(os.path.join(root, change.path)), MAX_BYTES)
        except OSError:
            yield None
            continue
        if content == change.before:
            yield change
        elif b"\r" not in change.before and content == _crlf(change.before):
            yield Change(change.path, content, _crlf(change.after))
        else:
            yield None


def _crlf(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")
