"""Two texts to a unified diff that `git apply` takes. Linear: no line is compared with many others."""

import re
from collections.abc import Iterator, Sequence

from vault_tools.differences import Stretch, stretches

_CONTEXT = 3
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # what git takes for a line: a CR is part of it
_QUOTED = re.compile(r'["\\\x00-\x1f\x7f\ud800-\udfff]')
_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def unified(path: str, before: str, after: str) -> str:
    """Return the difference between two texts of the file at `path` as git shows it; empty where there is none."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    hunks = [_hunk(hunk, old, new) for hunk in _hunks(list(stretches(old, new)))]
    if not hunks:
        return ""
    return f"--- {_name('a/' + path)}\n+++ {_name('b/' + path)}\n" + "".join(hunks)


def _name(path: str) -> str:
    """Return a path as git writes it in the head of a diff."""
    if _QUOTED.search(path):
        return f'"{_QUOTED.sub(_escaped, path)}"'
    return f"{path}\t" if " " in path else path


def _escaped(char: re.Match[str]) -> str:
    return _ESCAPES.get(char[0]) or "".join(f"\\{byte:03o}" for byte in char[0].encode("utf-8", "surrogateescape"))


# -- hunks -----------------------------------------------------------------------------------------------------


def _hunks(changes: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """Yield changes that are so near one another that they share their context."""
    hunk: list[Stretch] = []
    for change in changes:
        if hunk and change.start - hunk[-1].end > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk(changes: Sequence[Stretch], old: Sequence[str], new: Sequence[str]) -> str:
    first, last = changes[0], changes[-1]
    above = min(_CONTEXT, first.start)
    below = min(_CONTEXT, len(old) - last.end)
    start, new_start = first.start - above, first.new_start - above
    lines = []
    position = start
    for change in changes:
        lines += [f" {line}" for line in old[position : change.start]]
        lines += [f"-{line}" for line in old[change.start : change.end]]
        lines += [f"+{line}" for line in new[change.new_start : change.new_end]]
        position = change.end
    lines += [f" {line}" for line in old[position : last.end + below]]
    ended = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    head = f"@@ -{_range(start, last.end + below)} +{_range(new_start, last.new_end + below)} @@\n"
    return head + "".join(ended)


def _range(start: int, end: int) -> str:
    """Return a range of lines as diffs give it: the first from 1, or the one before where it is empty, and how many."""
    count = end - start
    return f"{start + 1 if count else start}" if count == 1 else f"{start + 1 if count else start},{count}"
