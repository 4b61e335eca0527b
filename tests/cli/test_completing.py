"""What is offered for a word that is being typed: notes, properties, tags, rules; the same in every shell."""

import os
import shutil
from pathlib import Path
from typing import get_args

import pytest

from support import Ran, vault, write_vault
from vault_tools.cli import completing, search
from vault_tools.cli.query_words import OPERATORS
from vault_tools.places import cache_folder
from vault_tools.search.ordering import Sort
from vault_tools.search.query.operators import NAMES

NOTES = {
    "vault.toml": '[[rule]]\nid = "日期"\nkind = "properties"\n[rule.fields.x]\ntype = "text"\n',
    "笔记 一.md": "---\n来源: 微信公众号\n作者: 林 舟\ntags: [读书/科幻, solo]\nline: 7\n状态: 'null'\n---\n",
    "Zebra.md": "---\n来源: [微博, 'say \"hi\"']\n开始 日期: 2024-01-05\n---\n",
    "00-元语/AI.md": "",
    "00-元语/重名.md": "",
    "01/重名.md": "",
    "a#b.md": "",
    "图.png": "",
    "白板.canvas": "{}",
    "旧.txt": "---\nx: 1\n---\n",
    "back.md": "",
    "back.md.md": "",
    "bell\x1b[31m.md": "",
    "bidi\u202e.md": "",
    "new\nline.md": "",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_vault(tmp_path_factory.mktemp("vault"), NOTES)
    vault("-C", str(root), "check")
    return root


def complete(line: str, monkeypatch: pytest.MonkeyPatch, shell: str = "zsh", replaced: str = "") -> Ran:
    for name, value in {completing.VARIABLE: f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": replaced}.items():
        monkeypatch.setenv(name, value)
    try:
        return vault()
    finally:
        monkeypatch.delenv(completing.VARIABLE)


def offered(ran: Ran) -> list[str]:
    assert ran.err == ""
    return [line.split("\t")[1] for line in ran.out.splitlines() if line]


LINES = [
    # commands and options
    pytest.param("vault se", ["search"], id="a command"),
    pytest.param("vault completion ", ["bash", "zsh", "fish"], id="a shell"),
    pytest.param("vault config s", ["show", "schema"], id="a command within a command"),
    pytest.param("vault search --sort d", ["date"], id="a choice"),
    pytest.param("vault cache clear f", ["facts", "findings"], id="one of several arguments"),
    pytest.param("vault cache clear facts i", ["index"], id="the next of them"),
    pytest.param("vault search --sort=d", ["--sort=date"], id="a choice behind an equals sign"),
    pytest.param("vault search --fac", ["--facet"], id="an option"),
    pytest.param("vault completion zsh ", [], id="silent: there is one shell only"),
    # notes
    pytest.param("vault links 笔", ["笔记 一"], id="a note with a blank"),
    pytest.param("vault links '笔记 ", ["笔记 一"], id="in a quote that is open"),
    pytest.param("vault links zEB", ["Zebra"], id="in any case"),
    pytest.param("vault links 00-元语/a", ["00-元语/AI"], id="by its path"),
    pytest.param("vault links 重", ["00-元语/重名", "01/重名"], id="two with one name: by their paths"),
    pytest.param("vault links back", ["back", "back.md.md"], id="what another name leads to has its own"),
    pytest.param("vault links a#", ["a#b.md"], id="a name that no link can say, as a path"),
    pytest.param("vault links 白", ["白板.canvas"], id="a canvas"),
    pytest.param("vault tags 旧", ["旧.txt"], id="a note in a text file"),
    pytest.param("vault links 图", [], id="silent: a picture links to nothing"),
    pytest.param("vault backlinks 图", ["图.png"], id="but something may link to it"),
    pytest.param("vault links bell", [], id="silent: nobody types an escape"),
    pytest.param("vault links bidi", [], id="silent: nor what cannot be seen"),
    pytest.param("vault links new", [], id="silent: nor a line end"),
    pytest.param("vault links Zebra ", [], id="silent: there is one note only"),
    # rules
    pytest.param("vault rule broken-l", ["broken-link"], id="a rule"),
    pytest.param("vault rule prop", ["properties"], id="a kind"),
    pytest.param("vault rule 日", ["日期"], id="a house rule"),
    pytest.param("vault check --select broken-l", ["broken-link"], id="a rule for an option"),
    pytest.param("vault check --ignore=日", ["--ignore=日期"], id="a house rule behind an equals sign"),
    pytest.param("vault check --select dead-end,日", ["dead-end,日期"], id="the second of two"),
    pytest.param("vault check --output s", ["sarif:"], id="the format of a report in a file"),
    pytest.param("vault check --output sarif:x", [], id="the file is for the user to write"),
    pytest.param("vault check --select al", ["alias-link", "all"], id="all"),
    # queries
    pytest.param(
        "vault search ta", ["tag:", "tags:", "task:", "task-todo:", "task-done:"], id="an operator, a property"
    ),
    pytest.param("vault search 来", ["来源:"], id="a property"),
    pytest.param("vault search 开", [], id="silent: a property with a blank needs a bracket"),
    pytest.param("vault search [开", ["[开始 日期:"], id="a property in a bracket"),
    pytest.param("vault search tag:", ["tag:读书", "tag:读书/科幻", "tag:solo"], id="a tag"),
    pytest.param("vault search tag:#S", ["tag:#solo"], id="a tag with its sign"),
    pytest.param("vault search 来源:微信", ["来源:微信公众号"], id="a value"),
    pytest.param("vault search 来源：微信", ["来源：微信公众号"], id="behind a wide colon"),
    pytest.param("vault search 作者:", ['作者:"林 舟"'], id="a value with a blank"),
    pytest.param("vault search '作者:\"林 ", ['作者:"林 舟"'], id="a value whose quote is open"),
    pytest.param("vault search 来源:say", ['来源:"say \\"hi\\""'], id="a value with quotes"),
    pytest.param("vault search '[开始 日期:", ["[开始 日期:2024-01-05]"], id="a value in a bracket"),
    pytest.param("vault search 状态:", ['状态:"null"'], id="a value that would be more than a word"),
    pytest.param("vault search [line:", ["[line:7]"], id="a property in a bracket is no operator"),
    pytest.param("vault search line:", [], id="silent: without it is one"),
    pytest.param("vault search links-to:[[笔", ["links-to:[[笔记 一]]"], id="a note that is linked to"),
    pytest.param("vault search linked-from:00", ['linked-from:"00-元语/AI"', 'linked-from:"00-元语/重名"'], id="bare"),
    pytest.param("vault search links-to:[[a#", [], id="silent: no link can say a#b"),
    pytest.param("vault search -来", ["-来源:"], id="a minus that begins no option"),
    pytest.param("vault search --e", ["--engine", "--explain"], id="two minuses that do"),
    pytest.param("vault search --engine ", ["tantivy", "whoosh"], id="an engine"),
    pytest.param("vault index --engine t", ["tantivy"], id="the beginning of one"),
    pytest.param("vault search -- 书 -tag:so", ["-tag:solo"], id="behind a minus"),
    pytest.param('vault search \'"a b" (tag:so', ['"a b" (tag:solo'], id="at the end of a longer query"),
    pytest.param("vault search '\"a tag:so", [], id="silent: within a phrase"),
    pytest.param("vault search file:z", [], id="silent: an operator for any text"),
    pytest.param("vault search --facet 来", ["来源"], id="a property for an option"),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_what_is_offered(root: Path, monkeypatch: pytest.MonkeyPatch, line: str, expected: list[str]) -> None:
    monkeypatch.chdir(root)
    assert sorted(offered(complete(line, monkeypatch))) == sorted(expected)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        pytest.param("vault check 0", "file", id="a path"),
        pytest.param("vault index --export ", "file", id="a file"),
        pytest.param("vault -C ", "dir", id="a folder"),
        pytest.param("vault check --cache-dir ", "dir", id="a folder for an option"),
        pytest.param("vault search ta", "part", id="what goes on"),
        pytest.param("vault links 笔", "plain", id="a word"),
    ],
)
def test_what_it_is(root: Path, monkeypatch: pytest.MonkeyPatch, line: str, kind: str) -> None:
    monkeypatch.chdir(root)
    assert complete(line, monkeypatch).out.split("\t")[0] == kind


@pytest.mark.parametrize(
    ("option", "variable"),
    [
        pytest.param("-C {root} links", "", id="before the command"),
        pytest.param("links -C {root}", "", id="behind it"),
        pytest.param("-C ~/vault links", "HOME", id="in the home folder, as it was typed"),
        pytest.param("-C $NOTES/vault links", "NOTES", id="in a variable, as it was typed"),
    ],
)
def test_another_vault(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str, variable: str) -> None:
    (tmp_path / "vault").symlink_to(root)
    monkeypatch.chdir(tmp_path)
    if variable:
        monkeypatch.setenv(variable, str(tmp_path))
    assert offered(complete(f"vault {option.format(root=root)} 笔", monkeypatch)) == ["笔记 一"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("vault rule broken-l", "broken-link\tLinks that lead nowhere.", id="of a rule"),
        pytest.param("vault --lang zh rule broken-l", "broken-link\t找不到目标的链接。", id="in Chinese"),
        pytest.param("vault ru", "rule\tExplain a rule, or list them all.", id="of a command"),
    ],
)
def test_a_description(root: Path, monkeypatch: pytest.MonkeyPatch, shell: str, line: str, words: str) -> None:
    monkeypatch.chdir(root)
    assert complete(line, monkeypatch, shell).out.strip() == f"plain\t{words}"


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        pytest.param("fish", r"vault links 'it\'", id="fish"),
        pytest.param("zsh", r"vault links 'it'\''", id="the others"),
    ],
)
def test_a_quote_in_quotes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str, line: str) -> None:
    monkeypatch.chdir(write_vault(tmp_path, {"it's.md": "", "it.md": ""}))
    assert offered(complete(line, monkeypatch, shell)) == ["it's"]


# -- nothing else happens ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("vault links 笔", ["笔记 一"], id="names come from the folder"),
        pytest.param("vault search tag:", [], id="tags from what is kept: there is nothing"),
        pytest.param("vault search li", ["links-to:", "linked-from:", "line:"], id="operators are always there"),
    ],
)
def test_a_vault_of_which_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, expected: list[str]
) -> None:
    monkeypatch.chdir(write_vault(tmp_path / "vault", {"笔记 一.md": "#a"}))
    monkeypatch.setenv("VAULT_TOOLS_CACHE_DIR", str(tmp_path / "cache"))
    assert sorted(offered(complete(line, monkeypatch))) == sorted(expected)
    assert os.listdir(tmp_path) == ["vault"]


@pytest.mark.parametrize(
    "line", ["vault search tag:", "vault -C /no/such/folder links x", "vault links 'a", "vault rule ", "", "vault"]
)
def test_nothing_is_said_whatever_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.chdir(write_vault(tmp_path, {"a.md": "#a", "vault.toml": "no TOML"}))
    vault("check")
    folder = Path(cache_folder(str(tmp_path), os.environ["VAULT_TOOLS_CACHE_DIR"]))
    (folder / "facts.sqlite").write_bytes(b"damaged")
    monkeypatch.setenv("VAULT_TOOLS_LANG", "xx")
    assert complete(line, monkeypatch).err == ""
    assert (folder / "facts.sqlite").read_bytes() == b"damaged"


def test_no_cache_is_no_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    assert offered(complete("vault search --no-cache tag:", monkeypatch)) == []


def test_a_folder_that_goes_away_is_no_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "vault"
    monkeypatch.chdir(write_vault(folder, {"a.md": ""}))
    shutil.rmtree(folder)
    assert complete("vault links a", monkeypatch)[1:] == ("", "")


def test_names_are_those_of_the_search() -> None:
    assert sorted(OPERATORS) == sorted(NAMES)
    assert get_args(Sort) == search._SORTS
