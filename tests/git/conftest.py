"""Repositories in temporary folders: the same commits everywhere, whatever the person at this machine has configured."""

import os
import subprocess
from pathlib import Path

import pytest

from support import write_vault

_QUIET = ("-c", "core.quotepath=true", "-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false")


class Repo:
    """A git repository for tests, with a work tree at `top`."""

    def __init__(self, top: Path) -> None:
        self.top = top

    def git(self, *arguments: str, sent: bytes | None = None, check: bool = True) -> str:
        """Run git at the top, and return what it wrote."""
        run = subprocess.run(["git", *_QUIET, *arguments], cwd=self.top, input=sent, capture_output=True, check=False)
        assert run.returncode == 0 or not check, run.stderr.decode()
        return os.fsdecode(run.stdout).rstrip("\n")

    def write(self, files: dict[str, str | bytes]) -> "Repo":
        """Write files."""
        write_vault(self.top, files)
        return self

    def add(self, files: dict[str, str | bytes] | None = None) -> "Repo":
        """Write files, if any, and stage everything."""
        self.write(files or {}).git("add", "--all")
        return self

    def commit(self, files: dict[str, str | bytes] | None = None, message: str = "one") -> str:
        """Write files, stage everything, commit it, and return the commit's hash."""
        self.add(files).git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def _apart(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no configuration of the user or the system have a say, and commits be the same every time."""
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith("GIT_") or name == "SUDO_UID":
            monkeypatch.delenv(name)
    values = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}
    for person in ("AUTHOR", "COMMITTER"):
        values |= {f"GIT_{person}_NAME": "甲", f"GIT_{person}_EMAIL": "a@example.org"}
        values[f"GIT_{person}_DATE"] = "2026-01-02T03:04:05Z"
    for name, value in values.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def make(tmp_path: Path):
    """A function that makes a repository in a new folder of that name."""

    def made(name: str = "仓库", *options: str) -> Repo:
        top = tmp_path / name
        top.mkdir(parents=True)
        repo = Repo(top)
        repo.git("init", "--quiet", "--initial-branch=main", *options)
        return repo

    return made
