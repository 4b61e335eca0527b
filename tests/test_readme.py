"""The READMEs say what is true: their examples are run, and both languages give the same commands."""

import json
import re
from pathlib import Path

import pytest

from support import config_of, vault, write_vault
from vault_tools.cli import cli
from vault_tools.rules import kinds

ROOT = Path(__file__).parent.parent
READMES = {"en": "README.md", "zh": "README.zh-CN.md"}
FIELDS = "title: x\n发布日期: {date}\n来源: 微信公众号\n"
NOTES = {
    "00-元语/双链.md": f"---\n{FIELDS.format(date='2024-04-11')}---\n",
    "01-博客/双链入门.md": f"---\n{FIELDS.format(date='2024-04-11')}---\n\n先看 [[00-元语/双联]]，再看别的。\n",
    "01-博客/周记.md": f"---\n{FIELDS.format(date='2026-02-30')}---\n",
}


def fences(lang: str, language: str) -> list[str]:
    text = (ROOT / READMES[lang]).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def checked(root: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.chdir(write_vault(root, NOTES))
    ran = vault("check", *arguments)
    assert ran.code == 1
    return ran.out


@pytest.mark.parametrize("lang", READMES)
def test_the_first_example_is_what_is_printed(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, expected = fences(lang, "")[0].partition("\n")
    assert checked(tmp_path, monkeypatch, "--lang", lang) == expected


@pytest.mark.parametrize("lang", READMES)
def test_the_json_example_is_what_is_printed(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = json.loads(fences(lang, "json")[0])
    found = json.loads(checked(tmp_path, monkeypatch, "--output-format", "json", "--select", "broken-link"))
    assert {**found, "root": expected["root"]} == expected


@pytest.mark.parametrize("lang", READMES)
def test_the_search_example_is_what_is_printed(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (example,) = re.findall(
        r"^```\n(\$ vault search.*?)^```$", (ROOT / READMES[lang]).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    command, _, expected = example.partition("\n")
    assert vault(*command.removeprefix("$ vault ").split(), "--lang", lang).out == expected


@pytest.mark.parametrize("lang", READMES)
def test_the_configuration_example_is_valid(lang: str, tmp_path: Path) -> None:
    config = config_of(tmp_path, fences(lang, "toml")[0])
    assert [rule.id for rule in config.house_rules] == ["blog-date"]
    assert config.house_rules[0].files == ("01-博客/**",)


def test_the_python_example_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    for lang in READMES:
        exec(fences(lang, "python")[0], {})
        found = capsys.readouterr().out
        assert [line.split()[0] for line in found.splitlines()] == ["01-博客/林舟/中文检索为什么不能只靠分词.md"]


@pytest.mark.parametrize("language", ["sh", "yaml", "python"])
def test_both_languages_give_the_same_commands(language: str) -> None:
    english, chinese = fences("en", language), fences("zh", language)
    assert english
    assert [block.replace('finding.text("zh")', "finding.message") for block in chinese] == english


def test_every_command_is_listed_in_both() -> None:
    for readme in READMES.values():
        text = (ROOT / readme).read_text(encoding="utf-8")
        assert [name for name in cli.list_commands(None) if f"`vault {name}" not in text] == []  # type: ignore[arg-type]


@pytest.mark.parametrize("page", ["docs/house-rules.md", "docs/house-rules.zh-CN.md"])
def test_the_page_about_house_rules_is_right(page: str, tmp_path: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    rule, when = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert config_of(tmp_path, f"{rule}\n{when}").house_rules[0].when is not None
    table = re.findall(r"^\| \[`([\w-]+)`\]\(rules/(\S+)\.md\) \|.*\| (\w+) \|$", text, re.MULTILINE)
    assert [(kind, severity) for kind, _, severity in table] == [
        (id, rule.severity.label) for id, rule in kinds().items()
    ]
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
    assert all(
        page in (ROOT / readme).read_text("utf-8")
        for lang, readme in READMES.items()
        if ("zh" in page) == (lang == "zh")
    )
