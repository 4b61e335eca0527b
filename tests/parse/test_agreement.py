"""The scanner and mistune name the same headings, links and code: on every note there is, and on generated ones.

Where they differ, a reference implementation of CommonMark is asked, and it must side with the scanner.
"""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from parse.judge import Verdict, ask_commonmark, ask_markdown_it, ask_mistune, ask_scanner, differences
from vault_tools.model import LinkKind, Note
from vault_tools.parse.bounds import find
from vault_tools.parse.note import parse_note
from vault_tools.parse.source import normalise


def scanned(source: str, note: Note) -> Verdict:
    in_text = tuple(link for link in note.links if link.kind is not LinkKind.PROPERTY)
    return ask_scanner(source, replace(note, links=in_text))


# Notes on which mistune is wrong, and why. CommonMark 0.31 and Obsidian agree with the scanner on each.
MISTUNE_IS_WRONG = {
    # `-` alone, then a line of text, then `-` again: the second makes a heading of the text (setext), because an empty
    # list item cannot interrupt a paragraph. mistune reads a list.
    "a lone dash below text": 12,
    # `<word _word_>` and text behind it on the same line is no HTML block: only a tag alone on its line begins one.
    "a tag with text behind it": 1,
}


@pytest.mark.parametrize(("vault", "notes", "exceptions"), [("ai-notes", 3249, 13), ("kepano", 103, 0)])
def test_every_note_of_the_vaults(shared: Path, vault: str, notes: int, exceptions: int) -> None:
    assert sum(MISTUNE_IS_WRONG.values()) == 13
    count, disputed = 0, []
    for file in sorted((shared / "vaults" / vault).rglob("*.md")):
        source = file.read_bytes().decode("utf-8")
        bounds = find(normalise(source))
        body = source[bounds.end :] if bounds else source
        ours = scanned(source, parse_note(file.name, source))
        count += 1
        if found := differences(ask_mistune(body), ours):
            appeal = differences(ask_markdown_it(body), ours)
            assert not appeal.keys() - {"links"}, (file, found)  # markdown-it knows no wikilinks
            disputed.append(file)
    assert count == notes
    assert len(disputed) == exceptions


PREFIXES = ["", "", "", "", "> ", ">", "- ", "* ", "1. ", "2. ", "  ", "    ", "\t", "- - ", "> - ", "     ", "10) "]
PIECES = [
    "word", "some text", "# h", "## h ##", "###", "```", "```py", "~~~", "===", "---", "-", "***", "* * *", "`c`",
    "``a`b``", "`open", "text `a", "b` more", "[t](u)", "[t](<u v>)", '[t](u "x")', "![i](p.png)", "[l](", "u)", "![a](b",
    "[a [b](c) d](e)", "[x]", "<div>", "<b>", "<!-- c -->", "<!--", "-->", "<pre>", "<br>", "\\`", "\\", "a | b",
    "<https://e.com>", "1986\\. x", "+", "_a_", "&amp;", "- [ ] t", "*em*", "**",
]  # fmt: skip
documents = st.lists(
    st.one_of(
        st.just(""),
        st.builds(
            lambda prefixes, pieces: "".join(prefixes) + " ".join(pieces),
            st.lists(st.sampled_from(PREFIXES), max_size=2),
            st.lists(st.sampled_from(PIECES), min_size=1, max_size=3),
        ),
    ),
    min_size=1,
    max_size=9,
).map("\n".join)


@settings(max_examples=400)
@given(documents)
@example("```\n     ```")
@example("```\n\t```")
@example("```\n> ```")
def test_generated_documents(text: str) -> None:
    text = "x\n\n" + text  # never front matter
    ours = scanned(text, parse_note("note.md", text))
    disputed = differences(ask_mistune(text), ours)
    if disputed:
        assert any(not verdict for verdict in (appeal_to_markdown_it(text, ours), appeal_to_commonmark(text, ours))), (
            disputed
        )


def appeal_to_markdown_it(text: str, ours: Verdict) -> dict[str, object]:
    return differences(ask_markdown_it(text), ours)


def appeal_to_commonmark(text: str, ours: Verdict) -> dict[str, object]:
    levels = [(level, "") for level, _ in ours.headings]
    return differences(ask_commonmark(text), ours._replace(headings=levels))
