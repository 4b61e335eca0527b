"""A tree of files to a vault: lists it, and reads a note when somebody asks for it."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from vault_tools.clock import today
from vault_tools.config import load_config
from vault_tools.discover import Listing, discover
from vault_tools.errors import VaultError
from vault_tools.model import Note
from vault_tools.obsidian import ObsidianSettings, read_settings
from vault_tools.scan import failed, read_note, read_text
from vault_tools.texts import MOST, Texts
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
    ahead = _Ahead(tree, listing, cache, jobs)
    texts = Texts(lambda path: read_text(tree, listing.linked.get(path, path)), MOST)
    read = _loader(tree, listing, on_read, cache, ahead, texts)
    vault = Vault(
        root,
        listing.files,
        listing.covered,
        listing.checked,
        lambda path: known(path) or read(path),
        texts.read,
        property_aliases=config.property_aliases,
        property_types=settings.types,
        hides=settings.excludes,
        today=today(),
        tracking=tracking(tree, listing, config.exclude),
        expect=ahead.expect,
        expect_texts=texts.expect,
    )
    origins[vault] = Origin(tree, config, cache, listing.linked, settings, ahead.stop)
    return vault, listing


MANY = 500
"""Files to be read: for fewer, what a process takes to start is not made good."""
MANY_UNASKED = 5_000
"""The same where nobody has asked for processes: below, they save some tenths of a second, and take more work."""


class _Ahead:
    """Has notes parsed by other processes, ahead of who reads them, where there may be others."""

    def __init__(self, tree: Tree, listing: Listing, cache: "FactsCache | None", jobs: int) -> None:
        self._tree = tree
        self._listing = listing
        self._cache = cache
        self._jobs = jobs
        self._prefetch: Prefetch | None = None

    def expect(self, paths: Sequence[str]) -> None:
        """Be told which notes will be asked for, in about this order."""
        least = MANY if self._jobs else MANY_UNASKED
        if self._jobs == 1 or len(paths) < least or not isinstance(self._tree, Disk):
            return
        from vault_tools import workers

        if self._prefetch is None and workers.is_possible() and (jobs := workers.allowed(self._jobs)) > 1:
            from vault_tools.workers.prefetch import Prefetch

            special = {*self._listing.linked, *self._listing.outside, *self._listing.unreadable}
            self._prefetch = Prefetch(self._tree, self._cache, jobs - 1, least, lambda path: path not in special)
        if self._prefetch:
            self._prefetch.expect(paths)

    def take(self, path: str) -> Note | None:
        """Return the facts of a note if they are here already."""
        return self._prefetch.take(path) if self._prefetch else None

    def stop(self) -> None:
        """End the other processes."""
        if self._prefetch:
            self._prefetch.stop()


def _loader(
    tree: Tree,
    listing: Listing,
    on_read: Callable[[int, int], None] | None,
    cache: "FactsCache | None",
    ahead: _Ahead,
    texts: Texts,
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
        if note := ahead.take(path):
            return note
        return read_note(tree, path, listing.linked.get(path, ""), cache, texts.keep)

    return read
