"""Repositories in temporary folders: the same commits everywhere, whatever the person at this machine has configured."""

import os
from pathlib import Path

import pytest
from situations import VAULT, Situation, copied

from repositories import Repo


@pytest.fixture(autouse=True)
def _apart(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no configuration of the user or the system have a say, and commits be the same every time."""
    monkeypatch.chdir(Path.cwd())  # to where it goes back, whatever the test does
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


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for repositories that tests copy."""
    return tmp_path_factory.mktemp("templates")


@pytest.fixture
def situation(templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Situation:
    """A repository with one commit of the vault `VAULT`."""
    template = templates / "one commit"
    if not template.exists():
        template.mkdir()
        repo = Repo(template)
        repo.git("init", "--quiet", "--initial-branch=main", "--template=")
        repo.commit(VAULT)
    for name in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE", "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF", "VAULT_TOOLS_LANG"):
        monkeypatch.delenv(name, raising=False)
    return Situation(copied(template, tmp_path / "知识库"), monkeypatch.chdir)
