"""Front matter: where it is, what it says, what is wrong with it (the table is that of Obsidian's reading, F01 to F21)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.model import Property, Value
from vault_tools.parse import frontmatter
from vault_tools.parse.bounds import find
from vault_tools.parse.flat import read_flat
from vault_tools.parse.handler import ObsidianHandler, YamlReading
from vault_tools.parse.note import parse_note
from vault_tools.positions import Lines


def properties(text: str) -> dict[str, Value] | None:
    """Return a note's properties; None where it has no front matter or an invalid one."""
    front_matter = parse_note("note.md", text).front_matter
    if front_matter is None or not front_matter.is_valid:
        return None
    return {prop.key: prop.value for prop in front_matter.properties}


def faults(text: str) -> list[str]:
    lines = Lines(text)
    places = [(*lines.position(fault.span.start), fault.message) for fault in parse_note("note.md", text).faults]
    return [f"{line}:{column} {message}" for line, column, message in places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("---\ntitle: x\n---\n", {"title": "x"}, id="F01 on the first line"),
        pytest.param("\n---\ntitle: x\n---\n", None, id="F02 behind a blank line it is a thematic break"),
        pytest.param("---\ntitle: x\n---  \n", {"title": "x"}, id="F03 blanks behind the closing line"),
        pytest.param("---\ntitle: x\n", None, id="F04 no closing line"),
        pytest.param("***\ntitle: x\n***\n", None, id="F05 other fences"),
        pytest.param(
            '---\n{"tags":["journal"],"publish":false}\n---\n', {"tags": ["journal"], "publish": False}, id="F06 JSON"
        ),
        pytest.param("---\nk: 1\nk: 2\n---\n", None, id="F07 a duplicate key"),
        pytest.param("---\n- a\n- b\n---\n", None, id="F08 a list"),
        pytest.param("---\nl: [[a]]\n---\n", {"l": [["a"]]}, id="F09 a wikilink without quotes is a list in a list"),
        pytest.param("---\nl: [[a]], [[b]]\n---\n", None, id="F11 two of them are nothing"),
        pytest.param("---\ntags: #a\n---\n", {"tags": None}, id="F14 a comment"),
        pytest.param("---\naliases: A, B\n---\n", {"aliases": "A, B"}, id="F16 no splitting at commas"),
        pytest.param("---\n发布日期: 2024-01-05\n---\n", {"发布日期": "2024-01-05"}, id="F17 dates are texts"),
        pytest.param("---\n发布日期：2024-01-05\n---\n", None, id="F18 a full-width colon"),
        pytest.param("---\n{{ foo }}: bar\n---\n", None, id="F19 a template's key"),
        pytest.param("\ufeff---\ntitle: x\n---\n", {"title": "x"}, id="F21 behind a byte order mark"),
        pytest.param("---\n---\n", {}, id="empty"),
        pytest.param("---\n# note\n---\n", {}, id="only a comment"),
        pytest.param("---", None, id="nothing but the opening line"),
        pytest.param("---\r\ntitle: x\r\n---\r\n", {"title": "x"}, id="CR LF"),
        pytest.param("---\rtitle: x\r---\r", {"title": "x"}, id="CR alone"),
        pytest.param("---\ntitle: x\n...\n---\n", {"title": "x"}, id="dots do not close the block"),
        pytest.param("---\ndate: {{date}}\n---\n", {"date": "{{date}}"}, id="a template's value"),
        pytest.param("---\na: b\u2028c\n---\n", {"a": "b\u2028c"}, id="U+2028 ends no line in YAML 1.2"),
    ],
)
def test_what_obsidian_reads(text: str, expected: dict[str, Value] | None) -> None:
    assert properties(text) == expected


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("true", True), ("FALSE", False), ("tRue", "tRue"), ("~", None),
        ("null", None), ("", None), ("2024-01-05", "2024-01-05"), ("12:30", "12:30"), ("012", 12), ("0o14", 12),
        ("0x1F", 31), ("1_000", "1_000"), ("1e3", 1000.0), ("-7", -7), ("+1.5", 1.5), (".5", 0.5), ("1.", 1.0),
        (".inf", float("inf")), ("1.2.3", "1.2.3"), ("v1", "v1"), ("=", "="), ("<<", "<<"),
    ],
)  # fmt: skip
def test_plain_scalars_mean_what_yaml_1_2_says(plain: str, value: Value) -> None:
    """Read both ways: as flat front matter, and through the YAML library."""
    assert properties(f"---\nkey: {plain}\n---\n") == {"key": value}
    assert properties(f"---\nkey: {plain} # comment\n---\n") == {"key": value}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("---\na: 1\nb: 2\na: 3\n---\n", ["4:1 yaml.duplicate-key"], id="duplicate key"),
        pytest.param("---\na: 1\nA: 2\n---\n", [], id="case makes two keys"),
        pytest.param("---\na:\n  b: 1\n  b: 2\n---\n", ["4:3 yaml.duplicate-key"], id="nested duplicate key"),
        pytest.param("---\na:\n\t- b\n---\n", ["3:1 yaml.tab"], id="tab in the indentation"),
        pytest.param("---\na:\tb\n---\n", [], id="tab behind a colon"),
        pytest.param("---\ntitle: x\n发布日期：2024\n---\n", ["3:1 yaml.fullwidth-colon"], id="full-width colon"),
        pytest.param("---\n标题：x\n---\n", ["2:1 yaml.fullwidth-colon"], id="full-width colon on the only line"),
        pytest.param("---\ntitle: a：b\n---\n", [], id="full-width colon in a value"),
        pytest.param("---\ntitle: x\n", ["1:1 invalid-frontmatter.unclosed"], id="unclosed block"),
        pytest.param("---\n\nA rule, then text: nothing else\n", [], id="a thematic break at the start"),
        pytest.param("---\na: " + "[" * 60 + "]" * 60 + "\n---\n", ["2:53 yaml.too-deep"], id="too deep"),
        pytest.param("---\na: " + "[" * 40 + "]" * 40 + "\n---\n", [], id="deep, but not too deep"),
        pytest.param(
            "---\na: &x 1\nb: [" + "*x, " * 17 + "]\n---\n", ["3:69 yaml.too-many-aliases"], id="too many aliases"
        ),
        pytest.param("---\na: &x 1\nb: [" + "*x, " * 16 + "]\n---\n", [], id="many aliases"),
        pytest.param("---\na: *x\n---\n", ["2:4 yaml.unknown-alias"], id="unknown alias"),
        pytest.param(
            f"---\na: &a {'[' * 30}{']' * 30}\nb: {'[' * 20}*a{']' * 20}\n---\n",
            ["3:24 yaml.too-deep"],
            id="too deep with its aliases unfolded",
        ),
        pytest.param(
            f"---\na: &a {'[' * 30}{']' * 30}\nb: {'[' * 19}*a{']' * 19}\n---\n",
            [],
            id="deep with its aliases unfolded",
        ),
        pytest.param(
            f"---\na: &a {'x' * 90_000}\nb: &b [*a, *a, *a]\nc: [*b, *b, *b, *b]\n---\n",
            ["4:4 yaml.too-many-nodes"],
            id="too large with its aliases unfolded",
        ),
        pytest.param(
            "---\ntitle: 中文中文中文\na: \x07b\n---\n",
            ["3:4 yaml.control-character"],
            id="control character after Chinese text",
        ),
        pytest.param("---\na: 1\n...\nb: 2\n---\n", ["4:1 yaml.several-documents"], id="a second document"),
        pytest.param("---\na: b: c\n---\n", ["2:4 yaml.colon-in-value"], id="colon in a value"),
        pytest.param("---\na: http://b\n---\n", [], id="colon in an address"),
        pytest.param("---\na: b\n  c: d\n---\n", ["3:3 yaml.indentation"], id="a key indented below a value"),
        pytest.param("---\na:\n  c: d\n---\n", [], id="a key indented below a key"),
        pytest.param("---\na:b\nc: d\n---\n", ["2:1 yaml.no-colon"], id="no space after a colon, and a key"),
        pytest.param("---\na:\n- b\n-c\nd: e\n---\n", ["4:1 yaml.no-space-after-dash"], id="no space after a dash"),
        pytest.param("----\na: b\n---\n", ["1:1 invalid-frontmatter.opening"], id="four dashes"),
        pytest.param("—--\na: b\n—--\n", ["1:1 invalid-frontmatter.opening"], id="dashes made long by a keyboard"),
        pytest.param("----\n\ntext: more\n", [], id="a thematic break of four dashes"),
        pytest.param('---\na: "\\ux"\n---\n', ["2:7 yaml.unknown-escape"], id="half an escape"),
        pytest.param(
            "---\na: b\n<<<<<<< x\na: c\n=======\na: d\n>>>>>>> y\n---\n",
            ["3:1 yaml.conflict", "3:1 conflict-marker"],
            id="merge conflict",
        ),
        pytest.param('---\na: "b\n---\n', ["2:4 yaml.unclosed-quote"], id="unclosed quote"),
        pytest.param("---\na: [b\n---\n", ["2:4 yaml.unclosed-bracket"], id="unclosed bracket"),
        pytest.param('---\na: "b" c\n---\n', ["2:8 yaml.text-after-value"], id="text behind a quote"),
        pytest.param("---\na: @b\n---\n", ["2:4 yaml.reserved-character"], id="reserved character"),
        pytest.param("---\na: `b`\n---\n", ["2:4 yaml.reserved-character"], id="backtick"),
        pytest.param('---\na: "\\q"\n---\n', ["2:5 yaml.unknown-escape"], id="unknown escape"),
        pytest.param("---\nl: [[a]], [[b]]\n---\n", ["2:9 yaml.unquoted-wikilink"], id="wikilinks without quotes"),
        pytest.param("---\nl: [[a]]\n---\n", ["2:4 unquoted-wikilink"], id="one wikilink without quotes"),
        pytest.param("---\nl: [[1, 2], [3, 4]]\n---\n", [], id="a list of lists"),
        pytest.param("---\njust text\n---\n", ["2:1 yaml.not-a-mapping"], id="not a mapping"),
        pytest.param("---\na: \x07b\n---\n", ["2:4 yaml.control-character"], id="control character"),
        pytest.param("---\n? [a]\n: b\n---\n", ["2:3 yaml.complex-key"], id="complex key"),
        pytest.param("\ufeff---\na: b\n---\n", ["1:1 invalid-frontmatter.bom"], id="byte order mark"),
        pytest.param(
            "---  \na: b\n---\n", ["1:4 invalid-frontmatter.trailing-blanks"], id="blanks behind the opening line"
        ),
        pytest.param("\n---\na: b\n---\n", ["2:1 invalid-frontmatter.late"], id="blank line before the opening line"),
        pytest.param("\n---\ntext\n---\n", [], id="two thematic breaks"),
        pytest.param("---\r\na: b\r\n---\r\n", [], id="CR LF is no blank"),
        pytest.param("---\na: " + "x" * 300_000 + '"\n---\n', ["2:1 yaml.too-large"], id="flat, and too large"),
        pytest.param("---\na: [" + "x, " * 100_000 + "]\n---\n", ["2:1 yaml.too-large"], id="too large"),
    ],
)
def test_faults_stand_in_their_place(text: str, expected: list[str]) -> None:
    assert faults(text) == expected


def test_an_invalid_block_does_not_hide_the_body() -> None:
    note = parse_note("note.md", "---\n- a\n---\n# T\n[[x]]\n")
    assert [link.target for link in note.links] == ["x"]
    assert [heading.text for heading in note.headings] == ["T"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('l: "[[a|b]]"', [("l", "a", None)], id="F10 a wikilink"),
        pytest.param("l: '[[a#h]]'", [("l", "a", "#h")], id="with a sub-path"),
        pytest.param('l:\n  - "[[a]]"\n  - "[[b]]"', [("l.0", "a", None), ("l.1", "b", None)], id="F12 in a list"),
        pytest.param('l: ["[[a]]", x, "[[b]]"]', [("l.0", "a", None), ("l.2", "b", None)], id="in a flow list"),
        pytest.param('l:\n  m: "[[a]]"', [("l.m", "a", None)], id="nested"),
        pytest.param('u: "[n](Note.md)"', [("u", "Note.md", None)], id="F20 a Markdown link"),
        pytest.param('u: "[n](My%20Note.md#h)"', [("u", "My Note.md", "#h")], id="a Markdown link, escaped"),
        pytest.param('u: "[n](https://e.com)"', [], id="a link to elsewhere"),
        pytest.param('l: "x [[a]] y"', [], id="a link among text is text"),
        pytest.param('l: "[[a]] [[b]]"', [], id="two links are text"),
        pytest.param("l: [[a]]", [], id="F09 without quotes"),
        pytest.param('l: "![[a]]"', [], id="an embed is text"),
    ],
)
def test_links_in_properties(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    source = f"---\n{text}\n---\n"
    note = parse_note("note.md", source)
    assert [(link.key, link.target, link.subpath) for link in note.links] == expected
    assert all(source[link.span.start] == "[" and source[link.span.end - 1] in "])" for link in note.links)


# -- the two readings of flat front matter -------------------------------------------------------------------

flat_lines = st.lists(
    st.one_of(
        st.builds(
            lambda key, colon, value: key + colon + value,
            st.sampled_from(["a", "标题", "b c", "key ", "2024", ".x", '"q"', "a:b", "#c", "-", "?", "x#y", "a"]),
            st.sampled_from([": ", ":", ":  ", "： "]),
            st.sampled_from(
                ["", "x", "值：一", "a: b", "a #b", "a#b", '"q"', '"q\\"r"', '"\\n"', "'s'", "'it''s'", "[a]", "- x", "1",
                 "012", "true", "~", "x  ", '"q" ', '"q" z', "http://e.com/a:b", "&a", "*a", "|", ">", "@x", "a:", "{a: b}"]
            ),
        ),
        st.sampled_from(["", "  ", "  - x", "- x", "  - 'y'", '- "[[z]]"', "  - a: b", "  -", "    - deep", "# comment", "text"]),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@given(flat_lines)
def test_flat_front_matter_is_read_as_the_yaml_library_reads_it(lines: list[str]) -> None:
    yaml = "\n".join(lines) + "\n"
    assert_same_reading(yaml)


def assert_same_reading(yaml: str) -> bool:
    """Compare the two readings; return whether the text is flat at all."""
    flat = read_flat(yaml, 0, len(yaml))
    if flat:
        reading = YamlReading(yaml, 0)
        assert (reading.faults, reading.properties) == ([], flat)
        assert reading.links == frontmatter._flat_links(flat)
    return bool(flat)


def test_every_flat_front_matter_of_the_vaults(shared: "pytest.TempPathFactory") -> None:
    count = flat = 0
    for file in (shared / "vaults").rglob("*.md"):  # type: ignore[attr-defined]
        text = file.read_bytes().decode("utf-8")
        if bounds := find(text):
            count += 1
            flat += assert_same_reading(text[bounds.yaml_start : bounds.yaml_end])
    assert flat > 0.95 * count > 3000


def test_python_frontmatter_reads_as_obsidian_does() -> None:
    import frontmatter as library

    post = library.loads("---\nok: yes\ndate: 2024-01-05\n---\nbody\n", handler=ObsidianHandler())
    assert post.metadata == {"ok": "yes", "date": "2024-01-05"}
    assert post.content.strip() == "body"


def test_a_property_knows_its_places() -> None:
    source = '---\n标题: "甲"\n列表:\n  - 乙\n  - 丙\n---\n'
    title, items = parse_note("note.md", source).properties

    def words(prop: Property) -> list[str]:
        spans = (prop.key_span, prop.span, *prop.items)
        return [source[span.start : span.end] for span in spans]

    assert words(title) == ["标题", '"甲"']
    assert words(items) == ["列表", "- 乙\n  - 丙", "乙", "丙"]
