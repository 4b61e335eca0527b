"""`vault check --fix`, `--diff` and `--unsafe-fixes` as they are called, on real files, with git as a judge."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from fixing.shop import replacing
from support import Ran, vault, write_vault
from vault_tools.cli import fixes
from vault_tools.findings import Aspect
from vault_tools.rules import RULES


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and the rules `test` (old is new), `unsafe` (may be is is) and `head` (its heading)."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE", "VAULT_TOOLS_LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(RULES, "test", replacing("old", "new", id="test").rule)
    monkeypatch.setitem(RULES, "unsafe", replacing("may be", "is", id="unsafe", is_safe=False).rule)
    monkeypatch.setitem(RULES, "head", replacing("^##(?=甲)", "## ", Aspect.HEADINGS, id="head").rule)
    return tmp_path


def check(*arguments: str) -> Ran:
    return vault("check", "--select", "test,unsafe,head", *arguments)


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def test_fixes_are_written_and_what_is_left_is_reported(here: Path) -> None:
    write_vault(here, {"a.md": "old [[old]] old\n", "b.md": "old\r\n", "c.md": "x\n"})
    ran = check("--fix", "--output-format", "concise")
    assert contents(here) == {"a.md": b"new [[old]] new\n", "b.md": b"new\r\n", "c.md": b"x\n"}
    assert ran.out.splitlines() == [
        "a.md:1:7: warning[test] no file is found for 'old'",
        "3 notes checked: 0 errors, 1 warning, 0 infos; fixed 3 findings in 2 notes",
    ]
    assert ran.err == "not fixed: a.md:1: test: what is linked to would change\n"
    assert ran.code == 1


def test_nothing_left(here: Path) -> None:
    write_vault(here, {"a.md": "old\n"})
    ran = check("--fix")
    assert ran == (0, "1 note checked, nothing found; fixed 1 finding in 1 note\n", "")
    assert check("--fix") == (0, "1 note checked, nothing found\n", "")


def test_without_it_nothing_is_written_but_said_what_could_be(here: Path) -> None:
    write_vault(here, {"a.md": "old, may be\n"})
    ran = check()
    assert contents(here) == {"a.md": b"old, may be\n"}
    assert ran.out.splitlines() == [
        "a.md:1:1: warning[test] [*] no file is found for 'old'",
        "1 | old, may be",
        "  | ^^^",
        "  = fix: 'new' instead of 'old'",
        "",
        "a.md:1:6: warning[unsafe] no file is found for 'may be'",
        "1 | old, may be",
        "  |      ^^^^^^",
        "  = unsafe fix: 'is' instead of 'may be'",
        "",
        "1 note checked: 0 errors, 2 warnings, 0 infos; 1 can be fixed with --fix ([*]); 1 with --unsafe-fixes",
    ]


def test_unsafe_fixes_are_made_when_asked_for(here: Path) -> None:
    write_vault(here, {"a.md": "old, may be\n"})
    assert check("--fix").out.endswith("; fixed 1 finding in 1 note; 1 with --unsafe-fixes\n")
    assert contents(here) == {"a.md": b"new, may be\n"}
    assert check("--fix", "--unsafe-fixes").code == 0
    assert contents(here) == {"a.md": b"new, is\n"}
    assert check("--unsafe-fixes").code == 2


def test_statistics_and_json(here: Path) -> None:
    write_vault(here, {"a.md": "old old may be\n"})
    ran = check("--fix", "--statistics")
    assert ran.out.splitlines()[:2] == ["      1  unsafe  warning", "      2  test  fixed"]
    write_vault(here, {"a.md": "old old may be\n"})
    ran = check("--fix", "--output-format", "json")
    assert json.loads(ran.out)["summary"]["fixed"] == 2
    assert ran.err == "fixed 2 findings in 1 note\n"


def test_paths_narrow_what_is_fixed_but_links_are_taken_along(here: Path) -> None:
    write_vault(here, {"a.md": "##甲\n\nold\n", "b.md": "[[a#甲]] old\n", "c.md": "##甲\n"})
    check("--fix", "a.md")
    assert contents(here) == {
        "a.md": "## 甲\n\nnew\n".encode(),
        "b.md": "[[a#甲]] old\n".encode(),
        "c.md": "##甲\n".encode(),
    }


def test_thousands_of_findings_are_fixed_at_once(here: Path) -> None:
    write_vault(here, {"a.md": "old\n" * 2_500 + "[[old]]\n" * 50})
    ran = check("--fix", "--output-format", "concise")
    assert contents(here) == {"a.md": b"new\n" * 2_500 + b"[[old]]\n" * 50}
    assert ran.out.splitlines()[-1].endswith("50 warnings, 0 infos; fixed 2,500 findings in 1 note")


def test_what_cannot_be_written(here: Path) -> None:
    write_vault(here, {"a.md": "old\n", "b.md": "old\n", "c.md": "old\n"})
    (here / "a.md").chmod(0o444)
    os.link(here / "b.md", here / "b.txt")
    ran = check("--fix")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        "not fixed: b.md:1: test: the file has several names (hard links)",
        "error: a.md could not be written, and is as it was: read-only (1 other notes were fixed)",
    ]
    assert contents(here) == {"a.md": b"old\n", "b.md": b"old\n", "b.txt": b"old\n", "c.md": b"new\n"}


def test_a_note_that_changes_in_the_meantime(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_vault(here, {"a.md": "old\n", "b.md": "old\n"})
    write = fixes.write

    def late(*arguments):
        (here / "a.md").write_bytes(b"mine\n")
        return write(*arguments)

    monkeypatch.setattr(fixes, "write", late)
    ran = check("--fix")
    assert contents(here) == {"a.md": b"mine\n", "b.md": b"new\n"}
    assert (ran.code, ran.err) == (1, "not fixed: a.md: the file has changed in the meantime; run again\n")


def test_what_is_not_utf8_is_not_touched(here: Path) -> None:
    write_vault(here, {"a.md": "old 中文".encode("gbk"), "b.md": b"old\n"})
    check("--fix")
    assert contents(here) == {"a.md": "old 中文".encode("gbk"), "b.md": b"new\n"}


def test_without_the_cache_or_with_it_the_same_comes_of_it(here: Path) -> None:
    for arguments in (["--no-cache"], [], []):
        write_vault(here, {"a.md": "old\n"})
        assert check("--fix", *arguments).code == 0
        assert contents(here) == {"a.md": b"new\n"}


# -- diffs -----------------------------------------------------------------------------------------------------

NAMES = ["a.md", "有空 格.md", "子/双链.md", 'q"uote.md', "back\\slash.md", "tab\there.md", "-dash.md", "$x'y.md"]


@pytest.mark.skipif(not shutil.which("git"), reason="git is the judge")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("old\n", id="one line"),
        pytest.param("old", id="no line end at the end"),
        pytest.param("x\r\nold\r\ny\r\n", id="CR LF"),
        pytest.param("x\r\nold", id="CR LF, but not at the end"),
        pytest.param("\ufeffold\n", id="a byte order mark"),
        pytest.param("old\rold\r", id="an old Mac's"),
        pytest.param("\n" * 9 + "old\n" + "\n" * 5 + "old\n" + "\n" * 20 + "old\n\n", id="several places"),
        pytest.param("x\n" * 900 + "old\ny\n" * 900, id="a long note of equal lines"),
        pytest.param("\x1b[31mold\x0c\u2028 old\n", id="controls"),
        pytest.param("--- old\n+++ old\n@@ old\n\\ old\n", id="lines like those of diffs"),
    ],
)
def test_git_applies_a_diff(here: Path, text: str) -> None:
    root = write_vault(here, dict.fromkeys(NAMES, text))
    subprocess.run(["git", "init", "-q", "."], check=True)
    before = contents(root)
    ran = check("--diff")
    assert (ran.code, contents(root)) == (1, before)
    assert ran.err == f"--fix would fix {len(NAMES) * text.count('old'):,} findings in {len(NAMES)} notes\n"
    options = ["-c", "core.autocrlf=false", "-c", "core.safecrlf=false"]
    subprocess.run(["git", *options, "apply", "--whitespace=nowarn"], input=ran.out.encode(), check=True)
    assert contents(root) == {path: content.replace(b"old", b"new") for path, content in before.items()}


def test_a_diff_of_nothing(here: Path) -> None:
    write_vault(here, {"a.md": "x\n"})
    assert check("--diff") == (0, "", "--fix would fix 0 findings in 0 notes\n")


def test_a_diff_is_readable(here: Path) -> None:
    write_vault(here, {"子/双 链.md": "1\n2\n3\n4\nold\n6\n7\n8\n9"})
    assert check("--diff", "--fix").out == (
        "--- a/子/双 链.md\t\n+++ b/子/双 链.md\t\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-old\n+new\n 6\n 7\n 8\n"
    )
    assert contents(here)["子/双 链.md"].count(b"old") == 1


def test_a_diff_in_the_log_of_a_runner_forges_no_commands(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_vault(here, {"a.md": "old\n::error::x\n \x1b[2J##[group]\r\n"})
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    ran = check("--diff")
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in ran.out.splitlines())
    assert "\x1b" not in ran.out
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert "\n ::error::x\n" in check("--diff").out
