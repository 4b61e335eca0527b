"""Configurations that a stranger wrote to do harm: all of them are refused, soon, with a line and a short message."""

from collections.abc import Iterator, Mapping
from dataclasses import Field, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from growth import at_most
from support import run, vault, write_vault
from vault_tools.config import ConfigError
from vault_tools.config.options import key_name
from vault_tools.config.read import parse_config
from vault_tools.errors import VaultError
from vault_tools.messages import text
from vault_tools.rules import RULES, kinds
from vault_tools.rules.base import When

SECONDS = 10  # ten times what any of them takes
TEXT = 'forbid-phrases = ["a"]'


def rule(options: str, *, id: object = "r", kind: str = "text") -> str:
    return f'[[rule]]\nid = "{id}"\nkind = "{kind}"\n{options}\n'


def mistakes(toml: str) -> list[tuple[int, str, str]]:
    """Return line, key and message of each mistake; every message can be said, in both languages, in few words."""
    try:
        parse_config(toml, "/vault/vault.toml")
    except ConfigError as error:
        for problem in error.problems:
            for lang in ("en", "zh"):
                assert len(text(lang, problem.message, problem.values)) < 2_000
            assert len(problem.place) < 500
        return [(problem.line, problem.key, problem.message) for problem in error.problems]
    return []


# -- every option, with values of every type --------------------------------------------------------------------------

VALUES = {
    "a whole number": "7", "a negative number": "-5", "a number beyond 64 bits": "9" * 30, "a fraction": "1.5",
    "no number": "nan", "infinity": "inf", "a truth value": "true", "a text": '"x"', "an empty text": '""',
    "a list": '["x"]', "an empty list": "[]", "a list of anything": "[1, true]", "a list of nothing": '[""]',
    "a list in lists": "[[[]]]", "a table": '{ a = "x" }', "an empty table": "{}", "tables in tables": "{ a = { a = { a = 1 } } }",
    "a table of lists": '{ a = ["x", 3] }', "a nameless entry": '{ "" = "x" }', "a list of tables": "[{ a = 1 }]",
    "a day": "2020-01-01", "a moment": "2020-01-01T00:00:00Z", "a time": "10:00:00", "NUL": '"\\u0000"',
    "ESC": '"\\u001b[31m\\u202e"', "an open group": '"("', "look-around": '"(?=x)"', "look-around in a list": '["(?=x)"]',
    "a scope": '["@nowhere"]', "a scope taken out": '["!@nowhere"]', "a scope as a text": '"@nowhere"',
}  # fmt: skip


def options_of(kind: type, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Field[Any]]]:
    hints = get_type_hints(kind)
    for option in fields(kind):
        here = (*path, key_name(option))
        yield here, hints[option.name], option
        inner = get_args(hints[option.name])[1:] if get_origin(hints[option.name]) is Mapping else ()
        if inner and is_dataclass(inner[0]):
            yield from options_of(inner[0], (*here, "名"))  # type: ignore[arg-type]  # a class


def every_option() -> Iterator[Any]:
    tables = [(f"{id}", f'[[rule]]\nid = "r"\nkind = "{id}"\n', kind.options) for id, kind in kinds().items()]
    tables += [(f"rules.{id}", f'[rules."{id}"]\n\n\n', rule.options) for id, rule in RULES.items()]
    tables.append(("when", f'[[rule]]\nid = "r"\nkind = "text"\n{TEXT}\n[rule.when]\nproperty = "a"\n', When))
    for name, head, options in tables:
        for path, hint, option in options_of(options):
            yield pytest.param(head, path, hint, option, id=f"{name}.{'.'.join(path)}")


def takes(hint: Any) -> set[type]:
    """Return the types that a value of an option may be of."""
    kinds = {get_origin(hint) or hint, *(get_origin(part) or part for part in get_args(hint))}
    return kinds | {type(choice) for choice in get_args(hint)}


@pytest.mark.parametrize(("head", "path", "hint", "option"), list(every_option()))
def test_a_value_of_another_type_is_a_mistake_in_its_line(
    head: str, path: tuple[str, ...], hint: Any, option: Field[Any]
) -> None:
    key = ".".join(f'"{part}"' for part in path)
    for name, value in VALUES.items():
        found = mistakes(f"{head}{key} = {value}\n")
        assert {line for line, _, _ in found} <= {1, head.count("\n"), head.count("\n") + 1, 3}, name
        types = takes(hint)
        wrong = [
            (name == "a truth value" and bool not in types),
            (name == "a list of anything" and not types & {bool, int, float, tuple}),
            (name in ("a list in lists", "tables in tables", "a list of tables", "a list of nothing") and str in types),
            (name in ("a number beyond 64 bits", "no number", "infinity", "a nameless entry")),
            (name == "look-around" and option.metadata.get("format") == "pattern" and str in types),
            (name == "an empty text" and hint in (str, str | None)),
        ]
        assert not any(wrong) or found, name


# -- values that mean nothing, or something else ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        pytest.param(rule("pattern = ''", kind="filename"), [(4, "rule[1].pattern", "config.empty")], id="no pattern"),
        pytest.param(
            rule("forbid-suffix = ['。', '']", kind="headings"),
            [(4, "rule[1].forbid-suffix[2]", "config.empty")],
            id="every text ends in nothing",
        ),
        pytest.param(rule("forbid-suffix = ['。', ' ']", kind="headings"), [], id="a blank is something"),
        pytest.param(
            rule("fields.t.enum = ['']", kind="properties"), [], id="a value may be empty where choices are listed"
        ),
        pytest.param(
            rule("max-length = -1", kind="tags"), [(4, "rule[1].max-length", "config.least")], id="less than nothing"
        ),
        pytest.param(rule("max-length = 0", kind="tags"), [], id="nothing"),
        pytest.param(
            rule("script = 'Han}|\\\\p{Latin'", kind="filename"), [(4, "rule[1].script", "config.script")], id="two scripts"
        ),
        pytest.param(
            rule('script = "Old_Italic"', kind="filename"), [], id="a script with a mark in its name"
        ),
        pytest.param(rule(TEXT, id="a\\u200b"), [(2, "rule[1].id", "config.bad-id")], id="an id that cannot be seen"),
        pytest.param(rule(TEXT, id="标题-é"), [], id="an id in any language"),
        pytest.param(
            rule('require-files = ["a\\u0000b", "a//b", "c.md"]', kind="path"),
            [(4, "rule[1].require-files[1]", "config.outside"), (4, "rule[1].require-files[2]", "config.outside")],
            id="files that cannot be",
        ),
        pytest.param('[vault]\nbaseline = "a\\u0000b"', [(2, "vault.baseline", "config.outside")], id="a baseline with NUL"),
        pytest.param("[vault]\nbaseline = 'C:known.json'", [(2, "vault.baseline", "config.outside")], id="on another drive"),
        pytest.param("[vault]\nbaseline = '已知/known.json'", [], id="a baseline in a folder"),
        pytest.param(
            rule(f"{TEXT}\n[rule.when]\nproperty = 'a'\npresent = false\nany-of = ['x']"),
            [(8, "rule[1].when.any-of", "config.contradiction")],
            id="absent, and one of these",
        ),
        pytest.param(
            rule(f"{TEXT}\n[rule.when]\nproperty = 'a'\npresent = false\npattern = 'x'"),
            [(8, "rule[1].when.pattern", "config.contradiction")],
            id="absent, and of this form",
        ),
        pytest.param(rule(f"{TEXT}\n[rule.when]\nproperty = 'a'\nany-of = ['x']"), [], id="one of these"),
    ],
)  # fmt: skip
def test_values_that_mean_nothing(toml: str, expected: list[tuple[int, str, str]]) -> None:
    assert mistakes(toml) == expected


# -- too much ---------------------------------------------------------------------------------------------------------

SCOPE = "[scopes]\ns = [" + '"a*b?c",' * 9_999 + "]\n"

TOO_MUCH = {
    "rules": ("".join(rule(TEXT, id=index) for index in range(10_000)), "config.too-many-rules"),
    "a scope in every rule": (
        SCOPE + "".join(rule(f'files = ["@s", "{index}"]\n{TEXT}', id=index) for index in range(999)),
        "config.too-many-patterns.all",
    ),
    "a scope taken out of every rule": (
        SCOPE + "".join(rule(f'files = ["!@s"]\n{TEXT}', id=index) for index in range(999)),
        "config.too-many-patterns.all",
    ),
    "scopes of scopes": (
        SCOPE + "".join(f's{index} = ["@s"]\n' for index in range(9_000)),
        "config.too-many-patterns.all",
    ),
    "patterns that grow too large": (
        "".join(rule(rf"forbid-patterns = ['[a-z{index}\p{{L}}]{{500}}']", id=index) for index in range(900)),
        "config.patterns.large",
    ),
    "a pattern that is slow in every text": (
        rule(r"forbid-patterns = ['\p{Han}{1000}x']"),
        "config.pattern.large",
    ),
    "a union": (rule("forbid-patterns = ['" + "|".join(map(str, range(100_000))) + "']"), "config.pattern.large"),
    "many patterns": (
        "".join(rule(f"forbid-patterns = ['a.{{20}}{index}']", id=index) for index in range(900)),
        "config.patterns.large",
    ),
    "mistakes in a table with a long name": (
        rule('[rule.fields."' + "k" * 800_000 + '"]\nenum = [' + "[]," * 1_000 + "]", kind="properties"),
        "config.type",
    ),
    "entries of a list": (rule("forbid-phrases = [" + '"a",' * 1_001 + "]"), "config.too-many-entries"),
    "entries of a table": (
        rule("canonical = {" + ",".join(f'"{index}" = "x"' for index in range(1_001)) + "}", kind="tags"),
        "config.too-many-entries",
    ),
    "a template": (rule('template = "' + "{a}" * 300_000 + '"', kind="path"), "config.template"),
    "a message": (rule(f'{TEXT}\nmessage = "' + "{match}" * 1_000 + '"'), "config.too-long"),
}  # fmt: skip


@pytest.mark.parametrize(("toml", "expected"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_too_much(toml: str, expected: str) -> None:
    with at_most(SECONDS):
        assert expected in {message for _, _, message in mistakes(toml)}


ENOUGH = {
    "rules": "".join(rule(TEXT, id=index) for index in range(1_000)),
    "patterns": "".join(rule(f"forbid-patterns = ['[0-9]{{4}}年{index}|[a-z]+']", id=index) for index in range(500)),
    "entries": rule("forbid-phrases = [" + '"a",' * 1_000 + "]"),
    "a message": rule(f'{TEXT}\nmessage = "' + "x" * 1_000 + '"'),
    "the same pattern": "".join(rule(r"forbid-patterns = ['\p{Han}{100}x']", id=index) for index in range(1_000)),
}


@pytest.mark.parametrize("toml", ENOUGH.values(), ids=ENOUGH)
def test_enough(toml: str) -> None:
    assert mistakes(toml) == []


def test_a_bad_pattern_is_said_wherever_it_stands() -> None:
    toml = "".join(rule("forbid-patterns = ['(']", id=index) for index in range(3))
    assert [line for line, _, _ in mistakes(toml)] == [4, 8, 12]


def test_rules_that_are_ignored_everywhere_share_their_names() -> None:
    toml = "[per-file-ignores]\n" + "".join(f'"{index}/**" = ["all", "all"]\n' for index in range(3))
    ignores = list(parse_config(toml, "vault.toml").per_file_ignores.values())
    assert ignores[0] is ignores[1] is ignores[2]
    assert len(ignores[0]) == len(set(ignores[0])) == len(RULES)


# -- with every command -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["check"], id="check"),
        pytest.param(["check", "--fix"], id="check --fix"),
        pytest.param(["check", "--unsafe-fixes", "--fix"], id="check --unsafe-fixes"),
        pytest.param(["check", "--diff"], id="check --diff"),
        pytest.param(["check", "--write-baseline"], id="check --write-baseline"),
        pytest.param(["check", "--prune-baseline"], id="check --prune-baseline"),
        pytest.param(["properties"], id="properties"),
        pytest.param(["stats"], id="stats"),
        pytest.param(["config", "show"], id="config show"),
        pytest.param(["init"], id="init"),
        pytest.param(["init", "--baseline"], id="init --baseline"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "toml",
    [pytest.param(rule("forbid-phrase = ['\\u001b[31m']"), id="unknown key"), pytest.param("[[rule", id="no TOML")],
)
def test_nothing_is_written_where_the_configuration_is_bad(tmp_path: Path, arguments: list[str], toml: str) -> None:
    write_vault(tmp_path, {"vault.toml": toml, "a.md": "# A\ntext", "b.md": "[[a.md]]"})
    before = {file: file.read_bytes() for file in tmp_path.rglob("*")}
    ran = vault("-C", str(tmp_path), *arguments)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert "\x1b" not in ran.out + ran.err
    assert "vault.toml" in ran.err
    assert {file: file.read_bytes() for file in tmp_path.rglob("*")} == before


def test_files_that_are_missing_are_compared_a_few_times_only() -> None:
    files = {f"folder {index}/note {index}.md": "" for index in range(2_000)}
    names = ", ".join(f'"folder {index}/nota {index}.md"' for index in range(900))
    config = parse_config(rule(f"require-files = [{names}]", kind="path"), "vault.toml")
    with at_most(SECONDS):
        found = [finding for finding in run(files, "r", config=config).findings if finding.key == "path.require-files"]
        assert len(found) == 900
        assert sum(bool(finding.suggestions) for finding in found) == 20


def test_a_pattern_that_is_too_large_for_re2_does_not_raise_later() -> None:
    with pytest.raises(VaultError):
        parse_config(rule('template = "' + "{a}x" * 260 + '"', kind="path"), "vault.toml")
