"""What is proposed where a link's spelling is wrong, or it names an alias."""

import pytest

from support import memory_vault, run
from vault_tools.findings import Aspect, Fix


def applied(text: str, fix: Fix) -> str:
    for edit in sorted(fix.edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


CASES = [
    # -- case-mismatch --
    pytest.param("case-mismatch", "[[agent]]", ["元/Agent.md"], "[[Agent]]", id="name"),
    pytest.param("case-mismatch", "[[元/agent.md#h|x]]", ["元/Agent.md"], "[[元/Agent.md#h|x]]", id="path"),
    pytest.param("case-mismatch", "[t](x/a%20b.md#h)", ["X/A B.md"], "[t](X/A%20B.md#h)", id="encoded"),
    pytest.param("case-mismatch", "![[/img/a.PNG]]", ["img/a.png"], "![[/img/a.png]]", id="from the root"),
    pytest.param("case-mismatch", "---\nx: '[[agent]]'\n---\n", ["Agent.md"], "---\nx: '[[Agent]]'\n---\n", id="property"),
    # -- alias-link --
    pytest.param("alias-link", "[[甲]]", ["x/b.md"], "[[b|甲]]", id="alias"),
    pytest.param("alias-link", "[[甲|乙]] ", ["x/b.md"], "[[b|乙]] ", id="alias with a label"),
    pytest.param("alias-link", "[[甲#h]]", ["x/b.md"], "[[b#h|甲]]", id="alias with a heading"),
    pytest.param("alias-link", "[[甲]]", ["x/b.md", "y/b.md"], None, id="two notes have the alias"),
    pytest.param("alias-link", "[[甲]]", ["x/b.md", "y/b.png", "y/b"], "[[b|甲]]", id="other files of that name"),
    pytest.param("alias-link", "[t](甲)", ["x/b c.md"], "[t](b%20c.md)", id="Markdown link"),
    pytest.param("alias-link", "[[甲]]", ["x/b#c.md"], None, id="a note that no link can name"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "others", "expected"), CASES)
def test_fix(rule: str, text: str, others: list[str], expected: str | None) -> None:
    files = {path: "---\naliases: 甲\n---\n# h\n" if path.endswith(".md") else "" for path in others} | {"n.md": text}
    (finding,) = [finding for finding in run(files, rule).findings if finding.path == "n.md"]
    if expected is None:
        assert finding.fix is None
        return
    assert finding.fix is not None
    assert finding.fix.is_safe
    assert finding.fix.owns == {Aspect.SPELLING if rule == "case-mismatch" else Aspect.LINKS}
    fixed = files | {"n.md": applied(text, finding.fix)}
    assert fixed["n.md"] == expected
    assert not run(fixed, rule).findings
    if rule == "case-mismatch":
        before, after = memory_vault(files), memory_vault(fixed)
        assert [found.resolution.path for found in before.resolved(before.note("n.md"))] == [
            found.resolution.path for found in after.resolved(after.note("n.md"))
        ]


def test_the_name_alone_is_not_enough_where_it_is_not_unique() -> None:
    files = {"x/b.md": "---\naliases: 甲\n---\n", "y/b.md": "", "n.md": "[[甲]]"}
    (finding,) = run(files, "alias-link").findings
    assert finding.fix
    assert applied("[[甲]]", finding.fix) == "[[x/b|甲]]"


@pytest.mark.parametrize("rule", ["case-mismatch", "alias-link"])
def test_text_in_a_canvas_is_not_edited(rule: str) -> None:
    canvas = '{"nodes":[{"id":"1","type":"text","text":"[[甲]] [[B]]","x":0,"y":0,"width":1,"height":1}]}'
    (finding,) = run({"b.md": "---\naliases: 甲\n---\n", "c.canvas": canvas}, rule).findings
    assert finding.fix is None
