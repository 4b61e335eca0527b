"""The output gate: every string from a note, a name or a configuration passes one of these functions.

What stands in a vault is not ours to trust: it may hold escape sequences that recolour or clear a terminal, marks
that turn the direction of writing, or lines that a CI runner takes for commands.
"""

import re
from functools import cache, lru_cache

# C0, DEL, C1, bidi and zero-width marks, line separators, tag characters, lone surrogates (bytes that are not UTF-8).
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Those JSON escapes itself. Compiled when it is needed: that takes longer than all else in this module.
_UNSAFE_IN_JSON = _UNSAFE.pattern.replace("\x00-\x1f", "")
_COMMAND = re.compile(r"\A(\s*+)::")
_NOT_IN_XML = re.compile("[\ufffe\uffff]")  # what _UNSAFE leaves of it
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}  # in this order
_BACKTICKS = re.compile("`++")
_IN_PATHS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
_IN_ADDRESSES = _IN_PATHS | frozenset(b":?#@!$&'()*+,;=%")
_WORKFLOW_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_WORKFLOW_PROPERTY = {**_WORKFLOW_DATA, ":": "%3A", ",": "%2C"}


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that Python could not decode
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@lru_cache(1_000)  # one finding after another names the same paths and rules
def terminal(text: str) -> str:
    """Return `text` on one line, as it may be shown on a terminal or in the log of a CI runner."""
    text = _UNSAFE.sub(_escape, text).replace("##[", "##\\x5b")
    return _COMMAND.sub(r"\1\\x3a:", text, count=1) if "::" in text else text


def in_json(text: str) -> str:
    """Return JSON with what is unsafe on a terminal as `\\u` escapes: readers of the JSON get what stood there.

    Lone surrogates, which no encoding can carry, are spelt out.
    """
    return re.sub(_UNSAFE_IN_JSON, _escape_in_json, text).replace("##[", "##\\u005b")


def _escape_in_json(match: re.Match[str]) -> str:
    if "\ud800" <= match[0] <= "\udfff":
        return "\\" + _escape(match)
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))


def in_toml(text: str) -> str:
    """Return TOML with what is unsafe on a terminal as escapes: readers of the TOML get what stood there."""
    return re.sub(_UNSAFE_IN_JSON, lambda match: f"\\U{ord(match[0]):08x}", text).replace("##[", "##\\u005b")


def in_xml(text: str) -> str:
    """Return `text` on one line, as XML may have it in an element or between double quotes."""
    text = _NOT_IN_XML.sub(_escape, terminal(text))
    for character, entity in _ENTITIES.items():
        text = text.replace(character, entity)
    return text


def code_span(text: str) -> str:
    """Return `text` on one line, as code in Markdown: nothing in it is a link, a mention, an emoji or HTML."""
    text = terminal(text)
    fence = "`" * (max(map(len, _BACKTICKS.findall(text)), default=0) + 1)
    is_padded = not text.strip(" ") or text[0] in "` " or text[-1] in "` "
    return f"{fence} {text} {fence}" if is_padded else f"{fence}{text}{fence}"


@lru_cache(1_000)  # one finding after another names the same paths
def in_uri(path: str) -> str:
    """Return a relative path as the reference that RFC 3986 has for it: UTF-8, percent-encoded."""
    try:
        raw = path.encode("utf-8", "surrogateescape")  # bytes that are no UTF-8 are what they were
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    return _percent_encoded(raw, _IN_PATHS)


def web_address(text: str) -> str:
    """Return the URI of a page on the web; an empty text for anything else."""
    if not text.startswith(("https://", "http://")):
        return ""
    return _percent_encoded(text.encode("utf-8", "surrogatepass"), _IN_ADDRESSES)


def _percent_encoded(raw: bytes, kept: frozenset[int]) -> str:
    return "".join(map(_percent_codes(kept).__getitem__, raw))


@cache
def _percent_codes(kept: frozenset[int]) -> list[str]:
    return [chr(byte) if byte in kept else f"%{byte:02X}" for byte in range(256)]


def workflow_data(text: str) -> str:
    """Return `text` as the message of a GitHub workflow command."""
    return _workflow(text, _WORKFLOW_DATA)


def workflow_property(text: str) -> str:
    """Return `text` as a property's value in a GitHub workflow command."""
    return _workflow(text, _WORKFLOW_PROPERTY)


def _workflow(text: str, escapes: dict[str, str]) -> str:
    escaped = "".join(escapes.get(char, char) for char in text)
    return _UNSAFE.sub(_escape, escaped).replace("##[", "##\\x5b")
