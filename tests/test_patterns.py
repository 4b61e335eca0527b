"""Regular expressions from a configuration: what RE2 takes, what it refuses, how long it takes."""

import pytest

from growth import at_most
from vault_tools.patterns import PatternError, compile_pattern


@pytest.mark.parametrize(
    ("pattern", "text", "is_found"),
    [
        pytest.param("b", "abc", True, id="anywhere"),
        pytest.param("^b", "abc", False, id="anchored"),
        pytest.param("^$", "", True, id="nothing"),
        pytest.param("[一-龥]{2}", "x中文", True, id="Chinese"),
        pytest.param(r"^\p{Han}+$", "中文", True, id="scripts"),
        pytest.param(r"^\d+$", "１２", False, id="digits are ASCII"),
        pytest.param("(?i)ABC", "xabc", True, id="flags"),
        pytest.param("(?P<name>a)", "a", True, id="named groups"),
        pytest.param("a.c", "a\nc", False, id="a dot is no line end"),
        pytest.param("(?s)a.c", "a\nc", True, id="unless told so"),
        pytest.param(r"\\C", r"a\C", True, id="a backslash and a C"),
        pytest.param(r"\Q\C\E", r"a\C", True, id="the same, quoted"),
    ],
)
def test_patterns(pattern: str, text: str, is_found: bool) -> None:
    assert bool(compile_pattern(pattern).search(text)) is is_found


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("(", id="unclosed group"),
        pytest.param("[a", id="unclosed class"),
        pytest.param("a{2,1}", id="counts backwards"),
        pytest.param("a{9999}", id="too many"),
        pytest.param("*a", id="nothing to repeat"),
        pytest.param("(?=a)", id="look-ahead"),
        pytest.param("(?<!a)b", id="look-behind"),
        pytest.param(r"(a)\1", id="back-reference"),
        pytest.param(r"\q", id="unknown escape"),
        pytest.param(r"a\\\C", id="a byte of a character"),
        pytest.param(r"\Q\C\E\C", id="a byte behind quoted text"),
        pytest.param("(((a{100}){100}){100})", id="too large"),
    ],
)
def test_what_is_refused(pattern: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PatternError, match=r"\w"):
        compile_pattern(pattern)
    assert capfd.readouterr() == ("", "")  # RE2 would write to stderr by itself


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*a){12}$", "(a?){20}a{20}$"])
def test_no_pattern_takes_long(pattern: str) -> None:
    with at_most(10):
        compile_pattern(pattern).search("a" * 20_000 + "!")


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        pytest.param("b(?P<x>.)", "abc", (1, 3, {"x": "c"}), id="letters"),
        pytest.param("，(?P<好>.)(?P<x>z)?", "你好，世界", (2, 4, {"好": "世", "x": ""}), id="places count characters"),
        pytest.param("é", "\ud800é", (1, 2, {}), id="half a character before it"),
        pytest.param("(?P<x>.)$", "a\ud800", (1, 2, {"x": "?"}), id="half a character"),
        pytest.param("z", "你好", None, id="nothing"),
    ],
)
def test_find(pattern: str, text: str, found: tuple[int, int, dict[str, str]] | None) -> None:
    assert compile_pattern(pattern).find(text) == found
    assert next(compile_pattern(pattern).find_all(text), None) == found
