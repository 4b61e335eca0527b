"""What is kept between runs, as `vault cache info` shows it: of one vault by its parts, and of every vault."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from vault_tools.cli.session import Session
from vault_tools.cli.table import table
from vault_tools.errors import VaultError
from vault_tools.holdings import PARTS, File, Holdings, size_of, survey
from vault_tools.messages import text
from vault_tools.places import all_folders, base_folder, look
from vault_tools.report.machine import Json

_UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))
_NAMED = 10  # files that are not ours


class Portion(NamedTuple):
    """A file, with what lies beside it, or a folder: how much it holds, None where nobody can tell. Bytes."""

    part: str
    path: str
    engine: str
    entries: int | None
    size: int


class One(NamedTuple):
    """What is kept of a vault, and why nothing is, if nothing can be."""

    root: str
    folder: str
    problem: VaultError | None
    used: float | None
    portions: list[Portion]
    foreign: list[str]
    size: int


class Every(NamedTuple):
    """What is kept of all vaults in a folder, each without its portions."""

    folder: str
    vaults: list[One]


def one(root: str, asked: str) -> One:
    """Look at what is kept of the vault at `root`. Nothing is opened that others could have written."""
    place = look(root, asked)
    if place.problem or not place.is_there:
        return One(root, place.folder, place.problem, None, [], [], 0)
    found, problem = _survey(place.folder)
    portions = list(_portions(place.folder, found))
    return One(root, place.folder, problem, found.used, portions, found.foreign, size_of(found.files))


def every(asked: str) -> Every:
    """Look at what is kept of all vaults; nothing is opened."""
    vaults = []
    for folder, root in all_folders(asked):
        found, problem = _survey(folder)
        vaults.append(One(root, folder, problem, found.used, [], found.foreign, size_of(found.files)))
    return Every(base_folder(asked), vaults)


def _survey(folder: str) -> tuple[Holdings, VaultError | None]:
    try:
        return survey(folder), None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Holdings([], [], []), VaultError("cli.unlistable", path=folder, reason=reason)


# -- what is in a part -----------------------------------------------------------------------------------------


def _portions(folder: str, found: Holdings) -> Iterator[Portion]:
    for part in PARTS:
        files: dict[str, list[File]] = {}
        for file in found.of(part.name):
            files.setdefault(part.thing(file.path), []).append(file)
        for path, those in sorted(files.items()):
            entries = _COUNTERS[part.name](os.path.join(folder, path), those)
            engine = _engine_of(path) if part.name == "index" else ""
            yield Portion(part.name, path, engine, entries, size_of(those))


def _facts(path: str, files: list[File]) -> int | None:
    try:
        from vault_tools.cache import count
    except ImportError:  # a Python without SQLite
        return None
    return count(os.path.dirname(path))


def _answers(path: str, files: list[File]) -> int | None:
    return sum(1 for file in files if not file.order)


def _notes(path: str, files: list[File]) -> int | None:
    from vault_tools.search.storage import DamagedError, Storage

    storage = Storage(path)
    try:
        manifest = storage.manifest()
        return sum(1 for found in storage.contents(manifest).documents if found.place) if manifest else None
    except (DamagedError, OSError):
        return None


def _engine_of(path: str) -> str:
    from vault_tools.search.storage import engine_of

    return engine_of(path)


_COUNTERS: dict[str, Callable[[str, list[File]], int | None]] = {
    "facts": _facts,
    "findings": _answers,
    "index": _notes,
}
"""How many entries a part has, by its name: given the path of its file or folder, and its files."""


# -- for people ------------------------------------------------------------------------------------------------


def one_as_lines(session: Session, found: One) -> Iterator[str]:
    """Yield the lines about a vault."""
    rows = [("vault", found.root), ("folder", found.folder), ("used", moment(found.used))]
    if found.problem:
        rows.append(("problem", session.text(found.problem.key, **found.problem.values)))
    yield from table([(session.text(f"cache.{name}"), value) for name, value in rows if value])
    if found.portions:
        yield ""
        yield from table(
            [*(_row(session, portion) for portion in found.portions), _total(session, found)], right={1, 2}
        )
    elif not found.problem:
        yield session.text("cache.nothing", place=found.root)
    if found.foreign:
        yield ""
        yield session.text("cache.others", folder=found.folder, names=named(found.foreign))


def _row(session: Session, portion: Portion) -> tuple[str, ...]:
    key = "unknown" if portion.entries is None else portion.part + ".one" * (portion.entries == 1)
    entries = session.text(f"cache.entries.{key}", count=f"{portion.entries or 0:,}")
    meaning = session.text(f"cache.meaning.{portion.part}", engine=portion.engine)
    return portion.part, entries, bytes_text(portion.size), meaning


def _total(session: Session, found: One) -> tuple[str, ...]:
    return session.text("cache.total"), "", bytes_text(found.size), ""


def every_as_lines(session: Session, found: Every) -> Iterator[str]:
    """Yield a line for each vault."""
    if not found.vaults:
        yield session.text("cache.nothing", place=found.folder)
        return
    titles = tuple(session.text(f"cache.{name}") for name in ("size", "used", "vault"))
    rows = [(bytes_text(vault.size), moment(vault.used), _name(session, vault)) for vault in found.vaults]
    total = (bytes_text(sum(vault.size for vault in found.vaults)), "", session.text("cache.total"))
    yield from table([titles, *rows, total], right={0})


def _name(session: Session, vault: One) -> str:
    if not vault.root:
        return session.text("cache.unknown", folder=vault.folder)
    return vault.root if _is_there(vault) else session.text("cache.gone", vault=vault.root)


def _is_there(vault: One) -> bool:
    return os.path.isdir(vault.root)


def named(paths: Sequence[str]) -> tuple[str, ...]:
    """Return some of the paths, and whether there are more, for a message."""
    return (*paths[:_NAMED], "…") if len(paths) > _NAMED else tuple(paths)


def bytes_text(size: int) -> str:
    """Return a number of bytes as people read it."""
    return next((f"{size / many:,.1f} {unit}" for many, unit in _UNITS if size >= many), f"{size} B")


def moment(seconds: float | None, form: str = "%Y-%m-%d %H:%M UTC") -> str:
    """Return a moment in UTC, so that all machines print the same; nothing for one that no calendar has."""
    try:
        return "" if seconds is None else time.strftime(form, time.gmtime(seconds))
    except (OverflowError, OSError, ValueError):
        return ""


# -- for programs ----------------------------------------------------------------------------------------------


def one_as_json(found: One) -> dict[str, Json]:
    """Return what is kept of a vault; the README says what each field is."""
    portions: list[Json] = [
        {
            "part": portion.part,
            "path": portion.path,
            "engine": portion.engine or None,
            "entries": portion.entries,
            "bytes": portion.size,
        }
        for portion in found.portions
    ]
    foreign: list[Json] = [*found.foreign]
    return {**_common(found), "parts": portions, "foreign": foreign}


def every_as_json(found: Every) -> dict[str, Json]:
    """Return what is kept of all vaults."""
    vaults: list[Json] = [
        {**_common(vault), "exists": _is_there(vault) if vault.root else None} for vault in found.vaults
    ]
    return {"folder": found.folder, "vaults": vaults, "bytes": sum(vault.size for vault in found.vaults)}


def _common(found: One) -> dict[str, Json]:
    return {
        "root": found.root or None,
        "folder": found.folder or None,
        "problem": text("en", found.problem.key, found.problem.values) if found.problem else None,
        "last_used": moment(found.used, "%Y-%m-%dT%H:%M:%SZ") or None,
        "bytes": found.size,
    }
