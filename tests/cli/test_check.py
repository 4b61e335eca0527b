"""`vault check` as it is called: which vault, which files, exit codes, what is said on which stream."""

import contextlib
import io
import itertools
import json
from pathlib import Path

import pytest

from support import vault, write_vault
from vault_tools import cli, engine
from vault_tools.cli import check, session

FIELDS = "---\ntitle: t\n发布日期: 2024-01-01\n来源: s\n---\n"
GOOD = {"a.md": FIELDS + "[[b]]\n", "sub/b.md": FIELDS}
BROKEN = {**GOOD, "a.md": FIELDS + "[[b]] [[x]]\n", "sub/b.md": FIELDS + "[[y]]\n"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in (
        "GITHUB_WORKSPACE",
        "VAULT_TOOLS_LANG",
        "VAULT_TOOLS_OUTPUT_FORMAT",
        "VAULT_TOOLS_FAIL_ON",
        "NO_COLOR",
    ):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("files", "arguments", "code"),
    [
        pytest.param(GOOD, [], 0, id="clean"),
        pytest.param(BROKEN, [], 1, id="an error"),
        pytest.param(BROKEN, ["--exit-zero"], 0, id="an error, but exit zero"),
        pytest.param(BROKEN, ["--fail-on", "never"], 0, id="never fail"),
        pytest.param({"a.md": FIELDS + "[[A]]"}, [], 1, id="a warning"),
        pytest.param({"a.md": FIELDS + "[[A]]"}, ["--fail-on", "error"], 0, id="a warning below the threshold"),
        pytest.param({"a.md": FIELDS + "[[a]]"}, [], 0, id="an info"),
        pytest.param({"a.md": FIELDS + "[[a]]"}, ["--fail-on", "info"], 1, id="an info at the threshold"),
        pytest.param({"x.png": ""}, [], 0, id="no notes"),
        pytest.param(GOOD, ["nowhere.md"], 2, id="no such path"),
        pytest.param(GOOD, ["-C", "a.md"], 2, id="not a folder"),
        pytest.param(GOOD, ["-C", "nowhere"], 2, id="no such folder"),
        pytest.param(GOOD, ["--select", "brokn-link"], 2, id="no such rule"),
        pytest.param(GOOD, ["--output-format", "xml"], 2, id="no such format"),
        pytest.param(GOOD, ["--nonsense"], 2, id="no such option"),
        pytest.param(GOOD, ["--statistics", "--output-format", "json"], 2, id="options that exclude each other"),
        pytest.param({**GOOD, "vault.toml": "[valt]\n"}, [], 2, id="a broken configuration"),
        pytest.param({**GOOD, "vault.toml/x": ""}, [], 2, id="a folder called vault.toml"),
    ],
)
def test_exit_codes(here: Path, files: dict[str, str | bytes], arguments: list[str], code: int) -> None:
    write_vault(here, files)
    ran = vault("check", *arguments)
    assert ran.code == code
    assert (ran.out == "") == (code == 2)
    assert "Traceback" not in ran.err


def test_a_bug_exits_with_3(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_vault(here, GOOD)
    monkeypatch.setattr(engine, "check", lambda *arguments, **options: 1 / 0)
    ran = vault("check")
    assert ran.code == 3
    assert "ZeroDivisionError" in ran.err
    assert ran.err.endswith("please report it with the lines above\n")


def test_an_interruption_exits_with_130(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    write_vault(here, GOOD)
    monkeypatch.setattr(engine, "check", interrupted)
    ran = vault("check")
    assert (ran.code, ran.out, ran.err.strip()) == (130, "", "interrupted")


@pytest.mark.parametrize(
    ("folder", "arguments", "expected"),
    [
        pytest.param(".", [], ["v/a.md", "v/sub/b.md"], id="the vault from outside"),
        pytest.param("v", [], ["a.md", "sub/b.md"], id="the vault from its root"),
        pytest.param("v/sub", [], ["../a.md", "b.md"], id="the whole vault from inside"),
        pytest.param("v/sub", ["."], ["b.md"], id="a folder"),
        pytest.param("v", ["sub/b.md"], ["sub/b.md"], id="a file"),
        pytest.param("v", ["sub/", "a.md"], ["a.md", "sub/b.md"], id="a folder and a file"),
        pytest.param(".", ["v/sub"], ["v/sub/b.md"], id="a folder, from outside"),
        pytest.param(".", ["-C", "v"], ["v/a.md", "v/sub/b.md"], id="-C"),
        pytest.param(".", ["-C", "v", "v/a.md"], ["v/a.md"], id="-C, and a path from here"),
    ],
)
def test_paths_narrow_the_report_and_are_shown_from_here(
    here: Path, monkeypatch: pytest.MonkeyPatch, folder: str, arguments: list[str], expected: list[str]
) -> None:
    write_vault(here, {f"v/{path}": text for path, text in {**BROKEN, "vault.toml": ""}.items()})
    if folder == "." and not arguments:
        arguments = ["v"]
    monkeypatch.chdir(here / folder)
    ran = vault("check", "--output-format", "concise", *arguments)
    assert [line.partition(":")[0] for line in ran.out.splitlines()[:-1]] == expected


def test_options_of_all_commands_may_come_first(here: Path) -> None:
    write_vault(here, {f"v/{path}": text for path, text in BROKEN.items()})
    assert vault("-C", "v", "--lang", "zh", "check") == vault("check", "--lang", "zh", "-C", "v")
    assert "找不到链接的目标" in vault("-C", "v", "--lang", "zh", "check").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["in"], "is in another vault", id="a vault in the vault"),
        pytest.param(["a.md", "in/deep/c.md"], "is in another vault", id="a note of it"),
        pytest.param(["-C", ".", "in"], "is in another vault", id="also where the vault is named"),
        pytest.param(["a.md", "../x.md"], "is not in the vault", id="beside the vault"),
    ],
)
def test_what_is_in_no_or_another_vault_is_refused(
    here: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    nested = {"in/vault.toml": "", "in/deep/c.md": ""}
    write_vault(
        here, {"x.md": "", **{f"v/{path}": text for path, text in {**GOOD, "vault.toml": "", **nested}.items()}}
    )
    monkeypatch.chdir(here / "v")
    if arguments == ["in"]:
        arguments = ["a.md", "in"]  # the first path says which vault is meant
    ran = vault("check", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_the_first_path_says_which_vault_is_meant(here: Path) -> None:
    write_vault(here, {"vault.toml": "", **BROKEN, "in/vault.toml": "", "in/c.md": FIELDS})
    assert vault("check", "in").out == "1 note checked, nothing found\n"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param("drafts/d.md", "a .gitignore file or an exclude pattern", id="excluded"),
        pytest.param(".hidden/e.md", "hidden files and folders", id="hidden"),
        pytest.param("x.png", "it is not a note", id="an attachment"),
        pytest.param("plain.txt", "it is not a note", id="a text that is no note"),
        pytest.param("a.md", "", id="a note"),
        pytest.param("note.txt", "", id="a text note"),
        pytest.param("c.canvas", "", id="a canvas"),
    ],
)
def test_a_file_that_is_not_checked_is_never_silently_clean(here: Path, path: str, said: str) -> None:
    others = {
        "drafts/d.md": "",
        ".hidden/e.md": "",
        "x.png": "",
        "plain.txt": "text",
        "note.txt": FIELDS,
        "c.canvas": "",
    }
    write_vault(here, {**GOOD, **others, "vault.toml": '[vault]\nexclude = ["drafts"]\n'})
    ran = vault("check", path)
    assert ran.code == 0
    assert (said in ran.err) if said else ran.err == ""
    assert ("0 notes checked" in ran.err) == bool(said)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_and_gone_before_the_results(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_vault(here, BROKEN)
    seconds = itertools.count()
    monkeypatch.setattr(session.time, "monotonic", lambda: float(next(seconds)))
    out, err = Terminal(), Terminal()
    out.write = lambda text: err.write(f"<{text.splitlines()[-1]}>") if text.strip() else 0  # type: ignore[method-assign]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        cli.run(["check", "a.md", "--output-format", "concise", "--lang", "en"])
    shown, _, rest = err.getvalue().partition("\r\x1b[K")
    assert shown.startswith("\rreading notes: 1 of 2")
    assert rest == "<1 note checked: 1 error, 0 warnings, 0 infos>"


def test_a_folder_that_is_gone(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "gone").mkdir()
    monkeypatch.chdir(here / "gone")
    (here / "gone").rmdir()
    for command in ("check", "doctor", "unresolved"):
        ran = vault(command)
        assert (ran.code, "the current folder does not exist any more" in ran.out + ran.err) == (
            1 if command == "doctor" else 2,
            True,
        )


@pytest.mark.parametrize(
    ("target", "code", "err"),
    [
        pytest.param(".hidden/n.md", 1, "", id="to a note that is not walked: it is checked by the link's name"),
        pytest.param("data.dat", 1, "", id="to a file under another suffix"),
        pytest.param("sub/b.md", 0, "it is a symbolic link", id="to a note that is checked by its own name"),
        pytest.param(".git/config", 0, "it is a symbolic link", id="into .git: never read, a token may stand there"),
        pytest.param("../outside.md", 0, "it is a symbolic link", id="out of the vault"),
    ],
)
def test_a_note_that_is_a_link(here: Path, monkeypatch: pytest.MonkeyPatch, target: str, code: int, err: str) -> None:
    bad = FIELDS + "[[x]]"
    write_vault(
        here,
        {
            "outside.md": bad,
            **{
                f"v/{path}": text
                for path, text in {**GOOD, ".hidden/n.md": bad, "data.dat": bad, ".git/config": bad}.items()
            },
        },
    )
    monkeypatch.chdir(here / "v")
    (here / "v" / "link.md").symlink_to(target)
    ran = vault("check", "link.md", "--output-format", "concise")
    assert ran.code == code
    assert ran.out.startswith("link.md:6:1: error[broken-link]") == bool(code)
    assert (err in ran.err) if err else ran.err == ""
    assert vault("check").code == code


def test_a_folder_may_be_found_wanting_itself(here: Path) -> None:
    write_vault(here, {"con/a.md": FIELDS, "b.md": FIELDS, "vault.toml": ""})
    assert "con:1:1: warning[unportable-name]" in vault("check", "con", "--output-format", "concise").out


def test_what_nothing_configures_is_said(here: Path) -> None:
    write_vault(here, {"a.md": "text"})
    ran = vault("check")
    assert "no vault.toml in" in ran.err
    assert "title, 发布日期, 来源" in ran.err
    write_vault(here, {"vault.toml": ""})
    assert vault("check").err == ""


def test_many_findings_of_a_rule_are_folded_without_a_configuration(here: Path) -> None:
    write_vault(here, {f"sub/{number}.md": "" for number in range(21)})
    assert (
        "21 findings of missing-property, by folder (`--select missing-property` lists them):\n     21  sub/\n"
        in vault("check").out
    )
    assert len(vault("check", "--output-format", "jsonl").out.splitlines()) == 21
    assert len(vault("check", "--output-format", "concise", "--select", "missing-property").out.splitlines()) == 22
    assert len(vault("check", "--output-format", "concise", "sub").out.splitlines()) == 22
    write_vault(here, {"vault.toml": ""})
    assert len(vault("check", "--output-format", "concise").out.splitlines()) == 22


def test_statistics(here: Path) -> None:
    write_vault(here, BROKEN)
    assert vault("check", "--statistics").out == (
        "      2  broken-link  error\n2 notes checked: 2 errors, 0 warnings, 0 infos\n"
    )


@pytest.mark.parametrize(
    ("environment", "arguments", "found"),
    [
        pytest.param({"VAULT_TOOLS_LANG": "zh"}, [], "错误[broken-link]", id="language"),
        pytest.param({"VAULT_TOOLS_LANG": "zh"}, ["--lang", "en"], "error[broken-link]", id="the command line wins"),
        pytest.param({"VAULT_TOOLS_LANG": "xx"}, [], "error[broken-link]", id="a language that we do not speak"),
        pytest.param({"LANG": "zh_CN.UTF-8"}, [], "error[broken-link]", id="never the locale's"),
        pytest.param({"VAULT_TOOLS_OUTPUT_FORMAT": "jsonl"}, [], '"rule": "broken-link"', id="format"),
        pytest.param({"FORCE_COLOR": "1"}, [], "\x1b[31;1merror[broken-link]", id="colour"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], " error[broken-link]", id="no colour"),
    ],
)
def test_environment(
    here: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], arguments: list[str], found: str
) -> None:
    write_vault(here, BROKEN)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert found in vault("check", *arguments).out


def test_the_language_of_a_configuration_is_spoken_of_its_mistakes_too(here: Path) -> None:
    write_vault(here, {**GOOD, "vault.toml": '[vault]\nlang = "zh"\n[rules]\nbrokn-link = "off"\n'})
    assert vault("check").err == (
        "错误：配置有 1 处错误\n  vault.toml:4: rules.brokn-link：没有“brokn-link”这条规则，是不是“broken-link”？\n"
    )


def test_github_wants_paths_from_the_top_of_its_checkout(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_vault(here, {f"v/{path}": text for path, text in BROKEN.items()})
    monkeypatch.chdir(here / "v" / "sub")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(here))
    ran = vault("check", "-C", "..", "--output-format", "github")
    assert [line.partition(",")[0] for line in ran.out.splitlines()] == [
        "::error file=v/a.md",
        "::error file=v/sub/b.md",
    ]


def test_machine_formats_have_paths_from_the_root(here: Path) -> None:
    write_vault(here, {f"v/{path}": text for path, text in BROKEN.items()})
    report = json.loads(vault("check", "--lang", "zh", "--output-format", "json", "v").out)
    assert report["root"] == str(here / "v")
    assert [finding["path"] for finding in report["findings"]] == ["a.md", "sub/b.md"]
    assert report["findings"][0]["message"] == "no file is found for 'x'"


@pytest.mark.parametrize(
    ("content", "key", "place"),
    [
        pytest.param("标题：中文".encode("gb18030"), "looks like GB18030", "bad.md:1:1", id="GBK"),
        pytest.param(b"ok\n" + "标题".encode() + b"\xe4\xb8 rest" + "正文".encode() * 9, "damaged character", "bad.md:2:3", id="a torn character"),
        pytest.param("a\nb".encode("utf-16"), "UTF-16", "bad.md:1:1", id="UTF-16"),
        pytest.param(b"x" * 2_000_001, "more than 2 MB", "bad.md:1:1", id="too large"),
    ],
)  # fmt: skip
def test_a_note_that_cannot_be_read_is_a_finding_and_the_rest_is_checked(
    here: Path, content: bytes, key: str, place: str
) -> None:
    write_vault(here, {**BROKEN, "bad.md": content})
    out = vault("check", "--output-format", "concise").out
    assert sum("broken-link" in line for line in out.splitlines()) == 2
    (line,) = [line for line in out.splitlines() if line.startswith("bad.md")]
    assert line.startswith(place + ": ")
    assert key in line


@pytest.mark.parametrize(("most", "is_listed"), [(29, False), (30, True)])
def test_nobody_reads_thousands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, is_listed: bool) -> None:
    monkeypatch.setattr(check, "_TOO_MANY", most)
    root = write_vault(tmp_path, {"vault.toml": "", "a.md": "[[x]]\n" * 30})
    ran = vault("check", "-C", str(root), "--no-cache", "--output-format", "concise")
    assert (ran.out.count("error[broken-link]") == 30) == is_listed
