"""Suppression comments: `%% vault-ignore broken-link -- reason %%`, and the same in `<!-- … -->`."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from vault_tools.model import Directive, FrontMatter, Region, RegionKind, Span

KEYWORD = "vault-ignore"
"""The word in comments, and the front-matter key that covers the whole note."""

_COMMENT = re.compile(r"(?:%%|<!--)\s*+vault-ignore(-file)?+(?![\w-])[:：]?+")
_REASON = re.compile(r"\s--(?:\s|\Z)|\s*——")
_SEPARATORS = str.maketrans(",，、", "   ")
_ALL = "all"
_BLANK = re.compile(r"[ \t\n]*+")


def read(text: str, front_matter: FrontMatter | None, regions: list[Region]) -> tuple[Directive, ...]:
    """Return the suppressions of a note, those of its front matter first. `regions` are sorted by start."""
    comments = [region for region in regions if region.kind is RegionKind.COMMENT]
    if not comments and KEYWORD not in (text[: front_matter.span.end] if front_matter else ""):
        return ()
    return (*_in_front_matter(front_matter), *_Comments(text, comments, regions).read())


def _in_front_matter(front_matter: FrontMatter | None) -> Iterator[Directive]:
    for prop in front_matter.properties if front_matter else ():
        if prop.key == KEYWORD:
            names = prop.value if isinstance(prop.value, list) else [prop.value]
            ids = tuple(id for name in names if isinstance(name, str) for id in _split(name))
            if ids or prop.value in (True, _ALL):  # an empty value ignores nothing
                yield Directive(ids, Span(prop.key_span.start, prop.span.end), None)


def _split(names: str) -> tuple[str, ...]:
    """Return the ids in a list, separated also as a Chinese keyboard does; `all` stands for every rule: no ids."""
    ids = tuple(names.translate(_SEPARATORS).split())
    return () if ids == (_ALL,) else ids


class _Comments:
    """Reads comments from the last to the first, so that each finds what comes after it already known."""

    def __init__(self, text: str, comments: list[Region], regions: list[Region]) -> None:
        self.text = text
        self.comments = comments
        self.blocks = [region.span for region in regions if region.is_block]
        self.block_starts = [span.start for span in self.blocks]
        self.next_comment = Span(-1, -1)
        self.next_block = Span(len(text), len(text))

    def read(self) -> list[Directive]:
        directives = []
        for region in reversed(self.comments):
            words = self.text[region.span.start : region.span.end]
            opening = _COMMENT.match(words)
            if opening is None:
                continue
            inner = words[opening.end() :].partition("-->" if words[0] == "<" else "%%")[0]
            ids = _split(_REASON.split(inner, maxsplit=1)[0])
            directives.append(Directive(ids, region.span, None if opening[1] else self._covered(region.span)))
        return directives[::-1]

    def _covered(self, comment: Span) -> Span:
        """Return what a comment covers: the next block if it is alone on its line, else that line."""
        line_start = self.text.rfind("\n", 0, comment.start) + 1
        line_end = self._line_end(comment.end)
        around = self.text[line_start : comment.start] + self.text[comment.end : line_end]
        if around.strip(" \t>\ufeff"):
            return Span(line_start, line_end)
        start = _BLANK.match(self.text, line_end).end()  # type: ignore[union-attr]  # it matches nothing, too
        if start != self.next_comment.start:  # else two comments in a row cover the same block
            self.next_block = Span(start, self._block_end(start))
        self.next_comment = comment
        return self.next_block

    def _block_end(self, start: int) -> int:
        """Return the end of the block at `start`: before the next blank line that no code or comment holds."""
        position = start
        while position < len(self.text):
            if self.next_block.start == position > start:
                return self.next_block.end
            end = self._line_end(position)
            index = bisect_left(self.block_starts, end) - 1
            if index >= 0:
                end = max(end, self.blocks[index].end)
            if not self.text[end + 1 : self._line_end(end + 1)].strip():
                return min(end, len(self.text))
            position = end + 1
        return len(self.text)

    def _line_end(self, start: int) -> int:
        end = self.text.find("\n", start)
        return len(self.text) if end < 0 else end
