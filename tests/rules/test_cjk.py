"""Spacing and punctuation of Chinese text, and the last line's end: what is proposed, and what must never change."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from growth import at_most
from support import memory_vault, run
from vault_tools.findings import Edit, Problem
from vault_tools.model import Note
from vault_tools.parse.note import parse_note
from vault_tools.parse.source import decode
from vault_tools.rules import RULES


def problems(rule: str, text: str, style: str = "") -> list[Problem]:
    options = RULES[rule].options(style=style) if style else RULES[rule].options()
    vault = memory_vault({"a.md": text})
    note = vault.note("a.md")
    assert note is not None
    return list(RULES[rule].check(note, vault, options))  # type: ignore[misc,arg-type]


def edits(found: Iterable[Problem]) -> list[Edit]:
    return [edit for problem in found if problem.fix for edit in problem.fix.edits]


def applied(text: str, changes: Sequence[Edit]) -> str:
    parts, position = [], 0
    for edit in sorted(changes, key=lambda edit: (edit.span.start, edit.span.end)):
        assert edit.span.start >= position, "two edits overlap"
        parts += [text[position : edit.span.start], edit.text]
        position = edit.span.end
    return "".join(parts) + text[position:]


def fixed(rule: str, text: str, style: str) -> str:
    return applied(text, edits(problems(rule, text, style)))


def facts(note: Note, text: str) -> dict[str, Any]:
    """Return all that a note says, without the places where it stands."""
    return {
        "links": [(link.kind, link.target, link.subpath, link.label, link.key, link.is_citation) for link in note.links],
        "external": [(link.kind, link.url) for link in note.external_links],
        "tags": [tag.name for tag in note.tags],
        "properties": [(prop.key, prop.value) for prop in note.properties],
        "headings": [(heading.level, heading.text, heading.is_nested) for heading in note.headings],
        "regions": [(region.kind, text[region.span.start : region.span.end], region.is_block) for region in note.regions],
        "blocks": [block.id for block in note.blocks],
        "footnotes": [(footnote.id, footnote.is_definition) for footnote in note.footnotes],
        "items": [(item.depth, item.task) for item in note.items],
        "directives": [directive.ids for directive in note.directives],
        "faults": [(fault.rule, fault.message) for fault in note.faults],
    }  # fmt: skip


# -- spacing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        pytest.param("spaced", "用Python写", "用 Python 写", id="on both sides"),
        pytest.param("tight", "用 Python 写", "用Python写", id="on neither side"),
        pytest.param("spaced", "有10个、3.5倍、GPT-4模型", "有 10 个、3.5 倍、GPT-4 模型", id="numbers"),
        pytest.param("spaced", "カタカナabcひらがな", "カタカナ abc ひらがな", id="kana"),
        pytest.param("consistent", "用 Go 写，用 C++ 写，用Rust写，用 Zig 写", "用 Go 写，用 C++ 写，用 Rust 写，用 Zig 写", id="as most: spaced"),
        pytest.param("consistent", "用Go写，用Rust写，用 Zig写", "用Go写，用Rust写，用Zig写", id="as most: tight"),
        pytest.param("consistent", "用 Go 写，用Rust写", "用 Go 写，用 Rust 写", id="as many of both"),
        pytest.param("consistent", "用 Go写，用Rust", "用 Go写，用Rust", id="too few to tell"),
        pytest.param("tight", "**用 Go** 写\n\n> - 用 Go", "**用Go** 写\n\n> - 用Go", id="in marks, in quotes and lists"),
        pytest.param("tight", "用 Go\r\n写 Go", "用Go\r\n写Go", id="line ends of Windows"),
    ],
)  # fmt: skip
def test_spacing(style: str, text: str, expected: str) -> None:
    assert fixed("cjk-spacing", text, style) == expected


@pytest.mark.parametrize("style", ["spaced", "tight"])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\nt: 用ab 用 bc\n---\n", id="front matter"),
        pytest.param("---\nt: 用ab 用 bc\n", id="front matter that never ends"),
        pytest.param("## 用ab 用 bc\n\n用ab 用 bc\n===", id="headings"),
        pytest.param("#用a #用 `用ab 用 bc` $用ab 用 bc$ %%用ab 用 bc%% <b>用ab 用 bc</b>", id="tags, code, math, comments, HTML"),
        pytest.param("[[用ab 用 bc]] [用ab 用 bc](u) ![[用ab 用 bc]] <https://用a.用>", id="links"),
        pytest.param("https://e.cn/用ab 文件名用ab.md 用/ab用 用ab@b xy=用ab 第1.2.3版ab用", id="addresses, paths, versions"),
        pytest.param("U盘 B 站 2024年3月 2024 年 3 月 第3章 第 3 章", id="single letters, dates, ordinals"),
        pytest.param("用，ab 。用  bc  用\nab  用**ab**  用%5", id="nothing side by side"),
        pytest.param("[^用 ab] [^，ab 用，]", id="no footnote, for its blank"),
        pytest.param("[x]( ab 用 ) [[1]](http://e.cn/ 用 ab)", id="no link, for its blank"),
        pytest.param("[x]: 用 ab\n\n[， 用 ab ， ]\n\n[用ab]: u", id="no definition; a definition's label"),
        pytest.param("#1 用", id="a number that would be a tag"),
        pytest.param("<a b=用 c用>", id="no HTML"),
        pytest.param("│ 用ab 用 bc │", id="a drawing"),
    ],
)  # fmt: skip
def test_spacing_is_silent(style: str, text: str) -> None:
    assert problems("cjk-spacing", text, style) == []


# -- punctuation -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        pytest.param("fullwidth", "甲,乙; 丙:丁?戊!\n完了.", "甲，乙；丙：丁？戊！\n完了。", id="every mark"),
        pytest.param("halfwidth", "甲，乙；丙：丁？戊！\n己。庚", "甲, 乙; 丙: 丁? 戊!\n己. 庚", id="every mark back"),
        pytest.param("fullwidth", "甲 (乙) 丙,丁(戊)己", "甲（乙）丙，丁（戊）己", id="parentheses"),
        pytest.param("halfwidth", "甲（乙）丙", "甲(乙)丙", id="parentheses back"),
        pytest.param("fullwidth", "甲(乙),丙", "甲（乙），丙", id="behind parentheses"),
        pytest.param("fullwidth", "“甲”,乙 AI,丙 甲,AI", "“甲”，乙 AI，丙 甲，AI", id="behind quotes and words, before a word"),
        pytest.param("halfwidth", "AI，甲。“乙。”", "AI, 甲. “乙.”", id="behind a word, before a quote"),
        pytest.param("fullwidth", "链接: [[a]]\n链接: https://e.cn\n**甲:** 乙", "链接： [[a]]\n链接：https://e.cn\n**甲：** 乙", id="before links and marks"),
        pytest.param("consistent", "甲，乙，丙,丁. 戊.", "甲，乙，丙，丁. 戊.", id="as most, each mark by itself"),
        pytest.param("consistent", "甲, 乙, 丙，丁", "甲, 乙, 丙, 丁", id="as most: half-width"),
        pytest.param("consistent", "甲，乙,丙，丁,戊", "甲，乙，丙，丁，戊", id="as many of both"),
        pytest.param("consistent", "甲，乙,丙", "甲，乙,丙", id="too few to tell"),
    ],
)  # fmt: skip
def test_punctuation(style: str, text: str, expected: str) -> None:
    assert fixed("cjk-punctuation", text, style) == expected


@pytest.mark.parametrize(
    ("style", "text"),
    [
        pytest.param("fullwidth", "a,b 3.5 12:30 甲... 甲?! 甲:) 1,000 e.g. 约翰.史密斯 一. 甲", id="what is no Chinese punctuation"),
        pytest.param("fullwidth", "甲, GPT, B", id="a list of Latin words"),
        pytest.param("fullwidth", "a (b) 甲(b) f(甲.b)", id="parentheses around Latin text"),
        pytest.param("fullwidth", "## 甲,乙\n[甲,乙](u) [[甲,乙]] `甲,乙` #甲,乙 $甲,乙$ <b>甲,乙</b>", id="what is no prose"),
        pytest.param("fullwidth", "---\nt: 甲,乙\n---\n", id="front matter"),
        pytest.param("fullwidth", "---\n甲: 乙\n", id="front matter that never ends"),
        pytest.param("fullwidth", "甲![a]", id="an image's mark"),
        pytest.param("fullwidth", "甲/乙,丙 甲.md,乙", id="in one run with a path"),
        pytest.param("halfwidth", "甲，#乙", id="it would make a tag"),
        pytest.param("halfwidth", "甲！[乙](丙)", id="it would make an image"),
        pytest.param("halfwidth", "[甲]（乙）", id="it would make a link"),
        pytest.param("halfwidth", "[甲]：乙", id="it would make a definition"),
        pytest.param("halfwidth", "1。甲", id="it would make a list"),
        pytest.param("halfwidth", "甲，^id", id="it would make a block id"),
        pytest.param("halfwidth", "12：30 甲、乙", id="a time; a mark without a half-width form"),
    ],
)  # fmt: skip
def test_punctuation_is_silent(style: str, text: str) -> None:
    assert problems("cjk-punctuation", text, style) == []


# -- the last line ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("甲", ["a.md:1:2 the last line has no line end; add one"], id="none"),
        pytest.param("甲\n", [], id="one"),
        pytest.param("甲\r\n", [], id="of Windows"),
        pytest.param("甲\n\n", [], id="two"),
        pytest.param("", [], id="an empty note"),
        pytest.param("\ufeff", [], id="a byte order mark alone"),
    ],
)
def test_final_newline(text: str, expected: list[str]) -> None:
    report = run({"a.md": text, "b.canvas": "{}"}, "final-newline")
    assert [f"{found.path}:{found.line}:{found.column} {found.message}" for found in report.findings] == expected


# -- the invariant ---------------------------------------------------------------------------------------------

STYLES = [
    *(("cjk-spacing", style) for style in ("consistent", "spaced", "tight")),
    *(("cjk-punctuation", style) for style in ("consistent", "fullwidth", "halfwidth")),
    ("final-newline", ""),
]
WORDS = ["中", "文", "第", "年", "か", "中文", "Go", "abc", "x", "1", "3.5", "12:30", "a.md", "/p/q", "http://e.cn/a", " ", " ", " ", "\n", "\n\n", "\r\n"]  # fmt: skip
MARKS = [
    ",", ".", ":", ";", "?", "!", "(", ")", "，", "。", "：", "；", "？", "！", "（", "）", "、", "”", "《", "...", "[", "]", "](", "]:",
    "[[", "]]", "![", "|", "#", "#中", "# ", "## ", "> ", "- ", "1. ", "- [ ] ", "*", "**", "_", "`", "```\n", "$", "$$", "%%", "<",
    "<b>", "</b>", "<a x=", "<div>", "<!--", "-->", ">", '"', "'", "^", "^id", "[^1]", "[^", "[^1]: ", "[x]: ", "[中]: u\n", "=", "===\n",
    "---\n", "| - | - |\n", "\\", "&amp;", "\t", "    ", "title: 中", "@", "│", "\ufeff",
]  # fmt: skip
documents = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(MARKS)), min_size=2, max_size=20).map("".join)


@pytest.mark.parametrize(("rule", "style"), STYLES)
@settings(max_examples=300)
@given(text=documents)
@example("---\n中：a")  # front matter that is never closed, with properties in it or without
@example("[x]( ab 中 )")  # blanks around a destination
@example("[^，ab 中，]")
@example("[[1]](http://e.cn/ 中 ab)")  # a citation
@example("#1 中")
@example("[a <b c=](u)中 ab，>")
def test_no_fact_changes_and_a_second_run_finds_nothing(rule: str, style: str, text: str) -> None:
    note = parse_note("a.md", text)
    found = problems(rule, text, style)
    result = applied(text, edits(found))
    assert facts(parse_note("a.md", result), result) == facts(note, text)
    assert problems(rule, result, style) == []
    for problem in found[:5]:  # each is a fix by itself
        result = applied(text, edits([problem]))
        assert facts(parse_note("a.md", result), result) == facts(note, text)


@pytest.mark.slow
@pytest.mark.parametrize("vault", ["ai-notes", "kepano"])
@pytest.mark.parametrize(("rule", "style"), STYLES)
def test_no_fact_of_a_real_vault_changes(shared: Path, vault: str, rule: str, style: str) -> None:
    changed = 0
    for file in sorted((shared / "vaults" / vault).rglob("*.md")):
        text = decode(file.read_bytes())
        assert isinstance(text, str)
        found = edits(problems(rule, text, style))
        result = applied(text, found)
        changed += bool(found)
        if found:
            assert facts(parse_note("a.md", result), result) == facts(parse_note("a.md", text), text), file
            assert problems(rule, result, style) == [], file
    assert changed or vault == "kepano"


@pytest.mark.parametrize(("rule", "style"), STYLES[:-1])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("用a，" * 50_000, id="one line"),
        pytest.param("用a用" * 50_000, id="one run"),
        pytest.param("用a/用" * 50_000, id="a path"),
        pytest.param("](" * 50_000, id="marks of links"),
        pytest.param("用(" * 50_000, id="parentheses that never close"),
        pytest.param("<用\n\n" * 30_000, id="marks of HTML"),
    ],
)
def test_a_long_note_takes_no_seconds(rule: str, style: str, text: str) -> None:
    vault = memory_vault({"a.md": text})
    note = vault.note("a.md")
    assert note is not None
    with at_most(3):
        for _ in RULES[rule].check(note, vault, RULES[rule].options(style=style)):  # type: ignore[misc]
            pass
