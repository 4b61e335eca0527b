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


def refusal(root: str, path: str, staged: str) -> str:
    """Return why a fix of what was staged, a text, cannot be made on the disk, too; empty where it can."""
    return UNSTAGED if _content(root, path, staged.encode("utf-8")) is None else ""


def _adapted(root: str, changes: Sequence[Change]) -> Iterator[Change | None]:
    for change in changes:
        content = _content(root, change.path, change.before)
        if content is None:
            yield None
        else:
            yield Change(change.path, content, change.after if content == change.before else _crlf(change.after))


def _content(root: str, path: str, staged: bytes) -> bytes | None:
    """Return the contents of a file on the disk, which are those that were staged; None where they are others."""
    try:
        content = read_regular(os.path.realpath(os.path.join(root, path)), MAX_BYTES)
    except OSError:
        return None
    return content if content == staged or (b"\r" not in staged and content == _crlf(staged)) else None


def _crlf(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")
