"""Runs that are killed, that fail, and that run at once: the old index or the new one, whole, and no files pile up."""

import errno
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from search.shelf import built, found, index_of, is_right
from support import write_vault
from vault_tools.search.storage import Manifest, Storage

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="forks and kills"),
    pytest.mark.usefixtures("each_engine"),
]

NOTES = {f"{number}.md": f"---\n来源: 书\n---\n第一行，笔记 n{number}\n" for number in range(30)}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A vault whose files are of last year."""
    root = write_vault(tmp_path / "vault", NOTES)
    for file in root.iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    return root


def fork(work: Callable[[], object]) -> int:
    """Do `work` in a process of its own and return its number; it exits with 3 where an OSError is raised, 1 for others."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        work()
        code = 0
    except OSError:
        code = 3
    except BaseException:  # nothing of the tests goes on in here
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def ended(process: int) -> int:
    """Wait for a process; return its exit code, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def lying(folder: Path) -> tuple[int, set[str]]:
    """Return how many generations there are, and what else."""
    names = [path.name for path in (folder / "search").iterdir()]
    return sum(name.startswith("g") for name in names), {name for name in names if not name.startswith("g")}


def mended(root: Path, folder: Path, fresh: Path) -> None:
    """The next run answers right, and once it has something to write, nothing is left of what was."""
    index = built(root, folder)
    assert is_right(index, root, fresh)
    write_vault(root, {"后.md": f"后来的 {time.time_ns()}\n"})
    index = built(root, folder)
    assert found(index, "后来的") == {"后.md"}
    assert lying(folder) == (1, {"lock", "manifest.json"})
    index.close()


# -- killed ----------------------------------------------------------------------------------------------------


EVENTS = {"open", "os.link", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"}


def at_event(number: int, folder: Path, act: Callable[[], object]) -> None:
    """Have `act` called at the `number`-th time that this process opens, links, renames or deletes in `folder`."""
    left = number
    inside = str(folder)

    def watch(event: str, arguments: tuple) -> None:
        nonlocal left
        if event in EVENTS and any(isinstance(value, str) and value.startswith(inside) for value in arguments):
            left -= 1
            if left == 0:
                act()

    sys.addaudithook(watch)


def harmed_at_every_event(root: Path, folder: Path, act: Callable[[], object], step: int) -> list[int]:
    """Refresh in process after process, each harmed at a later moment, until one gets through; return how they ended."""
    ends: list[int] = []
    while not ends or ends[-1] != 0:
        write_vault(root, {"1.md": f"改了 {len(ends)}\n", f"新{len(ends) % 3}.md": f"新的 {len(ends)}\n"})

        def work() -> None:
            at_event(1 + step * len(ends), folder, act)
            built(root, folder)

        ends.append(ended(fork(work)))
        index = built(root, folder)
        assert found(index, "改了") == {"1.md"}
        assert index.verify() == ""
        index.close()
        assert lying(folder)[0] <= 2
        assert len(ends) < 1_000
    return ends


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    "step", [pytest.param(9, id="some moments"), pytest.param(1, id="all", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("is_built", [True, False], ids=["a refresh", "the first index"])
def test_killed_at_a_moment(tmp_path: Path, root: Path, step: int, is_built: bool) -> None:
    if is_built:
        built(root, tmp_path / "cache").close()
    ends = harmed_at_every_event(root, tmp_path / "cache", kill, step)
    assert len(ends) > 3
    assert set(ends[:-1]) == {-signal.SIGKILL}
    mended(root, tmp_path / "cache", tmp_path / "fresh")


@pytest.mark.parametrize("count", [pytest.param(12, id="a dozen"), pytest.param(100, id="100", marks=pytest.mark.slow)])
def test_killed_at_any_time(tmp_path: Path, root: Path, count: int) -> None:
    folder, chance = tmp_path / "cache", random.Random(count)
    built(root, folder).close()

    def work() -> None:
        while True:
            built(root, folder).refresh(rebuild=True)

    for number in range(count):
        write_vault(root, {"1.md": f"改了 {number}\n"})
        process = fork(work)
        time.sleep(chance.uniform(0, 0.2))
        os.kill(process, signal.SIGKILL)
        assert ended(process) == -signal.SIGKILL
        index = built(root, folder)
        assert found(index, f'content:"改了 {number}"') == {"1.md"}
        assert found(index, "笔记") == set(NOTES) - {"1.md"}
        index.close()
        assert lying(folder)[0] <= 2
    mended(root, folder, tmp_path / "fresh")


# -- failing ---------------------------------------------------------------------------------------------------


def full_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    "step", [pytest.param(9, id="some moments"), pytest.param(1, id="all", marks=pytest.mark.slow)]
)
def test_the_disk_is_full_at_a_moment(tmp_path: Path, root: Path, step: int) -> None:
    """A refresh ends with OSError or gets by without; the next one is right."""
    built(root, tmp_path / "cache").close()
    folder = tmp_path / "cache" / "search"
    for number in range(1, 200, step):
        write_vault(root, {"1.md": f"改了 {number}\n"})

        def work(number: int = number) -> None:
            at_event(number, folder, full_disk)
            built(root, tmp_path / "cache")

        assert ended(fork(work)) in (0, 3)
        index = built(root, tmp_path / "cache")
        assert found(index, f'content:"改了 {number}"') == {"1.md"}
        index.close()
    mended(root, tmp_path / "cache", tmp_path / "fresh")


@pytest.mark.parametrize("size", [0, 1, 100, 1_000, 2_000])
def test_no_file_can_grow(tmp_path: Path, root: Path, size: int) -> None:
    """Every write beyond `size` bytes fails: the old index stays, or the new one is complete."""
    import resource

    built(root, tmp_path / "cache").close()
    before = sorted((tmp_path / "cache" / "search").glob("g*"))
    write_vault(root, {"1.md": "改了\n"})

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        built(root, tmp_path / "cache")

    assert ended(fork(work)) == 3
    assert set(before) <= set((tmp_path / "cache" / "search").glob("g*"))
    said: list[str] = []
    index = index_of(root, tmp_path / "cache", said=said)
    assert (index.search("笔记").total, said) == (30, [])
    index.close()
    mended(root, tmp_path / "cache", tmp_path / "fresh")


# -- at once ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_built", [True, False], ids=["a refresh", "the first index"])
def test_six_runs_at_once(tmp_path: Path, root: Path, is_built: bool) -> None:
    folder = tmp_path / "cache"
    if is_built:
        built(root, folder).close()
    write_vault(root, {"1.md": "改了\n"})

    def work() -> None:
        said: list[str] = []
        index = built(root, folder, said=said)
        assert found(index, "改了") == {"1.md"}
        assert len(found(index, "笔记")) == 29
        assert set(said) <= {"search.waiting"}, said

    assert [ended(process) for process in [fork(work) for _ in range(6)]] == [0] * 6
    assert lying(folder) == (1, {"lock", "manifest.json"})
    assert is_right(built(root, folder), root, tmp_path / "fresh")


def test_searches_during_rebuilds(tmp_path: Path, root: Path) -> None:
    """They answer from the old index or the new one, and say nothing."""
    folder = tmp_path / "cache"
    built(root, folder).close()

    def work() -> None:
        while True:
            built(root, folder).refresh(rebuild=True)

    process = fork(work)
    try:
        said: list[str] = []
        generations: set[str] = set()
        least, latest = 60, time.monotonic() + 60
        while least > 0 or (len(generations) < 4 and time.monotonic() < latest):
            least -= 1
            index = index_of(root, folder, said=said)
            assert index.is_built
            assert index.search("笔记").total == 30
            assert len(index.search("第一行").hits) == 10
            generations |= {path.name for path in (folder / "search").glob("g*")}
            index.close()
        assert said == []
        assert len(generations) >= 4  # it went on meanwhile
    finally:
        kill_and_wait(process)


def test_another_run_replaces_what_is_just_being_opened(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    built(root, folder).close()
    verify, times = Storage.verify, 3

    def late(storage: Storage, manifest: Manifest) -> None:
        nonlocal times
        if times:
            times -= 1
            assert ended(fork(lambda: replace())) == 0
        verify(storage, manifest)

    def replace() -> None:
        monkeypatch.undo()
        built(root, folder).refresh(rebuild=True)

    monkeypatch.setattr(Storage, "verify", late)
    said: list[str] = []
    index = index_of(root, folder, said=said)
    assert (times, said) == (0, [])
    assert index.search("笔记").total == 30


def kill_and_wait(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    ended(process)


def test_an_open_index_answers_while_others_rebuild(tmp_path: Path, root: Path) -> None:
    index = built(root, tmp_path / "cache")
    for _ in range(3):
        assert ended(fork(lambda: built(root, tmp_path / "cache").refresh(rebuild=True))) == 0
    assert found(index, "笔记") == set(NOTES)
    assert [hit.snippet for hit in index.search("n7").hits] == ["第一行，笔记 n7"]
    write_vault(root, {"1.md": "改了\n"})
    index.refresh()
    assert found(index, "改了") == {"1.md"}


def test_a_run_that_writes_for_long_is_not_waited_for_where_there_is_an_index(tmp_path: Path, root: Path) -> None:
    folder = tmp_path / "cache"
    built(root, folder).close()
    write_vault(root, {"1.md": "改了\n"})
    waiting, ready = os.pipe()

    def work() -> None:
        index = index_of(root, folder)
        with index._storage.locked(lambda: None):
            os.write(ready, b"x")
            time.sleep(60)

    process = fork(work)
    try:
        os.read(waiting, 1)
        said: list[str] = []
        started = time.monotonic()
        index = built(root, folder, said=said)
        assert time.monotonic() - started < 50
        assert said == ["search.busy"]
        assert index.search("笔记").total == 30
    finally:
        kill_and_wait(process)
    index.refresh()
    assert found(index, "改了") == {"1.md"}
