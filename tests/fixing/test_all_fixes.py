"""All fixes there are, together: on whatever vault, nothing else changes, and a second run makes nothing."""

import re
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixing.generated import CANONICAL, SETTINGS, TOPICS, configuration, vaults
from fixing.sayings import Owned, body_start, differences
from support import config_of, memory_vault
from vault_tools import api, engine
from vault_tools.config import Config
from vault_tools.findings import Report
from vault_tools.fixing.diff import unified
from vault_tools.fixing.passes import Outcome
from vault_tools.vault import Vault

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
PROPERTIES = frozenset(
    ("title", "标题", "状态", "发布日期", "日期", "时间", "原文链接", "链接", "原文", "文件名")
)  # what the rules of `generated` own
LOUD = frozenset(
    (
        "broken-link", "broken-embed", "broken-heading", "broken-block", "invalid-frontmatter", "unquoted-wikilink",
        "wrong-property-type", "duplicate-block-id", "unclosed-block", "footnotes", "conflict-marker", "ambiguous-link",
        "alias-link", "case-mismatch", "suspicious-link", "fullwidth-tag",
        "invisible-character", "missing-property",
    )
)  # fmt: skip
_OF_LINKS = dict.fromkeys(
    ("broken-link", "broken-embed", "alias-link", "broken-heading", "broken-block"), "links"
)  # what is found may have no such heading


class Ran(NamedTuple):
    """What came of fixing: and, for each of its checks, the vault that was checked and the report."""

    outcome: Outcome
    checks: list[tuple[Vault, Report]]


def run(vault: Vault, config: Config, *, is_unsafe: bool) -> Ran:
    checks: list[tuple[Vault, Report]] = []
    check = engine.check

    def recording(vault: Vault, *rest: object, **options: object) -> Report:
        report = check(vault, *rest, **options)  # type: ignore[arg-type]
        checks.append((vault, report))
        return report

    with patch.object(engine, "check", recording):
        return Ran(api.fix(vault, config, is_unsafe=is_unsafe, suggests=False, baseline=""), checks)


def problems(files: dict[str, str], config: Config, *, is_unsafe: bool) -> Iterator[str]:
    """Yield whatever fixing a generated vault does that it must not."""
    owned = Owned(CANONICAL, frozenset((TOPICS,)), PROPERTIES, is_unsafe)
    yield from damage(memory_vault(files, config), config, owned)


def damage(vault: Vault, config: Config, owned: Owned) -> Iterator[str]:
    """Yield whatever fixing a vault does that it must not."""
    is_unsafe = owned.is_unsafe
    ran = run(vault, config, is_unsafe=is_unsafe)
    outcome = ran.outcome
    after = outcome.vault
    again = api.fix(after, config, is_unsafe=is_unsafe, suggests=False, baseline="")
    for changes in again.transactions:
        for change in changes:
            yield f"second run: {change.path}: {change.before.decode()!r} {change.after.decode()!r}"
    yield from differences(vault, after, vault.checked, owned)
    yield from _new_findings(vault, after, ran)
    for (old, report), (new, _) in zip(ran.checks, [*ran.checks[1:], (after, None)], strict=True):
        yield from _untouched_lines(old, new, report, is_unsafe=is_unsafe)
    for change in (change for changes in outcome.transactions for change in changes):
        yield from _line_ends(change.before.decode(), change.after.decode())


def _new_findings(before: Vault, after: Vault, ran: Ran) -> Iterator[str]:
    """Yield findings that were not there before, but for those in front matter that can be read now."""

    def found(vault: Vault, report: Report) -> Counter[tuple[str, str]]:
        keys: Counter[tuple[str, str]] = Counter()
        for finding in report.findings:
            if finding.rule not in LOUD or finding.path not in vault.checked or finding.key.endswith(".bom"):
                continue
            note = before.note(finding.path)
            was_read = note is None or note.front_matter is None or note.front_matter.is_valid
            was_read = was_read and note is not None and not any("unquoted" in fault.rule for fault in note.faults)
            start = vault.read(finding.path)[: body_start(vault.read(finding.path))]
            is_head = finding.line <= len(_LINE.findall(start))
            if was_read or not is_head:
                keys[finding.path, _OF_LINKS.get(finding.rule, finding.rule)] += 1
        return keys

    was, now = found(before, ran.checks[0][1]), found(after, ran.outcome.report)
    for key, count in now.items():
        if count > was[key]:
            yield f"new: {key} {count} {was[key]}"


def _untouched_lines(before: Vault, after: Vault, report: Report, *, is_unsafe: bool) -> Iterator[str]:
    """Yield lines that no fix was about and that are gone, or no longer stand one after the other."""
    touched: dict[str, set[int]] = defaultdict(set)
    has_moves = False
    for finding in report.findings:
        if finding.fix and (is_unsafe or finding.fix.is_safe):
            has_moves = has_moves or "order" in finding.fix.owns
            for edit in finding.replacements:
                touched[finding.path].update(range(edit.line, edit.end_line + 1))
    for path in before.checked:
        old, new = _LINE.findall(before.read(path)), _LINE.findall(after.read(path))
        if has_moves:  # links to a heading that moves go along with it
            touched[path].update(place for place, line in enumerate(old, 1) if "#" in line)
        position = 0
        for stretch in _stretches(old, touched[path]) if old != new else ():
            position = _place(new, stretch, position)
            if position < 0:
                yield f"lines: {path}: {stretch} are gone from {new}"
                break
            position += len(stretch)


def _place(lines: Sequence[str], stretch: Sequence[str], start: int) -> int:
    """Return where lines stand one after the other, from `start` on; -1 where they do not."""
    for place in range(start, len(lines) - len(stretch) + 1):
        if lines[place] == stretch[0] and lines[place : place + len(stretch)] == stretch:
            return place
    return -1


def _stretches(lines: Sequence[str], touched: set[int]) -> Iterator[list[str]]:
    stretch: list[str] = []
    for place, line in enumerate(lines, 1):
        if place in touched:
            if stretch:
                yield stretch
            stretch = []
        else:
            stretch.append(line)
    if stretch:
        yield stretch


def _line_ends(before: str, after: str) -> Iterator[str]:
    if not set(_LINE_END.findall(after)) <= (set(_LINE_END.findall(before)) or {"\n"}):
        yield f"line ends: {before!r} {after!r}"
    if before.startswith("\ufeff") != after.startswith("\ufeff"):
        yield "byte order mark"


def _check(files: dict[str, str], setting: tuple[str, str, str, int]) -> None:
    for is_unsafe in (False, True):
        found = list(problems(files, configuration(*setting), is_unsafe=is_unsafe))
        assert not found, (is_unsafe, found)


# -- generated vaults --------------------------------------------------------------------------------------------

_ANY = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(_ANY, max_examples=60)
@given(vaults(), st.sampled_from(SETTINGS))
def test_all_fixes(files: dict[str, str], setting: tuple[str, str, str, int]) -> None:
    _check(files, setting)


@pytest.mark.slow
@settings(_ANY, max_examples=10_000)
@given(vaults(), st.sampled_from(SETTINGS))
def test_all_fixes_many_times(files: dict[str, str], setting: tuple[str, str, str, int]) -> None:
    _check(files, setting)


# -- real vaults -------------------------------------------------------------------------------------------------

EVERYWHERE = """
[rules.final-newline]
severity = "warning"
[rules.cjk-spacing]
severity = "warning"
style = "{spacing}"
[rules.cjk-punctuation]
severity = "warning"
style = "{punctuation}"
[[rule]]
id = "every-field"
kind = "properties"
[rule.fields.title]
required = true
default = "{{filename}}"
[rule.fields."状态"]
required = true
default = "草稿: 甲"
[rule.fields."官方网站"]
instead-of = ["官网"]
[rule.fields."更新日期"]
type = "date"
[rule.fields.created]
type = "date"
[[rule]]
id = "every-name"
kind = "filename"
equals = "title"
[[rule]]
id = "every-heading"
kind = "headings"
blank-before = 1
blank-after = {blanks}
[[rule]]
id = "every-section"
kind = "sections"
last = "{last}"
[[rule]]
id = "every-item"
kind = "section-items"
section = ["{last}", "相关文档"]
unique = true
[[rule]]
id = "every-link"
kind = "links"
target-form = "{form}"
extension = "omit"
[[rule]]
id = "every-address"
kind = "links"
kinds = ["markdown", "autolink", "bare", "reference", "image", "property"]
strip-parameters = ["utm_*", "spm"]
forbid-trailing = "，。；：！？、）"
"""
OF_AI_NOTES = {"00-元语/agents": "00-元语/Agent", "00-元语/memo": "00-元语/memory"}
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "ai-notes.vault.toml"


@pytest.mark.slow
@pytest.mark.parametrize("is_unsafe", [False, True], ids=["safe", "all"])
@pytest.mark.parametrize(
    ("name", "example", "options"),
    [
        pytest.param("ai-notes", EXAMPLE, ("spaced", "fullwidth", "full", 1), id="ai-notes"),
        pytest.param("ai-notes", None, ("tight", "halfwidth", "shortest", 0), id="ai-notes, otherwise"),
        pytest.param("kepano", None, ("consistent", "consistent", "relative", 1), id="kepano"),
    ],
)
def test_real_vaults(
    shared: Path, tmp_path: Path, name: str, example: Path | None, options: tuple[str, str, str, int], is_unsafe: bool
) -> None:
    spacing, punctuation, form, blanks = options
    last = "Notes" if name == "kepano" else TOPICS
    toml = example.read_text("utf-8") if example else ""
    toml += EVERYWHERE.format(spacing=spacing, punctuation=punctuation, form=form, blanks=blanks, last=last)
    config = config_of(tmp_path, toml)
    root = tmp_path / "vault"
    shutil.copytree(shared / "vaults" / name, root)
    vault = api.load(root, config)
    owned = Owned(
        OF_AI_NOTES, frozenset((last, "相关文档")), PROPERTIES | {"官方网站", "官网", "更新日期", "created"}, is_unsafe
    )
    assert list(damage(vault, config, owned)) == []
    outcome = api.fix(vault, config, is_unsafe=is_unsafe, suggests=False, baseline="")
    changes = [change for changes in outcome.transactions for change in changes]
    assert changes
    diff = "".join(unified(change.path, change.before.decode(), change.after.decode()) for change in changes)
    subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=root, check=True)
    assert [change.path for change in changes if (root / change.path).read_bytes() != change.after] == []
