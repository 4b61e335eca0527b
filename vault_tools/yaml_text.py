"""How a value is written in YAML so that it means exactly what it is."""

import re

_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]')
_NAMED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def scalar(text: str, like: str = "") -> str:
    """Return YAML that means this text: unquoted where YAML 1.2 core reads it back as the same, otherwise in quotes.

    Where it takes the place of YAML that begins with a quote, `like`, it keeps that kind of quotes if it can. The
    result is one line.
    """
    if like[:1] not in ('"', "'") and _is_plain(text):
        return text
    is_simple = not _ESCAPED.search(text.replace('"', ""))
    if is_simple and "'" not in text and (like.startswith("'") or '"' in text):
        return f"'{text}'"
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _is_plain(text: str) -> bool:
    """Whether a text needs no quotes: as the value or the name on a line it is read back as the same text."""
    from vault_tools.parse.flat import is_plain  # imported where something is written
    from vault_tools.parse.plain import plain_value

    return is_plain(text) and plain_value(text) == text


def _escape(char: re.Match[str]) -> str:
    code = ord(char[0])
    return _NAMED.get(char[0]) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def value_text(value: str | int | float | bool) -> str:
    """Return YAML that means this value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return scalar(value) if isinstance(value, str) else repr(value)


def key_text(key: str) -> str:
    """Return YAML for the name of a property."""
    return key if _is_plain(key) else scalar(key, '"')
