"""Links, tags, block ids, footnotes, and what is not prose, in the text of a note: tables of Obsidian's reading."""

import pytest

from vault_tools.model import RegionKind
from vault_tools.parse.note import parse_note


def targets(text: str) -> list[str]:
    return [link.target + (link.subpath or "") for link in parse_note("note.md", text).links]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[[a]] ![[b]] [[ c ]]", ["a", "b", "c"], id="plain"),
        pytest.param("[[a|b]] [[a|]] [[a|b|c]] [[a |b]]", ["a", "a", "a", "a"], id="aliases"),
        pytest.param("[[|a]]", ["|a"], id="a bar at the start is no separator"),
        pytest.param("[[a\\|b]]", ["a"], id="an escaped bar"),
        pytest.param("[[a#b]] [[#b]] [[a#b#c]] [[a#^id|x]]", ["a#b", "#b", "a#b#c", "a#^id"], id="sub-paths"),
        pytest.param("[[a%20b]]", ["a%20b"], id="no percent decoding"),
        pytest.param("[[a\u00a0b\u202fc]]", ["a b c"], id="no-break spaces"),
        pytest.param("[[]] [[ ]] [a] [[a\nb]]", [], id="nothing to link to"),
        pytest.param("[[a [[b]]", ["b"], id="the later opening wins"),
        pytest.param("[[a]b]]", ["a]b"], id="a single bracket inside"),
        pytest.param("\\[[a]] \\[\\[b]] [\\[c]]", [], id="escaped"),
        pytest.param("\\\\[[a]]", ["a"], id="an escaped backslash escapes nothing"),
        pytest.param("**[[a]]** *[[b]]* ==[[c]]== ~~[[d]]~~", ["a", "b", "c", "d"], id="emphasis"),
        pytest.param(
            "# [[a]]\n\n| [[b]] | [[c\\|d]] |\n|-|-|\n| [[e]] | x |\n", ["a", "b", "c", "e"], id="headings, tables"
        ),
        pytest.param(
            "> [!note] [[a]]\n> - [ ] [[b]]\n\n[^1]: [[c]]\n", ["a", "b", "c"], id="callouts, tasks, footnotes"
        ),
        pytest.param("`[[a]]` ``[[b]]`` `[[c]", [], id="inline code"),
        pytest.param("`[[a]] and no more backticks", ["a"], id="a lone backtick is text"),
        pytest.param("`a\n\n[[b]] `", ["b"], id="code does not cross a blank line"),
        pytest.param("```\n[[a]]\n```\n[[b]]", ["b"], id="fence"),
        pytest.param("~~~md\n[[a]]\n```\n[[b]]\n~~~\n[[c]]", ["c"], id="the other fence does not close"),
        pytest.param("- x\n  ```\n  [[a]]\n  ```\n- [[b]]", ["b"], id="fence in a list"),
        pytest.param("> ```\n> [[a]]\n\n[[b]]", ["b"], id="a fence ends with its quote"),
        pytest.param("text\n\n    [[a]]\n\n[[b]]", ["b"], id="indented code"),
        pytest.param("text\n    [[a]]", ["a"], id="an indented line of a paragraph"),
        pytest.param("$[[a]]$ and $$\n[[b]]\n$$", [], id="math"),
        pytest.param("costs $5, [[a]] and 6 $", ["a"], id="dollars are not math: a blank before the second"),
        pytest.param("$5 [[a]] $6", ["a"], id="dollars are not math: a digit behind the second"),
        pytest.param("$$\n[[a]]\n\n[[b]]\n$$\n[[c]]", ["c"], id="a math block holds blank lines"),
        pytest.param("a %% [[x]] %% b [[y]]", ["y"], id="comment in a line"),
        pytest.param("%%\n[[a]]\n\n[[b]]\n%%\n[[c]]", ["c"], id="a comment block holds blank lines"),
        pytest.param("%%\n[[a]]\n", [], id="an open comment hides the rest"),
        pytest.param("100%% sure [[a]]", ["a"], id="a lone mark is text"),
        pytest.param("%%%% [[a]] %%%%", ["a"], id="four are no mark"),
        pytest.param("<!-- [[a]] --> \n[[b]]", ["b"], id="HTML comment"),
        pytest.param("<div>\n[[a]]\n</div>\n\n[[b]]", ["b"], id="HTML block"),
        pytest.param("<div>\n\n[[a]]\n\n</div>", ["a"], id="a blank line ends an HTML block"),
        pytest.param("x <b>[[a]]</b> <br> [[b]] </i>", ["b"], id="inline HTML"),
        pytest.param("Vec<T> [[a]]", ["a"], id="something like a tag, never closed"),
        pytest.param("[text [[a]]](https://e.com) [[b]]", ["b"], id="the text of a link"),
        pytest.param("[![[a.png]]](https://e.com)", ["a.png"], id="an embed is shown in the text of a link"),
        pytest.param("![alt [[a]]](b.png)", ["b.png"], id="the text of an image"),
        pytest.param("https://e.com/[[a]]", ["a"], id="an address does not swallow a link"),
    ],
)
def test_wikilinks(text: str, expected: list[str]) -> None:
    assert targets(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[t](a.md) ![t](b.png)", ["a.md", "b.png"], id="inline"),
        pytest.param("[t](<a b.md>) [t](<a(b.md>)", ["a b.md", "a(b.md"], id="angle brackets"),
        pytest.param("[t](a b.md)", [], id="blanks need angle brackets"),
        pytest.param("[t](a%20b.md) [t](a%23b.md) [t](%E4%B8%AD.md)", ["a b.md", "a%23b.md", "中.md"], id="decodeURI"),
        pytest.param("[t](a%zz.md) [t](%ff.md)", ["a%zz.md", "%ff.md"], id="what cannot be decoded stays"),
        pytest.param("[t](a(b).md) [t](a(b.md)", ["a(b).md"], id="parentheses must be balanced"),
        pytest.param("[t](a.md \"t\") [t](b.md 't') [t](c.md (t))", ["a.md", "b.md", "c.md"], id="titles"),
        pytest.param("[t](a.md#h) [t](#h)", ["a.md#h", "#h"], id="sub-paths"),
        pytest.param("[t]() [t](<>)", [], id="empty"),
        pytest.param("[t](https://e.com) [t](//e.com) [m](mailto:a@b.c) [o](obsidian://open)", [], id="external"),
        pytest.param("[t](a:b.md) [t](./a:b.md)", ["./a:b.md"], id="a colon is a scheme, unless it is relative"),
        pytest.param("[t](a\\_b.md) [t](a&amp;b.md)", ["a_b.md", "a&b.md"], id="escapes and entities"),
        pytest.param("[t](a?b&c) [t](&#1;)", ["a?b&c"], id="an ampersand; an entity that is nothing"),
        pytest.param("[a [b](c.md) d](e.md)", ["c.md"], id="no link in a link"),
        pytest.param("[![i](a.png)](b.md)", ["b.md", "a.png"], id="an image in a link"),
        pytest.param("[r]: a.md\n\n[t][r] [r][] [r]", ["a.md"], id="a reference counts where it is defined"),
        pytest.param("[r]: <a b.md> 'title'\n\n[r]", ["a b.md"], id="a definition in angle brackets"),
        pytest.param("[r]: https://e.com\n[s]: b.md\n\n[r] [t][S]", ["b.md"], id="definitions in a row"),
        pytest.param("[r]: a.md\n\ntext", [], id="a definition that nothing refers to"),
        pytest.param("[a  b]: c.md\n\n[A\nb]", ["c.md"], id="labels are compared without case and blanks"),
        pytest.param("text\n[r]: a.md", [], id="a definition does not interrupt a paragraph"),
        pytest.param("`[t](a.md)` \\[t](b.md) [t]\\(c.md)", [], id="code and escapes"),
        pytest.param("[t]\n(a.md)", [], id="nothing between the brackets"),
        pytest.param("[t](\na.md\n)", ["a.md"], id="line ends inside the parentheses"),
    ],
)
def test_markdown_links(text: str, expected: list[str]) -> None:
    assert targets(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("#a #b/c #中文 #😀", ["a", "b/c", "中文", "😀"], id="plain"),
        pytest.param("# h\n#a", ["a"], id="not a heading"),
        pytest.param("x#a ##a (#a) ，#a a/#b", [], id="only at the start or behind white space"),
        pytest.param("中　#a", ["a"], id="an ideographic space is white space"),
        pytest.param("#1984 #y1984 #19-84", ["y1984", "19-84"], id="digits alone are no tag"),
        pytest.param(
            "\\#a `#b` $#c$ <!-- #d --> [#e](https://e.com) [[#f]]", [], id="not in code, math, comments, links"
        ),
        pytest.param("https://e.com/#a https://e.com/ #b", ["b"], id="not in addresses"),
        pytest.param("- #a\n> #b\n>#c\n\n| #d |#e|\n|-|-|\n", ["a", "b", "c", "d", "e"], id="lists, quotes, cells"),
        pytest.param("a|#b", [], id="a bar outside a table"),
        pytest.param("<b>#a</b> #b", ["b"], id="not in HTML"),
        pytest.param("#a—b #c…d #“e", ["a", "c"], id="general punctuation ends a tag"),
        pytest.param("#a/ #a//b", ["a/", "a//b"], id="slashes"),
    ],
)
def test_tags(text: str, expected: list[str]) -> None:
    assert [tag.name for tag in parse_note("note.md", text).tags] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("text ^a-1\n\nmore ^B2", ["a-1", "B2"], id="at the end of a paragraph"),
        pytest.param("- x ^a\n- y ^b\n  - z ^c\n", ["a", "b", "c"], id="list items"),
        pytest.param("# h ^a\ntext", ["a"], id="headings"),
        pytest.param("> quote\n\n^a\n\ntext", ["a"], id="on a line of its own"),
        pytest.param("text\n^a\n", ["a"], id="on the last line of a paragraph"),
        pytest.param("text ^a\nmore", [], id="not on the last line"),
        pytest.param("text^a\n2^10\n", [], id="no blank before it"),
        pytest.param("text ^a_b\ntext ^a b\n", [], id="other characters"),
        pytest.param("`x ^a`\n\n```\nx ^b\n```\n", [], id="code"),
        pytest.param("text ^a  \n\nx", ["a"], id="blanks behind it"),
        pytest.param("> a ^x\n> b ^y\n", ["y"], id="the last line of a quote"),
    ],
)
def test_block_ids(text: str, expected: list[str]) -> None:
    assert [block.id for block in parse_note("note.md", text).blocks] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a[^1] b\n\n[^1]: c\n    d [[e]]\n", [("1", False), ("1", True)], id="reference and definition"),
        pytest.param(
            "[^a]: x[^b]\n[^b]: y\n", [("a", True), ("b", False), ("b", True)], id="a reference in a definition"
        ),
        pytest.param("x^[inline [a](b.md)] y", [], id="an inline footnote has no id"),
        pytest.param("`[^1]` \\[^1] [^ 1] [^]", [], id="not footnotes"),
        pytest.param("[^注]", [("注", False)], id="any characters but blanks and brackets"),
    ],
)
def test_footnotes(text: str, expected: list[tuple[str, bool]]) -> None:
    note = parse_note("note.md", text)
    assert [(footnote.id, footnote.is_definition) for footnote in note.footnotes] == expected


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        pytest.param("a `b` ``c`d``", RegionKind.CODE, ["`b`", "``c`d``"], id="inline code"),
        pytest.param("x\n\n```py\na\n```\ny", RegionKind.CODE, ["```py\na\n```"], id="fence"),
        pytest.param("    a\n\n    b\n\nc", RegionKind.CODE, ["a\n\n    b"], id="indented code"),
        pytest.param("$a$ $$b$$", RegionKind.MATH, ["$a$", "$$b$$"], id="math"),
        pytest.param("$$\na\n$$ b", RegionKind.MATH, ["$$\na\n$$"], id="math block"),
        pytest.param("%%a%%\n\n<!--b-->", RegionKind.COMMENT, ["%%a%%", "<!--b-->"], id="comments"),
        pytest.param("a <b>c</b>\n\n<p>\nd\n</p>\n", RegionKind.HTML, ["<b>", "<b>c</b>", "<p>\nd\n</p>"], id="HTML"),
        pytest.param("[a]: b.md 'c'\n", RegionKind.DEFINITION, ["[a]: b.md 'c'"], id="definition"),
    ],
)
def test_regions(text: str, kind: RegionKind, expected: list[str]) -> None:
    regions = [region for region in parse_note("note.md", text).regions if region.kind is kind]
    assert [text[region.span.start : region.span.end] for region in regions] == expected


def test_a_link_knows_its_place_label_and_kind() -> None:
    text = "甲[[乙|丙]] ![d](e.png)"
    wikilink, image = parse_note("note.md", text).links
    assert (text[wikilink.span.start : wikilink.span.end], wikilink.label, wikilink.is_embed) == (
        "[[乙|丙]]",
        "丙",
        False,
    )
    assert (text[image.span.start : image.span.end], image.label, image.is_embed) == ("![d](e.png)", "d", True)


def test_what_stands_inside_html_is_no_link_and_no_footnote() -> None:
    note = parse_note("note.md", "<b>[^1] [t](https://e.com) [[a]]</b> [^2] [t](https://f.com) [[b]]\n")
    assert [footnote.id for footnote in note.footnotes] == ["2"]
    assert [link.url for link in note.external_links] == ["https://f.com"]
    assert [link.target for link in note.links] == ["b"]


def test_external_links_are_facts_of_their_own() -> None:
    text = "[a](https://e.com) <https://f.com> <g@h.com> ![i](//j.com) [k]\n\n[k]: http://l.com\n"
    urls = [link.url for link in parse_note("note.md", text).external_links]
    assert urls == ["https://e.com", "https://f.com", "mailto:g@h.com", "//j.com", "http://l.com"]


@pytest.mark.parametrize(
    ("text", "is_citation"),
    [
        ("[[1]](https://e.com)", True), ("[[a|b]](c.md)", False), ("[[a|b]](#c)", False), ("![[1]](https://e.com)", False), ("[[1]] (see)", False), ("[[1]](see below)", False),
        ("[[1]]", False),
    ],
)  # fmt: skip
def test_citations(text: str, is_citation: bool) -> None:
    assert [link.is_citation for link in parse_note("note.md", text).links if link.target != "c.md"] == [is_citation]
