"""Values in YAML mean exactly what they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault_tools.parse.handler import YamlReading
from vault_tools.yaml_text import key_text, scalar, value_text


def read(yaml: str) -> list[tuple[str, object]]:
    reading = YamlReading(yaml, 0)
    assert reading.faults == [] or [fault.rule for fault in reading.faults] == ["unquoted-wikilink"]
    return [(prop.key, prop.value) for prop in reading.properties]


@pytest.mark.parametrize(
    ("text", "like", "expected"),
    [
        pytest.param("智能体：入门", "", "智能体：入门", id="plain"),
        pytest.param("2024-01-05", "", "2024-01-05", id="a date is a text in YAML 1.2"),
        pytest.param("yes", "", "yes", id="yes is a text, too"),
        pytest.param("a:b#c", "", "a:b#c", id="marks that mean nothing here"),
        pytest.param("true", "", '"true"', id="what would be a boolean"),
        pytest.param("12", "", '"12"', id="what would be a number"),
        pytest.param("", "", '""', id="nothing"),
        pytest.param(" a", "", '" a"', id="blanks at the beginning"),
        pytest.param("a: b", "", '"a: b"', id="a colon"),
        pytest.param("a:", "", '"a:"', id="a colon at the end"),
        pytest.param("a #b", "", '"a #b"', id="what would be a comment"),
        pytest.param("[[a]]", "", '"[[a]]"', id="a link"),
        pytest.param('说 "好": 吧', "", "'说 \"好\": 吧'", id="double quotes inside"),
        pytest.param('it\'s "so": x', "", '"it\'s \\"so\\": x"', id="both"),
        pytest.param("a\nb", "", '"a\\nb"', id="two lines"),
        pytest.param("a", "'x'", "'a'", id="as it was: single"),
        pytest.param("a", '"x"', '"a"', id="as it was: double"),
    ],
)
def test_scalar(text: str, like: str, expected: str) -> None:
    assert scalar(text, like) == expected
    assert read(f"k: {expected}\n") == [("k", text)]


TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ue085\ue028\ue029"), max_size=20)
MARKS = st.text("-?:,[]{}#&*!|>'\"%@` \t\n~=.\\a1é\x85\u2028\ufeff", max_size=8)


@settings(max_examples=1_500, deadline=None)
@given(TEXTS | MARKS, st.sampled_from(("", "'", '"')))
def test_every_text_is_read_back(text: str, like: str) -> None:
    written = scalar(text, like)
    assert "\n" not in written
    assert read(f"k: {written} # c\nl:\n  - {written}\n") == [("k", text), ("l", [text])]
    if text and len(text) < 100:
        assert read(f"{key_text(text)}: 1\n") == [(text, 1)]


def test_a_name_is_no_end_of_a_document() -> None:
    assert key_text("... x") == '"... x"'
    assert read(f"a: 1\n{key_text('... x')}: 2\n") == [("a", 1), ("... x", 2)]


@given(st.integers(-(10**20), 10**20) | st.booleans() | st.floats(allow_nan=False, allow_infinity=False))
def test_every_value_is_read_back(value: float | bool) -> None:
    assert repr(read(f"k: {value_text(value)}\n")) == repr([("k", value)])
