"""What starting up costs: which modules a command imports, in a process of its own.

Rows are exact about libraries and slow modules of Python, which somebody waits for. Of our own units a row names those
that a command may import: who adds one has to think of what that costs.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from repositories import Repo
from support import write_vault

SLOW = {
    "argparse", "asyncio", "concurrent.futures", "csv", "ctypes", "difflib", "email", "hashlib", "http",
    "importlib.metadata", "importlib.resources", "json", "logging", "multiprocessing", "pathlib", "pickle", "random",
    "socket", "sqlite3", "ssl", "subprocess", "tempfile", "tomllib", "urllib.parse", "urllib.request", "xml", "zipfile",
}  # fmt: skip
"""Modules of Python of which some take milliseconds, and click takes none."""
OF_TESTS = {"__main__", "__mp_main__", "typing_extensions", "sitecustomize", "usercustomize", "_distutils_hack"}
"""What is not ours: how the process was started, and what is only there because the tests are installed."""
PROBE = """
import os, sys, time
time.time_ns = lambda clock=time.time_ns: clock() + 60 * 10**9  # what was written just now is old by then
def leave(code, really=os._exit):
    with open(sys.argv[0], "w", encoding="utf-8") as file:
        file.write("\\n".join(sys.modules))
    really(code)
os._exit = leave
from vault_tools.__main__ import main
main()
"""


def imported(folder: Path, *arguments: str, **variables: str) -> set[str]:
    """Run the command in a process of its own, and return the names of all modules that it imported."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("VAULT_TOOLS_", "PYTHON"))}
    environment["XDG_CACHE_HOME"] = os.environ["VAULT_TOOLS_CACHE_DIR"]
    report = folder.with_name(f"{folder.name}-modules")
    code = f"import sys; sys.argv[0] = {os.fspath(report)!r}\n{PROBE}"
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder, env=environment | variables, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return set(report.read_text("utf-8").splitlines())


def libraries(found: set[str]) -> set[str]:
    """Return what of modules is neither Python's nor ours: the names of their packages."""
    packages = {name.partition(".")[0] for name in found if getattr(sys.modules.get(name), "__spec__", True)}
    return packages - sys.stdlib_module_names - OF_TESTS - {"vault_tools"}


def units(found: set[str]) -> set[str]:
    """Return which units of ours are among modules; those of the command line by their own names."""
    ours = (name.removeprefix("vault_tools.") for name in found if name.startswith("vault_tools."))
    return {name if name.startswith("cli.") else name.partition(".")[0] for name in ours}


FLAT = "---\ntitle: 甲\n发布日期: 2024-01-05\n来源:\n  - 书\n---\n\n# 甲\n\n[[b#^x]] `c`\n"
SOUND = {"a.md": FLAT, "b.md": FLAT.replace("b#^x", "a") + "\nx ^x\n"}
FILES = SOUND | {".gitignore": "*.tmp\n.trash/\n", "vault.toml": '[vault]\nexclude = ["x/**"]\n'}
TAGS = '[[rule]]\nid = "t"\nkind = "tags"\nmax-tags = 3\n'
SPACING = '[rules]\ncjk-spacing = "warning"\n'

# -- what each command may import ------------------------------------------------------------------------------

START = {
    "__main__", "cli", "cli.completing", "cli.output", "cli.paths", "cli.session", "errors", "messages", "report", "version",
}  # fmt: skip
"""What comes with every command."""
CHECK_OPTIONS = START | {
    "cli.baselining", "cli.changing", "cli.check", "cli.destinations", "cli.fixing", "cli.option_groups", "cli.outputs",
    "cli.presenting", "cli.selecting", "spelling",
}  # fmt: skip
NAMES = START | {"config", "discover", "files", "findings", "model", "trees"}
"""What it takes to find a vault, and to say something about it."""
VAULT = NAMES | {
    "api", "cache", "card", "clock", "databases", "edition", "globs", "loading", "lookout", "obsidian", "parse", "passages",
    "patterns", "places", "properties", "resolve", "rows", "rules", "scan", "spelling", "spellings", "texts", "tracking", "untracked", "vault",
}  # fmt: skip
"""What it takes to read a vault; the rules, because they are part of the configuration."""
CHECK = CHECK_OPTIONS | VAULT | {
    "assignment", "changes", "check_setup", "checking", "engine", "git", "ledger", "placing", "positions",
    "recollection", "ruleset", "suggest", "suppression",
}  # fmt: skip
KEEPING = CHECK | {"change", "memory"}
CHANGE = KEEPING | {"baseline", "comparison", "differences"}
SAME = CHECK_OPTIONS | NAMES | {"clock", "edition", "git", "memory", "places"}
"""What it takes to see that nothing has changed, and to print what was found then."""
TAB = {"cli.shells", "cli.typed"}
SEARCH = VAULT | {"cli.engines", "cli.found", "cli.search", "search"}

KEPT = {"hashlib", "sqlite3", "tomllib"}
"""A configuration is TOML, and facts are in a file of SQLite under hashes."""
WHOOSH = {
    "asyncio", "concurrent.futures", "email", "http", "logging", "pickle", "random", "socket", "ssl", "subprocess",
    "tempfile", "urllib.parse", "urllib.request",
}  # fmt: skip
"""Imported by Whoosh, and used by nobody."""
PARSER = "vault_tools.parse.note"


class Row(NamedTuple):
    """A command, and what it imports; `parses` says whether the parser is part of that.

    It runs in a vault that is the work tree of a repository if it `has_git`, after the same command if it `is_warm`,
    and after a note has been `changed` since then. `typed` is a line that a shell completes.
    """

    arguments: str
    libraries: set[str]
    slow: set[str]
    units: set[str]
    parses: bool = False
    has_git: bool = False
    is_warm: bool = False
    is_changed: bool = False
    typed: str = ""


ROWS = {
    "the version": Row("--version", {"click"}, set(), START),
    "help": Row("--help", {"click"}, set(), START),
    "help of a command": Row("check --help", {"click"}, set(), CHECK_OPTIONS),
    "a cold check": Row("check", {"click", "msgspec"}, KEPT, KEEPING, parses=True),
    "a check where nothing has changed": Row("check", {"click", "msgspec"}, {"hashlib"}, SAME, is_warm=True),
    "a check of what was changed": Row("check", {"click", "msgspec"}, KEPT, KEEPING, parses=True, is_warm=True, is_changed=True),
    "a check without cache": Row("check --no-cache", {"click", "msgspec"}, {"tomllib"}, CHECK - {"cache", "databases", "edition", "places", "rows"}, parses=True),
    "the hook": Row("check --hook", {"click", "msgspec"}, KEPT | {"subprocess"}, CHANGE, has_git=True, is_warm=True),
    "what is staged": Row("check --staged", {"click", "msgspec"}, KEPT | {"subprocess"}, CHANGE, has_git=True, is_warm=True),
    "a list of links": Row("links a", {"click", "msgspec"}, KEPT, VAULT | {"cli.links", "cli.listing", "positions"}, is_warm=True),
    "a list of tags": Row("tags", {"click", "msgspec"}, KEPT, VAULT | {"cli.listing", "cli.tags"}, is_warm=True),
    "a search": Row("search 甲", {"cached_property", "click", "msgspec", "whoosh"}, KEPT | WHOOSH, SEARCH, is_warm=True),
    "a search with tantivy": Row("search --engine tantivy 甲", {"click", "msgspec", "tantivy"}, KEPT, SEARCH, is_warm=True),
    "TAB for a command": Row("", {"click"}, set(), START | TAB, typed="vault "),
    "TAB for an option": Row("", {"click"}, set(), CHECK_OPTIONS | TAB, typed="vault check --"),
    "TAB for a rule": Row(
        "", {"click", "msgspec"}, {"tomllib"},
        CHECK_OPTIONS | NAMES | TAB | {"card", "globs", "lookout", "passages", "patterns", "properties", "resolve", "rules", "spellings", "tracking", "vault"},
        typed="vault check --select ",
    ),
    "TAB for a note": Row(
        "", {"click", "msgspec"}, set(), NAMES | TAB | {"cli.links", "cli.listing", "globs", "patterns", "resolve"}, typed="vault links "
    ),
    "TAB for a tag": Row(
        "", {"click", "msgspec"}, {"hashlib", "sqlite3"},
        NAMES | TAB | {"cache", "rows", "cli.engines", "cli.found", "databases", "cli.query_words", "cli.search", "edition", "places", "vocabulary"},
        typed="vault search tag:",
    ),
}  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is imported, with much of Python")
@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in ROWS.items()])
def test_a_command_imports_what_it_needs(tmp_path: Path, row: Row) -> None:
    folder = write_vault(tmp_path / "vault", FILES)
    if row.has_git:
        repo = Repo(folder)
        repo.git("init", "--quiet")
        repo.commit()
        repo.add({"a.md": f"{FLAT}\n乙\n"})
    variables = {"_VAULT_COMPLETE": "bash_complete", "COMP_WORDS": row.typed} if row.typed else {}
    if row.is_warm:
        imported(folder, *row.arguments.split())
    if row.is_changed:
        write_vault(folder, {"a.md": f"{FLAT}\n乙\n"})
    found = imported(folder, *row.arguments.split(), **variables)
    assert libraries(found) ^ row.libraries == set()
    assert (found & SLOW) ^ row.slow == set()
    assert units(found) ^ row.units == set()
    assert (PARSER in found) is row.parses


# -- what a vault may need besides -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "library", "is_imported"),
    [
        pytest.param({}, "yaml", False, id="flat front matter needs no YAML library"),
        pytest.param({}, "frontmatter", False, id="nor python-frontmatter"),
        pytest.param({"c.md": FLAT.replace("- 书", "- {书: 1}")}, "yaml", True, id="nested front matter does"),
        pytest.param({}, "re2", False, id="no ignores, no patterns"),
        pytest.param({".gitignore": "x.md\n*.tmp\n/y/**\n"}, "re2", False, id="names are compared"),
        pytest.param({".gitignore": "x?.md\n"}, "re2", True, id="wildcards are matched"),
        pytest.param({}, "tomllib", False, id="no configuration, no TOML"),
        pytest.param({"vault.toml": ""}, "tomllib", True, id="a configuration needs TOML"),
        pytest.param({"vault.toml": ""}, "vault_tools.config.toml_mistakes", False, id="one without mistakes"),
        pytest.param({"vault.toml": ""}, "vault_tools.rules.tags", False, id="no house rules, no kinds"),
        pytest.param({"vault.toml": TAGS}, "vault_tools.rules.tags", True, id="a kind that is used"),
        pytest.param({"vault.toml": TAGS}, "vault_tools.rules.sections", False, id="a kind that is not used"),
        pytest.param({}, "vault_tools.wording.meetings", False, id="a rule that is off"),
        pytest.param({"vault.toml": SPACING}, "vault_tools.wording.meetings", True, id="a rule that is on"),
        pytest.param({}, "json", False, id="no canvas, no JSON"),
        pytest.param({"c.canvas": "{}"}, "json", True, id="a canvas needs JSON"),
        pytest.param({}, "difflib", False, id="nothing broken, nothing to suggest"),
        pytest.param({}, "mistune", False, id="nothing is rendered"),
        pytest.param({}, "sqlite3", True, id="facts are kept in a file of SQLite"),
        pytest.param({}, "platformdirs", sys.platform != "linux", id="in the user's cache folder"),
    ],
)
def test_a_check_imports_what_a_vault_needs(
    tmp_path: Path, files: dict[str, str], library: str, is_imported: bool
) -> None:
    write_vault(tmp_path / "vault", {**SOUND, ".git": "", **files})
    assert (library in imported(tmp_path / "vault", "check", "--ignore", "wrong-property-type")) is is_imported


@pytest.mark.parametrize(
    ("option", "unwanted"),
    [
        pytest.param("--no-cache", {"platformdirs", "sqlite3"}, id="nothing is kept"),
        pytest.param("--cache-dir=../kept", {"platformdirs"}, id="the folder is known"),
    ],
)
def test_a_check_asked_for_a_place_does_not_look_for_one(tmp_path: Path, option: str, unwanted: set[str]) -> None:
    found = imported(write_vault(tmp_path / "vault", SOUND), "check", option)
    assert "vault_tools.engine" in found
    assert found & unwanted == set()


def test_nobody_looks_for_garbage_while_modules_are_imported(tmp_path: Path) -> None:
    code = """
import gc, sys
switch_off = gc.disable
def disable():
    print("vault_tools" in sys.modules, "vault_tools.cli" in sys.modules, "click" in sys.modules, flush=True)
    switch_off()
gc.disable = disable
from vault_tools.__main__ import main
main()
"""
    run = subprocess.run(
        [sys.executable, "-c", code, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[0] == "True False False"
