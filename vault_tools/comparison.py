"""A vault after a change with what it was before: loads the one before, as it was configured, when it is needed."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from vault_tools.change.causes import explain
from vault_tools.change.past import Before, Past
from vault_tools.change.verdicts import Verdicts
from vault_tools.changes import Change, Start
from vault_tools.check_setup import Request, Setup, existing, set_up
from vault_tools.config import Config, ConfigError, load_config
from vault_tools.config.find import PYPROJECT, config_file
from vault_tools.discover import CONFIG_FILE
from vault_tools.errors import VaultError
from vault_tools.findings import Event, Report
from vault_tools.loading import Origin, load_tree, origins
from vault_tools.model import Note
from vault_tools.rules import RULES, kind_called
from vault_tools.ruleset import Judge
from vault_tools.scan import read_note, read_text
from vault_tools.vault import Vault

Explain = Callable[[Report, Vault], Report]


def compared(vault: Vault, config: Config, request: Request) -> tuple[Verdicts, Explain]:
    """Return who judges the findings in a vault after a change, and what gives their causes."""
    origin = origins[vault]

    def pasts(after: Vault) -> Sequence[Past]:
        is_narrow = after is vault  # by fixes more notes change
        return [_past(start, vault, origin, config, request, is_narrow=is_narrow) for start in request.starts]

    listing = frozenset(rule.id for rule in RULES.values() if rule.lists_names) | frozenset(
        rule.id for rule in config.house_rules if kind_called(rule.kind).lists_names
    )
    verdicts = Verdicts(pasts, listing)
    return verdicts, lambda report, after: explain(report, after, verdicts.pasts(after)) if report.findings else report


def _past(start: Start, after: Vault, origin: Origin, config: Config, request: Request, *, is_narrow: bool) -> Past:
    changes = _with_links([*start.changes(after.files, after.checked_paths), *_forgotten(start, after)], origin)
    is_alike = not any(_configures(config, path) for change in changes for path in (change.path, change.now))
    is_alike = is_alike and list(start.tree.ignores_above()) == list(origin.tree.ignores_above())
    older = config if is_alike else _older_config(start, origin, config)
    vault = _amended(start, after, origin, changes) if is_alike else None
    if vault is None:
        vault = load_tree(start.tree, older, None, origin.cache, _unchanged(after, changes, origin))[0]
        changes = [*changes, *_led_elsewhere(vault, origin, changes)]
    setup = _older_setup(vault, older, start, request, changes)
    before = Before(vault, partial(_recheck, setup, vault), changes, is_alike, partial(_configures, config))
    return Past(before, after, is_narrow=is_narrow)


def _with_links(changes: Sequence[Change], origin: Origin) -> Sequence[Change]:
    """Return changes with those of the symbolic links that stand for a changed file."""
    changed = {change.path for change in changes if change.event is Event.CHANGED}
    known = {change.new_path for change in changes}
    links = [link for link, path in origin.linked.items() if path in changed and link not in known]
    return [*changes, *(Change(Event.CHANGED, link) for link in links)]


def _led_elsewhere(before: Vault, origin: Origin, changes: Sequence[Change]) -> Iterator[Change]:
    """Yield as changed the symbolic links that stand for another file than before, or stood for none."""
    known = {change.new_path for change in changes}
    for link, path in origin.linked.items():
        if link not in known and origins[before].linked.get(link) != path:
            yield Change(Event.CHANGED, link, is_link=True)


def _forgotten(start: Start, after: Vault) -> Iterator[Change]:
    """Yield as deleted what was taken out of git and left lying on the disk."""
    if not after.tracking.is_in_git:
        for path in sorted(after.tracking.untracked):
            if start.tree.exists(path):
                yield Change(Event.DELETED, path)


def _configures(config: Config, path: str) -> bool:
    """Whether the file at `path` says what is checked, or how."""
    name = path.rpartition("/")[2]
    is_rule_file = name in (CONFIG_FILE, PYPROJECT, ".gitignore") or path.startswith(".obsidian/")
    return is_rule_file or (bool(path) and path == config.baseline)


def _older_config(start: Start, origin: Origin, config: Config) -> Config:
    """Return the configuration before the change; that of now where there was none that could be read.

    Also where the one of now is not the vault's own, or not in git: it is no part of the change.
    """
    own = config_file(origin.tree)
    if config.file and config.file != os.path.join(origin.tree.root, own or ""):
        return config
    try:
        return load_config(start.tree.root, start.tree)
    except (ConfigError, VaultError):
        return config


def _amended(start: Start, after: Vault, origin: Origin, changes: Sequence[Change]) -> Vault | None:
    """Return the vault before a change that neither adds nor removes files: all but the changed notes is shared."""
    if any(change.event is not Event.CHANGED or change.is_link for change in changes):
        return None
    if not all(map(start.tree.exists, origin.linked.values())):  # hidden files, say, that git has never heard of
        return None
    paths = {change.path for change in changes}
    if any(path.lower().endswith(".md") and path not in after.checked_paths for path in paths):
        return None  # links may name a part of what is not checked
    notes = {path: read_note(start.tree, path, "", origin.cache) for path in paths & after.checked_paths}
    known = {path: note for path, note in notes.items() if note is not None and note.is_read}
    if len(known) != len(notes):  # a link, or what is no note: rare, and not worth a thought
        return None
    before = after.amended(known, lambda path: read_text(start.tree, path) if path in paths else after.read(path))
    origins[before] = origin._replace(tree=start.tree)
    return before


def _unchanged(after: Vault, changes: Sequence[Change], origin: Origin) -> Callable[[str], Note | None]:
    """Return a function that gives the facts of notes that are as they were: no symbolic links, which may have led
    elsewhere.
    """
    same = after.checked_paths.difference(
        [path for change in changes for path in (change.path, change.now)], origin.linked
    )
    return lambda path: note if path in same and (note := after.note(path)) and note.is_read else None


def _older_setup(vault: Vault, config: Config, start: Start, request: Request, changes: Sequence[Change]) -> Setup:
    names = {change.path: change.now for change in changes if change.event is Event.RENAMED}

    def reports(path: str) -> bool:
        return request.reports(names.get(path, path))

    older = replace(
        existing(request, config), reports=reports, starts=(), keeps_hidden=False, shows_earlier=False, keeper=None
    )
    try:
        return set_up(vault, config, older)
    except VaultError:  # its baseline is none
        return set_up(vault, config, replace(older, baseline=""))


def _recheck(setup: Setup, vault: Vault, visits: Callable[[str], bool], judge: Judge) -> Report:
    return replace(setup, scope=replace(setup.scope, visits=visits)).run(vault, judge)
