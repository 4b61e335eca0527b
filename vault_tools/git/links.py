"""Where symbolic links lead that are in git: worked out by names alone, as their targets need not be on the disk."""

import os
from collections.abc import Callable, Iterator, Set
from typing import NamedTuple

from vault_tools.trees import NEVER_WALKED, Destination

_MAX_LINKS = 40  # on the way to one file, as systems have it
_MAX_FOREIGN_NAMES = 50_000
_NOWHERE = "a symbolic link that leads nowhere"


class Places(NamedTuple):
    """What a repository has at which paths, relative to the `top` of its work tree. `read` returns what a link says."""

    files: Set[str]
    links: Set[str]
    submodules: Set[str]
    top: str
    read: Callable[[str], str]


def lead(places: Places, vault: str, path: str) -> Destination | None:
    """Return where the link at `path` leads, in a repository whose folder `vault` (with a trailing `/`) is the vault.

    None where that is out of the work tree. Raises OSError where it is nowhere, or cannot be known.
    """
    end = _end(places, path)
    if end is None:
        return None
    if ".git" in end.split("/"):  # never in a tree, and on the disk nobody's to read
        return Destination(outside=("",))
    is_inside = end.startswith(vault)
    if end in places.files:
        return Destination(end[len(vault) :]) if is_inside else Destination(outside=("",))
    below = f"{end}/" if end else ""
    if vault.startswith(below) or any(end == known or end.startswith(f"{known}/") for known in places.submodules):
        return Destination()
    names = list(_names(places, below))
    if not names:
        raise OSError(None, _NOWHERE)
    return Destination() if is_inside else Destination(outside=tuple(name for name in names if name))


def _end(places: Places, path: str) -> str | None:
    """Return the path that `path` stands for once all links are followed, None where it leaves the work tree."""
    waiting = path.split("/")[::-1]
    done: list[str] = []
    links = 0
    while waiting:
        part = waiting.pop()
        if part == "..":
            if not done:
                return None
            done.pop()
        elif part not in ("", "."):
            done.append(part)
            here = "/".join(done)
            if here in places.links:
                links += 1
                target = places.read(here)
                if links > _MAX_LINKS:
                    raise OSError(None, _NOWHERE)
                done.pop()
                if os.path.isabs(target):
                    if not f"{target}/".startswith(f"{places.top}/"):
                        return None
                    target, done = target[len(places.top) :], []
                waiting += target.split("/")[::-1]
    return "/".join(done)


def _names(places: Places, folder: str) -> Iterator[str]:
    """Yield what is below a folder, as paths from there; hidden and unwalked files as empty texts."""
    for count, path in enumerate(found for found in places.files if found.startswith(folder)):
        if count == _MAX_FOREIGN_NAMES:
            return
        name = path[len(folder) :]
        is_seen = not any(part.startswith(".") or part in NEVER_WALKED for part in name.split("/"))
        yield name if is_seen else ""
