"""The public API, as another program calls it: in a process of its own, where nothing is imported yet."""

import subprocess
import sys
from pathlib import Path

import pytest

import vault_tools
from support import write_vault

CHECKOUT = Path(__file__).parent.parent


def python(code: str, folder: Path = CHECKOUT) -> str:
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_docstrings_example_is_true() -> None:
    assert (
        python("import doctest, vault_tools; print(doctest.testmod(vault_tools))")
        == "TestResults(failed=0, attempted=5)\n"
    )


def test_both_functions_may_be_called_again() -> None:
    code = (
        "import vault_tools as v\nfor _ in range(2): print(len(v.check(v.load('example_vault/faults')).findings) > 50)"
    )
    assert python(code) == "True\nTrue\n"


def test_importing_it_imports_nothing_else() -> None:
    code = "import sys, vault_tools; print(sorted(name for name in sys.modules if name.startswith('vault_tools.') and name != 'vault_tools.version'))"
    assert python(code) == "[]\n"


@pytest.mark.parametrize("name", vault_tools.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(vault_tools, name) is not None


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = vault_tools.nonsense


def test_a_vault_and_its_report(tmp_path: Path) -> None:
    write_vault(tmp_path, {"a.md": "---\ntitle: 甲\n---\n[[b]] [[c]]\n", "b.md": "", "vault.toml": "[rules.missing-property]\nrequired = []\n"})  # fmt: skip
    vault = vault_tools.load(tmp_path)
    report = vault_tools.check(vault)
    assert [note.path for note in vault.notes] == ["a.md", "b.md"]
    (finding,) = report.findings
    assert (finding.path, finding.line, finding.column, finding.rule) == ("a.md", 4, 7, "broken-link")
    assert finding.severity is vault_tools.Severity.ERROR
    assert report.count(vault_tools.Severity.ERROR) == 1


def test_a_vault_is_checked_by_what_it_was_loaded_with(tmp_path: Path) -> None:
    write_vault(tmp_path, {"a.md": "[[bb.md.x]] [[ccccc]]", "cccccc.md": ""})
    vault = vault_tools.load(tmp_path, vault_tools.Config(rules={}))
    assert vault_tools.check(vault).findings == ()
    found = [
        finding for finding in vault_tools.check(vault, vault_tools.Config()).findings if finding.rule == "broken-link"
    ]
    assert [finding.suggestions for finding in found] == [(), ("cccccc",)]


@pytest.mark.parametrize(
    ("folder", "toml", "error"),
    [
        pytest.param("nowhere", None, vault_tools.VaultError, id="no folder"),
        pytest.param(".", "[rules]\nx = 1\n", vault_tools.ConfigError, id="a broken configuration"),
    ],
)
def test_what_cannot_be_carried_out(tmp_path: Path, folder: str, toml: str | None, error: type[Exception]) -> None:
    if toml:
        write_vault(tmp_path, {"vault.toml": toml})
    with pytest.raises(error):
        vault_tools.load(tmp_path / folder)
