"""A report in which there is something of everything: standings, a cause, fixes, wide characters, hostile names."""

from msgspec.structs import replace

from support import memory_vault
from vault_tools import ratchet
from vault_tools.baseline import layout
from vault_tools.baseline.entries import Entry
from vault_tools.config import Config
from vault_tools.config.active import active_rules, scope
from vault_tools.config.model import HouseRule
from vault_tools.findings import Cause, Event, Finding, Report, Severity, Standing
from vault_tools.rules import kinds

HOSTILE_NAME = "a\x1b[31m|`<td>](x)\n::error::{0}##[b]\udcff.md"
NOTES = {
    "起点.md": "\ufeff𝄞乙 [[消失]] `]]>` [[旧址]]\r\n[[起点|a]] and [[不在]]\n",
    "链接/甲 50%.md": "[[无]] %% vault-ignore broken-link -- 以后补 %%\n\n[[已知]]\n",
    "标签.md": "甲 #甲＃乙 ＃待办\n甲abc乙, 𝄞乙 [[README]]",
    "Readme.md": "",
    HOSTILE_NAME: "[[[x](https://example.com) @you <b>|::error::]] &amp; [[</td>]]\n",
}
BASELINE = layout.render((Entry("链接/甲 50%.md", "broken-link", "已知", 0),), {})
CAUSES = {
    "消失": Cause(Event.DELETED, "消失.md"),
    "旧址": Cause(Event.RENAMED, "旧址.md", "档案/新址.md"),
    "不在": Cause(Event.CHANGED, HOSTILE_NAME),
}


def specimen() -> Report:
    """Return the report of a check against a baseline; what only a change can tell is put in."""
    house_rule = HouseRule(
        id="no-`x`|", kind="text", severity=Severity.INFO, options=kinds()["text"].options(forbid_phrases=("and",)),
        files=None, exclude=(), message="不写 {text} {0}", doc="https://example.com/rules 1<", line=3,
    )  # fmt: skip
    config = Config(house_rules=(house_rule,))
    names = ("broken-link", "fullwidth-tag", "cjk-spacing", "case-mismatch", "final-newline", house_rule.id)
    wanted = replace(scope(config, lambda path: True, names), keeps_hidden=True)
    vault = memory_vault(NOTES, config)
    report = ratchet.check(vault, active_rules(config, names), wanted, layout.parse(BASELINE, "b.json"), "b.json")
    return replace(report, findings=tuple(map(_as_after_a_change, report.findings)), earlier=3)


def _as_after_a_change(finding: Finding) -> Finding:
    cause = CAUSES.get(str(finding.values.get("target", "")))
    earlier = Standing.EARLIER if finding.rule == "fullwidth-tag" else Standing.NEW
    return replace(finding, cause=cause, standing=earlier, is_in_change=finding.path == "起点.md" and finding.line == 2)
