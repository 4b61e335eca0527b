"""How many there are of everything in a vault, and which notes are linked to most."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from vault_tools.model import LinkKind, Note
from vault_tools.survey import surveyed
from vault_tools.survey.properties import most_frequent
from vault_tools.vault import Vault

_DONE = frozenset("xX")


class Statistics(NamedTuple):
    """What a vault has, as far as Obsidian does not hide it.

    `counts` maps the names of what is counted to numbers, in the order in which they are shown; `most_linked` are the
    notes that most others link to, with the number of these.
    """

    counts: dict[str, int]
    most_linked: list[tuple[str, int]]


def statistics(vault: Vault, most: int = 10) -> Statistics:
    """Count a vault; `most` is how many of the most linked notes are wanted."""
    notes = surveyed(vault)
    links = _links(notes, vault)
    sources = {
        note.path: len({link.source for link in vault.backlinks.get(note.path, ())} - {note.path}) for note in notes
    }
    tasks = [item.task for note in notes for item in note.items if item.task is not None]
    counts = {
        "notes": len(notes),
        "other-files": len(vault.files) - len(notes),
        "characters": sum(note.length for note in notes),
        "headings": sum(len(note.headings) for note in notes),
        "links": links["resolved"] + links["unresolved"],
        "unresolved": links["unresolved"],
        "embeds": links["embeds"],
        "external-links": sum(len(note.external_links) for note in notes),
        "orphans": sum(not count for count in sources.values()),
        "dead-ends": sum(_leads_nowhere(note, vault) for note in notes),
        "properties": len({prop.key.lower() for note in notes for prop in note.properties}),
        "tags": len({tag.lower() for note in notes for tag in vault.tags(note)}),
        "tasks": len(tasks),
        "tasks-open": sum(task not in _DONE for task in tasks),
    }
    linked = Counter({path: count for path, count in sources.items() if count})
    return Statistics(counts, most_frequent(linked, most))


def _links(notes: Iterable[Note], vault: Vault) -> Counter[str]:
    """Count links by what they come to; embeds are among them."""
    counts = Counter[str]()
    for note in notes:
        for link, resolution in vault.resolved(note):
            if link.kind is not LinkKind.BASE:
                counts["unresolved" if resolution.path is None else "resolved"] += 1
                counts["embeds"] += link.is_embed
    return counts


def _leads_nowhere(note: Note, vault: Vault) -> bool:
    return all(resolution.path in (None, note.path) for _, resolution in vault.resolved(note))
