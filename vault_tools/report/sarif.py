"""SARIF 2.1.0, the format of code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html."""

from collections.abc import Iterable

from vault_tools.findings import Event, Finding, Replacement, Report, Severity, Standing
from vault_tools.report.gate import in_uri, web_address
from vault_tools.report.machine import Json, dumps
from vault_tools.report.style import Style
from vault_tools.report.telling import cause, in_english
from vault_tools.rules import RULES
from vault_tools.rules.pages import page
from vault_tools.version import __version__

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = "vaultFinding/v1"
_LEVELS = {Severity.OFF: "none", Severity.INFO: "note", Severity.WARNING: "warning", Severity.ERROR: "error"}
_SUPPRESSIONS = {Standing.SUPPRESSED: "inSource", Standing.BASELINED: "external"}

_Object = dict[str, Json]


def sarif(report: Report, style: Style) -> str:
    """Render the findings, and those that are hidden, as the results of one run, with the rules that they are of."""
    findings = [*report.findings, *report.hidden]
    rules = _rules(findings)
    index_by_rule = {str(rule["id"]): index for index, rule in enumerate(rules)}
    results: list[Json] = []
    for finding in findings:
        result = _result(finding, index_by_rule[finding.rule], style)
        if report.is_compared:  # of all results, or of none
            # What is suppressed was not compared: at least it is nothing that anybody has to look at.
            result["baselineState"] = "new" if finding.standing is Standing.NEW else "unchanged"
        results.append(result)
    run: _Object = {
        "tool": {"driver": {"name": "vault-tools", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": results,
    }
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


# -- rules -----------------------------------------------------------------------------------------------------


def _rules(findings: Iterable[Finding]) -> list[_Object]:
    """Return what is to be known of the rules that have findings: those built in first, in the order of their ids."""
    gravest: dict[str, Finding] = {}
    for finding in findings:
        if finding.rule not in gravest or finding.severity > gravest[finding.rule].severity:
            gravest[finding.rule] = finding
    built_in = [_built_in(id) for id in sorted(gravest) if id in RULES]
    return built_in + [_house_rule(gravest[id]) for id in sorted(gravest) if id not in RULES]


def _built_in(id: str) -> _Object:
    rule, text = RULES[id], page(id)
    summary = text.split("\n", 3)[2]
    severity = rule.severity or Severity.WARNING
    return {
        "id": id,
        **_described(summary),
        "help": {"text": summary, "markdown": text},
        "defaultConfiguration": {"enabled": bool(rule.severity), "level": _LEVELS[severity]},
        "properties": {"tags": [rule.family]},
    }


def _house_rule(finding: Finding) -> _Object:
    """Describe a rule of the configuration, as far as one of its findings tells."""
    described = _described(_literal(finding.words or f"House rule {finding.rule}"))
    doc = f"See {finding.doc}" if finding.doc else "It is explained in the configuration of the vault."
    rule: _Object = {
        "id": finding.rule,
        **described,
        "help": {"text": _literal(doc)},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"tags": ["house rule"]},
    }
    if address := web_address(finding.doc):
        rule["helpUri"] = address
    return rule


def _described(summary: str) -> _Object:
    return {"shortDescription": {"text": summary}, "fullDescription": {"text": summary}}


# -- results ---------------------------------------------------------------------------------------------------


def _result(finding: Finding, rule_index: int, style: Style) -> _Object:
    kind = _SUPPRESSIONS.get(finding.standing)
    result: _Object = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(in_english(finding, style))},
        "locations": [{"physicalLocation": {**_artifact(finding.path, style), "region": _region(finding)}}],
        "partialFingerprints": {_FINGERPRINT: finding.fingerprint},
        "suppressions": [{"kind": kind}] if kind else [],  # of all results, or of none
    }
    if finding.cause and finding.cause.event is not Event.DELETED:
        where = _artifact(finding.cause.now or finding.cause.path, style)
        why = {"text": _message(cause(finding, style._replace(lang="en")))}
        result["relatedLocations"] = [{"physicalLocation": where, "message": why}]
    if finding.fix and finding.fix.is_safe and finding.replacements:
        replacements: list[Json] = [_replacement(edit) for edit in finding.replacements]
        change: _Object = {**_artifact(finding.path, style), "replacements": replacements}
        result["fixes"] = [{"artifactChanges": [change]}]
    return result


def _artifact(path: str, style: Style) -> _Object:
    return {"artifactLocation": {"uri": in_uri(style.place(path)), "uriBaseId": _ROOT}}


def _region(place: Finding | Replacement) -> _Object:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _replacement(edit: Replacement) -> _Object:
    return {"deletedRegion": _region(edit), "insertedContent": {"text": edit.text}}


def _literal(text: str) -> str:
    """Return a text in which nothing is a placeholder (section 3.11.5 of the specification)."""
    return text.replace("{", "{{").replace("}", "}}")


def _message(text: str) -> str:
    """Return a plain text in which nothing is a link, either (section 3.11.6)."""
    return _literal(text).replace("](", "\\](")
