"""Partial matches: the quick way to the best line, against the plain one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.model import Span
from vault_tools.search import ranking
from vault_tools.search.ranking import Bag
from vault_tools.search.syntax import How, Text


class Known:
    """A reader that has seen every token in some notes."""

    def frequency(self, token: str) -> int:
        return 1 + len(token)


def bag(words: list[str]) -> Bag:
    return Bag([Text(word, How.WORD, Span(0, 0)) for word in words], Known(), 50)  # type: ignore[arg-type]


def plainly(bag: Bag, text: str, lines: int) -> float:
    return 0.3 + max(map(bag.coverage, text.split("\n")[:lines]))


@given(
    words=st.lists(st.sampled_from(["智能体", "智能体智", "ab", "体", "b ab"]), min_size=1, max_size=3),
    text=st.text("智能体ab \n", max_size=60),
    lines=st.integers(1, 6),
)
def test_the_best_line(words: list[str], text: str, lines: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "_MAX_LINES", lines)
        found = bag(words)
        assert found.best_line(text) == plainly(found, text, lines)  # to the last bit: order depends on it


@pytest.mark.parametrize(
    ("text", "share"),
    [
        pytest.param("智能体", 1.0, id="a line with all of it"),
        pytest.param("智能\n能体", 0.5, id="two lines with half of it"),
        pytest.param("智能智能智能", 0.5, id="the same again counts once"),
        pytest.param("别的\n", 0.0, id="none"),
        pytest.param("", 0.0, id="no text"),
    ],
)
def test_what_a_line_counts(text: str, share: float) -> None:
    assert bag(["智能体"]).best_line(text) == pytest.approx(0.3 + share)
