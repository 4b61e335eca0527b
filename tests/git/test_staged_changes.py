"""`vault check --staged`: what is staged in a real repository, and what is said of it."""

import pytest
from situations import BODY, Situation, Step, findings, link, removed

TO_TOPIC = ("乙.md:1:1", "甲.md:1:1")
GONE = [
    f"{place}: error[broken-link] no file is found for '主题'; caused by: '主题.md' was deleted" for place in TO_TOPIC
]
MOVED = "error[broken-link] {}no file is found for '主题'; caused by: '主题.md' was renamed to '题目.md'"
RENAMED = [f"{place}: {MOVED.format('[*] ')}" for place in TO_TOPIC]
UNSURE = [f"{place}: {MOVED.format('')}" for place in TO_TOPIC]
ITS_HEADING = "乙.md:1:1: warning[broken-heading] 主题.md has no heading '小节'; caused by: '主题.md' was changed"
IN_CONFLICT = "甲.md:1:1: error[unreadable-note] could not be read: a merge conflict that is not resolved"


def missing(place: str, target: str) -> str:
    return f"{place}: error[broken-link] no file is found for '{target}'"


def untracked(place: str, name: str) -> str:
    words = f"{name}.md is in this folder but not in git, so the link is broken everywhere else; add it with git add"
    return f"{place}: warning[untracked-target] {words}"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([{"新.md": "[[缺二]]\n"}, "add ."], [missing("新.md:1:1", "缺二")], id="a note is added"),
        pytest.param([{"新.md": "[[甲]]\n"}, "add ."], [], id="a note without faults is added"),
        pytest.param([{"新.md": "[[缺二]]\n", "甲.md": "[[主题]] 好\n"}, "add 甲.md"], [], id="another one is not staged"),
        pytest.param([{"缺.md": "有了\n"}, "add ."], [], id="what is added mends a link"),
        pytest.param([{"甲.md": "[[主题]] [[新]]\n", "新.md": "新\n"}, "add 甲.md"], [untracked("甲.md:1:8", "新")],
                     id="a link to a note that is not staged"),
        pytest.param([{"甲.md": "[[主题]] [[新]]\n", "新.md": "新\n"}, "add ."], [], id="a link to one that is"),
        pytest.param([{"甲.md": "[[主题]] [[新]]\n", "新.md": "新\n"}, "add -N 新.md", "add 甲.md"],
                     [untracked("甲.md:1:8", "新")], id="a link to one that is only announced"),
        pytest.param([{"新.md": "[[缺二]]\n"}, "add -N 新.md", {"甲.md": "[[主题]] 好\n"}, "add 甲.md"], [],
                     id="what is announced has no contents"),
        pytest.param([{"甲.md": "[[主题]] [[缺二]]\n"}, "add ."], [missing("甲.md:1:8", "缺二")], id="a note is changed"),
        pytest.param([{"乙.md": "又一行\n\n[[主题#小节]] [[缺]]\n"}, "add ."], [], id="an old finding is on another line"),
        pytest.param([{"乙.md": "[[缺]]\n[[主题#小节]] [[缺]]\n"}, "add ."], [missing("乙.md:1:1", "缺")],
                     id="the same once more: the one that was not there"),
        pytest.param([{"主题.md": f"# 主题\n\n## 节\n\n{BODY}"}, "add ."], [ITS_HEADING], id="a heading goes"),
        pytest.param([{"主题.md": f"# 主题\n\n## 节\n\n### 小节\n\n{BODY}"}, "add ."], [], id="a heading moves down"),
        pytest.param(["rm -q 主题.md"], GONE, id="nothing but a deletion"),
        pytest.param(["rm -q 乙.md"], [], id="a note that nobody links to is deleted"),
        pytest.param(["rm -q --cached 主题.md"],
                     [untracked(place, "主题") + "; caused by: '主题.md' was deleted" for place in TO_TOPIC], id="deleted in the index, still on the disk"),
        pytest.param(["rm -q 文/丁.md 文/戊.md"], [], id="deleted with all that link to it"),
        pytest.param(["rm -q 图/示意.png"], [
            "丙.md:1:1: error[broken-embed] no file is found for the embed '示意.png'; caused by: '图/示意.png' was deleted"
        ], id="an attachment is deleted"),
        pytest.param(["mv 主题.md 题目.md"], RENAMED, id="a rename"),
        pytest.param(["mv 主题.md 题目.md", {"题目.md": f"# 主题\n\n## 小节\n\n{BODY}末尾\n"}, "add ."], RENAMED,
                     id="a rename with an edit"),
        pytest.param(["mv 主题.md 题目.md", {"题目.md": f"# 主题\n\n## 小节\n\n{BODY[:80]}"}, "add ."], UNSURE,
                     id="half of it stays: what git calls a rename is not fixed unasked"),
        pytest.param(["mv 主题.md 题目.md", {"题目.md": "别的\n"}, "add ."], GONE, id="nothing of it stays: a deletion"),
        pytest.param(["mv 主题.md 文/主题.md"], [], id="a move that links follow by name"),
        pytest.param(["mv 文 文档"], [], id="a folder is renamed, with relative links of the same depth"),
        pytest.param([lambda top: (top / "高").mkdir(), "mv 文 高/文"], [
            "高/文/丁.md:3:1: error[broken-link] [*] no file is found for '../甲.md'; "
            "caused by: '文/丁.md' was renamed to '高/文/丁.md'"
        ], id="a folder moves, and a relative link leads elsewhere"),
        pytest.param(["mv 图/示意.png 图/示例.png"], [
            "丙.md:1:1: error[broken-embed] [*] no file is found for the embed '示意.png'; "
            "caused by: '图/示意.png' was renamed to '图/示例.png'"
        ], id="an attachment is renamed"),
        pytest.param(["mv 图/示意.png 示意.png"], [], id="an attachment moves"),
        pytest.param([{"AB.md": "x\n", "文/丁.md": "[[AB]]\n"}, "add .", "commit -qm 二", "mv AB.md Ab.md"], [
            "文/丁.md:1:1: warning[case-mismatch] [*] 'AB' differs in case from the file's name, 'Ab'; "
            "caused by: 'AB.md' was renamed to 'Ab.md'"
        ], id="a rename by case"),
        pytest.param([link("主题.md", "甲.md"), "add ."], [ITS_HEADING], id="a note becomes a symbolic link"),
        pytest.param([link("文/己.md", "../甲.md"), "add ."], [], id="a symbolic link is added"),
        pytest.param(["update-index --chmod=+x 乙.md"], [], id="nothing but a mode"),
        pytest.param([{"甲.md": "[[主题]] 好\n"}, "add .", {"甲.md": "[[缺二]]\n"}], [],
                     id="a partially staged note: broken in the work tree"),
        pytest.param([{"甲.md": "[[缺二]]\n"}, "add .", {"甲.md": "[[主题]]\n"}], [missing("甲.md:1:1", "缺二")],
                     id="a partially staged note: broken in the index"),
        pytest.param([{"甲.md": "[[主题]] 好\n"}, "add .", removed("主题.md")], [], id="deleted on the disk only"),
        pytest.param([{"甲.md": "[[缺二]] %% vault-ignore -- 等它写好 %%\n"}, "add ."], [], id="a new finding is suppressed"),
        pytest.param([{"乙.md": "[[主题#小节]] [[缺]] %% vault-ignore -- 等它写好 %%\n"}, "add .", "commit -qm 二",
                      {"乙.md": "[[主题#小节]] [[缺]]\n"}, "add ."], [missing("乙.md:1:11", "缺")],
                     id="a suppression goes"),
    ],
)  # fmt: skip
def test_what_is_staged(situation: Situation, steps: list[Step], expected: list[str]) -> None:
    ran = situation.take(*steps).check()
    assert findings(ran) == expected
    assert (ran.code, ran.err) == (int(bool(expected)), "")


SIDES: list[Step] = ["checkout -q -b 侧", {"侧.md": "[[侧缺]]\n"}, "add .", "commit -qm 侧",
                     "checkout -q main", {"主.md": "[[主缺]]\n"}, "add .", "commit -qm 主"]  # fmt: skip
APART: list[Step] = ["checkout -q -b 侧", {"甲.md": "[[主题]] 侧\n"}, "add .", "commit -qm 侧",
                     "checkout -q main", {"甲.md": "[[主题]] 主\n"}, "add .", "commit -qm 主"]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param(["checkout -q --detach", {"甲.md": "[[缺二]]\n"}, "add ."], [missing("甲.md:1:1", "缺二")],
                     id="a detached head"),
        pytest.param(["checkout -q --orphan 新枝"], [missing("乙.md:1:11", "缺")], id="a branch without a commit"),
        pytest.param([*SIDES, "merge -q --no-commit 侧"], [], id="a merge brings what either side had"),
        pytest.param([*SIDES, "merge -q --no-commit 侧", {"甲.md": "[[缺二]]\n"}, "add 甲.md"],
                     [missing("甲.md:1:1", "缺二")], id="in the merge something is added"),
        pytest.param(["checkout -q -b 侧", "rm -q 文/戊.md", {"文/丁.md": "无\n"}, "add .", "commit -qm 侧",
                      "checkout -q main", {"新.md": "[[戊]]\n"}, "add .", "commit -qm 主", "merge -q --no-commit 侧"],
                     [missing("新.md:1:1", "戊") + "; caused by: '文/戊.md' was deleted"], id="only both sides together break it"),
        pytest.param([*SIDES[:4], "checkout -q -b 第三 main", {"三.md": "[[三缺]]\n"}, "add .", "commit -qm 三",
                      "checkout -q main", {"主.md": "无\n"}, "add .", "commit -qm 主", "merge -q --no-commit 侧 第三"], [],
                     id="three branches are merged"),
        pytest.param([*APART, "?merge -q 侧"], [IN_CONFLICT], id="conflicts are open"),
        pytest.param(["checkout -q -b 侧", {"甲.md": "[[主题]] 侧\n"}, "add .", "commit -qm 侧", "checkout -q main",
                      "rm -q 甲.md", "commit -qm 主", "?merge -q 侧"], [IN_CONFLICT], id="one side has deleted it"),
        pytest.param([*APART, "?merge -q 侧", "add ."], [
            "甲.md:1:1: error[conflict-marker] an unresolved merge conflict begins here; "
            "keep what is right and delete the markers"
        ], id="conflicts are staged as they are"),
        pytest.param([*APART, "?merge -q 侧", {"甲.md": "[[主题]] 主侧\n"}, "add ."], [], id="conflicts are resolved"),
        pytest.param([*APART, "?merge -q 侧", {"甲.md": "[[缺二]]\n"}, "add ."], [missing("甲.md:1:1", "缺二")],
                     id="conflicts are resolved, with a mistake"),
        pytest.param([*SIDES, "cherry-pick --no-commit 侧"], [missing("侧.md:1:1", "侧缺")], id="a picked commit is new here"),
        pytest.param([*APART, "?cherry-pick 侧"], [IN_CONFLICT], id="conflicts while picking"),
        pytest.param([*APART, "?cherry-pick 侧", {"甲.md": "[[主题]] 主侧\n"}, "add ."], [], id="resolved while picking"),
        pytest.param([{"文/己.md": "己\n"}, "add .", "commit -qm 己", {"甲.md": "[[主题]] [[己]]\n"}, "add .", "commit -qm 三",
                      "revert --no-commit HEAD~1"],
                     [missing("甲.md:1:8", "己") + "; caused by: '文/己.md' was deleted"], id="a commit is reverted"),
        pytest.param([*APART, "?rebase -q main 侧", {"甲.md": "[[缺二]]\n"}, "add ."], [missing("甲.md:1:1", "缺二")],
                     id="a rebase has stopped"),
        pytest.param([*APART, "?rebase -q main 侧", {"甲.md": "[[主题]]\n"}, "add ."], [], id="a rebase goes on"),
    ],
)  # fmt: skip
def test_where_the_history_stands(situation: Situation, steps: list[Step], expected: list[str]) -> None:
    ran = situation.take(*steps).check()
    assert findings(ran) == expected
    assert (ran.code, ran.err) == (int(bool(expected)), "")


def test_the_first_commit_has_no_past(situation: Situation) -> None:
    situation.take("update-ref -d HEAD", "rm -rq --cached .", "add vault.toml 甲.md")
    assert findings(situation.check()) == [untracked("甲.md:1:1", "主题")]
    assert findings(situation.take("add .").check()) == [missing("乙.md:1:11", "缺")]


def test_all_shows_what_was_there_before_and_says_so(situation: Situation) -> None:
    situation.take("rm -q 主题.md")
    ran = situation.check("--staged --all")
    assert findings(ran) == [
        GONE[0],
        "乙.md:1:11: error[broken-link] (there before) no file is found for '缺'",
        GONE[1],
    ]
    assert ran.out.endswith("5 notes checked: 3 errors, 0 warnings, 0 infos\n")
    fewer = situation.check()
    assert findings(fewer) == GONE
    assert fewer.out.endswith("5 notes checked: 2 errors, 0 warnings, 0 infos (1 there before; --all lists them)\n")


def test_causes_are_told_in_chinese(situation: Situation) -> None:
    ran = situation.take("rm -q 主题.md").check("--staged --lang zh 甲.md")
    assert ran.out == (
        "甲.md:1:1: 错误[broken-link] 找不到链接的目标“主题”；起因：“主题.md”已删除\n"
        "检查了 1 篇笔记：1 个错误，0 个警告，0 条提示\n"
    )
