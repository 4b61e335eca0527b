"""What the cache knows by its mark is not read, and whatever has changed has another mark, or none."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support import write_vault
from vault_tools import api, files
from vault_tools.cache import FactsCache
from vault_tools.trees import Disk

OLD = 10**9  # a time long ago, in seconds


def aged(file: Path) -> os.stat_result:
    os.utime(file, (OLD, OLD))
    return file.stat()


def rewritten(file: Path) -> None:
    """Write other contents of the same size, and set the time back."""
    file.write_text("[[c]]")
    aged(file)


def replaced(file: Path) -> None:
    other = file.with_suffix(".new")
    other.write_text("[[c]]")
    aged(other)
    other.replace(file)


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file that was just changed have a mark, as if two seconds had passed."""
    monkeypatch.setattr(files, "_FRESH", 0)


@pytest.mark.parametrize(
    ("change", "is_read", "expected"),
    [
        pytest.param(lambda file: None, False, "b", id="nothing has changed"),
        pytest.param(lambda file: file.write_text("[[c]]"), True, "c", id="of the same size"),
        pytest.param(rewritten, True, "c", id="and of the same time"),
        pytest.param(replaced, True, "c", id="another file in its place"),
        pytest.param(aged, True, "b", id="only the time has changed"),
        pytest.param(lambda file: file.chmod(0o600), True, "b", id="only the mode has changed"),
    ],
)
def test_what_is_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    no_patience: None,
    change: Callable[[Path], object],
    is_read: bool,
    expected: str,
) -> None:
    root = write_vault(tmp_path / "vault", {"a.md": "[[b]]"})
    file = root / "a.md"
    aged(file)
    folder = tmp_path / "cache"
    folder.mkdir()
    _links(root, folder)
    time.sleep(0.02)  # clocks of disks tick ten times in that
    change(file)
    read = []
    really = Disk.read
    monkeypatch.setattr(Disk, "read", lambda self, path, limit: read.append(path) or really(self, path, limit))
    assert _links(root, folder) == [expected]
    assert ("a.md" in read) is is_read


def _links(root: Path, folder: Path) -> list[str]:
    cache = FactsCache(str(folder))
    note = api.load(root, cache=cache).note("a.md")
    cache.save(1)
    return [link.target for link in note.links] if note else []


def test_what_was_just_changed_has_no_mark(tmp_path: Path) -> None:
    write_vault(tmp_path, {"a.md": "", "folder/b.md": ""})
    assert [Disk(str(tmp_path)).mark(path) for path in ("a.md", "folder", "gone.md")] == [b"", b"", b""]
