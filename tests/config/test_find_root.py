"""Where a vault begins, and which file configures it."""

import os

import pytest

from support import write_vault
from vault_tools.config import ConfigError, find_root, load_config
from vault_tools.config.find import config_file
from vault_tools.trees import Disk

PYPROJECT = '[project]\nname = "x"\n[tool.vault-tools.vault]\nlang = "zh"\n'


@pytest.mark.parametrize(
    ("files", "start", "root"),
    [
        pytest.param({"a/vault.toml": ""}, "a", "a", id="here"),
        pytest.param({"a/vault.toml": ""}, "a/b/c", "a", id="above"),
        pytest.param({"a/vault.toml": "", "a/b/vault.toml": ""}, "a/b/c", "a/b", id="the nearest"),
        pytest.param({"a/.obsidian/app.json": ""}, "a/b/c", "a", id=".obsidian"),
        pytest.param({"a/.obsidian/x": "", "a/b/.obsidian/x": ""}, "a/b/c", "a/b", id="the nearest .obsidian"),
        pytest.param(
            {"a/vault.toml": "", "a/b/.obsidian/x": ""}, "a/b/c", "a", id="a configuration wins over .obsidian"
        ),
        pytest.param({"a/.obsidian": ""}, "a/b/c", "a/b/c", id="a file named .obsidian"),
        pytest.param({}, "a/b/c", "a/b/c", id="nothing: where it was looked for"),
        pytest.param({"a/.git/HEAD": ""}, "a/b/c", "a/b/c", id="a work tree is no vault"),
        pytest.param({"a/pyproject.toml": PYPROJECT}, "a/b/c", "a", id="pyproject.toml with our table"),
        pytest.param({"a/pyproject.toml": "[tool.x]\n"}, "a/b/c", "a/b/c", id="without it"),
        pytest.param({"a/pyproject.toml": '[project]\nname = "vault-tools"\n'}, "a/b/c", "a/b/c", id="only our name"),
        pytest.param({"a/pyproject.toml": "vault-tools = \n"}, "a/b/c", "a/b/c", id="somebody else's broken file"),
        pytest.param({"a/pyproject.toml": b"# vault-tools \xff\n"}, "a/b/c", "a/b/c", id="not UTF-8"),
        pytest.param({"a/pyproject.toml": "# vault-tools\ntool = 1\n"}, "a/b/c", "a/b/c", id="another tool"),
        pytest.param({"a/b/pyproject.toml": PYPROJECT, "a/vault.toml": ""}, "a/b/c", "a/b", id="the nearest of both"),
    ],
)
def test_root(tmp_path, files: dict[str, str | bytes], start: str, root: str) -> None:
    write_vault(tmp_path, files)
    (tmp_path / start).mkdir(parents=True, exist_ok=True)
    assert find_root(str(tmp_path / start)) == str(tmp_path / root)


def test_root_of_a_relative_folder(tmp_path, monkeypatch) -> None:
    write_vault(tmp_path, {"a/vault.toml": "", "a/b/x.md": ""})
    monkeypatch.chdir(tmp_path / "a/b")
    assert find_root(".") == str(tmp_path / "a")


def test_vault_toml_wins_over_pyproject(tmp_path) -> None:
    write_vault(tmp_path, {"pyproject.toml": PYPROJECT})
    assert config_file(Disk(str(tmp_path))) == "pyproject.toml"
    assert load_config(str(tmp_path)).lang == "zh"
    write_vault(tmp_path, {"vault.toml": ""})
    assert config_file(Disk(str(tmp_path))) == "vault.toml"
    assert load_config(str(tmp_path)).lang == "en"


def test_mistakes_in_pyproject_have_their_line_and_whole_key(tmp_path) -> None:
    write_vault(tmp_path, {"pyproject.toml": PYPROJECT + 'exclued = []\n[tool.vault-tools.rules]\nx = "off"\n'})
    with pytest.raises(ConfigError) as caught:
        load_config(str(tmp_path))
    assert [(problem.file, problem.line, problem.key) for problem in caught.value.problems] == [
        ("pyproject.toml", 5, "tool.vault-tools.vault.exclued"),
        ("pyproject.toml", 7, "tool.vault-tools.rules.x"),
    ]


def test_our_table_in_pyproject_must_be_one(tmp_path) -> None:
    write_vault(tmp_path, {"pyproject.toml": "[tool]\nvault-tools = 1\n"})
    with pytest.raises(ConfigError) as caught:
        load_config(str(tmp_path))
    assert [(problem.line, problem.message) for problem in caught.value.problems] == [(2, "config.type.table")]


@pytest.mark.skipif(os.name == "nt", reason="pipes as Unix has them")
@pytest.mark.parametrize("name", ["vault.toml", "pyproject.toml"])
def test_a_pipe_does_not_hang(tmp_path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert (config_file(Disk(str(tmp_path))) is not None) is (name == "vault.toml")
