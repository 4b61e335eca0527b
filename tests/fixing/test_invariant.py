"""The invariant on generated notes: whatever edits are proposed, what no fix owns stays, and twice is once."""

import re
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fixing.shop import fixed, proposing, reasons, replacing, texts
from support import memory_vault
from vault_tools.findings import Aspect, Edit, Fix
from vault_tools.fixing.edits import Application
from vault_tools.model import RegionKind, Span
from vault_tools.resolve import SubpathStatus, fold_heading, identity
from vault_tools.vault import Vault

OTHERS = {"b.md": "# 甲\n\n## 乙 老\n\nx ^id\n", "子/C d.md": "[[a#甲]] [[a#老 标题]] ![[a#^k]]\n"}

INLINE = [
    "老", "x", " ", "，", "[[b]]", "[[b|老]]", "[[b#乙 老]]", "[[#甲]]", "![[b]]", "[[不 存在]]", "[l](b.md)", "[老](子/C%20d.md)",
    "#t", "#老/标签", "`老`", "``x ` y``", "$老$", "%%老%%", "<b>老</b>", "<!-- 老 -->", "https://老.cn", "[w](https://w.org/老)",
    "[^1]", "**老**", "==老==", "`", "$", "%%", "[", "]]", "<", "\\", "!", "#", "*", "_", "~~", "(", ")", "^k",
]  # fmt: skip
LINES = [
    "# 甲", "## 老 标题", "##老", "- 老", "- [ ] 老", "  - x", "1. 老", "> 老", "> [!note] 老", "```", "```py", "~~~", "    老",
    "| 老 | x |", "|---|---|", "---", "===", "", "", "[^1]: 老", "[r]: b.md '老'", "[r]", "$$", "%%", "<div>", "</div>", "^id",
    "%% vault-ignore other %%", "老：",
]  # fmt: skip
HEADS = [
    "", "", "---\ntitle: 老\n---\n", "---\ntags: [老, x]\nl: \"[[b]]\"\n---\n", "---\nk:\n  - 老\n  - '[[b#甲]]'\n---\n",
    "---\nk： 老\n---\n", "---\nk: |\n  老\n  x\n---\n", "\ufeff---\nk: 老\n---\n", "---\nk: {a: 老}\n---\n",
]  # fmt: skip

lines = st.one_of(st.lists(st.sampled_from(INLINE), max_size=5).map("".join), st.sampled_from(LINES))
bodies = st.lists(lines, max_size=10).map("\n".join)
notes = st.builds(
    lambda head, body, end, crlf: (head + body + end).replace("\n", "\r\n" if crlf else "\n"),
    st.sampled_from(HEADS), bodies, st.sampled_from(["", "\n"]), st.booleans(),
)  # fmt: skip
snippets = st.one_of(st.sampled_from([*INLINE, *LINES, "\n", "\n\n", "\n---\n"]), st.just(""))
owned = st.frozensets(st.sampled_from(list(Aspect)), max_size=3)


@st.composite
def edits(draw: st.DrawFn, text: str, most: int = 3) -> tuple[Edit, ...]:
    places = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2 * most)))
    pairs = zip(places[::2], places[1::2], strict=False)
    return tuple(Edit(Span(start, min(end, start + draw(st.integers(0, 6)))), draw(snippets)) for start, end in pairs)


@st.composite
def proposals(draw: st.DrawFn, owns: st.SearchStrategy[frozenset[Aspect]]) -> tuple[str, list[Fix]]:
    text = draw(notes)
    fixes = draw(st.lists(st.builds(Fix, edits(text), owns), min_size=1, max_size=4))
    return text, fixes


def facts(vault: Vault, path: str) -> dict[str, list[object]]:
    """Return what a note says, by the name of the aspect: an account of its own, to judge by."""
    note, text = vault.note(path), vault.read(path)
    assert note is not None
    links = []
    for link, resolution in vault.resolved(note):
        status, found = vault.subpath(link, resolution)
        where = resolution.path or identity(link.target)
        if (
            status in (SubpathStatus.NONE, SubpathStatus.BROKEN_HEADING, SubpathStatus.BROKEN_BLOCK)
            or not resolution.path
        ):
            found = fold_heading(link.subpath or "")
        links.append((link.kind, where, status, found.lower(), link.label, link.key, link.is_citation))

    head = note.front_matter

    def regions(*kinds: RegionKind) -> list[object]:
        texts = [(region, text[region.span.start : region.span.end]) for region in note.regions if region.kind in kinds]
        return [(region.kind, region.is_block, found.rstrip("\r")) for region, found in texts]  # of CR LF it has the CR

    return {
        "links": [*links, *regions(RegionKind.DEFINITION)],
        "external links": [
            *((link.kind, link.url) for link in note.external_links),
            *re.findall("https?://[!-;=?-~老新]+", text[head.span.end :] if head else text),
        ],
        "tags": [tag.name for tag in note.tags],
        "properties": [head is None, head and head.is_valid, *((p.key, repr(p.value)) for p in note.properties)],
        "headings": [(h.level, h.text, h.is_nested) for h in note.headings],
        "code": regions(RegionKind.CODE, RegionKind.MATH, RegionKind.COMMENT, RegionKind.HTML),
        "blocks": [block.id for block in note.blocks],
        "footnotes": [(footnote.id, footnote.is_definition) for footnote in note.footnotes],
        "items": [(item.depth, item.task) for item in note.items],
        "directives": [(d.ids, d.covers is None) for d in note.directives],
    }


def account(files: dict[str, str], paths: list[str]) -> dict[str, dict[str, list[object]]]:
    vault = memory_vault(files)
    return {path: facts(vault, path) for path in paths}


EXAMPLES = 300


@pytest.mark.parametrize("count", [EXAMPLES, pytest.param(5000, marks=pytest.mark.slow)], ids=["some", "many"])
def test_an_edit_is_made_exactly_where_nothing_changes(count: int) -> None:
    @settings(max_examples=count)
    @example(("![[b]]", [Fix((Edit(Span(0, 0), "老"), Edit(Span(4, 4), "#")))]))
    @given(proposals(st.just(frozenset())))
    def check(proposal: tuple[str, list[Fix]]) -> None:
        text, fixes = proposal
        files = {**OTHERS, "a.md": text}
        outcome = fixed(files, proposing(fixes[0]))
        if outcome.transactions:
            assert account({**files, **texts(outcome)}, list(files)) == account(files, list(files))
        elif reasons(outcome) and reasons(outcome) != ["malformed"]:
            from vault_tools.fixing.edits import fitted, line_end

            made = Application(text, fitted(text, fixes[0].edits, line_end(text)) or ())
            assert account({**files, "a.md": made.text}, list(files)) != account(files, list(files))

    check()


@pytest.mark.parametrize("count", [EXAMPLES, pytest.param(5000, marks=pytest.mark.slow)], ids=["some", "many"])
def test_whatever_is_owned_the_rest_stays(count: int) -> None:
    """Of fixes that own different things, in notes that link to one another, what nobody owns stays for all."""

    @settings(max_examples=count)
    @given(proposals(owned))
    def check(proposal: tuple[str, list[Fix]]) -> None:
        text, fixes = proposal
        files = {**OTHERS, "a.md": text}
        outcome = fixed(files, proposing(*fixes))
        owns = frozenset[Aspect]().union(*(fix.owns for fix in fixes))
        before, after = account(files, list(files)), account({**files, **texts(outcome)}, list(files))
        for path in files:
            for name in before[path]:
                old, new = before[path][name], after[path][name]
                if name == "code" and Aspect.PROPERTIES not in owns:
                    assert Counter(map(str, old)) == Counter(map(str, new))
                if Aspect.ORDER not in owns and name not in _changeable(owns):
                    assert old == new, (path, name)

    check()


def _changeable(owns: frozenset[Aspect]) -> set[str]:
    """Return what may change in a note by fixes that own these: by owning it, or by what is part of it."""
    names = {aspect.value for aspect in owns}
    if Aspect.PROPERTIES in owns:  # front matter that becomes valid
        names |= {"links", "external links", "tags", "headings", "code", "directives", "items", "footnotes", "blocks"}
    if Aspect.SPELLING in owns or Aspect.LINKS in owns:
        names |= {"links", "properties"}
    if Aspect.HEADINGS in owns:  # links to them are rewritten, or find one at last
        names |= {"links", "properties"}
    if owns & {Aspect.LINKS, Aspect.EXTERNAL_LINKS, Aspect.TAGS}:
        names.add("items")
    if Aspect.EXTERNAL_LINKS in owns:
        names.add("links")
    return names


def leads(vault: Vault, path: str) -> list[tuple[str | None, int | str]]:
    """Return where a note's links lead: to which file, and which of its headings."""
    note = vault.note(path)
    assert note is not None
    found = []
    for link, resolution in vault.resolved(note):
        place: int | str = link.subpath or ""
        if resolution.path and vault.subpath(link, resolution)[0] is SubpathStatus.HEADING:
            from vault_tools.resolve import Subpaths

            target = vault.note(resolution.path)
            assert target is not None
            place = Subpaths(target).places(link.subpath or "")[-1]
        found.append((resolution.path or link.target, place))
    return found


@pytest.mark.parametrize("count", [EXAMPLES, pytest.param(5000, marks=pytest.mark.slow)], ids=["some", "many"])
def test_links_follow_headings_and_twice_is_once(count: int) -> None:
    titles = st.sampled_from(["老", "新", "老 标题", "老：标题", "A b", "老#x", "[[b]] 老", "`老`"])
    headings = st.lists(st.tuples(st.integers(1, 3), titles), min_size=1, max_size=5)
    parts = st.sampled_from(["老", "新", "老 标题", "老：标题", "a B", "老#老 标题", "老 x", "b 老", "老#新"])
    links = st.lists(st.sampled_from(["[[a#{}]]", "![[a#{}|l]]", "[[b#{}]]", "[l](<a.md#{}>)"]).flatmap(lambda form: parts.map(form.format)), max_size=5)  # fmt: skip

    def note(headings: list[tuple[int, str]], links: list[str]) -> str:
        return " ".join(links) + "\n\n" + "".join(f"{'#' * level} {title}\n\n" for level, title in headings)

    @settings(max_examples=count)
    @given(st.builds(note, headings, links), st.builds(note, headings, links), st.sampled_from(["新", "旧", "旧: 老"]))
    def check(one: str, other: str, new: str) -> None:
        files = {"a.md": one, "b.md": other}
        rule = (
            replacing("(?<=^#{}) 老".replace("{}", ""), f" {new}", Aspect.HEADINGS),
            replacing("(?<=^##) 老$", f"  {new}", Aspect.HEADINGS, id="z"),
        )
        outcome = fixed(files, *rule)
        after = {**files, **texts(outcome)}
        for path in files:
            was, now = leads(memory_vault(files), path), leads(memory_vault(after), path)
            assert [(path, place) for path, place in was if isinstance(place, int)] == [
                lead for lead, before in zip(now, was, strict=True) if isinstance(before[1], int)
            ]
        again = fixed(after, *rule)
        assert texts(again) == {}

    check()


@pytest.mark.parametrize("count", [EXAMPLES, pytest.param(5000, marks=pytest.mark.slow)], ids=["some", "many"])
def test_twice_is_once(count: int) -> None:
    rules = st.lists(
        st.builds(
            lambda old, new, owns, name: replacing(old, new, *owns, id=name),
            st.sampled_from(["老", "(?<=[^\\s老])老", "^##(?=[^ #])", " +$", "\\[\\[b\\]\\]", "#t\\b", "x\\Z", "：", "\\n{3,}"]),
            st.sampled_from(["新", " ", "", "## ", "[[B]]", "#u", "x\n", ": "]),
            owned,
            st.sampled_from(["r", "s", "t"]),
        ),
        min_size=1,
        max_size=3,
    )  # fmt: skip

    @settings(max_examples=count)
    @given(notes, rules)
    def check(text: str, rules: list) -> None:
        files = {**OTHERS, "a.md": text}
        after = {**files, **texts(fixed(files, *rules))}
        again = {**after, **texts(fixed(after, *rules))}
        if again != after:  # rules that undo one another, or feed themselves, never come to rest
            assert {**again, **texts(fixed(again, *rules))} != again

    check()


prose = st.sampled_from(["老", "x ", "，", "老话，"])
kept = st.sampled_from([text for text in INLINE if "老" in text and text not in ("老", "**老**", "==老==")])


@pytest.mark.parametrize("count", [EXAMPLES, pytest.param(5000, marks=pytest.mark.slow)], ids=["some", "many"])
def test_prose_is_changed_and_nothing_else(count: int) -> None:
    """All edits in prose are made, however many others that break something stand between them."""
    line = st.lists(st.one_of(prose, kept.map(lambda text: f" {text} ")), max_size=8)

    @settings(max_examples=count)
    @given(st.sampled_from(HEADS[:5]), st.lists(line, min_size=1, max_size=6))
    def check(head: str, body: list[list[str]]) -> None:
        text = head + "\n\n".join("x" + "".join(parts) for parts in body) + "\n"
        mended = [[part.replace("老", "新") if part in ("老", "老话，") else part for part in parts] for parts in body]
        wanted = head + "\n\n".join("x" + "".join(parts) for parts in mended) + "\n"
        outcome = fixed({**OTHERS, "a.md": text}, replacing("老", "新"))
        assert {"a.md": text, **texts(outcome)} == {"a.md": wanted}

    check()
