"""Names of properties that probably mean the same: `官网` in some notes, `官方网站` in the others."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from vault_tools.survey.properties import PropertyUse

_MAX_USUAL, _MAX_RARE = 200, 1_000  # names that are compared: each of the one with each of the other
_MAX_LENGTH = 40
_LEAST_SCORE = 0.75
_MOST_TOGETHER = 0.1  # of the rarer one's notes
_PARENTHESES = re.compile(r"[(（\[【][^()（）\[\]【】]{1,40}[)）\]】]\Z")
_APART = re.compile(r"[\W_]")

_TRANSLATIONS = {
    "标题": "title", "标签": "tags", "别名": "aliases", "作者": "author", "日期": "date", "来源": "source",
    "创建时间": "created", "更新时间": "updated", "状态": "status", "类型": "type",
}  # fmt: skip
"""Names that programs know, and what they are called in Chinese."""
_SAME_WORDS = (("日期", "时间"), ("链接", "地址"), ("链接", "网址"))
"""Endings that say the same of a property."""


class Drift(NamedTuple):
    """A name that probably means what another, more usual one does, with the `reasons` for it.

    `score` is at most 1. Reasons are `spelling`, `translation`, `part` (one is a short form of the other), `synonym`,
    `typo`; and `kind` (their values are of one kind, which is no mere text) or `values` (they share some).
    """

    rare: PropertyUse
    usual: PropertyUse
    score: float
    reasons: tuple[str, ...]


def find_drift(uses: Sequence[PropertyUse]) -> list[Drift]:
    """Return each name that probably means what a more usual one does, the most frequent first.

    Those are different things that stand in one note together.
    """
    short = [use for use in uses if len(use.name) <= _MAX_LENGTH]
    found = []
    for place, rare in enumerate(short[:_MAX_RARE]):
        likely = [drift for usual in short[: min(place, _MAX_USUAL)] if (drift := _compared(rare, usual))]
        if likely:
            found.append(max(likely, key=lambda drift: (drift.score, len(drift.usual.notes))))
    return sorted(found, key=lambda drift: (-len(drift.rare.notes), drift.rare.name))


def _compared(rare: PropertyUse, usual: PropertyUse) -> Drift | None:
    score, reason = _likeness(rare.name, usual.name)
    if not reason:
        return None
    reasons: tuple[str, ...] = (reason,)
    if reason not in ("spelling", "translation"):
        if 3 * len(rare.notes) > 2 * len(usual.notes) or not _in_same_folders(rare, usual):
            return None
        more, evidence = _agreement(rare, usual)
        score, reasons = round(min(score + more, 1.0), 2), (reason, evidence)
    together = len(set(rare.notes).intersection(usual.notes))
    if score < _LEAST_SCORE or together > _MOST_TOGETHER * len(rare.notes):
        return None
    return Drift(rare, usual, score, reasons)


def _likeness(rare: str, usual: str) -> tuple[float, str]:
    """Return how much two names are alike, and in what way; no way where they are not."""
    first, second = _folded(rare), _folded(usual)
    if not first or not second:
        return 0.0, ""
    if first == second:
        return 1.0, "spelling"
    if _TRANSLATIONS.get(first, first) == _TRANSLATIONS.get(second, second):
        return 0.95, "translation"
    if _is_synonym(first, second):
        return 0.75, "synonym"
    shorter, longer = sorted((first, second), key=len)
    if longer.isascii():
        return (0.6, "typo") if _is_typo(shorter, longer) else (0.0, "")
    is_short_form = shorter[0] == longer[0] and _is_spread_in(shorter, longer)
    if len(shorter) > 1 and (is_short_form or longer.endswith(shorter)):
        return (0.5 if is_short_form else 0.4) + 0.3 * len(shorter) / len(longer), "part"
    return 0.0, ""


def _folded(name: str) -> str:
    """Return a name without case, width, what stands in parentheses behind it, blanks and marks, plural ending."""
    folded = unicodedata.normalize("NFKC", _PARENTHESES.sub("", name.strip())).casefold()
    folded = _APART.sub("", folded)
    return folded[:-1] if folded.isascii() and len(folded) > 3 and folded.endswith("s") else folded


def _is_synonym(first: str, second: str) -> bool:
    for one, other in _SAME_WORDS:
        if first.endswith((one, other)) and second.endswith((one, other)) and len(first) > 2 < len(second):
            return first.removesuffix(one).removesuffix(other) == second.removesuffix(one).removesuffix(other)
    return False


def _is_spread_in(shorter: str, longer: str) -> bool:
    """Whether the characters of one name stand in the other in the same order."""
    characters = iter(longer)
    return all(char in characters for char in shorter)


def _is_typo(shorter: str, longer: str) -> bool:
    """Whether a letter was left out, added or changed in a word of five or more; digits are meant."""
    if len(shorter) < 5 or len(longer) - len(shorter) > 1:
        return False
    start = next((place for place, char in enumerate(shorter) if char != longer[place]), len(shorter))
    rest = longer[start + 1 :]
    is_one_letter = rest in (shorter[start + 1 :], shorter[start:])
    return is_one_letter and not longer[start].isdigit()


def _in_same_folders(rare: PropertyUse, usual: PropertyUse) -> bool:
    """Whether most of the rarer one's notes lie in folders where the other is used, too."""
    shared = sum(count for name, count in rare.folders.items() if usual.folders[name])
    return 2 * shared > len(rare.notes)


def _agreement(rare: PropertyUse, usual: PropertyUse) -> tuple[float, str]:
    """Return what the values of two properties say for their being the same: more or less than nothing."""
    kind = rare.main_kind
    if kind != usual.main_kind:
        return -1.0, ""
    if kind != "text":
        return 0.2 if kind == "url" else 0.1, "kind"
    shared = sum(count for value, count in rare.values.items() if value in usual.values)
    return (0.3, "values") if 5 * shared >= rare.values.total() > 0 else (0.0, "")
