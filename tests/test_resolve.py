"""Links to files and to parts of notes: a table of our own, and what holds for every table of names."""

import unicodedata

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from support import memory_vault
from vault_tools.model import Link
from vault_tools.parse.note import parse_note
from vault_tools.resolve import Names, Resolution, Subpaths, SubpathStatus, fold, fold_heading, resolve

NFD_CAFE = unicodedata.normalize("NFD", "café")


@pytest.mark.parametrize(
    ("target", "source", "files", "expected"),
    [
        # -- by name --
        pytest.param("猫", "狗.md", ["动物/猫.md"], "动物/猫.md", id="a name, wherever it is"),
        pytest.param("猫.md", "狗.md", ["动物/猫.md"], "动物/猫.md", id="with its suffix"),
        pytest.param("CAT", "d.md", ["x/Cat.md"], "x/Cat.md", id="case does not matter"),
        pytest.param("cat.MD", "d.md", ["Cat.md"], "Cat.md", id="nor in the suffix"),
        pytest.param("cat.markdown", "d.md", ["cat.markdown"], "cat.markdown", id="the long suffix, written"),
        pytest.param("cat", "d.md", ["cat.markdown"], None, id="the long suffix, left out"),
        pytest.param("cat", "d.md", ["cat.md.md", "cats.md"], None, id="another name"),
        pytest.param("cat", "d.md", ["cat/index.md"], None, id="a folder is no target"),
        pytest.param("", "x/d.md", ["x/d.md"], "x/d.md", id="nothing is the note itself"),
        pytest.param("v1.2", "d.md", ["v1.2.md"], "v1.2.md", id="a dot in a note's name"),
        pytest.param("v1.2", "d.md", ["v1.2", "v1.2.md"], "v1.2", id="the name as written goes first"),
        pytest.param("cat", "d.md", ["cat"], None, id="a file without suffix is out of reach"),
        # -- attachments --
        pytest.param("a.png", "d.md", ["img/a.png"], "img/a.png", id="attachment"),
        pytest.param("a", "d.md", ["img/a.png"], None, id="an attachment needs its suffix"),
        pytest.param("A.PNG", "d.md", ["img/a.png"], "img/a.png", id="case of an attachment"),
        pytest.param("b.canvas", "d.md", ["b.canvas"], "b.canvas", id="canvas"),
        pytest.param("b", "d.md", ["b.canvas", "b.base"], None, id="canvases and bases need theirs"),
        pytest.param("a.png", "d.md", ["a.png.md"], "a.png.md", id="a note named like an attachment"),
        # -- paths --
        pytest.param("x/猫", "狗.md", ["x/猫.md", "y/猫.md"], "x/猫.md", id="the whole path"),
        pytest.param("x/猫", "狗.md", ["y/x/猫.md"], "y/x/猫.md", id="the end of a path"),
        pytest.param("z/猫", "狗.md", ["x/猫.md"], None, id="a wrong folder is not forgiven"),
        pytest.param("/猫", "x/狗.md", ["猫.md", "x/猫.md"], "猫.md", id="from the root"),
        pytest.param("/猫", "x/狗.md", ["x/猫.md"], None, id="from the root: nowhere else"),
        pytest.param("/x/猫.md", "狗.md", ["x/猫.md", "y/x/猫.md"], "x/猫.md", id="from the root, a path"),
        pytest.param("X/CAT", "d.md", ["x/cat.md"], "x/cat.md", id="case of folders"),
        pytest.param("x//猫", "狗.md", ["x/猫.md"], None, id="two slashes"),
        pytest.param("x\\猫", "狗.md", ["x/猫.md"], None, id="a backslash"),
        pytest.param("x/", "d.md", ["x/d.md"], None, id="a folder"),
        pytest.param("/", "d.md", ["d.md"], None, id="a slash"),
        # -- relative paths --
        pytest.param("./猫", "x/狗.md", ["x/猫.md", "猫.md"], "x/猫.md", id="here"),
        pytest.param("../猫", "x/y/狗.md", ["x/猫.md", "猫.md", "x/y/猫.md"], "x/猫.md", id="one up"),
        pytest.param("../../猫", "x/y/狗.md", ["x/猫.md", "猫.md"], "猫.md", id="two up"),
        pytest.param("../../../../猫", "x/y/狗.md", ["猫.md", "x/猫.md"], "猫.md", id="no further than the root"),
        pytest.param("./../猫", "x/狗.md", ["猫.md", "x/猫.md"], "猫.md", id="here, then up"),
        pytest.param("../z/猫", "x/y/狗.md", ["x/z/猫.md", "z/猫.md"], "x/z/猫.md", id="up and down"),
        pytest.param("./y/猫", "x/狗.md", ["x/y/猫.md", "y/猫.md"], "x/y/猫.md", id="down"),
        pytest.param("./猫", "x/狗.md", ["z/x/猫.md", "猫.md"], "z/x/猫.md", id="a relative path may be an end, too"),
        pytest.param("./猫", "x/狗.md", ["猫.md", "y/猫.md"], None, id="a relative path to nothing"),
        pytest.param("../CAT", "X/D.md", ["cat.md", "x/cat.md"], "cat.md", id="case, relative"),
        pytest.param("..", "x/d.md", ["d.md"], None, id="only dots"),
        # -- forms of writing --
        pytest.param("café", "d.md", [f"{NFD_CAFE}.md"], f"{NFD_CAFE}.md", id="a composed link, a decomposed name"),
        pytest.param(NFD_CAFE, "d.md", ["café.md"], "café.md", id="a decomposed link, a composed name"),
        pytest.param("a\u00a0b", "d.md", ["a b.md"], "a b.md", id="no-break space in the link"),
        pytest.param("a b", "d.md", ["a\u202fb.md"], "a\u202fb.md", id="narrow no-break space in the name"),
        pytest.param("a\u3000b", "d.md", ["a b.md"], None, id="an ideographic space is another character"),
        pytest.param("ＡＢ", "d.md", ["AB.md"], None, id="full-width letters are others"),
        pytest.param("strasse", "d.md", ["Straße.md"], None, id="lower case, not folded"),
        pytest.param("ΟΔΟΣ", "d.md", ["ΟΔΟΣ.md"], "ΟΔΟΣ.md", id="a sigma before .md is not final"),
        pytest.param("ΟΔΟΣ", "d.md", ["Οδος.md"], None, id="a final sigma is another letter"),
        pytest.param("É", "d.md", ["é.md"], "é.md", id="case beyond ASCII"),
    ],
)
def test_resolve(target: str, source: str, files: list[str], expected: str | None) -> None:
    found = resolve(target, source, Names(files))
    assert (found.path, found.candidates) == (expected, ())


@pytest.mark.parametrize(
    ("target", "source", "files", "candidates"),
    [
        pytest.param("n", "d.md", ["y/n.md", "x/n.md"], ["x/n.md", "y/n.md"], id="ties in path order"),
        pytest.param("n", "d.md", ["a/b/c/n.md", "zz/n.md"], ["zz/n.md", "a/b/c/n.md"], id="the shortest path"),
        pytest.param("n", "x/d.md", ["a/n.md", "x/n.md"], ["x/n.md", "a/n.md"], id="the same folder"),
        pytest.param("n", "x/d.md", ["a/n.md", "x/y/z/n.md"], ["x/y/z/n.md", "a/n.md"], id="below the same folder"),
        pytest.param("n", "x/y/d.md", ["a/n.md", "x/n.md"], ["a/n.md", "x/n.md"], id="the folder above is not near"),
        pytest.param("b/n", "d.md", ["y/b/n.md", "x/b/n.md"], ["x/b/n.md", "y/b/n.md"], id="ends of paths"),
        pytest.param("./n", "x/d.md", ["b/x/n.md", "a/x/n.md"], ["a/x/n.md", "b/x/n.md"], id="relative ends"),
        pytest.param("a.png", "d.md", ["y/a.png", "x/a.PNG"], ["x/a.PNG", "y/a.png"], id="attachments"),
        pytest.param("N", "d.md", ["x/n.md", "x/N.md"], ["x/N.md", "x/n.md"], id="twins by case"),
        pytest.param("n", "d.md", ["𝄞𝄞/n.md", "中中中/n.md"], ["中中中/n.md", "𝄞𝄞/n.md"], id="lengths in UTF-16 units"),
        pytest.param(
            "n", "d.md", ["\udce9é/n.md", "b/n.md"], ["b/n.md", "\udce9é/n.md"], id="a name that is not UTF-8"
        ),
        pytest.param("n", "x/d.md", ["x/n.md", "n.md"], [], id="the root is exact, even from elsewhere"),
        pytest.param("x/n", "y/d.md", ["y/x/n.md", "x/n.md"], [], id="the whole path is exact"),
    ],
)
def test_ambiguity(target: str, source: str, files: list[str], candidates: list[str]) -> None:
    found = resolve(target, source, Names(files))
    assert found.path is not None
    assert list(found.candidates) == candidates
    assert not candidates or found.path == candidates[0]


@pytest.mark.parametrize(
    ("target", "source", "files", "is_mid_segment", "is_lookalike"),
    [
        pytest.param("ary/n", "d.md", ["diary/n.md"], True, False, id="the end of a folder's name"),
        pytest.param("b/n", "d.md", ["a/b/n.md"], False, False, id="whole folders"),
        pytest.param("n", "x/d.md", ["xy/n.md", "a/n.md"], False, True, id="a folder that begins alike"),
        pytest.param("n", "x/d.md", ["x/n.md", "a/n.md"], False, False, id="the folder itself"),
        pytest.param("n", "d.md", ["a/n.md", "xy/n.md"], False, False, id="from the root all are near"),
        pytest.param("n", "x/d.md", ["xy/n.md"], False, False, id="the only one needs no nearness"),
    ],
)
def test_what_is_odd_about_a_match(
    target: str, source: str, files: list[str], is_mid_segment: bool, is_lookalike: bool
) -> None:
    found = resolve(target, source, Names(files))
    assert (found.path, found.is_mid_segment, found.is_lookalike) == (files[0], is_mid_segment, is_lookalike)


# -- what always holds -----------------------------------------------------------------------------------------

segments = st.text(st.sampled_from("abAB甲.éΣσς\u00a0 \u0301İ"), min_size=1, max_size=4).filter(
    lambda name: not name.startswith(".")
)
paths = st.builds(
    lambda folders, name, suffix: "/".join([*folders, name + suffix]),
    st.lists(segments, max_size=3),
    segments,
    st.sampled_from([".md", ".md", ".png", ".MD"]),
)
vaults = st.lists(paths, min_size=1, max_size=8, unique=True)
targets = st.one_of(
    st.text(max_size=12),
    st.text(st.sampled_from("abA甲./\\#^|Σ\u00a0\ud800"), max_size=10),
    st.builds(lambda dots, path: dots + path, st.sampled_from(["", "/", "./", "../", "../../"]), paths),
)


@given(vaults, st.data())
def test_the_whole_path_of_a_file_is_that_file_and_nothing_else(files: list[str], data: st.DataObject) -> None:
    file, source = data.draw(st.sampled_from(files)), data.draw(st.sampled_from(files))
    assume(sum(fold(path) == fold(file) for path in files) == 1)
    names = Names(files)
    for target in (file, f"/{file}", *([file.removesuffix(".md")] if file.endswith(".md") else ())):
        without = fold(target.removeprefix("/"))
        if target.endswith(".md") or without not in {fold(path) for path in files} - {fold(file)}:
            assert resolve(target, source, names) == Resolution(file)


@settings(max_examples=50)
@given(vaults, targets, st.data())
def test_the_order_of_the_files_does_not_matter(files: list[str], target: str, data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(files))
    found = resolve(target, source, Names(files))
    assert found == resolve(target, source, Names(reversed(files)))
    assert found == resolve(target, source, Names(data.draw(st.permutations(files))))


@given(vaults, targets, st.data())
@example(["x/a.md"], "../" * 5000, None)
@example(["x/a.md"], "a/" * 5000, None)
def test_whatever_the_target_the_answer_is_a_file_or_none(
    files: list[str], target: str, data: st.DataObject | None
) -> None:
    source = data.draw(st.sampled_from(files)) if data else files[0]
    found = resolve(target, source, Names(files))
    assert found.path is None or found.path in files
    assert set(found.candidates) <= set(files)
    assert len(found.candidates) != 1
    assert not found.candidates or found.candidates[0] == found.path


@given(vaults, targets)
def test_a_relative_target_never_leaves_the_vault(files: list[str], target: str) -> None:
    climbing = resolve("../" * 9 + target.lstrip("./"), files[0], Names(files))
    assert climbing.path is None or climbing.path in files


@given(paths)
def test_a_table_of_names_holds_its_files(path: str) -> None:
    assert path in Names([path, "z/z.md"])
    assert f"no/{path}" not in Names([path])


# -- sub-paths -------------------------------------------------------------------------------------------------

NOTE = """# 甲
## 乙
### 丙
## 丁
### 丙 [[猫|别名]] `码`
# A: b, c-d_e'f
> # 引文
- # 列表

setext
======
# 甲
## 戊

段落 ^Block-1

- 项 ^item

[^脚注]: 注
"""


@pytest.mark.parametrize(
    ("subpath", "status", "name"),
    [
        pytest.param("", SubpathStatus.NONE, "", id="nothing"),
        pytest.param("##", SubpathStatus.NONE, "", id="only marks"),
        pytest.param("#甲", SubpathStatus.HEADING, "甲@1", id="heading"),
        pytest.param("##甲", SubpathStatus.HEADING, "甲@1", id="empty parts vanish"),
        pytest.param("#丙", SubpathStatus.HEADING, "丙@3", id="a deeper one"),
        pytest.param("#甲#乙#丙", SubpathStatus.HEADING, "丙@3", id="a chain"),
        pytest.param("#甲#丙", SubpathStatus.HEADING, "丙@3", id="a chain may skip levels"),
        pytest.param("#乙#甲", SubpathStatus.BROKEN_HEADING, "", id="a chain goes down"),
        pytest.param("#乙#丁", SubpathStatus.BROKEN_HEADING, "", id="not to a sibling"),
        pytest.param("#甲#戊", SubpathStatus.HEADING, "戊@2", id="it may go on in a later section"),
        pytest.param("#丙 猫 别名 码", SubpathStatus.HEADING, "丙 [[猫|别名]] `码`@3", id="raw text, marks are spaces"),
        pytest.param("#a b c-d_e'f", SubpathStatus.HEADING, "A: b, c-d_e'f@1", id="punctuation and case"),
        pytest.param("#a-b-c-d_e'f", SubpathStatus.BROKEN_HEADING, "", id="no slugs"),
        pytest.param("#  setext ", SubpathStatus.HEADING, "setext@1", id="setext, blanks"),
        pytest.param("#引文", SubpathStatus.BROKEN_HEADING, "", id="not in a quote"),
        pytest.param("#列表", SubpathStatus.BROKEN_HEADING, "", id="not in a list"),
        pytest.param("#无", SubpathStatus.BROKEN_HEADING, "", id="no such heading"),
        pytest.param("#^block-1", SubpathStatus.BLOCK, "Block-1", id="block, case aside"),
        pytest.param("#^item", SubpathStatus.BLOCK, "item", id="list item"),
        pytest.param("#^none", SubpathStatus.BROKEN_BLOCK, "", id="no such block"),
        pytest.param("#^", SubpathStatus.BROKEN_BLOCK, "", id="no id"),
        pytest.param("#甲#^block-1", SubpathStatus.BROKEN_HEADING, "", id="behind a heading it is a heading's text"),
        pytest.param("#[^脚注]", SubpathStatus.FOOTNOTE, "脚注", id="footnote"),
        pytest.param("#[^脚注", SubpathStatus.FOOTNOTE, "脚注", id="footnote, as a wikilink leaves it"),
        pytest.param("#[^x]", SubpathStatus.BROKEN_BLOCK, "", id="no such footnote"),
    ],
)
def test_subpath(subpath: str, status: SubpathStatus, name: str) -> None:
    assert Subpaths(parse_note("a.md", NOTE)).resolve(subpath) == (status, name)


@pytest.mark.parametrize(
    ("link", "status"),
    [
        pytest.param("[[b#甲]]", SubpathStatus.HEADING, id="a note"),
        pytest.param("[[b]]", SubpathStatus.NONE, id="no sub-path"),
        pytest.param("[[#x]]", SubpathStatus.HEADING, id="its own note"),
        pytest.param("[[c#x]]", SubpathStatus.NONE, id="no such file"),
        pytest.param("[[d.pdf#page=3]]", SubpathStatus.NOT_CHECKABLE, id="a page"),
        pytest.param("[[e.canvas#^x]]", SubpathStatus.NOT_CHECKABLE, id="a canvas"),
        pytest.param("![[f.base#View]]", SubpathStatus.NOT_CHECKABLE, id="a base"),
    ],
)
def test_subpath_of_a_link(link: str, status: SubpathStatus) -> None:
    vault = memory_vault(
        {"a.md": f"# x\n{link}", "b.md": NOTE, "d.pdf": "", "e.canvas": "", "f.base": ""},
    )
    note = vault.note("a.md")
    assert note
    (found,) = vault.resolved(note)
    assert isinstance(found.link, Link)
    assert vault.subpath(*found)[0] is status


@given(st.text(st.sampled_from("#^[]甲aA \n`*"), max_size=12))
def test_every_subpath_comes_to_something(subpath: str) -> None:
    status, name = Subpaths(parse_note("a.md", NOTE)).resolve(subpath)
    found = status in (SubpathStatus.HEADING, SubpathStatus.BLOCK, SubpathStatus.FOOTNOTE)
    assert bool(name) is found or status is SubpathStatus.HEADING


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param("A: b", "a b", True, id="a colon is a space"),
        pytest.param("a\r\nb", "A  B ", True, id="line ends and blanks"),
        pytest.param('！"#$%&()*+,./:;<=>?@[\\]^`{|}~', "！", True, id="all ASCII punctuation"),
        pytest.param("a-b", "a b", False, id="but not hyphens"),
        pytest.param("a_b", "a b", False, id="nor underscores"),
        pytest.param("a'b", "a b", False, id="nor apostrophes"),
        pytest.param("甲，乙", "甲,乙", False, id="nor full-width marks"),
    ],
)
def test_headings_that_are_the_same(one: str, other: str, is_same: bool) -> None:
    assert (fold_heading(one) == fold_heading(other)) is is_same


@pytest.mark.parametrize(
    ("headings", "subpath", "found"),
    [
        pytest.param("# a\n## b\n", "#a#b", "b@2", id="a heading below a heading"),
        pytest.param("## b\n# a\n", "#a#b", "", id="a heading before it is not below it"),
        pytest.param("## b\n# a\n## b\n", "#a#b", "b@2", id="but the next one is"),
        pytest.param("# a\n# b\n", "#a#b", "", id="nor is one of the same level"),
        pytest.param("# a\n### b\n## b\n", "#a#b", "b@3", id="the first that is deeper"),
    ],
)
def test_each_part_is_a_later_and_deeper_heading(headings: str, subpath: str, found: str) -> None:
    status = SubpathStatus.HEADING if found else SubpathStatus.BROKEN_HEADING
    assert Subpaths(parse_note("a.md", headings)).resolve(subpath) == (status, found)
