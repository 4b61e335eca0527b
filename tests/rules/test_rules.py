"""Rules as tables: a silent row beside every loud one. The pages' own examples run in `test_pages`."""

import pytest

from support import config_of, lines, run

E = ""


@pytest.mark.parametrize(
    ("rule", "files", "expected"),
    [
        # -- broken-link, broken-embed --
        pytest.param("broken-link", {"a.md": "[[B]]", "b.md": E}, [], id="case does not matter"),
        pytest.param("broken-link", {"a.md": "x [[c]]"}, ["a.md:1:3 no file is found for 'c'"], id="missing note"),
        pytest.param("broken-link", {"a.md": "`[[c]]`"}, [], id="code is not a link"),
        pytest.param("broken-link", {"a.md": "甲[[乙]]"}, ["a.md:1:2 no file is found for '乙'"], id="columns are characters"),
        pytest.param("broken-link", {"a.md": "[[b.md]] [[b]]", "b.md": E}, [], id="with and without the suffix"),
        pytest.param("broken-link", {"a.md": "[[x/b]]", "y/b.md": E}, ["a.md:1:1 no file is found for 'x/b'"], id="wrong folder"),
        pytest.param("broken-link", {"a.md": "![[b]]"}, [], id="an embed is another rule's"),
        pytest.param("broken-embed", {"a.md": "![[b]] ![](c.png)"}, ["a.md:1:1 no file is found for the embed 'b'", "a.md:1:8 no file is found for the embed 'c.png'"], id="broken embeds"),
        pytest.param("broken-embed", {"a.md": "![[b.png]] ![](b.png) ![](https://e.com/c.png)", "x/b.png": E}, [], id="embeds that exist"),
        pytest.param("broken-link", {"a.md": '---\nl: "[[b]]"\n---\n'}, ["a.md:2:5 no file is found for 'b'"], id="in a property"),
        pytest.param("broken-link", {"a.md": "[t](b.md) [r]\n\n[r]: c.md\n"}, ["a.md:1:1 no file is found for 'b.md'", "a.md:3:1 no file is found for 'c.md'"], id="Markdown links"),
        pytest.param("broken-link", {"a.md": "[[b|一]] [[b#h]]", "c.md": "---\naliases: [b]\n---\n"}, [], id="an alias is another rule's"),
        pytest.param("broken-link", {"a.md": "[[1]](https://e.com)"}, [], id="a citation is another rule's"),
        pytest.param("broken-link", {"a.canvas": '{"nodes":[{"id":"n","type":"file","file":"b.md"}]}'}, ["a.canvas:1:43 no file is found for 'b.md'"], id="a canvas's file"),
        pytest.param("broken-link", {"a.canvas": '{"nodes":[{"id":"n","type":"file","file":"B.md"}]}', "x/b.md": E}, ["a.canvas:1:43 no file is found for 'B.md'"], id="a canvas names the exact path"),
        pytest.param("broken-link", {"a.canvas": '{"nodes":[{"id":"n","type":"text","text":"甲\\n[[b]]"}]}'}, ["a.canvas:1:46 no file is found for 'b'"], id="a canvas's card"),
        pytest.param("broken-link", {"a.base": 'filters:\n  and:\n    - file.hasLink("b")\n'}, [], id="a base's expression is no link"),
        pytest.param("broken-link", {"a.txt": "---\nt: x\n---\n[[b]]"}, ["a.txt:4:1 no file is found for 'b'"], id="a text note"),
        # -- sub-paths --
        pytest.param("broken-heading", {"a.md": "[[b#x]] [[b#H]] [[#y]]", "b.md": "# h"}, ["a.md:1:1 b.md has no heading 'x'", "a.md:1:17 this note has no heading 'y'"], id="headings"),
        pytest.param("broken-heading", {"a.md": "[[b#x]] [[c.pdf#page=2]] [[d.canvas#x]]", "c.pdf": E, "d.canvas": E}, [], id="nothing to look into"),
        pytest.param("broken-heading", {"a.md": "[[b#全角，标点]] [[b#全角,标点]]", "b.md": "# 全角，标点"}, ["a.md:1:13 b.md has no heading '全角,标点'"], id="full-width punctuation matters"),
        pytest.param("broken-block", {"a.md": "[[b#^x]] [[b#^Y]]", "b.md": "text ^y"}, ["a.md:1:1 b.md has no block '^x'"], id="block ids"),
        pytest.param("broken-block", {"a.md": "[[b#[^1]]] [t](b.md#[^2])", "b.md": "[^1]: x"}, ["a.md:1:12 b.md has no block '[^2]'"], id="footnotes"),
        # -- other rules about links --
        pytest.param("ambiguous-link", {"a.md": "[[n]]", "x/n.md": E, "y/n.md": E}, ["a.md:1:1 'n' fits 2 files: x/n.md is taken, not y/n.md"], id="two candidates"),
        pytest.param("ambiguous-link", {"x/a.md": "[[n]] [[y/n]]", "n.md": E, "x/n.md": E, "y/n.md": E}, [], id="an exact path is clear"),
        pytest.param("alias-link", {"a.md": "[[乙]] [[b|乙]]", "b.md": "---\naliases: 乙\n---\n"}, ["a.md:1:1 '乙' is an alias of b.md, not a file name; Obsidian does not follow it"], id="alias"),
        pytest.param("alias-link", {"a.md": "[[x/乙]] [[丙]]", "b.md": "---\nalias: 丙\naliases: 乙\n---\n"}, [], id="a path, and the dead key alias"),
        pytest.param("case-mismatch", {"a.md": "[[X/b]] [[x/B]]", "X/B.md": E}, ["a.md:1:1 'X/b' differs in case from the file's name, 'X/B'", "a.md:1:9 'x/B' differs in case from the file's name, 'X/B'"], id="case"),
        pytest.param("case-mismatch", {"x/a.md": "[[B]] [[b.md|c]] [[../B]] [[./b]]", "B.md": E, "x/b.md": E}, ["x/a.md:1:7 'b.md' differs in case from the file's name, 'B.md'"], id="relative and with suffix"),
        pytest.param("suspicious-link", {"a.md": "[[1]](https://e.com) [[b]](c)", "b.md": E}, ["a.md:1:1 '[[1]](…)' is read as a link to a note '1'; for a citation write [\\[1\\]](…)"], id="citations"),
        pytest.param("suspicious-link", {"a.md": "[[ary/index]] [[y/index]]", "glossary/index.md": E, "y/index.md": E}, ["a.md:1:1 'ary/index' matches only part of a folder or file name: glossary/index.md"], id="middle of a name"),
        pytest.param("suspicious-link", {"proj/a.md": "[[n]]", "projects/n.md": E, "zz/n.md": E}, ["proj/a.md:1:1 'n' leads to projects/n.md only because that folder's name starts like this note's folder"], id="look-alike folder"),
        pytest.param("suspicious-link", {"proj/a.md": "[[n]]", "projects/n.md": E}, [], id="a look-alike folder without a rival"),
        pytest.param("suspicious-link", {"proj/a.md": "[[n]]", "proj/n.md": E, "zz/n.md": E}, [], id="the same folder"),
        pytest.param("unlinkable-name", {"a#b.md": E, "c:d.md": E, "%% e.md": E, "x#/f.md": E}, ["%% e.md:1:1 links to '%% e.md' may not work: it contains %%; rename it", "a#b.md:1:1 links to 'a#b.md' may not work: it contains #; rename it"], id="names"),
        pytest.param("self-link", {"a.md": "[[a]] [[a#x]] [[#x]] ![[a]]\n\n# x\n"}, ["a.md:1:1 the note links to itself; remove the link, or name a heading", "a.md:1:22 the note links to itself; remove the link, or name a heading"], id="self"),
        # -- structure --
        pytest.param("duplicate-block-id", {"a.md": "x ^a\n\ny ^A\n\nz ^b\n"}, ["a.md:3:3 the block id '^A' is used more than once in this note"], id="block ids, case aside"),
        pytest.param("footnotes", {"a.md": "[^1] [^2]\n\n[^1]: x\n[^3]: y\n[^1]: z\n"}, ["a.md:1:6 the footnote '[^2]' is not defined", "a.md:4:1 nothing refers to the footnote '[^3]'", "a.md:5:1 the footnote '[^1]' is defined more than once"], id="footnotes"),
        pytest.param("footnotes", {"a.md": "[^甲] `[^x]` [^甲]\n\n[^甲]: x\n"}, [], id="footnotes in order"),
        pytest.param("fullwidth-tag", {"a.md": "#a，b #c #中文 #Ａ"}, ["a.md:1:3 '，' is part of the tag '#a，b'; put a space after '#a'"], id="tags"),
        pytest.param("fullwidth-tag", {"a.md": "#（a）"}, ["a.md:1:2 '#（a）' is read as a tag; write \\# if it is not meant as one"], id="a tag that begins so"),
        pytest.param("heading-jump", {"a.md": "### A\n\n##### B\n\n## C\n\n### D\n\n# E\n\n### F\n"}, ["a.md:3:1 h5 comes right after h3, with no level between them", "a.md:11:1 h3 comes right after h1, with no level between them"], id="levels left out"),
        pytest.param("heading-jump", {"a.md": "### A\n\n> ##### B\n\n#### C\n\n# D\n\n```\n### E\n```\n"}, [], id="the first level is free, going up too; quotes and code do not count"),
        pytest.param("duplicate-heading", {"a.md": "## A\n\n### B\n\n## A\n\n### B\n\nB\n---\n\n## B\n"}, ["a.md:5:1 there is an earlier heading 'A'; links reach only that one", "a.md:12:1 there is an earlier heading 'B'; links reach only that one"], id="the same text below the same heading"),
        pytest.param("duplicate-heading", {"a.md": "# A\n\n## B\n\n# C\n\n## B\n\n### B\n\n> ## B\n\n## b\n\n##\n\n##\n"}, [], id="the same text below others, in other levels, in quotes, in another case; no text"),
        pytest.param("empty-section", {"a.md": "# A\n\n## B\n\n%% x %%\n\n---\n\n## C\n\nc\n\n# D\n-\n"}, ["a.md:3:1 there is nothing below the heading 'B'; fill it, or remove it", "a.md:13:1 there is nothing below the heading 'D'; fill it, or remove it"], id="comments and breaks are nothing"),
        pytest.param("empty-section", {"a.md": "# A\n## B\n![](x.png)\n## C\n> ## D\n## E\n- ## F\n## G\n[r]: x\n"}, [], id="sub-headings, images, quotes, lists and definitions are something"),
        pytest.param("empty-section", {"a.md": "## A\r\n\r\n<!-- x\r\ny -->\r\n\r\n## B\r\nb"}, ["a.md:1:1 there is nothing below the heading 'A'; fill it, or remove it"], id="a comment of several lines, CR LF"),
        # -- names --
        pytest.param("unportable-name", {"a?.md": E, "CON.md": E, "x./b.md": E, "é.md": E, "b.md": E}, ["CON.md:1:1 Windows cannot store 'CON.md': it is the name of a device", "a?.md:1:1 Windows cannot store 'a?.md': it contains ?", "x.:1:1 Windows cannot store 'x.': it ends with a dot or a space"], id="names Windows refuses"),
        pytest.param("unportable-name", {"e\u0301.md": E, "长" * 84 + ".md": E, "长" * 83 + ".md": E, "x.png": E, "a:b.png": E}, ["a:b.png:1:1 Windows cannot store 'a:b.png': it contains :", "é.md:1:1 the name 'é.md' is not in composed form (NFC): links and git may not find it".replace("é", "e\u0301"), "长" * 84 + ".md:1:1 '" + "长" * 84 + ".md' has 255 bytes; file systems allow 255"][:2], id="length, form, attachments"),
        pytest.param("colliding-names", {"A.md": E, "a.md": E, "x/A.md": E, "b.png": E, "B.png": E}, ["a.md:1:1 on macOS and Windows this is the same file as A.md", "b.png:1:1 on macOS and Windows this is the same file as B.png"], id="case twins"),
        pytest.param("colliding-names", {"é.md": E, "e\u0301.md": E}, ["é.md:1:1 on macOS this is the same file as e\u0301.md: only the form of the accents differs"], id="NFC twins"),
        # -- text --
        pytest.param("conflict-marker", {"a.md": "x\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> b\n"}, ["a.md:2:1 an unresolved merge conflict begins here; keep what is right and delete the markers"], id="conflict"),
        pytest.param("conflict-marker", {"a.md": "a\n=======\n\n```\n<<<<<<< HEAD\n=======\n>>>>>>> b\n```\n"}, [], id="a heading, and a conflict shown as code"),
        pytest.param("invisible-character", {"a.md": "a\u200bb\u200bc\nd\u202ee\n"}, ["a.md:1:2 2 invisible characters on this line, the first U+200B ZERO WIDTH SPACE; delete them", "a.md:2:2 an invisible character, U+202E RIGHT-TO-LEFT OVERRIDE; delete it"], id="invisible"),
        pytest.param("invisible-character", {"a.md": "[[x\u200b]] `y\u2060` ![](\ue000z)\n\n```\n\U000e0041\n```\n"}, ["a.md:1:4 3 invisible characters on this line, the first U+200B ZERO WIDTH SPACE; delete them", "a.md:4:1 an invisible character, U+E0041 TAG LATIN CAPITAL LETTER A; delete it"], id="in links and code"),
        pytest.param("invisible-character", {"a.md": "\u200ba\n"}, ["a.md:1:1 an invisible character, U+200B ZERO WIDTH SPACE; delete it"], id="at the start"),
        pytest.param("invisible-character", {"a.md": "---\nt: a\u200bb\n---\n"}, ["a.md:2:5 an invisible character, U+200B ZERO WIDTH SPACE; delete it"], id="in front matter"),
        pytest.param("invisible-character", {"a.md": "\ufeff👨\u200d👩 می\u200cخواهم 葛\U000e0100 …“”—❤\ufe0f　\u00a0"}, [], id="joiners, selectors, a mark at the start"),
        # -- graph --
        pytest.param("orphan-note", {"a.md": "[[b]] [[a]]", "b.md": "![[c]]", "c.md": "", "d.canvas": E}, ["a.md:1:1 no other note links to this one"], id="orphans"),
        pytest.param("dead-end", {"a.md": "[[b]]", "b.md": "[[x]] [[b]]", "c.png": E}, ["b.md:1:1 this note links to no other"], id="dead ends"),
        # -- canvases and bases --
        pytest.param("invalid-canvas", {"a.canvas": "{", "b.canvas": "", "c.canvas": "[]", "d.canvas": "{}"}, ["a.canvas:1:2 a name in double quotes is missing here", "c.canvas:1:1 a canvas is a JSON object with nodes and edges"], id="JSON"),
        pytest.param("invalid-canvas", {"a.canvas": '{"nodes":[{"id":"a","type":"text"},{"id":"a","type":"odd"},{"type":"file"}],\n"edges":[{"id":"e","fromNode":"a","toNode":"z"}]}'}, ["a.canvas:1:43 two nodes have the id 'a'", "a.canvas:1:54 a node cannot have the type \"odd\"; it may be text, file, link or group", "a.canvas:1:69 this node has no id", "a.canvas:1:69 this file node names no file", "a.canvas:2:45 the edge's toNode is \"z\", but no node has that id"], id="nodes and edges"),
        pytest.param("invalid-canvas", {"a.canvas": '{"nodes":[{"id":"a"},{"id":"b","type":["x"]}],"edges":[{"id":"e","fromNode":"a"},{"id":"f","fromNode":["a"],"toNode":"b"}]}'}, ["a.canvas:1:18 this node has no type; it may be text, file, link or group", "a.canvas:1:29 a node cannot have the type [\"x\"]; it may be text, file, link or group", "a.canvas:1:63 this edge has no toNode", "a.canvas:1:89 the edge's fromNode is [\"a\"], but no node has that id"], id="parts that are missing, or no texts"),
        pytest.param("invalid-canvas", {"a.canvas": '{"nodes":[\n {"id":"a","type":"text"}\n {"id":"b","type":"text"}]}', "b.canvas": '{"nodes":[],}', "c.canvas": '{"nodes" []}', "d.canvas": '{"nodes":"x', "e.canvas": "{} {}", "f.canvas": '{"a":"\\q"}'}, ["a.canvas:2:25 a comma is missing here", "b.canvas:1:12 there is a comma after the last entry; JSON does not allow it", "c.canvas:1:10 a colon is missing here", "d.canvas:1:10 this text is never closed with a double quote", "e.canvas:1:4 the JSON ends before this text", "f.canvas:1:7 JSON does not know this escape"], id="not JSON, at the place to mend"),
        pytest.param("invalid-base", {"a.base": "views:\n  - name: x\n  - name: x\n  - - y\n", "b.base": "a: [", "c.base": "", "d.base": "views: 1"}, ["a.base:3:11 two views have the name 'x'", "a.base:4:5 a view should be a mapping with type and name", "b.base:1:4 this bracket is never closed", "d.base:1:8 'views' should be a list"], id="bases"),
    ],
)  # fmt: skip
def test_built_in_rules(rule: str, files: dict[str, str], expected: list[str]) -> None:
    assert lines(run(files, rule)) == expected


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        pytest.param("title: x\n发布日期: 2024-01-05\n来源: y", [], id="all there"),
        pytest.param('标题: x\n发布日期: "2024-01-05"\n来源: [y, z]', [], id="another name, quotes, a list"),
        pytest.param("title: x\n来源:", ["a.md:1:1 missing: 发布日期; empty: 来源"], id="missing and empty"),
        pytest.param("title: x\n发布日期: ''\n来源: [ ]", ["a.md:1:1 empty: 发布日期, 来源"], id="blank and empty list"),
        pytest.param("title: x\n发布日期: 2024年1月5日\n来源: y", ["a.md:3:7 '发布日期' should be a date YYYY-MM-DD, not \"2024年1月5日\""], id="another form of date"),
        pytest.param("title: x\n发布日期: 2026-02-30\n来源: y", ["a.md:3:7 '发布日期' is 2026-02-30, a date that does not exist"], id="impossible date"),
        pytest.param("title: x\n发布日期: 2024-01-05T10:00\n来源: y", ["a.md:3:7 '发布日期' should be a date YYYY-MM-DD, not \"2024-01-05T10:00\""], id="a time is no date"),
        pytest.param("title: [x]\n发布日期: 2024-01-05\n来源: y", ["a.md:2:8 'title' should be a text, not [\"x\"]"], id="a list is no text"),
        pytest.param("title: 2024\n发布日期: 2024-01-05\n来源: y\n更新: 2023-02-29", ["a.md:5:5 '更新' is 2023-02-29, a date that does not exist"], id="any property"),
        pytest.param('title: "{{title}}"\n发布日期: {{date}}\n来源: y', [], id="a template"),
        pytest.param("Title: x\n发布日期: 2024-01-05\n来源: y", [], id="names are compared without case"),
        pytest.param("title:\n标题: x\n发布日期: 2024-01-05\n来源: y", [], id="one of two names says something"),
        pytest.param("title: x\n发布日期: 2024-01-05\n来源: y\n更新: [2023-02-28, 2023-02-29]", ["a.md:5:18 '更新' is 2023-02-29, a date that does not exist"], id="in a list"),
        pytest.param("title: x\n发布日期: 2024-01-05\n来源: y\n更新: 2023-02-28T25:00", ["a.md:5:5 '更新' is 2023-02-28T25:00, a time that does not exist"], id="a time"),
        pytest.param("title: a: b", [], id="invalid front matter is another rule's"),
    ],
)  # fmt: skip
def test_fields_without_configuration(front_matter: str, expected: list[str]) -> None:
    found = run({"a.md": f"---\n{front_matter}\n---\n"}, "missing-property", "wrong-property-type")
    assert lines(found) == expected


@pytest.mark.parametrize(("step", "found"), [(1, 2), (2, 1), (3, 0)])
def test_how_far_down_a_heading_may_go(tmp_path, step: int, found: int) -> None:  # type: ignore[no-untyped-def]
    config = config_of(tmp_path, f'[rules.heading-jump]\nseverity = "info"\nmax-step = {step}\n')
    assert len(run({"a.md": "# A\n\n### B\n\n# C\n\n#### D\n"}, "heading-jump", config=config).findings) == found


def test_a_note_without_front_matter_lacks_all_fields() -> None:
    assert lines(run({"a.md": "x", "b.canvas": "", "c.base": ""}, "missing-property")) == [
        "a.md:1:1 missing: title, 发布日期, 来源"
    ]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", ["x", "1", "2024-01-05"], ["true", "[a]", "{a: b}"]),
        ("multitext", ["x", "[a, 1]", "[]"], ["{a: b}", "[{a: b}]", "true"]),
        ("number", ["1", "-2.5", "0x10"], ["'1'", "one", "true", "1_000"]),
        ("checkbox", ["true", "False", "~"], ["yes", "1", "'true'"]),
        ("date", ["2024-02-29", "'2024-01-05'"], ["2024-1-5", "20240105", "2024-01-05 10:00", "2024"]),
        ("datetime", ["2024-01-05T10:00", "2024-01-05T10:00:30"], ["2024-01-05", "2024-01-05 10:00"]),
        ("aliases", ["x", "[a, b]"], ["{a: b}", "true"]),
        ("tags", ["x", "[a, 1]"], ["{a: b}"]),
    ],
)
def test_types_that_obsidian_keeps(kind: str, good: list[str], bad: list[str]) -> None:
    def found(value: str) -> list[str]:
        return lines(run({"a.md": f"---\nKey: {value}\n---\n"}, "wrong-property-type", types={"key": kind}))

    assert [value for value in good if found(value)] == []
    assert [value for value in bad if len(found(value)) != 1] == []


SCHEMA = """
[vault]
property-aliases = {{ title = ["标题"] }}
[[rule]]
id = "schema"
kind = "properties"
files = ["blog/**"]
{rule}
[rule.fields."{field}"]
{options}
"""


@pytest.mark.parametrize(
    ("field", "options", "value", "expected"),
    [
        ("k", "required = true", "x: 1", "missing: k"),
        ("k", "required = true", "k: 1", None),
        ("title", "required = true", "标题: 1", None),
        ("k", 'type = "integer"', "k: 1.5", "'k' should be a whole number, not 1.5"),
        ("k", 'type = "integer"', "k: 2", None),
        ("k", 'type = "url"', "k: example.com", "'k' should be an address that begins with http:// or https://, not \"example.com\""),
        ("k", 'type = "url"', "k: https://example.com/甲", None),
        ("k", 'type = "list"', "k: x", "'k' should be a list, not \"x\""),
        ("k", 'enum = ["甲", "乙"]', "k: 丙", "'k' is \"丙\"; allowed: 甲, 乙"),
        ("k", 'enum = ["甲", "乙"]', "k: [甲, 乙]", None),
        ("k", "enum = [1, 2]", "k: 3", "'k' is 3; allowed: 1, 2"),
        ("k", "pattern = '^\\d+$'", "k: a1", "'k' is \"a1\", which does not match ^\\d+$"),
        ("k", "pattern = '^\\d+$'\nunless-pattern = '^draft'", "k: draft-1", None),
        ("k", "min = 1\nmax = 5", "k: 6", "'k' is 6; it may not be greater than 5"),
        ("k", "min = 1\nmax = 5", "k: 0", "'k' is 0; it may not be less than 1"),
        ("k", "min = 1\nmax = 5", "k: 5", None),
        ("k", 'max = "today"', "k: 2026-11-23", "'k' is 2026-11-23; it may not be after 2026-11-22"),
        ("k", 'max = "today+1d"', "k: 2026-11-23", None),
        ("k", 'min = "1990-01-01"', "k: 1989-12-31", "'k' is 1989-12-31; it may not be before 1990-01-01"),
        ("k", "min = 1990-01-01", "k: 1989-12-31", "'k' is 1989-12-31; it may not be before 1990-01-01"),
        ("k", "min-length = 2\nmax-length = 3", "k: 甲", "'k' is too short (1 of at least 2 characters)"),
        ("k", "min-length = 2\nmax-length = 3", "k: 甲乙丙丁", "'k' is too long (4 of at most 3 characters)"),
        ("k", "min-length = 2\nmax-length = 3", "k: 甲乙", None),
        ("k", 'type = "date"', "k: {{date}}", None),
        ("k", "min = 1", "k: '6'", "'k' should be a number, not \"6\""),
        ("k", 'min = "2020-01-01"', "k: soon", "'k' should be a date YYYY-MM-DD, not \"soon\""),
        ("k", 'min = "2020-01-01"', "k: 2024-01-01T10:00", None),
        ("k", "enum = [1, 2]", "k: true", "'k' is true; allowed: 1, 2"),
    ],
)  # fmt: skip
def test_the_kind_properties(tmp_path, field: str, options: str, value: str, expected: str | None) -> None:  # type: ignore[no-untyped-def]
    config = config_of(tmp_path, SCHEMA.format(rule="", field=field, options=options))
    note = f"---\n{value}\n---\n"
    found = [finding.message for finding in run({"blog/a.md": note, "b.md": note}, "schema", config=config).findings]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("when", "value", "applies"),
    [
        ('{ property = "w" }', "w: 1", True),
        ('{ property = "w" }', "x: 1", False),
        ('{ property = "w", present = false }', "x: 1", True),
        ('{ property = "w", present = false }', "w: 1", False),
        ('{ property = "w", any-of = ["a", "b"] }', "w: b", True),
        ('{ property = "w", any-of = ["a", "b"] }', "w: c", False),
        ('{ property = "w", any-of = ["a"] }', "w: [c, a]", True),
        ('{ property = "w", pattern = "^a" }', "w: ab", True),
        ('{ property = "w", pattern = "^a" }', "w: ba", False),
    ],
)
def test_when(tmp_path, when: str, value: str, applies: bool) -> None:  # type: ignore[no-untyped-def]
    config = config_of(tmp_path, SCHEMA.format(rule=f"when = {when}", field="k", options="required = true"))
    assert bool(run({"blog/a.md": f"---\n{value}\n---\n"}, "schema", config=config).findings) is applies


def test_a_house_rule_has_its_own_words_and_severity(tmp_path) -> None:  # type: ignore[no-untyped-def]
    rule = 'message = "必须写 {names}，现在 {value}{limit}"\nseverity = "info"'
    config = config_of(
        tmp_path, SCHEMA.format(rule=rule, field="发布日期", options='required = true\nmax = "2020-01-01"')
    )
    report = run({"blog/a.md": "", "blog/b.md": "---\n发布日期: 2024-01-01\n---\n"}, config=config)
    assert [(finding.message, finding.severity.label) for finding in report.findings if finding.rule == "schema"] == [
        ("必须写 发布日期，现在 ", "info"),
        ("必须写 发布日期，现在 2024-01-012020-01-01", "info"),
    ]


def test_a_house_rule_speaks_for_the_built_in_one_about_the_same_value(tmp_path) -> None:  # type: ignore[no-untyped-def]
    config = config_of(tmp_path, SCHEMA.format(rule="", field="日期", options='type = "date"'))
    note = "---\n日期: 2026-02-30\n---\n"
    assert [(f.path, f.rule) for f in run({"blog/a.md": note, "b.md": note}, config=config).findings] == [
        ("b.md", "wrong-property-type"),
        ("blog/a.md", "schema"),
    ]


def test_default_fields_end_where_a_schema_is_written(tmp_path) -> None:  # type: ignore[no-untyped-def]
    config = config_of(tmp_path, SCHEMA.format(rule="", field="k", options="required = true"))
    assert lines(run({"b.md": "---\n发布日期: soon\n---\n"}, config=config)) == ["vault.toml:4:1 the rule 'schema' applies to no note: nothing matches blog/**"]  # fmt: skip
    config = config_of(tmp_path, '[rules.missing-property]\nrequired = ["发布日期"]\n')
    assert lines(run({"b.md": "---\n发布日期: soon\n---\n"}, config=config)) == [
        "b.md:2:7 '发布日期' should be a date YYYY-MM-DD, not \"soon\""
    ]
