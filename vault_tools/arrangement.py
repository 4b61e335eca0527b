"""Sections in another order: which one is wanted, and the edit that moves them whole."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from vault_tools.findings import Edit
from vault_tools.model import Note, RegionKind, Span
from vault_tools.outline import Section

_BREAK = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_BLANKS = " \t\r\n"


class Move(NamedTuple):
    """An edit that moves sections. `is_certain` says that it takes along no section of which nobody said where it is
    to stand.
    """

    edit: Edit
    is_certain: bool


def arrange(note: Note, text: str, sections: Sequence[Section], order: Sequence[str], last: str) -> Move | None:
    """Return the move that brings sections of one level, in reading order, into the order wanted; `last` is the last.

    A section that is not named goes along with the named one before it. None where a name is there twice, or where a
    section cannot be moved without doubt about what moves and what it means elsewhere.
    """
    ranks = {name: rank for rank, name in enumerate(order)} | ({last: len(order)} if last else {})
    named = [section.title for section in sections if section.title in ranks]
    if len(named) != len(set(named)):
        return None
    wanted = _wanted([section.title for section in sections], ranks, last)
    moved = [place for place, index in enumerate(wanted) if place != index]
    if not moved:
        return None
    first, end = moved[0], moved[-1] + 1
    stretch = sections[first:end]
    edit = _edit(note, text, stretch, [index - first for index in wanted[first:end]])
    others = [index for index in wanted if sections[index].title != last]
    is_certain = others == sorted(others) or all(section.title in ranks for section in stretch)
    return Move(edit, is_certain) if edit else None


def _wanted(titles: Sequence[str], ranks: dict[str, int], last: str) -> list[int]:
    """Return the places of the titles in the order wanted: those not named go with one before, never with `last`."""
    groups: list[tuple[int, list[int]]] = [(-1, [])]
    final: list[int] = []
    for index, title in enumerate(titles):
        if title == last:
            final.append(index)
        elif title in ranks:
            groups.append((ranks[title], [index]))
        else:
            groups[-1][1].append(index)
    groups.sort(key=lambda group: group[0])
    return [index for _, group in groups for index in group] + final


def _edit(note: Note, text: str, stretch: Sequence[Section], order: Sequence[int]) -> Edit | None:
    """Return the edit that puts the sections of a stretch into `order`. What separates them stays where it is."""
    starts = [text.rfind("\n", 0, section.span.start) + 1 for section in stretch]
    start, end = starts[0], stretch[-1].span.end
    if end < note.length:
        end = text.rfind("\n", 0, end) + 1
    if any(above.span.end != below.span.start for above, below in pairwise(stretch)):
        return None  # a heading of a higher level between them
    if any(begin != section.span.start for begin, section in zip(starts, stretch, strict=True)):
        return None  # indented: below a list it would be part of an item
    if _has_mixed_line_ends(text) or _is_doubtful(note, start, end, len(text.rstrip(_BLANKS))):
        return None
    bounds = list(pairwise([*starts, end]))
    ends = [_core_end(text, *bound) for bound in bounds]
    separators = [text[core:until] for core, (_, until) in zip(ends, bounds, strict=True)]
    around = [*separators[:-1], *(separators[-1:] if end < note.length else ())]
    if not _is_behind_blank(note, text, start) or any(separator.count("\n") < 2 for separator in around):
        return None  # without a blank line between them it may matter what stands before a heading
    cores = [text[begin:core] for core, (begin, _) in zip(ends, bounds, strict=True)]
    arranged = "".join(cores[index] + separator for index, separator in zip(order, separators, strict=True))
    return Edit(Span(start, end), arranged.replace("\r\n", "\n"))


def _has_mixed_line_ends(text: str) -> bool:
    """Whether an edit, whose line ends are all of one kind, would change some."""
    return "\r" in text and not text.count("\r\n") == text.count("\r") == text.count("\n")


def _is_doubtful(note: Note, start: int, end: int, length: int) -> bool:
    """Whether something in a stretch belongs to more than its section: the whole note, or what stands below.

    `length` is that of the note without blanks at its end.
    """
    if any(fault.rule in ("unclosed-block", "conflict-marker") for fault in note.faults):
        return True
    if any(footnote.is_definition and start <= footnote.span.start < end for footnote in note.footnotes):
        return True
    for directive in note.directives:
        if directive.covers and directive.span.start < end and start < directive.covers.end:
            return True
    for region in note.regions:
        if start <= region.span.start < end and region.is_block:
            if region.kind in (RegionKind.DEFINITION, RegionKind.HTML):
                return True
            if region.kind is RegionKind.COMMENT and region.span.end >= length:
                return True  # settings that a program keeps at the end of a note
    return False


def _is_behind_blank(note: Note, text: str, start: int) -> bool:
    """Whether the line that begins at `start` is the first of the body, or stands below a blank one."""
    body = note.front_matter.span.end if note.front_matter else 0
    return start <= body or not text[text.rfind("\n", 0, start - 1) + 1 : start].strip(_BLANKS)


def _core_end(text: str, start: int, end: int) -> int:
    """Return where a section ends without the blank lines, and the thematic break between them, at its end."""
    core = start + len(text[start:end].rstrip(_BLANKS))
    line = text.rfind("\n", start, core) + 1
    if line > start and _BREAK.fullmatch(text, line, core):
        before = start + len(text[start:line].rstrip(_BLANKS))
        if text.count("\n", before, line) > 1:
            return before
    return core
