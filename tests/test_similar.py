"""Names that are nearly the same: the same pairs as comparing each with each, in bounded time."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import at_most
from vault_tools.similar import similar_pairs


def alike(one: str, other: str) -> float:
    """The longest common subsequence, the slow way."""
    rows = [0] * (len(other) + 1)
    for char in one:
        above = rows[:]
        for place, letter in enumerate(other, 1):
            rows[place] = above[place - 1] + 1 if char == letter else max(above[place], rows[place - 1])
    return 2 * rows[-1] / (len(one) + len(other))


@pytest.mark.parametrize(
    ("one", "other", "threshold", "expected"),
    [
        pytest.param("agent", "agents", 0.9, True, id="a plural"),
        pytest.param("agent", "agents", 0.92, False, id="not so similar"),
        pytest.param("open-source", "Open Source", 1.0, True, id="case and marks do not count"),
        pytest.param("ai-agent", "agent", 0.83, True, id="a word more"),
        pytest.param("ai-agent", "agent", 0.9, False, id="a word more is not nearly the same"),
        pytest.param("v1", "v2", 0.0, False, id="numbers"),
        pytest.param("gpt4", "gpt", 0.1, False, id="a number more"),
        pytest.param("第一章", "第十一章", 0.1, False, id="Chinese numbers"),
        pytest.param("一体化", "一体", 0.8, True, id="a numeral that is none"),
        pytest.param("？", "！", 0.0, False, id="nothing to compare"),
        pytest.param("甲", "甲", 1.0, True, id="one character"),
    ],
)
def test_two_names(one: str, other: str, threshold: float, expected: bool) -> None:
    assert list(similar_pairs([one, other], threshold)) == ([(0, 1)] if expected else [])
    assert list(similar_pairs([other, one], threshold)) == ([(0, 1)] if expected else [])


@given(
    st.lists(st.text(alphabet="abcd甲乙", min_size=10, max_size=24), min_size=2, max_size=8),
    st.integers(0, 3),
    st.randoms(use_true_random=False),
)
def test_no_pair_is_missed_among_longer_names(names: list[str], changes: int, chance: random.Random) -> None:
    copy = list(names[0])
    for _ in range(changes):
        copy[chance.randrange(len(copy))] = chance.choice("abcd甲乙")
    names.append("".join(copy))
    expected = [
        (one, other)
        for other in range(len(names))
        for one in range(other)
        if alike(names[one], names[other]) >= 0.9 - 1e-9
    ]
    assert list(similar_pairs(names, 0.9)) == expected


@pytest.mark.parametrize(
    "names",
    [
        pytest.param([f"关于{chance.choice('甲乙丙丁戊己')}{chance.choice('abcdef')}的笔记" + "".join(chance.choices("abcdefgh甲乙丙丁", k=20)) for chance in [random.Random(1)] for _ in range(33_000)], id="alike at the beginning", marks=pytest.mark.slow),
        pytest.param(["note " + "".join(random.Random(place).choices("abcd", k=10)) for place in range(3_000)], id="few letters"),
        pytest.param(["甲" * (place % 255) for place in range(1_000)], id="one letter"),
    ],
)  # fmt: skip
def test_the_work_is_bounded(names: list[str]) -> None:
    with at_most(30):
        sum(1 for _ in similar_pairs(names, 0.9))
