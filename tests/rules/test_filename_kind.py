"""The kind `filename`."""

import pytest

from support import config_of, lines, run
from vault_tools.config import ConfigError
from vault_tools.editing.frontmatter_edits import applied

RULE = '[[rule]]\nid = "r"\nkind = "filename"\n'
BOTH = 'applies-to = ["filename", "title"]\n'


@pytest.mark.parametrize(
    ("options", "path", "title", "expected"),
    [
        pytest.param('script = "Han"', "f/甲 a.md", "", [], id="a script"),
        pytest.param('script = "Han"', "甲/abc.md", "", ["1:1 'abc' has no character of the script Han"], id="the folder's name does not count"),
        pytest.param("forbid-pattern = 'md'", "a.md", "", [], id="nor does the suffix"),
        pytest.param("pattern = '^a.b$'", "a.b.md", "", [], id="dots inside do"),
        pytest.param("pattern = '：'", "a.md", "a：b", ["1:1 'a' does not match ："], id="only the name"),
        pytest.param(BOTH + "pattern = '：'", "a.md", "b", ["1:1 'a' does not match ：", "2:8 'b' does not match ："], id="name and title"),
        pytest.param(BOTH + "pattern = '：'", "a：.md", "", [], id="there is no title"),
        pytest.param(BOTH + "pattern = '：'", "a.md", "a", ["1:1 'a' does not match ："], id="the same twice is said once"),
        pytest.param('applies-to = "title"\nforbid-suffix = ["档案"]', "a档案.md", "b档案", ["2:8 'b档案' may not end in '档案'"], id="only the title"),
        pytest.param('equals = "title"', "甲.md", "甲", [], id="equal"),
        pytest.param('equals = "title"', "甲.md", "", [], id="no title, nothing to compare"),
        pytest.param('equals = "title"', "甲.md", "乙", ["2:8 the title is '乙', but the file is called '甲'"], id="another title"),
        pytest.param('equals = "title"', "2024.md", "2024", [], id="a number"),
        pytest.param('equals = "title"', "甲.md", "'{{title}}'", [], id="a placeholder"),
        pytest.param('equals = "title"', "甲.md", "[甲]", [], id="a list is somebody else's matter"),
        pytest.param('equals = "title"', "a b.md", "Ａ/Ｂ", ["2:8 the title is 'Ａ/Ｂ', but the file is called 'a b'"], id="exactly"),
        pytest.param('equals = "title"\ncompare = "normalized"', "a b.md", "Ａ/Ｂ", [], id="nearly"),
        pytest.param('equals = "title"', "甲-2.md", "甲", ["2:8 the title is '甲', but the file is called '甲-2'"], id="a number at the end"),
        pytest.param("equals = \"title\"\nallow-suffix-pattern = '-\\d+$'", "甲-2.md", "甲", [], id="is allowed"),
        pytest.param("equals = \"title\"\nallow-suffix-pattern = '-\\d+'", "甲-2-乙.md", "甲", ["2:8 the title is '甲', but the file is called '甲-2-乙'"], id="only at the end"),
        pytest.param("equals = \"title\"\nallow-suffix-pattern = '-\\d+$'", "甲-2.md", "甲-2", [], id="and in the title too"),
    ],
)  # fmt: skip
def test_one_note(tmp_path, options: str, path: str, title: str, expected: list[str]) -> None:
    text = f"---\ntitle: {title}\n---\n" if title else "x"
    report = run({path: text, "x.png": ""}, "r", config=config_of(tmp_path, RULE + options))
    assert lines(report) == [f"{path}:{line}" for line in expected]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("标题: 'a' # c", "标题: '甲：乙' # c", id="another name for it"),
        pytest.param("title: |\n  a", None, id="a text of several lines"),
        pytest.param("title: 12", "title: 甲：乙", id="a number"),
    ],
)
def test_the_title_becomes_the_name_unsafely(tmp_path, title: str, expected: str | None) -> None:
    config = config_of(tmp_path, RULE + 'equals = "title"')
    (finding,) = run({"甲：乙.md": f"---\n{title}\n---\nx"}, "r", config=config).findings
    if expected is None:
        assert finding.fix is None
    else:
        assert finding.fix
        assert not finding.fix.is_safe
        mended = applied(f"---\n{title}\n---\nx", finding.fix.edits)
        assert mended == f"---\n{expected}\n---\nx"
        assert run({"甲：乙.md": mended}, "r", config=config).findings == ()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param("", [(1, "rule[1]", "config.nothing")], id="nothing is asked for"),
        pytest.param("pattern = 'a'\napplies-to = []", [(1, "rule[1]", "config.nothing")], id="of nothing"),
        pytest.param("applies-to = 'folder'\npattern = 'a'", [(4, "rule[1].applies-to[1]", "config.choice")], id="no such name"),
        pytest.param("compare = 'normalized'\npattern = 'a'", [(4, "rule[1].compare", "config.without")], id="compare what?"),
        pytest.param("allow-suffix-pattern = 'x'\npattern = 'a'", [(4, "rule[1].allow-suffix-pattern", "config.without")], id="a suffix of what?"),
        pytest.param("allow-suffix-pattern = '('\nequals = 'title'", [(4, "rule[1].allow-suffix-pattern", "config.pattern")], id="a pattern"),
        pytest.param("script = 'Hann'", [(4, "rule[1].script", "config.script")], id="a script"),
        pytest.param("unless-pattern = 'x'\nmax-length = 3", [(4, "rule[1].unless-pattern", "config.without")], id="an exception to nothing"),
        pytest.param("equals = 'title'", [], id="enough"),
    ],
)  # fmt: skip
def test_mistakes(tmp_path, options: str, expected: list[tuple[int, str, str]]) -> None:
    try:
        config_of(tmp_path, RULE + options)
    except ConfigError as error:
        found = [(problem.line, problem.key, problem.message) for problem in error.problems]
    else:
        found = []
    assert found == expected
