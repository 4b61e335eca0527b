"""Queries put to a small vault, on every engine: what is found."""

from pathlib import Path

import pytest
from hypothesis import assume, given, settings

from search.shelf import BODIES, FAMILY, built, found, substrings
from support import write_vault
from vault_tools.search import folding
from vault_tools.search.index import Index
from vault_tools.search.query.mistakes import QueryError

NOTES = {
    "双链",
    "知识库",
    "检索",
    "流水账",
    "2024-05-12",
    "标签",
    "实践：从零开始",
    "草稿",
    "图谱",
    "表情",
    "标签页",
    "空",
}


def names(index: Index, query: str) -> set[str]:
    return {Path(path).stem for path in found(index, query)}


# -- what is found ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # -- words --
        pytest.param("双链", "双链 知识库 流水账 标签 实践：从零开始 图谱", id="a word: bodies, names, titles, traditional text"),
        pytest.param("雙鏈", "双链 知识库 流水账 标签 实践：从零开始 图谱", id="the same in traditional characters"),
        pytest.param("双链 索引", "双链", id="both words"),
        pytest.param("索引 草稿", "草稿", id="one in the name, both in the text"),
        pytest.param("宝玉", "双链 知识库", id="the value of a property"),
        pytest.param("反向链接", "双链", id="an alias"),
        pytest.param("backlink", "双链", id="in any case"),
        pytest.param("检索系统", "检索", id="a part of the title"),
        pytest.param("市场的时候", "流水账", id="the middle of a sentence"),
        pytest.param("半", "流水账", id="one character"),
        pytest.param("画布", "图谱", id="a canvas"),
        pytest.param("清单", "", id="a text file that is no note is not searched"),
        pytest.param("png", "实践：从零开始", id="nor is a picture, but a note may name it"),
        pytest.param("run", "实践：从零开始", id="an English word in its forms"),
        pytest.param("note", "实践：从零开始", id="its plural"),
        pytest.param("not", "", id="no part of a word"),
        pytest.param("not*", "实践：从零开始", id="but its beginning with a star"),
        pytest.param("智能体", "", id="nowhere"),
        pytest.param("ai", "双链 知识库 标签 草稿", id="full width, in any case, in tags"),
        pytest.param("ＡＩ", "双链 知识库 标签 草稿", id="the query in full width"),
        pytest.param("ERP审批", "检索", id="two scripts"),
        pytest.param("ERP流程", "检索", id="with a blank between them in the text"),
        pytest.param("C++", "检索", id="C++"),
        pytest.param("C#", "", id="which is not C#"),
        pytest.param("next.js", "检索", id="a dot"),
        pytest.param("gpt-4o", "检索", id="a dash"),
        pytest.param("gpt 4o", "检索", id="its parts"),
        pytest.param("https://example.com/a?b=1", "检索", id="an address"),
        pytest.param("12:30", "2024-05-12", id="a time"),
        pytest.param("Re:Zero", "实践：从零开始", id="a colon in a word"),
        pytest.param("实践：从零开始", "实践：从零开始", id="a title with a colon"),
        pytest.param("title:(无此词) 来源：无此词", "", id="nothing found, and as text it would be a mistake"),
        pytest.param("来源：", "实践：从零开始", id="a known name without a value"),
        pytest.param("去旅行，", "", id="a sign that is not there"),
        pytest.param("，不是终点。", "知识库", id="signs that are"),
        pytest.param(FAMILY, "表情", id="an emoji"),
        pytest.param("🇨🇳", "表情", id="a flag"),
        # -- phrases, regular expressions --
        pytest.param('"front matter"', "知识库", id="a phrase"),
        pytest.param('"ont mat"', "知识库", id="within words"),
        pytest.param('"知識庫裏"', "知识库", id="traditional characters as they stand"),
        pytest.param('"知识库里"', "", id="no other characters in a phrase"),
        pytest.param('"用ai写"', "草稿", id="full width in a phrase"),
        pytest.param('"front  matter"', "", id="blanks count in a phrase"),
        pytest.param(r"/ERP\s?审批/", "检索", id="a regular expression"),
        pytest.param(r"/^双链让/", "双链", id="at the beginning of a line"),
        pytest.param(r"/^让笔记/", "", id="which is not within it"),
        pytest.param(r"/front matter$/", "", id="at the end of a line"),
        pytest.param(r"/用ＡＩ写。$/", "草稿", id="which may end in CR LF"),
        pytest.param(r"/尾行$/", "草稿", id="or not at all"),
        # -- together, either, not --
        pytest.param("终点 OR 画布", "知识库 图谱", id="either"),
        pytest.param("画布 OR /^尾行/", "图谱 草稿", id="either of which the index cannot know"),
        pytest.param("画布 OR file:草稿 OR tag:流程", "图谱 草稿 双链", id="whatever they are"),
        pytest.param("双链 索引 OR 画布", "双链 图谱", id="side by side binds tighter"),
        pytest.param("双链 (索引 OR 终点)", "双链 知识库", id="a group"),
        pytest.param("双链 -索引", "知识库 流水账 标签 实践：从零开始 图谱", id="without"),
        pytest.param("双链 -(索引 OR 终点)", "流水账 标签 实践：从零开始 图谱", id="without either"),
        pytest.param("双链 -(索引 互相)", "知识库 流水账 标签 实践：从零开始 图谱", id="not both"),
        pytest.param("双链 -(索引 终点)", "双链 知识库 流水账 标签 实践：从零开始 图谱", id="nobody has both"),
        pytest.param("双链 --索引", "", id="two minuses are text"),
        pytest.param("OR*", "", id="the word OR with a star"),
        # -- file, path, content --
        pytest.param("file:双链", "双链", id="file"),
        pytest.param("file:雙鏈", "双链", id="file, traditional"),
        pytest.param("file:.PNG", "图", id="a file of any type"),
        pytest.param("file:清单", "清单", id="a text file that is no note"),
        pytest.param("file:资源", "", id="no folder"),
        pytest.param("file:05-1", "2024-05-12", id="a part of the name"),
        pytest.param("path:资源/检", "检索", id="path"),
        pytest.param("path:资源", "检索 流水账 清单", id="path, files of any type"),
        pytest.param("path:/^日记/", "2024-05-12", id="path, a regular expression"),
        pytest.param("path:资源 作者:林舟", "流水账", id="path and more"),
        pytest.param("content:宝玉", "", id="content is not the front matter"),
        pytest.param("content:反向链接", "", id="nor the aliases"),
        pytest.param("content:双链", "双链 知识库 流水账 标签 实践：从零开始 图谱", id="content"),
        pytest.param('content:"双链"', "双链 流水账 标签 实践：从零开始 图谱", id="content, a phrase: not the traditional one"),
        pytest.param("content:(双链 索引)", "双链", id="content, a group"),
        pytest.param("content:流水账", "", id="nor the name"),
        pytest.param("content:检索", "检索", id="code is content"),
        pytest.param("content:/^尾行/", "草稿", id="content, a regular expression"),
        pytest.param("content:2024", "标签", id="no name, no date"),
        # -- tags --
        pytest.param("tag:笔记", "双链 标签", id="a tag, and what lies below it"),
        pytest.param("tag:#笔记", "双链 标签", id="with its sign"),
        pytest.param("tag:笔记/方法", "标签", id="below"),
        pytest.param("tag:ai", "双链 知识库 标签", id="in any case"),
        pytest.param("tag:AI/agents", "双链", id="below, in any case"),
        pytest.param("tag:agents", "", id="not its end alone"),
        pytest.param("tag:笔", "", id="not its beginning"),
        pytest.param("tag:不是标签", "", id="code has no tags"),
        pytest.param("tag:2024年", "标签", id="digits and a letter"),
        pytest.param("tag:(笔记 OR 流程)", "双链 标签", id="either"),
        pytest.param("tag:ai -tag:笔记", "知识库", id="without a tag"),
        # -- line, block, section --
        pytest.param("line:(双链 索引)", "双链", id="on one line"),
        pytest.param("line:(双链 做法)", "实践：从零开始", id="not on two"),
        pytest.param("line:(双链 -索引)", "知识库 流水账 标签 实践：从零开始 图谱", id="a line with one and without the other"),
        pytest.param("content:双链 -line:(双链 索引)", "知识库 流水账 标签 实践：从零开始 图谱", id="no such line"),
        pytest.param("line:/^## ./", "双链 标签", id="line, a regular expression"),
        pytest.param("block:(整理 索引)", "", id="two list items are two blocks"),
        pytest.param("block:(建立 流程)", "双链", id="one is one"),
        pytest.param("block:(def return)", "检索", id="code is one block"),
        pytest.param("block:(FTS5 中位数)", "检索", id="a table is one block"),
        pytest.param("block:(第二段 用AI)", "", id="a blank line parts blocks, with CR LF too"),
        pytest.param("block:(第二段 尾行)", "草稿", id="a line end does not"),
        pytest.param("section:(规则 空格)", "标签", id="a section has its heading"),
        pytest.param("section:(空格 例子)", "", id="and ends at the next"),
        pytest.param("section:(终点 最前面)", "知识库", id="a note without headings is one section"),
        # -- tasks --
        pytest.param("task:整理", "双链 2024-05-12", id="a task"),
        pytest.param("task-todo:整理", "双链", id="that is open"),
        pytest.param("task-done:整理", "2024-05-12", id="that is done"),
        pytest.param('task:""', "双链 知识库 2024-05-12", id="any task"),
        pytest.param('task-todo:""', "双链 2024-05-12", id="any open one"),
        pytest.param('task-done:""', "双链 知识库 2024-05-12", id="any that is done, cancelled ones too"),
        pytest.param("task:只是整理", "", id="a list item is no task"),
        pytest.param("task:(call OR email)", "2024-05-12", id="either"),
        pytest.param("task:(call email)", "", id="not in one task"),
        # -- case --
        pytest.param("match-case:AI", "知识库 标签 草稿", id="in this case"),
        pytest.param("match-case:ai", "双链 草稿", id="and the other"),
        pytest.param("match-case:Ai", "", id="and a third"),
        pytest.param("match-case:(ai ignore-case:REPLACED)", "", id="ignore-case within"),
        pytest.param("match-case:(AI ignore-case:FRONT)", "知识库", id="ignore-case within, found"),
        pytest.param("match-case:(AI FRONT)", "", id="which counts"),
        pytest.param('match-case:"Front Matter"', "知识库", id="a phrase in this case"),
        pytest.param('match-case:"front matter"', "", id="and not in another"),
        pytest.param('match-case:"ERP流程"', "", id="a phrase without the blank"),
        pytest.param('match-case:(作者:"Simon")', "检索", id="a property in this case"),
        pytest.param('match-case:(作者:"simon")', "", id="and in another"),
        pytest.param('match-case:(作者:"Simo")', "", id="the whole value"),
        pytest.param("match-case:(作者:Simo)", "检索", id="or a part of it"),
        pytest.param("match-case:/erp/", "", id="a regular expression"),
        # -- links --
        pytest.param("links-to:[[双链]]", "标签 实践：从零开始 图谱", id="links to a note"),
        pytest.param("links-to:双链", "标签 实践：从零开始 图谱", id="without brackets"),
        pytest.param("links-to:[[双链#做法]]", "实践：从零开始", id="to a heading"),
        pytest.param("links-to:图.png", "实践：从零开始", id="to a picture"),
        pytest.param("links-to:[[草稿]]", "", id="to what nobody links to"),
        pytest.param("links-to:[[没有]]", "", id="to what does not exist"),
        pytest.param("linked-from:[[双链]]", "知识库 标签", id="linked from a note"),
        pytest.param("linked-from:[[图谱.canvas]]", "双链", id="from a canvas"),
        pytest.param("linked-from:[[草稿]]", "", id="from one without links"),
        # -- properties --
        pytest.param("作者:宝玉", "双链 知识库", id="a property, in a list too"),
        pytest.param("作者:林", "知识库 流水账", id="a part of its value"),
        pytest.param('作者:"林 舟"', "知识库", id="a value in quotes"),
        pytest.param('作者:"林"', "", id="is the whole value"),
        pytest.param("author:宝玉", "双链 知识库", id="another name for it"),
        pytest.param("作者:simon", "检索", id="the other way round"),
        pytest.param("来源:微信公众号", "双链 知识库 流水账", id="a source"),
        pytest.param("来源：微信公众号", "双链 知识库 流水账", id="with a colon of full width"),
        pytest.param("来源:播客", "实践：从零开始", id="a source by its other name"),
        pytest.param("[来源:微信公众号]", "双链 知识库 流水账", id="in brackets"),
        pytest.param("[作者:林 舟]", "知识库 流水账", id="two words in brackets"),
        pytest.param("作者:(宝玉 OR 林舟)", "双链 知识库 流水账", id="either value"),
        pytest.param("来源:(书 微信公众号)", "知识库", id="two entries of a list"),
        pytest.param("作者:/^宝/", "双链 知识库", id="a regular expression"),
        pytest.param("[作者]", "双链 知识库 检索 流水账", id="that have it, by any name"),
        pytest.param("[stars]", "双链 知识库 检索", id="in any case"),
        pytest.param("双链 -[作者]", "标签 实践：从零开始 图谱", id="that have it not"),
        pytest.param("来源:微信公众号 -作者:宝玉", "流水账", id="another value"),
        pytest.param("[备注:null]", "检索", id="without a value"),
        pytest.param("[空的:null]", "", id="an empty list is a value"),
        pytest.param("[空的:EMPTY]", "检索", id="that is empty"),
        pytest.param("[备注:empty]", "检索", id="no value is empty too"),
        pytest.param("[作者:EMPTY]", "", id="nobody"),
        pytest.param("[完成:TRUE]", "双链", id="ticked"),
        pytest.param("[完成:false]", "知识库", id="not ticked"),
        pytest.param("Stars:>1000", "双链", id="above"),
        pytest.param("Stars:>=300", "双链 知识库", id="at least"),
        pytest.param("Stars:<300", "检索", id="below"),
        pytest.param("[Stars: <= 300]", "知识库 检索", id="at most, with blanks"),
        pytest.param("Stars:=1200", "双链", id="equal"),
        pytest.param("Stars:100..1200", "双链 知识库", id="between"),
        pytest.param("心情:3", "2024-05-12", id="a number as text"),
        pytest.param("[发布日期:>=2024-05]", "双链 2024-05-12 实践：从零开始", id="from a month on"),
        pytest.param("[发布日期:>2024-05]", "实践：从零开始", id="after a month"),
        pytest.param("[发布日期:<2024-01]", "检索 流水账", id="before a month"),
        pytest.param("[发布日期:=2024-05-12]", "双链 2024-05-12", id="a day"),
        pytest.param("发布日期:2024-01..2024-05", "双链 知识库 2024-05-12", id="a range, to the last day"),
        pytest.param("发布日期:2023-12..2024-01", "知识库", id="which is in it"),
        pytest.param("[发布日期:<=2024-01-31]", "知识库 检索 流水账", id="up to a day"),
        pytest.param("发布日期:..2023", "检索 流水账", id="to the end of a year"),
        pytest.param("发布日期:2025..", "实践：从零开始", id="from a year on"),
        pytest.param("发布日期:2024-05", "双链 2024-05-12", id="the text of a date"),
        pytest.param('["发布日期"]', "双链 知识库 检索 流水账 2024-05-12 实践：从零开始", id="a name in quotes"),
        pytest.param('["没有的"]', "", id="that no note has"),
    ],
)  # fmt: skip
def test_what_is_found(index: Index, query: str, expected: str) -> None:
    assert names(index, query) == set(expected.split())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(
            "-双链", NOTES - {"双链", "知识库", "流水账", "标签", "实践：从零开始", "图谱"}, id="without a word"
        ),
        pytest.param("-[发布日期]", {"标签", "标签页", "草稿", "图谱", "表情", "空"}, id="without a property"),
        pytest.param("-tag:笔记", NOTES - {"双链", "标签"}, id="without a tag"),
        pytest.param("-智能体", NOTES, id="all notes"),
    ],
)
def test_what_is_not_there_is_not_there_in_notes(index: Index, query: str, expected: set[str]) -> None:
    assert names(index, query) == expected


@pytest.mark.parametrize(
    ("query", "position"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("双链 OR", 3, id="a lone OR"),
        pytest.param("双链 (", 3, id="an open parenthesis"),
        pytest.param("[发布日期:>=2024-13]", 8, id="no such month"),
        pytest.param("/(/", 0, id="a bad regular expression"),
    ],
)
def test_what_cannot_be_understood(index: Index, query: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        index.search(query)
    assert caught.value.position == position


def test_property_names_are_those_of_the_vault(index: Index) -> None:
    assert names(index, "心情:3") == {"2024-05-12"}
    assert names(index, "天气:3") == set()  # no property of this vault: text


# -- all substrings --------------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(part=substrings() | substrings().map(str.upper) | substrings().map(folding.exact))
def test_a_phrase_is_found_exactly_where_it_stands(index: Index, part: str) -> None:
    assume(part.strip())
    quoted = part.replace("\\", "\\\\").replace('"', '\\"')
    expected = {path for path, body in BODIES.items() if folding.exact(part) in folding.exact(body)}
    assert found(index, f'content:"{quoted}"') - {"图谱.canvas"} == expected


@settings(max_examples=150)
@given(part=substrings().filter(lambda part: all("\u4e00" <= char <= "\u9fff" for char in part)))
def test_chinese_is_found_exactly_where_it_stands_traditional_or_not(index: Index, part: str) -> None:
    expected = {path for path, body in BODIES.items() if folding.loose(part) in folding.loose(body)}
    assert found(index, f"content:{part}") - {"图谱.canvas"} == expected


# -- where forms differ ----------------------------------------------------------------------------------------

LONG, ACCENT = 59 * "a", "\u0301"
FORMS = {
    "长词.md": f"{LONG}b\n",
    "四十.md": 40 * "a" + "\n",
    f"cafe{ACCENT}.md": "",
    "資料.md": "",
    "长文.md": "---\n字数: 12000 字\n日期: 20240512\n---\n",
    "한글.md": "Aㅋ。ㅋ 审批\n",
}


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("forms")
    return built(write_vault(folder / "vault", FORMS), folder / "cache")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(f"{LONG}b", "长词", id="a long word"),
        pytest.param(f"{LONG}c", "", id="not another one that begins like it"),
        pytest.param(40 * "a", "四十", id="nor one that goes on"),
        pytest.param(40 * "a" + "*", "长词 四十", id="but with a star"),
        pytest.param("file:资料", "資料", id="a name in other characters"),
        pytest.param('file:"资料"', "", id="in quotes as it stands"),
        pytest.param('file:"資料"', "資料", id="in quotes as it does"),
        pytest.param('file:".MD" 한글', "한글", id="in quotes in any case"),
        pytest.param("file:caf\u00e9", f"cafe{ACCENT}", id="a name that is taken apart on the disk"),
        pytest.param(f"file:cafe{ACCENT}", f"cafe{ACCENT}", id="taken apart in the query, too"),
        pytest.param(f'file:"cafe{ACCENT}"', f"cafe{ACCENT}", id="in quotes"),
        pytest.param(f"match-case:(file:cafe{ACCENT})", f"cafe{ACCENT}", id="in this case"),
        pytest.param(f"match-case:(file:Cafe{ACCENT})", "", id="not in another"),
        pytest.param("match-case:Aㅋ", "한글", id="two letters that are one word only when folded"),
        pytest.param("match-case:aㅋ", "", id="their case"),
        pytest.param("[字数:<1300]", "", id="five digits are no year"),
        pytest.param("[字数:>=1200]", "", id="whatever stands behind them"),
        pytest.param("[日期:2024-05-12..2024-05-12]", "长文", id="eight are a day"),
        pytest.param("[日期:<2024-05]", "", id="and no year"),
        pytest.param("[日期:>20240511]", "长文", id="or a number"),
        pytest.param("match-case:ㅋ审批", "한글", id="scripts that touch, with a blank between them in the text"),
    ],
)  # fmt: skip
def test_forms(forms: Index, query: str, expected: str) -> None:
    assert names(forms, query) == set(expected.split())
