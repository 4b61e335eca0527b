"""Repairs of front matter that cannot be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import run
from vault_tools.frontmatter_edits import applied
from vault_tools.frontmatter_repair import repaired
from vault_tools.parse.note import parse_note


def mended(yaml: str) -> str | None:
    text = f"---\n{yaml}\n---\n[[x]] #t\n"
    edits = repaired(text)
    if not edits:
        return None
    result = applied(text, edits)
    assert result.endswith("\n---\n[[x]] #t\n")
    assert not [fault for fault in parse_note("n.md", result).faults if fault.rule == "invalid-frontmatter"]
    return result[4 : -len("\n---\n[[x]] #t\n")]


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        pytest.param("发布日期：2024-01-01", "发布日期: 2024-01-01", id="a full-width colon"),
        pytest.param(
            "a: 1 # c\n发布日期：  2024-01-01\nb: 2", "a: 1 # c\n发布日期: 2024-01-01\nb: 2", id="between others"
        ),
        pytest.param("a：1\nb：\nc：https://x.y/z", "a: 1\nb:\nc: https://x.y/z", id="several"),
        pytest.param("title: 上下文: 新的石油", 'title: "上下文: 新的石油"', id="a colon in a value"),
        pytest.param('title: 他说 "好": 是', "title: '他说 \"好\": 是'", id="with quotes inside"),
        pytest.param("a：1\ntitle: b: c", 'a: 1\ntitle: "b: c"', id="two kinds"),
        pytest.param("m:\n  k: a: b", 'm:\n  k: "a: b"', id="inside a mapping"),
        pytest.param("a: @b\nc:\n  - `d`", 'a: "@b"\nc:\n  - "`d`"', id="reserved characters"),
        pytest.param("a: *b", 'a: "*b"', id="an asterisk"),
        pytest.param("l: [[a]], [[b]]", 'l: ["[[a]]", "[[b]]"]', id="links become a list"),
        pytest.param("l: [[a]]、[[b|c]]", 'l: ["[[a]]", "[[b|c]]"]', id="with a Chinese comma"),
        pytest.param("l: [[a]] 说", 'l: "[[a]] 说"', id="a link and a text"),
        pytest.param("a: 1", None, id="nothing is wrong"),
        pytest.param("a: b: c # d", None, id="is that a comment?"),
        pytest.param("- a: b: c", None, id="no mapping at all"),
        pytest.param("l:\n  - a: b: c", None, id="is that a text or a mapping?"),
        pytest.param('a: "b": c', None, id="text behind quotes"),
        pytest.param("a: b: c\n  d", None, id="a value on two lines"),
        pytest.param("a: 1\na: 2", None, id="a key twice"),
        pytest.param("a：1\na: 2", None, id="a key twice, once mended"),
        pytest.param("a: [x\nb：1", None, id="what is wrong besides stays wrong"),
        pytest.param("这是一句话，说明：有冒号", None, id="a sentence is no key"),
        pytest.param("  说明：甲\na: b: c", None, id="an indented line may be a text"),
        pytest.param('t: "x\n说明：甲"\na: b: c', None, id="a line inside quotes"),
    ],
)
def test_repaired(yaml: str, expected: str | None) -> None:
    assert mended(yaml) == expected


def test_edits_are_small() -> None:
    assert [(edit.span.start, edit.span.end, edit.text) for edit in repaired("---\na：1\n---\n")] == [(5, 6, ": ")]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends_stay(end: str) -> None:
    text = "\ufeff---\na：1\nb：\nc: d: e\n---\nx\n".replace("\n", end)
    assert applied(text, repaired(text)) == '\ufeff---\na: 1\nb:\nc: "d: e"\n---\nx\n'.replace("\n", end)


LINES = st.sampled_from(
    (
        "a：1",
        "b: c: d",
        "e: @f",
        "# g",
        "",
        "h: [[i]], [[j]]",
        "k: *l",
        "m:",
        "  - n",
        "  o：p",
        "q: 'r",
        "s: |",
        "  t: u: v",
    )
)


@settings(max_examples=500, deadline=None)
@given(st.lists(LINES, max_size=6), st.sampled_from(("\n", "\r\n", "\r")))
def test_what_is_mended_can_be_read_and_nothing_else_changes(lines: list[str], end: str) -> None:
    text = "\n".join(("---", *lines, "---", "[[x]] #t", "")).replace("\n", end)
    edits = repaired(text)
    result = applied(text, edits)
    if edits:
        note = parse_note("n.md", result)
        assert note.front_matter
        assert note.front_matter.is_valid
        assert not any(fault.rule == "invalid-frontmatter" for fault in note.faults)
        assert result[note.front_matter.span.end :] == text[parse_note("n.md", text).front_matter.span.end :]
        assert repaired(result) == ()
        assert [line for line in lines if line.startswith("#")] == [
            line for line in result.replace(end, "\n").split("\n") if line.startswith("# ")
        ]


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        pytest.param("---  \na: 1\n---\n", [(3, 5, "")], id="blanks behind the opening line"),
        pytest.param("---\t\r\na: 1\r\n---\r\n", [(3, 4, "")], id="a tab"),
        pytest.param("---\na：1\n---\n", [(5, 6, ": ")], id="a full-width colon"),
        pytest.param("---\na: 1\na: 2\n---\n", None, id="nobody knows which"),
        pytest.param("\ufeff---\na: 1\n---\n", None, id="a byte order mark"),
        pytest.param("\n---\na: 1\n---\n", None, id="a late block"),
    ],
)
def test_the_rule_proposes_it(text: str, edits: list[tuple[int, int, str]] | None) -> None:
    (finding,) = run({"a.md": text}, "invalid-frontmatter").findings
    assert (finding.fix and [(e.span.start, e.span.end, e.text) for e in finding.fix.edits]) == edits
    if finding.fix:
        mended = applied(text, finding.fix.edits)
        assert run({"a.md": mended}, "invalid-frontmatter").findings == ()


def test_a_long_block_is_left_alone() -> None:
    assert repaired("---\na：1\n" + "# x\n" * 10_000 + "---\n") == ()
    assert repaired("---\n" + "".join(f"k{n}：1\n" for n in range(500)) + "---\n") == ()
