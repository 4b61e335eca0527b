"""A small vault of known defects, and which of them each tool finds: defects.toml is the vault and the list."""

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from bench.installing import BENCH, Peer, Tool
from bench.rows import filler

FOUND, MISSED, BY_CHANCE, BREAKS_OFF = "found", "missed", "by chance", "BREAKS OFF"
FALSE_ALARM, SILENT = "FALSE ALARM", "silent"
_MARKDOWNLINT = re.compile(r"^(.+?):(\d+)(?::\d+)? (?:error|warning) (.*)$", re.MULTILINE)


class Case(NamedTuple):
    """A defect, or with `is_fine` something that looks like one, and is none.

    `line` counts from 1; 0 stands for all of the file. `target` is what a tool may name that gives no lines.
    Tools that speak of the line `by_chance` mean something else.
    """

    what: str
    path: str
    line: int
    target: str
    is_fine: bool
    by_chance: tuple[str, ...]


class Said(NamedTuple):
    """What a tool said of a file: the line from 1, or 0 where it gives none, and its words."""

    path: str
    line: int
    words: str


def read_cases(path: str = os.path.join(BENCH, "defects.toml")) -> tuple[dict[str, str], tuple[Case, ...]]:
    """Return the texts of the vault's files by path, and the cases."""
    with open(path, "rb") as file:
        content = tomllib.load(file)
    files: dict[str, str] = content["files"]
    return files, tuple(_case(table, files) for table in content["case"])


def _case(table: dict[str, Any], files: dict[str, str]) -> Case:
    path, text = table["path"], table.get("text", "")
    if text and files[path].count(text) != 1:
        raise ValueError(f"{text!r} should stand in {path} once")
    line = files[path][: files[path].index(text)].count("\n") + 1 if text else 0
    by_chance = tuple(table.get("by_chance", ()))
    return Case(table["what"], path, line, table.get("target", ""), table.get("fine", False), by_chance)


def write_vault(folder: str, files: dict[str, str]) -> None:
    """Write the files into a folder."""
    for path, text in files.items():
        place = os.path.join(folder, path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8", newline="") as file:
            file.write(text)


def verdict(case: Case, tool: str, said: Sequence[Said]) -> str:
    """Return what a tool that `said` all this made of a case."""
    if any(item.path == case.path and item.words == BREAKS_OFF for item in said):
        return BREAKS_OFF
    is_said = any(_is_about(case, item) for item in said)
    if case.is_fine:
        return FALSE_ALARM if is_said else SILENT
    if is_said and tool in case.by_chance:
        return BY_CHANCE
    return FOUND if is_said else MISSED


def _is_about(case: Case, item: Said) -> bool:
    if item.path != case.path:
        return False
    if case.line and item.line:
        return item.line == case.line
    return not case.line or (bool(case.target) and case.target in item.words)


def others(cases: Sequence[Case], said: Sequence[Said]) -> int:
    """Return how many things a tool said that are about none of the cases."""
    return sum(not any(_is_about(case, item) for case in cases) for item in said)


# -- what tools say ----------------------------------------------------------------------------------------------


def ours(tool: Tool, vault: str, *options: str) -> list[Said]:
    """Return what `vault check` says."""
    command = [tool.command, "check", "--no-cache", "--output-format", "json", *options]
    found = json.loads(_run(command, vault).stdout)
    return [Said(item["path"], item["line"], f"{item['rule']} {item['message']}") for item in found["findings"]]


def said_by(peer: Peer, tool: Tool, vault: str, kept: str) -> list[Said]:
    """Return what a peer says of a vault that is its own to change, as is the folder `kept`.

    A peer that breaks off at a file is asked again without that.
    """
    os.makedirs(kept, exist_ok=True)
    fill = filler(vault, kept)

    def run(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        return _run([tool.command, *map(fill, arguments)], vault)

    table, broken = peer.defects, []
    if "before" in table and run(table["before"]).returncode:
        os.unlink(os.path.join(vault, table["fatal"]))
        broken.append(Said(table["fatal"], 0, BREAKS_OFF))
        run(table["before"]).check_returncode()
    done = [run(arguments) for arguments in (table["arguments"], *table.get("also", ()))]
    return [*broken, *READERS[peer.name]([(output.stdout, output.stderr) for output in done])]


def _run(command: Sequence[str], folder: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def _lychee(outputs: list[tuple[str, str]]) -> Iterator[Said]:
    for path, errors in json.loads(outputs[0][0])["error_map"].items():
        for error in errors:
            line = error.get("span", {}).get("line", 0)
            yield Said(os.path.normpath(path), line, f"{error['url']} {error['status']['text']}")


def _rumdl(outputs: list[tuple[str, str]]) -> Iterator[Said]:
    for item in json.loads(outputs[0][0]):
        yield Said(os.path.normpath(item["file"]), item["line"], f"{item['rule']} {item['message']}")


def _graphmark(outputs: list[tuple[str, str]]) -> Iterator[Said]:
    for check in json.loads(outputs[0][0])["checks"]:
        for offender in check["offenders"]:
            path, target = (offender, "") if isinstance(offender, str) else offender
            yield Said(path, 0, f"{check['name']} {target}")


def _hvk(outputs: list[tuple[str, str]]) -> Iterator[Said]:
    broken, ambiguous, orphans, checks = (json.loads(output) for output, _ in outputs)
    for word, links in (("broken", broken), ("ambiguous", ambiguous)):
        for link in links:
            yield Said(link["source"], link["line"], f"{word} {link['target_raw']}")
    for note in orphans:
        yield Said(note["path"], 0, "orphan")
    for check in checks:
        _, is_unread, paths = check["detail"].partition("that could not be parsed: ")
        for path in paths.split(", ") if is_unread else ():
            yield Said(path, 0, "cannot be parsed")


def _markdownlint(outputs: list[tuple[str, str]]) -> Iterator[Said]:
    for match in _MARKDOWNLINT.finditer("\n".join(outputs[0])):
        yield Said(match[1], int(match[2]), match[3])


READERS: dict[str, Callable[[list[tuple[str, str]]], Iterator[Said]]] = {
    "lychee": _lychee,
    "rumdl": _rumdl,
    "graphmark": _graphmark,
    "headless-vault-kit": _hvk,
    "markdownlint-cli2": _markdownlint,
}
