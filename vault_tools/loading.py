"""A tree of files to a vault: lists it, and reads a note when somebody asks for it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from vault_tools import workers
from vault_tools.clock import today
from vault_tools.config import load_config
from vault_tools.discover import Listing, discover
from vault_tools.errors import VaultError
from vault_tools.model import Note
from vault_tools.obsidian import ObsidianSettings, read_settings
from vault_tools.scan import failed, read_note, read_text
from vault_tools.trees import Disk, Tree
from vault_tools.untracked import tracking
from vault_tools.vault import Vault

if TYPE_CHECKING:
    from vault_tools.cache import FactsCache
    from vault_tools.config import Config
    from vault_tools.workers.prefetch import Prefetch


class Origin(NamedTuple):
    """What a vault was loaded from, and with: it is checked by the same configuration.

    `linked` maps symbolic links to the files in the vault that they stand for; `stop` ends the processes that parse
    notes for it, if there are any.
    """

    tree: Tree
    config: "Config"
    cache: "FactsCache | None"
    linked: Mapping[str, str]
    settings: ObsidianSettings
    stop: Callable[[], None]


origins: WeakKeyDictionary[Vault, Origin] = WeakKeyDictionary()


def load_tree(
    tree: Tree,
    config: "Config | None",
    on_read: Callable[[int, int], None] | None,
    cache: "FactsCache | None",
    known: Callable[[str], Note | None] = lambda path: None,
    jobs: int = 1,
) -> tuple[Vault, Listing]:
    """Return the vault in a tree, and what is there: see `api.load`. Raises VaultError, ConfigError.

    Notes that are `known` are not read.
    """
    root = tree.root
    config = config or load_config(root, tree)
    try:
        listing = discover(tree, config.exclude)
    except OSError as error:
        raise VaultError("cli.unlistable", path=root, reason=(error.strerror or str(error)).lower()) from None
    settings = read_settings(tree)
    prefetch = _prefetch(tree, listing, cache, jobs)
    read = _loader(tree, listing, on_read, cache, prefetch)
    vault = Vault(
        root,
        listing.files,
        listing.covered,
        listing.checked,
        lambda path: known(path) or read(path),
        lambda path: read_text(tree, listing.linked.get(path, path)),
        property_aliases=config.property_aliases,
        property_types=settings.types,
        hides=settings.excludes,
        today=today(),
        tracking=tracking(tree, listing, config.exclude),
        expect=prefetch.expect if prefetch else None,
    )
    stop = prefetch.stop if prefetch else lambda: None
    origins[vault] = Origin(tree, config, cache, listing.linked, settings, stop)
    return vault, listing


def _prefetch(tree: Tree, listing: Listing, cache: "FactsCache | None", jobs: int) -> "Prefetch | None":
    """Return what has notes parsed by other processes; None where it is one process that does everything."""
    if jobs < 2 or not isinstance(tree, Disk) or not workers.is_possible():
        return None
    from vault_tools.workers.prefetch import Prefetch

    special = {*listing.linked, *listing.outside, *listing.unreadable}
    return Prefetch(tree, cache, workers.allowed(jobs) - 1, lambda path: path not in special)


def _loader(
    tree: Tree,
    listing: Listing,
    on_read: Callable[[int, int], None] | None,
    cache: "FactsCache | None",
    prefetch: "Prefetch | None",
) -> Callable[[str], Note | None]:
    """Return the function that reads a file of the vault."""
    count = 0

    def read(path: str) -> Note | None:
        nonlocal count
        count += 1
        if on_read:
            on_read(count, len(listing.checked))
        if path in listing.outside:
            return failed(path, "unreadable-note", reason="outside the vault")
        if path in listing.unreadable:
            return failed(path, "unreadable-note", reason=listing.unreadable[path].lower())
        if prefetch and (note := prefetch.take(path)):
            return note
        return read_note(tree, path, listing.linked.get(path, ""), cache)

    return read
