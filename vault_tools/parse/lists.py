"""Runs of list items that begin with plain text: what nine lists of ten are made of, read in one go.

`read_items` does what the line by line scanner does for such lines, and leaves everything else to it.
"""

import re
from itertools import accumulate, pairwise

from vault_tools.parse.structure import BlockState, Container, Leaf

# A list item, perhaps after blank lines, whose own first line opens no further block: no tabs, one to four blanks
# behind the mark, and then text.
_ITEM = re.compile(
    r"\n((?:[ \t]*+\n)*+)( *+)(?:[-+*]|([0-9]{1,9})[.)])( {1,4})"
    r"(?![ \t\n]|[-+*](?:[ \t\n]|\Z)|#{1,6}(?:[ \t\n]|\Z)|>|[0-9]{1,9}[.)](?:[ \t\n]|\Z)|```|~~~|<[A-Za-z/!?]|\$\$|%%"
    r"|\[[^\[\]\n]++\]:|([-*_])[ \t]*+(?:\5[ \t]*+)++(?:\n|\Z)|\Z)"
    r"(?:\[(.)\](?=[ \t\n]|\Z))?+[^\n]*+"
)
_END = re.compile(r"\n(?:[ \t]*+\n)++(?=[^ \t\n])")


def read_items(state: BlockState) -> bool:
    """Read list items from the next line on, where no containers but list items are open.

    False where the next line is none of those read here: then nothing has changed. Where the list ends behind
    a blank line its items are closed; otherwise they stay open for the line after the last one read.
    """
    text, boundaries = state.text, state.blocks.boundaries
    begin = position = state.next_line - 1
    item = _ITEM.match(text, position) if position >= 0 else None
    if item is None or (state.containers and state.containers[-1].is_empty):
        return False
    indents = list(accumulate(container.needed for container in state.containers))
    in_paragraph = state.leaf is Leaf.PARAGRAPH
    sibling = -1  # the indent of the mark of the last item read
    while item:
        indent_start, mark = item.span(2)
        indent = mark - indent_start
        if indent == sibling:
            indents.pop()
        else:
            kept = len(indents)
            while kept and indents[kept - 1] > indent:
                kept -= 1
            if indent - (indents[kept - 1] if kept else 0) > 3:
                break
            if in_paragraph and kept == len(indents) and not _may_interrupt(item):
                break
            del indents[kept:]
            sibling = indent
            in_paragraph = True
        state.end_item(state.content_end)
        state.item_start = mark
        state.item_depth = len(indents)
        state.item_task = item[6]
        indents.append(item.end(4) - indent_start)
        boundaries.append(mark)
        position = state.content_end = item.end()
        item = _ITEM.match(text, position)
    if position == begin:
        return False
    state.next_line = position + 1
    state.leaf = Leaf.PARAGRAPH
    state.leaf_start = state.item_start
    if end := _END.match(text, position):
        state.end_item(position)
        indents.clear()
        state.leaf = Leaf.NONE
        state.next_line = end.end()
    state.containers = [Container(inner - outer) for outer, inner in pairwise([0, *indents])]
    return True


def _may_interrupt(item: re.Match[str]) -> bool:
    """Whether an item may follow a paragraph's line: with a bullet, with a 1, or behind a blank line."""
    return not item[3] or int(item[3]) == 1 or item.end(1) > item.start(1)
