"""Two texts to a unified diff that `git apply` takes. Linear: no line is compared with many others."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_CONTEXT = 3
_MAX_COMPARED = 400  # lines between two that are certain, on either side, that are compared with one another
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # what git takes for a line: a CR is part of it
_QUOTED = re.compile(r'["\\\x00-\x1f\x7f\ud800-\udfff]')
_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


class _Change(NamedTuple):
    """Lines `start` to `end` of the old text become lines `new_start` to `new_end` of the new one."""

    start: int
    end: int
    new_start: int
    new_end: int


def unified(path: str, before: str, after: str) -> str:
    """Return the difference between two texts of the file at `path` as git shows it; empty where there is none."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    hunks = [_hunk(hunk, old, new) for hunk in _hunks(list(_changes(old, new)))]
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


# -- what has changed ------------------------------------------------------------------------------------------


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[_Change]:
    """Yield the changed stretches between lines that are certain to be the same: those that occur once in each text."""
    start = new_start = 0
    for place, new_place in [*_anchors(old, new), (len(old), len(new))]:
        yield from _between(old, new, _Change(start, place, new_start, new_place))
        start, new_start = place + 1, new_place + 1


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of lines that occur once in either text, as many as have the same order in both."""
    counts, new_counts = Counter(old), Counter(new)
    new_places = {line: place for place, line in enumerate(new) if new_counts[line] == 1}
    pairs = [(place, new_places[line]) for place, line in enumerate(old) if counts[line] == 1 and line in new_places]
    return _longest_increasing(pairs)


def _longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    tails: list[int] = []
    tail_indexes: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(tails, place)
        before.append(tail_indexes[length - 1] if length else -1)
        tails[length : length + 1] = [place]
        tail_indexes[length : length + 1] = [index]
    found = []
    index = tail_indexes[-1] if tail_indexes else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _between(old: Sequence[str], new: Sequence[str], gap: _Change) -> Iterator[_Change]:
    """Yield what has changed in a stretch; where it is long, all of it but its beginning and end."""
    start, end, new_start, new_end = gap
    while start < end and new_start < new_end and old[start] == new[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    if start == end and new_start == new_end:
        return
    if max(end - start, new_end - new_start) > _MAX_COMPARED:
        yield _Change(start, end, new_start, new_end)
        return
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, old[start:end], new[new_start:new_end], autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag != "equal":
            yield _Change(start + first, start + last, new_start + new_first, new_start + new_last)


# -- hunks -----------------------------------------------------------------------------------------------------


def _hunks(changes: Sequence[_Change]) -> Iterator[list[_Change]]:
    """Yield changes that are so near one another that they share their context."""
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.start - hunk[-1].end > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk(changes: Sequence[_Change], old: Sequence[str], new: Sequence[str]) -> str:
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
