"""Starting git: which one, how old, what it says when it fails, and that nothing else runs."""

import os
import zlib

import pytest

from repositories import hostile
from vault_tools.errors import VaultError
from vault_tools.files import TooLargeError
from vault_tools.git import calls, objects
from vault_tools.git.changes import changes
from vault_tools.git.moments import commit_of, head, merge_base
from vault_tools.git.objects import Objects
from vault_tools.git.repository import find
from vault_tools.git.snapshots import commit_tree, index_tree
from vault_tools.git.staging import stage


@pytest.fixture(autouse=True)
def _forget():
    calls._version.cache_clear()
    yield
    calls._version.cache_clear()


def fake(folder, script):
    """Make a `git` that is a script."""
    folder.mkdir(exist_ok=True)
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        pytest.param("echo git version 2.29.3", "version 2.29.3; 2.30 or newer", id="too old"),
        pytest.param("echo git version 1.99", "version 1.99", id="much too old"),
        pytest.param("echo something else", "version ?", id="no git at all"),
        pytest.param("exit 1", "version ?", id="does not run"),
    ],
)
def test_a_git_that_will_not_do(make, tmp_path, monkeypatch, script, message):
    repo = make()
    monkeypatch.setenv("PATH", fake(tmp_path / "bin", script))
    with pytest.raises(VaultError) as error:
        index_tree(find(str(repo.top)), str(repo.top))
    assert message in str(error.value)


@pytest.mark.parametrize("version", ["2.30.0", "2.39.5 (Apple Git-154)", "2.45.1.windows.1", "3.0"])
def test_a_git_that_will_do(make, tmp_path, monkeypatch, version):
    repo = make()
    monkeypatch.setenv("PATH", fake(tmp_path / "bin", f"[ $1 = version ] && echo 'git version {version}'; exit 0"))
    assert index_tree(find(str(repo.top)), str(repo.top)).rows == {}


def test_git_is_missing(make, monkeypatch, tmp_path):
    repo = make()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VaultError, match="git is not on the PATH"):
        index_tree(find(str(repo.top)), str(repo.top))


@pytest.mark.parametrize("path", ["", ".", "bin", "./bin"])
def test_git_is_never_taken_from_the_current_folder(tmp_path, monkeypatch, path):
    fake(tmp_path, "echo git version 9.9")
    fake(tmp_path / "bin", "echo git version 9.9")
    monkeypatch.chdir(tmp_path)
    real = calls.executable()
    monkeypatch.setenv("PATH", os.pathsep.join((path, os.path.dirname(real))))
    assert calls.executable() == real
    monkeypatch.setenv("PATH", os.pathsep.join((path, str(tmp_path / "bin"))))
    assert calls.executable() == str(tmp_path / "bin" / "git")


def test_git_fails(make):
    repo = make()
    repo.write({".git/index": "garbage"})
    with pytest.raises(VaultError, match=r"git could not do what was asked: .*index"):
        index_tree(find(str(repo.top)), str(repo.top))


@pytest.mark.skipif(os.name != "posix", reason="there are no named pipes elsewhere")
@pytest.mark.parametrize("name", ["HEAD", "config", "index"])
def test_git_waits_for_something(make, monkeypatch, name):
    monkeypatch.setattr(calls, "_PATIENCE", 0.2)
    repo = make()
    repo.add({"a.md": "[[b]]"})
    (repo.top / ".git" / name).unlink()
    os.mkfifo(repo.top / ".git" / name)
    with pytest.raises(VaultError, match=r"git\.silent|not answered"):
        index_tree(find(str(repo.top)), str(repo.top))


def test_the_reason_is_what_git_says_last_not_what_it_traces(make, monkeypatch):
    repo = make()
    repo.write({".git/index": "garbage"})
    monkeypatch.setenv("GIT_TRACE", "1")
    with pytest.raises(calls.GitError) as error:
        find(str(repo.top)).git("ls-files")
    assert "trace" not in error.value.reason


def test_variables_that_contradict_ours_do_no_harm(make, monkeypatch):
    repo = make()
    repo.add({"a*.md": "", "ab.md": ""})
    for name in ("GIT_GLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_NOGLOB_PATHSPECS"):
        monkeypatch.setenv(name, "1")
    assert find(str(repo.top)).git("ls-files", "-z", "--", "a*.md") == b"a*.md\0"


@pytest.mark.parametrize("unknown", ["", "GIT_NO_LAZY_FETCH"])
def test_nothing_of_a_hostile_configuration_runs(make, tmp_path, monkeypatch, unknown):
    """Everything that is asked of git, in a repository that comes with programs for whatever git would run."""
    monkeypatch.delitem(calls._SETTINGS, unknown, raising=False)
    witness = tmp_path / "pwned"
    repo = make()
    repo.commit({"a.md": "1\n" * 30, ".gitattributes": "* filter=x diff=x merge=x\n", "b.md": "b"})
    repo.git("mv", "a.md", "c.md")
    repo.add({"c.md": "1\n" * 30 + "2"})
    missing = repo.git("rev-parse", "HEAD:b.md")
    (repo.top / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
    config = hostile(witness, tmp_path / "hooks").replace("bare = true", "bare = false").replace("worktree = /", "")
    config += "[extensions]\n\tpartialClone = origin\n"
    (repo.top / ".git" / "config").write_text(config.replace("formatversion = 0", "formatversion = 1"))
    top = str(repo.top)
    repository = find(top)
    objects = Objects(repository)
    index = index_tree(repository, top, objects)
    before = commit_tree(repository, top, head(objects), objects)
    assert [change.now for change in changes(before, index)] == ["c.md"]
    for name in ("b.md", "c.md"):  # what lies on the disk need not be asked for
        (repo.top / name).write_text("3")
    assert index.read("c.md", 1000).endswith(b"2")
    with pytest.raises(OSError, match="not in this clone"):
        index.read("b.md", 1000)
    assert index.read("c.md", 1000).endswith(b"2")
    with pytest.raises(VaultError):
        commit_of(repository, "nowhere")
    assert merge_base(repository, before.commit, before.commit) == before.commit
    stage(index, {"c.md": b"3"})
    assert index_tree(repository, top).read("c.md", 10) == b"3"
    assert not witness.exists()


def test_the_hostile_configuration_would_run(make, tmp_path):
    """What the test above relies on: git alone does what that configuration says."""
    witness = tmp_path / "pwned"
    repo = make()
    repo.add({"a.md": ""})
    config = hostile(witness, tmp_path / "hooks").replace("bare = true", "bare = false").replace("worktree = /", "")
    (repo.top / ".git" / "config").write_text(config)
    repo.git("status", check=False)
    assert witness.exists()


# -- contents --


@pytest.mark.parametrize("size", [100, 2_000_000])
def test_what_is_too_large_is_not_read_and_others_are(make, size):
    repo = make()
    repo.add({"large.md": "一" + "x" * size, "a.md": "甲"})
    tree = index_tree(find(str(repo.top)), str(repo.top))
    for _ in range(2):
        with pytest.raises(TooLargeError) as error:
            tree.read("large.md", 50)
        assert (error.value.size, error.value.beginning) == (size + 3, ("一" + "x" * 61).encode())
        assert tree.read("a.md", 50) == "甲".encode()
    assert len(tree.read("large.md", size + 3)) == size + 3


@pytest.mark.parametrize(
    ("header", "content"),
    [
        pytest.param(b"blob 2000000000", b"[[b]]", id="much less than it says"),
        pytest.param(b"blob 100", b"[[b]]", id="less than it says"),
        pytest.param(b"blob 1", b"[[b]]", id="more than it says"),
        pytest.param(b"blob 0", b"\n%s blob 1\nx\n", id="more, which looks like another answer"),
        pytest.param(b"blob 99999999999999999999", b"[[b]]", id="more than there can be"),
    ],
)
def test_an_object_with_a_wrong_size_does_not_stand_for_others(make, monkeypatch, header, content):
    monkeypatch.setattr(objects, "_PATIENCE", 0.2)
    repo = make()
    repo.add({"a.md": "[[b]]", "b.md": "two"})
    for name in ("a.md", "b.md"):  # what lies on the disk need not be asked for
        (repo.top / name).write_text("3")
    id, other = repo.git("rev-parse", ":a.md"), repo.git("rev-parse", ":b.md")
    place = repo.top / ".git" / "objects" / id[:2] / id[2:]
    place.chmod(0o600)
    place.write_bytes(zlib.compress(header + b"\0" + content.replace(b"%s", other.encode())))
    tree = index_tree(find(str(repo.top)), str(repo.top))
    for _ in range(2):
        try:
            read = tree.read("a.md", 1_000)
        except OSError:
            read = b""
        assert read == b""
        try:
            read = tree.read("b.md", 1_000)
        except OSError:  # git has been silent once: that is enough
            read = b"two"
        assert read == b"two"


def test_few_processes_are_started(make, monkeypatch):
    repo = make()
    repo.commit({"甲.md": "1", "乙.md": "2"})
    repo.add({"甲.md": "3"})
    started = []
    start = calls._start
    monkeypatch.setattr(
        calls, "_start", lambda arguments, *rest, **more: started.append(arguments) or start(arguments, *rest, **more)
    )
    top = str(repo.top)
    repository = find(top)
    kept = Objects(repository)
    index = index_tree(repository, top, kept)
    assert [*changes(commit_tree(repository, top, head(kept), kept), index)]
    assert [index.read(path, 10) for path in sorted(index.rows)] == [b"2", b"3"]
    assert len(started) == 4  # version, cat-file, ls-files, ls-tree


def test_a_replaced_object_is_what_its_name_says(make):
    repo = make()
    repo.commit({"a.md": "one", "b.md": "two"})
    repo.git("replace", repo.git("rev-parse", "HEAD:a.md"), repo.git("rev-parse", "HEAD:b.md"))
    assert index_tree(find(str(repo.top)), str(repo.top)).read("a.md", 10) == b"one"
