"""Notes that were moved since the baseline was written: their findings are known under the new path, too.

A note has moved if its path is gone, and git says so; or another path that the baseline does not know has the same
content; or the same file name, where no other note has that name. In doubt it has not: what is new must not pass for
known.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from vault_tools.baseline.entries import Baseline, content_hash

_Groups = dict[str, list[str]]


def find_moves(
    baseline: Baseline,
    files: Iterable[str],
    notes: Sequence[str],
    text: Callable[[str], str],
    renamed: Callable[[], Mapping[str, str]] = dict,
) -> dict[str, str]:
    """Return the new paths of notes in the baseline that were moved, by the old ones. Each new path occurs once.

    `files` are all in the vault, `notes` those of them that are checked; `text` reads a note, `renamed` has
    the new paths of files that git takes for renamed, by the old ones.
    """
    gone = sorted(baseline.paths.difference(files))
    if not gone:
        return {}
    new = [path for path in notes if path not in baseline.paths]
    moves = _told(gone, new, renamed())
    gone, new = _left(gone, new, moves)
    moves |= _same_content(gone, new, baseline, text)
    return moves | dict(_same_name(*_left(gone, new, moves), notes))


def _told(gone: Sequence[str], new: Sequence[str], renamed: Mapping[str, str]) -> dict[str, str]:
    possible = frozenset(new)
    return {path: renamed[path] for path in gone if renamed.get(path) in possible}


def _left(gone: Sequence[str], new: Sequence[str], moves: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the paths on either side that are not paired yet."""
    taken = set(moves.values())
    return [path for path in gone if path not in moves], [path for path in new if path not in taken]


def _same_content(
    gone: Sequence[str], new: Sequence[str], baseline: Baseline, text: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Pair paths of the same content: those that kept their file name, then what is left on either side."""
    old = _grouped(gone, lambda path: baseline.contents.get(path, ""))
    if not old:
        return
    found = _grouped(new, lambda path: content_hash(text(path)))
    for content in sorted(old.keys() & found.keys()):
        by_name, names = _grouped(old[content], _name), _grouped(found[content], _name)
        pairs = [pair for name in by_name for pair in _as_many(by_name[name], names.get(name, []))]
        yield from pairs
        paired = {path for pair in pairs for path in pair}
        yield from _as_many(*([path for path in side if path not in paired] for side in (old[content], found[content])))


def _as_many(old: list[str], new: list[str]) -> Iterable[tuple[str, str]]:
    """Pair what is equal, unless there are more on one side: a copy is no move."""
    return zip(old, new, strict=True) if len(old) == len(new) else ()


def _same_name(gone: Sequence[str], new: Sequence[str], notes: Sequence[str]) -> Iterator[tuple[str, str]]:
    candidates = {_name(path): path for path in new}
    here, there = Counter(map(_name, gone)), Counter(map(_name, notes))
    for path in gone:
        name = _name(path)
        if name in candidates and here[name] == there[name] == 1:
            yield path, candidates[name]


def _grouped(paths: Iterable[str], key: Callable[[str], str]) -> _Groups:
    groups: _Groups = defaultdict(list)
    for path in paths:
        if found := key(path):
            groups[found].append(path)
    return groups


def _name(path: str) -> str:
    return path.rpartition("/")[2]
