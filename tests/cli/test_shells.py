"""Words completed in real shells, by people who type and press TAB; and what the shells are told in between."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.test_completing import complete
from support import vault, write_vault
from vault_tools.cli.completing import VARIABLE
from vault_tools.cli.shells import script
from vault_tools.cli.typed import escaped, read_line

if sys.platform == "win32":
    pytest.skip("terminals as POSIX has them", allow_module_level=True)

from cli.terminals import Terminal, installed

SHELLS = ["bash", "zsh", "fish"]
NOTES = {
    "笔记 一.md": "",
    "it's.md": "",
    "$HOME.md": "",
    'a"b.md': "",
    "00-元语/AI.md": "",
    "00-元语/重名.md": "",
    "01/重名.md": "",
    "a:b c.md": "",
    "$(touch hacked).md": "",
    "wow!x.md": "",
    "semi;colon&.md": "",
    "back\\slash.md": "",
    "~tilde.md": "",
    "x=y.md": "",
    "Case One.md": "",
    "Big 1.md": "",
    "Big 2.md": "",
    "CASE Two.md": "",
    "t.md": '---\n来源: 微信公众号\n作者: 林 舟\nauthor: O\'Neil "x"\ntags: [读书/科幻, solo]\n---\n',
}


@pytest.fixture(scope="module", params=SHELLS)
def terminal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    if request.param != "bash" and not installed(request.param):
        pytest.skip(f"needs {request.param}")
    root = write_vault(tmp_path_factory.mktemp("vault"), NOTES)
    vault("-C", str(root), "check")
    terminal = Terminal(request.param, root, tmp_path_factory.mktemp("scratch"))
    yield terminal
    terminal.close()
    assert not (root / "hacked").exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("vault links 笔\t", ["links", "笔记 一"], id="Chinese, with a blank"),
        pytest.param("vault links '笔\t", ["links", "笔记 一"], id="in single quotes"),
        pytest.param('vault links "笔\t', ["links", "笔记 一"], id="in double quotes"),
        pytest.param("vault links 笔记\\ \t", ["links", "笔记 一"], id="behind a blank"),
        pytest.param("vault links it\t", ["links", "it's"], id="an apostrophe"),
        pytest.param("vault links 'it\t", ["links", "it's"], id="an apostrophe in single quotes"),
        pytest.param("vault links '$H\t", ["links", "$HOME"], id="a dollar in single quotes"),
        pytest.param("vault links \\$H\t", ["links", "$HOME"], id="a dollar behind a backslash"),
        pytest.param('vault links "\\$H\t', ["links", "$HOME"], id="a dollar in double quotes"),
        pytest.param("vault links '$(\t", ["links", "$(touch hacked)"], id="what would be run, in single quotes"),
        pytest.param('vault links "\\$(\t', ["links", "$(touch hacked)"], id="what would be run, in double quotes"),
        pytest.param("vault links \\$\\(\t", ["links", "$(touch hacked)"], id="what would be run, in none"),
        pytest.param("vault links 'a\"\t", ["links", 'a"b'], id="a quote in single quotes"),
        pytest.param('vault links a\\"\t', ["links", 'a"b'], id="a quote behind a backslash"),
        pytest.param("vault links a:\t", ["links", "a:b c"], id="a colon"),
        pytest.param("vault links x=\t", ["links", "x=y"], id="an equals sign"),
        pytest.param("vault links wow\t", ["links", "wow!x"], id="an exclamation mark"),
        pytest.param('vault links "wow\t', ["links", "wow!x"], id="an exclamation mark in double quotes"),
        pytest.param("vault links semi\t", ["links", "semi;colon&"], id="what ends a command"),
        pytest.param("vault links back\t", ["links", "back\\slash"], id="a backslash"),
        pytest.param("vault links '~\t", ["links", "~tilde"], id="a tilde"),
        pytest.param("vault links ai\t", ["links", "AI"], id="in another case"),
        pytest.param("vault links 00-元语/A\t", ["links", "00-元语/AI"], id="by its path"),
        pytest.param("vault links 重\t", ["links", "重"], id="silent: two, with nothing in common"),
        pytest.param("vault links cAse\t", ["links", "cAse"], id="silent: two that differ in case"),
        pytest.param("vault links big\t1", ["links", "Big 1"], id="what two have in common, in their own case"),
        pytest.param("vault search tag:so\t", ["search", "tag:solo"], id="a tag"),
        pytest.param("vault search so\tx", ["search", "sox"], id="silent: what is no operator"),
        pytest.param("vault search 来\t微\t", ["search", "来源:微信公众号"], id="a property, then its value"),
        pytest.param("vault search 来源：微\t", ["search", "来源：微信公众号"], id="behind a wide colon"),
        pytest.param("vault search 作者:\t", ["search", '作者:"林 舟"'], id="a value with a blank"),
        pytest.param("vault search author:\t", ["search", 'author:"O\'Neil \\"x\\""'], id="a value with quotes"),
        pytest.param("vault search 'author:\t", ["search", 'author:"O\'Neil \\"x\\""'], id="the same in single quotes"),
        pytest.param('vault search "author:\t', ["search", 'author:"O\'Neil \\"x\\""'], id="the same in double quotes"),
        pytest.param(
            "vault search 'links-to:[[笔\t", ["search", "links-to:[[笔记 一]]"], id="a note that is linked to"
        ),
        pytest.param("vault search 'b tag:so\t", ["search", "b tag:solo"], id="at the end of a longer query"),
        pytest.param("vault search --facet=来\t", ["search", "--facet=来源"], id="behind an equals sign"),
        pytest.param("vault check --ignore a,broken-l\t", ["check", "--ignore", "a,broken-link"], id="a rule"),
        pytest.param(
            "vault check --ignore a:b,broken-l\t", ["check", "--ignore", "a:b,broken-link"], id="behind a colon"
        ),
        pytest.param("vault-tools ba\tt.\t", ["backlinks", "t.md"], id="the other name of the program"),
        pytest.param("true; vault links it\t", ["links", "it's"], id="behind another command"),
        pytest.param("vault check Cas\t", ["check", "Case One.md"], id="a file"),
    ],
)
def test_what_the_command_is_given(terminal: Terminal, line: str, words: list[str]) -> None:
    assert terminal.enter(line) == words


# -- what has been typed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words", "last", "quote"),
    [
        pytest.param("vault links ", ["vault", "links"], "", "", id="a new word"),
        pytest.param("vault  li", ["vault"], "li", "", id="a word"),
        pytest.param(r"v a\ b", ["v"], "a b", "", id="a blank behind a backslash"),
        pytest.param("v a\\", ["v"], "a", "", id="a backslash at the end"),
        pytest.param("v 'a b", ["v"], "a b", "'", id="an open quote"),
        pytest.param("v '' x", ["v", ""], "x", "", id="an empty word"),
        pytest.param('v "a\\$b\\x', ["v"], "a$b\\x", '"', id="in double quotes, few are escapes"),
        pytest.param("v 'a'\\''b", ["v"], "a'b", "'", id="quotes that meet"),
        pytest.param("v a'b \"c", ["v"], 'ab "c', "'", id="a quote in a quote"),
    ],
)
def test_a_line(line: str, words: list[str], last: str, quote: str) -> None:
    read = read_line(line)
    assert (read.words, read.last, read.quote) == (words, last, quote)
    assert line.endswith(read.raw)


@pytest.mark.parametrize(
    ("line", "last"),
    [
        pytest.param(r"v 'it\'s", "it's", id="a quote in a quote"),
        pytest.param(r"v 'a\\b\c", r"a\b\c", id="a backslash in a quote"),
    ],
)
def test_a_line_for_fish(line: str, last: str) -> None:
    assert read_line(line, is_fish=True).last == last


TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1)
QUOTES = ["", "'", '"']


def inserted(text: str, quote: str) -> str:
    """What stands in the line when bash has put a text in: it closes the quote, unless the text ends with the sign."""
    put_in = quote + escaped(text, quote)
    return put_in if put_in[1:].endswith(quote) else put_in + quote


@given(TEXTS, st.sampled_from(QUOTES))
def test_what_is_quoted_is_read_again(text: str, quote: str) -> None:
    assert read_line(inserted(text, quote) + " ").words == [text]


@given(st.lists(TEXTS, min_size=20, max_size=20))
def test_bash_reads_what_is_quoted(texts: list[str]) -> None:
    words = " ".join(inserted(text, quote) for quote in QUOTES for text in texts)
    found = subprocess.run(
        ["bash", "--norc"], input=f"printf '%s\\0' {words}", capture_output=True, encoding="utf-8", check=True
    )
    assert found.stdout.split("\0")[:-1] == texts * len(QUOTES)


@pytest.mark.parametrize(
    ("line", "replaced", "expected"),
    [
        pytest.param("vault links 笔", "笔", "plain\t笔记\\ 一", id="quoted"),
        pytest.param("vault search tag:so", "so", "plain\tsolo", id="only what stands behind the colon"),
        pytest.param("vault links 'it", "it", "plain\tit'\\''s", id="in an open quote"),
        pytest.param("vault links 重", "重", "plain\t 00-元语/重名\nplain\t01/重名", id="nothing in common"),
    ],
)
def test_bash_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, replaced: str, expected: str) -> None:
    monkeypatch.chdir(write_vault(tmp_path, NOTES))
    vault("check")
    assert complete(line, monkeypatch, "bash", replaced).out.strip("\n") == expected


# -- the scripts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["vault"])
    assert vault("completion", shell) == (0, script(shell, "vault"), "")
    monkeypatch.setenv(VARIABLE, f"{shell}_source")  # as click's users know it
    assert vault().out.rstrip("\n") == script(shell, "vault").rstrip("\n")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_program_of_the_same_name_is_left_alone(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    both, own = script(shell, "/usr/bin/python -m vault_tools"), script(shell, "vault-tools")
    assert both != own
    assert both == own.replace("vault-tools\n", "vault vault-tools\n").replace(" vault-tools 2", " vault vault-tools 2")
