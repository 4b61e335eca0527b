"""What a stranger's vault may hold must neither crash nor stall `vault`, nor forge what it prints."""

import contextlib
import gc
import io
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest

from growth import at_most, grows_linearly, on_posix
from support import config_of, memory_vault, run, write_vault
from vault_tools.cli import main
from vault_tools.config import Config, ConfigError
from vault_tools.config.active import active_rules, scope
from vault_tools.engine import check
from vault_tools.findings import Report
from vault_tools.model import Fault
from vault_tools.parse.source import decode
from vault_tools.report import FORMATS, reporter
from vault_tools.report.style import Style
from vault_tools.suggest import add_suggestions

COMMAND = (sys.executable, "-m", "vault_tools")
MEGABYTE = 1_000_000


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: bytes
    err: bytes


def vault(root, *arguments):
    """Run the command line in this process, in the folder `root`: exit code 3 is a traceback."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    arguments = [os.fsdecode(argument) for argument in arguments]
    before = os.getcwd()
    os.chdir(root)
    try:
        with (
            mock.patch.object(sys, "argv", ["vault", *arguments]),
            mock.patch.object(sys, "stdout", streams[0]),
            mock.patch.object(sys, "stderr", streams[1]),
            mock.patch.object(os, "_exit", sys.exit),
            pytest.raises(SystemExit) as exit,
        ):
            main()
    finally:
        os.chdir(before)
        gc.enable()
    for stream in streams:
        stream.flush()
    return Outcome(exit.value.code, *(stream.buffer.getvalue() for stream in streams))


def checked(files, config=None) -> Report:
    """Check a vault in memory with every rule there is, and make suggestions."""
    config = config or Config()
    facts = memory_vault(files, config)
    report = check(facts, active_rules(config, ["all"]), scope(config, lambda path: True, ["all"]))
    return add_suggestions(report, facts)


# -- time -------------------------------------------------------------------------------------------------------------


def note(text):
    return {"n.md": text}


@on_posix
@pytest.mark.parametrize(
    ("make", "n"),
    [
        pytest.param(lambda n: note("[[a]]\n" * n), 2000, id="broken links, one a line"),
        pytest.param(lambda n: note("# a\n" * n), 3000, id="headings"),
        pytest.param(lambda n: note("> " * n + "a"), 3000, id="quotes in quotes"),
        pytest.param(
            lambda n: note("- " * n + "a"), 2000,
            id="list items in list items on one line",
        ),
        pytest.param(
            lambda n: note("1. > - " * n + "a"), 800,
            id="quotes in lists in quotes on one line",
        ),
        pytest.param(lambda n: note("- a\n" * n), 3000, id="list items below each other"),
        pytest.param(lambda n: note("a\n" + "2. a\n" * n + "\nb"), 3000, id="a list that may not interrupt its paragraph"),
        pytest.param(lambda n: note("a\n\n" + "- a\n\n" * n + "  b"), 3000, id="a loose list whose last item goes on"),
        pytest.param(
            lambda n: note("- a" + "\n" * n), 2500,
            id="a list item and blank lines to the end",
        ),
        pytest.param(
            lambda n: note("- a" + "\n" * n + "  b"), 2500,
            id="blank lines inside a list item",
        ),
        pytest.param(lambda n: note("a" + "\n" * n + "b"), 20000, id="blank lines in prose"),
        pytest.param(
            lambda n: note("a|b|c\n|-\n" * n), 250,
            id="rows of dashes that fit no header",
        ),
        pytest.param(lambda n: note("a|b\n-|-\n" * n), 1000, id="tables"),
        pytest.param(
            lambda n: note("a" + ">#a" * n), 40000,
            id="tags behind angle brackets on one line",
        ),
        pytest.param(lambda n: note("#a " * n), 20000, id="tags on one line"),
        pytest.param(lambda n: note("[[x]] %% vault-ignore broken-link %%\n" * n), 500,
                     id="a suppression for each problem"),
        pytest.param(lambda n: note("%% vault-ignore-file %%\n" * n), 800,
                     id="suppressions of the file"),
        pytest.param(
            lambda n: note("<!-- vault-ignore-file " + "a " * n + "-->\n\n" + "[[x]]\n" * n), 4000, id="many ids in one suppression",
        ),
        pytest.param(lambda n: note("%% a %% [[x]]\n" * n), 1000, id="comments that suppress nothing"),
        pytest.param(
            lambda n: note("```\n```\n" * n + "<<<<<<< a\n=======\n>>>>>>> b\n" * n), 1600,
            id="conflicts and code blocks",
        ),
        pytest.param(lambda n: note("<<<<<<< a\n=======\n>>>>>>> b\n" * n), 1200, id="conflicts without code"),
        pytest.param(lambda n: note("# a\n" * n + "[[#b]] " * n), 300, id="headings and links"),
        pytest.param(lambda n: note("# " + "[[#a]] " * n), 900, id="links in the heading they look up"),
        pytest.param(lambda n: note("a ^b\n\n" * n + "[[#^c]]\n" * n), 900, id="block ids and links"),
        pytest.param(lambda n: note("[^b]: x\n\n" * n + "[[#[^c]]\n" * n), 600,
                     id="footnotes and links"),
        pytest.param(
            lambda n: note("x ^" + "a" * n + "\n\n[[#^" + "a" * (n - 1) + "b]]"), 700,
            id="a suggestion for a long block id",
        ),
        pytest.param(lambda n: note("# " + "a" * n + "\n\n[[#" + "a" * (n - 1) + "b]]"), 5000,
                     id="a suggestion for a long heading"),
        pytest.param(
            lambda n: {"n.md": "[[x/a]]\n" * n, **{f"{i}/x/a.md": "" for i in range(n)}}, 250,
            id="links to a name that many files have",
        ),
        pytest.param(lambda n: {"n.md": "[[x/a]]\n" * n, **{f"{i}/x/a{i}.md": "" for i in range(n)}}, 250,
                     id="links to a name that no file has"),
        pytest.param(
            lambda n: {"t.md": "".join(f"# h{i}\n" for i in range(n)),
                       **{f"{i}.md": f"[[t#h{n - 1}]]" for i in range(n)}}, 250, id="many notes link to one with many headings",
        ),
        pytest.param(
            lambda n: {"a.md": "", "b/a.md": "", "m.md": "[[" + "../" * n + "a]]"}, 25000,
            id="a target that climbs and climbs",
        ),
        pytest.param(lambda n: {"m.md": "".join(f"[[{i}{'字' * 5000}]]\n" for i in range(n)), "字" * 80 + ".md": ""},
                     20, id="targets of five thousand characters"),
        pytest.param(lambda n: {"t.md": "# a", "m.md": "[[t#a]]\n" * n}, 4000, id="one note linked again and again"),
        pytest.param(lambda n: {"/".join(["d"] * n) + "/x.md": "[[" + "../" * n + "q]]"}, 1000, id="deep folders"),
        pytest.param(lambda n: {"n.md": f"---\naliases: [{', '.join(f'a{i}' for i in range(n))}]\n---\n",
                                "m.md": "".join(f"[[a{i}]]\n" for i in range(n))}, 1500, id="many aliases"),
    ],
)  # fmt: skip
def test_time_grows_with_the_vault(make, n):
    assert grows_linearly(checked, make, n)


@on_posix
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "[[a]] ",
            id="on one line",
        ),
        pytest.param("[[a]]\n", id="on lines of their own"),
    ],
)
def test_time_of_a_report_grows_with_the_findings(text):
    render = reporter("full")
    assert grows_linearly(lambda report: render(report, Style()), lambda n: checked(note(text * n)), 1500)


@on_posix
@pytest.mark.parametrize(
    ("make", "n"),
    [
        pytest.param(lambda n: "[scopes]\n" + "".join(f"k{i}=[]\n" for i in range(n)), 4000, id="scopes"),
        pytest.param(lambda n: "a" + ".a" * n + " = 1\n", 2000,
                     id="a dotted key"),
        pytest.param(lambda n: "".join(f"[[rule]]\nid = 'r{i}'\nkind = 'properties'\n[rule.fields.k]\n"
                                       for i in range(n)), 250, id="house rules"),
        pytest.param(lambda n: "[vault]\nexclude = [" + "'a'," * n + "]\n", 1500, id="exclude patterns"),
    ],
)  # fmt: skip
def test_time_grows_with_the_configuration(make, n, tmp_path):
    def load(toml):
        with contextlib.suppress(ConfigError):
            config_of(tmp_path, toml)

    assert grows_linearly(load, make, n)


@on_posix
@pytest.mark.parametrize(
    ("tag", "n"),
    [
        pytest.param("a/", 2000,
                     id="deep"),
        pytest.param("ab", 2000, id="long"),
    ],
)  # fmt: skip
def test_time_of_counting_tags_grows_with_the_tag(tag, n, tmp_path):
    def count(text):
        (tmp_path / "n.md").write_text(text)
        vault(tmp_path, "tags")

    assert grows_linearly(count, lambda parts: "#" + tag * parts, n)


def test_scopes_do_not_multiply(tmp_path):
    """Each of them names the one before it twice: 30 such lines would be a thousand million patterns."""
    toml = "[scopes]\ns0 = ['x']\n" + "".join(f"s{i} = ['@s{i - 1}', '@s{i - 1}']\n" for i in range(1, 17))
    try:
        config = config_of(tmp_path, toml)
    except ConfigError:
        return
    assert sum(map(len, config.scopes.values())) < 10_000


CONSTRUCTS = {
    "brackets": "[ ] ![ [[ ![[ ]] [a [a]] [[a [[a] [[a| [[a]]( [[# [[a|b|c [[[ ]]]",
    "links": "[[a]] ![[a]] [a](x) ![a](x) [[a]](x) [a](<b [a](b_'c [a](b_( [a](%41) [a](&amp;) [a](&# [a](\\ [a]((",
    "emphasis": "* _ ** *a _a *a_b ~~ == ***a _a_",
    "code": "` `` `a ``a `a``b ``` ```a `a`",
    "math": "$ $$ $1 $a_ _$a_ $a $a$ $$a \\$ $a\\$ $1$",
    "comments": "% %% %%a %%% %%a%% <!-- --> <!--> <!--a-->",
    "html": "< <a <a> </a> </a <a/> <a_b= <a_b=' <a_b=\" <! <!A <? ?> <![CDATA[ ]]> <b><i> <a: <a@b <http://a>",
    "tags": "# #a_ #a #a/ #a/b_ #1_ #， #a，b_ ## ######",
    "footnotes": "[^a] [^a]: [^ ^[ ^[a] [^a][^a]:",
    "blocks ids": "^ ^a ^a_ _^a-b ^^",
    "pipes": "| |a |- |-| \\| :- :-: |[[a]]| |#a",
    "escapes": "\\ \\\\ \\[ \\] & &amp; &#1; % %41 %e4 {{ }} {{a}} ( ) ' \"",
    "characters": "\0 \x0b \x0c \x1c \x85 \u2028 \u200b \ufeff \ue000 \U000e0001 \U0001f600 á \u00a0 \u3000 \u202e 字",
    "blanks": "_ \t _\t a_ a\t",
}  # _ is a blank
LINES = {
    "quotes": ">|>_|>_a|>>_a|>_[!note]|>_-_a|>_```",
    "lists": "-|-_a|+|*|1.|1)_a|-_[_]_a|_-_a|-_```|-\ta|___a|-_>_a",
    "headings": "#|#_a|##_a_#|#_a_^b|a~=|a~-|=|-|---|***|_ _",
    "fences": "```|~~~|````~```|```a|_```|$$|%%|%%a",
    "definitions": "[a]:_b|[a]:|[a]:_<b>_'c'|[a]:_b_'|[a]:_b_\"c|[^a]:_x|[a]:~b",
    "tables": "|a|||a~|-|a|b~-|-|a|||[[a]]",
    "html": "<div>|</div>|<x>|<script>|<pre|<!--|<?|<!A|<div>~",
    "ends": "|_|\t|\r|a~|\u2028|\x0b",
    "conflicts": "<<<<<<<_a|=======|>>>>>>>_b",
    "invisible": "\u200b|a\u200b|\ufeff",
    "suppressions": "%%_a_%%|%%_vault-ignored_%%",
}  # | stands between lines, ~ for a line end within one


def _units():
    for family, words in CONSTRUCTS.items():
        units = [word.replace("_", " ") for word in words.split(" ") if word]
        yield pytest.param(units, id=family)
    for family, words in LINES.items():
        units = [line.replace("_", " ").replace("~", "\n") + "\n" for line in words.split("|")]
        yield pytest.param(units, id=f"lines of {family}")


@on_posix
@pytest.mark.parametrize("units", list(_units()))
def test_a_note_of_one_construct(units):
    """A twentieth of a megabyte, which takes a tenth of a second: only what is not linear takes twenty times longer."""
    for unit in units:
        with at_most(2):
            checked(note("a\n\n" + unit * (MEGABYTE // 20 // len(unit))))


@on_posix
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(
            lambda: note("".join(f"# {'ab' * 45}{i:05}\n" for i in range(1000))
                         + "".join(f"[[#{'ba' * 45}{i:05}]] " for i in range(300))),
            id="headings that are nearly what links name",
        ),
        pytest.param(
            lambda: {"n.md": "".join(f"[[{'ab' * 40}{i:05}x]]\n" for i in range(100)),
                     **{f"{'ba' * 40}{i:05}.md": "" for i in range(1000)}},
            id="files that are nearly what links name",
        ),
        pytest.param(lambda: note(" ".join("`" * length for length in range(1, 500))), id="backticks of every number"),
        pytest.param(
            lambda: note("[a](" * (MEGABYTE // 4)),
            marks=pytest.mark.slow,
            id="a megabyte of links in links",
        ),
        pytest.param(lambda: note("x <!-- " * (MEGABYTE // 7)), id="comments that never end"),
        pytest.param(lambda: note("x ``a`" * (MEGABYTE // 12)), id="code that never ends"),
        pytest.param(lambda: note("[x]: y\n\n" + ("[" * 500 + "]" * 500) * 100), id="brackets around a defined label"),
    ],
)  # fmt: skip
def test_time_is_bounded(make):
    """A note of a megabyte may take two seconds; a machine that is busy, or slow, takes longer."""
    with at_most(6):
        checked(make())


@pytest.mark.slow
@pytest.mark.parametrize("around", [
    pytest.param(around, id=repr(around)) for around in (
        "\n{}\n", "> {}", "- {}", "---\n{}\n---\n", "---\na: {}\n---\n", "[[{}]]", "[{}](x)", "`{}`",
        "| a | b |\n|---|---|\n| {} |", "[a]: {}", "# {}", "<div {}>", "%% {} %%", "```\n{}", "[^a]: {}",
    )
])  # fmt: skip
def test_a_construct_inside_another(around):
    before, after = around.split("{}")
    slow = []
    for units in _units():
        for unit in units.values[0]:
            text = before + unit * (50_000 // len(unit)) + after
            with contextlib.suppress(AssertionError), at_most(0.8):
                checked(note(text))
                continue
            slow.append(unit)
    assert slow == []


@on_posix
def test_unknown_ids_beside_many_rules(tmp_path):
    toml = "".join(f"[[rule]]\nid='r{i}'\nkind='properties'\n" for i in range(2000))
    with at_most(1), pytest.raises(ConfigError):
        config_of(tmp_path, toml + "[per-file-ignores]\na=[" + "'r1x'," * 1500 + "]\n")


# -- memory -----------------------------------------------------------------------------------------------------------


_BOMB = (
    "---\na: &a [" + "x," * 49_000 + "]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: &d [*c,*c,*c]\ne: &e [*d,*d,*d]\n"
    "title: [*e,*e,*e,*e]\n---\n"
)  # fmt: skip


@on_posix
@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"n.md": "\n" + "[[a]]" * 12_000 + "\n"},
            id="many findings on one line",
        ),
        pytest.param({"n.md": "[[a]]\n" * 40_000}, id="many findings on lines of their own"),
        pytest.param({"n.md": "\n" * MEGABYTE}, id="a megabyte of line ends"),
        pytest.param(
            {"n.md": "\u200b\n" * (MEGABYTE // 4)},
            marks=pytest.mark.slow,
            id="a megabyte of findings",
        ),
        pytest.param(
            {"n.md": _BOMB, "vault.toml": "[[rule]]\nid='r'\nkind='properties'\n[rule.fields.title]\nenum=['a']\n"},
            marks=pytest.mark.slow,
            id="aliases of aliases that unfold",
        ),
        pytest.param({"n.md": "---\ntitle: [" + "x," * 49_000 + "]\n---\n"}, id="a long list without aliases"),
        pytest.param(
            {"c.canvas": '{"edges":[' + "{}," * 200_000 + "{}]}"},
            marks=pytest.mark.slow,
            id="a canvas of nothing but edges",
        ),
        pytest.param({"c.canvas": "[" * 500_000}, id="a canvas of nothing but brackets"),
    ],
)  # fmt: skip
def test_memory_stays_below_600_megabytes(files, tmp_path):
    write_vault(tmp_path, {"vault.toml": "", **files})
    # A process starts out as large as the one that it was forked from: a small one stands between.
    script = (
        "import os, subprocess, sys\nprocess = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "_, status, usage = os.wait4(process.pid, 0)\nprint(os.waitstatus_to_exitcode(status), usage.ru_maxrss)\n"
    )
    command = [sys.executable, "-c", script, *COMMAND, "check", "--output-format", "json"]
    words = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout.split()
    assert words[0] == b"1"
    assert int(words[1]) < 600 * 1024


# -- what is printed --------------------------------------------------------------------------------------------------

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
_HIDDEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_ANNOTATION = re.compile(r"::(?:error|warning|notice) file=[^:,]*,line=[0-9]+,[^:]*title=[^:,]*::")


def forgeries(output_format, printed):
    """Yield what a terminal, a CI runner or a reader of JSON would take for something else than text of the vault."""
    text = printed.decode("utf-8")  # raises where it is none
    if control := _CONTROL.search(text):
        yield f"control character {control[0]!r}"
    if output_format in ("json", "jsonl"):
        for document in [text] if output_format == "json" else text.split("\n")[:-1]:
            json.loads(document, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
        return
    if _HIDDEN.search(text):
        yield f"hidden character {_HIDDEN.search(text)[0]!r}"
    for line in text.split("\n"):
        if line.lstrip().startswith("::") and not (output_format == "github" and _ANNOTATION.match(line)):
            yield f"a command: {line}"
        if "##[" in line:
            yield f"a command of the old kind: {line}"


def printed_by_all_commands(root, *notes):
    """Yield each command line's output, `(output format, bytes)`, and its errors."""
    for output_format in FORMATS:
        yield output_format, vault(root, "check", "--output-format", output_format)
    for command in (["check", "--statistics"], ["check", "--lang", "zh"], ["unresolved"], ["tags"], ["config", "show"],
                    ["doctor"]):  # fmt: skip
        yield "text", vault(root, *command)
    for command in (["unresolved"], ["tags"], ["config", "show"]):
        yield "json", vault(root, *command, "--output-format", "json")
    for name in notes:
        yield "text", vault(root, "check", "--", name)
        for command in ("links", "backlinks", "tags"):
            yield "text", vault(root, command, "--", name)
            yield "json", vault(root, command, "--output-format", "json", "--", name)


def assert_honest(root, *notes):
    found = []
    for output_format, outcome in printed_by_all_commands(root, *notes):
        assert outcome.code in (0, 1), outcome.err.decode()
        try:
            found += forgeries(output_format, outcome.out)
        except ValueError as error:
            found.append(f"{output_format}: {error}")
        found += forgeries("text", outcome.err)
    assert found == []


@on_posix
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("::error::x", id="workflow command"),
        pytest.param("  ::error file=a::x", id="workflow command behind blanks"),
        pytest.param("\u3000::error::x", id="workflow command behind an ideographic space"),
        pytest.param("a\n::error::x", id="workflow command behind a line end"),
        pytest.param("a\r::warning::x", id="workflow command behind a carriage return"),
        pytest.param("\x85::error::", id="workflow command behind a next line"),
        pytest.param("\u2028::error::x", id="workflow command behind a line separator"),
        pytest.param("%0A::error::x", id="escaped line end"),
        pytest.param("##[error]x", id="old workflow command"),
        pytest.param("\x1b]0;x\x07", id="terminal's title"),
        pytest.param("\x9b31m", id="C1 control"),
        pytest.param("\u202etxt", id="turned around"),
        pytest.param("a,b:c", id="separators of properties"),
        pytest.param("-x", id="option"),
        pytest.param("--help", id="long option"),
        pytest.param("{path}", id="placeholder"),
        pytest.param("|'\"`\\", id="quotes"),
        pytest.param("a" * 252, id="255 bytes"),
        pytest.param(" ", id="blank"),
        pytest.param(
            "\udcff\udcfe",
            id="bytes that are not UTF-8",
        ),
    ],
)
def test_names_forge_nothing(name, tmp_path):
    file = os.fsencode(f"{name}.md")
    word = name.replace("\udcff\udcfe", "y")
    folder = os.fsencode(tmp_path)
    Path(tmp_path / "y").mkdir()
    for path in (file, os.path.join(b"y", file)):
        Path(os.fsdecode(os.path.join(folder, path))).write_text(
            f"[[x]] [[{word}]] [[{word.upper()}]] ![[q|{word}]] [[#q]]\n[self]({word}.md)\n", encoding="utf-8"
        )
    assert_honest(tmp_path, file)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("::error::x", id="workflow command"),
        pytest.param("\x1b[31m", id="escape"),
        pytest.param("\x7f", id="delete"),
        pytest.param("%0A::e", id="escaped line end"),
        pytest.param("a\r::x", id="carriage return"),
        pytest.param("{name.__class__}{0}{x}", id="placeholders"),
        pytest.param("\u2066x\ufeff", id="isolate"),
        pytest.param("\x9b31m", id="C1 control"),
    ],
)
def test_contents_forge_nothing(words, tmp_path):
    write_vault(tmp_path, _everywhere(words) | {"vault.toml": ""})
    assert_honest(tmp_path, "n.md", "m.md", "c.canvas", "b.base")


def _everywhere(words):
    """Return files that hold `words` in every place that a message may quote."""
    nodes = [{"id": words, "type": words, "file": words}, {"id": words, "type": "file", "file": f"{words}.md"}]
    nodes.append({"id": "t", "type": "text", "text": f"[[{words}]] [a]({words})"})
    return {
        "n.md": f"---\n\"{words}\": 2026-02-30\ntitle: [{{a: '{words}'}}]\ntags: ['{words}']\naliases: ['{words}']\n"
        f"q: '[[{words}]]'\n---\n[[{words}]] ![[{words}|x]] [a]({words}) [a](<{words}>) #{words} [[n#{words}]] "
        f"[[n#^{words}]] [^{words}] ^{words}\n\n^{words}\n[^{words}]: x\n%% vault-ignore {words} %%\n\n```{words}\n",
        "m.md": f"---\n{words}: x\na: [\n---\n",
        "c.canvas": json.dumps({"nodes": nodes, "edges": [{"fromNode": words}]}, ensure_ascii=False),
        "d.canvas": '{"a": ' + words,
        "b.base": f"views:\n- name: '{words}'\n- name: '{words}'\n",
        ".obsidian/app.json": json.dumps({"userIgnoreFilters": [words, f"/{words}(?=a)/"]}),
        ".obsidian/types.json": json.dumps({"types": {words: "text", "q": words}}),
    }


@pytest.mark.parametrize(
    ("files", "command"),
    [
        pytest.param({"n.md": "a ##[error](zz)"}, ["check"], id="before a mark under a source line"),
        pytest.param({"n.md": "---\ntags: ['##[error]x']\n---\n"}, ["tags", "n.md"], id="before a tag"),
        pytest.param({"n.md": "a ##[error] [[zz]]"}, ["check"], id="inside a source line"),
        pytest.param({"n.md": "---\ntags: ['##[error]x']\n---\n"}, ["tags"], id="before a counted tag"),
        pytest.param({"c.canvas": '{"nodes":[{"id":"a","type":"file","file":" ::error::x"}]}'}, ["unresolved"], id="a target behind a blank"),
        pytest.param({"c.canvas": '{"nodes":[{"id":"a","type":"file","file":"::error::x"}]}'}, ["unresolved"],
                     id="a target"),
        pytest.param({"vault.toml": "[vault]\nexclude = ['\u202e']"}, ["config", "show"],
                     id="a configuration that turns around"),
        pytest.param({"vault.toml": "[vault]\nexclude = ['\\u001b']"}, ["config", "show"],
                     id="a configuration with an escape"),
        pytest.param({"vault.toml": "[vault]\nexclude = ['x##[error]x']"}, ["config", "show"], id="a configuration with a command"),
        pytest.param({"vault.toml": "[vault]\n'\u202e::error::\\u001b' = 1"}, ["check"], id="an unknown key"),
        pytest.param({"vault.toml": "[vault]\nlang = '\u202e##[error]'"}, ["check"], id="an unknown choice"),
        pytest.param(
            {"n.md": "", "vault.toml": "[[rule]]\nid = \"a\\u001b[31m\\u0000::error::\\u202e\"\nkind = 'properties'\n"
                     "message = \"\\u001b]0;x\\u0007\\n::error::{names}{x}{name.__class__}\"\n"
                     '[rule.fields."k\\u001b"]\nrequired = true\n'},
            ["check", "--output-format", "concise"], id="a house rule's id and words",
        ),
        pytest.param({"n.md": "", "vault.toml": "[[rule]]\nid = 'a'\nkind = 'properties'\nmessage = '::error::'\n"
                                                "[rule.fields.k]\nrequired = true\n"},
                     ["check", "--output-format", "github"], id="a house rule's words as an annotation"),
    ],
)  # fmt: skip
def test_lines_forge_nothing(files, command, tmp_path):
    outcome = vault(write_vault(tmp_path, files), *command)
    output_format = command[-1] if "--output-format" in command else "text"
    assert outcome.code != 3
    assert [*forgeries(output_format, outcome.out), *forgeries("text", outcome.err)] == []


# -- canvas and front matter -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "canvas",
    [
        pytest.param("[" * 100_000, id="deep lists"),
        pytest.param('{"a":' * 100_000, id="deep objects"),
        pytest.param('{"nodes":[{"id":' + "1" * 100_000 + "}]}", id="a number of 100,000 digits"),
        pytest.param('{"nodes":[{"id":NaN,"type":Infinity,"file":-Infinity,"x":1e999999}]}', id="no numbers"),
        pytest.param('{"nodes":[{"id":[1],"type":{"a":1},"file":["x"]},{"type":"group","background":3}]}',
                     id="nodes of wrong types"),
        pytest.param('{"edges":[{"fromNode":[],"toNode":{}}]}', id="edges of wrong types"),
        pytest.param('{"nodes":{"id":1},"edges":"x"}', id="no lists"),
        pytest.param('{"nodes":1,"nodes":[]}', id="a key twice"),
        pytest.param("null", id="null"),
        pytest.param(r'{"nodes":[{"id":"\udcff","type":"\ud800"},{"id":"\udcff"}]}', id="lone surrogates as ids"),
        pytest.param(r'{"nodes":[{"id":"a","type":"file","file":"\ud800"}]}', id="a lone surrogate as file"),
        pytest.param(r'{"nodes":[{"id":"a","type":"text","text":"---\na: {b: \ud800}\n---\n"}]}',
                     id="a lone surrogate in a card's front matter"),
        pytest.param(r'{"nodes":[{"id":"a","type":"text","text":"\udc00\ud83d\ude00 #\udfff"}]}',
                     id="surrogates in a card"),
    ],
)  # fmt: skip
def test_a_canvas_never_crashes(canvas, tmp_path):
    write_vault(tmp_path, {"c.canvas": canvas})
    for output_format in FORMATS:
        outcome = vault(tmp_path, "check", "--output-format", output_format)
        assert outcome.code in (0, 1), outcome.err.decode()
        assert list(forgeries(output_format, outcome.out)) == []


@pytest.mark.parametrize(
    ("yaml", "keys"),
    [
        pytest.param("a: " + "[" * 49 + "]" * 49, [], id="49 lists deep"),
        pytest.param("a: " + "[" * 50 + "]" * 50, ["yaml.too-deep"], id="50 lists and a mapping deep"),
        pytest.param("[" * 80_000, ["yaml.too-deep"], id="80 KB of brackets"),
        pytest.param("a: &a x\n" + "b: [" + "*a, " * 16 + "]", [], id="16 aliases"),
        pytest.param("a: &a x\n" + "b: [" + "*a, " * 17 + "]", ["yaml.too-many-aliases"], id="17 aliases"),
        pytest.param("a: &a [*a]", ["yaml.unknown-alias"], id="an alias of itself"),
        pytest.param("<<: {a: 1}\nb: {<<: [{a: 1}, {b: 2}]}", [], id="merge keys are keys"),
        pytest.param("a: [" + "x," * 100_000 + "]", ["yaml.too-many-nodes"], id="100,000 entries"),
        pytest.param("a: '" + "x" * 262_144 + "'", ["yaml.too-large"], id="over 256 KB"),
        pytest.param("a: !!python/object/apply:os.system ['x']", [], id="a tag of Python's"),
        pytest.param("a: !!binary '***'\nb: !!timestamp x\nc: !!int x\nd: !!set {e, f}", [], id="tags"),
        pytest.param("a: 1e999999\nb: -.inf\nc: .nan\nd: 0x" + "f" * 300, [], id="numbers beyond all bounds"),
        pytest.param("a: " + "1" * 100_000, [], id="a number of 100,000 digits"),
        pytest.param('a: "\\ud800"', ["yaml.syntax"], id="a lone surrogate"),
        pytest.param("a: \x07", ["yaml.control-character"], id="a control character"),
        pytest.param("k" * 1000 + ": 1", [], id="a key of 1,000 characters"),
        pytest.param("? [a]\n: b", ["yaml.complex-key"], id="a list as key"),
        pytest.param("a: '" + "[" * 50_000 + "'\nb: '" + "[a](" * 20_000 + "'", [], id="brackets in texts"),
        pytest.param("a: 2024-13-45", ["wrong-property-type.impossible-date"], id="a day of no calendar"),
    ],
)
def test_front_matter_is_read_or_reported(yaml, keys):
    report = run(note(f"---\n{yaml}\n---\n"), "invalid-frontmatter", "wrong-property-type", "unreadable-note")
    assert [finding.key for finding in report.findings] == keys


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("中文的一是不了".encode("gbk") * 9, ("not-utf8", "GB18030", 0), id="GBK"),
        pytest.param(b"a\n" + "中文𠀀的一".encode("gb18030") * 9, ("not-utf8", "GB18030", 2), id="GB18030"),
        pytest.param("這是中文的一個不了".encode("big5") * 9, ("not-utf8", "BIG5", 0), id="Big5"),
        pytest.param("これはのにをが".encode("shift_jis") * 9, ("not-utf8", "SHIFT-JIS", 0), id="Shift JIS"),
        pytest.param("中文".encode("utf-16"), ("not-utf8", "UTF-16", 0), id="UTF-16 with a mark"),
        pytest.param("a中".encode("utf-16-be"), ("not-utf8.nul", "UTF-16", 0), id="UTF-16 without a mark"),
        pytest.param("中文".encode() * 9 + b"\xe4\xb8", ("not-utf8.damaged", "", 18), id="a torn character"),
        pytest.param(b"\xc0\xaf", ("not-utf8.unknown", "", 0), id="an overlong form"),
        pytest.param(b"\xed\xa0\x80", ("not-utf8.unknown", "", 0), id="a surrogate"),
        pytest.param(b"\xef\xbb\xbfa", None, id="a byte order mark"),
        pytest.param("中文".encode(), None, id="UTF-8"),
        pytest.param(b"a" * 99 + b"\0", ("not-utf8.nul", "UTF-16", 99), id="a NUL among letters"),
        pytest.param(b"\xff" * MEGABYTE, ("not-utf8.unknown", "", 0), id="a megabyte of nothing"),
    ],
)  # fmt: skip
def test_only_utf8_is_read(raw, expected):
    with at_most(3):
        found = decode(raw)
    if expected is None:
        assert found == raw.decode()
    else:
        assert isinstance(found, Fault)
        assert (found.message, found.values["encoding"], found.span.start) == expected


def test_a_second_byte_order_mark_is_found():
    report = run(note("\ufeff\ufeff---\ntitle: a\n---\n"), "invisible-character", "invalid-frontmatter")
    assert [(finding.key, finding.line) for finding in report.findings] == [("invisible-character", 1)]


# -- the file system --------------------------------------------------------------------------------------------------


def _bind(path):
    """Make a socket; its path may have 108 bytes only, so that it is made from its folder."""
    before = os.getcwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(before)


def _sparse(path):
    with path.open("wb") as file:
        file.truncate(4 << 30)


@on_posix
@pytest.mark.parametrize(
    ("name", "make", "expected"),
    [
        pytest.param("b.md", os.mkfifo, ["unreadable-note"], id="a pipe"),
        pytest.param("b.md", _bind, ["unreadable-note"], id="a socket"),
        pytest.param("b.md", lambda path: path.symlink_to("b.md"), ["unreadable-note"], id="a link to itself"),
        pytest.param("b.md", lambda path: path.symlink_to("nowhere"), ["unreadable-note"], id="a link to nothing"),
        pytest.param("b.md", _sparse, ["oversized-note"], id="4 GB of holes"),
        pytest.param("b.canvas", _sparse, ["oversized-note"], id="a canvas of 4 GB"),
        pytest.param("b.txt", _sparse, [], id="a text of 4 GB is no note"),
        pytest.param("b.md", os.mkdir, [], id="a folder with a note's name"),
        pytest.param("b.md", lambda path: path.symlink_to(__file__), [], id="a link out of the vault"),
        pytest.param("b.md", lambda path: path.symlink_to("/dev/zero"), ["unreadable-note"],
                     id="a link to a device"),
        pytest.param("b", lambda path: path.symlink_to("."), [], id="a folder in itself"),
        pytest.param("b", lambda path: path.symlink_to(".."), [], id="a folder above"),
        pytest.param("b.png", os.mkfifo, [], id="a pipe that nobody reads"),
        pytest.param(".gitignore", os.mkfifo, [], id="a pipe for patterns"),
        pytest.param(".gitignore", os.mkdir, [], id="a folder for patterns"),
        pytest.param(".gitignore", _sparse, [], id="4 GB of patterns"),
        pytest.param("pyproject.toml", os.mkfifo, [], id="a pipe for a project"),
        pytest.param("pyproject.toml", _sparse, [], id="a project of 4 GB"),
        pytest.param(".obsidian", os.mkfifo, [], id="a pipe for Obsidian"),
        pytest.param(".obsidian", lambda path: path.symlink_to("/"), [], id="a link for Obsidian"),
        pytest.param(".obsidian/app.json", os.mkfifo, [], id="a pipe for settings"),
        pytest.param(".obsidian/app.json", os.mkdir, [], id="a folder for settings"),
        pytest.param(".obsidian/app.json", _sparse, [], id="settings of 4 GB"),
        pytest.param(".obsidian/types.json", lambda path: path.symlink_to("/dev/zero"), [], id="a device for types"),
        pytest.param("vault.toml", os.mkfifo, None, id="a pipe for a configuration"),
        pytest.param("vault.toml", os.mkdir, None, id="a folder for a configuration"),
        pytest.param("vault.toml", lambda path: path.symlink_to(__file__), None, id="a link for a configuration"),
        pytest.param("vault.toml", _sparse, None, id="a configuration of 4 GB"),
        pytest.param("vault.toml", lambda path: path.write_bytes(b"\xff"), None, id="a configuration in Latin 1"),
        pytest.param("vault.toml", lambda path: path.write_bytes(b"\0"), None, id="a configuration of NUL"),
    ],
)  # fmt: skip
def test_what_is_no_file(name, make, expected, tmp_path):
    """None: the request cannot be carried out."""
    write_vault(tmp_path, {"a.md": "[[a]]"})
    (tmp_path / name).parent.mkdir(exist_ok=True)
    make(tmp_path / name)
    with at_most(4):
        outcome = vault(tmp_path, "check", "--output-format", "json", "--ignore", "missing-property,self-link")
    if expected is None:
        assert outcome.code == 2
    else:
        assert [finding["rule"] for finding in json.loads(outcome.out)["findings"]] == expected
    assert vault(tmp_path, "doctor").code in (0, 1)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(PermissionError(13, "Permission denied"), id="not allowed"),
        pytest.param(FileNotFoundError(2, "No such file or directory"), id="gone"),
        pytest.param(OSError(5, "Input/output error"), id="the disk fails"),
    ],
)
@pytest.mark.parametrize("reads", [pytest.param(0, id="at once"), pytest.param(1, id="after it was read once")])
def test_a_note_that_cannot_be_opened(error, reads, tmp_path, monkeypatch):
    write_vault(tmp_path, {"a.md": "[[b]] [[zz]]", "b.md": "[[a]]"})
    left = [reads]
    original = os.open

    def fail(path, *arguments, **options):
        if os.fspath(path).endswith("a.md"):
            if not left[0]:
                raise error
            left[0] -= 1
        return original(path, *arguments, **options)

    monkeypatch.setattr(os, "open", fail)
    outcome = vault(tmp_path, "check", "--output-format", "json", "--ignore", "missing-property")
    expected = ["broken-link"] if reads else ["unreadable-note"]
    assert [finding["rule"] for finding in json.loads(outcome.out)["findings"]] == expected


@on_posix
def test_a_folder_deeper_than_paths_can_be(tmp_path):
    descriptor = os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=descriptor)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(os.open("n.md", os.O_CREAT | os.O_WRONLY, dir_fd=descriptor))
    os.close(descriptor)
    assert b"unreadable-note" in vault(tmp_path, "check").out


@on_posix
@pytest.mark.parametrize(
    ("files", "command"),
    [
        pytest.param({".gitignore": "[z-a]\n"}, "check", id="a range the wrong way round"),
        pytest.param({".gitignore": "?" * 20_000}, "check", id="a pattern too large"),
        pytest.param({".gitignore": "".join(f"x{i}*\n" for i in range(15_000))}, "check", id="too many patterns"),
        pytest.param({".gitignore": "**/" * 2000 + "\n(a+)+$\n[\n[!\n\\\n!\n\0\n"}, "check", id="odd patterns"),
        pytest.param({".gitignore": b"*.png\n\xff*\n"}, "check", id="a pattern that is not UTF-8"),
        pytest.param({os.fsdecode(b"\xff.md"): "#a", ".gitignore": "*.png\n"}, "check", id="a name that is not UTF-8 and .gitignore"),
        pytest.param({os.fsdecode(b"\xff.md"): "#a", "vault.toml": "[per-file-ignores]\n'*.md' = ['broken-link']\n"},
                     "check", id="a name that is not UTF-8 and ignores"),
        pytest.param({os.fsdecode(b"\xff.md"): "#a"}, "check", id="a name that is not UTF-8"),
        pytest.param({os.fsdecode(b"\xff.md"): "#a", ".obsidian/app.json": '{"userIgnoreFilters":["/a/"]}'}, "tags", id="a name that is not UTF-8 and Obsidian's filters"),
        pytest.param({".obsidian/app.json": b'{"userIgnoreFilters":["\xff"]}'}, "check",
                     id="settings that are not UTF-8"),
        pytest.param({".obsidian/app.json": b"\xff"}, "check", id="settings that are nothing"),
        pytest.param({".obsidian/app.json": "[" * 100_000}, "check", id="settings in brackets"),
        pytest.param({".obsidian/app.json": '{"userIgnoreFilters":{"a":1},"newLinkFormat":[],"attachmentFolderPath":3}',
                      ".obsidian/types.json": '{"types":[1]}'}, "tags", id="settings of wrong types"),
        pytest.param({".obsidian/app.json": '{"userIgnoreFilters":[1,null,"/(/","//","/","/(?=a)/","/(a+)+$/",""]}',
                      ".obsidian/types.json": '{"types":{"a":1,"b":[],"title":"number","d":{}}}'}, "tags",
                     id="filters of wrong types"),
    ],
)  # fmt: skip
def test_settings_never_crash(files, command, tmp_path):
    with at_most(8):
        outcome = vault(write_vault(tmp_path, {"n.md": "#a", **files}), command)
    assert outcome.code in (0, 1), outcome.err.decode()


# -- configuration ---------------------------------------------------------------------------------------------------

_FIELD = '[[rule]]\nid = "r"\nkind = "properties"\n[rule.fields.k]\n'


@pytest.mark.parametrize(
    "toml",
    [
        pytest.param("x = " + "9" * 5000, id="a number of 5,000 digits"),
        pytest.param("[vault]\nlang = 0x" + "f" * 5000, id="a hexadecimal number of 5,000 digits"),
        pytest.param(_FIELD + "min = 0x" + "f" * 5000, id="a limit of 5,000 digits"),
        pytest.param(_FIELD + "min = nan\nmax = inf\nenum = [nan, -inf]", id="no numbers"),
        pytest.param(_FIELD + "min = 1e999999\nmax = 99999999999999999999", id="numbers beyond all bounds"),
        pytest.param("[vault]\nlang" + ".a" * 2000 + " = 1", id="a deep dotted key"),
        pytest.param("a = " + "[" * 5000 + "]" * 5000, id="deep lists"),
        pytest.param("a = " + "{a=" * 300 + "1" + "}" * 300, id="deep tables"),
        pytest.param("[" + "a." * 2000 + "a]", id="a deep header"),
        pytest.param("rule = [1, 'x', [], {}]", id="house rules that are no tables"),
        pytest.param("[rule]\nid = 'x'", id="one house rule that is no list"),
        pytest.param("rules = [1]\nscopes = 3\nvault = 'x'\nper-file-ignores = [[]]", id="sections of wrong types"),
        pytest.param("[vault]\nlang = 2024-01-01\nexclude = [2024-01-01T00:00:00Z, 00:00:00]\nproperty-aliases = 1.5",
                     id="dates for texts"),
        pytest.param("[[rule]]\nid = 2024-01-01\nkind = 1.5\nfiles = 'x'\nexclude = [1]\nmessage = []\ndoc = {}\n"
                     "severity = []", id="a house rule of wrong types"),
        pytest.param(_FIELD + "min = 2024-01-01T00:00:00Z\nmax = 00:00:00\nenum = [2024-01-01, []]\npattern = 1\n"
                     "min-length = 1.5\nrequired = 'x'\ntype = []\n[rule.when]\nproperty = 1", id="wrong options"),
        pytest.param("[[rule]]\nid = 'r'\nkind = 'properties'\nfields = 3\nwhen = []", id="scalars for tables"),
        pytest.param("[rules]\nbroken-link = 2024-01-01\nself-link = []\n[rules.missing-property]\nrequired = 'x'\n"
                     "severity = 3\n[rules.wrong-property-type]\ntypes = {k = [], title = {}, z = 'no'}", id="rules"),
        pytest.param("[vault.property-aliases]\na = ['b']\nb = ['a']", id="aliases of each other"),
        pytest.param("[scopes]\na = ['@a']\nb = ['@', '@@', '@b\\u001b']", id="scopes of themselves"),
        pytest.param("[vault]\nexclude = ['[z-a]']", id="a pattern with a range the wrong way round"),
        pytest.param("[vault]\nexclude = ['" + "?" * 20_000 + "']", id="a pattern too large"),
        pytest.param("[vault]\nexclude = ['../../**', '/etc/**', '[', '///', '" + "*" * 1000 + "', '(a+)+$']",
                     id="patterns"),
        pytest.param(_FIELD + "pattern = '(a+)+$'", id="a pattern that backtracks elsewhere"),
        pytest.param(_FIELD + "pattern = '(?=a)'", id="look-around"),
        pytest.param(_FIELD + "pattern = '" + "(" * 100_000 + "'", id="a pattern in brackets"),
        pytest.param(_FIELD + "pattern = '((((a{100}){100}){100}){100})'", id="a pattern that would be large"),
        pytest.param(_FIELD + "pattern = '[字'", id="a pattern that ends in Chinese"),
        pytest.param(_FIELD + "max = 'today+99999d'\nmin = 'today-99999d'", id="far days"),
    ],
)  # fmt: skip
def test_a_configuration_never_crashes(toml, tmp_path):
    write_vault(tmp_path, {"n.md": "---\ntitle: a\nk: 5\n---\n[[x]]\n", "vault.toml": toml})
    for command in (["check", "--output-format", "json"], ["config", "show", "--output-format", "json"], ["config",
                     "show"], ["doctor"], ["tags"]):  # fmt: skip
        with at_most(4):
            outcome = vault(tmp_path, *command)
        assert outcome.code in (0, 1, 2), outcome.err.decode()
        assert list(forgeries("text", outcome.err)) == []


# -- the command line -------------------------------------------------------------------------------------------------


_OUTSIDE = ("..", "/", "../../etc/passwd")


@on_posix
@pytest.mark.parametrize(
    ("argument", "code"),
    [
        pytest.param("", 2, id="nothing"),
        pytest.param("..", 2, id="above the vault"),
        pytest.param("/", 2, id="the root"),
        pytest.param("../../etc/passwd", 2, id="far outside"),
        pytest.param("nope", 2, id="not there"),
        pytest.param("-x", 2, id="an option"),
        pytest.param(b"\xff", 2, id="not UTF-8"),
        pytest.param("a" * 100_000, 2, id="100 KB"),
        pytest.param("/" * 100_000 + "x", 2, id="100 KB of slashes"),
        pytest.param("a\n::error::b\x1b[31m\u202e", 2, id="a command and an escape"),
        pytest.param("n.md", 0, id="a note"),
    ],
)
@pytest.mark.parametrize("command", ["check", "links", "backlinks", "tags"])
def test_paths_are_words(command, argument, code, tmp_path):
    write_vault(tmp_path, {"vault.toml": "[rules]\nmissing-property = 'off'\n", "n.md": ""})
    outcome = vault(tmp_path, *(["-C", "."] if argument in _OUTSIDE else []), command, "--", argument)
    assert outcome.code == code, outcome.err.decode()
    assert [*forgeries("text", outcome.out), *forgeries("text", outcome.err)] == []


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["rule", "a\n::error::b\x1b[31m\u202e"], id="a rule"),
        pytest.param(["rule", "a" * 100_000], id="a rule of 100 KB"),
        pytest.param(["check", "--select", "\x1b[31m\n::error::"], id="a selection"),
        pytest.param(["check", "--fail-on", "\x1b[31m\n::error::"], id="a choice"),
        pytest.param(["check", "--\x1b[31m\n::error::"], id="an option"),
        pytest.param(["check", "-\udcff"], id="an option that is not UTF-8"),
        pytest.param(["-C", "\x1b[31m\n::error::", "check"], id="a vault"),
        pytest.param(["-C", "", "check"], id="no vault"),
        pytest.param(["a\n::error::b"], id="a command"),
        pytest.param(["-C", ".", "check", "nope"], id="a path that is not in the vault that was named"),
    ],
)  # fmt: skip
def test_arguments_that_mean_nothing(arguments, tmp_path):
    outcome = vault(write_vault(tmp_path, {"vault.toml": "", "n.md": ""}), *arguments)
    assert outcome.code == 2
    assert outcome.out == b""
    assert list(forgeries("text", outcome.err)) == []


@on_posix
@pytest.mark.parametrize(
    ("redirection", "code", "is_silent"),
    [
        pytest.param("| head -1 >/dev/null; exit ${PIPESTATUS[0]}", 1, True, id="a reader that has seen enough"),
        pytest.param(
            "--exit-zero | true; exit ${PIPESTATUS[0]}",
            0,
            True,
            id="a reader that is gone, and no failure",
        ),
        pytest.param("> /dev/full", 2, False, id="a disk that is full"),
        pytest.param(">&-", 2, False, id="no standard output"),
        pytest.param("nope 2>&-", 2, True, id="no standard error"),
        pytest.param(">/dev/null <&-", 1, True, id="no standard input"),
    ],
)
def test_streams(redirection, code, is_silent, tmp_path):
    write_vault(tmp_path, {f"{i}.md": "[[x]]\n" * 400 for i in range(5)} | {"vault.toml": ""})
    command = f"{sys.executable} -m vault_tools check {redirection}"
    process = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert process.returncode == code
    assert process.stdout == b""
    assert b"Traceback" not in process.stderr
    assert bool(process.stderr) != is_silent


@on_posix
def test_an_interrupt(tmp_path):
    """Sent while a note is read that does not end: a pipe is refused, so that a slow disk is played."""
    write_vault(tmp_path, {f"{i}.md": "[[x]] [[y#z]]\n" * 3000 for i in range(40)})
    script = "import os, sys, time, vault_tools.files as files, vault_tools.cli as cli\n" \
        "original = os.open\n" \
        "def slow(path, *rest, **more):\n" \
        "    if str(path).endswith('9.md'):\n" \
        "        print('now', flush=True); time.sleep(30)\n" \
        "    return original(path, *rest, **more)\n" \
        "os.open = slow\nsys.argv = ['vault', 'check']\ncli.main()\n"  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"now\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in errors


@on_posix
@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"LC_ALL": "C"}, id="C locale"),
        pytest.param({"LANG": "zh_CN.UTF-8", "LANGUAGE": "zh"}, id="Chinese locale"),
        pytest.param(
            {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            id="ASCII names",
        ),
        pytest.param({"PYTHONIOENCODING": "ascii:strict"}, id="ASCII output"),
        pytest.param({"PYTHONHASHSEED": "1"}, id="a hash seed"),
        pytest.param({"PYTHONHASHSEED": "77"}, id="another hash seed"),
        pytest.param({"TZ": "Pacific/Kiritimati"}, id="first time zone"),
        pytest.param({"TZ": "America/Adak"}, id="last time zone"),
        pytest.param({"COLUMNS": "20", "TERM": "dumb"}, id="a narrow terminal"),
    ],
)
def test_output_does_not_depend_on_the_machine(environment, tmp_path):
    write_vault(tmp_path, {
        "文.md": "[[b]] [[文]] [[文#x]] #标签，后\n" * 3, "b/文.md": "[[文]]", "c.canvas": "{", "vault.toml": "",
    })  # fmt: skip
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON", "TZ"))}
    outputs = [
        subprocess.run([*COMMAND, "check"], cwd=tmp_path, env=clean | added, capture_output=True, check=False)
        for added in ({"LC_ALL": "C.UTF-8"}, environment)
    ]
    assert outputs[0].returncode == 1
    assert (outputs[0].stdout, outputs[0].stderr) == (outputs[1].stdout, outputs[1].stderr)


# -- fuzzing ---------------------------------------------------------------------------------------------------------

_SEEDS = (
    "---\ntitle: a\n发布日期: 2024-01-01\n来源: [x, 'y']\naliases: &a [b]\ntags: *a\nq: \"[[n#h]]\"\n---\n"
    "# h ^id\n\n[[n#h|x]] ![[m.png]] [a](<b c> 'd') [e]: f\n\n> [!note] #t，x\n> - [ ] `c` $m$ %% k %% <b>[[x]]</b>\n\n"
    "| a | b |\n|---|---|\n| [[a\\|b]] | #t |\n\n```x\n[[y]]\n```\n\n[^1]: z [^1] ^[i] ^b-1\n\n%%\nx\n%%\n$$\ny\n$$\n"
    "%% vault-ignore broken-link -- r %%\n<!-- vault-ignore-file -->\n<<<<<<< a\n=======\n>>>>>>> b\n",
    '{"nodes":[{"id":"a","type":"file","file":"n.md","subpath":"#h"},{"id":"b","type":"text","text":"[[x]]\\u4e2d"},'
    '{"id":"c","type":"link","url":"http://a"},{"id":"d","type":"group","background":"p.png"}],'
    '"edges":[{"id":"e","fromNode":"a","toNode":"b"}]}',
    'filters:\n  and:\n    - file.hasLink("n")\nviews:\n  - type: table\n    name: x\n  - name: &y z\nformulas: {a: "1"}\n',
)
_TOKENS = (
    *"[]()<>{}!#^|`$%\\*_~=-+.:;,&'\"/?@ \n\r\t\0", "[[", "]]", "](", "![[", "```", "~~~", "$$", "%%", "<!--", "-->",
    "---\n", "\n\n", "> ", "- ", "1. ", "# ", "    ", "[^1]", "[^1]: ", "\ufeff", "\u2028", "\u200b", "\u202e", "中",
    "，", "\U0001f600", "\\ud800", "&a ", "*a", "!!x ", "|-|", "<div>", "</b>", "::error::", "##[", "%0A", "\x1b[31m",
)  # fmt: skip


def _mutated(seed, dice):
    for _ in range(dice.randint(1, 12)):
        place, length = dice.randrange(len(seed) + 1), dice.choice((0, 0, 1, 2, 10, 60))
        piece = dice.choice(_TOKENS) * dice.choice((1, 1, 1, 2, 5, 40))
        if dice.random() < 0.2:  # something from elsewhere
            start = dice.randrange(len(seed) or 1)
            piece = seed[start : start + dice.randint(1, 80)]
        seed = seed[:place] + piece + seed[place + length :]
    return seed


def _fuzz(count, seed, root):
    dice = random.Random(seed)
    names = ("n.md", "c.canvas", "b.base")
    for number in range(count):
        files = {name: _mutated(text, dice).encode() for name, text in zip(names, _SEEDS, strict=True)}
        if dice.random() < 0.1:  # torn bytes
            name = dice.choice(names)
            place = dice.randrange(len(files[name]) or 1)
            files[name] = files[name][:place] + bytes([dice.randrange(256)]) + files[name][place + 1 :]
        write_vault(root, {"m.md": "# h\n", **files})
        output_format = FORMATS[number % len(FORMATS)]
        with at_most(1):
            outcome = vault(root, "check", "--output-format", output_format)
        assert outcome.code in (0, 1), (files, outcome.err.decode())
        yield files, [*forgeries(output_format, outcome.out), *forgeries("text", outcome.err)]


@on_posix
def test_some_mutations_do_not_crash(tmp_path):
    for _ in _fuzz(60, 20261122, tmp_path):
        pass


@on_posix
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_mutations_do_not_crash(seed, tmp_path):
    for files, forged in _fuzz(1000, seed, tmp_path):
        assert [words for words in forged if "old kind" not in words] == [], files
