"""Lines of keys, against what the standard library reads and what a writer wrote."""

import tomllib
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import grows_linearly
from vault_tools.config.problems import KeyPath
from vault_tools.config.toml_lines import key_lines


def paths(value: Any, path: KeyPath = ()) -> set[KeyPath]:
    """Return the path of every key and list element in what `tomllib` has read."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = {path} - {()}
    for key, entry in entries:
        found |= paths(entry, (*path, key))
    return found


def checked_lines(text: str) -> dict[KeyPath, int]:
    """Return the lines of keys; each is a path that `tomllib` knows, too."""
    lines = key_lines(text)
    assert set(lines) <= paths(tomllib.loads(text))
    return lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("# a = 1\n\n", {}, id="comments"),
        pytest.param("a = 1\nb = 2", {("a",): 1, ("b",): 2}, id="keys"),
        pytest.param("\n\n  a\t=\t1 # b = 2\n", {("a",): 3}, id="blanks and a comment"),
        pytest.param("a=1\r\n\r\nb=2\r\n", {("a",): 1, ("b",): 3}, id="CRLF"),
        pytest.param("[t]\na = 1\n[u]\na = 1", {("t",): 1, ("t", "a"): 2, ("u",): 3, ("u", "a"): 4}, id="tables"),
        pytest.param("[ t . 'u' ]\na = 1", {("t",): 1, ("t", "u"): 1, ("t", "u", "a"): 2}, id="dotted table"),
        pytest.param(
            "[[t]]\na = 1\n[[t]]\na = 1",
            {("t",): 1, ("t", 0): 1, ("t", 0, "a"): 2, ("t", 1): 3, ("t", 1, "a"): 4},
            id="list of tables",
        ),
        pytest.param(
            "[[t]]\n[t.u]\n[[t]]\n[t.u]",
            {("t",): 1, ("t", 0): 1, ("t", 0, "u"): 2, ("t", 1): 3, ("t", 1, "u"): 4},
            id="tables in them",
        ),
        pytest.param(
            "[[t]]\n[[t.u]]\n[[t.u]]\n[[t]]\n[[t.u]]",
            {
                ("t",): 1,
                ("t", 0): 1,
                ("t", 0, "u"): 2,
                ("t", 0, "u", 0): 2,
                ("t", 0, "u", 1): 3,
                ("t", 1): 4,
                ("t", 1, "u"): 5,
                ("t", 1, "u", 0): 5,
            },
            id="lists in them",
        ),
        pytest.param('"a.b" = 1\n\'c]\' = 2\n"\\u4e2d" = 3', {("a.b",): 1, ("c]",): 2, ("中",): 3}, id="quoted keys"),
        pytest.param('["a]b"]\nc = 1', {("a]b",): 1, ("a]b", "c"): 2}, id="a bracket in a table's name"),
        pytest.param("a.b = 1\na.c = 2", {("a",): 1, ("a", "b"): 1, ("a", "c"): 2}, id="dotted keys"),
        pytest.param(
            "a = [1,\n 2, # 3,\n\n [\n4]]\nb = 1",
            {("a",): 1, ("a", 0): 1, ("a", 1): 2, ("a", 2): 4, ("a", 2, 0): 5, ("b",): 6},
            id="lists",
        ),
        pytest.param("a = [\n]\nb = 1", {("a",): 1, ("b",): 3}, id="empty list"),
        pytest.param(
            "a = { b = 1, c = { d = 2 } }\ne = 1",
            {("a",): 1, ("a", "b"): 1, ("a", "c"): 1, ("a", "c", "d"): 1, ("e",): 2},
            id="inline tables",
        ),
        pytest.param(
            "a = [\n{ b = 1 },\n{ b = 2 },\n]",
            {("a",): 1, ("a", 0): 2, ("a", 0, "b"): 2, ("a", 1): 3, ("a", 1, "b"): 3},
            id="a list of inline tables",
        ),
        pytest.param('a = """\nb = 1\n"""\nc = 1', {("a",): 1, ("c",): 4}, id="long text"),
        pytest.param("a = '''\nb = 1\n[c]\n'''\nc = 1", {("a",): 1, ("c",): 5}, id="long literal"),
        pytest.param('a = """x\\"""" # "\nb = 1', {("a",): 1, ("b",): 2}, id="an escaped quote at the end"),
        pytest.param(
            'a = """x"""""\nb = """"x""""\nc = 1', {("a",): 1, ("b",): 2, ("c",): 3}, id="quotes beside quotes"
        ),
        pytest.param(
            "a = '''x'''''\nb = ''''x'''\nc = ''\nd = 1",
            {("a",): 1, ("b",): 2, ("c",): 3, ("d",): 4},
            id="apostrophes beside apostrophes",
        ),
        pytest.param('a = "x\\"]=#"\nb = 1', {("a",): 1, ("b",): 2}, id="marks inside a text"),
        pytest.param("a = 'x\\'\nb = 1", {("a",): 1, ("b",): 2}, id="a backslash in a literal"),
        pytest.param(
            "a = 1979-05-27 07:32:00Z\nb = inf\nc = 1", {("a",): 1, ("b",): 2, ("c",): 3}, id="dates and numbers"
        ),
        pytest.param("a = [1979-05-27 07:32:00, 1]", {("a",): 1, ("a", 0): 1, ("a", 1): 1}, id="dates in lists"),
    ],
)
def test_key_lines(text: str, expected: dict[KeyPath, int]) -> None:
    assert checked_lines(text) == expected


texts = st.text(st.sampled_from("ab中.'\"\\]}=,# \n\t"), max_size=6)
keys = texts | st.sampled_from(["a", "b", "long-key", "x_1"])
scalars = st.one_of(texts, st.integers(-9, 9), st.booleans(), st.dates(), st.floats(allow_nan=False))
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(keys, values, max_size=4), st.booleans())
def test_every_key_that_a_writer_wrote_is_found_where_it_stands(tables: dict[str, Any], is_long: bool) -> None:
    text = tomli_w.dumps(tables, multiline_strings=is_long)
    lines = checked_lines(text)
    wanted = paths(tomllib.loads(text))
    # The list of tables itself has no line of its own, nor has a table that is only named on the way to another.
    assert {path for path in wanted if not isinstance(_at(tables, path), dict | list)} <= set(lines)
    for path, line in lines.items():
        if isinstance(path[-1], str):
            assert _spelt(path[-1]) in text.split("\n")[line - 1]


def _at(value: Any, path: KeyPath) -> Any:
    for part in path:
        value = value[part]
    return value


def _spelt(key: str) -> str:
    """Return a key as the writer spells it."""
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")


@given(st.text(st.sampled_from("a.=[]{}'\"\n #,1\\"), max_size=14))
@settings(max_examples=500)
def test_whatever_the_standard_library_reads_is_read(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    checked_lines(text)


def test_time_grows_with_the_keys() -> None:
    assert grows_linearly(key_lines, lambda count: "".join(f"key{number} = 1\n" for number in range(count)), 10_000)
