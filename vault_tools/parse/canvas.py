"""A canvas (JSON Canvas 1.0) to facts: the files it shows, the links in its cards, and what is wrong with it."""

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out
from json.scanner import py_make_scanner  # type: ignore[attr-defined]  # the C scanner cannot tell positions
from typing import Any, Self

from msgspec.structs import replace

from vault_tools.model import START, ExternalLink, Fault, Link, LinkKind, Note, Span
from vault_tools.parse.note import parse_note
from vault_tools.properties import shown

_RULE = "invalid-canvas"
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
_MAX_FAULTS = 1_000  # of one canvas: 600 KB of `{},` would be 400,000
_TYPES = ("text", "file", "link", "group")


class _Text(str):
    """A JSON string that knows where its contents stand: offsets inside the quotes."""

    span: Span

    @classmethod
    def placed(cls, text: str, start: int, end: int) -> Self:
        placed = cls(text)
        placed.span = Span(start, end)
        return placed


class _Decoder(json.JSONDecoder):
    """Decodes string values as `_Text`. The standard decoder's own Python scanner does the reading."""

    def __init__(self) -> None:
        super().__init__()
        self.parse_string = self._placed
        self.scan_once = py_make_scanner(self)

    @staticmethod
    def _placed(text: str, start: int, strict: bool = True) -> tuple[_Text, int]:
        value, end = scanstring(text, start, strict)
        return _Text.placed(value, start, end - 1), end


def parse_canvas(path: str, source: str) -> Note:
    """Return the facts of the canvas at `path` whose text is `source`. An empty canvas is a valid one."""
    if not source.strip(" \t\r\n\ufeff"):
        return Note(path)
    try:
        content = _Decoder().decode(source.replace("\ufeff", " ", 1) if source.startswith("\ufeff") else source)
    except json.JSONDecodeError as error:
        return Note(path, faults=(_json_fault(source, error),))
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets in brackets in brackets
        return Note(path, faults=(Fault(_RULE, "invalid-canvas.limits", START),))
    if not isinstance(content, dict):
        return Note(path, faults=(Fault(_RULE, "invalid-canvas.not-an-object", START),))
    return _Canvas(path, source, content).read()


_JSON_MESSAGES = {
    "Expecting ',' delimiter": "json.comma",
    "Expecting ':' delimiter": "json.colon",
    "Expecting property name": "json.name",
    "Expecting value": "json.value",
    "Unterminated string": "json.string",
    "Invalid control character": "json.control",
    "Invalid \\": "json.escape",
    "Extra data": "json.extra",
    "Illegal trailing comma": "json.trailing-comma",  # so called, and placed, from Python 3.13 on
}


def _json_fault(source: str, error: json.JSONDecodeError) -> Fault:
    """Say what the JSON reader stumbled over, where a reader would look for it."""
    before = source[: error.pos].rstrip()
    if before.endswith(",") and source[error.pos : error.pos + 1] in ("]", "}"):
        return Fault(_RULE, "json.trailing-comma", Span(len(before) - 1, len(before)))
    key = next((key for beginning, key in _JSON_MESSAGES.items() if error.msg.startswith(beginning)), "json.syntax")
    start = len(before) - 1 if key == "json.comma" else error.pos
    return Fault(_RULE, key, Span(start, start + 1), {"problem": error.msg.lower()})


class _Canvas:
    def __init__(self, path: str, source: str, content: dict[str, Any]) -> None:
        self.path = path
        self.source = source
        self.content = content
        self.links: list[Link] = []
        self.external_links: list[ExternalLink] = []
        self.faults: list[Fault] = []

    def read(self) -> Note:
        ids = set[str]()
        for node in self._objects("nodes"):
            self._check_id(node, ids)
            self._read_node(node)
        edge_ids = set[str]()
        for edge in self._objects("edges"):
            if "id" in edge:
                self._check_id(edge, edge_ids, "invalid-canvas.duplicate-edge")
            for end in ("fromNode", "toNode"):
                id = edge.get(end)
                if id is None:
                    self._fault("invalid-canvas.no-end", None, edge, end=end)
                elif not isinstance(id, str) or id not in ids:
                    self._fault("invalid-canvas.unknown-node", id, edge, end=end, id=shown(id))
        return Note(
            path=self.path,
            links=tuple(self.links),
            external_links=tuple(self.external_links),
            faults=tuple(self.faults),
        )

    def _objects(self, key: str) -> Iterator[dict[str, Any]]:
        items = self.content.get(key, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            self.faults.append(Fault(_RULE, "invalid-canvas.not-a-list", START, {"key": key}))
            return
        yield from items

    def _check_id(self, node: dict[str, Any], ids: set[str], duplicate: str = "invalid-canvas.duplicate-id") -> None:
        id = node.get("id")
        if not isinstance(id, str):
            self._fault("invalid-canvas.no-id", id, node)
        elif id in ids:
            self._fault(duplicate, id, node, id=str(id))
        else:
            ids.add(id)

    def _read_node(self, node: dict[str, Any]) -> None:
        kind = node.get("type")
        if kind is None:
            self._fault("invalid-canvas.no-type", None, node)
        elif kind not in _TYPES:
            self._fault("invalid-canvas.type", kind, node, type=shown(kind))
        elif kind == "file":
            self._file(node.get("file"), node.get("subpath"), node)
        elif kind == "group" and (background := node.get("background")):
            if isinstance(background, str):
                self._file(background, None, node)
            else:
                self._fault("invalid-canvas.background", background, node)
        elif kind == "text" and isinstance(text := node.get("text"), _Text):
            self._card(text)
        elif kind == "link" and isinstance(url := node.get("url"), _Text):
            self.external_links.append(ExternalLink(LinkKind.CANVAS, str(url), url.span))

    def _file(self, file: object, subpath: object, node: dict[str, Any]) -> None:
        if not isinstance(file, _Text) or not file:
            self._fault("invalid-canvas.no-file", file, node)
        else:
            fragment = str(subpath) if isinstance(subpath, str) and subpath.startswith("#") else None
            self.links.append(Link(LinkKind.CANVAS, str(file), fragment, file.span))

    def _card(self, text: _Text) -> None:
        """Take in the links of a card's Markdown, at their places in the file."""
        card = parse_note(self.path, str(text))
        if not card.links and not card.external_links:
            return
        raw = self.source[text.span.start : text.span.end]
        places = [text.span.start + match.start() for match in _CHARACTER.finditer(raw)]
        places.append(text.span.end)
        for link in card.links:
            self.links.append(replace(link, span=_moved(link.span, places)))
        for external in card.external_links:
            self.external_links.append(replace(external, span=_moved(external.span, places)))

    def _fault(self, message: str, value: object, owner: dict[str, Any], **values: str) -> None:
        """Record a fault at the first of the value and the object's other texts that has a place."""
        if len(self.faults) == _MAX_FAULTS:
            return
        texts = (text for text in (value, *owner.values()) if isinstance(text, _Text))
        first = next(texts, None)
        self.faults.append(Fault(_RULE, message, first.span if first is not None else START, values))


def _moved(span: Span, places: list[int]) -> Span:
    return Span(places[span.start], places[span.end])
