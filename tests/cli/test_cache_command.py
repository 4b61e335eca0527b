"""`vault cache`: what is kept is shown as it is, and removed, and nothing else is; other runs notice nothing."""

import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from support import Ran, vault, write_vault
from vault_tools.cache import FILE
from vault_tools.cli import cache as command
from vault_tools.memory.storage import FOLDER
from vault_tools.places import TAG, cache_folder
from vault_tools.search.storage import BusyError, Storage

FILES: dict[str, str | bytes] = {
    "vault.toml": '[rules]\nmissing-property = "off"\n',
    "a.md": "双链 [[b]]\n",
    "b.md": "检索\n",
    "c.md": "[[a]] [[b]]\n",
}
posix = pytest.mark.skipif(os.name != "posix", reason="modes and links as POSIX has them")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault, and an empty folder that the user's cache folder is in."""
    monkeypatch.delenv("VAULT_TOOLS_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.chdir(write_vault(tmp_path / "vault", FILES))
    return tmp_path / "vault"


def cache(*arguments: str) -> Ran:
    return vault("cache", *arguments)


def as_json(*arguments: str) -> dict:
    ran = cache("info", "--output-format", "json", *arguments)
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


@pytest.fixture
def folder(here: Path) -> Path:
    """The folder of the vault, with facts and an index, last used at a known time."""
    vault("check")
    vault("index")
    folder = Path(cache_folder(str(here)))
    for file in (folder / FOLDER).iterdir():
        file.unlink()
    write_vault(folder / FOLDER, {"0a" * 32 + ".notes": bytes(1_234_567)})
    os.utime(folder / TAG, (1_795_500_000, 1_795_500_000))
    return folder


def listed(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# -- showing -----------------------------------------------------------------------------------------------------

ENGLISH = """\
vault      {here}
folder     {folder}
last used  2026-11-24 06:00 UTC

facts     3 versions of notes  # kB  what notes say: links, headings, properties …
findings             1 answer  # MB  what checks have found, so that only changes are checked
index                 3 notes  # kB  the search index, kept by whoosh
total                          # MB
"""
CHINESE = """\
笔记库    {here}
文件夹    {folder}
上次使用  2026-11-24 06:00 UTC

facts     3 个笔记版本  # kB  笔记里有什么：链接、标题、属性等
findings      1 份结果  # MB  检查的结果，下次只检查改动影响到的笔记
index         3 篇笔记  # kB  搜索索引，由 whoosh 保存
合计                    # MB
"""


def without_sizes(shown: str) -> str:
    return re.sub(r" *\d+\.\d ([kMG]?B)", r"  # \1", shown)


@pytest.mark.parametrize(("lang", "expected"), [("en", ENGLISH), ("zh", CHINESE)])
def test_what_is_kept_of_a_vault(here: Path, folder: Path, lang: str, expected: str) -> None:
    before = listed(folder)
    ran = cache("info", "--lang", lang)
    assert (ran.code, ran.err) == (0, "")
    assert without_sizes(ran.out) == without_sizes(expected.format(here=here, folder=folder).replace("# ", "1.0 "))
    assert "  1.2 MB  " in ran.out
    assert listed(folder) == before


def test_what_is_kept_of_a_vault_for_programs(here: Path, folder: Path) -> None:
    vault("index", "--engine", "tantivy")
    os.utime(folder / TAG, (1_795_500_000, 1_795_500_000))
    write_vault(folder, {"mine.txt": "", "search/mine/x": ""})
    found = as_json()
    sizes = [part.pop("bytes") for part in found["parts"]]
    assert found == {
        "root": str(here),
        "folder": str(folder),
        "problem": None,
        "last_used": "2026-11-24T06:00:00Z",
        "bytes": sum(sizes) + (folder / TAG).stat().st_size,
        "parts": [
            {"part": "facts", "path": FILE, "engine": None, "entries": 3},
            {"part": "findings", "path": "findings", "engine": None, "entries": 1},
            {"part": "index", "path": "search", "engine": "whoosh", "entries": 3},
            {"part": "index", "path": "search-tantivy", "engine": "tantivy", "entries": 3},
        ],
        "foreign": ["mine.txt", "search/mine/"],
    }
    assert sizes[1] == 1_234_567


def test_where_nothing_is_kept_yet(here: Path) -> None:
    ran = cache("info")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == f"{here}: nothing is kept"
    assert as_json()["parts"] == []
    assert not (here.parent / "caches").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--cache-dir", "x"], "not used  the cache folder '{here}/x' is inside {here}", id="in the vault"),
        pytest.param(["--cache-dir", "vault.toml/x"], "is inside", id="in a file of the vault"),
        pytest.param(["--cache-dir", "../file"], "not used  nothing can be kept in '{parent}/file/", id="a file"),
        pytest.param(["--cache-dir", "../new"], "nothing is kept", id="nothing is wrong"),
    ],
)
def test_why_nothing_can_be_kept(here: Path, arguments: list[str], said: str) -> None:
    write_vault(here.parent, {"file": ""})
    before = listed(here.parent)
    ran = cache("info", *arguments)
    assert (ran.code, ran.err) == (0, "")
    assert said.format(here=here, parent=here.parent) in ran.out
    assert (as_json(*arguments)["problem"] is None) == ("nothing is kept" in said)
    assert listed(here.parent) == before


@posix
def test_nothing_is_read_that_others_could_have_written(folder: Path) -> None:
    folder.chmod(0o770)
    assert "others may write into the cache folder" in cache("info").out
    found = as_json()
    assert (found["parts"], found["bytes"], found["last_used"]) == ([], 0, None)
    assert cache("info", "--all").out.endswith("nothing is kept\n")


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@posix
@pytest.mark.parametrize(
    ("harm", "part", "is_shown"),
    [
        pytest.param(lambda folder: (folder / FILE).write_text("no database" * 99), "facts", True, id="no database"),
        pytest.param(lambda folder: _pipe(folder / FILE), "facts", False, id="a pipe for facts"),
        pytest.param(
            lambda folder: (folder / "search/manifest.json").write_text("{}"), "index", True, id="no manifest"
        ),
        pytest.param(lambda folder: (folder / "search/manifest.json").unlink(), "index", True, id="half an index"),
        pytest.param(lambda folder: _pipe(next(folder.glob("search/g*/documents"))), "index", True, id="a pipe in it"),
    ],
)
def test_what_cannot_be_read_is_not_counted(folder: Path, harm, part: str, is_shown: bool) -> None:
    harm(folder)
    entries = {one["part"]: one["entries"] for one in as_json()["parts"]}
    assert entries.get(part) is None
    assert (part in entries) == is_shown
    assert ("not readable" in cache("info").out) == is_shown


@pytest.mark.parametrize("when", [-(2**60), 2**60, 1e11])
def test_a_time_that_no_calendar_has(folder: Path, when: float) -> None:
    try:
        os.utime(folder / TAG, (when, when))
    except (OverflowError, OSError):
        pytest.skip("the file system does not take it")
    assert cache("info").code == 0
    assert as_json("--all")["vaults"][0]["bytes"] > 0


# -- all vaults --------------------------------------------------------------------------------------------------


def test_all_vaults(here: Path, folder: Path) -> None:
    gone = write_vault(here.parent / "gone", {"a.md": "", "vault.toml": FILES["vault.toml"]})
    vault("check", "-C", str(gone))
    other = Path(cache_folder(str(gone)))
    os.utime(other / TAG, (1_000_000_000, 1_000_000_000))
    unknown = write_vault(folder.parent / ("0" * 32), {FILE: "x" * 10})
    unknown.chmod(0o700)
    os.utime(unknown / FILE, (1_000_000_000, 1_000_000_000))
    for path in sorted(gone.rglob("*")):
        path.unlink()
    gone.rmdir()
    ran = cache("info", "--all")
    assert (ran.code, ran.err) == (0, "")
    assert [re.sub(r"^ *[\d.]+ [kM]?B", "#", line) for line in ran.out.splitlines()] == [
        "   size  last used             vault",
        f"#  2001-09-09 01:46 UTC  {gone} (no longer there)",
        f"#  2026-11-24 06:00 UTC  {here}",
        f"#  2001-09-09 01:46 UTC  unknown, in {unknown}",
        "#                        total",
    ]
    found = as_json("--all")
    assert (found["folder"], found["bytes"]) == (str(folder.parent), sum(one["bytes"] for one in found["vaults"]))
    assert [(one["root"], one["exists"]) for one in found["vaults"]] == [
        (str(gone), False),
        (str(here), True),
        (None, None),
    ]
    assert cache("info", "--all", "--lang", "zh").out.splitlines()[1].endswith(f"{gone}（已经不在）")


def test_names_of_vaults_are_shown_escaped(here: Path) -> None:
    root = write_vault(here.parent / "a\n::error::b\x1b[31m", {"a.md": "", "vault.toml": FILES["vault.toml"]})
    vault("check", "-C", str(root))
    ran = cache("info", "--all")
    assert "\x1b" not in ran.out
    assert not any(line.lstrip().startswith("::") for line in ran.out.splitlines())
    assert "\\x1b" in cache("clear", "--all").out


# -- removing ----------------------------------------------------------------------------------------------------


def test_what_is_kept_of_a_vault_is_removed(here: Path, folder: Path) -> None:
    expected = vault("search", "双链")
    ran = cache("clear")
    assert (ran.code, ran.err) == (0, "")
    assert without_sizes(ran.out) == f"{here}: removed facts  # kB, findings  # MB, index  # kB\n"
    assert (folder.exists(), folder.parent.exists()) == (False, True)
    assert cache("clear") == (0, f"{here}: nothing to remove\n", "")
    assert cache("clear", "--lang", "zh").out == f"{here}：没有可以清除的缓存\n"
    assert vault("search", "双链") == expected


@pytest.mark.parametrize("part", ["facts", "findings", "index"])
def test_only_a_part_is_removed(here: Path, folder: Path, part: str) -> None:
    ran = cache("clear", part, "--lang", "zh")
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(rf"{here}：已清除 {part} [\d.]+ [kM]B\n", ran.out)
    assert {one["part"] for one in as_json()["parts"]} == {"facts", "findings", "index"} - {part}
    assert cache("clear", part).out == f"{here}: nothing to remove\n"


def test_what_is_kept_of_all_vaults_is_removed(here: Path, folder: Path) -> None:
    root = write_vault(here.parent / "other", {"a.md": "", "vault.toml": FILES["vault.toml"]})
    vault("check", "-C", str(root))
    write_vault(folder.parent, {"mine.txt": "", "mine/facts.sqlite": ""})
    ran = cache("clear", "--all")
    assert (ran.code, ran.err) == (0, "")
    assert [line.partition(": removed ")[0] for line in ran.out.splitlines()[:2]] == [str(root), str(here)]
    assert re.fullmatch(r"[\d.]+ MB freed in all", ran.out.splitlines()[2])
    assert listed(folder.parent) == ["mine", "mine.txt", "mine/facts.sqlite"]
    assert cache("clear", "--all") == (0, f"{folder.parent}: nothing to remove\n", "")


def test_other_vaults_stay(here: Path, folder: Path) -> None:
    root = write_vault(here.parent / "other", {"a.md": ""})
    vault("check", "-C", str(root))
    before = listed(folder)
    cache("clear", "-C", str(root))
    assert listed(folder) == before
    assert not Path(cache_folder(str(root)), FILE).exists()


@pytest.mark.parametrize("arguments", [[], ["--all"]])
def test_a_folder_full_of_other_things_is_safe(here: Path, arguments: list[str]) -> None:
    """As with `--cache-dir ~`."""
    home = here.parent
    write_vault(
        home,
        {
            "facts.sqlite": "mine", "search/manifest.json": "mine", "CACHEDIR.TAG": "mine", ".ssh/key": "mine",
            "0" * 32 + "/facts.sqlite": "mine", "1" * 32 + "/CACHEDIR.TAG": "Signature: x\n#\n#\n/\n",
        },
    )  # fmt: skip
    before = listed(home)
    assert cache("clear", "--cache-dir", str(home), *arguments).code == 0
    assert listed(home) == before
    vault("check", "--cache-dir", str(home))
    vault("index", "--cache-dir", str(home))
    assert len(listed(home)) > len(before)
    assert cache("clear", "--cache-dir", str(home), *arguments).code == 0
    assert listed(home) == before


def test_what_others_have_put_there_stays_and_is_named(folder: Path) -> None:
    write_vault(folder, {"mine.txt": "", "search/mine/x": ""} | {f"search/{number:02}.md": "" for number in range(12)})
    ran = cache("clear")
    assert ran.code == 0
    assert ran.err.startswith(
        f"in {folder} lies what vault-tools did not write, and leaves alone: mine.txt, search/00.md"
    )
    assert ran.err.endswith("search/08.md, …\n")
    assert listed(folder) == sorted(
        [TAG, "mine.txt", "search", "search/mine", "search/mine/x", *(f"search/{number:02}.md" for number in range(12))]
    )
    assert cache("info").out.splitlines()[-1].startswith(f"in {folder} lies what")
    again = cache("clear", "--lang", "zh")
    assert again.err.startswith(f"{folder} 里有不是 vault-tools 写的内容，没有动：mine.txt、search/00.md、")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--cache-dir", "x"], "is inside", id="in the vault"),
        pytest.param(["--cache-dir", "../link"], "is a link", id="the vault's folder is a link"),
        pytest.param(["--cache-dir", "../theirs"], "others may write into", id="others may write into it"),
        pytest.param(["-C", "nowhere"], "is not a folder", id="no vault"),
        pytest.param(["everything"], "is not one of 'facts', 'findings', 'index'", id="no such part"),
    ],
)
@posix
def test_what_is_refused(here: Path, arguments: list[str], said: str) -> None:
    for name in ("link", "theirs"):
        folder = Path(cache_folder(str(here), str(here.parent / name)))
        write_vault(folder, {FILE: ""})
        if name == "link":
            folder.rename(here.parent / "elsewhere")
            folder.symlink_to(here.parent / "elsewhere")
        else:
            folder.chmod(0o770)
    before = listed(here.parent)
    ran = cache("clear", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert listed(here.parent) == before


def test_what_cannot_be_removed_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlink = os.unlink

    def refuse(path: str) -> None:
        if path.endswith(FILE):
            raise PermissionError(13, "Permission denied")
        unlink(path)

    monkeypatch.setattr(os, "unlink", refuse)
    ran = cache("clear")
    assert (ran.code, ran.err) == (2, f"'{folder / FILE}' could not be removed: permission denied\n")
    assert "removed findings" in ran.out
    assert sorted(os.listdir(folder)) == [TAG, FILE]


def test_a_configuration_with_mistakes_is_no_reason_to_keep_anything(here: Path, folder: Path) -> None:
    write_vault(here, {"vault.toml": "rules = 5\n"})
    assert cache("info").code == 0
    assert cache("clear").code == 0
    assert not folder.exists()


def test_the_configuration_says_the_language(here: Path) -> None:
    write_vault(here, {"vault.toml": '[vault]\nlang = "zh"\n'})
    assert cache("clear").out.endswith("没有可以清除的缓存\n")


# -- other runs --------------------------------------------------------------------------------------------------


def test_while_another_run_writes_the_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_PATIENCE", 0.1)
    before = listed(folder)
    with Storage(str(folder / "search")).locked(lambda: None):
        ran = cache("clear")
        assert (ran.code, ran.out) == (2, "")
        assert "another run is writing the search index" in ran.err
        assert listed(folder) == before
        assert cache("clear", "facts").code == 0
    assert cache("clear").code == 0
    assert not folder.exists()


def test_a_run_that_waited_for_the_lock_has_the_new_one(folder: Path) -> None:
    """Who clears deletes the lock while holding it: who has waited for that file must not take it for the lock."""
    index, waits = Storage(str(folder / "search")), threading.Event()

    def refuse() -> None:
        raise BusyError

    def write() -> bool:
        with index.locked(waits.set):
            try:
                with Storage(index.folder).locked(refuse):
                    return False
            except BusyError:
                return True

    with ThreadPoolExecutor(1) as pool:
        with Storage(index.folder).locked(refuse):
            is_only_one = pool.submit(write)
            assert waits.wait(10)
            shutil.rmtree(folder)
        assert is_only_one.result(10)


def test_a_run_that_writes_facts_while_they_are_removed(here: Path, folder: Path) -> None:
    expected = vault("check", "--no-cache", "--output-format", "json")
    with sqlite3.connect(folder / FILE, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM marks")
        assert cache("clear", "facts").code == 0
        assert vault("check", "--output-format", "json") == expected
        with contextlib.suppress(sqlite3.Error):
            other.execute("COMMIT")
    other.close()
    assert vault("check", "--output-format", "json") == expected
    assert as_json()["parts"][0]["entries"] == 3
    assert sorted(os.listdir(folder)) == sorted([TAG, FILE, FOLDER, "search"])


@posix
@pytest.mark.slow
def test_searches_and_checks_while_everything_is_removed_again_and_again(here: Path, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "vault_tools"]
    commands = [["check", "--output-format", "json", "--exit-zero"], ["search", "双链", "--files"]]
    expected = [vault(*arguments, "--no-cache").out for arguments in commands]
    for _ in range(15):
        runs = [subprocess.Popen([*program, *line], stdout=-1, stderr=-1) for line in commands * 2]
        clearing = [subprocess.run([*program, "cache", "clear"], capture_output=True, check=False) for _ in range(3)]
        for number, run in enumerate(runs):
            out, err = run.communicate()
            assert (run.returncode, out.decode(), err) == (0, expected[number % 2], b"")
        assert [(run.returncode, run.stderr) for run in clearing] == [(0, b"")] * 3
