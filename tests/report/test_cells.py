"""Widths on a terminal, and texts cropped to fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.report.cells import crop_end, crop_start, width
from vault_tools.report.gate import terminal


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("abc", 3, id="ASCII"),
        pytest.param("中文", 4, id="Han"),
        pytest.param("，。（）", 8, id="full-width punctuation"),
        pytest.param("ＡＢ", 4, id="full-width letters"),
        pytest.param("ｱｲ", 2, id="half-width kana"),
        pytest.param("한글", 4, id="Hangul"),
        pytest.param(
            "\u1112\u1161\u11ab",
            2,
            id="Hangul as macOS stores it in names",
        ),
        pytest.param("\u3000", 2, id="ideographic space"),
        pytest.param("é", 1, id="composed"),
        pytest.param("e\u0301", 1, id="combining"),
        pytest.param("e\u20dd", 1, id="enclosing"),
        pytest.param("й ж", 3, id="Cyrillic"),
        pytest.param("“”—…·", 5, id="ambiguous ones are narrow"),
        pytest.param("🙂", 2, id="emoji"),
        pytest.param("葛\U000e0100", 2, id="variation selector"),
    ],
)
def test_width(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        pytest.param("a\tb", 6, id="tab"),
        pytest.param("a\nb\r", 10, id="line ends"),
        pytest.param("\x1b[31m", 8, id="escape sequence"),
        pytest.param("\x7f\x80\x9f", 12, id="DEL and C1"),
        pytest.param("a\u200bb\u202ec\ufeff", 21, id="zero width and bidi"),
        pytest.param("👨\u200d👩", 10, id="joined emoji"),
        pytest.param("caf\udce9", 7, id="a byte that is not UTF-8"),
    ],
)
def test_width_of_what_the_gate_shows(text: str, cells: int) -> None:
    assert width(terminal(text)) == cells
    assert terminal(text).isprintable()


@pytest.mark.parametrize(
    ("text", "cells", "end_gone", "start_gone"),
    [
        pytest.param("abcdef", 6, "abcdef", "abcdef", id="fits"),
        pytest.param("abcdef", 5, "abcd…", "…cdef", id="one too many"),
        pytest.param("中文测试", 8, "中文测试", "中文测试", id="wide, fits"),
        pytest.param("中文测试", 7, "中文测…", "…文测试", id="wide, odd"),
        pytest.param("中文测试", 6, "中文…", "…测试", id="half a character is none"),
        pytest.param("abc", 1, "…", "…", id="room for the ellipsis"),
    ],
)
def test_crop(text: str, cells: int, end_gone: str, start_gone: str) -> None:
    assert crop_end(text, cells) == end_gone
    assert crop_start(text, cells) == start_gone


texts = st.text(st.sampled_from("ab甲，é\u0301\u20dd🙂 …"), max_size=20)


@given(texts, st.integers(1, 30))
def test_what_is_cropped_fits_and_keeps_as_much_as_it_can(text: str, cells: int) -> None:
    end_gone, start_gone = crop_end(text, cells), crop_start(text, cells)
    if width(text) <= cells:
        assert end_gone == start_gone == text
    else:
        assert text.startswith(end_gone[:-1])
        assert text.endswith(start_gone[1:])
        for cropped in (end_gone, start_gone):
            assert cells - 1 <= width(cropped) <= cells  # one cell is left where a wide character does not fit
