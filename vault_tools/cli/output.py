"""What commands print: results on stdout, everything else on stderr, all of it through the output gate."""

import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from vault_tools import messages
from vault_tools.errors import VaultError
from vault_tools.messages import Words
from vault_tools.report.gate import terminal

_LANG_VARIABLE = "VAULT_TOOLS_LANG"


class ReaderGoneError(Exception):
    """Nobody reads what is printed any more, as in `vault check | head`."""


class Output:
    """Standard output and error, and the language that is spoken there.

    `lang` is the one asked for on the command line or in the environment; a configuration's comes after those.
    """

    def __init__(self) -> None:
        self.asked_lang = self.configured_lang = ""
        self.make_room: Callable[[], None] = lambda: None  # called before anything is printed
        sys.stdout, sys.stderr = _prepared(sys.stdout), _prepared(sys.stderr)
        lang = os.environ.get(_LANG_VARIABLE, "")
        self.asked_lang = next((known for known in messages.LANGUAGES if re.match(rf"{known}(?![a-z])", lang)), "")
        if lang and not self.asked_lang:
            self.say("cli.unknown-lang", lang=lang, choices=messages.LANGUAGES)

    @property
    def lang(self) -> str:
        """The language of messages. Never the locale's: two machines are to print the same."""
        return self.asked_lang or self.configured_lang or "en"

    def write(self, text: str) -> None:
        """Print a result that a reporter has rendered. Raises VaultError where nothing more can be written."""
        self.make_room()
        try:
            sys.stdout.write(text)
        except OSError as error:
            raise _unwritable(error) from None

    def raw(self, text: str) -> None:
        """Print a path for programs, byte for byte as it is on the disk. Raises VaultError."""
        self.flush()
        try:
            sys.stdout.buffer.write(os.fsencode(text))
        except AttributeError:  # no bytes below: somebody has put a text stream in its place
            self.write(text)
        except OSError as error:
            raise _unwritable(error) from None

    def line(self, text: str) -> None:
        """Print one line of a result; what comes from a vault in it must have passed the gate."""
        self.write(text + "\n")

    def flush(self) -> None:
        """Make sure that all results are written. Raises VaultError where they cannot be."""
        try:
            sys.stdout.flush()
        except OSError as error:
            raise _unwritable(error) from None

    def say(self, key: str, **values: Words) -> None:
        """Print a message of the catalogue on stderr."""
        self.make_room()
        with suppress(OSError):  # where nothing can be said, the exit code still can
            print(terminal(messages.text(self.lang, key, values)), file=sys.stderr)

    def error(self, error: VaultError) -> None:
        """Print why a request cannot be carried out; of a configuration, everything that is wrong with it."""
        from vault_tools.config import ConfigError

        if isinstance(error, ConfigError):
            self.configured_lang = error.lang
        self.say("cli.error", message=messages.text(self.lang, error.key, error.values))
        if error.excerpt:
            from vault_tools.report.cells import width

            shown, place = error.excerpt
            self.say("cli.excerpt", text=shown)
            self.say("cli.excerpt", text=" " * width(terminal(shown[:place])) + "^")
        for problem in error.problems if isinstance(error, ConfigError) else ():
            self.say(
                "cli.problem", place=problem.place, message=messages.text(self.lang, problem.message, problem.values)
            )

    @property
    def has_colour(self) -> bool:
        """Whether results may be coloured: on a terminal, or where FORCE_COLOR wants it; never with NO_COLOR."""
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _prepared(stream: TextIO | None) -> TextIO:
    """Let a stream carry any text: UTF-8 wherever it is piped to, whatever the locale; escapes where it cannot."""
    if stream is None:  # it was closed before we were started: whoever writes to it must learn that
        return open(os.devnull, encoding="utf-8")
    if hasattr(stream, "reconfigure"):
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")
    return stream


def _unwritable(error: OSError) -> Exception:
    if isinstance(error, BrokenPipeError):
        return ReaderGoneError()
    return VaultError("cli.unwritable", reason=(error.strerror or str(error)).lower())
