"""Which lines are new: never one too few, and few too many."""

import time
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.change.lines import changed_lines


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("", "", set(), id="empty"),
        pytest.param("a\nb\n", "a\nb\n", set(), id="equal"),
        pytest.param("a\nb\n", "a\r\nb\r\n", set(), id="line ends do not count"),
        pytest.param("a\nb\n", "a\nx\nb\n", {2}, id="inserted"),
        pytest.param("a\nb\nc\n", "a\nc\n", set(), id="deleted"),
        pytest.param("a\nb\nc\n", "a\nx\nc\n", {2}, id="changed"),
        pytest.param("", "a\nb", {1, 2}, id="new"),
        pytest.param("a\nb", "", {1}, id="nothing left but an empty line"),
        pytest.param("a\nb\nc\nd\ne", "a\nX\nc\nY\ne", {2, 4}, id="in two places"),
        pytest.param("a\nb\nc", "c\na\nb", {1}, id="moved"),
        pytest.param("x\n\ny\n\nz", "x\n\nNEW\n\ny\n\nz", {3, 4}, id="between blank lines"),
        pytest.param("p\nsame\nsame\nq", "P\nsame\nsame\nQ", {1, 2, 3, 4}, id="repeated among changes: too many"),
        pytest.param("a\x0bb\u2028c", "a\x0bb\u2028c", set(), id="other separators end no line"),
    ],
)
def test_lines(before, after, expected):
    assert changed_lines(before, after) == expected


@given(st.lists(st.sampled_from("abcdef"), max_size=12), st.lists(st.sampled_from("abcdef"), max_size=12))
def test_what_is_left_is_in_the_older_text_in_the_same_order(before, after):
    changed = changed_lines("\n".join(before), "\n".join(after))
    kept = [line for number, line in enumerate("\n".join(after).split("\n"), 1) if number not in changed]
    older = iter("\n".join(before).split("\n"))
    assert all(line in older for line in kept)


def test_few_too_many():
    """As few as the standard library's comparison finds, on texts without repetition."""
    before = [f"line {number}" for number in range(200)]
    after = [line for number, line in enumerate(before) if number % 7] + ["new"]
    after[20:20], after[90] = ["x", "y"], "z"
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    assert len(changed_lines("\n".join(before), "\n".join(after))) == len(after) - sum(block.size for block in blocks)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a\n" * 100_000, "b\n" + "a\n" * 50_000 + "c\n" + "a\n" * 50_000 + "d", id="repetition"),
        pytest.param("\n".join(map(str, range(100_000))), "\n".join(map(str, range(100_000, 0, -1))), id="reversed"),
        pytest.param("a\nb\n" * 50_000, "b\na\n" * 50_000, id="by turns"),
    ],
)
def test_hostile_texts_do_not_take_long(before, after):
    start = time.process_time()
    assert changed_lines(before, after)
    assert time.process_time() - start < 5
