"""The kind `text`: what may and must stand where."""

from pathlib import Path

import pytest

from growth import at_most
from support import config_of, lines, run
from vault_tools.config import ConfigError
from vault_tools.parse.note import parse_note
from vault_tools.passages.prose import Part
from vault_tools.passages.wording import Wording
from vault_tools.wording.excerpt import Excerpt


def found(tmp_path: Path, options: str, text: str) -> list[str]:
    config = config_of(tmp_path, f"[[rule]]\nid = 'x'\nkind = 'text'\n{options}\n")
    return [line.removeprefix("a.md:") for line in lines(run({"a.md": text}, "x", config=config))]


@pytest.mark.parametrize(
    ("options", "text", "expected"),
    [
        # -- phrases --
        pytest.param("forbid-phrases = ['待补充']", "甲待补充\n\n## 待补充\n[待补充](u)", ["1:2", "3:4", "4:2"], id="in prose, headings, link texts"),
        pytest.param("forbid-phrases = ['待补充']", "`待补充` #待补充 %%待补充%% [[待补充|x]] <b>待补充</b> $待补充$", [], id="nowhere else"),
        pytest.param("forbid-phrases = ['待补充']\nwhere = ['code', 'tags']", "待补充 `待补充` #待补充", ["1:6", "1:12"], id="where it is looked for"),
        pytest.param("forbid-phrases = ['a']\nwhere = ['front-matter']", "---\nt: a\n---\na", ["2:4"], id="front matter"),
        pytest.param("forbid-phrases = ['a']", "a a", ["1:1", "1:3"], id="each place"),
        pytest.param("forbid-phrases = ['甲 乙']", "甲[乙](u) `甲 乙`", [], id="what was left out is no blank of a phrase"),
        pytest.param("forbid-phrases = ['甲 乙']", "甲 乙", ["1:1"], id="a phrase with a blank"),
        pytest.param("forbid-phrases = ['ToDo']\nignore-case = true", "todo TODO", ["1:1", "1:6"], id="any case"),
        pytest.param("forbid-phrases = ['ToDo']", "todo TODO", [], id="this case only"),
        pytest.param("forbid-phrases = ['a.b']\nignore-case = true", "axb A.B", ["1:5"], id="a phrase is no pattern"),
        pytest.param("forbid-phrases = ['乙']", "甲\r\n\r\n丙乙\r\n", ["3:2"], id="line ends of Windows"),
        # -- lines --
        pytest.param("forbid-lines = ['分享']", "分享\n\n- 分享\n> 分享 \n1. [ ] 分享\n## 分享 ##\n- [分享](u)", ["1:1", "3:3", "4:3", "5:8", "6:4", "7:4"], id="alone on its line"),
        pytest.param("forbid-lines = ['分享']", "分享会\n分享。\n请 分享\n`x` 分享\n- 分享 [[链接]]", [], id="not alone"),
        pytest.param("forbid-lines = ['Log in']\nignore-case = true", "* log in\n\nlog into", ["1:3"], id="lines in any case"),
        pytest.param("forbid-lines = ['分享']", "甲\r\n分享\r\n乙", ["2:1"], id="a line of Windows"),
        # -- patterns --
        pytest.param("forbid-patterns = ['^丙$']", "甲\r\n丙\r\n\r\n丙乙\r\n丙", ["2:1", "5:1"], id="the end of a line of Windows"),
        pytest.param("forbid-patterns = ['^丙$']", "甲\r丙\r乙丙", ["2:1"], id="the end of a line of an old Mac"),
        pytest.param(r"forbid-patterns = ['^\d+\n\d+ --> ']", "1\n2 --> 3\n\n4\r\n5 --> 6", ["1:1", "4:1"], id="over lines"),
        pytest.param(r"forbid-patterns = ['\d+']", "1 `2` 3", ["1:1", "1:7"], id="only where it is looked for"),
        pytest.param(r"forbid-patterns = ['x*']", "a\nb", [], id="a match of nothing is none"),
        pytest.param(r"forbid-patterns = [' {3}']", "甲`code`乙   丙", ["1:9"], id="what was left out is no match by itself"),
        pytest.param("forbid-patterns = ['价格']\nunless-pattern = '^例：'", "例：价格\n价格", ["2:1"], id="an excused line"),
        pytest.param("forbid-phrases = ['价格']\nunless-pattern = '`x`'", "价格 `x` 价格\r\n价格", ["2:1"], id="excused by what is not looked at"),
        # -- required --
        pytest.param("require-phrases = ['甲', '乙']", "甲", ["1:1 '乙' is missing"], id="a missing phrase"),
        pytest.param("require-phrases = ['甲']", "x `甲`", ["1:1 '甲' is missing"], id="it stands where nobody looks"),
        pytest.param("require-phrases = ['Ab']\nignore-case = true", "AB", [], id="required in any case"),
        pytest.param("require-patterns = ['不(复述|提供)']", "我们不提供\n", [], id="a required pattern"),
        pytest.param("require-patterns = ['不(复述|提供)']", "我们提供\n", ["1:1 nothing in the text matches 不(复述|提供)"], id="a missing pattern"),
        pytest.param("require-phrases = ['甲']\nsections = '乙'", "x\n## 乙\ny\n## 丙\n甲", ["2:1 '甲' is missing"], id="missing in a section"),
        pytest.param("require-phrases = ['甲']\nunless-pattern = '例'\nforbid-phrases = ['x']", "例：甲", [], id="what is required needs no excuse"),
        # -- sections --
        pytest.param("forbid-phrases = ['甲']\nsections = ['乙', '丙']", "甲\n## 乙\n甲\n### 丁\n甲\n## 戊\n甲\n## 丙\n甲", ["3:1", "5:1", "9:1"], id="inside sections"),
        pytest.param("forbid-phrases = ['甲']\nsections = '甲'", "## 甲\nx\n# 甲\n甲", [], id="not their headings, nor other levels"),
        pytest.param("forbid-phrases = ['甲']\nsections = '乙'\nlevel = 1", "# 乙\n甲\n## 乙\n甲", ["2:1", "4:1"], id="another level"),
        pytest.param("require-phrases = ['甲']\nsections = '乙'", "x", [], id="without the section nothing is required"),
        # -- code --
        pytest.param("forbid-code-languages = ['sh', 'Bash']", "```sh\n```\n\n~~~ BASH x\n~~~\n\n> ``` {.sh}\n> ```", ["1:4", "4:5", "7:9"], id="languages of code"),
        pytest.param("forbid-code-languages = ['sh']", "```shell\n```\n\n    sh\n\n```\nsh\n```\n`sh`", [], id="other languages"),
        pytest.param("forbid-code-languages = ['sh']\nsections = '乙'", "```sh\n```\n## 乙\n```sh\n```", ["4:4"], id="code in a section"),
        pytest.param("code-after = '示例：$'", "示例：\n\n```\nx\n```\n代码示例：\n    x", ["6:3"], id="a paragraph goes on, it is no code"),
        pytest.param("code-after = '示例：$'", "> 示例：\r\n>\r\n> ```\r\n> x\r\n> ```\r\n", [], id="code in a quote"),
        pytest.param("code-after = '示例：$'", "- 示例：\n\n      x\n\n示例：\n\n看 `x`\n\n示例：", ["5:1", "9:1"], id="text, or nothing, instead of code"),
        # -- sizes --
        pytest.param("max-lines = 2", "a\nb\n", [], id="two lines"),
        pytest.param("max-lines = 2", "a\nb\nc", ["1:1 3 lines; at most 2 are allowed"], id="three lines"),
        pytest.param("max-lines = 2", "a\r\nb\r\nc\u2028d\x0c", ["1:1 3 lines; at most 2 are allowed"], id="three lines of Windows"),
        pytest.param("max-lines = 2", "a\rb\rc", ["1:1 3 lines; at most 2 are allowed"], id="three lines of an old Mac"),
        pytest.param("min-chars = 3\nmax-chars = 4", "a b\n`cccc`", ["1:1 the text is too short (2 of at least 3 characters)"], id="too short"),
        pytest.param("min-chars = 3\nmax-chars = 4", "a b\ncde", ["1:1 the text is too long (5 of at most 4 characters)"], id="too long"),
        pytest.param("min-chars = 3\nmax-chars = 4", "a b\nc `ddddd`", [], id="long enough, not too long"),
    ],
)  # fmt: skip
def test_found(tmp_path: Path, options: str, text: str, expected: list[str]) -> None:
    got = found(tmp_path, options, text)
    assert [line[: len(wanted)] for line, wanted in zip(got, expected, strict=False)] == expected
    assert len(got) == len(expected)


def test_a_message_names_the_match_and_the_groups(tmp_path: Path) -> None:
    options = (
        "forbid-patterns = ['(?P<word>甲+)乙']\nforbid-phrases = ['丙']\nmax-lines = 1\n"
        "message = '{word}/{match}/{limit}/{length}'"
    )
    assert found(tmp_path, options, "甲甲乙\n丙") == ["1:1 //1/2", "1:1 甲甲/甲甲乙/(?P<word>甲+)乙/", "2:1 /丙/丙/"]


def test_a_section_that_no_note_has_is_reported(tmp_path: Path) -> None:
    rule = "[[rule]]\nid = 'x'\nkind = 'text'\nforbid-phrases = ['甲']\nsections = ['乙', '丙']\n"
    config = config_of(tmp_path, rule)
    assert [finding.rule for finding in run({"a.md": "## 丁"}, "x", "idle-rule", config=config).findings] == [
        "idle-rule"
    ]
    assert run({"a.md": "## 丙"}, "x", "idle-rule", config=config).findings == ()


@pytest.mark.parametrize(
    ("options", "key", "message"),
    [
        pytest.param("", "rule[1]", "config.nothing", id="nothing asked for"),
        pytest.param("forbid-phrases = ['']", "rule[1].forbid-phrases[1]", "config.empty", id="an empty phrase"),
        pytest.param("max-lines = 1\nunless-pattern = 'x'", "rule[1].unless-pattern", "config.without", id="an excuse for nothing"),
        pytest.param("max-lines = 1\nignore-case = true", "rule[1].ignore-case", "config.without", id="the case of nothing"),
        pytest.param("max-lines = 1\nlevel = 3", "rule[1].level", "config.without", id="the level of no section"),
        pytest.param("max-lines = 1\nlevel = 7\nsections = 'a'", "rule[1].level", "config.most", id="no such level"),
        pytest.param("max-lines = 1\nwhere = []", "rule[1].where", "config.empty", id="nowhere"),
        pytest.param("max-lines = 1\nwhere = ['proze']", "rule[1].where[1]", "config.choice.suggestion", id="an unknown part"),
        pytest.param("forbid-patterns = ['(?!x)']", "rule[1].forbid-patterns[1]", "config.pattern.look-around", id="look-around"),
        pytest.param("min-chars = 3\nmax-chars = 2", "rule[1].max-chars", "config.limits", id="limits that nothing keeps to"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_at_load(tmp_path: Path, options: str, key: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config_of(tmp_path, f"[[rule]]\nid = 'x'\nkind = 'text'\n{options}\n")
    assert [(problem.key, problem.message) for problem in caught.value.problems] == [(key, message)]


@pytest.mark.parametrize(
    "options",
    [
        pytest.param("forbid-phrases = ['甲']\nunless-pattern = '丁$'", id="phrases, excuses"),
        pytest.param("forbid-lines = ['甲']", id="lines"),
        pytest.param("forbid-patterns = ['甲']\nunless-pattern = '丁$'", id="patterns"),
        pytest.param("code-after = '甲'", id="code behind a line"),
    ],
)
@pytest.mark.parametrize(
    "text", [pytest.param("甲 " * 50_000, id="one line"), pytest.param("甲 \r\n" * 50_000, id="lines")]
)
def test_fifty_thousand_of_a_thing_take_no_seconds(tmp_path: Path, options: str, text: str) -> None:
    config = config_of(tmp_path, f"[[rule]]\nid = 'x'\nkind = 'text'\n{options}\n")
    with at_most(4):
        run({"a.md": text}, "x", config=config)


def test_a_text_that_is_shorter_than_its_note() -> None:
    note = parse_note("a.md", "# 甲\n\n[[乙]] `丙`\n## 丁\n甲")
    excerpt = Excerpt(Wording(note, lambda path: "# 甲"), frozenset(Part))
    assert [match.text for _, match in excerpt.phrases(["甲", "丁"])] == ["甲"]
