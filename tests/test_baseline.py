"""The baseline: what it hides, what it holds against the vault, what it survives, and how it is written down."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import at_most
from support import BASELINE, config_of, memory_vault, run
from vault_tools import ratchet
from vault_tools.baseline import storage
from vault_tools.baseline.entries import Baseline, Entry, content_hash, counted
from vault_tools.baseline.layout import parse, render
from vault_tools.baseline.moves import find_moves
from vault_tools.baseline.tally import Tally
from vault_tools.config import Config
from vault_tools.config.active import active_rules, scope
from vault_tools.errors import VaultError
from vault_tools.findings import Report

RULE = '[[rule]]\nid = "r"\nkind = "properties"\n'
RULES = ("broken-link", "broken-heading", "missing-property", "duplicate-block-id", "footnotes", "self-link")


def baseline_of(files: dict[str, str], *rules: str, config: Config | None = None) -> str:
    """Return the text of a baseline of all that is found in `files`."""
    report = run(files, *rules, config=config)
    entries = sorted(Entry(found.path, found.rule, found.target, found.ordinal) for found in report.findings)
    return render(entries, {path: content_hash(text) for path, text in files.items()})


def shown(report: Report) -> list[str]:
    """Return findings as `path:line rule target`; of stale entries, what has become of them instead of the target."""
    return [
        f"{found.path}:{found.line} {found.rule} {found.target}"
        if found.rule != "stale-baseline"
        else f"{found.key} {found.values.get('path', '')} {found.values.get('target', '')}".rstrip()
        for found in report.findings
    ]


# -- what is known and what is new -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected", "baselined"),
    [
        pytest.param("[[x]]", "[[x]]", [], 1, id="nothing has changed"),
        pytest.param("[[x]]", "a\n\nb [[X.md]]", [], 1, id="elsewhere, spelt otherwise"),
        pytest.param("[[x]]\n", "---\ntitle: new\n---\r\n[[x]]\r\n", [], 1, id="another title and other line ends"),
        pytest.param("[[x]]", "[[x]] [[y]]", ["a.md:1 broken-link y"], 1, id="another target is new"),
        pytest.param("[[x]]", "[[x]] ![[x]]", ["a.md:1 broken-embed x"], 1, id="another rule is new"),
        pytest.param("[[x]]\n" * 3, "[[x]]\n" * 4, ["a.md:4 broken-link x"], 3, id="one more of the same: the last"),
        pytest.param("[[x]]\n" * 3, "\n[[x]]\n[[x]]\n", ["stale-baseline a.md x"], 2, id="any of the same is mended"),
        pytest.param("[[x]]", "", ["stale-baseline a.md x"], 0, id="mended"),
        pytest.param("[[x]]", "[[y]]", ["stale-baseline a.md x", "a.md:1 broken-link y"], 0, id="another instead"),
        pytest.param("[[x]]", "[[x]] %% vault-ignore %%", ["stale-baseline a.md x"], 0, id="suppressed now"),
    ],
)
def test_one_note(before: str, after: str, expected: list[str], baselined: int) -> None:
    rules = ("broken-link", "broken-embed", "stale-baseline")
    report = run({"a.md": after}, *rules, baseline=baseline_of({"a.md": before}, "broken-link", "broken-embed"))
    assert (shown(report), report.baselined) == (expected, baselined)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param("x: 1", [], id="as it was"),
        pytest.param("来源: b\ntitle: ''", ["stale-baseline.partly a.md title, 来源"], id="one is there, one is empty"),
        pytest.param("title: ''", [], id="one is empty, one is missing"),
        pytest.param("title: a", ["stale-baseline.partly a.md title, 来源"], id="one is there"),
        pytest.param("title: a\n来源: b", ["stale-baseline a.md title, 来源"], id="both are"),
    ],
)
@pytest.mark.parametrize(
    "toml",
    [
        pytest.param('[rules.missing-property]\nrequired = ["title", "来源"]\n', id="built in"),
        pytest.param(f"{RULE}[rule.fields.title]\nrequired = true\n[rule.fields.来源]\nrequired = true\n".replace("来源", '"来源"'), id="house rule"),
    ],
)  # fmt: skip
def test_a_list_that_gets_shorter_is_nothing_new(tmp_path: Path, toml: str, after: str, expected: list[str]) -> None:
    config = config_of(tmp_path, toml)
    rule = "r" if config.house_rules else "missing-property"
    known = baseline_of({"a.md": "---\nx: 1\n---\n"}, rule, config=config)
    report = run({"a.md": f"---\n{after}\n---\n"}, rule, "stale-baseline", config=config, baseline=known)
    assert shown(report) == expected


def test_a_list_that_gets_longer_is_new(tmp_path: Path) -> None:
    config = config_of(tmp_path, '[rules.missing-property]\nrequired = ["title", "来源"]\n')
    known = baseline_of({"a.md": "---\ntitle: a\n---\n"}, "missing-property", config=config)
    report = run({"a.md": "---\nx: 1\n---\n"}, "missing-property", config=config, baseline=known)
    assert shown(report) == ["a.md:1 missing-property title, 来源"]


def test_more_findings_than_are_listed_are_known() -> None:
    many = {"a.md": "[[x]]\n" * 2500}
    known = render(counted({("a.md", "broken-link", "x"): 2500}), {})
    report = run(many, "broken-link", baseline=known)
    assert (shown(report), report.baselined) == ([], 2500)
    report = run({"a.md": "[[x]]\n" * 2501}, "broken-link", baseline=known)
    assert (shown(report), report.baselined) == (["a.md:2501 broken-link x"], 2500)


def test_stale_entries_are_listed_up_to_a_limit() -> None:
    report = run({}, baseline=render(counted({("a.md", "broken-link", "x"): 1500}), {}))
    assert len(report.findings) == 1000
    assert report.findings[0].key == "stale-baseline.gone"
    assert report.findings[-1].message == "501 more findings of this rule from here on, which are not listed"


_LINES = st.sampled_from(
    ["[[x]]", "[[y]] ![[z.png]]", "[[b#no]]", "text[^1]", "- a ^id", "[[a]]", "text", "", "# 标题", "[[x|甲]] [[X]]"]
)
_NOTES = st.dictionaries(st.sampled_from(["a.md", "b.md", "c/d.md"]), st.lists(_LINES, max_size=12), min_size=1)


@given(_NOTES, st.data())
def test_a_baseline_hides_exactly_its_report_wherever_lines_have_gone(
    notes: dict[str, list[str]], data: st.DataObject
) -> None:
    files = {path: "\n\n".join(lines) for path, lines in notes.items()}
    known = baseline_of(files, *RULES)
    report = run(files, *RULES, "stale-baseline", baseline=known)
    assert (shown(report), report.baselined) == ([], len(run(files, *RULES).findings))
    end = data.draw(st.sampled_from(["\n\n", "\r\n\r\n", "\n\n新的一段\n\n"]))
    moved = {path: f"开头{end}" + end.join(lines) + f"{end}末尾" for path, lines in notes.items()}
    assert shown(run(moved, *RULES, "stale-baseline", baseline=known)) == []


@given(_NOTES, _NOTES)
def test_what_is_shown_stale_and_hidden_adds_up(before: dict[str, list[str]], after: dict[str, list[str]]) -> None:
    old, new = ({path: "\n\n".join(lines) for path, lines in notes.items()} for notes in (before, after))
    new = {**dict.fromkeys(old, ""), **new}  # nothing is moved
    known, all_new = len(run(old, *RULES).findings), len(run(new, *RULES).findings)
    report = run(new, *RULES, "stale-baseline", baseline=baseline_of(old, *RULES))
    stale = sum(found.rule == "stale-baseline" for found in report.findings)
    assert len(report.findings) - stale + report.baselined == all_new
    assert stale + report.baselined == known


# -- notes that were moved -------------------------------------------------------------------------------------

LONG = "一段话\n\n[[x]]\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"a.md": LONG}, {"b.md": LONG}, [], id="renamed"),
        pytest.param({"a.md": LONG}, {"x/b.md": LONG.replace("\n", "\r\n")}, [], id="moved and renamed, with CR LF"),
        pytest.param({"a.md": LONG}, {"x/a.md": "new " + LONG}, [], id="moved and edited"),
        pytest.param({"a.md": LONG}, {"b.md": "new " + LONG}, ["gone a.md x", "b.md:3 broken-link x"], id="renamed and edited is new"),
        pytest.param({"a.md": LONG}, {"a.md": LONG, "b.md": LONG}, ["b.md:3 broken-link x"], id="a copy is new"),
        pytest.param({"a.md": LONG}, {"b.md": LONG, "c.md": LONG}, ["gone a.md x", "b.md:3 broken-link x", "c.md:3 broken-link x"], id="two copies: which was it"),
        pytest.param({"a.md": LONG}, {"x/a.md": LONG, "y/b.md": LONG}, ["y/b.md:3 broken-link x"], id="moved, and a copy"),
        pytest.param({"a.md": LONG}, {"x/a.md": "1" + LONG, "y/a.md": "2" + LONG}, ["gone a.md x", "x/a.md:3 broken-link x", "y/a.md:3 broken-link x"], id="two of the name"),
        pytest.param({"p/a.md": LONG, "q/a.md": "2" + LONG}, {"x/a.md": "3" + LONG}, ["gone p/a.md x", "gone q/a.md x", "x/a.md:3 broken-link x"], id="two notes of the name are gone"),
        pytest.param({"p/a.md": LONG, "q/a.md": LONG}, {"x/p/a.md": LONG, "x/q/a.md": LONG}, [], id="equal notes of equal names, in a folder that was moved"),
        pytest.param({"a.md": LONG, "b.md": "[[y]]"}, {"a.md": "", "x/b.md": LONG}, ["stale a.md x", "stale x/b.md y", "x/b.md:3 broken-link x"], id="only its own findings go with a note"),
        pytest.param({"a.md": LONG, "b.md": "[[y]]"}, {"b.md": LONG}, ["gone a.md x", "stale b.md y", "b.md:3 broken-link x"], id="over another note of the baseline"),
        pytest.param({"a.md": LONG}, {}, ["gone a.md x"], id="deleted"),
    ],
)  # fmt: skip
def test_moved_notes(before: dict[str, str], after: dict[str, str], expected: list[str]) -> None:
    report = run(after, "broken-link", "stale-baseline", baseline=baseline_of(before, "broken-link"))
    found = [line.replace("stale-baseline.gone", "gone").replace("stale-baseline ", "stale ") for line in shown(report)]
    assert found == expected
    assert report.moved == (report.baselined if "a.md" not in after else 0)


def test_empty_notes_are_not_told_apart_by_their_content() -> None:
    known = baseline_of({"a.md": " \n"}, "dead-end")
    report = run({"b.md": " \n"}, "dead-end", "stale-baseline", baseline=known)
    assert shown(report) == ["stale-baseline.gone a.md", "b.md:1 dead-end "]


def test_moving_the_note_linked_to_makes_no_finding_new() -> None:
    known = baseline_of({"a.md": "[[b#no]]", "b.md": ""}, "broken-heading")
    report = run({"a.md": "[[b#no]]", "x/b.md": ""}, "broken-heading", "stale-baseline", baseline=known)
    assert (shown(report), report.baselined) == ([], 1)


def test_no_note_is_read_unless_one_is_gone() -> None:
    known = parse(baseline_of({"a.md": LONG}, "broken-link"), BASELINE)
    assert find_moves(known, ["a.md", "b.md"], ["a.md", "b.md"], lambda path: pytest.fail(path)) == {}


# -- what was looked at ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "select", "ignore", "reports", "is_stale"),
    [
        pytest.param("", [], [], "", True, id="everything"),
        pytest.param("", ["broken-link", "stale-baseline"], [], "", True, id="the rule"),
        pytest.param("", ["dead-end", "stale-baseline"], [], "", False, id="another rule"),
        pytest.param("", ["broken-link"], [], "", False, id="not the rule about it"),
        pytest.param("", [], ["broken-link"], "", False, id="all but the rule"),
        pytest.param("", [], [], "a.md", True, id="the note"),
        pytest.param("", [], [], "b.md", False, id="another note"),
        pytest.param('[rules]\nbroken-link = "off"', [], [], "", False, id="the rule is off"),
        pytest.param('[rules]\nstale-baseline = "off"', [], [], "", False, id="nobody wants to know"),
        pytest.param('[per-file-ignores]\n"a.md" = ["broken-link"]', [], [], "", False, id="the rule is off here"),
        pytest.param(f'[per-file-ignores]\n"{BASELINE}" = ["stale-baseline"]', [], [], "", False, id="nor here"),
    ],
)
def test_only_where_somebody_looked_an_entry_is_stale(
    tmp_path: Path, toml: str, select: list[str], ignore: list[str], reports: str, is_stale: bool
) -> None:
    config = config_of(tmp_path, toml)
    vault = memory_vault({"a.md": "", "b.md": ""}, config)
    wanted = scope(config, lambda path: path.startswith(reports), select, ignore)
    known = Baseline(dict.fromkeys(counted({("a.md", "broken-link", "x"): 1}), 5), {})
    report = ratchet.check(vault, active_rules(config, select, ignore), wanted, known, BASELINE)
    stale = [(found.path, found.line) for found in report.findings if found.rule == "stale-baseline"]
    assert stale == ([(BASELINE, 5)] if is_stale else [])


def test_rules_about_the_run_are_judged_by_a_whole_run_only(tmp_path: Path) -> None:
    config = config_of(tmp_path, RULE + 'files = ["x/**"]\n[rule.fields.d]\n')
    files = {"a.md": "text %% vault-ignore broken-link %%\n", "vault.toml": ""}
    known = baseline_of(files, "unused-suppression", "idle-rule", "broken-link", config=config)
    assert known.count('"rule"') == 2
    assert shown(run(files, "unused-suppression", "stale-baseline", config=config, baseline=known)) == []
    everything = ("unused-suppression", "idle-rule", "broken-link", "stale-baseline")
    report = run(files, *everything, config=config, baseline=known)
    assert (shown(report), report.baselined) == ([], 2)
    whole = run({"a.md": "", "x/b.md": "---\nd: 1\n---\n", "vault.toml": ""}, config=config, baseline=known)
    assert sorted(line for line in shown(whole) if line.startswith("stale")) == [
        "stale-baseline a.md broken-link",
        "stale-baseline vault.toml r",
    ]


def test_a_rule_that_does_not_exist_any_more_has_no_findings() -> None:
    known = render(counted({("a.md", "old-rule", "x"): 1}), {})
    assert "stale-baseline a.md x" in shown(run({"a.md": ""}, baseline=known))
    assert shown(run({"a.md": ""}, "stale-baseline", baseline=known)) == []


# -- the file --------------------------------------------------------------------------------------------------

_TEXTS = st.text(st.characters(exclude_categories=()), max_size=12).filter(
    lambda text: not any("\ud800" <= char <= "\udbff" for char in text)  # Python never makes these of a file's bytes
)


@given(st.dictionaries(st.tuples(_TEXTS.filter(bool), _TEXTS, _TEXTS), st.integers(1, 3), max_size=6), _TEXTS)
def test_what_is_written_is_read_again(counts: dict[tuple[str, str, str], int], content: str) -> None:
    contents = {path: content for path, _, _ in counts} if content else {}
    text = render(counted(counts), contents)
    known = parse(text.encode("utf-8").decode("utf-8"), BASELINE)
    assert (known.counts, known.contents) == (counts, contents)
    rows = text.split("\n")
    assert [json.loads(rows[line - 1].rstrip(","))["ordinal"] for line in known.lines.values()] == [
        entry.ordinal for entry in known.lines
    ]
    assert render(known.lines, known.contents) == text
    assert not any(char in text for char in "\x1b\x85\u2028\u202e\ud800")


ENTRY = '{"path": "a.md", "rule": "r", "target": "x", "ordinal": 0, "fingerprint": "1"}'


def test_entries_twice_and_in_any_layout() -> None:
    known = parse(f'{{"version": 1, "entries": [{ENTRY}, {{}},\n\n{ENTRY}], "more": [1.5e999]}}', BASELINE)
    assert known.lines == {Entry("a.md", "r", "x", 0): 1}
    pretty = json.dumps(json.loads(f'{{"version": 1, "entries": [{ENTRY}]}}'), indent=2, sort_keys=True)
    assert parse(pretty, BASELINE).lines == {Entry("a.md", "r", "x", 0): 3}


def test_ordinals_that_are_missing_do_not_matter() -> None:
    known = render([Entry("a.md", "broken-link", "x", 7)], {})
    assert shown(run({"a.md": "[[x]] [[x]]"}, "broken-link", baseline=known)) == ["a.md:1 broken-link x"]


def document(entries: str, version: str = "1") -> str:
    return f'{{\n"version": {version},\n"entries": [\n{entries}\n]\n}}\n'


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        pytest.param("", "baseline.syntax", 1, id="empty"),
        pytest.param("[]", "baseline.syntax", 1, id="a list"),
        pytest.param("null", "baseline.syntax", 1, id="null"),
        pytest.param("{}", "baseline.syntax", 1, id="an empty object"),
        pytest.param('{"a": 1}', "baseline.foreign", 0, id="another file"),
        pytest.param('{"version": 1}', "baseline.foreign", 0, id="no entries"),
        pytest.param(document("{}", '"1"'), "baseline.foreign", 0, id="a version that is none"),
        pytest.param(document("{}", "true"), "baseline.foreign", 0, id="a version that is true"),
        pytest.param(document("{}", "2"), "baseline.newer", 2, id="a newer version"),
        pytest.param("{\n" + "[" * 1_000_000, "baseline.syntax", 2, id="1 MB of ["),
        pytest.param(document("[" * 1_000_000), "baseline.syntax", 4, id="1 MB of [ for entries"),
        pytest.param(document('{"a":' * 200_000), "baseline.syntax", 4, id="1 MB of {"),
        pytest.param(document(f"{ENTRY},\n[]"), "baseline.shape", 5, id="a list for an entry"),
        pytest.param(document(ENTRY.replace('"a.md"', "1")), "baseline.shape", 4, id="a path that is none"),
        pytest.param(document(ENTRY.replace('"r"', "null")), "baseline.shape", 4, id="no rule"),
        pytest.param(document('{"path": "a.md"}'), "baseline.shape", 4, id="only a path"),
        pytest.param(document(ENTRY.replace("0", "-1")), "baseline.shape", 4, id="a negative ordinal"),
        pytest.param(document(ENTRY.replace("0", "0.0")), "baseline.shape", 4, id="a fraction"),
        pytest.param(document(ENTRY.replace("0", "false")), "baseline.shape", 4, id="an ordinal that is false"),
        pytest.param(document(ENTRY.replace("0", "9" * 30)), "baseline.shape", 4, id="a huge ordinal"),
        pytest.param(document(ENTRY.replace("0", "9" * 100_000)), "baseline.syntax", 4, id="a number too long"),
        pytest.param(document(ENTRY.replace("0", "NaN")), "baseline.syntax", 4, id="NaN"),
        pytest.param(document(ENTRY.replace("0", "-Infinity")), "baseline.syntax", 4, id="Infinity"),
        pytest.param(document(ENTRY + "\n" + ENTRY), "baseline.syntax", 5, id="no comma"),
        pytest.param(document(ENTRY + ","), "baseline.syntax", 5, id="a comma too many"),
        pytest.param(document("{}") + "x", "baseline.syntax", 7, id="something behind it"),
        pytest.param(document(f"{ENTRY},\n<<<<<<< HEAD\n{ENTRY},\n=======\n>>>>>>> b\n{{}}"), "baseline.conflict", 5, id="a merge conflict"),
        pytest.param(document('{"path": "a.md", "content": 1}'), "baseline.shape", 4, id="a content that is none"),
        pytest.param(document("{},\n" * 500_001 + "{}"), "baseline.too-many", 500_004, id="too many entries"),
    ],
)  # fmt: skip
def test_what_is_no_baseline_is_refused_at_its_line(text: str, key: str, line: int) -> None:
    with at_most(5), pytest.raises(VaultError) as raised:
        parse(text, "b.json")
    assert raised.value.key == key
    assert raised.value.values.get("place", f"{raised.value.values.get('path')}:0") == f"b.json:{line}"


def test_lone_surrogates_are_names_like_others() -> None:
    known = parse(document(ENTRY.replace("a.md", "\\udcff\\ud800.md")), BASELINE)
    assert known.paths == {"\udcff\ud800.md"}
    assert parse(render(known.lines, {}), BASELINE).lines.keys() == known.lines.keys()


def test_a_hundred_thousand_entries_take_a_moment() -> None:
    counts = {(f"folder/note {number}.md", "broken-link", f"target {number}"): 2 for number in range(50_000)}
    with at_most(10):
        known = parse(render(counted(counts), {}), BASELINE)
        tally = Tally(known, {})
        assert all(tally.is_known(*key) for key in counts)
        assert sum(1 for _ in tally.stale(lambda path, rule: True)) == 50_000
        assert (
            len(find_moves(known, [], [f"x/note {number}.md" for number in range(50_000)], lambda path: path)) == 50_000
        )


# -- where it may lie ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "is_allowed"),
    [
        pytest.param("vault/baseline.json", True, id="in the vault"),
        pytest.param("vault/.vault/baseline.json", True, id="in a hidden folder that is not there yet"),
        pytest.param("elsewhere.json", True, id="beside the vault"),
        pytest.param("vault/inside", True, id="a link that stays in the vault"),
        pytest.param("vault/out", False, id="a link out of the vault"),
        pytest.param("vault/away/baseline.json", False, id="behind a link out of the vault"),
        pytest.param("vault/nowhere/baseline.json", False, id="behind a link to what is not there"),
        pytest.param("alias/out", False, id="a link out of the vault, by another way to the vault"),
        pytest.param("vault/.git/config", False, id="what is git's"),
        pytest.param("vault/.GIT/config", False, id="what is git's on some systems"),
    ],
)
def test_where_a_baseline_may_lie(tmp_path: Path, file: str, is_allowed: bool) -> None:
    root = tmp_path / "vault"
    (root / ".git").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "alias").symlink_to(root)
    (root / "inside").symlink_to("b.json")
    (root / "out").symlink_to(tmp_path / "secret")
    (root / "away").symlink_to(tmp_path / "other")
    (root / "nowhere").symlink_to(tmp_path / "not-there")
    if is_allowed:
        assert storage.real_file(str(root), str(tmp_path / file)).startswith(str(tmp_path.resolve()))
    else:
        with pytest.raises(VaultError, match="leads out of the vault"):
            storage.real_file(str(root), str(tmp_path / file))


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "b.json"
    storage.replace(str(file), "old")
    file.chmod(0o640)
    for name in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(storage.os, name, lambda *arguments: (_ for _ in ()).throw(OSError(28, "No space left")))
            with pytest.raises(VaultError, match="could not be written: no space left"):
                storage.replace(str(file), "new")
        assert [path.name for path in tmp_path.iterdir()] == ["b.json"]
        assert file.read_text() == "old"
    storage.replace(str(file), "new")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("new", 0o640)


def test_what_killed_runs_have_left_is_swept(tmp_path: Path) -> None:
    import os

    old, fresh, other = (tmp_path / name for name in (".b.json.1.tmp", ".b.json.2.tmp", ".c.json.1.tmp"))
    for left in (old, fresh, other):
        left.write_text("")
    os.utime(old, (0, 0))
    os.utime(other, (0, 0))
    storage.replace(str(tmp_path / "b.json"), "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".b.json.2.tmp", ".c.json.1.tmp", "b.json"]
