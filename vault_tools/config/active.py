"""A configuration to the rules that are run, and where."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from msgspec.structs import replace

from vault_tools.config.model import ALL, Config, HouseRule
from vault_tools.errors import VaultError
from vault_tools.findings import Severity
from vault_tools.globs import PathFilter
from vault_tools.rules import RULES, kind_called
from vault_tools.ruleset import ActiveRule, Scope
from vault_tools.spelling import suggesting


def active_rules(config: Config, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[ActiveRule]:
    """Return the rules to run. `select` names the only ones wanted, and turns on what is off; `ignore` wins over it.

    Raises VaultError at an id that is no rule's.
    """
    known = known_ids(config)
    for id in (*select, *ignore):
        if id != ALL and id not in known:
            key, suggestion = suggesting("config.unknown-rule", id, known)
            raise VaultError(key, name=id, suggestion=suggestion)
    wanted = set(known if ALL in select else select)
    dropped = set(known if ALL in ignore else ignore)
    rules = []
    for rule in _configured(config):
        is_on = rule.id in wanted if select else rule.severity is not Severity.OFF
        if is_on and rule.id not in dropped:
            rules.append(_switched_on(rule))
    return rules


def known_ids(config: Config) -> frozenset[str]:
    """Return the ids of every rule there is: built-in ones and those of the configuration."""
    return frozenset((*RULES, *(rule.id for rule in config.house_rules)))


def scope(
    config: Config, reports: Callable[[str], bool], select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> Scope:
    """Return what a check reports on: the paths that `reports` says, without what the configuration ignores there."""
    patterns: dict[frozenset[str], list[str]] = defaultdict(list)
    for pattern, ids in config.per_file_ignores.items():
        if not pattern.startswith("!"):  # each stands for itself: there is nothing that it could take out again
            patterns[frozenset(ids)].append(pattern)
    ignores = [(path_filter(wanted), ids) for ids, wanted in patterns.items()]

    @cache
    def ignored(path: str) -> frozenset[str]:
        return frozenset().union(*(ids for matches, ids in ignores if matches(path))) if ignores else _NOTHING

    return Scope(
        reports,
        ignored,
        known_ids(config),
        is_complete=not select and not ignore,
        house_rules=tuple(_house_rule(config, rule) for rule in config.house_rules if rule.severity),
    )


_NOTHING: frozenset[str] = frozenset()


def path_filter(wanted: Sequence[str] | None, unwanted: Sequence[str] = ()) -> PathFilter:
    """Return what says whether a path matches one of `wanted` (None: all do) and none of `unwanted`."""
    return _path_filter(None if wanted is None else tuple(wanted), tuple(unwanted))


_path_filter = cache(PathFilter)  # many rules are about the same files


def _configured(config: Config) -> Iterable[ActiveRule]:
    for id, setting in config.rules.items():
        yield ActiveRule(id, RULES[id], setting.severity, setting.options)
    for rule in config.house_rules:
        yield _house_rule(config, rule)


def _house_rule(config: Config, rule: HouseRule) -> ActiveRule:
    applies = None if rule.files is None and not rule.exclude else path_filter(rule.files, rule.exclude)
    file = (config.file or "").replace("\\", "/").rpartition("/")[2]
    return ActiveRule(
        id=rule.id,
        rule=kind_called(rule.kind),
        severity=rule.severity,
        options=rule.options,
        applies=applies,
        words=rule.message,
        doc=rule.doc or "",
        origin=(file, rule.line),
        files=rule.files or (),
        when=rule.when,
    )


def _switched_on(rule: ActiveRule) -> ActiveRule:
    """Give a rule that is off, but asked for by name, the severity it has by itself."""
    if rule.severity is not Severity.OFF:
        return rule
    severity = rule.rule.severity or Severity.WARNING
    return replace(rule, severity=severity)
