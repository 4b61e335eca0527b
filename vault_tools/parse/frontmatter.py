"""The front matter: where it begins and ends, its properties, the links in them, and what is wrong with it.

Obsidian's reading (sections 3.1 to 3.8 of `docs/obsidian.md`). An invalid block has no properties at all.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from frontmatter.default_handlers import YAMLHandler

from vault_tools.model import Fault, FrontMatter, Link, Property, Span, Value
from vault_tools.parse.links import property_link
from vault_tools.parse.source import BOM
from vault_tools.parse.yaml12 import Node, YamlError, compose, plain_value

_OPENING = re.compile(r"---[ \t]*+\n")
_CLOSING = re.compile(r"\n---[ \t]*+(?=\n|\Z)")
_KEY_LINE = re.compile(r"[^\s:#\-][^:\n]*:(?:[ \t\n]|\Z)")
_LATE_OPENING = re.compile(r"[ \t\n]++(---)[ \t]*+\n")
_FULLWIDTH_LINE = re.compile(r"^[^\S\n]*+[^\s:：#\-\[{\"'][^:：\n]{0,80}：[^:\n]*+$", re.MULTILINE)
_WIKILINK_LINE = re.compile(r"^[^\n\"'#]*\[\[", re.MULTILINE)
# A key without quotes or anything special in it; a value in quotes without escapes, or plain, or none.
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_FLAT_LINE = re.compile(
    rf"([^\s\-?:,\[\]{{}}#&*!|>'\"%@`.{_CONTROL}][^:#\n{_CONTROL}]{{0,200}}(?<! )):"
    rf"(?: ++(?:\"([^\"\\{_CONTROL}]*+)\"|'([^'{_CONTROL}]*+)'"
    rf"|([^\s\-?:,\[\]{{}}#&*!|>'\"%@`{_CONTROL}](?:[^:#{_CONTROL}]|:(?![ \n])|(?<! )#)*+)))?+ *+(?:\n(?: *+\n)*+|\Z)"
)
_RULE = "invalid-frontmatter"


class ObsidianHandler(YAMLHandler):
    """python-frontmatter's view of a note: splits where Obsidian does, loads YAML 1.2, never writes."""

    FM_BOUNDARY = re.compile(r"\A\ufeff?---[ \t]*$", re.MULTILINE)

    def split(self, text: str) -> tuple[str, str]:
        """Return the YAML text and the body. Raises ValueError where there is no front matter."""
        bounds = find(text)
        if bounds is None:
            raise ValueError("no front matter")
        return text[bounds.yaml_start : bounds.yaml_end], text[bounds.end :]

    def load(self, fm: str, **kwargs: object) -> Any:
        """Return the properties as YAML 1.2 core means them. Raises YamlError."""
        node = compose(fm)
        return node.value if node else {}


class Bounds(NamedTuple):
    """Character offsets: of the opening `---`, of the YAML text between the lines, and behind the closing line."""

    start: int
    yaml_start: int
    yaml_end: int
    end: int


class Reading(NamedTuple):
    """What was read: the block or None, the offset of the body, links in properties, and what is wrong."""

    front_matter: FrontMatter | None
    body_start: int
    links: list[Link]
    faults: list[Fault]


def find(text: str) -> Bounds | None:
    """Find the front matter of a text whose lines end in `\\n`; None where it has none."""
    start = 1 if text.startswith(BOM) else 0
    opening = _OPENING.match(text, start)
    closing = _CLOSING.search(text, opening.end() - 1) if opening else None
    if opening is None or closing is None:
        return None
    return Bounds(start, opening.end(), max(opening.end(), closing.start() + 1), min(closing.end() + 1, len(text)))


def read(text: str, source: str) -> Reading:
    """Read the front matter of `text`, the note with normalised line ends; `source` is the note as it is."""
    bounds = find(text)
    if bounds is None:
        return Reading(None, 1 if text.startswith(BOM) else 0, [], list(_misplaced(text)))
    faults = list(_untidy_opening(source, bounds))
    span = Span(bounds.start, bounds.end)
    if flat := flat_properties(text, bounds.yaml_start, bounds.yaml_end):
        return Reading(FrontMatter(span, flat, is_valid=True), bounds.end, _flat_links(flat), faults)
    yaml = text[bounds.yaml_start : bounds.yaml_end]
    try:
        node = compose(yaml)
        if node and not isinstance(node.value, dict):
            raise YamlError("yaml.not-a-mapping", node.start)
    except YamlError as error:
        faults.append(_yaml_fault(yaml, error, bounds.yaml_start))
        return Reading(FrontMatter(span, (), is_valid=False), bounds.end, [], faults)
    if node is None:
        return Reading(FrontMatter(span, (), is_valid=True), bounds.end, [], faults)
    properties = tuple(_properties(node, bounds.yaml_start))
    links: list[Link] = []
    if "[[" in yaml or "](" in yaml:
        for name, (_, value) in zip(node.value, node.entries, strict=True):  # type: ignore[arg-type]  # a mapping
            links += _links(value, name, bounds.yaml_start)
            faults += _unquoted_wikilinks(value, yaml, bounds.yaml_start)
    return Reading(FrontMatter(span, properties, is_valid=True), bounds.end, links, faults)


def flat_properties(text: str, start: int, end: int) -> tuple[Property, ...]:
    """Read YAML that is nothing but `key: value` lines with values on one line; empty where there is anything else.

    Nine front matters of ten are so, and need no YAML library: see the test that compares the two readings.
    """
    properties: dict[str, Property] = {}
    position = start
    while position < end:
        line = _FLAT_LINE.match(text, position, end)
        if line is None or line[1] in properties:
            return ()
        key, quoted, single, plain = line.groups()
        group = line.lastindex or 1
        value: Value = quoted if single is None else single
        value_span = Span(line.start(group) - 1, line.end(group) + 1)
        if plain is not None:
            plain = plain.rstrip(" ")
            value = plain_value(plain)
            value_span = Span(line.start(4), line.start(4) + len(plain))
        elif group == 1:
            value, value_span = None, Span(line.end(1) + 1, line.end(1) + 1)
        properties[key] = Property(key, value, Span(position, line.end(1)), value_span)
        position = line.end()
    return tuple(properties.values())


def _flat_links(properties: tuple[Property, ...]) -> list[Link]:
    return [
        link
        for prop in properties
        if isinstance(prop.value, str) and "[" in prop.value and (link := _quoted_link(prop.value, prop.span, prop.key))
    ]


def _quoted_link(value: str, span: Span, key: str) -> Link | None:
    """Return the link that a quoted value is; its place is inside the quotes. Without quotes YAML reads no link."""
    return property_link(value, Span(span.start + 1, span.end - 1), key)


def _properties(node: Node, offset: int) -> Iterator[Property]:
    for name, (key, value) in zip(node.value, node.entries, strict=True):  # type: ignore[arg-type]  # a mapping
        items: tuple[Span, ...] = ()
        if isinstance(value.value, list):
            items = tuple(Span(item.start + offset, item.end + offset) for item in value.children)
        key_span = Span(key.start + offset, key.end + offset)
        yield Property(name, value.value, key_span, Span(value.start + offset, value.end + offset), items)


def _links(node: Node, path: str, offset: int) -> Iterator[Link]:
    """Yield the links among a property's texts, with dotted keys: `related.0`."""
    if isinstance(node.value, str):
        span = Span(node.start + offset, node.end + offset)
        if link := _quoted_link(node.value, span, path):
            yield link
    elif isinstance(node.value, dict):
        for name, (_, value) in zip(node.value, node.entries, strict=bool(node.children)):
            yield from _links(value, f"{path}.{name}", offset)
    elif isinstance(node.value, list):
        for index, item in enumerate(node.children):
            yield from _links(item, f"{path}.{index}", offset)


def _unquoted_wikilinks(node: Node, yaml: str, offset: int) -> Iterator[Fault]:
    """Yield a fault for each `[[x]]` without quotes, which YAML reads as a list in a list."""
    inner = node.children[0] if isinstance(node.value, list) and len(node.children) == 1 else None
    if node.is_flow and inner and inner.is_flow and yaml.startswith("[[", node.start) and isinstance(inner.value, list):
        span = Span(node.start + offset, node.end + offset)
        yield Fault("unquoted-wikilink", "unquoted-wikilink", span, {"link": yaml[node.start : node.end]})
        return
    for child in node.children:
        yield from _unquoted_wikilinks(child, yaml, offset)


def _misplaced(text: str) -> Iterator[Fault]:
    """Yield a fault where there is no front matter, but somebody meant there to be."""
    start = 1 if text.startswith(BOM) else 0
    opening = _OPENING.match(text, start)
    if opening and _KEY_LINE.match(text, opening.end()):
        yield Fault(_RULE, "invalid-frontmatter.unclosed", Span(start, start + 3))
    late = _LATE_OPENING.match(text, start)
    if late and _KEY_LINE.match(text, late.end()) and _CLOSING.search(text, late.end() - 1):
        yield Fault(_RULE, "invalid-frontmatter.late", Span(late.start(1), late.end(1)), is_mild=True)


def _untidy_opening(source: str, bounds: Bounds) -> Iterator[Fault]:
    if bounds.start:
        yield Fault(_RULE, "invalid-frontmatter.bom", Span(0, bounds.start + 3), is_mild=True)
    blanks = source[bounds.start + 3 : bounds.yaml_start].rstrip("\r\n")
    if blanks:
        span = Span(bounds.start + 3, bounds.start + 3 + len(blanks))
        yield Fault(_RULE, "invalid-frontmatter.trailing-blanks", span, is_mild=True)


def _yaml_fault(yaml: str, error: YamlError, offset: int) -> Fault:
    """Return the fault at its exact place; two habits get an explanation of their own."""
    place = min(error.offset, max(len(yaml) - 1, 0))
    values = dict(error.values)
    if "line" in values:  # counted within the YAML text; the opening line comes before it
        values["line"] = str(int(values["line"]) + 1)
    message = error.message
    if message in _SYNTAX and (line := _line_near(_FULLWIDTH_LINE, yaml, place)):
        start = line.start() + len(line[0]) - len(line[0].lstrip())
        colon = yaml.index("：", start)
        return Fault(_RULE, "yaml.fullwidth-colon", Span(start + offset, colon + 1 + offset), {"key": yaml[start:colon]})
    line_start = yaml.rfind("\n", 0, place) + 1
    if message in _SYNTAX and _WIKILINK_LINE.match(yaml, line_start):
        message = "yaml.unquoted-wikilink"
    line_end = yaml.find("\n", place)
    end = line_end if line_end > place else place + 1
    return Fault(_RULE, message, Span(place + offset, end + offset), values)


_SYNTAX = frozenset(
    ("yaml.not-a-mapping", "yaml.no-colon", "yaml.text-after-value", "yaml.indentation", "yaml.syntax",
     "yaml.colon-in-value", "yaml.unclosed-bracket")
)  # fmt: skip


def _line_near(pattern: re.Pattern[str], text: str, place: int) -> re.Match[str] | None:
    """Return the last line up to `place`'s that matches, else the first after it."""
    line_end = text.find("\n", place)
    before = list(pattern.finditer(text, 0, line_end if line_end >= 0 else len(text)))
    return before[-1] if before else pattern.search(text, place)
