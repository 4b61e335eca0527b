"""What a configuration says, and every mistake in it: each at its line, all at once."""

import pytest

from growth import at_most
from support import config_of, write_vault
from vault_tools.config import Config, ConfigError, load_config
from vault_tools.errors import VaultError
from vault_tools.findings import Severity


def problems(tmp_path, toml: str) -> list[tuple[int, str, str]]:
    """Return line, key and message of each mistake in a `vault.toml`; the file is always that one."""
    try:
        config_of(tmp_path, toml)
    except ConfigError as error:
        found = error
    else:
        return []
    assert {problem.file for problem in found.problems} == {"vault.toml"}
    assert found.values == {"count": str(len(found.problems))}
    return [(problem.line, problem.key, problem.message) for problem in found.problems]


def suggestions(tmp_path, toml: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config_of(tmp_path, toml)
    return [problem.values.get("suggestion", "") for problem in caught.value.problems]


RULE = '[[rule]]\nid = "x"\nkind = "properties"\n'
FIELD = RULE + '[rule.fields."k"]\n'


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("# a comment\r\n[vault]\r\n", [], id="CRLF"),
        pytest.param("\ufeff[vault]\nlang = 'zh'\n", [], id="a byte order mark"),
        pytest.param("[search]\nengine = 'tantivy'", [], id="a search engine"),
        pytest.param("[search]\nengine = 'lucene'", [(2, "search.engine", "config.choice")], id="none of ours"),
        pytest.param("[search]\nengine = ''", [(2, "search.engine", "config.choice")], id="an engine without a name"),
        pytest.param("[search]\nengine = ['tantivy']", [(2, "search.engine", "config.type.string")], id="a list"),
        pytest.param(
            "[search]\nfolder = 'here'", [(2, "search.folder", "config.unknown-key")], id="where the index lies"
        ),
        pytest.param("[vault]\nlang = 'fr'", [(2, "vault.lang", "config.choice")], id="a language"),
        pytest.param("[vault]\nbaseline = 'a/b.json'", [], id="a baseline"),
        pytest.param(
            "[vault]\nbaseline = '../b.json'", [(2, "vault.baseline", "config.outside")], id="above the vault"
        ),
        pytest.param(
            "[vault]\nbaseline = '/b.json'", [(2, "vault.baseline", "config.outside")], id="from the root of all"
        ),
        pytest.param("[vault]\nbaseline = 'a/../b.json'", [(2, "vault.baseline", "config.outside")], id="up and down"),
        pytest.param("[vault]\nbaseline = ''", [(2, "vault.baseline", "config.outside")], id="no file"),
        pytest.param(
            RULE + "forbid-empty-values = true\nwhen = { propetry = 'a' }",
            [(5, "rule[1].when.propetry", "config.unknown-key.suggestion"), (5, "rule[1].when", "config.missing-key")],
            id="a condition about nothing",
        ),
        pytest.param(
            RULE + "forbid-empty-values = true\nwhen = { property = 'a', present = false, any-of = ['b'] }",
            [(5, "rule[1].when.any-of", "config.contradiction")],
            id="a value of what is not there",
        ),
        pytest.param(
            RULE + "forbid-empty-values = true\n[rule.when]\nproperty = 'a'\npattern = '('",
            [(7, "rule[1].when.pattern", "config.pattern")],
            id="a condition's pattern",
        ),
        # -- unknown names --
        pytest.param("[vualt]\n", [(1, "vualt", "config.unknown-key.suggestion")], id="table"),
        pytest.param("\nzzz = 1\n", [(2, "zzz", "config.unknown-key")], id="key, nothing near"),
        pytest.param("[vault]\nlnag = 1", [(2, "vault.lnag", "config.unknown-key.suggestion")], id="key"),
        pytest.param("vault.lnag = 1", [(1, "vault.lnag", "config.unknown-key.suggestion")], id="dotted key"),
        pytest.param("vault = {\nlnag = 1}", [(1, "", "config.syntax")], id="a line end in an inline table"),
        pytest.param("vault = { lnag = 1 }", [(1, "vault.lnag", "config.unknown-key.suggestion")], id="inline table"),
        pytest.param(
            "[rules]\nbrokn-link = 'off'",
            [(2, "rules.brokn-link", "config.unknown-rule.suggestion")],
            id="rule",
        ),
        pytest.param("\n[rules.zzz]\n", [(2, "rules.zzz", "config.unknown-rule")], id="rule, nothing near"),
        pytest.param(
            "\n[rules]\nbroken-heading = 'off'\nzzz.severity = 'off'\n",
            [(4, "rules.zzz", "config.unknown-rule")],
            id="rule, as a dotted key",
        ),
        pytest.param(
            "\n\nrules.zzz.x = 1\n",
            [(3, "rules.zzz", "config.unknown-rule")],
            id="from the top",
        ),
        pytest.param(
            "[rules.missing-property]\nrequird = []",
            [(2, "rules.missing-property.requird", "config.unknown-key.suggestion")],
            id="option",
        ),
        pytest.param(
            "[[rule]]\nid = 'x'\nkind = 'propertis'\n",
            [(3, "rule[1].kind", "config.unknown-kind.suggestion")],
            id="kind",
        ),
        pytest.param(
            "[[rule]]\nid = 'x'\nkind = 'q'\n", [(3, "rule[1].kind", "config.unknown-kind")], id="kind, nothing near"
        ),
        pytest.param(
            FIELD + "requird = true", [(5, "rule[1].fields.k.requird", "config.unknown-key.suggestion")], id="field"
        ),
        pytest.param(
            "[scopes]\nblog = ['a/**']\n" + RULE + "forbid-empty-values = true\nfiles = [\n  'x',\n  '@blgo',\n]\n",
            [(9, "rule[1].files[2]", "config.unknown-scope.suggestion")],
            id="scope",
        ),
        pytest.param(
            "[scopes]\na = ['@b']\nb = []\n", [(2, "scopes.a[1]", "config.unknown-scope")], id="a scope defined later"
        ),
        pytest.param("[scopes]\nb = ['x']\na = ['@b']\n", [], id="a scope defined before"),
        pytest.param(
            "[per-file-ignores]\n'a/**' = ['broken-link', 'brokn-link']\n",
            [(2, "per-file-ignores.a/**[2]", "config.unknown-rule.suggestion")],
            id="rule that is ignored",
        ),
        pytest.param(
            "[per-file-ignores]\n'a/**' = ['x']\n" + RULE + "forbid-empty-values = true",
            [],
            id="house rule that is ignored",
        ),
        # -- types --
        pytest.param("vault = 1", [(1, "vault", "config.type.table")], id="no table"),
        pytest.param("rules = []", [(1, "rules", "config.house-rule")], id="house rules under the wrong name"),
        pytest.param("[rule]\nid = 'a'", [(1, "rule", "config.house-rule")], id="a house rule in one pair of brackets"),
        pytest.param("vault = []", [(1, "vault", "config.type.table")], id="a list is no table"),
        pytest.param("[vault.exclude]", [(1, "vault.exclude", "config.type.list")], id="a table is no list"),
        pytest.param("[vault]\nlang = 1", [(2, "vault.lang", "config.type.string")], id="no text"),
        pytest.param("[vault]\nexclude = 'a'", [(2, "vault.exclude", "config.type.list.one")], id="no list"),
        pytest.param(
            "[vault]\nexclude = [\n1,\n'a',\ntrue]",
            [(3, "vault.exclude[1]", "config.type.string"), (5, "vault.exclude[3]", "config.type.string")],
            id="in a list",
        ),
        pytest.param(
            "[vault.property-aliases]\nt = 'x'", [(2, "vault.property-aliases.t", "config.type.list.one")], id="aliases"
        ),
        pytest.param(
            "[rules]\nbroken-link = true",
            [(2, "rules.broken-link", "config.type")],
            id="a rule is a word or a table",
        ),
        pytest.param(
            "[rules.broken-link]\nseverity = 1", [(2, "rules.broken-link.severity", "config.choice")], id="severity"
        ),
        pytest.param(RULE + "fields = 1", [(4, "rule[1].fields", "config.type.table")], id="fields"),
        pytest.param(RULE + "fields = { k = 1 }", [(4, "rule[1].fields.k", "config.type.table")], id="a field"),
        pytest.param(FIELD + "required = 1", [(5, "rule[1].fields.k.required", "config.type.boolean")], id="no truth"),
        pytest.param(
            FIELD + "min-length = true",
            [(5, "rule[1].fields.k.min-length", "config.type.integer")],
            id="truth is no number",
        ),
        pytest.param(
            FIELD + "min-length = 1.5",
            [(5, "rule[1].fields.k.min-length", "config.type.integer")],
            id="no whole number",
        ),
        pytest.param(FIELD + "enum = [[1]]", [(5, "rule[1].fields.k.enum[1]", "config.type")], id="enum of lists"),
        pytest.param(FIELD + "enum = [1, 'a', 1.5, true, 2024-01-05]", [], id="enum of anything else"),
        # -- values --
        pytest.param("[vault]\nlang = 'fr'", [(2, "vault.lang", "config.choice")], id="language"),
        pytest.param(
            "[rules]\nbroken-link = 'eror'",
            [(2, "rules.broken-link", "config.choice.suggestion")],
            id="severity, misspelt",
        ),
        pytest.param(
            FIELD + "type = 'dat'", [(5, "rule[1].fields.k.type", "config.choice.suggestion")], id="type, misspelt"
        ),
        pytest.param(FIELD + "pattern = '('", [(5, "rule[1].fields.k.pattern", "config.pattern")], id="pattern"),
        pytest.param(
            FIELD + "pattern = 'a(?!b)'",
            [(5, "rule[1].fields.k.pattern", "config.pattern.look-around")],
            id="look-ahead",
        ),
        pytest.param(
            FIELD + "pattern = '(?<=a)b'",
            [(5, "rule[1].fields.k.pattern", "config.pattern.look-around")],
            id="look-behind",
        ),
        pytest.param(
            FIELD + r"pattern = '(a)\1'", [(5, "rule[1].fields.k.pattern", "config.pattern")], id="back-reference"
        ),
        pytest.param(FIELD + r"pattern = '(?i)^(?P<x>\p{Han}+)$'", [], id="what RE2 can do"),
        pytest.param(FIELD + "min = 'yesterday'", [(5, "rule[1].fields.k.min", "config.limit")], id="day"),
        pytest.param(FIELD + "max = '2026-02-30'", [(5, "rule[1].fields.k.max", "config.limit")], id="no such day"),
        pytest.param(FIELD + "max = 'today+1w'", [(5, "rule[1].fields.k.max", "config.limit")], id="weeks"),
        pytest.param(FIELD + "max = 2024-01-05T10:00:00", [(5, "rule[1].fields.k.max", "config.limit")], id="a time"),
        pytest.param(FIELD + "min = 2024-01-05\nmax = 'today-30d'", [], id="days"),
        pytest.param("[vault]\nexclude = ['!']", [(2, "vault.exclude[1]", "config.bad-glob")], id="file pattern"),
        pytest.param("[scopes]\na = ['x\\']", [(2, "scopes.a[1]", "config.bad-glob")], id="file pattern of a scope"),
        pytest.param(
            "[per-file-ignores]\n'!' = []", [(2, "per-file-ignores.!", "config.bad-glob")], id="file pattern as a key"
        ),
        # -- house rules --
        pytest.param(
            "[[rule]]\nid = 'x'\nkind = 'properties'\nfields = { k = { min = -inf } }",
            [(4, "rule[1].fields.k.min", "config.type")],
            id="infinity is no limit",
        ),
        pytest.param("\n[[rule]]\n", [(2, "rule[1]", "config.missing-key")] * 2, id="neither id nor kind"),
        pytest.param(
            "[[rule]]\n[[rule]]\n",
            [(1, "rule[1]", "config.missing-key")] * 2 + [(2, "rule[2]", "config.missing-key")] * 2,
            id="two of them",
        ),
        pytest.param(RULE, [(1, "rule[1]", "config.nothing")], id="no fields"),
        pytest.param(
            RULE + "forbid-empty-values = true\nwhen = {}",
            [(5, "rule[1].when", "config.missing-key")],
            id="a missing key of a table",
        ),
        pytest.param(
            RULE.replace("x", "a b") + "forbid-empty-values = true", [(2, "rule[1].id", "config.bad-id")], id="id"
        ),
        pytest.param(
            RULE.replace("x", "") + "forbid-empty-values = true",
            [(2, "rule[1].id", "config.bad-id")],
            id="empty id",
        ),
        pytest.param(
            RULE.replace("x", "all") + "forbid-empty-values = true",
            [(2, "rule[1].id", "config.bad-id")],
            id="the word for all rules",
        ),
        pytest.param(RULE.replace("x", "规则-1") + "forbid-empty-values = true", [], id="an id in Chinese"),
        pytest.param(
            RULE.replace("x", "broken-link") + "forbid-empty-values = true",
            [(2, "rule[1].id", "config.duplicate-id")],
            id="id of a built-in rule",
        ),
        pytest.param(
            RULE + "forbid-empty-values = true\n" + RULE + "forbid-empty-values = true",
            [(6, "rule[2].id", "config.duplicate-id")],
            id="the same id twice",
        ),
        # -- the file --
        pytest.param("[vault\n", [(1, "", "config.syntax")], id="not TOML"),
        pytest.param("[vault]\nlang = 'zh'\nlang = 'en'\n", [(3, "", "config.syntax.twice")], id="a key twice"),
        pytest.param("[vault]\n[rules]\n[vault]\n", [(3, "", "config.syntax.twice")], id="a table twice"),
        pytest.param("[vault]\nlang = zh\n", [(2, "", "config.syntax.value")], id="a text without quotes"),
        pytest.param(FIELD + "required = True\n", [(5, "", "config.syntax.value")], id="as in Python"),
        pytest.param("[vault]\nlang = “zh”\n", [(2, "", "config.syntax.quotes")], id="curly quotes"),
        pytest.param("[vault]\nexclude = [“a”]\n", [(2, "", "config.syntax.quotes")], id="curly quotes in a list"),
        pytest.param("[vault]\nexclude = ['= “a”']\n", [], id="curly quotes in a text"),
        pytest.param("[vault]\nlang ＝ 'zh'\n", [(2, "", "config.syntax.full-width")], id="a full-width sign"),
        pytest.param("[vault]\nexclude = ['＝']\n", [], id="a full-width sign in quotes"),
        pytest.param("[vault]\nexclude = ['a'，'b']\n", [(2, "", "config.syntax.full-width")], id="a full-width comma"),
        pytest.param(
            RULE + 'forbid-key-pattern = "^\\d"\n',
            [(4, "", "config.syntax.backslash")],
            id="a backslash in double quotes",
        ),
        pytest.param("[vault]\nexclude = ['\\d' 1]\n", [(2, "", "config.syntax")], id="a backslash in single quotes"),
        pytest.param("[vault]\n\nlang =\n", [(3, "", "config.syntax.value")], id="no value"),
        pytest.param("a = '''\n\n", [(3, "", "config.syntax")], id="never closed"),
        pytest.param("a = " + "[" * 5000, [(1, "", "config.too-deep")], id="too deep"),
    ],
)
def test_mistakes(tmp_path, toml: str, expected: list[tuple[int, str, str]]) -> None:
    assert problems(tmp_path, toml) == expected


def test_all_mistakes_are_said_at_once_in_the_order_of_their_lines(tmp_path) -> None:
    toml = """[[rule]]
id = "a,b"
kind = "properties"
[rule.fields.k]
type = "dat"
min = "soon"
[rules]
brokn-link = "off"
[vault]
lang = "fr"
exclude = ["!"]
[nothing]
"""
    assert problems(tmp_path, toml) == [
        (2, "rule[1].id", "config.bad-id"),
        (5, "rule[1].fields.k.type", "config.choice.suggestion"),
        (6, "rule[1].fields.k.min", "config.limit"),
        (8, "rules.brokn-link", "config.unknown-rule.suggestion"),
        (10, "vault.lang", "config.choice"),
        (11, "vault.exclude[1]", "config.bad-glob"),
        (12, "nothing", "config.unknown-key"),
    ]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        pytest.param("作者 = 1", "作者", id="a key"),
        pytest.param("fields.作者 = {}", "作者", id="behind a dot"),
        pytest.param("作者.type = 'date'", "作者", id="before a dot"),
        pytest.param("fields = { k = 1, Stars（记录值） = 2 }", "Stars（记录值）", id="in an inline table"),
        pytest.param("[scopes.博客]", "博客", id="in a header"),
        pytest.param("[[规则]]", "规则", id="in a header of two brackets"),
        pytest.param('"作者" = ', "", id="silent: in quotes"),
        pytest.param("x = # 作者 = 1", "", id="silent: in a comment"),
        pytest.param("x = 'a' '、作者 = 1'", "", id="silent: in a text"),
    ],
)
def test_a_key_that_needs_quotes_is_named(tmp_path, line: str, key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config_of(tmp_path, f"\n{line}\n")
    (problem,) = caught.value.problems
    assert problem.line == 2
    assert (problem.message == "config.syntax.key") == bool(key)
    assert problem.values.get("key", "") == key


@pytest.mark.parametrize(
    ("toml", "suggestion"),
    [
        pytest.param("[rule.x]", None, id="not a misspelling"),
        pytest.param("[scope]", "scopes", id="table"),
        pytest.param("[rules]\nbroken-lnik = 'off'", "broken-link", id="rule"),
        pytest.param("[rules]\nbroken-link = 'warn'", "warning", id="severity"),
        pytest.param("[rules]\nabc = 'off'", "", id="nothing near"),
        pytest.param(FIELD + "type = 'checkbx'", "checkbox", id="type"),
        pytest.param(FIELD + "maxlength = 3", "max-length", id="option"),
        pytest.param(FIELD + "max_length = 3", "max-length", id="underscore"),
        pytest.param("[scopes]\nblog = []\n[vault]\nexclude = ['@blgo']", "@blog", id="scope"),
        pytest.param(
            "[per-file-ignores]\na = ['xy1']\n" + RULE.replace("x", "xyz") + "forbid-empty-values = true",
            "xyz",
            id="house rule",
        ),
    ],
)
def test_suggestions(tmp_path, toml: str, suggestion: str | None) -> None:
    assert suggestions(tmp_path, toml) == [suggestion or ""]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        pytest.param(b"[vault]\nlang = '\xd6\xd0'\n", "config.not-utf8", id="GBK"),
        pytest.param("[vault]\n".encode("utf-16"), "config.not-utf8", id="UTF-16"),
        pytest.param(b"#" * 1_000_001, "config.unreadable", id="over a megabyte"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, content: bytes, key: str) -> None:
    write_vault(tmp_path, {"vault.toml": content})
    with pytest.raises(VaultError) as caught:
        load_config(str(tmp_path))
    assert caught.value.key == key
    assert caught.value.values["file"] == "vault.toml"


def test_a_folder_by_that_name_is_a_mistake(tmp_path) -> None:
    (tmp_path / "vault.toml").mkdir()
    with pytest.raises(VaultError) as caught:
        load_config(str(tmp_path))
    assert caught.value.key == "config.unreadable"


# -- what is said ----------------------------------------------------------------------------------------------


def test_no_file_is_the_defaults(tmp_path) -> None:
    assert load_config(str(tmp_path)) == Config()


def test_an_empty_file_is_the_defaults(tmp_path) -> None:
    config = config_of(tmp_path, "")
    assert config == Config(file=str(tmp_path / "vault.toml"))


def test_everything_that_can_be_said(tmp_path) -> None:
    config = config_of(
        tmp_path,
        """
[vault]
lang = "zh"
exclude = ["prompts/**", "@old"]
property-aliases = { tags = ["标签"] }
[scopes]
old = ["旧/**", "*.bak.md"]
both = ["@old", "新/**"]
[rules]
orphan-note = "info"
broken-link.severity = "off"
[rules.missing-property]
severity = "warning"
required = ["来源"]
[per-file-ignores]
"skills/**" = ["missing-property", "house"]
[[rule]]
id = "house"
kind = "properties"
files = ["@both"]
exclude = ["@old"]
severity = "info"
message = "m"
doc = "d.md"
fields = { k = { required = true } }
""",
    )
    assert (config.lang, config.exclude) == ("zh", ("prompts/**", "旧/**", "*.bak.md"))
    assert config.property_aliases == {"title": ("标题",), "tags": ("标签",)}
    assert config.scopes == {"old": ("旧/**", "*.bak.md"), "both": ("旧/**", "*.bak.md", "新/**")}
    assert config.rules["orphan-note"].severity is Severity.INFO
    assert config.rules["broken-link"].severity is Severity.OFF
    assert config.rules["missing-property"].severity is Severity.WARNING
    assert config.rules["missing-property"].options.required == ("来源",)
    assert config.per_file_ignores == {"skills/**": ("missing-property", "house")}
    (rule,) = config.house_rules
    assert (rule.id, rule.kind, rule.severity, rule.message, rule.doc) == (
        "house",
        "properties",
        Severity.INFO,
        "m",
        "d.md",
    )
    assert (rule.files, rule.exclude, rule.line) == (("旧/**", "*.bak.md", "新/**"), ("旧/**", "*.bak.md"), 17)
    assert rule.options.fields["k"].required


@pytest.mark.parametrize(
    ("toml", "required", "types"),
    [
        pytest.param("", ("title", "发布日期", "来源"), {"title", "发布日期", "来源"}, id="nothing written"),
        pytest.param(
            "[rules]\nmissing-property = 'info'",
            ("title", "发布日期", "来源"),
            {"title", "发布日期", "来源"},
            id="only a severity",
        ),
        pytest.param(
            "[rules.missing-property]\nrequired = ['来源', 'k']", ("来源", "k"), {"来源"}, id="what is required"
        ),
        pytest.param("[rules.missing-property]\nrequired = []", (), set(), id="nothing is required"),
        pytest.param(RULE + "forbid-empty-values = true", (), set(), id="a house rule of kind properties"),
        pytest.param(
            "[rules.missing-property]\nrequired = ['title']\n" + RULE + "forbid-empty-values = true",
            ("title",),
            {"title"},
            id="both",
        ),
        pytest.param(
            "[rules.wrong-property-type]\ntypes = { k = 'date' }\n" + RULE + "forbid-empty-values = true",
            (),
            {"k"},
            id="types of its own",
        ),
        pytest.param(
            "[rules.wrong-property-type]\ntypes = { k = 'date' }", ("title", "发布日期", "来源"), {"k"}, id="only types"
        ),
    ],
)
def test_default_fields_are_taken_back(tmp_path, toml: str, required: tuple[str, ...], types: set[str]) -> None:
    rules = config_of(tmp_path, toml).rules
    assert rules["missing-property"].options.required == required
    assert set(rules["wrong-property-type"].options.types) == types


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('a = "' + '\\"' * 400_000, id="a text that is never closed"),
        pytest.param("a = " + ".作" * 240_000, id="keys upon keys"),
        pytest.param("a" + " " * 900_000 + "=", id="blanks"),
        pytest.param("a = " + '["' * 400_000, id="brackets and quotes"),
    ],
)
def test_a_line_that_is_not_toml_is_looked_at_soon(tmp_path, line: str) -> None:
    with at_most(10):
        assert len(problems(tmp_path, line)) == 1
