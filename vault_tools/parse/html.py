"""Where HTML begins and ends: blocks of seven kinds, and tags inside a line (CommonMark 0.31, 4.6 and 6.6).

Repeats are possessive: an input costs linear time whether it matches or not.
"""

import re

from vault_tools.model import RegionKind

_BLOCK_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    "track|ul"
)
_SPACE = r"[ \t\n]"
_ATTRIBUTE = (
    rf"{_SPACE}++[A-Za-z_:][A-Za-z0-9_.:-]*+"
    rf"""(?:{_SPACE}*+={_SPACE}*+(?:"[^"]*+"|'[^']*+'|[^ \t\n"'=<>`]++))?+"""
)
_NAME = r"[A-Za-z][A-Za-z0-9-]*+"

OPEN_TAG = re.compile(rf"<({_NAME})(?:{_ATTRIBUTE})*+{_SPACE}*+(/?)>")
"""An opening tag: its name, and `/` where it is empty."""
CLOSE_TAG = re.compile(rf"</({_NAME}){_SPACE}*+>")
"""A closing tag: its name."""
AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*+)>|<([\w.!#$%&'*+/=?^`{|}~-]++@[A-Za-z0-9.-]++)>")
"""`<https://…>`, or an e-mail address in angle brackets."""

VOID_NAMES = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
"""Elements without content: no closing tag is looked for."""

_RAW = re.compile(r"<(?:script|pre|style|textarea)(?=[ \t>\n]|\Z)", re.IGNORECASE)
_RAW_END = re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)
_BLOCK = re.compile(rf"</?(?:{_BLOCK_NAMES})(?=[ \t\n]|/?>|\Z)", re.IGNORECASE)
_LINE_END = re.compile(r"[ \t]*(?=\n|\Z)")

BLANK_LINE = re.compile(r"(?!)")
"""The end of HTML blocks that a blank line ends: no line matches it."""

_FIXED_STARTS = (
    ("<!--", re.compile("-->"), RegionKind.COMMENT),
    ("<?", re.compile(r"\?>"), RegionKind.HTML),
    ("<![CDATA[", re.compile(r"\]\]>"), RegionKind.HTML),
)
_DECLARATION = re.compile(r"<![A-Za-z]")
_DECLARATION_END = re.compile(">")


def block_start(text: str, start: int, end: int, *, interrupts: bool) -> tuple[re.Pattern[str], RegionKind] | None:
    """Say whether an HTML block begins at `start`, where `<` stands, on the line that ends at `end`.

    Returns what its last line must match (`BLANK_LINE`: it ends before the next blank line) and what the
    block is. `interrupts` is set inside a paragraph, which a lone tag cannot end.
    """
    for opening, closing, kind in _FIXED_STARTS:
        if text.startswith(opening, start):
            return closing, kind
    if _DECLARATION.match(text, start):
        return _DECLARATION_END, RegionKind.HTML
    if _RAW.match(text, start, end):
        return _RAW_END, RegionKind.HTML
    if _BLOCK.match(text, start, end):
        return BLANK_LINE, RegionKind.HTML
    if not interrupts and (tag := OPEN_TAG.match(text, start, end) or CLOSE_TAG.match(text, start, end)):
        return (BLANK_LINE, RegionKind.HTML) if _LINE_END.match(text, tag.end(), end) else None
    return None
