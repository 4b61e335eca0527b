"""A damaged, foreign, old or poisoned index: the answer is right, and one line is said."""

import contextlib
import json
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from search.fts5_engine import Fts5Engine
from search.shelf import WHOOSH as WHOOSH_ENGINE
from search.shelf import built, found, state
from support import write_vault
from vault_tools.search.engines import LOCK_SUFFIX, Engine
from vault_tools.search.engines.whoosh import WhooshEngine
from vault_tools.search.storage import Storage

FILES: dict[str, str | bytes] = {
    "甲.md": "---\n来源: 书\n---\n# 甲\n\n第一行，笔记。\n\n- [ ] 整理\n",
    "乙.md": "# 乙\n\n链接 [[甲]]，雙鏈笔记。\n",
    "丙.txt": "---\n来源: 微信公众号\n---\n第二行，文本笔记。\n",
    "图.png": b"\x89PNG",
}
OLD = (1_700_000_000, 1_700_000_000)
FLIPS = 30
WHOOSH = pytest.mark.parametrize("each_engine", [WHOOSH_ENGINE], indirect=True)


class Kept:
    """A vault with an index of two generations' making, of which each test damages a copy."""

    def __init__(self, folder: Path) -> None:
        self.root = write_vault(folder / "vault", FILES)
        for file in self.root.iterdir():
            os.utime(file, OLD)
        self.cache = folder / "cache"
        built(self.root, self.cache).close()
        (self.root / "丁.md").write_text("后来的笔记\n", encoding="utf-8")
        os.utime(self.root / "丁.md", OLD)
        index = built(self.root, self.cache)
        self.state = state(index)
        index.close()
        self._numbers = count()
        self.files = sorted(
            str(file.relative_to(self.cache))
            for file in (self.cache / "search").rglob("*")
            if file.is_file() and not (file.name.endswith(LOCK_SUFFIX) and file.parent.name == "engine")
        )

    def copy(self, folder: Path) -> Path:
        """Return a copy in `folder`, each time another: a thread of tantivy's may still make a lock in the last one."""
        return Path(shutil.copytree(self.cache, folder / str(next(self._numbers))))


@pytest.fixture(scope="module")
def kept(each_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="module")
def other(each_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of another vault, whose notes have the same names."""
    folder = tmp_path_factory.mktemp("other")
    root = write_vault(folder / "vault", {"甲.md": "完全不同的笔记\n", "乙.md": "别人的\n"})
    built(root, folder / "cache").close()
    return folder / "cache"


def asked(kept: Kept, cache: Path, *, exactly: tuple[str, ...] = ("search.rebuilt.damaged",)) -> None:
    """Open the index in `cache` as the next run does: it is right, says what it should, and is in order afterwards."""
    said: list[str] = []
    index = built(kept.root, cache, said=said)
    assert state(index) == kept.state
    assert index.verify() == ""
    index.close()
    assert tuple(said) == exactly
    again: list[str] = []
    built(kept.root, cache, said=again).close()
    assert again == []
    assert sorted({path.name for path in (cache / "search").iterdir()} - {"lock"})[1:] == ["manifest.json"]


def test_an_index_that_is_not_damaged_is_used(kept: Kept, tmp_path: Path) -> None:
    cache = kept.copy(tmp_path / "cache")
    before = sorted((cache / "search").rglob("*"))
    asked(kept, cache, exactly=())
    assert sorted((cache / "search").rglob("*")) == before


def torn(file: Path) -> None:
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content[: len(content) // 2])


def emptied(file: Path) -> None:
    file.unlink()
    file.touch()


def longer(file: Path) -> None:
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content + b"\0")


def removed(file: Path) -> None:
    file.unlink()


def made_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def linked_to_nowhere(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere")


@pytest.mark.parametrize("harm", [torn, emptied, longer, removed, made_a_folder, linked_to_nowhere])
def test_every_file_that_is(kept: Kept, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    for name in kept.files:
        cache = kept.copy(tmp_path / "cache")
        harm(cache / name)
        if name == "search/lock":
            if harm not in (made_a_folder, linked_to_nowhere):  # see below
                asked(kept, cache, exactly=())
        elif name.endswith("manifest.json"):
            if harm is not made_a_folder:  # see below
                asked(kept, cache, exactly=() if harm is removed else ("search.rebuilt.damaged",))
        elif not is_same(cache / name, kept.cache / name):  # half of an empty file is no less
            asked(kept, cache)


def is_same(file: Path, other: Path) -> bool:
    return file.is_file() and file.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("name", "harm", "said"),
    [
        pytest.param("manifest.json", made_a_folder, ("search.rebuilt.damaged",), id="a folder for a manifest"),
        pytest.param("lock", made_a_folder, (), id="a folder for a lock"),
    ],
)
def test_a_folder_in_the_place_of_a_file(
    kept: Kept, tmp_path: Path, name: str, harm: Callable[[Path], None], said: tuple[str, ...]
) -> None:
    cache = kept.copy(tmp_path / "cache")
    harm(cache / "search" / name)
    asked(kept, cache, exactly=said)
    built(kept.root, cache).refresh(rebuild=True)


def places(size: int, count: int) -> Iterator[int]:
    """Yield `count` places of a file, from its first byte to its last."""
    return (place * (size - 1) // max(count - 1, 1) for place in range(min(count, size)))


def flip(file: Path, place: int, mask: int = 0x01) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= mask
    file.unlink()
    file.write_bytes(content)


def test_a_byte_flipped_in_any_file(kept: Kept, tmp_path: Path) -> None:
    names = [name for name in kept.files if name not in ("search/lock", "search/manifest.json")]
    for name in names:
        for place in places((kept.cache / name).stat().st_size, FLIPS // len(names) + 1):
            cache = kept.copy(tmp_path / "cache")
            flip(cache / name, place)
            asked(kept, cache)


@pytest.mark.slow
@pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
def test_a_byte_flipped_anywhere(kept: Kept, tmp_path: Path, mask: int) -> None:
    for name in kept.files:
        for place in places((kept.cache / name).stat().st_size, 100):
            cache = kept.copy(tmp_path / "cache")
            flip(cache / name, place, mask)
            index = built(kept.root, cache)
            assert state(index) == kept.state, (name, place)
            index.close()


def test_a_byte_flipped_in_the_manifest_is_noticed(kept: Kept, tmp_path: Path) -> None:
    """Of its numbers `piece` and `last_id` are used when the index is written next: then answers go wrong."""
    size = (kept.cache / "search/manifest.json").stat().st_size
    for place in [*places(size, 20), *range(size - 25, size)]:
        cache = kept.copy(tmp_path / "cache")
        flip(cache / "search/manifest.json", place)
        said: list[str] = []
        built(kept.root, cache, said=said).close()
        assert said, place


@pytest.mark.parametrize("key", ["piece", "last_id"])
def test_a_changed_number_in_the_manifest_changes_no_answer(kept: Kept, tmp_path: Path, key: str) -> None:
    cache, root = kept.copy(tmp_path / "cache"), Path(shutil.copytree(kept.root, tmp_path / "vault"))
    manifest = json.loads((cache / "search/manifest.json").read_bytes())
    manifest["identity"]["root"] = os.path.realpath(root)
    manifest[key] = 1 - (key == "piece")
    (cache / "search/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    write_vault(root, {"丁.md": "又改过的\n"})
    index = built(root, cache)
    assert state(index) == state(built(root, tmp_path / "fresh"))


def test_files_of_another_vault(kept: Kept, other: Path, tmp_path: Path) -> None:
    (generation,) = (other / "search").glob("g*")
    theirs = {file.name: file for file in generation.rglob("*") if file.is_file()}
    replaced = 0
    for name in kept.files:
        if stranger := theirs.get(Path(name).name):
            cache = kept.copy(tmp_path / "cache")
            (cache / name).unlink()
            shutil.copyfile(stranger, cache / name)
            if not is_same(cache / name, kept.cache / name):
                asked(kept, cache)
                replaced += 1
    assert replaced >= 2


def test_an_engine_that_knows_other_notes(kept: Kept, other: Path, tmp_path: Path) -> None:
    """Even where all sums are right: engine and documents must be of one generation."""
    cache = kept.copy(tmp_path / "cache")
    (theirs,), (ours,) = (folder.glob("g*") for folder in (other / "search", cache / "search"))
    shutil.rmtree(ours / "engine")
    shutil.copytree(theirs / "engine", ours / "engine")
    storage = Storage(str(cache / "search"))
    manifest = storage.manifest()
    assert manifest
    storage.commit(manifest.identity, manifest.generation, manifest.piece, manifest.last_id)
    asked(kept, cache)


def test_the_whole_index_of_another_vault(kept: Kept, other: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    shutil.copytree(other, cache)
    asked(kept, cache, exactly=("search.rebuilt.foreign",))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("edition", "0", id="another version of the program"),
        pytest.param("engine", "fts5", id="another engine"),
        pytest.param("engine_version", "0", id="another version of the engine"),
        pytest.param("root", "/elsewhere", id="another folder"),
        pytest.param("settings", "[]", id="other names of properties"),
    ],
)
def test_a_manifest_of_something_else(kept: Kept, tmp_path: Path, key: str, value: str) -> None:
    cache = kept.copy(tmp_path / "cache")
    file = cache / "search/manifest.json"
    manifest = json.loads(file.read_bytes())
    assert key in manifest["identity"]
    manifest["identity"][key] = value
    file.write_text(json.dumps(manifest), encoding="utf-8")
    asked(kept, cache, exactly=("search.rebuilt.foreign",))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"{}", id="no fields"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b"\xff" * 100, id="not UTF-8"),
        pytest.param(b"{" * 2_000_000, id="large"),
    ],
)
def test_a_manifest_that_is_none(kept: Kept, tmp_path: Path, content: bytes) -> None:
    cache = kept.copy(tmp_path / "cache")
    (cache / "search/manifest.json").write_bytes(content)
    asked(kept, cache)


def test_the_other_engines_index_is_foreign(kept: Kept, tmp_path: Path) -> None:
    said: list[str] = []
    for engine in (WhooshEngine(), Fts5Engine(), WhooshEngine()):
        index = built(kept.root, tmp_path / "cache", engine, said)
        assert found(index, "整理") == {"甲.md"}
        index.close()
    assert said == ["search.rebuilt.foreign"] * 2


def test_what_lies_about_is_swept(kept: Kept, tmp_path: Path) -> None:
    cache = kept.copy(tmp_path / "cache")
    write_vault(cache / "search", {"g0/engine/x": "", "manifest.json.123": "{", "g1": "", "other/x": ""})
    asked_files = {path.name for path in (cache / "search").iterdir()}
    index = built(kept.root, cache)
    assert state(index) == kept.state
    index.refresh(rebuild=True)
    assert sorted(path.name[:1] for path in (cache / "search").iterdir()) == ["g", "l", "m"]
    assert len(asked_files) > 3


def test_what_a_thread_makes_in_a_folder_that_is_being_deleted(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = kept.copy(tmp_path / "cache")
    write_vault(cache / "search", {"g0/engine/x": ""})
    lock, rmdir = cache / "search/g0/engine/late.lock", os.rmdir

    def late(path: str, **options: int) -> None:
        monkeypatch.setattr(os, "rmdir", rmdir)
        lock.touch()
        rmdir(path, **options)

    monkeypatch.setattr(os, "rmdir", late)
    Storage(str(cache / "search")).sweep()
    assert os.rmdir is rmdir
    assert not (cache / "search/g0").exists()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        pytest.param("stray.lock", ("search.rebuilt.damaged",), id="beside the texts"),
        pytest.param("engine/sub/stray.lock", ("search.rebuilt.damaged",), id="deeper"),
        pytest.param("engine/stray", ("search.rebuilt.damaged",), id="no lock"),
        pytest.param("engine/stray.lock", (), id="silent: an engine makes such files, and reads none"),
    ],
)
def test_a_lock_is_no_part_of_an_index(kept: Kept, tmp_path: Path, place: str, said: tuple[str, ...]) -> None:
    cache = kept.copy(tmp_path / "cache")
    (generation,) = (cache / "search").glob("g*")
    write_vault(generation, {place: "{"})
    asked(kept, cache, exactly=said)


# -- poison ----------------------------------------------------------------------------------------------------


class Poison:
    """What makes a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple:
        return os.mkdir, (str(self._mark),)


@pytest.mark.parametrize("protocol", [0, 2, pickle.HIGHEST_PROTOCOL])
def test_a_pickle_in_the_place_of_a_file_is_never_opened(kept: Kept, tmp_path: Path, protocol: int) -> None:
    mark = tmp_path / "mark"
    poison = pickle.dumps(Poison(mark), protocol)
    pickle.loads(poison)
    mark.rmdir()  # it works
    for name in kept.files:
        if name != "search/lock":
            cache = kept.copy(tmp_path / "cache")
            (cache / name).unlink()
            (cache / name).write_bytes(poison)
            asked(kept, cache)
            assert not mark.exists(), name


@pytest.mark.parametrize("name", ["_MAIN_9.toc", "MAIN_9.toc", "MAIN_abc.seg"])
@WHOOSH
def test_a_pickle_beside_the_files_is_never_opened(kept: Kept, tmp_path: Path, name: str) -> None:
    """Whoosh would take the table of contents with the highest number."""
    cache = kept.copy(tmp_path / "cache")
    (generation,) = (cache / "search").glob("g*")
    (generation / "engine" / name).write_bytes(pickle.dumps(Poison(tmp_path / "mark")))
    asked(kept, cache)
    assert not (tmp_path / "mark").exists()


@pytest.mark.skipif(os.name != "posix", reason="needs named pipes")
@pytest.mark.parametrize("name", ["manifest.json", "lock", "g*/documents", "g*/texts-*", "g*/engine/*.t*rm*"])
def test_a_pipe_in_the_place_of_a_file_makes_nobody_wait(kept: Kept, tmp_path: Path, name: str) -> None:
    cache = kept.copy(tmp_path / "cache")
    path = next((cache / "search").glob(name))
    path.unlink()
    os.mkfifo(path)
    (cache / "search" / "manifest.json").write_bytes(b"") if name == "lock" else None  # so that the lock is needed
    asked(kept, cache)


def a_file(folder: Path, outside: Path) -> None:
    folder.write_text("none of ours", encoding="utf-8")


def a_pipe(folder: Path, outside: Path) -> None:
    os.mkfifo(folder)


def a_link(folder: Path, outside: Path) -> None:
    folder.symlink_to(outside)


def a_link_to_nowhere(folder: Path, outside: Path) -> None:
    folder.symlink_to(outside / "nowhere")


@pytest.mark.skipif(os.name != "posix", reason="needs links and named pipes")
@pytest.mark.parametrize("put", [a_file, a_pipe, a_link, a_link_to_nowhere])
def test_something_else_in_the_place_of_the_folder(
    kept: Kept, tmp_path: Path, put: Callable[[Path, Path], None]
) -> None:
    """Above all nothing is deleted where a link leads."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "precious").touch()
    cache = kept.copy(tmp_path / "cache")
    shutil.rmtree(cache / "search")
    put(cache / "search", tmp_path / "outside")
    asked(kept, cache, exactly=())
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["precious"]


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_lock_that_is_a_link_elsewhere(kept: Kept, tmp_path: Path) -> None:
    cache = kept.copy(tmp_path / "cache")
    (cache / "search" / "lock").unlink()
    (cache / "search" / "lock").symlink_to(tmp_path / "made")
    (cache / "search" / "manifest.json").write_bytes(b"")
    asked(kept, cache)
    assert not (tmp_path / "made").exists()


def with_right_sums(cache: Path) -> None:
    """Write the manifest anew for files that somebody has changed: who can do that can do this, too."""
    storage = Storage(str(cache / "search"))
    manifest = storage.manifest()
    assert manifest
    storage.commit(manifest.identity, manifest.generation, manifest.piece, manifest.last_id)


@WHOOSH
def test_a_poisoned_table_of_contents_with_right_sums_is_never_opened(kept: Kept, tmp_path: Path) -> None:
    """A CI service puts back whatever folder it was given to keep."""
    cache = kept.copy(tmp_path / "cache")
    (file,) = (cache / "search").glob("g*/engine/_MAIN_*.toc")
    number = int(file.stem.rpartition("_")[2])
    file.unlink()
    TOC(Schema(), [Poison(tmp_path / "mark")], number).write(FileStorage(str(file.parent)), "MAIN")
    with contextlib.suppress(Exception):
        TOC.read(FileStorage(str(file.parent)), "MAIN")
    (tmp_path / "mark").rmdir()  # it works
    with_right_sums(cache)
    asked(kept, cache, exactly=())
    assert not (tmp_path / "mark").exists()


@WHOOSH
@pytest.mark.parametrize(
    "table", [b"", b"\x92\x01", b"\x92\x01\x91\x93\xa2/x\x01\x90", b"\x92\x01\x91\x93\xa1x\xff\x90"]
)
def test_a_table_of_segments_that_is_none_with_right_sums(kept: Kept, tmp_path: Path, table: bytes) -> None:
    cache = kept.copy(tmp_path / "cache")
    (file,) = (cache / "search").glob("g*/engine/segments")
    file.write_bytes(table)
    with_right_sums(cache)
    asked(kept, cache)


def test_a_generation_that_is_a_link_elsewhere(kept: Kept, tmp_path: Path) -> None:
    cache = kept.copy(tmp_path / "cache")
    (generation,) = (cache / "search").glob("g*")
    elsewhere = tmp_path / "elsewhere"
    generation.rename(elsewhere)
    for file in (elsewhere / "engine").iterdir():
        file.unlink()
        file.write_bytes(pickle.dumps(Poison(tmp_path / "mark")))
    generation.symlink_to(elsewhere)
    said: list[str] = []
    assert state(built(kept.root, cache, said=said)) == kept.state
    assert said == ["search.rebuilt.damaged"]
    assert not (tmp_path / "mark").exists()
    assert elsewhere.is_dir()
