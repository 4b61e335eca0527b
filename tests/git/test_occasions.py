"""`vault check --staged`, `--since` and `--hook`: what each of them judges, where, and what it says when it cannot."""

import os
import shutil
from pathlib import Path

import pytest
from situations import VAULT, Situation, Step, findings, link

from repositories import Repo

ALL_ZERO = "0" * 40
OLD = "乙.md:1:11: error[broken-link] no file is found for '缺'"
NOTHING_STAGED = "nothing is staged: the whole vault is checked, as it lies in the work tree\n"
TWO_MORE: list[Step] = [
    {"一.md": "[[缺一]]\n"},
    "add .",
    "commit -qm 二",
    {"二.md": "[[缺二]]\n"},
    "add .",
    "commit -qm 三",
]
SHALLOW = (
    "this clone is shallow and does not reach to where the history parted from {}: everything is reported. "
    "`git fetch --unshallow` gets the rest (fetch-depth: 0 in actions/checkout)\n"
)


def missing(place: str, target: str) -> str:
    return f"{place}: error[broken-link] no file is found for '{target}'"


ONE, TWO = missing("一.md:1:1", "缺一"), missing("二.md:1:1", "缺二")
NEW = missing("新.md:1:1", "缺三")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param("--since HEAD~2", [ONE, TWO, NEW], id="since two commits ago, and on the disk"),
        pytest.param("--since HEAD~1", [TWO, NEW], id="since one commit ago"),
        pytest.param("--since HEAD", [NEW], id="since the last commit"),
        pytest.param("--since @", [NEW], id="another name of it"),
        pytest.param("--since HEAD@{1}", [TWO, NEW], id="from the log of a branch"),
        pytest.param("--since 标签", [ONE, TWO, NEW], id="since a tag with a message"),
        pytest.param("--since 枝", [ONE, TWO, NEW], id="since a branch has parted, not since what it is now"),
        pytest.param("--staged --since HEAD~1", [TWO], id="of the index since one commit ago"),
        pytest.param("--since HEAD~1 二.md", [TWO], id="of one note"),
        pytest.param("--since HEAD~1 文", [], id="of a folder"),
        pytest.param("--since HEAD~1 --select self-link", [], id="of one rule"),
        pytest.param("--since HEAD~1 --ignore broken-link", [], id="but for one rule"),
        pytest.param("--hook --since HEAD~1", [TWO], id="in a hook"),
    ],
)
def test_since(situation: Situation, arguments: str, expected: list[str]) -> None:
    situation.take("tag -a -m 一 标签", "checkout -q -b 枝", {"枝.md": "[[缺枝]]\n"}, "add .", "commit -qm 枝")
    situation.take("checkout -q main", *TWO_MORE, {"三.md": "好\n"}, "add .", {"新.md": "[[缺三]]\n"})
    ran = situation.check(arguments)
    assert findings(ran) == expected
    assert (ran.code, ran.err) == (int(bool(expected)), "")


@pytest.mark.parametrize(
    ("before", "change"),
    [
        pytest.param([link("l", ".旧"), link("新.md", "l/文.md")], link("l", ".新"), id="a link on the way is another"),
        pytest.param([link("新.md", ".x/文.md")], {".x/文.md": "[[缺三]]\n"}, id="a hidden file has come"),
    ],
)
def test_what_a_link_stands_for(situation: Situation, before: list[Step], change: Step) -> None:
    situation.take({".旧/文.md": "", ".新/文.md": "[[缺三]]\n"}, *before, "add --all", "commit -qm 链", change)
    for arguments in ("--since HEAD", "--staged"):
        assert findings(situation.check(arguments)) == [NEW]
        situation.take("add --all")


@pytest.mark.parametrize(
    ("start", "end", "arguments", "expected", "said"),
    [
        pytest.param("HEAD~2", "HEAD", "--hook", [ONE, TWO], "", id="several commits are pushed"),
        pytest.param("HEAD~2", "HEAD~1", "--hook", [ONE], "", id="not the last one"),
        pytest.param("HEAD", "HEAD", "--hook", [], "", id="none"),
        pytest.param("HEAD~2", "HEAD", "--staged", [ONE, TWO], "", id="nothing is staged"),
        pytest.param("HEAD~1", "HEAD", "--hook 一.md", [], "", id="only one note counts"),
        pytest.param(ALL_ZERO, "HEAD", "--hook", [ONE, OLD, TWO],
                     "there is no commit before this branch: everything is reported\n", id="a new branch"),
        pytest.param("HEAD", ALL_ZERO, "--hook", [ONE, OLD, TWO], NOTHING_STAGED, id="a deleted branch"),
        pytest.param("", "HEAD", "--hook", [ONE, OLD, TWO], NOTHING_STAGED, id="half a range"),
        pytest.param("", "", "--hook", [ONE, OLD, TWO], NOTHING_STAGED, id="all files"),
        pytest.param("", "", "--staged", [ONE, OLD, TWO], NOTHING_STAGED, id="nothing staged, and no range"),
    ],
)  # fmt: skip
def test_the_range_of_a_hook(
    situation: Situation, monkeypatch: pytest.MonkeyPatch, start: str, end: str, arguments: str, expected: list[str], said: str
) -> None:  # fmt: skip
    situation.take(*TWO_MORE, {"新.md": "[[缺三]]\n"})
    (situation.top / "新.md").unlink()
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", start)
    monkeypatch.setenv("PRE_COMMIT_TO_REF", end)
    ran = situation.check(arguments)
    assert (findings(ran), ran.code, ran.err) == (expected, int(bool(expected)), said)


def test_a_range_counts_in_a_hook_even_if_something_else_is_staged(
    situation: Situation, monkeypatch: pytest.MonkeyPatch
) -> None:
    situation.take(*TWO_MORE, {"新.md": "[[缺三]]\n"}, "add .")
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "HEAD~1")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    assert findings(situation.check("--hook")) == [TWO]
    assert findings(situation.check("--staged")) == [NEW]


@pytest.mark.parametrize(
    ("arguments", "expected", "said"),
    [
        pytest.param("--since origin/main", [NEW], "", id="the base is there"),
        pytest.param("--since HEAD~1", [NEW], "", id="so is the commit before"),
        pytest.param("--since HEAD~2", [ONE, OLD, TWO, NEW], SHALLOW.format("HEAD~2"), id="what is cut off"),
        pytest.param("--staged --since HEAD~2", [ONE, OLD, TWO, NEW], SHALLOW.format("HEAD~2"), id="staged"),
        pytest.param("--since HEAD~2 --lang zh 新.md", ["新.md:1:1: 错误[broken-link] 找不到链接的目标“缺三”"],
                     "这是浅克隆，够不到与 HEAD~2 分叉的地方：列出全部问题。"
                     "`git fetch --unshallow` 可取回其余历史（actions/checkout 用 fetch-depth: 0）\n", id="in Chinese"),
    ],
)  # fmt: skip
def test_a_shallow_clone(situation: Situation, tmp_path: Path, arguments: str, expected: list[str], said: str) -> None:
    situation.take(*TWO_MORE)
    clone = tmp_path / "浅"
    situation.repo.git("clone", "-q", "--depth", "1", f"file://{situation.top}", str(clone))
    shallow = Situation(Repo(clone), os.chdir).take({"新.md": "[[缺三]]\n"}, "add .", "commit -qm 四")
    ran = shallow.check(arguments)
    assert (findings(ran), ran.err) == (expected, said)


def test_the_hook_of_a_shallow_clone(situation: Situation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    situation.take(*TWO_MORE)
    base = situation.repo.git("rev-parse", "HEAD~2")
    situation.repo.git("clone", "-q", "--depth", "1", f"file://{situation.top}", str(tmp_path / "浅"))
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", base)
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    ran = Situation(Repo(tmp_path / "浅"), monkeypatch.chdir).check("--hook")
    assert (findings(ran), ran.err) == ([ONE, OLD, TWO], SHALLOW.format(base))


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        pytest.param("nope", "'nope'; `git branch --all` and `git tag` list what there is", id="no such name"),
        pytest.param("mian", "'mian'; did you mean 'main'?", id="a typo"),
        pytest.param(
            "--output=被写", "'--output=被写'; `git branch --all` and `git tag` list what there is", id="an option"
        ),
        pytest.param("-x", "'-x'; `git branch --all` and `git tag` list what there is", id="a short option"),
        pytest.param("HEAD~1", "'HEAD~1'; `git branch --all` and `git tag` list what there is", id="before the first"),
        pytest.param(":/一", "':/一'; `git branch --all` and `git tag` list what there is", id="a search"),
        pytest.param("HEAD:甲.md", "'HEAD:甲.md'; `git branch --all` and `git tag` list what there is", id="a file"),
        pytest.param("\x1b[31m", r"'\x1b[31m'; `git branch --all` and `git tag` list what there is", id="an escape"),
    ],
)
def test_a_reference_that_is_none(situation: Situation, reference: str, said: str) -> None:
    ran = situation.check(f"--since='{reference}'")
    assert (ran.code, ran.out, ran.err) == (2, "", f"error: no commit, branch or tag is called {said}\n")
    assert situation.status() == []


@pytest.mark.parametrize(
    ("steps", "arguments", "said"),
    [
        pytest.param(["checkout -q --orphan 新枝"], "--since HEAD", "there is no commit yet to compare with", id="no commit yet"),
        pytest.param(["checkout -q --orphan 新枝"], "--staged --since main", "there is no commit yet", id="none here yet"),
        pytest.param(["checkout -q --orphan 新枝", "commit -qm 新"], "--since main", "have no history in common", id="strangers"),
        pytest.param([], "--since ''", "--since needs the name of a commit, a branch or a tag", id="an empty name"),
        pytest.param([], "--since", "requires an argument", id="no name"),
        pytest.param([], "--staged --hook", "--staged and --hook do not go together", id="staged and hook"),
        pytest.param([], "--all", "--all goes with --staged, --since or --hook", id="all of what"),
        pytest.param([], "--fix --stage-fixes", "--stage-fixes goes with --fix and --staged or --hook", id="what is staged"),
        pytest.param([], "--staged --stage-fixes", "--stage-fixes goes with --fix", id="nothing to stage"),
        pytest.param([], "--staged --diff --stage-fixes", "--stage-fixes goes with --fix", id="a diff stages nothing"),
        pytest.param([], "--since HEAD --fix --stage-fixes", "--stage-fixes goes with --fix and --staged", id="the disk"),
        pytest.param([], "--staged --unsafe-fixes", "--unsafe-fixes goes with --fix or --diff", id="unsafe what"),
        pytest.param([], "--staged --write-baseline", "a baseline is of the whole vault", id="a baseline of a change"),
        pytest.param([], "--since HEAD --prune-baseline", "a baseline is of the whole vault", id="pruned by a change"),
        pytest.param([], "--staged nowhere.md", "nowhere.md", id="no such path"),
        pytest.param([], "--staged -C nowhere", "nowhere", id="no such folder"),
        pytest.param([], "--staged --select brokn-link", "broken-link", id="no such rule"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(situation: Situation, steps: list[Step], arguments: str, said: str) -> None:
    ran = situation.take(*steps).check(arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.parametrize("arguments", ["--staged", "--since HEAD", "--hook"])
def test_no_repository(situation: Situation, arguments: str) -> None:
    shutil.rmtree(situation.top / ".git")
    ran = situation.check(arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"error: {situation.top} is not in a git repository; run this in one, "
        "or check the folder without --staged, --since and --hook\n"
    )
    assert findings(situation.check("")) == [OLD]


@pytest.mark.parametrize(
    ("git", "said"),
    [
        pytest.param("", "git is not on the PATH; install git 2.30 or newer", id="none"),
        pytest.param("echo git version 2.29.2", "is version 2.29.2; 2.30 or newer is needed", id="too old"),
        pytest.param("echo what", "is version ?; 2.30 or newer is needed", id="something else"),
        pytest.param("echo git version 2.30.0; exit 128", "git could not do what was asked", id="one that fails"),
    ],
)
def test_git_itself(situation: Situation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, git: str, said: str) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    if git:
        (folder / "git").write_text(f"#!/bin/sh\n{git}\n")
        (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    ran = situation.check()
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert findings(situation.check("")) == [OLD]


def test_nothing_staged_is_never_an_empty_pass(situation: Situation) -> None:
    ran = situation.take({"新.md": "[[缺三]]\n"}).check()
    assert (findings(ran), ran.code, ran.err) == ([OLD, NEW], 1, NOTHING_STAGED)
    in_chinese = situation.check("--staged --lang zh")
    assert in_chinese.err == "没有暂存任何改动：检查整个库，以工作区里的文件为准\n"


def test_a_vault_that_is_all_deleted(situation: Situation) -> None:
    ran = situation.take("rm -q -r " + " ".join(path for path in VAULT if path.endswith(".md"))).check()
    assert (findings(ran), ran.code) == ([], 0)
    assert ran.err == f"warning: 0 notes checked in {situation.top}\n"
