"""Tables to option dataclasses: what a field's metadata asks of its value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from vault_tools.config.options import OptionsReader
from vault_tools.config.problems import ConfigProblem, Place

SCOPES = {"@blog": ("博客/**", "!博客/草稿/**")}


@dataclass(frozen=True)
class Inner:
    """An inner table."""

    pattern: str | None = field(default=None, metadata={"format": "pattern"})


@dataclass(frozen=True)
class Options:
    """One option for each thing that can be asked."""

    words: tuple[str, ...] = field(default=(), metadata={"single": True})
    targets: tuple[str, ...] = field(default=(), metadata={"format": "globs", "single": True})
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict, metadata={"format": "glob-keys"})
    patterns: tuple[str, ...] = field(default=(), metadata={"format": "pattern", "single": True})
    script: str | None = field(default=None, metadata={"format": "script"})
    form: Literal["full", "short"] = "full"
    groups: Mapping[str, Inner] = field(default_factory=dict)
    min_items: int | None = None
    max_items: int | None = None


def read(table: dict[str, Any]) -> tuple[Options, list[tuple[str, str]]]:
    """Return what was read, and key and message of each mistake."""
    found: list[ConfigProblem] = []

    def patterns(place: Place) -> tuple[str, ...]:
        lines: list[str] = []
        for element in place.elements():
            lines += SCOPES.get(element.value, (element.value,))
        return tuple(lines)

    options = OptionsReader(patterns).read(Options, Place(table, (), {}, "vault.toml", found))
    return options, [(problem.key, problem.message) for problem in found]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param({}, Options(), id="nothing"),
        pytest.param({"words": "a"}, Options(words=("a",)), id="one text for a list"),
        pytest.param({"words": ["a", "b"]}, Options(words=("a", "b")), id="a list"),
        pytest.param({"targets": ["@blog", "x"]}, Options(targets=(*SCOPES["@blog"], "x")), id="scopes are put in"),
        pytest.param({"targets": "@blog"}, Options(targets=SCOPES["@blog"]), id="one scope"),
        pytest.param({"places": {"a/**": ["b"]}}, Options(places={"a/**": ("b",)}), id="file patterns as keys"),
        pytest.param({"patterns": "^a"}, Options(patterns=("^a",)), id="one pattern"),
        pytest.param({"script": "Han"}, Options(script="Han"), id="a script"),
        pytest.param({"groups": {"g": {"pattern": "a"}}}, Options(groups={"g": Inner("a")}), id="named tables"),
        pytest.param({"min-items": 2, "max-items": 2}, Options(min_items=2, max_items=2), id="equal limits"),
    ],
)
def test_what_is_right(table: dict[str, Any], expected: Options) -> None:
    assert read(table) == (expected, [])


@pytest.mark.parametrize(
    ("table", "mistakes"),
    [
        pytest.param({"word": "a"}, [("word", "config.unknown-key.suggestion")], id="unknown key"),
        pytest.param({"words": 1}, [("words", "config.type.list")], id="neither a text nor a list"),
        pytest.param({"words": ["a", 1]}, [("words[2]", "config.type.string")], id="a number in a list"),
        pytest.param({"places": {"[z-a": ["b"]}}, [("places.[z-a", "config.bad-glob")], id="no file pattern"),
        pytest.param({"places": ["a"]}, [("places", "config.type.table")], id="no table"),
        pytest.param({"patterns": ["a", "(?=b)"]}, [("patterns[2]", "config.pattern.look-around")], id="look-around"),
        pytest.param({"script": "Hann"}, [("script", "config.script")], id="unknown script"),
        pytest.param({"form": "ful"}, [("form", "config.choice.suggestion")], id="no such choice"),
        pytest.param(
            {"groups": {"g": {"pattrn": "a"}}}, [("groups.g.pattrn", "config.unknown-key.suggestion")], id="inside"
        ),
        pytest.param(
            {"min-items": 3, "max-items": 2}, [("max-items", "config.limits")], id="nothing between the limits"
        ),
    ],
)
def test_what_is_wrong(table: dict[str, Any], mistakes: list[tuple[str, str]]) -> None:
    assert read(table)[1] == mistakes
