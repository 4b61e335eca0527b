"""The inline constructs of a note's prose, read from left to right: links, tags, code, math, comments, HTML.

Whatever opens first wins, as with CommonMark's code spans and autolinks; brackets become links when they close.
Nothing crosses a blank line or the start of a block (`Blocks.boundaries`).
"""

import re
from bisect import bisect_right
from sys import intern
from typing import NamedTuple

from vault_tools.model import BlockId, ExternalLink, Footnote, Link, LinkKind, Region, RegionKind, Span, Tag
from vault_tools.parse import html
from vault_tools.parse.links import WIKILINK, is_internal, markdown_link, read_destination, wikilink
from vault_tools.parse.structure import Blocks
from vault_tools.parse.tokens import FIRST_SUSPICIOUS_ASTRAL, INVISIBLE, SPECIAL_TOKEN, TOKEN

# Looking up a member of an enumeration takes Python 3.11 longer than making a link of it.
_WIKILINK, _EMBED, _MARKDOWN, _IMAGE = LinkKind.WIKILINK, LinkKind.EMBED, LinkKind.MARKDOWN, LinkKind.IMAGE
_CODE, _MATH, _COMMENT, _HTML = RegionKind.CODE, RegionKind.MATH, RegionKind.COMMENT, RegionKind.HTML
_BLANK_LINE = re.compile(r"\n[ \t]*+(?=\n|\Z)")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

_TAG = re.compile(r"#([^\s\u2000-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\]++)")
_BLOCK_ID = re.compile(r"\^([A-Za-z0-9-]++)[ \t]*+(?=\n|\Z)")
_NEXT_LINE = re.compile(r"\n?[ \t>]*+")
_FOOTNOTE = re.compile(r"\[\^([^\s\[\]^]++)\]")
_INLINE_MATH = re.compile(r"\$(?![\s$])(?:[^$\\\n]|\\.)*+(?<![\s\\])\$(?![0-9$])")
_COMMENT_MARK = re.compile(r"(?<!%)%%(?!%)")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999}+)\]", re.DOTALL)
_SPACES = re.compile(r"\s+")
_BACKTICKS = re.compile(r"`++")
_MAX_LABEL = 1000  # characters kept of a link's text; also CommonMark's limit for the label of a reference
_FIXED_HTML = (("<!--", "-->", _COMMENT), ("<?", "?>", _HTML), ("<!", ">", _HTML))


class _Opener(NamedTuple):
    """A `[`, `![` or `^[` that may become a link, and how much had been found before it."""

    start: int
    mark: str
    links: int
    tags: int


class _OpenTag(NamedTuple):
    """An HTML tag that waits for its closing tag, and how much had been found before it."""

    start: int
    links: int
    external_links: int
    tags: int
    footnotes: int


class Inline:
    """Scans `text` from `start` on, where `blocks` is its block structure.

    The lists are the result, in order. `has_invisible` says whether characters that nobody sees were met anywhere in
    the text, code and front matter included: looking for them on the way costs a tenth of a search of their own.
    """

    def __init__(self, text: str, start: int, blocks: Blocks) -> None:
        self.links: list[Link] = []
        self.external_links: list[ExternalLink] = []
        self.tags: list[Tag] = []
        self.block_ids: list[BlockId] = []
        self.footnotes: list[Footnote] = []
        self.regions: list[Region] = []
        self.has_invisible = INVISIBLE.search(text, 1, start) is not None  # a byte order mark at 0 is none
        self.used_labels: set[str] = set()  # of definitions that something refers to
        self._text = text
        self._boundaries = blocks.boundaries
        self._tables = blocks.tables
        self._labels = frozenset(normal_label(definition.label) for definition in blocks.definitions)
        self._run_end = start  # no inline construct that begins before it goes beyond it
        self._openers: list[_Opener] = []
        self._inactive = 0  # so many of the openers, from the first, can no longer become links
        self._open_tags: dict[str, list[_OpenTag]] = {}
        self._absent: dict[str, int] = {}  # closing mark -> the end of the run that lacks it
        self._scan(start, blocks.blocked)

    def _scan(self, position: int, blocked: list[tuple[int, int]]) -> None:
        search, text = TOKEN.search, self._text
        handlers = {
            "\\": self._escape, "`": self._code, "[": self._bracket, "!": self._image, "]": self._close,
            "<": self._angle, "$": self._math, "%": self._comment, "#": self._tag, "^": self._caret,
        }  # fmt: skip
        links, regions = self.links, self.regions
        walls = iter([*blocked, (len(text), len(text))])
        wall_start, wall_end = next(walls)
        is_looking = not self.has_invisible
        while token := search(text, position):
            position, end = token.span()
            while position >= wall_end and wall_end < len(text):
                wall_start, wall_end = next(walls)
            if position >= wall_start:
                position = wall_end
            elif groups := token.lastindex:
                if groups > 2:
                    self._plain_link(position, token)
                elif target := token[1].strip():
                    label = token[2]
                    span = Span(position, end)
                    links.append(Link(_WIKILINK, intern(target), None, span, label and label.strip()))
                position = end
            elif end - position > 2:
                regions.append(Region(_CODE, Span(position, end), False))
                position = end
            elif handler := handlers.get(text[position]):
                start = position + 1
                position = handler(position)
                if is_looking and position > start and INVISIBLE.search(text, start, position):
                    is_looking, search = False, SPECIAL_TOKEN.search
            else:
                if is_looking and not "\uffff" < text[position] < FIRST_SUSPICIOUS_ASTRAL:
                    is_looking, search = False, SPECIAL_TOKEN.search
                position += 1
        self.has_invisible = not is_looking or any(INVISIBLE.search(text, *wall) for wall in blocked)

    def _limit(self, position: int) -> int:
        """Return the end of the run of prose that `position` stands in."""
        if position >= self._run_end:
            self._openers.clear()
            self._inactive = 0
            self._open_tags.clear()
            index = bisect_right(self._boundaries, position)
            boundary = self._boundaries[index] if index < len(self._boundaries) else len(self._text)
            blank = _BLANK_LINE.search(self._text, position, boundary)
            self._run_end = blank.start() if blank else boundary
        return self._run_end

    def _find(self, mark: str, position: int, limit: int) -> int:
        """Find `mark` before `limit`, or -1. That it is not there is remembered: many openers cost one search."""
        if self._absent.get(mark) == limit:
            return -1
        found = self._text.find(mark, position, limit)
        if found < 0:
            self._absent[mark] = limit
        return found

    def _add_region(self, kind: RegionKind, start: int, end: int) -> int:
        self.regions.append(Region(kind, Span(start, end), is_block=False))
        return end

    # -- one handler for each first character: takes its position, returns where to go on ----------------------

    def _escape(self, position: int) -> int:
        return position + 1 + (self._text[position + 1 : position + 2] in _PUNCTUATION)

    def _code(self, position: int) -> int:
        token = _BACKTICKS.match(self._text, position)[0]  # type: ignore[index]  # the handler of backticks
        found = position + len(token)
        limit = self._limit(position)
        while (found := self._find(token, found, limit)) >= 0:
            end = _BACKTICKS.match(self._text, found).end()  # type: ignore[union-attr]  # it was found there
            if end - found == len(token):
                return self._add_region(_CODE, position, end)
            found = end
        self._absent[token] = limit
        return position + len(token)

    def _math(self, position: int) -> int:
        limit = self._limit(position)
        if self._text.startswith("$$", position):
            found = self._find("$$", position + 2, limit)
            return position + 2 if found < 0 else self._add_region(_MATH, position, found + 2)
        math = _INLINE_MATH.match(self._text, position, limit)
        return self._add_region(_MATH, position, math.end()) if math else position + 1

    def _comment(self, position: int) -> int:
        limit = self._limit(position)
        if self._text[position - 1 : position] != "%" and self._absent.get("%%") != limit:
            if closing := _COMMENT_MARK.search(self._text, position + 2, limit):
                return self._add_region(_COMMENT, position, closing.end())
            self._absent["%%"] = limit
        return position + 2

    def _tag(self, position: int) -> int:
        tag = _TAG.match(self._text, position) if self._begins_text(position) else None
        if tag is None or (tag[1].isascii() and tag[1].isdigit()):
            return position + 1
        self.tags.append(Tag(tag[1], Span(position, tag.end())))
        return tag.end()

    def _begins_text(self, position: int) -> bool:
        """Whether white space, or the beginning of a quote's line or of a table's cell, comes before."""
        before = self._text[position - 1 : position]
        if before == "|":
            index = bisect_right(self._tables, (position, position)) - 1
            return index >= 0 and position < self._tables[index][1]
        if before == ">":
            position -= 1
            while position >= 0 and self._text[position] in " \t>":
                position -= 1
            return position < 0 or self._text[position] == "\n"
        return not before or before.isspace()

    def _caret(self, position: int) -> int:
        text = self._text
        if text.startswith("[", position + 1):
            self._push(position, "^[")
            return position + 2
        block = _BLOCK_ID.match(text, position) if not position or text[position - 1].isspace() else None
        if block is None:
            return position + 1
        next_line = _NEXT_LINE.match(text, block.end())
        if next_line is None or self._limit(position) <= next_line.end():  # last in its block
            self.block_ids.append(BlockId(block[1], Span(position, block.end(1))))
        return block.end()

    # -- HTML and autolinks ----------------------------------------------------------------------------------

    def _angle(self, position: int) -> int:
        limit = self._limit(position)
        if autolink := html.AUTOLINK.match(self._text, position, limit):
            url = autolink[1] or f"mailto:{autolink[2]}"
            self.external_links.append(ExternalLink(_MARKDOWN, url, Span(position, autolink.end())))
            return autolink.end()
        for opening, closing, kind in _FIXED_HTML:
            if self._text.startswith(opening, position):
                found = self._find(closing, position + 2, limit)
                return position + 1 if found < 0 else self._add_region(kind, position, found + len(closing))
        if tag := html.CLOSE_TAG.match(self._text, position, limit):
            return self._close_tag(tag[1].lower(), position, tag.end())
        if tag := html.OPEN_TAG.match(self._text, position, limit):
            if not tag[2] and (name := tag[1].lower()) not in html.VOID_NAMES:
                found_before = len(self.links), len(self.external_links), len(self.tags), len(self.footnotes)
                self._open_tags.setdefault(name, []).append(_OpenTag(position, *found_before))
            return self._add_region(_HTML, position, tag.end())
        return position + 1

    def _close_tag(self, name: str, position: int, end: int) -> int:
        """Forget what was found between the tags: Obsidian reads no Markdown there."""
        waiting = self._open_tags.get(name)
        if not waiting:
            return self._add_region(_HTML, position, end)
        opening = waiting.pop()
        del self.links[opening.links :], self.external_links[opening.external_links :]
        del self.tags[opening.tags :], self.footnotes[opening.footnotes :]
        return self._add_region(_HTML, opening.start, end)

    # -- brackets --------------------------------------------------------------------------------------------

    def _push(self, position: int, mark: str) -> None:
        self._limit(position)
        self._openers.append(_Opener(position, mark, len(self.links), len(self.tags)))

    def _image(self, position: int) -> int:
        if self._text.startswith("[[", position + 1) and (end := self._wikilink(_EMBED, position)):
            return end
        self._push(position, "![")
        return position + 2

    def _bracket(self, position: int) -> int:
        text = self._text
        if text.startswith("[", position + 1):
            if end := self._wikilink(_WIKILINK, position):
                return end
        elif text.startswith("^", position + 1) and (footnote := _FOOTNOTE.match(text, position)):
            self.footnotes.append(Footnote(footnote[1], Span(position, footnote.end()), is_definition=False))
            return footnote.end()
        self._push(position, "[")
        return position + 1

    def _wikilink(self, kind: LinkKind, position: int) -> int:
        """Read a wikilink or embed; return its end, or 0 where there is none."""
        text = self._text
        match = WIKILINK.match(text, position)
        if match is None:
            return 0
        end = match.end()
        span = Span(position, end)
        is_citation = kind is LinkKind.WIKILINK and text.startswith("(", end) and self._is_cited(position, end)
        self.links.append(wikilink(kind, match[1] or match[2], span, is_citation=is_citation))
        return end

    def _is_cited(self, start: int, end: int) -> bool:
        """Whether the `[[1]]` between `start` and `end` is followed by `(https://…)`: an address outside the vault."""
        tail = read_destination(self._text, end, self._limit(start))
        return tail is not None and not is_internal(tail[0])

    def _plain_link(self, position: int, token: re.Match[str]) -> None:
        """Take in a link or image that the token's pattern has read to its end."""
        kind, label, destination = _IMAGE, token[3], token[4]
        if self._text[position] == "[":
            kind = _MARKDOWN
            if self._openers:
                self._limit(position)
                self._inactive = len(self._openers)
        link = markdown_link(kind, destination, Span(position, token.end()), label[:_MAX_LABEL])
        if isinstance(link, Link):
            self.links.append(link)
        elif link:
            self.external_links.append(link)

    def _close(self, position: int) -> int:
        limit = self._limit(position)
        if not self._openers:
            return position + 1
        opener = self._openers.pop()
        depth = len(self._openers)
        is_active = depth >= self._inactive or opener.mark == "!["
        self._inactive = min(self._inactive, depth)
        if not is_active or opener.mark == "^[":
            return position + 1
        kind = _IMAGE if opener.mark == "![" else _MARKDOWN
        if tail := read_destination(self._text, position + 1, limit):
            destination, end = tail
            link = markdown_link(kind, destination, Span(opener.start, end), self._label(opener, position))
        else:
            link, end = None, self._reference_end(opener, position, limit)
            if not end:
                return position + 1
        self._clear_label(opener, keep_images=kind is _MARKDOWN)
        if isinstance(link, Link):
            self.links.insert(opener.links, link)
        elif link:
            self.external_links.append(link)
        if kind is _MARKDOWN:
            self._inactive = depth
        return end

    def _label(self, opener: _Opener, end: int) -> str:
        start = opener.start + len(opener.mark)
        return self._text[start : min(end, start + _MAX_LABEL)]

    def _reference_end(self, opener: _Opener, position: int, limit: int) -> int:
        """Return the end of a reference link whose text closes at `position`; 0 where nothing is defined so."""
        if not self._labels or position - opener.start > _MAX_LABEL:
            return 0
        label = _LABEL.match(self._text, position + 1, limit)
        name = label[1] if label and label[1].strip() else self._label(opener, position)
        name = normal_label(name)
        if name not in self._labels:
            return 0
        self.used_labels.add(name)
        return label.end() if label else position + 1

    def _clear_label(self, opener: _Opener, *, keep_images: bool) -> None:
        """Forget links and tags inside a link's text; images there are shown, so they stay."""
        kept = [link for link in self.links[opener.links :] if keep_images and link.is_embed]
        self.links[opener.links :] = kept
        del self.tags[opener.tags :]


def normal_label(label: str) -> str:
    """Return the form in which the labels of reference links are compared (CommonMark 4.7)."""
    return _SPACES.sub(" ", label.strip()).casefold()
