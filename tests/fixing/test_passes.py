"""From findings to new texts: which fixes are made, which wait, which are dropped, and what is taken along."""

import pytest

from fixing.shop import checked, fixed, proposing, reasons, replacing, texts
from vault_tools.findings import Aspect, Edit, Fix
from vault_tools.fixing.passes import MAX_PASSES
from vault_tools.model import Span
from vault_tools.ruleset import Scope

HEADINGS, LINKS, SPELLING = Aspect.HEADINGS, Aspect.LINKS, Aspect.SPELLING
PROPERTIES, TAGS, ORDER = Aspect.PROPERTIES, Aspect.TAGS, Aspect.ORDER


def edit(start: int, end: int, text: str) -> Edit:
    return Edit(Span(start, end), text)


def made(text: str, *rules, **options) -> str:
    """Return what becomes of a vault of one note."""
    return texts(fixed({"a.md": text}, *rules, **options)).get("a.md", text)


# -- which fixes are made --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rules", "after"),
    [
        pytest.param("x y x\n", [replacing("x", "z")], "z y z\n", id="all that go together"),
        pytest.param(
            "ab\n", [replacing("a", "c"), replacing("ab", "d", id="z")], "cb\n", id="the first of two that overlap"
        ),
        pytest.param(
            "ab\n", [replacing("b", "c"), replacing("ab", "d", id="z")], "d\n", id="the first in reading order"
        ),
        pytest.param("x\n", [replacing("x", "y"), replacing("x", "y", id="z")], "y\n", id="two that are equal are one"),
        pytest.param(
            "abc\n", [replacing("abc", "a"), replacing("c$", "d", id="z")], "a\n", id="what waits may be gone"
        ),
        pytest.param(
            "ab\n", [replacing("a", "x"), replacing("b", "y", id="z")], "xy\n", id="neighbours are in nobody's way"
        ),
        pytest.param(
            "1\n", [replacing("^1$", "2"), replacing("^2$", "3", id="z")], "3\n", id="what a fix gives rise to"
        ),
        pytest.param("x\n", [replacing("x", "y", is_safe=False)], "x\n", id="not what is not safe"),
    ],
)
def test_which_fixes_are_made(text: str, rules: list, after: str) -> None:
    assert made(text, *rules) == after


def test_those_that_are_not_safe_are_made_when_asked_for() -> None:
    assert made("x\n", replacing("x", "y", is_safe=False), is_unsafe=True) == "y\n"


def test_two_insertions_at_one_place_are_made_one_after_the_other() -> None:
    insert = replacing(r"\A(?!.*甲)", "甲"), replacing(r"\A(?!.*乙)", "乙", id="z")
    outcome = fixed({"a.md": "丙\n"}, *insert)
    assert texts(outcome) == {"a.md": "乙甲丙\n"}
    assert outcome.report.fixed == {"test": 1, "z": 1}


def test_it_comes_to_an_end() -> None:
    assert made("x\n", replacing("x", "xx")).count("x") == 2**MAX_PASSES


def test_what_is_fixed_is_counted() -> None:
    outcome = fixed({"a.md": "x x\n", "b.md": "x\n", "c.md": "\n"}, replacing("x", "y"))
    assert (outcome.report.fixed, outcome.report.fixed_notes, outcome.report.findings) == ({"test": 3}, 2, ())


def test_paths_narrow_what_is_fixed() -> None:
    scope = Scope(reports=lambda path: path == "a.md")
    assert texts(fixed({"a.md": "x\n", "b.md": "x\n"}, replacing("x", "y"), scope=scope)) == {"a.md": "y\n"}


def test_what_is_suppressed_stays() -> None:
    text = "x %% vault-ignore test %%\n\nx\n"
    assert made(text, replacing("x(?! *%%)|x(?= %%)", "y")) == "x %% vault-ignore test %%\n\ny\n"


def test_a_note_that_is_refused_stays() -> None:
    outcome = fixed({"a.md": "x\n"}, replacing("x", "y"), refuses=lambda path: "hard-linked")
    assert (texts(outcome), reasons(outcome)) == ({}, ["hard-linked"])


def test_a_finding_whose_fix_is_dropped_is_left_without_it() -> None:
    outcome = fixed({"a.md": "`x`\n"}, replacing("x", "y"))
    assert [finding.fix for finding in outcome.report.findings] == [None]
    assert (texts(outcome), reasons(outcome)) == ({}, ["code"])


def test_one_that_breaks_something_does_not_keep_others_from_being_made() -> None:
    outcome = fixed({"a.md": "x `x` x x [[x]] x\n"}, replacing("x", "y"))
    assert texts(outcome) == {"a.md": "y `x` y y [[x]] y\n"}
    assert reasons(outcome) == ["code", "links"]


def test_one_that_waited_for_one_that_is_dropped_is_made() -> None:
    rules = replacing("`x` z", "w"), replacing("z", "y", id="z")
    assert made("`x` z\n", *rules) == "`x` y\n"


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param([edit(0, 2, "x"), edit(1, 3, "y")], id="they overlap"),
        pytest.param([edit(1, 1, "x"), edit(1, 1, "y")], id="two insertions at one place"),
        pytest.param([edit(2, 9, "x")], id="behind the end"),
        pytest.param([edit(-1, 2, "x")], id="before the beginning"),
        pytest.param([edit(2, 1, "x")], id="backwards"),
        pytest.param([edit(0, 1, "a")], id="nothing changes"),
    ],
)
def test_edits_that_cannot_be_made(edits: list[Edit]) -> None:
    outcome = fixed({"a.md": "abc\n"}, proposing(Fix(tuple(edits))))
    assert (texts(outcome), reasons(outcome)) == ({}, ["malformed"])


# -- bytes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "edits", "after"),
    [
        pytest.param("a\r\nb\r\n", [edit(1, 1, "\nx")], "a\r\nx\r\nb\r\n", id="the line ends of the note"),
        pytest.param("a\nb\r\nc\n", [edit(1, 1, "\nx")], "a\nx\nb\r\nc\n", id="those that it has most"),
        pytest.param("a\rb\r", [edit(1, 1, "\nx")], "a\rx\rb\r", id="an old Mac's"),
        pytest.param("a", [edit(1, 1, "\n")], "a\n", id="none so far"),
        pytest.param("a\r\nb\r\n", [edit(2, 2, " x")], "a x\r\nb\r\n", id="nothing between CR and LF"),
        pytest.param("a\r\nb\r\n", [edit(0, 2, "x")], "x\r\nb\r\n", id="a line that ends before LF"),
        pytest.param("a\r\nb\r\n", [edit(2, 3, "")], "ab\r\n", id="LF alone is the whole line end"),
        pytest.param("\ufeffa\n", [edit(0, 0, "x")], "\ufeffxa\n", id="behind a byte order mark"),
        pytest.param("\ufeffa\n", [edit(0, 1, "")], "a\n", id="but one may be deleted"),
        pytest.param("ab\n", [edit(0, 1, "x"), edit(1, 1, "y")], "xyb\n", id="edits of one fix may be neighbours"),
    ],
)
def test_bytes_outside_the_edits_stay(text: str, edits: list[Edit], after: str) -> None:
    assert made(text, proposing(Fix(tuple(edits)))) == after


# -- the invariant ---------------------------------------------------------------------------------------------

NOTE = '---\ntitle: 甲\nl: "[[b]]"\ntags: [t]\n---\n# A\n\nx [[b|l]] #t `c` $m$ %%k%% <b>h</b> [w](https://w.org) [^1]\n\n- [ ] i\n- j ^id\n\n[^1]: f\n\n## B\n\ny\n'


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param("x ", "z ", "", id="prose"),
        pytest.param("title: 甲", "title: 乙", "properties", id="a property's value"),
        pytest.param("title: 甲", "Title: 甲", "properties", id="a property's key"),
        pytest.param("title: 甲\n", "", "properties", id="a property less"),
        pytest.param("title: 甲", "title: '甲'", "", id="quotes say the same"),
        pytest.param("tags: [t]", "tags: t", "properties", id="a list is no text"),
        pytest.param("[[b]]", "[[c]]", "properties", id="a link in a property"),
        pytest.param("[[b|l]]", "[[c|l]]", "links", id="another target"),
        pytest.param("[[b|l]]", "[[b|m]]", "links", id="another label"),
        pytest.param("[[b|l]]", "![[b|l]]", "links", id="an embed"),
        pytest.param("[[b|l]]", "[[B|l]]", "", id="the same target"),
        pytest.param("[[b|l]]", "[[b]]", "links", id="no label"),
        pytest.param("x [", "[[c]] [", "links", id="one link more"),
        pytest.param("#t", "#u", "tags", id="another tag"),
        pytest.param("#t", "# t", "tags", id="no tag"),
        pytest.param(" `c`", " #u `c`", "tags", id="one tag more"),
        pytest.param("# A", "# C", "headings", id="a heading"),
        pytest.param("## B", "### B", "headings", id="its level"),
        pytest.param("## B", "## B ##", "", id="marks behind it say nothing"),
        pytest.param("y\n", "y\n===\n", "headings", id="one heading more"),
        pytest.param("`c`", "`d`", "code", id="code"),
        pytest.param("x [", "x ` [", "links", id="a backtick that finds another"),
        pytest.param("\ny\n", "\n` y\n", "", id="a backtick alone"),
        pytest.param("#t `c` $", "#t  c  $", "code", id="code no more"),
        pytest.param("y\n", "    y\n", "code", id="an indented block"),
        pytest.param("$m$", "$n$", "math", id="math"),
        pytest.param("%%k%%", "%%l%%", "comments", id="a comment"),
        pytest.param("<b>h", "<i>h", "html", id="HTML"),
        pytest.param("w.org", "v.org", "external-links", id="an address"),
        pytest.param("y\n", "y http://a.b/甲乙 z\n", "external-links", id="one address more"),
        pytest.param("^id", "^ie", "blocks", id="a block id"),
        pytest.param("[^1]:", "[^2]:", "footnotes", id="a footnote"),
        pytest.param("[ ] i", "[x] i", "items", id="a task that is done"),
        pytest.param("- j", "j", "items", id="an item less"),
        pytest.param("---\n# A", "--\n# A", "properties", id="no front matter"),
        pytest.param("x [", "%% vault-ignore other %% [", "comments", id="a suppression"),
        pytest.param("\ny\n", "\n```\ny\n", "code", id="a fence without end"),
    ],
)
def test_what_no_fix_owns_stays(old: str, new: str, reason: str) -> None:
    assert NOTE.count(old) == 1
    start = NOTE.index(old)
    outcome = fixed({"a.md": NOTE, "b.md": "", "c.md": ""}, proposing(Fix((edit(start, start + len(old), new),))))
    assert reasons(outcome) == ([reason] if reason else [])
    assert texts(outcome) == ({} if reason else {"a.md": NOTE.replace(old, new)})


@pytest.mark.parametrize(
    ("owns", "old", "new", "reason"),
    [
        pytest.param(SPELLING, "[[b|l]]", "[[B.md|m]]", "", id="SPELLING: another way to write a link"),
        pytest.param(SPELLING, "[[b|l]]", "[l](b.md)", "", id="SPELLING: another kind of link"),
        pytest.param(SPELLING, "[[b|l]]", "[[c|l]]", "links", id="SPELLING: not another target"),
        pytest.param(SPELLING, "[[b|l]]", "[[b#x|l]]", "links", id="SPELLING: not another part"),
        pytest.param(SPELLING, "[[b|l]]", "![[b|l]]", "links", id="SPELLING: not an embed"),
        pytest.param(SPELLING, '"[[b]]"', '"[[B]]"', "", id="SPELLING: in a property"),
        pytest.param(SPELLING, '"[[b]]"', '"[[c]]"', "links", id="SPELLING: not another target in a property"),
        pytest.param(SPELLING, '"[[b]]"', "b", "properties", id="SPELLING: a link in a property stays one"),
        pytest.param(LINKS, "[[b|l]]", "[[c|l]]", "", id="LINKS: another target"),
        pytest.param(LINKS, "[[b|l]] #t", "[[b|l]]", "tags", id="LINKS: no tag"),
        pytest.param(LINKS, "[[b|l]] #t `c`", "[[b|l]] #t `d`", "code", id="LINKS: no code"),
        pytest.param(LINKS, "- j ^id", "- j [[c]] ^id", "", id="LINKS: a link more"),
        pytest.param(LINKS, "- [ ] i\n", "", "", id="LINKS: an item less"),
        pytest.param(LINKS, "- j ^id\n", "", "blocks", id="LINKS: no block id less"),
        pytest.param(TAGS, "#t", "#u", "", id="TAGS"),
        pytest.param(TAGS, "x [[b|l]] #t", "x [[b|m]] #u", "links", id="TAGS: no link"),
        pytest.param(HEADINGS, "## B", "## C", "", id="HEADINGS: its text"),
        pytest.param(HEADINGS, "## B\n", "", "", id="HEADINGS: one less"),
        pytest.param(HEADINGS, "## B", "## [[c]]", "links", id="HEADINGS: no link"),
        pytest.param(Aspect.EXTERNAL_LINKS, "https://w.org", "https://v.org", "", id="EXTERNAL LINKS"),
        pytest.param(Aspect.EXTERNAL_LINKS, "https://w.org", "b.md", "links", id="EXTERNAL LINKS: not to a note"),
        pytest.param(PROPERTIES, "title: 甲", "title: 乙", "", id="PROPERTIES: a value"),
        pytest.param(PROPERTIES, "title: 甲\n", "title: 甲\nz: 1\n", "", id="PROPERTIES: one more"),
        pytest.param(PROPERTIES, '"[[b]]"', '"[[c]]"', "", id="PROPERTIES: a link in it"),
        pytest.param(PROPERTIES, "title: 甲", "title: [", "properties", id="PROPERTIES: valid they stay"),
        pytest.param(PROPERTIES, "# A", "# C", "headings", id="PROPERTIES: no heading"),
        pytest.param(ORDER, "- [ ] i\n- j ^id\n", "- j ^id\n- [ ] i\n", "", id="ORDER: items"),
        pytest.param(ORDER, "- [ ] i\n- j ^id\n", "- j ^id\n", "items", id="ORDER: none is lost"),
    ],
)
def test_what_a_fix_owns_may_change(owns: Aspect, old: str, new: str, reason: str) -> None:
    assert NOTE.count(old) == 1
    start = NOTE.index(old)
    fix = Fix((edit(start, start + len(old), new),), frozenset((owns,)))
    outcome = fixed({"a.md": NOTE, "b.md": "", "c.md": ""}, proposing(fix))
    assert reasons(outcome) == ([reason] if reason else [])
    assert texts(outcome) == ({} if reason else {"a.md": NOTE.replace(old, new)})


@pytest.mark.parametrize(
    ("owns", "text", "edits", "reason"),
    [
        pytest.param(LINKS, "x [[b]] y [[c]]\n", [edit(0, 1, "`"), edit(8, 9, "`")], "links", id="a link between the edits"),
        pytest.param(PROPERTIES, "---\nk: 1\nl: 2\n---\n", [edit(9, 9, " m: 3\n")], "properties", id="a neighbour is broken"),
        pytest.param(PROPERTIES, "---\nk: 1\nl: 2\n---\n", [edit(9, 9, "m: 3\n")], "", id="a neighbour is not"),
        pytest.param(PROPERTIES, "---\nk: 1\n---\n", [edit(8, 8, "2")], "", id="at the end of a value"),
        pytest.param(PROPERTIES, "---\nk:\n---\n", [edit(6, 6, " 2")], "", id="in place of nothing"),
        pytest.param(PROPERTIES, "甲\n", [edit(0, 0, "---\nk: 1\n---\n")], "", id="front matter where there was none"),
        pytest.param(PROPERTIES, "---\nk： 1\n---\n#t\n", [edit(5, 6, ":")], "", id="front matter that was not valid"),
        pytest.param(PROPERTIES, "---\nk： [[a]]\n---\n#t\n", [edit(5, 6, ":"), edit(18, 18, "u")], "tags", id="but the body stays"),
        pytest.param(PROPERTIES, "\n---\nk: 1 #t\n---\n#t\n", [edit(0, 1, "")], "", id="what was Markdown, as it came late"),
        pytest.param(PROPERTIES, "---\nk: 1\n---\n", [edit(0, 13, "")], "properties", id="front matter is not deleted"),
        pytest.param(TAGS, "#标签，后文\n", [edit(3, 3, " ")], "", id="the end of a tag"),
        pytest.param(TAGS, "#u #标签，后文 #u\n", [edit(0, 1, "")], "", id="a tag less"),
        pytest.param(TAGS, "#u x #v\n", [edit(3, 3, "`"), edit(7, 7, "`")], "code", id="a tag becomes code"),
        pytest.param(ORDER, "## B\n\n[[b]] `d`\n\n## C\n\n[[c]]\n", [edit(0, 29, "## C\n\n[[c]]\n\n## B\n\n[[b]] `d`\n")], "", id="sections"),
        pytest.param(ORDER, "## B\r\n\r\n    d\r\n\r\n## C\r\n\r\ny", [edit(0, 26, "## C\n\ny\n\n## B\n\n    d")], "", id="code that becomes the last line"),
        pytest.param(ORDER, "[[b]]\n\n[[c]]\n", [edit(0, 5, "[[c]]"), edit(7, 12, "[[b]]")], "", id="what changes places"),
        pytest.param(ORDER, "x [[b]] y [[c]]\n", [edit(0, 1, "`"), edit(8, 9, "`")], "links", id="order is no excuse"),
    ],
)  # fmt: skip
def test_only_where_the_edits_are(owns: Aspect, text: str, edits: list[Edit], reason: str) -> None:
    outcome = fixed({"a.md": text, "b.md": "", "c.md": ""}, proposing(Fix(tuple(edits), frozenset((owns,)))))
    assert reasons(outcome) == ([reason] if reason else [])
    assert bool(texts(outcome)) is not bool(reason)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("见 https://a.b/甲c，老", "见 https://a.b/甲c，新", id="prose beside an address"),
        pytest.param("见 https://a.b/老c", None, id="in an address that is no link"),
        pytest.param("见 https://a.b/c, 老", "见 https://a.b/c, 新", id="behind a comma"),
    ],
)
def test_addresses_in_the_text_stay(old: str, new: str | None) -> None:
    assert made(old + "\n", replacing("老", "新")) == (new or old) + "\n"


# -- links to headings -----------------------------------------------------------------------------------------

RENAME = replacing("^## Old name$", "## New: name", HEADINGS)


@pytest.mark.parametrize(
    ("link", "after"),
    [
        pytest.param("[[a#Old name]]", "[[a#New name]]", id="a wikilink"),
        pytest.param("[[a#old  NAME|text]]", "[[a#New name|text]]", id="spelt otherwise, with a label"),
        pytest.param("![[a#Old name]]", "![[a#New name]]", id="an embed"),
        pytest.param("[[a.md#Top#Old name]]", "[[a.md#Top#New name]]", id="a chain"),
        pytest.param("[[a#Old name#Deep]]", "[[a#New name#Deep]]", id="a chain through it"),
        pytest.param("[x](a.md#Old%20name)", "[x](a.md#New%20name)", id="a Markdown link"),
        pytest.param(
            "[x](<a.md#Old name> 'title (a#b)')", "[x](<a.md#New name> 'title (a#b)')", id="in angle brackets"
        ),
        pytest.param("![x](a.md#Old%20name)", "![x](a.md#New%20name)", id="an image"),
        pytest.param("[x]\n\n[x]: a.md#Old%20name 'y'", "[x]\n\n[x]: a.md#New%20name 'y'", id="a reference"),
        pytest.param("| x |\n|--|\n| [[a#Old name\\|l]] |", "| x |\n|--|\n| [[a#New name\\|l]] |", id="in a table"),
        pytest.param("[[a#Top]] [[a#^id]] [[a#missing]] [[a]]", None, id="others stay"),
        pytest.param("`[[a#Old name]]`", None, id="code stays"),
    ],
)
def test_links_to_a_heading_are_taken_along(link: str, after: str | None) -> None:
    text = "# Top\n\n## Old name\n\n### Deep\n\nx ^id\n"
    outcome = fixed({"a.md": text, "b.md": link + "\n"}, RENAME)
    wanted = {"a.md": text.replace("Old", "New:")} | ({"b.md": after + "\n"} if after else {})
    assert texts(outcome) == wanted
    assert len(outcome.transactions) == 1
    assert reasons(outcome) == []


@pytest.mark.parametrize(
    ("name", "link", "after"),
    [
        pytest.param("50% (of) <b", "[x](a.md#Old%20name)", "[x](a.md#50%25%20%28of%29%20%3Cb)", id="encoded"),
        pytest.param("50% <b", "[x](<a.md#Old name>)", "[x](<a.md#50%25 %3Cb>)", id="encoded in angle brackets"),
        pytest.param("a: b|c ^ [[b]]", "[[a#Old name]]", "[[a#a b c b]]", id="as Obsidian writes it"),
        pytest.param("全角：标题", "[[a#Old name]]", "[[a#全角：标题]]", id="other punctuation stays"),
        pytest.param(
            '"q" \\\\', '---\nk: "[[a#Old\\u0020name]]"\n---', '---\nk: "[[a# q]]"\n---', id="no quotes in quotes"
        ),
    ],
)
def test_what_is_written_in_a_link_to_a_heading(name: str, link: str, after: str) -> None:
    rename = replacing("^## Old name$", f"## {name}", HEADINGS, LINKS)
    outcome = fixed({"a.md": "## Old name\n", "b.md": link + "\n"}, rename)
    assert reasons(outcome) == []
    assert texts(outcome)["b.md"] == after + "\n"


def test_links_in_the_note_itself_and_in_properties() -> None:
    files = {
        "a.md": '---\nl: "[[#Old name]]"\n---\n[[#Old name]]\n\n## Old name\n',
        "b.md": "---\nk:\n  - '[[a#Old name]]'\n---\n",
    }
    assert texts(fixed(files, RENAME)) == {
        "a.md": '---\nl: "[[#New name]]"\n---\n[[#New name]]\n\n## New: name\n',
        "b.md": "---\nk:\n  - '[[a#New name]]'\n---\n",
    }


@pytest.mark.parametrize(
    ("files", "source"),
    [
        pytest.param(
            {"b.canvas": '{"nodes":[{"id":"1","type":"file","file":"a.md","subpath":"#Old name"}]}'},
            "b.canvas",
            id="a canvas",
        ),
        pytest.param(
            {"b.canvas": '{"nodes":[{"id":"1","type":"text","text":"[[a#Old name]]"}]}'}, "b.canvas", id="a card"
        ),
        pytest.param({"b.md": "---\nk: '[[a#Old name]]'\n---\n"}, "b.md", id="a quote in quotes"),
    ],
)
def test_a_heading_stays_where_a_link_to_it_cannot_be_rewritten(files: dict[str, str], source: str) -> None:
    rename = replacing("^## Old name$", "## New 'name'", HEADINGS)
    outcome = fixed({"a.md": "x\n\n## Old name\n\ny\n", **files}, rename, replacing("^[xy]$", "z", id="z"))
    assert texts(outcome) == {"a.md": "z\n\n## Old name\n\nz\n"}
    assert [(dropped.reason, dropped.source) for dropped in outcome.dropped] == [("linked", source)]


def test_a_heading_that_is_linked_to_is_not_deleted() -> None:
    delete = replacing("^## Old name\n", "", HEADINGS)
    assert reasons(fixed({"a.md": "## Old name\n", "b.md": "[[a#Old name]]"}, delete)) == ["linked"]
    assert reasons(fixed({"a.md": "## Old name\n", "b.md": "[[a]]"}, delete)) == []


def test_a_heading_whose_new_name_is_taken() -> None:
    text = "## New name\n\n## Old name\n"
    outcome = fixed({"a.md": text, "b.md": "[[a#Old name]]"}, RENAME)
    assert (texts(outcome), reasons(outcome)) == ({}, ["linked"])
    text = "## New name\n\n# Top\n\n## Old name\n"
    assert texts(fixed({"a.md": text, "b.md": "[[a#Old name]]"}, RENAME))["b.md"] == "[[a#Top#New name]]"


def test_another_heading_of_that_name_would_take_the_link() -> None:
    text = "## Old name\n\n### Name\n\n## Name\n"
    rename = replacing("^## Old name$", "## Name", HEADINGS)
    assert texts(fixed({"a.md": text, "b.md": "[[a#Name]]"}, rename))["b.md"] == "[[a#Name#Name]]"
    text = "### Name\n\n## Old\n"
    assert reasons(
        fixed({"a.md": "## Old\n\n# Name\n", "b.md": "[[a#Name]]"}, replacing("^## Old$", "## Name", HEADINGS))
    ) == ["linked"]


def test_a_link_that_finds_its_heading_at_last_is_no_obstacle() -> None:
    insert = replacing(r"\Z(?<!Ref\n)", "\n## Ref\n", HEADINGS)
    files = {"a.md": "x [[#Ref]]\n", "b.md": "[[a#Ref]]\n"}
    assert texts(fixed(files, insert))["a.md"] == "x [[#Ref]]\n\n## Ref\n"


def test_notes_that_link_to_one_another_change_together() -> None:
    files = {
        "a.md": "## Old name\n\n[[b#Old name]]\n",
        "b.md": "## Old name\n\n[[a#Old name]]\n",
        "c.md": "## Old name\n",
    }
    outcome = fixed(files, RENAME)
    assert texts(outcome) == {
        path: text.replace("## Old", "## New:").replace("Old", "New") for path, text in files.items()
    }
    assert [[change.path for change in changes] for changes in outcome.transactions] == [["a.md", "b.md"], ["c.md"]]


def test_a_fix_of_the_link_itself_waits_and_is_made() -> None:
    canonical = replacing(r"\[\[A#", "[[a#", SPELLING, id="case")
    files = {"a.md": "## Old name\n", "b.md": "[[A#Old name]]\n"}
    assert texts(fixed(files, RENAME, canonical)) == {"a.md": "## New: name\n", "b.md": "[[a#New name]]\n"}


@pytest.mark.parametrize(
    ("text", "owner", "after"),
    [
        pytest.param("[[b.md|old]] old\n", replacing(r"\.md", "", SPELLING), "[[b|old]] new\n", id="a label"),
        pytest.param("## A old\n\nold\n", replacing("^## A", "## B", HEADINGS), "## B old\n\nnew\n", id="a heading"),
        pytest.param("---\nk: a old\n---\nold\n", replacing("a(?= old)", "b", PROPERTIES), "---\nk: b old\n---\nnew\n", id="a value"),
    ],
)  # fmt: skip
def test_what_one_fix_owns_is_no_excuse_for_another(text: str, owner: object, after: str) -> None:
    assert texts(fixed({"a.md": text, "b.md": ""}, owner, replacing("old", "new", id="z")))["a.md"] == after


def test_order_of_one_fix_is_not_that_of_another() -> None:
    text = "[[b]] [[c]] x [[b]] [[c]]\n"
    moved = Fix((edit(0, 11, "[[c]] [[b]]"),), frozenset((ORDER,)))
    other = Fix((edit(14, 25, "[[c]] [[b]]"),))
    outcome = fixed({"a.md": text, "b.md": "", "c.md": ""}, proposing(moved, other))
    assert texts(outcome) == {"a.md": "[[c]] [[b]] x [[b]] [[c]]\n"}


@pytest.mark.parametrize("place", [pytest.param(0, id="before the heading"), pytest.param(7, id="behind it")])
def test_a_heading_beside_the_one_that_is_linked_to(place: int) -> None:
    insert = proposing(Fix((edit(place, place, "## New\n\n"),), frozenset((HEADINGS,))))
    outcome = fixed({"a.md": "## Old\n\nx\n", "b.md": "[[a#Old]]"}, insert)
    assert list(texts(outcome)) == ["a.md"]


def test_moved_sections_keep_their_links() -> None:
    text = "## Dup\n\n### X\n\n## Second\n\n### X\n"
    move = proposing(Fix((edit(0, len(text), "## Second\n\n### X\n\n## Dup\n\n### X\n"),), frozenset((ORDER,))))
    assert texts(fixed({"a.md": text, "b.md": "[[a#Second#X]] [[a#Dup]]"}, move))["a.md"].startswith("## Second")


def test_notes_with_odd_numbers_are_fixed_too() -> None:
    assert made("---\nk: .nan\n---\nx\n", replacing("^x", "y")) == "---\nk: .nan\n---\ny\n"


def test_the_report_is_about_the_new_texts() -> None:
    outcome = fixed({"a.md": "\n\nx\nz\n"}, replacing("^\n\nx$", "y"), replacing("z", "z", id="z"))
    assert [(finding.line, finding.source) for finding in outcome.report.findings] == [(2, "z")]
    assert checked({"a.md": "y\nz\n"}, replacing("z", "z", id="z")).findings[0].line == 2
