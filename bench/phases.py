"""What the parts of the package do in a run: a table from modules and folders to phases."""

from collections.abc import Iterable

IMPORTS, SAVING, START = "imports", "saving facts", "Python starts"
ELSEWHERE = "leaving, and what is no part of this project"

# The first of a stack's frames, from the innermost, that stands here has the sample; modules that are not here, as
# they serve all the others, leave it to their callers; folders stand for all that is in them. What is neither here
# nor in `_SERVE` is a phase by its own name; so are the rules, and what is in `search`.
_PHASES = {
    "discover.py": "listing",
    "untracked.py": "listing",
    "changes.py": "listing",
    "scan.py": "reading files",
    "cache.py": "facts cache",
    "edition.py": "facts cache",
    "memory": "remembering",
    "recollection.py": "remembering",
    "parse": "parsing",
    "vault.py": "resolving",
    "resolve.py": "resolving",
    "lookout.py": "resolving",
    "card.py": "resolving",
    "engine.py": "engine",
    "assignment.py": "engine",
    "ruleset.py": "engine",
    "ledger.py": "engine",
    "suppression.py": "engine",
    "checking.py": "engine",
    "check_setup.py": "configuration",
    "config": "configuration",
    "obsidian.py": "configuration",
    "placing.py": "placing",
    "positions.py": "placing",
    "suggest.py": "suggestions",
    "similar.py": "suggestions",
    "report": "rendering",
    "messages": "rendering",
    "git": "git",
    "cli": "command line",
    "places.py": "command line",
    "__init__.py": "command line",
}
_SERVE = frozenset({
    "trees.py", "files.py", "globs.py", "patterns.py", "paths.py", "loading.py", "model.py", "findings.py",
    "properties.py", "dates.py", "urls.py", "spelling.py", "criteria", "passages", "wording", "editing", "tracking.py",
    "api.py", "version.py", "differences.py", "spellings.py",
})  # fmt: skip
_SHARED_RULES = ("base.py", "__init__.py", "pages.py")


def known_units() -> Iterable[str]:
    """Yield the modules and folders that the tables name."""
    yield from _PHASES
    yield from _SERVE


def phase_of(frames: Iterable[tuple[str, str]]) -> str:
    """Return the phase of a stack: the path in the package of each frame, with `/`, and its function; innermost first.

    Frames of other code have an empty path, but `<import>` where it is the machinery of imports.
    """
    found = ""
    for path, function in frames:
        if path == "<import>" or (path and function == "<module>"):
            return IMPORTS
        if path == "cache.py" and function == "save":
            return SAVING
        found = found or _of_module(path)
    return found or ELSEWHERE


def _of_module(path: str) -> str:
    folder, _, rest = path.partition("/")
    if not path or folder in _SERVE or (folder == "rules" and rest in _SHARED_RULES):
        return ""
    if folder == "rules":
        return f"rule {rest.removesuffix('.py').replace('_', '-')}"
    if folder == "search":
        return f"search: {rest.partition('/')[0].removesuffix('.py')}"
    return _PHASES.get(folder) or folder
