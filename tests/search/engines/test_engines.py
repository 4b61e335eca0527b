"""What every engine does: the same on Whoosh and tantivy, which people use, and on SQLite's FTS5."""

import contextlib
import os
from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.shelf import EVERY_ENGINE
from vault_tools.search.engines import LOCK_SUFFIX, All, Engine, EngineError, Entry, Reader, Some, Wanted, whoosh

pytestmark = pytest.mark.parametrize("engine", EVERY_ENGINE)

THREE = {1: "智能 智 能 ai", 2: "智能 智 能 体 notes ~note", 3: "ai c 体"}


def entries(texts: dict[int, str]) -> list[Entry]:
    return [Entry(id, text) for id, text in texts.items()]


class Generations:
    """An engine's folders, one made from the other."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder, self.count = engine, folder, 0

    @property
    def newest(self) -> Path:
        return self.folder / str(self.count)

    def write(self, texts: dict[int, str], deleted: Collection[int] = ()) -> Reader:
        base = str(self.newest) if self.count else None
        self.count += 1
        self.newest.mkdir(parents=True)
        self.engine.write(str(self.newest), base, iter(entries(texts)), deleted)
        return self.engine.open(str(self.newest))


@pytest.fixture
def generations(engine: Engine, tmp_path: Path) -> Generations:
    return Generations(engine, tmp_path)


def lasting(folder: Path) -> list[Path]:
    """Return the files of an engine that nobody makes by opening it."""
    return [file for file in folder.iterdir() if not file.name.endswith(LOCK_SUFFIX)]


def found(reader: Reader, wanted: Wanted) -> list[int]:
    return sorted(reader.candidates(wanted))


# -- what is asked ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param("智能", [1, 2], id="a token"),
        pytest.param("notes", [2], id="a word"),
        pytest.param("note", [], id="a stem's token is no word's"),
        pytest.param("~note", [2], id="but is found as such"),
        pytest.param("能智", [], id="a token that no document has"),
        pytest.param("智能 智", [], id="two tokens are no token"),
        pytest.param("AI", [], id="case counts: tokens are folded before"),
        pytest.param("c", [3], id="one letter"),
        pytest.param(All(("智能", "ai")), [1], id="all"),
        pytest.param(All(("智能", "c")), [], id="all, of which no document has all"),
        pytest.param(All(("智能", "能智")), [], id="all, of which one is nowhere"),
        pytest.param(Some(("notes", "c")), [2, 3], id="some"),
        pytest.param(Some(("notes", "能智")), [2], id="some, of which one is nowhere"),
        pytest.param(All((Some(("notes", "ai")), "智能")), [1, 2], id="some within all"),
        pytest.param(Some((All(("智能", "ai")), All(("ai", "c")))), [1, 3], id="all within some"),
        pytest.param(All((All((Some(("c",)), "ai")), Some((All(("体",)),)))), [3], id="deeper"),
        pytest.param(All(("智能",)), [1, 2], id="all of one"),
        pytest.param(All(("ai", "ai")), [1, 3], id="the same twice"),
        pytest.param(All(()), [], id="all of nothing"),
        pytest.param(Some(()), [], id="some of nothing"),
        pytest.param(Some((All(()), "c")), [3], id="nothing within some"),
    ],
)
def test_candidates(generations: Generations, wanted: Wanted, expected: list[int]) -> None:
    assert found(generations.write(THREE), wanted) == expected


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        pytest.param("智能", 2, id="in two"),
        pytest.param("c", 1, id="in one"),
        pytest.param("能智", 0, id="in none"),
        pytest.param("", 0, id="no token"),
    ],
)
def test_frequency(generations: Generations, token: str, expected: int) -> None:
    assert generations.write(THREE).frequency(token) == expected


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        pytest.param("n", ["notes"], id="a letter"),
        pytest.param("智", ["智", "智能"], id="in order"),
        pytest.param("notes", ["notes"], id="the whole token"),
        pytest.param("notesx", [], id="more than the token"),
        pytest.param("", ["ai", "c", "notes", "~note", "体", "智", "智能", "能"], id="all"),
    ],
)
def test_beginning(generations: Generations, prefix: str, expected: list[str]) -> None:
    assert list(generations.write(THREE).beginning(prefix)) == expected


# -- scores ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        pytest.param({1: "ai x x x", 2: "ai ai ai x", 3: "y", 4: "y", 5: "y"}, "ai", id="more of it"),
        pytest.param({1: "rare x x", 2: "rare often often", 3: "often", 4: "y"}, Some(("rare", "often")), id="more tokens"),
        pytest.param({1: "often x", 2: "rare x", 3: "often x", 4: "often x", 5: "y", 6: "y", 7: "y", 8: "y"},
                     Some(("often", "rare")), id="the rarer token"),
        pytest.param({1: "ai " + "x " * 5000, 2: "ai x x x x", 3: "y", 4: "y"}, "ai", id="the shorter note"),
    ],
)  # fmt: skip
def test_the_second_document_scores_best(generations: Generations, texts: dict[int, str], wanted: Wanted) -> None:
    scores = generations.write(texts).candidates(wanted)
    assert max(scores, key=scores.__getitem__) == 2
    assert min(scores.values()) >= 0


@pytest.mark.parametrize("best", [1, 2, 7, 30, 59, 60, 1_000])
@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param("x", id="scores that differ"),
        pytest.param("even", id="half of them are as good as the last of the best"),
        pytest.param(Some(("x", "n7", "even")), id="some"),
        pytest.param("nowhere", id="none"),
    ],
)
def test_the_best(generations: Generations, wanted: Wanted, best: int) -> None:
    """Who asks for the best gets all that are as good as the last of them, with the scores that they have anyway."""
    generations.write({id: f"{'even' if id % 2 else 'odd'} n{id % 10} {'x ' * (id % 13)}" for id in range(1, 41)})
    reader = generations.write({id: f"even n{id % 10} x" for id in range(41, 61)}, [3, 5])
    every = dict(reader.candidates(wanted))
    found = dict(reader.candidates(wanted, best))
    assert found.items() <= every.items()
    last = sorted(every.values(), reverse=True)[:best][-1:]
    assert found.keys() >= {id for id, score in every.items() if score >= min(last)}


@pytest.mark.parametrize(
    ("tokens", "ids", "expected"),
    [
        pytest.param(["智能", "ai", "体"], [1, 2, 3], {1: 0b011, 2: 0b101, 3: 0b110}, id="a bit a token"),
        pytest.param(["智能", "ai", "体"], [2], {2: 0b101}, id="of those that are asked for"),
        pytest.param(["能智", "c"], [1, 3], {1: 0, 3: 0b10}, id="a token that no document has"),
        pytest.param(["ai"], [1, 99], {1: 1, 99: 0}, id="a document that is not there"),
        pytest.param([*"abcdefghijklmnopqrstuvwxyz" * 2, "体"], [1, 3], {1: 0, 3: 1 << 2 | 1 << 28 | 1 << 52}, id="many"),
        pytest.param([], [1], {1: 0}, id="no tokens"),
        pytest.param(["ai"], [], {}, id="no documents"),
    ],
)  # fmt: skip
def test_what_documents_hold(
    generations: Generations, tokens: list[str], ids: list[int], expected: dict[int, int]
) -> None:
    held = generations.write(THREE).holding(tokens, ids)
    assert {id: held.get(id, 0) for id in ids} == expected
    assert held.keys() <= set(ids)


def test_what_is_deleted_holds_nothing(generations: Generations) -> None:
    generations.write(THREE)
    assert {id: bits for id, bits in generations.write({4: "ai"}, [1]).holding(["ai"], [1, 3, 4]).items() if bits} == {3: 1, 4: 1}  # fmt: skip


# -- writing ---------------------------------------------------------------------------------------------------


def test_ids_are_those_of_the_documents(generations: Generations) -> None:
    assert generations.write({7: "a", 4_000_000_000: "a b"}).ids() == {7, 4_000_000_000}


def test_no_documents(generations: Generations) -> None:
    reader = generations.write({})
    assert (reader.ids(), reader.frequency("a"), list(reader.beginning("")), found(reader, "a")) == (set(), 0, [], [])
    assert generations.write({1: "a"}).ids() == {1}


def test_one_document_without_tokens(generations: Generations) -> None:
    reader = generations.write({1: ""})
    assert (reader.ids(), found(reader, "a")) == ({1}, [])


def test_the_last_document_is_deleted(generations: Generations) -> None:
    generations.write({1: "a"})
    reader = generations.write({}, [1])
    assert (reader.ids(), found(reader, "a")) == (set(), [])


@pytest.mark.parametrize(
    ("added", "deleted", "expected"),
    [
        pytest.param({4: "智能"}, [], [1, 2, 4], id="added"),
        pytest.param({}, [1], [2], id="deleted"),
        pytest.param({4: "智能 new"}, [2], [1, 4], id="replaced: a changed note gets a new id"),
        pytest.param({4: "other"}, [1, 2, 3], [], id="all replaced"),
        pytest.param({}, [99], [1, 2], id="deleting what is not there"),
        pytest.param({}, [], [1, 2], id="nothing"),
    ],
)
def test_a_folder_made_from_another(
    generations: Generations, added: dict[int, str], deleted: list[int], expected: list[int]
) -> None:
    generations.write(THREE)
    base = generations.newest
    before = {file: file.read_bytes() for file in lasting(base)}
    reader = generations.write(added, deleted)
    assert found(reader, "智能") == expected
    assert reader.ids() == ({1, 2, 3} - set(deleted)) | set(added)
    assert {file: file.read_bytes() for file in lasting(base)} == before
    assert found(generations.engine.open(str(base)), "智能") == [1, 2]


def test_a_reader_goes_on_while_its_folder_vanishes(generations: Generations) -> None:
    reader = generations.write(THREE)
    for file in generations.newest.iterdir():
        file.unlink()
    assert found(reader, "智能") == [1, 2]
    reader.close()


def test_many_small_changes(generations: Generations) -> None:
    """Far more than there may be segments: they are merged on the way, and what was deleted stays so."""
    reader = generations.write({1: "base even"})
    for id in range(2, 40):
        reader.close()
        reader = generations.write({id: f"base {'even' if id % 2 == 0 else 'odd'} n{id}"}, [id - 20] if id > 22 else [])
    alive = set(range(20, 40)) | {1, 2}
    assert reader.ids() == alive
    assert set(reader.candidates("base")) == alive
    assert set(reader.candidates("even")) == {id for id in alive if id % 2 == 0 or id == 1}
    assert found(reader, "n39") == [39]
    assert found(reader, "n10") == []
    assert len(list(generations.newest.iterdir())) < 60


def test_an_index_that_is_written_in_portions(
    engine: Engine, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is to be written is collected in memory up to a limit: beyond it there are several segments at once."""
    generations.write({id: f"base old n{id}" for id in range(1, 11)})
    monkeypatch.setattr(whoosh, "_MAX_POSTINGS", 7)
    monkeypatch.setattr("vault_tools.search.engines.tantivy._MAX_WAITING", 30) if engine.name == "tantivy" else None
    reader = generations.write({id: f"base new n{id}" for id in range(11, 51)}, [2, 4])
    alive = set(range(1, 51)) - {2, 4}
    assert reader.ids() == set(reader.candidates("base")) == alive
    assert found(reader, "old") == [id for id in range(1, 11) if id in alive]
    assert [found(reader, f"n{id}") for id in range(1, 51)] == [[id] if id in alive else [] for id in range(1, 51)]
    assert [file.name for file in generations.newest.iterdir() if "LOCK" in file.name] == []


@settings(max_examples=25)
@given(steps=st.lists(st.tuples(st.lists(st.text("智能体ab~", min_size=1, max_size=3), max_size=6), st.sets(st.integers(1, 12), max_size=3)), min_size=1, max_size=12))  # fmt: skip
def test_any_history(engine: Engine, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple]) -> None:
    """Whatever is added and deleted in whatever order: the same as in a dictionary."""
    generations = Generations(engine, tmp_path_factory.mktemp("history"))
    known: dict[int, list[str]] = {}
    for id, (tokens, deleted) in enumerate(steps, 1):
        known = {other: kept for other, kept in known.items() if other not in deleted} | {id: tokens}
        reader = generations.write({id: " ".join(tokens)}, deleted)
        assert reader.ids() == set(known)
        for token in {token for kept in known.values() for token in kept}:
            assert set(reader.candidates(token)) == {id for id, kept in known.items() if token in kept}
        reader.close()


# -- damage ----------------------------------------------------------------------------------------------------


def torn(content: bytes) -> bytes:
    return content[: len(content) // 2]


def emptied(content: bytes) -> bytes:
    return b""


def flipped(content: bytes) -> bytes:
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :] if content else b"x"


def asked(engine: Engine, folder: Path) -> None:
    reader = engine.open(str(folder))
    reader.ids(), reader.frequency("智能"), list(reader.beginning("")), reader.candidates(Some(("智能", "ai", "体")))
    reader.close()


@pytest.mark.parametrize("harm", [torn, emptied, flipped])
def test_a_damaged_folder_answers_or_says_so(
    engine: Engine, generations: Generations, harm: Callable[[bytes], bytes]
) -> None:
    """Sums are compared before an engine opens anything; what slips through still ends in EngineError at the worst."""
    generations.write(THREE).close()
    generations.write({4: "智能"}, [1]).close()
    for file in sorted(lasting(generations.newest)):
        whole = file.read_bytes()
        os.unlink(file)  # it may be a link to the other generation's
        file.write_bytes(harm(whole))
        with contextlib.suppress(EngineError, OSError):
            asked(engine, generations.newest)
        os.unlink(file)  # a thread of tantivy's may still have mapped it: nobody shortens it under its feet
        file.write_bytes(whole)
    asked(engine, generations.newest)


def test_a_missing_file(engine: Engine, generations: Generations) -> None:
    generations.write(THREE).close()
    for file in generations.newest.iterdir():
        file.unlink()
    with pytest.raises((EngineError, OSError)):
        engine.open(str(generations.newest))


@pytest.mark.parametrize("harm", [torn, emptied, Path.unlink])
def test_a_damaged_base_is_said_to_be(engine: Engine, generations: Generations, harm: Callable) -> None:
    generations.write(THREE).close()
    for file in generations.newest.iterdir():
        content = file.read_bytes()
        file.unlink()
        if harm is not Path.unlink:
            file.write_bytes(harm(content))
    with pytest.raises((EngineError, OSError)):
        generations.write({4: "x"}, [1])
