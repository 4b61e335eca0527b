"""The hooks for pre-commit, as pre-commit runs them: installed from a commit of this checkout, on real commits."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from pipelines import ENVIRONMENT, PROJECT, fences, run
from support import write_vault

pytestmark = pytest.mark.xdist_group("hooks")  # what is installed once, is so in one process
MANIFEST = ".pre-commit-hooks.yaml"
HOOKS = ("vault-check", "vault-check-files", "vault-check-all", "vault-fix")
REPORTING = HOOKS[:3]
PROGRAMS = Path(sys.executable).parent
_NO_NETWORK = re.compile(
    r"connection broken by|NewConnectionError|Read timed out|ProxyError|Could not fetch URL|error sending request"
)


class Outcome(NamedTuple):
    """What a commit came to: exit code, all output, and each hook's findings as `path:line:column rule`."""

    code: int
    output: str
    findings: dict[str, list[str]]


class Tool(NamedTuple):
    """This checkout, uncommitted changes included, as a repository that pre-commit can install from."""

    url: str
    revision: str


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


def config(tool: Tool, *hooks: str, **lines: str) -> str:
    """Return a `.pre-commit-config.yaml` with hooks, all that report if none is named; `lines` are added to each."""
    more = "".join(f"    {key}: {value}\n" for key, value in lines.items())
    listed = "".join(f"  - id: {id}\n{more}" for id in hooks or REPORTING)
    return f"repos:\n- repo: {tool.url}\n  rev: {tool.revision}\n  hooks:\n{listed}"


def new_vault(root: Path, configuration: str, files: dict[str, str] | None = None) -> Path:
    """Make a vault in git, with the hooks in place, and commit it as it is, good or bad."""
    settings = {"vault.toml": '[rules]\nmissing-property = "off"\n', ".pre-commit-config.yaml": configuration}
    write_vault(root, {**settings, **(files or {})})
    run(root, "git", "init", "-q")
    run(root, "git", "add", "--all")
    run(root, "git", "commit", "-q", "-m", "begin")
    run(root, sys.executable, "-m", "pre_commit", "install")
    return root


def stage(root: Path, change: dict[str, str | None]) -> None:
    """Write files, delete those that are None, and stage all."""
    write_vault(root, {path: text for path, text in change.items() if text is not None})
    for path in (path for path, text in change.items() if text is None):
        (root / path).unlink()
    run(root, "git", "add", "--all")


def commit_unchecked(root: Path, change: dict[str, str | None]) -> None:
    """Commit files around the hooks."""
    stage(root, change)
    run(root, "git", "commit", "-q", "--no-verify", "-m", "change")


def commit(root: Path, change: dict[str, str | None], home: str, **environment: str) -> Outcome:
    """Commit files through the hooks."""
    stage(root, change)
    done = run(root, "git", "commit", "-m", "change", check=False, PRE_COMMIT_HOME=home, **environment)
    assert (done.returncode == 0) == (run(root, "git", "rev-list", "--count", "HEAD").stdout == "2\n")
    return Outcome(done.returncode, done.stdout, findings(done.stdout))


def findings(output: str) -> dict[str, list[str]]:
    """Return what each hook that failed reports."""
    sections = re.split(r"^- hook id: (.+)$", output, flags=re.MULTILINE)[1:]
    pattern = re.compile(r"^(?:  )?(\S.*:\d+:\d+): \w+\[([a-z-]+)\]", re.MULTILINE)  # prek indents
    return {
        id: [f"{place} {rule}" for place, rule in pattern.findall(section)]
        for id, section in zip(sections[::2], sections[1::2], strict=True)
    }


BEFORE = {"甲.md": "一\n\n见 [[乙]]。\n", "乙.md": "二\n"}
OLD = {"旧.md": "[[早已没有]]\n"}
ODD_NAMES = {"-草稿.md": "[[无]]", "读 书 笔记.md": "[[无]]"}
OPTIONS = {"--exit-zero.md": "[[无]]", "-C甲.md": ""}
KINDS = {
    "a.txt": "---\nk: v\n---\n[[无]]",
    "b.MD": "[[无]]",
    "c.markdown": "[[无]]",
    "d.canvas": "{",
    "e.base": "views: 1\n",
}
DANGLING = ["甲.md:3:3 broken-link"]
OF_OLD = ["旧.md:1:1 broken-link"]
MOVED = ["旧.md:3:1 broken-link"]
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
    ("before", "change", "new", "in_files", "everything"),
    [
        pytest.param({}, {"丙.md": "[[甲]] [[乙]]\n"}, [], [], [], id="a good note"),
        pytest.param({}, {"丙.md": "[[无]]\n"}, OF_NEW, OF_NEW, OF_NEW, id="a broken link"),
        pytest.param(
            {}, {"乙.md": None}, DANGLING, [], DANGLING, id="deleted, and linked to: found where it is linked"
        ),
        pytest.param({"丙.md": "三\n"}, {"丙.md": None}, [], [], [], id="deleted, and not linked to"),
        pytest.param({}, {"乙.md": None, "丁.md": "二\n"}, DANGLING, [], DANGLING, id="renamed"),
        pytest.param(
            {}, {"乙.md": None, "丁.md": "二\n", "甲.md": "[[丁]]"}, [], [], [], id="renamed, and its link too"
        ),
        pytest.param(OLD, {"图.png": ""}, [], [], OF_OLD, id="an old fault, and no note is changed"),
        pytest.param(
            OLD, {"旧.md": "一\n\n[[早已没有]]\n"}, [], MOVED, MOVED, id="an old fault in a note that is changed"
        ),
        pytest.param(OLD, {"丙.md": "[[新]]"}, OF_NEW, OF_NEW, OF_NEW + OF_OLD, id="an old fault and a new one"),
        pytest.param({}, ODD_NAMES, OF_ODD_NAMES, OF_ODD_NAMES, OF_ODD_NAMES, id="a leading dash, and blanks"),
        pytest.param({"无.md": ""}, ODD_NAMES, [], [], [], id="a leading dash, and blanks, without a fault"),
        pytest.param({}, OPTIONS, OF_OPTION, OF_OPTION, OF_OPTION, id="names like options"),
        pytest.param({}, KINDS, OF_KINDS, OF_KINDS, OF_KINDS, id="every kind of note"),
        pytest.param({}, {"a.txt": "[[无]]", "b.py": "[[无]]"}, [], [], [], id="no notes"),
    ],
)
def test_a_commit(
    tool: Tool, home: str, tmp_path: Path,
    before: dict[str, str], change: dict[str, str | None],
    new: list[str], in_files: list[str], everything: list[str],
) -> None:  # fmt: skip
    root = new_vault(tmp_path, config(tool), {**BEFORE, **before})
    outcome = commit(root, change, home)
    expected = {hook: found for hook, found in zip(REPORTING, (new, in_files, everything), strict=True) if found}
    assert outcome.findings == expected, outcome.output
    assert outcome.code == bool(expected), outcome.output


def test_output_is_readable_without_a_locale(tool: Tool, home: str, tmp_path: Path) -> None:
    outcome = commit(new_vault(tmp_path, config(tool), BEFORE), {"乙.md": None}, home, LC_ALL="C")
    assert outcome.findings == {"vault-check": DANGLING, "vault-check-all": DANGLING}
    assert "见 [[乙]]。" in outcome.output


def test_arguments_of_a_configuration(tool: Tool, home: str, tmp_path: Path) -> None:
    """A vault below the top of the repository, and other options: as docs/git.md has them."""
    (documented,) = [fence.text for fence in fences("docs/git.md") if "args:" in fence.text]
    below = re.sub(r"rev: .*", f"rev: {tool.revision}", re.sub(r"repo: .*", f"repo: {tool.url}", documented))
    root = new_vault(tmp_path, below, {f"notes/{path}": text for path, text in {**BEFORE, **OLD}.items()})
    write_vault(root, {"notes/vault.toml": '[rules]\nmissing-property = "off"\n'})
    outcome = commit(root, {"notes/乙.md": None, "notes/-丙.md": "[[无]]", "外.md": "[[无]]"}, home)
    new, dangling = "notes/-丙.md:1:1 broken-link", "notes/甲.md:3:3 broken-link"
    assert outcome.findings == {"vault-check": [new, dangling], "vault-check-files": [new]}, outcome.output


def test_arguments_of_one_who_did_not_read_on(tool: Tool, home: str, tmp_path: Path) -> None:
    """Options behind the `--` are files that are not there: the commit does not pass as if all were well."""
    root = new_vault(tmp_path, config(tool, "vault-check-files", args="[--exit-zero]"), BEFORE)
    outcome = commit(root, {"丙.md": "[[无]]"}, home)
    assert outcome.code == 1
    assert "- exit code: 2" in outcome.output


def test_a_configuration_that_is_not_valid(tool: Tool, home: str, tmp_path: Path) -> None:
    """No commit passes, and one process says so: the files are not dealt out to several."""
    root = new_vault(tmp_path, config(tool), BEFORE)
    notes = dict.fromkeys((f"{number}.md" for number in range(20)), "")
    outcome = commit(root, {"vault.toml": "[rules]\nbroken = 1\n", **notes}, home)
    assert outcome.code == 1
    assert outcome.output.count("- exit code: 2") == len(REPORTING)
    assert outcome.output.count("vault.toml:2") == len(REPORTING)


def test_what_can_be_fixed_stops_the_commit(tool: Tool, home: str, tmp_path: Path) -> None:
    """The fixed note is left for the next `git add`, as other fixers do; and what is old stays as it is."""
    root = new_vault(
        tmp_path, config(tool, "vault-fix", "vault-check"), {**BEFORE, "Note.md": "", "old.md": "[[note]]\n"}
    )
    outcome = commit(root, {"new.md": "[[note]]\n"}, home)
    assert outcome.code == 1
    assert "files were modified by this hook" in outcome.output
    assert (root / "new.md").read_text("utf-8") == "[[Note]]\n"
    assert (root / "old.md").read_text("utf-8") == "[[note]]\n"
    assert run(root, "git", "diff", "--name-only").stdout == "new.md\n"
    assert commit(root, {}, home).code == 0


def test_a_merge_is_compared_with_both_sides(tool: Tool, home: str, tmp_path: Path) -> None:
    """What the other branch brings along was there before; what only comes of the two together was not."""
    root = new_vault(tmp_path, config(tool, "vault-check"), BEFORE)
    run(root, sys.executable, "-m", "pre_commit", "install", "--hook-type", "pre-merge-commit")
    run(root, "git", "checkout", "-q", "-b", "old-faults")
    commit_unchecked(root, OLD)
    run(root, "git", "checkout", "-q", "-b", "links", "HEAD~1")
    commit_unchecked(root, {"丙.md": "[[乙]]\n"})
    run(root, "git", "checkout", "-q", "-b", "deletes", "HEAD~1")
    commit_unchecked(root, {"甲.md": "一\n", "乙.md": None})
    merged = run(root, "git", "merge", "--no-ff", "-m", "merge", "old-faults", check=False, PRE_COMMIT_HOME=home)
    assert merged.returncode == 0, merged.stdout
    merged = run(root, "git", "merge", "--no-ff", "-m", "merge", "links", check=False, PRE_COMMIT_HOME=home)
    assert findings(merged.stdout) == {"vault-check": ["丙.md:1:1 broken-link"]}, merged.stdout
    assert merged.returncode


def test_a_push(tool: Tool, home: str, tmp_path: Path) -> None:
    """It is judged by what is pushed and what the remote has, whatever lies in the folder."""
    root = new_vault(tmp_path / "vault", config(tool, "vault-check"), {**BEFORE, **OLD})
    run(root, sys.executable, "-m", "pre_commit", "install", "--hook-type", "pre-push")
    run(tmp_path, "git", "init", "-q", "--bare", "remote")
    run(root, "git", "remote", "add", "origin", str(tmp_path / "remote"))
    push = ("git", "push", "-q", "-u", "origin", "HEAD")
    run(root, *push, "--no-verify")
    commit_unchecked(root, {"丙.md": "[[乙]]\n"})
    write_vault(root, {"丙.md": "[[无]]\n"})
    pushed = run(root, *push, check=False, PRE_COMMIT_HOME=home)
    assert pushed.returncode == 0, pushed.stdout
    commit_unchecked(root, {"丙.md": "[[无]]\n"})
    write_vault(root, {"丙.md": "[[乙]]\n"})
    pushed = run(root, *push, check=False, PRE_COMMIT_HOME=home)
    assert findings(pushed.stdout) == {"vault-check": OF_NEW}, pushed.stdout
    assert pushed.returncode


def test_nothing_is_staged(tool: Tool, home: str, tmp_path: Path) -> None:
    """`--all-files`, as pipelines run it: never an empty pass."""
    root = new_vault(tmp_path, config(tool), {**BEFORE, **OLD})
    done = pre_commit(root, "run", "--all-files", PRE_COMMIT_HOME=home)
    assert findings(done.stdout) == dict.fromkeys(REPORTING, OF_OLD), done.stdout
    assert done.returncode == 1


def test_try_repo(tool: Tool, home: str, tmp_path: Path) -> None:
    """What people do first: run the hooks of a repository that no configuration names, on all files."""
    root = new_vault(tmp_path, "repos: []\n", {**BEFORE, **OLD, "-草稿.md": "[[无]]"})
    done = pre_commit(root, "try-repo", tool.url, "--ref", tool.revision, "--all-files")
    both = ["-草稿.md:1:1 broken-link", "旧.md:1:1 broken-link"]
    assert findings(done.stdout) == dict.fromkeys(HOOKS, both), done.stdout
    assert done.returncode == 1


def prek(folder: Path, home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(PROGRAMS), ENVIRONMENT["PATH"]))  # prek makes its environments with uv
    done = run(
        folder, PROGRAMS / "prek", *arguments, check=False, **{"PATH": path, "PREK_HOME": str(home), **environment}
    )
    if done.returncode and _NO_NETWORK.search(done.stdout):
        pytest.skip("prek installs the hook with uv, and uv cannot reach a package index")
    return done


@pytest.fixture(scope="session")
def prek_home(tool: Tool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which prek has installed the hooks."""
    folder = tmp_path_factory.mktemp("prek")
    new_vault(folder / "vault", config(tool, *HOOKS))
    done = prek(folder / "vault", folder / "home", "install-hooks")
    assert done.returncode == 0, done.stdout
    return folder / "home"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"乙.md": None, "-丙.md": "[[甲]]\n"},
            {"vault-check": DANGLING, "vault-check-all": OF_OLD + DANGLING},
            id="deleted",
        ),
        pytest.param({"-丙.md": "[[甲]]\n"}, {"vault-check-all": OF_OLD}, id="a good note"),
    ],
)
def test_prek(
    tool: Tool, prek_home: Path, tmp_path: Path, change: dict[str, str | None], expected: dict[str, list[str]]
) -> None:
    """It reads the same files, and comes to the same."""
    root = new_vault(tmp_path, config(tool), {**BEFORE, **OLD})
    stage(root, change)
    done = prek(root, prek_home, "run")
    assert findings(done.stdout) == expected, done.stdout
    assert done.returncode == 1


def test_prek_without_anything_staged(tool: Tool, prek_home: Path, tmp_path: Path) -> None:
    root = new_vault(tmp_path, config(tool), {**BEFORE, **OLD})
    done = prek(root, prek_home, "run", "--all-files")
    assert findings(done.stdout) == dict.fromkeys(REPORTING, OF_OLD), done.stdout


def test_hooks_at_once_with_nothing_kept(tool: Tool, prek_home: Path, tmp_path: Path) -> None:
    """prek runs hooks of one priority at the same time."""
    notes = {f"{number}.md": f"[[{number + 1}]] [[无 {number}]]\n" for number in range(300)}
    root = new_vault(tmp_path / "vault", config(tool, *REPORTING, priority="0"), BEFORE)
    stage(root, dict(notes))
    for attempt in range(3):
        done = prek(root, prek_home, "run", VAULT_TOOLS_CACHE_DIR=str(tmp_path / f"cache {attempt}"))
        found = findings(done.stdout)
        assert {hook: len(lines) for hook, lines in found.items()} == dict.fromkeys(REPORTING, 301), done.stdout
        assert "warning:" not in done.stdout
        assert "Traceback" not in done.stdout


def test_commits_at_once_in_two_work_trees(tool: Tool, home: str, tmp_path: Path) -> None:
    root = new_vault(tmp_path / "vault", config(tool), BEFORE)
    run(root, "git", "worktree", "add", "-q", str(tmp_path / "另一个"))
    trees = (root, tmp_path / "另一个")
    for tree, text in zip(trees, ("[[无]]\n", "[[甲]]\n"), strict=True):
        stage(tree, {"丙.md": text, **{f"{number}.md": "" for number in range(300)}})
    environment = {**ENVIRONMENT, "PRE_COMMIT_HOME": home, "VAULT_TOOLS_CACHE_DIR": str(tmp_path / "cache")}
    commits = [
        subprocess.Popen(
            ("git", "commit", "-m", "change"), cwd=tree, env=environment, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        for tree in trees
    ]  # fmt: skip
    said = [process.communicate(timeout=120)[0] for process in commits]
    assert [process.returncode for process in commits] == [1, 0], said
    assert [findings(output) for output in said] == [dict.fromkeys(REPORTING, OF_NEW), {}], said


def hooks() -> list[dict[str, object]]:
    return yaml.safe_load((PROJECT / MANIFEST).read_text(encoding="utf-8"))


def test_the_manifest_is_valid() -> None:
    valid = run(PROJECT, sys.executable, "-m", "pre_commit", "validate-manifest", MANIFEST)
    assert valid.returncode == 0
    assert [hook["id"] for hook in hooks()] == list(HOOKS)


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: str(hook["id"]))
def test_a_hook_is_safe_to_give_arguments(hook: dict[str, object]) -> None:
    """Whoever sets `args` replaces a hook's own; and what is passed files ends its options before them."""
    assert "args" not in hook
    takes_files = hook.get("pass_filenames", True)
    assert str(hook["entry"]).endswith(" --") == takes_files
    assert takes_files or hook["always_run"], "without files it would not run where nothing but a deletion is committed"
    assert hook["require_serial"]
    assert ("pre-push" in str(hook["stages"])) == ("--fix" not in str(hook["entry"]))


def test_documented_hooks_exist(tmp_path: Path) -> None:
    known = {hook["id"] for hook in hooks()}
    used = set()
    for fence in [each for each in fences() if each.file == ".pre-commit-config.yaml"]:
        file = tmp_path / ".pre-commit-config.yaml"
        file.write_text(fence.text, encoding="utf-8")
        run(tmp_path, sys.executable, "-m", "pre_commit", "validate-config", file)
        for hook in fence.content["repos"][0]["hooks"]:
            used.add(hook["id"])
            assert str(hook.get("entry", "--")).endswith("--")
    assert used <= known
    for page in ("docs/git.md", "docs/git.zh-CN.md"):
        text = (PROJECT / page).read_text(encoding="utf-8")
        assert re.findall(r"^\| `(vault-[a-z-]+)` \|", text, re.MULTILINE) == [hook["id"] for hook in hooks()]
