"""What people read: carets under wide characters, cropping, colour, suggestions; and that nothing can forge it."""

import json

import pytest

from support import run
from vault_tools.findings import Edit, Finding, Fix, Replacement, Report, Severity
from vault_tools.model import Span
from vault_tools.report import FORMATS, reporter
from vault_tools.report.cells import width
from vault_tools.report.style import Style


def finding(source: str | None, column: int, end_column: int, **fields: object) -> Finding:
    known = {
        "path": "a.md", "line": 1, "column": column, "end_line": 1, "end_column": end_column, "rule": "broken-link",
        "severity": Severity.ERROR, "key": "broken-link", "values": {"target": "x"}, "source": source,
    }  # fmt: skip
    return Finding(**{**known, **fields})  # type: ignore[arg-type]


def rendered(found: Finding, style: Style = Style(), output_format: str = "full") -> list[str]:  # noqa: B008  # frozen
    report = Report(root="/vault", findings=(found,), checked=1)
    return reporter(output_format)(report, style).splitlines()


@pytest.mark.parametrize(
    ("source", "column", "end_column", "shown", "mark"),
    [
        pytest.param("ab [[x]]", 4, 9, "1 | ab [[x]]", "  |    ^^^^^", id="narrow"),
        pytest.param("甲乙 [[丙]]", 4, 9, "1 | 甲乙 [[丙]]", "  |      ^^^^^^", id="wide before and in the mark"),
        pytest.param("ｈ！[[x]]", 3, 8, "1 | ｈ！[[x]]", "  |     ^^^^^", id="full-width letters and marks"),
        pytest.param("e\u0301 [[x]]", 4, 9, "1 | e\u0301 [[x]]", "  |   ^^^^^", id="a combining accent takes no cell"),
        pytest.param("😀 [[x]]", 3, 8, "1 | 😀 [[x]]", "  |    ^^^^^", id="emoji"),
        pytest.param("\t[[x]]", 2, 7, "1 |     [[x]]", "  |     ^^^^^", id="a tab"),
        pytest.param("a\u200bb [[x]]", 5, 10, "1 | a\\u200bb [[x]]", "  |          ^^^^^", id="an escaped character"),
        pytest.param("ab", 3, 3, "1 | ab", "  |   ^", id="nothing is marked at the end of the line"),
    ],
)
def test_the_mark_stands_under_its_place(source: str, column: int, end_column: int, shown: str, mark: str) -> None:
    assert rendered(finding(source, column, end_column))[1:3] == [shown, mark]


@pytest.mark.parametrize("filler", ["a", "甲", "e\u0301", "\x1b"])
@pytest.mark.parametrize(("before", "after"), [(0, 500), (500, 0), (500, 500), (60, 60)])
def test_a_long_line_is_cropped_around_the_mark(filler: str, before: int, after: int) -> None:
    source = filler * before + "[[目标]]" + filler * after
    start = len(filler) * before
    shown, mark = rendered(finding(source, start + 1, start + 7))[1:3]
    assert width(shown) <= 105
    assert "[[目标]]" in shown
    assert width(shown[: shown.index("[[目标]]")]) == mark.index("^")
    assert mark.count("^") == 8


def test_a_mark_as_long_as_a_paragraph_is_cropped() -> None:
    shown, mark = rendered(finding("甲" * 5000, 1, 5001))[1:3]
    assert width(shown) <= 105
    assert mark.count("^") <= 60


def test_a_finding_about_a_whole_file_has_no_source_line() -> None:
    assert rendered(finding(None, 1, 1))[1] == ""


@pytest.mark.parametrize(
    ("suggestions", "lang", "expected"),
    [
        pytest.param(("a",), "en", "  = help: did you mean 'a'?", id="one"),
        pytest.param(("a b", "c, d"), "en", "  = help: did you mean one of 'a b', 'c, d'?", id="several, told apart"),
        pytest.param(("甲",), "zh", "  = 建议：是不是“甲”？", id="one, in Chinese"),
        pytest.param(("甲", "乙"), "zh", "  = 建议：是不是其中之一：“甲”、“乙”？", id="several, in Chinese"),
    ],
)
def test_suggestions(suggestions: tuple[str, ...], lang: str, expected: str) -> None:
    assert rendered(finding(None, 1, 1, suggestions=suggestions), Style(lang))[1] == expected


@pytest.mark.parametrize(
    ("suggestion", "expected"),
    [
        pytest.param("y", ["  = help: did you mean 'y'?", "  = fix: 'z' instead of 'b'"], id="neither says it"),
        pytest.param("z", ["  = fix: 'z' instead of 'b'"], id="the fix says it"),
        pytest.param("x", ["  = fix: 'z' instead of 'b'"], id="the message says it"),
    ],
)
def test_what_is_said_already_is_not_suggested_again(suggestion: str, expected: list[str]) -> None:
    fix = {"fix": Fix((Edit(Span(1, 2), "z"),)), "replacements": (Replacement(1, 2, 1, 3, "z"),)}
    assert rendered(finding("ab", 2, 3, suggestions=(suggestion,), **fix))[3:-2] == expected


def test_a_fix_that_inserts_a_line_break_says_so() -> None:
    fix = {"fix": Fix((Edit(Span(2, 2), "\n"),)), "replacements": (Replacement(1, 3, 1, 3, "\n"),)}
    assert rendered(finding("ab", 3, 3, **fix))[3] == "  = fix: insert a line break"


HOSTILE = "a\x1b[31m\u202e\u2028\r\n::error::x\x9b\x7f\ud800"


@pytest.mark.parametrize("output_format", [name for name in FORMATS if name != "sarif"])  # see test_sarif.py
@pytest.mark.parametrize("field", ["path", "rule", "words", "source", "suggestions", "values"])
def test_nothing_from_a_vault_can_forge_the_report(output_format: str, field: str) -> None:
    value: object = HOSTILE
    if field == "suggestions":
        value = (HOSTILE,)
    elif field == "values":
        value = {"target": HOSTILE}
    plain = rendered(finding("x", 1, 2, suggestions=("y",)), output_format=output_format)
    lines = rendered(finding(**{"source": "x", "column": 1, "end_column": 2, "suggestions": ("y",), field: value}), output_format=output_format)  # type: ignore[arg-type]  # fmt: skip
    assert len(lines) == len(plain)
    text = "\n".join(lines)
    assert not set(text) & set("\x1b\u202e\u2028\r\x9b\x7f\ud800") or output_format in ("json", "jsonl")
    assert not any(line.lstrip().startswith("::") for line in lines) or output_format == "github"
    text.encode("utf-8")
    assert "\x1b" not in text


def test_json_says_what_stood_there() -> None:
    found = finding(None, 1, 1, values={"target": "a\x1b\u202e\x9b\U000e0041"}, path="\udcff.md")
    (line,) = rendered(found, output_format="jsonl")
    assert json.loads(line)["message"] == "no file is found for 'a\x1b\u202e\x9b\U000e0041'"
    assert json.loads(line)["path"] == "\\xff.md"


def test_no_line_is_a_workflow_command_but_those_of_the_github_format() -> None:
    found = finding("##[error]x", 1, 3, path="::error::a%0A,b:c.md")
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in rendered(found))
    (line,) = rendered(found, output_format="github")
    assert line.startswith("::error file=%3A%3Aerror%3A%3Aa%250A%2Cb%3Ac.md,line=1,")


def test_github_gets_no_columns_across_lines() -> None:
    (line,) = rendered(finding("x", 2, 3, end_line=4), output_format="github")
    assert line.startswith("::error file=a.md,line=1,endLine=4,title=broken-link::")


def test_house_rules_speak_in_their_own_words() -> None:
    found = finding(
        None, 1, 1, words="缺 {names}，{other} {target}", values={"names": ("甲", "乙"), "target": "{names}"}
    )
    assert rendered(found, Style("zh"))[0].endswith("缺 甲、乙，{other} {names}")
    assert rendered(found)[0].endswith("缺 甲, 乙，{other} {names}")


def test_a_value_as_long_as_a_note_does_not_fill_the_screen() -> None:
    report = run({"a.md": f"[[{'甲' * 900}]]"}, "broken-link")
    assert all(len(line) < 420 for line in reporter("full")(report, Style()).splitlines())


def test_where_a_house_rule_is_explained() -> None:
    lines = rendered(finding("[[x]]", 1, 6, doc="规则/链接.md\x1b"))
    assert lines[3:5] == ["  = see 规则/链接.md\\x1b", ""]
    assert not any("see" in line for line in rendered(finding("[[x]]", 1, 6)))
