"""Partial matches: the quick way to the best line and to the best notes, against the plain one."""

import re
from collections.abc import Collection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.shelf import EVERY_ENGINE, LINES, built
from support import write_vault
from vault_tools.model import Span
from vault_tools.search import ranking
from vault_tools.search.engines import Engine, Reader
from vault_tools.search.ranking import Bag
from vault_tools.search.syntax import How, Text


class Known:
    """A reader that has seen every token in some notes."""

    def frequency(self, token: str) -> int:
        return 1 + len(token)


def bag(words: list[str]) -> Bag:
    return Bag([Text(word, How.WORD, Span(0, 0)) for word in words], Known(), 50)  # type: ignore[arg-type]


def plainly(bag: Bag, text: str, lines: int) -> float:
    return 0.3 + max(map(bag.coverage, text.split("\n")[:lines]))


@given(
    words=st.lists(st.sampled_from(["智能体", "智能体智", "ab", "体", "b ab"]), min_size=1, max_size=3),
    text=st.text("智能体ab \n", max_size=60),
    lines=st.integers(1, 6),
)
def test_the_best_line(words: list[str], text: str, lines: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "_MAX_LINES", lines)
        found = bag(words)
        assert found.best_line(text) == plainly(found, text, lines)  # to the last bit: order depends on it


@pytest.mark.parametrize(
    ("text", "share"),
    [
        pytest.param("智能体", 1.0, id="a line with all of it"),
        pytest.param("智能\n能体", 0.5, id="two lines with half of it"),
        pytest.param("智能智能智能", 0.5, id="the same again counts once"),
        pytest.param("别的\n", 0.0, id="none"),
        pytest.param("", 0.0, id="no text"),
    ],
)
def test_what_a_line_counts(text: str, share: float) -> None:
    assert bag(["智能体"]).best_line(text) == pytest.approx(0.3 + share)


# -- the best notes --------------------------------------------------------------------------------------------


def all_read(bag: Bag, reader: Reader, ids: Collection[int]) -> dict[int, float]:
    """Nothing is known of a note before it is read."""
    return dict.fromkeys(ids, 1.0)


def shelf_of_many() -> dict[str, str | bytes]:
    """Notes with pieces of the same lines in them: many partial matches, some of them as good as others."""
    lines = [line for line in LINES if len(line) > 12]
    return {
        f"{number}.md": "\n".join(line[number % 7 : 5 + number % 11] for line in lines[number % 5 :: 1 + number % 3])
        for number in range(120)
    }


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_notes_that_are_not_read_could_not_have_been_shown(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = built(write_vault(tmp_path / "vault", shelf_of_many()), tmp_path / "cache", engine)
    pieces = [re.sub(r"\W+", " ", line)[:14].strip() for line in LINES]
    queries = [*filter(None, pieces), "双链 索引 笔记", "email running 流程", "整理 notes", "ERP审批与流程图"]
    read: list[str] = []
    coverage = Bag.coverage
    monkeypatch.setattr(Bag, "coverage", lambda bag, text: read.append(text) or coverage(bag, text))
    quickly = [index.search(query).hits for query in queries]
    few = len(read)
    monkeypatch.setattr(Bag, "bounds", all_read)
    assert [index.search(query).hits for query in queries] == quickly
    assert any(hit.is_partial for hits in quickly for hit in hits)
    assert few < len(read) - few  # it is worth it


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_no_note_covers_more_than_its_bound(engine: Engine, tmp_path: Path) -> None:
    index = built(write_vault(tmp_path / "vault", shelf_of_many()), tmp_path / "cache", engine)
    assert index._opened
    documents, _, reader, texts, *_ = index._opened.snapshot
    for words in (["双链让笔记互相找到"], ["email", "整理"], ["run", "索引让"], ["的"], ["ai检索"], ["e"]):
        found = Bag([Text(word, How.WORD, Span(0, 0)) for word in words], reader, len(documents))
        if found.weights:
            for id, bound in found.bounds(reader, list(documents)).items():
                assert found.coverage(texts.loose_together(documents[id].place)) <= bound
