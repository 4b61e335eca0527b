"""What an author probably did wrong where a file is not TOML: the reader's own words are for programmers."""

import re
from collections.abc import Mapping

_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*+"|\'[^\'\n]*+\'')
_CURLY_QUOTE = re.compile(r"[=\[,{][ \t]*+[“”‘’]")
_FULL_WIDTH = re.compile(r"[＝［］【】｛｝，＂＇]")
_UNQUOTED_KEY = re.compile(r"(?:^|[\[{,.])[ \t]*+(?P<key>[^\s\x00-\x1f.=,\"'\[\]{}]*+)[ \t]*+(?=[.=\]])")
_BACKSLASH = re.compile(r'"(?:[^"\\\n]|\\[btnfr"\\uU])*+\\')
_MAX_LINE = 2_000  # characters: a text that is never closed is looked for once for each of its quotes


def syntax_mistake(line: str, reason: str) -> tuple[str, Mapping[str, str]]:
    """Return a message, and its values, about a line that is not TOML; `reason` is why, in the reader's words."""
    line = line[:_MAX_LINE]
    outside = _QUOTED.sub('""', line).partition("#")[0]
    if _CURLY_QUOTE.search(outside):
        return "config.syntax.quotes", {}
    if found := _FULL_WIDTH.search(outside):
        return "config.syntax.full-width", {"character": found[0]}
    for found in _UNQUOTED_KEY.finditer(outside):
        if not found["key"].isascii():
            return "config.syntax.key", {"key": found["key"]}
    if _BACKSLASH.search(line) and "'" not in line:
        return "config.syntax.backslash", {}
    return _by_reason(reason[:1].lower() + reason[1:])


def _by_reason(reason: str) -> tuple[str, Mapping[str, str]]:
    if reason.startswith("invalid value"):
        return "config.syntax.value", {}
    if reason.startswith("cannot "):  # declare, overwrite, mutate, redefine
        return "config.syntax.twice", {}
    return "config.syntax", {"reason": reason}
