"""Processes that parse notes for the one that checks them, and how many of them are worth while.

`prefetch` says when, `queue` which notes. A `crew` is made of workers: `process` is one as it is seen from here,
`worker` what it runs.
"""

import os
import sys

MOST = 16
"""Processes, however many are asked for."""
_USEFUL = 4
"""Beyond these, all notes are parsed before the one that reads their facts comes to them."""


def allowed(asked: int) -> int:
    """Return how many processes there may be if so many are `asked` for; none is asked for by 0."""
    return min(asked or _available(), MOST)


def is_possible() -> bool:
    """Whether there can be any others: they are given paths in UTF-8, through pipes that nobody waits for."""
    return os.name == "posix" and sys.getfilesystemencoding() == "utf-8"


def _available() -> int:
    """Return how many processors this process may use, as far as more of them are of use."""
    try:
        processors = len(os.sched_getaffinity(0))
    except AttributeError:  # Linux has it
        processors = os.cpu_count() or 1
    return min(processors, _USEFUL)
