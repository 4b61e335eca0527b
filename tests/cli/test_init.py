"""`vault init`: what is written, what is never replaced, what is said."""

import os
import tomllib
from pathlib import Path

import pytest

from support import Ran, vault, write_vault
from vault_tools.config import load_config

FRONT = "---\ntitle: 甲{}\n发布日期: {}\n---\n"
NOTES = {f"01-博客/{number}.md": FRONT.format(number, "2024-01-05") for number in range(40)} | {
    "01-博客/错.md": FRONT.format("错", "昨天"),
    "README.md": "[[没有]]",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_vault(tmp_path, NOTES))
    return tmp_path


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_it_writes_a_configuration_and_says_what_it_finds(here: Path) -> None:
    ran = vault("init")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        f"written: {here / 'vault.toml'}",
        "house rules: 1; problems that `vault check` now finds in 42 notes: 2",
        "      1  broken-link",
        "      1  博客-properties",
        "Read the file, keep what is meant, change the rest; then run `vault check`",
    ]
    assert names(here) == {"01-博客", "README.md", "vault.toml"}
    assert [rule.id for rule in load_config(str(here)).house_rules] == ["博客-properties"]
    check = vault("check", "--output-format", "concise")
    assert [line.split(": ")[0] for line in check.out.splitlines()[:-1]] == ["01-博客/错.md:3:7", "README.md:1:1"]


def test_a_clean_vault(here: Path) -> None:
    (here / "README.md").unlink()
    (here / "01-博客/错.md").unlink()
    assert vault("init", "--lang", "zh").out.splitlines()[1:] == [
        "自定义规则 1 条；`vault check` 在 40 篇笔记里没有发现问题",
        "请读一遍这个文件，保留想要的，改掉其余的，再运行 `vault check`",
    ]
    assert vault("check").code == 0


def test_stdout_writes_nothing(here: Path) -> None:
    ran = vault("init", "--stdout", "--lang", "zh")
    assert (ran.code, ran.err) == (0, "")
    assert tomllib.loads(ran.out)["vault"] == {"lang": "zh"}
    assert names(here) == {"01-博客", "README.md"}
    written = vault("init", "--lang", "zh")
    assert written.code == 0
    assert (here / "vault.toml").read_text("utf-8") == ran.out
    assert vault("init", "--stdout").out == ran.out, "the language of the configuration that is there is kept"


def test_what_is_excluded_is_not_counted_as_by_check(here: Path) -> None:
    write_vault(here, {f"prompts/{number}.md": "[[没有]]" for number in range(5)})
    assert "in 42 notes" in vault("init").out
    assert "42 notes checked" in vault("check", "--statistics").out


# -- what is there already -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "replaced"),
    [
        pytest.param({"vault.toml": "[vault]\n"}, True, id="a configuration"),
        pytest.param({"vault.toml": "nonsense"}, True, id="one that is broken"),
        pytest.param({"pyproject.toml": "[tool.vault-tools.vault]\n"}, True, id="a table in pyproject.toml"),
    ],
)
def test_a_configuration_is_replaced_only_by_force(here: Path, files: dict[str, str], replaced: bool) -> None:
    write_vault(here, files)
    (name,) = files
    ran = vault("init")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"error: {here / name} is there already; --force replaces vault.toml, --stdout prints\n"
    assert (here / name).read_text("utf-8") == files[name]
    assert vault("init", "--force").code == 0
    assert "博客-properties" in (here / "vault.toml").read_text("utf-8")
    if name == "pyproject.toml":
        assert (here / name).read_text("utf-8") == files[name]


def test_a_pyproject_without_our_table_is_no_configuration(here: Path) -> None:
    write_vault(here, {"pyproject.toml": '[project]\nname = "vault-tools"\n'})
    assert vault("init").code == 0


@pytest.mark.parametrize("force", [[], ["--force"]], ids=["", "by force"])
@pytest.mark.parametrize("kind", ["link", "dangling", "folder"])
def test_a_link_or_a_folder_is_never_written_to(here: Path, kind: str, force: list[str]) -> None:
    target = here / "other.txt"
    if kind == "folder":
        (here / "vault.toml").mkdir()
    else:
        (here / "vault.toml").symlink_to(target)
    if kind == "link":
        target.write_text("", "utf-8")
    ran = vault("init", "-C", str(here), *force)
    assert ran.code == 2
    assert "is a link or no file" in ran.err
    assert not target.exists() or target.read_text("utf-8") == ""


def test_the_mode_of_a_replaced_file_is_kept(here: Path) -> None:
    file = write_vault(here, {"vault.toml": ""}) / "vault.toml"
    file.chmod(0o640)
    assert vault("init", "--force").code == 0
    assert file.stat().st_mode & 0o777 == 0o640


# -- writing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["fsync", "link", "replace"])
def test_a_disk_that_fails_leaves_nothing_behind(here: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    write_vault(here, {"vault.toml": "[vault]\n"} if name == "replace" else {})

    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    before = names(here)
    monkeypatch.setattr(os, name, fail)
    ran = vault("init", "--no-cache", "--force") if name == "replace" else vault("init", "--no-cache")
    if name == "link":  # a file system without hard links
        assert ran.code == 0
    else:
        assert (ran.code, "could not be written: no space left on device" in ran.err) == (2, True)
        assert names(here) == before


def test_a_file_that_appears_in_the_meantime_is_not_replaced(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def late(source: str, target: str) -> None:
        Path(target).write_text("theirs", "utf-8")
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    assert vault("init").code == 2
    assert (here / "vault.toml").read_text("utf-8") == "theirs"
    assert names(here) == {"01-博客", "README.md", "vault.toml"}


# -- the baseline ----------------------------------------------------------------------------------------------


def test_with_a_baseline_the_next_check_is_clean(here: Path) -> None:
    ran = vault("init", "--baseline")
    assert "what is found now is known: .vault/baseline.json" in ran.out
    assert load_config(str(here)).baseline == ".vault/baseline.json"
    assert vault("check").code == 0
    write_vault(here, {"new.md": "[[也没有]]"})
    assert vault("check").code == 1


def test_a_baseline_is_not_printed(here: Path) -> None:
    ran = vault("init", "--stdout", "--baseline")
    assert (ran.code, "do not go together" in ran.err) == (2, True)
    assert names(here) == {"01-博客", "README.md"}


# -- hostile names ---------------------------------------------------------------------------------------------


def printed(ran: Ran) -> str:
    assert ran.code == 0
    return ran.out + ran.err


def test_names_from_the_vault_pass_the_gate(here: Path) -> None:
    hostile = "坏\x1b[2J\u202e"
    write_vault(
        here,
        {f"{hostile}/{number}.md": f'---\n"属{hostile[:1]}\\e[2J\\u202e": x\n---\n[[没有]]' for number in range(40)},
    )
    write_vault(here, {f"[x]*!/{number}.md": "---\na: '2024-01-05'\n---\n## \x1b[2J\u202e\n" for number in range(40)})
    shown = printed(vault("init"))
    text = (here / "vault.toml").read_text("utf-8")
    assert "\x1b" not in shown + text
    assert "\u202e" not in shown + text
    assert vault("check").code in (0, 1)
    assert "/\\\\[x]\\\\*!/**" in text


def test_rules_that_are_not_listed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "other rules" not in vault("init").out
    monkeypatch.setattr("vault_tools.cli.init._MAX_RULES", 1)
    assert vault("init", "--force").out.splitlines()[2:4] == [
        "      1  broken-link",
        "         1 more, of 1 other rules",
    ]


def test_a_vault_without_house_rules_says_so(here: Path) -> None:
    (here / "01-博客").rename(here / "01-博客.old")
    for number in range(40):
        (here / f"01-博客.old/{number}.md").unlink()
    assert "house rules: 0" in vault("init").out
    assert "# No house rules: no folder has notes enough (10)" in (here / "vault.toml").read_text("utf-8")
