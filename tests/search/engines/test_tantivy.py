"""What is particular to tantivy: what it raises, what it makes of numbers, and that it gives the same twice."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("tantivy", reason="needs the extra `fast`")

from search.shelf import built, found, index_of
from support import write_vault
from vault_tools.search.engines import LOCK_SUFFIX, EngineError, Entry, Some, tantivy
from vault_tools.search.engines.tantivy import TantivyEngine, TantivyReader, _failures

ENGINE = TantivyEngine()


def write(folder: Path, ids: range, base: Path | None = None, deleted: tuple[int, ...] = ()) -> TantivyReader:
    folder.mkdir()
    entries = (Entry(id, "base " * (1 + id % 3) + f"n{id % 7} n{id % 7}" + " x" * (id % 50)) for id in ids)
    ENGINE.write(str(folder), str(base) if base else None, entries, deleted)
    return ENGINE.open(str(folder))


def panic() -> BaseException:
    """Return the exception that a panic of Rust becomes: asked for no documents at all, the library panics."""
    from tantivy import Index, Query, SchemaBuilder

    try:
        Index(SchemaBuilder().build()).searcher().search(Query.all_query(), limit=0)
    except BaseException as error:
        return error
    raise AssertionError("the library does not panic any more")


def raiser(error: BaseException) -> Callable[..., object]:
    def fail(*arguments: object, **options: object) -> object:
        raise error

    return fail


# -- what it raises --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "expected", "number"),
    [
        pytest.param(ValueError("An IO error occurred: 'No space left on device (os error 28)'"), OSError, 28, id="full"),
        pytest.param(ValueError("Os { code: 27, kind: FileTooLarge }"), OSError, 27, id="as Rust writes it for itself"),
        pytest.param(ValueError("No such file or directory (os error 2)"), EngineError, None, id="a file that is gone"),
        pytest.param(OSError(28, "No space left on device"), OSError, 28, id="full, as Python says it"),
        pytest.param(FileNotFoundError(2, "No such file"), EngineError, None, id="a file that is gone, as Python says it"),
        pytest.param(ValueError("Data corrupted"), EngineError, None, id="damage"),
        pytest.param(KeyboardInterrupt(), KeyboardInterrupt, None, id="silent: an interruption"),
        pytest.param(SystemExit(), SystemExit, None, id="silent: the end"),
    ],
)  # fmt: skip
def test_what_is_raised(error: BaseException, expected: type[BaseException], number: int | None) -> None:
    with pytest.raises(expected) as caught, _failures():
        raise error
    assert getattr(caught.value, "errno", None) == number


def test_a_panic_is_no_exception_and_becomes_one() -> None:
    error = panic()
    assert not isinstance(error, Exception)
    with pytest.raises(EngineError), _failures():
        raise error


@pytest.mark.parametrize("place", ["TantivyReader", "_taken_over"])
def test_a_panic_is_a_reason_to_build_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """When an index is opened, and when it is written."""
    root = write_vault(tmp_path / "vault", {"a.md": "双链\n"})
    built(root, tmp_path / "cache", ENGINE).close()
    write_vault(root, {"b.md": "双链\n"})
    whole, failures = getattr(tantivy, place), [panic()]

    def fails_once(*arguments: str) -> object:
        if failures:
            raise failures.pop()
        return whole(*arguments)

    monkeypatch.setattr(tantivy, place, fails_once)
    said: list[str] = []
    index = built(root, tmp_path / "cache", ENGINE, said)
    assert found(index, "双链") == {"a.md", "b.md"}
    assert said == ["search.rebuilt.damaged"]
    assert failures == []


def test_a_full_disk_is_said_to_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is taken for damage, and nothing built anew."""
    root = write_vault(tmp_path / "vault", {"a.md": "双链\n"})
    built(root, tmp_path / "cache", ENGINE).close()
    write_vault(root, {"b.md": "双链\n"})
    monkeypatch.setattr(tantivy, "_commit", raiser(OSError(28, "No space left on device")))
    said: list[str] = []
    index = index_of(root, tmp_path / "cache", ENGINE, said)
    with pytest.raises(OSError, match="No space left"):
        index.refresh()
    assert (found(index, "双链"), said) == ({"a.md"}, [])


# -- what it gives ---------------------------------------------------------------------------------------------


def test_the_same_documents_have_the_same_scores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However they are spread over segments: in one, in many, written by way of several generations."""
    wanted = Some(("base", "n3", "x", "n5"))
    once = write(tmp_path / "once", range(1, 300)).candidates(wanted)
    assert write(tmp_path / "again", range(1, 300)).candidates(wanted) == once
    write(tmp_path / "first", range(1, 100))
    assert write(tmp_path / "second", range(100, 300), tmp_path / "first").candidates(wanted) == once
    monkeypatch.setattr(tantivy, "_MAX_WAITING", 200)
    assert write(tmp_path / "portions", range(1, 300)).candidates(wanted) == once
    assert len(once) == 299


def test_large_ids_are_deleted(tmp_path: Path) -> None:
    far = 1 << 60
    write(tmp_path / "1", range(far, far + 5))
    reader = write(tmp_path / "2", range(1, 3), tmp_path / "1", (far + 1, 3))
    assert reader.ids() == {far, far + 2, far + 3, far + 4, 1, 2}


def files(folder: Path) -> list[str]:
    return sorted(name for name in os.listdir(folder) if not name.endswith(LOCK_SUFFIX))


def test_opening_makes_no_file_but_a_lock(tmp_path: Path) -> None:
    """A file that the manifest does not name would be damage."""
    folder = tmp_path / "1"
    folder.mkdir()
    ENGINE.write(str(folder), None, [Entry(1, "a")], [])
    before = sorted(os.listdir(folder))
    assert before == files(folder)
    ENGINE.open(str(folder)).close()
    assert files(folder) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes and links")
@pytest.mark.parametrize("name", [".tantivy-meta.lock", ".tantivy-writer.lock"])
@pytest.mark.parametrize("is_pipe", [True, False])
def test_what_stands_in_the_place_of_a_lock(tmp_path: Path, name: str, is_pipe: bool) -> None:
    """Nobody waits for a pipe, and nothing is made where a link leads."""
    write(tmp_path / "1", range(1, 5)).close()
    lock = tmp_path / "1" / name
    lock.unlink(missing_ok=True)
    os.mkfifo(lock) if is_pipe else lock.symlink_to(tmp_path / "made")
    assert len(ENGINE.open(str(tmp_path / "1")).ids()) == 4
    lock.unlink(missing_ok=True)
    os.mkfifo(lock) if is_pipe else lock.symlink_to(tmp_path / "made")
    assert len(write(tmp_path / "2", range(5, 8), tmp_path / "1").ids()) == 7
    assert not (tmp_path / "made").exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_process_that_is_forked_while_a_lock_is_held(tmp_path: Path) -> None:
    """It has the lock as long as it lives, and opens the index all the same."""
    import fcntl

    write(tmp_path / "1", range(1, 5)).close()
    with open(tmp_path / "1" / ".tantivy-meta.lock", "w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        process = os.fork()
        if not process:
            signal.alarm(20)
            os._exit(len(ENGINE.open(str(tmp_path / "1")).ids()))
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 4


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="counts threads as Linux shows them")
def test_an_index_that_is_closed_has_neither_threads_nor_files(tmp_path: Path) -> None:
    """The library watches an index that is open, in a thread."""

    def held() -> int:
        maps = Path("/proc/self/maps").read_text(encoding="utf-8")
        return len(os.listdir("/proc/self/task")) + maps.count(str(tmp_path))

    def settled(least: int) -> int:
        deadline = time.monotonic() + 5
        while held() > least and time.monotonic() < deadline:
            time.sleep(0.1)  # threads that have written, or watched, are still leaving
        return held()

    time.sleep(1)  # what ended with the tests before
    before = held()
    readers = [write(tmp_path / str(number), range(1, 5)) for number in range(5)]
    assert held() > before
    for reader in readers:
        reader.close()
    assert settled(before) <= before
