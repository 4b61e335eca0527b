"""Which findings are new after a change, and which were there before."""

import pytest

from change.sides import NONE, Files, Renames, judged, start
from vault_tools.findings import Standing

A, T = "[[t]] [[没有]]\n", "# T\n\n## 用法\n\n段 ^b1\n"
BASE = {"a.md": A, "t.md": T, "b.md": "[[a]] [[t#用法]] [[t#^b1]] ![[图.png]]\n", "图.png": ""}
OFF = ["missing-property"]
IDLE = '[[rule]]\nid = "r"\nkind = "properties"\n[rule.fields]\n"编号".type = "number"\n"网址".type = "text"\n'
NUMBER, SITE = "---\n编号: 1\n---\n", "---\n网址: x\n---\n"
PAIRS = '[[rule]]\nid = "r"\nkind = "reciprocal"\nsection = "关联"\n'
UNIQUE = '[[rule]]\nid = "r"\nkind = "properties"\n[rule.fields."编号"]\nunique = true\n'
TITLES = '[[rule]]\nid = "r"\nkind = "duplicates"\nby = ["title"]\n'
PLACES = '[[rule]]\nid = "r"\nkind = "path"\nrequire-files = ["t.md"]\nextensions = ["md"]\n'
ORPHANS = '[rules]\norphan-note = "info"\ndead-end = "info"\n'


def new(before: Files, after: Files, renames: Renames = NONE, **request: object) -> list[str]:
    """Return what is new, as `path:line rule target`."""
    report = judged(after, start(before, after, renames), ignore=OFF, shows_earlier=False, **request)
    return [f"{found.path}:{found.line} {found.rule} {found.target}".rstrip() for found in report.findings]


def entry(rule: str, target: str, path: str = "a.md") -> str:
    """Return a baseline with one entry."""
    from vault_tools.baseline.entries import Entry
    from vault_tools.baseline.layout import render

    return render([Entry(path, rule, target, 0)], {})


@pytest.mark.parametrize(
    ("before", "change", "expected"),
    [
        pytest.param(BASE, {}, [], id="nothing changed"),
        pytest.param(BASE, {"a.md": A + "文\n"}, [], id="a changed note, nothing new"),
        pytest.param(BASE, {"a.md": "文\n\n" + A}, [], id="lines that move"),
        pytest.param(BASE, {"a.md": A + "[[无]]\n"}, ["a.md:2 broken-link 无"], id="a new link in a changed note"),
        pytest.param(BASE, {"a.md": "[[没有]]\n" + A}, ["a.md:1 broken-link 没有"], id="one more of the same, in the line that is new"),
        pytest.param(BASE, {"a.md": A + "[[没有]]\n"}, ["a.md:2 broken-link 没有"], id="one more of the same, behind"),
        pytest.param(BASE, {"a.md": "[[t]] [[没有]] 文\n"}, [], id="the same in a line that is another"),
        pytest.param(BASE, {"a.md": "[[t]]\n"}, [], id="a finding goes"),
        pytest.param(BASE, {"t.md": None}, ["a.md:1 broken-link t", "b.md:1 broken-link t", "b.md:1 broken-link t"], id="a target is deleted"),
        pytest.param(BASE, {"图.png": None}, ["b.md:1 broken-embed 图.png"], id="an attachment is deleted"),
        pytest.param(BASE, {"图.png": "x"}, [], id="an attachment changes"),
        pytest.param(BASE, {"t.md": "# T\n\n段 ^b1\n"}, ["b.md:1 broken-heading t#用法"], id="a heading goes"),
        pytest.param(BASE, {"t.md": "# T\n\n## 用法\n"}, ["b.md:1 broken-block t#^b1"], id="a block id goes"),
        pytest.param(BASE, {"t.md": T + "## 新\n"}, [], id="a heading comes"),
        pytest.param(BASE, {"没有.md": "[[t]]"}, [], id="a target is added"),
        pytest.param(BASE, {"甲/t.md": ""}, [], id="a file of the same name that shadows nothing"),
        pytest.param({**BASE, "甲/c.md": "[[x/t]]", "甲/x/t.md": ""}, {"乙/x/t.md": ""}, ["甲/c.md:1 ambiguous-link x/t"], id="a file that makes a link ambiguous"),
        pytest.param({"a.md": "[[别]]", "t.md": "---\naliases: [别]\n---\n"}, {"t.md": "---\naliases: [他]\n---\n"}, ["a.md:1 broken-link 别"], id="an alias goes"),
        pytest.param({"a.md": "[[别]]", "t.md": "---\naliases: [别]\n---\n"}, {"t.md": "---\naliases: [别, 他]\n---\n"}, [], id="an alias comes"),
        pytest.param({"a.md": "[[ΑΣ]]", "ΑΣ.md": ""}, {"ΑΣ.md": None}, ["a.md:1 broken-link ας"], id="a name whose last letter depends on what follows"),
        pytest.param({"a.md": "[[x.md]]", "x.md.md": ""}, {"x.md.md": None}, ["a.md:1 broken-link x"], id="a suffix that belongs to the name"),
        pytest.param({"a.md": "[[e\u0301]]", "é.md": ""}, {"é.md": None}, ["a.md:1 broken-link é"], id="a name in another form"),
        pytest.param({"vault.toml": ORPHANS, "a.md": "[[t]]", "t.md": "[[a]]"}, {"a.md": ""}, ["a.md:1 dead-end", "t.md:1 orphan-note"], id="the last link to a note goes"),
        pytest.param({"vault.toml": ORPHANS, "a.md": "[[t]]", "t.md": "[[a]]"}, {"a.md": "[[t]] [[t]]"}, [], id="a second link to a note"),
        pytest.param({"甲.md": ""}, {"a.md": "", "A.md": ""}, ["a.md:1 colliding-names A.md"], id="names collide"),
        pytest.param({"a.md": "", "A.md": ""}, {"甲.md": ""}, [], id="names collided before"),
        pytest.param({"vault.toml": PAIRS, "a.md": "## 关联\n\n- [[b]]\n", "b.md": "## 关联\n\n- [[a]]\n"}, {"b.md": "## 关联\n"}, ["a.md:3 r b.md"], id="a link back goes"),
        pytest.param({"vault.toml": PAIRS, "a.md": "## 关联\n\n- [[b]]\n", "b.md": "## 关联\n"}, {"b.md": "## 关联\n\n文\n"}, [], id="no link back before either"),
        pytest.param({"vault.toml": UNIQUE, "a.md": "", "b.md": "---\n编号: 1\n---\n"}, {"a.md": "---\n编号: 1\n---\n"}, ["b.md:2 r 编号.unique"], id="a value that is taken"),
        pytest.param({"vault.toml": TITLES, "a.md": "", "b.md": "---\ntitle: 甲\n---\n"}, {"a.md": "---\ntitle: 甲\n---\n"}, ["b.md:2 r title 甲"], id="a title that is taken"),
        pytest.param({"vault.toml": TITLES, "a.md": "---\ntitle: 甲\n---\n", "b.md": "---\ntitle: 甲\nvault-ignore: [r]\n---\n"}, {"a.md": ""}, ["b.md:3 unused-suppression r"], id="a suppression of what was said of the vault as a whole"),
        pytest.param({"vault.toml": ORPHANS, "a.md": "[[t]]", "x/t.md": "[[a]]"}, {"t.md": "[[a]]"}, ["x/t.md:1 orphan-note"], id="a file that takes the links of another"),
        pytest.param({"vault.toml": PLACES, "t.md": ""}, {"t.md": None, "a.txt": ""}, ["a.txt:1 r extensions", "vault.toml:1 r require-files:t.md"], id="what must be there goes"),
        pytest.param({"a.md": "[[t]] %% vault-ignore broken-link %%", "b.md": ""}, {"t.md": ""}, ["a.md:1 unused-suppression broken-link"], id="a suppression that has nothing to do any more"),
        pytest.param({"a.md": "[[t]] %% vault-ignore broken-link %%", "t.md": ""}, {"b.md": ""}, [], id="a suppression that had nothing to do"),
        pytest.param({"a.md": "[[t]] %% vault-ignore broken-link %%\n[[t]]", "t.md": ""}, {"t.md": None}, ["a.md:2 broken-link t"], id="what is suppressed is not reported"),
        pytest.param({"vault.toml": IDLE, "a.md": NUMBER, "b.md": SITE}, {"b.md": ""}, ["vault.toml:1 idle-rule r"], id="a rule has nothing to do any more"),
        pytest.param({"vault.toml": IDLE, "a.md": NUMBER, "b.md": ""}, {"b.md": "文"}, [], id="a rule had nothing to do"),
        pytest.param({"vault.toml": IDLE, "a.md": "", "b.md": ""}, {"b.md": NUMBER}, [], id="a rule that has more to do"),
    ],
)  # fmt: skip
def test_what_is_new(before: Files, change: dict[str, str | None], expected: list[str]) -> None:
    after = {path: text for path, text in {**before, **change}.items() if text is not None}
    assert new(before, after) == expected
    assert new(after, after) == []
    known = judged(after, start(before, after), ignore=OFF)
    assert len(known.findings) == len(judged(after, ignore=OFF).findings)
    assert sum(found.standing is Standing.NEW for found in known.findings) == len(expected)


BASELINE = '[vault]\nbaseline = "known.json"\n'


@pytest.mark.parametrize(
    ("before", "change", "expected"),
    [
        pytest.param({"vault.toml": ""}, {"vault.toml": UNIQUE + "required = true\n"}, ["a.md:1 r 编号", "b.md:1 r 编号", "t.md:1 r 编号"], id="a new rule"),
        pytest.param({"vault.toml": PLACES}, {"vault.toml": "\n" + PLACES}, [], id="a rule that moves"),
        pytest.param({"vault.toml": '[vault]\nexclude = ["a.md"]\n'}, {"vault.toml": ""}, ["a.md:1 broken-link 没有"], id="an exclude goes"),
        pytest.param({"vault.toml": ""}, {"vault.toml": '[vault]\nexclude = ["b.md"]\n'}, [], id="an exclude comes"),
        pytest.param({"vault.toml": "[vault"}, {"vault.toml": ""}, [], id="a configuration that was broken"),
        pytest.param({"vault.toml": ""}, {"vault.toml": None}, [], id="a configuration goes"),
        pytest.param({".gitignore": "a.md\n"}, {".gitignore": ""}, ["a.md:1 broken-link 没有"], id="not ignored any more"),
        pytest.param({}, {".gitignore": "b.md\n"}, [], id="ignored now"),
        pytest.param({"n.md": "---\n数: x\n---\n[[a]]"}, {".obsidian/types.json": '{"types": {"数": "number"}}'}, ["n.md:2 wrong-property-type 数"], id="a type is set"),
        pytest.param({"vault.toml": BASELINE, "known.json": entry("broken-link", "没有")}, {"b.md": ""}, [], id="known by the baseline, before and after"),
        pytest.param({"vault.toml": BASELINE, "known.json": entry("broken-link", "没有")}, {"known.json": entry("broken-link", "没有", "b.md")}, ["a.md:1 broken-link 没有", "known.json:5 stale-baseline"], id="known by the baseline no more"),
        pytest.param({"vault.toml": BASELINE, "known.json": entry("broken-link", "没有")}, {"a.md": "[[t]]"}, ["known.json:5 stale-baseline"], id="an entry that is stale now"),
        pytest.param({"vault.toml": BASELINE, "known.json": entry("broken-link", "无")}, {"a.md": A + "文"}, [], id="an entry that was stale"),
        pytest.param({"vault.toml": BASELINE, "known.json": "{"}, {"known.json": entry("broken-link", "没有")}, [], id="a baseline that was none"),
    ],
)  # fmt: skip
def test_what_a_change_of_the_rules_makes_new(
    before: dict[str, str], change: dict[str, str | None], expected: list[str]
) -> None:
    before = {**BASE, **before}
    after = {path: text for path, text in {**before, **change}.items() if text is not None}
    found = new(before, after)
    assert [text if "stale" not in text else text.rsplit(" ", 1)[0] for text in found] == expected


@pytest.mark.parametrize(
    ("renames", "change", "expected"),
    [
        pytest.param({"a.md": "c.md"}, {}, ["b.md:1 broken-link a"], id="what was in a renamed note was there"),
        pytest.param({"a.md": "c.md"}, {"c.md": A + "[[无]]\n"}, ["b.md:1 broken-link a", "c.md:2 broken-link 无"], id="and what is new is not"),
        pytest.param({"t.md": "甲/t.md"}, {}, [], id="links still find it"),
        pytest.param({"a.md": "t.md", "t.md": "a.md"}, {}, ["b.md:1 broken-heading t#用法", "b.md:1 broken-block t#^b1", "t.md:1 self-link t"], id="two change places"),
    ],
)  # fmt: skip
def test_renamed_notes(renames: Renames, change: dict[str, str], expected: list[str]) -> None:
    after = {renames.get(path, path): text for path, text in BASE.items()}
    assert new(BASE, {**after, **change}, renames) == expected


DELETED = {path: text for path, text in BASE.items() if path != "t.md"}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        pytest.param({"reports": lambda path: path == "a.md"}, ["a.md:1 broken-link t"], id="PATHs"),
        pytest.param({"select": ["broken-embed"]}, [], id="select"),
        pytest.param({"select": ["broken-link"]}, ["a.md:1 broken-link t", "b.md:1 broken-link t", "b.md:1 broken-link t"], id="select the rule"),
    ],
)  # fmt: skip
def test_narrowed(request_: dict[str, object], expected: list[str]) -> None:
    assert new(BASE, DELETED, **request_) == expected


def test_what_was_there_is_counted_and_kept_apart_where_somebody_asks() -> None:
    report = judged(DELETED, start(BASE, DELETED), ignore=OFF, shows_earlier=False)
    assert (report.earlier, report.hidden) == (1, ())
    report = judged(DELETED, start(BASE, DELETED), ignore=OFF, shows_earlier=False, keeps_hidden=True)
    assert [(found.target, found.standing) for found in report.hidden] == [("没有", Standing.EARLIER)]
    report = judged(DELETED, start(BASE, DELETED), ignore=OFF)
    assert [found.target for found in report.findings if found.standing is Standing.EARLIER] == ["没有"]


def test_many_stale_entries_do_not_hide_an_old_one() -> None:
    from vault_tools.baseline.entries import Entry
    from vault_tools.baseline.layout import render

    links = "".join(f"[[无{number}]]\n" for number in range(1_500))
    entries = sorted(Entry("a.md", "broken-link", f"无{number}", 0) for number in range(1_500))
    known = render([*entries, Entry("b.md", "broken-link", "旧", 0)], {})
    before = {"vault.toml": BASELINE, "known.json": known, "a.md": links, "b.md": "", "c.md": ""}
    assert new(before, {**before, "c.md": "文"}) == []


def test_a_merge_is_blamed_for_what_neither_side_had() -> None:
    base = {"a.md": "[[无]]", "t.md": "", "b.md": ""}
    ours = {path: text for path, text in base.items() if path != "t.md"}
    theirs = {**base, "b.md": "[[t]] [[非]]"}
    merged = {**ours, "b.md": theirs["b.md"]}
    report = judged(merged, start(ours, merged), start(theirs, merged), ignore=OFF, shows_earlier=False)
    assert [(found.path, found.target) for found in report.findings] == [("b.md", "t")]
    assert report.findings[0].cause is not None
    assert report.earlier == 2


def test_a_link_that_stands_for_a_changed_file_changes_with_it() -> None:
    before = {"a.md": "-> .x/a.md", ".x/a.md": "", "b.md": "[[a]]"}
    assert new(before, {**before, ".x/a.md": "[[无]]"}) == ["a.md:1 broken-link 无"]
    assert new({**before, ".x/a.md": "[[无]]"}, {**before, ".x/a.md": "[[无]] 文"}) == []


@pytest.mark.parametrize(
    ("before", "change", "expected"),
    [
        pytest.param({"a.md": "-> x/t.md", "x/t.md": ""}, {"x/t.md": None}, ["a.md:1 unreadable-note unreadable-note"], id="its file goes"),
        pytest.param({"a.md": "-> x/t.md"}, {"b.md": ""}, [], id="it led nowhere before either"),
        pytest.param({"a.md": "-> .x/t.md"}, {".x/t.md": "[[无]]"}, ["a.md:1 broken-link 无"], id="its file comes"),
        pytest.param({"a.md": "-> .x/t.md", ".x/t.md": "[[无]]"}, {"b.md": ""}, [], id="it stays"),
        pytest.param({"a.md": "-> .x/t.md", ".x/t.md": "[[无]]", ".x/u.md": "[[无]] [[缺]]"}, {"a.md": "-> .x/u.md"}, ["a.md:1 broken-link 缺"], id="it leads elsewhere"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_symbolic_link(before: Files, change: dict[str, str | None], expected: list[str]) -> None:
    after = {path: text for path, text in {**before, **change}.items() if text is not None}
    assert new(before, after) == expected


def test_there_and_back_again() -> None:
    assert new(DELETED, BASE) == []
    assert new(BASE, DELETED) != []
