"""What is written in a link: wikilinks, Markdown destinations, links in property values.

The grammar is Obsidian's (sections 1.1 to 1.3 and 3.5 of `docs/obsidian.md`) on top of CommonMark 0.31, section 6.3.
"""

import re

from vault_tools.model import ExternalLink, Link, LinkKind, Span

WIKILINK = re.compile(r"!?\[\[(?:([^\[\]\n]++)|((?:(?!\[\[)[^\n])+?))\]\]")
"""A wikilink or embed on one line: the shortest inner text up to `]]`, without `[[` in it."""

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PERCENT_RUN = re.compile(r"(?:%[0-9A-Fa-f]{2})++")
_URI_RESERVED = frozenset(";/?:@&=+$,#")

_PLAIN_TAIL = re.compile(r"\([ \t]*+\n?[ \t]*+([^\s()<>\\\x00-\x1f]++)[ \t]*+\n?[ \t]*+\)")
_ANGLE = re.compile(r"<((?:[^<>\\\n]|\\.)*+)>")
_BARE_PART = re.compile(r"(?:[^\s()\\\x00-\x1f\x7f]|\\[!-/:-@\[-`{-~]|\\)++")
_BLANKS = re.compile(r"[ \t]*+(?:\n[ \t]*+)?+")
_TITLE = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\)", re.DOTALL)
_MAX_PARENTHESES = 5  # CommonMark asks for three; each that is never closed is read again

_WHOLE_WIKILINK = re.compile(r"\[\[(?:(?!\[\[|\]\])[^\n])+\]\]")
_WHOLE_MARKDOWN_TEXT = re.compile(r"\[((?:[^\[\]\\\n]|\\.)*+)\](?=\()")


def wikilink(kind: LinkKind, inner: str, span: Span, key: str = "", *, is_citation: bool = False) -> Link:
    """Return the link whose text between `[[` and `]]` is `inner`."""
    target = inner.strip()
    label = None
    bar = target.find("|", 1)
    if bar > 0:
        target, label = target[:bar].strip(), target[bar + 1 :].strip()
    if target.endswith("\\"):  # the escaped pipe of tables, which works outside them as well
        target = target[:-1].strip()
    path, subpath = split_subpath(target)
    return Link(kind, path, subpath, span, label, key, is_citation)


def markdown_link(
    kind: LinkKind, destination: str, span: Span, label: str | None, key: str = ""
) -> Link | ExternalLink | None:
    """Return the link to `destination`, as written between the parentheses; None where it is empty."""
    destination = unescape(destination)
    if not destination:
        return None
    if not is_internal(destination):
        return ExternalLink(kind, destination, span)
    return internal_link(kind, destination, span, label, key)


def internal_link(kind: LinkKind, destination: str, span: Span, label: str | None, key: str = "") -> Link:
    """Return the link to a destination inside the vault, from which escapes have been resolved."""
    path, subpath = split_subpath(decode_uri(destination).strip())
    return Link(kind, path, subpath, span, label, key)


def split_subpath(target: str) -> tuple[str, str | None]:
    """Split a link's target at its first `#`; the sub-path keeps it. No-break spaces become spaces."""
    if "\u00a0" in target or "\u202f" in target:
        target = target.replace("\u00a0", " ").replace("\u202f", " ")
    path, hash_mark, subpath = target.partition("#")
    return path.strip(), hash_mark + subpath if hash_mark else None


def is_internal(destination: str) -> bool:
    """Whether a Markdown destination points into the vault: relative, or without any scheme."""
    if ":" in destination:
        return destination.startswith(("./", "../"))
    return not destination.startswith("//")


def decode_uri(text: str) -> str:
    """Decode percent escapes as JavaScript's `decodeURI` does: not those of reserved characters; all or nothing."""
    if "%" not in text:
        return text
    if text.count("%") != sum(len(run) // 3 for run in _PERCENT_RUN.findall(text)):
        return text
    try:
        return _PERCENT_RUN.sub(_decode_run, text)
    except UnicodeDecodeError:
        return text


def _decode_run(run: re.Match[str]) -> str:
    chars = bytes.fromhex(run[0].replace("%", "")).decode("utf-8")
    return "".join(f"%{ord(char):02X}" if char in _URI_RESERVED else char for char in chars)


def unescape(text: str) -> str:
    """Resolve backslash escapes and character references, as CommonMark does in destinations."""
    if "&" in text and ";" in text:
        from html import unescape as resolve

        text = _ENTITY.sub(lambda entity: resolve(entity[0]), text)
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


def read_destination(text: str, start: int, limit: int) -> tuple[str, int] | None:
    """Read `(destination "title")` at `start`, not beyond `limit`: the destination as written, and where it ends."""
    plain = _PLAIN_TAIL.match(text, start, limit)
    if plain:
        return plain[1], plain.end()
    if not text.startswith("(", start):
        return None
    position = _skip(text, start + 1, limit)
    if text.startswith("<", position):
        angle = _ANGLE.match(text, position, limit)
        if angle is None:
            return None
        destination, position = angle[1], angle.end()
    else:
        end = _bare_end(text, position, limit)
        if end < 0:
            return None
        destination, position = text[position:end], end
    before = position
    position = _skip(text, position, limit)
    if position > before and (title := _TITLE.match(text, position, limit)):
        position = _skip(text, title.end(), limit)
    if position >= limit or text[position] != ")":
        return None
    return destination, position + 1


def _skip(text: str, position: int, limit: int) -> int:
    return _BLANKS.match(text, position, limit).end()  # type: ignore[union-attr]  # it matches nothing, too


def _bare_end(text: str, position: int, limit: int) -> int:
    """Return the end of a destination without angle brackets, or -1 if one of its `(` is never closed."""
    depth = 0
    while position < limit:
        if part := _BARE_PART.match(text, position, limit):
            position = part.end()
        elif text[position] == "(" and depth < _MAX_PARENTHESES:
            depth += 1
            position += 1
        elif text[position] == ")" and depth:
            depth -= 1
            position += 1
        else:
            break
    return position if depth == 0 else -1


def property_link(value: str, span: Span, key: str) -> Link | None:
    """Return the link that a property's text is, if it is one link and nothing else."""
    if _WHOLE_WIKILINK.fullmatch(value):
        return wikilink(LinkKind.PROPERTY, value[2:-2], span, key)
    text = _WHOLE_MARKDOWN_TEXT.match(value)
    tail = read_destination(value, text.end(), len(value)) if text else None
    if text is None or tail is None or tail[1] != len(value):
        return None
    link = markdown_link(LinkKind.PROPERTY, tail[0], span, text[1], key)
    return link if isinstance(link, Link) else None
