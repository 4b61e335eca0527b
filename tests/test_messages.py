"""The catalogue: both languages say the same things, code says nothing else, nothing is never said."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

import vault_tools
from vault_tools import messages
from vault_tools.messages import LANGUAGES, fill, text
from vault_tools.messages.en import MESSAGES as ENGLISH
from vault_tools.messages.zh import MESSAGES as CHINESE
from vault_tools.rules import RULES

PACKAGE = Path(vault_tools.__file__).parent
_PLACEHOLDER = re.compile(r"\{([\w-]+)\}")
_SPEAKERS = {  # by name of the function: which of its arguments is the key
    "Problem": 1,
    "Fault": 1,
    "VaultError": 0,
    "UncachedError": 0,
    "YamlError": 0,
    "report": 0,
    "say": 0,
    "text": 0,
    "_unknown": 0,
}


def placeholders(template: str) -> set[str]:
    return set(_PLACEHOLDER.findall(template))


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    """Return the package's modules, but for the catalogues, as syntax trees without docstrings."""
    files = [file for file in sorted(PACKAGE.rglob("*.py")) if "messages" not in file.parts]
    return tuple(
        (str(file.relative_to(PACKAGE)), _without_docstrings(ast.parse(file.read_text("utf-8")))) for file in files
    )


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return tree


def constants() -> Iterator[tuple[str, str]]:
    """Yield every string constant of the package, with its place."""
    for file, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{file}:{node.lineno}", node.value


def composed() -> Iterator[re.Pattern[str]]:
    """Yield a pattern for every f-string of the package that a key could be made with."""
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                if any(part and re.search(r"[a-z]\.|\.[a-z]", part) for part in parts) and not any(
                    part and " " in part for part in parts
                ):
                    yield re.compile("".join(r"[\w.-]+" if part is None else re.escape(part) for part in parts))


def calls() -> Iterator[tuple[str, str, set[str] | None]]:
    """Yield place, key and names of values (None: unknown) of each call that says something."""
    for file, tree in trees():
        for node in ast.walk(tree):
            name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if name not in _SPEAKERS or len(node.args) <= _SPEAKERS[name]:
                continue
            key = node.args[_SPEAKERS[name]]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield f"{file}:{node.lineno}", key.value, _value_names(node, node.args[_SPEAKERS[name] + 1 :])


def _value_names(call: ast.Call, behind: list[ast.expr]) -> set[str] | None:
    names = {keyword.arg for keyword in call.keywords}
    if None in names or any(isinstance(argument, ast.Starred | ast.Name | ast.Call) for argument in behind[:2]):
        return None
    for argument in behind:
        if isinstance(argument, ast.Dict):
            keys = {key.value if isinstance(key, ast.Constant) else None for key in argument.keys}
            names = None if None in keys else names | keys
            break
    return names


def test_both_languages_have_the_same_messages() -> None:
    assert list(CHINESE) == list(ENGLISH)
    assert {"en": ENGLISH, "zh": CHINESE}.keys() == set(LANGUAGES)


@pytest.mark.parametrize("key", ENGLISH)
def test_both_languages_name_the_same_values(key: str) -> None:
    assert placeholders(CHINESE[key]) == placeholders(ENGLISH[key])


@pytest.mark.parametrize("catalogue", [ENGLISH, CHINESE], ids=LANGUAGES)
def test_messages_are_one_line_without_a_full_stop(catalogue: dict[str, str]) -> None:
    assert [key for key, template in catalogue.items() if not template.strip() or "\n" in template] == []
    assert [key for key, template in catalogue.items() if template.endswith((".", "。"))] == []
    assert [key for key, template in catalogue.items() if template != template.rstrip()] == []


def test_chinese_is_chinese() -> None:
    only_names = {"doctor.version", "doctor.git"}
    words = {key: _PLACEHOLDER.sub("", template) for key, template in CHINESE.items()}
    foreign = {key for key, text in words.items() if re.search("[A-Za-z]", text) and not re.search("[一-鿿]", text)}
    assert foreign == only_names


def test_every_message_is_said_somewhere() -> None:
    said = {value for _, value in constants()}
    patterns = list(composed())
    assert [key for key in ENGLISH if key not in said and not any(found.fullmatch(key) for found in patterns)] == []


def test_every_key_in_the_code_is_a_message() -> None:
    families = {key.partition(".")[0] for key in ENGLISH if "." in key}
    shape = re.compile(rf"(?:{'|'.join(families)})(?:\.[a-z][a-z-]*)+")
    files = re.compile(r".*\.(?:md|toml|py|json)")
    options = {f"{id}.{field.name.replace('_', '-')}" for id, rule in RULES.items() for field in fields(rule.options)}
    found = [
        (place, value)
        for place, value in constants()
        if shape.fullmatch(value) and not files.fullmatch(value) and value not in options
    ]
    assert len(found) > 50
    assert [(place, value) for place, value in found if value not in ENGLISH] == []


def test_whatever_is_said_is_a_message_and_its_values_are_given() -> None:
    found = [(place, key, names) for place, key, names in calls() if "." in key or key in ENGLISH]
    assert len(found) > 50
    assert [(place, key) for place, key, _ in found if key not in ENGLISH] == []
    assert [
        (place, key, placeholders(ENGLISH[key]) - names)
        for place, key, names in found
        if names is not None and not placeholders(ENGLISH[key]) <= names
    ] == []


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        pytest.param("a {b} c", {"b": "1"}, "a 1 c", id="filled"),
        pytest.param("{b}{b}", {"b": "1"}, "11", id="twice"),
        pytest.param("{b} {c}", {"b": "{c}", "c": "1"}, "{c} 1", id="values are not looked into"),
        pytest.param("{b} {名}", {"名": "1"}, "{b} 1", id="what has no value stays"),
        pytest.param("{b.x} {0!r} {{b}} {", {"b": "1"}, "{b.x} {0!r} {1} {", id="nothing else means anything"),
        pytest.param("{b}", {"b": "\\g<0>\\1"}, "\\g<0>\\1", id="no escapes in values"),
    ],
)
def test_fill(template: str, values: dict[str, str], expected: str) -> None:
    assert fill("en", template, values) == expected


def test_text() -> None:
    assert text("en", "config.bad-glob", {"pattern": "!"}) == fill("en", ENGLISH["config.bad-glob"], {"pattern": "!"})
    assert text("zh", "config.bad-glob", {"pattern": "!"}) == fill("zh", CHINESE["config.bad-glob"], {"pattern": "!"})
    with pytest.raises(KeyError):
        text("en", "no-such-message")
    assert messages.text("en", "cli.internal") == ENGLISH["cli.internal"]
