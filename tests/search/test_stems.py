"""English words and their stems: what is found together, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.search.stems import stem


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("note notes noted noting", "note", id="plural, past, present"),
        pytest.param("running runs run", "run", id="a doubled letter"),
        pytest.param("query queries", "query", id="y and ies"),
        pytest.param("box boxes", "box", id="an e between"),
        pytest.param("classes class", "class", id="two s"),
        pytest.param("cache caches cached caching", "cache", id="an exception"),
        pytest.param("parse parses parsed parsing", "parse", id="a silent e"),
        pytest.param("engine engines", "engin", id="the e of a long word goes"),
        pytest.param("update updates updated updating", "updat", id="and from all its forms"),
        pytest.param("process processes processed", "process", id="two s at the end"),
        pytest.param("analysis", "analysis", id="a Greek singular stays"),
        pytest.param("status", "status", id="a Latin one too"),
        pytest.param("string", "string", id="ing without a vowel before it"),
        pytest.param("seed", "seed", id="eed"),
        pytest.param("bus", "bus", id="three letters stay"),
        pytest.param("gpt4", "gpt4", id="digits stay"),
        pytest.param("智能体", "智能体", id="Chinese stays"),
        pytest.param("Notes", "Notes", id="upper case is none of its business"),
        pytest.param("données", "données", id="accents are not English"),
        pytest.param("", "", id="nothing"),
        pytest.param("movie movies", "movie", id="ie and ies"),
    ],
)  # fmt: skip
def test_stems(words: str, expected: str) -> None:
    assert {word: stem(word) for word in words.split() or [""]} == dict.fromkeys(words.split() or [""], expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("news", "newer", id="other words"),
        pytest.param("note", "notable", id="derived words"),
        pytest.param("engine", "engineer", id="a longer word"),
        pytest.param("universe", "university", id="what a stronger stemmer mixes up"),
        pytest.param("sing", "sin", id="ing that is no ending"),
    ],
)
def test_different_words_have_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@given(st.text("abcdegilnrstuxyz智1é", max_size=12))
def test_a_stem_is_hardly_longer_than_its_word(word: str) -> None:
    assert 0 < len(stem(word)) <= len(word) + 1 or word == ""
    assert stem(word)[:1] == word[:1]
