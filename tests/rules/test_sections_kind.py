"""The kind `sections`: each option, a silent row beside every loud one, and fixes that move whole sections."""

import os
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import grows_linearly
from mending import fixed, fixes, said
from support import config_of, run
from vault_tools.config import Config, ConfigError
from vault_tools.findings import Aspect, Report


def config(tmp_path: Path, options: str) -> Config:
    return config_of(tmp_path, f'[[rule]]\nid = "r"\nkind = "sections"\n{options}\n')


def found(report: Report) -> list[str]:
    return [f"{finding.line}:{finding.column} {finding.message}" for finding in report.findings if finding.rule == "r"]


def note(*titles: str) -> str:
    """Return a note with sections of these titles, each with a text of its own."""
    return "\n\n".join(f"## {title}\n\n[[{title}]] in {place}" for place, title in enumerate(titles)) + "\n"


ORDER = 'order = ["A", "B", "C"]'


@pytest.mark.parametrize(
    ("options", "text", "expected"),
    [
        pytest.param('required = ["A", "B"]', "text\n\n## C\n", ["1:1 missing sections: A, B"], id="all that is missing is one finding"),
        pytest.param('required = ["A", "B"]', "", ["1:1 missing sections: A, B"], id="an empty note"),
        pytest.param('required = ["A", "B"]', "## B ##\n\nA\n---\n", [], id="in any order and style"),
        pytest.param('required = ["A"]', "# A\n\n### A\n\n> ## A\n\n```\n## A\n```\n", ["1:1 missing sections: A"], id="other levels, quotes and code do not count"),
        pytest.param('required = ["A"]\nlevel = 1', "# A\n", [], id="another level is wanted"),
        pytest.param('required = ["A"]', "## a\n", ["1:1 missing sections: A"], id="titles are compared as written"),
        pytest.param('forbid = ["X"]', "## A\n\n## X\n\n## X\n", ["3:1 the section 'X' is not allowed", "5:1 the section 'X' is not allowed"], id="forbidden"),
        pytest.param('forbid = ["X"]', "# X\n\n### X\n", [], id="forbidden in another level"),
        pytest.param('required = ["A"]\noptional = ["B"]\nlast = "D"\nextra = "forbid"', "## A\n\n## B\n\n## C\n\n## D\n", ["5:1 the section 'C' is not allowed; there may be: A, B, D"], id="no others"),
        pytest.param('required = ["A"]\noptional = ["B"]', "## A\n\n## C\n", [], id="others are allowed"),
        pytest.param('forbid = ["X"]\nextra = "forbid"\noptional = ["A"]', "## X\n", ["1:1 the section 'X' is not allowed"], id="forbidden is said once"),
        pytest.param("unique = true", "## A\n\n## B\n\n## A\n\n### B\n", ["5:1 there is an earlier section 'A'; join the two"], id="a title twice"),
        pytest.param('unique = ["B"]', "## A\n\n## A\n\n## B\n", [], id="only certain titles, another twice"),
        pytest.param('unique = ["B"]', "## B\n\n## A\n\n## B\n", ["5:1 there is an earlier section 'B'; join the two"], id="only certain titles"),
        pytest.param(ORDER, note("B", "X", "A", "C"), ["9:1 the section 'A' belongs before 'B'"], id="out of order"),
        pytest.param(ORDER, note("A", "X", "C", "Y"), [], id="in order, one is not there"),
        pytest.param(ORDER, note("C", "B", "A"), ["5:1 the section 'B' belongs before 'C'"], id="the first out of order is named"),
        pytest.param('last = "C"', note("C", "A"), ["1:1 the section 'C' belongs at the end; 'A' comes after it"], id="not the last"),
        pytest.param('last = "C"', note("A", "C") + "\n### D\n", [], id="the last, with sub-sections"),
        pytest.param('last = "C"', note("A"), [], id="not there"),
        pytest.param('last = "C"', note("C", "A", "C"), [], id="twice, and once the last"),
        pytest.param(ORDER + '\nlast = "C"', note("A", "C", "B"), ["5:1 the section 'C' belongs at the end; 'B' comes after it"], id="last and out of order is said once"),
        pytest.param("not-empty = true", "## A\n\n%% x %%\n\n---\n\n- \n\n<!-- y -->\n\n^id\n\n### B\n\n## C\n\nc\n", ["1:1 the section 'A' is empty; fill it, or remove its heading"], id="comments, breaks, empty items, empty sub-sections"),
        pytest.param("not-empty = true", "## A\n\n### B\n\nb\n\n## C\n\n> \n\n## D\n\n![](x.png)\n\n## E\n\n`x`\n", [], id="sub-sections with content, quotes, images, code"),
        pytest.param("not-empty = true", "## A", ["1:1 the section 'A' is empty; fill it, or remove its heading"], id="the end of the note"),
        pytest.param("not-empty = true", "## A\n\n- a\n-\n", [], id="a list"),
        pytest.param('min-chars = { A = 5 }', "## A\n\n甲 乙\n丙丁\n\n## B\n", ["1:1 the section 'A' is too short (4 of at least 5 characters)"], id="too short, blanks do not count"),
        pytest.param('min-chars = { A = 5 }', "## A\n\n甲乙丙丁戊\n\n## B\n", [], id="long enough"),
        pytest.param('min-chars = { A = 5 }', "## A\n\n[甲乙](https://example.org) %% 丙丁戊 %%\n", ["1:1 the section 'A' is too short (2 of at least 5 characters)"], id="addresses and comments do not count"),
        pytest.param('min-chars = { A = 5 }', "## A\n\n### 甲乙\n\n丙丁戊\n", [], id="sub-sections count"),
        pytest.param('max-chars = { A = 3 }', "## A\n\n甲乙丙丁\n", ["1:1 the section 'A' is too long (4 of at most 3 characters)"], id="too long"),
        pytest.param('max-chars = { A = 4 }', "## A\n\n甲乙丙丁\n\n## B\n\n戊\n", [], id="short enough"),
        pytest.param('min-chars = { A = 9 }\nnot-empty = true', "## A\n", ["1:1 the section 'A' is empty; fill it, or remove its heading"], id="empty is said once"),
        pytest.param(ORDER + '\nmin-chars = { A = 4 }', "## A\n\n## X\n\n甲乙\n\n# Y\n\n丙\n\n## B\n\n丁\n", [], id="what the rule does not name belongs to the section before"),
        pytest.param(ORDER + '\nmin-chars = { A = 6 }', "## A\n\n## X\n\n甲乙\n\n## B\n\n丙丁戊己\n", ["1:1 the section 'A' is too short (5 of at least 6 characters)"], id="what it names does not"),
        pytest.param('min-chars = { A = 2 }', "## A\n\n## X\n\n甲乙\n", ["1:1 the section 'A' is too short (0 of at least 2 characters)"], id="without an order each stands for itself"),
        pytest.param(ORDER + "\nnot-empty = true", "## A\n\n## X\n\nx\n\n## Y\n\n## C\n", ["7:1 the section 'Y' is empty; fill it, or remove its heading", "9:1 the section 'C' is empty; fill it, or remove its heading"], id="empty, with an order"),
    ],
)  # fmt: skip
def test_options(tmp_path: Path, options: str, text: str, expected: list[str]) -> None:
    report = run({"a.md": text}, "r", config=config(tmp_path, options))
    assert found(report) == expected


def test_a_byte_order_mark_line_is_no_section(tmp_path: Path) -> None:
    rule = config(tmp_path, 'required = ["A"]')
    assert found(run({"a.md": "\ufeff## A\n"}, "r", config=rule)) == []
    assert found(run({"a.canvas": "{}", "a.base": ""}, "r", config=rule)) == []


@pytest.mark.parametrize(
    ("options", "before", "after", "is_safe"),
    [
        pytest.param(ORDER, "p\n\n## B\n\nb\n\n## A\n\na\n\n## C\n\nc\n", "p\n\n## A\n\na\n\n## B\n\nb\n\n## C\n\nc\n", True, id="two change places"),
        pytest.param(ORDER, "## C\n\nc\n\n\n## A\n\na\n\n## B\n\nb", "## A\n\na\n\n\n## B\n\nb\n\n## C\n\nc", True, id="blank lines and the end stay where they were"),
        pytest.param(ORDER, "## B\r\n\r\nb\r\n\r\n## A\r\n\r\na\r\n", "## A\r\n\r\na\r\n\r\n## B\r\n\r\nb\r\n", True, id="CR LF"),
        pytest.param(ORDER, "---\nx: y\n---\n## B\n\n### b\n\n## A\n\n#### a\n\n# T\n\n## C\n", "---\nx: y\n---\n## A\n\n#### a\n\n## B\n\n### b\n\n# T\n\n## C\n", True, id="sub-sections go along, what is outside stays"),
        pytest.param(ORDER, "## B\n\nb\n\n---\n\n## A\n\na\n", "## A\n\na\n\n---\n\n## B\n\nb\n", True, id="a thematic break between them stays"),
        pytest.param(ORDER, "## B\n\nb\n\n## X\n\nx\n\n## A\n\na\n", "## A\n\na\n\n## B\n\nb\n\n## X\n\nx\n", False, id="one that is not named goes along: unsafe"),
        pytest.param(ORDER, "## B\n\nb\n\n## A\n\na\n\n## X\n\nx\n\n## C\n\nc\n", "## A\n\na\n\n## X\n\nx\n\n## B\n\nb\n\n## C\n\nc\n", False, id="with the one before it"),
        pytest.param('last = "A"', "## A\n\na\n\n## X\n\nx\n\n## Y\n\ny\n", "## X\n\nx\n\n## Y\n\ny\n\n## A\n\na\n", True, id="the last goes to the end"),
        pytest.param('order = ["A", "B"]\nlast = "C"', "## C\n\nc\n\n## B\n\nb\n\n## A\n\na\n", "## A\n\na\n\n## B\n\nb\n\n## C\n\nc\n", True, id="order and last at once"),
        pytest.param(ORDER, "B\n-\n\nb\n\n## A\n\na\n", "## A\n\na\n\nB\n-\n\nb\n", True, id="a setext heading"),
        pytest.param(ORDER, "## B\n\n## A\n", "## A\n\n## B\n", True, id="empty ones"),
        # -- where no fix is proposed --
        pytest.param(ORDER, "## B\n\nb\n\n## A\n\na\n\n## A\n\nz\n", None, True, id="a name twice"),
        pytest.param(ORDER, "## B\n\nb\n\n# T\n\n## A\n\na\n", None, True, id="a heading of a higher level between them"),
        pytest.param(ORDER, "## B\n\nb\n## A\n\na\n", None, True, id="no blank line between them"),
        pytest.param(ORDER, "## B\n\n[b]\n\n[b]: c.md\n\n## A\n\na\n", None, True, id="a link's definition"),
        pytest.param(ORDER, "## B\n\nb[^1]\n\n## A\n\na\n\n[^1]: n\n", None, True, id="a footnote's definition"),
        pytest.param(ORDER, "## B\n\n<details>\n\n## A\n\na\n", None, True, id="HTML"),
        pytest.param(ORDER, "## B\n\nb\n\n%% vault-ignore footnotes %%\n\n## A\n\na\n", None, True, id="a suppression"),
        pytest.param(ORDER, "%% vault-ignore footnotes %%\n## B\n\nb\n\n## A\n\na\n", None, True, id="a suppression above"),
        pytest.param(ORDER, "p\n## B\n\nb\n\nA\n-\n\na\n", None, True, id="no blank line above them"),
        pytest.param(ORDER, "## B\n\n```\nb\n```\n\n## A\n\n```\na\n```\nT\n=\n", None, True, id="no blank line below them"),
        pytest.param(ORDER, "## B\n\n- b\n\n ## A\n\na\n", None, True, id="an indented heading"),
        pytest.param(ORDER, "## B\n\nb\n\n## A\n\na\n\n```\nx\n", None, True, id="a block without an end"),
        pytest.param(ORDER, "## B\n\nb\n\n## A\n\na\n\n%% kanban:settings\n{}\n%%\n", None, True, id="settings at the end"),
        pytest.param(ORDER, "## B\n\nb\r\n\n## A\n\na\n", None, True, id="two kinds of line ends"),
    ],
)  # fmt: skip
def test_fixes(tmp_path: Path, options: str, before: str, after: str | None, is_safe: bool) -> None:
    rule = config(tmp_path, options)
    report = run({"a.md": before}, "r", config=rule)
    assert report.findings
    assert fixed(before, report) == (before if after is None else after)
    made = [fix for fix in fixes(report) if fix]
    assert [(fix.is_safe, fix.owns) for fix in made] == [(is_safe, {Aspect.ORDER})] * (after is not None)
    if after is not None:
        assert found(run({"a.md": after}, "r", config=rule)) == []
        assert said(after, ordered=False) == said(before, ordered=False)


@pytest.mark.parametrize("titles", list(permutations("ABCXY")), ids="".join)
def test_every_order_is_mended(tmp_path: Path, titles: tuple[str, ...]) -> None:
    rule = config(tmp_path, 'order = ["A", "B"]\nlast = "C"')
    before = note(*titles)
    after = fixed(before, run({"a.md": before}, "r", config=rule))
    assert found(run({"a.md": after}, "r", config=rule)) == []
    assert said(after, ordered=False) == said(before, ordered=False)


_LINES = (
    "", "", "", "a", "## A", "## B", "## C", "## X", "# T", "### A", "A", "---", "- x", "  ## B", "> ## B", "^id", "```", "<div>",
    "<!-- c -->", "%%", "[r]: u", "[r]", "[^1]: f", "    code", "[[l]] #t", "%% vault-ignore x %%", "|a|", "|-|",
)  # fmt: skip


@given(lines=st.lists(st.sampled_from(_LINES), max_size=14), end=st.sampled_from(["\n", "\r\n"]))
def test_fixes_move_and_change_nothing(tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str) -> None:
    rule = config(tmp_path_factory.mktemp("rule"), 'order = ["A", "B"]\nlast = "C"')
    text = end.join(lines)
    report = run({"a.md": text}, "r", config=rule)
    result = fixed(text, report)
    assert said(result, ordered=False) == said(text, ordered=False)
    assert sorted(result.split(end)) == sorted(lines or [""])
    if result != text:
        assert found(run({"a.md": result}, "r", config=rule)) == []


def test_names_that_no_note_has_make_the_rule_idle(tmp_path: Path) -> None:
    rule = config(
        tmp_path, 'required = ["R"]\norder = ["O"]\nlast = "L"\nmin-chars = { M = 1, R = 1 }\nmax-chars = { N = 9 }'
    )
    files = {"a.md": "## R\n\nx\n", "b.md": "## R\n\nx\n\n## N\n\nn\n"}
    idle = [finding for finding in run(files, config=rule).findings if finding.rule == "idle-rule"]
    assert [finding.message for finding in idle] == [
        "the rule 'r' has nothing to look at: no note that it is about has L, M"
    ]
    files["c.md"] = "## R\n\nx\n\n## M\n\nm\n\n## L\n\nl\n"
    assert not [finding for finding in run(files, config=rule).findings if finding.rule == "idle-rule"]


@pytest.mark.parametrize(
    ("option", "key"),
    [
        ("level = 0", "rule[1].level"),
        ('required = "A"', "rule[1].required"),
        ("unique = 1", "rule[1].unique"),
        ("unique = [1]", "rule[1].unique[1]"),
        ('extra = "no"', "rule[1].extra"),
        ('min-chars = { A = "9" }', "rule[1].min-chars.A"),
        ("min-chars = { A = 9, B = 1 }\nmax-chars = { A = 8, B = 1 }", "rule[1].max-chars.A"),
        ("max-chars = { A = -1 }", "rule[1].max-chars.A"),
        ("level = 3", "rule[1]"),
        ('optional = ["A"]\nlevel = 3', "rule[1]"),
        ('required = ["A"]\nforbid = ["B", "A"]', "rule[1].forbid[2]"),
        ('order = ["A", "B"]\nlast = "A"', "rule[1].last"),
        ('lasst = "A"', "rule[1].lasst"),
    ],
)
def test_mistakes_in_the_configuration(tmp_path: Path, option: str, key: str) -> None:
    with pytest.raises(ConfigError) as error:
        config(tmp_path, option)
    assert [problem.key for problem in error.value.problems] == [key]


@pytest.mark.skipif(os.name != "posix", reason="CPU time is measured with signals")
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: "## B\n\nb\n\n## A\n\n%% c %%\n\n### d\n\n" * n, id="many sections"),
        pytest.param(lambda n: "## A\n\n" * n, id="one behind the other, empty"),
        pytest.param(lambda n: "## B\n\nb\n\n" + "## X\n\nx\n\n" * n + "## A\n\na\n", id="much to move"),
        pytest.param(lambda n: "## B\n\nb" + "\n" * n + "## A\n\na" + "\n" * n, id="many blank lines"),
        pytest.param(
            lambda n: "## B\n\n" + "---\n\n" * n + "## A\n\n" + "%% c %%\n\n" * n, id="many breaks and comments"
        ),
        pytest.param(lambda n: "# T\n\n## A\n\n## A\n\n%% c %%\n\n" * n, id="under many headings"),
        pytest.param(
            lambda n: "## B\n\n%% vault-ignore x %%\n\n[l](x) " * n + "\n\n## A\n", id="suppressions and links"
        ),
        pytest.param(lambda n: "## B\n\n" + "- " * n + "x\n\n## A\n\n" + "*" * n + "x\n", id="almost a break"),
    ],
)
def test_time_grows_with_the_note(tmp_path: Path, make: Callable[[int], str]) -> None:
    rule = config(tmp_path, ORDER + "\nlast = 'C'\nunique = true\nnot-empty = true\nmin-chars = { A = 9, B = 9 }")
    assert grows_linearly(lambda text: run({"a.md": text}, "r", config=rule), make, 4000)
