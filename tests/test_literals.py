"""What a pattern needs is there whenever it matches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.literals import required_literals
from vault_tools.patterns import PatternError, compile_pattern


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("待补充", ("待补充",), id="a word"),
        pytest.param("^## TODO$", ("TODO",), id="the longest word: blanks may be what was left out"),
        pytest.param("(实现方式|代码示例|入门.{0,20})：$", ("实现方式", "代码示例", "入门"), id="one of several"),
        pytest.param("(a|)b", ("b",), id="a branch that needs nothing"),
        pytest.param(r"^\d+\n\d{2}:\d{2},\d{3} --> ", ("-->",), id="around classes"),
        pytest.param("abc*", ("ab",), id="what may be missing"),
        pytest.param("abc?", ("ab",), id="what need not be there"),
        pytest.param("abc{0,2}", ("ab",), id="no time at all"),
        pytest.param("(?:abc)+d", ("abc",), id="at least once"),
        pytest.param("(?:abc)+?d", ("abc",), id="at least once, few"),
        pytest.param("(?:abc)*", (), id="perhaps never"),
        pytest.param(r"a\.b", ("a.b",), id="an escaped mark"),
        pytest.param(r"[x]]", ("]",), id="a bracket behind a class"),
        pytest.param(r"(?P<name>abc)\b", ("abc",), id="a named group"),
        pytest.param("(?i)abc", (), id="any case"),
        pytest.param("(?i:abc)", (), id="any case in a group"),
        pytest.param(r"\Qa|b\E", (), id="quoted"),
        pytest.param(r"\x41bc", (), id="by number"),
        pytest.param(r"a|\pN", (), id="a script is no letter"),
        pytest.param("a{b", (), id="a brace that repeats nothing"),
        pytest.param("(" * 100 + "a" + ")" * 100, (), id="too deep to tell"),
    ],
)
def test_required_literals(pattern: str, expected: tuple[str, ...]) -> None:
    assert required_literals(pattern) == expected


PIECES = ["a", "b", "ab", "中", " ", "\n", ".", "^", "$", "|", "(", "(?:", "(?i)", "(?P<n>", ")", "*", "+", "?", "{0,1}", "{2}", "[ab]",
          "[^a]", "[]b]", r"\.", r"\b", r"\w", r"\n", r"\x61", r"\pL", r"\p{Han}", r"\Q", r"\E", "{", "}", "??", "[[:alpha:]]"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.text("aAbB中. \n|(){}", max_size=12))
def test_they_stand_in_every_match(pattern: str, text: str) -> None:
    try:
        found = compile_pattern(f"(?m){pattern}").find(text)
    except PatternError:
        return
    literals = required_literals(pattern)
    assert not any(char.isspace() for literal in literals for char in literal)
    if found and literals:
        assert any(literal in text[found.start : found.end] for literal in literals)
