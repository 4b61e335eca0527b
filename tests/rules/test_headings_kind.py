"""The kind `headings`: each option, a silent row beside every loud one, and fixes that change nothing but blank lines."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import grows_linearly
from mending import fixed, fixes, said
from support import config_of, run
from vault_tools.config import Config, ConfigError
from vault_tools.findings import Report

FM = "---\ntitle: x\n---\n"


def config(tmp_path: Path, options: str) -> Config:
    return config_of(tmp_path, f'[[rule]]\nid = "r"\nkind = "headings"\n{options}\n')


def found(report: Report) -> list[str]:
    return [f"{finding.line}:{finding.column} {finding.message}" for finding in report.findings]


@pytest.mark.parametrize(
    ("options", "note", "expected"),
    [
        pytest.param("max-h1 = 0", "# A\n\nB\n==\n\n## C", ["1:1 a heading of the first level; there may be none, use ## or leave it to the title", "3:1 a heading of the first level; there may be none, use ## or leave it to the title"], id="no h1, in either style"),
        pytest.param("max-h1 = 0", "## A\n\n```\n# B\n```\n\n> # C\n\n- # D\n\n#E\n", [], id="code, quotes, items and tags are no h1"),
        pytest.param("max-h1 = 1", "# A\n\n# B\n\n# C\n", ["3:1 3 headings of the first level; at most 1 allowed", "5:1 3 headings of the first level; at most 1 allowed"], id="each h1 beyond the first"),
        pytest.param("max-h1 = 1\nlevels = [2]", "# A\n", [], id="one h1"),
        pytest.param("max-h1 = 0\nlevels = [2]", "# A\n", ["1:1 a heading of the first level; there may be none, use ## or leave it to the title"], id="max-h1 is about the first level, whatever levels says"),
        pytest.param('styles = ["atx"]', "# A\n\nB\n---\n\n  ### C\n", ["3:1 the heading 'B' has a line below it; write it with # before it"], id="only ATX"),
        pytest.param('styles = ["setext"]', "# A\n\n#B\n---\n\n##\n", ["1:1 the heading 'A' begins with #; underline it with === or ---", "6:1 the heading '' begins with #; underline it with === or ---"], id="only setext"),
        pytest.param('styles = ["atx", "setext"]', "# A\n\nB\n---\n", [], id="both styles"),
        pytest.param('levels = [3]\nstyles = ["atx"]', "B\n---\n", [], id="another level"),
        pytest.param("unique = true", "# A\n\n## A\n\n> ## A\n\n## a\n\n##\n\n##\n", ["3:1 there is an earlier heading 'A'; give this one another text"], id="a text twice, in whatever level"),
        pytest.param("unique = true\nlevels = [2, 3]", "# A\n\n## A\n\n## B\n", [], id="a text twice, but of another level"),
        pytest.param("max-step = 1", "### A\n\n##### B\n\n# C\n\n## D\n", ["3:1 h5 follows h3; go down at most 1 at a time"], id="a level is left out"),
        pytest.param("max-step = 2", "### A\n\n##### B\n", [], id="two levels down are allowed"),
        pytest.param("max-step = 1\nlevels = [1, 2]", "# A\n\n### B\n", [], id="a jump to another level"),
        pytest.param("levels = [2]\nforbid-pattern = '（[^）]*）$'\nunless-pattern = '（[A-Z]+）$'", "## 正文（自动）\n\n## 模型（LLM）\n\n### 正文（自动）\n", ["1:6 '（自动）' is not allowed in '正文（自动）'"], id="a forbidden pattern, at its place"),
        pytest.param("min-length = 2", "## 甲\n\n## 甲乙 ##\n", ["1:1 '甲' is too short (1 of at least 2 characters)"], id="the text without its marks"),
        pytest.param("forbid-pattern = 'b'", "a\nb\n---\n\nc\n", ["2:1 'b' is not allowed in 'a b'"], id="a heading of two lines"),
        pytest.param("forbid-pattern = 'b'", "a\r\nb\r\n---\r\n", ["1:1 'b' is not allowed in 'a b'"], id="a heading of two lines with CR LF is pointed at as a whole"),
    ],
)  # fmt: skip
def test_options(tmp_path: Path, options: str, note: str, expected: list[str]) -> None:
    assert found(run({"a.md": note}, "r", config=config(tmp_path, options))) == expected


BOTH = "blank-before = 1\nblank-after = 1"


@pytest.mark.parametrize(
    ("options", "note", "expected", "mended"),
    [
        pytest.param(BOTH, "a\n\n## B\n\nc\n", [], None, id="one before and one after"),
        pytest.param(BOTH, "a\n## B\nc\n", ["2 before 0 1", "2 after 0 1"], "a\n\n## B\n\nc\n", id="none"),
        pytest.param(BOTH, "a\n\n\n\n## B\n\n\nc\n", ["5 before 3 1", "5 after 2 1"], "a\n\n## B\n\nc\n", id="too many"),
        pytest.param(BOTH, "a\n\n\n## B\n\nc\n", ["4 before 2 1"], "a\n\n## B\n\nc\n", id="too many before"),
        pytest.param(BOTH, "a\n\n## B\n\n \nc\n", ["3 after 2 1"], "a\n\n## B\n\nc\n", id="too many after"),
        pytest.param(BOTH, "```\na\n```\nB\n---\n\nc\n", ["4 before 0 1"], "```\na\n```\n\nB\n---\n\nc\n", id="a setext heading behind code"),
        pytest.param(BOTH, "a\n \t\n## B\n  \nc\n", [], None, id="a line of blanks is blank"),
        pytest.param(BOTH, "a\n \n\t\n## B\n", ["4 before 2 1"], "a\n \n## B\n", id="the first blank line stays as it is"),
        pytest.param(BOTH, "a\n\u3000\n## B\n", ["3 before 0 1"], "a\n\u3000\n\n## B\n", id="an ideographic space is text"),
        pytest.param(BOTH, "## B\n\nc\n", [], None, id="nothing above"),
        pytest.param(BOTH, "\n## B\n\nc\n", [], None, id="one line above, at the start"),
        pytest.param(BOTH, "\n\n## B\n\nc\n", ["3 before 2 1"], "\n## B\n\nc\n", id="two lines above, at the start"),
        pytest.param(BOTH, "\ufeff## B\n\nc\n", [], None, id="a byte order mark above"),
        pytest.param(BOTH, "\ufeff\n\n## B\n", ["3 before 2 1"], "\ufeff\n## B\n", id="a byte order mark on a blank line"),
        pytest.param(BOTH, FM + "## B\n\nc\n", [], None, id="right behind front matter"),
        pytest.param(BOTH, FM + "\n## B\n\nc\n", [], None, id="one line behind front matter"),
        pytest.param(BOTH, FM + "\n\n## B\n\nc\n", ["6 before 2 1"], FM + "\n## B\n\nc\n", id="two lines behind front matter"),
        pytest.param("blank-before = 0", FM + "\n## B\n", [], None, id="none wanted: one behind front matter is no matter"),
        pytest.param("blank-before = 2", FM + "\n\n## B\n", [], None, id="two wanted: two behind front matter"),
        pytest.param(BOTH, "## B", [], None, id="nothing below"),
        pytest.param(BOTH, "## B\n", [], None, id="nothing below but the line end"),
        pytest.param(BOTH, "## B\n\n\n  ", [], None, id="nothing but blanks below"),
        pytest.param(BOTH, "## A\n## B\n", ["2 before 0 1"], "## A\n\n## B\n", id="between two headings it is said once"),
        pytest.param(BOTH, "## A\n\n## B\n", [], None, id="between two headings one line does for both"),
        pytest.param(BOTH, "## A\n\n\n## B\n", ["4 before 2 1"], "## A\n\n## B\n", id="too many between two headings"),
        pytest.param("blank-before = 1\nblank-after = 2", "## A\n\n## B\n\n\nc\n", ["1 after 1 2"], "## A\n\n\n## B\n\n\nc\n", id="the greater number counts"),
        pytest.param("blank-before = 2\nblank-after = 1", "## A\n\n## B\n\nc\n", ["3 before 1 2"], "## A\n\n\n## B\n\nc\n", id="the greater number, of the heading below"),
        pytest.param("blank-after = 1", "a\n## A\n## B\n", ["2 after 0 1"], "a\n## A\n\n## B\n", id="only after"),
        pytest.param("blank-before = 1", "## A\n## B\nc\n", ["2 before 0 1"], "## A\n\n## B\nc\n", id="only before"),
        pytest.param("levels = [2]\n" + BOTH, "## A\n### B\nc\n", ["1 after 0 1"], "## A\n\n### B\nc\n", id="a heading of another level below"),
        pytest.param("levels = [2]\n" + BOTH, "### A\n## B\n", ["2 before 0 1"], "### A\n\n## B\n", id="a heading of another level above"),
        pytest.param("levels = [2]\n" + BOTH, "a\n### A\nb\n", [], None, id="another level"),
        pytest.param(BOTH, "a\n> ## A\n> b\n\n- ## C\n  d\n", [], None, id="headings in quotes and items"),
        pytest.param(BOTH, "a\r\n## B\r\nc\r\n", ["2 before 0 1", "2 after 0 1"], "a\r\n\r\n## B\r\n\r\nc\r\n", id="CR LF"),
        pytest.param(BOTH, "a\r\n\r\n\r\n## B\r\n\r\n\r\nc", ["4 before 2 1", "4 after 2 1"], "a\r\n\r\n## B\r\n\r\nc", id="too many, CR LF"),
        pytest.param(BOTH, "a\n\nB\nb\n---\nc\n", ["3 after 0 1"], "a\n\nB\nb\n---\n\nc\n", id="a setext heading begins with its first line"),
        pytest.param(BOTH, "- a\n- b\n## B\n\nc\n", ["3 before 0 1"], "- a\n- b\n\n## B\n\nc\n", id="below a list"),
        pytest.param(BOTH, "|a|\n|-|\n## B\n|a|\n|-|\n", ["3 before 0 1", "3 after 0 1"], "|a|\n|-|\n\n## B\n\n|a|\n|-|\n", id="between tables"),
        pytest.param(BOTH, "<!-- c -->\n## B\n%% d %%\ne\n", ["2 before 0 1", "2 after 0 1"], "<!-- c -->\n\n## B\n\n%% d %%\ne\n", id="comments are lines like others"),
        pytest.param(BOTH, "```\na\n```\n  ## B\n    code\n", ["4 before 0 1", "4 after 0 1"], "```\na\n```\n\n  ## B\n\n    code\n", id="between code"),
        pytest.param("blank-before = 0\nblank-after = 0", "a\n\n## B\n\n- c\n", ["3 before 1 0", "3 after 1 0"], "a\n## B\n- c\n", id="none wanted"),
        pytest.param("blank-before = 0\nblank-after = 0", "a\n## B\nc\n", [], None, id="none wanted, none there"),
        pytest.param("blank-before = 0", "# A\n\nB\n---\n", ["3 before 1 0"], "# A\nB\n---\n", id="none above a setext heading, below a heading"),
        # -- where no fix is proposed --
        pytest.param("blank-before = 0", "a\n\nB\n---\n", ["3 before 1 0"], "a\n\nB\n---\n", id="the paragraph above would become part of the heading"),
        pytest.param("blank-before = 1", "[r]: u\n    B\n---\n", ["2 before 0 1"], "[r]: u\n    B\n---\n", id="the heading would become code"),
        pytest.param("blank-before = 0", "-\n\n  ## B\n", ["3 before 1 0"], "-\n\n  ## B\n", id="the heading would become part of the item"),
        pytest.param("blank-before = 0", "<div>\n\n## B\n", ["3 before 1 0"], "<div>\n\n## B\n", id="the heading would become part of the HTML"),
        pytest.param("blank-before = 1", "- a\n\n^id\n## B\n", ["4 before 0 1"], "- a\n\n^id\n## B\n", id="a block id above would name the list"),
        pytest.param("blank-after = 1", "## B\n^id\n", ["1 after 0 1"], "## B\n^id\n", id="a block id below would name another block"),
        pytest.param("blank-after = 1", "%% vault-ignore x %%\n## B\nc\n", ["2 after 0 1"], "%% vault-ignore x %%\n## B\nc\n", id="a suppression would cover less"),
        pytest.param("blank-before = 0", "%% vault-ignore x %%\na\n\n## B\n", ["4 before 1 0"], "%% vault-ignore x %%\na\n\n## B\n", id="a suppression would cover more"),
        pytest.param("blank-before = 1", "- a\n\n^id\n\n\n## B\n", ["6 before 2 1"], "- a\n\n^id\n\n## B\n", id="a block id with a blank line behind it keeps one"),
    ],
)  # fmt: skip
def test_blank_lines(tmp_path: Path, options: str, note: str, expected: list[str], mended: str | None) -> None:
    rule = config(tmp_path, options + '\nmessage = "{count} {limit}"')
    report = run({"a.md": note}, "r", config=rule)
    sides = {"headings.blank-before": "before", "headings.blank-after": "after"}
    assert [f"{finding.line} {sides[finding.key]} {finding.message}" for finding in report.findings] == expected
    assert all(fix is None or (fix.is_safe and not fix.owns) for fix in fixes(report))
    result = fixed(note, report)
    assert result == (note if mended is None else mended)
    if result != note:
        assert run({"a.md": result}, "r", config=rule).findings == ()
        assert said(result) == said(note)


@pytest.mark.parametrize(
    "option",
    [
        "levels = [7]",
        "levels = [true]",
        "levels = 2",
        'max-h1 = "1"',
        'styles = ["atz"]',
        'unique = "yes"',
        "forbid-pattern = '(?=x)'",
        "blank = 1",
        "blank-before = -1",
        "blank-after = 10",
        "max-h1 = -1",
        "max-step = 0",
        "max-h1 = 1\nunless-pattern = 'x'",
    ],
)
def test_mistakes_in_the_configuration(tmp_path: Path, option: str) -> None:
    with pytest.raises(ConfigError) as error:
        config(tmp_path, option)
    line = 4 + option.count("\n")
    assert [(problem.line, problem.key.split(".")[0]) for problem in error.value.problems] == [(line, "rule[1]")]


def test_a_rule_asks_for_something(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        config(tmp_path, "levels = [2]")
    assert [problem.message for problem in error.value.problems] == ["config.nothing"]
    assert config(tmp_path, "levels = [2]\nblank-after = 0").house_rules


_LINES = (
    "", "", " ", "a", "## H", "# T", "  ### I", "---", "===", "- x", "  - y", "> q", "> ## Q", "^id", "b ^id", "```", "<div>",
    "<!-- c -->", "%% d %%", "%%", "|a|", "|-|", "[r]: u", "[^1]: f", "    code", "1. n", "$$", "-", "title: x", "[[l]] #t",
    "%% vault-ignore x %%",
)  # fmt: skip


@given(
    lines=st.lists(st.sampled_from(_LINES), max_size=12),
    before=st.sampled_from([None, 0, 1, 2]),
    after=st.sampled_from([None, 0, 1, 2]),
    end=st.sampled_from(["\n", "\r\n"]),
    levels=st.sampled_from(["", "levels = [2]"]),
)
def test_fixes_change_blank_lines_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[str],
    before: int | None,
    after: int | None,
    end: str,
    levels: str,
) -> None:
    options = ["max-h1 = 99", levels]
    options += [] if before is None else [f"blank-before = {before}"]
    options += [] if after is None else [f"blank-after = {after}"]
    rule = config(tmp_path_factory.mktemp("rule"), "\n".join(options))
    note = end.join(lines)
    result = fixed(note, run({"a.md": note}, "r", config=rule))
    assert said(result) == said(note)
    assert [line for line in result.split(end) if line.strip()] == [line for line in lines if line.strip()]
    assert not any(fixes(run({"a.md": result}, "r", config=rule)))


@pytest.mark.skipif(os.name != "posix", reason="CPU time is measured with signals")
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: "## a\n\n\nb\n" * n, id="many headings"),
        pytest.param(lambda n: "## a\n" * n, id="one behind the other"),
        pytest.param(lambda n: "a\n" + "\n" * n + "## b\n" + " \n" * n + "c\n", id="many blank lines"),
        pytest.param(lambda n: "## a" + " " * n + "\n" * n, id="blanks to the end"),
        pytest.param(lambda n: "%% vault-ignore x %%\n## a\nb\n" * n, id="many suppressions"),
        pytest.param(lambda n: "<p>\n\n## a\n\n" * n, id="much HTML"),
        pytest.param(lambda n: ("a\n" * n + "---\n") * 2, id="a heading of many lines"),
        pytest.param(lambda n: ("b" * 200 + "\n## a\r\n") * (n // 20), id="long lines"),
    ],
)
def test_time_grows_with_the_note(tmp_path: Path, make: Callable[[int], str]) -> None:
    options = (
        'blank-before = 1\nblank-after = 0\nunique = true\nmax-step = 1\nforbid-pattern = "x"\nstyles = ["setext"]'
    )
    rule = config(tmp_path, options)
    assert grows_linearly(lambda text: run({"a.md": text}, "r", config=rule), make, 4000)
