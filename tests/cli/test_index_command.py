"""`vault index` and what a search does first: build, refresh, verify, export, and where the index is kept."""

import errno
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from support import Ran, vault, write_vault
from vault_tools.search.engines.choice import is_installed
from vault_tools.search.storage import Storage

FILES: dict[str, str | bytes] = {
    "a.md": "---\n标题: 甲\n发布日期: 2024-05-01\ntags: [x]\n---\n双链 [[b]]\n",
    "b.md": "检索\n",
    "附件/图.png": "",
}


@pytest.fixture(autouse=True, params=["whoosh", "tantivy"])
def here(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault, in which an engine is asked for: each of those that people use."""
    if not is_installed(request.param):
        pytest.skip("needs the extra `fast`")
    monkeypatch.setenv("VAULT_TOOLS_ENGINE", request.param)
    monkeypatch.setenv("VAULT_TOOLS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(write_vault(tmp_path / "vault", FILES))
    return tmp_path / "vault"


def index(*arguments: str) -> Ran:
    return vault("index", *arguments)


def generation(here: Path) -> Path:
    """Return the folder of the index in force."""
    (manifest,) = here.parent.glob("cache/*/search*/manifest.json")
    return manifest.parent / json.loads(manifest.read_bytes())["generation"]


def damage(file: Path) -> None:
    """Change one bit in the middle of a file; in a new one: a thread of tantivy's may still have mapped the old one."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()
    file.write_bytes(content)


# -- building ----------------------------------------------------------------------------------------------------


def test_an_index_is_built_refreshed_and_built_anew(here: Path) -> None:
    assert index() == (0, "2 notes in the search index: 2 files read, 0 removed; 0.0 MB\n", "")
    assert index().out.startswith("2 notes in the search index: 0 files read, 0 removed")
    write_vault(here, {"c.md": "新"})
    (here / "b.md").unlink()
    assert index().out.startswith("2 notes in the search index: 1 files read, 1 removed")
    assert index("--rebuild", "--lang", "zh").out.startswith("搜索索引里有 2 篇笔记：读入 2 个文件，移除 0 个")


def test_statistics(here: Path) -> None:
    ran = index("--stats")
    assert (ran.code, ran.err) == (0, "")
    rows = dict(line.split(": ", 1) for line in ran.out.splitlines())
    assert list(rows) == ["notes", "other files, found by name", "size", "engine", "folder"]
    assert (rows["notes"], rows["other files, found by name"]) == ("2", "1")
    assert rows["engine"].startswith(os.environ["VAULT_TOOLS_ENGINE"] + " ")
    assert Path(rows["folder"]) == generation(here).parent


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--rebuild", "--verify"], "do not go together", id="two of them"),
        pytest.param(["--stats", "--export", ""], "do not go together", id="also where the name is empty"),
        pytest.param(["--export", ""], "cannot write ''", id="no name"),
        pytest.param(["--export", "nowhere/x.jsonl"], "cannot write 'nowhere/x.jsonl': no such file", id="no folder"),
        pytest.param(["--export", "附件"], "cannot write '附件': is a directory", id="a folder"),
        pytest.param(["--cache-dir", "kept"], "is inside", id="in the vault"),
        pytest.param(["-C", "nowhere"], "is not a folder", id="no vault"),
        pytest.param(["x"], "unexpected extra argument", id="an argument"),
    ],
)
def test_what_is_refused(arguments: list[str], said: str) -> None:
    ran = index(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


# -- verifying ---------------------------------------------------------------------------------------------------


def test_an_index_in_order() -> None:
    index()
    assert index("--verify") == (0, "the search index is in order: 2 notes\n", "")
    assert index("--verify", "--lang", "zh").out == "搜索索引完好：2 篇笔记\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"c.md": ""}, id="added"),
        pytest.param({"a.md": "双链 [[c]]\n"}, id="changed"),
        pytest.param({"b.md": "检素\n"}, id="changed, with the same size"),
    ],
)
def test_an_index_that_is_out_of_date(here: Path, files: dict[str, str | bytes]) -> None:
    index()
    before = (here / "b.md").stat()
    write_vault(here, files)
    os.utime(here / "b.md", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert index("--verify") == (1, "the search index is out of date: the next search refreshes it\n", "")
    index()
    assert index("--verify").code == 0


@pytest.mark.parametrize(
    ("engine", "name"),
    [
        *(("whoosh", name) for name in ("documents", "texts-*", "*.toc", "*.trm", "segments")),
        *(("tantivy", name) for name in ("documents", "texts-*", "meta.json", "*.term", "*.idx", "*.fast", "*.store")),
    ],
)
def test_an_index_that_is_damaged(here: Path, engine: str, name: str) -> None:
    if engine != os.environ["VAULT_TOOLS_ENGINE"]:
        pytest.skip("a file of the other engine")
    index()
    (file,) = generation(here).rglob(name)
    damage(file)
    assert index("--verify") == (1, "the search index is damaged: the next search builds it anew\n", "")
    refused = vault("search", "--no-refresh", "双链")
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert vault("search", "--files", "双链") == (0, "a.md\n", "the search index was damaged and is built anew\n")
    assert index("--verify").code == 0


def test_an_index_of_another_version(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index()
    monkeypatch.setattr("vault_tools.search.index.edition", lambda *sources: b"x")
    said = "the search index was made by another version or for another vault"
    assert index("--verify") == (1, f"{said}: the next search builds it anew\n", "")
    assert vault("search", "--files", "双链") == (0, "a.md\n", f"{said}, and is built anew\n")
    assert vault("search", "--files", "双链") == (0, "a.md\n", "")


# -- exporting ---------------------------------------------------------------------------------------------------

EXPORTED = [
    {
        "path": "a.md", "title": "甲", "aliases": [], "tags": ["x"], "date": "2024-05-01",
        "properties": {"标题": "甲", "发布日期": "2024-05-01", "tags": ["x"]}, "links": ["b"], "body": "双链 [[b]]\n",
    },
    {"path": "b.md", "title": "b", "aliases": [], "tags": [], "date": None, "properties": {}, "links": [], "body": "检索\n"},
]  # fmt: skip


@pytest.mark.parametrize("file", ["-", "../out.jsonl"])
def test_an_export(file: str) -> None:
    ran = index("--export", file)
    assert (ran.code, ran.err) == (0, "")
    text = ran.out if file == "-" else Path(file).read_text(encoding="utf-8")
    assert [json.loads(line) for line in text.splitlines()] == EXPORTED
    assert file == "-" or ran.out == ""


def test_an_export_does_not_go_through_a_link(here: Path) -> None:
    (here.parent / "outside").write_text("mine")
    (here / "out.jsonl").symlink_to(here.parent / "outside")
    ran = index("--export", "out.jsonl")
    assert (ran.code, "cannot write 'out.jsonl'" in ran.err) == (2, True)
    assert (here.parent / "outside").read_text() == "mine"


def test_an_export_of_numbers_that_json_does_not_have(here: Path) -> None:
    write_vault(here, {"a.md": "---\nx: .nan\ny: [.inf, 1.5]\nz: {k: -.inf}\n---\n"})
    ran = index("--export", "-")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out.splitlines()[0])["properties"] == {"x": "nan", "y": ["inf", 1.5], "z": {"k": "-inf"}}


# -- where it is kept --------------------------------------------------------------------------------------------

TEMPORARY = "the search index cannot be kept (nothing can be kept in"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        pytest.param([], 0, "", id="the user's"),
        pytest.param(["--cache-dir", "../other"], 0, "", id="another"),
        pytest.param(["--no-cache"], 0, "", id="nowhere"),
        pytest.param(["--cache-dir", "../file"], 0, TEMPORARY, id="a file: a temporary index"),
        pytest.param(["--cache-dir", "."], 2, "is inside", id="in the vault"),
    ],
)
def test_where_a_search_keeps_its_index(here: Path, options: list[str], code: int, said: str) -> None:
    write_vault(here.parent, {"file": ""})
    before = sorted(here.rglob("*"))
    for _ in range(2):
        ran = vault("search", "--files", "双链", *options)
        assert (ran.code, ran.out) == (code, "" if code else "a.md\n")
        assert said in ran.err
        assert len(ran.err.splitlines()) == bool(said)
    assert sorted(here.rglob("*")) == before
    kept = "other" if "../other" in options else "cache"
    assert bool(list(here.parent.glob(f"{kept}/*/search*/manifest.json"))) == (
        options in ([], ["--cache-dir", "../other"])
    )


def test_a_disk_that_is_full(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = Storage.begin

    def full(storage: Storage) -> str:
        if storage.folder.startswith(str(here.parent / "cache")):
            raise OSError(28, "No space left on device")
        return begin(storage)

    monkeypatch.setattr(Storage, "begin", full)
    said = "the search index cannot be kept (no space left on device); a temporary one is built for this run\n"
    assert vault("search", "--files", "双链") == (0, "a.md\n", said)


def test_no_temporary_folder_is_left_behind(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here.parent / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(here.parent / "tmp"))
    for command in (["search", "双链"], ["search", "("], ["search", "没有这个词"], ["index"], ["index", "--verify"]):
        vault(*command, "--no-cache")
    assert list((here.parent / "tmp").iterdir()) == []


# -- freshness ---------------------------------------------------------------------------------------------------


def test_a_search_looks_at_the_files_first(here: Path) -> None:
    assert vault("search", "--files", "双链").out == "a.md\n"
    write_vault(here, {"c.md": "双链"})
    (here / "a.md").rename(here / "d.md")
    assert vault("search", "--files", "双链", "--no-refresh").out == "a.md\n"
    assert vault("search", "--files", "双链", "--sort", "path").out == "c.md\nd.md\n"
    (here / "c.md").write_text("检索")
    (here / "d.md").unlink()
    ran = vault("search", "--files", "双链")
    assert (ran.code, ran.out) == (1, "")


def test_where_there_is_no_index_yet() -> None:
    ran = vault("search", "--no-refresh", "双链")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no search index of" in ran.err
    said = "there is no search index yet: vault index or the first search builds it\n"
    assert index("--verify") == (1, said, "")


# -- progress ----------------------------------------------------------------------------------------------------


def on_terminal(*arguments: str) -> bytes:
    """Run the command line with a terminal for its output and return what that shows."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-m", "vault_tools", *arguments], stdout=theirs, stderr=theirs):
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 65536):
                shown += chunk
        except OSError:  # the end, as Linux says it
            pass
    os.close(ours)
    return shown


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_progress_is_shown_on_a_terminal_only(here: Path) -> None:
    write_vault(here, {f"n/{number}.md": f"第{number}篇 " * 3000 for number in range(600)})
    shown = on_terminal("index")
    assert b"indexing 602 files" in shown
    assert b"\rreading notes: " in shown
    assert shown.index(b"\x1b[K") < shown.index(b"602 notes in the search index")
    assert index("--rebuild").err == "indexing 602 files; this takes a while\n"


def test_where_the_index_has_no_room_a_temporary_one_answers(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the vault is there, but nothing can be made in it any more: a disk that is full, or read-only."""
    makedirs = os.makedirs

    def full(path: str, *arguments: object, **options: object) -> None:
        if os.path.basename(path).startswith("search") and path.startswith(str(here.parent / "cache")):
            raise OSError(errno.EROFS, "Read-only file system", path)
        makedirs(path, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "makedirs", full)
    ran = vault("search", "--files", "双链")
    assert (ran.code, ran.out) == (0, "a.md\n")
    assert "cannot be kept (read-only file system)" in ran.err


INTERRUPTED = """
from vault_tools.cli import main
from vault_tools.search import refreshing

def interrupt(*arguments):
    raise KeyboardInterrupt

refreshing.tokens_of = interrupt
main()
"""


def test_an_interruption_leaves_no_temporary_index(here: Path, tmp_path: Path) -> None:
    """In a process of its own: `main` leaves without tidying up."""
    (tmp_path / "tmp").mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, "search", "双链", "--no-cache"],
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")}, cwd=here, capture_output=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 130
    assert list((tmp_path / "tmp").iterdir()) == []
