"""The contents of objects, from one `git cat-file --batch` that is started when the first is asked for."""

import os
import re
import select
from io import BufferedReader
from typing import NamedTuple

from vault_tools.files import TooLargeError
from vault_tools.git.calls import Conversation, converse
from vault_tools.git.repository import Repository

_MISSING = "not in this clone"
_DAMAGED = "damaged in git"
_PATIENCE = 20  # seconds; of an object with a wrong size git says less than it has promised, and waits for us
_SIZE = re.compile("[0-9]{1,20}")
_CHUNK = 64 * 1024
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
        self._said = b""
        self._is_silent = False

    def read(self, id: str, limit: int) -> bytes:
        """Return the contents of the object with this hash, in hexadecimal digits.

        Raises TooLargeError beyond `limit` bytes, OSError where it is not there. Raises VaultError without git.
        """
        header = self._ask(id)
        if header is None:
            raise OSError(None, _MISSING)
        if header.id != id:  # the contents before were longer than their size
            self.close()
            raise OSError(None, _DAMAGED)
        if header.size <= limit:
            return self._take(header.size)
        if header.size > _WORTH_READING:
            self._fill()
            beginning = self._said[:64]
            self.close()
        else:
            beginning = self._take(header.size)[:64]
        raise TooLargeError(id, header.size, beginning)

    def commit(self, name: str) -> str:
        """Return the hash of the commit with a name such as `HEAD`, an empty string where there is none."""
        try:
            header = self._ask(name)
            if header and header.size <= _WORTH_READING:
                self._take(header.size)
            else:
                self.close()
        except OSError:
            return ""
        return header.id if header and header.kind == "commit" else ""

    def close(self) -> None:
        """End the process, if there is one. It is started again when need be."""
        if self._running is not None:
            self._running.end()
            self._running = None
        self._said = b""

    def _ask(self, name: str) -> _Header | None:
        """Ask for an object, and return what comes before its contents; None where it is missing.

        Raises OSError where git says nothing, or something else.
        """
        running = self._start()
        try:
            running.requests.write(name.encode() + b"\n")
            running.requests.flush()
            while b"\n" not in self._said:
                self._fill()
        except BrokenPipeError:
            self.close()
        line, _, self._said = self._said.partition(b"\n")
        words = line.decode("utf-8", "replace").split()
        is_found = len(words) == 3 and _SIZE.fullmatch(words[2])
        return _Header(words[0], words[1], int(words[2])) if is_found else None

    def _take(self, size: int) -> bytes:
        """Read contents, and the line end behind them. Raises OSError where that is not what there is."""
        parts, missing = [self._said], size + 1 - len(self._said)
        while missing > 0:
            self._said = b""
            self._fill()
            parts.append(self._said)
            missing -= len(self._said)
        content = b"".join(parts)
        self._said = b""
        if len(content) != size + 1 or content[-1:] != b"\n":  # what comes next would be no answer
            self.close()
            raise OSError(None, _DAMAGED)
        return content[:-1]

    def _fill(self) -> None:
        """Wait for git to say more. Raises OSError where it does not."""
        answers = self._start().answers
        if not _is_ready(answers):
            self._is_silent = True
            self.close()
            raise OSError(None, _DAMAGED)
        more = answers.read1(_CHUNK)
        if not more:  # git gave up: it could not fetch what a partial clone left out
            self.close()
            raise OSError(None, _MISSING)
        self._said += more

    def _start(self) -> Conversation:
        """Return git, running. Raises OSError where it has been silent before: it is not waited for again and again."""
        if self._is_silent:
            raise OSError(None, _DAMAGED)
        if self._running is None:
            repository = self._repository
            arguments = ("-c", _STREAMED, *repository.arguments, "cat-file", "--batch")
            self._running = converse(arguments, repository.environment, repository.top)
        return self._running


def _is_ready(answers: BufferedReader) -> bool:
    """Whether git says more, or has ended, before patience does. Not `select.select`: that knows few open files."""
    if os.name != "posix":
        return True
    waiting = select.poll()
    waiting.register(answers, select.POLLIN)
    return bool(waiting.poll(_PATIENCE * 1000))
