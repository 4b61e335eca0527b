"""The index and commits as trees: the same as the disk has, where nothing differs, and what git knows where it does."""

import os
from pathlib import Path

import pytest

from vault_tools.discover import discover
from vault_tools.git import calls
from vault_tools.git.moments import head
from vault_tools.git.objects import Objects
from vault_tools.git.repository import find
from vault_tools.git.snapshots import GitTree, commit_tree, empty_tree, index_tree, tracked
from vault_tools.trees import Destination, Disk, Entry, Kind


def index(root: Path) -> GitTree:
    repository = find(str(root))
    assert repository is not None
    return index_tree(repository, str(root))


def commit(root: Path) -> GitTree:
    repository = find(str(root))
    assert repository is not None
    objects = Objects(repository)
    return commit_tree(repository, str(root), head(objects), objects)


FILES: dict[str, str | bytes] = {
    ".gitignore": "私密/\n!*.md\n",
    "甲.md": "# 甲\n",
    "一/乙.md": "[[甲]]\r\n",
    "一/二/三/deep.md": "",
    "-dash.md": "",
    'quote"s.md': "",
    "line\nend.md": "",
    "tab\t.md": "",
    os.fsdecode(b"gb\xc4\xe3.md"): "",
    "node_modules/a.md": "",
    ".hidden/b.md": "",
    "图.png": b"\x89PNG\0",
    "e\u0301.md": "",
    "other/vault.toml": "",
    "other/x.md": "",
}


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
@pytest.mark.parametrize("folder", ["", "笔记", "一/笔记 二"])
@pytest.mark.parametrize("tree_of", [index, commit])
def test_a_tree_of_git_is_what_the_disk_has(make, tree_of, folder, algorithm):
    repo = make("仓库", f"--object-format={algorithm}")
    vault = repo.top / folder
    repo.write({os.path.join(folder, path): content for path, content in FILES.items()})
    repo.write({".gitignore": "*.tmp\n", "一/.gitignore": "私*\n", "outside.md": ""}).commit()
    tree, disk = tree_of(vault), Disk(str(vault))
    assert discover(tree) == discover(disk)
    assert len(discover(tree).files) > 8
    assert list(tree.ignores_above()) == list(disk.ignores_above())
    for path, content in FILES.items():
        assert tree.exists(path)
        if (folder, path) != ("", ".gitignore"):
            assert (
                tree.read(path, 100)
                == disk.read(path, 100)
                == (content.encode() if isinstance(content, str) else content)
            )
        assert tree.mark(path).hex() == repo.git("hash-object", "--", str(vault / path))
    assert tree.exists("一/二")
    assert not tree.exists("一/没有")
    assert tree.mark("没有") == b""
    for path in ("没有", "一", "../outside.md"):
        with pytest.raises(OSError, match=r".+"):
            tree.read(path, 10)
    with pytest.raises(OSError, match="No such file"):
        tree.entries("没有")


def test_the_index_is_not_the_disk(make):
    repo = make()
    repo.commit({"changed.md": "old", "deleted.md": "", "moved.md": "m" * 50, "kept.md": ""})
    repo.write({"changed.md": "staged", "added.md": "", "announced.md": "later"})
    repo.git("mv", "moved.md", "now.md")
    repo.git("rm", "--quiet", "--cached", "deleted.md")
    repo.git("add", "changed.md", "added.md")
    repo.git("add", "--intent-to-add", "announced.md")
    repo.write({"changed.md": "not staged", "untracked.md": ""})
    (repo.top / "kept.md").unlink()
    tree = index(repo.top)
    assert sorted(tree.rows) == ["added.md", "changed.md", "kept.md", "now.md"]
    assert tree.read("changed.md", 100) == b"staged"
    assert tree.read("added.md", 100) == b""
    assert sorted(commit(repo.top).rows) == ["changed.md", "deleted.md", "kept.md", "moved.md"]
    assert commit(repo.top).read("changed.md", 100) == b"old"
    assert tracked(tree.repository, str(repo.top)) == (frozenset(tree.rows), ())


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
@pytest.mark.parametrize(
    ("on_disk", "is_asked"),
    [
        pytest.param(b"[[a]]\n", False, id="the same"),
        pytest.param(b"[[b]]\n", True, id="of the same length"),
        pytest.param(b"[[a]]\r\n", True, id="other line ends"),
        pytest.param(None, True, id="gone"),
    ],
)
def test_what_lies_on_the_disk_as_well_is_not_asked_for(make, monkeypatch, algorithm, on_disk, is_asked):
    repo = make("仓库", f"--object-format={algorithm}")
    repo.commit({"a.md": b"[[a]]\n"})
    (repo.top / "a.md").unlink()
    if on_disk is not None:
        (repo.top / "a.md").write_bytes(on_disk)
    asked = []
    read = Objects.read
    monkeypatch.setattr(Objects, "read", lambda *asks: asked.append(asks) or read(*asks))
    assert index(repo.top).read("a.md", 100) == b"[[a]]\n"
    assert bool(asked) is is_asked


@pytest.mark.parametrize("count", [1, 300])
@pytest.mark.parametrize("is_split", [False, True], ids=["whole", "split index"])
@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_what_was_only_announced_has_no_contents(make, algorithm, count, is_split):
    repo = make("仓库", f"--object-format={algorithm}")
    empty = [f"空{number}.md" for number in range(count)]
    repo.add(dict.fromkeys(empty, ""))
    repo.write({"later.md": ""}).git("add", "--intent-to-add", "later.md")
    if is_split:
        repo.git("update-index", "--split-index")
    assert "later.md" in repo.git("ls-files")
    assert sorted(index(repo.top).rows) == sorted(empty)


def test_before_the_first_commit(make):
    repo = make()
    repo.add({"a.md": ""})
    tree = index(repo.top)
    assert head(tree.objects) == ""
    empty = empty_tree(tree.repository, str(repo.top), tree)
    assert discover(empty).files == ()
    assert not empty.exists("a.md")
    assert discover(tree).files == ("a.md",)


def test_a_repository_without_an_index(make):
    assert discover(index(make().top)).files == ()


def test_a_commit_without_the_folder(make):
    repo = make()
    repo.commit({"a.md": ""})
    repo.write({"vault/b.md": ""})
    assert discover(commit(repo.top / "vault")).files == ()


def test_a_conflict(make):
    repo = make()
    repo.commit({"a.md": "one", "b.md": ""})
    repo.git("checkout", "--quiet", "-b", "other")
    repo.commit({"a.md": "two"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"a.md": "three"})
    repo.git("merge", "other", check=False)
    tree = index(repo.top)
    assert discover(tree).files == ("a.md", "b.md")
    with pytest.raises(OSError, match="a merge conflict that is not resolved"):
        tree.read("a.md", 10)
    assert tree.mark("a.md") == b""
    assert tree.read("b.md", 10) == b""


@pytest.mark.parametrize("is_sparse_index", [False, True])
def test_a_sparse_checkout(make, is_sparse_index):
    repo = make()
    repo.commit({"in/a.md": "1", "out/b.md": "2", "c.md": "3"})
    repo.git("sparse-checkout", "set", "--cone", *(["--sparse-index"] if is_sparse_index else []), "in")
    assert not (repo.top / "out").exists()
    tree = index(repo.top)
    assert discover(tree).files == ("c.md", "in/a.md", "out/b.md")
    assert tree.read("out/b.md", 10) == b"2"


def test_alternates(make, tmp_path):
    repo = make()
    repo.commit({"a.md": "1"})
    repo.git("clone", "--quiet", "--shared", ".", str(tmp_path / "clone"))
    assert index(tmp_path / "clone").read("a.md", 10) == b"1"


@pytest.mark.parametrize("unknown", ["", "GIT_NO_LAZY_FETCH"], ids=["any git", "an older git"])
def test_a_partial_clone_fetches_nothing(make, tmp_path, monkeypatch, unknown):
    monkeypatch.delitem(calls._SETTINGS, unknown, raising=False)
    repo = make()
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.commit({"a.md": "1", "b.md": "2"})
    repo.git("clone", "--quiet", "--no-checkout", "--filter=blob:none", f"file://{repo.top}", str(tmp_path / "clone"))
    tree = commit(tmp_path / "clone")
    for _ in range(2):
        with pytest.raises(OSError, match="not in this clone"):
            tree.read("a.md", 10)
    assert discover(tree).files == ("a.md", "b.md")


# -- links --

OUTSIDE = Destination(outside=("",))
NOWHERE = "a symbolic link that leads nowhere"


@pytest.mark.parametrize("folder", ["", "vault"])
@pytest.mark.parametrize(
    ("link", "target", "expected"),
    [
        pytest.param("l.md", "a.md", Destination("a.md"), id="beside"),
        pytest.param("x/l.md", "../a.md", Destination("a.md"), id="above"),
        pytest.param("x/l.md", ".././x//../a.md", Destination("a.md"), id="a long way"),
        pytest.param("l.md", "chain.md", Destination("a.md"), id="a chain"),
        pytest.param("l.md", "folder-link/b.md", Destination("x/b.md"), id="through a link to a folder"),
        pytest.param("l.md", "folder-link/../a.md", Destination("a.md"), id="above a link's folder"),
        pytest.param("l.md", "{top}/a.md", Destination("a.md"), id="absolute"),
        pytest.param("l.md", ".hidden/c.md", Destination(".hidden/c.md"), id="a hidden file"),
        pytest.param("l", "x", Destination(), id="a folder"),
        pytest.param("x/l", "..", Destination(), id="the vault itself"),
        pytest.param("l.md", "missing.md", NOWHERE, id="nowhere"),
        pytest.param("l.md", "l.md", NOWHERE, id="itself"),
        pytest.param("l.md", "loop/x", NOWHERE, id="a loop"),
        pytest.param("l.md", "/dev/null", "not a regular file", id="a device"),
        pytest.param("l.md", "/etc/passwd", OUTSIDE, id="out of the work tree"),
        pytest.param("l.md", "{repository}/.git/config", OUTSIDE, id="into .git"),
        pytest.param("l.md", "a.md/b", NOWHERE, id="below a file"),
    ],
)
def test_links_lead_where_they_do_on_the_disk(make, folder, link, target, expected):
    repo = make()
    vault = repo.top / folder
    for path in ("a.md", "x/b.md", ".hidden/c.md"):
        repo.write({os.path.join(folder, path): path})
    (vault / "chain.md").symlink_to("folder-link/../a.md")
    (vault / "folder-link").symlink_to("x")
    (vault / "loop").symlink_to("loop")
    (vault / link).symlink_to(target.format(top=vault, repository=repo.top))
    repo.add()
    tree, disk = index(vault), Disk(str(vault))
    if isinstance(expected, str):
        with pytest.raises(OSError, match=expected):
            tree.follow(link)
    else:
        assert tree.follow(link) == expected
    assert discover(tree) == discover(disk)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param("../other.md", OUTSIDE, id="a file"),
        pytest.param("../more", Destination(outside=("deep/y.md", "x.md")), id="a folder"),
        pytest.param("..", Destination(), id="the top"),
        pytest.param("../missing.md", NOWHERE, id="nowhere"),
        pytest.param("../more/back.md", Destination("a.md"), id="and back"),
    ],
)
def test_links_out_of_the_vault_into_the_repository(make, target, expected):
    repo = make()
    repo.write({"vault/a.md": "", "other.md": "", "more/x.md": "", "more/deep/y.md": "", "more/.h.md": ""})
    (repo.top / "more" / "back.md").symlink_to("../vault/a.md")
    (repo.top / "vault" / "l").symlink_to(target)
    repo.add()
    tree = index(repo.top / "vault")
    if isinstance(expected, str):
        with pytest.raises(OSError, match=expected):
            tree.follow("l")
    else:
        found = tree.follow("l")
        assert found._replace(outside=tuple(sorted(found.outside))) == expected


def test_a_link_that_differs_from_the_disk_is_not_followed_there(make):
    repo = make()
    (repo.top / "l").symlink_to("/nowhere/at/all")
    repo.add()
    with pytest.raises(OSError, match=NOWHERE):
        index(repo.top).follow("l")
    (repo.top / "l").unlink()
    assert index(repo.top).follow("l") == OUTSIDE


def test_the_target_of_a_link_must_be_staged(make):
    repo = make()
    repo.write({"untracked.md": ""})
    (repo.top / "l.md").symlink_to("untracked.md")
    repo.git("add", "l.md")
    with pytest.raises(OSError, match=NOWHERE):
        index(repo.top).follow("l.md")
    assert Disk(str(repo.top)).follow("l.md") == Destination("untracked.md")


def test_many_links_take_no_long_way(make):
    repo = make()
    for number in range(100):
        (repo.top / f"l{number}").symlink_to(f"l{number + 1}/l{number + 1}")
    repo.add()
    with pytest.raises(OSError, match=NOWHERE):
        index(repo.top).follow("l0")


# -- submodules --


def test_a_submodule_is_read_from_the_disk(make):
    inner, outer = make("inner"), make("outer")
    inner.commit({"a.md": "1", "x/b.md": "2"})
    outer.git("submodule", "--quiet", "add", str(inner.top), "库/sub")
    outer.commit({"c.md": ""})
    outer.write({"库/sub/new.md": "3"})
    tree = index(outer.top)
    assert discover(tree) == discover(Disk(str(outer.top)))
    assert discover(tree).files == ("c.md", "库/sub/a.md", "库/sub/new.md", "库/sub/x/b.md")
    assert (tree.read("库/sub/new.md", 10), tree.mark("库/sub/a.md"), tree.mark("库/sub")) == (b"3", b"", b"")
    assert tree.exists("库/sub/a.md")
    assert not tree.exists("库/sub/missing.md")
    assert tracked(tree.repository, str(outer.top)) == (frozenset((".gitmodules", "c.md")), ("库/sub",))


@pytest.mark.parametrize("instead", ["nothing", "empty", "link"])
def test_a_submodule_that_is_not_checked_out(make, tmp_path, instead):
    inner, outer = make("inner"), make("outer")
    inner.commit({"a.md": "1"})
    outer.git("submodule", "--quiet", "add", str(inner.top), "sub")
    outer.commit()
    outer.git("submodule", "--quiet", "deinit", "--force", "sub")
    (outer.top / "sub").rmdir()
    if instead == "empty":
        (outer.top / "sub").mkdir()
    elif instead == "link":
        (outer.top / "sub").symlink_to(inner.top)
    tree = index(outer.top)
    assert list(tree.entries("")) == [Entry(".gitmodules", Kind.FILE), Entry("sub", Kind.FOLDER)]
    assert list(tree.entries("sub")) == []
    with pytest.raises(OSError, match="No such file"):
        tree.read("sub/a.md", 10)


def test_impossible_paths_are_left_out(make):
    """Git refuses to make such trees, but not to list those of others."""
    repo = make()
    blob = repo.git("hash-object", "-w", "--stdin", sent=b"x")
    names = (
        b"..",
        b".",
        b".git",
        b".GIT",
        b".git/config",
        b"/etc/a.md",
        b"b//a.md",
        b"b/./a.md",
        b".gitignore",
        b"a.md",
        b"...",
    )
    rows = b"".join(b"100644 %s\0" % name + bytes.fromhex(blob) for name in names)
    tree = repo.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", sent=rows)
    repo.git("update-ref", "HEAD", repo.git("commit-tree", "-m", "x", tree))
    assert list(commit(repo.top).rows) == [".gitignore", "a.md", "..."]
