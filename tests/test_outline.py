"""The sections of a note: where they begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.passages.outline import sections
from vault_tools.scan import parse


def outline(text: str) -> list[tuple[str, str, str]]:
    """Return title, body and what stands before the first sub-section, of each section."""
    return [
        (
            section.title,
            text[section.body.start : section.body.end].strip(),
            text[section.body.start : section.own_end].strip(),
        )
        for section in sections(parse("a.md", text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("text\n", [], id="no headings"),
        pytest.param("## 甲\nx\n## 乙\ny", [("甲", "x", "x"), ("乙", "y", "y")], id="one after the other"),
        pytest.param("# 甲\nx\n## 乙\ny\n# 丙\n", [("甲", "x\n## 乙\ny", "x"), ("乙", "y", "y"), ("丙", "", "")], id="one inside another"),
        pytest.param("### 甲\nx\n# 乙\ny", [("甲", "x", "x"), ("乙", "y", "y")], id="a higher one closes"),
        pytest.param("甲\n===\nx\n\n乙\n---\ny", [("甲", "x\n\n乙\n---\ny", "x"), ("乙", "y", "y")], id="underlined"),
        pytest.param("## 甲\n> ## 乙\n\n- ## 丙\n", [("甲", "> ## 乙\n\n- ## 丙", "> ## 乙\n\n- ## 丙")], id="those in quotes and items begin none"),
        pytest.param("## 甲\n```\n## 乙\n```\n", [("甲", "```\n## 乙\n```", "```\n## 乙\n```")], id="nor does code"),
        pytest.param("---\nk: v\n---\n## 甲\r\nx\r\n", [("甲", "x", "x")], id="CR LF"),
    ],
)  # fmt: skip
def test_sections(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert outline(text) == expected


@given(st.lists(st.integers(1, 6), max_size=30))
def test_sections_are_nested_and_end_where_one_of_their_level_begins(levels: list[int]) -> None:
    text = "".join(f"{'#' * level} h\n\ntext\n\n" for level in levels)
    found = sections(parse("a.md", text))
    assert [section.heading.level for section in found] == levels
    for index, section in enumerate(found):
        later = [other for other in found[index + 1 :] if other.heading.level <= section.heading.level]
        assert section.span.end == (later[0].span.start if later else len(text))
        assert section.span.start < section.body.start <= section.own_end <= section.span.end
