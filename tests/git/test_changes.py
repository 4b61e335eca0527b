"""What differs between two trees, and between one and the disk: the same as git itself says."""

import os
from pathlib import Path

import pytest

from vault_tools.changes import Change
from vault_tools.discover import CHECKED_SUFFIXES, discover
from vault_tools.findings import Event
from vault_tools.git.changes import changes
from vault_tools.git.departures import disk_changes
from vault_tools.git.moments import head, merge_heads
from vault_tools.git.objects import Objects
from vault_tools.git.repository import find
from vault_tools.git.snapshots import GitTree, commit_tree, empty_tree, index_tree
from vault_tools.trees import Disk

LONG = "".join(f"line {number}\n" for number in range(50))
OTHER = "".join(f"第 {number} 行\n" for number in range(50))


def trees(root: Path) -> tuple[GitTree, GitTree]:
    """Return the last commit, or the empty tree before it, and the index."""
    repository = find(str(root))
    assert repository is not None
    objects = Objects(repository)
    index = index_tree(repository, str(root), objects)
    last = head(objects)
    return (
        commit_tree(repository, str(root), last, objects) if last else empty_tree(repository, str(root), index)
    ), index


def staged(root: Path) -> list[str]:
    return told(changes(*trees(root)))


def on_disk(root: Path) -> list[str]:
    files = discover(Disk(str(root))).files
    return told(disk_changes(*trees(root), files, [path for path in files if path.endswith(CHECKED_SUFFIXES)]))


def told(found: list[Change]) -> list[str]:
    """Return changes in short: `D a.md`, `R a.md > b.md 97`."""
    letters = {Event.ADDED: "A", Event.CHANGED: "M", Event.DELETED: "D", Event.RENAMED: "R"}
    return [
        f"{letters[change.event]} {change.path}" + (f" > {change.now} {change.similarity}" if change.now else "")
        for change in found
    ]


def renamed(repo):
    repo.git("mv", "长.md", "一/新.md")


def renamed_and_edited(repo):
    repo.git("mv", "长.md", "新.md")
    repo.add({"新.md": LONG + "more\n"})


def made_a_link(repo):
    (repo.top / "a.md").unlink()
    (repo.top / "a.md").symlink_to("长.md")
    repo.add()


def made_executable(repo):
    (repo.top / "a.md").chmod(0o755)
    repo.add()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda repo: None, [], id="nothing"),
        pytest.param(lambda repo: repo.add({"b.md": ""}), ["A b.md"], id="added"),
        pytest.param(lambda repo: repo.add({"a.md": "2"}), ["M a.md"], id="changed"),
        pytest.param(lambda repo: repo.git("rm", "-q", "a.md"), ["D a.md"], id="deleted"),
        pytest.param(renamed, ["R 长.md > 一/新.md 100"], id="renamed"),
        pytest.param(renamed_and_edited, ["R 长.md > 新.md 98"], id="renamed and edited"),
        pytest.param(
            lambda repo: (repo.git("rm", "-q", "长.md"), repo.add({"b.md": OTHER})),
            ["A b.md", "D 长.md"],
            id="one for another",
        ),
        pytest.param(
            lambda repo: (repo.git("mv", "长.md", "b.md"), repo.git("mv", "a.md", "长.md")),
            ["D a.md", "A b.md", "M 长.md"],
            id="in a ring",  # git pairs only names that are new with names that are gone
        ),
        pytest.param(lambda repo: repo.add({"长.md": "1", "a.md": LONG}), ["M a.md", "M 长.md"], id="exchanged"),
        pytest.param(lambda repo: repo.add({"copy.md": LONG}), ["A copy.md"], id="a copy is no rename"),
        pytest.param(lambda repo: repo.add({'-"\n\t.md': ""}), ['A -"\n\t.md'], id="a strange name"),
        pytest.param(made_a_link, ["M a.md"], id="a link now"),
        pytest.param(made_executable, ["M a.md"], id="executable now"),
        pytest.param(lambda repo: (repo.write({"i.md": "x"}), repo.git("add", "-N", "i.md")), [], id="announced"),
        pytest.param(lambda repo: repo.write({"a.md": "x", "new.md": ""}), [], id="not staged"),
    ],
)
@pytest.mark.parametrize("folder", ["", "笔记"])
@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_what_is_staged(make, change, expected, folder, algorithm):
    repo = make("仓库", f"--object-format={algorithm}")
    (repo.top / folder / "一").mkdir(parents=True)
    repo.top /= folder
    repo.commit({"a.md": "1", "长.md": LONG})
    change(repo)
    assert staged(repo.top) == expected
    repo.git("config", "diff.renames", "false")  # what a user likes to see does not count
    assert staged(repo.top) == expected


def test_into_the_vault_and_out_of_it(make):
    repo = make()
    repo.commit({"vault/out.md": LONG, "in.md": OTHER, "vault/a.md": ""})
    repo.git("mv", "in.md", "vault/in.md")
    repo.git("mv", "vault/out.md", "out.md")
    repo.add({"elsewhere.md": ""})
    assert staged(repo.top / "vault") == ["A in.md", "D out.md"]
    assert staged(repo.top) == ["A elsewhere.md", "R in.md > vault/in.md 100", "R vault/out.md > out.md 100"]


def test_the_first_commit(make):
    repo = make()
    repo.add({"a.md": "1", "b.md": "2"})
    assert staged(repo.top) == on_disk(repo.top) == ["A a.md", "A b.md"]


def test_between_commits(make):
    repo = make()
    first = repo.commit({"a.md": LONG, "b.md": "1"})
    repo.git("mv", "a.md", "c.md")
    second = repo.commit({"b.md": "2", "d.md": ""})
    repository = find(str(repo.top))
    one, other = (commit_tree(repository, str(repo.top), commit) for commit in (first, second))
    assert told(changes(one, other)) == ["R a.md > c.md 100", "M b.md", "A d.md"]
    assert told(changes(other, one)) == ["M b.md", "R c.md > a.md 100", "D d.md"]


def test_many_renames(make):
    repo = make()
    repo.commit({f"old/{number}.md": f"{number}\n" * 30 for number in range(1500)})
    repo.git("mv", "old", "new")
    found = changes(*trees(repo.top))
    assert {(change.event, change.now.removeprefix("new")) for change in found} == {
        (Event.RENAMED, f"/{number}.md") for number in range(1500)
    }


def test_a_merge_has_changes_against_each_parent(make):
    repo = make()
    repo.commit({"a.md": "1", "b.md": "1", "both.md": "0", "gone.md": "", "old.md": LONG})
    repo.git("checkout", "-q", "-b", "other")
    repo.git("mv", "old.md", "moved.md")
    repo.commit({"b.md": "2", "both.md": "other"})
    repo.git("checkout", "-q", "main")
    repo.git("rm", "-q", "gone.md")
    repo.commit({"a.md": "2", "both.md": "main"})
    repo.git("merge", "-q", "other", check=False)
    repo.add({"both.md": "merged", "new.md": "of the merge's own"})
    before, index = trees(repo.top)
    heads = merge_heads(index.repository)
    assert heads == (repo.git("rev-parse", "other"),)
    parents = [before, *(commit_tree(index.repository, index.root, commit) for commit in heads)]
    assert [told(changes(parent, index)) for parent in parents] == [
        ["M b.md", "M both.md", "A new.md", "R old.md > moved.md 100"],
        ["M a.md", "M both.md", "D gone.md", "A new.md"],
    ]


# -- the disk --


def moved_on_the_disk(repo):
    (repo.top / "长.md").rename(repo.top / "新.md")


def moved_with_other_line_ends(repo):
    (repo.top / "长.md").unlink()
    repo.write({"新.md": LONG.replace("\n", "\r\n")})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda repo: None, [], id="nothing"),
        pytest.param(lambda repo: os.utime(repo.top / "a.md", (1, 1)), [], id="touched"),
        pytest.param(lambda repo: repo.write({"a.md": "2\n"}), ["M a.md"], id="changed, not staged"),
        pytest.param(lambda repo: repo.add({"a.md": "2\n"}), ["M a.md"], id="changed and staged"),
        pytest.param(
            lambda repo: (repo.add({"a.md": "2\n"}), repo.write({"a.md": "1\n"})), [], id="staged, and as it was"
        ),
        pytest.param(lambda repo: repo.write({"a.md": "1\r\n"}), [], id="CR LF for LF"),
        pytest.param(lambda repo: repo.write({"crlf.md": "1\n"}), [], id="LF for CR LF"),
        pytest.param(lambda repo: repo.write({"crlf.md": "2\n"}), ["M crlf.md"], id="more than line ends"),
        pytest.param(lambda repo: repo.write({"图.png": b"2"}), [], id="of others only the name counts"),
        pytest.param(lambda repo: (repo.top / "a.md").unlink(), ["D a.md"], id="deleted"),
        pytest.param(lambda repo: repo.git("rm", "-q", "--cached", "a.md"), [], id="deleted from the index only"),
        pytest.param(lambda repo: repo.write({"new.md": ""}), ["A new.md"], id="untracked"),
        pytest.param(lambda repo: repo.write({".h/new.md": ""}), [], id="untracked and hidden"),
        pytest.param(moved_on_the_disk, ["R 长.md > 新.md 100"], id="moved on the disk"),
        pytest.param(moved_with_other_line_ends, ["R 长.md > 新.md 100"], id="moved, with other line ends"),
        pytest.param(renamed_and_edited, ["R 长.md > 新.md 98"], id="moved and edited, staged"),
        pytest.param(
            lambda repo: (repo.git("mv", "长.md", "新.md"), moved_again(repo)),
            ["R 长.md > 再.md 100"],
            id="moved, staged, and moved again",
        ),
        pytest.param(made_a_link, ["M a.md"], id="a link now"),
    ],
)
def test_what_the_disk_has(make, change, expected):
    repo = make()
    (repo.top / "一").mkdir()
    repo.commit({"a.md": "1\n", "crlf.md": "1\r\n", "长.md": LONG, "图.png": b"1", ".h/x.md": ""})
    change(repo)
    assert on_disk(repo.top) == expected


def moved_again(repo):
    (repo.top / "新.md").rename(repo.top / "再.md")


def test_twins_go_where_their_names_go(make):
    repo = make()
    repo.commit({"a/one.md": "same", "a/two.md": "same"})
    (repo.top / "a").rename(repo.top / "b")
    assert on_disk(repo.top) == ["R a/one.md > b/one.md 100", "R a/two.md > b/two.md 100"]


def test_an_empty_file_is_no_other_empty_file(make):
    repo = make()
    repo.commit({"a.md": ""})
    (repo.top / "a.md").rename(repo.top / "b.md")
    assert on_disk(repo.top) == ["D a.md", "A b.md"]


def test_a_link_on_the_disk(make):
    repo = make()
    (repo.top / "l.md").symlink_to("a.md")
    repo.commit({"a.md": ""})
    assert on_disk(repo.top) == []
    (repo.top / "l.md").unlink()
    (repo.top / "l.md").symlink_to("b.md")
    repo.write({"b.md": ""})
    assert on_disk(repo.top) == ["A b.md", "M l.md"]


def test_files_of_a_submodule_are_no_changes(make):
    inner, outer = make("inner"), make("outer")
    inner.commit({"a.md": "1"})
    outer.git("submodule", "--quiet", "add", str(inner.top), "sub")
    outer.commit({"c.md": ""})
    outer.write({"sub/new.md": "", "sub/a.md": "2"})
    assert on_disk(outer.top) == staged(outer.top) == []


def test_another_commit_of_a_submodule_is_no_change(make):
    inner, outer = make("inner"), make("outer")
    inner.commit({"a.md": "1"})
    outer.git("submodule", "--quiet", "add", str(inner.top), "sub")
    outer.commit({"c.md": ""})
    outer.write({"c.md": "x"}).git("add", "c.md")
    outer.git("update-index", "--cacheinfo", f"160000,{'1' * 40},sub")
    assert staged(outer.top) == ["M c.md"]
