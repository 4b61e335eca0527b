"""What we write is a Whoosh index: Whoosh's own searcher finds in it what our reader finds."""

import os
from pathlib import Path

import pytest
from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.query import And, Or, Prefix, Query, Term

from vault_tools.search.engines import All, Entry, Some, Wanted, segments
from vault_tools.search.engines.whoosh import WhooshEngine

DOCUMENTS = {
    1: "智能 智能 智能 智 智 智 ai",
    2: "智能 notes" + 9 * " 体",
    3: "note" + 300 * " ai",
    4: "notes notes c",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two segments, of which the first has a deleted document."""
    monkeypatch.setattr("vault_tools.search.engines.whoosh._TINY", 0)
    engine = WhooshEngine()
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir(), second.mkdir()
    engine.write(str(first), None, (Entry(id, DOCUMENTS[id]) for id in (1, 2)), [])
    engine.write(str(second), str(first), (Entry(id, DOCUMENTS[id]) for id in (3, 4)), [1])
    return second


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        pytest.param(Term("tokens", "智能"), "智能", {2}, id="a token, one document deleted"),
        pytest.param(Term("tokens", "notes"), "notes", {2, 4}, id="a token in both segments"),
        pytest.param(Term("tokens", "nowhere"), "nowhere", set(), id="a token in none"),
        pytest.param(And([Term("tokens", "notes"), Term("tokens", "c")]), All(("notes", "c")), {4}, id="all"),
        pytest.param(Or([Term("tokens", "ai"), Term("tokens", "体")]), Some(("ai", "体")), {2, 3}, id="some"),
        pytest.param(Prefix("tokens", "note"), Some(("note", "notes")), {2, 3, 4}, id="a prefix"),
    ],
)
def test_whoosh_finds_the_same(folder: Path, theirs: Query, ours: Wanted, expected: set[int]) -> None:
    opened = index.open_dir(str(folder))
    with opened.searcher() as searcher:
        ids = [id for segment in segments.read(FileStorage(str(folder)))[1] for id in segment.ids]
        assert {ids[number] for number in theirs.docs(searcher)} == expected
        assert searcher.search(theirs, limit=None).estimated_length() == len(expected)
    reader = WhooshEngine().open(str(folder))
    assert set(reader.candidates(ours)) == expected
    reader.close()


def test_whoosh_counts_the_same(folder: Path) -> None:
    reader = WhooshEngine().open(str(folder))
    with index.open_dir(str(folder)).reader() as theirs:
        tokens = {term.decode() for _, term in theirs.all_terms()}
        assert (
            tokens
            == set(reader.beginning(""))
            == {token for document in DOCUMENTS.values() for token in document.split()}
        )
        assert {token: theirs.doc_frequency("tokens", token) for token in tokens} == {
            token: reader.frequency(token) for token in tokens
        }
        assert theirs.doc_count() == len(reader.ids())
    reader.close()


def test_no_lock_is_left_behind(folder: Path) -> None:
    assert [file.name for file in folder.iterdir() if "LOCK" in file.name] == []


def test_no_pickle_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither to open an index nor to change it, nor where segments are merged."""

    def fail(*arguments: object) -> None:
        raise AssertionError("a pickle was read")

    for name in ("index.pickle.loads", "filedb.structfile.load_pickle", "columns.loads", "codec.whoosh3.loads"):
        monkeypatch.setattr(f"whoosh.{name}", fail)
    engine, base = WhooshEngine(), None
    for number in range(1, 11):
        folder = str(tmp_path / str(number))
        os.mkdir(folder)
        engine.write(folder, base, iter([Entry(number, number * "智能 ")]), [number - 2])
        base = folder
    reader = engine.open(folder)
    assert reader.ids() == {9, 10}
    assert set(reader.candidates("智能")) == {9, 10}
    assert len(list(Path(folder).glob("*.trm"))) < 10  # some were merged
    reader.close()
