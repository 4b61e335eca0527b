"""What a change did to make a finding, and whether that stands in a line of it."""

import pytest

from change.sides import NONE, Files, Renames, judged, start

LOUD = ["broken-link", "broken-heading", "ambiguous-link", "orphan-note", "colliding-names", "alias-link", "r"]
BASE = {"a.md": "[[t]]\n", "t.md": "## 用法\n", "b.md": "[[t#用法]]\n"}
UNIQUE = '[[rule]]\nid = "r"\nkind = "properties"\n[rule.fields."编号"]\nunique = true\n'
STYLE = '[[rule]]\nid = "r"\nkind = "links"\nstyle = "wikilink"\n'


def causes(before: Files, after: Files, renames: Renames = NONE) -> list[str]:
    """Return for each new finding `path rule`, its cause, and a star where its line is one of the change."""
    report = judged(after, start(before, after, renames), select=LOUD, shows_earlier=False)
    return [
        " ".join(
            filter(None, (found.path, found.rule, "*" * found.is_in_change, *((found.cause and map(str, (found.cause.event, found.cause.path, found.cause.now))) or ())))
        )
        for found in report.findings
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "change", "expected"),
    [
        pytest.param(BASE, {"t.md": None}, ["a.md broken-link deleted t.md", "b.md broken-link deleted t.md"], id="deleted"),
        pytest.param(BASE, {"t.md": ""}, ["b.md broken-heading changed t.md"], id="changed"),
        pytest.param({"a/c.md": "[[x/t]]", "d/x/t.md": ""}, {"e/x/t.md": "[[x/t]]"}, ["a/c.md ambiguous-link added e/x/t.md", "e/x/t.md ambiguous-link *", "e/x/t.md orphan-note *"], id="added"),
        pytest.param(BASE, {"a.md": "文 [[无]]\n"}, ["a.md broken-link *"], id="its own doing"),
        pytest.param(BASE, {"a.md": "文\n[[t]]\n", "t.md": None}, ["a.md broken-link deleted t.md", "b.md broken-link deleted t.md"], id="a line of a changed note that is as it was"),
        pytest.param(BASE, {"a.md": "[[t]] 文\n", "t.md": None}, ["a.md broken-link * deleted t.md", "b.md broken-link deleted t.md"], id="a line that was changed, too"),
        pytest.param({"a.md": "[[别]]\n", "t.md": "---\naliases: 别\n---\n"}, {"t.md": ""}, ["a.md broken-link changed t.md"], id="an alias goes"),
        pytest.param({**BASE, "vault.toml": STYLE}, {"a.md": "[名](t.md)\n", "t.md": "## 用法\n\n文\n"}, ["a.md r *"], id="a link leads where it led: that its target changed, too, says nothing"),
        pytest.param({"a.md": "[[b]]", "b.md": "[[a]]"}, {"a.md": ""}, ["b.md orphan-note changed a.md"], id="nothing links there any more"),
        pytest.param({"b.md": "[[a]]", "c.md": "[[b]] [[c]]"}, {"a.md": "", "A.md": ""}, ["a.md colliding-names *"], id="a new file is cause enough"),
        pytest.param({"a.md": "[[A]]"}, {"A.md": ""}, ["a.md colliding-names added A.md"], id="named in the finding"),
        pytest.param({"vault.toml": UNIQUE, "a.md": "", "b.md": "---\n编号: 1\n---\n"}, {"a.md": "---\n编号: 1\n---\n"}, ["b.md r changed a.md"], id="without a link"),
        pytest.param({"vault.toml": "", "b.md": "", "a.md": "[a](b.md)"}, {"vault.toml": STYLE}, ["a.md r changed vault.toml"], id="the configuration"),
    ],
)  # fmt: skip
def test_causes(before: Files, change: dict[str, str | None], expected: list[str]) -> None:
    after = {path: text for path, text in {**before, **change}.items() if text is not None}
    found = causes(before, after)
    assert [line for line in found if "orphan" not in line or line in expected] == expected


def test_a_renamed_target() -> None:
    after = {"a.md": "[[t]]\n", "u/v.md": "## 用法\n", "b.md": "[[t#用法]]\n"}
    found = [line for line in causes(BASE, after, {"t.md": "u/v.md"}) if "broken" in line]
    assert found == ["a.md broken-link renamed t.md u/v.md", "b.md broken-link renamed t.md u/v.md"]


def test_a_note_that_was_renamed_itself() -> None:
    before = {"x/a.md": "[[./t]]\n", "x/t.md": "", "y/z.md": ""}
    after = {"y/a.md": "[[./t]]\n", "x/t.md": "", "y/z.md": ""}
    found = [line for line in causes(before, after, {"x/a.md": "y/a.md"}) if "broken" in line]
    assert found == ["y/a.md broken-link renamed x/a.md y/a.md"]


def test_of_several_changes_the_one_that_did_it() -> None:
    after = {"a.md": "[[t]]\n", "t.md": "## 别的\n", "b.md": "[[t#用法]]\n", "c.md": "[[a]] [[b]]\n"}
    assert [line for line in causes(BASE, after) if "broken" in line] == ["b.md broken-heading changed t.md"]
