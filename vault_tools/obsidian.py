"""What the vault's own `.obsidian` folder says: property types, excluded files, how links are written."""

import os
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from vault_tools.files import read_regular
from vault_tools.patterns import PatternError, compile_pattern

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


def read_settings(root: str) -> ObsidianSettings:
    """Read the settings of the vault at `root`. What is missing or not as expected counts as not set."""
    unread: dict[str, str] = {}
    app = _read(root, "app.json", unread)
    types = _read(root, "types.json", unread).get("types")
    templates = _read(root, "templates.json", unread).get("folder")
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


def _read(root: str, name: str, unread: dict[str, str]) -> dict[str, Any]:
    folder = os.path.join(root, ".obsidian")
    if os.path.islink(folder):
        return {}
    try:
        content = msgspec.json.decode(read_regular(os.path.join(folder, name), _MAX_BYTES))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:  # msgspec.DecodeError, UnicodeDecodeError
        unread[f".obsidian/{name}"] = str(error)
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
