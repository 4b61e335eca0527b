"""`vault search` as it is called: what is printed, in which format, with which exit code."""

import json
import os
from pathlib import Path

import pytest

from support import Ran, vault, write_vault
from vault_tools.search.engines.choice import ENGINES, is_installed

FILES: dict[str, str | bytes] = {
    "vault.toml": '[vault]\nproperty-aliases = { title = ["标题"] }\n',
    "文章/双链.md": "---\n标题: 双链的用法\n作者: 林舟\n来源: 微信公众号\n发布日期: 2024-05-01\n---\n# 用法\n\n用双链把两篇笔记连起来，检索更快。\n",
    "文章/标签.md": "---\ntitle: 标签\n作者: [沈未, 林舟]\n来源: 微信公众号\n发布日期: 2024-06-02\n---\n标签不如双链，检索较慢。\n",
    "文章/草稿.md": "检索：未完。\n\n- [ ] 整理全部双链\n",
}

TEXT = """\
  1. 双链的用法
     文章/双链.md:9
     用双链把两篇笔记连起来，检索更快。
  2. 草稿
     文章/草稿.md:3
     - [ ] 整理全部双链
  3. 标签
     文章/标签.md:7
     标签不如双链，检索较慢。
3 notes
"""
HIT = {
    "rank": 2, "path": "文章/草稿.md", "title": "草稿", "line": 3, "snippet": "- [ ] 整理全部双链", "highlights": [[10, 12]],
    "is_partial": False,
}  # fmt: skip


@pytest.fixture(autouse=True, params=ENGINES)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test with every engine that is installed."""
    if not is_installed(request.param):
        pytest.skip("needs the extra `fast`")
    monkeypatch.setenv("VAULT_TOOLS_ENGINE", request.param)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("VAULT_TOOLS_LANG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(write_vault(tmp_path / "vault", FILES))
    return tmp_path / "vault"


def search(*arguments: str) -> Ran:
    return vault("search", *arguments)


def found(*arguments: str) -> list[str]:
    """Return the paths that are found, in order."""
    return search("--files", *arguments).out.splitlines()


# -- for people --------------------------------------------------------------------------------------------------


def test_results_for_people() -> None:
    assert search("双链") == (0, TEXT, "")


def test_results_in_chinese() -> None:
    assert search("双链", "--lang", "zh") == (0, TEXT.replace("3 notes", "共 3 篇"), "")


def test_results_in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert search("双链", "-n", "1").out.splitlines() == [
        "  1. \x1b[1m双链的用法\x1b[0m",
        "     \x1b[2m文章/双链.md:9\x1b[0m",
        "     用\x1b[33;1m双链\x1b[0m把两篇笔记连起来，检索更快。",
        "1–1 of 3",
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["检索", "作者:沈未"], "文章/标签.md", id="several arguments are one query"),
        pytest.param(["检索 作者:沈未"], "文章/标签.md", id="one argument"),
        pytest.param(["标题:用法"], "文章/双链.md", id="a property that the vault has another name for"),
        pytest.param(["title:用法"], "文章/双链.md", id="the other name"),
        pytest.param(
            ["来源：微信公众号", "-双链的"], "文章/标签.md", id="a colon of full width, a minus between words"
        ),
        pytest.param(["--", "-笔记", "-标签"], "文章/草稿.md", id="a minus at the beginning"),
        pytest.param(["task-todo:双链"], "文章/草稿.md", id="a task"),
    ],
)
def test_queries(arguments: list[str], expected: str) -> None:
    if "--" not in arguments:
        arguments = ["--", *arguments]
    assert found(*arguments) == [expected]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["双链", "-标签"], ["文章/双链.md", "文章/草稿.md"], id="Chinese"),
        pytest.param(["-标签", "-草稿"], ["文章/双链.md"], id="at the beginning"),
        pytest.param(['-"标签"', "检索", "--sort", "path"], ["文章/双链.md", "文章/草稿.md"], id="a phrase"),
        pytest.param(["-[作者]"], ["文章/草稿.md"], id="a property"),
        pytest.param(["-(标签 OR 草稿)", "--sort", "path"], ["文章/双链.md"], id="a group, and an option behind it"),
        pytest.param(["-n", "2", "双链", "--", "-tag:x"], ["文章/双链.md", "文章/草稿.md"], id="Latin, behind --"),
    ],
)
def test_a_minus_at_the_beginning_of_an_argument(arguments: list[str], expected: list[str]) -> None:
    assert found(*arguments) == expected


@pytest.mark.parametrize(
    ("argument", "is_helped"),
    [
        pytest.param("-draft", True, id="perhaps a word that is not wanted"),
        pytest.param("-tag:x", True, id="an operator"),
        pytest.param("--limmit", False, id="a misspelt option"),
    ],
)
def test_no_such_option(argument: str, is_helped: bool) -> None:
    ran = search("双链", argument)
    assert (ran.code, ran.out) == (2, "")
    assert "No such option" in ran.err
    assert ("put -- before the query" in ran.err) == is_helped


def test_what_a_score_is_made_of() -> None:
    explained = search("双链", "--explain").out.splitlines()
    scores = [line.replace("×", "").split() for line in explained if line.startswith("     score")]
    assert [score[0::2] for score in scores] == [["score", "text", "name"]] * 3


def test_partial_matches_are_marked() -> None:
    ran = search("整理", "双链", "笔记", "检索")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "no note has all of it; these have some of it:")
    assert " of " not in ran.out.splitlines()[-1]
    whole = search("双链 检索 更快 笔记").out.splitlines()
    assert whole[0].startswith("  1. 双链的用法")
    assert whole[3] == "no further note has all of it; these have some of it:"
    hits = json.loads(search("双链 检索 更快 笔记", "--output-format", "json").out)["hits"]
    assert [hit["is_partial"] for hit in hits] == [False] + [True] * (len(hits) - 1)
    assert len(hits) > 1


# -- for programs ------------------------------------------------------------------------------------------------


def test_json() -> None:
    ran = search("双链", "--output-format", "json", "--facet", "作者", "--offset", "1", "-n", "1")
    content = json.loads(ran.out)
    score = content["hits"][0].pop("score")
    assert (ran.code, ran.err, isinstance(score, float)) == (0, "", True)
    assert content == {
        "version": 1,
        "root": os.getcwd(),
        "query": "双链",
        "total": 3,
        "hits": [HIT],
        "suggestions": [],
        "facets": {"作者": [{"value": "林舟", "count": 2}, {"value": "沈未", "count": 1}]},
    }


def test_jsonl() -> None:
    lines = search("双链", "--output-format", "jsonl").out.splitlines()
    hits = [json.loads(line) for line in lines]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert {key: value for key, value in hits[1].items() if key != "score"} == HIT


@pytest.mark.parametrize(
    ("output_format", "expected"),
    [
        pytest.param("json", {"total": 0, "hits": [], "suggestions": []}, id="json"),
        pytest.param("jsonl", None, id="jsonl"),
    ],
)
def test_programs_are_told_that_nothing_was_found(output_format: str, expected: dict[str, object] | None) -> None:
    ran = search("没有这个词", "--output-format", output_format)
    assert (ran.code, ran.err) == (1, "")
    assert expected is None or expected.items() <= json.loads(ran.out).items()
    assert expected is not None or ran.out == ""


@pytest.mark.parametrize(
    ("arguments", "code", "out"),
    [
        pytest.param(["--count", "双链"], 0, "3\n", id="count"),
        pytest.param(["--count", "双链", "-n", "1"], 0, "3\n", id="the limit does not count"),
        pytest.param(["--count", "没有这个词"], 1, "0\n", id="count nothing"),
        pytest.param(["--files", "草稿"], 0, "文章/草稿.md\n", id="files"),
        pytest.param(["--files", "没有这个词"], 1, "", id="no files"),
        pytest.param(["--files", "-0", "作者:林舟", "--sort", "path"], 0, "文章/双链.md\0文章/标签.md\0", id="NUL"),
    ],
)
def test_counts_and_paths(arguments: list[str], code: int, out: str) -> None:
    assert search(*arguments) == (code, out, "")


def test_paths_are_shown_from_here(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found("草稿", "-C", str(here)) == ["文章/草稿.md"]
    monkeypatch.chdir(here.parent)
    assert found("草稿", "-C", "vault") == ["vault/文章/草稿.md"]
    assert "vault/文章/草稿.md:1" in search("草稿", "-C", "vault").out
    monkeypatch.chdir(here / "文章")
    assert found("草稿") == ["草稿.md"]


# -- facets, pages, orders ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(["来源"], ["来源", "      2  微信公众号"], id="one"),
        pytest.param(["作者"], ["作者", "      2  林舟", "      1  沈未"], id="a list counts for each of its values"),
        pytest.param(["标题"], ["标题", "      1  双链的用法", "      1  标签"], id="both names of a property"),
        pytest.param(["TITLE"], ["TITLE", "      1  双链的用法", "      1  标签"], id="the other name, in any case"),
        pytest.param(["-来源"], ["-来源"], id="a name that begins with a minus"),
        pytest.param(["来源", "没有"], ["来源", "      2  微信公众号", "", "没有"], id="one that no note has"),
    ],
)
def test_facets(names: list[str], expected: list[str]) -> None:
    options = [option for name in names for option in ("--facet", name)]
    assert search("双链", *options).out == TEXT + "\n" + "".join(f"{line}\n" for line in expected)


def test_titles_and_values_have_one_line_each_that_somebody_can_read(here: Path) -> None:
    long = 40_000 * "长"
    write_vault(here, {"long.md": f"---\ntitle: {long}\n期: {long}\n---\n周报\n"})
    lines = search("周报", "--facet", "期").out.splitlines()
    assert [line for line in lines if "长" in line] == [f"  1. {99 * '长'}…", f"      1  {99 * '长'}…"]
    assert json.loads(search("周报", "--output-format", "jsonl").out)["title"] == long


def test_facets_count_all_that_is_found_and_show_the_most_frequent(here: Path) -> None:
    write_vault(here, {f"n/{number}.md": f"---\n期: {min(number, 18)}\n---\n周报\n" for number in range(20)})
    lines = search("周报", "--facet", "期", "-n", "1", "--lang", "zh").out.splitlines()
    assert lines[3:6] == ["第 1–1 篇，共 20 篇", "", "期"]
    assert (lines[6], len(lines)) == ("      2  18", 6 + 15 + 1)
    assert lines[-1].strip() == "另有 4 个值"


@pytest.mark.parametrize(
    ("options", "ranks", "code"),
    [
        pytest.param(["-n", "2"], [1, 2], 0, id="limit"),
        pytest.param(["--limit", "2", "--offset", "1"], [2, 3], 0, id="limit and offset"),
        pytest.param(["--offset", "2"], [3], 0, id="a page that is not full"),
        pytest.param(["--offset", "3"], [], 1, id="behind the last"),
    ],
)
def test_pages(options: list[str], ranks: list[int], code: int) -> None:
    ran = search("双链", "--output-format", "jsonl", *options)
    assert [json.loads(line)["rank"] for line in ran.out.splitlines()] == ranks
    assert ran.code == code


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        pytest.param("relevance", ["双链", "草稿", "标签"], id="relevance: the name counts"),
        pytest.param("date", ["标签", "双链", "草稿"], id="date: newest first, without a date last"),
        pytest.param("path", ["双链", "标签", "草稿"], id="path"),
        pytest.param("modified", ["草稿", "双链", "标签"], id="modified: last first"),
    ],
)
def test_orders(here: Path, sort: str, expected: list[str]) -> None:
    for seconds, name in enumerate(("标签", "双链", "草稿")):
        os.utime(here / f"文章/{name}.md", (1_700_000_000 + seconds,) * 2)
    assert found("双链", "--sort", sort) == [f"文章/{name}.md" for name in expected]


# -- what is said besides, and refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["没有这个词"], "nothing found\n", id="nothing"),
        pytest.param(["没有这个词", "--lang", "zh"], "没有找到\n", id="nothing, in Chinese"),
        pytest.param(["没有这个词", "--open"], "nothing found\n", id="nothing to open"),
        pytest.param(
            ["双链", "--offset", "3"], "no more than 3 notes fit; take a smaller --offset\n", id="behind the last"
        ),
    ],
)
def test_nothing_found(arguments: list[str], said: str) -> None:
    assert search(*arguments) == (1, "", said)


def test_what_was_perhaps_meant_is_said_besides(here: Path) -> None:
    write_vault(here, {f"n/{number}.md": "提示词工程师的日常" for number in range(3)})
    assert search("提示祠工程师").err == "did you mean: 提示词工程师\n"
    assert "是不是要找：提示词工程师" in search("提示祠工程师", "--lang", "zh").err
    ran = search("提示祠工程师", "--output-format", "json")
    assert (json.loads(ran.out)["suggestions"], ran.err) == (["提示词工程师"], "")
    assert search("提示词工程师").err == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "Missing argument", id="no query"),
        pytest.param([""], "the query is empty", id="an empty query"),
        pytest.param([" ", "\u3000"], "the query is empty", id="blanks"),
        pytest.param(["OR"], "column 1: OR needs a term", id="a lone OR"),
        pytest.param(["双链 ("], "column 4: this '(' is never closed", id="a lone bracket"),
        pytest.param(["/(/"], "column 1: this is not a regular expression", id="a bad regular expression"),
        pytest.param(["发布日期:2024-02-30..2024-03-01"], "no such date as 2024-02-30", id="a bad date"),
        pytest.param(["fle:(a)"], "did you mean 'file:'", id="a misspelt operator"),
        pytest.param(["x" * 100_000], "longer than 10000 characters", id="100 KB"),
        pytest.param(["(" * 1000 + "x" + ")" * 1000], "nested deeper than 50", id="1,000 parentheses"),
        pytest.param(["(" * 100_000], "longer than 10000 characters", id="100,000 parentheses"),
        pytest.param(["双链", "-n", "0"], "--limit", id="no limit"),
        pytest.param(["双链", "--offset", "-1"], "--offset", id="an offset below 0"),
        pytest.param(["双链", "--sort", "size"], "--sort", id="no such order"),
        pytest.param(["双链", "--output-format", "xml"], "--output-format", id="no such format"),
        pytest.param(["双链", "-0"], "-0 goes with --files", id="-0 alone"),
        pytest.param(["双链", "--count", "--files"], "do not go together", id="count and files"),
        pytest.param(["双链", "--open", "--count"], "do not go together", id="open and count"),
        pytest.param(["双链", "--files", "--output-format", "json"], "do not go together", id="files and a format"),
        pytest.param(["双链", "--facet", "作者", "--count"], "--facet does not go with", id="facet and count"),
        pytest.param(["双链", "-C", "文章/草稿.md"], "is not a folder", id="a note for a vault"),
    ],
)
def test_what_is_refused(arguments: list[str], said: str) -> None:
    ran = search(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_mistakes_are_said_in_chinese() -> None:
    assert search("双链 (", "--lang", "zh").err.startswith("错误：第 4 列：这个 ( 没有收尾")
