"""The picture of the architecture, executed: who knows whom, and who may import what."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import vault_tools
from vault_tools.cache import SOURCES
from vault_tools.rules import RULES, kinds

PACKAGE = Path(vault_tools.__file__).parent
MAX_LINES = 350

# Each unit, a module or folder of the package, and the units it may import, at once or later. From the top down:
# a unit knows only units that stand below it.
LAYERS: dict[str, set[str]] = {
    "__main__": {"cli"},
    "cli": {
        "__init__",
        "api",
        "inference",
        "survey",
        "report",
        "fixing",
        "memory",
        "ratchet",
        "config",
        "search",
        "rules",
        "vault",
        "vocabulary",
        "cache",
        "holdings",
        "places",
        "parse",
        "resolve",
        "properties",
        "obsidian",
        "git",
        "discover",
        "changes",
        "findings",
        "model",
        "errors",
        "messages",
        "trees",
        "positions",
        "spelling",
    },
    "__init__": {"api", "config", "search", "vault", "findings", "model", "errors", "version"},
    "api": {
        "fixing",
        "checking",
        "check_setup",
        "memory",
        "suggest",
        "ratchet",
        "loading",
        "config",
        "search",
        "engine",
        "ledger",
        "vault",
        "scan",
        "cache",
        "places",
        "parse",
        "changes",
        "findings",
        "model",
        "errors",
        "trees",
        "files",
    },
    "inference": {"survey", "report", "rules", "vault", "properties", "findings", "model", "messages", "spelling"},
    "survey": {"vault", "criteria", "passages", "properties", "model"},
    "report": {"rules", "findings", "messages", "version"},
    "fixing": {"vault", "scan", "parse", "resolve", "findings", "model", "files", "differences"},
    "checking": {"comparison", "check_setup", "config", "vault", "findings"},
    "comparison": {
        "check_setup",
        "change",
        "loading",
        "config",
        "ruleset",
        "rules",
        "vault",
        "scan",
        "discover",
        "changes",
        "findings",
        "model",
        "errors",
    },
    "check_setup": {
        "memory",
        "ratchet",
        "baseline",
        "loading",
        "config",
        "engine",
        "recollection",
        "ruleset",
        "vault",
        "changes",
        "findings",
        "trees",
    },
    "memory": {
        "suggest",
        "change",
        "loading",
        "config",
        "recollection",
        "ruleset",
        "vault",
        "edition",
        "card",
        "git",
        "discover",
        "changes",
        "findings",
        "model",
        "errors",
        "messages",
        "trees",
        "files",
        "clock",
    },
    "suggest": {"vault", "resolve", "findings", "spelling"},
    "ratchet": {
        "baseline",
        "engine",
        "placing",
        "recollection",
        "ruleset",
        "vault",
        "findings",
        "model",
        "errors",
        "trees",
    },
    "change": {
        "baseline",
        "placing",
        "ruleset",
        "vault",
        "editing",
        "card",
        "changes",
        "findings",
        "model",
        "positions",
        "differences",
    },
    "baseline": {"findings", "errors", "trees", "files"},
    "loading": {
        "untracked",
        "config",
        "vault",
        "workers",
        "scan",
        "cache",
        "obsidian",
        "discover",
        "model",
        "errors",
        "trees",
        "clock",
    },
    "untracked": {"tracking", "resolve", "git", "discover", "globs", "errors", "trees"},
    "config": {
        "ruleset",
        "rules",
        "criteria",
        "properties",
        "dates",
        "discover",
        "globs",
        "findings",
        "errors",
        "messages",
        "trees",
        "patterns",
        "spelling",
    },
    "search": {
        "vault",
        "cache",
        "edition",
        "parse",
        "resolve",
        "properties",
        "model",
        "errors",
        "messages",
        "files",
        "patterns",
        "spelling",
    },
    "engine": {
        "assignment",
        "ledger",
        "suppression",
        "placing",
        "recollection",
        "ruleset",
        "rules",
        "vault",
        "findings",
        "model",
        "messages",
        "positions",
    },
    "assignment": {"ledger", "ruleset", "rules", "vault", "globs", "model"},
    "ledger": {"rules", "findings"},
    "suppression": {"model"},
    "placing": {"recollection", "ruleset", "findings", "model", "positions"},
    "recollection": {"ruleset", "findings"},
    "ruleset": {"rules", "findings"},
    "rules": {
        "wording",
        "vault",
        "editing",
        "criteria",
        "resolve",
        "passages",
        "properties",
        "paths",
        "globs",
        "findings",
        "model",
        "messages",
        "patterns",
        "positions",
        "spelling",
        "urls",
        "similar",
    },
    "wording": {
        "vault",
        "criteria",
        "resolve",
        "passages",
        "findings",
        "model",
        "messages",
        "patterns",
        "literals",
        "positions",
    },
    "vault": {"tracking", "card", "resolve", "passages", "lookout", "properties", "model", "spellings"},
    "workers": {"scan", "cache", "edition", "parse", "paths", "model", "trees"},
    "scan": {"cache", "parse", "model", "trees", "files"},
    "vocabulary": set(),
    "cache": {"edition", "databases", "model", "rows"},
    "edition": set(),
    "databases": set(),
    "holdings": {"places"},
    "places": {"errors", "files"},
    "editing": {"parse", "passages", "dates", "findings", "model"},
    "parse": {"properties", "model"},
    "criteria": {"resolve", "properties", "dates", "globs", "model", "messages", "patterns", "literals", "urls"},
    "tracking": {"resolve", "model"},
    "card": {"resolve", "model"},
    "resolve": {"model"},
    "passages": {"lookout", "properties", "model"},
    "lookout": {"patterns"},
    "properties": {"model", "messages", "spelling"},
    "obsidian": {"trees", "patterns"},
    "dates": set(),
    "paths": set(),
    "git": {"discover", "changes", "findings", "errors", "trees", "files", "spelling"},
    "discover": {"globs", "trees"},
    "globs": {"patterns"},
    "changes": {"findings", "trees"},
    "findings": {"model", "messages"},
    "model": set(),
    "errors": {"messages"},
    "messages": set(),
    "trees": {"files"},
    "files": set(),
    "patterns": {"literals"},
    "literals": set(),
    "positions": set(),
    "spelling": set(),
    "urls": set(),
    "similar": set(),
    "version": set(),
    "differences": set(),
    "clock": set(),
    "spellings": set(),
    "rows": set(),
}

FENCES = {
    "click": {"cli"},
    "yaml": {"parse/yaml12"},
    "frontmatter": {"parse/handler"},
    "re2": {"patterns"},
    "tomli_w": {"cli/config", "cli/rule"},
    "platformdirs": {"places"},
    "tantivy": {"search/engines/tantivy"},
    "whoosh": {"search/engines/whoosh", "search/engines/postings", "search/engines/segments"},
}
"""Who may import a library. Any other may be imported by nobody, but for those that are everywhere."""
EVERYWHERE = {"msgspec"}

PURE = (
    "parse",
    "resolve",
    "tracking",
    "vault",
    "passages",
    "criteria",
    "editing",
    "wording",
    "engine",
    "ruleset",
    "suppression",
    "rules",
    "suggest",
    "survey",
    "inference",
    "report",
    *(
        f"fixing/{name}"
        for name in ("edits", "invariant", "head", "leads", "fragments", "attempt", "one_pass", "passes", "diff")
    ),
    "ratchet",
    "baseline/entries",
    "baseline/layout",
    "baseline/moves",
    "baseline/tally",
    "model",
    "findings",
    "properties",
    "positions",
    "messages",
    "dates",
    "paths",
    "similar",
    "urls",
    *(
        f"search/{name}"
        for name in (
            "candidates",
            "folding",
            "matching",
            "ordering",
            "property_tests",
            "query",
            "ranking",
            "results",
            "searching",
            "snippets",
            "stems",
            "suggesting",
            "syntax",
            "terms",
            "tokens",
            "traditional",
        )
    ),
)
WITHOUT_EFFECT = {"sys.intern"}
EFFECTS = {"os", "io", "pathlib", "shutil", "subprocess", "socket", "tempfile", "sys", "glob", "urllib"}
EXCUSED = {("rules/pages", "os"), ("rules/pages", "open")}  # pages in other languages are files of the package


@cache
def modules() -> dict[str, ast.Module]:
    """Return the package's modules by path: `parse/links`; a package by its folder's path."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE).with_suffix("").as_posix()
        found[name.removesuffix("/__init__")] = ast.parse(file.read_text("utf-8"))
    return found


def imports(tree: ast.AST, *, lazy: bool = True) -> Iterator[str]:
    """Yield the dotted names that a module imports; unless `lazy`, only when it is imported itself."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif lazy or not (isinstance(node, ast.FunctionDef) or _is_for_types(node)):
            yield from imports(node, lazy=lazy)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def own(name: str) -> str | None:
    """Return the path of the module of ours that a dotted name leads to."""
    parts = name.split(".")
    if parts[0] != "vault_tools":
        return None
    paths = ("/".join(parts[1:end]) for end in range(len(parts), 1, -1))
    return next((path for path in paths if path in modules()), "__init__")


def unit(module: str) -> str:
    return module.partition("/")[0]


# -- layers ----------------------------------------------------------------------------------------------------


def test_the_table_names_every_unit_and_no_other() -> None:
    assert sorted(LAYERS) == sorted({unit(module) for module in modules()})


def test_the_table_points_down() -> None:
    order = list(LAYERS)
    assert [
        (above, below) for above in order for below in LAYERS[above] if order.index(below) <= order.index(above)
    ] == []


@pytest.mark.parametrize("module", modules())
def test_imports_keep_to_the_table(module: str) -> None:
    known = {unit(found) for name in imports(modules()[module]) if (found := own(name)) is not None}
    assert known - {unit(module)} <= LAYERS[unit(module)]


def test_the_table_allows_nothing_that_is_not_used() -> None:
    used: dict[str, set[str]] = {name: set() for name in LAYERS}
    for module, tree in modules().items():
        used[unit(module)] |= {unit(found) for name in imports(tree) if (found := own(name)) is not None}
    assert {name: LAYERS[name] - used[name] for name in LAYERS if LAYERS[name] - used[name]} == {}


def test_no_import_goes_round_in_a_circle() -> None:
    edges = {
        module: {found for name in imports(tree, lazy=False) if (found := own(name)) is not None} - {module}
        for module, tree in modules().items()
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, f"a circle: {' > '.join((*trail, module))}"
        if module not in done:
            for below in edges[module]:
                visit(below, (*trail, module))
            done.add(module)

    for module in edges:
        visit(module, ())


def test_a_rule_knows_no_other_rule() -> None:
    others = {
        (module, found)
        for module, tree in modules().items()
        if module.startswith("rules/") and module != "rules/pages"
        for name in imports(tree)
        if (found := own(name)) is not None and unit(found) == "rules" and found != "rules/base"
    }
    assert others == set()


def test_what_is_pure_exists() -> None:
    assert set(PURE) - {*LAYERS, *modules()} == set()


# -- fences ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", modules())
def test_libraries_stay_behind_their_fences(module: str) -> None:
    for name in imports(modules()[module]):
        library = name.partition(".")[0]
        if library not in sys.stdlib_module_names and library not in EVERYWHERE | {"vault_tools"}:
            assert {module, unit(module)} & FENCES.get(library, set()), f"{module} imports {library}"


@pytest.mark.parametrize("module", [module for module in modules() if {module, unit(module)} & set(PURE)])
def test_effects_are_at_the_edge(module: str) -> None:
    found = {name.partition(".")[0] for name in imports(modules()[module]) if name not in WITHOUT_EFFECT} & EFFECTS
    assert {name for name in found if (module, name) not in EXCUSED} == set()
    called = {
        node.func.id
        for node in ast.walk(modules()[module])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    } & {"open", "print", "exec", "eval"}
    assert {name for name in called if (module, name) not in EXCUSED} == set()


# -- modules ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", modules())
def test_a_module_says_what_it_is_for(module: str) -> None:
    docstring = ast.get_docstring(modules()[module])
    assert docstring
    assert docstring.partition("\n")[0].endswith((".", ":", "`"))


def test_no_module_is_too_long() -> None:
    lines = {
        file.relative_to(PACKAGE).as_posix(): file.read_text("utf-8").count("\n") for file in PACKAGE.rglob("*.py")
    }
    assert {name: count for name, count in lines.items() if count > MAX_LINES} == {}


def test_few_start_other_programs() -> None:
    starters = {
        module for module, tree in modules().items() if "subprocess" in {n.partition(".")[0] for n in imports(tree)}
    }
    assert starters == {"cli/editor", "git/calls"}


def test_the_key_of_the_facts_cache_covers_all_that_makes_facts() -> None:
    makers, known = {"scan"}, set[str]()
    while makers > known:
        known = set(makers)
        makers |= {below for maker in known - {"cache", "files", "messages", "trees"} for below in LAYERS[maker]}
    covered = {source.removesuffix(".py") for source in SOURCES}
    assert makers - {"cache", "files", "messages", "trees"} == covered - {"__init__"}


def test_every_rule_is_in_the_registry_under_the_name_of_its_file() -> None:
    files = {module.partition("/")[2] for module in modules() if unit(module) == "rules" and "/" in module}
    assert {name.replace("_", "-") for name in files - {"base", "pages"}} == set(RULES) | set(kinds())
    assert not set(RULES) & set(kinds())
    assert {id: rule.id for id, rule in (RULES | kinds()).items() if id != rule.id} == {}
