"""`vault properties`: the properties of a vault, and the values of one."""

import json
from pathlib import Path

import pytest

from support import vault, write_vault
from vault_tools.report.cells import width

FILES = {f"资源/{number}.md": f"---\n官方网站: https://e{number}.com\n状态: 完成\n---\n" for number in range(6)} | {
    "资源/旧.md": "---\n官网: https://old.com\n---\n",
    "资源/旧2.md": "---\n官网: https://old.com\n状态: [完成, 草稿]\n---\n",
    "日.md": "---\nDate: 昨天\n---\n",
    "日2.md": "---\ndate: 2024-01-05\n---\n",
    "日3.md": "---\nx: 1\ndate: 2024-01-06\n---\n",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_vault(tmp_path, FILES))
    return tmp_path


def test_the_table_lines_up_and_names_the_drift() -> None:
    ran = vault("properties")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines == [
        "property  notes  types           values",
        "状态          7  text 6, list 1  2 different: 完成 (7)",
        "官方网站      6  url             6 different: https://e0.com",
        "date          2  date            2024-01-05, 2024-01-06",
        "官网          2  url             https://old.com (2)",
        "Date          1  text            昨天",
        "x             1  integer         1",
        "",
        "官网 (2) looks like 官方网站 (6): one is a short form of the other, values of one type, hardly ever in one note",
        "Date (1) looks like date (2): the same but for case, width or marks",
    ]
    kinds = ["  text 6", "  url ", "  date  ", "  url ", "  text ", "  integer"]
    assert len({width(line[: line.index(kind, 4)]) for line, kind in zip(lines[1:7], kinds, strict=True)}) == 1


def test_in_chinese() -> None:
    out = vault("properties", "--lang", "zh").out
    assert "官网（2）很像 官方网站（6）：一个是另一个的简写、值的类型相同，几乎不在同一篇笔记里出现\n" in out
    assert "状态         7  文本 6, 列表 1  2 种：完成 (7)\n" in out


def test_for_programs() -> None:
    found = json.loads(vault("properties", "--output-format", "json", "--lang", "zh").out)
    assert found["notes"] == 11
    assert found["properties"][1] == {
        "name": "官方网站",
        "notes": 6,
        "types": {"url": 6},
        "distinct": 6,
        "values": [{"value": f"https://e{number}.com", "count": 1} for number in range(6)],
        "folders": {"资源": 6},
    }
    assert found["drift"][0] == {
        "name": "官网", "notes": 2, "usual": "官方网站", "usual_notes": 6, "score": 0.85, "reasons": ["part", "kind"],
    }  # fmt: skip


def test_one_property_in_any_case() -> None:
    ran = vault("properties", "DATE")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "date: in 3 notes",
        "",
        "types",
        "      2  date",
        "      1  text",
        "",
        "values",
        "      1  2024-01-05",
        "      1  2024-01-06",
        "      1  昨天",
        "",
        "folders",
        "      3  (vault root)",
        "",
        "of another type than elsewhere",
        '日.md:2  text  "昨天"',
    ]
    found = json.loads(vault("properties", "date", "--output-format", "json").out)
    assert found["odd"] == [{"path": "日.md", "line": 2, "type": "text", "value": '"昨天"'}]
    assert (found["distinct"], found["folders"]) == (3, {"": 3})


def test_a_property_that_no_note_has() -> None:
    ran = vault("properties", "状太")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: no note has the property '状太'; did you mean '状态'?\n"


def test_the_output_is_bounded(here: Path) -> None:
    assert vault("properties", "--limit", "1").out.splitlines() == [
        "property  notes  types           values",
        "状态          7  text 6, list 1  2 different: 完成 (7)",
        "… and more: see --limit",
        "",
        "官网 (2) looks like 官方网站 (6): one is a short form of the other, values of one type, hardly ever in one note",
        "… and more: see --limit",
    ]
    write_vault(here, {"long.md": f"---\nlong: {'x' * 100_000}\n? {'k' * 100_000}\n: 1\n---\n"})
    for arguments in ([], ["long"], ["--output-format", "json"], ["long", "--output-format", "json"]):
        ran = vault("properties", *arguments)
        assert ran.code == 0
        assert len(ran.out) < 10_000


def test_what_comes_from_the_vault_passes_the_gate(here: Path) -> None:
    write_vault(here, {"h\x1b[2J/x.md": '---\n"k\\e[2J\\u202e": "v\\e[2J\\u202e"\n---\n'})
    write_vault(here, {"h\x1b[2J/y.md": '---\n"k\\e[2J\\u202e": [z]\n---\n'})
    for arguments in ([], ["k\x1b[2J\u202e"]):
        ran = vault("properties", *arguments)
        assert ran.code == 0
        assert "\x1b" not in ran.out
        assert "\u202e" not in ran.out
        assert "v\\x1b[2J\\u202e" in ran.out


def test_a_vault_without_properties(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_vault(tmp_path / "empty", {"vault.toml": "", "a.md": ""}))
    assert vault("properties").out == "no note has a property\n"


def test_what_obsidian_hides_is_not_counted(here: Path) -> None:
    write_vault(here, {".obsidian/app.json": '{"userIgnoreFilters": ["资源/"]}'})
    assert "官网" not in vault("properties").out
