"""A baseline as text: JSON with one entry a line, so that git shows and merges single entries."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from vault_tools.baseline.entries import Baseline, Entry
from vault_tools.errors import VaultError

if TYPE_CHECKING:
    from json import JSONDecoder

VERSION = 1
_MAX_ENTRIES = 500_000
_MAX_ORDINAL = 1 << 31
_ABOUT = (
    "Known findings, which `vault check` does not report. Written by `vault check --write-baseline`; "
    "`vault check --prune-baseline` removes what was fixed. In a merge conflict keep the lines of both sides."
)
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})", re.MULTILINE)
_BLANK = re.compile(r"[ \t\r\n]*+")
# What JSON need not escape, but editors show as something else than it is, end lines at, or no encoding can carry.
_UNSAFE = re.compile(
    "[\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def render(entries: Iterable[Entry], contents: Mapping[str, str]) -> str:
    """Return the text of a baseline of sorted entries. `contents` has the hashes of the notes that they are in.

    The list ends with an empty element: so every entry's line ends with a comma, and no line changes for another.
    """
    from json import JSONEncoder

    encode = JSONEncoder(ensure_ascii=False).encode
    lines = ["{", f'"version": {VERSION},', f'"about": {encode(_ABOUT)},', '"entries": [']
    path = None
    for entry in entries:
        if entry.path != path and (content := contents.get(entry.path)):
            lines.append(_escaped(encode({"path": entry.path, "content": content})) + ",")
        path = entry.path
        lines.append(_escaped(encode(entry._asdict() | {"fingerprint": entry.fingerprint})) + ",")
    return "\n".join([*lines, "{}", "]", "}", ""])


def _escaped(text: str) -> str:
    def escape(match: re.Match[str]) -> str:
        units = match[0].encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))

    return _UNSAFE.sub(escape, text)


def parse(text: str, name: str) -> Baseline:
    """Return the baseline that a file called `name` holds. Raises VaultError with the line that is wrong.

    Entries that stand there twice, as they do after some merges, count once. Keys that are not known are passed over.
    """
    return _Reader(text, name).read()


class _Reader:
    """Walks over a text, so that the line of each entry is known, however the text is laid out."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.place = self.counted = 0
        self.line = 1
        self.lines: dict[Entry, int] = {}
        self.contents: dict[str, str] = {}
        self.decoder = _decoder()

    def read(self) -> Baseline:
        found = set()
        try:
            for key in self._keys():
                found.add(key)
                if key == "entries":
                    self._entries()
                elif key == "version":
                    self._check_version(self._value())
                else:
                    self._value()
        except (ValueError, RecursionError) as error:
            self._refuse_syntax(error)
        if not found >= {"version", "entries"}:
            raise VaultError("baseline.foreign", path=self.name)
        return Baseline(self.lines, self.contents)

    # -- JSON ------------------------------------------------------------------------------------------------

    def _keys(self) -> Iterator[str]:
        """Yield the keys of the outermost object; whoever gets one takes the value."""
        self._expect("{")
        while True:
            key = self._value()
            if not isinstance(key, str):
                raise ValueError
            self._expect(":")
            yield key
            if self._expect(",}") == "}":
                break
        if self._next() < len(self.text):
            raise ValueError

    def _entries(self) -> None:
        self._expect("[")
        count = 0
        while True:
            element = self._value()
            count += 1
            if count > _MAX_ENTRIES:
                self._refuse("baseline.too-many", limit=f"{_MAX_ENTRIES:,}")
            self._take(element)
            if self._expect(",]") == "]":
                return

    def _next(self) -> int:
        """Pass over blanks; return where the next thing begins."""
        self.place = _BLANK.match(self.text, self.place).end()  # type: ignore[union-attr]  # it always matches
        return self.place

    def _expect(self, characters: str) -> str:
        found = self.text[self._next() : self.place + 1]
        if not found or found not in characters:
            raise ValueError
        self.place += 1
        return found

    def _value(self) -> Any:
        start = self._next()
        self.line += self.text.count("\n", self.counted, start)
        self.counted = start
        value, self.place = self.decoder.raw_decode(self.text, start)
        return value

    # -- what it means ---------------------------------------------------------------------------------------

    def _take(self, element: Any) -> None:
        if not isinstance(element, dict):
            self._refuse("baseline.shape")
        if not element:
            return
        path, content = element.get("path"), element.get("content")
        if isinstance(path, str) and isinstance(content, str) and "rule" not in element:
            self.contents[path] = content
            return
        entry = Entry(path, element.get("rule"), element.get("target"), element.get("ordinal"))  # type: ignore[arg-type]
        is_text = all(isinstance(text, str) for text in entry[:3])
        if not is_text or type(entry.ordinal) is not int or not 0 <= entry.ordinal < _MAX_ORDINAL:
            self._refuse("baseline.shape")
        self.lines.setdefault(entry, self.line)

    def _check_version(self, version: Any) -> None:
        if type(version) is not int or version < 1:
            raise VaultError("baseline.foreign", path=self.name)
        if version > VERSION:
            self._refuse("baseline.newer", version=str(version), known=str(VERSION))

    def _refuse(self, key: str, **values: str) -> NoReturn:
        raise VaultError(key, place=f"{self.name}:{self.line}", **values)

    def _refuse_syntax(self, error: Exception) -> NoReturn:
        """Say at which line the text is no JSON; mostly a merge has left its marks there."""
        conflict = _CONFLICT.search(self.text)
        place = conflict.start() if conflict else getattr(error, "pos", self.place)
        line = self.text.count("\n", 0, place) + 1
        key = "baseline.conflict" if conflict else "baseline.syntax"
        raise VaultError(key, place=f"{self.name}:{line}") from None


def _decoder() -> "JSONDecoder":
    from json import JSONDecoder

    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)  # NaN and Infinity are no JSON

    return JSONDecoder(parse_float=str, parse_constant=refuse)  # no number of ours has a fraction
