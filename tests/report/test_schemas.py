"""The formats of others against their schemas, and against the validators of others (pytest -m tools)."""

import json
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import jsonschema
import pytest
from lxml import etree
from msgspec.structs import replace

from specimens import specimen
from test_golden import faults
from vault_tools.findings import Report
from vault_tools.report import reporter
from vault_tools.report.style import Style

DATA = Path(__file__).parent.parent / "data"
EMPTY = Report(root="/vault", findings=(), checked=3)
REPORTS = [
    pytest.param(faults, id="every rule"),
    pytest.param(specimen, id="something of everything"),
    pytest.param(lambda: EMPTY, id="nothing"),
    pytest.param(lambda: replace(specimen(), findings=(), is_compared=False), id="only what is hidden"),
]


def rendered(output_format: str, report: Report) -> str:
    return reporter(output_format)(report, Style())


def schema_errors(name: str, report: Report) -> list[str]:
    schema = json.loads((DATA / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    content = json.loads(rendered(name.partition("-")[0], report))
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(content)]


@pytest.mark.parametrize("name", ["sarif-2.1.0", "gitlab", "rdjson"])
@pytest.mark.parametrize("make", REPORTS)
def test_json_formats_fit_their_schemas(name: str, make: Callable[[], Report]) -> None:
    assert schema_errors(name, make()) == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        pytest.param("sarif-2.1.0", {"version": "2.1.0", "runs": [{"results": []}]}, id="no tool"),
        pytest.param("gitlab", [{"description": "x"}], id="no place"),
        pytest.param("rdjson", {"diagnostics": [{"message": "x", "location": {"path": "a", "column": 1}}]}, id="unknown field"),
    ],
)  # fmt: skip
def test_schemas_refuse_what_is_wrong(name: str, wrong: object) -> None:
    schema = json.loads((DATA / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert not jsonschema.Draft202012Validator(schema).is_valid(wrong)


@pytest.mark.parametrize("make", REPORTS)
def test_junit_fits_its_schema(make: Callable[[], Report]) -> None:
    schema = etree.XMLSchema(etree.parse(DATA / "junit-10.xsd"))
    schema.assertValid(etree.fromstring(rendered("junit", make()).encode("utf-8")))


def test_the_schema_of_junit_refuses_what_is_wrong() -> None:
    schema = etree.XMLSchema(etree.parse(DATA / "junit-10.xsd"))
    assert not schema.validate(etree.fromstring("<testsuite name='x'><testcase/></testsuite>"))


# -- validators of others ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def npx(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a program of an npm package; skips where there is no npm, or the packages cannot be had."""
    if not shutil.which("npm"):
        pytest.skip("needs npm")
    folder = tmp_path_factory.mktemp("npm")
    run = partial(subprocess.run, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    packages = ["@microsoft/sarif-multitool@5", "@umbrelladocs/rdformat-validator@1"]
    installed = run(["npm", "install", "--no-audit", "--no-fund", *packages])
    if installed.returncode:
        pytest.skip(f"npm cannot install: {installed.stderr[-500:]}")
    return lambda name, *arguments: run([folder / "node_modules" / ".bin" / name, *arguments])


@pytest.mark.tools
@pytest.mark.parametrize("make", REPORTS)
def test_sarif_multitool_finds_nothing_wrong(npx, tmp_path: Path, make: Callable[[], Report]) -> None:
    (tmp_path / "x.sarif").write_text(rendered("sarif", make()), encoding="utf-8")
    ran = npx("sarif-multitool", "validate", str(tmp_path / "x.sarif"), "--output", str(tmp_path / "out.sarif"))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    results = json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8-sig"))["runs"][0]["results"]
    # There is no page of this project on the web yet, for `informationUri`.
    wrong = [
        result for result in results if result.get("level", "warning") != "note" and result["ruleId"] != "SARIF2005"
    ]
    assert wrong == []


@pytest.mark.tools
def test_sarif_multitool_finds_what_is_wrong(npx, tmp_path: Path) -> None:
    broken = rendered("sarif", specimen()).replace('"startLine": 2', '"startLine": 0')
    (tmp_path / "x.sarif").write_text(broken, encoding="utf-8")
    ran = npx("sarif-multitool", "validate", str(tmp_path / "x.sarif"), "--output", str(tmp_path / "out.sarif"))
    assert "error" in ran.stdout


@pytest.mark.tools
@pytest.mark.parametrize("make", REPORTS)
def test_the_validator_of_rdformat_finds_nothing_wrong(npx, tmp_path: Path, make: Callable[[], Report]) -> None:
    (tmp_path / "x.json").write_text(rendered("rdjson", make()), encoding="utf-8")
    ran = npx("rdformat-validator", "--strict", "--no-extra-fields", str(tmp_path / "x.json"))
    assert ran.returncode == 0, ran.stdout + ran.stderr
