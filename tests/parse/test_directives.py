"""Suppression comments: where they stand, which rules they name, what they cover."""

import pytest

from vault_tools.model import Directive
from vault_tools.parse.note import parse_note


def directives(text: str) -> list[tuple[tuple[str, ...], str | None]]:
    """Return the ids and the text covered by each directive; None where that is the whole note."""
    return [(found.ids, _covered(text, found)) for found in parse_note("a.md", text).directives]


def _covered(text: str, directive: Directive) -> str | None:
    return text[directive.covers.start : directive.covers.end] if directive.covers else None


@pytest.mark.parametrize(
    ("comment", "ids"),
    [
        pytest.param("%% vault-ignore a %%", ["a"], id="one rule"),
        pytest.param("<!-- vault-ignore a -->", ["a"], id="HTML"),
        pytest.param("%%vault-ignore a%%", ["a"], id="without blanks"),
        pytest.param("<!--vault-ignore a-->", ["a"], id="HTML without blanks"),
        pytest.param("%% vault-ignore a b %%", ["a", "b"], id="blanks between"),
        pytest.param("%% vault-ignore a,b %%", ["a", "b"], id="commas between"),
        pytest.param("%% vault-ignore  a ,\tb,, c , %%", ["a", "b", "c"], id="both"),
        pytest.param("%% vault-ignore %%", [], id="no rule means all"),
        pytest.param("%% vault-ignore -- why %%", [], id="all, with a reason"),
        pytest.param("%% vault-ignore a -- because b, c %%", ["a"], id="a reason"),
        pytest.param("%% vault-ignore a -- b -- c %%", ["a"], id="dashes in the reason"),
        pytest.param("%% vault-ignore a -- %%", ["a"], id="an empty reason"),
        pytest.param("%% vault-ignore a--b %%", ["a--b"], id="dashes without blanks are part of an id"),
        pytest.param("<!-- vault-ignore a -- b -->", ["a"], id="a reason in HTML"),
        pytest.param("<!-- vault-ignore a --->", ["a", "-"], id="a dash too many"),
        pytest.param("%% vault-ignore 规则 %%", ["规则"], id="an id in Chinese"),
        pytest.param("%%\nvault-ignore a,\nb\n%%", ["a", "b"], id="several lines"),
    ],
)
def test_ids(comment: str, ids: list[str]) -> None:
    assert directives(comment + "\ntext") == [(tuple(ids), "text")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("%% vault-ignored a %%", id="a longer word"),
        pytest.param("%% vault-ignore-files a %%", id="a longer keyword"),
        pytest.param("%% Vault-Ignore a %%", id="upper case"),
        pytest.param("%% please vault-ignore a %%", id="not at the start"),
        pytest.param("vault-ignore a", id="no comment"),
        pytest.param("`%% vault-ignore a %%`", id="inline code"),
        pytest.param("```\n%% vault-ignore a %%\n```", id="fence"),
        pytest.param("    %% vault-ignore a %%", id="indented code"),
        pytest.param("$%% vault-ignore a %%$", id="math"),
        pytest.param("```\n<!-- vault-ignore a -->\n```", id="HTML in a fence"),
        pytest.param("<!-- %% vault-ignore a %% -->", id="a comment in a comment"),
        pytest.param("\\%% vault-ignore a %%", id="half of the mark escaped"),
        pytest.param("---\nvault-ignored: a\n---\n", id="another property"),
        pytest.param("---\nx: vault-ignore\n---\n", id="a value"),
        pytest.param("---\nvault-ignore: [a\n---\n", id="invalid front matter"),
    ],
)
def test_what_is_none(text: str) -> None:
    assert directives(text) == []


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        # -- alone on its line: the next block --
        pytest.param("%% vault-ignore %%\na\nb\n\nc", "a\nb", id="the next paragraph"),
        pytest.param("%% vault-ignore %%\n\n\na\n\nb", "a", id="blank lines between"),
        pytest.param("  %% vault-ignore %%  \na\n\nb", "a", id="blanks around"),
        pytest.param("x\n\n%% vault-ignore %%\na\n\nb", "a", id="behind a paragraph"),
        pytest.param("\ufeff%% vault-ignore %%\na\n\nb", "a", id="behind a byte order mark"),
        pytest.param("%% vault-ignore %%\r\na\r\n\r\nb", "a\r", id="CRLF"),
        pytest.param("%% vault-ignore %%\n- a\n- b\n\nc", "- a\n- b", id="a list"),
        pytest.param("%% vault-ignore %%\n```\na\n\nb\n```\n\nc", "```\na\n\nb\n```", id="a fence with blank lines"),
        pytest.param(
            "%% vault-ignore %%\na\n%%\nb\n\nc\n%%\nd\n\ne", "a\n%%\nb\n\nc\n%%\nd", id="a comment with blank lines"
        ),
        pytest.param("> %% vault-ignore %%\n> a\n\nb", "> a", id="in a quote"),
        pytest.param("%% vault-ignore %%", "", id="nothing follows"),
        pytest.param("a\n%% vault-ignore %%\n\n", "", id="only blank lines follow"),
        pytest.param("%% vault-ignore %%\n---\na", "---\na", id="a line across"),
        # -- after text: that line --
        pytest.param("a\nb %% vault-ignore %%\nc", "b %% vault-ignore %%", id="behind text"),
        pytest.param("%% vault-ignore %% b\nc", "%% vault-ignore %% b", id="before text"),
        pytest.param("- a <!-- vault-ignore -->\n- b", "- a <!-- vault-ignore -->", id="behind an item"),
        pytest.param("# a %% vault-ignore %%\n\nb", "# a %% vault-ignore %%", id="behind a heading"),
        # -- the note --
        pytest.param("a\n\n%% vault-ignore-file %%\n", None, id="the whole note"),
        pytest.param("a <!-- vault-ignore-file --> b", None, id="the whole note, beside text"),
    ],
)
def test_what_is_covered(text: str, covered: str | None) -> None:
    assert directives(text) == [((), covered)]


def test_comments_in_a_row_cover_the_same_block() -> None:
    text = "%% vault-ignore a %%\n<!-- vault-ignore b -->\n\n%% vault-ignore c %%\nx\ny\n\nz"
    assert directives(text) == [(("a",), "x\ny"), (("b",), "x\ny"), (("c",), "x\ny")]


def test_each_comment_covers_its_own_block() -> None:
    text = "%% vault-ignore a %%\nx\n\n%% vault-ignore b %%\ny %% vault-ignore c %%\n"
    assert directives(text) == [(("a",), "x"), (("b",), "y %% vault-ignore c %%"), (("c",), "y %% vault-ignore c %%")]


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        pytest.param("a", ["a"], id="one"),
        pytest.param("a, b c", ["a", "b", "c"], id="a text"),
        pytest.param('"a"', ["a"], id="quoted"),
        pytest.param("[a, b]", ["a", "b"], id="a list"),
        pytest.param("\n  - a\n  - b c", ["a", "b", "c"], id="a list on lines"),
        pytest.param("[a, 1, true]", ["a"], id="what is no text is none"),
    ],
)
def test_front_matter(value: str, ids: list[str]) -> None:
    text = f"---\ntitle: x\nvault-ignore: {value}\n---\nb %% vault-ignore c %%"
    assert directives(text) == [(tuple(ids), None), (("c",), "b %% vault-ignore c %%")]


def test_places_are_those_of_the_comments() -> None:
    text = "---\nvault-ignore: a\n---\n\ufeff甲 %% vault-ignore b %% <!-- vault-ignore c -->\n"
    assert [text[found.span.start : found.span.end] for found in parse_note("a.md", text).directives] == [
        "vault-ignore: a",
        "%% vault-ignore b %%",
        "<!-- vault-ignore c -->",
    ]
