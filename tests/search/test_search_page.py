"""The page about searching says what is true: its examples mean something, and both languages give the same."""

import re
from pathlib import Path

import pytest

from search.notation import PROPERTIES
from support import config_of
from vault_tools.search import syntax as s
from vault_tools.search.query import MAX_CHARACTERS, parse_query
from vault_tools.search.query.operators import NAMES
from vault_tools.search.query.reader import MAX_DEPTH, MAX_TERMS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": "search.md", "zh": "search.zh-CN.md"}


def page(lang: str) -> str:
    return (DOCS / PAGES[lang]).read_text("utf-8")


def sections(lang: str) -> list[str]:
    return page(lang).split("\n## ")[1:]


def examples(section: str) -> list[str]:
    return re.findall(r"^\| `(.+?)` \|", section, re.MULTILINE)


def kinds(query: str) -> set[type]:
    """Return the kinds of node that a query is made of."""
    found: set[type] = set()
    rest: list[object] = [parse_query(query, PROPERTIES)]
    while rest:
        node = rest.pop()
        if isinstance(node, tuple):
            rest += node
        elif type(node).__module__ == s.__name__ and hasattr(node, "__struct_fields__"):
            found.add(type(node))
            rest += [getattr(node, name) for name in node.__struct_fields__]
    return found


def test_every_example_means_something() -> None:
    words, logic, operators, properties, *_ = map(examples, sections("en"))
    assert min(map(len, (words, logic, operators, properties))) > 5
    for query in words:
        assert kinds(query) <= {s.And, s.Text}
    for query in logic[:-1]:
        assert kinds(query) & {s.Or, s.Not}
    for query in operators:
        assert kinds(query) & {s.In, s.Within, s.Case, s.Tag, s.LinksTo, s.LinkedFrom}
    for query in properties:
        assert s.Property in kinds(query)


@pytest.mark.parametrize("lang", PAGES)
def test_what_is_text_is_text(lang: str) -> None:
    text = sections(lang)[4]
    named = [span for span in re.findall(r"`([^`]+)`", text) if not span.startswith("[[")]
    assert len(named) > 5
    assert [span for span in named if not s.is_plain(parse_query(span, PROPERTIES))] == []
    limits = {int(number.replace(",", "")) for number in re.findall(r"[0-9,]+[0-9]", text.rpartition("\n\n")[2])}
    assert limits == {MAX_CHARACTERS, MAX_TERMS, MAX_DEPTH}


def test_every_operator_has_an_example() -> None:
    shown = {query.partition(":")[0] for query in examples(sections("en")[2])}
    assert shown == set(NAMES)


def test_the_configuration_of_an_engine_is_one(tmp_path: Path) -> None:
    (toml,) = {re.findall(r"```toml\n(.*?)```", page(lang), re.DOTALL)[0] for lang in PAGES}
    assert config_of(tmp_path, toml).engine == "tantivy"


def test_both_languages_give_the_same_figures() -> None:
    english, chinese = (re.findall(r"\| [\d.]+", sections(lang)[5]) for lang in PAGES)
    assert english == chinese
    assert len(english) == 1 + 7 * 2  # how many notes, and seven rows for two engines


def test_both_languages_give_the_same_examples() -> None:
    assert [examples(section) for section in sections("zh")] == [examples(section) for section in sections("en")]
