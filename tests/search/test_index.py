"""An index keeps up with its vault: whatever happens to the files, it answers as one that was built anew."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from search.shelf import SHELF, built, found, index_of, is_right, state
from support import write_vault

pytestmark = pytest.mark.usefixtures("each_engine")

BOOK = "---\n来源: 书\n---\n# 甲\n\n第一行，笔记。\n\n- [ ] 整理\n"
FILES: dict[str, str | bytes] = {
    "甲.md": BOOK,
    "乙.md": "# 乙\n\n链接 [[甲]]，双链笔记。\n",
    "夹/丙.txt": "---\n来源: 微信公众号\n---\n第二行，文本笔记。\n",
    "夹/丁.txt": "不是笔记\n",
    "图.png": b"\x89PNG",
}
POSIX = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names there are Unicode")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A vault whose files are of last year: what changes stands out."""
    root = write_vault(tmp_path / "vault", FILES)
    for file in root.rglob("*"):
        os.utime(file, (1_700_000_000, 1_700_000_000))
    return root


def changed(path: str, content: str | bytes) -> Callable[[Path], object]:
    return lambda root: write_vault(root, {path: content})


def renamed(old: str, new: str) -> Callable[[Path], object]:
    return lambda root: (root / old).rename(root / new)


def _again_at_once(root: Path) -> None:
    """Another content of the same size, and the time that the file had."""
    file = root / "甲.md"
    status = file.stat()
    file.write_text(BOOK.replace("第一行", "新一行"), encoding="utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def _folder_instead(root: Path) -> None:
    (root / "乙.md").unlink()
    write_vault(root, {"乙.md/内.md": "文件夹里的笔记，新一行\n"})


def _note_instead_of_folder(root: Path) -> None:
    shutil.rmtree(root / "夹")
    (root / "夹.md").write_text("新一行\n", encoding="utf-8")


def _swapped(root: Path) -> None:
    one, other = (root / "甲.md").read_bytes(), (root / "乙.md").read_bytes()
    write_vault(root, {"甲.md": other, "乙.md": one})


def _link_to_nowhere(root: Path) -> None:
    (root / "乙.md").unlink()
    (root / "乙.md").symlink_to("没有.md")


def _name_in_gbk(root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root) + b"/" + "名".encode("gbk") + b".md")).write_text("新一行\n", encoding="utf-8")


CHANGES = [
    pytest.param(lambda root: None, "笔记", {"甲.md", "乙.md", "夹/丙.txt"}, id="nothing"),
    pytest.param(changed("戊.md", "新一行\n"), "新一行", {"戊.md"}, id="added"),
    pytest.param(changed("夹/深/己.txt", "---\na: 1\n---\n新一行\n"), "新一行", {"夹/深/己.txt"}, id="added in a new folder"),
    pytest.param(changed("乙.md", "新一行\n"), "新一行", {"乙.md"}, id="changed"),
    pytest.param(changed("甲.md", "段落\n\n- [ ] 新的整理\n"), "task:新的整理", {"甲.md"}, id="changed, and a task is elsewhere"),
    pytest.param(changed("乙.md", "新一行\n"), "双链笔记", set(), id="what it said before is gone"),
    pytest.param(changed("乙.md", ""), "双链笔记", set(), id="emptied"),
    pytest.param(_again_at_once, "新一行", {"甲.md"}, id="changed, of the same size and time"),
    pytest.param(_swapped, "file:乙 整理", {"乙.md"}, id="two notes exchanged"),
    pytest.param(lambda root: (root / "乙.md").unlink(), "笔记", {"甲.md", "夹/丙.txt"}, id="deleted"),
    pytest.param(lambda root: shutil.rmtree(root / "夹"), "笔记", {"甲.md", "乙.md"}, id="a folder deleted"),
    pytest.param(lambda root: [file.unlink() for file in root.glob("**/*.*")], "file:.", set(), id="all deleted"),
    pytest.param(renamed("甲.md", "辛.md"), "整理", {"辛.md"}, id="renamed"),
    pytest.param(renamed("甲.md", "辛.md"), "links-to:甲", {"乙.md"}, id="renamed, and a link is broken"),
    pytest.param(renamed("甲.md", "夹/甲.md"), "path:夹 整理", {"夹/甲.md"}, id="moved"),
    pytest.param(lambda root: os.utime(root / "甲.md"), "整理", {"甲.md"}, id="touched"),
    pytest.param(_folder_instead, "新一行", {"乙.md/内.md"}, id="a folder in its place"),
    pytest.param(_note_instead_of_folder, "新一行", {"夹.md"}, id="a note in a folder's place"),
    pytest.param(_link_to_nowhere, "双链笔记", set(), id="a link to nowhere in its place"),
    pytest.param(lambda root: (root / "别名.md").symlink_to("甲.md"), "file:别名", set(), id="a link to a note has no text of its own"),
    pytest.param(lambda root: (root / "外.md").symlink_to("/etc/hostname"), "file:外", set(), id="a link out of the vault"),
    pytest.param(changed("乙.md", "双链笔记".encode("gb18030")), "双链笔记", set(), id="no longer UTF-8"),
    pytest.param(changed("乙.md", "双链笔记".encode("gb18030")), "file:乙", {"乙.md"}, id="found by its name still"),
    pytest.param(changed("夹/丁.txt", "---\na: 1\n---\n新一行\n"), "新一行", {"夹/丁.txt"}, id="a text file becomes a note"),
    pytest.param(changed("夹/丙.txt", "只是文本笔记\n"), "文本笔记", set(), id="a note becomes a text file"),
    pytest.param(changed("夹/丙.txt", "只是文本笔记\n"), "file:丙", {"夹/丙.txt"}, id="found by its name still, too"),
    pytest.param(changed("新.jpg", b""), "file:jpg", {"新.jpg"}, id="a picture added"),
    pytest.param(lambda root: (root / "图.png").unlink(), "file:png", set(), id="a picture deleted"),
    pytest.param(changed("新.canvas", '{"nodes":[{"type":"text","text":"新一行"}]}'), "新一行", {"新.canvas"}, id="a canvas"),
    pytest.param(changed("坏.canvas", '{"nodes":['), "file:坏", {"坏.canvas"}, id="a broken canvas"),
    pytest.param(changed("乙.md", "---\na: [\n---\n新一行\n"), "新一行", {"乙.md"}, id="front matter that is none"),
    pytest.param(changed("乙.md", "\ufeff---\r\na: 1\r\n---\r\n新一行\r\n"), 'content:"新一行"', {"乙.md"}, id="BOM and CR LF"),
    pytest.param(changed("乙.md", "新\0一行\n"), "新", set(), id="a NUL"),
    pytest.param(changed("大.md", "大" * 1_000_000), "大大", set(), id="too large to be read"),
    pytest.param(changed("乙.md", "---\nid: 123456789012345678901234567890\n---\n新一行\n"), "新一行", {"乙.md"},
                 id="an integer of thirty digits"),
    pytest.param(changed("乙.md", '---\na: "\\ud800"\nb: .nan\nc: 1e999\n---\n新一行\n'), "新一行", {"乙.md"}, id="odd values"),
    pytest.param(changed(".gitignore", "夹/\n"), "笔记", {"甲.md", "乙.md"}, id="a folder ignored"),
    pytest.param(_name_in_gbk, "新一行", {os.fsdecode("名".encode("gbk") + b".md")}, id="a name that is not UTF-8", marks=POSIX),
]  # fmt: skip


@pytest.mark.parametrize(("change", "query", "expected"), CHANGES)
@pytest.mark.parametrize("again", ["new run", "refresh"])
def test_a_change_is_noticed(
    tmp_path: Path, root: Path, change: Callable[[Path], object], query: str, expected: set[str], again: str
) -> None:
    index = built(root, tmp_path / "cache")
    state(index)  # what is asked before must not stand in the way
    change(root)
    if again == "refresh":
        index.refresh()
    else:
        index.close()
        index = built(root, tmp_path / "cache")
    assert found(index, query) == expected
    assert is_right(index, root, tmp_path / "fresh")
    assert index.verify() == ""


def test_many_changes_one_after_another(tmp_path: Path) -> None:
    """Each leaves a segment and a piece of texts, which are put together before there are too many."""
    root = write_vault(tmp_path / "vault", {f"{number}.md": "第一行\n" for number in range(40)})
    built(root, tmp_path / "cache").close()
    for number in range(40):
        write_vault(root, {f"{number}.md": f"第二行 n{number}\n"})
        index = built(root, tmp_path / "cache")
        assert found(index, f"n{number}") == {f"{number}.md"}
        assert index.search("第一行").total == 39 - number
        index.close()
    (generation,) = (tmp_path / "cache" / "search").glob("g*")
    texts = [file.stat().st_size for file in generation.glob("texts-*")]
    assert len(texts) < 14
    assert sum(texts) < 2 * sum(len(name) + 40 for name in os.listdir(root))
    assert len(list((generation / "engine").iterdir())) < 60
    assert is_right(built(root, tmp_path / "cache"), root, tmp_path / "fresh")


@pytest.mark.parametrize(
    ("change", "query", "expected"),
    [
    pytest.param(changed("vault.toml", '[vault]\nexclude = ["夹/"]\n'), "笔记", {"甲.md", "乙.md"}, id="a folder excluded"),
    pytest.param(changed("vault.toml", '[vault]\nproperty-aliases = {title = ["来源"]}\n'), "title:书", {"甲.md"},
                 id="another name for the title"),
    ],
)  # fmt: skip
def test_a_change_of_the_configuration_is_noticed_by_the_next_run(
    tmp_path: Path, root: Path, change: Callable[[Path], object], query: str, expected: set[str]
) -> None:
    built(root, tmp_path / "cache").close()
    change(root)
    index = built(root, tmp_path / "cache")
    assert found(index, query) == expected
    assert is_right(index, root, tmp_path / "fresh")


def test_a_note_that_is_changed_again_and_again_leaves_no_texts_behind(tmp_path: Path) -> None:
    root = write_vault(tmp_path / "vault", {"长.md": "第一行\n" * 1_000, "甲.md": "第一行\n"})
    for number in range(5):
        write_vault(root, {"长.md": f"第{number}行\n" * 1_000})
        built(root, tmp_path / "cache").close()
    (generation,) = (tmp_path / "cache" / "search").glob("g*")
    assert sum(file.stat().st_size for file in generation.glob("texts-*")) < 12_000


def generation(folder: Path) -> list[str]:
    return [path.name for path in (folder / "search").glob("g*")]


@pytest.mark.parametrize(
    ("change", "is_written"),
    [
        pytest.param(lambda root: None, False, id="nothing changed"),
        pytest.param(lambda root: os.utime(root / "甲.md"), False, id="touched"),
        pytest.param(changed("甲.md", "新一行\n"), True, id="changed"),
        pytest.param(changed("图.png", b"other"), False, id="a picture's content"),
        pytest.param(lambda root: os.utime(root / "甲.md", (4e9, 4e9)), False, id="a time to come, the second time"),
        pytest.param(_link_to_nowhere, False, id="a link to nowhere, the second time"),
    ],
)  # fmt: skip
def test_the_disk_is_written_only_where_need_be(
    tmp_path: Path, root: Path, change: Callable[[Path], object], is_written: bool
) -> None:
    folder = tmp_path / "cache"
    if not is_written:
        change(root)
    built(root, folder).close()
    before = generation(folder)
    if is_written:
        change(root)
    built(root, folder).close()
    assert (generation(folder) != before) is is_written


def test_the_file_that_changed_last_comes_first(tmp_path: Path, root: Path) -> None:
    for order, name in enumerate(["乙.md", "夹/丙.txt", "甲.md"]):
        os.utime(root / name, (1_600_000_000 - order, 1_600_000_000 - order))
    hits = built(root, tmp_path / "cache").search("笔记", sort="modified").hits
    assert [hit.path for hit in hits] == ["乙.md", "夹/丙.txt", "甲.md"]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="no file"),
        pytest.param({"图.png": b""}, id="no note"),
    ],
)
def test_a_vault_without_notes(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    (tmp_path / "vault").mkdir()
    index = built(write_vault(tmp_path / "vault", files), tmp_path / "cache")
    assert index.search("笔记").hits == ()
    assert index.search("-笔记").total == 0


def test_one_note(tmp_path: Path) -> None:
    index = built(write_vault(tmp_path / "vault", {"甲.md": "笔记"}), tmp_path / "cache")
    assert found(index, "笔记") == {"甲.md"}


@POSIX
def test_a_vault_below_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    root = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xc4\xe3"))
    index = built(write_vault(root, FILES), tmp_path / "cache")
    assert found(index, "整理") == {"甲.md"}


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user who can be refused")
def test_a_note_that_may_not_be_read(tmp_path: Path, root: Path) -> None:
    index = built(root, tmp_path / "cache")
    (root / "甲.md").chmod(0)
    index.refresh()
    assert found(index, "整理") == set()
    assert found(index, "file:甲") == {"甲.md"}


def test_an_old_index_is_not_asked_before_it_is_opened(tmp_path: Path, root: Path) -> None:
    index = index_of(root, tmp_path / "cache")
    assert not index.is_built
    with pytest.raises(RuntimeError):
        index.search("笔记")
    index.refresh()
    assert index.is_built
    assert index_of(root, tmp_path / "cache").is_built


def test_a_thousand_queries_in_one_process(tmp_path: Path) -> None:
    index = built(write_vault(tmp_path / "vault", SHELF), tmp_path / "cache")
    files = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for number in range(1_000):
        assert index.search(f"双链 -n{number}").hits
    assert not files or len(os.listdir("/proc/self/fd")) <= files + 2
