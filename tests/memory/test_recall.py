"""What is remembered of notes is as good as a check of them: on whatever vault, after whatever was done to it."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from change.generated import changed, vaults
from change.sides import Files, Memory, load, start
from repositories import Repo
from support import vault, write_vault
from vault_tools import api
from vault_tools.findings import Report
from vault_tools.memory.notes import Keeper
from vault_tools.model import Note
from vault_tools.vault import Vault

_ANY = settings(deadline=None, suppress_health_check=list(HealthCheck))


def _steps(before: Files) -> st.SearchStrategy[tuple[Files, ...]]:
    """Draw a vault, what becomes of it, what becomes of that, and the first once more."""
    then = changed(before).map(lambda drawn: drawn[0])
    return then.flatmap(
        lambda now: st.tuples(st.just(before), st.just(now), changed(now).map(lambda drawn: drawn[0]), st.just(before))
    )


def check(files: Files, folder: str, **asked: object) -> Report:
    """Check a vault with what is remembered in a folder, and remember that, too."""
    keeper = Keeper(folder)
    report = api.check(load(files), keeper=keeper, **asked)  # type: ignore[arg-type]
    keeper.save()
    return report


def looked_at(files: Files, folder: str) -> list[str]:
    """Return the paths of the notes whose facts a check asks for."""
    paths: list[str] = []
    note = Vault.note

    def asked(vault: Vault, path: str) -> Note | None:
        paths.append(path)
        return note(vault, path)

    with patch.object(Vault, "note", asked):
        check(files, folder)
    return sorted(set(paths))


def _same_with_memory(steps: Sequence[Files]) -> None:
    with TemporaryDirectory() as folder:
        for files in steps:
            expected = api.check(load(files))
            assert check(files, folder) == expected
            assert check(files, folder) == expected
        for before, after in pairwise(steps):
            asked = {"starts": [start(before, after)], "keeps_hidden": True}
            assert check(after, folder, **asked) == api.check(load(after), **asked)  # type: ignore[arg-type]
            assert check(after, folder, shows_earlier=True, **asked) == api.check(
                load(after), shows_earlier=True, **asked
            )  # type: ignore[arg-type]


@settings(_ANY, max_examples=100)
@given(vaults().flatmap(_steps))
def test_any_vault(steps: tuple[Files, ...]) -> None:
    _same_with_memory(steps)


@pytest.mark.slow
@settings(_ANY, max_examples=10_000)
@given(vaults().flatmap(_steps))
def test_any_vault_many_times(steps: tuple[Files, ...]) -> None:
    _same_with_memory(steps)


_VAULT = {
    "a.md": "[[b]] [[没有]]\n", "b.md": "---\naliases: [别名]\n---\n# 用法\n", "c.md": "[[b#用法]]\n", "d.md": "段 `code`\n",
    "甲/x.md": "[[x]]\n",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"d.md": "别的 `code`\n"}, ["d.md"], id="a note without links"),
        pytest.param({"b.md": "---\naliases: [别名]\n---\n# 别的\n"}, ["b.md", "c.md"], id="a heading"),
        pytest.param({"b.md": "# 用法\n"}, ["b.md", "c.md"], id="an alias"),
        pytest.param({"a.md": "[[c]] [[没有]]\n"}, ["a.md", "b.md", "c.md"], id="a link"),
        pytest.param({"x.md": "新\n"}, ["x.md", "甲/x.md"], id="a note of the same name"),
        pytest.param({"没有.png": ""}, [], id="a file that nobody names"),
        pytest.param({"没有.md": "x\n"}, ["a.md", "没有.md"], id="what a broken link names"),
    ],
)
def test_what_is_looked_at(tmp_path: Path, change: Files, expected: list[str]) -> None:
    check(_VAULT, str(tmp_path))
    assert looked_at({**_VAULT, **change}, str(tmp_path)) == expected


_EXCLUDING = {"vault.toml": "[vault]\nexclude = ['旧/**']\n"}
_CANONICAL = {"vault.toml": '[[rule]]\nid = "c"\nkind = "links"\n[rule.canonical]\n"bb" = "x/t"\n'}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({"a.md": "[[x#H]]", "旧/x.md": "# H", **_EXCLUDING}, {"旧/x.md": "# G"}, id="a heading of an excluded note"),
        pytest.param({"a.md": "[[x#Hella]]", "旧/x.md": "# Hello", **_EXCLUDING}, {"旧/x.md": "# Hellp"}, id="and a suggestion"),
        pytest.param({"a.md": "[[l#H]]", "x.md": "# H", "l.md": "-> x.md"}, {"x.md": "# G"}, id="a heading behind a symbolic link"),
        pytest.param({"a.md": "[[l#H]]", "x.md": "# H", "y.md": "", "l.md": "-> x.md"}, {"l.md": "-> y.md"}, id="a link that leads elsewhere"),
        pytest.param({"a.md": "[[bb]]", "x/t.md": "---\naliases: [bb]\n---\n"}, {"y/t.md": ""}, id="the fix of a link by alias"),
        pytest.param({"a.md": "[[bb]]", **_CANONICAL}, {"x/t.md": ""}, id="the fix of a name that is not the canonical one"),
        pytest.param({"a.md": "[[x.ς]]"}, {"x.Σ": ""}, id="a final sigma"),
    ],
)  # fmt: skip
def test_what_reaches_further_than_it_looks(tmp_path: Path, before: dict[str, str], after: Files) -> None:
    for files in (before, {**before, **after}, before):
        assert check(files, str(tmp_path)) == api.check(load(files))


def test_a_note_that_is_ignored_from_now_on_links_to_nothing(tmp_path: Path) -> None:
    files = {**_VAULT, "vault.toml": '[rules]\norphan-note = "info"\n', "甲/y.md": "[[d]]\n"}
    ignoring = {**files, ".gitignore": "y.md\n"}
    check(files, str(tmp_path))
    expected = api.check(load(ignoring))
    assert check(ignoring, str(tmp_path)) == expected
    assert ("d.md", "orphan-note") in {(found.path, found.rule) for found in expected.findings}


def test_a_file_beside_the_index_that_is_ignored_from_now_on(tmp_path: Path) -> None:
    repo = Repo(write_vault(tmp_path / "vault", {"a.md": "[[x]]\n", "b.md": "[[a]]\n", "vault.toml": ""}))
    repo.git("init", "-q")
    repo.commit()
    repo.add({"b.md": "[[a]] 新\n"})
    write_vault(repo.top, {"x.md": ""})
    command = ["check", "-C", str(repo.top), "--staged", "--all", "--output-format", "concise"]
    for ignored in ("", "x.md\n"):
        write_vault(repo.top, {".gitignore": ignored})
        ran = vault(*command, "--cache-dir", str(tmp_path / "cache"))
        assert ran == vault(*command, "--no-cache")
        assert ("ignore" in ran.out) == bool(ignored)


def test_what_cannot_be_told_apart_is_looked_at(tmp_path: Path) -> None:
    with patch.object(Memory, "mark", lambda tree, path: b"" if path == "d.md" else b"same"):
        check(_VAULT, str(tmp_path))
        assert looked_at(_VAULT, str(tmp_path)) == ["d.md"]
