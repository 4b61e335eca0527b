"""`vault check` with a baseline, in repositories of git: written, used, pruned, moved, refused."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from support import BASELINE, Ran, vault, write_vault

CONFIG = f'[vault]\nbaseline = "{BASELINE}"\n[rules]\nmissing-property = "off"\n'
NOTES = {
    "vault.toml": CONFIG,
    "a.md": "# 甲\n\n[[x]] [[x]]\n",
    "p/b.md": "# 乙\n\n[[y]] ![[图.png]]\n",
    "p/q/c.md": "# 丙\n\n[[b#没有]] [[z]]\n",
    "clean.md": "[[a]] [[b]] [[c]]\n",
}
Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """The function that runs git in the vault, in which everything is committed."""
    if not shutil.which("git"):
        pytest.skip("needs git")
    monkeypatch.chdir(write_vault(tmp_path, dict(NOTES)))
    for name in ("VAULT_TOOLS_LANG", "VAULT_TOOLS_OUTPUT_FORMAT", "VAULT_TOOLS_FAIL_ON"):
        monkeypatch.delenv(name, raising=False)
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "core.autocrlf=false", "-c", "merge.conflictStyle=merge"]  # fmt: skip

    def run(*arguments: str, check: bool = True) -> str:
        done = subprocess.run(["git", *identity, *arguments], capture_output=True, encoding="utf-8", check=check)
        return done.stdout

    run("init", "-q", "-b", "main")
    commit(run)
    return run


def commit(git: Git) -> None:
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "x")


def written(git: Git) -> dict[str, list[dict[str, object]]]:
    assert vault("check", "--write-baseline").code == 0
    commit(git)
    content: dict[str, list[dict[str, object]]] = json.loads(Path(BASELINE).read_text(encoding="utf-8"))
    return content


def found(*arguments: str) -> list[str]:
    """Check, and return `path:line rule` of what is reported."""
    ran = vault("check", "--output-format", "json", *arguments)
    findings = json.loads(ran.out)["findings"]
    assert ran.code == bool(findings)
    return [f"{finding['path']}:{finding['line']} {finding['rule']}" for finding in findings]


def summary(ran: Ran) -> str:
    return ran.out.splitlines()[-1]


def test_what_is_written_is_what_was_found(git: Git) -> None:
    before = json.loads(vault("check", "--no-baseline", "--output-format", "json").out)
    ran = vault("check", "--write-baseline")
    assert (ran.code, ran.out, ran.err) == (0, f"6 findings in the baseline {BASELINE}: 6 added, 0 removed\n", "")
    raw = Path(BASELINE).read_bytes()
    entries = [entry for entry in json.loads(raw)["entries"] if "rule" in entry]
    assert {entry["fingerprint"] for entry in entries} == {finding["fingerprint"] for finding in before["findings"]}
    assert len(raw.splitlines()) == 4 + 3 + 6 + 3
    after = json.loads(vault("check", "--output-format", "json").out)
    assert (after["findings"], after["summary"]["baselined"]) == ([], 6)
    assert summary(vault("check")) == "4 notes checked, nothing found (6 hidden by the baseline)"
    assert summary(vault("check", "--statistics", "--lang", "zh")).endswith("（另有 6 处在基线里，没有列出）")
    assert len(found("--no-baseline")) == 6
    time = os.stat(BASELINE).st_mtime_ns
    assert vault("check", "--write-baseline").out.endswith("0 added, 0 removed\n")
    assert (Path(BASELINE).read_bytes(), os.stat(BASELINE).st_mtime_ns) == (raw, time)


def test_only_what_is_new_is_found(git: Git) -> None:
    written(git)
    Path("a.md").write_text(
        "# 新标题\r\n\r\n插入\r\n\r\n[[x]] [[X.md|甲]]\r\n\r\n[[new]]\r\n", encoding="utf-8", newline=""
    )
    assert found() == ["a.md:7 broken-link"]
    assert vault("check", "--exit-zero").code == 0


def test_the_ratchet(git: Git) -> None:
    written(git)
    Path("a.md").write_text("# 甲\n\n[[x]]\n", encoding="utf-8")
    assert found() == [f"{BASELINE}:7 stale-baseline"]
    assert found("p") == []
    assert found("a.md") == [f"{BASELINE}:7 stale-baseline"]
    assert found("--select", "broken-link") == []
    assert found("--ignore", "broken-link") == []
    assert found("--ignore", "stale-baseline") == []
    Path("a.md").write_text("# 甲\n\n[[x]]\n[[new]]\n", encoding="utf-8")
    ran = vault("check", "--prune-baseline")
    assert (ran.code, ran.out) == (0, f"1 findings removed from the baseline {BASELINE}, 5 left in it\n")
    assert git("diff", "--numstat", "--", BASELINE).split()[:2] == ["0", "1"]
    assert found() == ["a.md:4 broken-link"]
    raw = Path(BASELINE).read_bytes()
    assert vault("check", "--prune-baseline").out.startswith("0 findings removed")
    assert Path(BASELINE).read_bytes() == raw


def test_a_note_that_is_deleted_leaves_its_entries(git: Git) -> None:
    written(git)
    git("rm", "-q", "p/q/c.md")
    Path("clean.md").write_text("", encoding="utf-8")
    assert [line.partition(" ")[2] for line in found()] == ["stale-baseline"] * 2
    assert vault("check", "--prune-baseline").code == 0
    assert found() == []
    assert "p/q/c.md" not in Path(BASELINE).read_text(encoding="utf-8")


def test_a_folder_that_is_moved(git: Git) -> None:
    written(git)
    git("mv", "p", "新")
    ran = vault("check")
    assert summary(ran) == "4 notes checked, nothing found (6 hidden by the baseline)"
    assert ran.err.startswith("4 findings hidden by the baseline are in notes that were moved")
    Path("新/b.md").write_text("# 乙\n\n改写\n\n[[y]] ![[图.png]] [[new]]\n", encoding="utf-8")
    assert found() == ["新/b.md:5 broken-link"]
    assert "4 of them are now under the new paths" in vault("check", "--prune-baseline").out
    ran = vault("check")
    assert ran.err == ""
    assert found() == ["新/b.md:5 broken-link"]
    git("mv", "新/b.md", "新/改名.md")
    Path("clean.md").write_text("[[a]] [[c]]\n", encoding="utf-8")
    Path("新/q/c.md").write_text("# 丙\n\n[[改名#没有]] [[z]]\n", encoding="utf-8")
    assert found() == [
        f"{BASELINE}:12 stale-baseline",  # the link was rewritten: it names another target
        "新/q/c.md:3 broken-heading",
        "新/改名.md:5 broken-link",
    ]


def test_what_was_not_looked_at_is_kept(git: Git) -> None:
    written(git)
    for path in ("a.md", "p/b.md"):
        Path(path).write_text("[[new]]\n", encoding="utf-8")
    assert "5 findings in" in vault("check", "--write-baseline", "a.md").out
    assert len(found("--no-baseline", "p")) == 3
    assert [line.rpartition(" ")[2] for line in found()] == ["stale-baseline"] * 2 + ["broken-link"]
    vault("check", "--write-baseline", "--select", "broken-embed")
    assert [line.rpartition(" ")[2] for line in found()] == ["stale-baseline", "broken-link"]
    vault("check", "--prune-baseline", "a.md")
    assert len(found()) == 2
    vault("check", "--write-baseline")
    assert found() == []


def test_notes_that_are_excluded_or_unreadable_keep_their_entries(git: Git) -> None:
    written(git)
    raw = Path(BASELINE).read_bytes()
    Path("a.md").write_bytes(b"\xff\xfe")
    Path("vault.toml").write_text(CONFIG.replace("[rules]", 'exclude = ["p/**"]\n[rules]'), encoding="utf-8")
    assert found() == ["a.md:1 not-utf8"]
    vault("check", "--prune-baseline")
    assert Path(BASELINE).read_bytes() == raw


def test_two_branches_merge(git: Git) -> None:
    written(git)
    git("checkout", "-q", "-b", "other")
    Path("a.md").write_text("# 甲\n", encoding="utf-8")
    vault("check", "--prune-baseline")
    commit(git)
    git("checkout", "-q", "main")
    Path("zz.md").write_text("[[new]]\n", encoding="utf-8")
    vault("check", "--write-baseline")
    commit(git)
    git("merge", "-q", "other")
    assert found() == []
    assert len(found("--no-baseline")) == 5


def test_a_merge_conflict_is_named_and_both_sides_may_stay(git: Git) -> None:
    written(git)
    git("checkout", "-q", "-b", "other")
    Path("zy.md").write_text("[[new]]\n", encoding="utf-8")
    vault("check", "--write-baseline")
    commit(git)
    git("checkout", "-q", "main")
    Path("zz.md").write_text("[[new]]\n", encoding="utf-8")
    vault("check", "--write-baseline")
    commit(git)
    git("merge", "-q", "other", check=False)
    ran = vault("check")
    assert (ran.code, ran.out) == (2, "")
    assert f"{os.path.realpath(BASELINE)}:14: an unresolved merge conflict" in ran.err
    rows = Path(BASELINE).read_text(encoding="utf-8").splitlines(keepends=True)
    Path(BASELINE).write_text("".join(row for row in rows if row[0] in '{}"]'), encoding="utf-8")
    assert found() == []
    vault("check", "--prune-baseline")
    raw = Path(BASELINE).read_bytes()
    vault("check", "--write-baseline")
    assert Path(BASELINE).read_bytes() == raw


@pytest.mark.parametrize(
    ("config", "said"),
    [
        pytest.param(None, f'in vault.toml, in [vault]: baseline = "{BASELINE}"', id="no configuration"),
        pytest.param("[rules]\n", f'in vault.toml, in [vault]: baseline = "{BASELINE}"', id="a configuration without"),
        pytest.param(CONFIG, "", id="a configuration with"),
    ],
)
def test_how_it_comes_to_be_used_is_said(git: Git, config: str | None, said: str) -> None:
    Path("vault.toml").unlink() if config is None else Path("vault.toml").write_text(config, encoding="utf-8")
    ran = vault("check", "-C", ".", "--write-baseline")
    assert ran.code == 0
    assert said in ran.err
    assert (ran.err == "") == (said == "")
    assert bool(found("-C", ".")) == (said != "")
    assert vault("check", "-C", ".", "--baseline", BASELINE).code == 0


def test_a_baseline_may_lie_outside_if_the_command_line_says_so(
    git: Git, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("outside") / "b.json"
    Path("vault.toml").write_text("[rules]\nmissing-property = 'off'\n", encoding="utf-8")
    ran = vault("check", "--write-baseline", "--baseline", str(file))
    assert (ran.code, ran.err) == (0, "it is outside the vault: pass --baseline to every check that is to use it\n")
    assert found("--baseline", str(file)) == []
    Path("a.md").write_text("", encoding="utf-8")
    inside = os.path.relpath(os.path.realpath(file), os.path.realpath("."))
    assert found("--baseline", str(file)) == [f"{inside}:6 stale-baseline", f"{inside}:7 stale-baseline"]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--no-baseline", "--baseline", "b.json"], id="one, and none"),
        pytest.param(["--no-baseline", "--write-baseline"], id="write none"),
        pytest.param(["--no-baseline", "--prune-baseline"], id="prune none"),
        pytest.param(["--write-baseline", "--prune-baseline"], id="write and prune"),
        pytest.param(["--baseline", "b.json"], id="none is there"),
        pytest.param(["--baseline", "clean.md"], id="a note"),
        pytest.param(["--baseline", "p"], id="a folder"),
        pytest.param(["--baseline", "b.json", "--prune-baseline"], id="none to prune"),
        pytest.param(["--baseline", "clean.md", "--write-baseline"], id="a note to write"),
        pytest.param(["--baseline", ".git/config", "--write-baseline"], id="what is git's"),
        pytest.param(["--baseline", "p", "--write-baseline"], id="a folder to write"),
        pytest.param(["--baseline", "a.md/b.json", "--write-baseline"], id="a folder that is a file"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(git: Git, arguments: list[str]) -> None:
    ran = vault("check", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert git("status", "--porcelain") == ""


def test_the_configured_one_must_be_there(git: Git) -> None:
    ran = vault("check")
    assert (ran.code, ran.out) == (2, "")
    assert "does not exist; `vault check --write-baseline` writes it" in ran.err


@pytest.mark.parametrize("made", ["file", "folder", "pipe"])
def test_no_link_out_of_the_vault_is_followed(git: Git, tmp_path_factory: pytest.TempPathFactory, made: str) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "baseline.json").write_text("kept", encoding="utf-8")
    if made == "folder":
        Path(".vault").symlink_to(outside)
    else:
        Path(".vault").mkdir()
        Path(BASELINE).symlink_to(outside / "baseline.json") if made == "file" else os.mkfifo(BASELINE)
    for option in ("--write-baseline", "--prune-baseline", "--exit-zero"):
        ran = vault("check", option)
        assert (ran.code, ran.out) == (2, "")
        assert ("leads out of the vault" if made != "pipe" else "not a regular file") in ran.err
    assert (outside / "baseline.json").read_text(encoding="utf-8") == "kept"
    assert os.listdir(outside) == ["baseline.json"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"[" * 1_000_000, id="1 MB of ["),
        pytest.param(b'{"version": NaN, "entries": []}', id="NaN"),
        pytest.param(b'{"version": 1' + b"0" * 10_000 + b', "entries": []}', id="a huge number"),
        pytest.param(b'{"version": 1, "entries": [\xff]}', id="not UTF-8"),
        pytest.param('{"version": 1}'.encode("utf-16"), id="UTF-16"),
        pytest.param(b"\0" * 1000, id="NUL"),
        pytest.param(b'{"version": 99, "entries": []}', id="a newer version"),
        pytest.param(b'{"version": 1, "entries": ["\x1b[31m"]}', id="an escape sequence"),
    ],
)
def test_hostile_files_are_refused(git: Git, content: bytes) -> None:
    write_vault(Path(), {BASELINE: content})
    for option in ("--exit-zero", "--write-baseline", "--prune-baseline"):
        ran = vault("check", option)
        assert (ran.code, ran.out) == (2, "")
        assert "baseline.json:1: " in ran.err
        assert "Traceback" not in ran.err
        assert "\x1b" not in ran.err
    assert Path(BASELINE).read_bytes() == content


def test_hostile_words_are_shown_escaped(git: Git) -> None:
    entry = {"path": "\x1b[2J\udcff.md", "rule": "broken-link", "target": "\u202e\n::error::x", "ordinal": 0}
    write_vault(Path(), {BASELINE: json.dumps({"version": 1, "entries": [entry]})})
    ran = vault("check", "p", ".", "--output-format", "github")
    assert ran.code == 1
    assert "stale-baseline" in ran.out
    assert not {"\x1b", "\u202e"} & set(ran.out)
    assert all(line.startswith("::") and line.count("\n") == 0 for line in ran.out.splitlines())
    assert found("--select", "stale-baseline,broken-link")[0] == f"{BASELINE}:1 stale-baseline"


def test_a_baseline_made_elsewhere_hides_nothing_that_it_does_not_name(git: Git) -> None:
    entries = [
        {"path": "A.md", "rule": "broken-link", "target": "x", "ordinal": 0},
        {"path": "./a.md", "rule": "broken-link", "target": "x", "ordinal": 0},
        {"path": "a.md", "rule": "*", "target": "*", "ordinal": 0},
    ]
    write_vault(Path(), {BASELINE: json.dumps({"version": 1, "entries": entries})})
    assert len([line for line in found() if "stale" not in line]) == 6
