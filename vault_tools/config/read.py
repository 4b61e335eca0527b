"""Read a configuration file and check all of it."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from vault_tools.config.find import MAX_BYTES, PYPROJECT
from vault_tools.config.model import ALL, ENGINES, LANGUAGES, Config, HouseRule, RuleSetting
from vault_tools.config.options import OptionsReader, group_names, unknown_key
from vault_tools.config.problems import MAX_PROBLEMS, ConfigError, ConfigProblem, Place, written
from vault_tools.errors import VaultError
from vault_tools.findings import Severity
from vault_tools.globs import is_glob
from vault_tools.messages import names_in
from vault_tools.properties import DEFAULT_ALIASES, DEFAULT_FIELDS
from vault_tools.rules import KINDS, RULES, kind_called
from vault_tools.rules.base import When
from vault_tools.spelling import suggesting
from vault_tools.trees import Tree

_TOP = ("vault", "search", "scopes", "rules", "per-file-ignores", "rule")
_MAX_RULES = 1_000
_MAX_PATTERNS = 10_000  # in one list
_MAX_PATTERNS_IN_ALL = 100_000  # each list has those of the scopes that it names
_MAX_MESSAGE = 1_000  # characters: it is said at each finding
_MAX_SUGGESTIONS = 20  # in one file: what is misspelt is compared with everything it might be
_VAULT = ("lang", "baseline", "exclude", "property-aliases")
_SEARCH = ("engine",)
_HOUSE_RULE = ("id", "kind", "files", "exclude", "severity", "message", "doc", "when")
_ID = re.compile(r"[^\s,%@]{1,80}")
_INSIDE = re.compile(r"(?![A-Za-z]:)[^/\\][^\\]*")  # no absolute path, here or on Windows
_SYNTAX_PLACE = re.compile(r"\(at line ([0-9]+), column [0-9]+\)")
_SEVERITIES = {severity.label: severity for severity in Severity}


def read_config(tree: Tree, name: str) -> Config:
    """Return the configuration in the file `name` at the top of a tree.

    Raises ConfigError with all its mistakes, VaultError if it cannot be read.
    """
    return parse_config(_text(tree, name), os.path.join(tree.root, name))


def parse_config(text: str, file: str) -> Config:
    """Return the configuration that `text` says, as what stands in `file`. Raises ConfigError."""
    found: list[ConfigProblem] = []
    name = os.path.basename(file)
    content, lines = _parse(text, name)
    top = Place(content, (), lines, name, found)
    if name == PYPROJECT:
        top = top["tool"]["vault-tools"]
    config = _Reader(file, top).read()
    if found:
        raise ConfigError(found, config.lang)
    return config


def _text(tree: Tree, name: str) -> str:
    try:
        return tree.read(name, MAX_BYTES).decode("utf-8")
    except OSError as error:
        raise VaultError("config.unreadable", file=name, reason=(error.strerror or str(error)).lower()) from None
    except UnicodeDecodeError as error:
        raise VaultError("config.not-utf8", file=name, byte=str(error.start + 1)) from None


def _parse(text: str, name: str) -> tuple[dict[str, Any], dict[tuple[str | int, ...], int]]:
    import tomllib

    from vault_tools.config.toml_lines import check_depth, key_lines

    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        check_depth(text)
        return tomllib.loads(text), key_lines(text)
    except ValueError as error:  # tomllib.TOMLDecodeError, or an integer of thousands of digits
        from vault_tools.config.toml_mistakes import syntax_mistake

        reason = str(error)
        place = _SYNTAX_PLACE.search(reason)
        line = int(place[1]) if place else text.count("\n") + 1
        reason = _SYNTAX_PLACE.sub("", reason).strip().removesuffix("(at end of document)").strip()
        message, values = syntax_mistake("".join(text.split("\n")[line - 1 : line]), reason)
        raise ConfigError([ConfigProblem(name, line, "", message, values)]) from None
    except RecursionError:
        raise ConfigError([ConfigProblem(name, 1, "", "config.too-deep", {})]) from None


class _Reader:
    def __init__(self, file: str, top: Place) -> None:
        self.file = file
        self.top = top
        self.scopes: dict[str, tuple[str, ...]] = {}
        self.unknown = self.patterns = 0
        self.options = OptionsReader(self._patterns)

    def read(self) -> Config:
        tables = self.top.table()
        for key, place in tables.items():
            if key in _VAULT:
                place.report("config.misplaced-key", name=key, section="vault")
            elif key not in _TOP:
                unknown_key(place, key, _TOP)
        vault = self._section(tables, "vault", _VAULT)
        self._read_scopes(self._section(tables, "scopes"))
        house_rules = tuple(self._house_rules(tables.get("rule")))
        return Config(
            file=self.file,
            lang=self._choice(vault.get("lang"), LANGUAGES, "en"),
            baseline=self._inside(vault.get("baseline")),
            engine=self._choice(self._section(tables, "search", _SEARCH).get("engine"), ENGINES, ""),
            exclude=self._patterns(vault.get("exclude")),
            property_aliases=self._aliases(vault.get("property-aliases")),
            scopes=self.scopes,
            rules=self._rules(self._section(tables, "rules"), house_rules),
            house_rules=house_rules,
            per_file_ignores=dict(self._ignores(self._section(tables, "per-file-ignores"), house_rules)),
        )

    def _section(self, tables: dict[str, Place], name: str, known: tuple[str, ...] = ()) -> dict[str, Place]:
        section = tables[name].table() if name in tables else {}
        for key, place in section.items():
            if known and key not in known:
                unknown_key(place, key, known)
        return section

    # -- values ----------------------------------------------------------------------------------------------

    def _text(self, place: Place | None, default: str) -> str:
        if place is None:
            return default
        if not isinstance(place.value, str):
            place.report("config.type.string", value=written(place.value))
            return default
        return place.value

    def _choice(self, place: Place | None, choices: tuple[str, ...], default: str) -> str:
        """Read one of some words."""
        value = self._text(place, default)
        if place is None or value in choices:
            return value
        if isinstance(place.value, str):  # anything else has been reported
            place.report("config.choice", value=value, choices=choices)
        return default

    def _inside(self, place: Place | None) -> str:
        """Read the path of a file in the vault."""
        path = self._text(place, "")
        if place and (not path.isprintable() or not _INSIDE.fullmatch(path) or ".." in path.split("/")):
            place.report("config.outside", path=path)
            return ""
        return path

    def _texts(self, place: Place | None) -> list[Place]:
        if place is None:
            return []
        texts = []
        for element in place.elements():
            if isinstance(element.value, str):
                texts.append(element)
            else:
                element.report("config.type.string", value=written(element.value))
        return texts

    def _patterns(self, place: Place | None) -> tuple[str, ...]:
        """Read patterns, and put in the patterns of the scopes that they name: `@blog`."""
        lines: list[str] = []
        for element in self._texts(place):
            pattern = element.value
            scope = pattern.removeprefix("!")
            if scope.startswith("@"):
                if scope[1:] in self.scopes:
                    named = self.scopes[scope[1:]]
                    lines += named if scope == pattern else map(_negated, named)
                    if len(lines) > _MAX_PATTERNS:
                        element.report("config.too-many-patterns", limit=f"{_MAX_PATTERNS:,}")
                        return ()
                else:
                    self._unknown("config.unknown-scope", element, scope, (f"@{name}" for name in self.scopes))
                continue
            if is_glob(pattern):
                lines.append(pattern)
            else:
                element.report("config.bad-glob", pattern=pattern)
        return self._counted(lines, place)

    def _counted(self, patterns: list[str], place: Place | None) -> tuple[str, ...]:
        """Return patterns while there are not too many in the whole configuration; report the first that are."""
        was_enough = self.patterns > _MAX_PATTERNS_IN_ALL
        self.patterns += len(patterns)
        if self.patterns <= _MAX_PATTERNS_IN_ALL:
            return tuple(patterns)
        if place and not was_enough:
            place.report("config.too-many-patterns.all", limit=f"{_MAX_PATTERNS_IN_ALL:,}")
        return ()

    def _unknown(self, message: str, place: Place, name: str, known: Iterable[str]) -> None:
        self.unknown += 1
        choices = tuple(known) if self.unknown <= _MAX_SUGGESTIONS else ()
        key, suggestion = suggesting(message, name, choices)
        place.report(key, name=name, suggestion=suggestion, choices=choices[:_MAX_SUGGESTIONS])

    def _severity(self, place: Place | None, default: Severity) -> Severity:
        if place is None:
            return default
        if isinstance(place.value, str) and place.value in _SEVERITIES:
            return _SEVERITIES[place.value]
        key, suggestion = suggesting("config.choice", str(place.value), _SEVERITIES)
        place.report(key, value=str(place.value), choices=tuple(reversed(_SEVERITIES)), suggestion=suggestion)
        return default

    # -- sections --------------------------------------------------------------------------------------------

    def _aliases(self, place: Place | None) -> Mapping[str, tuple[str, ...]]:
        aliases = dict(DEFAULT_ALIASES)
        for name, names in place.table().items() if place else ():
            aliases[name] = tuple(text.value for text in self._texts(names))
        return aliases

    def _read_scopes(self, section: dict[str, Place]) -> None:
        """Read scopes in the order written: one may name those before it."""
        for name, place in section.items():
            self.scopes[name] = self._patterns(place)

    def _rules(self, section: dict[str, Place], house_rules: tuple[HouseRule, ...]) -> dict[str, RuleSetting]:
        settings = dict(Config().rules)
        has_schema = any(rule.kind == "properties" for rule in house_rules)
        options_written: set[str] = set()
        for id, place in section.items():
            if id not in RULES:
                self._unknown("config.unknown-rule", place, id, RULES)
                continue
            severity, options = settings[id].severity, settings[id].options
            if isinstance(place.value, dict):
                severity = self._severity(place.get("severity"), severity)
                options = self.options.read(RULES[id].options, place, skip=("severity",)) or options
                options_written.update(f"{id}.{key}" for key in place.value)
            elif isinstance(place.value, str):
                severity = self._severity(place, severity)
            else:
                place.report("config.type", expected="string or table", value=written(place.value))
            settings[id] = RuleSetting(severity, options)
        return _without_defaults(settings, options_written, has_schema=has_schema)

    def _house_rules(self, place: Place | None) -> Iterator[HouseRule]:
        seen = set[str]()
        elements = place.elements() if place else []
        if len(elements) > _MAX_RULES:
            elements[_MAX_RULES].report("config.too-many-rules", limit=f"{_MAX_RULES:,}")
        for element in elements[:_MAX_RULES]:
            table = element.table()
            for key in ("id", "kind"):
                if key not in table:
                    element.report("config.missing-key", missing=key)
            if "id" in table:
                self._check_id(table["id"], self._text(table["id"], ""), seen)
            kind = self._text(table.get("kind"), "")
            known = kind_called(kind) if kind in KINDS else None
            rule = HouseRule(
                id=self._text(table.get("id"), ""),
                kind=kind,
                severity=self._severity(table.get("severity"), known.severity if known else Severity.ERROR),
                options=None,
                files=self._patterns(table["files"]) if "files" in table else None,
                exclude=self._patterns(table.get("exclude")),
                message=self._message(table.get("message")),
                doc=self._text(table.get("doc"), "") or None,
                line=element.line,
                when=self.options.read(When, table["when"]) if "when" in table else None,
            )
            if known and rule.when and known.subject == "files":
                table["when"].report("config.when-files", kind=kind)
            if known:
                before = element.mistakes
                options = self.options.read(known.options, element, skip=_HOUSE_RULE)
                if rule.message and element.mistakes == before < MAX_PROBLEMS:
                    _check_names(rule.message, (*known.names, *group_names(options)), table["message"])
                yield replace(rule, options=options)
            elif "kind" in table:
                self._unknown("config.unknown-kind", table["kind"], kind, KINDS)

    def _message(self, place: Place | None) -> str | None:
        message = self._text(place, "")
        if place and len(message) > _MAX_MESSAGE:
            place.report("config.too-long", limit=f"{_MAX_MESSAGE:,}")
        return message or None

    def _check_id(self, place: Place, id: str, seen: set[str]) -> None:
        if not _ID.fullmatch(id) or not id.isprintable() or id == ALL:
            place.report("config.bad-id", id=id)
        elif id in RULES or id in seen:
            place.report("config.duplicate-id", id=id)
        seen.add(id)

    def _ignores(
        self, section: dict[str, Place], house_rules: tuple[HouseRule, ...]
    ) -> Iterable[tuple[str, tuple[str, ...]]]:
        known = dict.fromkeys((*RULES, *(rule.id for rule in house_rules)))
        every = tuple(known)
        for pattern, place in section.items():
            ids: dict[str, None] = {}
            for element in self._texts(place):
                if element.value in known or element.value == ALL:
                    ids[element.value] = None
                else:
                    self._unknown("config.unknown-rule", element, element.value, known)
            if not is_glob(pattern):
                place.report("config.bad-glob", pattern=pattern)
            yield pattern, every if ALL in ids else tuple(ids)


def _check_names(message: str, known: tuple[str, ...], place: Place) -> None:
    """Report what a message names and will never be given."""
    for name in dict.fromkeys(names_in(message)):
        if name not in known:
            key, suggestion = suggesting("config.unknown-name", name, known)
            place.report(key, name=name, suggestion=suggestion, choices=known)


def _negated(pattern: str) -> str:
    return pattern[1:] if pattern.startswith("!") else f"!{pattern}"


def _without_defaults(
    settings: dict[str, RuleSetting], written: set[str], *, has_schema: bool
) -> dict[str, RuleSetting]:
    """Take back the default fields where the configuration says itself what it requires."""
    if not has_schema and "missing-property.required" not in written:
        return settings
    missing, types = settings["missing-property"], settings["wrong-property-type"]
    required = missing.options.required if "missing-property.required" in written else ()
    kinds = types.options.types
    if "wrong-property-type.types" not in written:
        kinds = {name: kind for name, kind in DEFAULT_FIELDS.items() if name in required}
    return settings | {
        "missing-property": RuleSetting(missing.severity, RULES["missing-property"].options(required=required)),
        "wrong-property-type": RuleSetting(types.severity, RULES["wrong-property-type"].options(types=kinds)),
    }
