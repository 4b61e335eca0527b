"""The engine: suppressions, ignores, selection, order, fingerprints."""

from pathlib import Path

import pytest

from support import config_of, lines, memory_vault, run
from vault_tools.config import Config
from vault_tools.config.active import active_rules, scope
from vault_tools.engine import check
from vault_tools.findings import Report, Severity
from vault_tools.ledger import Ledgers

LINK = "broken-link"


def found(report: Report) -> list[str]:
    """Return findings as `line rule`, or `line message` for those about suppressions."""
    return [
        f"{finding.line} {finding.rule if finding.rule != 'unused-suppression' else finding.key}"
        for finding in report.findings
    ]


@pytest.mark.parametrize(
    ("note", "expected", "suppressed"),
    [
        pytest.param("[[x]]", ["1 broken-link"], 0, id="nothing is suppressed"),
        pytest.param("[[x]] %% vault-ignore %%", [], 1, id="this line"),
        pytest.param("[[x]]\n[[y]] %% vault-ignore %%\n[[z]]", ["1 broken-link", "3 broken-link"], 1, id="only this line"),
        pytest.param("[[x]] <!-- vault-ignore broken-link -- later -->", [], 1, id="an HTML comment, with a reason"),
        pytest.param("[[x]] %% vault-ignore broken-embed, broken-link %%", ["1 unused-suppression"], 1, id="several ids"),
        pytest.param("[[x]] %% vault-ignore self-link %%", ["1 broken-link", "1 unused-suppression"], 0, id="another rule"),
        pytest.param("%% vault-ignore broken-link %%\n\n[[x]]\n[[y]]\n\n[[z]]", ["6 broken-link"], 2, id="the next block"),
        pytest.param("text %% vault-ignore broken-link %%\n\n[[x]]", ["1 unused-suppression", "3 broken-link"], 0, id="what it covers is elsewhere"),
        pytest.param("%% vault-ignore %%\n- [[x]]\n- [[y]]\n\ntext [[z]]", ["5 broken-link"], 2, id="a list is a block"),
        pytest.param("[[x]]\n\n%% vault-ignore-file broken-link %%\n\n[[y]]", [], 2, id="the whole note"),
        pytest.param("---\nvault-ignore: broken-link\n---\n[[x]]", [], 1, id="a property"),
        pytest.param("---\nvault-ignore: [broken-link]\n---\n[[x]] ![[y]]", ["4 broken-embed"], 1, id="a property with a list"),
        pytest.param("%% vault-ignore brokn-link %%\n[[x]]", ["1 unused-suppression.unknown", "2 broken-link"], 0, id="no such rule"),
        pytest.param("`%% vault-ignore %%` [[x]]", ["1 broken-link"], 0, id="code is no comment"),
        pytest.param("[[x]] %% vault-ignored %%", ["1 broken-link"], 0, id="another word"),
    ],
)  # fmt: skip
def test_suppressions(note: str, expected: list[str], suppressed: int) -> None:
    report = run({"a.md": note}, LINK, "broken-embed", "self-link", "unused-suppression")
    assert found(report) == expected
    assert report.suppressed == suppressed


def test_an_empty_suppression_is_unused_only_where_every_rule_was_run() -> None:
    note = {"a.md": "---\ntitle: a\n发布日期: 2024-01-01\n来源: b\n---\ntext %% vault-ignore %%"}
    assert found(run(note)) == ["6 unused-suppression.all"]
    assert found(run(note, "unused-suppression")) == []


def test_what_suppresses_nothing_may_be_suppressed_itself_by_name() -> None:
    report = run({"a.md": "%% vault-ignore-file unused-suppression %%\n\nx %% vault-ignore broken-link %%"}, LINK, "unused-suppression")  # fmt: skip
    assert (found(report), report.suppressed) == ([], 1)


def test_a_suppression_of_a_rule_that_was_not_run_is_not_unused() -> None:
    assert found(run({"a.md": "x %% vault-ignore self-link %%"}, LINK, "unused-suppression")) == []


IGNORES = '[per-file-ignores]\n"skills/**" = ["broken-link"]\n"**/*.txt" = ["unportable-name"]\n'


def test_files_may_be_excused_from_rules(tmp_path: Path) -> None:
    files = {"a.md": "[[x]]", "skills/b.md": "[[x]] ![[y]]", "skills/CON.txt": "---\nt: 1\n---", "CON.md": ""}
    report = run(files, LINK, "broken-embed", "unportable-name", config=config_of(tmp_path, IGNORES))
    assert [(finding.path, finding.rule) for finding in report.findings] == [
        ("CON.md", "unportable-name"),
        ("a.md", LINK),
        ("skills/b.md", "broken-embed"),
    ]


@pytest.mark.parametrize(
    ("toml", "select", "expected"),
    [
        pytest.param("", [], {"broken-link": Severity.ERROR}, id="as the rules are"),
        pytest.param('[rules]\nbroken-link = "info"\n', [], {"broken-link": Severity.INFO}, id="another severity"),
        pytest.param('[rules]\nbroken-link = "off"\n', [], {}, id="off"),
        pytest.param('[rules]\nbroken-link = "off"\n', [LINK], {"broken-link": Severity.ERROR}, id="asked for by name"),
        pytest.param("", ["dead-end"], {"dead-end": Severity.WARNING}, id="off by default, asked for"),
        pytest.param('[rules]\ndead-end = "error"\n', [], {"broken-link": Severity.ERROR, "dead-end": Severity.ERROR}, id="turned on"),
    ],
)  # fmt: skip
def test_which_rules_run(tmp_path: Path, toml: str, select: list[str], expected: dict[str, Severity]) -> None:
    config = config_of(tmp_path, "[rules.missing-property]\nrequired = []\n" + toml)
    report = run({"a.md": "[[x]]"}, *select, config=config)
    assert {finding.rule: finding.severity for finding in report.findings} == expected


def test_a_rule_whose_scope_is_empty_applies_to_nothing(tmp_path: Path) -> None:
    rule = '[scopes]\nblog = []\n[[rule]]\nid = "r"\nkind = "properties"\nfiles = ["@blog"]\n[rule.fields.d]\nrequired = true\n'
    report = run({"a.md": ""}, config=config_of(tmp_path, rule))
    assert [(finding.rule, finding.values) for finding in report.findings] == [
        ("idle-rule", {"id": "r", "patterns": ("[]",)})
    ]


IDLE = '[[rule]]\nid = "r"\nkind = "properties"\nfiles = ["{files}"]\nseverity = "{severity}"\n[rule.fields.d]\n'


@pytest.mark.parametrize(
    ("files", "severity", "reports", "is_idle"),
    [
        pytest.param("x/**", "error", "", True, id="nothing there"),
        pytest.param("*.md", "error", "", False, id="a note"),
        pytest.param("*.canvas", "error", "", True, id="a canvas has no properties"),
        pytest.param("x/**", "off", "", False, id="a rule that is off"),
        pytest.param("x/**", "error", "a.md", False, id="the report is about something else"),
        pytest.param("x/**", "error", "vault.toml", True, id="the report is about the configuration"),
    ],
)
def test_idle_rules(tmp_path: Path, files: str, severity: str, reports: str, is_idle: bool) -> None:
    config = config_of(tmp_path, IDLE.format(files=files, severity=severity))
    vault = memory_vault({"a.md": "---\nd: x\n---\n", "b.canvas": ""}, config)
    report = check(vault, active_rules(config), scope(config, lambda path: path.startswith(reports)))
    assert [finding.rule for finding in report.findings] == (["idle-rule"] if is_idle else [])


def test_findings_are_sorted_by_place() -> None:
    files = {"b.md": "[[x]]", "a.md": "![[y]] [[x]]\n[[x]]", "a b.md": "[[x]]"}
    assert [line.split(" no ")[0] for line in lines(run(files, LINK, "broken-embed"))] == [
        "a b.md:1:1",
        "a.md:1:1",
        "a.md:1:8",
        "a.md:2:1",
        "b.md:1:1",
    ]


def test_fingerprints_survive_what_moves_lines() -> None:
    before = run({"a.md": "[[x]] [[y]] [[x]]"}, LINK).findings
    after = run({"a.md": "new\n\n[[y]]\n\ntext [[x]]\n[[x]]"}, LINK).findings
    assert {finding.fingerprint for finding in before} == {finding.fingerprint for finding in after}
    assert len({finding.fingerprint for finding in before}) == 3
    assert [finding.ordinal for finding in before] == [0, 0, 1]


def test_fingerprints_are_of_the_target_however_it_is_spelt() -> None:
    prints = [run({"a.md": link}, LINK).findings[0].fingerprint for link in ("[[X]]", "[[x.md]]", "[t](x.MD)", "[[y]]")]
    assert len(set(prints[:2])) == 1
    assert len(set(prints)) == 2


def test_fingerprints_differ_by_path_and_rule() -> None:
    report = run({"a.md": "[[x]] ![[x]]", "b.md": "[[x]]"}, LINK, "broken-embed")
    assert len({finding.fingerprint for finding in report.findings}) == 3


def test_where_a_schema_speaks_the_built_in_type_is_silent(tmp_path: Path) -> None:
    schema = '[[rule]]\nid = "schema"\nkind = "properties"\n[rule.fields.d]\ntype = "date"\n'
    types = '[rules.wrong-property-type]\ntypes = { d = "date", e = "date" }\n'
    report = run({"a.md": "---\nd: x\ne: x\n---\n"}, config=config_of(tmp_path, types + schema))
    assert [(finding.rule, finding.line) for finding in report.findings] == [("schema", 2), ("wrong-property-type", 3)]


def test_a_suspicious_link_is_not_ambiguous_as_well() -> None:
    files = {"proj/a.md": "[[n]]", "projects/n.md": "", "zz/n.md": "", "b.md": "[[n]]"}
    report = run(files, "suspicious-link", "ambiguous-link")
    assert [(finding.path, finding.rule) for finding in report.findings] == [
        ("b.md", "ambiguous-link"),
        ("proj/a.md", "suspicious-link"),
    ]


@pytest.mark.parametrize(("count", "listed"), [(999, 999), (1000, 1000), (1001, 1000), (5000, 1000)])
def test_of_one_rule_in_one_file_so_many_are_listed(count: int, listed: int) -> None:
    findings = run({"a.md": "[[x]]\n" * count + "![[y]]", "b.md": "[[x]]"}, LINK, "broken-embed").findings
    assert len(findings) == listed + 2
    last = findings[listed - 1]
    if count > listed:
        assert (last.key, last.line, last.values) == ("more-findings", listed, {"count": f"{count - listed + 1:,}"})
    else:
        assert last.key == LINK


def test_the_vault_is_known_where_the_report_is_narrowed() -> None:
    config = Config()
    vault = memory_vault({"a.md": "[[b]] [[x]]", "b.md": "[[x]]"})
    report = check(vault, active_rules(config, [LINK]), scope(config, lambda path: path == "a.md", [LINK]))
    assert lines(report) == ["a.md:1:7 no file is found for 'x'"]
    assert report.checked == 1


WHEN = '[[rule]]\nid = "r"\nkind = "properties"\n[rule.when]\n{when}\n[rule.fields.b]\nrequired = true\n'


@pytest.mark.parametrize(
    ("when", "note", "is_held"),
    [
        pytest.param('property = "a"', "a: x", True, id="the property is there"),
        pytest.param('property = "a"', "c: x", False, id="it is not there"),
        pytest.param('property = "a"', "a:", False, id="it says nothing"),
        pytest.param('property = "a"\npresent = false', "c: x", True, id="it must not be there, and is not"),
        pytest.param('property = "a"\npresent = false', "a: x", False, id="it must not be there, and is"),
        pytest.param('property = "a"\nany-of = ["x", 1]', "a: 1", True, id="one of the values"),
        pytest.param('property = "a"\nany-of = ["x", 1]', "a: [y, x]", True, id="a list with one of the values"),
        pytest.param('property = "a"\nany-of = ["x", 1]', "a: true", False, id="true is not 1"),
        pytest.param('property = "a"\npattern = "^x"', "a: xy", True, id="the pattern matches"),
        pytest.param('property = "a"\npattern = "^x"', "a: yx", False, id="the pattern does not match"),
    ],
)
def test_when_a_house_rule_holds(tmp_path: Path, when: str, note: str, is_held: bool) -> None:
    config = config_of(tmp_path, WHEN.replace("{when}", when))
    report = run({"a.md": f"---\n{note}\n---\n"}, "r", config=config)
    assert [finding.rule for finding in report.findings] == (["r"] if is_held else [])


@pytest.mark.parametrize(
    ("note", "is_held"),
    [
        pytest.param("foo", True, id="no front matter"),
        pytest.param("---\na: [\n---\nfoo", False, id="front matter that cannot be read"),
        pytest.param("---\na: 1\nfoo", False, id="front matter that never ends"),
        pytest.param("---\nb: 1\n---\nfoo", True, id="front matter without the property"),
    ],
)
def test_what_cannot_be_read_is_not_taken_for_absent(tmp_path: Path, note: str, is_held: bool) -> None:
    toml = '[[rule]]\nid = "r"\nkind = "text"\nforbid-phrases = ["foo"]\nwhen = { property = "a", present = false }'
    report = run({"a.md": note}, "r", config=config_of(tmp_path, toml))
    assert [finding.rule for finding in report.findings] == (["r"] if is_held else [])


FIELDS = '[[rule]]\nid = "r"\nkind = "properties"\nfiles = ["*.md"]\n{more}'


@pytest.mark.parametrize(
    ("more", "notes", "expected"),
    [
        pytest.param(
            "[rule.fields.k]\nmin-length = 3", ["j: x"],
            ["vault.toml:1:1 the rule 'r' has nothing to look at: no note that it is about has k"], id="no note has the field",
        ),
        pytest.param("[rule.fields.k]\nmin-length = 3", ["j: x", "k: long"], [], id="one note has it"),
        pytest.param("[rule.fields.k]\nmin-length = 3", ["j: x", "K:"], [], id="it is there and empty"),
        pytest.param(
            "[rule.fields.k]\nrequired = true", ["j: x"], ["a0.md:1:1 missing: k"], id="what is required is a finding already"
        ),
        pytest.param(
            '[rule.when]\nproperty = "w"\n[rule.fields.k]\nrequired = true', ["j: x"],
            ["vault.toml:1:1 the rule 'r' applies to no note: none has the property 'w' as its `when` says"], id="no note is meant",
        ),
        pytest.param(
            '[rule.when]\nproperty = "w"\n[rule.fields.k]\nrequired = true', ["w: x\nk: y"], [], id="one note is meant"
        ),
    ],
)  # fmt: skip
def test_a_house_rule_that_finds_nothing_to_look_at(
    tmp_path: Path, more: str, notes: list[str], expected: list[str]
) -> None:
    config = config_of(tmp_path, FIELDS.replace("{more}", more))
    files = {f"a{index}.md": f"---\n{note}\n---\n" for index, note in enumerate(notes)}
    assert lines(run(files, "r", "idle-rule", config=config)) == expected


def test_what_a_narrowed_check_did_not_look_at_may_be_elsewhere(tmp_path: Path) -> None:
    config = config_of(tmp_path, FIELDS.replace("{more}", "[rule.fields.k]\nmin-length = 3"))
    vault = memory_vault({"a.md": "---\nj: x\n---\n", "b.md": "---\nj: x\n---\n"})
    narrowed = scope(config, lambda path: path != "b.md")
    assert check(vault, active_rules(config, ["r", "idle-rule"]), narrowed).findings == ()


def test_a_house_rule_is_about_notes_that_can_be_read(tmp_path: Path) -> None:
    config = config_of(tmp_path, '[[rule]]\nid = "r"\nkind = "properties"\n[rule.fields.k]\nrequired = true\n')
    ledgers: Ledgers = {}
    vault = memory_vault(
        {"a.canvas": "{}", "b.base": "", "c.md": "---\nk: 1\n---\n", "d.txt": "---\n---\n", "e.md": ""}
    )
    report = check(vault, active_rules(config, ["r", "broken-link"]), scope(config, lambda path: True), ledgers)
    assert lines(report) == ["d.txt:1:1 missing: k", "e.md:1:1 missing: k"]
    assert (ledgers["r"].notes, ledgers["r"].findings) == (3, 2)
    assert ledgers["broken-link"].findings == 0


def test_a_finding_says_where_its_rule_is_explained(tmp_path: Path) -> None:
    config = config_of(
        tmp_path, '[[rule]]\nid = "r"\nkind = "properties"\ndoc = "规则.md"\n[rule.fields.k]\nrequired = true\n'
    )
    report = run({"a.md": "[[x]]"}, "r", "broken-link", config=config)
    assert {finding.rule: finding.doc for finding in report.findings} == {"broken-link": "", "r": "规则.md"}
