"""`vault search` and `vault index` under strain: random queries, kill -9, damaged files, many runs at once."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support import vault, write_vault

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="kill -9, and what follows from it")]

EXAMPLE = Path(__file__).parent.parent.parent / "example_vault"
COMMAND = [sys.executable, "-m", "vault_tools"]
MENDED = "the search index was damaged and is built anew"
FOREIGN = "the search index was made by another version or for another vault, and is built anew"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the example, enlarged to some 300 notes; each of the new ones has a word of its own."""
    monkeypatch.setenv("VAULT_TOOLS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("VAULT_TOOLS_LANG", "en")
    shutil.copytree(EXAMPLE, tmp_path / "vault")
    texts = [path.read_text(encoding="utf-8") for path in sorted((tmp_path / "vault/00-元语").glob("*.md"))]
    notes = {f"新/{number}.md": f"{texts[number % len(texts)]}\n\n第n{number}篇 公共词\n" for number in range(280)}
    monkeypatch.chdir(write_vault(tmp_path / "vault", notes))
    return tmp_path


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=120)


# -- random queries ----------------------------------------------------------------------------------------------

PIECES = (
    *("双链", "检索", "标签", "索引", "的", "é", "AI", "re", "RE2", "2024", "2024-02-30", "2024-01..2024-06", "..", ">=", "<"),
    *("OR", "or", "AND", "NOT", "-", "--", "*", "/", "\\", '"', "'", "“", "”", "(", ")", "[", "]", "[[", "]]", "（", "【", "|"),
    *("file:", "path:", "content:", "tag:", "line:", "block:", "section:", "task:", "task-todo:", "task-done:", "title:"),
    *("match-case:", "ignore-case:", "links-to:", "linked-from:", "标题:", "作者：", "发布日期:", "来源", ":", "：", "fle:", "#"),
    *(" ", " ", " ", "\t", "\u3000", "\n", "\0", "\ud800", "\udcff", "\u202e", "\x1b", "👩\u200d💻", "e\u0301", "𠮷", "Ａ", "ﬁ", "ß"),
    *("a+", ".*", "(?i)", "[^a]", "{2,}", "\\d", "\\b", "^", "$", "null", "EMPTY", "TRUE", "1e400", "-0", "NaN", "٣"),
)  # fmt: skip


def test_random_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    chance = random.Random(3)
    options = (
        ["--count"],
        ["--files"],
        ["--output-format", "json"],
        ["--explain"],
        ["--facet", "作者"],
        ["--sort", "date"],
        [],
    )
    codes = set[int]()
    for _ in range(1_000):
        query = "".join(chance.choices(PIECES, k=chance.randint(1, 14)))
        ran = vault("search", *chance.choice(options), "--", query)
        assert ran.code in (0, 1, 2), query
        assert "Traceback" not in ran.err, query
        assert not set(ran.out + ran.err) & set("\x1b\u202e\0"), query
        assert (ran.code != 2) or (ran.out == "" and ran.err.startswith("错误：")), query
        codes.add(ran.code)
    assert codes == {0, 1, 2}


# -- kill -9 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["index", "--rebuild"], id="a rebuild"),
        pytest.param(["search", "公共词"], id="a refresh"),
    ],
)
def test_killed_a_hundred_times(here: Path, arguments: list[str]) -> None:
    started = time.monotonic()
    assert run("index", "--rebuild").returncode == 0
    whole = time.monotonic() - started
    before = len(files_in(here / "cache"))
    chance = random.Random(5)
    killed = 0
    for number in range(100):
        write_vault(here / "vault", {f"新/{number}.md": f"公共词 改k{number}\n", "新/最后.md": f"公共词 后k{number}\n"})
        with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(chance.uniform(0.1, whole))
            process.send_signal(signal.SIGKILL)
        killed += process.returncode == -signal.SIGKILL
        ran = run("search", "--files", "--sort", "path", f'"改k{number}" OR "后k{number}"')
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"新/{number}.md\n新/最后.md\n", ""), number
    assert killed > 20
    assert run("search", "--count", "公共词").stdout == "281\n"
    assert run("index").returncode == 0
    assert abs(len(files_in(here / "cache")) - before) <= 2  # a refresh adds a segment and a piece of texts
    assert run("index", "--rebuild").returncode == 0
    assert abs(len(files_in(here / "cache")) - before) <= 2
    assert run("index", "--verify").returncode == 0


# -- runs at once ------------------------------------------------------------------------------------------------


def test_twenty_searches_during_a_rebuild(here: Path) -> None:
    assert run("index").returncode == 0
    rebuilding = subprocess.Popen([*COMMAND, "index", "--rebuild"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    searches = [
        subprocess.Popen([*COMMAND, "search", "--count", "公共词"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(20)
    ]
    for search in searches:
        assert (*search.communicate(timeout=120), search.returncode) == (b"280\n", b"", 0)
    assert rebuilding.communicate(timeout=120)[1] == b""
    assert rebuilding.returncode == 0


def test_twenty_searches_where_there_is_no_index_yet(here: Path) -> None:
    known = {b"", b"another run is building the search index; waiting for it"}
    searches = [
        subprocess.Popen([*COMMAND, "search", "--count", "公共词"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(20)
    ]
    for search in searches:
        out, err = search.communicate(timeout=120)
        assert (out, search.returncode) == (b"280\n", 0)
        assert set(err.splitlines()) <= known
    assert len([folder for folder in (here / "cache").rglob("g*") if folder.is_dir()]) == 1


# -- damaged files -----------------------------------------------------------------------------------------------


def harmed(content: bytes, chance: random.Random) -> bytes:
    """Return other contents: cut, a bit turned over, a stretch replaced, something else altogether, or nothing."""
    place = chance.randrange(max(1, len(content)))
    harms = (
        content[:place],
        content[:place] + bytes([(content[place] if content else 0) ^ 1 << chance.randrange(8)]) + content[place + 1 :],
        content[:place] + chance.randbytes(20) + content[place + 20 :],
        content + b"\0",
        chance.randbytes(200),
        b"",
        b"{}",
        b"\x80\x04cos\nsystem\n(S'touch pwned'\ntR.",
    )
    return chance.choice([harm for harm in harms if harm != content])


def test_damaged_a_hundred_times(here: Path) -> None:
    assert vault("index").code == 0
    chance = random.Random(7)
    for number in range(100):
        index = next((here / "cache").glob("*/search"))
        file = chance.choice([path for path in files_in(index) if path.name != "lock"])
        if number % 10 == 9:
            file.unlink()
        else:
            content = harmed(file.read_bytes(), chance)
            file.unlink()  # it may be a link to another generation's
            file.write_bytes(content)
        ran = vault("search", "--count", "公共词")
        assert (ran.code, ran.out) == (0, "280\n"), (number, file)
        known = {MENDED, FOREIGN, ""} if file.name == "manifest.json" else {MENDED}
        assert ran.err.removesuffix("\n") in known, (number, file)
        assert not (here / "vault/pwned").exists()
        assert vault("index", "--verify").code == 0, (number, file)


def test_the_kept_facts_are_damaged(here: Path) -> None:
    chance = random.Random(9)
    for number in range(30):
        assert vault("index", "--rebuild").code == 0
        (file,) = (here / "cache").glob("*/facts.sqlite")
        file.write_bytes(harmed(file.read_bytes(), chance))
        ran = vault("index", "--rebuild")
        assert (ran.code, ran.out.split(" ", 1)[0]) == (0, vault("search", "--count", "/.*/").out.strip()), number
        assert "Traceback" not in ran.err
