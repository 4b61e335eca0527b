"""The commands that ask a vault: links, backlinks, unresolved, tags; and those about the tool: rule, config, doctor."""

import json
import os
import tomllib
from pathlib import Path

import pytest

from support import vault, write_vault
from vault_tools.rules import RULES, kinds

FILES = {
    "vault.toml": "",
    "00-元语/AI.md": "---\naliases: [人工智能]\ntags: [Topic]\n---\n# 用途\n\n#a/b #a ^id\n",
    "x/n.md": "",
    "y/n.md": "",
    "博客.md": '---\nl: "[[AI]]"\n---\n[[ai#用途|一]] ![[AI#^id]] [t](00-元语/AI.md#无) [[n]] [[没有]] https://e.com [[#^x]]\n[[没有.md#h]]',
    "board.canvas": '{"nodes":[{"id":"1","type":"file","file":"00-元语/AI.md","subpath":"#用途"}]}',
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_vault(tmp_path, FILES))
    return tmp_path


def test_links_have_the_shape_that_the_readme_says() -> None:
    ran = vault("links", "博客.md", "--output-format", "json")
    rows = [
        (link["raw"], link["kind"], link["target"], link["path"], link["subpath"], link["subpath_status"], link["line"], link["column"])
        for link in json.loads(ran.out)
    ]  # fmt: skip
    assert rows == [
        ("[[AI]]", "property", "AI", "00-元语/AI.md", None, "none", 2, 5),
        ("[[ai#用途|一]]", "wikilink", "ai", "00-元语/AI.md", "#用途", "heading", 4, 1),
        ("![[AI#^id]]", "embed", "AI", "00-元语/AI.md", "#^id", "block", 4, 13),
        ("[t](00-元语/AI.md#无)", "markdown", "00-元语/AI.md", "00-元语/AI.md", "#无", "broken-heading", 4, 25),
        ("[[n]]", "wikilink", "n", "x/n.md", None, "none", 4, 44),
        ("[[没有]]", "wikilink", "没有", None, None, "none", 4, 50),
        ("[[#^x]]", "wikilink", "", "博客.md", "#^x", "broken-block", 4, 71),
        ("[[没有.md#h]]", "wikilink", "没有.md", None, "#h", "none", 5, 1),
    ]
    assert [link["candidates"] for link in json.loads(ran.out) if link["candidates"]] == [["x/n.md", "y/n.md"]]
    assert ran.code == 0


def test_links_for_people() -> None:
    assert vault("links", "博客").out.splitlines() == [
        "2:5  AI -> 00-元语/AI.md",
        "4:1  ai#用途 -> 00-元语/AI.md",
        "4:13  AI#^id -> 00-元语/AI.md",
        "4:25  00-元语/AI.md#无 -> 00-元语/AI.md (no such heading)",
        "4:44  n -> x/n.md (ambiguous: 2 files)",
        "4:50  没有 -> unresolved",
        "4:71  #^x -> 博客.md (no such block)",
        "5:1  没有.md#h -> unresolved",
    ]
    assert "4:25  00-元语/AI.md#无 -> 00-元语/AI.md（没有这个标题）" in vault("links", "博客", "--lang", "zh").out


def test_backlinks() -> None:
    assert vault("backlinks", "AI").out.splitlines() == [
        "board.canvas:1:43  00-元语/AI.md#用途",
        "博客.md:2:5  AI",
        "博客.md:4:1  ai#用途",
        "博客.md:4:13  AI#^id",
        "博客.md:4:25  00-元语/AI.md#无",
    ]
    listed = json.loads(vault("backlinks", "00-元语/AI.md", "--output-format", "json").out)
    assert [(link["source"], link["kind"], link["line"]) for link in listed][:2] == [
        ("board.canvas", "canvas", 1),
        ("博客.md", "property", 2),
    ]
    assert json.loads(vault("backlinks", "y/n.md", "--output-format", "json").out) == []


def test_unresolved() -> None:
    assert vault("unresolved").out == "没有  (2 links, the first in 博客.md:4)\n"
    assert json.loads(vault("unresolved", "--output-format", "json").out) == [
        {
            "target": "没有",
            "count": 2,
            "links": [
                {"source": "博客.md", "line": 4, "column": 50},
                {"source": "博客.md", "line": 5, "column": 1},
            ],
        }
    ]


def test_tags() -> None:
    assert vault("tags", "AI").out == "#Topic\n#a/b\n#a\n"
    assert json.loads(vault("tags", "AI", "--output-format", "json").out) == ["Topic", "a/b", "a"]
    assert json.loads(vault("tags", "--output-format", "json").out) == [
        {"tag": "a", "count": 2},
        {"tag": "a/b", "count": 1},
        {"tag": "Topic", "count": 1},
    ]


@pytest.mark.parametrize(
    "name", ["AI", "ai.md", "00-元语/AI", "[[AI]]", "[[AI#用途|一]]", "AI#用途", "../00-元语/AI.md", "./00-元语/AI.md"]
)
def test_a_note_may_be_named_as_a_path_or_as_a_link(here: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(here / ("x" if name.startswith("..") else "."))
    assert vault("tags", name).out == "#Topic\n#a/b\n#a\n"


def test_a_note_that_cannot_be_read_is_not_silently_empty(here: Path) -> None:
    write_vault(here, {"bad.md": "标题".encode("gb18030") * 9})
    for command in ("links", "tags"):
        ran = vault(command, "bad.md")
        assert (ran.code, ran.out) == (0, "")
        assert ran.err.startswith("warning: nothing is known of bad.md: not UTF-8")


@pytest.mark.parametrize("command", ["links", "backlinks", "tags"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("n", "'n' fits several notes: x/n.md, y/n.md", id="several"),
        pytest.param("没有", "no note '没有' in the vault", id="none"),
        pytest.param("博容", "did you mean '博客.md'?", id="a slip"),
    ],
)
def test_a_note_that_is_not_clear(command: str, name: str, said: str) -> None:
    ran = vault(command, name)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_rule_is_listed_and_explained(lang: str) -> None:
    listed = [line.split()[0] for line in vault("rule", "--lang", lang).out.splitlines()]
    assert listed == [*RULES, *kinds()]
    for id in listed:
        assert vault("rule", id, "--lang", lang).out.startswith(f"# {id}\n"), id


def test_a_house_rule_is_shown_as_it_is_configured(here: Path) -> None:
    rule = '[[rule]]\nid = "dates"\nkind = "properties"\nfiles = ["x/**"]\n[rule.fields.d]\ntype = "date"\n'
    write_vault(here, {"vault.toml": rule})
    shown = vault("rule", "dates").out
    assert shown.startswith("# house rule of kind properties, from vault.toml:1\n")
    table = tomllib.loads(shown)["rule"][0]
    assert (table["files"], table["fields"]["d"]["type"]) == (["x/**"], "date")


def test_a_rule_that_does_not_exist() -> None:
    ran = vault("rule", "brokenlink")
    assert ran == (2, "", "error: unknown rule 'brokenlink'; did you mean 'broken-link'?\n")


def test_the_configuration_in_force_is_a_configuration(here: Path) -> None:
    shown = vault("config", "show").out
    assert tomllib.loads(shown)["rules"]["broken-link"] == "error"
    assert json.loads(vault("config", "show", "--output-format", "json").out) == tomllib.loads(shown)
    write_vault(here, {"vault.toml": shown})
    again = vault("config", "show").out
    assert tomllib.loads(again) == tomllib.loads(shown)


def test_a_configuration_is_shown_without_what_could_recolour_a_terminal(here: Path) -> None:
    write_vault(here, {"vault.toml": "[scopes]\n'a\u009b\u202e\U000e0041' = ['\u009b', 'x##[error]']\n"})
    shown = vault("config", "show").out
    assert "##[" not in shown
    assert not set(shown) & set("\x9b\u202e\U000e0041")
    assert tomllib.loads(shown)["scopes"] == {"a\x9b\u202e\U000e0041": ["\x9b", "x##[error]"]}


def test_the_schema_is_that_of_the_documentation() -> None:
    documented = Path(__file__).parent.parent.parent / "docs" / "vault.schema.json"
    assert json.loads(vault("config", "schema").out) == json.loads(documented.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        pytest.param({}, 0, "6 files, 5 of them checked", id="in order"),
        pytest.param({"vault.toml": "[rules"}, 1, "problem", id="a broken configuration"),
        pytest.param({".obsidian/app.json": "{"}, 0, "app.json is not valid JSON", id="broken settings of Obsidian"),
        pytest.param({".obsidian/app.json": '{"userIgnoreFilters":["/(?=x)/"]}'}, 0, "/(?=x)/", id="a filter that RE2 does not take"),
    ],
)  # fmt: skip
def test_doctor(here: Path, files: dict[str, str | bytes], code: int, said: str) -> None:
    write_vault(here, files)
    ran = vault("doctor")
    assert ran.code == code
    assert said in ran.out


@pytest.mark.parametrize(
    ("distributions", "code", "said"),
    [
        pytest.param(["whoosh-reloaded"], 0, None, id="one"),
        pytest.param(["whoosh-reloaded", "whoosh-reloaded"], 0, None, id="one that is listed twice"),
        pytest.param(["whoosh-reloaded", "Whoosh"], 1, "(Whoosh, whoosh-reloaded)", id="several"),
    ],
)
def test_doctor_warns_of_a_second_whoosh(
    monkeypatch: pytest.MonkeyPatch, distributions: list[str], code: int, said: str | None
) -> None:
    monkeypatch.setattr("vault_tools.cli.doctor.packages_distributions", lambda: {"whoosh": distributions})
    ran = vault("doctor")
    assert ran.code == code
    assert ("several packages have installed a `whoosh`" in ran.out) == bool(said)
    assert (said or "") in ran.out


@pytest.mark.skipif(os.name != "posix", reason="the git that is found is a script")
@pytest.mark.parametrize(
    ("folder", "script", "said"),
    [
        pytest.param("bin", "echo git version 2.45.1", "ok       git: 2.45.1\n", id="one that will do"),
        pytest.param("bin", "echo git version 2.29.2", "version 2.29.2; 2.30 or newer is needed\n", id="too old"),
        pytest.param(".", "echo git version 2.45.1", "note     git is not on the PATH", id="never the vault's own"),
    ],
)
def test_doctor_looks_for_git_as_other_commands_do(
    here: Path, monkeypatch: pytest.MonkeyPatch, folder: str, script: str, said: str
) -> None:
    git = write_vault(here / folder, {"git": f"#!/bin/sh\n{script}\n"}) / "git"
    git.chmod(0o755)
    monkeypatch.setenv("PATH", os.path.abspath(folder) if folder == "bin" else folder)
    ran = vault("doctor")
    assert ran.code == 0
    assert said in ran.out


def test_doctor_names_the_libraries_and_the_index() -> None:
    out = vault("doctor").out
    assert {"whoosh-reloaded", "platformdirs"} <= {line.split()[1] for line in out.splitlines()}
    assert "there is no search index yet; vault index or the first search builds it in " in out
    vault("index")
    folder = vault("index", "--stats").out.splitlines()[-1].removeprefix("folder: ")
    assert f"ok       the search index is in {folder}\n" in vault("doctor").out
    assert "search index" not in vault("doctor", "--no-cache").out
    assert f"正常       搜索索引在 {folder}\n" in vault("doctor", "--lang", "zh").out


def test_help_names_every_command_and_imports_none() -> None:
    out = vault("--help").out
    for name in ("check", "search", "index", "links", "backlinks", "unresolved", "tags", "rule", "config", "doctor"):
        assert f"  {name}" in out
        assert vault(name, "--help").code == 0


COVERED = """
[[rule]]
id = "日期"
kind = "properties"
files = ["博客/**"]
[rule.fields."发布日期"]
required = true
"""


def test_the_coverage_of_rules(here: Path) -> None:
    write_vault(here, {"vault.toml": COVERED, "博客/a.md": "", "博客/b.md": "---\n发布日期: 2024-01-05\n---\n"})
    rows = {
        row["rule"]: row for row in json.loads(vault("config", "show", "--coverage", "--output-format", "json").out)
    }
    assert (rows["日期"]["notes"], rows["日期"]["findings"]) == (2, 1)
    assert rows["broken-link"]["notes"] > 2
    assert "orphan-note" not in rows
    assert all(row["seconds"] >= 0 for row in rows.values())
    shown = vault("config", "show", "--coverage", "--lang", "zh").out.splitlines()
    assert shown[0].split() == ["笔记", "问题", "毫秒"]
    assert [line.split()[:2] for line in shown if line.endswith("日期")] == [["2", "1"]]
