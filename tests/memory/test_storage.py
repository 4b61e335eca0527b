"""The files of a memory: what lies in their place is never followed, and nothing but ours is deleted."""

import os
import time
from pathlib import Path

import pytest

from support import write_vault
from vault_tools.memory import storage

NAME = "0a" * 32 + ".notes"
posix = pytest.mark.skipif(os.name != "posix", reason="links and named pipes as POSIX has them")


def listed(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    storage.write(str(tmp_path), NAME, ["x", 1])
    assert storage.read(str(tmp_path), NAME, list) == ["x", 1]
    another = "0b" + NAME[2:]
    assert storage.read(str(tmp_path), another, list) is None
    (tmp_path / storage.FOLDER / NAME).rename(tmp_path / storage.FOLDER / another)
    assert storage.read(str(tmp_path), another, list) is None  # it answers another question


@posix
def test_a_folder_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    theirs = write_vault(tmp_path / "theirs", {f"{number}.txt": "" for number in range(20)})
    storage.write(str(tmp_path / "other"), NAME, ["x"])
    (tmp_path / "other/findings" / NAME).rename(theirs / NAME)
    before = listed(theirs)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/findings").symlink_to(theirs)
    assert storage.read(str(tmp_path / "kept"), NAME, list) is None
    storage.write(str(tmp_path / "kept"), NAME, ["y"])
    assert listed(theirs) == before
    assert storage.read(str(tmp_path / "kept"), NAME, list) == ["y"]


@posix
@pytest.mark.parametrize("name", ["findings", f"findings/{NAME}"])
@pytest.mark.parametrize("kind", ["a pipe", "a link to nowhere", "a file"])
def test_something_else_in_the_place_of_a_folder_or_file(tmp_path: Path, name: str, kind: str) -> None:
    write_vault(tmp_path, {"x": ""})
    place = tmp_path / name
    place.parent.mkdir(exist_ok=True)
    makers = {
        "a pipe": os.mkfifo,
        "a link to nowhere": lambda path: path.symlink_to(tmp_path / "new"),
        "a file": Path.touch,
    }
    makers[kind](place)
    assert storage.read(str(tmp_path), NAME, list) is None
    storage.write(str(tmp_path), NAME, ["y"])
    assert storage.read(str(tmp_path), NAME, list) == ["y"]
    assert listed(tmp_path) == ["findings", f"findings/{NAME}", "x"]


def test_the_oldest_are_dropped_and_nothing_of_others(tmp_path: Path) -> None:
    left = "0b" * 32 + ".report.0123456789abcdef.new"
    theirs = {f"{number}.txt": "" for number in range(20)} | {"folder/x": ""}
    write_vault(tmp_path / "findings", {left: "", **theirs})
    for path in (tmp_path / "findings").iterdir():
        os.utime(path, (1_000, 1_000))
    names = [f"{number:064x}.notes" for number in range(20)]
    for number, name in enumerate(names):
        storage.write(str(tmp_path), name, number)
        moment = time.time() - 1_000 + number
        os.utime(tmp_path / "findings" / name, (moment, moment))
    assert listed(tmp_path / "findings") == sorted([*theirs, "folder", *names[-12:]])
