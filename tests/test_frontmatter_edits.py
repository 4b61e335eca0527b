"""Edits of front matter: what was meant is read afterwards, everything else is what it was."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import SHARED
from vault_tools.findings import Aspect, Edit
from vault_tools.frontmatter_edits import applied, dated, filled, property_fix, quoted, renamed, replaced
from vault_tools.model import Note, Property, Span
from vault_tools.parse.note import parse_note

BLOCK = "---\na: 1\n---\nx"


def made(text: str, edits: Sequence[Edit]) -> str:
    """Make edits as whoever writes them does: with the line ends of the note."""
    end = "\r\n" if "\r\n" in text else "\r" if "\r" in text else "\n"
    return applied(text, [Edit(edit.span, edit.text.replace("\n", end)) for edit in edits])


def prop(text: str, key: str) -> Property:
    return next(prop for prop in parse_note("n.md", text).properties if prop.key == key)


def facts(text: str) -> dict[str, Any]:
    """Return all that is in a note but its properties and places."""
    note = parse_note("n.md", text)
    body = text[note.front_matter.span.end :] if note.front_matter else text.removeprefix("\ufeff")
    links = [(link.kind, link.target, link.subpath, link.label) for link in note.links]
    tags = [tag.name for tag in note.tags]
    return {"body": body, "links": links, "tags": tags, "headings": [(h.level, h.text) for h in note.headings]}


def values(note: Note) -> str:
    return repr([(prop.key, prop.value) for prop in note.properties])


# -- insert and fill -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "---\nk: v\n---\n", id="an empty note"),
        pytest.param("x\n", "---\nk: v\n---\nx\n", id="no front matter"),
        pytest.param("\ufeffx", "\ufeff---\nk: v\n---\nx", id="behind a byte order mark"),
        pytest.param("---\n\nx", "---\nk: v\n---\n---\n\nx", id="a rule is no front matter"),
        pytest.param("---\n---\n", "---\nk: v\n---\n", id="an empty block"),
        pytest.param("---\na: 1\n---", "---\na: 1\nk: v\n---", id="behind the last property"),
        pytest.param("---\na: 1\n\n---\n", "---\na: 1\nk: v\n\n---\n", id="before blank lines"),
        pytest.param("---\na: 1\n# c\n\n---\n", "---\na: 1\n# c\nk: v\n\n---\n", id="behind a comment"),
        pytest.param(
            "---\na: |+\n  b\n\n---\n", "---\na: |+\n  b\n\nk: v\n---\n", id="blank lines of a text are its own"
        ),
        pytest.param("---\na:\n  - b\n\n---\n", "---\na:\n  - b\nk: v\n\n---\n", id="before blank lines behind a list"),
        pytest.param("---\na:\n  - b\n---\n", "---\na:\n  - b\nk: v\n---\n", id="behind a list"),
        pytest.param("---\n  a: 1\n---\n", "---\n  a: 1\n  k: v\n---\n", id="indented as the others"),
        pytest.param("---\r\na: 1\r\n---\r\n", "---\r\na: 1\r\nk: v\r\n---\r\n", id="CR LF"),
        pytest.param("---\nk:\n---\n", "---\nk: v\n---\n", id="an empty property is filled"),
        pytest.param("---\nk: \n---\n", "---\nk: v\n---\n", id="with a blank"),
        pytest.param("---\nk:  # c\n---\n", "---\nk: v # c\n---\n", id="with two and a comment"),
        pytest.param("---\nk: # c\n---\n", "---\nk: v # c\n---\n", id="with a comment"),
        pytest.param('---\nk: ""\na: 1\n---\n', "---\nk: v\na: 1\n---\n", id="with quotes"),
        pytest.param("---\n{a: 1}\n---\n", None, id="a mapping in braces is left alone"),
        pytest.param("---\na: 1\n...\n---\n", None, id="a document that ends before the block"),
        pytest.param("---\na: b: c\n---\n", None, id="what cannot be read"),
    ],
)
def test_filled(text: str, expected: str | None) -> None:
    edits = filled(text, {"k": "v"})
    assert (made(text, edits) if edits else None) == expected


def test_filled_with_several_values_of_all_kinds() -> None:
    text = "---\nb:\n---\n"
    wanted = {"a": "甲: 乙", "b": "[[x]]", "c": True, "d": 1.5, "e f": "2024-01-05"}
    after = made(text, filled(text, wanted))
    assert after == '---\nb: "[[x]]"\na: "甲: 乙"\nc: true\nd: 1.5\ne f: 2024-01-05\n---\n'


# -- rename --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("---\na: 1 # a\nb: a\n---\na", "---\nk: 1 # a\nb: a\n---\na", id="the name and nothing else"),
        pytest.param("---\n'a':\n- 1\n---\n", "---\nk:\n- 1\n---\n", id="a name in quotes"),
        pytest.param("---\n{a: 1}\n---\n", "---\n{k: 1}\n---\n", id="in braces"),
        pytest.param("---\na: 1\nk: 2\n---\n", None, id="the name is taken"),
        pytest.param("---\nb: 1\n---\n", None, id="there is no such property"),
        pytest.param("a: 1", None, id="no front matter"),
    ],
)
def test_renamed(text: str, expected: str | None) -> None:
    edits = renamed(text, "a", "k")
    assert (made(text, edits) if edits else None) == expected


# -- replace -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("yaml", "value", "expected"),
    [
        pytest.param("a: x # c", "y", "a: y # c", id="plain"),
        pytest.param("a: 'x'", "y", "a: 'y'", id="single quotes stay"),
        pytest.param('a: "x"', "y", 'a: "y"', id="double quotes stay"),
        pytest.param("a: 'x'", "it's", 'a: "it\'s"', id="unless they cannot"),
        pytest.param("a: x", "y: z", 'a: "y: z"', id="quotes where they are needed"),
        pytest.param("{a: x, b: 1}", "y, z", '{a: "y, z", b: 1}', id="a comma in braces needs quotes"),
        pytest.param("a: 1", "1", 'a: "1"', id="a number becomes a text"),
        pytest.param("a: x", "x", None, id="nothing to change"),
        pytest.param("a: &n x\nb: *n", "y", None, id="what others refer to"),
    ],
)
def test_replaced(yaml: str, value: str, expected: str | None) -> None:
    text = f"---\n{yaml}\n---\nx"
    edits = replaced(text, prop(text, "a").span, value)
    assert (made(text, edits) if edits else None) == (expected and f"---\n{expected}\n---\nx")


def test_an_entry_of_a_list_is_replaced() -> None:
    text = "---\na:\n  - x\n  - y\n---\n"
    assert made(text, replaced(text, prop(text, "a").items[1], "z")) == "---\na:\n  - x\n  - z\n---\n"


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("2026年2月27日", "date", "2026-02-27"),
        ('"2026/2/7" # c', "date", '"2026-02-07" # c'),
        ("'２０２６．２．７'", "date", "'2026-02-07'"),
        ("2026-2-7 9:05", "datetime", "2026-02-07T09:05"),
        ("2026-02-30", "date", None),
        ("2026年2月30日", "date", None),
        ("2026-02-27", "date", None),
        ("2026-2-7", "datetime", None),
        (">\n  2026-2-7", "date", None),
    ],
)
def test_dated(value: str, kind: str, expected: str | None) -> None:
    text = f"---\nd: {value}\n---\n"
    edits = dated(text, prop(text, "d").span, kind)
    assert (made(text, edits) if edits else None) == (expected and f"---\nd: {expected}\n---\n")


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        pytest.param("l: [[a]]", 'l: "[[a]]"', id="a value"),
        pytest.param("l: [[a|b, c]] # d", 'l: "[[a|b, c]]" # d', id="with a comma and a comment"),
        pytest.param("l:\n  - [[a]]\n  - b", 'l:\n  - "[[a]]"\n  - b', id="an entry"),
        pytest.param("l: [[[a]], x]", 'l: ["[[a]]", x]', id="in a list"),
        pytest.param('l: [["a"]]', None, id="with quotes inside"),
        pytest.param("l: [[a,\n  b]]", None, id="on two lines"),
    ],
)
def test_quoted(yaml: str, expected: str | None) -> None:
    text = f"---\n{yaml}\n---\n"
    (fault,) = parse_note("n.md", text).faults
    edits = quoted(text, fault.span)
    assert (made(text, edits) if edits else None) == (expected and f"---\n{expected}\n---\n")
    assert not edits or parse_note("n.md", made(text, edits)).links


def test_a_fix_owns_properties_and_tags_only_where_they_are_touched() -> None:
    edits = (Edit(Span(0, 0), "x"),)
    assert property_fix(edits, ["a"]).owns == {Aspect.PROPERTIES}
    assert property_fix(edits, ["Tags"]).owns == {Aspect.PROPERTIES, Aspect.TAGS}
    assert property_fix(edits, ["标签"], ["tags", "标签"]).owns == {Aspect.PROPERTIES, Aspect.TAGS}
    assert property_fix((), ["a"]) is None


@pytest.mark.parametrize("text", ["", "x", "---", "---\n", "---\na", "---\na: 1\n", "---\n---", "\ud800"])
def test_texts_that_are_not_what_they_were_raise_nothing(text: str) -> None:
    for span in (Span(0, 0), Span(3, 900), Span(500, 900)):
        assert applied(text, replaced(text, span, "k")) in (text, applied(text, [Edit(span, "k")]))
        dated(text, span, "date")
        quoted(text, span)
    filled(text, {"k": "\ud800"})
    renamed(text, "a", "b")


# -- generated notes -----------------------------------------------------------------------------------------------

ENTRIES = (
    "k{n}: plain", "k{n}: 'it''s'", 'k{n}: "a \\"b\\""', "k{n}: 12", "k{n}:", "k{n}: ~", "k{n}: text # comment",
    "k{n}:\n  - a\n  - '[[n{n}]]'", "k{n}:\n- a\n# between\n- b", "k{n}: [a, \"[[b]]\", 3]", "k{n}: {{a: 1, b: [x]}}",
    "k{n}: |\n  two\n\n  lines", "k{n}: |+\n  kept\n\n", "k{n}: >-\n  folded\n  text", "k{n}:\n  nested: 'x'\n  more: y",
    "# a comment", "", "k{n}: 发布：日期", "'k{n}': 2024-01-05", "k{n}:   spaced   ", "\"k {n}\": 'a: b'",
)  # fmt: skip
BODIES = ("", "x\n", "\n# H\n\n[[a|b]] #tag `c`\n", "---\n- [[x]]\n", "text [[y#z]]", "    code [[x]]\n")


@st.composite
def notes(draw: st.DrawFn) -> str:
    entries = draw(st.lists(st.sampled_from(ENTRIES), max_size=6))
    yaml = "".join(entry.format(n=number) + "\n" for number, entry in enumerate(entries))
    text = f"---\n{yaml}---{draw(st.sampled_from(('', '  ')))}\n{draw(st.sampled_from(BODIES))}"
    return draw(st.sampled_from(("", "\ufeff"))) + text.replace("\n", draw(st.sampled_from(("\n", "\r\n", "\r"))))


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ("a: b", "true", "1", "- x", "[[a]]", "#t")
)


@settings(max_examples=400, deadline=None)
@given(notes(), TEXTS)
def test_inserting_changes_nothing_else(text: str, value: str) -> None:
    before = parse_note("n.md", text)
    edits = filled(text, {"新": value})
    if before.front_matter and before.front_matter.is_valid:
        assert edits
    after = made(text, edits)
    expected = [*((prop.key, prop.value) for prop in before.properties), *([("新", value)] if edits else [])]
    assert values(parse_note("n.md", after)) == repr(expected)
    assert_equal_but_for_links_in_properties(text, after)
    assert filled(after, {"新": value}) == () or not edits or not value.strip()


@settings(max_examples=400, deadline=None)
@given(notes(), TEXTS, st.integers(0, 5))
def test_renaming_and_replacing_change_nothing_else(text: str, new: str, which: int) -> None:
    note = parse_note("n.md", text)
    if not note.properties:
        return
    old = note.properties[which % len(note.properties)]
    after = made(text, renamed(text, old.key, "改 名"))
    assert values(parse_note("n.md", after)) == values(note).replace(repr(old.key), "'改 名'", 1)
    assert_equal_but_for_links_in_properties(text, after)
    edits = replaced(text, old.span, new)
    raw = text[old.span.start : old.span.end]
    if isinstance(old.value, str) and "\n" not in raw and "\r" not in raw and old.value != new:
        assert edits
    expected = [(p.key, new if edits and p is old else p.value) for p in note.properties]
    assert values(parse_note("n.md", made(text, edits))) == repr(expected)
    assert_equal_but_for_links_in_properties(text, made(text, edits))


def assert_equal_but_for_links_in_properties(before: str, after: str) -> None:
    one, other = facts(before), facts(after)
    for found in (one, other):
        found["links"] = [link for link in found["links"] if link[0] != "property"]
    assert one == other


@pytest.mark.skipif(not SHARED, reason="needs the shared vaults")
@pytest.mark.parametrize("name", ["ai-notes", "kepano"])
def test_every_note_of_the_shared_vaults(name: str) -> None:
    from pathlib import Path

    tried = 0
    for file in sorted(Path(str(SHARED), "vaults", name).rglob("*.md")):
        text = file.read_bytes().decode("utf-8", "replace")
        note = parse_note("n.md", text)
        edits = filled(text, {"新 属性": "甲: 乙"})
        assert edits or not note.front_matter or not note.front_matter.is_valid, file
        tried += bool(edits)
        after = made(text, edits)
        assert facts(after) == facts(text), file
        expected = [*((p.key, p.value) for p in note.properties), *([("新 属性", "甲: 乙")] if edits else [])]
        assert values(parse_note("n.md", after)) == repr(expected), file
        if note.properties:
            renaming = made(text, renamed(text, note.properties[0].key, "改名"))
            assert renaming != text, file
            assert re.sub("改名", note.properties[0].key, renaming, count=1) == text or '"' in renaming, file
    assert tried > 20
