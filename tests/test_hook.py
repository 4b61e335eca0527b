"""The hooks for pre-commit, as pre-commit runs them: installed from a commit of this checkout, on real commits."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from support import write_vault

PROJECT = Path(__file__).resolve().parent.parent
HOOKS = ("vault-check", "vault-check-files")

# Of the caller's environment nothing may reach the commits below: neither that of a hook that runs these tests, nor
# settings of git, of pre-commit, or of the tool. Waiting for a network that is not there is cut short.
_FOREIGN = ("GIT_", "PRE_COMMIT", "VAULT_TOOLS_", "SKIP", "FORCE_COLOR", "LC_", "LANG")
ENVIRONMENT = {
    "PIP_DEFAULT_TIMEOUT": "15",
    "PIP_RETRIES": "1",
    **{name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)},
    "VAULT_TOOLS_CACHE_DIR": os.environ["VAULT_TOOLS_CACHE_DIR"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "1",  # unlike the two above, pre-commit hands this one on to its own calls of git
    "GIT_CONFIG_KEY_0": "protocol.file.allow",
    "GIT_CONFIG_VALUE_0": "always",
    **{f"GIT_{who}_{what}": "hook@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}
_NO_NETWORK = re.compile(r"connection broken by|NewConnectionError|Read timed out|ProxyError|Could not fetch URL")


class Outcome(NamedTuple):
    """What a commit came to: exit code, all output, and each hook's findings as `path:line:column rule`."""

    code: int
    output: str
    findings: dict[str, list[str]]


class Tool(NamedTuple):
    """This checkout, uncommitted changes included, as a repository that pre-commit can install from."""

    url: str
    revision: str


def run(folder: Path, *command: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command, cwd=folder, env={**ENVIRONMENT, **environment}, encoding="utf-8", check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert not check or done.returncode == 0, done.stdout
    return done


def pre_commit(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    done = run(folder, sys.executable, "-m", "pre_commit", *arguments, check=False, **environment)
    if done.returncode and _NO_NETWORK.search(done.stdout):
        pytest.skip("pre-commit installs the hook with pip, and pip cannot reach a package index")
    return done


@pytest.fixture(scope="session")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Tool:
    if not shutil.which("git"):
        pytest.skip("needs git")
    repository = tmp_path_factory.mktemp("tool")
    run(repository, "git", "init", "-q", "--bare")
    git = ("git", "--git-dir", str(repository), "--work-tree", str(PROJECT))
    run(PROJECT, *git, "add", "--all")
    run(PROJECT, *git, "commit", "-q", "-m", "as it is now")
    return Tool(repository.as_uri(), run(PROJECT, *git, "rev-parse", "HEAD").stdout.strip())


@pytest.fixture(scope="session")
def home(tool: Tool, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder in which pre-commit has installed the hooks: once for all tests."""
    folder = tmp_path_factory.mktemp("home")
    new_vault(folder / "vault", config(tool))
    done = pre_commit(folder / "vault", "install-hooks", PRE_COMMIT_HOME=str(folder / "cache"))
    assert done.returncode == 0, done.stdout
    return str(folder / "cache")


def config(tool: Tool, **arguments: str) -> str:
    """Return a `.pre-commit-config.yaml` with both hooks; `check` and `files` are what is added to theirs."""
    hooks = "".join(f"  - id: {id}\n    {arguments.get(id.rpartition('-')[2], '')}\n" for id in HOOKS)
    return f"repos:\n- repo: {tool.url}\n  rev: {tool.revision}\n  hooks:\n{hooks}"


def new_vault(root: Path, configuration: str, files: dict[str, str] | None = None) -> Path:
    """Make a vault in git, with the hooks in place, and commit it as it is, good or bad."""
    settings = {"vault.toml": '[rules]\nmissing-property = "off"\n', ".pre-commit-config.yaml": configuration}
    write_vault(root, {**settings, **(files or {})})
    run(root, "git", "init", "-q")
    run(root, "git", "add", "--all")
    run(root, "git", "commit", "-q", "-m", "begin")
    run(root, sys.executable, "-m", "pre_commit", "install")
    return root


def commit(root: Path, change: dict[str, str | None], home: str, **environment: str) -> Outcome:
    """Write files, delete those that are None, and commit that through the hooks."""
    write_vault(root, {path: text for path, text in change.items() if text is not None})
    for path in (path for path, text in change.items() if text is None):
        (root / path).unlink()
    run(root, "git", "add", "--all")
    done = run(root, "git", "commit", "-m", "change", check=False, PRE_COMMIT_HOME=home, **environment)
    assert (done.returncode == 0) == (run(root, "git", "rev-list", "--count", "HEAD").stdout == "2\n")
    return Outcome(done.returncode, done.stdout, findings(done.stdout))


def findings(output: str) -> dict[str, list[str]]:
    """Return what each hook that failed reports."""
    sections = re.split(r"^- hook id: (.+)$", output, flags=re.MULTILINE)[1:]
    pattern = re.compile(r"^(\S.*:\d+:\d+): \w+\[([a-z-]+)\]", re.MULTILINE)
    return {
        id: [f"{place} {rule}" for place, rule in pattern.findall(section)]
        for id, section in zip(sections[::2], sections[1::2], strict=True)
    }


BEFORE = {"甲.md": "一\n\n见 [[乙]]。\n", "乙.md": "二\n"}
OLD = {"旧.md": "[[早已没有]]\n"}
ODD_NAMES = {"-草稿.md": "[[无]]", "读 书 笔记.md": "[[无]]"}
KINDS = {
    "a.txt": "---\nk: v\n---\n[[无]]",
    "b.MD": "[[无]]",
    "c.markdown": "[[无]]",
    "d.canvas": "{",
    "e.base": "views: 1\n",
}
DANGLING = ["甲.md:3:3 broken-link"]
OF_OLD = ["旧.md:1:1 broken-link"]
OF_NEW = ["丙.md:1:1 broken-link"]
OF_ODD_NAMES = ["-草稿.md:1:1 broken-link", "读 书 笔记.md:1:1 broken-link"]
OF_OPTION = ["--exit-zero.md:1:1 broken-link"]
OF_KINDS = [
    "a.txt:4:1 broken-link",
    "b.MD:1:1 broken-link",
    "c.markdown:1:1 broken-link",
    "d.canvas:1:2 invalid-canvas",
    "e.base:1:8 invalid-base",
]


@pytest.mark.parametrize(
    ("before", "change", "whole", "changed"),
    [
        pytest.param({}, {"丙.md": "[[甲]] [[乙]]\n"}, [], [], id="a good note"),
        pytest.param({}, {"丙.md": "[[无]]\n"}, OF_NEW, OF_NEW, id="a broken link"),
        pytest.param({}, {"乙.md": None}, DANGLING, [], id="deleted, and linked to: passed to nobody, but found"),
        pytest.param({"丙.md": "三\n"}, {"丙.md": None}, [], [], id="deleted, and not linked to"),
        pytest.param({}, {"乙.md": None, "丁.md": "二\n"}, DANGLING, [], id="renamed"),
        pytest.param({}, {"乙.md": None, "丁.md": "二\n", "甲.md": "[[丁]]"}, [], [], id="renamed, and its link too"),
        pytest.param(OLD, {"图.png": ""}, OF_OLD, [], id="an old fault, and no note is changed"),
        pytest.param(OLD, {"丙.md": "[[新]]"}, OF_NEW + OF_OLD, OF_NEW, id="an old fault and a new one"),
        pytest.param({}, ODD_NAMES, OF_ODD_NAMES, OF_ODD_NAMES, id="a leading dash, and blanks"),
        pytest.param({"无.md": ""}, ODD_NAMES, [], [], id="a leading dash, and blanks, without a fault"),
        pytest.param({}, {"--exit-zero.md": "[[无]]", "-C甲.md": ""}, OF_OPTION, OF_OPTION, id="names like options"),
        pytest.param({}, KINDS, OF_KINDS, OF_KINDS, id="every kind of note"),
        pytest.param({}, {"a.txt": "[[无]]", "b.py": "[[无]]"}, [], [], id="no notes"),
    ],
)
def test_a_commit(
    tool: Tool, home: str, tmp_path: Path,
    before: dict[str, str], change: dict[str, str | None], whole: list[str], changed: list[str],
) -> None:  # fmt: skip
    root = new_vault(tmp_path, config(tool), {**BEFORE, **before})
    outcome = commit(root, change, home)
    expected = {hook: found for hook, found in zip(HOOKS, (whole, changed), strict=True) if found}
    assert outcome.findings == expected, outcome.output
    assert outcome.code == bool(expected), outcome.output


def test_output_is_readable_without_a_locale(tool: Tool, home: str, tmp_path: Path) -> None:
    outcome = commit(new_vault(tmp_path, config(tool), BEFORE), {"乙.md": None}, home, LC_ALL="C")
    assert outcome.findings == {"vault-check": DANGLING}
    assert "见 [[乙]]。" in outcome.output


def test_arguments_of_a_configuration(tool: Tool, home: str, tmp_path: Path) -> None:
    """A vault below the top of the repository, and another language: whoever sets arguments ends them with `--`."""
    options = "-C, 笔记, --lang, zh, --ignore, missing-property"
    below = config(tool, check=f"args: [{options}]", files=f"args: [{options}, --]")
    root = new_vault(tmp_path, below, {f"笔记/{path}": text for path, text in BEFORE.items()})
    outcome = commit(root, {"笔记/乙.md": None, "笔记/-丙.md": "[[无]]"}, home)
    new, dangling = "笔记/-丙.md:1:1 broken-link", "笔记/甲.md:3:3 broken-link"
    assert outcome.findings == {"vault-check": [new, dangling], "vault-check-files": [new]}, outcome.output


def test_a_configuration_that_is_not_valid(tool: Tool, home: str, tmp_path: Path) -> None:
    """No commit passes, and one process says so: the files are not dealt out to several."""
    root = new_vault(tmp_path, config(tool), BEFORE)
    notes = dict.fromkeys((f"{number}.md" for number in range(20)), "")
    outcome = commit(root, {"vault.toml": "[rules]\nbroken = 1\n", **notes}, home)
    assert outcome.code == 1
    assert outcome.output.count("- exit code: 2") == 2
    assert outcome.output.count("vault.toml:2") == 2


def test_try_repo(tool: Tool, home: str, tmp_path: Path) -> None:
    """What people do first: run the hooks of a repository that no configuration names, on all files."""
    root = new_vault(tmp_path, "repos: []\n", {**BEFORE, **OLD, "-草稿.md": "[[无]]"})
    done = pre_commit(root, "try-repo", tool.url, "--ref", tool.revision, "--all-files")
    both = ["-草稿.md:1:1 broken-link", "旧.md:1:1 broken-link"]
    assert findings(done.stdout) == dict.fromkeys(HOOKS, both), done.stdout
    assert done.returncode == 1
