"""Front matter that needs a YAML library, read through python-frontmatter's handler interface."""

import re
from collections.abc import Iterator
from typing import Any

from frontmatter.default_handlers import YAMLHandler

from vault_tools.model import Fault, Link, Property, Span
from vault_tools.parse.bounds import find
from vault_tools.parse.links import property_link
from vault_tools.parse.yaml12 import Node, YamlError, compose

RULE = "invalid-frontmatter"

_FULLWIDTH_LINE = re.compile(r"^[^\S\n]*+[^\s:：#\-\[{\"'][^:：\n]{0,80}：[^:\n]*+$", re.MULTILINE)
_MAX_KEY = 400  # characters of a dotted key
_DASH = re.compile(r"[ \t]*+-[^\s-]")
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: [^\n]*+)?$", re.MULTILINE)
_WIKILINK_LINE = re.compile(r"[^\n\"'#]*\[\[")
_VAGUE = frozenset(
    ("yaml.not-a-mapping", "yaml.no-colon", "yaml.text-after-value", "yaml.indentation", "yaml.syntax",
     "yaml.colon-in-value", "yaml.unclosed-bracket")
)  # fmt: skip
"""Complaints of the YAML reader behind which one of two habits may stand that have a better explanation."""


class ObsidianHandler(YAMLHandler):
    """python-frontmatter's view of a note: splits where Obsidian does and loads YAML 1.2, with places.

    `frontmatter.loads(text, handler=ObsidianHandler())` gives what Obsidian reads. Never used to write.
    """

    def split(self, text: str) -> tuple[str, str]:
        """Return the YAML text and the body. Raises ValueError where there is no front matter."""
        bounds = find(text)
        if bounds is None:
            raise ValueError("no front matter")
        return text[bounds.yaml_start : bounds.yaml_end], text[bounds.end :]

    def load(self, fm: str, **kwargs: object) -> Any:
        """Return the properties as YAML 1.2 core means them. Raises YamlError where Obsidian reads none."""
        node = self.compose(fm)
        return node.value if node else {}

    def compose(self, yaml: str) -> Node | None:
        """Return the mapping that a YAML text is, or None where it is empty. Raises YamlError."""
        node = compose(yaml)
        if node and not isinstance(node.value, dict):
            raise YamlError("yaml.not-a-mapping", node.start)
        return node


class YamlReading:
    """The properties of a YAML text that begins at `offset` of its note, the links in them, what is wrong."""

    def __init__(self, yaml: str, offset: int) -> None:
        self.properties: tuple[Property, ...] = ()
        self.links: list[Link] = []
        self.faults: list[Fault] = []
        self.is_valid = True
        self._yaml = yaml
        self._offset = offset
        try:
            node = ObsidianHandler().compose(yaml)
        except YamlError as error:
            self.is_valid = False
            self.faults.append(self._fault(error))
        else:
            if node:
                self._read(node)

    def _span(self, start: int, end: int) -> Span:
        return Span(start + self._offset, end + self._offset)

    def _read(self, node: Node) -> None:
        self.properties = tuple(self._properties(node))
        for name, (_, value) in zip(_mapping(node), node.entries, strict=True):
            self.links += self._links(value, name)
            self.faults += self._unquoted_wikilinks(value)

    def _properties(self, node: Node) -> Iterator[Property]:
        for name, (key, value) in zip(_mapping(node), node.entries, strict=True):
            items = value.children if isinstance(value.value, list) else ()
            yield Property(
                key=name,
                value=value.value,
                key_span=self._span(key.start, key.end),
                span=self._span(value.start, value.end),
                items=tuple(self._span(item.start, item.end) for item in items),
            )

    def _links(self, node: Node, path: str) -> Iterator[Link]:
        """Yield the links among a property's texts, with dotted keys: `related.0`."""
        if isinstance(node.value, str):
            # A link begins with a bracket, so that YAML needs quotes around it: they are not part of its place.
            if link := property_link(node.value, self._span(node.start + 1, node.end - 1), path):
                yield link
        elif isinstance(node.value, dict):
            for name, (_, value) in zip(node.value, node.entries, strict=bool(node.children)):
                yield from self._links(value, _inside(path, name))
        elif isinstance(node.value, list):
            for index, item in enumerate(node.children):
                yield from self._links(item, _inside(path, str(index)))

    def _unquoted_wikilinks(self, node: Node) -> Iterator[Fault]:
        """Yield a fault for each `[[x]]` without quotes, which YAML reads as a list in a list."""
        if self._is_wikilink(node):
            span = self._span(node.start, node.end)
            yield Fault("unquoted-wikilink", "unquoted-wikilink", span, {"link": self._yaml[node.start : node.end]})
            return
        for child in node.children:
            yield from self._unquoted_wikilinks(child)

    def _is_wikilink(self, node: Node) -> bool:
        """Whether a list was written `[[x]]`: in flow style, with one list of nothing but texts in it."""
        if not node.is_flow or not isinstance(node.value, list) or len(node.children) != 1:
            return False
        inner = node.children[0]
        return (
            inner.is_flow
            and self._yaml.startswith("[[", node.start)
            and bool(inner.children)
            and all(isinstance(child.value, str) for child in inner.children)
        )

    def _fault(self, error: YamlError) -> Fault:
        """Return the fault at its exact place, in words that say what to do."""
        yaml = self._yaml
        start, end = error.bounds(yaml)
        message, values = error.message, dict(error.values)
        if "line" in values:  # counted within the YAML text, behind the opening line
            values["line"] = str(int(values["line"]) + 1)
        if conflict := _CONFLICT.search(yaml):
            return Fault(RULE, "yaml.conflict", self._span(*conflict.span()))
        if message in _VAGUE:
            if line := _line_near(_FULLWIDTH_LINE, yaml, start):
                start = line.start() + len(line[0]) - len(line[0].lstrip())
                colon = yaml.index("：", start)
                return Fault(RULE, "yaml.fullwidth-colon", self._span(start, colon + 1), {"key": yaml[start:colon]})
            if message == "yaml.no-colon" and _DASH.match(yaml, yaml.rfind("\n", 0, start) + 1):
                message = "yaml.no-space-after-dash"
            elif _WIKILINK_LINE.match(yaml, yaml.rfind("\n", 0, start) + 1):
                message = "yaml.unquoted-wikilink"
        return Fault(RULE, message, self._span(start, end), values)


def _inside(path: str, part: str) -> str:
    """Return the dotted key of a part; what is longer than anybody's key is cut, for each link keeps its own."""
    return f"{path}.{part}"[:_MAX_KEY]


def _mapping(node: Node) -> dict[str, Any]:
    assert isinstance(node.value, dict)  # noqa: S101  # ObsidianHandler.compose has made sure of it
    return node.value


def _line_near(pattern: re.Pattern[str], text: str, place: int) -> re.Match[str] | None:
    """Return the last line up to `place`'s that matches, else the first after it."""
    line_end = text.find("\n", place)
    before = list(pattern.finditer(text, 0, line_end if line_end >= 0 else len(text)))
    return before[-1] if before else pattern.search(text, place)
