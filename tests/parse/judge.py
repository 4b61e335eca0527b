"""What mistune says about a note, and what our scanner says, in a form in which the two can be compared.

mistune knows CommonMark; taught Obsidian's wikilinks, embeds and comments, it is the judge of the scanner. Positions
it does not keep, so contents are compared: headings in order, the others as multisets, white space aside.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

import commonmark
import mistune
from markdown_it import MarkdownIt
from mistune.plugins.footnotes import footnotes
from mistune.plugins.math import math
from mistune.plugins.table import table

from vault_tools.model import LinkKind, Note, RegionKind
from vault_tools.parse.html import VOID_NAMES
from vault_tools.parse.links import WIKILINK
from vault_tools.parse.source import normalise

Token = dict[str, Any]

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")


class Verdict(NamedTuple):
    """The structure of a note's body: levels and texts of headings, contents of code, destinations of links.

    Each code block has one content or, where only its place is known, two: with and without the lines of a fence.
    """

    headings: list[tuple[int, str]]
    code_blocks: list[tuple[str, ...]]
    code_spans: Counter[str]
    links: Counter[tuple[str, str]]


def differences(judge: Verdict, scanner: Verdict) -> dict[str, object]:
    """Return what the two do not agree on, by the name of the field; empty where they agree."""
    found: dict[str, object] = {}
    if judge.headings != scanner.headings:
        found["headings"] = judge.headings, scanner.headings
    if not _same_code([code for (code,) in judge.code_blocks], scanner.code_blocks):
        found["code blocks"] = judge.code_blocks, scanner.code_blocks
    for field in ("code_spans", "links"):
        theirs, ours = getattr(judge, field), getattr(scanner, field)
        if theirs != ours:
            found[field] = theirs - ours, ours - theirs
    return found


def _same_code(contents: list[str], blocks: list[tuple[str, ...]]) -> bool:
    """Whether each block can be given one of the contents that it may have, and none is left."""
    if not blocks:
        return not contents
    first, *rest = sorted(blocks, key=lambda block: len(set(block)))
    for content in dict.fromkeys(first):
        if content in contents:
            left = list(contents)
            left.remove(content)
            if _same_code(left, rest):
                return True
    return False


class _Markdown(mistune.Markdown):
    """Keeps the raw text of headings, which the renderer would turn into inline tokens."""

    def _iter_render(self, tokens: Iterable[Token], state: mistune.BlockState) -> Iterable[Token]:
        kept = []
        for token in tokens:
            if token["type"] == "heading":
                token["raw_text"] = token["text"]
            kept.append(token)
        return super()._iter_render(kept, state)


def _wikilinks(markdown: mistune.Markdown) -> None:
    def parse(inline: Any, match: re.Match[str], state: Any) -> int:
        state.append_token({"type": "wikilink", "raw": match[0]})
        return match.end()

    pattern = WIKILINK.pattern.replace("(?:([^", "(?:(?:[^").replace("|((?:(?!", "|(?:(?:(?!")
    markdown.inline.register("wikilink", pattern, parse, before="link")


def _comments(markdown: mistune.Markdown) -> None:
    def parse(inline: Any, match: re.Match[str], state: Any) -> int:
        state.append_token({"type": "comment", "raw": match[0]})
        return match.end()

    def parse_block(block: Any, match: re.Match[str], state: Any) -> int:
        state.append_token({"type": "comment", "raw": match[0]})
        return match.end()

    markdown.inline.register("comment", r"(?<!%)%%(?!%)[\s\S]*?(?<!%)%%(?!%)", parse, before="link")
    markdown.block.register(
        "comment", r"^ {0,3}%%(?!%)(?![^\n]*%%)[\s\S]*?(?:%%[^\n]*(?:\n|$)|\Z)", parse_block, before="list"
    )


_MARKDOWN_IT = MarkdownIt("commonmark").enable("table")
_JUDGE = _Markdown(renderer=None, plugins=[table, math, footnotes, _wikilinks, _comments])


def ask_mistune(body: str) -> Verdict:
    """Return what mistune says about a note's body."""
    tokens, _ = _JUDGE.parse(normalise(body))
    verdict = Verdict([], [], Counter(), Counter())
    for token in _walk(tokens):
        kind = token["type"]
        if kind == "heading":
            verdict.headings.append((token["attrs"]["level"], _squeezed(token["raw_text"])))
        elif kind == "block_code":
            verdict.code_blocks.append((_code(token["raw"]),))
        elif kind == "codespan":
            verdict.code_spans[_code(token["raw"])] += 1
        elif kind in ("link", "image"):
            verdict.links[kind, _destination(token["attrs"]["url"])] += 1
        elif kind == "wikilink":
            verdict.links["embed" if token["raw"][0] == "!" else "wikilink", token["raw"].lstrip("!")] += 1
    del verdict.links["link", ""], verdict.links["image", ""]  # `[text]()` leads nowhere
    return verdict


def _walk(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token["type"] == "image":  # its text is not shown
            continue
        children = token.get("children", ())
        if token["type"] == "link":  # no link stands in a link; images do
            yield from (child for child in _walk(children) if child["type"] in ("image", "codespan"))
        else:
            yield from _walk(_outside_html(children))


def _outside_html(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield the tokens that do not stand between an inline HTML tag and its closing tag: Obsidian reads none there."""
    tokens = list(tokens)
    skipped = set[int]()
    waiting: dict[str, list[int]] = {}
    for index, token in enumerate(tokens):
        tag = _TAG.match(token["raw"]) if token["type"] == "inline_html" else None
        if tag is None or tag[2].lower() in VOID_NAMES or token["raw"].endswith("/>"):
            continue
        name = tag[2].lower()
        if not tag[1]:
            waiting.setdefault(name, []).append(index)
        elif waiting.get(name):
            skipped.update(range(waiting[name].pop(), index))
    return (
        token if index not in skipped or token["type"] == "codespan" else {"type": "skipped"}
        for index, token in enumerate(tokens)
    )


def ask_scanner(source: str, note: Note) -> Verdict:
    """Return what our scanner says about a note: its facts in the judge's form."""
    text = normalise(source)
    verdict = Verdict([], [], Counter(), Counter())
    for heading in note.headings:
        verdict.headings.append((heading.level, _squeezed(heading.text)))
    for region in note.regions:
        content = text[region.span.start : region.span.end]
        if region.kind is RegionKind.CODE and region.is_block:
            # A last line like a fence that is indented by four is text, but for what lists and quotes indent.
            is_quoted = ">" in text[text.rfind("\n", 0, region.span.start) + 1 : region.span.start]
            unclosed = content.partition("\n")[2] if re.search(r"\n(?: {4}| {0,3}\t)\s*\S+\Z", content) else content
            verdict.code_blocks.append(
                (_code(_without_fence(content, is_quoted=is_quoted)), _code(unclosed), _code(content))
            )
        elif region.kind is RegionKind.CODE:
            verdict.code_spans[_code(content.strip("`"))] += 1
    for link in note.links:
        if link.kind in (LinkKind.WIKILINK, LinkKind.EMBED):
            verdict.links[str(link.kind), text[link.span.start : link.span.end].lstrip("!")] += 1
        elif link.kind in (LinkKind.MARKDOWN, LinkKind.IMAGE):
            kind = "image" if link.kind is LinkKind.IMAGE else "link"
            verdict.links[kind, _destination(link.target + (link.subpath or ""))] += 1
    for external in note.external_links:
        if external.kind is not LinkKind.REFERENCE:
            verdict.links["image" if external.kind is LinkKind.IMAGE else "link", _destination(external.url)] += 1
    return verdict


def ask_markdown_it(body: str) -> Verdict:
    """Return what markdown-it, a port of the reference, says about a note's body; it knows no link by reference here."""
    verdict = Verdict([], [], Counter(), Counter())
    tokens = _MARKDOWN_IT.parse(normalise(body))
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            verdict.headings.append((int(token.tag[1]), _squeezed(tokens[index + 1].content)))
        elif token.type in ("fence", "code_block"):
            verdict.code_blocks.append((_code(token.content),))
        for child in token.children or ():
            if child.type == "code_inline":
                verdict.code_spans[_code(child.content)] += 1
            elif child.type in ("link_open", "image"):
                kind = "image" if child.type == "image" else "link"
                verdict.links[kind, _destination(str(child.attrs.get("href") or child.attrs.get("src") or ""))] += 1
    del verdict.links["link", ""], verdict.links["image", ""]
    return verdict


def ask_commonmark(body: str) -> Verdict:
    """Return what commonmark.py, the other port of the reference, says; of headings it keeps only the levels."""
    verdict = Verdict([], [], Counter(), Counter())
    for node, is_entered in commonmark.Parser().parse(normalise(body)).walker():
        if not is_entered:
            continue
        if node.t == "heading":
            verdict.headings.append((node.level, ""))
        elif node.t == "code_block":
            verdict.code_blocks.append((_code(node.literal),))
        elif node.t == "code":
            verdict.code_spans[_code(node.literal)] += 1
        elif node.t in ("link", "image"):
            verdict.links[node.t, _destination(node.destination)] += 1
    del verdict.links["link", ""], verdict.links["image", ""]
    return verdict


def _without_fence(code: str, *, is_quoted: bool) -> str:
    if not code.lstrip().startswith(("```", "~~~")):
        return code
    lines = code.split("\n")
    fence = re.match(r"\s*(`+|~+)", code)[1]  # type: ignore[index]
    marks = r"[\s>]*" if is_quoted else r"\s*"
    closes = len(lines) > 1 and re.fullmatch(rf"{marks}{fence}{fence[0]}*\s*", lines[-1])
    return "\n".join(lines[1:-1] if closes else lines[1:])


def _code(text: str) -> str:
    return "".join(text.replace(">", "").split())


def _squeezed(text: str) -> str:
    return " ".join(re.sub(r"(?:^|\s)\^[A-Za-z0-9-]+$", "", text.strip()).split())


def _destination(url: str) -> str:
    return "".join(unquote(html.unescape(url)).split())
