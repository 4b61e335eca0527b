"""What the vault's own `.obsidian` folder says: property types, excluded files, how links are written."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from vault_tools.patterns import PatternError, compile_pattern
from vault_tools.trees import Entry, Kind, Tree

_FOLDER = ".obsidian"
_MAX_BYTES = 1_000_000
PROPERTY_TYPES = ("text", "multitext", "number", "checkbox", "date", "datetime", "aliases", "tags")


class ObsidianSettings(msgspec.Struct, frozen=True):
    """Settings that Obsidian keeps in `.obsidian`: its defaults where they are missing.

    `link_format` is `shortest`, `relative` or `absolute`. `attachment_folder` is as written: `/` (the root), `./`
    (beside the note) or a path. `excluded` are the filters of "Excluded files". `types` maps lower-cased property
    names to one of PROPERTY_TYPES. `template_folder` is empty where none is set. `unread` maps
    a file that is no valid JSON to the reason.
    """

    link_format: str = "shortest"
    use_markdown_links: bool = False
    attachment_folder: str = "/"
    excluded: tuple[str, ...] = ()
    types: dict[str, str] = {}
    unread: dict[str, str] = {}
    template_folder: str = ""

    def excludes(self, path: str) -> bool:
        """Whether Obsidian hides `path` from search, graph and counts (it stays a link target)."""
        return any(matches is not None and matches(path) for matches in map(_filter, self.excluded))


def read_settings(tree: Tree) -> ObsidianSettings:
    """Read the settings of the vault in `tree`. What is missing or not as expected counts as not set."""
    if Entry(_FOLDER, Kind.FOLDER) not in tree.entries(""):  # perhaps it is a link
        return ObsidianSettings()
    unread: dict[str, str] = {}
    app = _read(tree, "app.json", unread)
    types = _read(tree, "types.json", unread).get("types")
    templates = _read(tree, "templates.json", unread).get("folder")
    excluded = app.get("userIgnoreFilters")
    return ObsidianSettings(
        link_format=_one_of(app.get("newLinkFormat"), ("shortest", "relative", "absolute")),
        use_markdown_links=app.get("useMarkdownLinks") is True,
        attachment_folder=_text(app.get("attachmentFolderPath")) or "/",
        excluded=tuple(item for item in excluded if isinstance(item, str)) if isinstance(excluded, list) else (),
        types=_known_types(types) if isinstance(types, dict) else {},
        template_folder=_text(templates),
        unread=unread,
    )


def _read(tree: Tree, name: str, unread: dict[str, str]) -> dict[str, Any]:
    path = f"{_FOLDER}/{name}"
    try:
        content = msgspec.json.decode(tree.read(path, _MAX_BYTES))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:  # msgspec.DecodeError, UnicodeDecodeError
        unread[path] = str(error)
        return {}
    return content if isinstance(content, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _one_of(value: object, choices: tuple[str, ...]) -> str:
    return value if isinstance(value, str) and value in choices else choices[0]


def _known_types(types: dict[str, Any]) -> dict[str, str]:
    return {name.lower(): kind for name, kind in types.items() if kind in PROPERTY_TYPES}


def unusable_filters(settings: ObsidianSettings) -> list[str]:
    """Return the filters of "Excluded files" that are regular expressions which RE2 does not take."""
    return [pattern for pattern in settings.excluded if _filter(pattern) is None]


@cache
def _filter(pattern: str) -> Callable[[str], bool] | None:
    """Return one "Excluded files" filter: `/…/` is a regular expression, anything else the beginning of a path.

    None for what RE2 does not take: JavaScript knows more. Such a filter hides nothing here (see `doctor`).
    """
    if not (len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/")):
        beginning = pattern.lower()
        return lambda path: path.lower().startswith(beginning)
    try:
        return compile_pattern(f"(?i){pattern[1:-1]}").search
    except PatternError:
        return None
