"""A configuration written down and read back is the same configuration."""

import json
import tomllib
from typing import Any

import msgspec
import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support import config_of
from vault_tools.config import Config
from vault_tools.config.show import as_tables
from vault_tools.report.machine import dumps
from vault_tools.rules import RULES


def without_places(config: Config) -> Config:
    house_rules = tuple(msgspec.structs.replace(rule, line=0) for rule in config.house_rules)
    return msgspec.structs.replace(config, file=None, house_rules=house_rules)


def shown(config: Config) -> str:
    return tomli_w.dumps(as_tables(config))


RULE = '[[rule]]\nid = "x"\nkind = "properties"\n'


@pytest.mark.parametrize(
    "toml",
    [
        pytest.param("", id="nothing"),
        pytest.param(
            '[vault]\nlang = "zh"\nexclude = ["a/**"]\nproperty-aliases = { "a b" = ["c"], d = [] }', id="vault"
        ),
        pytest.param('[search]\nengine = "tantivy"', id="search"),
        pytest.param('[scopes]\nold = ["a", "!b"]\nnew = ["@old"]\n[vault]\nexclude = ["@new"]', id="scopes"),
        pytest.param('[rules]\nbroken-link = "off"\n[rules.orphan-note]\nseverity = "error"', id="severities"),
        pytest.param('[rules.missing-property]\nrequired = ["来源", "title"]', id="what is required"),
        pytest.param(
            "[rules.missing-property]\nrequired = []",
            id="nothing is required",
        ),
        pytest.param('[rules.wrong-property-type]\ntypes = { k = "date" }', id="types"),
        pytest.param("[rules.wrong-property-type]\ntypes = {}", id="no types"),
        pytest.param(
            '[rules.wrong-property-type]\ntypes = { read_at = "date" }',
            id="an underscore in a property's name",
        ),
        pytest.param(
            '[per-file-ignores]\n"a b/**" = ["broken-link", "x"]\n' + RULE + "forbid-empty-values = true", id="ignores"
        ),
        pytest.param(RULE + "forbid-empty-values = true", id="a house rule"),
        pytest.param(
            RULE + "fields = { read_at = { required = true } }",
            id="an underscore in a field's name",
        ),
        pytest.param(
            RULE
            + """severity = "info"
files = ["a/**"]
exclude = ["a/b/**"]
message = "第一行\\n\\"{names}\\" \\\\ \\u0000"
doc = "规则.md"
when = { property = "k", present = true, any-of = ["a", 1, true], pattern = "^x" }
[rule.fields."发布 日期"]
required = true
type = "date"
min = 1990-01-01
max = "today+1d"
[rule.fields.k]
enum = [1, 1.5, "a", false]
pattern = '^\\d+\\s"$'
unless-pattern = 'x'
min = 1
max = 2.5
min-length = 0
max-length = 9
""",
            id="a house rule with everything",
        ),
    ],
)
def test_what_is_shown_reads_back_as_the_same(tmp_path, toml: str) -> None:
    config = config_of(tmp_path, toml)
    again = config_of(tmp_path, shown(config))
    assert without_places(again) == without_places(config)
    assert shown(again) == shown(config)


def test_everything_is_shown_defaults_included() -> None:
    tables = as_tables(Config())
    assert set(tables["rules"]) == set(RULES)
    assert tables["vault"] == {"lang": "en", "exclude": [], "property-aliases": {"title": ["标题"]}}
    assert tables["rules"]["broken-link"] == "error"
    assert tables["rules"]["missing-property"] == {"severity": "error", "required": ["title", "发布日期", "来源"]}


def test_shown_as_json(tmp_path) -> None:
    config = config_of(tmp_path, RULE + "fields = { k = { min = 2020-01-01, max = 2024-01-05 } }")
    tables = json.loads(dumps(as_tables(config)))
    assert tables["rule"][0]["fields"]["k"]["max"] == "2024-01-05"
    assert tables["vault"] == tomllib.loads(shown(config))["vault"]


names = st.text(st.sampled_from("ab中 .\"'\\#=-"), min_size=1, max_size=5)
patterns = st.lists(st.sampled_from(["a/**", "*.md", "!b.md", "甲/", "@s"]), max_size=3)
severities = st.sampled_from(["off", "info", "warning", "error"])
fields = st.fixed_dictionaries(
    {},
    optional={
        "required": st.booleans(),
        "type": st.sampled_from(["text", "date", "number"]),
        "enum": st.lists(st.text(max_size=3) | st.integers(-5, 5) | st.booleans(), max_size=3),
        "pattern": st.sampled_from(["^a", '\\d+"', "甲|'乙'"]),
        "min": st.integers(-5, 5) | st.dates() | st.just("today-3d"),
        "max-length": st.integers(0, 9),
    },
)
house_rules = st.fixed_dictionaries(
    {"kind": st.just("properties"), "fields": st.dictionaries(names, fields, min_size=1, max_size=2)},
    optional={
        "severity": severities,
        "files": patterns,
        "exclude": patterns,
        "message": st.text(max_size=9),
        "when": st.fixed_dictionaries({"property": names}, optional={"present": st.booleans()}),
    },
)
configurations = st.fixed_dictionaries(
    {"scopes": st.just({"s": ["x/**"]})},
    optional={
        "vault": st.fixed_dictionaries(
            {},
            optional={
                "lang": st.sampled_from(["en", "zh"]),
                "exclude": patterns,
                "property-aliases": st.dictionaries(names, st.lists(names, max_size=2), max_size=2),
            },
        ),
        "rules": st.dictionaries(st.sampled_from(sorted(RULES)), severities, max_size=4),
        "per-file-ignores": st.dictionaries(
            st.sampled_from(["a/**", "*.md"]), st.lists(st.sampled_from(["broken-link", "orphan-note"])), max_size=2
        ),
        "rule": st.lists(house_rules, max_size=3),
    },
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(configurations)
def test_any_configuration_reads_back_as_the_same(tmp_path, tables: dict[str, Any]) -> None:
    for index, rule in enumerate(tables.get("rule", ())):
        rule["id"] = f"rule-{index}"
    config = config_of(tmp_path, tomli_w.dumps(tables))
    assert without_places(config_of(tmp_path, shown(config))) == without_places(config)
