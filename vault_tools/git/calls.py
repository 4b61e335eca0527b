"""Start git so that nothing but git itself runs: no hooks, no monitors, no remotes, whatever a configuration says."""

import os
import re
from collections.abc import Mapping, Sequence
from functools import cache
from io import BufferedReader
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from vault_tools.errors import VaultError

if TYPE_CHECKING:
    from subprocess import Popen

_OLDEST = (2, 30)
_PATIENCE = 60  # seconds; the index of a million files takes one
_OPTIONS = (
    "-c",
    "safe.bareRepository=explicit",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "--no-optional-locks",
)
_SETTINGS = {
    "LC_ALL": "C",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    # What is not in the clone is not fetched. Older gits know only the second of these: no
    # protocol is called "none", so no program of a remote is run.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    # A replaced object has other contents than its name says, and facts are remembered by that name.
    "GIT_NO_REPLACE_OBJECTS": "1",
}
_UNWANTED = ("GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS")
_NAME = "git" + (".exe" if os.name == "nt" else "")
_VERSION = re.compile(rb"git version ((\d{1,9})\.(\d{1,9})[\w.-]{0,50})")
_REASON = re.compile(r"^(?:fatal|error): (.{1,1000})", re.MULTILINE)


class GitError(VaultError):
    """Git could not do what it was asked for. `reason` is what it said of it, in English."""

    def __init__(self, reason: str) -> None:
        super().__init__("git.failed", reason=reason)
        self.reason = reason


class Conversation(NamedTuple):
    """Git, running: what is asked for goes into `requests`, what it says comes out of `answers`."""

    process: "Popen[bytes]"
    requests: IO[bytes]
    answers: BufferedReader

    def end(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.communicate()


def run(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: str,
    sent: bytes = b"",
    *,
    may_fail: bool = False,
) -> bytes:
    """Run git in `folder` with `arguments`, send it bytes, and return what it wrote.

    Raises GitError where it fails; if it `may_fail`, that is an empty answer instead. Raises VaultError where there is
    no git, or only one that is too old, and where it does not answer: a configuration may include a terminal or a pipe.
    """
    from subprocess import DEVNULL, PIPE, TimeoutExpired

    version()
    source = PIPE if sent else DEVNULL
    process = _start((*_OPTIONS, *arguments), environment, folder, source=source, errors=PIPE)
    try:
        out, errors = process.communicate(sent or None, _PATIENCE)
    except TimeoutExpired:
        process.kill()
        process.wait()
        raise VaultError("git.silent", seconds=f"{_PATIENCE}") from None
    if process.returncode == 0:
        return out
    if may_fail:
        return b""
    raise GitError(_reason(errors))


def converse(arguments: Sequence[str], environment: Mapping[str, str], folder: str) -> Conversation:
    """Start git as `run` does, and return it running. Raises VaultError."""
    from subprocess import DEVNULL, PIPE

    version()
    process = _start((*_OPTIONS, *arguments), environment, folder, source=PIPE, errors=DEVNULL)
    return Conversation(process, cast("IO[bytes]", process.stdin), cast("BufferedReader", process.stdout))


def _start(
    arguments: Sequence[str], environment: Mapping[str, str], folder: str, *, source: int, errors: int
) -> "Popen[bytes]":
    from subprocess import PIPE, Popen

    kept = {name: value for name, value in environment.items() if name not in _UNWANTED}
    git = executable()
    try:
        return Popen(  # noqa: S603  # git, found by an absolute path
            (git, *arguments), cwd=folder, env={**kept, **_SETTINGS}, stdin=source, stdout=PIPE, stderr=errors
        )
    except OSError as error:
        raise VaultError("git.not-started", path=git, reason=(error.strerror or str(error)).lower()) from None


def executable() -> str:
    """Return the absolute path of git. Raises VaultError.

    A PATH may name the current folder, which is a stranger's: only its absolute entries are looked at.
    """
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, _NAME)
        if os.path.isabs(folder) and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise VaultError("git.missing")


def version() -> str:
    """Return the version of git, as it writes it. Raises VaultError where git is missing, too old or cannot be run."""
    path = executable()
    written, numbers = _version(path)
    if numbers < _OLDEST:
        raise VaultError("git.too-old", path=path, version=written)
    return written


@cache
def _version(path: str) -> tuple[str, tuple[int, int]]:
    """Return the version of the git at `path`, as it is written and as numbers."""
    from subprocess import DEVNULL

    process = _start(("version",), os.environ, os.path.dirname(path), source=DEVNULL, errors=DEVNULL)
    found = _VERSION.match(process.communicate()[0])
    return (found[1].decode(), (int(found[2]), int(found[3]))) if found else ("?", (0, 0))


def _reason(errors: bytes) -> str:
    """Return git's first line about what went wrong; it may have written warnings, hints and traces besides."""
    said = errors.decode("utf-8", "backslashreplace")
    found = _REASON.search(said)
    return found[1].rstrip() if found else next(iter(said.split("\n")), "").rstrip() or "?"
