"""Which lines a change has made."""

import random
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import at_most
from vault_tools.change.lines import changed_lines


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("", "", [], id="nothing"),
        pytest.param("a\nb\n", "a\nb\n", [], id="the same"),
        pytest.param("a\nb\n", "a\nx\nb\n", [2], id="a line between"),
        pytest.param("a\nb", "a\nb\nc", [3], id="a line behind"),
        pytest.param("a\nb", "c\na\nb", [1], id="a line in front"),
        pytest.param("a\nb\nc", "a\nc", [], id="a line less"),
        pytest.param("a\nb\nc", "a\nx\nc", [2], id="a line is another"),
        pytest.param("a\r\nb\r\n", "a\nb\n", [], id="line ends"),
        pytest.param("a\rb", "a\nb\r\nc", [3], id="CR ends a line"),
        pytest.param("a\u2028b", "a\nb", [1, 2], id="nothing else does"),
        pytest.param("a\na\na", "a\na\na\na", [4], id="one more of the same"),
        pytest.param("a\nb\nc\nd", "c\nd\na\nb", [3, 4], id="a block that moved"),
        pytest.param("", "a\nb", [1, 2], id="a new text"),
        pytest.param("a\nb", "", [1], id="nothing left but an empty line"),
        pytest.param("a\nb\nc\nd\ne", "a\nX\nc\nY\ne", [2, 4], id="in two places"),
        pytest.param("x\n\ny\n\nz", "x\n\nNEW\n\ny\n\nz", [3, 4], id="between blank lines"),
        pytest.param("p\nsame\nsame\nq", "P\nsame\nsame\nQ", [1, 4], id="repeated among changes"),
    ],
)
def test_changed_lines(before: str, after: str, expected: list[int]) -> None:
    assert sorted(changed_lines(before, after)) == expected


def _is_subsequence(lines: list[str], of: list[str]) -> bool:
    rest = iter(of)
    return all(line in rest for line in lines)


_texts = st.lists(st.sampled_from("abcdefgh"), max_size=12).map("\n".join)


@given(_texts, _texts)
def test_what_is_unchanged_stands_in_both_in_this_order(before: str, after: str) -> None:
    changed, new = changed_lines(before, after), after.split("\n")
    kept = [line for number, line in enumerate(new, 1) if number not in changed]
    assert _is_subsequence(kept, before.split("\n"))
    assert changed <= set(range(1, len(new) + 1))


def test_no_more_lines_than_difflib_says_where_lines_are_unlike() -> None:
    chance = random.Random(1)
    for _ in range(200):
        old = [str(number) for number in range(chance.randrange(40))]
        new = [line for line in old if chance.random() > 0.2]
        for _ in range(chance.randrange(5)):
            new.insert(chance.randrange(len(new) + 1), f"new {chance.random()}")
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        said = sum(end - start for tag, _, _, start, end in matcher.get_opcodes() if tag != "equal")
        # an empty text has a line, too, for us
        assert len(changed_lines("\n".join(old), "\n".join(new))) <= max(said, not new)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a\n" * 100_000, "a\n" * 99_999, id="lines that are alike"),
        pytest.param("a\n" * 100_000, "b\n" + "a\n" * 100_000 + "c", id="with others around them"),
        pytest.param("a\nb\n" * 50_000, "b\na\n" * 50_000, id="in turn"),
        pytest.param("\n".join(map(str, range(100_000))), "\n".join(map(str, range(100_000, 0, -1))), id="backwards"),
    ],
)
def test_no_text_takes_long(before: str, after: str) -> None:
    with at_most(30):  # quadratic, it would be minutes
        changed_lines(before, after)
