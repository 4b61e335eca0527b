"""On which line of a TOML file each key stands. The standard library's reader checks the file, but keeps no places."""

import re
from bisect import bisect_left

from vault_tools.config.problems import KeyPath

_MAX_DEPTH = 50
_PART = r"(?:[\w-]++|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+')"
# A quote behind a backslash begins nothing: to look for its end from each of them would take quadratic time.
_DEEP = re.compile(rf"(?<![\w.\"'\\-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_MAX_DEPTH}}}")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]++")
_BASIC = re.compile(r'"(?:[^"\\\n]|\\.)*+"')
_LITERAL = re.compile(r"'[^'\n]*+'")
_LONG_BASIC = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''(?:[^']|'(?!''))*+'{3,5}")
_SCALAR = re.compile(r"[^\s,\]}#][^,\]}#\n]*")
_SPACE = re.compile(r"[ \t]*+")


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, of each key and list element of `text`, which `tomllib` has read without error.

    Raises RecursionError where a key has more than 50 parts.
    """
    return _Reader(text).read()


def check_depth(text: str) -> None:
    """Raise RecursionError where a key has more than 50 parts: `tomllib` keeps every beginning of such a key."""
    if _DEEP.search(text):
        raise RecursionError


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.lines: dict[KeyPath, int] = {}
        self.counts: dict[KeyPath, int] = {}
        self.line_ends = [match.start() for match in re.finditer("\n", text)]

    def read(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while True:
            self._skip(_BLANK)
            if self.position >= len(self.text):
                return self.lines
            if self.text[self.position] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.position)
        if match is None:
            raise ValueError(f"no TOML at {self.position}")
        self.position = match.end()
        return match[0]

    def _note(self, path: KeyPath, table: KeyPath = ()) -> None:
        """Record the line of `path`, and of the tables between it and `table` that have none yet."""
        line = bisect_left(self.line_ends, self.position) + 1
        for end in range(len(table) + 1, len(path) + 1):
            self.lines.setdefault(path[:end], line)

    def _header(self) -> KeyPath:
        is_array = self.text.startswith("[[", self.position)
        self.position += 2 if is_array else 1
        start = self.position
        keys = self._dotted()
        self.position = self.text.index("]", self.position) + (2 if is_array else 1)
        path: KeyPath = ()
        for key in keys[:-1]:
            path = self._inside((*path, key))
        path = (*path, keys[-1])
        if is_array:
            self.counts[path] = self.counts.get(path, -1) + 1
        path = self._inside(path)
        end, self.position = self.position, start
        self._note(path)
        self.position = end
        return path

    def _inside(self, path: KeyPath) -> KeyPath:
        """Return the path of the current element where `path` is an array of tables."""
        return (*path, self.counts[path]) if path in self.counts else path

    def _dotted(self) -> list[str]:
        keys = [self._key()]
        self._skip(_SPACE)
        while self.text[self.position] == ".":
            if len(keys) == _MAX_DEPTH:
                raise RecursionError
            self.position += 1
            self._skip(_SPACE)
            keys.append(self._key())
            self._skip(_SPACE)
        return keys

    def _key(self) -> str:
        self._skip(_SPACE)
        quote = self.text[self.position]
        if quote == '"':
            import tomllib

            return str(tomllib.loads(f"key = {self._skip(_BASIC)}")["key"])
        if quote == "'":
            return self._skip(_LITERAL)[1:-1]
        return self._skip(_BARE_KEY)

    def _pair(self, table: KeyPath) -> None:
        start = self.position
        path = (*table, *self._dotted())
        end, self.position = self.position, start
        self._note(path, table)
        self.position = self.text.index("=", end) + 1
        self._skip(_SPACE)
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        opening = self.text[self.position]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        elif opening in "\"'":
            is_long = self.text.startswith(opening * 3, self.position)
            patterns = (_LONG_BASIC, _LONG_LITERAL) if is_long else (_BASIC, _LITERAL)
            self._skip(patterns[opening == "'"])
        else:
            self._skip(_SCALAR)

    def _array(self, path: KeyPath) -> None:
        self.position += 1
        index = 0
        while True:
            self._skip(_BLANK)
            if self.text[self.position] == "]":
                break
            self._note((*path, index))
            self._value((*path, index))
            index += 1
            self._skip(_BLANK)
            if self.text[self.position] == ",":
                self.position += 1
        self.position += 1

    def _inline_table(self, path: KeyPath) -> None:
        self.position += 1
        while True:
            self._skip(_BLANK)
            if self.text[self.position] == "}":
                break
            self._pair(path)
            self._skip(_BLANK)
            if self.text[self.position] == ",":
                self.position += 1
        self.position += 1
