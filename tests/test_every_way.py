"""A check prints the same bytes, whichever way it has come to them: from nothing, from memory, in several processes."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from repositories import Repo
from support import Ran, vault
from vault_tools import files
from vault_tools.memory import storage
from vault_tools.places import cache_folder

ROOT = Path(__file__).parent.parent
HOUSE_RULES = ROOT / "docs" / "examples" / "ai-notes.vault.toml"


class Bench(NamedTuple):
    """A copy of a vault, and a folder for what is kept of it."""

    root: Path
    cache: Path

    def check(self, *options: str) -> Ran:
        """Check the vault."""
        return vault("check", "-C", str(self.root), "--cache-dir", str(self.cache), "--output-format", "json", *options)

    def forget(self, *names: str) -> None:
        """Delete parts of what is kept."""
        folder = Path(cache_folder(str(self.root), str(self.cache)))
        for name in names or os.listdir(folder):
            shutil.rmtree(folder / name) if (folder / name).is_dir() else (folder / name).unlink()

    def notes(self) -> list[Path]:
        """Return the notes, in some order that is always the same."""
        return sorted(file for file in self.root.rglob("*.md") if not file.is_symlink() and ".git" not in file.parts)


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a file that was just changed have a mark, as if two seconds had passed. No garbage is collected, as usual."""
    monkeypatch.setattr(files, "_FRESH", 0)
    gc.disable()
    yield
    gc.enable()


_SLOW = [pytest.param("ai-notes, house rules", marks=pytest.mark.slow)]


@pytest.fixture(params=["example_vault", "example_vault/faults", "kepano", "ai-notes", *_SLOW])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    name, _, rules = request.param.partition(", ")
    origin = ROOT / name if "example" in name else request.getfixturevalue("shared") / "vaults" / name
    root = tmp_path / "vault"
    shutil.copytree(origin, root, symlinks=True)
    for folder, _, _ in os.walk(root):
        os.chmod(folder, 0o755)
    if rules:
        shutil.copyfile(HOUSE_RULES, root / "vault.toml")
    return Bench(root, tmp_path / "cache")


def _edited(bench: Bench) -> None:
    note = bench.notes()[len(bench.notes()) // 2]
    note.chmod(0o644)
    note.write_bytes(note.read_bytes() + "\n[[没有这一篇]] [[另一篇]]\n".encode())


def _deleted(bench: Bench) -> None:
    bench.notes()[len(bench.notes()) // 3].unlink()


def _added(bench: Bench) -> None:
    (bench.root / "另一篇.md").write_text("---\ntitle: 另一篇\naliases: [别名]\n---\n\n正文\n", "utf-8")


def _renamed(bench: Bench) -> None:
    note = bench.notes()[0]
    note.rename(note.with_name(f"改名-{note.name}"))


def test_every_way(bench: Bench) -> None:
    expected = bench.check("--no-cache")
    assert bench.check("--jobs", "2") == expected
    assert bench.check() == expected
    bench.forget(storage.FOLDER)
    assert bench.check() == expected
    bench.forget()
    assert bench.check() == expected
    bench.forget("facts.sqlite")
    for change in (_edited, _added, _renamed):
        change(bench)
        expected = bench.check("--no-cache")
        assert bench.check() == expected, change
        assert bench.check() == expected, change


CHANGES: list[Callable[[Bench], None]] = [_edited, _deleted]


@pytest.mark.parametrize(
    "bench", ["example_vault", "kepano", pytest.param("ai-notes", marks=pytest.mark.slow), *_SLOW], indirect=True
)
def test_every_way_of_a_commit(bench: Bench) -> None:
    repo = Repo(bench.root)
    repo.git("init", "-q")
    repo.commit()
    assert bench.check("--staged") == bench.check("--staged", "--no-cache")
    for change in CHANGES:
        change(bench)
        repo.add()
        expected = bench.check("--staged", "--no-cache")
        assert bench.check("--staged") == expected, change
        assert bench.check("--staged") == expected, change
    assert bench.check("--staged", "--all") == bench.check("--staged", "--all", "--no-cache")
    repo.commit()
    assert bench.check("--staged") == bench.check("--staged", "--no-cache")
