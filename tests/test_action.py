"""The GitHub action: what its steps do, run by bash as GitHub runs them, on real repositories."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines import PROJECT, commit, executable, git, run, script_of, steps
from support import write_vault

pytestmark = pytest.mark.skipif(os.name != "posix", reason="runs bash")

VAULT = {
    "vault.toml": '[rules]\nmissing-property = "off"\n',
    "笔记/甲.md": "一\n",
    "笔记/vault.toml": '[rules]\nmissing-property = "off"\n',
}
ZEROS = "0" * 40
UNKNOWN = "1234567890" * 4
HOSTILE = [
    pytest.param("; touch pwned", id="a second command"),
    pytest.param("$(touch pwned)", id="a substitution"),
    pytest.param("`touch pwned`", id="backquotes"),
    pytest.param("x\ntouch pwned\n", id="a second line"),
    pytest.param("' ; touch pwned ; '", id="single quotes"),
    pytest.param('" ; touch pwned ; "', id="double quotes"),
    pytest.param("--output=concise:pwned", id="an option"),
    pytest.param("x && touch pwned #", id="a comment"),
    pytest.param("*", id="a pattern"),
]


class Runner(NamedTuple):
    """A machine that runs jobs: its temporary folder, and the workspace."""

    temporary: Path
    workspace: Path

    @property
    def arguments(self) -> list[str]:
        """What `vault` was called with."""
        return (self.temporary / "called").read_text("utf-8").split("\0")[:-1]

    def step(self, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a step. The inputs have their defaults unless they are given."""
        script = self.temporary / "step.sh"
        script.write_text(script_of(name), encoding="utf-8")
        defaults = {
            "VAULT": ".", "SINCE": "auto", "FAIL_ON": "warning", "SARIF_FILE": "", "ARGS": "", "BASE": "",
            "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.workspace), "GITHUB_ACTION_PATH": str(PROJECT),
            "GITHUB_SHA": git(self.workspace, "-c", "safe.directory=*", "rev-parse", "HEAD"),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_STEP_SUMMARY": str(self.temporary / "summary.md"), **settings_of("Check"),
        }  # fmt: skip
        shell = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
        return run(self.workspace, *shell, script, check=False, **{**defaults, **environment})

    def was_attacked(self) -> bool:
        return any(self.temporary.rglob("pwned*")) or any(self.workspace.rglob("pwned*"))


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner on which `vault` is installed, and a workspace with one commit."""
    programs = tmp_path / "temporary/vault-tools/venv/bin"
    executable(programs / "python", f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    executable(programs / "vault", f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -m vault_tools "$@"\n')
    workspace = write_vault(tmp_path / "workspace", VAULT)
    commit(workspace)
    return Runner(tmp_path / "temporary", workspace)


@pytest.fixture
def recorder(runner: Runner) -> Runner:
    """The same, where `vault` only writes down what it is called with."""
    called = shlex.quote(str(runner.temporary / "called"))
    executable(
        runner.temporary / "vault-tools/venv/bin/vault",
        f"#!/bin/sh\nprintf '%s\\0' \"$@\" >{called}\nexit ${{CODE:-0}}\n",
    )
    return runner


def settings_of(name: str) -> dict[str, str]:
    """Return the variables of a step that are the same for everybody."""
    (variables,) = [step["env"] for step in steps() if step.get("name") == name]
    return {name: str(value) for name, value in variables.items() if "${{" not in str(value)}


def merge(workspace: Path) -> dict[str, str]:
    """Make a pull request as GitHub checks it out, merged into a branch that has moved on, and name its commits."""
    old_base = git(workspace, "rev-parse", "HEAD")
    git(workspace, "checkout", "-q", "-b", "change")
    head = commit(write_vault(workspace, {"乙.md": "二\n"}))
    git(workspace, "checkout", "-q", "main")
    base = commit(write_vault(workspace, {"丙.md": "三\n"}))
    git(workspace, "checkout", "-q", "--detach")
    git(workspace, "merge", "-q", "--no-ff", "-m", "merge", "change")
    return {"old base": old_base, "head": head, "base": base, "merge": git(workspace, "rev-parse", "HEAD")}


@pytest.mark.parametrize(
    ("checked_out", "depth", "base", "since", "expected"),
    [
        pytest.param("merge", 0, "old base", "auto", "base", id="a pull request: what it is merged into, as it is now"),
        pytest.param("merge", 2, "old base", "auto", "base", id="two commits are enough"),
        pytest.param("merge", 1, "old base", "auto", None, id="one commit is not"),
        pytest.param(
            "head", 0, "old base", "auto", "old base", id="the branch itself is checked out: what GitHub says"
        ),
        pytest.param("base", 0, "old base", "auto", "old base", id="a push: what was there before"),
        pytest.param("base", 1, "old base", "auto", None, id="a push, and one commit is fetched"),
        pytest.param("base", 0, UNKNOWN, "auto", None, id="a push that threw commits away"),
        pytest.param("base", 0, ZEROS, "auto", "", id="a new branch"),
        pytest.param("base", 0, "", "auto", "", id="neither a push nor a pull request"),
        pytest.param("base", 0, "--help", "auto", "", id="no commit at all"),
        pytest.param("merge", 0, "old base", "none", "", id="asked not to compare"),
        pytest.param("merge", 0, "old base", "main~1", "main~1", id="asked for something else"),
        pytest.param("merge", 0, "old base", "--help", "--help", id="what is asked for is no option"),
    ],
)
def test_what_is_compared_with(
    recorder: Runner, checked_out: str, depth: int, base: str, since: str, expected: str | None
) -> None:
    """`expected` is a commit, or empty: all is reported; None: that is said as a warning, too."""
    names = merge(recorder.workspace)
    clone = recorder.temporary.parent / "clone"
    git(recorder.workspace, "branch", "-q", "wanted", names[checked_out])
    depth_option = [f"--depth={depth}"] if depth else []
    git(recorder.temporary, "clone", "-q", *depth_option, "-b", "wanted", recorder.workspace.as_uri(), str(clone))
    git(clone, "checkout", "-q", "--detach")
    is_merge = checked_out == "merge"
    done = recorder._replace(workspace=clone).step(
        "Check", BASE=names.get(base, base), SINCE=since, GITHUB_SHA=names["merge" if is_merge else "base"]
    )
    assert done.returncode == 0, done.stdout
    given = [f"--since={names.get(expected, expected)}"] if expected else []
    assert recorder.arguments == ["--vault=.", "check", "--fail-on=warning", *given]
    assert done.stdout.startswith("::warning::everything is reported") == (expected is None), done.stdout


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["VAULT", "SINCE", "FAIL_ON", "SARIF_FILE", "BASE"])
def test_an_input_is_one_word(recorder: Runner, name: str, value: str) -> None:
    done = recorder.step("Check", **{name: value})
    assert done.returncode == 0, done.stdout
    assert not recorder.was_attacked()
    option = {"VAULT": "--vault=", "SINCE": "--since=", "FAIL_ON": "--fail-on=", "SARIF_FILE": "--output=sarif:"}
    expected = ["--vault=.", "check", "--fail-on=warning"]
    if name == "BASE":
        assert recorder.arguments == expected
    else:
        given = option[name] + value
        assert given in recorder.arguments
        rest = [word for word in expected if not word.startswith(option[name])]
        assert [word for word in recorder.arguments if word != given] == rest


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param("--select a,b --ignore c", ["--select", "a,b", "--ignore", "c"], id="words"),
        pytest.param("'甲 乙.md' \"丙 丁.md\"", ["甲 乙.md", "丙 丁.md"], id="quotes"),
        pytest.param("--select\n  a\n", ["--select", "a"], id="lines"),
        pytest.param(" ", [], id="blanks"),
        pytest.param("'' x", ["", "x"], id="an empty word"),
        pytest.param(
            "a;touch pwned $(touch pwned) *", ["a;touch", "pwned", "$(touch", "pwned)", "*"], id="nothing is run"
        ),
    ],
)
def test_more_arguments(recorder: Runner, value: str, words: list[str]) -> None:
    assert recorder.step("Check", ARGS=value, LC_ALL="C").returncode == 0
    assert recorder.arguments == ["--vault=.", "check", "--fail-on=warning", *words]
    assert not recorder.was_attacked()


def test_arguments_that_cannot_be_read(recorder: Runner) -> None:
    done = recorder.step("Check", ARGS="--select 'a")
    assert done.returncode
    assert "No closing quotation" in done.stdout
    assert not (recorder.temporary / "called").exists()


@pytest.mark.parametrize("code", ["0", "1", "2", "3"])
def test_the_step_ends_as_the_check_does(recorder: Runner, code: str) -> None:
    assert recorder.step("Check", CODE=code).returncode == int(code)


def planted(workspace: Path, *names: str) -> None:
    """Put modules among the notes that Python would rather import than its own."""
    write_vault(workspace, {f"{name}.py": "open('pwned', 'w')\n" for name in names})


def test_modules_among_the_notes_are_not_run_when_it_is_installed(runner: Runner) -> None:
    """`python -m venv` in a folder with a `venv.py` would run that. (There is nothing to install, so no pip goes out.)"""
    planted(runner.workspace, "venv", "pip", "ensurepip", "sitecustomize", "usercustomize", "subprocess")
    done = runner.step("Install", PYTHON=sys.executable, GITHUB_ACTION_PATH=str(runner.temporary / "nowhere"))
    assert not runner.was_attacked(), done.stdout
    assert "nowhere" in done.stdout
    assert done.returncode
    assert (runner.temporary / "vault-tools/venv/pyvenv.cfg").exists()
    assert not (runner.temporary / "vault-tools/venv/bin/vault").exists(), "a new environment, not an old one"


def test_modules_among_the_notes_are_not_run_when_they_are_checked(runner: Runner) -> None:
    planted(runner.workspace, "shlex", "os", "click", "vault_tools", "sitecustomize", "msgspec")
    done = runner.step("Check", ARGS="--select broken-link")
    assert not runner.was_attacked(), done.stdout
    assert done.returncode == 0, done.stdout


def test_a_bare_repository_among_the_notes_is_not_asked(recorder: Runner) -> None:
    """Git takes a folder that looks like a repository for one, with its configuration and what that says to run."""
    notes = recorder.workspace / "笔记"
    elsewhere = write_vault(recorder.temporary / "elsewhere", VAULT)
    planted_commit = commit(elsewhere, "not of this repository")
    git(elsewhere, "clone", "-q", "--bare", str(elsewhere), str(notes / "bare"))
    for path in (notes / "bare").iterdir():
        path.rename(notes / path.name)
    assert git(notes, "rev-parse", planted_commit) == planted_commit, "git itself would ask it"
    done = recorder.step("Check", VAULT="笔记", BASE=planted_commit)
    assert done.stdout.startswith("::warning::everything is reported")
    assert recorder.arguments == ["--vault=笔记", "check", "--fail-on=warning"]


OLD = {"笔记/旧.md": "[[早已没有]]\n"}
BROKEN = {"笔记/丁.md": "[[无]]\n"}


@pytest.mark.parametrize(
    ("before", "after", "inputs", "code", "marked"),
    [
        pytest.param({}, {}, {}, 0, [], id="nothing is wrong"),
        pytest.param(OLD, {}, {}, 0, [], id="what was there before"),
        pytest.param(OLD, {}, {"SINCE": "none"}, 1, ["笔记/旧.md"], id="asked for that, too"),
        pytest.param(OLD, BROKEN, {}, 1, ["笔记/丁.md"], id="a broken link"),
        pytest.param(OLD, {"丁.md": "[[无]]\n"}, {}, 0, [], id="in another vault"),
        pytest.param(OLD, BROKEN, {"FAIL_ON": "never"}, 0, ["笔记/丁.md"], id="only told"),
        pytest.param(OLD, BROKEN, {"ARGS": "--ignore broken-link"}, 0, [], id="an argument"),
        pytest.param({}, {}, {"VAULT": "没有"}, 2, [], id="no such folder"),
        pytest.param({}, {}, {"FAIL_ON": "perhaps"}, 2, [], id="no such severity"),
        pytest.param({}, {}, {"SINCE": "no-such-branch"}, 2, [], id="no such branch"),
    ],
)
def test_a_check(
    runner: Runner,
    before: dict[str, str], after: dict[str, str], inputs: dict[str, str], code: int, marked: list[str],
) -> None:  # fmt: skip
    base = commit(write_vault(runner.workspace, before))
    commit(write_vault(runner.workspace, after))
    sarif = runner.temporary / "甲 乙.sarif"
    done = runner.step("Check", **{"VAULT": "笔记", "BASE": base, "SARIF_FILE": str(sarif), **inputs})
    assert done.returncode == code, done.stdout
    assert re.findall(r"^::error .*?file=([^,]*)", done.stdout, re.MULTILINE) == marked, done.stdout
    assert (runner.temporary / "summary.md").exists() == (code != 2)
    assert sarif.exists() == (code != 2)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="gives files away")
def test_a_checkout_of_another_user(runner: Runner) -> None:
    """As in a container: git would not trust it."""
    base = commit(write_vault(runner.workspace, {"旧.md": "[[早已没有]]\n"}))
    commit(write_vault(runner.workspace, {"丁.md": "[[无]]\n"}))
    for path in (runner.workspace, *runner.workspace.rglob("*")):
        os.chown(path, 12345, 12345)
    assert run(runner.workspace, "git", "status", check=False).returncode
    sha = git(runner.workspace, "-c", "safe.directory=*", "rev-parse", "HEAD")
    done = runner.step("Check", BASE=base, GITHUB_SHA=sha)
    assert re.findall(r"^::error .*?file=([^,]*)", done.stdout, re.MULTILINE) == ["丁.md"], done.stdout


def test_what_is_kept_lies_outside_of_the_workspace(runner: Runner) -> None:
    before = sorted(runner.workspace.rglob("*"))
    assert runner.step("Check", VAULT="笔记").returncode == 0
    assert sorted(runner.workspace.rglob("*")) == before
    assert [file for file in (runner.temporary / "vault-tools/cache").rglob("*") if file.is_file()]


def test_the_cache_that_is_carried_over_is_the_one_that_is_used() -> None:
    (cache,) = [step for step in steps() if "actions/cache@" in step.get("uses", "")]
    assert cache["with"]["path"] == "${{ runner.temp }}/vault-tools/cache"
    assert "VAULT_TOOLS_CACHE_DIR=$RUNNER_TEMP/vault-tools/cache" in script_of("Check")


def test_other_actions_are_pinned() -> None:
    used = [step["uses"] for step in steps() if "uses" in step]
    assert len(used) == 2
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", name) for name in used)


@pytest.mark.slow
def test_it_installs_and_runs(runner: Runner) -> None:
    """All of it, from an empty runner: the package index is asked."""
    write_vault(runner.workspace, {"乙.md": "[[无]]\n"})
    done = runner.step("Install", PYTHON=sys.executable)
    assert done.returncode == 0, done.stdout
    done = runner.step("Check")
    assert (done.returncode, "broken-link" in done.stdout) == (1, True), done.stdout
