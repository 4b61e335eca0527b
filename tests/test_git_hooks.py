"""Hooks of git itself, as docs/git.md shows them: their text is taken from the page and run on real commits."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import ENVIRONMENT, commit, executable, git, hook_script, run
from support import write_vault

pytestmark = pytest.mark.skipif(os.name != "posix", reason="runs sh")

BEFORE = {
    "笔记/vault.toml": '[rules]\nmissing-property = "off"\n',
    "笔记/甲.md": "一\n\n见 [[乙]]。\n",
    "笔记/乙.md": "二\n",
    "笔记/旧.md": "[[早已没有]]\n",
    "说明.md": "[[不在笔记库里]]\n",
}
DANGLING = ["笔记/甲.md:3:3 broken-link"]
GOOD = {"笔记/丙.md": "[[甲]]\n"}
BROKEN = {"笔记/丙.md": "[[无]]\n"}
OF_NEW = ["笔记/丙.md:1:1 broken-link"]
UNTRACKED = ["笔记/丙.md:1:1 untracked-target"]
OF_OLD = ["笔记/旧.md:1:1 broken-link"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a vault in a folder of it, an old fault there, and the hooks of the page."""
    root = write_vault(tmp_path / "仓库", BEFORE)
    commit(root, "begin")
    git(root, "config", "core.quotePath", "true")
    executable(tmp_path / "bin/vault", f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -m vault_tools "$@"\n')
    for name in ("pre-commit", "pre-merge-commit", "pre-push"):
        shown = hook_script("pre-push" if name == "pre-push" else "pre-commit")
        below, count = re.subn(r"vault check( --hook)?", r"vault check\1 -C 笔记", shown)
        assert count
        executable(Path(root, git(root, "rev-parse", "--git-path", f"hooks/{name}")), below)
    return root


def called(root: Path, *arguments: str) -> tuple[int, list[str]]:
    """Call git; return its exit code and what the hook reported. A finding is a failure, and the other way round."""
    path = os.pathsep.join((str(root.parent / "bin"), ENVIRONMENT["PATH"]))
    done = run(root, "git", *arguments, check=False, PATH=path)
    found = re.findall(r"^(\S.*:\d+:\d+): \w+\[([a-z-]+)\]", done.stdout, re.MULTILINE)
    assert bool(done.returncode) == bool(found), done.stdout
    return done.returncode, [f"{place} {rule}" for place, rule in found]


def change(root: Path, files: dict[str, str | None], *, is_staged: bool = True) -> None:
    write_vault(root, {path: text for path, text in files.items() if text is not None})
    for path in (path for path, text in files.items() if text is None):
        (root / path).unlink()
    if is_staged:
        git(root, "add", "--all")


@pytest.mark.parametrize(
    ("staged", "unstaged", "arguments", "expected"),
    [
        pytest.param(GOOD, {}, [], [], id="a good note"),
        pytest.param(BROKEN, {}, [], OF_NEW, id="a broken link"),
        pytest.param({"说明.md": "[[这也不在]]\n"}, {}, [], [], id="outside of the vault"),
        pytest.param({"笔记/乙.md": None}, {}, [], DANGLING, id="only a deletion"),
        pytest.param({"笔记/乙.md": None, "笔记/甲.md": "一\n"}, {}, [], [], id="a deletion, and its link"),
        pytest.param(GOOD, BROKEN, [], [], id="what is not staged is not committed"),
        pytest.param(BROKEN, GOOD, [], OF_NEW, id="what is staged is, whatever lies on the disk"),
        pytest.param(
            {"笔记/丙.md": "[[草稿]]\n"}, {"笔记/草稿.md": ""}, [], UNTRACKED, id="a target that only lies there"
        ),
        pytest.param({}, {"笔记/旧.md": "[[早已没有]] [[甲]]\n"}, ["-a"], [], id="commit -a: good"),
        pytest.param({}, {"笔记/旧.md": "[[无]]\n"}, ["-a"], ["笔记/旧.md:1:1 broken-link"], id="commit -a: broken"),
        pytest.param(BROKEN, {"笔记/旧.md": "三\n"}, ["--", "笔记/旧.md"], [], id="commit -- file: the others wait"),
        pytest.param(
            GOOD, {"笔记/旧.md": "[[无]]\n"}, ["--", "笔记/旧.md"], ["笔记/旧.md:1:1 broken-link"], id="commit -- file"
        ),
        pytest.param({}, {}, ["--amend", "--allow-empty"], [], id="only the message: what was there was there before"),
    ],
)
def test_a_commit(
    root: Path,
    staged: dict[str, str | None],
    unstaged: dict[str, str | None],
    arguments: list[str],
    expected: list[str],
) -> None:
    change(root, staged)
    change(root, unstaged, is_staged=False)
    assert called(root, "commit", "-q", "-m", "change", *arguments) == (bool(expected), expected)


def test_the_first_commit(tmp_path: Path, root: Path) -> None:
    hooks = git(root, "rev-parse", "--absolute-git-dir") + "/hooks"
    first = write_vault(tmp_path / "第一次", {**BEFORE, **BROKEN})
    git(first, "init", "-q")
    git(first, "config", "core.hooksPath", hooks)
    git(first, "add", "--all")
    assert called(first, "commit", "-q", "-m", "first") == (1, OF_NEW + OF_OLD)


@pytest.mark.parametrize("files", [pytest.param(GOOD, id="good"), pytest.param(BROKEN, id="broken")])
def test_a_linked_work_tree(tmp_path: Path, root: Path, files: dict[str, str]) -> None:
    git(root, "worktree", "add", "-q", str(tmp_path / "另一个"))
    change(tmp_path / "另一个", dict(files))
    expected = OF_NEW if files == BROKEN else []
    assert called(tmp_path / "另一个", "commit", "-q", "-m", "change") == (bool(expected), expected)


def test_a_merge(root: Path) -> None:
    """Nothing is new that one of the two sides had. Git merges without MERGE_HEAD when it runs the hook."""
    git(root, "checkout", "-q", "-b", "other")
    change(root, {"笔记/丁.md": "[[无]] [[乙]]\n"})
    commit(root)
    git(root, "checkout", "-q", "main")
    change(root, GOOD)
    commit(root)
    assert called(root, "merge", "-q", "--no-ff", "-m", "merge", "other") == (0, [])
    git(root, "reset", "-q", "--hard", "HEAD~1")
    change(root, {"笔记/乙.md": None, "笔记/甲.md": "一\n"})
    commit(root)
    assert called(root, "merge", "-q", "--no-ff", "-m", "merge", "other") == (1, ["笔记/丁.md:1:7 broken-link"])


@pytest.fixture
def remote(root: Path) -> Path:
    """A remote that has the first commit."""
    remote = root.parent / "remote"
    git(root, "init", "-q", "--bare", str(remote))
    git(root, "remote", "add", "origin", str(remote))
    git(root, "push", "-q", "--no-verify", "-u", "origin", "main")
    return remote


@pytest.mark.parametrize(
    ("commits", "arguments", "expected"),
    [
        pytest.param([GOOD], ["origin", "main"], [], id="good"),
        pytest.param([BROKEN], ["origin", "main"], OF_NEW, id="broken"),
        pytest.param([BROKEN, GOOD], ["origin", "main"], [], id="broken on the way, and mended"),
        pytest.param([GOOD], ["origin", "main:another"], [], id="a new branch"),
        pytest.param([BROKEN], ["origin", "main:another"], OF_NEW, id="a new branch, broken"),
        pytest.param([], ["origin", "main:another"], [], id="a new branch of what is there"),
        pytest.param([BROKEN], ["origin", "HEAD~1:refs/heads/another", "main"], OF_NEW, id="two branches"),
        pytest.param([BROKEN], ["origin", "HEAD~1:main"], [], id="what is broken is not pushed"),
    ],
)
def test_a_push(
    root: Path, remote: Path, commits: list[dict[str, str]], arguments: list[str], expected: list[str]
) -> None:
    for files in commits:
        change(root, dict(files))
        commit(root)
    change(root, {"笔记/丙.md": "[[不在提交里]]\n"}, is_staged=False)
    assert called(root, "push", "-q", *arguments) == (bool(expected), expected)


def test_a_branch_is_deleted(root: Path, remote: Path) -> None:
    git(root, "push", "-q", "--no-verify", "origin", "main:another")
    change(root, BROKEN, is_staged=False)
    assert called(root, "push", "-q", "origin", ":another") == (0, [])


def test_the_first_push(root: Path) -> None:
    """The remote has nothing: all is new to it."""
    git(root, "init", "-q", "--bare", str(root.parent / "remote"))
    assert called(root, "push", "-q", str(root.parent / "remote"), "main") == (1, OF_OLD)


def test_commits_at_once_with_nothing_kept(tmp_path: Path, root: Path) -> None:
    trees = [tmp_path / f"树{number}" for number in range(4)]
    for number, tree in enumerate(trees):
        git(root, "worktree", "add", "-q", str(tree))
        change(tree, {**(BROKEN if number % 2 else GOOD), **{f"笔记/{note}.md": "" for note in range(300)}})
    path = os.pathsep.join((str(tmp_path / "bin"), ENVIRONMENT["PATH"]))
    environment = {**ENVIRONMENT, "PATH": path, "VAULT_TOOLS_CACHE_DIR": str(tmp_path / "cache")}
    commits = [
        subprocess.Popen(
            ("git", "commit", "-q", "-m", "change"), cwd=tree, env=environment, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        for tree in trees
    ]  # fmt: skip
    said = [process.communicate(timeout=120)[0] for process in commits]
    assert [process.returncode for process in commits] == [0, 1, 0, 1], said
    assert [output.count("丙.md:1:1") for output in said] == [0, 1, 0, 1], said
