"""`vault cache`: show what is kept between runs, and remove it."""

import os
import time
from collections.abc import Callable, Collection
from contextlib import ExitStack, suppress
from typing import NamedTuple

import click

from vault_tools.cli import kept
from vault_tools.cli.kept import bytes_text
from vault_tools.cli.listing import FORMATS
from vault_tools.cli.session import Session, common_options, place_options
from vault_tools.errors import VaultError
from vault_tools.holdings import PARTS, File, Holdings, Removed, lockable, remove, size_of, survey
from vault_tools.places import UncachedError, all_folders, base_folder, look
from vault_tools.report.machine import dumps

_PARTS = tuple(part.name for part in PARTS)
_PATIENCE = 2.0  # seconds for which another run may be writing an index


@click.group("cache")
@common_options
def command() -> None:
    """Show or remove what is kept between runs. It makes the next run quicker, and changes no result."""


@command.command("info", short_help="Show what is kept, and where.")
@click.option("--all", "of_all", is_flag=True, help="List all vaults of which something is kept.")
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@place_options
@click.pass_obj
def info(session: Session, of_all: bool, output_format: str) -> int:
    """Show what is kept of the vault: where it lies, when it was used last, its parts and how large they are.

    Where nothing can be kept, say why. Nothing is made or changed.
    """
    root = _root(session)
    if of_all:
        every = kept.every(session.cache_option)
        shown = kept.every_as_json(every) if output_format == "json" else kept.every_as_lines(session, every)
    else:
        one = kept.one(root, session.cache_option)
        shown = kept.one_as_json(one) if output_format == "json" else kept.one_as_lines(session, one)
    if isinstance(shown, dict):
        session.output.write(dumps(shown) + "\n")
    else:
        for line in shown:
            session.output.line(line)
    return 0


class _Cleared(NamedTuple):
    """What clearing the folder of a vault came to: the files that are gone, and whether all are that should be."""

    files: list[File]
    is_done: bool


@command.command("clear", short_help="Remove what is kept.")
@click.argument("parts", nargs=-1, type=click.Choice(_PARTS), metavar="[PART]...")
@click.option("--all", "of_all", is_flag=True, help="Remove what is kept of all vaults.")
@place_options
@click.pass_obj
def clear(session: Session, parts: tuple[str, ...], of_all: bool) -> int:
    """Remove what is kept of the vault, or only each PART of it: facts, findings, index.

    What others have put into the folder stays, and is named. Exits with 2 if something could not be removed.
    """
    root = _root(session)
    folders = all_folders(session.cache_option) if of_all else _folder(session, root)
    cleared = [_clear(session, folder, name or folder, parts or _PARTS) for folder, name in folders]
    is_done = all(one.is_done for one in cleared)
    if is_done and not any(one.files for one in cleared):
        place = base_folder(session.cache_option) if of_all else root
        session.output.line(session.text("cache.nothing-to-remove", place=place))
    elif len(cleared) > 1:
        session.output.line(session.text("cache.freed", size=bytes_text(sum(size_of(one.files) for one in cleared))))
    return 0 if is_done else 2


def _root(session: Session) -> str:
    """Return the vault that is meant. Its configuration says the language; what is kept does not depend on it."""
    root = session.find_root()
    with suppress(VaultError):
        session.load_config(root)
    return root


def _folder(session: Session, root: str) -> list[tuple[str, str]]:
    """Return the folder of the vault at `root`, if it is there. Raises VaultError where it is not ours."""
    place = look(root, session.cache_option)
    if place.problem and (place.is_there or not isinstance(place.problem, UncachedError)):
        raise place.problem
    return [(place.folder, root)] if place.is_there else []


def _clear(session: Session, folder: str, name: str, parts: Collection[str]) -> _Cleared:
    """Remove parts of what lies in a folder, and say what that came to."""
    from vault_tools.search.storage import BusyError

    try:
        with ExitStack() as locks:
            _lock(locks, folder, survey(folder), parts)
            found = survey(folder)
            removed = remove(folder, found, parts)
    except FileNotFoundError:  # another run was quicker
        return _Cleared([], is_done=True)
    except BusyError:
        session.output.say("cache.busy", vault=name)
        return _Cleared([], is_done=False)
    except OSError as error:
        session.output.say("cache.stays", path=folder, reason=(error.strerror or str(error)).lower())
        return _Cleared([], is_done=False)
    _say(session, folder, name, removed)
    if found.foreign and len(parts) == len(_PARTS):
        session.output.say("cache.others", folder=folder, names=kept.named(found.foreign))
    return _Cleared([file for file in removed.files if file.part], not removed.failed)


def _say(session: Session, folder: str, name: str, removed: Removed) -> None:
    files = {part: [file for file in removed.files if file.part == part] for part in _PARTS}
    parts = tuple(f"{part} {bytes_text(size_of(those))}" for part, those in files.items() if those)
    if parts:
        session.output.line(session.text("cache.removed", vault=name, parts=parts))
    for path, reason in removed.failed.items():
        session.output.say("cache.stays", path=os.path.join(folder, path), reason=reason)


def _lock(locks: ExitStack, folder: str, found: Holdings, parts: Collection[str]) -> None:
    """Be the only one who writes the indexes, if they are to be removed. Raises BusyError, OSError."""
    from vault_tools.search.storage import Storage

    for path in lockable(found) if "index" in parts else ():
        locks.enter_context(Storage(os.path.join(folder, path)).locked(_patience()))


def _patience() -> Callable[[], None]:
    from vault_tools.search.storage import BusyError

    started = time.monotonic()

    def wait() -> None:
        if time.monotonic() - started > _PATIENCE:
            raise BusyError

    return wait
