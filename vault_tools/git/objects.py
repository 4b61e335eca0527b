"""The contents of objects, from one `git cat-file --batch` that is started when the first is asked for."""

from typing import NamedTuple

from vault_tools.files import TooLargeError
from vault_tools.git.calls import Conversation, converse
from vault_tools.git.repository import Repository

_MISSING = "not in this clone"
_WORTH_READING = 1024 * 1024  # bytes: with more left unread, a new process costs less than reading on
_STREAMED = "core.bigFileThreshold=8m"
"""Larger contents are not held in git's memory: a few kilobytes can be a gigabyte, packed."""


class _Header(NamedTuple):
    id: str
    kind: str
    size: int


class Objects:
    """What a repository keeps. Nothing is started before it is needed; git ends by itself when this process does."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._running: Conversation | None = None

    def read(self, id: str, limit: int) -> bytes:
        """Return the contents of the object with this hash, in hexadecimal digits.

        Raises TooLargeError beyond `limit` bytes, OSError where it is not there. Raises VaultError without git.
        """
        header = self._ask(id)
        if header is None:
            raise OSError(None, _MISSING)
        if header.size <= limit:
            return self._take(header.size)
        beginning = self._receive(min(header.size, 64))
        if header.size - len(beginning) > _WORTH_READING:
            self.close()
        else:
            self._receive(header.size - len(beginning) + 1)
        raise TooLargeError(id, header.size, beginning)

    def commit(self, name: str) -> str:
        """Return the hash of the commit with a name such as `HEAD`, an empty string where there is none."""
        header = self._ask(name)
        if header is None:
            return ""
        self._take(header.size)
        return header.id if header.kind == "commit" else ""

    def close(self) -> None:
        """End the process, if there is one. It is started again when need be."""
        if self._running is not None:
            self._running.end()
            self._running = None

    def _ask(self, name: str) -> _Header | None:
        """Ask for an object, and return what comes before its contents; None where it is missing."""
        running = self._start()
        try:
            running.requests.write(name.encode() + b"\n")
            running.requests.flush()
            words = running.answers.readline().decode("utf-8", "replace").split()
        except OSError:
            words = []
        if not words:  # git gave up: it could not fetch what a partial clone left out
            self.close()
        return _Header(words[0], words[1], int(words[2])) if len(words) == 3 and words[2].isdecimal() else None

    def _take(self, size: int) -> bytes:
        """Read contents, and the line end behind them."""
        return self._receive(size + 1)[:-1]

    def _receive(self, size: int) -> bytes:
        content = self._start().answers.read(size)
        if len(content) < size:
            self.close()
            raise OSError(None, _MISSING)
        return content

    def _start(self) -> Conversation:
        if self._running is None:
            repository = self._repository
            arguments = ("-c", _STREAMED, *repository.arguments, "cat-file", "--batch")
            self._running = converse(arguments, repository.environment, repository.top)
        return self._running
