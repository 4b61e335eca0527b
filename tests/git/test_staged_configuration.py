"""`vault check --staged`: the configuration, the baseline and what is ignored are staged, too."""

import os
from pathlib import Path

import pytest
from situations import Situation, Step, findings

from support import vault

QUIET = '[rules]\nmissing-property = "off"\n'
ORPHANS = QUIET + 'orphan-note = "warning"\n'
WITHOUT_SECOND = f'[vault]\nexclude = ["乙.md"]\n{QUIET}'
BASELINED = f'[vault]\nbaseline = ".vault/known.json"\n{QUIET}'
UNLINTED = QUIET + '[per-file-ignores]\n"文/**" = ["broken-link"]\n'
CAUSED = "; caused by: '{}' was {}"
OLD = "乙.md:1:11: error[broken-link] no file is found for '缺'"
BROKEN = "甲.md:1:1: error[broken-link] no file is found for '缺二'"
CHANGED: dict[str, str | bytes] = {"甲.md": "[[缺二]]\n"}
UNTRACKED = "warning: vault.toml is not in git yet; it is used as it lies in the work tree\n"


def orphans(change: str, *paths: str) -> list[str]:
    return [f"{path}:1:1: warning[orphan-note] no other note links to this one; caused by: {change}" for path in paths]


def write_baseline(top: Path) -> None:
    os.chdir(top)
    assert vault("check", "--write-baseline").code == 0


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([{"vault.toml": ORPHANS}, "add ."], orphans("'vault.toml' was changed", "丙.md", "乙.md", "文/丁.md"),
                     id="a rule is turned on"),
        pytest.param([{"vault.toml": ORPHANS, "甲.md": "[[主题]] 好\n"}, "add 甲.md"], [], id="in the work tree only"),
        pytest.param([{"vault.toml": "[ruls]\n", "甲.md": "[[主题]] 好\n"}, "add 甲.md"], [], id="a mistake in the work tree"),
        pytest.param([{"vault.toml": ORPHANS}, "add .", "commit -qm 二", {"vault.toml": QUIET}, "add ."], [],
                     id="a rule is turned off"),
        pytest.param(["rm -q vault.toml", "commit -qm 二", {"vault.toml": ORPHANS}, "add ."],
                     orphans("'vault.toml' was added", "丙.md", "乙.md", "文/丁.md"), id="the first configuration"),
        pytest.param(["rm -q vault.toml", {"pyproject.toml": ORPHANS.replace("[rules]", "[tool.vault-tools.rules]")}, "add ."],
                     orphans("'pyproject.toml' was added", "丙.md", "乙.md", "文/丁.md"), id="it moves to pyproject.toml"),
        pytest.param([{"vault.toml": WITHOUT_SECOND}, "add ."], [], id="a note is excluded"),
        pytest.param([{"vault.toml": WITHOUT_SECOND}, "add .", "commit -qm 二", {"vault.toml": QUIET}, "add ."],
                     [OLD + CAUSED.format("vault.toml", "changed")], id="a note is excluded no more"),
        pytest.param([{".gitignore": "乙.md\n"}, "add ."], [], id="a note is ignored"),
        pytest.param([{".gitignore": "乙.md\n"}, "add .", "commit -qm 二", "rm -q .gitignore"],
                     [OLD + CAUSED.format(".gitignore", "deleted")], id="a note is ignored no more"),
        pytest.param([{".gitignore": "甲.md\n", **CHANGED}, "add -f 甲.md"], [BROKEN], id="ignored in the work tree only"),
        pytest.param([{"vault.toml": UNLINTED}, "add .", "commit -qm 二", {"文/戊.md": "[[缺二]]\n", **CHANGED}, "add ."],
                     [BROKEN], id="a rule does not hold there"),
        pytest.param([{"vault.toml": UNLINTED, "文/戊.md": "[[缺二]]\n"}, "add .", "commit -qm 二", "mv 文/戊.md 戊.md"],
                     ["戊.md:1:1: error[broken-link] no file is found for '缺二'"], id="moved to where it does"),
        pytest.param([{"vault.toml": UNLINTED, "文/戊.md": "[[缺二]]\n"}, "add .", "commit -qm 二", {"vault.toml": QUIET}, "add ."],
                     ["文/戊.md:1:1: error[broken-link] no file is found for '缺二'" + CAUSED.format("vault.toml", "changed")],
                     id="now it does"),
        pytest.param([{"vault.toml": ORPHANS, "乙.md": "[[丙]]\n"}, "add .", "commit -qm 二", {"乙.md": "无\n"}, "add ."],
                     orphans("'乙.md' was changed", "丙.md"), id="the last link to a note goes"),
        pytest.param([{"vault.toml": ORPHANS, "乙.md": "[[丙]]\n"}, "add .", "commit -qm 二", "rm -q 乙.md"],
                     orphans("'乙.md' was deleted", "丙.md"), id="the only note that linked to it goes"),
        pytest.param([{"vault.toml": ORPHANS}, "add .", "commit -qm 二", {"新.md": "无\n"}, "add ."],
                     ["新.md:1:1: warning[orphan-note] no other note links to this one"], id="a new orphan"),
        pytest.param([{"新.md": "---\n数: 一\n---\n"}, "add .", "commit -qm 二",
                      {".obsidian/types.json": '{"types":{"数":"number"}}'}, "add ."],
                     ["新.md:2:4: error[wrong-property-type] '数' should be a number, not \"一\""
                      + CAUSED.format(".obsidian/types.json", "added")], id="a property gets a type"),
        pytest.param([{"新.md": "---\naliases: [别名]\n---\n", "又.md": "[[别名]]\n"}, "add .", "commit -qm 二",
                      {"新.md": "无\n"}, "add ."],
                     ["又.md:1:1: error[broken-link] no file is found for '别名'" + CAUSED.format("新.md", "changed")],
                     id="an alias goes"),
        pytest.param([{"vault.toml": BASELINED}, write_baseline, "add ."], [], id="the first baseline"),
        pytest.param([{"vault.toml": BASELINED}, write_baseline, "add .", "commit -qm 二", CHANGED, "add ."], [BROKEN],
                     id="with a baseline"),
        pytest.param([{"vault.toml": BASELINED}, write_baseline, "add .", "commit -qm 二", CHANGED, "add .", write_baseline],
                     [BROKEN], id="known to the baseline of the work tree only"),
        pytest.param([{"vault.toml": BASELINED}, write_baseline, "add .", "commit -qm 二", CHANGED, write_baseline, "add ."],
                     [], id="known to the staged baseline"),
    ],
)  # fmt: skip
def test_what_decides_is_staged(situation: Situation, steps: list[Step], expected: list[str]) -> None:
    ran = situation.take(*steps).check()
    assert (findings(ran), ran.code, ran.err) == (expected, int(bool(expected)), "")


@pytest.mark.parametrize("arguments", ["--staged", "--since HEAD"])
def test_what_the_baseline_knows_goes_with_a_note_that_is_renamed_and_edited(
    situation: Situation, arguments: str
) -> None:
    top = situation.take({"vault.toml": BASELINED}, write_baseline, "add .", "commit -qm 二").top
    text = (top / "乙.md").read_text("utf-8")
    ran = situation.take("mv 乙.md 庚.md", {"庚.md": f"{text}又\n"}, "add .").check(arguments)
    assert [found for found in findings(ran) if found.startswith("庚.md")] == []


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        pytest.param([{"vault.toml": "[ruls]\n"}, "add .", {"vault.toml": QUIET}],
                     "the configuration is read as git has it; the file in the work tree may be another\n"
                     "error: the configuration has a mistake\n"
                     "  vault.toml:1: ruls: unknown key 'ruls'; did you mean 'rules'?\n", id="a staged mistake"),
        pytest.param([{"vault.toml": '[vault]\nlang = "zh"\n[ruls]\n'}, "add ."],
                     "这里读的是 git 里的配置，工作区里的文件可能与它不同\n", id="in Chinese"),
        pytest.param([{"vault.toml": BASELINED}, write_baseline, "add vault.toml"],
                     "error: the baseline '.vault/known.json' is not in git, only in this folder; add it with `git add`\n",
                     id="the baseline is not staged"),
        pytest.param([{"vault.toml": BASELINED}, "add ."], "does not exist; `vault check --write-baseline` writes it",
                     id="there is no baseline"),
        pytest.param([{"vault.toml": BASELINED}, write_baseline, {".vault/known.json": "{"}, "add ."],
                     "/.vault/known.json:1: the baseline is not valid JSON", id="a broken baseline"),
    ],
)  # fmt: skip
def test_what_decides_cannot_be_used(situation: Situation, steps: list[Step], said: str) -> None:
    ran = situation.take(*steps).check()
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        pytest.param(["rm -q --cached vault.toml", "commit -qm 二", CHANGED, "add 甲.md"], UNTRACKED, id="never added"),
        pytest.param(["rm -q --cached vault.toml", CHANGED, "add 甲.md"], UNTRACKED, id="just removed"),
        pytest.param([CHANGED, "add 甲.md"], "", id="in git"),
    ],
)
def test_a_configuration_that_git_does_not_have(situation: Situation, steps: list[Step], said: str) -> None:
    ran = situation.take(*steps).check()
    assert (findings(ran), ran.err) == ([BROKEN], said)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param("--staged --no-baseline", [BROKEN], id="without the baseline"),
        pytest.param(
            "--staged --no-baseline --all", [OLD.replace("] no", "] (there before) no"), BROKEN], id="all of it"
        ),
        pytest.param("--staged --all", [BROKEN], id="what is in the baseline was not reported before"),
        pytest.param("--staged --baseline .vault/known.json", [BROKEN], id="a baseline by name"),
        pytest.param("--staged --statistics", ["      1  broken-link  error"], id="counted"),
        pytest.param("--staged --select orphan-note", [], id="a rule that is off, and its findings are old"),
        pytest.param("--staged --select broken-link,orphan-note 甲.md", [BROKEN], id="rules and a path"),
        pytest.param("--staged 文 乙.md", [], id="other paths"),
        pytest.param("--staged --fail-on never", [BROKEN], id="never fails"),
    ],
)
def test_other_options(situation: Situation, arguments: str, expected: list[str]) -> None:
    situation.take({"vault.toml": BASELINED}, write_baseline, "add .", "commit -qm 二", CHANGED, "add .")
    ran = situation.check(arguments)
    assert (findings(ran), ran.err) == (expected, "")
    assert ran.code == (bool(expected) and "never" not in arguments)
