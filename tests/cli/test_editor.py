"""`vault search --open`: which editor is started, and what it is told."""

import os
from pathlib import Path

import pytest

from support import vault, write_vault

posix = pytest.mark.skipif(os.name != "posix", reason="the editors of these tests are shell scripts")
NOTE = '文件 夹/它\'s "这".md'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with a note to open, and a folder of editors that write down what they are told."""
    for name in ("VISUAL", "EDITOR", "VAULT_TOOLS_LANG"):
        monkeypatch.delenv(name, raising=False)
    script = f'#!/bin/sh\nprintf "%s\\n" "$(basename "$0")" "$@" > "{tmp_path}/told"\n'
    editors = ("vi", "vim", "nano", "code", "codium", "hx", "subl", "ed it", "unknown")
    write_vault(tmp_path, {f"bin/{name}": script for name in editors})
    write_vault(tmp_path, {"bin/broken": "#!/bin/sh\nexit 7\n"})
    for editor in (tmp_path / "bin").iterdir():
        editor.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    monkeypatch.chdir(write_vault(tmp_path / "vault", {NOTE: "# 标题\n\n双链\n", "b.md": "检索\n"}))
    return tmp_path


def told(here: Path) -> list[str]:
    file = here / "told"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


@posix
@pytest.mark.parametrize(
    ("editor", "expected"),
    [
        pytest.param("vim", ["vim", "+3", "{note}"], id="vim"),
        pytest.param("nano -w", ["nano", "-w", "+3", "{note}"], id="options"),
        pytest.param("code --wait", ["code", "--wait", "--goto", "{note}:3"], id="VS Code"),
        pytest.param("codium", ["codium", "--goto", "{note}:3"], id="VSCodium"),
        pytest.param("hx", ["hx", "{note}:3"], id="Helix"),
        pytest.param("subl -w", ["subl", "-w", "{note}:3"], id="Sublime Text"),
        pytest.param("unknown", ["unknown", "{note}"], id="one that is not known gets the file alone"),
        pytest.param("'{here}/bin/ed it' -x", ["ed it", "-x", "{note}"], id="a path with a blank, in quotes"),
        pytest.param("{here}/bin/vim", ["vim", "+3", "{note}"], id="known by its name, wherever it is"),
    ],
)
def test_what_an_editor_is_told(here: Path, monkeypatch: pytest.MonkeyPatch, editor: str, expected: list[str]) -> None:
    monkeypatch.setenv("EDITOR", editor.format(here=here))
    assert vault("search", "--open", "双链") == (0, "", "")
    assert told(here) == [part.format(note=here / "vault" / NOTE) for part in expected]


@posix
@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        pytest.param({"VISUAL": "hx", "EDITOR": "vim"}, "hx", id="VISUAL comes first"),
        pytest.param({"VISUAL": "", "EDITOR": "nano"}, "nano", id="an empty one says nothing"),
        pytest.param({}, "vi", id="neither"),
    ],
)
def test_which_editor(here: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: str) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert vault("search", "--open", "双链").code == 0
    assert told(here)[0] == expected


@posix
@pytest.mark.parametrize(
    ("editor", "said"),
    [
        pytest.param(
            "/nowhere/ed", "error: the editor '/nowhere/ed' cannot be started; set VISUAL or EDITOR", id="gone"
        ),
        pytest.param(" ", "error: the editor ' ' cannot be started; set VISUAL or EDITOR", id="a blank"),
        pytest.param("'vim", "error: the editor ''vim' cannot be started; set VISUAL or EDITOR", id="an open quote"),
        pytest.param("broken", "error: the editor 'broken' has ended with code 7", id="one that fails"),
    ],
)
def test_an_editor_that_does_not_work(here: Path, monkeypatch: pytest.MonkeyPatch, editor: str, said: str) -> None:
    monkeypatch.setenv("EDITOR", editor)
    assert vault("search", "--open", "双链") == (2, "", said + "\n")


@posix
def test_the_editor_is_not_started_where_nothing_is_found(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "vim")
    assert vault("search", "--open", "没有这个词").code == 1
    assert told(here) == []
