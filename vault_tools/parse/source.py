"""Bytes to text, and text with one kind of line end."""

import re

from vault_tools.model import Fault, Span

BOM = "\ufeff"
MAX_BYTES = 2_000_000
"""Obsidian does not index a larger Markdown file; neither do we."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UTF_32 = b"\xff\xfe\0\0"
_LEGACY = ("gb18030", "big5", "shift_jis", "euc_kr")
_FREQUENT = frozenset("的一是不了在有人，。、：的一是不了在有人這这我他のはにをがで은는이가를의다")
"""Characters of which a running text in one of these encodings is full, and a wrong decoding is not."""
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]++")
_FREQUENT_IN_GB2312 = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1\xa3][\xa1-\xfe]")


def decode(raw: bytes) -> str | Fault:
    """Return the text of a note, or what is wrong with its encoding: only UTF-8 is read, nothing is guessed."""
    zero = 0 if raw.startswith(_UTF_16) else raw.find(b"\0")
    if zero >= 0:
        is_utf16 = raw.startswith(_UTF_16) or raw.count(b"\0") * 4 > len(raw)
        encoding = "UTF-32" if raw.startswith(_UTF_32) else "UTF-16"
        return _undecodable(raw, zero, "not-utf8" if is_utf16 else "not-utf8.nul", encoding)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        lenient = raw.decode("utf-8", "replace")
        damaged = lenient.count("\ufffd")
        if sum(char > "\x7f" for char in lenient) > 5 * damaged:  # most of it is UTF-8: a torn character
            return _undecodable(raw, error.start, "not-utf8.damaged", "")
        encoding = _looks_like(raw)
        return _undecodable(raw, error.start, "not-utf8" if encoding else "not-utf8.unknown", encoding)


def decode_anyway(raw: bytes) -> str:
    """Return the text of a file to point into: each byte that is not UTF-8 becomes a lone surrogate."""
    return raw.decode("utf-8", "surrogateescape")


def normalise(text: str) -> str:
    """Return `text`, of the same length, with every line ending in `\\n`: CR LF becomes a blank and LF, CR becomes LF.

    Nothing else ends a line, neither U+2028 nor a form feed. Offsets into the result are offsets into `text`.
    """
    if "\r" not in text:
        return text
    return text.replace("\r\n", " \n").replace("\r", "\n")


def _undecodable(raw: bytes, offset: int, message: str, encoding: str) -> Fault:
    start = len(decode_anyway(raw[:offset]))
    return Fault("not-utf8", message, Span(start, start + 1), {"byte": f"{offset + 1:,}", "encoding": encoding})


def _looks_like(raw: bytes) -> str:
    """Name the encoding in which `raw` makes the most sense, or return an empty string."""
    best, most = "", 0
    for encoding in _LEGACY:
        text = raw.decode(encoding, "replace")
        score = sum(char in _FREQUENT for char in text) - 5 * text.count("\ufffd")
        if score > most:
            best, most = encoding, score
    if not best and _is_gb2312(raw):
        return "GB18030"
    return best.upper().replace("_", "-")


def _is_gb2312(raw: bytes) -> bool:
    """Whether these are a few words of frequent characters in GB2312: in other encodings they hardly ever are."""
    words = _BEYOND_ASCII.findall(raw)
    characters = [word[index : index + 2] for word in words for index in range(0, len(word), 2)]
    return len(characters) > 1 and all(map(_FREQUENT_IN_GB2312.fullmatch, characters))
