"""What decides what a check says of a vault: its configuration, its baseline, and what is asked for."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from vault_tools import engine
from vault_tools.changes import Start
from vault_tools.config import Config, load_config
from vault_tools.config.active import active_rules, known_ids, scope
from vault_tools.findings import Event, Report, Standing
from vault_tools.loading import origins
from vault_tools.recollection import Forgetful, Recollection
from vault_tools.ruleset import ActiveRule, Judge, Scope
from vault_tools.trees import Disk
from vault_tools.vault import Vault

if TYPE_CHECKING:
    from vault_tools.baseline.entries import Baseline
    from vault_tools.memory.notes import Keeper

_ALL = frozenset((Standing.NEW, Standing.EARLIER))


class Request(Struct, frozen=True, kw_only=True):
    """What is asked of a check: the parameters of `api.check`. The `keeper` knows earlier checks of the whole vault."""

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    reports: Callable[[str], bool] = lambda path: True
    baseline: str | None = None
    starts: Sequence[Start] = ()
    shows_earlier: bool = False
    keeps_hidden: bool = False
    keeper: "Keeper | None" = None


class Setup(Struct, frozen=True):
    """All that decides what a check says of a vault. `baseline` is what is known, and the path it is kept in; `renamed`
    has the new paths of files that a change has renamed, by the old ones; `recollection` is what is known of notes.
    """

    rules: list[ActiveRule]
    scope: Scope
    baseline: "tuple[Baseline, str] | None"
    renamed: Callable[[], Mapping[str, str]] = dict
    recollection: Recollection = Forgetful()

    def run(self, vault: Vault, judge: Judge | None = None) -> Report:
        """Check a vault."""
        if self.baseline is None:
            return engine.check(vault, self.rules, self.scope, judge=judge, recollection=self.recollection)
        from vault_tools import ratchet

        known = *self.baseline, judge, self.renamed, self.recollection
        return ratchet.check(vault, self.rules, self.scope, *known)


def set_up(vault: Vault, config: Config, request: Request) -> Setup:
    """Return the setup for a vault. Raises VaultError for an id that is no rule's, and for a bad baseline."""
    wanted = scope(config, request.reports, request.select, request.ignore)
    wanted = replace(wanted, keeps_hidden=request.keeps_hidden, shows=_ALL if request.shows_earlier else wanted.shows)
    rules = active_rules(config, request.select, request.ignore)
    known = _known(vault, config, request.baseline)
    keeper = request.keeper
    asked = (request.select, request.ignore)
    recollection = keeper.memory(vault, config, rules, asked) if keeper else Forgetful()
    return Setup(rules, wanted, known, partial(_renamed, vault, request.starts), recollection)


def _renamed(vault: Vault, starts: Sequence[Start]) -> Mapping[str, str]:
    changes = (change for start in starts for change in start.changes(vault.files, vault.checked_paths))
    return {change.path: change.now for change in changes if change.event is Event.RENAMED}


def config_of(vault: Vault) -> Config:
    """Return the configuration that a vault was loaded with."""
    origin = origins.get(vault)
    return origin.config if origin else load_config(vault.root)


def configured_baseline(vault: Vault, config: Config) -> str:
    """Return the path of the file that a configuration names for the baseline, or an empty string."""
    return os.path.join(vault.root, config.baseline) if config.baseline else ""


def existing(request: Request, config: Config) -> Request:
    """Return the request without ids that `config` does not know: it may be an older one."""
    known = known_ids(config) | {"all"}
    select = [id for id in request.select if id in known]
    return replace(request, select=select, ignore=[id for id in request.ignore if id in known])


def _known(vault: Vault, config: Config, baseline: str | None) -> "tuple[Baseline, str] | None":
    """Return the baseline asked for, on the disk, else the one of the configuration, where the vault's files are."""
    file = configured_baseline(vault, config) if baseline is None else baseline
    if not file:
        return None
    from vault_tools import ratchet

    origin = origins.get(vault)
    if baseline is None and origin and not isinstance(origin.tree, Disk):
        return ratchet.known_in(origin.tree, config.baseline)
    return ratchet.known(vault.root, file)
