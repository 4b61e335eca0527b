"""`vault stats`: how many there are of everything."""

import json
from pathlib import Path

import pytest

from support import vault, write_vault

FILES = {
    "a.md": "---\ntags: [x]\n---\n# h\n[[b]] [[没有]] [e](https://e.com)\n- [ ] 做\n",
    "b.md": "",
    "c\x1b[2J.md": "[[b]] [[a]]",
    "图.png": b"",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_vault(tmp_path, FILES))
    return tmp_path


def test_for_people() -> None:
    ran = vault("stats")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "notes                   3",
        "other files             1",
        "characters             73",
        "headings                1",
        "links in the vault      4",
        "  of these unresolved   1",
        "  of these embeds       0",
        "links to elsewhere      1",
        "orphans                 1",
        "dead ends               1",
        "properties              1",
        "tags                    1",
        "tasks                   1",
        "  of these open         1",
        "",
        "linked to by most notes:",
        "      2  b.md",
        "      1  a.md",
    ]
    assert "孤立笔记           1\n" in vault("stats", "--lang", "zh").out


def test_for_programs() -> None:
    found = json.loads(vault("stats", "--output-format", "json").out)
    assert (found["notes"], found["unresolved"], found["orphans"], found["dead-ends"]) == (3, 1, 1, 1)
    assert found["most-linked"] == [{"path": "b.md", "notes": 2}, {"path": "a.md", "notes": 1}]


def test_orphans_and_dead_ends_are_what_the_rules_say() -> None:
    found = json.loads(vault("stats", "--output-format", "json").out)
    for name, rule in (("orphans", "orphan-note"), ("dead-ends", "dead-end")):
        report = json.loads(vault("check", "--select", rule, "--output-format", "json").out)
        assert report["summary"]["rules"] == {rule: found[name]}


def test_an_empty_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_vault(tmp_path / "empty", {"vault.toml": ""}))
    found = json.loads(vault("stats", "--output-format", "json").out)
    assert found.pop("other-files") == 1  # the configuration
    assert not any(found.values())
    assert "linked" not in vault("stats").out.replace("links", "")


def test_names_pass_the_gate(here: Path) -> None:
    write_vault(here, {"b.md": "[[c\x1b[2J]]"})
    (here / "d.md").write_text("[[c\x1b[2J.md]]", "utf-8")
    assert "\x1b" not in vault("stats").out
