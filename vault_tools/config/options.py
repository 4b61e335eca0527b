"""Tables of the configuration to the option dataclasses of rules; what is wrong is reported at its line."""

import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from math import isfinite
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from vault_tools.config.problems import MAX_PROBLEMS, Place, written
from vault_tools.globs import is_glob
from vault_tools.patterns import PatternError, compile_pattern
from vault_tools.properties import is_date
from vault_tools.spelling import suggesting

_LIMITS = (
    ("min", "max"), ("min_length", "max_length"), ("min_items", "max_items"), ("min_chars", "max_chars"),
    ("min_tags", "max_tags"),
)  # fmt: skip
_Entry = TypeVar("_Entry")
_MAX_ENTRIES = 1_000  # of one list or table
_MAX_SIZE = 10_000  # of one pattern, in RE2's instructions: `[a-z]` is one, `.{1,300}` 2,700
_MAX_WEIGHT = 100_000  # of all patterns of a configuration
_LEAST_WEIGHT = 100  # of a pattern however short: each has its own memory
_WORDS = {str: "string", bool: "boolean", int: "integer", float: "float"}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)  # takes a while, and there may be many rules of a kind


def key_name(field: Field[Any]) -> str:
    """Return a field's key in the configuration: words joined by `-`."""
    return field.name.replace("_", "-")


class OptionsReader:
    """Builds option dataclasses. `patterns` reads a list of file patterns, scopes among them.

    What an option must be besides, its field's metadata say: `format` names a check of texts below, or `globs` for
    lists of file patterns and `glob-keys` for tables with such as keys; `least` and `most` bound a number. A list of
    texts that is `single` may be one text.

    What no single option shows, the dataclass says itself, once all of them are right: its method `problems()` yields
    the keys that lead to an option from the dataclass's table on, a message and its values.
    """

    def __init__(self, patterns: Callable[[Place], tuple[str, ...]]) -> None:
        self._patterns = patterns
        self._weighed: set[str] = set()
        self._weight = 0

    def read(self, kind: type, place: Place, skip: Iterable[str] = ()) -> Any:
        """Build the option dataclass `kind` from a table; keys in `skip` are somebody else's. None if that failed."""
        hints = _hints(kind)
        by_key = {key_name(field): field for field in fields(kind)}
        arguments: dict[str, Any] = {}
        before = place.mistakes
        for key, entry in place.table().items():
            if key in by_key:
                arguments[by_key[key].name] = self._read(hints[by_key[key].name], entry, by_key[key])
            elif key not in skip:
                unknown_key(entry, key, [*by_key, *skip])
        is_complete = True
        for key, field in by_key.items():
            if key not in place and is_required(field):
                place.report("config.missing-key", missing=key)
                is_complete = False
        for least, greatest in _LIMITS:
            _check_order(arguments.get(least), arguments.get(greatest), place, greatest.replace("_", "-"))
        options = kind(**arguments) if is_complete else None
        if options and place.mistakes == before < MAX_PROBLEMS:
            _report_own_problems(options, place)
        return options

    def _read(self, hint: Any, place: Place, field: Field[Any]) -> Any:
        origin, arguments = get_origin(hint), get_args(hint)
        format = field.metadata.get("format")
        if origin in (Union, types.UnionType):
            return self._read_union([argument for argument in arguments if argument is not type(None)], place, field)
        if origin is Literal:
            return _read_choice(arguments, place)
        if origin is tuple:
            if field.metadata.get("single") and isinstance(place.value, str):
                place = place.alone()
            if format == "globs":
                return self._patterns(place)
            return tuple(self._read(arguments[0], element, field) for element in _limited(place, place.elements()))
        if isinstance(origin, type) and issubclass(origin, Mapping):
            table = dict(_limited(place, list(place.table().items())))
            if format == "glob-keys":
                _check_globs(table)
            for entry in filter(None, [table.get("")]):
                entry.report("config.empty")
            return {key: self._read(arguments[1], entry, field) for key, entry in table.items()}
        if is_dataclass(hint) and isinstance(hint, type):
            return self.read(hint, place)
        return self._read_scalar((hint,), place, field)

    def _read_union(self, hints: list[Any], place: Place, field: Field[Any]) -> Any:
        if len(hints) == 1:
            return self._read(hints[0], place, field)
        lists = [hint for hint in hints if get_origin(hint) is tuple]
        if lists and isinstance(place.value, list):
            return self._read(lists[0], place, field)
        return self._read_scalar(tuple(hint for hint in hints if hint not in lists), place, field)

    def _read_scalar(self, kinds: tuple[type, ...], place: Place, field: Field[Any]) -> Any:
        value = _read_scalar(kinds, place, field)
        check = _FORMATS.get(field.metadata.get("format", ""))
        if check and isinstance(value, str):
            check(value, place)
        elif field.metadata.get("format") == "pattern" and isinstance(value, str):
            self._check_pattern(value, place)
        return value

    def _check_pattern(self, value: str, place: Place) -> None:
        """Report a pattern that is none, and the one with which all of them together are too large."""
        if value in self._weighed or self._weight > _MAX_WEIGHT:
            return
        weight = _weight(value, place)
        self._weight += max(weight, _LEAST_WEIGHT)
        if weight > _MAX_SIZE:
            place.report("config.pattern.large", pattern=value)
        elif self._weight > _MAX_WEIGHT:
            place.report("config.patterns.large")
        elif weight:
            self._weighed.add(value)


def group_names(options: Any) -> Iterator[str]:
    """Yield the named groups of all patterns among options, in which no mistake was found."""
    for field in fields(options):
        value = getattr(options, field.name)
        if field.metadata.get("format") == "pattern":
            for pattern in (value,) if isinstance(value, str) else value or ():
                yield from compile_pattern(pattern).groups
        elif isinstance(value, Mapping):
            yield from (name for inner in value.values() if is_dataclass(inner) for name in group_names(inner))


def _limited(place: Place, entries: Sequence[_Entry]) -> Sequence[_Entry]:
    """Return what stands in a list or a table, while that is not too much: each entry may cost time in each note."""
    if len(entries) > _MAX_ENTRIES:
        place.report("config.too-many-entries", limit=f"{_MAX_ENTRIES:,}")
        return ()
    return entries


def _report_own_problems(options: Any, place: Place) -> None:
    for keys, message, values in getattr(options, "problems", tuple)():
        inner = place
        for key in keys:
            inner = inner.get(key) or inner
        inner.report(message, **values)


def _check_globs(table: Mapping[str, Place]) -> None:
    for key, entry in table.items():
        if not is_glob(key):
            entry.report("config.bad-glob", pattern=key)


def _check_order(least: Any, greatest: Any, place: Place, key: str) -> None:
    """Report limits that nothing can keep to, at the `key` of the greatest: the least above it, a number and a day."""
    if isinstance(least, Mapping) and isinstance(greatest, Mapping):
        for name in least:
            _check_order(least[name], greatest.get(name), place.get(key) or place, name)
        return
    if least is None or greatest is None:
        return
    is_day = isinstance(least, str)
    is_comparable = not is_day or (is_date(least) and is_date(greatest))
    if is_day != isinstance(greatest, str) or (is_comparable and least > greatest):
        (place.get(key) or place).report("config.limits", least=str(least), greatest=str(greatest))


def is_required(field: Field[Any]) -> bool:
    """Whether the configuration must have this key."""
    has_default = field.default is not MISSING or field.default_factory is not MISSING
    return bool(field.metadata.get("required")) or not has_default


def unknown_key(place: Place, key: str, known: Iterable[str]) -> None:
    """Report a key that means nothing here, with the key that was probably meant."""
    message, suggestion = suggesting("config.unknown-key", key, known)
    place.report(message, name=key, suggestion=suggestion)


def _read_choice(choices: tuple[Any, ...], place: Place) -> Any:
    if any(place.value == choice and type(place.value) is type(choice) for choice in choices):
        return place.value
    key, suggestion = suggesting("config.choice", str(place.value), map(str, choices))
    place.report(key, value=str(place.value), choices=tuple(map(str, choices)), suggestion=suggestion)
    return None


def _read_scalar(kinds: tuple[type, ...], place: Place, field: Field[Any]) -> Any:
    value = place.value
    if hasattr(value, "isoformat"):  # a TOML date: the same as its text
        value = value.isoformat()
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        words = tuple(dict.fromkeys(_WORDS[kind] for kind in kinds))
        key = f"config.type.{words[0]}" if len(words) == 1 else "config.type"
        place.report(key, expected=" or ".join(words), value=written(value))
        return None
    if (isinstance(value, float) and not isfinite(value)) or (isinstance(value, int) and value.bit_length() > 64):
        place.report("config.type", expected="finite number of 64 bits", value=written(value))
        return None
    if isinstance(value, int | float):
        _check_range(value, place, field)
    if value == "" and kinds == (str,):
        place.report("config.empty")
        return None
    return value


def _check_range(value: float, place: Place, field: Field[Any]) -> None:
    least, most = field.metadata.get("least"), field.metadata.get("most")
    if least is not None and value < least:
        place.report("config.least", value=written(value), limit=str(least))
    if most is not None and value > most:
        place.report("config.most", value=written(value), limit=str(most))


def _weight(value: str, place: Place) -> int:
    """Return how large a pattern is; report one that is none."""
    try:
        return compile_pattern(value).size
    except PatternError as error:
        key = "config.pattern.look-around" if "(?" in value and "perl operator" in str(error) else "config.pattern"
        place.report(key, pattern=value, reason=str(error))
        return _MAX_SIZE if "too large" in str(error) else 0


def _check_script(value: str, place: Place) -> None:
    try:
        compile_pattern(rf"\p{{{value if value.replace('_', '').isalpha() else ''}}}")
    except PatternError:
        place.report("config.script", name=value)


def _check_limit(value: str, place: Place) -> None:
    from vault_tools.dates import RELATIVE_DAY

    if not is_date(value) and not RELATIVE_DAY.fullmatch(value):
        place.report("config.limit", value=value)


def _check_template(value: str, place: Place) -> None:
    from vault_tools.criteria.templates import Template, TemplateError

    try:
        Template(value)
    except TemplateError:
        place.report("config.template", value=value)


_FORMATS: dict[str, Callable[[str, Place], None]] = {
    "limit": _check_limit,
    "script": _check_script,
    "template": _check_template,
}
