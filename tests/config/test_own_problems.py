"""What option dataclasses say is wrong with themselves, and what the kinds about items and duplicates say so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from support import config_of
from vault_tools.config import ConfigError
from vault_tools.config.options import OptionsReader
from vault_tools.config.problems import MAX_PROBLEMS, ConfigProblem, Place


@dataclass(frozen=True)
class Inner:
    """An inner table."""

    low: int = 0
    high: int = 9

    def problems(self) -> Iterator[tuple[tuple[str, ...], str, dict[str, str]]]:
        """Object to limits in the wrong order: this would raise if they were no numbers."""
        if self.low > self.high:
            yield ("low",), "config.limits", {"least": str(self.low), "greatest": str(self.high)}


@dataclass(frozen=True)
class Outer:
    """A table with lists and tables in it."""

    words: tuple[str, ...] = field(default=(), metadata={"single": True})
    inner: Mapping[str, Inner] = field(default_factory=dict)

    def problems(self) -> Iterator[tuple[tuple[str | int, ...], str, dict[str, str]]]:
        """Object to certain words, and to tables that are called as one of them."""
        for place, word in enumerate(self.words):
            if word in self.inner:
                yield ("words", place), "config.empty", {}
                yield ("inner", word, "nowhere"), "config.empty", {}


def mistakes(table: dict[str, Any], found: list[ConfigProblem] | None = None) -> list[tuple[str, str]]:
    found = [] if found is None else found
    before = len(found)
    OptionsReader(lambda place: ()).read(Outer, Place(table, ("rule", 0), {}, "vault.toml", found))
    return [(problem.key, problem.message) for problem in found[before:]]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"words": ["a"], "inner": {"b": {}}}, [], id="nothing wrong"),
        pytest.param(
            {"words": ["b", "a"], "inner": {"a": {}}},
            [("rule[1].words[2]", "config.empty"), ("rule[1].inner.a", "config.empty")],
            id="at an element, at the nearest table",
        ),
        pytest.param(
            {"words": "a", "inner": {"a": {}}},
            [("rule[1].words", "config.empty"), ("rule[1].inner.a", "config.empty")],
            id="one text for a list",
        ),
        pytest.param({"inner": {"a": {"low": 10}}}, [("rule[1].inner.a.low", "config.limits")], id="an inner table"),
        pytest.param({"inner": {"a": {"low": "x"}}}, [("rule[1].inner.a.low", "config.type.integer")], id="no number"),
        pytest.param(
            {"words": [1, "a"], "inner": {"a": {}}},
            [("rule[1].words[1]", "config.type.string")],
            id="something else first",
        ),
    ],
)
def test_own_problems(table: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert mistakes(table) == expected


def test_nothing_more_is_asked_where_too_much_is_wrong() -> None:
    full = [ConfigProblem("vault.toml", 1, "", "config.empty", {})] * MAX_PROBLEMS
    assert mistakes({"inner": {"a": {"low": "x"}}}, full) == []


ITEMS = 'kind = "section-items"\nsection = "S"\n'
BACK = 'kind = "reciprocal"\nsection = "S"\n'
SAME = 'kind = "duplicates"\n'


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(ITEMS + "item-pattern = '(?P<reason>x)'\n[rule.groups.reason]", [], id="a group that the pattern has"),
        pytest.param(ITEMS + "item-pattern = '(?P<reason>x)'\n[rule.groups.raeson]\nmin-length = 1", [(6, "rule[1].groups.raeson", "config.unknown-group.suggestion", "reason")], id="a misspelt group"),
        pytest.param(ITEMS + "[rule.groups.x]", [(5, "rule[1].groups.x", "config.unknown-group", "")], id="a group without a pattern"),
        pytest.param(ITEMS + "item-pattern = '(?!x)'\n[rule.groups.x]", [(5, "rule[1].item-pattern", "config.pattern.look-around", "")], id="a bad pattern is said, its groups are not asked for"),
        pytest.param(ITEMS + "allow-targets = ['x']", [(5, "rule[1].allow-targets", "config.without", "")], id="allowed, but nothing forbidden"),
        pytest.param(ITEMS + "allow-targets = ['x']\ntargets-in = ['y']", [], id="allowed besides others"),
        pytest.param(ITEMS + "min-items = 3\nmax-items = 2", [(6, "rule[1].max-items", "config.limits", "")], id="nothing between"),
        pytest.param(ITEMS + "level = 7", [(5, "rule[1].level", "config.most", "")], id="no such level"),
        pytest.param(ITEMS + "targets-in = ['@x']", [(5, "rule[1].targets-in[1]", "config.unknown-scope", "")], id="no such scope"),
        pytest.param(ITEMS + "only-item = true", [(5, "rule[1].only-item", "config.unknown-key.suggestion", "only-items")], id="a misspelt option"),
        pytest.param('kind = "section-items"\nsection = []', [(4, "rule[1].section", "config.empty", "")], id="no section"),
        pytest.param('kind = "section-items"', [(1, "rule[1]", "config.missing-key", "")], id="no word of a section"),
        pytest.param(BACK + "item-pattern = '(?P<a>x)'\nwhen-groups = { b = ['x'] }", [(6, "rule[1].when-groups.b", "config.unknown-group", "")], id="reciprocal: another group"),
        pytest.param(BACK + "item-pattern = '(?P<a>x)'\nwhen-groups = { a = ['x'] }", [], id="reciprocal: a group that the pattern has"),
        pytest.param(SAME + "by = ['title', 'file-name', 'similar-name', 'body', 'property:x']", [], id="duplicates: all that can be compared"),
        pytest.param(SAME + "by = ['title', 'filename']", [(4, "rule[1].by[2]", "config.choice.suggestion", "file-name")], id="duplicates: misspelt"),
        pytest.param(SAME + "by = 'property:'", [(4, "rule[1].by", "config.choice.suggestion", "property:")], id="duplicates: no property"),
        pytest.param(SAME + "by = []", [(4, "rule[1].by", "config.empty", "")], id="duplicates: nothing"),
        pytest.param(SAME + "by = 'similar-name'\nthreshold = 90", [(5, "rule[1].threshold", "config.most", "")], id="duplicates: per cent"),
        pytest.param(SAME + "by = 'similar-name'\nthreshold = 1", [], id="duplicates: a whole number"),
        pytest.param(SAME + "by = 'title'\nthreshold = 0.5\nmin-length = 3\nnormalize-url = true", [(5, "rule[1].threshold", "config.without", ""), (6, "rule[1].min-length", "config.without", ""), (7, "rule[1].normalize-url", "config.without", "")], id="duplicates: options of what is not compared"),
    ],
)  # fmt: skip
def test_kinds(tmp_path: Path, rule: str, expected: list[tuple[int, str, str, str]]) -> None:
    found: list[ConfigProblem] = []
    try:
        config_of(tmp_path, f'[[rule]]\nid = "r"\n{rule}\n')
    except ConfigError as error:
        found = error.problems
    assert [(p.line, p.key, p.message, p.values.get("suggestion", "")) for p in found] == expected
