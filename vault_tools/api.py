"""Put the parts together: a folder and a configuration to a vault, a vault and a configuration to a report.

`vault_tools` itself offers these two, imported when they are first called.
"""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from vault_tools import engine
from vault_tools.config import Config, load_config
from vault_tools.config.active import active_rules, scope
from vault_tools.discover import Listing, discover
from vault_tools.errors import VaultError
from vault_tools.model import Note, Report
from vault_tools.obsidian import read_settings
from vault_tools.scan import failed, read_note, read_text
from vault_tools.suggest import add_suggestions
from vault_tools.vault import Vault

if TYPE_CHECKING:
    from vault_tools.cache import FactsCache


def load(
    root: str | os.PathLike[str],
    config: Config | None = None,
    on_read: Callable[[int, int], None] | None = None,
    cache: "FactsCache | None" = None,
) -> Vault:
    """Return the vault at the folder `root`. Raises VaultError if it is no folder, ConfigError for its `vault.toml`.

    `on_read` is told, after each file that was read, how many were, and how many there are to read at most.
    `cache` knows facts from earlier runs, and is given the new ones; saving it is up to the caller.
    """
    root = os.path.abspath(root)
    if not os.path.isdir(root):
        raise VaultError("cli.not-a-folder", path=root)
    config = config or load_config(root)
    try:
        listing = discover(root, config.exclude)
    except OSError as error:
        raise VaultError("cli.unlistable", path=root, reason=(error.strerror or str(error)).lower()) from None
    settings = read_settings(root)
    vault = Vault(
        root,
        listing.files,
        listing.covered,
        listing.checked,
        _loader(root, listing, on_read, cache),
        lambda path: read_text(root, listing.linked.get(path, path)),
        property_aliases=config.property_aliases,
        property_types=settings.types,
        hides=settings.excludes,
        today=today(),
    )
    _configurations[vault] = config
    return vault


_configurations: WeakKeyDictionary[Vault, Config] = WeakKeyDictionary()
"""What each vault was loaded with: it is checked by the same."""


def _loader(
    root: str, listing: Listing, on_read: Callable[[int, int], None] | None, cache: "FactsCache | None"
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
        return read_note(root, path, listing.linked.get(path, ""), cache)

    return read


def today() -> str:
    """Return the latest date anywhere on Earth (UTC+14), `YYYY-MM-DD`: what lies behind it is future for everybody."""
    return (datetime.now(UTC) + timedelta(hours=14)).date().isoformat()


def check(
    vault: Vault,
    config: Config | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    reports: Callable[[str], bool] = lambda path: True,
    suggests: bool = True,
) -> Report:
    """Run the rules that `config` sets up (unless given, what the vault was loaded with) over a vault.

    `select` and `ignore` are rule ids, `reports` says of a path whether it is wanted, `suggests` whether findings
    are to have suggestions. Raises VaultError at an id that is no rule's, ConfigError as `load` does.
    """
    config = config or _configurations.get(vault) or load_config(vault.root)
    report = engine.check(vault, active_rules(config, select, ignore), scope(config, reports, select, ignore))
    return add_suggestions(report, vault) if suggests else report
