"""What the formats of pipelines say: which findings come first, how they stand, columns in bytes, limits."""

import json
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from specimens import HOSTILE_NAME, NOTES, specimen
from support import lines, run
from vault_tools.findings import Cause, Edit, Event, Finding, Fix, Replacement, Report, Severity, Standing
from vault_tools.model import Span
from vault_tools.report import reporter
from vault_tools.report.markdown import MAX_BYTES
from vault_tools.report.style import Style


def finding(path: str = "a.md", line: int = 1, severity: Severity = Severity.ERROR, **fields: object) -> Finding:
    known = {
        "path": path, "line": line, "column": 1, "end_line": line, "end_column": 2, "rule": "broken-link",
        "severity": severity, "key": "broken-link", "values": {"target": "x"}, "target": f"{path}{line}",
    }  # fmt: skip
    return Finding(**{**known, **fields})  # type: ignore[arg-type]


def report(*findings: Finding, **fields: object) -> Report:
    return Report(root="/vault", findings=findings, checked=3, **fields)  # type: ignore[arg-type]


def render(output_format: str, found: Report, style: Style = Style()) -> str:  # noqa: B008  # frozen
    return reporter(output_format)(found, style)


def sarif_results(found: Report) -> list[dict[str, object]]:
    results: list[dict[str, object]] = json.loads(render("sarif", found))["runs"][0]["results"]
    return results


# -- GitHub --------------------------------------------------------------------------------------------------


URGENCIES = (
    finding("a.md", standing=Standing.EARLIER), finding("b.md"), finding("c.md", is_in_change=True), finding("d.md"),
    finding("e.md", is_in_change=True, severity=Severity.INFO),
)  # fmt: skip


@pytest.mark.parametrize("output_format", ["github", "markdown"])
def test_changed_lines_come_first_then_what_is_new(output_format: str) -> None:
    text = render(output_format, report(*URGENCIES))
    names = ("c.md", "e.md", "b.md", "d.md", "a.md")
    assert [text.index(name) for name in names] == sorted(text.index(name) for name in names)


@pytest.mark.parametrize(
    ("errors", "warnings", "has_summary", "annotations", "last"),
    [
        pytest.param(10, 3, True, 13, "", id="all are shown"),
        pytest.param(12, 3, False, 13, "2 more", id="two errors are not"),
        pytest.param(12, 11, True, 20, "3 more, see the summary", id="of errors and warnings, with a summary"),
        pytest.param(0, 0, True, 0, "", id="nothing"),
    ],
)
def test_github_gets_ten_of_a_kind(errors: int, warnings: int, has_summary: bool, annotations: int, last: str) -> None:
    found = [finding(line=line) for line in range(1, errors + 1)]
    found += [finding("b.md", line, Severity.WARNING) for line in range(1, warnings + 1)]
    shown = render("github", report(*found), Style("zh", has_summary=has_summary)).splitlines()
    assert sum(line.startswith("::") for line in shown) == annotations
    assert [line for line in shown if not line.startswith("::")] == [last] * bool(last)


# -- causes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        pytest.param(Cause(Event.DELETED, "b.md"), "caused by: 'n/b.md' was deleted", id="deleted"),
        pytest.param(Cause(Event.RENAMED, "b.md", "c.md"), "caused by: 'n/b.md' was renamed to 'n/c.md'", id="renamed"),
        pytest.param(Cause(Event.CHANGED, "b.md"), "caused by: 'n/b.md' was changed", id="changed"),
        pytest.param(Cause(Event.ADDED, "b.md"), "caused by: 'n/b.md' was added", id="added"),
        pytest.param(None, "", id="none"),
    ],
)
@pytest.mark.parametrize(
    "output_format", ["full", "concise", "github", "gitlab", "sarif", "junit", "rdjson", "markdown"]
)
def test_every_format_names_the_cause(output_format: str, cause: Cause | None, expected: str) -> None:
    text = render(output_format, report(finding(cause=cause)), Style(place=lambda path: f"n/{path}"))
    assert expected in text
    assert ("caused by" in text) is (cause is not None)


def test_json_has_the_cause_as_it_is() -> None:
    (found,) = json.loads(render("json", report(finding(cause=Cause(Event.RENAMED, "b.md", "c.md")))))["findings"]
    assert found["cause"] == {"event": "renamed", "path": "b.md", "now": "c.md"}


@pytest.mark.parametrize("standing", [Standing.NEW, Standing.EARLIER])
def test_people_see_what_was_there_before(standing: Standing) -> None:
    for output_format in ("full", "concise", "markdown"):
        text = render(output_format, report(finding(standing=standing)))
        assert ("(there before)" in text) is (standing is Standing.EARLIER)


def test_the_summary_counts_what_was_there_before() -> None:
    assert "(2 there before; --all lists them)" in render("full", report(earlier=2))
    assert "there before" not in render("full", report())
    assert json.loads(render("json", report(earlier=2)))["summary"]["earlier"] == 2


# -- SARIF ---------------------------------------------------------------------------------------------------


def test_sarif_says_how_every_finding_stands() -> None:
    by_place = {
        (result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], result["ruleId"]): result  # type: ignore[index]
        for result in sarif_results(specimen())
    }
    stands = {
        key: (result["baselineState"], [found["kind"] for found in result["suppressions"]])  # type: ignore[attr-defined]
        for key, result in by_place.items()
    }
    assert stands["%E8%B5%B7%E7%82%B9.md", "broken-link"] == ("new", [])
    assert stands["%E6%A0%87%E7%AD%BE.md", "fullwidth-tag"] == ("unchanged", [])
    suppressed, baselined = [found for found in sarif_results(specimen()) if found["suppressions"]]
    assert suppressed["suppressions"] == [{"kind": "inSource"}]
    assert (baselined["suppressions"], baselined["baselineState"]) == ([{"kind": "external"}], "unchanged")


def test_sarif_compares_with_nothing_where_nothing_was_compared() -> None:
    for result in sarif_results(replace(specimen(), is_compared=False)):
        assert "baselineState" not in result


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param("[[x]]", "no file is found for '[[x]]'", id="brackets are no link"),
        pytest.param("[x](https://x)", "no file is found for '[x\\](https://x)'", id="a link is none"),
        pytest.param("{0} {x}", "no file is found for '{{0}} {{x}}'", id="placeholders are none"),
    ],
)
def test_messages_of_sarif_are_plain(target: str, expected: str) -> None:
    (result,) = sarif_results(report(finding(values={"target": target})))
    assert result["message"] == {"text": expected}


def test_sarif_describes_only_rules_that_occur() -> None:
    driver = json.loads(render("sarif", specimen()))["runs"][0]["tool"]["driver"]
    rules = {rule["id"]: rule for rule in driver["rules"]}
    assert list(rules) == ["broken-link", "case-mismatch", "final-newline", "fullwidth-tag", "no-`x`|"]
    assert rules["broken-link"]["defaultConfiguration"] == {"enabled": True, "level": "error"}
    assert rules["final-newline"]["defaultConfiguration"] == {"enabled": False, "level": "warning"}
    assert rules["broken-link"]["help"]["markdown"].startswith("# broken-link\n")
    assert rules["no-`x`|"]["helpUri"] == "https://example.com/rules%201%3C"
    assert rules["no-`x`|"]["shortDescription"] == {"text": "不写 {{text}} {{0}}"}
    for result in sarif_results(specimen()):
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]  # type: ignore[index]


def test_sarif_has_the_path_as_it_is_on_the_disk() -> None:
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in sarif_results(specimen())
    }  # type: ignore[index]
    assert "a%1B%5B31m%7C%60%3Ctd%3E%5D%28x%29%0A%3A%3Aerror%3A%3A%7B0%7D%23%23%5Bb%5D%FF.md" in uris


# -- columns in bytes ----------------------------------------------------------------------------------------


def applied(raw: bytes, ranges: list[tuple[dict[str, dict[str, int]], str]]) -> bytes:
    """Return a file with a suggestion of rdjson applied: lines end with LF, columns are bytes."""
    starts = [0, *(index + 1 for index, byte in enumerate(raw) if byte == 0x0A)]
    for place, text in ranges:
        start, end = (starts[place[key]["line"] - 1] + place[key]["column"] - 1 for key in ("start", "end"))
        raw = raw[:start] + text.encode("utf-8") + raw[end:]
    return raw


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        pytest.param("case-mismatch", "𝄞甲 [[B]]\n", "𝄞甲 [[b]]\n", id="behind wide characters"),
        pytest.param("case-mismatch", "\ufeff甲 [[B]]\n", "\ufeff甲 [[b]]\n", id="behind a byte order mark"),
        pytest.param("case-mismatch", "x\r\n甲 [[B]]\r\n", "x\r\n甲 [[b]]\r\n", id="behind CRLF"),
        pytest.param("case-mismatch", "甲 [[B|乙]] 丙\n", "甲 [[b|乙]] 丙\n", id="an alias stays"),
        pytest.param(
            "cjk-punctuation",
            "要简单，可靠，也要快，但是,快。\n",
            "要简单，可靠，也要快，但是，快。\n",
            id="a wide character put in",
        ),
        pytest.param("final-newline", "甲\n乙", "甲\n乙\n", id="at the end"),
    ],
)
def test_suggestions_of_rdjson_are_the_fixes(rule: str, before: str, after: str) -> None:
    found = run({"a.md": before, "b.md": "x\n"}, rule)
    (diagnostic,) = json.loads(render("rdjson", found))["diagnostics"]
    (suggestion,) = diagnostic["suggestions"]
    assert applied(before.encode("utf-8"), [(suggestion["range"], suggestion["text"])]) == after.encode("utf-8")


def test_columns_of_rdjson_cut_out_what_the_finding_is_about() -> None:
    for diagnostic in json.loads(render("rdjson", specimen()))["diagnostics"]:
        if diagnostic["code"]["value"] == "broken-link":
            name = HOSTILE_NAME if "xff" in diagnostic["location"]["path"] else diagnostic["location"]["path"]
            raw = NOTES[name].encode("utf-8").split(b"\n")[diagnostic["location"]["range"]["start"]["line"] - 1]
            start, end = (diagnostic["location"]["range"][key]["column"] - 1 for key in ("start", "end"))
            assert (raw[start : start + 2], raw[end - 2 : end]) == (b"[[", b"]]")


TWO = (Replacement(1, 2, 1, 3, "X", 4, 5), Replacement(1, 5, 1, 5, "乙", 7, 7))


@pytest.mark.parametrize(
    ("replacements", "is_safe", "expected"),
    [
        pytest.param(TWO, True, [(4, 7, "Xbc乙")], id="edits in a line are one suggestion"),
        pytest.param(TWO[::-1], True, [(4, 7, "Xbc乙")], id="in any order"),
        pytest.param(TWO[:1], False, [], id="what is not safe is not suggested"),
        pytest.param((TWO[0], Replacement(2, 1, 2, 2, "y")), True, [], id="nor what is in several lines"),
        pytest.param((), True, [], id="nor what has no place"),
    ],
)
def test_one_suggestion_is_one_fix(
    replacements: tuple[Replacement, ...], is_safe: bool, expected: list[object]
) -> None:
    fix = Fix((Edit(Span(1, 2), "X"),), is_safe=is_safe)
    (diagnostic,) = json.loads(render("rdjson", report(finding(source="甲abcd", fix=fix, replacements=replacements))))[
        "diagnostics"
    ]
    assert [
        (made["range"]["start"]["column"], made["range"]["end"]["column"], made["text"])
        for made in diagnostic.get("suggestions", ())
    ] == expected


# -- GitLab and JUnit ----------------------------------------------------------------------------------------


def test_gitlab_gets_a_list_of_nothing() -> None:
    assert json.loads(render("gitlab", report())) == []


def test_fingerprints_for_gitlab_are_unique_and_know_no_lines() -> None:
    alike = (finding(line=1, target="x"), finding(line=9, target="x"), finding(line=3, target="x", ordinal=1))
    prints = [issue["fingerprint"] for issue in json.loads(render("gitlab", report(*alike)))]
    assert len(set(prints)) == 3
    moved = [
        issue["fingerprint"]
        for issue in json.loads(render("gitlab", report(*(replace(found, line=50) for found in alike))))
    ]
    assert moved == prints


@pytest.mark.parametrize(
    ("findings", "tests", "failures"),
    [
        pytest.param((), 1, 0, id="nothing found"),
        pytest.param((finding(), finding(line=2), finding("b.md")), 2, 2, id="a case for each file"),
        pytest.param((finding(severity=Severity.INFO),), 1, 0, id="what informs does not fail"),
        pytest.param(
            (finding(severity=Severity.INFO), finding(line=2, severity=Severity.WARNING)), 1, 1, id="a warning does"
        ),
    ],
)
def test_junit_counts_cases(findings: tuple[Finding, ...], tests: int, failures: int) -> None:
    suite = ElementTree.fromstring(render("junit", report(*findings))).find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == (str(tests), str(failures))
    cases = suite.findall("testcase")
    assert len(cases) == tests
    assert sum(case.find("failure") is not None for case in cases) == failures


def test_junit_lists_all_findings_of_a_file_where_readers_look() -> None:
    found = run({"a.md": "[[x]] [[y]]"}, "broken-link")
    (case,) = ElementTree.fromstring(render("junit", found)).iter("testcase")
    assert len(case.findall("failure")) == len(lines(found)) == 2
    assert (case.findtext("system-out") or "").count("broken-link") == 2


# -- Markdown ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_summary_is_never_larger_than_its_limit(lang: str) -> None:
    many = report(*(finding("甲" * 60 + ".md", line, rule=f"规则{line % 2_000}") for line in range(1, 9_000)))
    text = render("markdown", many, Style(lang))
    assert MAX_BYTES - 1_000 < len(text.encode("utf-8")) <= MAX_BYTES
    shown = sum("**" in line for line in text.splitlines())
    assert text.splitlines()[-1] == {"en": f"- {8_999 - shown:,} more", "zh": f"- 还有 {8_999 - shown:,} 处"}[lang]


def test_a_summary_that_fits_lists_all() -> None:
    text = render("markdown", report(*(finding(line=line) for line in range(1, 50))))
    assert sum("**" in line for line in text.splitlines()) == 49
    assert "more" not in text
