"""Runs of list items that begin with plain text: what nine lists of ten are made of, read in one go.

`read_items` does what the line by line scanner does for such lines, and leaves everything else to it.
"""

import re
from functools import lru_cache
from itertools import accumulate, pairwise

from vault_tools.parse.structure import BlockState, Container, Leaf

_OPENS = (  # what makes the text behind a mark open another block; most text is seen not to by its first character
    r"(?=[-+*#>0-9`~<$%\[_])"
    r"(?:[-+*](?:[ \t\n]|\Z)|#{1,6}(?:[ \t\n]|\Z)|>|[0-9]{1,9}[.)](?:[ \t\n]|\Z)|```|~~~|<[A-Za-z/!?]|\$\$|%%"
    r"|\[[^\[\]\n]++\]:|-[ \t]*+-[ \t-]*+(?:\n|\Z)|\*[ \t]*+\*[ \t*]*+(?:\n|\Z)|_[ \t]*+_[ \t_]*+(?:\n|\Z))|\Z"
)
# A list item, perhaps after blank lines, whose own first line opens no further block: no tabs, one to four blanks
# behind the mark, and then text.
_ITEM = re.compile(
    rf"\n((?:[ \t]*+\n)*+)( *+)(?:[-+*]|([0-9]{{1,9}})[.)])( {{1,4}})(?![ \t\n]|{_OPENS})"
    r"(?:\[(.)\](?=[ \t\n]|\Z))?+[^\n]*+"
)
_MARK = r"(?:[-+*]|[0-9]{1,9}[.)]) {1,4}"
_TEXT = rf"(?![ \t\n]|\[.\](?:[ \t\n]|\Z)|{_OPENS})[^\n]*+"  # of an item that is no task
# Items at the outermost level that are no tasks, up to blank lines behind which no line is indented, or to the end.
_FLAT_LIST = re.compile(rf"(?:(?:\n{_MARK}{_TEXT})++(?:(?:\n[ \t]*+(?=\n))++(?=\n[^ \t\n])|[ \t\n]*+\Z))++")
_ITEM_LINE = re.compile(r"[^ \t\n](?:[^\n]*[^ \t\n])?+")  # without the blanks at its end
_BLANK_LINES = re.compile(r"(?:[ \t]*+\n)*+")
_END = re.compile(r"\n(?:[ \t]*+\n)++(?=[^ \t\n])")


def read_flat_lists(state: BlockState) -> bool:
    """Read lists of items that hold nothing but text, up to the blank lines behind them, if the next line begins one.

    No containers are open. False where it does not begin one: then nothing has changed.
    """
    text, position = state.text, state.next_line - 1
    if state.leaf == Leaf.PARAGRAPH and text[position + 1] not in "-+*":
        return False  # said first: each line of a long list that is none would be a search to its end
    found = _FLAT_LIST.match(text, position)
    if found is None:
        return False
    boundaries, items = state.blocks.boundaries, state.blocks.items
    start = position + 1
    for line in text[start : found.end()].split(
        "\n"
    ):  # quicker than a pattern: there are more of them than of all else
        if length := len(line.rstrip(" \t")):
            boundaries.append(start)
            items += (start, start + length, 0, 0)
        start += len(line) + 1
    state.leaf = Leaf.NONE
    state.next_line = found.end() + 1
    return True


def read_items(state: BlockState) -> bool:
    """Read list items from the next line on, where no containers but list items are open.

    False where the next line is none of those read here: then nothing has changed. Where the list ends behind
    a blank line its items are closed; otherwise they stay open for the line after the last one read.
    """
    text, position = state.text, state.next_line - 1
    if position < state.no_items_before or (state.containers and state.containers[-1].is_empty):
        return False
    item = _ITEM.match(text, position) if position >= 0 else None
    if item is None:
        state.no_items_before = _BLANK_LINES.match(text, position + 1).end()  # type: ignore[union-attr]
        return False
    boundaries, items = state.blocks.boundaries, state.blocks.items
    indents = list(accumulate(container.needed for container in state.containers)) if state.containers else []
    in_paragraph = state.leaf == Leaf.PARAGRAPH
    start, end = state.item_start, state.content_end  # of the last item, whose own lines have not ended
    depth, task = state.item_depth, state.item_task
    closing, content = None, position
    while item:
        indent_start, mark = item.span(2)
        indent = mark - indent_start
        kept = len(indents)
        while kept and indents[kept - 1] > indent:
            kept -= 1
        if indent - (indents[kept - 1] if kept else 0) > 3:
            break
        if in_paragraph and kept == len(indents) and not _may_interrupt(item):
            break
        if start >= 0:
            items += (start, _trimmed(text, end), depth, ord(task or "\0"))
        start, depth, task = mark, kept, item[5]
        boundaries.append(mark)
        position = end = item.end()
        content = item.end(4)
        indents[kept:] = [content - indent_start]
        if siblings := _siblings(indent).match(text, position):
            items += (mark, _trimmed(text, end), kept, ord(task or "\0"))
            task = None
            lines = _ITEM_LINE.finditer(text, position, siblings.end())
            start, end = next(lines).span()
            boundaries.append(start)
            for line in lines:
                items += (start, end, kept, 0)
                start, end = line.span()
                boundaries.append(start)
            position = end = siblings.end()
            content = siblings.end(1)
            indents[kept] = indent + content - start
        in_paragraph = True
        closing = _END.match(text, position)
        item = None if closing else _ITEM.match(text, position)
    if position < state.next_line:
        return False
    if closing:
        items += (start, _trimmed(text, end), depth, ord(task or "\0"))
        state.item_start, state.leaf = -1, Leaf.NONE
        state.containers = []
        state.next_line = closing.end()
        return True
    state.item_start, state.item_depth, state.item_task, state.content_end = start, depth, task, end
    state.leaf, state.leaf_start = Leaf.PARAGRAPH, content
    state.containers = [
        Container(inner - outer, items) for items, (outer, inner) in enumerate(pairwise([0, *indents]), 1)
    ]
    state.next_line = position + 1
    return True


def _trimmed(text: str, end: int) -> int:
    """Return where the text that ends at `end` ends without the blanks behind it."""
    while text[end - 1] in " \t\n":
        end -= 1
    return end


@lru_cache(maxsize=64)
def _siblings(indent: int) -> re.Pattern[str]:
    """Return the pattern of further items, on the lines that follow, whose marks stand `indent` columns in."""
    return re.compile(rf"(?:\n {{{indent}}}({_MARK}){_TEXT})++")


def _may_interrupt(item: re.Match[str]) -> bool:
    """Whether an item may follow a paragraph's line: with a bullet, with a 1, or behind a blank line."""
    return not item[3] or int(item[3]) == 1 or item.end(1) > item.start(1)
