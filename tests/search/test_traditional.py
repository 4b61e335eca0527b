"""The table of traditional characters: what it holds, that folding twice is folding once, and that OpenCC agrees."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from vault_tools.search.traditional import SIMPLIFIED, TRADITIONAL

SIMPLIFIED_BY_TRADITIONAL = str.maketrans(TRADITIONAL, SIMPLIFIED)
GENERATOR = Path(__file__).parents[2] / "docs" / "generate_traditional.py"


def fold(text: str) -> str:
    return text.translate(SIMPLIFIED_BY_TRADITIONAL)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("資訊檢索", "资讯检索", id="a word"),
        pytest.param("裏裡", "里里", id="Hong Kong and Taiwan"),
        pytest.param("爲為衆眾綫線", "为为众众线线", id="old and new forms"),
        pytest.param("衞枱粧", "卫台妆", id="Hong Kong only"),
        pytest.param("痺簷", "痹檐", id="Taiwan only"),
        pytest.param("㑮𩁹", "𫝈𩁹", id="extensions A and B"),
        pytest.param("\uf9dc", "隆", id="a compatibility ideograph"),
        pytest.param("什么", "什么", id="simplified 么 is not 幺"),
        pytest.param("著名", "著名", id="simplified 著 is not 着"),
        pytest.param("信息检索", "信息检索", id="simplified stays"),
        pytest.param("情報検索ひらがな", "情报検索ひらがな", id="Japanese forms stay"),
        pytest.param("ERP Ａ１", "ERP Ａ１", id="no letters, no widths"),
    ],
)
def test_folding(text, folded) -> None:
    assert fold(text) == folded


def test_the_two_constants_correspond() -> None:
    assert len(TRADITIONAL) == len(SIMPLIFIED) > 4000


def test_characters_are_sorted_and_stand_once() -> None:
    assert sorted(set(TRADITIONAL)) == list(TRADITIONAL)


def test_folding_twice_is_folding_once() -> None:
    assert fold(SIMPLIFIED) == SIMPLIFIED


def test_folding_widths_before_or_after_comes_to_the_same() -> None:
    before = [fold(unicodedata.normalize("NFKC", character)) for character in TRADITIONAL]
    after = [unicodedata.normalize("NFKC", fold(character)) for character in TRADITIONAL]
    assert before == after


def test_the_table_is_what_opencc_says() -> None:
    pytest.importorskip("opencc")
    run = subprocess.run([sys.executable, GENERATOR, "--check"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
