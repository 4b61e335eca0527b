"""Punctuation of one width in Chinese text.

## What it reports

`, . : ; ? ! ( )` in Chinese prose where `，。：；？！（）` should stand, or the other way round. With the style
`consistent`, what is more frequent in a note is right for that note, for each of these marks by itself; where both are
equally frequent, the full width is. With `fullwidth` and `halfwidth`, one or the other is right everywhere.

## Why it matters

Half-width marks slip in with an English keyboard or a machine translation. They stand too close to the characters
around them, and a search for a phrase with the one does not find the other.

## Bad

```md 文章.md
工具要简单，可靠，也要快，但是,快不是一切。
```

## Good

```md 文章.md
工具要简单，可靠，也要快，但是，快不是一切。版本 3.5 在 12:30 发布，支持 Linux, macOS 等。
```

## Notes

`cjk-spacing` is about what is between Chinese and Latin words, this rule about the marks behind Chinese words; each has
its own style, and they do not touch the same characters.

Only prose is looked at: no headings, tags, links and their texts, code, math, HTML or front matter. A mark counts where
a Chinese character, or a closing quotation mark or parenthesis of Chinese text, stands directly before it, and between
a Latin word and a Chinese one; parentheses count where they also have Chinese text between them. Left alone are decimal
numbers, times, dots in names, `...`, two marks in a row, smileys, ordinals such as `一.`, commas in lists of Latin
words, whatever stands in one run of characters with an address, a path or a name of a file, drawings made of lines, and
every place where the other mark could become a part of a link, an image, a tag or a footnote. A mark of which a note
has fewer than three has no style of its own: `consistent` reports nothing there. The fix puts one mark for the other;
behind a half-width one it adds a space where text goes on, beside a full-width one it deletes it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from vault_tools.findings import Edit, Fix, Problem, Severity
from vault_tools.model import Note, NoteKind, Span
from vault_tools.rules.base import Rule
from vault_tools.vault import Vault
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
_FEWEST = 3  # marks from which a note's own style can be told


@dataclass(frozen=True)
class Options:
    """Which style is right."""

    style: Literal["consistent", "fullwidth", "halfwidth"] = field(
        default="consistent",
        metadata={"doc": "`consistent`: as most of the note, for each mark; `fullwidth`, `halfwidth`: everywhere so"},
    )


class _Mark(NamedTuple):
    """A mark, or a pair of parentheses: its kind, its place, whether it is full-width, the edits that change that."""

    kind: str
    span: Span
    is_full: bool
    found: str
    meant: str
    edits: tuple[Edit, ...]


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield a problem, with its fix, for each mark that is not of the right width."""
    if note.kind is not NoteKind.NOTE or not note.is_read:
        return
    by_kind: dict[str, list[_Mark]] = defaultdict(list)
    for mark in _marks(PlainText(note, vault.wording(note))):
        by_kind[mark.kind].append(mark)
    for marks in by_kind.values():
        is_full = options.style == "fullwidth"
        if options.style == "consistent":
            if len(marks) < _FEWEST:
                continue
            is_full = 2 * sum(mark.is_full for mark in marks) >= len(marks)
        for mark in marks:
            if mark.is_full != is_full:
                key = "cjk-punctuation.fullwidth" if is_full else "cjk-punctuation.halfwidth"
                values = {"found": mark.found, "meant": mark.meant}
                yield Problem(mark.span, key, values, mark.found, fix=Fix(mark.edits))


def _marks(plain: PlainText) -> Iterator[_Mark]:
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


def _mark(text: str, position: int, end: int) -> _Mark:
    found = text[position]
    meant = _OTHER[found]
    is_full = found in _FULL
    last = position + 1
    if is_full and last < end and _GOES_ON.match(text, last):
        edit = Edit(Span(position, last), meant + " ")
    else:
        is_space = not is_full and text.startswith(" ", last) and last + 1 < end and _GOES_ON.match(text, last + 1)
        edit = Edit(Span(position, last + bool(is_space)), meant)
    return _Mark(min(found, meant), Span(position, last), is_full, found, meant, (edit,))


def _pair(plain: PlainText, pair: re.Match[str], start: int, end: int) -> _Mark | None:
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
        return _Mark("()", Span(first, last), True, "（）", "()", edits)
    behind = last + (text.startswith(" ", last) and last + 1 < end and bool(_HAN.match(text, last + 1)))
    edits = Edit(Span(before + 1, first + 1), "（"), Edit(Span(last - 1, behind), "）")
    return _Mark("()", Span(first, last), False, "()", "（）", edits)


RULE = Rule("cjk-punctuation", "text", Severity.OFF, check, options=Options)
