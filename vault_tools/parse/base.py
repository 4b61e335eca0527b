"""A base (`.base`, YAML) to facts: the notes its expressions name, and what is wrong with it."""

import re
from collections.abc import Iterator

from vault_tools.model import Fault, Link, LinkKind, Note, Span
from vault_tools.parse.links import wikilink
from vault_tools.parse.source import normalise
from vault_tools.parse.yaml12 import Node, YamlError, compose

_RULE = "invalid-base"
_REFERENCE = re.compile(r"\b(?:link|hasLink)\(\s*+(?:\"([^\"\n]++)\"|'([^'\n]++)')")


def parse_base(path: str, source: str) -> Note:
    """Return the facts of the base at `path` whose text is `source`. An empty base is a valid one."""
    text = normalise(source)
    try:
        root = compose(text)
    except YamlError as error:
        return Note(path, faults=(Fault(_RULE, error.message, Span(*error.bounds(text)), error.values),))
    if root and not isinstance(root.value, dict):
        return Note(
            path, faults=(Fault(_RULE, "invalid-base.not-a-mapping", Span(root.start, max(root.end, root.start + 1))),)
        )
    faults = tuple(_faults(root)) if root else ()
    return Note(path, links=tuple(_references(text)), faults=faults)


def _references(text: str) -> Iterator[Link]:
    """Yield the names given to `link()` and `hasLink()`. Obsidian does not count them as links; they follow renames."""
    for match in _REFERENCE.finditer(text):
        yield wikilink(LinkKind.BASE, match[1] or match[2], Span(*match.span(match.lastindex or 1)))


def _faults(root: Node) -> Iterator[Fault]:
    for key, views in root.entries:
        if key.value != "views":
            continue
        if not isinstance(views.value, list):
            yield Fault(_RULE, "invalid-base.views", Span(views.start, views.end))
            continue
        names = set[str]()
        for view in views.children:
            if not isinstance(view.value, dict):
                yield Fault(_RULE, "invalid-base.view", Span(view.start, max(view.end, view.start + 1)))
                continue
            name = next((value for key, value in view.entries if key.value == "name"), None)
            if name is None:
                continue
            if str(name.value) in names:
                yield Fault(_RULE, "invalid-base.duplicate-view", Span(name.start, name.end), {"name": str(name.value)})
            names.add(str(name.value))
