"""Canvases: the links in them at their places, and what is wrong with them."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vault_tools.model import LinkKind, Note
from vault_tools.parse.canvas import parse_canvas
from vault_tools.parse.note import parse_note


def canvas(*nodes: dict[str, Any], edges: list[Any] | None = None) -> str:
    """Return a canvas's text; nodes without an id get one."""
    numbered = [{"id": f"n{index}"} | node for index, node in enumerate(nodes)]
    return json.dumps({"nodes": numbered, "edges": edges or []}, ensure_ascii=False)


def links(text: str) -> list[tuple[str, str, str | None, str]]:
    """Return kind, target, sub-path and the text at the link's place, for each link."""
    note = parse_canvas("a.canvas", text)
    return [(link.kind, link.target, link.subpath, _at(text, link)) for link in note.links]


def faults(text: str) -> list[tuple[str, str]]:
    """Return the message of each fault, without the rule's name, and the text at its place."""
    found = parse_canvas("a.canvas", text).faults
    assert {fault.rule for fault in found} <= {"invalid-canvas"}
    return [(fault.message.removeprefix("invalid-canvas."), _at(text, fault)) for fault in found]


def _at(text: str, fact: Any) -> str:
    return text[fact.span.start : fact.span.end]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        pytest.param({"type": "file", "file": "x/甲.md"}, [("canvas", "x/甲.md", None, "x/甲.md")], id="file"),
        pytest.param(
            {"type": "file", "file": "a.md", "subpath": "#h"}, [("canvas", "a.md", "#h", "a.md")], id="sub-path"
        ),
        pytest.param(
            {"type": "file", "file": "a.md", "subpath": "h"}, [("canvas", "a.md", None, "a.md")], id="no sub-path"
        ),
        pytest.param({"type": "group", "background": "a.png"}, [("canvas", "a.png", None, "a.png")], id="background"),
        pytest.param({"type": "group", "label": "[[a]]"}, [], id="a label is no Markdown"),
        pytest.param({"type": "text", "text": "甲 [[b#c|d]]"}, [("wikilink", "b", "#c", "[[b#c|d]]")], id="card"),
        pytest.param(
            {"type": "text", "text": "![[b]] [x](c.md)"},
            [("embed", "b", None, "![[b]]"), ("markdown", "c.md", None, "[x](c.md)")],
            id="embed and Markdown link",
        ),
        pytest.param({"type": "text", "text": "`[[b]]` %%[[c]]%%"}, [], id="code and comments"),
        pytest.param(
            {"type": "text", "text": "[[b]]", "file": "c.md"}, [("wikilink", "b", None, "[[b]]")], id="the type decides"
        ),
        pytest.param({"type": "link", "url": "https://example.com"}, [], id="an address"),
    ],
)
def test_links(node: dict[str, Any], expected: list[tuple[str, str, str | None, str]]) -> None:
    assert links(canvas(node)) == expected


@pytest.mark.parametrize(
    ("escaped", "raw"),
    [
        pytest.param(r"\nx\t\u000a[[b]]", "[[b]]", id="short escapes"),
        pytest.param(r"\u7532[[\u4e59]]", r"[[\u4e59]]", id="escaped characters"),
        pytest.param(r"\ud834\udd1e[[b]]", "[[b]]", id="an escaped pair"),
        pytest.param(r"\ud834x[[b]]", "[[b]]", id="half of a pair"),
        pytest.param(r"\\\\[[b]]", "[[b]]", id="backslashes"),
        pytest.param(r"𝄞\"[[b]]\"", "[[b]]", id="quotes"),
        pytest.param(r"[[b\/c]]", r"[[b\/c]]", id="an escaped slash inside"),
    ],
)
def test_places_in_cards_are_those_in_the_file(escaped: str, raw: str) -> None:
    text = f'{{"nodes":[{{"id":"n","type":"text","text":"{escaped}"}}]}}'
    assert [place for _, _, _, place in links(text)] == [raw]


def test_external_links() -> None:
    text = canvas({"type": "link", "url": "https://a.example"}, {"type": "text", "text": "[x](https://b.example)"})
    found = parse_canvas("a.canvas", text).external_links
    assert [(link.kind, link.url, _at(text, link)) for link in found] == [
        (LinkKind.CANVAS, "https://a.example", "https://a.example"),
        (LinkKind.MARKDOWN, "https://b.example", "[x](https://b.example)"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(" \n", [], id="blank"),
        pytest.param("{}", [], id="neither nodes nor edges"),
        pytest.param('{"nodes":[],"edges":[],"x":1}', [], id="more than is known"),
        pytest.param("[]", [("not-an-object", "")], id="a list"),
        pytest.param("1", [("not-an-object", "")], id="a number"),
        pytest.param('{"nodes":', [("json.value", "")], id="torn"),
        pytest.param('{"nodes":[]} x', [("json.extra", "x")], id="something behind it"),
        pytest.param('{"a":1 "b":2}', [("json.comma", "1")], id="no comma"),
        pytest.param('{"nodes":{}}', [("not-a-list", "")], id="nodes are no list"),
        pytest.param('{"nodes":[1]}', [("not-a-list", "")], id="a node is no object"),
        pytest.param('{"edges":[[]]}', [("not-a-list", "")], id="an edge is no object"),
        pytest.param("[" * 100_000, [("limits", "")], id="too deep"),
        pytest.param('{"x":' + "1" * 5_000 + "}", [("limits", "")], id="a number of thousands of digits"),
    ],
)
def test_what_is_no_canvas(text: str, expected: list[tuple[str, str]]) -> None:
    assert faults(text) == expected


CARD = {"type": "text", "text": "t"}


@pytest.mark.parametrize(
    ("nodes", "edges", "expected"),
    [
        pytest.param([CARD, CARD], [{"id": "e", "fromNode": "n0", "toNode": "n1"}], [], id="in order"),
        pytest.param([{"type": "odd"}], [], [("type", "odd")], id="type"),
        pytest.param([{"x": "y"}], [], [("no-type", "n0")], id="no type"),
        pytest.param([{"type": "file"}], [], [("no-file", "n0")], id="no file"),
        pytest.param([{"type": "file", "file": ""}], [], [("no-file", "")], id="an empty file"),
        pytest.param([{"type": "file", "file": 1}], [], [("no-file", "n0")], id="a number for a file"),
        pytest.param([{"type": "group", "background": 1}], [], [("background", "n0")], id="a number for a background"),
        pytest.param([{"type": "group", "background": ""}], [], [], id="no background"),
        pytest.param([{"type": "text"}, {"type": "link"}], [], [], id="neither text nor address"),
        pytest.param([CARD | {"id": "a"}, CARD | {"id": "a"}], [], [("duplicate-id", "a")], id="the same id twice"),
        pytest.param([CARD | {"id": 1}], [], [("no-id", "text")], id="a number for an id"),
        pytest.param([CARD], [{"fromNode": "n0", "toNode": "z"}], [("unknown-node", "z")], id="an edge to nowhere"),
        pytest.param([CARD], [{"fromNode": "n0"}], [("no-end", "n0")], id="an edge with one end"),
        pytest.param(
            [CARD],
            [{"fromNode": ["n0"], "toNode": "n0"}],
            [("unknown-node", "n0")],
            id="a list for an end",
        ),
        pytest.param([], [{}], [("no-end", ""), ("no-end", "")], id="an empty edge"),
    ],
)
def test_what_is_wrong_with_nodes_and_edges(
    nodes: list[dict[str, Any]], edges: list[Any], expected: list[tuple[str, str]]
) -> None:
    assert faults(canvas(*nodes, edges=edges)) == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.just("n0"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "type"]), inner, max_size=2),
    max_leaves=4,
)
things = st.dictionaries(
    st.sampled_from(["id", "type", "file", "subpath", "text", "url", "background", "fromNode", "toNode"]),
    st.sampled_from(["text", "file", "group", "link", "[[a]] 𝄞 ![](b)"]) | json_values,
    max_size=5,
)


@example([], [{"fromNode": []}], True)
@given(st.lists(things, max_size=3), st.lists(things, max_size=2), st.booleans())
def test_whatever_the_json_there_are_facts(nodes: list[Any], edges: list[Any], is_ascii: bool) -> None:
    text = json.dumps({"nodes": nodes, "edges": edges}, ensure_ascii=is_ascii)
    note = parse_canvas("a.canvas", text)
    for fact in (*note.links, *note.external_links, *note.faults):
        assert 0 <= fact.span.start <= fact.span.end <= len(text)


@given(st.text(st.sampled_from('{}[]":,1a\\u \n'), max_size=20))
def test_whatever_the_text_it_is_a_canvas(text: str) -> None:
    assert isinstance(parse_canvas("a.canvas", text), Note)


@given(st.text(st.sampled_from('甲𝄞a[[]]|#!()\n"\\`'), max_size=20), st.booleans())
def test_a_card_has_the_links_of_its_text(card: str, is_ascii: bool) -> None:
    text = json.dumps({"nodes": [{"id": "n", "type": "text", "text": card}]}, ensure_ascii=is_ascii)
    note = parse_note("a.md", card)
    found = parse_canvas("a.canvas", text)
    assert [(link.kind, link.target) for link in found.links] == [(link.kind, link.target) for link in note.links]
    assert [json.loads(f'"{_at(text, link)}"') for link in found.links] == [_at(card, link) for link in note.links]
