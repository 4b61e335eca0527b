"""docs/formats.md says what is true: its examples are what is printed, in both languages."""

import json
import re
from pathlib import Path

import pytest

from support import vault, write_vault
from test_readme import NOTES
from vault_tools.report import FORMATS

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {"en": "formats.md", "zh": "formats.zh-CN.md"}


def page(lang: str) -> str:
    return (DOCS / PAGES[lang]).read_text(encoding="utf-8")


def example(lang: str, output_format: str) -> str:
    """Return the first fenced block of a format's section."""
    section = (
        page(lang).partition(f"\n## {output_format}\n")[2].partition("\n## ")[0]
        if output_format != "markdown"
        else page(lang).partition("\n## markdown\n")[2]
    )
    found = re.search(r"^```\w*\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert found, output_format
    return found[1]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (write_vault(tmp_path, NOTES) / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("lang", PAGES)
@pytest.mark.parametrize("output_format", ["github", "markdown", "sarif", "gitlab", "junit", "rdjson"])
def test_the_examples_are_what_is_printed(here: Path, lang: str, output_format: str) -> None:
    printed = vault("check", "--select", "broken-link", "--lang", lang, "--output-format", output_format).out
    if output_format in ("github", "markdown", "junit"):
        assert example(lang, output_format) == printed
    else:
        content = json.loads(printed)
        assert json.loads(example(lang, output_format)) == (
            content["runs"][0]["results"][0] if output_format == "sarif" else content
        )


@pytest.mark.parametrize("lang", PAGES)
def test_every_format_is_in_the_table(lang: str) -> None:
    table = page(lang).partition("\n|---")[2].partition("\n\n")[0]
    assert all(f"`{name}`" in table for name in FORMATS)


@pytest.mark.parametrize("language", ["sh", "yaml"])
def test_both_pages_have_the_same_commands(language: str) -> None:
    english, chinese = (
        re.findall(rf"^```{language}\n(.*?)^```$", page(lang), re.MULTILINE | re.DOTALL) for lang in PAGES
    )
    assert english == chinese
    assert english
