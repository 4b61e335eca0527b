"""The forms in which texts are compared: what is alike, what is not, and that no character moves."""

import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vault_tools.search import folding


@pytest.mark.parametrize(
    ("written", "exact", "loose"),
    [
        pytest.param("Front MATTER", "front matter", "front matter", id="case"),
        pytest.param("ＡＩ２０２４！", "ai2024!", "ai2024!", id="full width"),
        pytest.param("ﾃｽﾄ", "テスト", "テスト", id="half width"),
        pytest.param("甲\u3000乙", "甲 乙", "甲 乙", id="the blank of full width"),
        pytest.param("知識庫", "知識庫", "知识库", id="traditional characters, only for bare words"),
        pytest.param("知识库", "知识库", "知识库", id="simplified characters stay"),
        pytest.param("x²", "x²", "x2", id="a power, only for bare words"),
        pytest.param("①Ⓐ", "①ⓐ", "1a", id="circled, only for bare words"),
        pytest.param("⼀", "⼀", "一", id="a radical, only for bare words"),
        pytest.param("…½㎞ﬁ", "…½㎞ﬁ", "…½㎞ﬁ", id="what would become several characters stays"),
        pytest.param("İß", "İß", "İß", id="so it does where lower case is longer"),
        pytest.param("ΣΑΣ", "σασ", "σασ", id="case does not depend on what stands beside"),
        pytest.param("cafe\u0301 \u200d👩\ufe0f\n", "cafe\u0301 \u200d👩\ufe0f\n", "cafe\u0301 \u200d👩\ufe0f\n", id="marks stay"),
        pytest.param("\udce4\ud800", "\udce4\ud800", "\udce4\ud800", id="halves of characters stay"),
        pytest.param("", "", "", id="nothing"),
    ],
)  # fmt: skip
def test_folding(written: str, exact: str, loose: str) -> None:
    assert (folding.exact(written), folding.loose(written)) == (exact, loose)
    assert folding.forms(written) == folding.forms_of_many(written) == (exact, loose)


def test_every_character_becomes_one_and_folding_again_changes_nothing() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    exact, loose = folding.exact(everything), folding.loose(everything)
    assert len(exact) == len(loose) == len(everything)
    assert folding.exact(exact) == exact
    assert folding.loose(loose) == loose
    assert folding.loose(exact) == loose


def test_every_character_of_many_texts_is_folded_alike() -> None:
    """Few at once, because many different ones are not looked for one by one."""
    everything = "".join(map(chr, range(sys.maxunicode + 1))).replace("İ", "")  # which has all folded the other way
    for start in range(0, len(everything), folding._FEW):
        text = everything[start : start + folding._FEW]
        assert folding.forms_of_many(text) == folding.forms(text), hex(start)


@given(st.text() | st.text(st.sampled_from("ΣσςİiΑ知識识Ａａ…①Ⅷ𝐀\u3000 ")))
@example("".join(map(chr, range(0x2460, 0x24FF))))
def test_many_texts_are_folded_alike(text: str) -> None:
    assert folding.forms_of_many(text) == folding.forms(text)


def test_upper_and_lower_case_are_alike() -> None:
    known = set("µıſ\u0345ςϐϑϕϖϰϱϵẛ\u1fbe") | set(map(chr, range(0x1C80, 0x1C89)))  # two small letters have one capital
    letters = [char for char in map(chr, range(sys.maxunicode + 1)) if len(char.upper()) == 1 and char not in known]
    assert [char for char in letters if folding.exact(char.upper()) != folding.exact(char)] == []


@given(st.text(), st.text())
def test_a_text_is_folded_character_by_character(one: str, other: str) -> None:
    assert folding.exact(one + other) == folding.exact(one) + folding.exact(other)
    assert folding.loose(one + other) == folding.loose(one) + folding.loose(other)
