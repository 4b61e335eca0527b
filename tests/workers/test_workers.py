"""Notes that other processes parse: the same facts and findings, whatever becomes of those processes."""

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import vault, write_vault
from vault_tools import api, loading, scan, workers
from vault_tools.cache import SOURCES, FactsCache
from vault_tools.config import load_config
from vault_tools.edition import edition
from vault_tools.findings import Report
from vault_tools.parse.source import MAX_BYTES
from vault_tools.workers import queue
from vault_tools.workers.crew import Crew
from vault_tools.workers.process import Worker
from vault_tools.workers.wire import Task

pytestmark = pytest.mark.skipif(os.name != "posix", reason="elsewhere, one process does it all")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which processes there are")
ROOT = Path(__file__).parent.parent.parent
NOTE = "---\ntitle: 甲\ntags: [a, b]\n---\n\n# 甲\n\n[[n1#甲]] [[没有]] ^x\n\n- [ ] x #y\n"


def children() -> set[str]:
    """Return the processes that this one has started and not waited for, as far as the system tells."""
    return {pid for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split()}


@pytest.fixture(autouse=True)
def nothing_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test, no process is there that it has not waited for; others may have been there before."""
    before = children()
    yield
    if not children() <= before:
        gc.collect()  # a second in a process of thousands of tests
    assert children() <= before


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few notes be worth it."""
    monkeypatch.setattr(loading, "MANY", 1)
    monkeypatch.setattr(queue, "_GAP", 3)
    monkeypatch.setattr(queue, "_CHUNK", 2)


@pytest.fixture
def deliveries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of notes that have been parsed by others: each crew is given time to deliver something."""
    found: list[str] = []
    take = Crew.take
    known: list[Crew] = []

    def spied(crew: Crew, path: str) -> object:
        end = time.monotonic() + 60 * (crew not in known)
        known.append(crew)
        while crew._workers and not crew._delivered and time.monotonic() < end:
            crew._tend()
        delivery = take(crew, path)
        found.extend([path] if delivery else [])
        return delivery

    monkeypatch.setattr(Crew, "take", spied)
    return found


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever starts a process fails."""

    def fail(*arguments: object, **options: object) -> int:
        raise AssertionError(arguments)

    monkeypatch.setattr(os, "posix_spawn", fail)


def many(root: Path, count: int = 60) -> Path:
    return write_vault(root, {f"n{number}.md": NOTE for number in range(count)})


def odd(root: Path) -> Path:
    """Write a vault with all that can be wrong with a file."""
    write_vault(
        many(root, 40),
        {
            "n1x.md": "抓取".encode("gbk"), "n2x.txt": "---\na: 1\n---\n[[没有]]", "n2y.txt": "no note", "n3x.canvas": '{"nodes": [{"type": "file", "file": "没有.md"}]}',
            "n3y.canvas": "{", "n3x.base": "views: [", "n4x.md": f"---\na: {2**70}\n---\n", "n4y.md": "---\na: [1\n---\n", "n5x.md": b"x" * (MAX_BYTES + 1),
            "n6.markdown": "[[没有]]", "空.md": "", ".hidden/n.md": "[[nichts]]",
        },
    )  # fmt: skip
    os.mkfifo(root / "n7x.md")
    (root / "n8x.md").symlink_to("n1.md")
    (root / "n8y.md").symlink_to(".hidden/n.md")
    (root / "n9x.md").symlink_to("/etc/passwd")
    (root / "n9y.md").symlink_to("nowhere")
    Path(os.fsdecode(os.fsencode(root) + b"/n\xff.md")).write_text("[[没有]]", "utf-8")
    return root


def check(root: Path, jobs: int, folder: Path | None = None, *, pause: float = 0.0) -> Report:
    """Check a vault, with a `pause` before each note in which workers can do something."""
    if folder:
        folder.mkdir(exist_ok=True)
    cache = FactsCache(str(folder)) if folder else None
    read = api.load(root, load_config(root), lambda done, total: time.sleep(pause), cache, jobs=jobs)
    report = api.check(read)
    if cache:
        cache.save(len(read.checked))
    return report


def crew_of(root: Path, count: int, task: Task | None = None) -> Crew:
    return Crew(task or Task(str(root), b"", ()), sorted(os.listdir(root)), count)


def ids(crew: Crew) -> list[int]:
    return [worker._id for worker in crew._workers]


# -- the same results --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "jobs"),
    [
        *((name, jobs) for name in ("example_vault", "example_vault/faults", "odd", "kepano") for jobs in (2, 5)),
        ("ai-notes", 2),
        pytest.param("ai-notes", 5, marks=pytest.mark.slow),
    ],
)
def test_results_do_not_depend_on_processes(
    name: str, jobs: int, tmp_path: Path, eager: None, deliveries: list[str], request: pytest.FixtureRequest
) -> None:
    if name == "odd":
        root = odd(tmp_path / "vault")
    else:
        root = ROOT / name if "example" in name else request.getfixturevalue("shared") / "vaults" / name
    expected = check(root, 1)
    assert check(root, jobs) == expected
    assert deliveries
    deliveries.clear()
    assert check(root, jobs, tmp_path / "cache") == expected
    assert deliveries
    deliveries.clear()
    assert check(root, jobs, tmp_path / "cache") == check(root, 1, tmp_path / "cache") == expected


def test_facts_that_were_delivered_are_kept(tmp_path: Path, eager: None, deliveries: list[str], alone: None) -> None:
    """What comes out of the cache afterwards is what this process would have put in."""
    root = odd(tmp_path / "vault")
    os.posix_spawn, spawn = sys.modules["posix"].posix_spawn, os.posix_spawn
    check(root, 3, tmp_path / "cache")
    os.posix_spawn = spawn
    assert deliveries
    (tmp_path / "other").mkdir()
    ours, theirs = FactsCache(str(tmp_path / "other")), FactsCache(str(tmp_path / "cache"))
    assert list(api.load(root, cache=theirs).notes) == list(api.load(root, cache=ours).notes)
    assert theirs.parsed < 4  # what cannot be kept, and what has no mark


def test_files_that_others_have_read_are_not_read_again(
    shared: Path, tmp_path: Path, eager: None, deliveries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shared / "vaults" / "kepano"
    check(root, 3, tmp_path / "cache")
    assert deliveries
    read: list[str] = []
    monkeypatch.setattr(scan, "facts", lambda path, raw, cache: read.append(path))
    list(api.load(root, cache=FactsCache(str(tmp_path / "cache"))).notes)
    assert [path for path in read if path.endswith(".md")] == []


def test_every_note_counts_once(tmp_path: Path, eager: None, deliveries: list[str]) -> None:
    counted: list[tuple[int, int]] = []

    def on_read(done: int, total: int) -> None:
        counted.append((done, total))

    assert len(list(api.load(many(tmp_path), on_read=on_read, jobs=3).notes)) == 60
    assert deliveries
    assert counted == [(number, 60) for number in range(1, 61)]


# -- when others are asked ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jobs", "count"),
    [
        pytest.param(1, 700, id="one process"),
        pytest.param(9, loading.MANY - 1, id="a few notes"),
        pytest.param(0, loading.MANY + 1, id="not so many that it is done unasked"),
    ],
)
def test_nobody_is_asked_without_need(tmp_path: Path, alone: None, jobs: int, count: int) -> None:
    assert check(many(tmp_path, count), jobs).checked == count


def test_who_reads_one_note_asks_nobody(tmp_path: Path, alone: None) -> None:
    assert api.load(many(tmp_path, 700), jobs=9).note("n5.md")


def test_what_is_known_is_not_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = many(tmp_path / "vault", 700)
    check(root, 1, tmp_path / "cache")
    started: list[object] = []
    monkeypatch.setattr(Worker, "__init__", lambda worker, task: started.append(task))
    monkeypatch.setattr(Worker, "take", no_processes)
    monkeypatch.setattr(Worker, "stop", lambda worker: None)
    write_vault(root, {f"n{number}.md": f"{NOTE}{number}" for number in range(50)})
    check(root, 2, tmp_path / "cache")
    assert started == []
    write_vault(root, {f"a{number}.md": f"{NOTE}{number}" for number in range(600)})
    check(root, 2, tmp_path / "cache")
    assert len(started) == 1


@pytest.mark.parametrize(("asked", "expected"), [(1, 1), (2, 2), (workers.MOST, workers.MOST), (10**9, workers.MOST)])
def test_there_is_a_limit(asked: int, expected: int) -> None:
    assert workers.allowed(asked) == expected


@pytest.mark.parametrize(("processors", "expected"), [(1, 1), (2, 2), (64, 4)])
def test_unless_asked_there_is_one_a_processor(processors: int, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(processors)), raising=False)
    assert workers.allowed(0) == expected


@pytest.mark.parametrize("jobs", ["0", "-1", "two", ""])
def test_a_number_that_makes_no_sense_is_refused(tmp_path: Path, jobs: str) -> None:
    ran = vault("check", "-C", str(many(tmp_path, 1)), "--jobs", jobs)
    assert ran.code == 2
    assert "--jobs" in ran.err


def test_the_environment_may_say_how_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    load = api.load
    monkeypatch.setattr(api, "load", lambda *a, jobs, **k: asked.append(jobs) or load(*a, jobs=jobs, **k))
    monkeypatch.setenv("VAULT_TOOLS_JOBS", "3")
    vault("check", "-C", str(many(tmp_path, 1)))
    vault("check", "-C", str(tmp_path), "--no-cache", "--jobs", "7")
    assert asked == [3, 7]


# -- what may go wrong -------------------------------------------------------------------------------------------


def no_processes(*arguments: object, **options: object) -> int:
    raise BlockingIOError


@pytest.mark.parametrize("program", ["", "/nowhere", "/bin/true", "/bin/cat", "/usr/bin/yes"])
def test_programs_that_are_no_python(
    program: str, tmp_path: Path, eager: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = many(tmp_path)
    expected = check(root, 1)
    monkeypatch.setattr(sys, "executable", program)
    assert check(root, 3, pause=0.002) == expected


def test_no_more_processes(tmp_path: Path, eager: None, monkeypatch: pytest.MonkeyPatch) -> None:
    root = many(tmp_path)
    expected = check(root, 1)
    monkeypatch.setattr(os, "posix_spawn", no_processes)
    before = os.listdir("/dev/fd")
    assert check(root, 3) == expected
    assert len(os.listdir("/dev/fd")) == len(before)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM])
@pytest.mark.parametrize("moment", [0, 10, 30])
def test_a_worker_that_is_gone_or_hangs(
    sign: signal.Signals, moment: int, tmp_path: Path, eager: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = many(tmp_path)
    expected = check(root, 1)
    calls = 0
    take = Crew.take

    def strike(crew: Crew, path: str) -> object:
        nonlocal calls
        calls += 1
        if calls == moment + 1:
            for id in ids(crew):
                os.kill(id, sign)
        return take(crew, path)

    monkeypatch.setattr(Crew, "take", strike)
    assert check(root, 3, pause=0.005) == expected
    assert calls == 60


def test_a_worker_of_another_edition_delivers_nothing(tmp_path: Path, eager: None) -> None:
    root = many(tmp_path)
    task = Task(str(root), edition(*SOURCES), SOURCES)
    for wanted, found in ((task, True), (Task(str(root), b"another", SOURCES), False)):
        crew = crew_of(root, 1, wanted)
        end = time.monotonic() + 60
        while crew._workers and not crew._delivered and time.monotonic() < end:
            crew._tend()
        assert bool(crew._delivered) is found
        crew.stop()


def test_who_loses_interest_leaves_nobody_behind(tmp_path: Path, eager: None) -> None:
    read = api.load(many(tmp_path), jobs=4)
    notes = iter(read.notes)
    before = children()
    next(notes)
    assert sys.platform != "linux" or children() > before
    api.stopper(read)()
    assert len(list(notes)) == 59
    assert children() == before


def test_nor_who_forgets_a_vault(tmp_path: Path, eager: None) -> None:
    next(iter(api.load(many(tmp_path), jobs=4).notes))


# -- whole processes ---------------------------------------------------------------------------------------------

SCRIPT = """
import sys, threading, vault_tools
from vault_tools import loading
loading.MANY = 1
found = []
def run():
    found.append(vault_tools.check(vault_tools.load(sys.argv[1], jobs=3)).findings)
threads = [threading.Thread(target=run) for _ in range(3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
run()
assert len(found) == 4 and all(one == found[0] for one in found)
print(len(found[0]))
"""


def test_threads_of_a_script_without_any_precautions(tmp_path: Path) -> None:
    root = many(tmp_path, 700)
    ran = subprocess.run([sys.executable, "-c", SCRIPT, root], capture_output=True, text=True, check=False, timeout=120)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert int(ran.stdout) > 0


@pytest.mark.parametrize("closed", ["<&-", ">&- <&-", "2>&-"])
def test_streams_that_are_closed(closed: str, tmp_path: Path) -> None:
    root = many(tmp_path / "vault", 700)
    outputs = []
    for jobs in ("1", "3"):
        file = tmp_path / f"{jobs}.json"
        command = f'"$0" -m vault_tools check -C "$1" --no-cache --jobs {jobs} --output json:"$2" {closed}'
        stdout = subprocess.DEVNULL
        subprocess.run(["sh", "-c", command, sys.executable, root, file], check=False, timeout=120, stdout=stdout)
        outputs.append(file.read_bytes())
    assert outputs[0] == outputs[1]


def members(session: int) -> list[int]:
    """Return the processes of a session."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            status = Path("/proc", name, "stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(status[3]) == session and status[0] != "Z":
            found.append(int(name))
    return found


@on_linux
@pytest.mark.parametrize(
    ("sign", "code", "is_for_all"),
    [
        pytest.param(signal.SIGINT, 130, True, id="Ctrl-C"),
        pytest.param(signal.SIGINT, 130, False, id="an interruption of one"),
        pytest.param(signal.SIGTERM, -signal.SIGTERM, False, id="somebody ends it"),
        pytest.param(signal.SIGKILL, -signal.SIGKILL, False, id="somebody kills it"),
    ],
)
def test_an_end_is_an_end_for_all(sign: signal.Signals, code: int, is_for_all: bool, tmp_path: Path) -> None:
    root = write_vault(tmp_path, {f"n{number}.md": NOTE + "[[n1]] *x* `y`\n\n" * 2_000 for number in range(700)})
    command = [sys.executable, "-m", "vault_tools", "check", "-C", root, "--no-cache", "--jobs", "4"]
    ran = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while len(members(ran.pid)) < 4 and time.monotonic() < end:
        time.sleep(0.01)
    assert len(members(ran.pid)) == 4
    time.sleep(0.2)
    (os.killpg if is_for_all else os.kill)(ran.pid, sign)
    assert ran.wait(60) == code
    while members(ran.pid) and time.monotonic() < end:
        time.sleep(0.01)
    assert members(ran.pid) == []
