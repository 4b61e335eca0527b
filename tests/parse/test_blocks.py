"""Headings, list items and unclosed blocks: what the judges of `test_agreement` cannot see."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parse.test_agreement import documents
from vault_tools.parse import blocks
from vault_tools.parse.note import parse_note


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# a\n## b ##\n### c # d\n####### e\n#f", [(1, "a"), (2, "b"), (3, "c # d")], id="ATX"),
        pytest.param("a\n===\n\nb\nc\n---\n", [(1, "a"), (2, "b\nc")], id="setext"),
        pytest.param("## 一 ^id\n## 二^id", [(2, "一"), (2, "二^id")], id="a block id is no part of it"),
        pytest.param("## [[N|al]] *em* `code`", [(2, "[[N|al]] *em* `code`")], id="raw source"),
        pytest.param("#\n# \n", [(1, ""), (1, "")], id="empty"),
        pytest.param("```\n# a\n```\n    # b\n<!--\n# c\n-->\n", [], id="not in code or comments"),
        pytest.param("---\ntitle: x\n---\n# a\n", [(1, "a")], id="behind front matter"),
        pytest.param("---\ntitle: x\n---\na\nb\n---\n", [(2, "a\nb")], id="setext behind front matter"),
        pytest.param("a #\n===\n", [(1, "a #")], id="setext keeps its marks"),
    ],
)
def test_headings(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(heading.level, heading.text) for heading in parse_note("note.md", text).headings] == expected


@settings(max_examples=200)
@given(st.sampled_from(["", "a\nb\n===\n", "a\n---\n", "a $$\n"]), documents)
def test_front_matter_is_no_part_of_what_follows(beginning: str, text: str) -> None:
    head, text = "---\n$$: 1\n---\n", beginning + text
    alone, behind = parse_note("note.md", text), parse_note("note.md", head + text)
    if alone.front_matter is None:
        for kind in ("headings", "links", "external_links", "tags", "regions", "blocks", "footnotes"):
            shifted = [fact.span.start - len(head) for fact in getattr(behind, kind)]
            assert shifted == [fact.span.start for fact in getattr(alone, kind)]
        assert [heading.text for heading in behind.headings] == [heading.text for heading in alone.headings]


def test_headings_in_quotes_and_lists_are_nested() -> None:
    note = parse_note("note.md", "# a\n> # b\n\n- # c\n\n# d\n")
    assert [(heading.text, heading.is_nested) for heading in note.headings] == [
        ("a", False), ("b", True), ("c", True), ("d", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("- a\n- b\n", [("- a", 0, None), ("- b", 0, None)], id="flat"),
        pytest.param(
            "- a\n  - b\n    - c\n- d",
            [("- a", 0, None), ("- b", 1, None), ("- c", 2, None), ("- d", 0, None)],
            id="nested",
        ),
        pytest.param(
            "- [ ] a\n- [x] b\n- [-] c\n", [("- [ ] a", 0, " "), ("- [x] b", 0, "x"), ("- [-] c", 0, "-")], id="tasks"
        ),
        pytest.param(
            "- [x](a.md)\n- [[x]]\n", [("- [x](a.md)", 0, None), ("- [[x]]", 0, None)], id="links are no tasks"
        ),
        pytest.param("1. a\n2) b\n", [("1. a", 0, None), ("2) b", 0, None)], id="ordered"),
        pytest.param("- a\n  b\nc\n- d  \n", [("- a\n  b\nc", 0, None), ("- d", 0, None)], id="lines that go on"),
        pytest.param("- a\n\n  b\n\nc", [("- a\n\n  b", 0, None)], id="two paragraphs"),
        pytest.param("- a\n\n- b\n", [("- a", 0, None), ("- b", 0, None)], id="loose"),
        pytest.param("x\n\n- a\n \t\n- b \n\n", [("- a", 0, None), ("- b", 0, None)], id="blanks between and behind"),
        pytest.param("x\n\n- a\n\n- b\n\n  c\n", [("- a", 0, None), ("- b\n\n  c", 0, None)], id="what goes on"),
        pytest.param("> - a\n> - b\n", [("- a", 0, None), ("- b", 0, None)], id="in a quote"),
        pytest.param("- - a\n", [("-", 0, None), ("- a", 1, None)], id="on one line"),
        pytest.param("-\n-\n", [("-", 0, None), ("-", 0, None)], id="empty"),
        pytest.param("* * *\n- - -\n-a\n1.a\n", [], id="no items"),
        pytest.param("text\n2. a\n", [], id="only a 1 interrupts a paragraph"),
        pytest.param("text\n1. a\n", [("1. a", 0, None)], id="a 1 interrupts a paragraph"),
        pytest.param("\t- a\n", [], id="indented code"),
        pytest.param("- a\n\t- b\n", [("- a", 0, None), ("- b", 1, None)], id="tabs"),
    ],
)
def test_list_items(text: str, expected: list[tuple[str, int, str | None]]) -> None:
    items = parse_note("note.md", text).items
    assert [(text[item.span.start : item.span.end], item.depth, item.task) for item in items] == expected
    assert len(items) == len(expected)


@settings(max_examples=300)
@given(documents)
def test_runs_of_list_items_are_what_the_line_by_line_scanner_makes_of_them(text: str) -> None:
    """What `lists` reads are short cuts: the notes they are taken on come out as if they were not there."""
    text = "x\n\n" + text
    quick = parse_note("note.md", text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "read_items", lambda state: False)
        patch.setattr(blocks, "read_flat_lists", lambda state: False)
        assert parse_note("note.md", text) == quick


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\n```py\nb", ["```"], id="fence"),
        pytest.param("~~~~\nb\n~~~\n", ["~~~~"], id="a shorter fence does not close"),
        pytest.param("$$\na\n", ["$$"], id="math"),
        pytest.param("%%\na\n", ["%%"], id="comment"),
        pytest.param("<!-- a\n\nb", ["<!--"], id="HTML comment"),
        pytest.param("- ```\n  a\n\nb\n", ["```"], id="the list ends before its fence"),
        pytest.param("```\na\n```\n$$\nb\n$$\n%%\nc\n%%\n<!-- d -->\n<div>\n`e\n", [], id="all closed"),
    ],
)
def test_unclosed_blocks(text: str, expected: list[str]) -> None:
    faults = [fault for fault in parse_note("note.md", text).faults if fault.rule == "unclosed-block"]
    assert [fault.values["mark"] for fault in faults] == expected
