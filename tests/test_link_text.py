"""Another target in the place of a link's: what is written, what is refused, and that nothing else changes."""

from typing import Any

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from vault_tools.findings import Edit
from vault_tools.link_text import readdress, retarget
from vault_tools.model import Link, LinkKind, Note
from vault_tools.parse.note import parse_note


def applied(text: str, edit: Edit) -> str:
    return text[: edit.span.start] + edit.text + text[edit.span.end :]


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        # -- wikilinks --
        pytest.param("见 [[a]]。", "b", "见 [[b]]。", id="wikilink"),
        pytest.param("[[ a ]]", "b", "[[ b ]]", id="blanks around it stay"),
        pytest.param("[[a#h|x|y]]", "b/c", "[[b/c#h|x|y]]", id="heading and label stay"),
        pytest.param("[[a # h | x ]]", "b", "[[b # h | x ]]", id="and their blanks"),
        pytest.param("![[a.png|100]]", "img/a.png", "![[img/a.png|100]]", id="embed"),
        pytest.param("| [[a\\|x]] |", "b", "| [[b\\|x]] |", id="an escaped pipe"),
        pytest.param("[[a\\]]", "b", "[[b\\]]", id="a backslash that means nothing"),
        pytest.param("[[#h]]", "b", "[[b#h]]", id="a link into its own note"),
        pytest.param("[[a%20b]]", "a b (c)", "[[a b (c)]]", id="wikilinks are not encoded"),
        pytest.param("[[a]]", "b\u00a0c", "[[b c]]", id="a no-break space is read as a space"),
        # -- Markdown --
        pytest.param("[t](a.md)", "b.md", "[t](b.md)", id="Markdown link"),
        pytest.param("[t](a.md#h 'x](y)')", "b.md", "[t](b.md#h 'x](y)')", id="heading and title stay"),
        pytest.param("[t](a.md)", "b c (d) 100%.md", "[t](b%20c%20%28d%29%20100%25.md)", id="encoded"),
        pytest.param("[t](<a b.md#h>)", "c d (e).md", "[t](<c d (e).md#h>)", id="in angle brackets"),
        pytest.param("[t](<a.md>)", "b>%.md", "[t](<b%3E%25.md>)", id="in angle brackets, encoded"),
        pytest.param("[t](a%20b.md)", "c.md", "[t](c.md)", id="encoded before"),
        pytest.param("[t](a\\_b.md)", "c_d.md", "[t](c%5Fd.md)", id="escaped before"),
        pytest.param("[t](a&amp;b.md#h)", "c.md", "[t](c.md#h)", id="a character reference before"),
        pytest.param("![t|100](a.png)", "b.png", "![t|100](b.png)", id="image"),
        pytest.param("[![x](a.md)](a.md)", "b.md", "[![x](a.md)](b.md)", id="a link around an image"),
        pytest.param("[t][r]\n\n[r]: a.md 'x'", "b c.md", "[t][r]\n\n[r]: b%20c.md 'x'", id="definition"),
        pytest.param("[r]\n\n[r]:\r\n<a.md>", "b c.md", "[r]\n\n[r]:\r\n<b c.md>", id="definition on two lines"),
        # -- front matter --
        pytest.param('---\nx: "[[a|b]]"\n---\n', "c", '---\nx: "[[c|b]]"\n---\n', id="property"),
        pytest.param("---\nx:\n  - '[[a]]'\n---\n", "c", "---\nx:\n  - '[[c]]'\n---\n", id="list"),
        pytest.param('---\nx: "[n](a.md)"\n---\n', "c d.md", '---\nx: "[n](c%20d.md)"\n---\n', id="Markdown property"),
    ],
)
def test_a_target_is_written(text: str, target: str, expected: str) -> None:
    link = max(parse_note("n.md", text).links, key=lambda link: link.span.end - link.span.start)  # the outermost
    edit = retarget(link, text, target)
    assert edit is not None
    assert applied(text, edit) == expected


@pytest.mark.parametrize(
    ("text", "target"),
    [
        *(pytest.param("[[a]]", f"b{odd}c", id=f"a wikilink cannot hold {odd!r}") for odd in "[]|#\n\t`$<>\u2028"),
        pytest.param("[[a]]", "b%%", id="nor a comment's mark"),
        pytest.param("[[a]]", "b\\", id="nor a backslash at its end"),
        pytest.param("[[a]]", " b", id="nor a blank there"),
        pytest.param("[[a]]", "", id="nothing"),
        *(pytest.param("[t](a)", f"b{odd}c", id=f"a destination cannot hold {odd!r}") for odd in "#$:\n\x7f"),
        pytest.param("[t](a)", "//b", id="what would be an address"),
        pytest.param("[t](a)", "b&amp;c", id="what would be a character reference"),
        pytest.param("[t](a#100%)", "b c", id="a sub-path with which nothing is decoded"),
        pytest.param("---\nx: '[[a]]'\n---\n", "it's", id="a quote that ends the value"),
        pytest.param('---\nx: "[[a]]"\n---\n', 'b"c', id="the other quote, too"),
        pytest.param('---\nx: "[[\\u0061]]"\n---\n', "b", id="an escape in front matter"),
        pytest.param("---\nx: >-\n  [[a]]\n---\n", "b", id="a value without quotes"),
        pytest.param("---\nx: &x '[[a]]'\ny: *x\n---\n", "b", id="a value that stands elsewhere"),
    ],
)
def test_what_would_be_read_as_something_else_is_refused(text: str, target: str) -> None:
    link = parse_note("n.md", text).links[-1]
    assert retarget(link, text, target) is None


@pytest.mark.parametrize("changed", ["", "[[b]]", "xx [[a]]", "[[a"])
def test_a_note_that_has_changed_since_is_left_alone(changed: str) -> None:
    link = parse_note("n.md", "1 [[a]]").links[0]
    assert retarget(link, changed, "c") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[[a]]", "[[b|a]]", id="label"),
        pytest.param("[[a#h]]", "[[b#h|a]]", id="behind the heading"),
        pytest.param("[[a|x]]", "[[b|x]]", id="not where there is one"),
        pytest.param("| x | y |\n|---|---|\n| [[a]] | z |", "| x | y |\n|---|---|\n| [[b\\|a]] | z |", id="table"),
        pytest.param("x | y\n--|--\n[[a]]", "x | y\n--|--\n[[b\\|a]]", id="a row without pipes"),
        pytest.param("[[x|y]] [[a]]", "[[x|y]] [[b|a]]", id="another link's pipe is no table"),
        pytest.param('---\nx: "[[a]]"\n---\n', '---\nx: "[[b|a]]"\n---\n', id="property"),
        pytest.param("[t](a)", "[t](b)", id="a Markdown link has a text"),
    ],
)
def test_a_label_is_given(text: str, expected: str) -> None:
    link = parse_note("n.md", text).links[-1]
    edit = retarget(link, text, "b", "a")
    assert edit is not None
    assert applied(text, edit) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[t](https://x.y/a?b=1)", "https://x.y/a?b=1", id="Markdown link"),
        pytest.param("[![i](https://i.j)](https://x.y 'z')", "https://x.y", id="a link around an image"),
        pytest.param("<https://x.y/a>", "https://x.y/a", id="in angle brackets"),
        pytest.param("[r]\n\n[r]: <https://x.y/a>", "https://x.y/a", id="definition"),
        pytest.param("[t](https://x.y/a?b=1&amp;c)", "https://x.y/a?b=1&amp;c", id="escaped"),
        pytest.param("<me@x.y>", None, id="an e-mail address"),
    ],
)
def test_an_address_has_its_place(text: str, expected: str | None) -> None:
    written: list[str] = []
    edit = readdress(parse_note("n.md", text).external_links[-1], text, lambda url: written.append(url) or f"{url}#")
    assert written == [expected] * (expected is not None)
    assert edit is None or applied(text, edit) == text.replace(expected or "", f"{expected}#")


def test_only_what_changes_is_touched() -> None:
    text = "[t](https://x.y/?a=1&b=2&c=3)"
    edit = readdress(parse_note("n.md", text).external_links[0], text, lambda url: url.replace("b=2&", ""))
    assert edit
    assert text[edit.span.start : edit.span.end] in ("b=2&", "&b=2")
    assert edit.text == ""


# -- whatever stands in the note -----------------------------------------------------------------------------

NAMES = st.text(st.sampled_from(list("ab.-_ 元Ａ'\"(&;%)/*~!?^|#$`<>[]\\\u00a0\u3000:{}=+,")), min_size=1, max_size=8)
AROUND = st.lists(
    st.sampled_from(
        ["x ", " ", "\n", "\r\n", "\n\n", "| ", "- ", "> ", "# ", "`", "``", "$", "$$", "%%", "<b>", "</b>", "<", ">",
         "#t ", " ^i\n", "[", "](", ")", "[^1]", "*", "_", "<a b='", '"', "[r]: ", "\n[r]: y\n", "[t][r]", "[[", "]]",
         "\\", "<!--", "-->", "!"]
    ),
    max_size=6,
).map("".join)  # fmt: skip
FORMS = st.sampled_from(["[[{}]]", "[[{}#h|l]]", "![[{}]]", "[t]({})", "[t](<{}#h>)", "![i]({} 't')", "\n\n[r]: {}\n"])
FRONT = st.sampled_from(["", '---\nx: "[[{}]]"\n---\n', "---\nx: '[[{}|l]]'\ny: ['[n]({})']\n---\n"])


def facts(note: Note, place: int) -> dict[str, Any]:
    """Return what a note holds, without places, and without texts in which `place` lies: those change with it."""
    return {
        "links": [
            (link.kind, link.target, link.subpath, None if is_around(link, place) else link.label, link.key)
            for link in note.links
        ],
        "external links": [(link.kind, link.url) for link in note.external_links],
        "headings": [
            (heading.level, None if heading.span.start <= place < heading.span.end else heading.text)
            for heading in note.headings
        ],
        "tags": [tag.name for tag in note.tags],
        "blocks": [block.id for block in note.blocks],
        "items": [(item.depth, item.task) for item in note.items],
        "footnotes": [(footnote.id, footnote.is_definition) for footnote in note.footnotes],
        "regions": [(region.kind, region.is_block) for region in note.regions],
        "properties": [prop.key for prop in note.properties],
        "front matter": note.front_matter and note.front_matter.is_valid,
    }


def is_around(link: Link, place: int) -> bool:
    """Whether the place is in the text of a link: that of an image or embed inside it."""
    start = link.span.start + 1
    return link.kind in (LinkKind.MARKDOWN, LinkKind.IMAGE) and start < place < start + len(link.label or "")


@given(FRONT, AROUND, st.lists(st.tuples(FORMS, NAMES, AROUND), min_size=1, max_size=3), NAMES)
@example("", "", [("[[{}]]", "a", "")], "a|b")
@example("", "$", [("[[{}]]", " $", "$")], ":")
@example("", "[[", [("[[{}]]", ":", "")], ":")
@example("", "[r]: ", [("[[{}]]", ": :", "")], ":")
@example("", "", [("[t]({})", "(", ""), ("[[{}]]", ":", "")], ")")
@example("", "<a b='", [("[t]({})", "a", "'>")], "a' c")
def test_nothing_but_the_target_changes(
    front: str, before: str, written: list[tuple[str, str, str]], target: str
) -> None:
    text = front.replace("{}", written[0][1]) + before
    text += "".join(form.replace("{}", name) + after for form, name, after in written)
    note = parse_note("n.md", text)
    for index, link in enumerate(note.links):
        edit = retarget(link, text, target)
        event(f"{link.kind.value} {'refused' if edit is None else 'written'}")
        if edit is None:
            continue
        assert link.span.start <= edit.span.start <= edit.span.end <= link.span.end
        expected = facts(note, edit.span.start)
        kind, _, *rest = expected["links"][index]
        expected["links"][index] = (kind, target.replace("\u00a0", " "), *rest)
        assert facts(parse_note("n.md", applied(text, edit)), edit.span.start) == expected
