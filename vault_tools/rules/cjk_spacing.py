"""Spaces between Chinese characters and Latin letters or digits.

## What it reports

Places in prose where a Chinese or Japanese character and a Latin word or a number stand side by side: with a space
where there should be none, or without one where there should be. With the style `consistent`, what most places of a
note do is right for that note; where both are equally frequent, a space is. With `spaced` and `tight`, one or the other
is right everywhere.

## Why it matters

Both ways can be read well; one text that does both looks careless, and a search for a phrase finds only half of them.

## Bad

```md 文章.md
用 Python 写的工具，比用 Go 写的更短，读起来也比Rust容易。
```

## Good

```md 文章.md
用 Python 写的工具，比用 Go 写的更短，读起来也比 Rust 容易。
```

```md 紧凑.md
用Python写的工具，比用Go写的更短，读起来也比Rust容易。
```

## Notes

Only prose is looked at: no headings (others may link to them), tags, links and their texts, code, math, HTML or front
matter; nor what is next to emphasis marks, punctuation or line ends. Left alone as well are addresses, paths, names of
files, versions, and whatever stands in one run of characters with them, up to a blank or full-width punctuation;
drawings made of lines; single letters (`U盘`), numbers of dates and times (`2024年3月`) and ordinal numbers (`第3章`).
A note with fewer than four such places has no style of its own: `consistent` reports nothing there. The fix adds or
deletes one space. It never makes a link, a tag or a list of anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from vault_tools.findings import Edit, Fix, Problem, Severity
from vault_tools.model import Note, NoteKind, Span
from vault_tools.rules.base import Rule
from vault_tools.spelling import shortened
from vault_tools.vault import Vault
from vault_tools.wording.han import HAN, PlainText

_WORD = re.compile(r"[A-Za-z0-9]++(?:[.,'-][A-Za-z0-9]++)*+")
_HAN = re.compile(f"[{HAN}]")
_OF_TIME = frozenset("年月日号时時点點分秒")
_FEWEST = 4  # places from which a note's own style can be told


@dataclass(frozen=True)
class Options:
    """Which style is right."""

    style: Literal["consistent", "spaced", "tight"] = field(
        default="consistent", metadata={"doc": "`consistent`: as most of the note; `spaced`, `tight`: everywhere so"}
    )


class _Place(NamedTuple):
    """Where a Han character and a word meet: what is between them, empty or a space, and what stands on its sides."""

    start: int
    end: int
    before: str
    after: str


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem]:
    """Yield a problem, with its fix, for each place that is not in the right style."""
    if note.kind is not NoteKind.NOTE or not note.is_read:
        return
    places = list(_places(PlainText(note, vault.wording(note))))
    style: str = options.style
    if style == "consistent":
        if len(places) < _FEWEST:
            return
        spaced = sum(place.end > place.start for place in places)
        style = "spaced" if 2 * spaced >= len(places) else "tight"
    for place in places:
        if (place.end > place.start) != (style == "spaced"):
            edit = Edit(Span(place.start, place.end), " " if style == "spaced" else "")
            before, after = shortened(place.before), shortened(place.after)
            values = {"before": before, "after": after}
            span = Span(place.start - 1, place.end + 1)
            yield Problem(span, f"cjk-spacing.{style}", values, f"{before} {after}", fix=Fix((edit,)))


def _places(plain: PlainText) -> Iterator[_Place]:
    for start, end in plain.stretches:
        for word in _WORD.finditer(plain.text, start, end):
            yield from _around(plain, word, start, end)


def _around(plain: PlainText, word: re.Match[str], start: int, end: int) -> Iterator[_Place]:
    """Yield the places before and behind a word, from `start` to `end` of the prose that it stands in."""
    text, (first, last) = plain.text, word.span()
    before = first - 1 - (text[first - 1 : first] == " ")
    after = last + (text[last : last + 1] == " ")
    is_behind = before >= start and _HAN.match(text, before)
    is_ahead = after < end and _HAN.match(text, after)
    if not (is_behind or is_ahead) or plain.is_foreign(first) or _is_one_word(text, word[0], before, after):
        return
    if is_behind and not plain.is_foreign(before):
        yield _Place(before + 1, first, text[before], word[0])
    if is_ahead and not plain.is_foreign(after):
        yield _Place(last, after, word[0], text[after])


def _is_one_word(text: str, word: str, before: int, after: int) -> bool:
    """Whether a word and the Han character beside it belong together: a single letter, a date, an ordinal number."""
    if not word[0].isdigit():
        return len(word) == 1
    return text[after : after + 1] in _OF_TIME or (before >= 0 and text[before] == "第")


RULE = Rule("cjk-spacing", "text", Severity.OFF, check, options=Options)
