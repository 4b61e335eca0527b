"""House rules about links: each option where it objects, where it keeps silent, and what it proposes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import config_of, lines, run
from vault_tools import messages
from vault_tools.config import Config
from vault_tools.config.problems import ConfigError
from vault_tools.findings import Aspect, Finding, Fix

ROOT = {"元/Agent.md": "", "元/agents.md": "x ^b1", "x/b.md": "", "y/b.md": "", "x/c.png": ""}


def check(tmp_path: Path, toml: str, text: str, files: dict[str, str] = ROOT, path: str = "n.md") -> list[Finding]:
    config = config_of(tmp_path, f'[[rule]]\nid = "r"\nkind = "links"\n{toml}\n')
    return list(run({**files, path: text}, "r", config=config).findings)


def said(found: list[Finding]) -> list[str]:
    return [f"{finding.line}:{finding.column} {finding.message}" for finding in found]


def applied(text: str, *fixes: Fix) -> str:
    edits = [edit for fix in fixes for edit in fix.edits]
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end), reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@pytest.mark.parametrize(
    ("toml", "text", "expected"),
    [
        # -- forbidden targets --
        pytest.param("forbid-targets = '元/agents'", "[[元/agents]] [[元/Agent]]", ["1:1 links to '元/agents' are not allowed here"], id="without .md"),
        pytest.param("forbid-targets = '元/agents.md'", "[[agents#h|x]]", ["1:1 links to 'agents' are not allowed here"], id="with .md, by its short name"),
        pytest.param("forbid-targets = ['元/标签-*', '**/索引']", "[[元/标签-1]] [[a/索引]] [[索引2]]", ["1:1 links to '元/标签-1' are not allowed here", "1:12 links to 'a/索引' are not allowed here"], id="what does not exist"),
        pytest.param("forbid-targets = 'x/'", "[t](x/b.md) ![[c.png]]", ["1:1 links to 'x/b.md' are not allowed here", "1:13 links to 'c.png' are not allowed here"], id="a folder"),
        pytest.param("forbid-targets = ['元/*', '!元/Agent']", "[[元/agents]] [[元/Agent]]", ["1:1 links to '元/agents' are not allowed here"], id="all but one, by `!`"),
        pytest.param("forbid-targets = 'n.md'", "[[#h]]", [], id="a link into the note itself"),
        pytest.param("forbid-targets = '*'", "[[1]](https://e.com) `[[元/Agent]]`", [], id="a citation, and code"),
        # -- canonical targets --
        pytest.param("canonical = { '元/agents' = '元/Agent' }", "[[元/Agents|x]] [[元/Agent]]", ["1:1 write '元/Agent' instead of '元/Agents'"], id="case does not matter"),
        pytest.param("canonical = { '元/agents' = '元/Agent' }", "[[agents.md]]", ["1:1 write '元/Agent.md' instead of 'agents.md'"], id="by another name, .md stays"),
        pytest.param("canonical = { '元/agent' = '元/Agent' }", "[[元/agent]] [[元/Agent]]", ["1:1 write '元/Agent' instead of '元/agent'"], id="the canonical one in another case"),
        # -- forms --
        pytest.param("target-form = 'full'", "[[Agent#h]] [[元/Agent]] [[元/agent]] [[Agent.md]]", ["1:1 'Agent' should be written '元/Agent'", "1:37 'Agent.md' should be written '元/Agent.md'"], id="full"),
        pytest.param("target-form = 'full'", "![[c.png]] [[nobody]] [[#h]] [t](Agent.md)", ["1:1 'c.png' should be written 'x/c.png'"], id="full: what exists, and no Markdown"),
        pytest.param("target-form = 'full'", "---\nx: '[[Agent]]'\n---\n", ["2:5 'Agent' should be written '元/Agent'"], id="full: properties"),
        pytest.param("target-form = 'shortest'", "[[元/Agent]] [[Agent]] [[x/b]] [[y/b]]", ["1:1 '元/Agent' should be written 'Agent'"], id="shortest"),
        pytest.param("target-form = 'shortest'", "[[b]]", ["1:1 'b' should be written 'x/b'"], id="shortest: a name of two"),
        # -- extension --
        pytest.param("extension = 'omit'", "[[Agent.md]] [[Agent]] [t](元/Agent.md) ![[c.png]] [[no.md]]", ["1:1 'Agent.md' should be written without .md"], id="omit"),
        pytest.param("extension = 'keep'", "[[Agent.md]] [[Agent]] [t](元/Agent) ![[c.png]] [[no]]", ["1:14 'Agent' should be written with .md", "1:24 '元/Agent' should be written with .md"], id="keep"),
        # -- style --
        pytest.param("style = 'wikilink'", "[t](元/Agent.md) [[Agent]] [t](https://e.com)", ["1:1 a link to '元/Agent.md' should be a wikilink, [[…]]"], id="wikilinks"),
        pytest.param("style = 'markdown'", "[t](元/Agent.md) [[Agent]] ![[c.png]]", ["1:17 a link to 'Agent' should be a Markdown link, [text](path)", "1:27 a link to 'c.png' should be a Markdown link, [text](path)"], id="Markdown"),
        pytest.param("style = 'markdown'", "---\nx: '[[Agent]]'\n---\n", [], id="a property has no other way"),
        # -- places --
        pytest.param("forbid-targets = '**'\nsections = '甲'", "[[a]]\n## 甲\n[[b]]\n### 丙\n[[c]]\n## 乙\n[[d]]", ["3:1 links to 'b' are not allowed here", "5:1 links to 'c' are not allowed here"], id="only in a section"),
        pytest.param("forbid-targets = '**'\nsections = '甲'\nlevel = 3", "## 甲\n[[b]]\n### 甲\n[[c]]\n", ["4:1 links to 'c' are not allowed here"], id="of a level"),
        pytest.param("only-in-sections = { '元/**' = '甲' }", "- [[元/Agent]]\n\n[[元/Agent]]\n## 甲\n- [[元/Agent]]\n## 乙\n- a\n  - [[Agent]] [[x/b]]", ["1:3 a list item may link to '元/Agent' only in: 甲", "8:5 a list item may link to 'Agent' only in: 甲"], id="list items"),
        pytest.param("only-in-sections = { '元/**' = '甲' }", "## 甲\n# 乙\n- [[元/Agent]]", ["3:3 a list item may link to '元/Agent' only in: 甲"], id="list items: where the section has ended"),
        pytest.param("only-in-sections = { '元/**' = ['甲', '乙'], '元/Agent' = '乙' }", "## 甲\n- [[元/Agent]]\n- [[元/agents]]\n## 乙\n- [[元/Agent]]", ["2:3 a list item may link to '元/Agent' only in: 乙"], id="list items: each list of sections counts"),
        # -- kinds --
        pytest.param("forbid-targets = '**'\nkinds = 'embed'", "[[a]] ![[b]] ![i](c.png)", ["1:7 links to 'b' are not allowed here"], id="embeds"),
        pytest.param("forbid-targets = '**'\nkinds = ['image', 'reference']", "[[a]] ![i](c.png) [r]\n\n[r]: d.md", ["1:7 links to 'c.png' are not allowed here", "3:1 links to 'd.md' are not allowed here"], id="images and definitions"),
        pytest.param("forbid-targets = '**'\nkinds = 'property'", "---\nx: '[[a]]'\n---\n[[b]]", ["2:5 links to 'a' are not allowed here"], id="properties"),
        # -- addresses --
        pytest.param("forbid-hosts = ['localhost', '::1', '*.corp.cn']", "[a](http://LOCALHOST:80/x) <http://u@[::1]/> [b](https://a.b.corp.cn) [c](https://corp.cn) [d](https://localhost.com)", ["1:1 links to the host localhost are not allowed: http://LOCALHOST:80/x", "1:28 links to the host ::1 are not allowed: http://u@[::1]/", "1:46 links to the host *.corp.cn are not allowed: https://a.b.corp.cn"], id="hosts"),
        pytest.param("forbid-url-pattern = ['[?&](?P<key>jwt|token)=', 'X-Amz-']", "[a](https://e.com/?a=1&jwt=2) [[x?jwt=1]] [b](y.md?token=3)", ["1:1 'https://e.com/?a=1&jwt=2' matches [?&](?P<key>jwt|token)=, which is not allowed", "1:43 'y.md?token=3' matches [?&](?P<key>jwt|token)=, which is not allowed"], id="patterns: addresses, and Markdown links"),
        pytest.param("forbid-extensions = ['.exe', 'tar.gz', 'png']", "[a](https://e.com/B.EXE?x#y) [b](https://e.exe) [c](/x.tar.gz) [d](https://e.com/?f=a.exe) ![[c.png]] [e](https://e.com/exe)", ["1:1 links to .exe files are not allowed: https://e.com/B.EXE?x#y", "1:49 links to .tar.gz files are not allowed: /x.tar.gz", "1:92 links to .png files are not allowed: c.png"], id="extensions"),
        pytest.param("forbid-hosts = 'e.com'\nkinds = 'autolink'", "<https://e.com> [a](https://e.com) <me@e.com> https://e.com", ["1:1 links to the host e.com are not allowed: https://e.com"], id="autolinks"),
        pytest.param("forbid-hosts = 'e.com'", "---\nx: https://e.com/a\ny: [n, 'https://e.com/b']\nz: 见 https://e.com\n---\n", ["2:4 links to the host e.com are not allowed: https://e.com/a", "3:8 links to the host e.com are not allowed: https://e.com/b"], id="values of properties"),
        pytest.param("forbid-hosts = 'e.com'", "https://e.com", [], id="bare addresses only where they are asked for"),
        pytest.param("forbid-hosts = 'e.com'\nkinds = 'bare'", "# https://e.com/1\n见https://e.com/2。[https://e.com/3](x) `https://e.com/4` <https://e.com/5> <b>https://e.com/6</b>", ["1:3 links to the host e.com are not allowed: https://e.com/1", "2:2 links to the host e.com are not allowed: https://e.com/2"], id="bare addresses"),
        pytest.param("forbid-hosts = 'e.com'\nkinds = ['bare', 'autolink']\nsections = '甲'", "https://e.com <https://e.com>\n## 甲\nhttps://e.com <https://e.com>", ["3:1 links to the host e.com are not allowed: https://e.com", "3:15 links to the host e.com are not allowed: https://e.com"], id="addresses in a section"),
        # -- parameters --
        pytest.param("strip-parameters = ['utm_*', 'spm']", "[a](https://e.com/?utm_a=1&b=2&spm=3) [b](https://e.com/?b=utm_a) [c](https://e.com/#?spm=1)", ["1:1 the address has parameters that it does not need: utm_a, spm"], id="parameters"),
        # -- what follows --
        pytest.param("forbid-trailing = '）。,'\nkinds = 'bare'", "https://e.com/a。 (https://e.com/b）后 https://e.com/c, https://e.com/d；", ["1:1 '。' right after an address may be read as part of it; put the address into <…>", "1:19 '）' right after an address may be read as part of it; put the address into <…>", "1:37 ',' right after an address may be read as part of it; put the address into <…>"], id="punctuation"),
        pytest.param("forbid-trailing = '）。,)'\nkinds = 'bare'", "https://e.com/a,b <https://e.com>。 [x](https://e.com)。 https://e.com/(a) 。 https://e.com", [], id="no punctuation"),
        pytest.param("forbid-trailing = '。.'\nkinds = 'bare'", "(https://e.com/a)。https://e.com/(b.)", [], id="a parenthesis that is not the address's, and one that is"),
    ],
)  # fmt: skip
def test_links(tmp_path: Path, toml: str, text: str, expected: list[str]) -> None:
    assert said(check(tmp_path, toml, text)) == expected


@pytest.mark.parametrize(
    ("toml", "text", "expected", "owned"),
    [
        pytest.param("canonical = { '元/agents' = '元/Agent' }", "![[agents#h|x]]", "![[元/Agent#h|x]]", Aspect.LINKS, id="canonical"),
        pytest.param("canonical = { 'gone' = '元/Agent' }", "[t](gone.md#h)", "[t](元/Agent.md#h)", Aspect.LINKS, id="canonical, Markdown"),
        pytest.param("canonical = { '元/agents' = 'nobody' }", "[[agents]]", None, None, id="a canonical target that does not exist"),
        pytest.param("canonical = { '元/agents' = 'x/b' }", "[[agents#^b1]]", None, None, id="a canonical target without the block"),
        pytest.param("target-form = 'full'", "| [[Agent\\|x]] |", "| [[元/Agent\\|x]] |", Aspect.SPELLING, id="full"),
        pytest.param("target-form = 'shortest'", "[[元/Agent]]", "[[Agent]]", Aspect.SPELLING, id="shortest"),
        pytest.param("extension = 'omit'", "[[Agent.md#h]]", "[[Agent#h]]", Aspect.SPELLING, id="omit"),
        pytest.param("extension = 'keep'", "[t](元/Agent#h)", "[t](元/Agent.md#h)", Aspect.SPELLING, id="keep"),
        pytest.param("strip-parameters = 'utm_*'", "[t](<https://e.com/?a=1&amp;utm_x=2&amp;b=(3)#c> 't')", "[t](<https://e.com/?a=1&amp;b=(3)#c> 't')", Aspect.EXTERNAL_LINKS, id="parameters"),
        pytest.param("strip-parameters = 'utm_*'", "<https://e.com/?utm_x=2>", "<https://e.com/>", Aspect.EXTERNAL_LINKS, id="parameters of an autolink"),
        pytest.param("strip-parameters = 'utm_*'", "[r]\n\n[r]: https://e.com/?utm_x=2&a 't'", "[r]\n\n[r]: https://e.com/?a 't'", Aspect.EXTERNAL_LINKS, id="parameters of a definition"),
        pytest.param("strip-parameters = 'utm_*'\nkinds = 'bare'", "见https://e.com/?a=1&utm_x=2。", "见https://e.com/?a=1。", Aspect.EXTERNAL_LINKS, id="parameters of a bare address"),
        pytest.param("strip-parameters = 'utm_*'\nkinds = 'bare'", "见https://e.com/?utm_x=2还有", None, None, id="parameters and words"),
        pytest.param("strip-parameters = 'utm_*'\nkinds = 'bare'", "**https://e.com/?utm_x=2**and", None, None, id="parameters and marks"),
        pytest.param("strip-parameters = 'utm_*'\nkinds = 'bare'", "https://e.com/?utm_x=2%% c %%", None, None, id="parameters and a comment"),
        pytest.param("strip-parameters = 'utm_*'", "<https://e.com/?utm_x=还有>", "<https://e.com/>", Aspect.EXTERNAL_LINKS, id="parameters that hold words"),
        pytest.param("strip-parameters = 'utm_*'", "---\nx: https://e.com/?utm_x=2 # y\n---\n", "---\nx: https://e.com/ # y\n---\n", Aspect.PROPERTIES, id="parameters of a property"),
        pytest.param("strip-parameters = 'utm_*'", "---\nx: ['https://e.com/?utm_x=2&a=1']\n---\n", "---\nx: ['https://e.com/?a=1']\n---\n", Aspect.PROPERTIES, id="parameters in a quoted list"),
        pytest.param("strip-parameters = 'utm_*'", '---\nx: "https://e.com/?utm\\u005fx=2"\n---\n', None, None, id="parameters in a YAML escape"),
        pytest.param("forbid-trailing = '。'\nkinds = 'bare'", "见https://e.com/a。后", "见<https://e.com/a>。后", Aspect.EXTERNAL_LINKS, id="punctuation"),
        pytest.param("forbid-trailing = '。'\nkinds = 'bare'", "\\https://e.com/a。", None, None, id="punctuation behind a backslash"),
        pytest.param("forbid-trailing = '，'\nkinds = 'bare'", "https://e.com吧，", None, None, id="words in front of the punctuation"),
        pytest.param("forbid-targets = '元/agents'", "[[agents]]", None, None, id="nobody knows what else is meant"),
        pytest.param("style = 'wikilink'", "[t](元/Agent.md)", None, None, id="style is the author's"),
    ],
)  # fmt: skip
def test_fixes(tmp_path: Path, toml: str, text: str, expected: str | None, owned: Aspect | None) -> None:
    (finding,) = check(tmp_path, toml, text)
    if expected is None:
        assert finding.fix is None
        return
    assert finding.fix
    assert finding.fix.is_safe
    assert finding.fix.owns == {owned}
    assert applied(text, finding.fix) == expected
    assert not check(tmp_path, toml, expected)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param("元/n.md", "[[元/Agent]]", "[[Agent]]", id="beside"),
        pytest.param("n.md", "[[Agent]]", "[[元/Agent]]", id="below"),
        pytest.param("z/w/n.md", "[[Agent|x]]", "[[../../元/Agent|x]]", id="above"),
        pytest.param("x/n.md", "[[y/b.md]]", "[[../y/b.md]]", id="another folder"),
    ],
)
def test_relative_names(tmp_path: Path, path: str, text: str, expected: str) -> None:
    toml = "target-form = 'relative'"
    (finding,) = check(tmp_path, toml, text, path=path)
    assert finding.fix
    assert applied(text, finding.fix) == expected
    assert not check(tmp_path, toml, expected, path=path)


def test_a_name_that_leads_elsewhere_is_not_asked_for(tmp_path: Path) -> None:
    files = {"a.md": "", "x/a.md": "", "v1.md": "", "v1": ""}
    assert not check(tmp_path, "target-form = 'relative'", "[[x/a]]", files, "x/n.md")  # `a` is the one in the root
    files = {"x/a.md": "", "y/a.md": "", "x/n.md": ""}
    assert not check(tmp_path, "target-form = 'relative'", "[[x/a]]", files, "x/n.md")  # `a` could be either
    assert not check(tmp_path, "extension = 'omit'", "[[v1.2.md]]", {"v1.2.md": "", "v1.2": ""})


def test_suggestions(tmp_path: Path) -> None:
    toml = "forbid-targets = '元/*'\nsuggest = { '元/agent*' = ['元/Agent', 'x/b'], '元/b' = 'x/b' }"
    found = check(tmp_path, toml, "[[元/agents]] [[元/b]] [[元/c]]")
    assert [finding.suggestions for finding in found] == [("元/Agent", "x/b"), ("x/b",), ()]


def test_a_message_names_what_it_is_about(tmp_path: Path) -> None:
    toml = "forbid-url-pattern = '[?&](?P<key>jwt|token)='\nforbid-targets = '元/*'\nmessage = '{target} {path} {limit} {key}'"
    found = check(tmp_path, toml, "[a](https://e.com/?jwt=2) [[agents]]")
    assert [finding.message for finding in found] == [
        "https://e.com/?jwt=2  [?&](?P<key>jwt|token)= jwt",
        "agents 元/agents.md  {key}",
    ]


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        pytest.param("", "the rule asks for nothing", id="no option"),
        pytest.param("style = 'wikilink'\nsuggest = { a = 'b' }", "'suggest' does nothing without forbid-targets", id="suggestions for nothing"),
        pytest.param("style = 'wikilink'\nlevel = 3", "'level' does nothing without sections, only-in-sections", id="a level of nothing"),
        pytest.param("forbid-trailing = '。'", "'forbid-trailing' does nothing without kinds = bare", id="what follows addresses that nobody looks at"),
        pytest.param("canonical = { a = 'b', b = 'c' }", "'b' is to be replaced as well", id="a chain"),
        pytest.param("canonical = { a = 'b', b = 'a' }", "'a' is to be replaced as well", id="a circle"),
        pytest.param("canonical = { a = 'A', b = 'A' }", None, id="case"),
        pytest.param("forbid-targets = 'a'\nsuggest = { a = 'b' }\nsections = 'x'\nlevel = 3", None, id="all of them"),
    ],
)  # fmt: skip
def test_options_that_make_no_sense(tmp_path: Path, toml: str, expected: str | None) -> None:
    if expected is None:
        check(tmp_path, toml, "")
        return
    with pytest.raises(ConfigError) as raised:
        check(tmp_path, toml, "")
    found = [messages.text("en", problem.message, problem.values) for problem in raised.value.problems]
    assert [text for text in found if expected in text]


def test_sections_that_no_note_has(tmp_path: Path) -> None:
    config = config_of(
        tmp_path, '[[rule]]\nid = "r"\nkind = "links"\nsections = ["甲", "乙"]\nforbid-targets = ["x"]\n'
    )
    assert lines(run({"n.md": "## 甲\n### 乙"}, "r", "idle-rule", config=config)) == [
        "vault.toml:1:1 the rule 'r' has nothing to look at: no note that it is about has 乙"
    ]


SECOND = """
[[rule]]
id = "r"
kind = "links"
kinds = ["bare", "autolink", "markdown"]
forbid-trailing = "。，"
strip-parameters = "utm_*"
"""


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return config_of(tmp_path_factory.mktemp("second"), SECOND)


@given(text=st.text(st.sampled_from(list("hhtps:/?utm_a=1&b。，)(<>[]\\`*\"' \n|#甲-")), max_size=40))
def test_after_its_fixes_nothing_is_left_to_fix(second: Config, text: str) -> None:
    text = text.replace("h", "https://e.com/?").replace("[", "[a](https://e.com?utm_a&")
    for _ in range(4):
        fixes = [finding.fix for finding in run({"n.md": text}, "r", config=second).findings if finding.fix]
        text = applied(text, *_apart(fixes))
    assert not fixes


def _apart(fixes: list[Fix]) -> list[Fix]:
    """Return the fixes whose edits do not meet those before them."""
    kept: list[Fix] = []
    end = -1
    for fix in sorted(fixes, key=lambda fix: fix.edits[0].span.start):
        if fix.edits[0].span.start > end:
            kept.append(fix)
            end = fix.edits[-1].span.end
    return kept
