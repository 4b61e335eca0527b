"""YAML as Obsidian reads it: version 1.2 core, duplicate keys refused, with positions and limits.

libyaml reads the syntax, as a stream of events; nothing is ever constructed from tags, dates or merge keys.
Limits come first, because 80 KB of `[` crash a composer and a page of aliases can unfold into gigabytes.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from vault_tools.model import Value
from vault_tools.parse.plain import plain_value

MAX_BYTES = 256 * 1024
MAX_DEPTH = 50
MAX_ALIASES = 16
MAX_EVENTS = 100_000
MAX_UNFOLDED = 1_000_000
"""Characters and parts of a value with its aliases unfolded: sixteen aliases can stand for a value of gigabytes."""

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
IS_FAST = _LOADER is not yaml.BaseLoader
"""Whether the C library reads YAML; the pure Python reader is ten times slower."""

_BLANKS = re.compile("[ \t]*+")
_KEY = re.compile("[^\n]*?:[ \t]++")
# Line ends in YAML 1.1, plain characters in 1.2: they pass through the 1.1 reader in disguise.
_DISGUISED = re.compile("[\x85\u2028\u2029]")
_DISGUISE = str.maketrans("\x85\u2028\u2029", "\ue085\ue028\ue029")
_REVEAL = str.maketrans("\ue085\ue028\ue029", "\x85\u2028\u2029")


class YamlError(Exception):
    """The text is not valid YAML 1.2, or goes beyond a limit.

    `message` is a key of the catalogue, `values` fill it. `start` and `end` are characters of the text; what has no
    end of its own goes on to the end of its line.
    """

    def __init__(self, message: str, start: int, end: int = -1, **values: str) -> None:
        super().__init__(message, start, end, values)
        self.message = message
        self.start = start
        self.end = end
        self.values = values

    def bounds(self, text: str) -> tuple[int, int]:
        """Return where in `text` the mistake stands: at least one character."""
        start = min(self.start, max(len(text) - 1, 0))
        end = self.end
        if end < 0:
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
        return start, max(end, start + 1)


class Node(NamedTuple):
    """A value with its place: `start` and `end` are character offsets into the text.

    `children` are the nodes of a sequence, or the keys and values of a mapping in turn. `depth` and `size` count what
    is inside with aliases unfolded: levels; characters and parts.
    """

    value: Value
    start: int
    end: int
    children: tuple["Node", ...] = ()
    is_flow: bool = False
    depth: int = 0
    size: int = 1

    @property
    def entries(self) -> Iterator[tuple["Node", "Node"]]:
        """The keys and values of a mapping; nothing for any other value."""
        children = self.children if isinstance(self.value, dict) else ()
        return zip(children[::2], children[1::2], strict=True)


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("anchor", "children", "is_flow", "is_mapping", "keys", "start")

    def __init__(self, event: yaml.CollectionStartEvent) -> None:
        self.is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.start: int = _offset(event.start_mark)
        self.is_flow = bool(event.flow_style)
        self.anchor: str | None = event.anchor
        self.children: list[Node] = []
        self.keys: dict[str, int] = {}


def check_size(text: str) -> None:
    """Raise YamlError if a text has more than MAX_BYTES bytes in UTF-8."""
    if len(text) * 4 > MAX_BYTES and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise YamlError("yaml.too-large", 0, limit=f"{MAX_BYTES // 1024} KB")


def compose(text: str) -> Node | None:
    """Return the one document of `text`, or None where it is empty. Raises YamlError."""
    check_size(text)
    try:
        return _Composer(text).compose()
    except yaml.MarkedYAMLError as error:
        raise _explain(error, text) from None
    except UnicodeEncodeError as error:  # half a character: an escape in JSON can be one, text in UTF-8 cannot
        raise YamlError("yaml.control-character", error.start, error.start + 1) from None
    except yaml.reader.ReaderError as error:
        place = _characters(text, error.position)
        raise YamlError("yaml.control-character", place, place + 1) from None


def _characters(text: str, position: int) -> int:
    """Return the character that a reader's position means: the C library counts bytes there, and only there."""
    return len(text.encode()[:position].decode(errors="ignore")) if IS_FAST else position


_EXPLANATIONS = {
    "could not find expected ':'": "yaml.no-colon",
    "found unexpected end of stream": "yaml.unclosed-quote",
    "found unknown escape character": "yaml.unknown-escape",
    "did not find expected hexdecimal number": "yaml.unknown-escape",  # so spelt there
    "did not find expected ',' or '}'": "yaml.unclosed-bracket",
    "did not find expected ',' or ']'": "yaml.unclosed-bracket",
    "did not find expected <document start>": "yaml.several-documents",
    "block sequence entries are not allowed in this context": "yaml.list-on-key-line",
}


def _explain(error: yaml.MarkedYAMLError, text: str) -> YamlError:
    """Say what libyaml stumbled over in the words of somebody who writes notes."""
    problem, context = error.problem or "", error.context or ""
    mark = error.problem_mark
    if error.context_mark and (mark is None or "simple key" in context or mark.index >= len(text.rstrip())):
        mark = error.context_mark  # where it began says more than where it was noticed
    offset = min(mark.index, len(text)) if mark else 0
    char = text[offset : offset + 1]
    if problem.startswith("found character") or "tab character" in problem:
        key = "yaml.tab" if char == "\t" else "yaml.reserved-character"
        return YamlError(key, offset, offset + 1, character=char)
    if problem.startswith("mapping values are not allowed"):
        return _second_colon(text, offset)
    if problem == "did not find expected key":
        before = text[:offset].rstrip(" ")
        key = "yaml.text-after-value" if before.endswith(('"', "'", "]", "}")) else "yaml.indentation"
        return YamlError(key, offset)
    if "flow node" in context and offset >= len(text.rstrip()):
        bracket = max(text.rfind("["), text.rfind("{"))
        return YamlError("yaml.unclosed-bracket", bracket, bracket + 1)
    key = _EXPLANATIONS.get(problem, "yaml.syntax")
    return YamlError(key, offset, problem=" ".join(filter(None, (problem, context))))


def _second_colon(text: str, offset: int) -> YamlError:
    """Explain a colon that may not stand at `offset`: in a value, or in a line indented below a value."""
    line_start = text.rfind("\n", 0, offset) + 1
    key = _KEY.match(text, line_start, offset)
    if key:
        return YamlError("yaml.colon-in-value", key.end())
    first = _BLANKS.match(text, line_start).end()  # type: ignore[union-attr]  # it matches nothing, too
    if first == line_start and line_start:  # a key like any other: the line before it is none
        return YamlError("yaml.no-colon", text.rfind("\n", 0, len(text[:line_start].rstrip())) + 1)
    return YamlError("yaml.indentation", first)


def _offset(mark: Any) -> int:
    """Return where a mark stands; every event of the readers used here has its marks."""
    index: int = mark.index
    return index


class _Composer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.anchors: dict[str, Node] = {}
        self.aliases = 0
        self.is_disguised = bool(_DISGUISED.search(text))

    def compose(self) -> Node | None:
        documents = events = 0
        next_event = _LOADER(self.text.translate(_DISGUISE) if self.is_disguised else self.text).get_event
        while (event := next_event()) is not None:
            events += 1
            if events > MAX_EVENTS:
                raise YamlError("yaml.too-many-nodes", _offset(event.start_mark), limit=str(MAX_EVENTS))
            if isinstance(event, yaml.ScalarEvent):
                self._add(self._scalar(event), event.anchor)
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(self.open) >= MAX_DEPTH:
                    raise YamlError("yaml.too-deep", _offset(event.start_mark), limit=str(MAX_DEPTH))
                self.open.append(_Open(event))
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(_offset(event.end_mark))
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise YamlError("yaml.several-documents", _offset(event.start_mark))
        return self.root

    def _close(self, end: int) -> None:
        closed = self.open.pop()
        children = tuple(closed.children)
        value: Value
        if closed.is_flow and self.text.startswith("{{", closed.start) and self.text.startswith("}}", end - 2):
            value = self.text[closed.start : end]  # a template's placeholder, which means nothing as a mapping
        elif closed.is_mapping:
            value = {key: node.value for key, node in zip(closed.keys, children[1::2], strict=True)}
        else:
            value = [node.value for node in children]
        end = end if closed.is_flow else max([closed.start, *(node.end for node in children[-1:])])
        depth = 1 + max((node.depth for node in children), default=0)
        size = 1 + sum(node.size for node in children)
        if size > MAX_UNFOLDED:
            raise YamlError("yaml.too-many-nodes", closed.start, limit=f"{MAX_UNFOLDED:,}")
        self._add(Node(value, closed.start, end, children, closed.is_flow, depth, size), closed.anchor)

    def _alias(self, event: yaml.AliasEvent) -> None:
        start = _offset(event.start_mark)
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise YamlError("yaml.too-many-aliases", start, limit=str(MAX_ALIASES))
        if event.anchor not in self.anchors:
            raise YamlError("yaml.unknown-alias", start, _offset(event.end_mark), name=event.anchor or "")
        anchor = self.anchors[event.anchor]
        if len(self.open) + anchor.depth > MAX_DEPTH:
            raise YamlError("yaml.too-deep", start, limit=str(MAX_DEPTH))
        end = _offset(event.end_mark)
        self._add(Node(anchor.value, start, end, depth=anchor.depth, size=anchor.size), None)

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        value: Value = plain_value(event.value) if event.implicit[0] else event.value
        if self.is_disguised and isinstance(value, str):
            value = value.translate(_REVEAL)
        return Node(value, _offset(event.start_mark), _offset(event.end_mark), size=1 + len(event.value))

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if parent.is_mapping and len(parent.children) % 2 == 0:
            self._add_key(parent, node)
        parent.children.append(node)

    def _add_key(self, parent: _Open, node: Node) -> None:
        if node.children or isinstance(node.value, list | dict):  # a mapping or list as a key
            if len(self.open) == 1:
                raise YamlError("yaml.complex-key", node.start, node.end)
            key = self.text[node.start : node.end]
        else:
            key = node.value if isinstance(node.value, str) else self.text[node.start : node.end]
        if key in parent.keys:
            line = self.text.count("\n", 0, parent.keys[key]) + 1
            raise YamlError("yaml.duplicate-key", node.start, node.end, key=key, line=str(line))
        parent.keys[key] = node.start
