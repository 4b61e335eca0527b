"""`--output FORMAT:FILE`, and what is chosen by itself in GitHub Actions: what is written where, and what is not."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from support import vault, write_vault
from vault_tools.cli import destinations
from vault_tools.report import FORMATS

FIELDS = "---\ntitle: t\n发布日期: 2024-01-01\n来源: s\n---\n"
NOTES = {"a.md": FIELDS + "[[x]]\n", "b.md": FIELDS + "[[y]] %% vault-ignore broken-link %%\n"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_vault(tmp_path / "repository", {f"notes/{path}": text for path, text in NOTES.items()})
    (root / ".git").mkdir()
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(root / "notes")
    return tmp_path


def test_one_run_feeds_the_screen_and_files(here: Path) -> None:
    files = {name: here / "out" / name for name in FORMATS}
    options = [option for name, file in files.items() for option in ("--output", f"{name}:{file}")]
    ran = vault("check", "--output-format", "concise", *options)
    assert ran.code == 1
    assert ran.out.startswith("a.md:6:1: error[broken-link]")
    for name in FORMATS:
        alone = vault("check", "--output-format", name)
        assert files[name].read_text(encoding="utf-8") == alone.out, name
    assert sorted(os.listdir(here / "out")) == sorted(FORMATS)


def test_pipelines_get_paths_from_the_top_of_the_repository(here: Path) -> None:
    for name in ("sarif", "gitlab", "junit", "rdjson", "github", "markdown"):
        assert "notes/a.md" in vault("check", "--output-format", name).out
    assert vault("check", "--output-format", "concise").out.startswith("a.md:")
    assert '"path": "a.md"' in vault("check", "--output-format", "json").out


@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
@pytest.mark.parametrize(
    ("folder", "path"),
    [
        pytest.param("..", "repository/notes/a.md", id="above"),
        pytest.param("repository/notes", "a.md", id="the vault itself"),
        pytest.param("elsewhere", "notes/a.md", id="elsewhere"),
        pytest.param("", "notes/a.md", id="empty"),
    ],
)
def test_runners_say_where_the_repository_is(
    here: Path, monkeypatch: pytest.MonkeyPatch, variable: str, folder: str, path: str
) -> None:
    monkeypatch.setenv(variable, str((here / folder).resolve() if folder != ".." else here) if folder else "")
    (issue,) = json.loads(vault("check", "--output-format", "gitlab").out)
    assert issue["location"]["path"] == path


def test_without_a_repository_paths_begin_at_the_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_vault(tmp_path / "notes", {**NOTES, "sub/.keep": ""}) / "sub")
    (issue,) = json.loads(vault("check", "-C", "..", "--output-format", "gitlab").out)
    assert issue["location"]["path"] == "a.md"


def test_sarif_lists_what_is_suppressed_wherever_it_goes(here: Path) -> None:
    vault("check", "--output", f"sarif:{here}/out/x", "--output", f"json:{here}/out/y")
    results = json.loads((here / "out/x").read_text("utf-8"))["runs"][0]["results"]
    assert [result["suppressions"] for result in results] == [[], [{"kind": "inSource"}]]
    assert len(json.loads((here / "out/y").read_text("utf-8"))["findings"]) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("sarif", "write a format, a colon and a file", id="no colon"),
        pytest.param("sarif:", "write the name of a file behind the colon", id="no file"),
        pytest.param("sarif:-", "what is printed is up to `--output-format sarif`", id="a dash"),
        pytest.param("sarf:x", "there is no format 'sarf'; did you mean 'sarif'?", id="misspelt"),
        pytest.param("C:\\x", "there is no format 'C'; choose one of full, concise", id="no format"),
        pytest.param("statistics:x", "there is no format 'statistics'", id="statistics is none"),
        pytest.param("sarif:no/x", "'no/x' cannot be written: there is no folder 'no'", id="no folder"),
        pytest.param("sarif:.", "'.' cannot be written: is a directory", id="a folder"),
        pytest.param("sarif:a.md/x", "there is no folder 'a.md'", id="a file for a folder"),
        pytest.param("sarif:dangling", "there is no folder '{top}/gone'", id="a link into no folder"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is_checked(here: Path, value: str, expected: str) -> None:
    top = Path.cwd().resolve()
    Path("dangling").symlink_to("gone/x")
    ran = vault("check", "--output", "json:fine", "--output", value)
    assert (ran.code, ran.out) == (2, "")
    assert expected.format(top=top) in ran.err
    assert not os.path.exists("fine")


def test_everything_behind_the_first_colon_is_the_name(here: Path) -> None:
    assert vault("check", "--output", "gitlab:C:\\x:y").code == 1
    assert json.loads(Path("C:\\x:y").read_text("utf-8"))


def test_two_reports_in_one_file_are_a_mistake(here: Path) -> None:
    ran = vault("check", "--output", "json:x", "--output", "sarif:./x")
    assert (ran.code, "named twice" in ran.err) == (2, True)
    assert vault("check", "--output", "json:/dev/null", "--output", "sarif:/dev/null").code == 1


@pytest.mark.parametrize("option", ["--diff", "--write-baseline", "--prune-baseline"])
def test_what_has_no_findings_has_no_output(here: Path, option: str) -> None:
    ran = vault("check", option, "--output", "json:x")
    assert (ran.code, os.path.exists("x")) == (2, False)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(here: Path) -> None:
    (here / "out").chmod(0o500)
    ran = vault("check", "--output", f"json:{here}/out/x")
    assert (ran.code, "permission denied" in ran.err) == (2, True)


def test_no_permission_is_seen_before_the_check(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    ran = vault("check", "--output", "json:x")
    assert (ran.code, ran.out, "'x' cannot be written: permission denied" in ran.err) == (2, "", True)


def test_a_report_is_the_old_one_or_the_new_one(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    Path(here / "out/x").write_text("old")
    monkeypatch.setattr(destinations.os, "fsync", full)
    ran = vault("check", "--output", f"json:{here}/out/x", "--output", f"gitlab:{here}/out/y")
    assert (ran.code, ran.err.count("no space left on device")) == (2, 2)
    assert ran.out.startswith("a.md:6:1:")  # the screen is not to blame
    assert ((here / "out/x").read_text(), os.listdir(here / "out")) == ("old", ["x"])


def test_a_file_keeps_its_mode_and_its_links(here: Path) -> None:
    (here / "out/x").write_text("old")
    (here / "out/x").chmod(0o640)
    (here / "out/link").symlink_to("x")
    vault("check", "--output", f"gitlab:{here}/out/link")
    assert (here / "out/link").is_symlink()
    assert stat.S_IMODE((here / "out/x").stat().st_mode) == 0o640
    assert json.loads((here / "out/x").read_text("utf-8"))


@pytest.mark.parametrize(
    ("link", "to", "file", "is_written"),
    [
        pytest.param("r.json", "{top}/../../out/x", "r.json", False, id="out of the repository"),
        pytest.param("r.json", "{top}/../../out/x", "{top}/r.json", False, id="by its whole path"),
        pytest.param("build", "../../out", "build/r.json", False, id="a folder out of the repository"),
        pytest.param("r.json", "../.git/config", "r.json", False, id="into .git"),
        pytest.param("r.json", "../x", "r.json", True, id="in the repository"),
        pytest.param("unused", "x", "../../out/r.json", True, id="a place outside that was asked for"),
        pytest.param("unused", "x", "../.git/r.json", True, id="a place in .git that was asked for"),
        pytest.param("../../out/l", "{top}", "{top}/../../out/l/r.json", True, id="a link into the repository"),
        pytest.param("../../out/l", "x", "../../out/l", True, id="a link elsewhere"),
    ],
)
def test_a_link_in_the_repository_leads_nowhere_else(
    here: Path, link: str, to: str, file: str, is_written: bool
) -> None:
    top = here / "repository/notes"
    (top / link).symlink_to(to.format(top=top))
    ran = vault("check", "--output", f"json:{file.format(top=top)}")
    assert ran.code == (1 if is_written else 2)
    assert ("a symbolic link takes it out of" in ran.err) is not is_written
    assert is_written or os.listdir(here / "out") == os.listdir(here / "repository/.git") == []


@pytest.mark.skipif(os.name != "posix", reason="there is no /dev elsewhere")
@pytest.mark.parametrize("stream", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_a_stream_is_written_into(here: Path, stream: str) -> None:
    if not os.path.exists(stream):
        pytest.skip(f"there is no {stream}")
    command = [
        sys.executable,
        "-m",
        "vault_tools",
        "check",
        "--output-format",
        "concise",
        "--output",
        f"jsonl:{stream}",
    ]
    with open(here / "out/x", "wb") as file:
        file.write(b"before\n")
        file.flush()
        subprocess.run(command, stdout=file, check=False)
    before, findings, screen, summary = (here / "out/x").read_text("utf-8").splitlines()
    assert (before, json.loads(findings)["path"]) == ("before", "a.md")
    assert (screen.startswith("a.md:6:1:"), summary.startswith("2 notes checked")) == (True, True)


# -- GitHub Actions --------------------------------------------------------------------------------------------


@pytest.fixture
def summary(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = here / "out" / "summary"
    file.write_text("# before\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    return file


def test_a_step_of_github_gets_annotations_and_a_summary(summary: Path) -> None:
    ran = vault("check")
    assert (
        ran.out
        == "::error file=notes/a.md,line=6,endLine=6,col=1,endColumn=6,title=broken-link::no file is found for 'x'\n"
    )
    assert summary.read_text("utf-8").startswith("# before\n## vault check\n")


def test_elsewhere_there_is_neither(summary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", "false", "1"):
        monkeypatch.setenv("GITHUB_ACTIONS", value)
        assert vault("check").out.startswith("a.md:6:1: error[broken-link]")
    assert summary.read_text("utf-8") == "# before\n"


@pytest.mark.parametrize("arguments", [["--output-format", "concise"], []])
def test_a_format_that_somebody_chose_wins(
    summary: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    if not arguments:
        monkeypatch.setenv("VAULT_TOOLS_OUTPUT_FORMAT", "concise")
    assert vault("check", *arguments).out.startswith("a.md:6:1: error[broken-link]")
    assert "## vault check" in summary.read_text("utf-8")


def test_statistics_are_for_people_there_too(summary: Path) -> None:
    ran = vault("check", "--statistics")
    assert (ran.code, ran.out.split()[:3]) == (1, ["1", "broken-link", "error"])
    assert vault("check", "--statistics", "--output-format", "github").code == 2


def test_a_summary_elsewhere_takes_its_place(summary: Path, here: Path) -> None:
    vault("check", "--output", f"markdown:{here}/out/own.md")
    assert summary.read_text("utf-8") == "# before\n"
    assert (here / "out/own.md").read_text("utf-8").startswith("## vault check\n")


def test_the_summary_of_a_job_is_added_to_also_where_it_is_named(summary: Path) -> None:
    vault("check", "--output", f"markdown:{summary}")
    assert summary.read_text("utf-8").count("## vault check") == 1
    assert summary.read_text("utf-8").startswith("# before\n")


def test_no_summary_is_no_failure(summary: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(here / "no" / "summary"))
    ran = vault("check")
    assert ran.code == 1
    assert ran.err.startswith("warning: there is no summary of this job: '")


@pytest.mark.parametrize(("has_summary", "last"), [(True, "1 more, see the summary"), (False, "1 more")])
def test_more_findings_are_where_the_summary_is(
    summary: Path, monkeypatch: pytest.MonkeyPatch, has_summary: bool, last: str
) -> None:
    Path("a.md").write_text(FIELDS + "[[x]]\n" * 11, encoding="utf-8")
    if not has_summary:
        monkeypatch.delenv("GITHUB_STEP_SUMMARY")
    assert vault("check").out.splitlines()[-1] == last
