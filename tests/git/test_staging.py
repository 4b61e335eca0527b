"""Writing into the index, and what a real hook sees of each kind of commit."""

import json
import os
import sys

import pytest

from vault_tools.errors import VaultError
from vault_tools.git import calls
from vault_tools.git.repository import find
from vault_tools.git.snapshots import index_tree
from vault_tools.git.staging import stage


def index(repo, folder=""):
    root = str(repo.top / folder)
    return index_tree(find(root), root)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
@pytest.mark.parametrize("folder", ["", "笔记"])
def test_new_contents_for_some_files(make, folder, algorithm):
    repo = make("仓库", f"--object-format={algorithm}")
    names = ["a.md", "-x.md", 'q"\n\t.md', os.fsdecode(b"\xff.md"), "run.md", "kept.md"]
    repo.write({os.path.join(folder, name): "old" for name in names})
    (repo.top / folder / "run.md").chmod(0o755)
    repo.add()
    contents = {name: f"新 {name!a}\n".encode() for name in names[:-1]} | {"a.md": b"", "-x.md": b"\0blob\r\ndone\n"}
    stage(index(repo, folder), contents)
    tree = index(repo, folder)
    assert {name: tree.read(name, 100) for name in names} == contents | {"kept.md": b"old"}
    assert tree.rows["run.md"].mode == "100755"
    assert (repo.top / folder / "a.md").read_text() == "old"
    stage(tree, {})
    repo.git("fsck", "--strict")


def test_many_files(make):
    repo = make()
    repo.add({f"{number}.md": "old" for number in range(500)})
    stage(index(repo), {f"{number}.md": b"new %d" % number for number in range(500)})
    assert {tree.read(path, 10) for tree in (index(repo),) for path in tree.rows} == {b"new %d" % n for n in range(500)}


def test_what_was_staged_meanwhile_is_kept(make):
    repo = make()
    repo.add({"a.md": "1", "b.md": "1"})
    tree = index(repo)
    repo.add({"a.md": "somebody else's"})
    with pytest.raises(VaultError, match=r"a\.md was staged by somebody else"):
        stage(tree, {"b.md": b"2", "a.md": b"2"})
    assert index(repo).read("b.md", 10) == b"1"
    with pytest.raises(VaultError, match=r"new\.md"):
        stage(tree, {"new.md": b""})
    stage(tree, {"b.md": b"2"})
    assert index(repo).read("b.md", 10) == b"2"


def test_an_index_that_is_locked(make):
    repo = make()
    repo.add({"a.md": "1"}).write({".git/index.lock": ""})
    with pytest.raises(VaultError, match=r"index\.lock"):
        stage(index(repo), {"a.md": b"2"})


def test_a_filter_that_cannot_be_switched_off(make):
    repo = make()
    repo.add({"a.md": "1"})
    repo.git("config", "filter.a=b.clean", "touch pwned")
    with pytest.raises(VaultError, match="switched off"):
        stage(index(repo), {"a.md": b"2"})


def test_hooks_of_a_configuration_are_switched_off(make, monkeypatch):
    """Git has them from 2.54 on, so what is looked at is what git is told."""
    repo = make()
    repo.add({"a.md": "1"})
    repo.git("config", "hook.x y.command", "touch pwned")
    repo.git("config", "hook.x y.event", "post-index-change")
    told = []
    start = calls._start
    monkeypatch.setattr(
        calls, "_start", lambda arguments, *rest, **more: told.append(arguments) or start(arguments, *rest, **more)
    )
    stage(index(repo), {"a.md": b"2"})
    writing = [arguments for arguments in told if {"update-index", "fast-import"} & set(arguments)]
    assert len(writing) == 2
    assert all("hook.x y.enabled=false" in arguments for arguments in writing)


# -- hooks --

HOOK = """#!{python}
import json, os, sys
from vault_tools.errors import VaultError
from vault_tools.git.changes import changes
from vault_tools.git.moments import head
from vault_tools.git.objects import Objects
from vault_tools.git.repository import find
from vault_tools.git.snapshots import commit_tree, index_tree
from vault_tools.git.staging import stage

os.chdir({folder!r})
repository = find({vault!r})
objects = Objects(repository)
index = index_tree(repository, {vault!r}, objects)
found = [f"{{change.event}} {{change.path}}" for change in changes(commit_tree(repository, {vault!r}, head(objects), objects), index)]
staged = ""
if {fixes!r}:
    try:
        stage(index, {{"a.md": b"fixed"}})
    except VaultError as error:
        staged = error.key
json.dump([found, index.read("a.md", 100).decode(), staged], open({saw!r}, "w"))
"""


def hooked(repo, saw, vault, *, folder=None, fixes=False):
    """Give a repository a pre-commit hook that writes down what it sees."""
    hook = repo.top / repo.git("rev-parse", "--git-path", "hooks/pre-commit")
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        HOOK.format(python=sys.executable, vault=str(vault), folder=str(folder or repo.top), saw=str(saw), fixes=fixes)
    )
    hook.chmod(0o755)


@pytest.mark.parametrize("folder", ["", "笔记"])
@pytest.mark.parametrize("is_inside", [False, True], ids=["at the top", "from the vault"])
@pytest.mark.parametrize("is_linked", [False, True], ids=["main work tree", "linked work tree"])
@pytest.mark.parametrize(
    ("command", "changed", "content"),
    [
        pytest.param(["commit"], ["changed a.md"], "staged", id="commit"),
        pytest.param(["commit", "-a"], ["changed a.md", "changed b.md"], "not staged", id="commit -a"),
        pytest.param(["commit", "--", "{}b.md"], ["changed b.md"], "old", id="commit -- file"),
        pytest.param(["commit", "-i", "{}b.md"], ["changed a.md", "changed b.md"], "staged", id="commit -i file"),
        pytest.param(["commit", "--amend"], ["changed a.md"], "staged", id="commit --amend"),
    ],
)
def test_a_hook_sees_what_is_committed(make, tmp_path, command, changed, content, folder, is_linked, is_inside):
    repo = make()
    prefix = f"{folder}/" if folder else ""
    repo.commit({f"{prefix}a.md": "old", f"{prefix}b.md": "old", "outside.md": ""})
    if is_linked:
        repo.git("worktree", "add", "--quiet", "-b", "linked", str(tmp_path / "linked"))
        repo.top = tmp_path / "linked"
    repo.add({f"{prefix}a.md": "staged"}).write({f"{prefix}a.md": "not staged", f"{prefix}b.md": "new"})
    vault = repo.top / folder
    hooked(repo, tmp_path / "saw", vault, folder=vault if is_inside else repo.top)
    arguments = [command[0], "-q", "-m", "two", *(word.format(prefix) for word in command[1:])]
    repo.git(*arguments)
    assert json.loads((tmp_path / "saw").read_text()) == [changed, content, ""]


@pytest.mark.parametrize(
    ("command", "outcome", "committed", "is_clean"),
    [
        pytest.param(["commit"], "", "fixed", True, id="commit"),
        pytest.param(["commit", "-a"], "", "fixed", True, id="commit -a"),
        pytest.param(["commit", "--", "a.md"], "git.temporary-index", "new", True, id="commit -- file"),
    ],
)
def test_what_a_hook_stages_is_committed(make, tmp_path, command, outcome, committed, is_clean):
    repo = make()
    repo.commit({"a.md": "old"})
    repo.add({"a.md": "new"})
    hooked(repo, tmp_path / "saw", repo.top, fixes=True)
    repo.git(command[0], "-q", "-m", "two", *command[1:])
    assert json.loads((tmp_path / "saw").read_text())[2] == outcome
    assert repo.git("show", "HEAD:a.md") == committed
    assert (repo.git("diff", "--cached", "--name-only") == "") is is_clean


def test_other_repositories_are_seen_as_they_are(make, tmp_path):
    """A hook of one repository that looks at a vault in another."""
    repo, other = make(), make("other")
    other.add({"a.md": "other's"})
    other.commit()
    other.add({"a.md": "staged"})
    repo.commit({"a.md": "x"})
    hooked(repo, tmp_path / "saw", other.top)
    repo.add({"a.md": "y"}).git("commit", "-q", "-m", "two")
    assert json.loads((tmp_path / "saw").read_text()) == [["changed a.md"], "staged", ""]
