"""What is wrong with a configuration, collected so that all of it is said at once."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from vault_tools.errors import VaultError
from vault_tools.messages import Words

KeyPath = tuple[str | int, ...]
"""Keys and list indices from the top: `("rule", 0, "files")`."""

MAX_PROBLEMS = 1_000
"""So many mistakes are noted; nobody reads more."""
_MAX_KEY = 80  # characters of a key that are shown; there may be a thousand mistakes in its table


class ConfigProblem(NamedTuple):
    """One mistake: `line` counts from 1, `key` is dotted, `message` and `values` are for the catalogue."""

    file: str
    line: int
    key: str
    message: str
    values: Mapping[str, Words]

    @property
    def place(self) -> str:
        """Where it stands, for a person: file, line and key."""
        return f"{self.file}:{self.line}" + (f": {self.key}" if self.key else "")


class ConfigError(VaultError):
    """The configuration cannot be used. `problems` are all its mistakes, in the order of their lines.

    `lang` is the language that it asks for, empty where that could not be read.
    """

    def __init__(self, problems: list[ConfigProblem], lang: str = "") -> None:
        super().__init__("config.invalid" if len(problems) > 1 else "config.invalid.one", count=str(len(problems)))
        self.lang = lang
        self.problems = sorted(problems, key=lambda problem: problem.line)


class Place:
    """A value of the configuration, its key path, and where to report what is wrong with it."""

    def __init__(
        self, value: Any, path: KeyPath, lines: dict[KeyPath, int], file: str, found: list[ConfigProblem]
    ) -> None:
        self.value = value
        self.path = path
        self._lines = lines
        self._file = file
        self._found = found

    def __getitem__(self, key: str | int) -> "Place":
        return Place(self.value[key], (*self.path, key), self._lines, self._file, self._found)

    def get(self, key: str | int) -> "Place | None":
        """Return an entry of a table or an element of a list, if it has it."""
        has_it = isinstance(self.value, list) and isinstance(key, int) and key < len(self.value)
        return self[key] if has_it or (isinstance(self.value, dict) and key in self.value) else None

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    @property
    def key(self) -> str:
        """The path as an author would name it: `rule[2].fields.标题`."""
        key = ""
        for part in self.path:
            name = part if isinstance(part, int) or len(part) <= _MAX_KEY else f"{part[:_MAX_KEY]}…"
            key += f"[{name + 1}]" if isinstance(name, int) else f".{name}" if key else name
        return key

    @property
    def line(self) -> int:
        """The line the value stands on; that of the nearest table around it where it has none."""
        path = self.path
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    @property
    def mistakes(self) -> int:
        """How many mistakes are noted, in the whole configuration."""
        return len(self._found)

    def alone(self) -> "Place":
        """Return the value as a list of its own, in the same place."""
        return Place([self.value], self.path, self._lines, self._file, self._found)

    def report(self, message: str, **values: Words) -> None:
        """Note a mistake here, unless too many are noted."""
        if len(self._found) == MAX_PROBLEMS:
            return
        self._found.append(ConfigProblem(self._file, self.line, self.key, message, values))

    def table(self) -> dict[str, "Place"]:
        """Return the value's entries; report and return nothing where it is no table."""
        if not isinstance(self.value, dict):
            is_house_rule = self.path == ("rules",) and isinstance(self.value, list)
            self.report("config.house-rule" if is_house_rule else "config.type.table", value=written(self.value))
            return {}
        return {key: self[key] for key in self.value}

    def elements(self) -> list["Place"]:
        """Return the value's elements; report and return nothing where it is no list."""
        if not isinstance(self.value, list):
            self.report(self._no_list(), value=written(self.value))
            return []
        return [self[index] for index in range(len(self.value))]

    def _no_list(self) -> str:
        if isinstance(self.value, dict):
            return "config.house-rule" if self.path[-1:] == ("rule",) else "config.type.list"
        return "config.type.list.one" if isinstance(self.value, str) else "config.type.list"


def written(value: Any) -> str:
    """Return a value as TOML would have it, for a message."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, dict | list):  # it may be long, and nested
        return "{ … }" if isinstance(value, dict) else "[ … ]"
    try:
        return str(value)
    except ValueError:  # an integer of thousands of digits
        return "…"
