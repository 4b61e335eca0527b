"""The kind duplicates: what two notes have in common."""

from pathlib import Path

import pytest

from support import config_of, lines, run

HEAD = '[[rule]]\nid = "r"\nkind = "duplicates"\n'
BODY = "甲乙丙丁" * 60 + "\n\n[[x]]\n"


def title(text: str) -> str:
    return f'---\ntitle: "{text}"\n---\n'


def url(*values: str) -> str:
    return "---\nu:\n" + "".join(f'  - "{value}"\n' for value in values) + "---\n"


@pytest.mark.parametrize(
    ("options", "files", "expected"),
    [
        # -- titles and names --
        pytest.param("by = 'title'", {"a.md": title("Ａ b：c"), "b.md": title("AB:C"), "c.md": title("abd")}, ["b.md:2:8 'AB:C' is also the title of a.md; 2 notes have it"], id="titles, written a little differently"),
        pytest.param("by = 'title'", {"x/a.md": "", "b.md": title("A")}, ["x/a.md:1:1 'a' is also the title of b.md; 2 notes have it"], id="a name stands for a title"),
        pytest.param("by = 'title'", {"a.md": title("？"), "b.md": title("/"), "c.md": title(":")}, [], id="nothing that can be compared"),
        pytest.param("by = 'file-name'", {"x/A.md": title("1"), "x/b.md": "", "y/a.md": title("2"), "z/a.md": ""}, ["y/a.md:1:1 'a' is also the name of x/A.md; 3 notes have it", "z/a.md:1:1 'a' is also the name of x/A.md; 3 notes have it"], id="names in other folders"),
        pytest.param("by = 'file-name'", {"a.md": "", "b.md": title("a"), "a.canvas": "{}"}, [], id="a title is no name, a canvas is no note"),
        pytest.param("by = 'file-name'\nfiles = ['x/**']", {"a.md": "", "x/a.md": ""}, [], id="only among its notes"),
        pytest.param("by = 'similar-name'", {"agent.md": "", "agents.md": "", "ai-agent.md": ""}, ["agents.md:1:1 'agents' is nearly the name of agent.md; if both are about one thing, join them"], id="similar names"),
        pytest.param("by = 'similar-name'\nthreshold = 0.8", {"agent.md": "", "ai-agent.md": "", "tool.md": ""}, ["ai-agent.md:1:1 'ai-agent' is nearly the name of agent.md; if both are about one thing, join them"], id="how similar"),
        pytest.param("by = 'similar-name'", {"x/a.md": "", "y/A.md": ""}, ["y/A.md:1:1 'A' is nearly the name of x/a.md; if both are about one thing, join them"], id="equal names are similar"),
        pytest.param("by = ['similar-name', 'file-name']", {"x/ab.md": "", "y/ab.md": "", "z/a-b.md": ""}, ["y/ab.md:1:1 'ab' is also the name of x/ab.md; 2 notes have it", "z/a-b.md:1:1 'a-b' is nearly the name of x/ab.md; if both are about one thing, join them"], id="equal names are said once"),
        pytest.param("by = 'similar-name'", {"2024-01-01.md": "", "2024-01-02.md": "", "模型评测第一天.md": "", "模型评测第二天.md": ""}, [], id="numbers tell names apart"),
        # -- properties --
        pytest.param("by = 'property:u'", {"a.md": url("x"), "b.md": url("y", "x"), "c.md": url("X")}, ["b.md:4:5 'u' is 'x', as in a.md; 2 notes have it"], id="a value in a list"),
        pytest.param("by = 'property:u'", {"a.md": url("", "{{u}}", "x", "x"), "b.md": url("", "{{u}}")}, [], id="empty, a template's, twice in one note"),
        pytest.param("by = 'property:u'", {"a.md": "---\nu: 5\n---\n", "b.md": "---\nu: 5\n---\n", "c.md": "---\nu: true\n---\n", "d.md": "---\nu: true\n---\n"}, ["b.md:2:4 'u' is '5', as in a.md; 2 notes have it"], id="numbers, not yes and no"),
        pytest.param("by = 'property:u'", {"a.md": url("https://e.com/a"), "b.md": url("https://e.com/a/")}, [], id="addresses as they are written"),
        pytest.param("by = 'property:u'\nnormalize-url = true", {"a.md": url("https://e.com/a"), "b.md": url("http://www.e.com/a/?utm_source=x#y"), "c.md": url("https://e.com/b")}, ["b.md:3:5 'u' is 'http://www.e.com/a/?utm_source=x#y', as in a.md; 2 notes have it"], id="addresses of one page"),
        pytest.param("by = 'property:u'\nnormalize-url = true", {"a.md": url("微信 A/"), "b.md": url("微信 A")}, [], id="no addresses"),
        # -- texts --
        pytest.param("by = 'body'", {"a.md": title("1") + BODY, "b.md": BODY.replace("\n", "\r\n "), "c.md": BODY + "x"}, ["b.md:1:1 the text is also that of a.md; 2 notes have it"], id="a text, broken into lines differently"),
        pytest.param("by = 'body'", {"a.md": BODY[100:], "b.md": BODY[100:]}, [], id="a short text"),
        pytest.param("by = 'body'", {"a.md": "x" + " " * 300 + "y", "b.md": "x" + " " * 300 + "y"}, [], id="blanks make no text longer"),
        pytest.param("by = 'body'\nmin-length = 3", {"a.md": "# a\n", "b.md": "# a\n", "c.md": " ", "d.md": " "}, ["b.md:1:1 the text is also that of a.md; 2 notes have it"], id="how short"),
        # -- several --
        pytest.param("by = ['title', 'property:u', 'title']", {"a.md": "---\ntitle: t\nu: x\n---\n", "b.md": "---\ntitle: t\nu: x\n---\n"}, ["b.md:2:8 't' is also the title of a.md; 2 notes have it", "b.md:3:4 'u' is 'x', as in a.md; 2 notes have it"], id="each thing in common is said once"),
        pytest.param("by = 'file-name'\nmessage = '{by}|{name}|{value}|{other}|{others}|{count}'", {f"{folder}/a.md": "" for folder in "abcdefgh"}, [f"{folder}/a.md:1:1 file-name||a|a/a.md|" + ", ".join(f"{other}/a.md" for other in "abcdefgh" if other != folder)[:38] + "|8" for folder in "bcdefgh"], id="what a message may name"),
    ],
)  # fmt: skip
def test_duplicates(tmp_path: Path, options: str, files: dict[str, str], expected: list[str]) -> None:
    assert lines(run(files, "r", config=config_of(tmp_path, f"{HEAD}{options}\n"))) == expected


@pytest.mark.parametrize(
    ("note", "is_idle"),
    [pytest.param("u: x", False, id="a note has it"), pytest.param("v: x", True, id="none has")],
)
def test_a_property_that_no_note_has(tmp_path: Path, note: str, is_idle: bool) -> None:
    report = run({"a.md": f"---\n{note}\n---\n"}, config=config_of(tmp_path, f"{HEAD}by = 'property:u'\n"))
    assert [finding.target for finding in report.findings if finding.rule == "idle-rule"] == (["r"] if is_idle else [])
