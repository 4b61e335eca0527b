"""Answers for a vault in which nothing has changed: with the report of the check before.

What a check depends on is not read for that, but looked at from outside: names, sizes, times, places on the disk.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vault_tools.clock import today
from vault_tools.discover import CHECKED_SUFFIXES, CONFIG_FILE
from vault_tools.edition import installation
from vault_tools.findings import Gist, Report
from vault_tools.memory import storage
from vault_tools.memory.index import index_file, mark_of
from vault_tools.trees import NEVER_WALKED, Disk, Entry, Kind

if TYPE_CHECKING:
    from vault_tools.config import Config

_SUFFIX = ".report"
_TOGETHER = 500  # lines
_DECIDING = (CONFIG_FILE, "pyproject.toml", ".gitignore")
_SETTINGS = tuple(f".obsidian/{name}.json" for name in ("app", "types", "templates"))


class Look(Disk):
    """A vault's folder on the disk, at which one look is taken: folders are listed once, files looked at once."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self._entries: dict[str, Sequence[Entry]] = {}
        self._marks: dict[str, bytes] = {}

    def entries(self, folder: str) -> Sequence[Entry]:
        """List the names in a folder. Raises OSError."""
        folder = folder.rstrip("/")
        found = self._entries.get(folder)
        if found is None:
            found = self._entries[folder] = super().entries(folder)
        return found

    def mark(self, path: str) -> bytes:
        """Return what a file looks like from outside: see `Disk`."""
        found = self._marks.get(path)
        if found is None:
            found = self._marks[path] = super().mark(path)
        return found


class Answer(Struct, frozen=True, array_like=True):
    """The report of a check, and what it depends on: the state of the vault, the day (empty where it does not matter),
    the `baseline` with known findings, and the marks of that and of other files besides the vault's own. `lang` and
    `config_file` are the configuration's. `page` is how the report was printed last, in the manner of `page_style`.
    """

    state: bytes
    day: str
    baseline: str
    outside: Mapping[str, bytes]
    lang: str
    config_file: str | None
    gist: Gist
    page_style: str
    page: str
    encoded: msgspec.Raw

    @property
    def report(self) -> Report:
        """The report: many runs need no more of it than its gist and its page."""
        return msgspec.msgpack.decode(self.encoded, type=Report)


class Whole:
    """Remembers reports about the vault in `look`, in a `folder`. `asked` is all that is asked of a check."""

    def __init__(self, folder: str, look: Look, asked: object) -> None:
        self._folder = folder
        self._root = look.root
        self._look: Look | None = look
        self._today = today()  # before anything is read: at midnight a report is rather of yesterday
        digest = sha256(installation())
        digest.update(os.fsencode(look.root))  # as it is spelt: messages name it
        digest.update(msgspec.msgpack.encode(asked))
        self._name = digest.hexdigest() + _SUFFIX
        self._state = _state(look)
        self._index = _marks_of(index_file(look.root))
        self._baseline = ""
        self._outside = self._index

    def hand_over(self) -> Look | None:
        """Return the look that was taken, once: it is large, and nobody needs it in the end."""
        look, self._look = self._look, None
        return look

    def answer(self) -> Answer | None:
        """Return what the last check said that was asked the same, if nothing has changed."""
        if not self._state:
            return None
        answer = storage.read(self._folder, self._name, Answer)
        if answer is None or answer.state != self._state or answer.day not in ("", self._today):
            return None
        return answer if _marks_of(answer.baseline) | self._index == answer.outside else None

    def prepare(self, config: "Config", asked_baseline: str | None) -> None:
        """Look at the file with known findings before it is read: `asked_baseline`, None for that of `config`."""
        self._baseline = asked_baseline or ""
        if asked_baseline is None and config.baseline:
            self._baseline = os.path.join(self._root, config.baseline)
        self._outside = _marks_of(self._baseline) | self._index

    def keep(self, report: Report, config: "Config", page: tuple[str, str]) -> None:
        """Remember a report, and the `page` that was printed of it, behind its style."""
        from vault_tools.memory.notes import depends_on_day  # which knows configurations: there is one to be kept

        if self._state and all(self._outside.values()):
            day = self._today if depends_on_day(config) else ""
            encoded = msgspec.Raw(msgspec.msgpack.encode(report))
            known = self._state, day, self._baseline, self._outside, config.lang, config.file, report.gist
            storage.write(self._folder, self._name, Answer(*known, *page, encoded))

    def keep_page(self, answer: Answer, page: tuple[str, str]) -> None:
        """Remember how an answer was printed now, instead of how it was before."""
        style, text = page
        if style:
            storage.write(self._folder, self._name, replace(answer, page_style=style, page=text))


def _state(look: Look) -> bytes:
    """Return a hash of all that decides what is found in a vault, but for git's index and the baseline.

    Empty where something has changed just now, and may change once more without looking any different.
    """
    try:
        digest = sha256(repr(look.ignores_above()).encode("utf-8", "surrogateescape"))
        lines = _lines(look)
        while some := "\n".join(islice(lines, _TOGETHER)):  # all of them would take memory that is missed later
            digest.update(f"{some}\n".encode("utf-8", "surrogateescape"))
    except (OSError, _FreshError):
        return b""
    return digest.digest()


class _FreshError(Exception):
    """A file may change without looking any different."""


def _lines(look: Look) -> Iterator[str]:
    """Yield a line for everything that is looked at. Raises OSError, _FreshError."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        entries = look.entries(folder)
        yield f"{folder}/"
        if folder and any(entry.name == CONFIG_FILE for entry in entries):
            continue  # another vault
        prefix = f"{folder}/" if folder else ""
        for name, kind in entries:
            path = prefix + name
            if kind is Kind.FOLDER and not (name.startswith(".") or name in NEVER_WALKED):
                waiting.append(path)
            elif (kind is Kind.FILE and name.lower().endswith(CHECKED_SUFFIXES)) or name in _DECIDING:
                yield f"{path}\0{_seen(look, path)}"
            elif kind is Kind.LINK:
                yield f"{path}\0{_led(look, path)}"
            else:
                yield f"{path}\0{kind.value}"
    for path in _SETTINGS:
        yield _seen(look, path) if look.exists(path) else ""


def _seen(look: Look, path: str) -> str:
    mark = look.mark(path)
    if not mark:
        raise _FreshError
    return mark.decode()


def _led(look: Look, path: str) -> str:
    """Return what there is behind a symbolic link."""
    try:
        destination = look.follow(path)
    except OSError as error:
        return str(error)
    return f"{destination}\0{_seen(look, destination.inside) if destination.inside else ''}"


def _marks_of(path: str) -> dict[str, bytes]:
    """Return the mark of a file besides the vault's own, by its path; nothing for an empty one."""
    return {path: mark_of(path)} if path else {}
