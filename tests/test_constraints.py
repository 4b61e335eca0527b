"""What a text may be: each option, with a text that keeps to it beside one that does not."""

import pytest

from vault_tools.criteria.constraints import Constraints, comparable


@pytest.mark.parametrize(
    ("constraints", "value", "expected"),
    [
        pytest.param(Constraints(), "anything", [], id="nothing is asked"),
        pytest.param(Constraints(enum=("a", 1)), "a", [], id="one of the values"),
        pytest.param(Constraints(enum=("a", 1)), 1, [], id="one of them, a number"),
        pytest.param(Constraints(enum=("a", 1)), True, ["enum 0-0"], id="true is not 1"),
        pytest.param(Constraints(enum=("a", 1)), "1", ["enum 0-1"], id="nor is the text"),
        pytest.param(Constraints(pattern="^a"), "ab", [], id="matches the pattern"),
        pytest.param(Constraints(pattern="^a"), "ba", ["pattern 0-2"], id="does not match the pattern"),
        pytest.param(Constraints(pattern="^a", unless_pattern="b$"), "cb", [], id="excused"),
        pytest.param(Constraints(pattern="^2"), 23, [], id="a number as it is written"),
        pytest.param(Constraints(pattern="^2"), True, [], id="what is no text has no pattern"),
        pytest.param(Constraints(forbid_pattern="（.*）"), "文（注）本", ["forbid-pattern 1-4"], id="a forbidden part"),
        pytest.param(Constraints(forbid_pattern="（.*）"), "文本", [], id="nothing forbidden in it"),
        pytest.param(
            Constraints(forbid_pattern="（.*）", unless_pattern="（[A-Z]+）"),
            "文（AI）",
            [],
            id="a forbidden part excused",
        ),
        pytest.param(Constraints(any_word=("工具", "框架")), "一个框架", [], id="one of the words"),
        pytest.param(Constraints(any_word=("工具", "框架")), "一本书", ["any-word 0-3"], id="none of the words"),
        pytest.param(Constraints(forbid_suffix=("档案",)), "档案馆", [], id="only its beginning"),
        pytest.param(
            Constraints(forbid_suffix=("项目档案", "档案")), "某项目档案", ["forbid-suffix 1-5"], id="one suffix"
        ),
        pytest.param(Constraints(script="Han"), "AI 入门", [], id="a character of the script"),
        pytest.param(Constraints(script="Han"), "AI intro", ["script 0-8"], id="no character of the script"),
        pytest.param(Constraints(min_length=2, max_length=3), "一二三", [], id="within the limits"),
        pytest.param(Constraints(min_length=2), "一", ["min-length 0-1"], id="too short"),
        pytest.param(Constraints(max_length=2), "一二三", ["max-length 0-3"], id="too long"),
        pytest.param(Constraints(max_length=2), 12345, [], id="a number has no length"),
        pytest.param(
            Constraints(enum=("a",), max_length=1), "bb", ["enum 0-2", "max-length 0-2"], id="several at once"
        ),
        pytest.param(Constraints(forbid_pattern="b"), "\ud800b", ["forbid-pattern 1-2"], id="half a character"),
    ],
)
def test_violations(constraints: Constraints, value: str | int | bool, expected: list[str]) -> None:
    found = [f"{violation.option} {violation.start}-{violation.end}" for violation in constraints.violations(value)]
    assert found == expected


def test_named_groups_of_what_is_forbidden_are_for_messages() -> None:
    (violation,) = Constraints(forbid_pattern=r"(?P<day>\d+)日(?P<rest>夜)?").violations("在12日")
    assert violation.values["day"] == "12"
    assert violation.values["rest"] == ""
    assert violation.values["match"] == "12日"
    assert violation.message == "wording.forbid-pattern"


@pytest.mark.parametrize(
    ("text", "other", "is_same"),
    [
        pytest.param("AI：入门？", "ai:入门", True, id="case, width, and what a name cannot hold"),
        pytest.param("甲 / 乙", "甲乙", True, id="blanks and slashes"),
        pytest.param("Ａ", "a", True, id="full width"),
        pytest.param("甲。乙", "甲乙", False, id="other punctuation counts"),
        pytest.param("甲", "乙", False, id="other words"),
    ],
)
def test_comparable(text: str, other: str, is_same: bool) -> None:
    assert (comparable(text) == comparable(other)) is is_same
