"""Suggestions for broken links: what is offered, what is not, and how much work it may be."""

import pytest

from support import memory_vault, run
from vault_tools import suggest
from vault_tools.findings import Finding
from vault_tools.suggest import MAX_SUGGESTIONS, add_suggestions

RULES = ("broken-link", "broken-embed", "alias-link", "broken-heading", "broken-block", "case-mismatch")


def suggestions(files: dict[str, str]) -> list[tuple[str, ...]]:
    """Return the suggestions for each finding in the note `a.md`."""
    report = add_suggestions(run(files, *RULES), memory_vault(files))
    return [finding.suggestions for finding in report.findings if finding.path == "a.md"]


@pytest.mark.parametrize(
    ("link", "files", "expected"),
    [
        # -- files --
        pytest.param("[[knowlege base]]", {"x/knowledge base.md": ""}, ["knowledge base"], id="a typo"),
        pytest.param("[[知识库管里]]", {"x/知识库管理.md": ""}, ["知识库管理"], id="a typo in Chinese"),
        pytest.param(
            "[[knowledge_base]]", {"knowledge base.md": ""}, ["knowledge base"], id="another mark between words"
        ),
        pytest.param("[[x/note]]", {"y/note.md": ""}, ["y/note"], id="a moved folder"),
        pytest.param("[[X/Y/Note.md]]", {"y/note.md": ""}, ["y/note"], id="a moved folder, other case, with suffix"),
        pytest.param("[[x/note]]", {"y/note.md": "", "z/note.md": ""}, ["y/note", "z/note"], id="two of that name"),
        pytest.param("[[乙]]", {"b.md": "---\ntitle: 乙\n---\n"}, ["b"], id="a title"),
        pytest.param("[[乙]]", {"b.md": "---\n标题: 乙\n---\n"}, ["b"], id="a title by another name"),
        pytest.param(
            "[[乙]]", {"x/b.md": "---\ntitle: 乙\n---\n", "y/b.md": ""}, ["x/b"], id="a title, the name is not unique"
        ),
        pytest.param("[[乙]]", {"b.md": "---\naliases: [乙]\n---\n"}, ["b|乙"], id="an alias"),
        pytest.param("[[x/乙]]", {"y/b.md": "---\naliases: [乙]\n---\n"}, ["y/b|乙"], id="an alias as a path"),
        pytest.param("[[notes/index#x]]", {"note/index.md": ""}, ["note/index"], id="with a sub-path"),
        pytest.param("[t](nots.md)", {"notes.md": ""}, ["notes.md"], id="a Markdown link"),
        pytest.param("![[diagram.pmg]]", {"img/diagram.png": ""}, ["diagram.png"], id="an attachment"),
        pytest.param("![[a/diagram.png]]", {"img/diagram.png": ""}, ["img/diagram.png"], id="a moved attachment"),
        # -- silence --
        pytest.param("[[zebra]]", {"knowledge base.md": ""}, [], id="nothing near"),
        pytest.param("[[猫]]", {"狗.md": ""}, [], id="another character"),
        pytest.param("[[abcd]]", {"abef.md": ""}, [], id="short names must be closer"),
        pytest.param("[[photo]]", {"photo.png": ""}, [], id="a note is not an attachment"),
        pytest.param("[[x/]]", {"y.md": ""}, [], id="no name"),
        pytest.param("[[乙]]", {"b.md": "---\nalias: 乙\n---\n"}, [], id="the dead key alias"),
        # -- parts of notes --
        pytest.param("[[b#Instalation]]", {"b.md": "# Installation\n# Use"}, ["#Installation"], id="a heading's typo"),
        pytest.param("[[b#getting-started]]", {"b.md": "# Getting Started"}, ["#Getting Started"], id="a slug"),
        pytest.param("[[b#ＲＡＧ，二]]", {"b.md": "# RAG,二"}, ["#RAG,二"], id="letters of the other width"),
        pytest.param(
            "[[b#x#Instalation]]", {"b.md": "# Installation"}, ["#Installation"], id="the last part of a chain"
        ),
        pytest.param("[[b#zebra]]", {"b.md": "# Installation"}, [], id="no heading near"),
        pytest.param("[[b#^figure1]]", {"b.md": "text ^figure-1"}, ["#^figure-1"], id="a block's typo"),
        pytest.param("[[b#^zebra]]", {"b.md": "text ^figure-1"}, [], id="no block near"),
    ],
)
def test_suggestions(link: str, files: dict[str, str], expected: list[str]) -> None:
    assert suggestions(files | {"a.md": link}) == [tuple(expected)]


def test_there_are_never_more_than_three() -> None:
    files = {f"{folder}/note.md": "" for folder in "bcdefg"}
    assert suggestions(files | {"a.md": "[[x/note]]"}) == [("b/note", "c/note", "d/note")]
    assert MAX_SUGGESTIONS == 3


def test_the_same_is_not_offered_twice() -> None:
    files = {"a.md": "[[knowlege]]", "knowledge.md": "---\ntitle: knowlege\n---\n"}
    assert suggestions(files) == [("knowledge",)]


def test_findings_of_other_rules_stay_as_they_are() -> None:
    files = {"a.md": "[[a]] #a，b", "b.md": ""}
    report = run(files)
    assert report.findings
    assert add_suggestions(report, memory_vault(files)) == report


def test_the_same_target_is_thought_about_once(monkeypatch) -> None:
    asked: list[str] = []
    find = suggest._Suggester.files
    monkeypatch.setitem(
        suggest._MAKERS, "broken-link", lambda self, wanted: asked.append(wanted["target"]) or find(self, wanted)
    )
    assert suggestions({"a.md": "[[note]] [[note]]\n[[notees]] [[note]]", "notes.md": ""}) == [("notes",)] * 4
    assert asked == ["note", "notees"]


def test_the_work_is_bounded(monkeypatch) -> None:
    monkeypatch.setattr(suggest, "_MAX_TARGETS", 2)
    links = "[[nota]] [[noti]] [[notu]] [[nota]]"
    assert suggestions({"a.md": links, "note.md": ""}) == [("note",), ("note",), (), ("note",)]


def test_few_names_are_compared_letter_by_letter(monkeypatch) -> None:
    compared: list[int] = []
    ranked = suggest._Suggester._ranked

    def counting(self, wanted: str, names, *ratio: float) -> list[str]:
        names = list(names)
        compared.append(len(names))
        return ranked(self, wanted, names, *ratio)

    monkeypatch.setattr(suggest._Suggester, "_ranked", counting)
    files = {f"note {number:04}.md": "" for number in range(3_000)}
    (found,) = suggestions(files | {"a.md": "[[nota 0007]]"})
    assert len(found) <= MAX_SUGGESTIONS
    assert compared
    assert max(compared) <= suggest._MAX_COMPARED


@pytest.mark.parametrize("target", ["甲" * 5_000, "a" * 5_000 + "/b", "../" * 500 + "x", "\u202e\x00%zz", "|x", " . "])
def test_odd_targets(target: str) -> None:
    for found in suggestions({"a.md": f"[[{target}]]", "b.md": "", "甲.md": "---\naliases: [b]\n---\n"}):
        assert len(found) <= MAX_SUGGESTIONS


def test_a_suggestion_resolves() -> None:
    files = {
        "x/deep/knowledge base.md": "",
        "knowledge-bases.md": "",
        "y/Knowledge Base 2.md": "",
        "y/knowledge.base.png": "",
    }
    (found,) = suggestions(files | {"a.md": "[[knowlege base]]"})
    assert found
    assert (
        run(
            files | {"a.md": "".join(f"[[{link}]]" for link in found)}, "broken-link", "alias-link", "ambiguous-link"
        ).findings
        == ()
    )


def test_findings_keep_all_else() -> None:
    files = {"a.md": "x [[notess]]", "notes.md": ""}
    (before,) = run(files, "broken-link").findings
    (after,) = add_suggestions(run(files, "broken-link"), memory_vault(files)).findings
    assert isinstance(after, Finding)
    assert (after.line, after.column, after.key, after.fingerprint) == (
        before.line,
        before.column,
        before.key,
        before.fingerprint,
    )
    assert (before.suggestions, after.suggestions) == ((), ("notes",))
