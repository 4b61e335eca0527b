"""What a text must hold for a regular expression to match in it: a quick question before a slow one."""

import re
from functools import lru_cache

_REPEAT = re.compile(r"\*|\+|\?|\{([0-9]+)(?:,[0-9]*)?\}")
_GROUP = re.compile(r"\((?:\?(?:P?<[A-Za-z_][A-Za-z0-9_]*>|[msU]*(?:-[msU]+)?(:|\))))?")
_CLASS = re.compile(
    r"\[\^?\]?(?:\[:\^?[a-z]+:\]|\\p\{\^?[A-Za-z_]+\}|\\[^a-zA-Z0-9]|\\[dDsSwWbntrfv]|\\[pP][A-Z]|[^\]\\\[])*\]"
)
_ESCAPE = re.compile(r"\\(?:([!-/:-@\[-`{-~])|[AzbBdDsSwWntrfv]|[pP](?:[A-Z]|\{\^?[A-Za-z_]+\}))")
_MAX_DEPTH = 50

_Literals = tuple[str, ...]
"""Texts of which at least one must be there; none where nothing is known."""


class _UnknownError(Exception):
    """Something in the pattern that is not understood here."""


@lru_cache(1_000)
def required_literals(pattern: str) -> tuple[str, ...]:
    """Return texts of which at least one stands in whatever `pattern` matches; none where that cannot be told.

    They hold no white space: where parts of a text are blanked, they stand in the text as it was.
    """
    try:
        reader = _Reader(pattern)
        found = reader.alternatives(0)
        return found if reader.position == len(pattern) else ()
    except _UnknownError:
        return ()


@lru_cache(1_000)
def longest_word(text: str) -> str:
    """Return the longest part of a text without white space."""
    return max(text.split(), key=len, default="")


class _Reader:
    """Reads a pattern that RE2 takes. What is not understood makes nothing known, never something wrong."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0

    def alternatives(self, depth: int) -> _Literals:
        """Read branches up to the end of the group: what each of them needs."""
        if depth > _MAX_DEPTH:
            raise _UnknownError
        branches = [self._sequence(depth)]
        while self.pattern.startswith("|", self.position):
            self.position += 1
            branches.append(self._sequence(depth))
        return tuple(dict.fromkeys(text for branch in branches for text in branch)) if all(branches) else ()

    def _sequence(self, depth: int) -> _Literals:
        """Read one branch, and return the most telling of what its elements need."""
        best: _Literals = ()
        run = ""
        while self.position < len(self.pattern) and self.pattern[self.position] not in "|)":
            char, needed = self._element(depth)
            least, is_repeated = self._repeats()
            if char and not is_repeated:
                run += char
                continue
            best = _better(best, _words(run))
            run = ""
            if least:
                best = _better(best, _words(char) if char else needed)
        return _better(best, _words(run))

    def _element(self, depth: int) -> tuple[str, _Literals]:
        """Read one element: the character that it stands for, or what it needs."""
        char = self.pattern[self.position]
        if char == "(":
            return "", self._group(depth)
        if char in "\\[":
            match = self._take(_ESCAPE if char == "\\" else _CLASS)
            return (match[1] or "") if char == "\\" else "", ()
        if char in "*+?{":
            raise _UnknownError
        self.position += 1
        return ("", ()) if char in ".^$" else (char, ())

    def _group(self, depth: int) -> _Literals:
        opening = self._take(_GROUP)
        if opening[1] == ")":  # `(?m)`: flags for what follows
            return ()
        found = self.alternatives(depth + 1)
        if not self.pattern.startswith(")", self.position):
            raise _UnknownError
        self.position += 1
        return found

    def _repeats(self) -> tuple[bool, bool]:
        """Read what says how often: whether at least once, and whether there is any such mark."""
        least, is_repeated = True, False
        while repeat := _REPEAT.match(self.pattern, self.position):
            self.position = repeat.end()
            is_lazy_mark = is_repeated and repeat[0] == "?"
            least = least and (is_lazy_mark or repeat[0] == "+" or bool(repeat[1] and int(repeat[1][:3])))
            is_repeated = True
        return least, is_repeated

    def _take(self, part: re.Pattern[str]) -> re.Match[str]:
        match = part.match(self.pattern, self.position)
        if match is None or (part is _GROUP and self.pattern.startswith("?", match.end())):
            raise _UnknownError
        self.position = match.end()
        return match


def _words(run: str) -> _Literals:
    """Return the longest word of a run of characters: blanks may be what was left out, `?` half a character."""
    words = run.replace("?", " ").split()
    return (max(words, key=len),) if words else ()


def _better(ours: _Literals, theirs: _Literals) -> _Literals:
    """Return those of which the shortest is longer."""
    return max(ours, theirs, key=lambda texts: min(map(len, texts), default=0))
