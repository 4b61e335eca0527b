"""Offsets to lines and columns, against a reading that goes character by character."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vault_tools.positions import Lines

texts = st.text(st.sampled_from("a甲𝄞\u0301 \t\n\r\x0b\x0c\x1c\x85\u2028\u2029\ufeff"), max_size=40)


def walk(text: str) -> list[tuple[int, int]]:
    """Return line and column of every offset, the end included, by counting."""
    places = []
    line = column = 1
    for index, char in enumerate(text):
        places.append((line, column))
        if char == "\n" or (char == "\r" and text[index + 1 : index + 2] != "\n"):
            line, column = line + 1, 1
        elif not (index == 0 and char == "\ufeff"):  # a byte order mark takes no column
            column += 1
    return [*places, (line, column)]


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        pytest.param("", 0, (1, 1), id="nothing"),
        pytest.param("ab\ncd", 2, (1, 3), id="the line end belongs to its line"),
        pytest.param("ab\ncd", 3, (2, 1), id="LF"),
        pytest.param("ab\r\ncd", 3, (1, 4), id="between CR and LF"),
        pytest.param("ab\r\ncd", 4, (2, 1), id="CRLF is one line end"),
        pytest.param("ab\rcd", 3, (2, 1), id="CR alone"),
        pytest.param("\r\r\n\n", 4, (4, 1), id="a mixture"),
        pytest.param("a\u2028b\x0cc\x85d", 6, (1, 7), id="nothing else ends a line"),
        pytest.param("甲𝄞e\u0301x", 4, (1, 5), id="columns are code points"),
        pytest.param("\ufeffab", 0, (1, 1), id="at a byte order mark"),
        pytest.param("\ufeffab", 1, (1, 1), id="behind a byte order mark"),
        pytest.param("\ufeffab\nc", 5, (2, 2), id="the second line has none"),
        pytest.param("a\ufeffb", 2, (1, 3), id="a mark inside is a column"),
        pytest.param("ab", 99, (1, 3), id="behind the end"),
    ],
)
def test_position(text: str, offset: int, expected: tuple[int, int]) -> None:
    assert Lines(text).position(offset) == expected


@given(texts)
@example("\ufeff\r\n\ufeff")
def test_positions_are_those_of_a_walk(text: str) -> None:
    lines = Lines(text)
    assert [lines.position(offset) for offset in range(len(text) + 1)] == walk(text)


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        pytest.param("ab", 1, 2, id="ASCII"),
        pytest.param("甲𝄞e\u0301x", 4, 11, id="three, four, one and two bytes"),
        pytest.param("甲\n乙x", 3, 4, id="the second line"),
        pytest.param("\ufeffab", 1, 4, id="a byte order mark counts"),
        pytest.param("甲", 99, 4, id="behind the end"),
        pytest.param("\ud800x", 1, 4, id="half of a pair"),
    ],
)
def test_byte_column(text: str, offset: int, expected: int) -> None:
    assert Lines(text).byte_column(offset) == expected


@given(texts.flatmap(lambda text: st.tuples(st.just(text), st.lists(st.integers(0, len(text))))))
def test_byte_columns_are_the_same_in_any_order(asked: tuple[str, list[int]]) -> None:
    text, offsets = asked
    lines = Lines(text)
    for offset in offsets:
        start = max(
            place
            for place in range(offset + 1)
            if place == 0 or Lines(text).position(place)[0] > Lines(text).position(place - 1)[0]
        )
        assert lines.byte_column(offset) == len(text[start:offset].encode("utf-8")) + 1


@given(texts)
def test_lines_hold_all_but_their_ends(text: str) -> None:
    lines = Lines(text)
    expected = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = [lines.line(number) for number in range(1, len(expected) + 1)]
    assert [line.lstrip("\ufeff") for line in shown] == [line.lstrip("\ufeff") for line in expected]


@given(texts)
@example("a\n\ufeffb")
def test_a_column_is_the_character_of_its_line(text: str) -> None:
    lines = Lines(text)
    for offset, char in enumerate(text):
        line, column = lines.position(offset)
        if char not in "\r\n" and not (offset == 0 and char == "\ufeff"):
            assert lines.line(line)[column - 1] == char
