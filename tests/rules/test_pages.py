"""The documentation is executed: what a page shows as bad is reported, what it shows as good is not."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from support import BASELINE, config_of, run
from vault_tools import messages
from vault_tools.findings import Finding
from vault_tools.messages import LANGUAGES
from vault_tools.rules import RULES, kinds
from vault_tools.rules.pages import choices, page

ROOT = Path(__file__).parents[2]
ALL = [*RULES, *kinds()]
WITHOUT_EXAMPLE = {"not-utf8", "unreadable-note", "oversized-note", "final-newline"}
"""Rules about what no page can show; they are tested with real files."""

_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_EXAMPLE = re.compile(r"^(`{3,})(\w+) (\S.*)\n((?:.*\n)*?)\1$", re.MULTILINE)
UNTRACKED = "?? "
"""Marks a file of an example that git does not have, as `git status --short` does."""
CHINESE = {"Bad": "错误示例", "Good": "正确示例"}


def sections(text: str) -> dict[str, str]:
    """Split a page at its headings of level two, those of the page, not those of the examples."""
    outside = re.sub(r"^(`{3,})[\s\S]*?^\1$", lambda code: "\n" * code[0].count("\n"), text, flags=re.MULTILINE)
    marks = list(_SECTION.finditer(outside))
    rows, result = text.split("\n"), {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        first = outside.count("\n", 0, mark.start()) + 1
        last = outside.count("\n", 0, following.start()) if following else len(rows)
        result[mark[1]] = "\n".join(rows[first:last]) + "\n"
    return result


def examples(section: str) -> dict[str, str]:
    """Return the files that a section shows, by path."""
    return {path: content for _, _, path, content in _EXAMPLE.findall(section)}


@pytest.mark.parametrize("id", ALL)
def test_examples(id: str, tmp_path: Path) -> None:
    parts = sections(page(id))
    if id in WITHOUT_EXAMPLE:
        assert "Bad" not in parts
        return
    bad, good = examples(parts["Bad"]), examples(parts["Good"])
    found = findings(id, bad, tmp_path)
    assert found
    assert {finding.path for finding in found} <= bad.keys() | {"vault.toml"}
    assert findings(id, good, tmp_path) == []


def findings(id: str, files: dict[str, str], tmp_path: Path) -> list[Finding]:
    """Check the files of an example with the rule that it is about; house rules come with their `vault.toml`."""
    files = dict(files)
    config = config_of(tmp_path, files.pop("vault.toml", ""))
    house_rules = [rule.id for rule in config.house_rules]
    others = ["broken-link"] if id in {"unused-suppression", "stale-baseline"} else []
    baseline = files.pop(BASELINE, None)
    untracked = {path.removeprefix(UNTRACKED) for path in files if path.startswith(UNTRACKED)}
    files = {path.removeprefix(UNTRACKED): content for path, content in files.items()}
    ids = house_rules if id in kinds() else [id]
    report = run(files, *ids, *others, config=config, baseline=baseline, untracked=untracked)
    wanted = house_rules if id in kinds() else [id]
    return [finding for finding in report.findings if finding.rule in wanted]


@pytest.mark.parametrize("id", ALL)
def test_the_chinese_page_shows_the_same(id: str) -> None:
    english, chinese = page(id), page(id, "zh")
    assert chinese != english
    assert chinese.startswith(f"# {id}\n\n")
    rule = RULES.get(id) or kinds()[id]
    assert (
        messages.text("zh", "rule.severity", {"severity": messages.text("zh", f"severity.{rule.severity.label}")})
        in chinese
    )
    ours, theirs = sections(english), sections(chinese)
    for heading, translation in CHINESE.items():
        assert examples(ours.get(heading, "")) == examples(theirs.get(translation, ""))
    assert len(ours) == len(theirs)
    assert re.findall(r"^- `([\w.-]+)`", ours.get("Options", ""), re.MULTILINE) == re.findall(
        r"^- `([\w.-]+)`", theirs.get("选项", ""), re.MULTILINE
    )


def chosen(kind: type, prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each option that has choices, as the pages name it, and these."""
    hints = get_type_hints(kind)
    for field in fields(kind):
        name = prefix + field.name.replace("_", "-")
        if words := choices(hints[field.name]):
            yield name, words
        for nested in (hints[field.name], *get_args(hints[field.name])):
            if isinstance(nested, type) and is_dataclass(nested):
                yield from chosen(nested, f"{name}.NAME." if nested is not hints[field.name] else f"{name}.")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("id", ALL)
def test_what_can_be_chosen_is_named(id: str, lang: str) -> None:
    options = dict(re.findall(r"^- `([\w.-]+)`(.*)$", page(id, lang), re.MULTILINE))
    for name, words in chosen((RULES.get(id) or kinds()[id]).options):
        written = re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`]+)`", options[name])))
        assert set(words) <= set(written), name


def test_no_rule_is_missing_from_the_registry() -> None:
    files = {path.stem for path in (ROOT / "vault_tools" / "rules").glob("*.py")} - {"__init__", "base", "pages"}
    assert files == {id.replace("-", "_") for id in ALL}
    for id in ALL:
        assert (RULES.get(id) or kinds()[id]).id == id


def test_every_rule_explains_itself() -> None:
    for id in ALL:
        parts = sections(page(id))
        assert {"What it reports", "Why it matters"} <= parts.keys(), id
        assert parts.keys() <= {"What it reports", "Why it matters", "Bad", "Good", "Notes", "See also", "Options"}, id
        rule = RULES.get(id) or kinds()[id]
        runs_by_itself = id in {"unused-suppression", "idle-rule", "stale-baseline"}
        assert bool(rule.check or rule.check_vault) is not runs_by_itself, id
