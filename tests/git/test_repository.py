"""Which repository a vault is in: by `.git` alone, by what hooks are told, and whether it is trusted."""

import os
from pathlib import Path

import pytest

from repositories import bare, hostile
from support import write_vault
from vault_tools.errors import VaultError
from vault_tools.git.repository import find
from vault_tools.git.snapshots import index_tree


def where(folder: Path) -> tuple[str, str] | None:
    """Return the top and the git folder of what is found."""
    repository = find(str(folder))
    return repository and (repository.top, repository.git_dir)


def test_found_upward(make, tmp_path):
    repo = make()
    (repo.top / "一" / "二").mkdir(parents=True)
    for folder in (repo.top, repo.top / "一" / "二"):
        assert where(folder) == (str(repo.top), str(repo.top / ".git"))
    assert where(tmp_path) is None


def test_found_through_a_link(make, tmp_path):
    repo = make()
    (tmp_path / "link").symlink_to(repo.top)
    assert where(tmp_path / "link") == (str(repo.top), str(repo.top / ".git"))


@pytest.mark.parametrize(
    "dot_git",
    [
        pytest.param({".git/HEAD": "ref: refs/heads/x"}, id="no objects"),
        pytest.param({".git": "gitdir: nowhere"}, id="names nothing"),
        pytest.param({".git": "something else"}, id="no gitfile"),
        pytest.param({".git": b"gitdir: \0"}, id="NUL"),
        pytest.param({".git": b"gitdir: \xff"}, id="not UTF-8"),
    ],
)
def test_what_is_no_repository(tmp_path, dot_git):
    assert where(write_vault(tmp_path / "v", dot_git)) is None


def test_a_linked_work_tree_has_its_own_index(make, tmp_path):
    repo = make()
    repo.commit({"甲.md": "1"})
    repo.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "other"))
    (tmp_path / "other" / "乙.md").write_text("2")
    repo.git("-C", str(tmp_path / "other"), "add", "--all")
    repository = find(str(tmp_path / "other"))
    assert repository is not None
    assert repository.top == str(tmp_path / "other")
    assert repository.common_dir == str(repo.top / ".git")
    assert sorted(index_tree(repository, repository.top).rows) == ["乙.md", "甲.md"]
    assert sorted(index_tree(find(str(repo.top)), str(repo.top)).rows) == ["甲.md"]


def test_a_vault_in_a_submodule_is_in_that_repository(make):
    inner, outer = make("inner"), make("outer")
    inner.commit({"a.md": ""})
    outer.git("submodule", "--quiet", "add", str(inner.top), "sub")
    assert where(outer.top / "sub") == (str(outer.top / "sub"), str(outer.top / ".git/modules/sub"))
    assert where(outer.top) == (str(outer.top), str(outer.top / ".git"))


@pytest.mark.parametrize("place", ["", "inner", "inner/deeper"])
@pytest.mark.parametrize("is_in_a_repository", [True, False], ids=["in a repository", "in none"])
def test_an_embedded_bare_repository_is_never_taken_for_one(make, tmp_path, monkeypatch, place, is_in_a_repository):
    witness = tmp_path / "pwned"
    repo = make()
    vault = repo.top / "vault" if is_in_a_repository else tmp_path / "elsewhere"
    bare(vault / place, hostile(witness, tmp_path / "hooks"))
    (vault / "a.md").write_text("")
    monkeypatch.chdir(vault / place)
    expected = (str(repo.top), str(repo.top / ".git")) if is_in_a_repository else None
    assert where(vault) == where(vault / place) == expected
    repository = find(str(vault / place))
    if repository is not None:
        repo.git("add", "vault/a.md")
        assert sorted(index_tree(repository, str(vault)).rows) == ["a.md"]
    assert not witness.exists()


# -- what hooks are told --


def test_git_dir_and_work_tree(make, tmp_path, monkeypatch):
    repo = make("files.git")
    home = tmp_path / "home"
    (home / "notes").mkdir(parents=True)
    (home / "notes" / "a.md").write_text("")
    repo.git(f"--git-dir={repo.top / '.git'}", f"--work-tree={home}", "add", str(home / "notes/a.md"))
    assert where(home / "notes") is None
    monkeypatch.setenv("GIT_DIR", str(repo.top / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(home))
    assert where(home / "notes") == (str(home), str(repo.top / ".git"))
    assert sorted(index_tree(find(str(home / "notes")), str(home / "notes")).rows) == ["a.md"]
    assert where(tmp_path) is None  # not in that work tree


def test_core_worktree(make, tmp_path, monkeypatch):
    repo = make()
    (tmp_path / "tree").mkdir()
    repo.git("config", "core.worktree", "../../tree")
    monkeypatch.setenv("GIT_DIR", str(repo.top / ".git"))
    assert where(tmp_path / "tree") == (str(tmp_path / "tree"), str(repo.top / ".git"))


def test_git_dir_alone_means_the_current_folder(make, tmp_path, monkeypatch):
    repo = make()
    (tmp_path / "tree" / "notes").mkdir(parents=True)
    monkeypatch.setenv("GIT_DIR", str(repo.top / ".git"))
    monkeypatch.chdir(tmp_path / "tree")
    assert where(tmp_path / "tree" / "notes") == (str(tmp_path / "tree"), str(repo.top / ".git"))
    assert where(tmp_path) is None


def test_git_dir_of_another_repository_does_not_count(make, monkeypatch):
    one, other = make("one"), make("other")
    monkeypatch.chdir(one.top)
    monkeypatch.setenv("GIT_DIR", ".git")
    for name in ("GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"):
        monkeypatch.setenv(name, ".git/nothing")
    repository = find(str(other.top))
    assert repository is not None
    assert repository.git_dir == str(other.top / ".git")
    assert not {name for name in repository.environment if name.startswith(("GIT_DIR", "GIT_INDEX", "GIT_OBJECT"))}
    assert find(str(one.top)).index_file == str(one.top / ".git/nothing")


def test_an_index_file_is_kept_for_the_repository_of_the_current_folder(make, monkeypatch):
    one, other = make("one"), make("other")
    (one.top / "sub").mkdir()
    monkeypatch.chdir(one.top)
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index.lock")
    assert find(str(one.top / "sub")).index_file == str(one.top / ".git/index.lock")
    assert find(str(other.top)).index_file == str(other.top / ".git/index")


def test_a_bare_git_dir_is_refused(make, tmp_path, monkeypatch):
    repo, clone = make("bare.git", "--bare"), make("clone")
    (tmp_path / "tree").mkdir()
    monkeypatch.chdir(repo.top)
    monkeypatch.setenv("GIT_DIR", ".")
    with pytest.raises(VaultError, match="bare repository"):
        find(str(tmp_path / "tree"))
    assert where(clone.top) is not None  # one that is found by `.git` is another
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "tree"))
    assert where(tmp_path / "tree") == (str(tmp_path / "tree"), str(repo.top))


# -- whose it is --


@pytest.mark.skipif(os.name != "posix", reason="owners")
@pytest.mark.parametrize(
    ("listed", "is_trusted"),
    [
        pytest.param([], False, id="not listed"),
        pytest.param(["{top}"], True, id="listed"),
        pytest.param(["{top}/"], True, id="with a slash"),
        pytest.param(["*"], True, id="all"),
        pytest.param(["{parent}/*"], True, id="all below"),
        pytest.param(["{parent}"], False, id="a folder above is not the folder"),
        pytest.param(["{top}x/*"], False, id="another folder"),
        pytest.param(["{top}", ""], False, id="taken back"),
        pytest.param(["", "{top}"], True, id="and given again"),
        pytest.param(["."], False, id="the current folder"),
    ],
)
def test_somebody_elses_repository(make, monkeypatch, listed, is_trusted):
    repo = make()
    for entry in listed:
        repo.git("config", "--global", "--add", "safe.directory", entry.format(top=repo.top, parent=repo.top.parent))
    repo.git("config", "safe.directory", "*")  # what it says of itself does not count
    assert find(str(repo.top)) is not None
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    monkeypatch.chdir(repo.top)
    if is_trusted:
        assert find(str(repo.top)) is not None
    else:
        with pytest.raises(VaultError, match=f"git config --global --add safe.directory '{repo.top}'"):
            find(str(repo.top))


def test_root_under_sudo_trusts_who_called_it(make, monkeypatch):
    repo = make()
    user = os.geteuid() + 1
    for path in (repo.top, repo.top / ".git"):
        os.chown(path, user, -1) if os.geteuid() == 0 else pytest.skip("only root can give files away")
    with pytest.raises(VaultError, match="belongs to somebody else"):
        find(str(repo.top))
    monkeypatch.setenv("SUDO_UID", str(user))
    assert find(str(repo.top)) is not None
