"""`vault check --staged` where a vault is not simply the whole of a repository: below it, beside it, in another one."""

import os
from pathlib import Path

import pytest
from situations import VAULT, Situation, Step, findings

from repositories import Repo, bare, hostile
from support import vault

OLD = "乙.md:1:11: error[broken-link] no file is found for '缺'"
NOTHING_STAGED = "nothing is staged: the whole vault is checked, as it lies in the work tree\n"
BROKEN: list[Step] = [{"甲.md": "[[缺二]]\n"}, "add ."]


def missing(place: str, target: str) -> str:
    return f"{place}: error[broken-link] no file is found for '{target}'"


@pytest.fixture
def below(make, monkeypatch: pytest.MonkeyPatch) -> Situation:
    """A repository with a vault in the folder 库, and a program beside it."""
    repo = make("项目", "--template=")
    repo.commit({**{f"库/{path}": content for path, content in VAULT.items()}, "程序.py": "一\n"})
    return Situation(repo, monkeypatch.chdir)


@pytest.mark.parametrize(
    ("steps", "folder", "arguments", "expected"),
    [
        pytest.param([{"程序.py": "二\n"}, "add ."], "库", "--staged", [], id="staged outside of the vault"),
        pytest.param([{"程序.py": "二\n"}, "add ."], "", "--staged -C 库", [], id="the same, from outside"),
        pytest.param([{"程序.py": "二\n"}, "add ."], "", "--hook 库", [], id="the same, in a hook"),
        pytest.param([{"库/甲.md": "[[缺二]]\n"}, "add ."], "库", "--staged", [missing("甲.md:1:1", "缺二")], id="in it"),
        pytest.param([{"库/甲.md": "[[缺二]]\n"}, "add ."], "", "--staged -C 库", [missing("库/甲.md:1:1", "缺二")],
                     id="in it, from outside"),
        pytest.param([{"库/甲.md": "[[缺二]]\n"}, "add ."], "", "--staged 库/甲.md", [missing("库/甲.md:1:1", "缺二")],
                     id="a path from outside"),
        pytest.param([{"库/甲.md": "[[缺二]]\n"}, "add ."], "", "--staged 库/文", [], id="another path"),
        pytest.param([{"库/甲.md": "[[缺二]]\n"}, "add ."], "库/文", "--staged", [missing("../甲.md:1:1", "缺二")],
                     id="from a folder in it"),
        pytest.param(["mv 库/文/戊.md 戊.md"], "库", "--staged",
                     [missing("文/丁.md:4:1", "戊") + "; caused by: '文/戊.md' was deleted"], id="a note moves out"),
        pytest.param([{"戊二.md": "戊\n", "库/文/丁.md": "[[戊]] [[戊二]]\n"}, "add .", "commit -qm 二", "mv 戊二.md 库/戊二.md"],
                     "库", "--staged", [], id="a note moves in"),
        pytest.param([{".gitignore": "甲.md\n", "库/甲.md": "[[缺二]]\n"}, "add -f ."], "库", "--staged", [],
                     id="ignored from above"),
    ],
)  # fmt: skip
def test_a_vault_in_a_folder(
    below: Situation, steps: list[Step], folder: str, arguments: str, expected: list[str]
) -> None:
    ran = below.take(*steps).check(arguments, folder)
    assert (findings(ran), ran.code, ran.err) == (expected, int(bool(expected)), "")
    assert " notes checked" in ran.out or " note checked" in ran.out


def test_a_vault_behind_a_symbolic_link(situation: Situation, tmp_path: Path) -> None:
    (tmp_path / "别名").symlink_to(situation.top)
    situation.take(*BROKEN)
    assert findings(Situation(Repo(tmp_path / "别名"), os.chdir).check()) == [missing("甲.md:1:1", "缺二")]
    os.chdir(tmp_path)
    assert vault("check", "--staged", "-C", "别名").code == 1


def test_a_linked_work_tree_has_its_own_index(situation: Situation, tmp_path: Path) -> None:
    situation.repo.git("worktree", "add", "-q", "-b", "枝", str(tmp_path / "另一棵"))
    other = Situation(Repo(tmp_path / "另一棵"), situation._enter).take(*BROKEN)
    assert findings(other.check()) == [missing("甲.md:1:1", "缺二")]
    here = situation.check()
    assert (findings(here), here.err) == ([OLD], NOTHING_STAGED)


@pytest.fixture
def outer(situation: Situation, make, monkeypatch: pytest.MonkeyPatch) -> Situation:
    """A vault with a submodule 子, which is no vault of its own."""
    inner = make("内", "--template=")
    inner.commit({"内一.md": "[[缺内]]\n"})
    situation.repo.git("submodule", "--quiet", "add", str(inner.top), "子")
    situation.take("commit -qm 子")
    return situation


def test_a_vault_in_a_submodule(outer: Situation) -> None:
    inner = Situation(Repo(outer.top / "子"), outer._enter).take({"内一.md": "[[缺内]] [[缺二]]\n"}, "add .")
    assert findings(inner.check("--staged -C .")) == [missing("内一.md:1:8", "缺二")]


def test_a_vault_with_a_submodule(outer: Situation) -> None:
    ran = outer.take({"甲.md": "[[内一]] [[内二]]\n"}, "add .").check()
    assert findings(ran) == [missing("甲.md:1:8", "内二")]
    Situation(Repo(outer.top / "子"), outer._enter).take({"内二.md": "二\n"}, "add .", "commit -qm 二")
    outer.take("reset -q --hard", "add 子")
    ran = outer.check()
    assert (findings(ran), ran.code, ran.err) == ([], 0, "")  # something is staged, though no file of the vault


def test_git_says_which_repository_is_meant(
    situation: Situation, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    situation.take(*BROKEN)
    work_tree = tmp_path / "工作区"
    work_tree.mkdir()
    monkeypatch.setenv("GIT_DIR", str(situation.top / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(work_tree))
    here = Situation(Repo(work_tree), monkeypatch.chdir)
    assert findings(here.check()) == [missing("甲.md:1:1", "缺二")]
    monkeypatch.delenv("GIT_WORK_TREE")
    situation.repo.git("config", "core.bare", "true")
    ran = here.check()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"error: GIT_DIR names the bare repository {situation.top}/.git, which has no work tree; "
        "run this in a clone, or set GIT_WORK_TREE\n"
    )


def test_a_hook_of_one_repository_checks_a_vault_in_another(
    situation: Situation, make, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make("别家", "--template=")
    other.commit({"无.txt": "无"})
    situation.take(*BROKEN)
    monkeypatch.setenv("GIT_DIR", str(other.top / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.top / ".git" / "index"))
    monkeypatch.chdir(other.top)
    ran = vault("check", "--staged", "--output-format", "concise", "-C", str(situation.top))
    assert findings(ran) == [missing(f"{situation.top}/甲.md:1:1", "缺二")]


@pytest.mark.parametrize(
    "arguments", ["--staged", "--since HEAD", "--hook", "--staged --fix --stage-fixes", "--staged --all"]
)
def test_a_hostile_bare_repository_in_a_vault_runs_nothing(
    situation: Situation, tmp_path: Path, arguments: str
) -> None:
    witness = tmp_path / "ran"
    situation.take("mv 主题.md 题目.md")
    for folder in ("文", "文/内"):
        bare(situation.top / folder / "坏", hostile(witness, tmp_path / "hooks"))
    ran = situation.check(arguments, "文/坏")
    assert ran.code in (0, 1)
    assert "题目.md" in ran.out or "--fix" in arguments
    assert not witness.exists()


@pytest.mark.parametrize("arguments", ["--staged", "--since HEAD", "--hook"])
def test_a_vault_that_is_a_hostile_bare_repository_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str
) -> None:
    witness = tmp_path / "ran"
    folder = tmp_path / "坏"
    bare(folder, hostile(witness, tmp_path / "hooks"))
    (folder / "甲.md").write_text("[[缺]]\n")
    monkeypatch.chdir(folder)
    ran = vault("check", *arguments.split())
    assert (ran.code, ran.out) == (2, "")
    assert "is not in a git repository" in ran.err
    assert not witness.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("有\n行.md", r"有\x0a行.md", id="a line end"),
        pytest.param('有"引号".md', '有"引号".md', id="quotes"),
        pytest.param("-开头.md", "-开头.md", id="a dash in front"),
        pytest.param("\t制表.md", r"\x09制表.md", id="a tab"),
        pytest.param(":(top)甲.md", ":(top)甲.md", id="what git has a meaning for"),
        pytest.param("*.md", "*.md", id="a pattern"),
        pytest.param(os.fsdecode(b"\xbc\xd7.md"), r"\xbc\xd7.md", id="not UTF-8"),
        pytest.param("😀.md", "😀.md", id="beyond the first plane"),
    ],
)
def test_names(situation: Situation, name: str, shown: str) -> None:
    situation.take({name: "[[缺二]]\n", "文/旁.md": "[[缺三]]\n"}, ["add", "--", ":(literal)" + name])
    ran = situation.check("--staged --select broken-link")
    assert findings(ran) == [missing(f"{shown}:1:1", "缺二")]
    situation.take({name: "[[缺三]]\n"})
    expected = {missing(f"{shown}:1:1", "缺三"), missing("文/旁.md:1:1", "缺三")}
    assert set(findings(situation.check("--since HEAD --select broken-link"))) == expected
