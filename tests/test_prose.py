"""What of a text is what, and texts of some parts only: on tables, and on whatever Markdown there may be."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.parse.note import parse_note
from vault_tools.passages.prose import Part, masked, pieces

MARKDOWN = [
    "中文", "word", " ", "\n", "\n\n", "\r\n", "# h\n", "===\n", "---\n", "> ", "- ", "1. ", "- [ ] ", "[[", "]]", "|", "![[a.png]]",
    "[[a|b]]", "[t](u)", "![i](p)", "[t][r]", "[r]: u\n", "<https://e.cn>", "#tag", " ^id\n", "[^1]", "[^1]: ", "`c`", "```sh\n",
    "```\n", "$x$", "$$\n", "%%", "%% c %%", "<b>", "</b>", "<!-- c -->", "title: x\n", "[", "](", ")", "\\", "\t", "    ", "\ufeff",
]  # fmt: skip
documents = st.lists(st.sampled_from(MARKDOWN), max_size=25).map("".join)


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        pytest.param("a [[b|c]] d", Part.PROSE, "a         d", id="prose around a link"),
        pytest.param("a [[b|c]] d", Part.LINK_TEXT, "      c    ", id="an alias"),
        pytest.param("[t](u) x", Part.LINK_TEXT, " t      ", id="a link's text"),
        pytest.param("x[^1]\n\n[^1]: y", Part.PROSE, "x    \n\n      y", id="a footnote's mark and definition"),
        pytest.param("# h\nx `c`", Part.HEADINGS, "# h\n     ", id="a heading"),
        pytest.param("# h\nx `c`", Part.CODE, "   \n  `c`", id="code"),
        pytest.param("x #t y ^id", Part.PROSE, "x    y    ", id="neither tags nor block ids are prose"),
        pytest.param("---\na: b\n---\nx", Part.FRONT_MATTER, "---\na: b\n---\n ", id="front matter"),
        pytest.param("x\r\n```\r\nc\r\n```\r\ny", Part.PROSE, "x\r\n   \r\n \r\n   \r\ny", id="line ends of Windows"),
    ],
)
def test_masked(text: str, part: Part, expected: str) -> None:
    assert masked(text, pieces(parse_note("a.md", text), text), {part}) == expected


@given(documents, st.sets(st.sampled_from(list(Part))))
def test_pieces_are_the_text(text: str, wanted: set[Part]) -> None:
    found = pieces(parse_note("a.md", text), text)
    assert [piece.start for piece in found] == [0, *(piece.end for piece in found)][: len(found)]
    assert (found[-1].end if found else 0) == len(text)
    assert all(piece.start < piece.end for piece in found)
    left = masked(text, found, wanted)
    assert re.sub(r"[^\n\r]", "", left) == re.sub(r"[^\n\r]", "", text)
    kept = "".join(
        text[piece.start : piece.end] if piece.part in wanted else " " * (piece.end - piece.start) for piece in found
    )
    assert [char for char in left if char not in "\r\n"] == [
        new for old, new in zip(text, kept, strict=True) if old not in "\r\n"
    ]


@given(documents, st.data())
def test_nothing_is_left_outside_of_what_it_is_within(text: str, data: st.DataObject) -> None:
    found = pieces(parse_note("a.md", text), text)
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    from vault_tools.model import Span

    within = [Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=False)]
    everywhere, left = masked(text, found, {Part.PROSE}), masked(text, found, {Part.PROSE}, within)
    for index, char in enumerate(left):
        is_inside = any(span.start <= index < span.end for span in within)
        assert char == (everywhere[index] if is_inside or text[index] in "\r\n" else " ")
