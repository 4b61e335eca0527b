"""Patterns of `.gitignore`, with git as the judge: tables in `test_discover`, generated ones here."""

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vault_tools.globs import Globs, PathFilter, _Names, _translated, _Union, is_glob

FILES = ("a", "b/a", "b/b", "b/c/a", "b/c/ab", "c/b/a", "ab", "a b", "b/[a]", "b/a!", "c/\\", "c/-")
FOLDERS = ("b", "b/c", "c", "c/b")
tokens = st.sampled_from(["a", "b", "c", "/", "*", "**", "**/", "/**", "?", "[ab]", "[!a]", "[a-b]", "[]a]", "[", "]", "!", "\\", " ", "#", "-", "[[:alpha:]]", "[^b-c]"])  # fmt: skip
# git takes `a**/b` for `a` and then `**/b`, against its own documentation: it compares what stands before the first
# wildcard by itself, and forgets it.
lines_of_git = (
    st.lists(tokens, min_size=1, max_size=4).map("".join).filter(lambda line: not re.search(r"[^/*]\*\*", line))
)
patterns = st.lists(lines_of_git, min_size=1, max_size=4)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", folder], check=True)
    for file in FILES:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()
    return folder


def kept(globs: Globs) -> set[str]:
    """Return the files that a walk keeps, which asks of each folder before it enters."""
    entered = {""}
    for folder in FOLDERS:
        if folder.rpartition("/")[0] in entered and not globs.verdict(folder, is_folder=True):
            entered.add(folder)
    return {file for file in FILES if file.rpartition("/")[0] in entered and not globs.verdict(file, is_folder=False)}


@given(patterns)
@settings(max_examples=150)
@example(["*", "!*/", "!a"])
@example(["b/**", "!b/c"])
@example(["b/**", "!b/c/", "!b/c/a"])
@example(["/**", "!b"])
@example(["[!a][!a]"])
@example(["[a-/]", "[.-0]"])
@example(["[z-a]", "[b-a]"])
@example(["a\\ b", "a\\ "])
@example(["**/c/**", "!c/**/a"])
def test_git_says_the_same(repository: Path, lines: list[str]) -> None:
    (repository / ".gitignore").write_text("\n".join(lines) + "\n.gitignore\n", encoding="utf-8")
    command = ["git", "-c", "core.quotePath=false", "ls-files", "-z", "--others", "--exclude-per-directory=.gitignore"]
    listed = subprocess.run(command, cwd=repository, check=True, capture_output=True, encoding="utf-8").stdout
    assert kept(Globs(lines)) == set(filter(None, listed.split("\0"))), lines


NAMES = ("a", "ab", "b.a", "甲.a", "\udc80", "\n", "?", "a?")
paths = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map("/".join)
plain = st.sampled_from(["a", "/a", "a/ab", "a/**", "/ab/**", "*a", "*.a", "*甲", "甲.a", "?", "\\?", "\n", "\udc80", "*b", "ab/b.a/**"])  # fmt: skip


@given(st.lists(plain, min_size=1, max_size=5), paths)
@example(["*.a"], "a/.a")
@example(["甲.a", "*甲"], "a/甲.a")
@example(["a" * 2_000], "a" * 2_000)
def test_what_is_compared_is_what_would_be_matched(lines: list[str], path: str) -> None:
    globs = [glob for glob in map(_translated, lines) if glob]
    assert _Names(globs).matches(path) == _Union([glob.expression for glob in globs]).matches(path)


@pytest.mark.parametrize("pattern", ["*.{}", "{}", "a/{}/**", "/a/{}/b"])
def test_of_many_patterns_each_counts(pattern: str) -> None:
    globs = Globs(pattern.format(f"x{number}") for number in range(100))
    path = f"a/{pattern.lstrip('/').removeprefix('a/').replace('*', 'b')}"
    assert [globs.verdict(path.format(f"x{number}"), is_folder=False) for number in range(100)] == [True] * 100
    assert globs.verdict(path.format("x100"), is_folder=False) is None


@pytest.mark.parametrize(
    ("line", "is_compared"),
    [
        pytest.param("a", True, id="a name"),
        pytest.param("甲/乙/", True, id="a folder"),
        pytest.param("甲/**", True, id="all in a folder"),
        pytest.param("*.tmp", True, id="an ending"),
        pytest.param("*", False, id="anything"),
        pytest.param("a?", False, id="a wildcard"),
        pytest.param("a/*.md", False, id="a wildcard in a folder"),
        pytest.param("**/a/b", False, id="somewhere below"),
    ],
)
def test_which_patterns_are_only_compared(line: str, is_compared: bool) -> None:
    glob = _translated(line)
    assert glob
    assert glob.is_plain is is_compared


@pytest.mark.parametrize(
    ("lines", "path", "is_covered"),
    [
        pytest.param(["a/**"], "a/b/c.md", True, id="whatever is inside"),
        pytest.param(["a"], "a/b/c.md", True, id="a folder that it lies in"),
        pytest.param(["a/"], "a/b/c.md", True, id="the same, only as a folder"),
        pytest.param(["a/"], "a", False, id="a file is no folder"),
        pytest.param(["a/**", "!a/b/**"], "a/b/c.md", False, id="taken out again"),
        pytest.param(["a/**", "!a/b/**", "a/b/c.md"], "a/b/c.md", True, id="the last has the say"),
        pytest.param(["!a/**"], "a/b.md", False, id="only taken out"),
        pytest.param(["*.md"], "a/\ud800.md", True, id="a name that is not UTF-8"),
        pytest.param(["a\n.md"], "a\n.md", True, id="a line end in a name"),
        pytest.param(["甲/?.md"], "甲/乙.md", True, id="a character is not a byte"),
    ],
)
def test_what_a_list_of_files_covers(lines: list[str], path: str, is_covered: bool) -> None:
    assert Globs(lines).covers(path) is is_covered


@pytest.mark.parametrize("line", ["a", "!a", "*", "a/", "**/a", "[a]", "\\#"])
def test_a_pattern(line: str) -> None:
    assert is_glob(line)


@pytest.mark.parametrize("line", ["", "  ", "# a", "!", "/", "[", "[a", "a\\", "[[:nonsense:]]", "\ud800"])
def test_what_can_match_nothing_is_no_pattern(line: str) -> None:
    assert not is_glob(line)
    assert not Globs([line]).covers("a")


@pytest.mark.parametrize(
    ("wanted", "unwanted", "singled_out"),
    [
        (None, [], set()),
        (["/b/**", "/c"], [], {"c"}),
        (["b/c/", "b/a"], ["b/b"], {"b/a", "b/b"}),
        (["!b/a", "b/**"], [], {"b/a"}),
        (["b/a"], ["*"], None),
        (["a"], [], None),
        (["b/*/"], [], None),
    ],
)
def test_which_files_a_filter_tells_from_their_folder(
    wanted: list[str] | None, unwanted: list[str], singled_out: set[str] | None
) -> None:
    assert PathFilter(wanted, unwanted).singled_out == singled_out


@given(st.none() | patterns, st.lists(lines_of_git, max_size=2))
@example(["b/**", "!b/c/a"], ["b/c"])
def test_of_other_files_the_folder_decides(wanted: list[str] | None, unwanted: list[str]) -> None:
    applies = PathFilter(wanted, unwanted)
    apart = applies.singled_out
    for path in FILES if apart is not None else ():
        folder = path.rpartition("/")[0]
        others = [f"{folder}/{name}".lstrip("/") for name in ("new", "a", "b")]
        if apart is not None and path not in apart:
            assert {applies(other) for other in others if other not in apart} <= {applies(path)}


@given(st.none() | patterns, st.lists(lines_of_git, max_size=2))
def test_a_filter_wants_what_its_patterns_cover(wanted: list[str] | None, unwanted: list[str]) -> None:
    is_wanted = Globs(wanted).covers if wanted is not None else lambda path: True
    found = [path for path in FILES if PathFilter(wanted, unwanted)(path)]
    assert found == [path for path in FILES if is_wanted(path) and not Globs(unwanted).covers(path)]
