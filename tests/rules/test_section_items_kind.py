"""The kind section-items: what is said of the list items of a section, and how a repeated one is deleted."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import at_most
from support import config_of, lines, run
from vault_tools.config import Config
from vault_tools.config.model import HouseRule
from vault_tools.findings import Aspect, Finding, Severity
from vault_tools.rules.section_items import Options
from vault_tools.scan import parse

HEAD = '[[rule]]\nid = "r"\nkind = "section-items"\n'


def found(tmp_path: Path, options: str, files: dict[str, str]) -> list[str]:
    config = config_of(
        tmp_path, f"{HEAD}{options}\n" if "section =" in options else f'{HEAD}section = "S"\n{options}\n'
    )
    return lines(run(files, "r", config=config))


B = {"b.md": "", "x/c.md": ""}
"""Notes that can be linked to."""


@pytest.mark.parametrize(
    ("options", "note", "expected"),
    [
        # -- which sections, which items --
        pytest.param("min-items = 2", "## S\n\n- a\n", ["1:1 'S' has too few items (1 of at least 2)"], id="too few"),
        pytest.param("min-items = 2", "## S\n\n- a\n- b\n", [], id="enough"),
        pytest.param("min-items = 2", "## T\n\n- a\n", [], id="another section"),
        pytest.param("min-items = 2", "# S\n\n- a\n\n### S\n", [], id="another level"),
        pytest.param("min-items = 2\nlevel = 1", "S\n===\n- a\n", ["1:1 'S' has too few items (1 of at least 2)"], id="a level of its own, setext"),
        pytest.param("min-items = 1", "> ## S\n\n```\n## S\n```\n", [], id="headings in quotes and code"),
        pytest.param("min-items = 2", "- x\n- y\n\n## S\n\n## T\n\n- a\n- b\n", ["4:1 'S' has too few items (0 of at least 2)"], id="items elsewhere do not count"),
        pytest.param("min-items = 2", "## S\n\n- a\n  - b\n  - c\n", ["1:1 'S' has too few items (1 of at least 2)"], id="nested items do not count"),
        pytest.param("min-items = 2", "## S\n\n- a\n\n### T\n\n- b\n", [], id="sub-sections belong to it"),
        pytest.param("max-items = 1", "## S\n- a\n- b\n\n## S\n- c\n\n## S\n1. d\n2) e\n", ["1:1 'S' has too many items (2 of at most 1)", "8:1 'S' has too many items (2 of at most 1)"], id="too many, counted for each section"),
        pytest.param('section = ["S", "T"]\nmax-items = 1', "## T\n- a\n- b\n", ["1:1 'T' has too many items (2 of at most 1)"], id="several titles"),
        # -- patterns --
        pytest.param("item-pattern = '^- \\[\\[[^|]+\\]\\]$'", "## S\n\n- [[b]]\n- [[b|B]]\n", ["4:1 the item '- [[b|B]]' does not match ^- \\[\\[[^|]+\\]\\]$"], id="a pattern"),
        pytest.param("item-pattern = '^- \\w+$'", "## S\n\n- a  \n-   b\n* c\n", ["4:1 the item '- b' does not match ^- \\w+$", "5:1 the item '* c' does not match ^- \\w+$"], id="an item's text is trimmed and has its marker"),
        pytest.param("item-pattern = '^- \\w+$'", "## S\n\n- a\n  - no match!\n- b\n  c\n", ["5:1 the item '- b c' does not match ^- \\w+$"], id="its own lines, not those nested in it"),
        pytest.param("item-pattern = 'a'\nunless-pattern = '^- 无$'", "## S\n- 无\n- b\n", ["3:1 the item '- b' does not match a"], id="excused"),
        pytest.param("forbid-item-pattern = '#(?P<tag>\\w+)'", "## S\n- a\n- b #c\n", ["3:5 '#c' is not allowed in an item of 'S'"], id="a forbidden pattern"),
        pytest.param("item-pattern = '：(?P<g>.*)$'\n[rule.groups.g]\nenum = ['x', 'y']", "## S\n- a：x\n- a：z\n- a：\n", ["3:5 'z' is not allowed here; allowed: x, y"], id="what a group may be, if anything"),
        pytest.param("item-pattern = '：(?P<g>.*)$'\n[rule.groups.g]\nenum = ['x']", "## S\n- a：a\n", ["2:1 'a' is not allowed here; allowed: x"], id="a group whose text is there twice: the item is pointed at"),
        pytest.param("item-pattern = '：(?P<g>.*)$'\n[rule.groups.g]\nmin-length = 3\nforbid-pattern = '都'", "## S\n- a：都\n- a：不一样\n", ["2:5 '都' is not allowed in '都'", "2:5 '都' is too short (1 of at least 3 characters)"], id="each option of a group"),
        # -- nothing else --
        pytest.param("only-items = true", "## S\n\n- a\n  b\n\n  c\n  - d\n\n    e\n\n  f\n1. g\n\n%% h\n\ni %%\n\n<!-- j -->\n", [], id="all that belongs to items, and comments"),
        pytest.param("only-items = true", "## S\n\nx\n\n- a\n\ny\n", ["3:1 'S' may hold nothing but list items, not 'x'"], id="text before, the first is named"),
        pytest.param("only-items = true", "## S\n\n- a\n\n- b\n\n text\n", ["7:2 'S' may hold nothing but list items, not 'text'"], id="text behind, hardly indented"),
        pytest.param("only-items = true", "## S\n- a\n\n### T\n- b\n", ["4:1 'S' may hold nothing but list items, not '### T'"], id="a heading"),
        pytest.param("only-items = true", "## S\n\n> - a\n", ["3:1 'S' may hold nothing but list items, not '>'"], id="a list in a quote"),
        pytest.param("only-items = true", "## S\n- a\n\n## T\nx\n\n## S\n---\n- b\n", ["8:1 'S' may hold nothing but list items, not '---'"], id="other sections may; each is looked at"),
        pytest.param("only-items = true", "## S\n- a %% b %%\n%% c %% d\n", [], id="a comment's line goes on an item"),
        pytest.param("only-items = true", "## S\n- a\n\n%% c %% d\n", ["4:9 'S' may hold nothing but list items, not 'd'"], id="text behind a comment"),
        # -- twice --
        pytest.param("unique = true", "## S\n- [[b]]\n- [[x/c]]\n- [[b|B]]\n- [[./b.md]]\n", ["4:1 '- [[b|B]]' repeats an item of 'S'; delete one of them", "5:1 '- [[./b.md]]' repeats an item of 'S'; delete one of them"], id="one target, written in several ways"),
        pytest.param("unique = true", "## S\n- [[b#x]]\n- [[b#y]]\n- [[b]]\n- [[no]]\n- [[no.md]]\n", ["6:1 '- [[no.md]]' repeats an item of 'S'; delete one of them"], id="other places, targets that do not exist"),
        pytest.param("unique = true", "## S\n- a  b\n- c\n- a b\n- [x](https://e.com)\n- [x](https://e.com/y)\n", ["4:1 '- a b' repeats an item of 'S'; delete one of them"], id="texts without links"),
        pytest.param("unique = true", "## S\n- [[b]]\n\n## S\n- [[b]]\n", [], id="each section for itself"),
        # -- targets --
        pytest.param("must-resolve = true", "## S\n- [[b]]\n- [[no]]\n- [[1]](https://e.com)\n- x\n", ["3:1 no file is found for 'no', which 'S' lists"], id="a target that does not exist"),
        pytest.param("must-resolve = true", "## S\n- a\n  - [[no]]\n\n[[no]]\n", [], id="links elsewhere"),
        pytest.param("no-self-link = true", "## S\n- [[a]]\n- [[#S]]\n- [[b]]\n", ["2:1 'S' lists the note itself; name another note, or delete the item", "3:1 'S' lists the note itself; name another note, or delete the item"], id="the note itself"),
        pytest.param("targets-in = ['/x/**']", "## S\n- [[c]]\n- [[x/no]]\n- [[b]]\n- t\n", ["4:1 'b' does not belong in 'S'; allowed: /x/**"], id="only some targets"),
        pytest.param("targets-not-in = ['/x/**']\nallow-targets = ['d.md']", "## S\n- [[c]]\n- [[x/d]]\n- [[b]]\n", ["2:1 'c' does not belong in 'S'; not allowed: /x/**"], id="all but some targets"),
        pytest.param("not-all-in = ['/b.md', '/x/**']", "## S\n- [[b]]\n- [[c]]\n- t\n", ["1:1 all items of 'S' lead to one of /b.md, /x/**; add one that leads elsewhere"], id="all the same few"),
        pytest.param("not-all-in = ['/b.md', '/x/**']", "## S\n- [[b]]\n- [[d]]\n\n## S\n- t\n", [], id="one that is not, nothing at all"),
        # -- whatever stands there --
        pytest.param("item-pattern = '^- a$'\nonly-items = true\nunique = true", "## S\r\n\r\n- a\r\n- b\r\n- a\r\n\r\nx", ["4:1 the item '- b' does not match ^- a$", "5:1 '- a' repeats an item of 'S'; delete one of them", "7:1 'S' may hold nothing but list items, not 'x'"], id="CR LF"),
    ],
)  # fmt: skip
def test_section_items(tmp_path: Path, options: str, note: str, expected: list[str]) -> None:
    assert found(tmp_path, options, {"a.md": note, **B}) == [f"a.md:{line}" for line in expected]


def test_a_message_names_groups_and_all_else(tmp_path: Path) -> None:
    options = "item-pattern = '(?P<first>\\w)(?P<second>\\w)'\nmax-items = 1\nmust-resolve = true\n"
    options += "message = '{section}|{item}|{target}|{count}|{limit}|{first}{second}'"
    assert found(tmp_path, options, {"a.md": "## S\n- [[no]]\n- ab\n"}) == [
        "a.md:1:1 S|||2|1|",
        "a.md:2:1 S|- [[no]]|no|2||no",
    ]


@pytest.mark.parametrize(
    ("note", "is_idle"),
    [
        pytest.param("## T\n", False, id="one of the titles is there"),
        pytest.param("## U\n", True, id="none is"),
    ],
)
def test_a_section_that_no_note_has(tmp_path: Path, note: str, is_idle: bool) -> None:
    config = config_of(tmp_path, f'{HEAD}section = ["S", "T"]\nmax-items = 1\n')
    report = run({"a.md": note, "b.md": ""}, config=config)
    assert [finding.values["names"] for finding in report.findings if finding.rule == "idle-rule"] == (
        [("S / T",)] if is_idle else []
    )


# -- deleting what is there twice --------------------------------------------------------------------------------


def repeated(note: str) -> list[Finding]:
    rule = HouseRule(id="r", kind="section-items", severity=Severity.ERROR, options=Options(("S",), unique=True),
                     files=None, exclude=(), message=None, doc=None, line=1, when=None)  # fmt: skip
    files = {"a.md": note, "vault.toml": "", **B}
    return list(run(files, "r", config=Config(file="vault.toml", house_rules=(rule,))).findings)


def mended(note: str) -> str:
    """Apply the fixes one after the other, until none is left."""
    while fixes := [finding.fix for finding in repeated(note) if finding.fix]:
        (edit,) = fixes[0].edits
        note = note[: edit.span.start] + edit.text + note[edit.span.end :]
    return note


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        pytest.param("## S\n- [[b]]\n- [[b]]\n- t\n", "## S\n- [[b]]\n- t\n", id="in the middle"),
        pytest.param("## S\n- [[b]]\n- t\n- [[b]]", "## S\n- [[b]]\n- t\n", id="at the end, no line end"),
        pytest.param("## S\n- [[b]]\n- [[b]]\n\n## T\n", "## S\n- [[b]]\n\n## T\n", id="the last of its section"),
        pytest.param("## S\n- a\n\n- a\n\n- t\n", "## S\n- a\n\n- t\n", id="blank lines between, one goes as well"),
        pytest.param("## S\n- a\n\n- a\n", "## S\n- a\n", id="a blank line before, the end behind"),
        pytest.param("## S\n- a\n\n- a\n\n## T\n", "## S\n- a\n\n## T\n", id="a blank line before, a section behind"),
        pytest.param("## S\r\n- a\r\n\r\n- a\r\n\r\n- t\r\n", "## S\r\n- a\r\n\r\n- t\r\n", id="CR LF"),
        pytest.param("## S\n- a\n- a  \n- a\n", "## S\n- a\n", id="three times"),
        pytest.param("## S\n 1. [[b]]\n 1. t\n 1. [[b]]\n", "## S\n 1. [[b]]\n 1. t\n", id="indented, numbered"),
        pytest.param("## S\n- [[b]] x\n- [[b]]\n  y\n- t\n", "## S\n- [[b]] x\n- t\n", id="several lines"),
        pytest.param("## S\n- a\n- a\n  - b\n", "## S\n- a\n- a\n  - b\n", id="something is nested: no fix"),
        pytest.param(
            "## S\n- a\n\n%% vault-ignore x %%\n- a\n",
            "## S\n- a\n\n%% vault-ignore x %%\n- a\n",
            id="a suppression begins with it: no fix",
        ),
        pytest.param(
            "## S\n- a\n- a\n\n%% vault-ignore x %%\n- b\n",
            "## S\n- a\n\n%% vault-ignore x %%\n- b\n",
            id="a suppression begins elsewhere",
        ),
        pytest.param("> ## S\n\n## S\n> - a\n> - a\n", "> ## S\n\n## S\n> - a\n> - a\n", id="in a quote: no fix"),
    ],
)
def test_a_repeated_item_is_deleted(note: str, expected: str) -> None:
    assert mended(note) == expected


def test_only_equal_items_are_deleted_safely() -> None:
    one, other, third = repeated("## S\n- [[b]]\n- [[b]]\n- [[b|B]]\n- [[x/c]] #t\n- [[x/c]] #t\n")
    fixes = [finding.fix for finding in (one, other, third) if finding.fix]
    assert [fix.is_safe for fix in fixes] == [True, False, True]
    assert all(Aspect.LINKS in fix.owns for fix in fixes)


_LINE = st.sampled_from(
    ["- a", "- b", "- [[b]]", "- [[b|B]]", "* a", "  more", "", "", "text", "  - in", "%% c %%", "## T"]
)


@given(st.lists(_LINE, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_whatever_stands_around(rows: list[str], end: str) -> None:
    note = end.join(["## S", *rows])
    after = mended(note)
    assert not [finding for finding in repeated(after) if finding.fix]
    left = iter(note.split(end))
    assert all(row in left for row in after.split(end) if row.strip())  # the rows that stay keep their order
    one, other = parse("a.md", note), parse("a.md", after)
    assert {link.target for link in one.links} == {link.target for link in other.links}
    assert [heading.text for heading in one.headings] == [heading.text for heading in other.headings]


def test_many_items_take_no_time(tmp_path: Path) -> None:
    options = 'section = "S"\nunique = true\nonly-items = true\nitem-pattern = "^- (?P<g>.*)$"\n'
    config = config_of(tmp_path, f"{HEAD}{options}[rule.groups.g]\nmin-length = 1\n")
    many = "## S\n\n" + "- a\n- [[b]]\n" * 20_000 + "## S\n- x\n\n" * 5_000
    with at_most(6):
        assert run({"a.md": many, **B}, "r", config=config).findings
