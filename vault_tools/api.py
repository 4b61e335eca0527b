"""Put the parts together: a folder and a configuration to a vault, to a report about it, to its search index.

`vault_tools` itself offers these three, imported when they are first called.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from vault_tools.config import load_config
from vault_tools.errors import VaultError
from vault_tools.files import read_regular
from vault_tools.loading import load_tree, origins
from vault_tools.model import Note
from vault_tools.parse.source import MAX_BYTES, decode_anyway
from vault_tools.scan import facts
from vault_tools.trees import Disk, Tree
from vault_tools.vault import Vault

if TYPE_CHECKING:
    from vault_tools.cache import FactsCache
    from vault_tools.changes import Start
    from vault_tools.config import Config
    from vault_tools.findings import Report
    from vault_tools.fixing.passes import Outcome
    from vault_tools.ledger import Covered
    from vault_tools.memory.notes import Keeper
    from vault_tools.ratchet import Update
    from vault_tools.search.engines import Engine
    from vault_tools.search.index import Index, Observer
    from vault_tools.search.refreshing import Source


def load(
    root: str | os.PathLike[str],
    config: "Config | None" = None,
    on_read: Callable[[int, int], None] | None = None,
    cache: "FactsCache | None" = None,
    tree: Tree | None = None,
    jobs: int = 1,
) -> Vault:
    """Return the vault at the folder `root`. Raises VaultError if it is no folder, ConfigError for its `vault.toml`.

    `on_read` is told, after each file that was read, how many were, and how many there are to read at most.
    `cache` knows facts from earlier runs, and is given the new ones; saving it is up to the caller. `tree` is where
    the files come from, if not from the disk. `jobs` is how many processes may parse
    notes where many are to be parsed, this one and others, or 0 for as many as are of use; `stop` ends them where
    somebody has lost interest.
    """
    root = os.path.abspath(root)
    if not os.path.isdir(root):
        raise VaultError("cli.not-a-folder", path=root)
    return load_tree(tree or Disk(root), config, on_read, cache, jobs=jobs)[0]


def stopper(vault: Vault) -> Callable[[], None]:
    """Return what ends the processes that parse notes for a vault. They end by themselves when all is parsed."""
    return origins[vault].stop


def open_index(
    root: str | os.PathLike[str],
    config: "Config | None" = None,
    cache_dir: str = "",
    *,
    engine_name: str = "",
    is_cached: bool = True,
    observer: "Observer | None" = None,
) -> "Index":
    """Return the search index of the vault at the folder `root`, as it was left: call its `refresh`.

    It lies in `cache_dir`, or the user's cache folder; where nothing can be kept there, or `is_cached` is false, in a
    temporary folder that goes with it. `engine_name` is `whoosh` or `tantivy`; if not given, what the configuration
    says. Raises what `load` does, and VaultError for a place that is not allowed, or an engine that is not there.
    """
    from vault_tools.cache import FactsCache
    from vault_tools.search.index import Index, Observer
    from vault_tools.search.storage import index_folder

    root = os.path.abspath(root)
    if not os.path.isdir(root):
        raise VaultError("cli.not-a-folder", path=root)
    config = config or load_config(root)
    observer = observer or Observer()
    chosen = _engine(engine_name, config, observer)

    def opened(folder: str, remove: Callable[[], None]) -> Index:
        cache = FactsCache(folder)
        place = index_folder(folder, chosen.name)
        return Index(place, chosen, lambda: _source(root, config, cache), observer, remove)

    try:
        return opened(*_index_folder(root, cache_dir, observer, is_cached=is_cached))
    except OSError as error:
        _say_temporary(observer, error)
        return opened(*_temporary_folder())


def _engine(asked: str, config: "Config", observer: "Observer") -> "Engine":
    """Return the engine that is asked for, or else named in the configuration; that one is replaced if it is not there.

    A configuration is for all who have the vault, and what they find is the same. Raises VaultError.
    """
    from vault_tools.search.engines.choice import DEFAULT, ENGINES, engine_called

    if asked and asked not in ENGINES:
        raise VaultError("search.engine.unknown", name=asked, choices=ENGINES)
    name = asked or config.engine or DEFAULT
    try:
        return engine_called(name)
    except ImportError:
        if asked:
            raise VaultError("search.engine.missing", name=name) from None
        observer.say("search.engine.instead", name=name, file=os.path.basename(config.file or ""), used=DEFAULT)
        return engine_called(DEFAULT)


def refreshed(index: "Index", *, rebuild: bool = False) -> "Index":
    """Return an index brought up to date, or built anew; where it cannot be written, another one that is temporary."""
    try:
        try:
            index.refresh(rebuild=rebuild)
        except OSError as error:
            index.close()
            _say_temporary(index.observer, error)
            index = index.elsewhere(*_temporary_folder())
            index.refresh()
    except BaseException:  # an interruption, too: a temporary index would be left behind
        index.close()
        raise
    return index


def _say_temporary(observer: "Observer", error: OSError) -> None:
    observer.say("search.temporary", reason=(error.strerror or str(error)).lower())


def _index_folder(
    root: str, cache_dir: str, observer: "Observer", *, is_cached: bool
) -> tuple[str, Callable[[], None]]:
    """Return where the index lies, and what to call when it is no longer needed."""
    from vault_tools.places import UncachedError, cache_folder

    if is_cached:
        try:
            return cache_folder(root, cache_dir), lambda: None
        except UncachedError as error:
            observer.say("search.temporary", reason=str(error))
    return _temporary_folder()


def _temporary_folder() -> tuple[str, Callable[[], None]]:
    from tempfile import TemporaryDirectory

    temporary = TemporaryDirectory(prefix="vault-tools-")
    return temporary.name, temporary.cleanup


def _source(root: str, config: "Config", cache: "FactsCache") -> "Source":
    """Return a vault as it is now, for the search index."""
    from vault_tools.search.refreshing import Source

    vault, listing = load_tree(Disk(root), config, None, cache)

    def locate(path: str) -> str:
        return os.path.join(root, listing.linked.get(path, path))

    def read(path: str) -> bytes | None:
        if path in listing.outside or path in listing.unreadable:
            return None
        try:
            return read_regular(locate(path), MAX_BYTES)
        except OSError:
            return None

    def parse(path: str, raw: bytes) -> tuple[Note, str] | None:
        note = facts(path, raw, cache)
        return (note, decode_anyway(raw)) if note and note.is_read else None

    def save() -> None:
        cache.save(len(listing.checked))
        cache.forget()

    return Source(vault, locate, read, parse, save, len(listing.unreadable))


def cover(vault: Vault, config: "Config") -> "Iterator[Covered]":
    """Yield what each rule that is on has to do in a vault, in the order of the configuration."""
    from vault_tools import engine
    from vault_tools.config.active import active_rules, scope
    from vault_tools.ledger import Covered, Ledgers

    rules = active_rules(config)
    ledgers: Ledgers = {}
    report = engine.check(vault, rules, scope(config, lambda path: True), ledgers)
    counts = Counter(finding.rule for finding in report.findings)
    for rule in rules:
        ledger = ledgers[rule.id]
        notes = ledger.notes if rule.origin else report.checked  # a built-in rule is about every note
        yield Covered(rule.id, notes, counts[rule.id], ledger.seconds)


def check(
    vault: Vault,
    config: "Config | None" = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    reports: Callable[[str], bool] = lambda path: True,
    suggests: bool = True,
    baseline: str | None = None,
    starts: "Sequence[Start]" = (),
    shows_earlier: bool = False,
    keeps_hidden: bool = False,
    keeper: "Keeper | None" = None,
) -> "Report":
    """Run the rules that `config` sets up (unless given, what the vault was loaded with) over a vault.

    `select` and `ignore` are rule ids, `reports` says of a path whether it is wanted, `suggests` whether findings
    are to have suggestions. `baseline` is a file with known findings, which are left out: if not given, the one of
    the configuration; if empty, none. With `starts`, only what was not there before in any of them is reported, unless
    it `shows_earlier`. `keeps_hidden` lists apart what is not reported. `keeper` knows what earlier checks have found
    in notes, and is told what this one finds: not where `reports` narrows it. Raises VaultError at an id that is no
    rule's and for a baseline that cannot be read, ConfigError as `load` does.
    """
    from vault_tools.check_setup import Request
    from vault_tools.checking import checker
    from vault_tools.suggest import add_suggestions

    request = Request(
        select=select, ignore=ignore, reports=reports, baseline=baseline,
        starts=starts, shows_earlier=shows_earlier, keeps_hidden=keeps_hidden, keeper=keeper,
    )  # fmt: skip
    report = checker(vault, config, request)(vault, is_limited=True)
    if suggests:
        report = add_suggestions(report, vault, keeper.guesses if keeper else None)
    if keeper:
        keeper.done()
    return report


def fix(
    vault: Vault,
    config: "Config | None" = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    reports: Callable[[str], bool] = lambda path: True,
    suggests: bool = True,
    baseline: str | None = None,
    starts: "Sequence[Start]" = (),
    shows_earlier: bool = False,
    keeps_hidden: bool = False,
    is_unsafe: bool = False,
) -> "Outcome":
    """Make the safe fixes, or all if `is_unsafe`, of what `check` would report, and return what that comes to.

    Nothing is written: `fixing.writing.write` takes the outcome's transactions. Raises what `check` does.
    """
    from vault_tools.check_setup import Request
    from vault_tools.checking import checker
    from vault_tools.fixing import worktree, writing
    from vault_tools.fixing.passes import fix
    from vault_tools.suggest import add_suggestions

    origin = origins.get(vault)
    is_on_disk = origin is None or isinstance(origin.tree, Disk)

    def refuses(path: str) -> str:
        reason = writing.refusal(vault.root, path)
        return reason or ("" if is_on_disk else worktree.refusal(vault.root, path, vault.read(path)))

    request = Request(
        select=select, ignore=ignore, reports=reports, baseline=baseline,
        starts=starts, shows_earlier=shows_earlier, keeps_hidden=keeps_hidden,
    )  # fmt: skip
    run = checker(vault, config, request)
    outcome = fix(
        vault,
        partial(run, is_limited=False),
        partial(run, is_limited=True),
        is_unsafe=is_unsafe,
        refuses=refuses,
    )
    return replace(outcome, report=add_suggestions(outcome.report, outcome.vault)) if suggests else outcome


def update_baseline(
    vault: Vault,
    config: "Config | None" = None,
    file: str = "",
    *,
    adds: bool,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    reports: Callable[[str], bool] = lambda path: True,
) -> "Update":
    """Write all present findings to the baseline `file`, or unless it `adds`, only take out what is there no more.

    Without a `file` it is that of the configuration, else `.vault/baseline.json` in the vault. What `select`, `ignore`
    and `reports` leave out stays as it is. Raises VaultError where the file is none of ours or cannot be written.
    """
    from vault_tools import ratchet
    from vault_tools.check_setup import config_of, configured_baseline
    from vault_tools.config.active import active_rules, scope

    config = config or config_of(vault)
    rules, wanted = active_rules(config, select, ignore), scope(config, reports, select, ignore)
    file = file or configured_baseline(vault, config) or os.path.join(vault.root, ratchet.DEFAULT)
    return ratchet.update(vault, rules, wanted, file, adds=adds)
