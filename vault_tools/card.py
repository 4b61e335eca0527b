"""What other notes need to know of a note: its names, and which names its links use."""

from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from vault_tools.model import Link, Note
from vault_tools.resolve import fold


class Card(Struct, frozen=True, array_like=True, gc=False):
    """A note in short. `title` is empty where the file's name says the same; `aliases` are as written.

    `targets` are the last parts of what its links name, folded as `resolve` compares them, without `.md`; `parts`
    those of links that name a heading or a block there. `is_plain` says that it was read and suppresses nothing.
    """

    title: str = ""
    aliases: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    is_plain: bool = True


def make_card(note: Note, title: str, aliases: Iterable[str]) -> Card:
    """Return the card of a note with this title and these aliases."""
    return Card(
        short_title(note, title),
        tuple(aliases),
        _names(link for link in note.links if link.subpath is None),
        _names(link for link in note.links if link.subpath is not None),
        is_plain=note.is_read and not note.directives,
    )


def short_title(note: Note, title: str) -> str:
    """Return the title of a note, empty where the file's name says the same."""
    return "" if note.path.endswith(f"/{title}.md") else title


@cache  # thousands of notes link to the same few
def name_of(target: str) -> str:
    """Return the last part of a path or a link's target, as names are compared: folded, without `.md`."""
    name = target.rpartition("/")[2]
    # What is a final sigma depends on what follows, which `resolve` tries with and without a suffix.
    return fold(f"{name}.md").removesuffix(".md").removesuffix(".md").replace("ς", "σ")


def _names(links: Iterable[Link]) -> tuple[str, ...]:
    return tuple({name_of(link.target): None for link in links})
