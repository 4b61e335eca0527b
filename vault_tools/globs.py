"""Patterns in the syntax of `.gitignore`, matched exactly as git matches them (gitignore(5), and `wildmatch` in git).

They run on RE2, so that no pattern takes more than linear time. Paths are relative, with `/` and without one at the
end. No library is used here, because those that exist also match what lies below a match; for a walk, which decides at
each folder, that leaves out notes which git keeps.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from itertools import groupby
from typing import NamedTuple

from vault_tools.patterns import Pattern, PatternError, compile_pattern

_TOKEN = re.compile(
    r"(?P<folders>(?<![^/])\*{2,}/)|(?P<inside>(?<![^/])\*{2,}\Z)|(?P<star>\*+)|(?P<any>\?)|(?P<list>\[)"
    r"|\\(?P<escaped>.)|(?P<text>[^*?\[\\]+)",
    re.DOTALL,
)
_WILDCARDS = {"folders": "(?:.*/)?", "inside": ".+", "star": "[^/]*", "any": "[^/]"}
_LISTED = re.compile(r"\[:([a-z]+):\]|\\?(.)(?:-(?!\])\\?(.))?", re.DOTALL)
_SPECIAL = frozenset("*?[\\")
_MAX_WILDCARDS = 50  # of one pattern: each costs time at every character of every path
_UNION = 1_000  # patterns in one expression
_MAX_PLAIN = 1_000  # characters of a name that is compared as it is
_MAX_COMPARED = 50  # beginnings or ends that a path is compared with, one after another


class _Glob(NamedTuple):
    """A pattern: does it exclude, or with `!` include; only folders, or anything; the regular expression it means.

    `literal` is the path that it names if there are no wildcards in it, but perhaps `/**` at its end (`is_folder`).
    If it names something wherever that is, `ending` is how the path ends with a slash before it: `/name`, or `.pyc` of
    `*.pyc`.
    """

    is_negated: bool
    is_for_folders: bool
    expression: str
    literal: str = ""
    is_folder: bool = False
    ending: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it has no wildcards, and RE2 would say the same: it is not long, nor holds half a character."""
        text = self.literal or self.ending
        return 0 < len(text) <= _MAX_PLAIN and (text.isascii() or text.encode("utf-8", "replace").decode() == text)


class Globs:
    """A list of patterns, of which the last that matches decides. Lines that are no pattern count for nothing."""

    def __init__(self, lines: Iterable[str]) -> None:
        globs = filter(None, map(_translated, lines))
        runs = groupby(globs, key=lambda glob: glob.is_negated)
        self._runs = [_Run(is_negated, list(run)) for is_negated, run in runs][::-1]

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """Whether this very file or folder is matched (True), matched by a `!` (False), or not named at all (None)."""
        for run in self._runs:
            if (run.folders if is_folder else run.files).matches(path):
                return not run.is_negated
        return None

    def covers(self, path: str) -> bool:
        """Whether the file at `path`, or a folder that it lies in, is matched."""
        for is_covered, names, folders, others in self._below:
            if path in names or path.startswith(folders) or (others and others.matches(path)):
                return is_covered
        return False

    @cached_property
    def singled_out(self) -> frozenset[str] | None:
        """Files of which `covers` may say something else than of all others in their folder; None: of any."""
        if any(others for _, _, _, others in self._below):
            return None
        return frozenset().union(*[names for _, names, _, _ in self._below])

    @cached_property
    def _below(self) -> "list[tuple[bool, frozenset[str], tuple[str, ...], _Union | None]]":
        """What each run matches, as `covers` needs it: it is asked about every note."""
        return [(not run.is_negated, run.names, run.tops, run.others) for run in self._runs]


class PathFilter:
    """Says of a file whether one of the patterns `wanted` (None: all do) covers it, and none of those `unwanted`."""

    def __init__(self, wanted: Sequence[str] | None, unwanted: Sequence[str] = ()) -> None:
        self._wanted = None if wanted is None else Globs(wanted)
        self._unwanted = Globs(unwanted) if unwanted else None

    def __call__(self, path: str) -> bool:
        """Whether the file at `path` is meant."""
        if self._wanted is not None and not self._wanted.covers(path):
            return False
        return self._unwanted is None or not self._unwanted.covers(path)

    @cached_property
    def singled_out(self) -> frozenset[str] | None:
        """Files of which it may say something else than of all others in their folder; None: of any."""
        found = [globs.singled_out for globs in (self._wanted, self._unwanted) if globs]
        known = [paths for paths in found if paths is not None]
        return frozenset().union(*known) if len(known) == len(found) else None


class _Run:
    """Neighbouring patterns that all exclude, or all include: their order does not matter."""

    def __init__(self, is_negated: bool, globs: list[_Glob]) -> None:
        self.is_negated = is_negated
        self._globs = globs

    @cached_property
    def files(self) -> "_Names":
        return _Names([glob for glob in self._globs if not glob.is_for_folders])

    @cached_property
    def folders(self) -> "_Names":
        return _Names(self._globs)

    # For files and what lies below folders. Most patterns just name one, and need no regular expression.

    @property
    def names(self) -> frozenset[str]:
        """Paths that are matched."""
        wholes = (glob for glob in self._globs if not (glob.is_for_folders or glob.is_folder))
        return frozenset(glob.literal for glob in wholes) - {""}

    @property
    def tops(self) -> tuple[str, ...]:
        """Folders, with `/` at the end, in which everything is matched."""
        return tuple(f"{glob.literal}/" for glob in self._globs if glob.literal)

    @property
    def others(self) -> "_Union | None":
        """What any other patterns match."""
        globs = [glob for glob in self._globs if not glob.literal]
        endings = [glob.expression + ("/.*" if glob.is_for_folders else "(?:/.*)?") for glob in globs]
        return _Union(endings) if endings else None


class _Names:
    """Patterns of which one must match all of a path. Those without wildcards are compared: most are, and RE2 takes
    as long to import as to ask it about a thousand paths.
    """

    def __init__(self, globs: Sequence[_Glob]) -> None:
        plain = [glob for glob in globs if glob.is_plain]
        self._paths = {glob.literal for glob in plain if glob.literal and not glob.is_folder}
        self._names = {glob.ending[1:] for glob in plain if glob.ending.startswith("/")}
        tops = {f"{glob.literal}/" for glob in plain if glob.is_folder}
        endings = {glob.ending for glob in plain if not glob.ending.startswith("/")} - {""}
        self._tops = tuple(tops) if len(tops) <= _MAX_COMPARED else ()
        self._endings = tuple(endings) if len(endings) <= _MAX_COMPARED else ()
        others = [glob.expression for glob in globs if not self._is_compared(glob)]
        self._others = _Union(others) if others else None

    def _is_compared(self, glob: _Glob) -> bool:
        if glob.is_plain and glob.is_folder:
            return f"{glob.literal}/" in self._tops
        return glob.is_plain and (bool(glob.literal) or glob.ending.startswith("/") or glob.ending in self._endings)

    def matches(self, path: str) -> bool:
        return (
            path.rpartition("/")[2] in self._names
            or path in self._paths
            or path.endswith(self._endings)
            or path.startswith(self._tops)
            or (self._others is not None and self._others.matches(path))
        )


class _Union:
    """Regular expressions of which one must match all of a path."""

    def __init__(self, expressions: Sequence[str]) -> None:
        self._patterns = list(_compiled(list(dict.fromkeys(expressions)), _UNION))

    def matches(self, path: str) -> bool:
        encoded = path.encode("utf-8", "replace")
        return any(pattern.is_in(encoded) for pattern in self._patterns)


def _compiled(expressions: list[str], size: int) -> Iterable[Pattern]:
    """Compile expressions, as many together as RE2 takes. What is too large for it by itself matches nothing."""
    for start in range(0, len(expressions), size):
        part = expressions[start : start + size]
        try:
            yield compile_pattern(rf"(?s)\A(?:{'|'.join(part)})\z")
        except PatternError:
            if size > 1:
                yield from _compiled(part, size // 10 or 1)


def is_glob(line: str) -> bool:
    """Whether a line is a pattern that can match anything."""
    glob = _translated(line)
    return glob is not None and (glob.is_plain or bool(list(_compiled([glob.expression], 1))))


def _translated(line: str) -> _Glob | None:
    """Return what a line means; None for a comment, a blank line and what can match nothing."""
    line = line.removesuffix("\r")
    if line.startswith("#"):
        return None
    stripped = line.rstrip(" ")
    if len(stripped) < len(line) and (len(stripped) - len(stripped.rstrip("\\"))) % 2:
        stripped += " "  # the first of them is escaped
    is_negated = stripped.startswith("!")
    pattern = stripped[is_negated:]
    is_for_folders = pattern.endswith("/")
    pattern = pattern.removesuffix("/")
    is_anchored = "/" in pattern
    expression = _expression(pattern.removeprefix("/"))
    if not expression:
        return None
    if not is_anchored:
        return _Glob(is_negated, is_for_folders, f"(?:.*/)?{expression}", ending=_ending(pattern))
    named = pattern.removeprefix("/")
    literal = named.removesuffix("/**")
    if set(literal) & _SPECIAL or (is_for_folders and literal != named):
        return _Glob(is_negated, is_for_folders, expression)
    return _Glob(is_negated, is_for_folders, expression, literal, is_folder=literal != named)


def _ending(pattern: str) -> str:
    """Return how a path ends, with a slash before it, that a pattern without slashes names; empty if none will do."""
    ending = pattern[1:] if pattern.startswith("*") else f"/{pattern}"
    return "" if set(ending) & _SPECIAL else ending


def _expression(pattern: str) -> str:
    """Return a pattern as a regular expression; empty where it can match nothing, or has wildcards beyond measure."""
    expression, position, wildcards = "", 0, 0
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        if token is None:  # a backslash at the end
            return ""
        kind, position = token.lastgroup or "", token.end()
        wildcards += kind not in ("escaped", "text")
        if wildcards > _MAX_WILDCARDS:
            return ""
        if kind == "list":
            listed, position = _listed(pattern, position)
            if not listed:
                return ""
            expression += listed
        else:
            expression += _WILDCARDS.get(kind) or re.escape(token[kind])
    return expression


def _listed(pattern: str, position: int) -> tuple[str, int]:
    """Translate `[…]`, whose inside begins at `position`; empty where it is never closed or lists nothing."""
    is_negated = pattern[position : position + 1] in ("!", "^")
    position += is_negated
    listed, first = "", position
    while position == first or not pattern.startswith("]", position):
        item = _LISTED.match(pattern, position)
        if item is None:
            return "", position
        position = item.end()
        if item[1]:
            characters = _characters(item[1])
            if not characters:
                return "", position
            listed += "".join(re.escape(char) for char in characters if char != "/")
        else:
            listed += _range(item[2], item[3] or item[2])
    position += 1
    if is_negated:
        return f"[^/{listed}]", position
    return (f"[{listed}]" if listed else ""), position


@cache
def _characters(name: str) -> str:
    """Return the characters of a class: `digit` of `[:digit:]`; empty where there is no such class."""
    import string  # a slow import, and few patterns name a class

    classes = {
        "alnum": string.ascii_letters + string.digits, "alpha": string.ascii_letters, "blank": " \t",
        "digit": string.digits, "graph": string.ascii_letters + string.digits + string.punctuation,
        "lower": string.ascii_lowercase, "print": string.printable[:95], "punct": string.punctuation,
        "space": string.whitespace, "upper": string.ascii_uppercase, "xdigit": string.hexdigits,
    }  # fmt: skip
    return classes.get(name, "")


def _range(low: str, high: str) -> str:
    """Return a range inside brackets, without the slash, which no pattern matches.

    Where a range is written backwards, its first character still counts: so it is in git.
    """
    if low <= "/" <= high:
        return (_range(low, ".") if low < "/" else "") + (_range("0", high) if high > "/" else "")
    return re.escape(low) + (f"-{re.escape(high)}" if low < high else "")
