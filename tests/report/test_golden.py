"""Each format against golden files: of the report on `example_vault/faults`, in which rules are broken on purpose,
and of one with something of everything (`specimens.py`).

`PYTHONPATH=tests python tests/report/test_golden.py` writes the golden files anew; read the difference before you
commit it.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import replace

import vault_tools
from specimens import specimen
from vault_tools.config import load_config
from vault_tools.findings import Report
from vault_tools.report import FORMATS, reporter
from vault_tools.report.style import Style
from vault_tools.rules import RULES, kinds
from vault_tools.suggest import add_suggestions

CHECKOUT = Path(__file__).parent.parent.parent
GOLDEN = CHECKOUT / "tests" / "golden"

PLAIN = Style()


@cache
def faults() -> Report:
    vault = vault_tools.load(CHECKOUT / "example_vault" / "faults")
    report = add_suggestions(vault_tools.check(vault), vault)
    return replace(report, root="/vault")


@dataclass(frozen=True)
class Case:
    """A rendering of the report, and the file that says what it is."""

    output_format: str
    style: Style = PLAIN
    name: str = ""
    make: Callable[[], Report] = faults

    @property
    def file(self) -> Path:
        return GOLDEN / f"{self.name or self.output_format}.txt"

    def render(self) -> str:
        return reporter(self.output_format)(self.make(), self.style)


OURS = ("full", "concise", "json", "jsonl", "github")
CASES = [
    *(Case(output_format) for output_format in OURS),
    Case("statistics"),
    Case("full", Style(lang="zh"), "full.zh"),
    Case("full", Style(colour=True, fold_above=3), "full.folded-in-colour"),
    *(Case(output_format, name=f"specimen.{output_format}", make=specimen) for output_format in FORMATS),
    *(Case(name, Style("zh"), f"specimen.{name}.zh", specimen) for name in ("full", "concise", "markdown")),
]


@pytest.fixture(scope="module")
def report() -> Report:
    return faults()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file.stem)
def test_format(case: Case) -> None:
    assert case.render() == case.file.read_text(encoding="utf-8")


def test_the_faults_show_every_rule_that_a_checkout_can_hold(report: Report) -> None:
    generated = {"colliding-names", "unportable-name", "oversized-note", "unreadable-note", "untracked-target"}
    assert {finding.rule for finding in report.findings} & RULES.keys() == RULES.keys() - generated


def test_the_faults_show_every_house_rule_and_every_kind(report: Report) -> None:
    rules = {rule.id: rule.kind for rule in load_config(str(CHECKOUT / "example_vault" / "faults")).house_rules}
    loud = {finding.rule for finding in report.findings} & rules.keys()
    assert rules.keys() - loud == {"book-fields"}  # is about a folder that is not there: for idle-rule
    assert {rules[id] for id in loud} == set(kinds())


def test_the_example_vault_has_a_house_rule_of_every_kind() -> None:
    rules = load_config(str(CHECKOUT / "example_vault")).house_rules
    assert {rule.kind for rule in rules} == set(kinds())


def test_the_example_vault_is_clean() -> None:
    vault = vault_tools.load(CHECKOUT / "example_vault")
    report = vault_tools.check(vault)
    assert (report.findings, report.checked) == ((), 27)


@pytest.mark.parametrize("make", [faults, specimen])
def test_json_fits_its_schema(make: Callable[[], Report]) -> None:
    report = make()
    schema = json.loads((CHECKOUT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    rendered = json.loads(reporter("json")(report, Style()))
    jsonschema.Draft202012Validator(schema).validate(rendered)
    assert [json.loads(line) for line in reporter("jsonl")(report, Style()).splitlines()] == rendered["findings"]


def test_the_configurations_fit_the_schema_of_vault_toml() -> None:
    import tomllib

    schema = json.loads((CHECKOUT / "docs" / "vault.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for file in ("example_vault/vault.toml", "example_vault/faults/vault.toml"):
        content = tomllib.loads((CHECKOUT / file).read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(schema).validate(content)


if __name__ == "__main__":  # with tests/ on the path: specimens needs its support.py
    GOLDEN.mkdir(exist_ok=True)
    os.chdir(CHECKOUT)
    for case in CASES:
        case.file.write_text(case.render(), encoding="utf-8")
