"""What is seen at a glance is what a long look finds: shortcuts change no outcome."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support import config_of, memory_vault, run
from vault_tools.criteria.addresses import Addresses
from vault_tools.criteria.constraints import Constraints
from vault_tools.criteria.templates import Template
from vault_tools.globs import Globs
from vault_tools.lookout import Lookout
from vault_tools.parse.note import parse_note
from vault_tools.passages import outward
from vault_tools.passages.contents import count_characters, is_surely_within
from vault_tools.passages.outline import Outline, sections
from vault_tools.passages.prose import Part, pieces
from vault_tools.passages.wording import Wording
from vault_tools.patterns import any_of, compile_pattern
from vault_tools.positions import Lines
from vault_tools.wording.excerpt import Excerpt, sign_of_line, sign_of_phrase, signs_of

LINES = st.lists(
    st.sampled_from(
        ["# 甲", "## 乙", "### 丙", "## 甲", "乙", "", "> ## 乙", "- 甲", "  - 乙", "甲乙", "%% 甲 %%", "`乙`",
         "http://a.b", "[x](http://a.b)", "[http://a](http://b)", "[![i](http://a)](http://b)", "<http://c>", "[[http://d]]"]
    ),
    max_size=12,
)  # fmt: skip
TEXTS = LINES.flatmap(lambda lines: st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: end.join(lines)))
PARTS = st.lists(st.sampled_from(["a", "b", "**", "*", "a*", "?"]), min_size=1, max_size=4).map("/".join)


@given(
    PARTS,
    st.sampled_from(["", "/"]),
    st.sampled_from(["", "/"]),
    st.lists(st.sampled_from("ab"), min_size=1, max_size=4),
)
@example("a/**", "", "/", ["a", "b"])
@example("a/b", "/", "", ["a", "b"])
def test_a_file_is_covered_if_it_or_a_folder_around_it_is_matched(
    pattern: str, before: str, behind: str, names: list[str]
) -> None:
    globs = Globs([f"{before}{pattern}{behind}"])
    folders = ["/".join(names[:depth]) for depth in range(1, len(names))]
    matched = [
        globs.verdict("/".join(names), is_folder=False),
        *(globs.verdict(path, is_folder=True) for path in folders),
    ]
    assert globs.covers("/".join(names)) is (True in matched)


@given(
    st.sampled_from(["ab", "a.b", "a|b", "(?i)ab", "^a", "a?b", r"a\?", "[ab]c", "甲+"]),
    st.text("aAb?c甲\ud800", max_size=6),
)
def test_a_pattern_is_searched_for_as_it_matches(pattern: str, text: str) -> None:
    compiled = compile_pattern(pattern)
    spans = list(compiled.spans(text))
    found = compiled.find(text)
    assert compiled.search(text) is bool(spans)
    assert ([(found.start, found.end)] if found else []) == spans[:1]


@given(
    st.lists(st.sets(st.sampled_from("abc甲乙"), min_size=1).map(lambda words: tuple(sorted(words))), min_size=1),
    st.text("abxy甲", max_size=4),
)
def test_whatever_was_named_is_looked_for(lists: list[tuple[str, ...]], text: str) -> None:
    lookout = Lookout()
    for count, words in enumerate(lists, 1):
        lookout.include(words)
        known = {word for some in lists[:count] for word in some}
        assert lookout.may_see(text.encode()) is any(word in text for word in known)


def test_more_words_have_another_version() -> None:
    lookout = Lookout()
    assert lookout.include(("a",)) == lookout.include(("a",)) != lookout.include(("b",))


def test_so_many_words_are_not_looked_for_at_once() -> None:
    words = tuple(f"{number}甲乙丙丁" * 5 for number in range(2_000))
    assert any_of(words) is None
    lookout = Lookout()
    lookout.include(words)
    assert lookout.may_see(b"")


@given(TEXTS, st.sampled_from(["甲", "乙", "甲乙", "乙\n甲", "# 甲"]))
@example("乙", "乙")
@example("a\n- 乙", "乙")
def test_what_stands_in_a_note_has_a_sign(text: str, phrase: str) -> None:
    note = parse_note("a.md", text)
    excerpt = Excerpt(Wording(note, lambda path: text), frozenset(Part))
    encoded = text.encode()
    for sign, found in (
        ((sign_of_phrase(phrase),), excerpt.phrases([phrase])),
        ((sign_of_line(phrase),), excerpt.lines([phrase])),
        (signs_of(phrase), excerpt.matches(phrase)),
    ):
        assert not list(found) or any(compile_pattern(each).is_in(encoded) for each in sign)


@given(
    st.lists(st.sampled_from(["{x}", "{y}", "a", "a{x}", "{x}b", "a{x}b{y}", "{x}.md"]), min_size=1, max_size=3).map(
        "/".join
    ),
    st.lists(st.sampled_from(["a", "b", "ab", "aab", "abb", "c.md", ".md", "aXbY"]), min_size=1, max_size=3).map(
        "/".join
    ),
)
def test_a_template_fits_as_its_expression_does(template: str, path: str) -> None:
    names = re.findall(r"\{(.)\}", template)
    expression = re.sub(r"\\\{.\\\}", "([^/]+)", re.escape(template))
    fits = any(compile_pattern(rf"\A{expression}\z").spans(path))
    parts = Template(template).parts(path)
    if len(set(names)) == len(names):
        assert (parts is not None) is fits
    if parts is not None:
        filled = template
        for name, text in parts.items():
            filled = filled.replace(f"{{{name}}}", text)
        assert filled == path
        assert fits


@given(TEXTS, st.integers(1, 3), st.sets(st.sampled_from(["甲", "乙", "丙"])))
@example("## 乙\n甲\n# 甲\n乙", 2, {"乙"})
@example("## 乙\n### 丙\n乙", 2, {"乙"})
def test_sections_of_a_level_are_those_of_all_levels(text: str, level: int, titles: set[str]) -> None:
    note = parse_note("a.md", text)
    outline = Outline(note)
    expected = [section for section in sections(note) if section.heading.level == level]
    assert list(outline.of_level(level)) == expected
    assert list(outline.named(titles, level)) == [section for section in expected if section.title in titles]


@given(TEXTS, st.integers(0, 12), st.integers(0, 40))
def test_what_is_surely_within_is_within(text: str, least: int, most: int) -> None:
    note = parse_note("a.md", text)
    for section in sections(note):
        if is_surely_within(note, text, section.body, least, most):
            assert least <= count_characters(text, pieces(note, text), section.body) <= most


@given(TEXTS)
@example("[![i](http://a)](http://b)\n\nhttp://a.b")
@example("[http://a](http://b)\n\nhttp://a.b")
def test_no_bare_address_is_passed_over(text: str) -> None:
    note = parse_note("a.md", text)
    found = list(outward.bare_addresses(note, text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outward, "_has_loose_marks", lambda note, text, start: True)
        assert found == list(outward.bare_addresses(note, text))


URLS = [
    "http://localhost/a",
    "https://x.e.com/s/a.PY",
    "https://e.com/?token=1",
    "https://f.org/b",
    "http://é.com/a.py",
    "https://f.org/a.PY",
    "http://\u0130.com",
]


@given(st.lists(st.sampled_from(URLS), max_size=4))
@example(["https://f.org/a.PY"])
@example(["http://\u0130.com"])
def test_no_address_is_passed_over(urls: list[str]) -> None:
    asked = Addresses(("localhost", "*.e.com", "i\u0307.com"), ("[?&]token=",), ("py",))
    if any(any(asked.objections(url)) for url in urls):
        assert asked.may_object("\n".join(urls))
    if all(url == "https://f.org/b" for url in urls):
        assert not asked.may_object("\n".join(urls))


@given(st.lists(st.sampled_from(["", "ab", "甲", "a" * 101, "甲a" * 60]), max_size=6))
def test_what_fits_once_fits_again(texts: list[str]) -> None:
    options = Constraints(forbid_pattern="甲", min_length=1)
    for text in texts:
        assert options.fits(text) is (not list(options.violations(text)))


@given(st.text("ab\n\r\u2028", max_size=12))
def test_lines_begin_behind_line_ends(text: str) -> None:
    ends = [match.end() for match in re.finditer(r"\r\n|\n|\r", text)]
    lines = Lines(text)
    assert [lines.position(offset)[0] for offset in range(len(text) + 1)] == [
        1 + sum(end <= offset for end in ends) for offset in range(len(text) + 1)
    ]


# -- what is remembered from one note does not count for another ------------------------------------------------------


def rules(tmp_path: Path, options: str, files: dict[str, str]) -> list[str]:
    config = config_of(tmp_path, f"[[rule]]\nid = 'x'\n{options}\n")
    return sorted({finding.path for finding in run(files, "x", config=config).findings})


LINKS = "kind = 'links'\nforbid-targets = ['/B/x.md']\n"


@pytest.mark.parametrize(
    ("options", "files", "expected"),
    [
        pytest.param(
            f"{LINKS}kinds = ['embed']",
            {"a.md": "[[B/x]]", "b.md": "![[B/x]]", "B/x.md": ""},
            ["b.md"],
            id="another kind",
        ),
        pytest.param(
            LINKS,
            {"A/a.md": "[[./x]]", "B/b.md": "[[./x]]", "A/x.md": "", "B/x.md": ""},
            ["B/b.md"],
            id="the same target, another file",
        ),
        pytest.param(
            "kind = 'links'\nonly-in-sections = {'/x.md' = ['甲']}",
            {"a.md": "## 甲\n- [[x]]\n", "b.md": "## 乙\n- [[x]]\n", "x.md": ""},
            ["b.md"],
            id="the same link, another section",
        ),
        pytest.param(
            "kind = 'text'\nforbid-phrases = ['甲']\nforbid-patterns = ['[乙丙]']",
            {"a.md": "甲", "b.md": "丙", "c.md": "丁"},
            ["a.md", "b.md"],
            id="a pattern of which no word is known",
        ),
        pytest.param(
            "kind = 'duplicates'\nby = ['body']",
            {"a.md": "甲乙丙 " * 100, "b.md": "\n" * 900 + "甲乙丙\n" * 100, "c.md": "甲乙丁 " * 100},
            ["b.md"],
            id="a body behind blank lines",
        ),
    ],
)
def test_each_note_is_judged_by_itself(
    tmp_path: Path, options: str, files: dict[str, str], expected: list[str]
) -> None:
    assert rules(tmp_path, options, files) == expected


def test_a_text_that_has_changed_is_read_again() -> None:
    vault = memory_vault({"a.md": "甲"})
    note = next(vault.notes)
    assert vault.wording(note).text == "甲"
    assert vault.amended({}, lambda path: "乙").wording(note).text == "乙"
