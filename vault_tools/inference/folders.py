"""Which folders of a vault hold notes that are alike, and which hold no notes at all."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, count

from vault_tools.inference.draft import Excluded, Scope
from vault_tools.inference.toml import folder_pattern, is_whole
from vault_tools.model import Note
from vault_tools.properties import is_placeholder
from vault_tools.survey import by_folder

LEAST_NOTES = 10
"""So few notes say nothing about a rule."""
_LEAST_TEMPLATES = 3
_MOST_EXCLUDED = 0.5  # of the vault: what most notes are is no exception, unless Obsidian says so
_MOSTLY = 0.9
_MAX_SCOPES = 12  # somebody is to read it

_NO_NOTES = frozenset(("template", "templates", "模板", "模版", "prompt", "prompts", "提示词"))
_DECORATION = re.compile(r"^[\d\W_]+(?=\w)")
_NOT_IN_ID = re.compile(r"[\s,%@]+")
_MAX_NAME = 30


def excluded(notes: Sequence[Note], template_folder: str) -> list[Excluded]:
    """Return the folders whose files are to be filled in, or sent elsewhere, rather than read."""
    found = list(_templates(notes, template_folder))
    for folder, inside in by_folder(notes).items():
        if folder and is_whole(folder) and not any(f"{known.folder}/".startswith(f"{folder}/") for known in found):
            if _plain(folder) in _NO_NOTES:
                found.append(Excluded(folder, len(inside), "name"))
            elif len(inside) >= _LEAST_TEMPLATES and 2 * sum(map(_has_placeholder, inside)) > len(inside):
                found.append(Excluded(folder, len(inside), "placeholders"))
    return sorted(one for one in found if one.reason == "templates" or one.notes <= _MOST_EXCLUDED * len(notes))


def _templates(notes: Sequence[Note], folder: str) -> Iterator[Excluded]:
    folder = folder.strip("/")
    inside = sum(note.path.startswith(f"{folder}/") for note in notes)
    if folder and inside and is_whole(folder):
        yield Excluded(folder, inside, "templates")


def _has_placeholder(note: Note) -> bool:
    return any(is_placeholder(prop.value) for prop in note.properties)


def _plain(folder: str) -> str:
    """Return a folder's name without what orders it among the others: `01-博客` is `博客`."""
    return _DECORATION.sub("", folder.rpartition("/")[2]).lower()


def scopes(notes: Sequence[Note]) -> list[Scope]:
    """Return the largest top folders with notes enough to say something; the vault where nearly all lie in its root."""
    folders = by_folder(notes)
    if len(notes) >= LEAST_NOTES and len(folders.get("", ())) > _MOSTLY * len(notes):
        return [Scope("", "", "", list(notes))]
    found: list[Scope] = []
    large = [folder for folder in folders if folder and is_whole(folder) and len(folders[folder]) >= LEAST_NOTES]
    for folder in sorted(sorted(large, key=lambda name: (-len(folders[name]), name))[:_MAX_SCOPES]):
        name = unique(id_part(folder), {scope.name for scope in found})
        found.append(Scope(name, folder, folder_pattern(folder), folders[folder]))
    return found


def id_part(folder: str) -> str:
    """Return what a folder, or a section, is called in ids and scopes."""
    shown = "".join(char if char.isprintable() else "-" for char in _plain(folder))
    return _NOT_IN_ID.sub("-", shown)[:_MAX_NAME].strip("-") or "notes"


def unique(name: str, taken: Collection[str]) -> str:
    """Return a name, with a number behind it where it is `taken`."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(one for one in chain((name,), numbered) if one not in taken)
