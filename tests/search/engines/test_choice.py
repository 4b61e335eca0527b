"""Which engine keeps an index: asked for, or configured; and what is done where it is not installed."""

import shutil
import sys
from pathlib import Path

import pytest

import vault_tools
from support import Ran, vault, write_vault
from vault_tools import VaultError
from vault_tools.cli import engines
from vault_tools.config.model import ENGINES as CONFIGURABLE
from vault_tools.search.engines import choice

FILES: dict[str, str | bytes] = {"a.md": "双链\n", "b.md": "检索\n"}
TANTIVY = '[search]\nengine = "tantivy"\n'
WHOOSH = '[search]\nengine = "whoosh"\n'
needs_tantivy = pytest.mark.skipif(not choice.is_installed("tantivy"), reason="needs the extra `fast`")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("VAULT_TOOLS_ENGINE", raising=False)
    monkeypatch.setenv("VAULT_TOOLS_CACHE_DIR", str(tmp_path / "cache"))
    root = write_vault(tmp_path / "vault", FILES)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def without_tantivy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tantivy", None)
    monkeypatch.delitem(sys.modules, "vault_tools.search.engines.tantivy", raising=False)


def engine(*arguments: str) -> str:
    """Return the name of the engine that `vault index` uses."""
    ran = vault("index", "--stats", *arguments)
    assert (ran.code, ran.err) == (0, "")
    rows = dict(line.split(": ", 1) for line in ran.out.splitlines())
    assert rows["folder"].endswith({"whoosh": "/search", "tantivy": "/search-tantivy"}[rows["engine"].split()[0]])
    return rows["engine"].split()[0]


def test_everybody_names_the_same_engines() -> None:
    assert CONFIGURABLE == choice.ENGINES == engines._ENGINES


@needs_tantivy
@pytest.mark.parametrize(
    ("toml", "variable", "arguments", "expected"),
    [
        pytest.param("", "", (), "whoosh", id="nobody says anything"),
        pytest.param(TANTIVY, "", (), "tantivy", id="the configuration does"),
        pytest.param(WHOOSH, "tantivy", (), "tantivy", id="the environment comes before it"),
        pytest.param(TANTIVY, "whoosh", (), "whoosh", id="in both ways"),
        pytest.param(WHOOSH, "whoosh", ("--engine", "tantivy"), "tantivy", id="the command line before both"),
        pytest.param(TANTIVY, "tantivy", ("--engine", "whoosh"), "whoosh", id="in both ways, too"),
    ],
)
def test_which_engine_is_used(
    root: Path, monkeypatch: pytest.MonkeyPatch, toml: str, variable: str, arguments: tuple[str, ...], expected: str
) -> None:
    write_vault(root, {"vault.toml": toml})
    monkeypatch.setenv("VAULT_TOOLS_ENGINE", variable)
    assert engine(*arguments) == expected
    assert f"the search engine is {expected} " in vault("doctor", *arguments).out
    if not arguments:
        with vault_tools.open_index(root) as index:
            assert index.statistics().engine == expected


@needs_tantivy
def test_each_engine_keeps_its_own_index(root: Path) -> None:
    """Who goes from one to the other and back need not wait."""
    for name in ("whoosh", "tantivy", "whoosh", "tantivy"):
        ran = vault("search", "--engine", name, "双链")
        assert (ran.code, ran.err, "a.md" in ran.out) == (0, "", True)
    for name in ("whoosh", "tantivy"):
        assert vault("index", "--engine", name).out.startswith("2 notes in the search index: 0 files read")
        assert vault("index", "--engine", name, "--verify").code == 0


@needs_tantivy
@pytest.mark.parametrize(("name", "folder"), [("tantivy", "search-tantivy"), ("whoosh", "search")])
def test_the_index_of_the_other_engine_under_this_ones_name(root: Path, name: str, folder: str) -> None:
    """As somebody leaves it who moves folders: it is known for what it is, and built anew."""
    for engine in ("whoosh", "tantivy"):
        assert vault("index", "--engine", engine).code == 0
    (cache,) = (root.parent / "cache").iterdir()
    shutil.rmtree(cache / folder)
    shutil.copytree(cache / ("search" if name == "tantivy" else "search-tantivy"), cache / folder)
    ran = vault("search", "--files", "--engine", name, "双链")
    assert (ran.code, ran.out) == (0, "a.md\n")
    assert "made by another version or for another vault" in ran.err
    for engine in ("whoosh", "tantivy"):
        assert vault("search", "--files", "--engine", engine, "双链") == (0, "a.md\n", "")


# -- not installed ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("without_tantivy")
@pytest.mark.parametrize("command", [("search", "双链"), ("index",), ("index", "--verify")])
@pytest.mark.parametrize("is_variable", [True, False])
def test_an_engine_that_is_asked_for_and_not_there(
    root: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], is_variable: bool
) -> None:
    if is_variable:
        monkeypatch.setenv("VAULT_TOOLS_ENGINE", "tantivy")
    ran = vault(*command, *(() if is_variable else ("--engine", "tantivy")))
    assert ran.code == 2
    assert "tantivy is not installed: pip install 'obsidian-vault-tools[fast]'" in ran.err


@pytest.mark.usefixtures("without_tantivy")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param((), "vault.toml asks for the search engine tantivy", id="said"),
        pytest.param(("--lang", "zh"), "改用 whoosh", id="in Chinese"),
        pytest.param(("--engine", "whoosh"), "", id="silent: another one is asked for"),
    ],
)
def test_an_engine_that_is_configured_and_not_there(root: Path, arguments: tuple[str, ...], said: str) -> None:
    """A configuration is for everybody; who has not installed the extra searches all the same."""
    write_vault(root, {"vault.toml": TANTIVY})
    ran = vault("search", *arguments, "双链")
    assert (ran.code, "a.md" in ran.out) == (0, True)
    assert said in ran.err
    assert bool(said) == bool(ran.err)
    assert ("改用 whoosh" in vault("doctor", "--lang", "zh", *arguments).out) == bool(said)


@pytest.mark.usefixtures("without_tantivy")
def test_doctor_on_an_engine_that_is_asked_for_and_not_there(root: Path) -> None:
    ran = vault("doctor", "--engine", "tantivy")
    assert ran.code == 1
    assert "problem  the search engine tantivy is not installed" in ran.out


@pytest.mark.parametrize("name", ["lucene", "../x", "vault_tools", "WHOOSH"])
def test_an_engine_that_nobody_knows(root: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A configuration's is a mistake in it (see test_read_config): it never becomes the name of a module or a folder."""
    assert vault("search", "--engine", name, "双链").code == 2
    monkeypatch.setenv("VAULT_TOOLS_ENGINE", name)
    assert vault("search", "双链").code == 2
    with pytest.raises(VaultError, match=r"there is no search engine '.*'; there are"):
        vault_tools.open_index(root)


# -- a word about it -------------------------------------------------------------------------------------------


def many(root: Path, monkeypatch: pytest.MonkeyPatch, limit: int, *arguments: str) -> Ran:
    monkeypatch.setattr(engines, "_MANY", limit)
    return vault("index", *arguments)


@pytest.mark.usefixtures("without_tantivy")
def test_a_large_vault_is_told_what_to_install_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = many(root, monkeypatch, 1)
    assert ran.code == 0
    assert ran.err.count("pip install 'obsidian-vault-tools[fast]'") == 1
    assert many(root, monkeypatch, 1).err == ""
    write_vault(root, {"c.md": "新"})
    assert many(root, monkeypatch, 1).err == ""
    assert "值得换用" in many(root, monkeypatch, 1, "--rebuild", "--lang", "zh").err


def test_a_vault_that_is_not_large_is_told_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert many(root, monkeypatch, 2).err == ""


@needs_tantivy
def test_a_large_vault_is_told_of_what_is_installed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--engine tantivy" in many(root, monkeypatch, 1).err
    assert many(root, monkeypatch, 1, "--engine", "tantivy").err == ""
