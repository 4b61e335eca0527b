"""Regular expressions from a configuration. They run on RE2, which takes linear time whatever the pattern."""

from functools import lru_cache
from typing import Protocol


class Pattern(Protocol):
    """A compiled pattern: as much of it as rules use."""

    def search(self, text: str) -> object | None:
        """Return a match anywhere in `text`, or None."""


class PatternError(ValueError):
    """The pattern is none that RE2 takes; the message is RE2's."""


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> Pattern:
    """Compile a pattern. Raises PatternError, also for look-around and back-references, which RE2 does not have."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        compiled: Pattern = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else str(error)
        raise PatternError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
    return compiled
