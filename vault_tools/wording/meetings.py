"""Where Chinese and Latin text meet in plain prose: between the two there may be a space, or nothing."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from vault_tools.model import Note
from vault_tools.passages.wording import Wording
from vault_tools.wording.han import HAN, PlainText

_WORD = re.compile(r"[A-Za-z0-9]++(?:[.,'-][A-Za-z0-9]++)*+")
_HAN = re.compile(f"[{HAN}]")
_OF_TIME = frozenset("年月日号时時点點分秒")


class Meeting(NamedTuple):
    """Where a Han character and a word meet: what is between them, empty or a space, and what stands on its sides."""

    start: int
    end: int
    before: str
    after: str


def meetings_in(note: Note, wording: Wording) -> Iterator[Meeting]:
    """Yield the places in a note's prose, from its beginning to its end."""
    plain = PlainText(note, wording)
    for start, end in plain.stretches:
        for word in _WORD.finditer(plain.text, start, end):
            yield from _around(plain, word, start, end)


def _around(plain: PlainText, word: re.Match[str], start: int, end: int) -> Iterator[Meeting]:
    """Yield the places before and behind a word, from `start` to `end` of the prose that it stands in."""
    text, (first, last) = plain.text, word.span()
    before = first - 1 - (text[first - 1 : first] == " ")
    after = last + (text[last : last + 1] == " ")
    is_behind = before >= start and _HAN.match(text, before)
    is_ahead = after < end and _HAN.match(text, after)
    if not (is_behind or is_ahead) or plain.is_foreign(first) or _is_one_word(text, word[0], before, after):
        return
    if is_behind and not plain.is_foreign(before):
        yield Meeting(before + 1, first, text[before], word[0])
    if is_ahead and not plain.is_foreign(after):
        yield Meeting(last, after, word[0], text[after])


def _is_one_word(text: str, word: str, before: int, after: int) -> bool:
    """Whether a word and the Han character beside it belong together: a single letter, a date, an ordinal number."""
    if not word[0].isdigit():
        return len(word) == 1
    return text[after : after + 1] in _OF_TIME or (before >= 0 and text[before] == "第")
