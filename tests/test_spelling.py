"""What a misspelt word was probably meant to be."""

import pytest

from vault_tools.spelling import closest

KNOWN = ("broken-link", "broken-embed", "self-link", "footnotes")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("brokn-link", "broken-link", id="a letter missing"),
        pytest.param("broken-lnik", "broken-link", id="letters swapped"),
        pytest.param("broken_link", "broken-link", id="an underscore"),
        pytest.param("footnote", "footnotes", id="singular"),
        pytest.param("broken-link", "broken-link", id="the word itself"),
        pytest.param("xyz", "", id="nothing near"),
        pytest.param("bro", "", id="not near enough"),
        pytest.param("", "", id="nothing at all"),
        pytest.param("断链", "", id="another language"),
    ],
)
def test_closest(word: str, expected: str) -> None:
    assert closest(word, KNOWN) == expected


def test_the_closest_of_several() -> None:
    assert closest("broken-embd", (*KNOWN, "broken-ember")) == "broken-embed"


def test_nothing_is_known() -> None:
    assert closest("x", ()) == ""


@pytest.mark.parametrize("words", [{"b": 1, "ab": 2}, iter(["ab"])])
def test_any_iterable_will_do(words) -> None:
    assert closest("abb", words) == "ab"
