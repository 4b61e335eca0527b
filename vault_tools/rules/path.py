"""Where files lie: folders, templates of paths, files that must or must not exist.

## What it reports

A kind of house rule about all files of a vault, not only notes. A file that the rule is about (`files`) must fit one
of the `template`s, in which `{name}` stands for one or more characters other than `/`; what stands there can be held
to something in `parts`. `extensions` are those that files may have, `max-depth` is how deep in folders they may lie,
`top-folders` are the folders that there may be at the top of the vault. Besides, `require-files` must exist, and
`forbid-files`, patterns in the syntax of `.gitignore`, may not.

## Why it matters

Scripts, sites and people find notes by their folders. A file in the wrong place is published under the wrong address
or not at all, and nothing says so.

## Bad

```toml vault.toml
[[rule]]
id = "blog-layout"
kind = "path"
files = ["01-博客/**"]
template = "01-博客/{brand}/{title}.md"
[rule.parts.brand]
enum = ["Anthropic", "OpenAI"]
```

```md 01-博客/散文.md
```

```md 01-博客/Antropic/智能体入门.md
```

## Good

```toml vault.toml
[[rule]]
id = "blog-layout"
kind = "path"
files = ["01-博客/**"]
template = "01-博客/{brand}/{title}.md"
[rule.parts.brand]
enum = ["Anthropic", "OpenAI"]
```

```md 01-博客/Anthropic/智能体入门.md
```

## Notes

Files that the vault's `exclude` or `.gitignore` leave out, and hidden ones, are not looked at; a file of
`require-files` may be one that they leave out. `forbid-files` are looked for in the whole vault, whatever `files` says.
`top-folders` are compared with the folders of the files that the rule is about: without `files`, all. What is missing
is reported where the rule is written. A name that a template has twice stands for the same text: `{note}/{note}.md`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from vault_tools.criteria.constraints import Constraints, Mistake, Violation
from vault_tools.criteria.templates import Template
from vault_tools.findings import Problem, Severity
from vault_tools.globs import Globs
from vault_tools.messages import Words
from vault_tools.model import START
from vault_tools.paths import suffix_of
from vault_tools.rules.base import Rule
from vault_tools.spelling import closest, suggesting
from vault_tools.vault import Vault

_MAX_SUGGESTIONS = 20  # for missing files: each is compared with thousands
_ONE_OF = ("template", "extensions", "max-depth", "top-folders", "require-files", "forbid-files")


@dataclass(frozen=True)
class Options:
    """Where files may lie."""

    template: tuple[str, ...] = field(
        default=(),
        metadata={
            "doc": "the paths that files may have: `01-博客/{brand}/{title}.md`",
            "single": True,
            "format": "template",
        },
    )
    parts: Mapping[str, Constraints] = field(
        default_factory=dict, metadata={"doc": "what may stand for a name of the templates, by that name"}
    )
    extensions: tuple[str, ...] = field(
        default=(), metadata={"doc": "the suffixes that files may have, without a dot", "single": True}
    )
    max_depth: int | None = field(
        default=None, metadata={"doc": "the greatest number of folders that a file lies in", "least": 0}
    )
    top_folders: tuple[str, ...] = field(
        default=(), metadata={"doc": "the folders that there may be at the top of the vault"}
    )
    require_files: tuple[str, ...] = field(
        default=(), metadata={"doc": "the paths of files that must exist", "single": True}
    )
    forbid_files: tuple[str, ...] = field(
        default=(), metadata={"doc": "patterns of files that may not exist", "single": True, "format": "globs"}
    )

    def problems(self) -> Iterator[Mistake]:
        """Yield what is wrong with the options taken together."""
        asked = (self.template, self.extensions, self.top_folders, self.require_files, self.forbid_files)
        if not any(asked) and self.max_depth is None:
            yield (), "config.nothing", {"choices": _ONE_OF}
        known = [name for template in self.templates for name in template.names]
        for name in self.parts:
            if name not in known:
                message, suggestion = suggesting("config.unknown-part", name, known)
                yield ("parts", name), message, {"name": name, "suggestion": suggestion}
        for index, path in enumerate(self.require_files):
            folders = path.split("/")
            if not path.isprintable() or not all(map(str.strip, folders)) or ".." in folders or "\\" in path:
                yield ("require-files", index), "config.outside", {"path": path}
            elif any(folder.startswith(".") for folder in folders):
                yield ("require-files", index), "config.hidden", {"path": path}

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """The templates, ready for use."""
        return tuple(map(Template, self.template))

    @cached_property
    def suffixes(self) -> frozenset[str]:
        """The allowed suffixes, in lower case."""
        return frozenset(suffix.removeprefix(".").lower() for suffix in self.extensions)


def check_vault(vault: Vault, options: Options, applies: Callable[[str], bool]) -> Iterator[Problem]:
    """Yield a problem for each file that lies wrong, each folder that should not be, each file that is missing."""
    forbidden = Globs(options.forbid_files) if options.forbid_files else None
    folders: dict[str, None] = {}
    for path in vault.covered:
        if forbidden and forbidden.covers(path):
            yield _problem("forbid-files", path, options.forbid_files)
        if applies(path):
            yield from _check_path(path, options)
            if options.top_folders and "/" in path:
                folders[path.partition("/")[0]] = None
    for folder in folders:
        if folder not in options.top_folders:
            yield _problem("top-folders", folder, options.top_folders)
    missing = [path for path in options.require_files if path not in vault.names]
    for index, path in enumerate(missing):
        likely = closest(path, vault.files) if index < _MAX_SUGGESTIONS else ""
        words: dict[str, Words] = {"path": path, "name": path, "value": path, "shown": path, "limit": path}
        suggestions = (likely,) if likely else ()
        yield Problem(START, "path.require-files", words, f"require-files:{path}", suggestions=suggestions)


def _check_path(path: str, options: Options) -> Iterator[Problem]:
    if options.max_depth is not None and path.count("/") > options.max_depth:
        yield _problem("max-depth", path, str(options.max_depth), count=str(path.count("/")))
    if options.suffixes and suffix_of(path).lower() not in options.suffixes:
        yield _problem("extensions", path, options.extensions)
    elif options.templates:
        yield from _check_templates(path, options)


def _check_templates(path: str, options: Options) -> Iterator[Problem]:
    """Yield a problem if the path fits no template; if it does but for its parts, what is wrong with those."""
    nearest: list[tuple[str, Violation]] | None = None
    for template in options.templates:
        parts = template.parts(path)
        if parts is None:
            continue
        violations = [
            (name, violation)
            for name, text in parts.items()
            if name in options.parts
            for violation in options.parts[name].violations(text)
        ]
        if not violations:
            return
        nearest = nearest or violations
    if nearest is None:
        yield _problem("template", path, options.template)
    for name, violation in nearest or ():
        words = {"path": path, **violation.values, "name": name}
        likely = closest(str(violation.values["value"]), options.parts[name].choices)
        yield Problem(
            START, violation.message, words, f"{name}.{violation.option}", path, suggestions=(likely,) if likely else ()
        )


def _problem(option: str, path: str, limit: Words, **words: str) -> Problem:
    name = path.rpartition("/")[2]
    values: dict[str, Words] = {"path": path, "name": name, "value": name, "shown": name, "limit": limit, **words}
    return Problem(START, f"path.{option}", values, option, path)


RULE = Rule(
    "path",
    "names",
    Severity.ERROR,
    check_vault=check_vault,
    options=Options,
    subject="files",
    names=("path", "name", "count", "value", "shown", "limit", "match", "length"),
)
