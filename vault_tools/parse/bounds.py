"""Where the front matter of a note begins and ends (section 3.1 of `docs/obsidian.md`)."""

import re
from typing import NamedTuple

from vault_tools.parse.source import BOM

OPENING = re.compile(r"---[ \t]*+\n")
CLOSING = re.compile(r"\n---[ \t]*+(?=\n|\Z)")


class Bounds(NamedTuple):
    """Character offsets: of the opening `---`, of the YAML text between the lines, and behind the closing line."""

    start: int
    yaml_start: int
    yaml_end: int
    end: int


def find(text: str) -> Bounds | None:
    """Find the front matter of a text whose lines end in `\\n`; None where Obsidian sees none."""
    start = text_start(text)
    opening = OPENING.match(text, start)
    closing = CLOSING.search(text, opening.end() - 1) if opening else None
    if opening is None or closing is None:
        return None
    return Bounds(start, opening.end(), max(opening.end(), closing.start() + 1), min(closing.end() + 1, len(text)))


def text_start(text: str) -> int:
    """Return where a text begins: behind its byte order mark, if it has one."""
    return 1 if text.startswith(BOM) else 0
