"""Walks over real folders: what is a target, what is checked, what cannot be read."""

import os
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from support import write_vault
from vault_tools.discover import Listing, discover
from vault_tools.trees import Disk

needs_links = pytest.mark.skipif(os.name == "nt", reason="symbolic links and pipes as Unix has them")


def walk(root: Path, files: dict[str, str | bytes], *exclude: str) -> Listing:
    """Write files below `root`, the top of a work tree, and list them."""
    (root / ".git").mkdir(exist_ok=True)
    return discover(Disk(str(write_vault(root, files))), exclude)


# -- what is there ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "is_target", "is_checked"),
    [
        pytest.param("a.md", True, True, id="note"),
        pytest.param("a.markdown", True, True, id="the long suffix"),
        pytest.param("A.MD", True, True, id="upper case"),
        pytest.param("a.txt", True, True, id="text: its first line decides, later"),
        pytest.param("a.canvas", True, True, id="canvas"),
        pytest.param("a.base", True, True, id="base"),
        pytest.param("a.png", True, False, id="attachment"),
        pytest.param("a.mdx", True, False, id="a suffix that only begins so"),
        pytest.param("README", True, False, id="no suffix"),
        pytest.param("x/y/z.md", True, True, id="in folders"),
        pytest.param("x/.y.md", False, False, id="hidden file"),
        pytest.param(".obsidian/a.md", False, False, id="hidden folder"),
        pytest.param("x/.trash/y/a.md", False, False, id="hidden folder, deeper"),
        pytest.param("node_modules/p/README.md", False, False, id="node_modules"),
        pytest.param("x/node_modules/a.md", False, False, id="node_modules, deeper"),
        pytest.param("node_modules.md", True, True, id="a note named like it"),
        pytest.param("x.y/a.md", True, True, id="a dot inside a folder's name"),
    ],
)
def test_targets_and_checked_files(tmp_path, path: str, is_target: bool, is_checked: bool) -> None:
    listing = walk(tmp_path, {path: ""})
    assert listing.files == ((path,) if is_target else ())
    assert listing.checked == ((path,) if is_checked else ())
    assert listing.covered == listing.files


def test_paths_are_sorted_and_folders_are_none(tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    listing = walk(tmp_path, {"乙.md": "", "b/a.md": "", "b.md": "", "a.md": "", "B.png": "", "甲.md": ""})
    assert listing.files == ("B.png", "a.md", "b.md", "b/a.md", "乙.md", "甲.md")
    assert listing.checked == ("a.md", "b.md", "b/a.md", "乙.md", "甲.md")


def test_a_vault_inside_the_vault_is_not_walked(tmp_path) -> None:
    files = {"vault.toml": "", "a.md": "", "x/vault.toml": "", "x/b.md": "", "x/y/c.md": "", "z/d.md": ""}
    assert walk(tmp_path, files).files == ("a.md", "vault.toml", "z/d.md")


def test_an_empty_folder_is_an_empty_vault(tmp_path) -> None:
    assert discover(Disk(str(tmp_path))) == Listing((), (), (), {}, frozenset(), {})


def test_a_folder_that_does_not_exist(tmp_path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        discover(Disk(str(tmp_path / "nowhere")))


# -- what is left out ------------------------------------------------------------------------------------------


IGNORED_NOTES = ("a.md", "b.md", "x/a.md", "x/b.md", "x/y/a.md")
IGNORES = [
    pytest.param({".gitignore": "a.md"}, ["a.md", "x/a.md", "x/y/a.md"], id="a name, at any depth"),
    pytest.param({".gitignore": "/a.md"}, ["a.md"], id="anchored"),
    pytest.param({".gitignore": "x/a.md"}, ["x/a.md"], id="a slash inside anchors"),
    pytest.param({".gitignore": "x/"}, ["x/a.md", "x/b.md", "x/y/a.md"], id="a folder"),
    pytest.param({".gitignore": "a.md/"}, [], id="no such folder"),
    pytest.param({".gitignore": "# a.md\n\n  \n"}, [], id="comments and blank lines"),
    pytest.param({".gitignore": "*.md\n!b.md\n"}, ["a.md", "x/a.md", "x/y/a.md"], id="negated"),
    pytest.param({".gitignore": "x/*\n!x/a.md\n"}, ["x/b.md", "x/y/a.md"], id="negated in a folder"),
    pytest.param(
        {".gitignore": "x/**\n!b.md\n"},
        ["x/a.md", "x/y/a.md"],
        id="negated in a folder, two stars",
    ),
    pytest.param(
        {".gitignore": "*\n!*/\n!a.md\n"},
        ["b.md", "x/b.md"],
        id="a list of what is allowed",
    ),
    pytest.param(
        {".gitignore": "x/\n!x/a.md\n"}, ["x/a.md", "x/b.md", "x/y/a.md"], id="nothing comes back from a folder"
    ),
    pytest.param(
        {".gitignore": "x/", "x/.gitignore": "!*"}, ["x/a.md", "x/b.md", "x/y/a.md"], id="nor by a file inside it"
    ),
    pytest.param({"x/.gitignore": "/a.md"}, ["x/a.md"], id="nested: anchored at its own folder"),
    pytest.param({"x/.gitignore": "a.md"}, ["x/a.md", "x/y/a.md"], id="nested: below it only"),
    pytest.param({".gitignore": "a.md", "x/.gitignore": "!a.md"}, ["a.md"], id="the inner one has the last word"),
    pytest.param(
        {".gitignore": "a.md", "x/.gitignore": "!y/"},
        ["a.md", "x/a.md", "x/y/a.md"],
        id="a negated folder says nothing about its files",
    ),
    pytest.param({".gitignore": "b.md", "x/.gitignore": "a.md"}, ["b.md", "x/a.md", "x/b.md", "x/y/a.md"], id="both"),
    pytest.param({".gitignore": "x/[!b].md"}, ["x/a.md"], id="brackets"),
    pytest.param({".gitignore": "[!a][!a]"}, [], id="brackets match no slash"),
    pytest.param({".gitignore": "a.md\r\n/b.md\r\n"}, ["a.md", "b.md", "x/a.md", "x/y/a.md"], id="CRLF"),
    pytest.param({".gitignore": "[\n***[\n!\n/b.md\n"}, ["b.md"], id="lines that are no pattern"),
    pytest.param(
        {".gitignore": "[z-a]\n/b.md\n"},
        ["b.md"],
        id="a range backwards",
    ),
    pytest.param({".gitignore": b"\xff\xfe\n/b.md\n"}, ["b.md"], id="not UTF-8"),
    pytest.param(
        {".gitignore": b"\xef\xbb\xbf/b.md\n"},
        ["b.md"],
        id="a byte order mark",
    ),
    pytest.param({"x/y/.gitignore": "*"}, ["x/y/a.md"], id="everything in a folder"),
]


@pytest.mark.parametrize(("ignores", "left_out"), IGNORES)
def test_gitignore(tmp_path, ignores: dict[str, str | bytes], left_out: list[str]) -> None:
    listing = walk(tmp_path, dict.fromkeys(IGNORED_NOTES, "") | ignores)
    assert listing.files == IGNORED_NOTES  # a file that is not checked is a target all the same
    assert [path for path in IGNORED_NOTES if path not in listing.checked] == left_out
    assert listing.covered == listing.checked


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
@pytest.mark.parametrize(("ignores", "left_out"), [pytest.param(*row.values, id=row.id) for row in IGNORES])
def test_git_says_the_same(tmp_path, ignores: dict[str, str | bytes], left_out: list[str]) -> None:
    write_vault(tmp_path, dict.fromkeys(IGNORED_NOTES, "") | ignores)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "nowhere"), "GIT_CONFIG_NOSYSTEM": "1"}

    def git(*arguments: str) -> str:
        run = ["git", "-C", str(tmp_path), *arguments]
        return subprocess.run(run, env=environment, check=True, capture_output=True, text=True).stdout

    git("init", "-q")
    seen = git("ls-files", "--others", "--exclude-standard", "-z").split("\0")
    assert [path for path in IGNORED_NOTES if path not in seen] == left_out


def test_a_gitignore_of_thousands_of_lines(tmp_path) -> None:
    lines = "".join(f"file{number}.md\n" for number in range(5_000))
    assert walk(tmp_path, {"a.md": "", "file4999.md": "", ".gitignore": lines}).checked == ("a.md",)


def test_gitignore_reaches_down_from_the_top_of_the_work_tree(tmp_path) -> None:
    write_vault(tmp_path, {".gitignore": "outside.md", "repo/.gitignore": "/notes/a.md\nb.md\n"})
    write_vault(
        tmp_path, {"repo/notes/.gitignore": "!b.md", "repo/notes/x/.gitignore": "c.md", "repo/.git": "gitdir: x"}
    )
    root = write_vault(tmp_path / "repo/notes/x", {"a.md": "", "b.md": "", "c.md": "", "outside.md": ""})
    assert discover(Disk(str(root))).checked == ("a.md", "b.md", "outside.md")
    assert discover(Disk(str(root.parent))).checked == ("x/a.md", "x/b.md", "x/outside.md")
    write_vault(root.parent, {"a.md": ""})
    assert discover(Disk(str(root.parent))).checked == ("x/a.md", "x/b.md", "x/outside.md")


def test_gitignore_above_may_name_the_whole_vault(tmp_path) -> None:
    (tmp_path / ".git").mkdir()
    root = write_vault(tmp_path, {".gitignore": "notes/", "notes/a.md": ""}) / "notes"
    assert discover(Disk(str(root))) == Listing(("a.md",), (), (), {}, frozenset(), {})


def test_gitignore_above_counts_only_in_a_work_tree(tmp_path) -> None:
    root = write_vault(tmp_path, {".gitignore": "*", "notes/a.md": "", "notes/b.md": "", "notes/.gitignore": "b.md"})
    assert discover(Disk(str(root / "notes"))).checked == ("a.md",)


def test_ignores_of_the_user_and_of_the_clone_are_not_read(tmp_path, monkeypatch) -> None:
    home = write_vault(
        tmp_path / "home", {".config/git/ignore": "*.md", ".gitconfig": "[core]\nexcludesFile = ~/all\n", "all": "*"}
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    root = write_vault(tmp_path / "vault", {"a.md": "", ".git/info/exclude": "*.md"})
    assert discover(Disk(str(root))).checked == ("a.md",)


@needs_links
@pytest.mark.parametrize("kind", ["pipe", "folder", "symbolic link"])
def test_a_gitignore_that_is_no_file_is_passed_over(tmp_path, kind: str) -> None:
    write_vault(tmp_path, {"vault/a.md": "", "all": "*"})
    ignore = tmp_path / "vault/.gitignore"
    if kind == "pipe":
        os.mkfifo(ignore)
    elif kind == "folder":
        ignore.mkdir()
    else:  # git does not follow it either
        ignore.symlink_to(tmp_path / "all")
    assert discover(Disk(str(tmp_path / "vault"))).checked == ("a.md",)


@pytest.mark.parametrize(
    ("exclude", "checked"),
    [
        pytest.param(["x/**"], ["a.md", "b.md"], id="what is in a folder"),
        pytest.param(["x/"], ["a.md", "b.md"], id="a folder"),
        pytest.param(["/*.md"], ["x/a.md", "x/y/c.md"], id="anchored"),
        pytest.param(["**/y/*.md", "a.md"], ["b.md"], id="several"),
        pytest.param(["*.md", "!b.md"], ["b.md"], id="negated"),
        pytest.param(["z/"], ["a.md", "b.md", "x/a.md", "x/y/c.md"], id="nothing"),
    ],
)
def test_exclude(tmp_path, exclude: list[str], checked: list[str]) -> None:
    listing = walk(tmp_path, {"a.md": "", "b.md": "", "x/a.md": "", "x/y/c.md": ""}, *exclude)
    assert listing.files == ("a.md", "b.md", "x/a.md", "x/y/c.md")
    assert list(listing.checked) == list(listing.covered) == checked


def test_exclude_is_not_undone_by_gitignore(tmp_path) -> None:
    assert walk(tmp_path, {"a.md": "", "b.md": "", ".gitignore": "!a.md\nb.md"}, "a.md").checked == ()


# -- names -----------------------------------------------------------------------------------------------------


def test_names_are_kept_as_the_file_system_has_them(tmp_path) -> None:
    composed, decomposed = "é.md", unicodedata.normalize("NFD", "é.md")
    (tmp_path / composed).touch()
    (tmp_path / decomposed).touch()
    assert discover(Disk(str(tmp_path))).files == tuple(sorted(os.listdir(tmp_path)))


@needs_links
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(b"a\nb.md", id="newline"),
        pytest.param(b"\x1b[31m.md", id="escape"),
        pytest.param(b"-rf.md", id="leading dash"),
        pytest.param(b" .md", id="blank"),
        pytest.param(b"a\\b.md", id="backslash"),
        pytest.param(("长" * 84).encode() + b".md", id="255 bytes"),
    ],
)
@pytest.mark.parametrize(
    ("ignore", "is_checked"),
    [
        pytest.param("", True, id="no ignores"),
        pytest.param("b/\n?.txt", True, id="others"),
        pytest.param("x/", False, id="ignored"),
    ],
)
def test_odd_names(tmp_path, name: bytes, ignore: str, is_checked: bool) -> None:
    folder = os.path.join(os.fsencode(tmp_path), b"x")
    os.mkdir(folder)
    try:
        with open(os.path.join(folder, name), "wb"):
            pass
    except OSError:
        pytest.skip("this file system does not take the name")
    listing = walk(tmp_path, {".gitignore": ignore})
    assert listing.files == ("x/" + os.fsdecode(name),)
    assert listing.checked == (listing.files if is_checked else ())


@needs_links
@pytest.mark.parametrize(
    "exclude",
    [
        pytest.param([], id="no patterns"),
        pytest.param(["b/"], id="patterns"),
    ],
)
def test_a_name_that_is_not_utf8(tmp_path, exclude: list[str]) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.md")).touch()
    except OSError:
        pytest.skip("this file system takes only UTF-8")
    assert discover(Disk(str(tmp_path)), exclude).checked == (os.fsdecode(b"caf\xe9.md"),)


# -- links, pipes, what cannot be read -------------------------------------------------------------------------


@needs_links
def test_a_link_inside_the_vault_stands_for_its_file(tmp_path) -> None:
    write_vault(tmp_path, {"x/a.md": ""})
    (tmp_path / "b.md").symlink_to("x/a.md")
    (tmp_path / "c.md").symlink_to(tmp_path / "b.md")
    listing = discover(Disk(str(tmp_path)))
    assert listing.files == ("b.md", "c.md", "x/a.md")
    assert listing.linked == {"b.md": "x/a.md", "c.md": "x/a.md"}
    assert listing.outside == frozenset()
    assert listing.checked == ("x/a.md",)  # once, where it is


@needs_links
def test_a_link_out_of_the_vault_is_a_name_only(tmp_path) -> None:
    write_vault(
        tmp_path, {"out/a.md": "", "out/x/b.md": "", "out/.c.md": "", "out/node_modules/d.md": "", "vault/e.md": ""}
    )
    (tmp_path / "vault/f.md").symlink_to("../out/a.md")
    (tmp_path / "vault/g").symlink_to("../out")
    (tmp_path / "out/again").symlink_to(tmp_path / "out")
    listing = discover(Disk(str(tmp_path / "vault")))
    assert listing.files == ("e.md", "f.md", "g/a.md", "g/x/b.md")
    assert listing.checked == listing.covered == ("e.md",)
    assert listing.linked == listing.unreadable == {}
    assert listing.outside == {"f.md", "g/a.md", "g/x/b.md"}


@needs_links
def test_a_link_to_a_folder_around_the_vault_overlaps_and_is_not_followed(tmp_path) -> None:
    write_vault(tmp_path, {"vault/a.md": "", "b.md": ""})
    (tmp_path / "vault/up").symlink_to("..")
    assert discover(Disk(str(tmp_path / "vault"))).files == ("a.md",)


@needs_links
def test_a_folder_beside_the_vault_with_a_name_that_begins_alike_is_outside(tmp_path) -> None:
    write_vault(tmp_path, {"vault-2/a.md": "", "vault/b.md": ""})
    (tmp_path / "vault/c.md").symlink_to("../vault-2/a.md")
    assert discover(Disk(str(tmp_path / "vault"))).linked == {}


@needs_links
def test_the_vault_may_be_reached_through_a_link(tmp_path) -> None:
    (tmp_path / ".git").mkdir()
    write_vault(tmp_path, {"real/a.md": "", "real/x/b.md": "", ".gitignore": "/real/x/"})
    (tmp_path / "real/c.md").symlink_to("a.md")
    (tmp_path / "vault").symlink_to("real")
    listing = discover(Disk(str(tmp_path / "vault")))
    assert listing.checked == ("a.md",)
    assert listing.linked == {"c.md": "a.md"}


@needs_links
def test_linked_folders_inside_the_vault_are_not_walked_twice(tmp_path) -> None:
    write_vault(tmp_path, {"x/a.md": ""})
    (tmp_path / "x/up").symlink_to("..")
    (tmp_path / "y").symlink_to("x")
    assert discover(Disk(str(tmp_path))).files == ("x/a.md",)


@needs_links
@pytest.mark.parametrize(("name", "is_reported"), [("b.md", True), ("b.canvas", True), ("b.png", False)])
@pytest.mark.parametrize("kind", ["dangling", "loop", "pipe"])
def test_what_cannot_be_read_is_said_of_files_that_are_checked(
    tmp_path, kind: str, name: str, is_reported: bool
) -> None:
    write_vault(tmp_path, {"a.md": ""})
    if kind == "pipe":
        os.mkfifo(tmp_path / name)
    else:
        (tmp_path / name).symlink_to(name if kind == "loop" else "nowhere.md")
    listing = discover(Disk(str(tmp_path)))
    assert listing.checked == (("a.md", name) if is_reported else ("a.md",))
    assert list(listing.unreadable) == ([name] if is_reported else [])
    assert listing.files == ("a.md",)


@needs_links
@pytest.mark.parametrize("kind", ["dangling", "pipe"])
@pytest.mark.parametrize("by", ["gitignore", "exclude"])
def test_what_cannot_be_read_is_not_said_of_files_that_are_left_out(tmp_path, kind: str, by: str) -> None:
    write_vault(tmp_path, {"x/a.md": "", ".gitignore": "x/" if by == "gitignore" else ""})
    if kind == "pipe":
        os.mkfifo(tmp_path / "x/b.md")
    else:
        (tmp_path / "x/b.md").symlink_to("nowhere.md")
    listing = discover(Disk(str(tmp_path)), ["x/"] if by == "exclude" else [])
    assert listing.checked == ()
    assert listing.unreadable == {}


@needs_links
@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_listed_is_reported(tmp_path) -> None:
    write_vault(tmp_path, {"a.md": "", "x/b.md": ""})
    (tmp_path / "x").chmod(0)
    try:
        listing = discover(Disk(str(tmp_path)))
    finally:
        (tmp_path / "x").chmod(0o700)
    assert listing.checked == ("a.md", "x")
    assert list(listing.unreadable) == ["x"]
