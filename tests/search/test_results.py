"""Results: their order, pages, facets, and what is shown of a note."""

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from growth import at_most
from search.shelf import ACCENT, FAMILY, SHELF, built, substrings
from support import write_vault
from vault_tools.search import folding
from vault_tools.search.index import Index
from vault_tools.search.query.mistakes import QueryError

BY_NAME = {Path(path).stem: path for path in SHELF}


# -- order -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "first"),
    [
        pytest.param("双链", "双链.md", id="the note of that name"),
        pytest.param("知识库", "知识库.md", id="before notes that mention it"),
        pytest.param("標籤", "标签.md", id="in traditional characters too"),
        pytest.param("标签", "标签.md", id="before a longer name with more of it in the text"),
        pytest.param("双链与索引", "双链.md", id="the title"),
        pytest.param("反向链接", "双链.md", id="an alias"),
        pytest.param("检索系统笔记", "资源/检索.md", id="a title that is not the name"),
        pytest.param("从零开始", "实践：从零开始.md", id="a part of the name"),
        pytest.param("流水账 双链", "资源/流水账.txt", id="one word in the name"),
        pytest.param("整理 email", "日记/2024-05-12.md", id="more of the words before one of them"),
        pytest.param("file:双链", "双链.md", id="a name"),
    ],
)
def test_what_comes_first(index: Index, query: str, first: str) -> None:
    hits = index.search(query).hits
    assert hits[0].path == first
    assert not hits[0].is_partial


@pytest.mark.parametrize(
    ("query", "full", "partial"),
    [
        pytest.param("终点 最前面 菜市场", set(), {"知识库"}, id="nobody has all"),
        pytest.param("索引 ai 草稿", {"草稿"}, {"双链"}, id="those with all come first"),
        pytest.param("笔记 双链 -画布", None, set(), id="only bare words are filled up"),
        pytest.param('"双链 终点 菜市场"', set(), set(), id="no phrase is"),
        pytest.param("content:(终点 菜市场)", set(), set(), id="no operator is"),
        pytest.param("智能体飞船", set(), set(), id="nothing in common"),
    ],
)
def test_partial_matches(index: Index, query: str, full: set[str] | None, partial: set[str]) -> None:
    results = index.search(query, limit=50)
    marks = [hit.is_partial for hit in results.hits]
    assert marks == sorted(marks)
    assert partial <= {Path(hit.path).stem for hit in results.hits if hit.is_partial}
    assert bool(partial) == any(marks)
    assert results.total == marks.count(False)
    if full is not None:
        assert {Path(hit.path).stem for hit in results.hits if not hit.is_partial} == full


@pytest.mark.parametrize(
    ("query", "sort", "expected"),
    [
        pytest.param("[发布日期]", "date", "实践：从零开始 双链 2024-05-12 知识库 检索 流水账", id="the newest first, one day by path"),
        pytest.param("双链", "date", "实践：从零开始 双链 知识库 流水账 图谱 标签", id="without a date last"),
        pytest.param("[发布日期]", "relevance", "实践：从零开始 双链 2024-05-12 知识库 检索 流水账", id="no text: by date"),
        pytest.param("双链", "path", "双链 图谱 实践：从零开始 标签 知识库 流水账", id="by path"),
    ],
)  # fmt: skip
def test_order(index: Index, query: str, sort: str, expected: str) -> None:
    paths = [hit.path for hit in index.search(query, limit=50, sort=sort).hits]
    assert paths == [BY_NAME[name] for name in expected.split()]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("双链", id="full matches"),
        pytest.param("双链 终点 菜市场 索引", id="partial matches"),
        pytest.param("索引 草稿", id="both"),
        pytest.param("-智能体", id="no text"),
        pytest.param("智能体飞船", id="none"),
    ],
)
@pytest.mark.parametrize("sort", ["relevance", "date", "path", "modified"])
def test_pages_make_up_the_whole(index: Index, query: str, sort: str) -> None:
    whole = [hit.path for hit in index.search(query, limit=100, sort=sort).hits]
    assert len(whole) == len(set(whole))
    for size in (1, 2, 3, 5):
        pages = [index.search(query, limit=size, offset=start, sort=sort) for start in range(0, len(whole) + 3, size)]
        assert [hit.path for page in pages for hit in page.hits] == whole
        assert len({page.total for page in pages}) == 1
    assert index.search(query, limit=0).hits == ()
    assert index.search(query, offset=1000).hits == ()


def test_pages_of_many_partial_matches_make_up_the_whole(tmp_path: Path) -> None:
    """Some have much of one word after the other, some, long ones, all words on one line: they rank above."""
    words = ["苹果", "香蕉", "樱桃", "葡萄", "西瓜"]
    files = {f"短{number}.md": "\n".join(word * 4 for word in words) for number in range(80)}
    files |= {f"长{number}.md": " ".join(words) + "\n" + "别的话\n" * 100 for number in range(20)}
    index = built(write_vault(tmp_path / "vault", files), tmp_path / "cache")
    query = " ".join((*words, "没有"))
    whole = [hit.path for hit in index.search(query, limit=100).hits]
    pages = [hit.path for start in range(0, 100, 10) for hit in index.search(query, offset=start).hits]
    assert len(whole) == 100
    assert pages == whole


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        pytest.param("[来源]", "来源", [("微信公众号", 3), ("书", 1), ("播客", 1)], id="a list, and another name"),
        pytest.param("双链", "作者", [("宝玉", 2), ("林 舟", 1), ("林舟", 1)], id="of what is found"),
        pytest.param("双链", "没有的", [], id="that no note has"),
        pytest.param("智能体", "来源", [], id="of nothing"),
        pytest.param("[空的]", "空的", [], id="an empty value"),
    ],
)
def test_facets(index: Index, query: str, name: str, expected: list[tuple[str, int]]) -> None:
    assert index.facets(index.search(query).all, name) == expected


# -- what is shown ---------------------------------------------------------------------------------------------

WRITTEN = {
    path: content for path, content in SHELF.items() if isinstance(content, str) and not path.endswith(".canvas")
}


def shown(index: Index, query: str) -> dict[str, list[str]]:
    """Return what is highlighted, by the name of the note."""
    return {
        Path(hit.path).stem: [hit.snippet[start:end] for start, end in hit.highlights]
        for hit in index.search(query, limit=50).hits
    }


@settings(max_examples=150)
@given(part=substrings(), is_phrase=st.booleans())
def test_a_snippet_is_text_of_the_note(index: Index, part: str, is_phrase: bool) -> None:
    quoted = '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"'
    assume(part.strip())
    try:
        hits = index.search(quoted if is_phrase else part, limit=50).hits
    except QueryError:
        assume(False)
    for hit in hits:
        assert "\n" not in hit.snippet
        assert all(0 <= start < end <= len(hit.snippet) for start, end in hit.highlights)
        assert list(hit.highlights) == sorted(set(hit.highlights))
        if hit.path in WRITTEN:
            assert hit.snippet in WRITTEN[hit.path]
            line = WRITTEN[hit.path].split("\n")[hit.line - 1]
            assert not hit.highlights or hit.snippet in line
        if is_phrase and hit.highlights:
            marked = {folding.exact(hit.snippet[start:end]) for start, end in hit.highlights}
            assert any(folding.exact(part) in text for text in marked)


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        pytest.param("菜市场", "流水账", ["菜市场"], id="Chinese"),
        pytest.param("run", "实践：从零开始", ["running", "runs"], id="the forms of a word"),
        pytest.param("not*", "实践：从零开始", ["Not"], id="a beginning"),
        pytest.param("双链 索引", "双链", ["双链", "索引"], id="two words, in the line that has most of them"),
        pytest.param("终点 双链", "知识库", ["雙鏈", "終點"], id="as written"),
        pytest.param("用AI写", "草稿", ["用ＡＩ写"], id="full width"),
        pytest.param("task-done:整理", "2024-05-12", ["整理"], id="in the task that is done"),
        pytest.param("宝玉", "双链", ["宝玉"], id="in the front matter"),
        pytest.param("tag:笔记", "双链", ["tags"], id="the property that holds the tag"),
        pytest.param("file:双链", "双链", [], id="nothing to mark"),
        pytest.param("/FTS5?/", "检索", ["FTS5"], id="a regular expression"),
        pytest.param("画布", "图谱", ["画布"], id="a canvas"),
        pytest.param(FAMILY, "表情", [FAMILY], id="an emoji"),
        pytest.param('"👩"', "表情", [FAMILY], id="a part of an emoji"),
        pytest.param('"cafe"', "表情", [f"caf{ACCENT}"], id="a letter and its accent"),
        pytest.param('"1"', "表情", ["1\ufe0f\u20e3"], id="a key"),
        pytest.param('"🇨"', "表情", ["🇨🇳"], id="half a flag"),
    ],
)  # fmt: skip
def test_what_is_marked(index: Index, query: str, name: str, expected: list[str]) -> None:
    assert shown(index, query)[name] == expected


@pytest.mark.parametrize(
    ("query", "path", "line"),
    [
        pytest.param("早上七点半", "资源/流水账.txt", 7, id="behind the front matter"),
        pytest.param("宝玉", "双链.md", 5, id="in it"),
        pytest.param("task-done:整理", "日记/2024-05-12.md", 9, id="the task"),
        pytest.param("尾行", "草稿.md", 4, id="lines end in CR LF"),
        pytest.param("path:日记", "日记/2024-05-12.md", 1, id="only the name fits"),
        pytest.param("第二行", "图谱.canvas", 1, id="a canvas has one line"),
    ],
)  # fmt: skip
def test_the_line_that_is_shown(index: Index, query: str, path: str, line: int) -> None:
    assert {hit.path: hit.line for hit in index.search(query).hits}[path] == line


MARKS = 200_000


@pytest.mark.parametrize("mark", ["\u0301", "\u200d", "\ufe0f", "\U0001f1e8", "\U0001f3fb"])
def test_a_pile_of_marks_is_cut(tmp_path: Path, mark: str) -> None:
    """What counts as one character has a limit: neither the line that is shown nor the time is a hostile note's choice."""
    root = write_vault(tmp_path / "vault", {"a.md": f"针 a{MARKS * mark}针{MARKS * mark}"})
    with built(root, tmp_path / "cache") as index, at_most(4):
        for query in ("针", f'"{mark}"', f'"a{mark}"'):
            (hit,) = index.search(query).hits
            assert hit.highlights
            assert len(hit.snippet) < 250
