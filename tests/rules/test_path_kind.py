"""The kind `path`."""

import pytest

from growth import at_most
from support import config_of, lines, run
from vault_tools.config import ConfigError

RULE = '[[rule]]\nid = "r"\nkind = "path"\n'


@pytest.mark.parametrize(
    ("options", "path", "expected"),
    [
        pytest.param('template = "夹/{a}/{b}.md"', "夹/甲/乙.md", None, id="fits"),
        pytest.param('template = "夹/{a}/{b}.md"', "夹/乙.md", "this path should be of the form 夹/{a}/{b}.md", id="a folder is missing"),
        pytest.param('template = "夹/{a}/{b}.md"', "夹/甲/乙/丙.md", "this path should be of the form 夹/{a}/{b}.md", id="a folder too many"),
        pytest.param('template = "夹/{a}/{b}.md"', "夹/甲/.md", "this path should be of the form 夹/{a}/{b}.md", id="a part is not empty"),
        pytest.param('template = "夹/{a}.md"', "夹/axmd", "this path should be of the form 夹/{a}.md", id="a dot is a dot"),
        pytest.param('template = ["夹/{a}.md", "夹/x/{a}.md"]', "夹/x/乙.md", None, id="one of several"),
        pytest.param('template = "夹/{a}/{a}.md"', "夹/甲/甲.md", None, id="the same twice"),
        pytest.param('template = "夹/{a}/{a}.md"', "夹/甲/乙.md", "this path should be of the form 夹/{a}/{a}.md", id="not the same"),
        pytest.param('template = "夹/{书 名}-{版}.md"', "夹/论语-2.md", None, id="names of any kind"),
        pytest.param('template = "夹/{a}/{b}.md"\n[rule.parts.a]\nenum = ["甲", "乙"]', "夹/甲/x.md", None, id="an allowed part"),
        pytest.param('template = "夹/{a}/{b}.md"\n[rule.parts.a]\nenum = ["甲", "乙"]', "夹/丙/x.md", "'丙' is not allowed here; allowed: 甲, 乙", id="another part"),
        pytest.param('template = ["夹/{a}/{b}.md", "夹/{c}/x.md"]\n[rule.parts.a]\nenum = ["甲"]', "夹/丙/x.md", None, id="another template allows it"),
        pytest.param('template = "夹/{b}.md"\n[rule.parts.b]\nmax-length = 2\nscript = "Han"', "夹/abc.md", "'abc' has no character of the script Han|'abc' is too long (3 of at most 2 characters)", id="several options"),
        pytest.param('extensions = ["md", ".PNG"]', "夹/a.png", None, id="a suffix, with or without dot, in any case"),
        pytest.param('extensions = "md"', "夹/a.md.tmp", "'a.md.tmp' should have one of these suffixes: md", id="another suffix"),
        pytest.param('extensions = "md"', "夹/Makefile", "'Makefile' should have one of these suffixes: md", id="none"),
        pytest.param('extensions = "md"\ntemplate = "夹/{a}.md"', "夹/a.txt", "'a.txt' should have one of these suffixes: md", id="said once"),
        pytest.param("max-depth = 1", "夹/a.md", None, id="not too deep"),
        pytest.param("max-depth = 1", "夹/甲/a.md", "this file lies in 2 folders, one inside the other; at most 1 are allowed", id="too deep"),
        pytest.param('forbid-files = "**/captures/**"', "夹/captures/a.png", "this file may not exist, as it matches **/captures/**", id="forbidden"),
        pytest.param('forbid-files = ["/夹/[Aa].md", "!/夹/A.md"]', "夹/A.md", None, id="taken out again"),
    ],
)  # fmt: skip
def test_one_file(tmp_path, options: str, path: str, expected: str | None) -> None:
    toml = RULE + "files = ['夹/**']\n" + options
    report = run({path: "", "other/x/y/z.bin": ""}, "r", config=config_of(tmp_path, toml))
    assert [finding.path for finding in report.findings if finding.path != path] == []
    assert "|".join(sorted(finding.message for finding in report.findings)) == (expected or "")


def test_forbidden_files_are_looked_for_everywhere(tmp_path) -> None:
    toml = RULE + "files = ['a/**']\nmax-depth = 0\nforbid-files = ['x.*']\nmessage = '{path}: {limit}'"
    report = run({"b/x.png": "", "a/y.md": "", "b/z/y.md": ""}, "r", config=config_of(tmp_path, toml))
    assert [(finding.path, finding.text("en")) for finding in report.findings] == [
        ("a/y.md", "a/y.md: 0"),
        ("b/x.png", "b/x.png: x.*"),
    ]


def test_top_folders(tmp_path) -> None:
    files = {"a/x.md": "", "a/y.md": "", "b/c/x.png": "", "b/y.md": "", "x.md": ""}
    toml = RULE + 'top-folders = ["a", "c"]\n'
    assert lines(run(files, "r", config=config_of(tmp_path, toml))) == [
        "b:1:1 'b' may not be a folder at the top of the vault; allowed: a, c"
    ]
    assert lines(run(files, "r", config=config_of(tmp_path, toml + "exclude = ['b/**']"))) == []


def test_required_files_are_reported_where_the_rule_is_written(tmp_path) -> None:
    toml = "\n" + RULE + 'severity = "warning"\nrequire-files = ["a/x.md", "b.png", "a/y.md"]\n'
    config = config_of(tmp_path, toml)
    report = run({"a/x.md": "", "a/yy.md": ""}, "r", "idle-rule", config=config)
    assert [(line, finding.suggestions) for line, finding in zip(lines(report), report.findings, strict=True)] == [
        ("vault.toml:2:1 the file b.png is missing", ()),
        ("vault.toml:2:1 the file a/y.md is missing", ("a/yy.md",)),
    ]
    assert {finding.severity.label for finding in report.findings} == {"warning"}
    assert len({finding.fingerprint for finding in report.findings}) == 2
    assert run({"a/x.md": "", "b.png": "", "a/y.md": ""}, "r", config=config).findings == ()


def test_what_is_missing_keeps_to_what_is_reported_and_ignored(tmp_path) -> None:
    from support import memory_vault
    from vault_tools.config.active import active_rules, scope
    from vault_tools.engine import check

    toml = RULE + 'require-files = ["a.md"]\n'
    config = config_of(tmp_path, toml)
    vault = memory_vault({"b.md": ""}, config)

    def found(path: str) -> int:
        return len(check(vault, active_rules(config, ["r"]), scope(config, lambda name: name == path)).findings)

    assert (found("vault.toml"), found("b.md")) == (1, 0)
    ignoring = config_of(tmp_path, toml.replace("[[rule]]", '[per-file-ignores]\n"vault.toml" = ["r"]\n[[rule]]'))
    assert run({"b.md": ""}, "r", config=ignoring).findings == ()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param("", [(1, "rule[1]", "config.nothing")], id="nothing is asked for"),
        pytest.param("parts = {}", [(1, "rule[1]", "config.nothing")], id="nor here"),
        pytest.param("max-depth = 0", [], id="no folders at all"),
        pytest.param("template = 'a/{b.md'", [(4, "rule[1].template[1]", "config.template")], id="an open brace"),
        pytest.param("template = ['a/{}.md']", [(4, "rule[1].template[1]", "config.template")], id="no name"),
        pytest.param("template = 'a/b}.md'", [(4, "rule[1].template[1]", "config.template")], id="a closing brace"),
        pytest.param("template = 'a/{b/c}.md'", [(4, "rule[1].template[1]", "config.template")], id="a name with a slash"),
        pytest.param("template = '{category}.md'\n[rule.parts.catgory]\nenum = ['x']", [(5, "rule[1].parts.catgory", "config.unknown-part.suggestion")], id="a misspelt part"),
        pytest.param("template = '{category}.md'\n[rule.parts.x]\nenum = ['x']", [(5, "rule[1].parts.x", "config.unknown-part")], id="an unknown part"),
        pytest.param("template = '{a}.md'\n[rule.parts.a]\nenmu = ['x']", [(6, "rule[1].parts.a.enmu", "config.unknown-key.suggestion")], id="a part's option"),
        pytest.param("require-files = ['a.md', '../b.md', '.github/c.yml']", [(4, "rule[1].require-files[2]", "config.outside"), (4, "rule[1].require-files[3]", "config.hidden")], id="files that are never looked at"),
        pytest.param("forbid-files = ['[a']", [(4, "rule[1].forbid-files[1]", "config.bad-glob")], id="a bad pattern"),
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


def test_many_files_and_a_long_path_take_no_time(tmp_path) -> None:
    files = {f"a/{number}/{number}.md": "" for number in range(20_000)} | {"a/" + "-" * 50_000 + ".md": ""}
    toml = RULE + "template = 'a/{b}/{b}.md'\nforbid-files = ['x/**']\n[rule.parts.b]\npattern = '^[0-9]+$'"
    with at_most(6):
        assert len(run(files, "r", config=config_of(tmp_path, toml)).findings) == 1
