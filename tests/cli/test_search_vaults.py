"""`vault search` on vaults as they come: the first users' shape, what is left out, names and texts of strangers."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support import vault, write_vault

posix = pytest.mark.skipif(os.name != "posix", reason="names and links as POSIX has them")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("VAULT_TOOLS_LANG", raising=False)
    (tmp_path / "vault").mkdir()
    monkeypatch.chdir(tmp_path / "vault")
    return tmp_path / "vault"


def found(*query: str) -> list[str]:
    return sorted(vault("search", "--files", "--", *query).out.splitlines())


# -- one note without any configuration --------------------------------------------------------------------------

SOURCE = """---
标题: 倒排索引是怎么工作的
作者: 林舟
来源: 微信公众号
发布日期: 2024-05-01
---

我们先把每个词出现在哪些笔记里记下来，以后再问起来就快了。
"""


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        pytest.param("林舟", True, id="the author's name alone"),
        pytest.param("作者:林舟", True, id="author"),
        pytest.param("作者:沈未", False, id="another author"),
        pytest.param("哪些笔记", True, id="words in the middle of a sentence"),
        pytest.param("笔记哪些", False, id="the same characters in another order"),
        pytest.param("来源:微信公众号", True, id="source"),
        pytest.param("来源：微信公众号", True, id="source, with a colon of full width"),
        pytest.param("来源:知乎", False, id="another source"),
        pytest.param("倒排索引", True, id="title"),
        pytest.param("[发布日期:2024-01..2024-06]", True, id="date"),
    ],
)
def test_a_folder_with_one_text_note(here: Path, query: str, is_found: bool) -> None:
    write_vault(here, {"微信文章.txt": SOURCE})
    assert found(query) == ["微信文章.txt"] * is_found
    assert os.listdir(here) == ["微信文章.txt"]


# -- what is left out --------------------------------------------------------------------------------------------

LEFT_OUT = {
    "excluded": ({"vault.toml": "[vault]\nexclude = ['归档/**']\n", "归档/旧.md": "双链"}, []),
    "ignored by git": ({".gitignore": "/草稿/\n", "草稿/旧.md": "双链"}, []),
    "Obsidian's filters": ({".obsidian/app.json": '{"userIgnoreFilters": ["模板/"]}', "模板/旧.md": "双链"}, []),
    "another vault": ({"内/vault.toml": "", "内/旧.md": "双链"}, []),
    "hidden": ({".隐藏/旧.md": "双链", "node_modules/旧.md": "双链"}, []),
    "no note": ({"旧.csv": "双链", "x/旧.txt": "双链"}, ["x/旧.txt", "旧.csv"]),
}


@pytest.mark.parametrize(("files", "by_name"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_left_out(here: Path, files: dict[str, str | bytes], by_name: list[str]) -> None:
    write_vault(here, {"vault.toml": "", "a.md": "双链", **files})
    assert found("双链") == ["a.md"]
    assert found("file:旧") == by_name
    assert found("path:旧") == by_name


@posix
def test_nothing_is_read_through_a_link_out_of_the_vault(here: Path) -> None:
    write_vault(here, {"vault.toml": "", "a.md": "双链"})
    write_vault(here.parent, {"secret.md": "双链 外面", "folder/secret.md": "双链 外面"})
    (here / "link.md").symlink_to(here.parent / "secret.md")
    (here / "links").symlink_to(here.parent / "folder")
    (here / "gone.md").symlink_to(here.parent / "gone")
    assert found("双链") == ["a.md"]
    assert found("content:外面") == []


# -- names and texts of strangers --------------------------------------------------------------------------------

HOSTILE = "双链 \x1b[31mred \u202etxt ::error::x ##[error]y \x9b0m \ud7ff\u2028::warning::z"
NAMES = [b"a\nb.md", b"\xff\xfe.md", b"::error::x.md", b"\x1b[2J.md", "\u202egpj.md".encode(), b"-n.md", b" x .md"]


@posix
def test_paths_are_given_as_they_are_on_the_disk(here: Path) -> None:
    for name in NAMES:
        (here / os.fsdecode(name)).write_text("双链")
    ran = subprocess.run(
        [sys.executable, "-m", "vault_tools", "search", "--files", "-0", "双链"], capture_output=True, check=True
    )
    assert sorted(ran.stdout.split(b"\0")) == sorted([b"", *NAMES])


@posix
@pytest.mark.parametrize("output", ["text", "json", "jsonl", "files", "explain", "facet", "colour", "export"])
def test_nothing_forges_what_is_printed(here: Path, monkeypatch: pytest.MonkeyPatch, output: str) -> None:
    for name in NAMES:
        (here / os.fsdecode(name)).write_text(
            f"---\ntitle: {json.dumps(HOSTILE)}\n作者: {json.dumps(HOSTILE)}\n---\n{HOSTILE}"
        )
    options = {
        "json": ["--output-format", "json", "--facet", "作者"],
        "jsonl": ["--output-format", "jsonl"],
        "files": ["--files"],
        "explain": ["--explain"],
        "facet": ["--facet", "作者", "--facet", "x\x1b[2J"],
    }
    monkeypatch.setenv("FORCE_COLOR", "1" if output == "colour" else "")
    command = ["index", "--export", "-"] if output == "export" else ["search", "双链", *options.get(output, [])]
    ran = vault(*command)
    said = "no note that was found has a property 'x\\x1b[2J'\n" if output == "facet" else ""
    assert (ran.code, ran.err) == (0, said)
    printed = re.sub(r"\x1b\[[0-9;]*m", "", ran.out) if output == "colour" else ran.out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]", printed)
    assert not re.search(r"^\s*::|##\[", printed, re.MULTILINE)
    assert len(printed.splitlines()) == printed.count("\n")
    if output == "json":
        content = json.loads(printed)
        assert {hit["title"] for hit in content["hits"]} == {HOSTILE}
        assert content["facets"]["作者"] == [{"value": HOSTILE, "count": len(NAMES)}]


@posix
@pytest.mark.parametrize(
    "query", [b"\xff", b"\xe5\x8f", b"a\x1b[31m(", b"\xff:x", b'"\xff"', b"/\xff/", b"[\xff:\xff]", b"\xed\xa0\x80"]
)
def test_a_query_that_is_not_utf8(here: Path, query: bytes) -> None:
    write_vault(here, {"a.md": "双链"})
    ran = subprocess.run([sys.executable, "-m", "vault_tools", "search", "--", query], capture_output=True, check=False)
    assert ran.returncode in (1, 2)
    assert b"Traceback" not in ran.stderr
    assert b"\x1b" not in ran.stderr
    ran.stderr.decode("utf-8")
