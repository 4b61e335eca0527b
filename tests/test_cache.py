"""The facts cache: facts that come out are those that went in, whatever has happened to the file in between."""

import os
import random
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support import Ran, vault, write_vault
from vault_tools import api, cache, edition, scan
from vault_tools.cache import FactsCache
from vault_tools.memory import storage
from vault_tools.model import START, Fault, FrontMatter, ListItems, Note, Property, Span
from vault_tools.places import TAG, cache_folder

ROOT = Path(__file__).parent.parent
FAULTS = ROOT / "example_vault" / "faults"
VAULT = [sys.executable, "-m", "vault_tools"]
posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits as POSIX has them")


def check(root: Path, folder: Path, *options: str) -> Ran:
    """Check a vault of which nothing is remembered but facts."""
    shutil.rmtree(Path(cache_folder(str(root), str(folder)), storage.FOLDER), ignore_errors=True)
    return vault("check", "-C", str(root), "--output-format", "json", "--cache-dir", str(folder), *options)


def file_of(root: Path, folder: Path) -> Path:
    return Path(cache_folder(str(root), str(folder)), cache.FILE)


@pytest.fixture
def unparsed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called, whoever parses fails: all facts must come from the cache."""

    def forbid() -> None:
        def parse(path: str, *rest: object) -> Note:
            raise AssertionError(f"{path} was parsed")

        monkeypatch.setattr(scan, "_parse_bytes", parse)

    return forbid


# -- what goes in comes out --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["example_vault", "example_vault/faults", "ai-notes", "kepano"])
def test_the_facts_of_every_note_come_out_as_they_went_in(
    name: str, tmp_path: Path, request: pytest.FixtureRequest, unparsed: Callable[[], None]
) -> None:
    root = ROOT / name if "example" in name else request.getfixturevalue("shared") / "vaults" / name
    parsed = list(api.load(root).notes)
    first = FactsCache(str(tmp_path))
    assert list(api.load(root, cache=first).notes) == parsed
    assert first.save(len(parsed)) is False
    unparsed()
    assert list(api.load(root, cache=FactsCache(str(tmp_path))).notes) == parsed


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(2**63 - 2, 2**64 + 2)
    | st.floats()
    | st.text()
    | st.sampled_from(["2024-01-05", "2026-02-30", "12:30", "1e3", "~", "a\0b"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
items = st.lists(st.integers(0, 2**32 - 1), max_size=3).map(lambda found: ListItems.pack(found * 4))


@example("\ud800", "x", {}, ListItems())
@example(["x", {"\udfff": 1}], "x", {}, ListItems())
@example({"x": [2**64]}, "x", {}, ListItems())
@example([float("nan"), -0.0, 1, 1.0, True, None, "", "2024-01-05"], "x", {}, ListItems())
@given(values, st.text(), st.dictionaries(st.text(), st.text()), items)
def test_values_of_every_kind(value: object, name: str, words: dict[str, str], packed: ListItems) -> None:
    properties = (Property(name, value, Span(4, 5), Span(7, 9), (START,)),)  # type: ignore[arg-type]
    note = Note("a/b.md", FrontMatter(START, properties, True), items=packed, faults=(Fault("x", "y", START, words),))
    folder = os.path.join(os.environ["VAULT_TOOLS_CACHE_DIR"], "values")
    os.makedirs(folder, exist_ok=True)
    kept = FactsCache(folder)
    key = kept.key("md", repr(note).encode())
    kept.keep(key, note)
    kept.save(1_000_000)
    found = FactsCache(folder).find(key, "c.md")
    if all(map(_can_be_written, _parts([value, name, words]))):
        assert repr(found) == repr(note).replace("'a/b.md'", "'c.md'", 1)  # `==` would not tell 1 from True
    else:
        assert found is None


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, list | dict):
        for part in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from _parts(part)
    else:
        yield value


def _can_be_written(part: object) -> bool:
    """Whether MessagePack has such a number, and UTF-8 such a text."""
    if isinstance(part, int):
        return -(2**63) <= part < 2**64
    return not (isinstance(part, str) and re.search("[\ud800-\udfff]", part))


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        pytest.param(("md", b"x"), ("md", b"x"), True, id="the same"),
        pytest.param(("md", b"x"), ("md", b"y"), False, id="other contents"),
        pytest.param(("md", b"x"), ("canvas", b"x"), False, id="another kind"),
        pytest.param(("md", b""), ("m", b"d"), False, id="the suffix ends where it ends"),
    ],
)
def test_keys(tmp_path: Path, one: tuple[str, bytes], other: tuple[str, bytes], are_same: bool) -> None:
    found = FactsCache(str(tmp_path))
    assert (found.key(*one) == found.key(*other)) is are_same


def test_twins_are_parsed_once_and_keep_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_vault(tmp_path / "v", {"a.md": "[[x]]", "b.md": "[[x]]", "c.canvas": ""})
    parsed = []
    monkeypatch.setattr(scan, "_parse_bytes", lambda path, *rest: parsed.append(path) or Note(path))
    found = [note.path for note in api.load(tmp_path / "v", cache=FactsCache(str(tmp_path))).notes]
    assert (found, parsed) == (["a.md", "b.md", "c.canvas"], ["a.md", "c.canvas"])


def test_a_canvas_is_kept_with_its_faults(tmp_path: Path, unparsed: Callable[[], None]) -> None:
    card = '{"id": "x", "type": "text", "text": "[[y]] <https://example.com>"}'
    write_vault(
        tmp_path / "v", {"a.canvas": f'{{"nodes": [{card}, {card}], "edges": [{{"id": "e", "fromNode": "z"}}]}}'}
    )
    first = FactsCache(str(tmp_path))
    parsed = list(api.load(tmp_path / "v", cache=first).notes)
    assert [fault.message for fault in parsed[0].faults][:1] == ["invalid-canvas.duplicate-id"]
    first.save(1)
    unparsed()
    assert list(api.load(tmp_path / "v", cache=FactsCache(str(tmp_path))).notes) == parsed


# -- results are the same ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["check"], id="check"),
        pytest.param(["check", "--output-format", "json"], id="check in JSON"),
        pytest.param(["check", "--statistics", "词条"], id="statistics of a folder"),
        pytest.param(["links", "双链"], id="links"),
        pytest.param(["backlinks", "双链", "--output-format", "json"], id="backlinks"),
        pytest.param(["unresolved"], id="unresolved"),
        pytest.param(["tags"], id="tags"),
    ],
)
def test_no_cache_cold_and_warm_say_the_same(
    tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch, unparsed: Callable[[], None]
) -> None:
    monkeypatch.chdir(FAULTS)
    without = vault(*command, "--no-cache", "--cache-dir", str(tmp_path / "kept"))
    assert not (tmp_path / "kept").exists()
    cold = vault(*command, "--cache-dir", str(tmp_path / "kept"))
    unparsed()
    warm = vault(*command, "--cache-dir", str(tmp_path / "kept"))
    assert without == cold == warm
    assert without.out


def test_a_changed_note_is_parsed_again(tmp_path: Path) -> None:
    root = write_vault(tmp_path / "v", {"a.md": "[[x]]", "b.md": ""})
    for text, count in (("[[x]]", 1), ("[[b]]", 0), ("[[x]] [[y]]", 2), ("[[x]]", 1)):
        write_vault(root, {"a.md": text})
        ran = check(root, tmp_path / "kept", "--select", "broken-link")
        assert ran.out.count('"rule": "broken-link"') == count


def test_another_version_of_the_program_finds_nothing_and_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = check(FAULTS, tmp_path)
    before = edition.edition(*cache.SOURCES)
    monkeypatch.setattr(edition, "hexversion", 0)
    assert edition.edition(*cache.SOURCES) != before
    parsed: list[str] = []
    parse = scan._parse_bytes
    monkeypatch.setattr(scan, "_parse_bytes", lambda path, *rest: parsed.append(path) or parse(path, *rest))
    assert check(FAULTS, tmp_path) == expected
    assert len(parsed) > 30


def test_the_edition_is_the_source_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_vault(tmp_path, {"a.py": "x = 1\n", "b.py": ""})
    monkeypatch.setattr(edition, "_files", lambda names: [str(tmp_path / "a.py"), str(tmp_path / "b.py")])
    first = edition.edition(*cache.SOURCES)
    assert edition.edition(*cache.SOURCES) == first
    write_vault(tmp_path, {"a.py": "x = 2\n"})
    second = edition.edition(*cache.SOURCES)
    write_vault(tmp_path, {"a.py": "", "b.py": "x = 1\n"})
    assert len({first, second, edition.edition(*cache.SOURCES)}) == 3


# -- damage ------------------------------------------------------------------------------------------------------


def _overwrite(file: Path, *, at: int, content: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        opened.write(content)


def _database(file: Path, *statements: str) -> None:
    with sqlite3.connect(file) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def _foreign(file: Path) -> None:
    file.unlink()
    _database(file, "CREATE TABLE addresses (name, street)", "INSERT INTO addresses VALUES ('a', 'b')")


def _linked(file: Path) -> None:
    other = file.parent.parent / "theirs"
    file.rename(other)
    file.symlink_to(other)


def _as_folder(file: Path) -> None:
    file.unlink()
    write_vault(file, {"x": ""})


def _beside(file: Path) -> Path:
    return file.with_name(file.name + "-journal")


def _pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def _linked_journal(file: Path) -> None:
    write_vault(file.parent.parent, {"theirs": bytes(5000)})
    _beside(file).symlink_to(file.parent.parent / "theirs")


def _deleting_journal(file: Path) -> None:
    """Put a journal beside the file that has SQLite delete another: one of several that were written together."""
    write_vault(file.parent.parent, {"theirs": "mine"})
    name = os.fsencode(file.parent.parent / "theirs")
    magic = bytes.fromhex("d9d505f920a163d7")
    pages, page_size = file.stat().st_size // 16384, 16384
    head = struct.pack(">8sIIIII", magic, 0, 0, pages, 512, page_size).ljust(512, b"\0")
    lock_page = 0x40000000 // page_size + 1
    total = sum(byte - 256 * (byte > 127) for byte in name)
    tail = struct.pack(f">I{len(name)}sIi8s", lock_page, name, len(name), total, magic)
    _beside(file).write_bytes(head + tail)


DAMAGE: dict[str, tuple[Callable[[Path], object], bool]] = {
    "nothing": (lambda file: None, False),
    "deleted": (lambda file: file.unlink(), False),
    "empty": (lambda file: file.write_bytes(b""), False),
    "a text": (lambda file: file.write_text("not a database, but long enough to look at\n" * 9), True),
    "cut in half": (lambda file: os.truncate(file, file.stat().st_size // 2), True),
    "cut in the first page": (lambda file: os.truncate(file, 700), True),
    "zeroes at the beginning": (lambda file: _overwrite(file, at=0, content=bytes(100)), True),
    "zeroes behind the header": (lambda file: _overwrite(file, at=100, content=bytes(16_000)), True),
    "zeroes in the rows": (lambda file: _overwrite(file, at=20_000, content=bytes(12_000)), True),
    "facts of other notes": (lambda file: _database(file, "UPDATE facts SET facts = (SELECT max(facts) FROM facts)"), True),
    "facts with their checksums of other notes": (lambda file: _database(file, "UPDATE facts SET (checksum, facts) = (SELECT checksum, facts FROM facts WHERE rowid = 1)"), True),
    "numbers for facts": (lambda file: _database(file, "UPDATE facts SET facts = 1"), True),
    "another program's": (_foreign, True),
    "another version's": (lambda file: _database(file, "ALTER TABLE facts ADD COLUMN age"), True),
    "with a trigger": (lambda file: _database(file, "CREATE TRIGGER t AFTER INSERT ON facts BEGIN DELETE FROM facts; END"), True),
    "a link": (_linked, True),
    "a pipe": (_pipe, True),
    "a folder": (_as_folder, False),
    "a pipe for a journal": (lambda file: _pipe(_beside(file)), True),
    "a pipe for a log": (lambda file: _pipe(file.with_name(file.name + "-wal")), True),
    "a link for a journal": (_linked_journal, True),
    "a journal that deletes a file": (_deleting_journal, True),
    "a journal of something else": (lambda file: _beside(file).write_bytes(b"x" * 600), False),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_a_miss_and_mended(tmp_path: Path, what: str, unparsed: Callable[[], None]) -> None:
    harm, is_said = DAMAGE[what]
    expected = check(FAULTS, tmp_path)
    file = file_of(FAULTS, tmp_path)
    harm(file)
    theirs = tmp_path / "theirs"
    before = theirs.read_bytes() if theirs.exists() else b""
    ran = check(FAULTS, tmp_path)
    assert (ran.code, ran.out) == (expected.code, expected.out)
    assert ran.err == (f"warning: {file} was damaged or foreign, and was made anew\n" if is_said else "")
    assert before == (theirs.read_bytes() if theirs.exists() else b"")
    if what != "a folder":
        unparsed()
        assert sorted(os.listdir(file.parent)) == [TAG, cache.FILE, storage.FOLDER]
    assert check(FAULTS, tmp_path) == expected


def test_a_byte_that_flips_anywhere_never_gives_wrong_facts(tmp_path: Path) -> None:
    notes = {note.path: note for note in api.load(FAULTS).notes}
    whole = FactsCache(str(tmp_path))
    keys = {path: whole.key("md", path.encode()) for path in notes}
    for path, key in keys.items():
        whole.keep(key, notes[path])
    whole.save(len(notes))
    content = Path(whole.path).read_bytes()
    chance = random.Random(3)
    missed = 0
    for place in (chance.randrange(len(content)) for _ in range(200)):
        flipped = bytearray(content)
        flipped[place] ^= chance.randrange(1, 256)
        Path(whole.path).write_bytes(flipped)
        harmed = FactsCache(str(tmp_path))
        for path, key in keys.items():
            found = harmed.find(key, path)
            assert found in (None, notes[path]), place
            if found is None:
                harmed.keep(key, notes[path])
                missed += 1
        harmed.save(len(notes))
        again = FactsCache(str(tmp_path))
        assert all(again.find(key, path) in (None, notes[path]) for path, key in keys.items())
    assert missed > 100


def test_a_file_that_another_run_has_mended_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / cache.FILE).write_text("no database")
    first, second = FactsCache(str(tmp_path)), FactsCache(str(tmp_path))
    for run, name in ((first, "a.md"), (second, "b.md")):
        assert run.find(run.key("md", b""), name) is None
        run.keep(run.key("md", name.encode()), Note(name))
    assert first.save(2)
    assert second.save(2)
    found = FactsCache(str(tmp_path))
    assert [found.find(found.key("md", name.encode()), name) for name in ("a.md", "b.md")] == [
        Note("a.md"),
        Note("b.md"),
    ]


# -- other runs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_another_run_is_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lock: str) -> None:
    monkeypatch.setattr(cache, "_PATIENCE", 0.05)
    root = write_vault(tmp_path / "v", {f"{number}.md": f"[[{number}]]" for number in range(100)})
    check(root, tmp_path)
    write_vault(root, {"0.md": "[[x]]"})
    expected = check(root, tmp_path, "--no-cache")
    with sqlite3.connect(file_of(root, tmp_path), isolation_level=None) as other:
        other.execute(f"BEGIN {lock}")
        started = time.monotonic()
        assert check(root, tmp_path) == expected
        assert time.monotonic() - started < 4  # SQLite's own patience is five seconds
        other.execute("ROLLBACK")
    other.close()
    assert check(root, tmp_path) == expected


@posix
def test_twenty_runs_at_once_on_a_cold_cache(tmp_path: Path) -> None:
    command = [*VAULT, "check", "-C", str(FAULTS), "--output-format", "json", "--cache-dir", str(tmp_path)]
    expected = check(FAULTS, tmp_path, "--no-cache")
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(20)]
    outputs = [Ran(run.wait(), out.decode(), err.decode()) for run in runs for out, err in [run.communicate()]]
    assert outputs == [expected] * 20
    assert sorted(os.listdir(file_of(FAULTS, tmp_path).parent)) == [TAG, cache.FILE, storage.FOLDER]
    assert not [name for name in os.listdir(file_of(FAULTS, tmp_path).parent / storage.FOLDER) if name.endswith(".new")]


WRITER = """
import sys
from vault_tools.cache import FactsCache
from vault_tools.memory import storage
from vault_tools.model import Note, Tag, START
print("ready", flush=True)
for turn in range(10_000):
    cache = FactsCache(sys.argv[1])
    for number in range(200):
        name = f"{turn}-{number}.md"
        cache.keep(cache.key("md", name.encode()), Note(name, tags=(Tag(name * 300, START),)))
    cache.save(1_000_000)
"""


@posix
def test_a_run_that_is_killed_leaves_nothing_wrong(tmp_path: Path) -> None:
    chance = random.Random(5)
    for turn in range(8):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) as run:
            assert run.stdout
            run.stdout.readline()
            time.sleep(chance.uniform(0, 0.2))
            run.send_signal(signal.SIGKILL)
        found = FactsCache(str(tmp_path))
        notes = [found.find(found.key("md", name.encode()), name) for name in ("0-0.md", "0-199.md", "1-5.md")]
        assert {note.tags[0].name[:3] for note in notes if note} <= {"0-0", "0-1", "1-5"}
        assert (notes[0] is None) == (notes[1] is None)
        found.keep(found.key("md", b"new %d" % turn), Note("new.md"))
        assert found.save(1_000_000) is False
        assert os.listdir(tmp_path) == [cache.FILE]


@posix
@pytest.mark.slow
def test_checks_that_are_killed_leave_nothing_wrong(tmp_path: Path) -> None:
    """At any moment of a whole run, from a cold cache and from a warm one."""
    expected = check(FAULTS, tmp_path, "--no-cache")
    command = [*VAULT, "check", "-C", str(FAULTS), "--output-format", "json", "--cache-dir", str(tmp_path)]
    chance = random.Random(7)
    for turn in range(60):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            time.sleep(chance.uniform(0, 1))
            run.send_signal(signal.SIGKILL)
        folder = file_of(FAULTS, tmp_path).parent
        if turn % 5 == 4:
            assert check(FAULTS, tmp_path) == expected
            assert {name.partition(".")[0] for name in os.listdir(folder)} <= {"CACHEDIR", "facts", "findings"}
            shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user who can be refused")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    expected = check(FAULTS, tmp_path)
    file = file_of(FAULTS, tmp_path)
    file.chmod(0)
    assert check(FAULTS, tmp_path) == expected
    file.chmod(0o400)
    assert check(FAULTS, tmp_path) == expected


# -- bounds ------------------------------------------------------------------------------------------------------


def test_what_the_vault_no_longer_uses_is_dropped_when_there_is_much_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_SPARE_ROWS", 10)
    for turn in range(30):
        run = FactsCache(str(tmp_path))
        if run.find(run.key("md", b"old"), "old.md") is None:
            assert not turn
            run.keep(run.key("md", b"old"), Note("old.md"))
        run.keep(run.key("md", b"%d" % turn), Note("new.md"))
        run.save(2)
        with sqlite3.connect(run.path) as connection:
            (count,) = connection.execute("SELECT count(*) FROM facts").fetchone()
        connection.close()
        assert count <= 14


def test_facts_beyond_all_measure_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MAX_BYTES", 1_000)
    run = FactsCache(str(tmp_path))
    for size in (500, 5_000):
        run.keep(run.key("md", b"%d" % size), Note("a.md", items=ListItems(bytes(size))))
    run.save(2)
    found = FactsCache(str(tmp_path))
    assert [bool(found.find(found.key("md", b"%d" % size), "a.md")) for size in (500, 5_000)] == [True, False]


@pytest.fixture
def small_disk() -> Iterator[Callable[[int], None]]:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@posix
@pytest.mark.parametrize("size", [0, 1, 600, 20_000])
def test_a_full_disk_changes_no_result(tmp_path: Path, size: int, small_disk: Callable[[int], None]) -> None:
    expected = check(FAULTS, tmp_path, "--no-cache")
    small_disk(size)
    assert check(FAULTS, tmp_path) == expected
    assert check(FAULTS, tmp_path) == expected
    small_disk(10_000_000)
    assert check(FAULTS, tmp_path) == expected


def test_a_python_without_sqlite_keeps_nothing(tmp_path: Path) -> None:
    blocked = "import sys; sys.modules['_sqlite3'] = None; from vault_tools.cli import main; main()"
    write_vault(tmp_path / "v", {"a.md": "[[x]]"})
    command = [sys.executable, "-c", blocked, "check", "--output-format", "concise", "--cache-dir", "../kept"]
    run = subprocess.run(command, cwd=tmp_path / "v", capture_output=True, encoding="utf-8", check=False)
    assert "broken-link" in run.stdout, run.stderr
    assert "Traceback" not in run.stderr
    assert os.listdir(tmp_path / "v") == ["a.md"]
