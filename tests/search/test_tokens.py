"""Text to tokens, and the property that search rests on: what a text holds, its tokens tell."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from vault_tools.model import Span
from vault_tools.search import folding
from vault_tools.search.engines import All, Wanted
from vault_tools.search.syntax import How, Text
from vault_tools.search.terms import Area, proposed, term
from vault_tools.search.tokens import (
    LETTER,
    MAX_WORD,
    Run,
    index_tokens,
    required_tokens,
    runs,
    word_forms,
    written_tokens,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("知识库", "知识 识库 知 识 库", id="pairs, and single characters"),
        pytest.param("库", "库", id="one character"),
        pytest.param("好好好", "好好 好好 好", id="a single character once a run, a pair as often as it stands"),
        pytest.param("知识,库", "知识 知 识 库", id="no pair across a comma"),
        pytest.param("知识\n库", "知识 知 识 库", id="nor across lines"),
        pytest.param("erp审批", "erp 审批 审 批", id="scripts that touch are told apart"),
        pytest.param("第3章", "第 3 章", id="digits too"),
        pytest.param("gpt-4o next.js c++", "gpt 4o next js c", id="signs part words"),
        pytest.param("snake_case", "snake case", id="so does an underscore"),
        pytest.param("notes", "notes ~note", id="a stem beside the word"),
        pytest.param("run", "run", id="no stem where it is the word"),
        pytest.param("ひらがなカタ", "ひら らが がな なカ カタ ひ ら が な カ タ", id="kana"),
        pytest.param("한글", "한글 한 글", id="hangul"),
        pytest.param("𠮷野", "𠮷野 𠮷 野", id="beyond the basic plane"),
        pytest.param("〇零", "〇零 〇 零", id="the round zero is Chinese"),
        pytest.param("привет", "привет", id="other alphabets"),
        pytest.param("x" * 50, "x" * MAX_WORD, id="the beginning of a long word"),
        pytest.param("👨‍👩‍👧 ，。!? \u0301", "", id="signs are no tokens"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_a_text_is_known_by(text: str, expected: str) -> None:
    assert sorted(index_tokens(text)) == sorted(written_tokens(text).split()) == sorted(expected.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(" ai智能体(rag)", [("ai", 1, 3, False), ("智能体", 3, 6, True), ("rag", 7, 10, False)], id="runs"),
        pytest.param("", [], id="none"),
    ],
)
def test_runs(text: str, expected: list[tuple[str, int, int, bool]]) -> None:
    assert [(run.text, run.start, run.end, run.is_cjk) for run in runs(text)] == expected


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        pytest.param("智能智能", ["智能", "能智"], id="each pair once, no single characters"),
        pytest.param("智", ["智"], id="but the only one"),
        pytest.param("notes", ["notes"], id="a word as it stands, no stem"),
        pytest.param("y" * 60, ["y" * MAX_WORD], id="of a long word its beginning"),
    ],
)
def test_what_a_run_requires(run: str, expected: list[str]) -> None:
    assert required_tokens(Run(run, 0)) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("notes", ["notes", "note", "~note"], id="the word, the stem, and other words with it"),
        pytest.param("run", ["run", "~run"], id="a stem"),
        pytest.param("4o", ["4o", "~4o"], id="no English"),
    ],
)
def test_the_forms_of_a_word(word: str, expected: list[str]) -> None:
    assert word_forms(word) == expected


# -- completeness: a text that holds what is looked for has the tokens that are asked for ----------------------

CHARACTERS = "智能体知識识库的一AIaisgdeyn01２Ａ，。 .-_+/\n\t\u3000\u0301👩\u200d\ufe0féＥİßⒶ①ｶ한い𠮷~"
TEXTS = st.text(st.sampled_from(CHARACTERS), max_size=40) | st.text(max_size=20)
WORDS = st.sampled_from(
    ["use", "used", "using", "note", "notes", "noted", "query", "queries", "cached", "caching", "news"]
)
NOWHERE = Span(0, 0)


@given(TEXTS)
@example("知识知 库\n好好好,好 erp审批 notes~\u3000" + "running" * 9)
def test_tokens_are_the_same_one_by_one_and_written_together(text: str) -> None:
    assert sorted(written_tokens(text).split()) == sorted(index_tokens(text))


def accepts(tokens: set[str], wanted: Wanted | None) -> bool:
    """Whether a document with these tokens is among the candidates."""
    if wanted is None or isinstance(wanted, str):
        return wanted is None or wanted in tokens
    parts = (accepts(tokens, part) for part in wanted.parts)
    return all(parts) if isinstance(wanted, All) else any(parts)


def is_proposed(text: Text, body: str) -> bool:
    tokens = set(index_tokens(folding.loose(body)))
    return accepts(tokens, proposed(text, lambda prefix: (t for t in sorted(tokens) if t.startswith(prefix))))


def letters(text: str) -> list[bool]:
    return [re.match(LETTER, char) is not None for char in text]


@given(st.data(), TEXTS, st.sampled_from([How.PHRASE, How.WORD, How.PREFIX]), st.booleans())
def test_a_note_that_holds_a_text_is_proposed(data: st.DataObject, body: str, how: How, is_sensitive: bool) -> None:
    start = data.draw(st.integers(0, len(body)))
    part = body[start : data.draw(st.integers(start, len(body)))]
    text = Text(data.draw(st.sampled_from([part, part.upper(), part.lower(), folding.loose(part)])), how, NOWHERE)
    assume(text.text)
    assume(not is_sensitive or letters(body) == letters(folding.loose(body)))  # see the row about circled letters
    if term(text, is_sensitive=is_sensitive).is_in(Area.of(body)):
        assert is_proposed(text, body)


@given(TEXTS, TEXTS, WORDS, WORDS, st.sampled_from([How.PHRASE, How.WORD, How.PREFIX]))
def test_a_note_that_holds_a_word_in_another_form_is_proposed(
    before: str, after: str, word: str, other: str, how: How
) -> None:
    text, body = Text(word, how, NOWHERE), before + other + after
    if term(text).is_in(Area.of(body)):
        assert is_proposed(text, body)


def test_a_note_with_a_circled_letter_beside_a_word_is_proposed() -> None:
    text = Text("AI", How.WORD, NOWHERE)
    assert not term(text, is_sensitive=True).is_in(Area.of("ⒶAI")) or is_proposed(text, "ⒶAI")


@given(TEXTS, st.data())
@example("a" * 60, None)
def test_a_phrase_is_found_wherever_it_stands(body: str, data: st.DataObject | None) -> None:
    start = data.draw(st.integers(0, len(body))) if data else 3
    part = body[start : data.draw(st.integers(start, len(body)))] if data else body[3:]
    assume(part)
    area = Area.of(body)
    spans = list(term(Text(part, How.PHRASE, NOWHERE)).spans(area))
    assert spans
    assert {folding.exact(body[first:last]) for first, last in spans} == {folding.exact(part)}


@pytest.mark.parametrize(
    ("text", "body", "is_in"),
    [
        pytest.param(Text("知識庫", How.WORD, NOWHERE), "个人知识库里", True, id="a Chinese word, anywhere, simplified"),
        pytest.param(Text("知識庫", How.PHRASE, NOWHERE), "个人知识库里", False, id="a phrase stays traditional"),
        pytest.param(Text("run", How.WORD, NOWHERE), "he Runs.", True, id="a word in another form"),
        pytest.param(Text("run", How.WORD, NOWHERE), "a prune", False, id="not within a word"),
        pytest.param(Text("run", How.PHRASE, NOWHERE), "a prune", True, id="a phrase within a word"),
        pytest.param(Text("ru", How.PREFIX, NOWHERE), "to run", True, id="the beginning of a word"),
        pytest.param(Text("un", How.PREFIX, NOWHERE), "to run", False, id="not its middle"),
        pytest.param(Text("ERP审批", How.WORD, NOWHERE), "走 ERP 审批流", True, id="a blank between scripts"),
        pytest.param(Text("ERP审批", How.PHRASE, NOWHERE), "走 ERP 审批流", False, id="no blank in a phrase"),
        pytest.param(Text("ERP审批", How.WORD, NOWHERE), "SERP审批", False, id="not within a word that goes on"),
        pytest.param(Text("C++", How.WORD, NOWHERE), "用 c++ 写", True, id="signs at the end"),
        pytest.param(Text("C++", How.WORD, NOWHERE), "用 C 写", False, id="which count"),
        pytest.param(Text(".js", How.WORD, NOWHERE), "next.js", True, id="signs at the beginning"),
        pytest.param(Text("next.js", How.WORD, NOWHERE), "Next.jsx", False, id="a word ends where it ends"),
        pytest.param(Text("ＡＩ", How.WORD, NOWHERE), "ai", True, id="full width"),
        pytest.param(Text("^b$", How.REGEX, NOWHERE), "A\nB\nC", True, id="a regular expression, line by line"),
        pytest.param(Text("x" * 60, How.PHRASE, NOWHERE), "x" * 61, True, id="a long word in quotes"),
        pytest.param(Text("x1" * 30, How.WORD, NOWHERE), "sum: " + "x1" * 30, True, id="a long word, digits"),
        pytest.param(Text("x" * 60, How.WORD, NOWHERE), "x" * 60, True, id="a long word, letters"),
        pytest.param(Text("use", How.WORD, NOWHERE), "we are using it", True, id="a short word with a silent e"),
        pytest.param(Text("using", How.WORD, NOWHERE), "the use of it", True, id="the other way round"),
    ],
)  # fmt: skip
def test_terms(text: Text, body: str, is_in: bool) -> None:
    assert term(text).is_in(Area.of(body)) is is_in


@pytest.mark.parametrize(
    ("text", "body", "is_in"),
    [
        pytest.param(Text("AI", How.WORD, NOWHERE), "AI 智能", True, id="the same case"),
        pytest.param(Text("AI", How.WORD, NOWHERE), "ai 智能", False, id="another case"),
        pytest.param(Text("note", How.WORD, NOWHERE), "notes", False, id="no other form"),
        pytest.param(Text("AI智能", How.PHRASE, NOWHERE), "用AI智能", True, id="a phrase"),
        pytest.param(Text("AI智能", How.PHRASE, NOWHERE), "用AI 智能", False, id="no blank in a phrase"),
        pytest.param(Text("b", How.REGEX, NOWHERE), "B", False, id="a regular expression"),
    ],
)  # fmt: skip
def test_terms_whose_case_matters(text: Text, body: str, is_in: bool) -> None:
    assert term(text, is_sensitive=True).is_in(Area.of(body)) is is_in
