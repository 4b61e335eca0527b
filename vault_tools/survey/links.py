"""How the links of notes are written."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from vault_tools.model import Link, Note
from vault_tools.vault import Vault


class LinkHabits(NamedTuple):
    """Links that lead to notes: how many are wikilinks or Markdown links, what form their targets have.

    `forms` counts `full`, `shortest`, `relative` and `partial` paths, where these differ; `extensions` counts `omit`
    and `keep`, of wikilinks only. `notes` counts, by form or extension, the notes that have such a link.
    """

    syntaxes: Counter[str]
    forms: Counter[str]
    extensions: Counter[str]
    notes: Counter[str]


def link_habits(notes: Iterable[Note], vault: Vault) -> LinkHabits:
    """Return how links that lead to notes are written. Links within a note, and unresolved ones, say nothing."""
    syntaxes, forms, extensions, among = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for note in notes:
        habits = set[str]()
        for link, resolution in vault.resolved(note):
            path = resolution.path
            if path is None or not link.target or not path.lower().endswith(".md"):
                continue
            syntaxes[link.syntax] += 1
            if link.syntax != "wikilink":
                continue
            extension = "keep" if link.target.lower().endswith(".md") else "omit"
            extensions[extension] += 1
            habits.add(extension)
            if form := _form(link, path):
                forms[form] += 1
                habits.add(form)
        among.update(habits)
    return LinkHabits(syntaxes, forms, extensions, among)


def _form(link: Link, path: str) -> str:
    """Return the form of a target; none where its file lies in the root, and all forms look alike."""
    if link.target.startswith(("./", "../")):
        return "relative"
    if "/" not in path:
        return ""
    if "/" not in link.target:
        return "shortest"
    return "full" if path.lower() in (link.target.lower(), f"{link.target.lower()}.md") else "partial"
