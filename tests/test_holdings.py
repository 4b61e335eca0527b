"""What lies in the folder of a vault: everything of ours is known, nothing else is removed, no link is followed."""

import os
import random
from pathlib import Path

import pytest

from support import vault, write_vault
from vault_tools import holdings
from vault_tools.holdings import PARTS, lockable, remove, size_of, survey
from vault_tools.places import TAG, cache_folder

ALL = [part.name for part in PARTS]
posix = pytest.mark.skipif(os.name != "posix", reason="links and named pipes as POSIX has them")

OURS = [
    ("facts.sqlite", "facts"),
    ("facts.sqlite-journal", "facts"),
    ("facts.sqlite-wal", "facts"),
    ("findings/0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a.report", "findings"),
    ("findings/0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a.notes", "findings"),
    (
        "findings/0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a.notes.0123456789abcdef.new",
        "findings",
    ),
    ("search/manifest.json", "index"),
    ("search/manifest.json.4711", "index"),
    ("search/lock", "index"),
    ("search/g18ea/documents", "index"),
    ("search/g18ea/texts-12", "index"),
    ("search/g18ea/engine/MAIN_x.trm", "index"),
    ("search-tantivy/g1/engine/.managed.json", "index"),
    (TAG, ""),
    (f"{TAG}.4711", ""),
]
FOREIGN = [
    "notes.md",
    "facts.sqlite.bak",
    "facts.sqlite-journal2",
    "manifest.json",
    "search/notes.md",
    "search/manifest.json.old",
    "search/g18ea/notes.md",
    "findings/notes.md",
    "findings/0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
    "search-tantivy/lock.txt",
]
FOREIGN_FOLDERS = ["research", "search/gx", "search/g18ea/engine/deep", "facts.sqlite-shm", "search-"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files: dict[str, str | bytes] = {path: "x" * 10 for path, _ in OURS}
    files |= dict.fromkeys(FOREIGN, "mine") | {f"{path}/notes.md": "mine" for path in FOREIGN_FOLDERS}
    return write_vault(tmp_path / "kept", files)


def listed(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


# -- looking -----------------------------------------------------------------------------------------------------


def test_what_is_ours_and_what_is_not(folder: Path) -> None:
    found = survey(str(folder))
    assert sorted((file.path, file.part) for file in found.files) == sorted(OURS)
    assert sorted(found.foreign) == sorted([*FOREIGN, *(f"{path}/" for path in FOREIGN_FOLDERS)])
    assert size_of(found.files) == 10 * len(OURS)


def test_everything_that_commands_write_belongs_to_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is new on the disk needs its line in the table."""
    monkeypatch.setenv("VAULT_TOOLS_CACHE_DIR", str(tmp_path / "kept"))
    root = write_vault(tmp_path / "vault", {f"{number}.md": f"双链 [[{number}]]\n" for number in range(9)})
    for line in ("check --exit-zero", "index", "index --engine tantivy", "search 双链", "check --exit-zero"):
        assert vault(*line.split(), "-C", str(root)).code == 0
        write_vault(root, {"0.md": line})
    found = survey(cache_folder(str(root), str(tmp_path / "kept")))
    assert found.foreign == []
    assert {file.part for file in found.files} >= {"facts", "findings", "index", ""}
    assert {path for path in found.folders if "/" not in path} == {"findings", "search", "search-tantivy"}
    assert len(lockable(found)) == 2


def test_a_file_with_two_names_takes_its_room_once(folder: Path) -> None:
    (folder / "search/g2/engine").mkdir(parents=True)
    os.link(folder / "search/g18ea/texts-12", folder / "search/g2/texts-12")
    assert size_of(survey(str(folder)).files) == 10 * len(OURS)


def test_when_a_folder_was_used(folder: Path) -> None:
    for file in folder.rglob("*"):
        os.utime(file, (5_000, 5_000))
    os.utime(folder / "facts.sqlite", (6_000, 6_000))
    assert survey(str(folder)).used == 5_000
    (folder / TAG).unlink()
    (folder / f"{TAG}.4711").unlink()
    assert survey(str(folder)).used == 6_000


# -- removing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [ALL, *([name] for name in ALL), []])
def test_only_what_is_asked_for_and_ours_is_removed(folder: Path, parts: list[str]) -> None:
    removed = remove(str(folder), survey(str(folder)), parts)
    gone = [path for path, part in OURS if part in parts]
    assert sorted(file.path for file in removed.files) == sorted(gone)
    assert removed.failed == {}
    kept = [path for path, _ in OURS if path not in gone]
    assert listed(folder) == sorted([*kept, *FOREIGN, *(f"{path}/notes.md" for path in FOREIGN_FOLDERS)])


def test_where_nothing_else_is_the_folder_goes_too(tmp_path: Path) -> None:
    folder = write_vault(tmp_path / "kept", {path: "" for path, _ in OURS})
    assert len(remove(str(folder), survey(str(folder)), ALL).files) == len(OURS)
    assert not folder.exists()
    assert tmp_path.exists()


def test_what_says_whose_folder_it_is_goes_last(tmp_path: Path) -> None:
    folder = write_vault(tmp_path / "kept", {TAG: "", "facts.sqlite": "", "search/lock": ""})
    remove(str(folder), survey(str(folder)), ["facts"])
    assert listed(folder) == [TAG, "search/lock"]
    remove(str(folder), survey(str(folder)), ["index"])
    assert not folder.exists()


@posix
def test_no_link_is_followed_or_removed(folder: Path, tmp_path: Path) -> None:
    write_vault(tmp_path / "theirs", {"manifest.json": "", "documents": "", "engine/x": "", "g1/documents": ""})
    write_vault(tmp_path, {"theirs.sqlite": ""})
    before = listed(tmp_path / "theirs")
    for link in ("search-a", "search/gf", "search/g18ea/engine/l"):
        (folder / link).symlink_to(tmp_path / "theirs")
    (folder / "facts.sqlite").unlink()
    (folder / "facts.sqlite").symlink_to(tmp_path / "theirs.sqlite")
    os.mkfifo(folder / "search/gf1")
    found = survey(str(folder))
    others = {"search-a", "search/gf", "search/g18ea/engine/l", "facts.sqlite", "search/gf1"}
    assert others <= set(found.foreign)
    remove(str(folder), found, ALL)
    assert listed(tmp_path / "theirs") == before
    assert (tmp_path / "theirs.sqlite").exists()
    assert all(os.path.lexists(folder / path) for path in others)


@posix
def test_no_lock_is_taken_of_what_is_none(folder: Path, tmp_path: Path) -> None:
    assert lockable(survey(str(folder))) == ["search", "search-tantivy"]
    (folder / "search-tantivy/lock").symlink_to(tmp_path)
    (folder / "search/lock").unlink()
    (folder / "search/lock").mkdir()
    assert lockable(survey(str(folder))) == []


def test_whoever_is_stopped_leaves_nothing_that_seems_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The manifest goes before what it names, a database after its journal, a lock after what it protects."""
    order: list[str] = []
    monkeypatch.setattr(os, "unlink", lambda path: order.append(os.path.relpath(path, folder)))
    found = survey(str(folder))
    random.Random(1).shuffle(found.files)
    remove(str(folder), found, ALL)
    place = {path: number for number, path in enumerate(order)}
    assert place["facts.sqlite-journal"] < place["facts.sqlite"]
    assert place["search/manifest.json"] < min(place["search/g18ea/documents"], place["search/g18ea/texts-12"])
    assert place["search/lock"] > max(place["search/g18ea/documents"], place["search/manifest.json.4711"])


def test_what_another_run_has_removed_is_no_fault(folder: Path) -> None:
    found = survey(str(folder))
    (folder / "facts.sqlite").unlink()
    removed = remove(str(folder), found, ["facts"])
    assert (removed.failed, "facts.sqlite" in [file.path for file in removed.files]) == ({}, False)


def test_what_cannot_be_removed_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlink = os.unlink

    def refuse(path: str) -> None:
        if path.endswith("texts-12"):
            raise PermissionError(13, "Permission denied")
        unlink(path)

    monkeypatch.setattr(holdings.os, "unlink", refuse)
    removed = remove(str(folder), survey(str(folder)), ["index"])
    assert removed.failed == {"search/g18ea/texts-12": "permission denied"}
    assert (folder / "search/g18ea/texts-12").exists()
    assert not (folder / "search-tantivy/g1").exists()
