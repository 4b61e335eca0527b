"""The words of a vault, out of the facts that are kept: which there are, in which order, whatever lies in the file."""

import os
from pathlib import Path

import msgspec
import pytest

from support import vault, write_vault
from vault_tools import vocabulary
from vault_tools.cache import FILE, kept
from vault_tools.model import FrontMatter, Note, Property, Tag
from vault_tools.places import cache_folder
from vault_tools.scan import parse
from vault_tools.vocabulary import Vocabulary


def of(*notes: str) -> Vocabulary:
    return Vocabulary(msgspec.msgpack.encode(parse("a.md", text)) for text in notes)


def yaml(text: str) -> str:
    return f"---\n{text}\n---\n"


@pytest.mark.parametrize(
    ("own", "record"),
    [
        pytest.param(vocabulary._Note, Note, id="note"),
        pytest.param(vocabulary._FrontMatter, FrontMatter, id="front matter"),
        pytest.param(vocabulary._Property, Property, id="property"),
        pytest.param(vocabulary._Tag, Tag, id="tag"),
    ],
)
def test_fields_stand_where_the_model_has_them(own: type[msgspec.Struct], record: type[msgspec.Struct]) -> None:
    assert record.__struct_fields__[: len(own.__struct_fields__)] == own.__struct_fields__


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        pytest.param(["#a #b\n\n#b"], ["b", "a"], id="the most frequent first"),
        pytest.param(["#读书/科幻"], ["读书", "读书/科幻"], id="with those that it is nested in"),
        pytest.param(["#AI #ai #AI"], ["AI"], id="case is no difference"),
        pytest.param([yaml("tags: [甲, '#乙', two words, 3]")], ["甲", "乙"], id="of a property, what can be a tag"),
        pytest.param([yaml("tags: 甲")], ["甲"], id="of a property without a list"),
        pytest.param([yaml("标签: 甲"), "`#a`"], [], id="silent: neither another property nor code"),
    ],
)
def test_tags(notes: list[str], expected: list[str]) -> None:
    assert of(*notes).tags == expected


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        pytest.param([yaml("作者: x\n来源: y"), yaml("来源: z")], ["来源", "作者"], id="the most frequent first"),
        pytest.param([yaml("Title: x"), yaml("title: y"), yaml("title: z")], ["title"], id="case is no difference"),
        pytest.param(["作者: x\n"], [], id="silent: no front matter"),
    ],
)
def test_properties(notes: list[str], expected: list[str]) -> None:
    assert of(*notes).properties == expected


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        pytest.param([yaml("x: 甲"), yaml("x: 乙"), yaml("X: 乙")], ["乙", "甲"], id="the most frequent first"),
        pytest.param([yaml("x: [甲, 乙]")], ["甲", "乙"], id="of lists what stands in them"),
        pytest.param([yaml("x: [1, 2.5]")], ["1", "2.5"], id="numbers"),
        pytest.param([yaml(f"x: {'长' * 60}")], ["长" * 60], id="as long as may be"),
        pytest.param([yaml(f"x: {'长' * 61}")], [], id="silent: prose"),
        pytest.param([yaml("x: [true, null, '', {a: b}]\ny: z")], [], id="silent: nothing that is a word"),
    ],
)
def test_values(notes: list[str], expected: list[str]) -> None:
    assert of(*notes).values("x") == expected


@pytest.mark.parametrize(
    "damaged",
    [b"", b"\x00", b"not msgpack", msgspec.msgpack.encode([1, 2, 3]), b"\xdd\xff\xff\xff\xff", b"\x91" * 5_000],
)
def test_what_cannot_be_decoded_is_passed_over(damaged: bytes) -> None:
    assert Vocabulary([damaged, msgspec.msgpack.encode(parse("a.md", "#a"))]).tags == ["a"]


# -- the file ----------------------------------------------------------------------------------------------------


def test_the_words_are_those_of_the_notes_that_were_read(tmp_path: Path) -> None:
    root = write_vault(tmp_path, {"a.md": yaml("来源: 微信公众号") + "#a", "b.txt": yaml("x: 1"), "c.txt": "#c\n"})
    vault("-C", str(root), "check")
    found = Vocabulary(kept(cache_folder(str(root), os.environ["VAULT_TOOLS_CACHE_DIR"])))
    assert (found.tags, sorted(found.properties)) == (["a"], ["x", "来源"])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="no file"),
        pytest.param(b"", id="an empty one"),
        pytest.param(b"no database at all", id="something else"),
        pytest.param(b"SQLite format 3\0" + bytes(5_000), id="something like it"),
    ],
)
def test_where_nothing_is_kept_there_is_nothing_and_nothing_is_made(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    assert kept(str(tmp_path)) == []
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(FILE, content)] * (content is not None)
