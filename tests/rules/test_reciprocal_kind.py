"""The kind reciprocal: who must link back to whom."""

from pathlib import Path

import pytest

from support import config_of, lines, run

HEAD = '[[rule]]\nid = "r"\nkind = "reciprocal"\nsection = ["S", "T"]\n'
REASON = "item-pattern = '；(?P<reason>.+)$'\nwhen-groups = { reason = ['同', '反'] }"


@pytest.mark.parametrize(
    ("options", "files", "expected"),
    [
        pytest.param("", {"a.md": "## S\n- x [[b]]\n", "b.md": ""}, ["a.md:2:5 b.md does not link back in 'S'; add a link there"], id="no section at all"),
        pytest.param("", {"a.md": "## S\n- [[b]]\n", "b.md": "[[a]]\n- [[a]]\n\n## U\n- [[a]]\n"}, ["a.md:2:3 b.md does not link back in 'S'; add a link there"], id="links back elsewhere do not count"),
        pytest.param("", {"a.md": "## S\n- [[b]]\n", "b.md": "## T\n- c\n- [t](a.md)\n"}, [], id="in a section of another of the titles"),
        pytest.param("", {"a.md": "## S\n- [[b]]\n", "b.md": "## S\n[[a]]\n"}, ["a.md:2:3 b.md does not link back in 'S'; add a link there"], id="not in an item"),
        pytest.param("", {"a.md": "## S\n- [[b]]\n", "b.md": "## S\n- [[c]]\n", "c.md": "## S\n- [[a]]\n"}, ["a.md:2:3 b.md does not link back in 'S'; add a link there", "b.md:2:3 c.md does not link back in 'S'; add a link there", "c.md:2:3 a.md does not link back in 'S'; add a link there"], id="a ring"),
        pytest.param("", {"a.md": "## S\n- [[a]]\n- [[no]]\n- [[p.png]]\n- [[c.canvas]]\n", "p.png": "", "c.canvas": "{}"}, [], id="itself, nothing, what is no note"),
        pytest.param("files = ['x/**']", {"x/a.md": "## S\n- [[b]]\n", "b.md": "## S\n- [[a]]\n- [[c]]\n", "c.md": ""}, [], id="notes that the rule is not about"),
        pytest.param("targets-in = ['/x/**']", {"a.md": "## S\n- [[b]]\n- [[c]]\n", "b.md": "", "x/c.md": ""}, ["a.md:3:3 x/c.md does not link back in 'S'; add a link there"], id="only some targets"),
        pytest.param(REASON, {"a.md": "## S\n- [[b]]；同\n- [[c]]；引\n- [[d]]\n", "b.md": "", "c.md": "", "d.md": ""}, ["a.md:2:3 b.md does not link back in 'S'; add a link there"], id="only some groups"),
        pytest.param(REASON, {"a.md": "## S\n- [[b]]；同\n", "b.md": "## S\n- [[a]]\n"}, [], id="any item links back"),
        pytest.param("message = '{item}|{target}|{other}|{section}|{reason}'\n" + REASON, {"a.md": "## S\n- [[b]]；反\n", "b.md": ""}, ["a.md:2:3 - [[b]]；反|b|b.md|S|反"], id="what a message may name"),
        pytest.param("[rule.when]\nproperty = 'p'", {"a.md": "---\np: 1\n---\n## S\n- [[b]]\n- [[c]]\n", "b.md": "", "c.md": "---\np: 1\n---\n"}, ["a.md:6:3 c.md does not link back in 'S'; add a link there"], id="notes that when leaves out"),
    ],
)  # fmt: skip
def test_reciprocal(tmp_path: Path, options: str, files: dict[str, str], expected: list[str]) -> None:
    assert lines(run(files, "r", config=config_of(tmp_path, HEAD + options))) == expected


@pytest.mark.parametrize(
    ("note", "is_idle"),
    [pytest.param("## T\n", False, id="one of the titles is there"), pytest.param("## U\n", True, id="none is")],
)
def test_a_section_that_no_note_has(tmp_path: Path, note: str, is_idle: bool) -> None:
    report = run({"a.md": note}, config=config_of(tmp_path, HEAD))
    assert [finding.target for finding in report.findings if finding.rule == "idle-rule"] == (["r"] if is_idle else [])
