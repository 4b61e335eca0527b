"""What has been typed into a shell, up to the cursor: its words without their quotes, and how to quote one."""

import re
from typing import NamedTuple

_ESCAPES = {"": r"\\(.?)", "'": "(?!)", '"': r'\\([$`"\\\n])'}
_FISH_ESCAPES = {**_ESCAPES, "'": r"\\(['\\])", '"': r'\\([$"\\\n])'}
_SAFE = re.compile(r"[^A-Za-z0-9_.,:/@%+=\-\u0080-\U0010ffff]")
_IN_DOUBLE = re.compile(r'["$`\\]')


class Typed(NamedTuple):
    """A line: whole `words`, and the `last` one, which may be empty; as it was typed, it is `raw`.

    `quote` is the quote that is still open at its end, or empty.
    """

    words: list[str]
    last: str
    raw: str
    quote: str


def read_line(line: str, *, is_fish: bool = False) -> Typed:
    """Read a line as a shell would. Nothing is put in place of variables, tildes and the like."""
    escapes = {quote: re.compile(p, re.DOTALL) for quote, p in (_FISH_ESCAPES if is_fish else _ESCAPES).items()}
    words: list[str] = []
    position = start = 0
    last, quote = "", ""
    while position < len(line):
        char = line[position]
        if found := escapes[quote].match(line, position):
            last, position = last + found[1], found.end()
            continue
        position += 1
        if char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        elif not quote and char in " \t\n":
            if line[start : position - 1]:
                words.append(last)
            last, start = "", position
        else:
            last += char
    return Typed(words, last, line[start:], quote)


def escaped(text: str, quote: str) -> str:
    """Return `text` as bash must be given it to read it again, within the quote that is open, if any.

    Bash closes that quote, but not where the text ends with the same sign: then it is closed here.
    """
    if not quote:
        return _SAFE.sub(r"\\\g<0>", text)
    inside = text.replace("'", r"'\''") if quote == "'" else _IN_DOUBLE.sub(r"\\\g<0>", text).replace("!", "\"'!'\"")
    return inside + quote if inside.endswith(quote) else inside
