"""`vault check --staged --fix`: links that a staged rename has broken are rewritten, on the disk and, if asked, in the index."""

import shlex
import stat
import sys

import pytest
from situations import BODY, VAULT, Situation, Step, findings, link, removed

from repositories import Repo
from support import write_vault

RENAME = "mv 主题.md 题目.md"
LEFT = "甲.md:1:1: error[broken-link] no file is found for '主题'; caused by: '主题.md' was renamed to '题目.md'"
REFUSED = (
    "not fixed: 甲.md:1: broken-link: it has changes that are not staged; stage them with `git add`, "
    "or put them aside with `git stash --keep-index`\n"
)
ONLY_FIXED = "{} fixed in the work tree and not staged: `git add` does that, and --stage-fixes would have\n"


@pytest.mark.parametrize(
    ("steps", "arguments", "code", "left", "said", "status"),
    [
        pytest.param([RENAME], "--fix", 1, [], ONLY_FIXED.format("2 notes"),
                     [" M 乙.md", " M 甲.md", "R  主题.md -> 题目.md"], id="in the work tree only"),
        pytest.param([RENAME], "--fix --stage-fixes", 0, [], "2 notes staged\n",
                     ["M  乙.md", "M  甲.md", "R  主题.md -> 题目.md"], id="in the index, too"),
        pytest.param([RENAME], "--fix --stage-fixes 乙.md", 0, [], "1 note staged\n",
                     ["M  乙.md", "R  主题.md -> 题目.md"], id="of one note only"),
        pytest.param([RENAME, {"甲.md": "[[主题]]\n还没暂存\n"}], "--fix --stage-fixes", 1, [LEFT], REFUSED + "1 note staged\n",
                     ["M  乙.md", " M 甲.md", "R  主题.md -> 题目.md"], id="one of the notes has more changes"),
        pytest.param([RENAME, removed("甲.md")], "--fix --stage-fixes", 1, [LEFT], REFUSED + "1 note staged\n",
                     ["M  乙.md", " D 甲.md", "R  主题.md -> 题目.md"], id="one of the notes is not on the disk"),
        pytest.param([RENAME, {"丙.md": "![[示意.png]] 改\n"}], "--fix --stage-fixes", 0, [], "2 notes staged\n",
                     [" M 丙.md", "M  乙.md", "M  甲.md", "R  主题.md -> 题目.md"], id="another note has changes"),
        pytest.param(["mv 图/示意.png 图/示例.png"], "--fix --stage-fixes", 0, [], "1 note staged\n",
                     ["M  丙.md", "R  图/示意.png -> 图/示例.png"], id="an attachment"),
        pytest.param([lambda top: (top / "高").mkdir(), "mv 文 高/文"], "--fix --stage-fixes", 0, [], "1 note staged\n",
                     ["R  文/丁.md -> 高/文/丁.md", "R  文/戊.md -> 高/文/戊.md"], id="a relative link of what moves"),
        pytest.param([{"AB.md": "x\n", "文/丁.md": "[[AB]]\n"}, "add .", "commit -qm 二", "mv AB.md Ab.md"], "--fix --stage-fixes",
                     0, [], "1 note staged\n", ["R  AB.md -> Ab.md", "M  文/丁.md"], id="by case"),
        pytest.param(["rm -q 文/丁.md"], "--fix --stage-fixes", 0, [], "", ["D  文/丁.md"], id="nothing to fix"),
        pytest.param([{"乙.md": "[[主题#小节]] [[缺]] 改\n"}, "add ."], "--fix --stage-fixes", 0, [], "", ["M  乙.md"],
                     id="what was there before is left alone"),
    ],
)  # fmt: skip
def test_fixes(
    situation: Situation, steps: list[Step], arguments: str, code: int, left: list[str], said: str, status: list[str]
) -> None:
    ran = situation.take(*steps).check(f"--staged {arguments}")
    assert (ran.code, findings(ran), ran.err) == (code, left, said)
    assert situation.status() == status
    again = situation.check(f"--staged {arguments}")
    assert situation.status() == status
    assert (again.code, findings(again)) == (1 if "--stage" not in arguments else code, findings(again))


def test_what_is_staged_is_what_is_fixed_with_the_line_ends_of_each(situation: Situation) -> None:
    situation.take("config core.autocrlf true", "rm -rq --cached .", "reset -q --hard", RENAME)
    assert (situation.top / "甲.md").read_bytes() == b"[[\xe4\xb8\xbb\xe9\xa2\x98]]\r\n"
    assert situation.check("--staged --fix --stage-fixes").code == 0
    assert (situation.top / "甲.md").read_bytes() == "[[题目]]\r\n".encode()
    assert situation.repo.git("cat-file", "blob", ":甲.md") == "[[题目]]"
    assert situation.status() == ["M  乙.md", "M  甲.md", "R  主题.md -> 题目.md"]


def test_a_diff_of_what_is_staged_writes_nothing(situation: Situation) -> None:
    ran = situation.take(RENAME).check("--staged --diff 甲.md")
    assert (ran.code, ran.err) == (1, "--fix would fix 1 finding in 1 note\n")
    assert ran.out == "--- a/甲.md\n+++ b/甲.md\n@@ -1 +1 @@\n-[[主题]]\n+[[题目]]\n"
    assert situation.status() == ["R  主题.md -> 题目.md"]


def test_refusals_are_told_in_chinese(situation: Situation) -> None:
    ran = situation.take(RENAME, {"甲.md": "改\n"}).check("--staged --fix --stage-fixes --lang zh")
    assert ran.err == (
        "未修复：甲.md:1：broken-link：它还有没有暂存的改动；请用 `git add` 暂存，或用 `git stash --keep-index` 收起\n"
        "已暂存 1 篇笔记\n"
    )
    assert "已修复 1 篇笔记中的 1 个问题" in ran.out


def test_what_was_staged_keeps_its_mode_and_what_is_a_link_stays_one(situation: Situation) -> None:
    situation.take(
        link("文/己.md", "../甲.md"), "update-index --chmod=+x 甲.md", lambda top: (top / "甲.md").chmod(0o755)
    )
    situation.take("add .", "commit -qm 二", RENAME)
    assert situation.check("--staged --fix --stage-fixes").code == 0
    modes = situation.repo.git("ls-files", "-s", "--", "甲.md", "文/己.md").splitlines()
    assert [line.split()[0] for line in modes] == ["120000", "100755"]
    assert stat.S_IMODE((situation.top / "甲.md").stat().st_mode) == 0o755
    assert (situation.top / "文/己.md").is_symlink()


@pytest.fixture
def hooked(situation: Situation) -> Situation:
    """The vault with a pre-commit hook that fixes, and stages what it has fixed."""
    hook = situation.top / ".git/hooks/pre-commit"
    hook.parent.mkdir()
    hook.write_text(
        f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -m vault_tools check --hook --fix --stage-fixes\n"
    )
    hook.chmod(0o755)
    return situation


@pytest.mark.parametrize(
    ("steps", "arguments", "is_committed"),
    [
        pytest.param([RENAME], ["-qm", "二"], True, id="a rename"),
        pytest.param([lambda top: (top / "主题.md").rename(top / "题目.md"), "add -N 题目.md"], ["-qam", "二"], True, id="commit -a"),
        pytest.param([RENAME], ["-q", "--amend", "-m", "二"], True, id="commit --amend"),
        pytest.param([RENAME, {"甲.md": "[[主题]]\n还没暂存\n"}], ["-qm", "二"], False, id="one note has more changes"),
        pytest.param(["rm -q 主题.md"], ["-qm", "二"], False, id="what cannot be fixed"),
        pytest.param([{"文/戊.md": "改\n"}], ["-qm", "二", "--", "文/戊.md"], True, id="commit -- file, nothing to fix"),
    ],
)  # fmt: skip
def test_a_hook_that_stages_fixes(
    hooked: Situation, steps: list[Step], arguments: list[str], is_committed: bool
) -> None:
    hooked.take(*steps)
    hooked.repo.git("commit", *arguments, check=False)
    subject = hooked.repo.git("log", "-1", "--format=%s")
    assert subject == ("二" if is_committed else "one")
    if is_committed:
        assert hooked.status() == []
        assert "题目" in hooked.repo.git("cat-file", "blob", "HEAD:甲.md") or "文/戊.md" in arguments
    else:
        assert not {"R  主题.md -> 题目.md", "D  主题.md"}.isdisjoint(hooked.status())


def test_fixes_cannot_go_into_the_index_of_a_single_commit(hooked: Situation) -> None:
    hooked.take(RENAME).repo.git("commit", "-qm", "二", "--", "主题.md", "题目.md", check=False)
    assert hooked.repo.git("log", "-1", "--format=%s") == "one"
    assert hooked.status() == ["R  主题.md -> 题目.md"]


INBOUND = 1_900


@pytest.fixture
def topic(make, monkeypatch: pytest.MonkeyPatch) -> Situation:
    """A vault in which 1,900 notes link to one."""
    repo: Repo = make("大库", "--template=")
    write_vault(
        repo.top, {f"笔记/{number % 20}/第{number}篇.md": f"# {number}\n\n见 [[主题]]。\n" for number in range(INBOUND)}
    )
    repo.commit({"vault.toml": VAULT["vault.toml"], "主题.md": f"# 主题\n\n{BODY}"})
    return Situation(repo, monkeypatch.chdir)


def test_a_topic_to_which_many_notes_link(topic: Situation) -> None:
    ran = topic.take(RENAME).check()
    assert (ran.code, len(findings(ran)), ran.err) == (1, INBOUND, "")
    assert all(line.endswith("caused by: '主题.md' was renamed to '题目.md'") for line in findings(ran))


@pytest.mark.slow  # each of the notes is safe on the disk before the next one is written
def test_fixes_of_many_notes(topic: Situation) -> None:
    fixed = topic.take(RENAME).check("--staged --fix --stage-fixes")
    assert (fixed.code, findings(fixed), fixed.err) == (0, [], "1,900 notes staged\n")
    assert set(topic.repo.git("diff", "--cached", "--numstat", "--", "笔记").splitlines()) == {
        f'1\t1\t"\\347\\254\\224\\350\\256\\260/{number % 20}/\\347\\254\\254{number}\\347\\257\\207.md"' for number in range(INBOUND)
    }  # fmt: skip
    assert topic.repo.git("diff", "--name-only") == ""
    assert topic.check().code == 0
