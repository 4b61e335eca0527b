"""The kind `properties`: what it adds to types and limits, and its fixes. The rows for those are in test_rules.py."""

import pytest

from support import config_of, lines, run
from vault_tools.config import ConfigError
from vault_tools.editing.frontmatter_edits import applied
from vault_tools.findings import Aspect, Report

RULE = '[[rule]]\nid = "r"\nkind = "properties"\n'


def checked(tmp_path, toml: str, files: dict[str, str], rule: str = "r") -> Report:
    return run(files, rule, "idle-rule", config=config_of(tmp_path, toml))


def note(yaml: str) -> str:
    return f"---\n{yaml}\n---\nx\n"


def fixed(report: Report, files: dict[str, str], *, unsafe: bool = False) -> dict[str, str]:
    """Return the notes that the fixes change, as they then are."""
    result = {}
    for path, text in files.items():
        fixes = [f.fix for f in report.findings if f.path == path and f.fix and (unsafe or f.fix.is_safe)]
        if fixes:
            result[path] = applied(text, [edit for fix in fixes for edit in fix.edits])
    return result


# -- rows ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "yaml", "expected"),
    [
        pytest.param("[rule.fields.k]\nforbidden = true", "k: 1", "2:1 'k' is not allowed here; delete it", id="forbidden"),
        pytest.param("[rule.fields.k]\nforbidden = true", "x: 1", None, id="not there"),
        pytest.param("[rule.fields.k]\nforbidden = true", "k:", "2:1 'k' is not allowed here; delete it", id="also empty"),
        pytest.param("forbid-empty-values = true", "k:\nx: 1", "2:1 'k' is empty; fill it in or delete it", id="empty"),
        pytest.param("forbid-empty-values = true", "k: []", "2:1 'k' is empty; fill it in or delete it", id="an empty list"),
        pytest.param("forbid-empty-values = true", "k: 0\nx: false", None, id="zero and false say something"),
        pytest.param("forbid-empty-values = true\n[rule.fields.k]\nrequired = true", "k: ''", "1:1 empty: k", id="required and empty is said once"),
        pytest.param("forbid-value-pattern = '^(无|TODO)$'", "a: 1\nk: 无", "3:4 'k' is \"无\", where '无' is not allowed", id="a value"),
        pytest.param("forbid-value-pattern = '^无$'", "k: [a, 无]", "2:8 'k' is \"无\", where '无' is not allowed", id="an entry"),
        pytest.param("forbid-value-pattern = '^0$'", "k: 0", "2:4 'k' is 0, where '0' is not allowed", id="a number"),
        pytest.param("forbid-value-pattern = '^无$'", "k: 无线", None, id="another value"),
        pytest.param("forbid-value-pattern = '^无'\nunless-pattern = '线$'", "k: 无线", None, id="excused"),
        pytest.param("forbid-value-pattern = 'x'", "k: '{{x}}'", None, id="a placeholder"),
        pytest.param("forbid-key-pattern = '[（(]'", "星（次）: 1", "2:1 the name '星（次）' may not contain '（'", id="a name"),
        pytest.param("forbid-key-pattern = '[（(]'\nunless-pattern = '^星'", "星（次）: 1", None, id="an excused name"),
        pytest.param("forbid-key-pattern = '[（(]'", "星: （次）", None, id="a value is no name"),
        pytest.param('extra = "forbid"\n[rule.fields.k]\nrequired = true', "k: 1\nkk: 2", "3:1 'kk' is not one of the properties that these notes may have", id="extra"),
        pytest.param('extra = "forbid"\n[rule.fields.k]\nrequired = true', "K: 1\ntags: a\nAliases: b\ncssclasses: c\nvault-ignore: d", None, id="names in any case, and Obsidian's own"),
        pytest.param('extra = "forbid"\n[rule.fields.title]\nrequired = true', "标题: 1", None, id="another name for a field"),
        pytest.param('[rule.fields.k]\nequals = "filename"', "k: 乙", "2:4 'k' is \"乙\", but the file is called '甲'", id="not the name"),
        pytest.param('[rule.fields.k]\nequals = "filename"', "k: 甲", None, id="the name"),
        pytest.param('[rule.fields.k]\nequals = "folder"', "k: 乙", "2:4 'k' is \"乙\", but the folder is called '夹'", id="not the folder"),
        pytest.param('[rule.fields.k]\nequals = "folder"', "k: 夹", None, id="the folder"),
        pytest.param('[rule.fields.k]\nequals = "title"', "k: 乙\ntitle: 丙", "2:4 'k' is \"乙\", but the title is '丙'", id="not the title"),
        pytest.param('[rule.fields.k]\nequals = "title"', "k: 丙\ntitle: 丙", None, id="the title"),
        pytest.param('[rule.fields.k]\nequals = "title"', "k: Ｃ ：丙\ntitle: c:丙", "2:4 'k' is \"Ｃ ：丙\", but the title is 'c:丙'", id="exactly"),
        pytest.param('[rule.fields.k]\nequals = "title"\ncompare = "normalized"', "k: Ｃ ：丙\ntitle: c:丙", None, id="nearly"),
        pytest.param('[rule.fields.k]\ninstead-of = ["j", "i"]', "J: 1", "2:1 'J' should be called 'k'", id="another name"),
        pytest.param('[rule.fields.k]\ninstead-of = "j"\nrequired = true', "j: 1", "2:1 'j' should be called 'k'", id="is not missing as well"),
        pytest.param('extra = "forbid"\n[rule.fields.k]\ninstead-of = "j"', "j: 1", "2:1 'j' should be called 'k'", id="nor too much"),
        pytest.param('[rule.fields.k]\ninstead-of = "j"', "k: 1", None, id="the right name"),
    ],
)  # fmt: skip
def test_one_note(tmp_path, options: str, yaml: str, expected: str | None) -> None:
    files = {"夹/甲.md": note(yaml), "z.md": note("k: z")}
    report = run(files, "r", config=config_of(tmp_path, RULE + "files = ['夹/**']\n" + options))
    assert lines(report) == ([f"夹/甲.md:{expected}"] if expected else [])


def test_a_note_at_the_root_lies_in_no_folder(tmp_path) -> None:
    assert checked(tmp_path, RULE + '[rule.fields.k]\nequals = "folder"', {"a.md": note("k: x")}).findings == ()


def test_the_likely_field_is_suggested(tmp_path) -> None:
    report = checked(
        tmp_path,
        RULE + 'extra = "forbid"\n[rule.fields."发布日期"]\nrequired = true',
        {"a.md": note("发布日期: 1\n发布时期: 2")},
    )
    assert [finding.suggestions for finding in report.findings] == [("发布日期",)]


def test_groups_of_a_pattern_fill_a_message(tmp_path) -> None:
    toml = RULE + "message = '{name}: {what}'\nforbid-value-pattern = '^(?P<what>无)'"
    assert [f.text("zh") for f in checked(tmp_path, toml, {"a.md": note("k: 无线")}).findings] == ["k: 无"]


# -- unique --------------------------------------------------------------------------------------------------------

UNIQUE = RULE + "files = ['in/**']\n[rule.fields.k]\nunique = true\n"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(["x", "x"], ["in/1.md:2:4 'k' is \"x\", which in/0.md has as well"], id="the same"),
        pytest.param(["x", "y"], [], id="another"),
        pytest.param(["x", "' x '"], ["in/1.md:2:4 'k' is \"x\", which in/0.md has as well"], id="blanks do not count"),
        pytest.param(["1", "true"], [], id="true is not 1"),
        pytest.param(["", ""], [], id="empty ones"),
        pytest.param(["'{{x}}'", "'{{x}}'"], [], id="placeholders"),
        pytest.param(["[a, b]", "[c, b]"], ["in/1.md:2:8 'k' is \"b\", which in/0.md has as well"], id="an entry"),
        pytest.param(["[a, a]"], [], id="twice in one note"),
        pytest.param(["x", "x", "x"], ["in/1.md:2:4 'k' is \"x\", which in/0.md has as well", "in/2.md:2:4 'k' is \"x\", which in/0.md has as well"], id="three"),
    ],
)  # fmt: skip
def test_unique(tmp_path, values: list[str], expected: list[str]) -> None:
    files = {f"in/{number}.md": note(f"k: {value}") for number, value in enumerate(values)} | {"out.md": note("k: x")}
    assert lines(checked(tmp_path, UNIQUE, files)) == expected


def test_unique_values_can_be_suppressed_and_keep_to_when(tmp_path) -> None:
    files = {"in/0.md": note("k: x"), "in/1.md": note("k: x\nvault-ignore: r"), "in/2.md": note("k: x\nw: 1")}
    assert [finding.path for finding in checked(tmp_path, UNIQUE, files).findings] == ["in/2.md"]
    toml = UNIQUE.replace("[rule.fields.k]", "when = { property = 'w' }\n[rule.fields.k]")
    assert checked(tmp_path, toml, files).findings == ()


# -- fixes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "text", "expected"),
    [
        pytest.param('required = true\ndefault = "甲: 乙"', "x", '---\nk: "甲: 乙"\n---\nx', id="a whole block"),
        pytest.param('required = true\ndefault = "a"', "---\nx: 1 # c\n---\n", "---\nx: 1 # c\nk: a\n---\n", id="behind others"),
        pytest.param('required = true\ndefault = "a"', "---\nK:\n---\n", "---\nK: a\n---\n", id="an empty one is filled"),
        pytest.param('required = true\ndefault = "{folder}/{filename}"', "x", "---\nk: 夹/甲\n---\nx", id="names"),
        pytest.param("required = true\ndefault = 3", "x", "---\nk: 3\n---\nx", id="a number"),
        pytest.param("required = true\ndefault = false", "x", "---\nk: false\n---\nx", id="a boolean"),
        pytest.param('required = true\ndefault = "{filename}"\nmin-length = 5', "x", None, id="what would be wrong as well"),
        pytest.param("required = true", "x", None, id="no default"),
        pytest.param('required = true\ndefault = "a"', "---\na: b: c\n---\n", None, id="front matter that cannot be read"),
        pytest.param('type = "date"', "---\nk: 2026年2月7日 # c\n---\n", "---\nk: 2026-02-07 # c\n---\n", id="a date"),
        pytest.param('min = "2020-01-01"', '---\nk: "2026/2/7"\n---\n', '---\nk: "2026-02-07"\n---\n', id="in quotes"),
        pytest.param('type = "date"', "---\nk: 2026年2月30日\n---\n", None, id="no such day"),
        pytest.param('type = "number"', "---\nk: 2026/2/7\n---\n", None, id="no date is wanted"),
        pytest.param('instead-of = ["j", "i"]', "---\nJ: x # J\n---\n", "---\nk: x # J\n---\n", id="a name"),
        pytest.param('instead-of = ["j", "i"]', "---\nj: 1\ni: 2\n---\n", None, id="two names for it"),
        pytest.param('instead-of = ["j", "i"]', "---\nj: 1\nk: 2\n---\n", None, id="the right one is there"),
    ],
)  # fmt: skip
def test_safe_fixes(tmp_path, options: str, text: str, expected: str | None) -> None:
    toml, files = RULE + f"files = ['夹/**']\n[rule.fields.k]\n{options}", {"夹/甲.md": text}
    report = run(files, "r", config=config_of(tmp_path, toml))
    assert report.findings or "a: b: c" in text
    assert fixed(report, files) == ({"夹/甲.md": expected} if expected else {})
    if expected:
        assert run({"夹/甲.md": expected}, "r", config=config_of(tmp_path, toml)).findings == ()


def test_a_fix_makes_its_finding_go_away(tmp_path) -> None:
    toml = RULE + "[rule.fields.a]\nrequired = true\n[rule.fields.b]\nrequired = true\ndefault = 'x'\n"
    files = {"n.md": "y"}
    report = checked(tmp_path, toml, files)
    assert [(finding.message, bool(finding.fix)) for finding in report.findings] == [
        ("missing: b", True),
        ("missing: a", False),
    ]
    assert [f.message for f in checked(tmp_path, toml, fixed(report, files)).findings] == ["missing: a"]


def test_several_defaults_are_one_edit(tmp_path) -> None:
    toml = RULE + "[rule.fields.a]\nrequired = true\ndefault = 1\n[rule.fields.tags]\nrequired = true\ndefault = 'x'\n"
    (finding,) = checked(tmp_path, toml, {"n.md": "y"}).findings
    assert finding.fix
    assert [edit.text for edit in finding.fix.edits] == ["---\na: 1\ntags: x\n---\n"]
    assert finding.fix.owns == {Aspect.PROPERTIES, Aspect.TAGS}


def test_agreement_with_a_name_is_mended_only_unsafely(tmp_path) -> None:
    toml, files = RULE + "[rule.fields.k]\nequals = 'filename'", {"甲: 乙.md": "---\nk: '丙'\n---\n"}
    report = checked(tmp_path, toml, files)
    assert fixed(report, files) == {}
    assert fixed(report, files, unsafe=True) == {"甲: 乙.md": "---\nk: '甲: 乙'\n---\n"}


@pytest.mark.parametrize(
    ("value", "types", "expected"),
    [
        ("2026年2月7日", {"k": "date"}, "2026-02-07"),
        ("'2026/02/07 9:30'", {"k": "datetime"}, "'2026-02-07T09:30'"),
        ("2026-2-7", {"k": "datetime"}, None),
        ("[2026-2-7]", {"k": "date"}, None),
        ("soon", {"k": "date"}, None),
        ("2026/2/7", {"k": "number"}, None),
    ],
)
def test_the_built_in_rule_mends_dates_too(value: str, types: dict[str, str], expected: str | None) -> None:
    files = {"a.md": f"---\nk: {value}\n---\n"}
    report = run(files, "wrong-property-type", types=types)
    assert len(report.findings) == 1
    assert fixed(report, files) == ({"a.md": f"---\nk: {expected}\n---\n"} if expected else {})


def test_an_unquoted_wikilink_gets_its_quotes() -> None:
    files = {"a.md": "---\nl: [[b]]\n---\n", "b.md": ""}
    report = run(files, "unquoted-wikilink")
    assert fixed(report, files) == {"a.md": '---\nl: "[[b]]"\n---\n'}
    assert [finding.fix and finding.fix.owns for finding in report.findings] == [{Aspect.PROPERTIES, Aspect.LINKS}]


# -- idle rules and mistakes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "idle"),
    [
        ("[rule.fields.j]\ntype = 'text'", ["j"]),
        ("[rule.fields.k]\ntype = 'text'", []),
        ("[rule.fields.j]\nrequired = true", []),
        ("[rule.fields.j]\nforbidden = true", []),
        ("[rule.fields.k]\ninstead-of = 'j'", []),
        ("[rule.fields.i]\ninstead-of = 'k'", []),
        ("[rule.fields.i]\ninstead-of = 'j'", ["i"]),
        ("forbid-empty-values = true", []),
    ],
)
def test_what_is_idle(tmp_path, options: str, idle: list[str]) -> None:
    report = checked(tmp_path, RULE + options, {"a.md": note("k: x")})
    found = [finding for finding in report.findings if finding.rule == "idle-rule"]
    assert [finding.values["names"] for finding in found] == [(name,) for name in idle]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param("", [(1, "rule[1]", "config.nothing")], id="nothing is asked for"),
        pytest.param("extra = 'allow'", [(1, "rule[1]", "config.nothing")], id="nor here"),
        pytest.param("fields = {}", [(1, "rule[1]", "config.nothing")], id="no fields"),
        pytest.param("extra = 'forbid'", [], id="nothing is allowed"),
        pytest.param("extra = 'frobid'", [(4, "rule[1].extra", "config.choice.suggestion")], id="a choice"),
        pytest.param("forbid-key-pattern = '('", [(4, "rule[1].forbid-key-pattern", "config.pattern")], id="a pattern"),
        pytest.param("unless-pattern = 'x'\nforbid-empty-values = true", [(4, "rule[1].unless-pattern", "config.without")], id="an exception to nothing"),
        pytest.param("[rule.fields.k]\nrequired = true\nforbidden = true", [(6, "rule[1].fields.k.forbidden", "config.contradiction")], id="both"),
        pytest.param("[rule.fields.k]\ndefault = 'x'", [(5, "rule[1].fields.k.default", "config.without")], id="a default for nothing"),
        pytest.param("[rule.fields.k]\nrequired = true\ntype = 'number'\ndefault = 'x'", [(7, "rule[1].fields.k.default", "config.default")], id="a default of another type"),
        pytest.param("[rule.fields.k]\nrequired = true\nenum = ['x']\ndefault = 'y'", [(7, "rule[1].fields.k.default", "config.default")], id="a default that is not allowed"),
        pytest.param("[rule.fields.k]\nrequired = true\nenum = ['x']\ndefault = 'x'", [], id="one that is"),
        pytest.param("[rule.fields.k]\nrequired = true\nmin-length = 99\ndefault = '{filename}'", [], id="a name may be anything"),
        pytest.param("[rule.fields.k]\ncompare = 'normalized'", [(5, "rule[1].fields.k.compare", "config.without")], id="compare what?"),
        pytest.param("[rule.fields.k]\nequals = 'file'", [(5, "rule[1].fields.k.equals", "config.choice.suggestion")], id="no such name"),
        pytest.param("[rule.fields.k]\nunless-pattern = 'x'", [(5, "rule[1].fields.k.unless-pattern", "config.without")], id="an exception in a field"),
        pytest.param("[rule.fields.k]\ninstead-of = 'j'\n[rule.fields.j]\n", [(5, "rule[1].fields.k.instead-of", "config.contradiction")], id="a name that is a field"),
        pytest.param("[rule.fields.k]\ninstead-of = ['i', 'K']", [(5, "rule[1].fields.k.instead-of[2]", "config.contradiction")], id="its own name"),
        pytest.param("[rule.fields.k]\ninstead-of = 'j'\n[rule.fields.j]\nforbidden = true", [], id="a field that is forbidden"),
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


def test_a_name_that_stands_in_a_default_is_not_looked_into(tmp_path) -> None:
    toml = RULE + "[rule.fields.k]\nrequired = true\ndefault = 'x {filename}'\n"
    files = {"夹/{folder}.md": "y"}
    assert fixed(checked(tmp_path, toml, files), files) == {"夹/{folder}.md": "---\nk: x {folder}\n---\ny"}
