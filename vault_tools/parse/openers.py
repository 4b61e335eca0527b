"""What a line opens: a function for each character that may begin a block.

Each gets the state, the position of that character and how many columns of indent lead to it (0 to 3), and
either opens the block or leaves the line as text. Attempts come in CommonMark's order (0.31, section 4 and 5).
"""

import re
from collections.abc import Callable

from vault_tools.model import Footnote, Region, RegionKind, Span
from vault_tools.parse import html
from vault_tools.parse.structure import BlockState, Container, Definition, Leaf


class Outcome:
    """What a line opened: nothing, a container with more behind its mark, a block that takes the whole line."""

    TEXT = 0
    MORE = 1
    DONE = 2


Opener = Callable[[BlockState, int, int], int]

# Possessive repeats (`++`, `*+`) keep every pattern linear on lines that almost match.
_ATX = re.compile(r"(#{1,6})(?:[ \t]++|(?=\n|\Z))")
_THEMATIC = re.compile(r"([-*_])[ \t]*+(?:\1[ \t]*+){2,}+(?=\n|\Z)")
_MARKS_IN_A_ROW = re.compile(r"([-*_])[ \t]*+(?:\1[ \t]*+)++")
_SETEXT = re.compile(r"(=++|-++)[ \t]*+(?=\n|\Z)")
_FENCE = re.compile(r"`{3,}+(?=[^`\n]*+(?:\n|\Z))|~{3,}+")
_ITEM = re.compile(r"(?:[-+*]|([0-9]{1,9})[.)])(?=[ \t\n]|\Z)")
_TASK = re.compile(r"[ \t]++\[(.)\](?=[ \t\n]|\Z)")
_FOOTNOTE = re.compile(r"\[\^([^\s\[\]^]++)\]:[ \t]*+")
_DEFINITION = re.compile(
    r"\[((?:[^\[\]\\\n]|\\.){1,999}+)\]:[ \t]*+\n?[ \t]*+"
    r"(<(?:[^<>\\\n]|\\.)*+>|(?!<)[^\s\x00-\x1f]++)"
    r"(?:(?:[ \t]++|[ \t]*+\n[ \t]*+)(?:\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|\((?:[^()\\\n]|\\.)*+\))"
    r"(?=[ \t]*+(?:\n|\Z)))?+[ \t]*+(?=\n|\Z)"
)
_DELIMITER_ROW = re.compile(r"\|?+[ \t]*+:?+-++:?+[ \t]*+(?:\|[ \t]*+:?+-++:?+[ \t]*+)*+\|?+[ \t]*+(?=\n|\Z)")
_PIPE = re.compile(r"(?<!\\)\|")
_LINE_START = re.compile(r"\n[ \t>]*+")

_MARKS = {Leaf.MATH: re.compile(r"\$\$"), Leaf.COMMENT: re.compile(r"(?<!%)%%(?!%)")}


def _quote(state: BlockState, first: int, width: int) -> int:
    state.open_container(Container(0, is_item=False), first)
    state.skip_quote_mark(first, width)
    return Outcome.MORE


def _heading(state: BlockState, first: int, width: int) -> int:
    marks = _ATX.match(state.text, first, state.line_end)
    if marks is None:
        return Outcome.TEXT
    state.open_leaf(Leaf.NONE, first)
    state.add_heading(len(marks[1]), state.text[marks.end() : state.line_end], first, state.line_end)
    return Outcome.DONE


def _setext(state: BlockState, first: int, width: int) -> int:
    underline = _SETEXT.match(state.text, first, state.line_end) if state.is_in_paragraph else None
    if underline is None or state.is_paragraph_empty:
        return Outcome.TEXT
    start = state.paragraph_start()
    start += len(state.text[start:first]) - len(state.text[start:first].lstrip(" \t\n"))
    text = _LINE_START.sub("\n", state.text[start : state.line_start].rstrip(" \t\n"))
    state.open_leaf(Leaf.NONE, state.line_start)
    state.add_heading(1 if underline[1][0] == "=" else 2, text, start, state.line_end, is_atx=False)
    return Outcome.DONE


def _thematic(state: BlockState, first: int, width: int) -> int:
    if first < state.no_break_before or state.line_end - first < len("---"):
        return Outcome.TEXT
    if not _THEMATIC.match(state.text, first, state.line_end):
        if run := _MARKS_IN_A_ROW.match(state.text, first, state.line_end):
            state.no_break_before = run.end()
        return Outcome.TEXT
    state.open_leaf(Leaf.NONE, first)
    state.blocks.boundaries.append(state.line_end)
    return Outcome.DONE


def _fence(state: BlockState, first: int, width: int) -> int:
    marks = _FENCE.match(state.text, first, state.line_end)
    if marks is None:
        return Outcome.TEXT
    state.open_leaf(Leaf.FENCE, first)
    state.fence = marks[0]
    return Outcome.DONE


def _html(state: BlockState, first: int, width: int) -> int:
    block = html.block_start(state.text, first, state.line_end, interrupts=state.leaf == Leaf.PARAGRAPH)
    if block is None:
        return Outcome.TEXT
    state.open_leaf(Leaf.HTML, first)
    state.html_end, state.html_kind = block
    if state.html_end.search(state.text, first, state.line_end):
        state.finish_leaf(state.line_end)
    return Outcome.DONE


def _item(state: BlockState, first: int, width: int) -> int:
    mark = _ITEM.match(state.text, first, state.line_end)
    if mark is None:
        return Outcome.TEXT
    is_empty = state.first(mark.end()) >= state.line_end
    if state.is_in_paragraph and (is_empty or (mark[1] and int(mark[1]) != 1)):
        return Outcome.TEXT
    mark_width = mark.end() - first
    state.skip_mark(mark.end(), width + mark_width)
    if is_empty:
        item = Container(width + mark_width + 1)
        item.is_empty = True
        state.open_item(item, first, None)
        return Outcome.MORE
    task = _TASK.match(state.text, mark.end(), state.line_end)
    _, blanks = state.indent()
    padding = blanks if blanks < 5 else 1
    state.open_item(Container(width + mark_width + padding), first, task[1] if task else None)
    state.advance(padding)
    return Outcome.MORE


def _table(state: BlockState, first: int, width: int) -> int:
    text, end = state.text, state.line_end
    if not state.is_in_paragraph or "|" not in text[first:end] or not _DELIMITER_ROW.match(text, first, end):
        return Outcome.TEXT
    header = state.paragraph_start(text.rfind("\n", 0, state.line_start - 1) + 1)
    if _cells(text[header : state.line_start].lstrip("> \t")) != _cells(text[first:end]):
        return Outcome.TEXT
    state.blocks.boundaries.append(header)
    state.open_leaf(Leaf.TABLE, first)
    state.leaf_start = header
    return Outcome.DONE


def _cells(row: str) -> int:
    row = row.strip(" \t\n").removeprefix("|")
    return len(_PIPE.findall(row)) + (not _PIPE.search(row, len(row) - 1))


def _bracket(state: BlockState, first: int, width: int) -> int:
    footnote = _FOOTNOTE.match(state.text, first, state.line_end)
    if footnote:
        state.open_container(Container(4, is_item=False), first)
        state.skip_mark(footnote.end(), width + len(footnote[0]))
        state.blocks.footnotes.append(Footnote(footnote[1], Span(first, footnote.end(1) + 1), is_definition=True))
        state.blocks.blocked.append((first, footnote.end()))
        return Outcome.MORE
    is_text_before = state.leaf == Leaf.PARAGRAPH and not state.is_paragraph_empty
    return Outcome.TEXT if is_text_before else _definition(state, first)


def _definition(state: BlockState, first: int) -> int:
    """Read a link reference definition. What follows it is the same paragraph, of which it is no longer a part."""
    # Inside a container the next line begins with its marks, so a definition is read on one line only.
    limit = state.line_end if state.containers else state.end
    match = _DEFINITION.match(state.text, first, limit)
    if match is None or not match[1].strip():
        return Outcome.TEXT
    end = match.end()
    if state.leaf != Leaf.PARAGRAPH:
        state.open_leaf(Leaf.PARAGRAPH, first)
    state.blocks.definitions.append(Definition(match[1], match[2], Span(first, end)))
    state.blocks.regions.append(Region(RegionKind.DEFINITION, Span(first, end), is_block=True))
    state.blocks.blocked.append((first, end))
    state.blocks.boundaries.append(end)
    state.line_end = end
    state.next_line = state.leaf_start = end + 1
    return Outcome.DONE


def _marked(leaf: int, mark: str) -> Opener:
    """Make the opener of a block that the same two characters open and close."""

    def opener(state: BlockState, first: int, width: int) -> int:
        pattern = _MARKS[leaf]
        opening = pattern.match(state.text, first, state.line_end)
        if opening is None or pattern.search(state.text, opening.end(), state.line_end):
            return Outcome.TEXT  # closed on the same line: inline
        if state.leaf == Leaf.PARAGRAPH and state.is_mark_open(mark, first):
            return Outcome.TEXT  # this line closes what the paragraph opened
        state.open_leaf(leaf, first)
        return Outcome.DONE

    return opener


def _first_of(*openers: Opener) -> Opener:
    def opener(state: BlockState, first: int, width: int) -> int:
        for attempt in openers:
            outcome = attempt(state, first, width)
            if outcome != Outcome.TEXT:
                return outcome
        return Outcome.TEXT

    return opener


def closing_mark(state: BlockState) -> int:
    """Return where the mark that closes the open math or comment block ends on this line; -1 where it has none."""
    mark = _MARKS[state.leaf].search(state.text, state.cursor, state.line_end)
    return mark.end() if mark else -1


OPENERS: dict[str, Opener] = {
    ">": _quote,
    "#": _heading,
    "=": _setext,
    "-": _first_of(_setext, _table, _thematic, _item),
    "*": _first_of(_thematic, _item),
    "_": _thematic,
    "+": _item,
    "`": _fence,
    "~": _fence,
    "<": _html,
    "|": _table,
    ":": _table,
    "[": _bracket,
    "$": _marked(Leaf.MATH, "$$"),
    "%": _marked(Leaf.COMMENT, "%%"),
    **dict.fromkeys("0123456789", _item),
}
