"""Marks and parentheses in Chinese prose that come in two widths, and how each would be the other."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from vault_tools.findings import Edit
from vault_tools.model import Note, Span
from vault_tools.passages.wording import Wording
from vault_tools.wording.han import HAN, PlainText

_HALF, _FULL = ",.:;?!", "，。：；？！"
_OTHER = {**dict(zip(_HALF, _FULL, strict=True)), **dict(zip(_FULL, _HALF, strict=True))}
_CLOSING, _OPENING = "”’》」』】", "“‘《「『【"
_MARK = re.compile(rf"[{_HALF}{_FULL}](?<=[A-Za-z0-9{HAN}{_CLOSING})）].)(?![{_HALF}{_FULL}…])")
_PAIR = re.compile(rf"[(（](?<=[{HAN} ].)[^()（）\n\r]*+[)）](?![)）])")
_HAN = re.compile(f"[{HAN}]")
# What may stand behind a mark, so that the other could stand there as well.
_AFTER_HALF = re.compile(rf"(?=[ {HAN}{_CLOSING}{_OPENING}()（）\[`*\n\r]|\Z)")
_AFTER_FULL = re.compile(rf"(?=[ {HAN}{_CLOSING}{_OPENING}()（）\n\rA-Za-z0-9]|\Z)")
_AFTER_DOT = re.compile(r"(?=[ \n\r]|\Z)")
_LETTER = re.compile(r"[A-Za-z0-9]")
_GOES_ON = re.compile(rf"[{HAN}A-Za-z0-9{_OPENING}(（]")
_ORDINAL = re.compile(rf"(?<![{HAN}])[一二三四五六七八九十百〇零甲乙丙丁戊己庚辛壬癸]{{1,5}}\Z")
_DIGITS = frozenset("0123456789")


class Mark(NamedTuple):
    """A mark, or a pair of parentheses: its kind, its place, whether it is full-width, the edits that change that."""

    kind: str
    span: Span
    is_full: bool
    found: str
    meant: str
    edits: tuple[Edit, ...]


def marks_in(note: Note, wording: Wording) -> Iterator[Mark]:
    """Yield the marks in a note that could as well be of the other width."""
    plain = PlainText(note, wording)
    text = plain.text
    for start, end in plain.stretches:
        closings = set()
        for pair in _PAIR.finditer(text, start, end):
            if mark := _pair(plain, pair, start, end):
                closings.add(pair.end() - 1)
                yield mark
        for found in _MARK.finditer(text, start, end):
            position = found.start()
            before = position - 1
            is_behind_text = before >= start and (text[before] not in ")）" or before in closings)
            if is_behind_text and not plain.is_foreign(before) and _fits(text, position):
                yield _mark(text, position, end)


def _fits(text: str, position: int) -> bool:
    """Whether the mark there could as well be the other one: by what stands around it, and by what it may be itself."""
    mark, before, behind = text[position], text[position - 1], position + 1
    if mark in ":;：；" and text.startswith((")", "）"), behind):
        return False  # a smiley
    if mark in _FULL:
        return bool(_AFTER_FULL.match(text, behind)) and not (mark in "。：" and before in _DIGITS)
    if _LETTER.match(before):
        return mark in ",;?!" and bool(_HAN.match(text, behind))
    if mark == ".":
        return bool(_AFTER_DOT.match(text, behind)) and not _ORDINAL.search(text, max(0, position - 6), position)
    if _LETTER.match(text, behind):
        return mark != ":"
    if mark == "," and _LETTER.match(text, behind + 1):
        return False  # a list of Latin words
    return bool(_AFTER_HALF.match(text, behind)) and not (mark == "!" and text.startswith("[", behind))


def _mark(text: str, position: int, end: int) -> Mark:
    found = text[position]
    meant = _OTHER[found]
    is_full = found in _FULL
    last = position + 1
    if is_full and last < end and _GOES_ON.match(text, last):
        edit = Edit(Span(position, last), meant + " ")
    else:
        is_space = not is_full and text.startswith(" ", last) and last + 1 < end and _GOES_ON.match(text, last + 1)
        edit = Edit(Span(position, last + bool(is_space)), meant)
    return Mark(min(found, meant), Span(position, last), is_full, found, meant, (edit,))


def _pair(plain: PlainText, pair: re.Match[str], start: int, end: int) -> Mark | None:
    """Return a pair of parentheses around Chinese text, behind Chinese text; None where it is another."""
    text, (first, last) = plain.text, pair.span()
    is_full = text[first] == "（"
    if is_full != (text[last - 1] == "）"):
        return None
    before = first - 1 - (not is_full and text[first - 1] == " ")
    if before < start or not _HAN.match(text, before) or plain.is_foreign(before):
        return None
    if not _HAN.search(text, first, last) or any(map(plain.is_foreign, (first + 1, last - 2))):
        return None
    if is_full:
        edits = Edit(Span(first, first + 1), "("), Edit(Span(last - 1, last), ")")
        return Mark("()", Span(first, last), True, "（）", "()", edits)
    behind = last + (text.startswith(" ", last) and last + 1 < end and bool(_HAN.match(text, last + 1)))
    edits = Edit(Span(before + 1, first + 1), "（"), Edit(Span(last - 1, behind), "）")
    return Mark("()", Span(first, last), False, "()", "（）", edits)
