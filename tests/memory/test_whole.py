"""A vault that is as it was is answered for by its last report; whatever a report depends on makes it another vault."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import support
from repositories import Repo
from support import write_vault
from vault_tools import api, files
from vault_tools.config import load_config
from vault_tools.findings import Report
from vault_tools.memory import whole
from vault_tools.memory.whole import Look, Whole

OLD = 10**9  # a time long ago, in seconds
FILES: dict[str, str | bytes] = {
    "vault.toml": "[vault]\nexclude = ['旧/**']\n", "a.md": "[[b]] [[没有]]\n", "甲/b.md": "# 用法\n", "旧/c.md": "[[x]]\n", "图.png": b"x",
    ".gitignore": "草稿/\n", "草稿/d.md": "[[y]]\n", ".obsidian/app.json": "{}", ".obsidian/types.json": '{"types": {}}', ".trash/e.md": "[[z]]\n",
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file that was just changed have a mark, as if two seconds had passed."""
    monkeypatch.setattr(files, "_FRESH", 0)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return write_vault(tmp_path / "vault", FILES)


def ask(vault: Path, *asked: object) -> Report | None:
    """Return what is remembered of a vault, and remember a report about it."""
    look = Look(str(vault))
    memory = Whole(str(vault.parent / "cache"), look, asked)
    answer = memory.answer()
    config = load_config(vault)
    memory.prepare(config, None)
    memory.keep(api.check(api.load(vault, config, tree=look), config), config, ("", ""))
    return answer.report if answer else None


def git(top: Path, *arguments: str) -> str:
    return Repo(top).git(*arguments)


def write(path: str, content: str) -> Callable[[Path], object]:
    return lambda vault: write_vault(vault, {path: content})


def rewritten(vault: Path) -> None:
    """Write other contents of the same size, and set the time back."""
    was = (vault / "a.md").stat()
    (vault / "a.md").write_text("[[c]] [[没有]]\n", "utf-8")
    os.utime(vault / "a.md", ns=(was.st_atime_ns, was.st_mtime_ns))


@pytest.mark.parametrize(
    ("change", "is_answered"),
    [
        pytest.param(lambda vault: None, True, id="nothing"),
        pytest.param(write("a.md", "[[b]]\n"), False, id="a note"),
        pytest.param(rewritten, False, id="a note, of the same size and time"),
        pytest.param(lambda vault: (vault / "甲/b.md").unlink(), False, id="a note is gone"),
        pytest.param(lambda vault: (vault / "甲/b.md").rename(vault / "b.md"), False, id="a note is elsewhere"),
        pytest.param(write("没有.md", ""), False, id="a new note"),
        pytest.param(write("没有.png", ""), False, id="a new attachment"),
        pytest.param(write("图.png", "other"), True, id="what is in an attachment"),
        pytest.param(lambda vault: (vault / "图.png").unlink(), False, id="an attachment is gone"),
        pytest.param(lambda vault: (vault / "空").mkdir(), False, id="a folder"),
        pytest.param(write("旧/c.md", "[[w]]\n"), False, id="what is in an excluded note, for simplicity"),
        pytest.param(write(".trash/f.md", "x"), True, id="a file in a hidden folder"),
        pytest.param(write(".隐.md", "x"), False, id="a hidden name beside the others, for simplicity"),
        pytest.param(write("node_modules/g.md", "x"), False, id="a folder that is never walked is new"),
        pytest.param(write("vault.toml", ""), False, id="the configuration"),
        pytest.param(lambda vault: (vault / "vault.toml").unlink(), False, id="there is no configuration"),
        pytest.param(write("甲/vault.toml", ""), False, id="a vault in the vault"),
        pytest.param(write(".gitignore", ""), False, id="what git ignores"),
        pytest.param(write("甲/.gitignore", "b.md\n"), False, id="what git ignores in a folder"),
        pytest.param(write(".obsidian/types.json", '{"types": {"a": "date"}}'), False, id="types of properties"),
        pytest.param(write(".obsidian/templates.json", "{}"), False, id="new settings"),
        pytest.param(write(".obsidian/workspace.json", "{}"), True, id="which notes are open in Obsidian"),
        pytest.param(lambda vault: (vault / "l.md").symlink_to("a.md"), False, id="a link"),
    ],
)
def test_what_makes_another_vault(vault: Path, change: Callable[[Path], object], is_answered: bool) -> None:
    assert ask(vault) is None
    change(vault)
    expected = api.check(api.load(vault))
    found = ask(vault)
    assert found == (expected if is_answered else None)
    assert ask(vault) == expected


def test_what_is_asked(vault: Path) -> None:
    assert [ask(vault, "a"), ask(vault, "b")] == [None, None]
    assert ask(vault, "a") is not None


_DATED = '[[rule]]\nid = "d"\nkind = "properties"\nfields."日期" = { type = "date", max = "today" }\n'


@pytest.mark.parametrize(
    ("config", "is_answered"),
    [
        pytest.param("", True, id="where no rule asks for the day"),
        pytest.param(_DATED, False, id="where a limit names it"),
    ],
)
def test_the_next_day(vault: Path, monkeypatch: pytest.MonkeyPatch, config: str, is_answered: bool) -> None:
    write_vault(vault, {"vault.toml": config})
    ask(vault)
    monkeypatch.setattr(whole, "today", lambda: "2999-01-01")
    assert (ask(vault) is not None) == is_answered


def test_another_version(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(vault)
    monkeypatch.setattr(whole, "installation", lambda: b"another")
    assert ask(vault) is None


def test_a_note_that_was_just_written_may_change_once_more(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_FRESH", 10**12)
    assert [ask(vault), ask(vault)] == [None, None]


@pytest.mark.parametrize(
    ("change", "is_answered"),
    [
        pytest.param(lambda vault: None, True, id="nothing"),
        pytest.param(
            lambda vault: git(vault, "rm", "-q", "--cached", "甲/b.md"), False, id="a note is taken out of git"
        ),
        pytest.param(lambda vault: git(vault, "config", "user.name", "x"), True, id="who is to commit"),
        pytest.param(write("../.gitignore", "vault/a.md\n"), False, id="what git ignores, above the vault"),
    ],
)
def test_in_git(vault: Path, change: Callable[[Path], object], is_answered: bool) -> None:
    git(vault.parent, "init", "-q")
    write_vault(vault.parent, {".gitignore": "cache\n"})
    git(vault.parent, "add", "-A")
    assert ask(vault) is None
    assert ask(vault) is not None
    change(vault)
    assert (ask(vault) is not None) == is_answered


def test_a_repository_that_comes_later(vault: Path) -> None:
    ask(vault)
    git(vault.parent, "init", "-q")
    git(vault.parent, "add", "vault")
    assert ask(vault) is None


def test_a_git_that_does_not_answer_is_not_believed(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(vault, "init", "-q")
    git(vault, "add", "a.md", "vault.toml")
    command = ["check", "-C", str(vault), "--cache-dir", str(vault.parent / "kept"), "--output-format", "concise"]
    config = (vault / ".git" / "config").read_bytes()
    write_vault(vault, {".git/config": "["})
    assert "untracked-target" not in support.vault(*command).out
    write_vault(vault, {".git/config": config})
    assert "untracked-target" in support.vault(*command).out


def test_what_changes_while_a_report_is_read_was_not_seen(vault: Path) -> None:
    git(vault, "init", "-q")
    git(vault, "add", "-A")
    write_vault(vault, {"基线.json": "1"})
    for change in (
        lambda: git(vault, "rm", "-q", "--cached", "甲/b.md"),
        lambda: write_vault(vault, {"基线.json": "2"}),
    ):
        look = Look(str(vault))
        memory = Whole(str(vault.parent / "cache"), look, "asked")
        config = load_config(vault)
        memory.prepare(config, str(vault / "基线.json"))
        report = api.check(api.load(vault, config, tree=look), config)
        change()
        memory.keep(report, config, ("", ""))
        assert Whole(str(vault.parent / "cache"), Look(str(vault)), "asked").answer() is None


def test_messages_name_the_vault_as_it_is_called(vault: Path) -> None:
    ask(vault)
    (vault.parent / "l").symlink_to("vault")
    assert Whole(str(vault.parent / "cache"), Look(str(vault.parent / "l")), ()).answer() is None
    assert Whole(str(vault.parent / "cache"), Look(str(vault)), ()).answer()


def test_a_link_that_leads_elsewhere(vault: Path) -> None:
    (vault / "l.md").symlink_to("甲/b.md")
    assert [ask(vault), bool(ask(vault))] == [None, True]
    (vault / "l.md").unlink()
    (vault / "l.md").symlink_to("a.md")
    assert ask(vault) is None
    write_vault(vault, {"a.md": "x"})
    assert ask(vault) is None


@pytest.mark.parametrize(
    ("change", "is_answered"),
    [
        pytest.param(lambda file: None, True, id="as it was written"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[:-1]), False, id="cut short"),
        pytest.param(lambda file: file.write_bytes(b""), False, id="empty"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes().replace(b"broken-link", b"broken-lynk")), False, id="other words"),
        pytest.param(lambda file: (file.unlink(), file.mkdir()), False, id="a folder in its place"),
        pytest.param(lambda file: (file.unlink(), os.mkfifo(file)), False, id="a pipe in its place"),
        pytest.param(lambda file: (file.rename(file.with_name("other")), file.symlink_to("other")), False, id="a link in its place"),
    ],
)  # fmt: skip
def test_damage_is_a_miss(vault: Path, change: Callable[[Path], object], is_answered: bool) -> None:
    ask(vault)
    (file,) = (vault.parent / "cache" / "findings").iterdir()
    change(file)
    assert (ask(vault) is not None) == is_answered
