"""Bases: the names in their expressions, and what is wrong with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.model import LinkKind, Note
from vault_tools.parse.base import parse_base


def faults(text: str) -> list[tuple[str, str]]:
    """Return the message of each fault and the text at its place, up to the end of the line."""
    found = parse_base("a.base", text).faults
    assert {fault.rule for fault in found} <= {"invalid-base"}
    return [(fault.message, text[fault.span.start : fault.span.end]) for fault in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('filters:\n  and:\n    - file.hasLink("甲")\n', ["甲"], id="hasLink"),
        pytest.param('filters: \'link("a#h", "b") == this\'', ["a"], id="link, without its sub-path"),
        pytest.param("formulas:\n  x: link( 'a b' )\n", ["a b"], id="single quotes"),
        pytest.param("formulas:\r\n  x: link('a') + link('b')\r\n", ["a", "b"], id="several, CRLF"),
        pytest.param('filters: file.inFolder("x")', [], id="a folder"),
        pytest.param('filters: file.hasTag("x")', [], id="a tag"),
        pytest.param('filters: unlink("x")', [], id="another function"),
        pytest.param("filters: link(this)", [], id="no text"),
        pytest.param('filters: link("")', [], id="an empty text"),
        pytest.param("filters: '[[a]]'", [], id="a wikilink means nothing here"),
    ],
)
def test_references(text: str, expected: list[str]) -> None:
    note = parse_base("a.base", text)
    assert [link.target for link in note.links] == expected
    assert {link.kind for link in note.links} <= {LinkKind.BASE}
    assert all(text[link.span.start : link.span.end].startswith(link.target) for link in note.links)
    assert note.faults == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("# nothing\n", [], id="only a comment"),
        pytest.param("views:\n  - type: table\n    name: x\n  - type: cards\n    name: y\n", [], id="in order"),
        pytest.param("views:\n  - type: table\n  - type: table\n", [], id="views without names"),
        pytest.param("views: []\nunknown: 1\n", [], id="more than is known"),
        pytest.param("- a\n", [("invalid-base.not-a-mapping", "- a")], id="a list"),
        pytest.param("text", [("invalid-base.not-a-mapping", "text")], id="a text"),
        pytest.param("views: x\n", [("invalid-base.views", "x")], id="views are no list"),
        pytest.param("views:\n  a: 1\n", [("invalid-base.views", "a: 1")], id="views are a mapping"),
        pytest.param("views:\n  - x\n  - type: table\n", [("invalid-base.view", "x")], id="a view is a text"),
        pytest.param("views:\n  -\n", [("invalid-base.view", "\n")], id="a view is nothing"),
        pytest.param(
            "views:\n  - name: x\n  - name: X\n  - name: x\n",
            [("invalid-base.duplicate-view", "x")],
            id="the same name twice",
        ),
        pytest.param(
            "views:\n  - name: '1'\n  - name: 1\n", [("invalid-base.duplicate-view", "1")], id="the same name, quoted"
        ),
        pytest.param("a: 1\na: 2\n", [("yaml.duplicate-key", "a")], id="a key twice"),
        pytest.param("a:\n\t- b\n", [("yaml.tab", "\t")], id="a tab"),
        pytest.param("a: [\n", [("yaml.unclosed-bracket", "[")], id="an open bracket"),
        pytest.param("a: " + "[" * 60, [("yaml.too-deep", "[" * 11)], id="too deep"),
        pytest.param("a: *b\n", [("yaml.unknown-alias", "*b")], id="an alias of nothing"),
        pytest.param("a: 1\n---\nb: 1\n", [("yaml.several-documents", "---")], id="two documents"),
    ],
)
def test_faults(text: str, expected: list[tuple[str, str]]) -> None:
    assert faults(text) == expected


def test_references_in_an_invalid_base_are_not_read() -> None:
    assert parse_base("a.base", "a: [link('b')\n").links == ()


@given(st.text(st.sampled_from("ab:- \n[]{}'\"*&#|>\t\r"), max_size=24))
def test_whatever_the_text_it_is_a_base(text: str) -> None:
    note = parse_base("a.base", text)
    assert isinstance(note, Note)
    for fault in note.faults:
        assert 0 <= fault.span.start <= len(text)
