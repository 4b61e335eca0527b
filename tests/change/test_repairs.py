"""Links to a renamed file are led to where it is now."""

import pytest

from change.sides import Files, load, start
from vault_tools import api
from vault_tools.fixing.passes import Outcome

_OLD, _NEW = "甲/t.md", "乙/新 名.md"


def fixed(before: Files, after: Files, renames: dict[str, str], *, similarity: int = 100, is_unsafe: bool = False) -> Outcome:  # fmt: skip
    starts = [start(before, after, renames, similarity)]
    return api.fix(load(after), starts=starts, select=["broken-link", "broken-embed"], is_unsafe=is_unsafe)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        pytest.param("[[t]]", "[[新 名]]", id="a bare name"),
        pytest.param("[[甲/t]]", "[[乙/新 名]]", id="a path"),
        pytest.param("[[甲/t.md]]", "[[乙/新 名.md]]", id="with its suffix"),
        pytest.param("[[/甲/t]]", "[[/乙/新 名]]", id="from the top"),
        pytest.param("[[./甲/t]]", "[[./乙/新 名]]", id="from here"),
        pytest.param("[[t#用法|名]]", "[[新 名#用法|名]]", id="with sub-path and label"),
        pytest.param("![[t]]", "![[新 名]]", id="an embed"),
        pytest.param("[名](甲/t.md)", "[名](乙/新%20名.md)", id="Markdown"),
        pytest.param("[名](<甲/t.md#用法> '题')", "[名](<乙/新 名.md#用法> '题')", id="Markdown with a title"),
        pytest.param("[名](%E7%94%B2/t.md)", "[名](%E4%B9%99/%E6%96%B0%20%E5%90%8D.md)", id="encoded"),
        pytest.param('---\n相关: "[[t]]"\n---\n', '---\n相关: "[[新 名]]"\n---\n', id="a property"),
        pytest.param("[[别的]]", "[[别的]]", id="another link that is broken"),
        pytest.param("`[[t]]`", "`[[t]]`", id="code"),
    ],
)
def test_repairs(link: str, expected: str) -> None:
    before = {"a.md": link, _OLD: "## 用法\n"}
    after = {"a.md": link, _NEW: "## 用法\n"}
    outcome = fixed(before, after, {_OLD: _NEW})
    assert outcome.vault.read("a.md") == expected
    once = {**after, "a.md": expected}
    assert fixed(before, once, {_OLD: _NEW}).transactions == ()


def _text_after(before: Files, after: Files, renames: dict[str, str], path: str, **options: object) -> str:
    return fixed(before, after, renames, **options).vault.read(path)  # type: ignore[arg-type]


def test_a_note_that_moved_itself() -> None:
    links = "[名](t.md) [[../丙/u]]"
    before = {"甲/a.md": links, "甲/t.md": "", "丙/u.md": ""}
    after = {"丁/戊/a.md": links, "丁/t2.md": "", "丙/u.md": ""}
    renames = {"甲/a.md": "丁/戊/a.md", "甲/t.md": "丁/t2.md"}
    assert _text_after(before, after, renames, "丁/戊/a.md") == "[名](../t2.md) [[../../丙/u]]"


def test_a_name_that_others_have_gets_its_path() -> None:
    before = {"a.md": "[[t]]", "t.md": "", "甲/u.md": "", "丙/u.md": ""}
    after = {"a.md": "[[t]]", "乙/u.md": "", "甲/u.md": "", "丙/u.md": ""}
    assert _text_after(before, after, {"t.md": "乙/u.md"}, "a.md") == "[[乙/u]]"


@pytest.mark.parametrize(
    ("similarity", "is_unsafe", "expected"),
    [
        pytest.param(75, False, "[[u]]", id="alike enough"),
        pytest.param(74, False, "[[t]]", id="not alike enough"),
        pytest.param(74, True, "[[u]]", id="not alike enough, but asked for"),
    ],
)
def test_files_that_are_not_very_alike(similarity: int, is_unsafe: bool, expected: str) -> None:
    before, after = {"a.md": "[[t]]", "t.md": ""}, {"a.md": "[[t]]", "u.md": ""}
    assert _text_after(before, after, {"t.md": "u.md"}, "a.md", similarity=similarity, is_unsafe=is_unsafe) == expected


def test_a_canvas_is_left_alone() -> None:
    canvas = '{"nodes": [{"id": "1", "type": "file", "file": "t.md", "x": 0, "y": 0, "width": 1, "height": 1}]}'
    before, after = {"c.canvas": canvas, "t.md": ""}, {"c.canvas": canvas, "u.md": ""}
    outcome = fixed(before, after, {"t.md": "u.md"}, is_unsafe=True)
    assert outcome.transactions == ()
    assert [found.fix for found in outcome.report.findings] == [None]


def test_a_deleted_target_has_no_fix() -> None:
    before, after = {"a.md": "[[t]]", "t.md": ""}, {"a.md": "[[t]]"}
    assert fixed(before, after, {}).transactions == ()
