"""Queries: what they mean, where they are wrong, and what merely looks like an operator."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.notation import PROPERTIES, shown, written
from vault_tools import messages
from vault_tools.messages.en import MESSAGES
from vault_tools.model import Span
from vault_tools.search import syntax as s
from vault_tools.search.query import MAX_CHARACTERS, parse_query
from vault_tools.search.query.mistakes import QueryError
from vault_tools.search.query.reader import MAX_DEPTH, MAX_TERMS


def parsed(query: str) -> str:
    return shown(parse_query(query, PROPERTIES))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # -- words, AND, OR, NOT, parentheses --
        pytest.param("智能体", "word 智能体", id="a word"),
        pytest.param("  a\tb\u3000c\n", "and(word a, word b, word c)", id="blanks of any width separate"),
        pytest.param("\ufeffa", "word a", id="a byte order mark is no text"),
        pytest.param("a OR b c", "or(word a, and(word b, word c))", id="AND binds tighter"),
        pytest.param("a b OR c OR d", "or(and(word a, word b), word c, word d)", id="several OR"),
        pytest.param("a or b", "and(word a, word or, word b)", id="only upper case is OR"),
        pytest.param("a NOT b AND c", "and(word a, word NOT, word b, word AND, word c)", id="no NOT, no AND"),
        pytest.param("a | b", "and(word a, word |, word b)", id="a bar is text"),
        pytest.param("ORM ORACLE a:OR", "and(word ORM, word ORACLE, word a:OR)", id="OR is a whole word"),
        pytest.param("a -b", "and(word a, not(word b))", id="not a word"),
        pytest.param('-"a b" -tag:x -/re/', 'and(not(phrase "a b"), not(tag x), not(regex re))', id="not anything"),
        pytest.param("-(a b)", "not(and(word a, word b))", id="not both"),
        pytest.param("-(-a)", "not(not(word a))", id="not not"),
        pytest.param("-智能体 -🚀 -.jpg", "and(not(word 智能体), not(word 🚀), not(word .jpg))", id="any sign with a sense"),
        pytest.param("(a OR b) c", "and(or(word a, word b), word c)", id="a group"),
        pytest.param("a(b OR c", "or(word a(b, word c)", id="no group in a word"),
        pytest.param("(a)(b)c", "and(word a, word b, word c)", id="groups side by side"),
        pytest.param("(( (a) b))", "and(word a, word b)", id="groups without need vanish"),
        pytest.param("a (b c)", "and(word a, word b, word c)", id="AND in AND is one"),
        pytest.param("a OR (b OR c)", "or(word a, word b, word c)", id="OR in OR is one"),
        # -- phrases, prefixes, regular expressions --
        pytest.param('"a b" c', 'and(phrase "a b", word c)', id="a phrase"),
        pytest.param(r'"a \"b\" \\ \n"', r'phrase "a "b" \ \n"', id="two escapes in a phrase"),
        pytest.param('"a"b', 'and(phrase "a", word b)', id="text behind a phrase"),
        pytest.param('"OR" "-x" "tag:y"', 'and(phrase "OR", phrase "-x", phrase "tag:y")', id="quotes make text"),
        pytest.param("run* 智能*", "and(prefix run, prefix 智能)", id="prefixes"),
        pytest.param("(run*)", "prefix run", id="a prefix in a group"),
        pytest.param("/a b/ c", "and(regex a b, word c)", id="a regular expression with a blank"),
        pytest.param(r"/a\/b[/]c/", r"regex a\/b[/]c", id="slashes within"),
        pytest.param("/a/b/", "regex a/b", id="a slash before more"),
        pytest.param("(/a(b|c)/ OR d)", "or(regex a(b|c), word d)", id="parentheses within"),
        pytest.param("(/a/)", "regex a", id="a regular expression ends before a parenthesis"),
        # -- fields, case, units --
        pytest.param("file:x path:y content:z", "and(file(word x), path(word y), content(word z))", id="fields"),
        pytest.param("FILE:x Path：y", "and(file(word x), path(word y))", id="any case, any colon"),
        pytest.param("file:.jpg", "file(word .jpg)", id="a file's ending"),
        pytest.param('path:"a b" file:/^x/ file:x*', 'and(path(phrase "a b"), file(regex ^x), file(prefix x))', id="any text"),
        pytest.param("content:(a OR -b)", "content(or(word a, not(word b)))", id="a group as value"),
        pytest.param("file:(a path:b)", "file(and(word a, path(word b)))", id="an operator in a group"),
        pytest.param("path:/usr/local", "path(word /usr/local)", id="a path as value"),
        pytest.param("file:-x content:a:b", "and(file(word -x), content(word a:b))", id="a value's signs are text"),
        pytest.param("file:AI(人工智能)", "file(word AI(人工智能))", id="parentheses in a value"),
        pytest.param("content:[[甲]]", 'content(phrase "甲")', id="a link as text"),
        pytest.param("match-case:AI", "match-case(word AI)", id="upper and lower case differ"),
        pytest.param("ignore-case:(AI b)", "ignore-case(and(word AI, word b))", id="or do not"),
        pytest.param("line:(a b) -line:c", "and(line(and(word a, word b)), not(line(word c)))", id="one line"),
        pytest.param("block:a section:/b/", "and(block(word a), section(regex b))", id="a block, a section"),
        pytest.param("task:a task-todo:b task-done:c", "and(task(word a), task-todo(word b), task-done(word c))", id="tasks"),
        pytest.param('task:"" task-todo:(a OR b)', "and(task(any), task-todo(or(word a, word b)))", id="any task"),
        # -- tags and links --
        pytest.param("tag:#ai tag:AI/智能体/", "and(tag ai, tag AI/智能体)", id="tags"),
        pytest.param("tag:(#a OR -b)", "or(tag a, not(tag b))", id="a group of tags"),
        pytest.param('tag:"a"', "tag a", id="a tag in quotes"),
        pytest.param("links-to:[[a b]]", "links-to a b", id="links to a note"),
        pytest.param("links-to:[[f/a.md#b^c|d]]", "links-to f/a.md#b^c", id="links to a heading, with an alias"),
        pytest.param('links-to:a linked-from:"a b"', "and(links-to a, linked-from a b)", id="without brackets"),
        pytest.param("linked-from:([[a#x]] OR b)", "or(linked-from a, linked-from b)", id="linked from"),
        # -- properties --
        pytest.param("[来源]", "[来源]", id="has a property"),
        pytest.param('["无"] -["a\\"b"]', 'and([无], not([a"b]))', id="an unknown name in quotes"),
        pytest.param("作者:宝玉", "[作者: word 宝玉]", id="a property as operator"),
        pytest.param("来源：微信公众号 TITLE:x", "and([来源: word 微信公众号], [TITLE: word x])", id="any colon, any case"),
        pytest.param('来源:"a b" 来源:/a|b/ 来源:a*', 'and([来源: phrase "a b"], [来源: regex a|b], [来源: prefix a])', id="any text in a property"),
        pytest.param("来源:(a OR -b)", "[来源: or(word a, not(word b))]", id="a group of values"),
        pytest.param("[来源:a b OR c]", "[来源: or(and(word a, word b), word c)]", id="terms in brackets"),
        pytest.param('[来源：(a OR "b]")]', '[来源: or(word a, phrase "b]")]', id="a bracket in quotes"),
        pytest.param("[来源:/[a-z]/] [来源:a[1]]", "and([来源: regex [a-z]], [来源: word a[1]])", id="brackets within"),
        pytest.param("[GitHub 检索星标:>5]", "[GitHub 检索星标: > 5]", id="a name with a blank"),
        pytest.param("[ 来源 : a ]", "[来源: word a]", id="blanks in brackets"),
        pytest.param("[状态:完成]", "[状态: word 完成]", id="a name nobody uses is meant all the same"),
        pytest.param("来源:[[甲|乙]]", '[来源: phrase "甲|乙"]', id="a link as value"),
        pytest.param("[来源:null] [来源:EMPTY]", "and([来源: is null], [来源: is empty])", id="states"),
        pytest.param('完成:true [完成:FALSE] 完成:"true"', 'and([完成: is true], [完成: is false], [完成: phrase "true"])', id="boxes"),
        pytest.param("Stars:>5 Stars:<=-2.5 Stars:=3", "and([Stars: > 5], [Stars: <= -2.5], [Stars: = 3])", id="numbers"),
        pytest.param("Stars:-5 [Stars:-5] [Stars:(-5 OR -a)]", "and([Stars: word -5], [Stars: word -5], [Stars: or(word -5, not(word a))])", id="a minus before a digit is a sign"),
        pytest.param("[发布日期:>=2026-01]", "[发布日期: >= 2026-01-01/2026-01-31]", id="a month"),
        pytest.param("[发布日期: < 2024-02-29 ]", "[发布日期: < 2024-02-29]", id="a day, with blanks"),
        pytest.param("发布日期:>2024", "[发布日期: > 2024 or 2024-01-01/2024-12-31]", id="a year, or a number"),
        pytest.param("发布日期:2024-01..2024-06", "[发布日期: from 2024-01-01/2024-01-31 to 2024-06-01/2024-06-30]", id="a range of dates"),
        pytest.param("发布日期:2024-1..2024-6-5", "[发布日期: from 2024-01-01/2024-01-31 to 2024-06-05]", id="without zeros"),
        pytest.param("Stars:10.. Stars:..20", "and([Stars: from 10 to any], [Stars: from any to 20])", id="open ranges"),
        pytest.param("发布日期:2024-01-05 发布日期:2024", "and([发布日期: word 2024-01-05], [发布日期: word 2024])", id="a date alone is text"),
        pytest.param("发布日期:(2024-01.. OR null)", "[发布日期: or(from 2024-01-01/2024-01-31 to any, is null)]", id="tests in a group"),
    ],
)  # fmt: skip
def test_meaning(query: str, expected: str) -> None:
    assert parsed(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("CCTV6：发布会", id="a title with a full-width colon"),
        pytest.param("rf-detr：[ICLR", id="a full-width colon and a bracket"),
        pytest.param("Re:Zero", id="a title with a colon"),
        pytest.param("note:abc", id="a name that is no operator"),
        pytest.param("part:1", id="a word that is near one"),
        pytest.param("link:x", id="another"),
        pytest.param("Context:x", id="and another"),
        pytest.param("lock:x", id="and one that lacks only a letter"),
        pytest.param("tagg:", id="a slip without value"),
        pytest.param("tags：x", id="a slip before a full-width colon"),
        pytest.param("C++:", id="a colon at the end"),
        pytest.param("来源：", id="a property without value"),
        pytest.param("无来源:x", id="a name that ends like a property"),
        pytest.param("https://x.y/z?a=b&c=(d)#e", id="an address"),
        pytest.param("file:///usr/share", id="an address with an operator's name"),
        pytest.param("localhost:8080", id="a port"),
        pytest.param("12:30", id="a time"),
        pytest.param("10:1", id="a ratio"),
        pytest.param(r"C:\x", id="a path on Windows"),
        pytest.param("std::vector", id="two colons"),
        pytest.param(":tag:x", id="a colon first"),
        pytest.param("xtag:x", id="an operator within a word"),
        pytest.param("AI(人工智能)", id="parentheses in a title"),
        pytest.param("main()", id="a call"),
        pytest.param("x)", id="a parenthesis behind a word"),
        pytest.param(":)", id="a face"),
        pytest.param("（人工智能）", id="full-width parentheses"),
        pytest.param("“引号”", id="full-width quotes"),
        pytest.param("「引号」", id="corner quotes"),
        pytest.param('的"懒加载"更新', id="quotes within a word"),
        pytest.param("GPT-4", id="a minus within a word"),
        pytest.param("2024-01-05", id="a date"),
        pytest.param("2024/01", id="a month with a slash"),
        pytest.param("2024-13", id="no date, and no property"),
        pytest.param("--help", id="an option"),
        pytest.param("->", id="an arrow"),
        pytest.param("->x", id="an arrow before a word"),
        pytest.param("-&", id="a minus before a sign"),
        pytest.param("-*", id="a minus before a star"),
        pytest.param("a/b", id="a slash within a word"),
        pytest.param("/usr/local", id="a path"),
        pytest.param("//", id="a comment"),
        pytest.param("/", id="a slash"),
        pytest.param("Q*的预测", id="a star within a word"),
        pytest.param("*a", id="a star first"),
        pytest.param(".*", id="a star behind a sign"),
        pytest.param("**a**", id="bold text"),
        pytest.param("**", id="two stars"),
        pytest.param("[1]", id="a citation"),
        pytest.param("[译]", id="brackets around what is no property, though near one"),
        pytest.param("[12:30]", id="a time in brackets"),
        pytest.param("[状态：x]", id="an unknown name and a full-width colon"),
        pytest.param("[状态:]", id="an unknown name without value"),
        pytest.param("何去何从？[译]", id="brackets behind a word"),
        pytest.param("a]", id="a bracket behind a word"),
        pytest.param("![[a]]", id="an embed"),
        pytest.param("[[]]", id="an empty link"),
        pytest.param("&", id="a sign"),
        pytest.param("\x00\x1b\x7f", id="control characters"),
        pytest.param("\ud800a\udcff", id="halves of characters"),
    ],
)
def test_what_merely_looks_like_an_operator_is_text(query: str) -> None:
    assert parsed(query) == f"word {query}"
    assert parsed(f"{query} 乙") == f"and(word {query}, word 乙)"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("GPT(a b) c", ["GPT(a", "b)", "c"], id="parentheses behind a word, with a blank"),
        pytest.param("(x GPT(a b) c)", ["x", "GPT(a", "b)", "c"], id="and within a group"),
        pytest.param("GPT(a b ) c", ["GPT(a", "b", ")", "c"], id="with its end alone"),
        pytest.param("Stremio - Freedom to", ["Stremio", "-", "Freedom", "to"], id="a dash between words"),
        pytest.param("[ICLR 2026] x", ["[ICLR", "2026]", "x"], id="brackets with a blank"),
        pytest.param("- [ ] 待办", ["-", "[", "]", "待办"], id="a task"),
        pytest.param("来源: 微信", ["来源:", "微信"], id="a blank behind a property's colon"),
        pytest.param("A / B / C", ["A", "/", "B", "/", "C"], id="slashes between words"),
        pytest.param("a /b / c", ["a", "/b", "/", "c"], id="a path and a slash"),
        pytest.param("a / b/ c", ["a", "/", "b/", "c"], id="a slash and a folder"),
        pytest.param("[WIP: x]", ["[WIP:", "x]"], id="an unknown name and a blank"),
    ],
)
def test_pasted_text(query: str, expected: list[str]) -> None:
    assert parsed(query) == f"and({', '.join(f'word {word}' for word in expected)})"


def test_a_wikilink_is_its_text() -> None:
    assert parsed("[[a b|c]] d") == 'and(phrase "a b|c", word d)'


@pytest.mark.parametrize(
    ("query", "key", "position"),
    [
        pytest.param("", "query.empty", 0, id="nothing"),
        pytest.param(" \u3000\t", "query.empty", 3, id="blanks"),
        pytest.param("x" * 100_000, "query.too-long", MAX_CHARACTERS, id="a hundred kilobytes"),
        pytest.param("(" * 1_000, "query.too-deep", MAX_DEPTH, id="a thousand parentheses"),
        pytest.param("(" * 100_000, "query.too-long", MAX_CHARACTERS, id="a hundred thousand parentheses"),
        pytest.param("-file:(" * 1_000, "query.too-deep", 7 * MAX_DEPTH + 6, id="a thousand groups of operators"),
        pytest.param("x " * 4_000, "query.too-many-terms", 2 * MAX_TERMS, id="thousands of terms"),
        pytest.param("/a " * 3_000, "query.too-many-terms", 3 * MAX_TERMS, id="thousands of slashes"),
        pytest.param("[x:y] " * 1_000, "query.too-many-terms", 6 * MAX_TERMS // 2, id="thousands of properties"),
        pytest.param("a (b c", "query.unclosed-group", 2, id="a parenthesis that is never closed"),
        pytest.param("(a (b)", "query.unclosed-group", 0, id="the outer of two"),
        pytest.param("a ) b", "query.unopened-group", 2, id="a parenthesis that was never opened"),
        pytest.param("(a))", "query.unopened-group", 3, id="one too many"),
        pytest.param("a () b", "query.empty-group", 2, id="nothing in parentheses"),
        pytest.param("file:( )", "query.empty-group", 5, id="nothing in an operator's parentheses"),
        pytest.param('"', "query.unclosed-quote", 0, id="a quote"),
        pytest.param('of "So 开发', "query.unclosed-quote", 3, id="a quote that is never closed"),
        pytest.param('"a\\"', "query.unclosed-quote", 0, id="its end is escaped"),
        pytest.param('a ""', "query.empty-phrase", 2, id="nothing in quotes"),
        pytest.param('line:" "', "query.empty-phrase", 5, id="a blank in quotes"),
        pytest.param('line:""', "query.empty-phrase", 5, id="any line"),
        pytest.param("a [来源:b", "query.unclosed-bracket", 2, id="a bracket that is never closed"),
        pytest.param("[来源:(a]", "query.unclosed-group", 4, id="a parenthesis in a bracket"),
        pytest.param('["a" [b', "query.unclosed-bracket", 0, id="a bracket and a quote"),
        pytest.param("[[a]", "query.unclosed-bracket", 0, id="half a link"),
        pytest.param("OR", "query.lone-or", 0, id="OR alone"),
        pytest.param("a OR", "query.lone-or", 2, id="OR at the end"),
        pytest.param("OR a", "query.lone-or", 0, id="OR at the beginning"),
        pytest.param("a OR OR b", "query.lone-or", 5, id="OR twice"),
        pytest.param("a (b OR)", "query.lone-or", 5, id="OR at the end of a group"),
        pytest.param("[来源:OR a]", "query.lone-or", 4, id="OR in brackets"),
        pytest.param("-", "query.lone-minus", 0, id="a minus"),
        pytest.param("a OR -", "query.lone-minus", 5, id="a minus after OR"),
        pytest.param("a -(- )", "query.lone-minus", 4, id="a minus in parentheses"),
        pytest.param("a * b", "query.lone-star", 2, id="a star"),
        pytest.param("file:*", "query.lone-star", 5, id="a star as value"),
        pytest.param("a tag:", "query.no-value", 2, id="an operator at the end"),
        pytest.param("file： a", "query.no-value", 0, id="an operator before a blank"),
        pytest.param("(line:)", "query.no-value", 1, id="an operator at the end of a group"),
        pytest.param("[来源:]", "query.no-value", 0, id="a property without value in brackets"),
        pytest.param("a tagg:x", "query.unknown-operator.suggestion", 2, id="a letter twice"),
        pytest.param("contnet:x", "query.unknown-operator.suggestion", 0, id="letters swapped"),
        pytest.param("-setion:x", "query.unknown-operator.suggestion", 1, id="a letter missing"),
        pytest.param("tags:x", "query.unknown-operator.suggestion", 0, id="plural"),
        pytest.param("task_todo:x", "query.unknown-operator.suggestion", 0, id="an underscore"),
        pytest.param("matchcase:x", "query.unknown-operator.suggestion", 0, id="no hyphen"),
        pytest.param("link-to:[[x]]", "query.unknown-operator.suggestion", 0, id="an unknown operator of a link"),
        pytest.param('titel:"x"', "query.unknown-operator.suggestion", 0, id="an unknown operator of a phrase"),
        pytest.param("a whole-word:(x)", "query.unknown-operator", 2, id="an unknown operator of a group"),
        pytest.param("[来原:x]", "query.unknown-property", 1, id="a misspelt property"),
        pytest.param("a /(b/", "query.bad-regex", 2, id="a bad regular expression"),
        pytest.param(r"file:/(?=a)/", "query.bad-regex", 5, id="look-ahead"),
        pytest.param("/\ud800/", "query.bad-regex", 0, id="half a character in a regular expression"),
        pytest.param("/(?:(?:a{1000}){1000}){1000}/", "query.bad-regex", 0, id="a huge regular expression"),
        pytest.param("发布日期:2024-13", "query.no-such-date", 5, id="no such month"),
        pytest.param("[发布日期:>=2024-02-30]", "query.no-such-date", 8, id="no such day"),
        pytest.param("发布日期:2024-01..2023-02-29", "query.no-such-date", 14, id="no leap year"),
        pytest.param("发布日期:<2024-00", "query.no-such-date", 6, id="month zero"),
        pytest.param("Stars:>", "query.nothing-to-compare", 6, id="more than nothing"),
        pytest.param("Stars:> 5", "query.nothing-to-compare", 6, id="a blank behind it"),
        pytest.param("[Stars: >= ]", "query.nothing-to-compare", 8, id="at least nothing"),
        pytest.param("Stars:>many", "query.not-comparable", 7, id="a word"),
        pytest.param("Stars:5..many", "query.bad-range", 6, id="from a number to a word"),
        pytest.param("Stars:many..5", "query.bad-range", 6, id="from a word to a number"),
        pytest.param("Stars:20..10", "query.bad-range", 6, id="backwards"),
        pytest.param("发布日期:2024-06..2024-01", "query.bad-range", 5, id="backwards in time"),
        pytest.param("Stars:5..2024-01", "query.bad-range", 6, id="from a number to a date"),
        pytest.param("tag:#", "query.no-tag", 4, id="a tag without name"),
        pytest.param("tag:ai*", "query.no-tag", 4, id="the beginning of a tag"),
        pytest.param("tag:/ai/", "query.no-tag", 4, id="a pattern of tags"),
        pytest.param("links-to:[[#a]]", "query.no-note", 9, id="a link without note"),
        pytest.param("linked-from:a*", "query.no-note", 12, id="the beginning of a note"),
    ],
)
def test_mistakes(query: str, key: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query, PROPERTIES)
    assert (caught.value.key, caught.value.position) == (key, position)
    for lang in messages.LANGUAGES:
        template = messages.text(lang, key)
        assert set(re.findall(r"\{([\w-]+)\}", template)) <= caught.value.values.keys()
    assert len(str(caught.value)) < 300


def test_every_mistake_has_a_row() -> None:
    marks = [mark for mark in test_mistakes.pytestmark if mark.name == "parametrize"]
    assert {row.values[1] for row in marks[0].args[1]} == {key for key in MESSAGES if key.startswith("query.")}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("a )", ("a )", 2), id="a short query"),
        pytest.param("甲\n)", ("甲 )", 2), id="on one line"),
        pytest.param("x" * 50 + " ) " + "y" * 50, ("…" + "x" * 23 + " ) " + "y" * 22 + "…", 25), id="a long one"),
        pytest.param("", ("", 0), id="nothing"),
    ],
)
def test_excerpt(query: str, expected: tuple[str, int]) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    assert caught.value.excerpt == expected


def test_spans_are_what_was_written() -> None:
    query = '-file:"a" (run* /r/) tag:#t [来源:>5] links-to:[[n|m]] 作者：b'
    spans = []

    def visit(node: object) -> None:
        if isinstance(node, Span):
            spans.append(query[node.start : node.end])
        for part in node if isinstance(node, tuple) else getattr(node, "__struct_fields__", ()):
            visit(getattr(node, part) if isinstance(part, str) else part)

    visit(parse_query(query, PROPERTIES))
    assert spans == ['"a"', "run*", "/r/", "#t", "[来源:>5]", "[[n|m]]", "b", "作者：b"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("a", True, id="a word"),
        pytest.param("AI(人工智能) - a:b", True, id="words with signs"),
        pytest.param('"a"', False, id="a phrase"),
        pytest.param("a run*", False, id="a prefix"),
        pytest.param("a -b", False, id="not"),
        pytest.param("a OR b", False, id="or"),
        pytest.param("file:a", False, id="an operator"),
    ],
)
def test_is_plain(query: str, expected: bool) -> None:
    assert s.is_plain(parse_query(query)) is expected


# -- any text ----------------------------------------------------------------------------------------------------

PIECES = [
    *("a", "甲", "AI(a)", "run*", "*", " ", " ", "\u3000", "OR", " OR ", "-", " -", "(", ")", " (", ") ", "[", "]", "[[", "]]", '"', '\\"'),
    *("/", "/a/ ", "\\", ":", "：", "|", "#", "file:", "tag:", "line:", "task:", 'task:""', "match-case:", "links-to:", "linked-from:"),
    *("来源:", "[来源:", "[来源]", "Stars:", ">=", "<", "=", "..", "5", "2024-01", "2024-13", "null", "tagg:", "\ufeff", "\ud800"),
]  # fmt: skip
queries = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=40)


@given(queries)
@example("[来源:(a]")
@example('["\\')
def test_any_text_is_a_query_or_a_mistake(query: str) -> None:
    mistake = None
    try:
        parse_query(query, PROPERTIES)
    except QueryError as error:
        mistake = error
    assert mistake is None or (0 <= mistake.position <= len(query) and mistake.key in MESSAGES)


@given(queries)
def test_a_tree_written_as_a_query_means_the_same(query: str) -> None:
    try:
        tree = parse_query(query, PROPERTIES)
    except QueryError:
        return
    if re.search(r"(?:word|prefix) [^,]*[()\[\]]|link.*\\", shown(tree).replace("AI(a)", "")):
        return  # a word with its own brackets in the brackets of the writer; a link's last backslash, which is dropped
    assert parsed(written(tree)) == shown(tree)
