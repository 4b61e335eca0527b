"""`vault doctor`: examine the installation and the vault."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from typing import NamedTuple

import click

from vault_tools import __version__
from vault_tools.cli.engines import engine_option
from vault_tools.cli.session import Session, reading_options
from vault_tools.config import ConfigError
from vault_tools.discover import discover
from vault_tools.errors import VaultError
from vault_tools.git.calls import version as git_version
from vault_tools.messages import Words, text
from vault_tools.obsidian import read_settings, unusable_filters
from vault_tools.parse.yaml12 import IS_FAST
from vault_tools.places import UncachedError
from vault_tools.report.gate import terminal
from vault_tools.search.engines.choice import DEFAULT, engine_called
from vault_tools.search.storage import MANIFEST, index_folder
from vault_tools.trees import Disk

_LIBRARIES = (
    "click",
    "google-re2",
    "msgspec",
    "platformdirs",
    "python-frontmatter",
    "PyYAML",
    "tomli-w",
    "whoosh-reloaded",
)


class _Diagnosis(NamedTuple):
    """One thing that was looked at: `verdict` is ok, note or problem."""

    verdict: str
    key: str
    values: Mapping[str, Words]


@click.command("doctor")
@engine_option
@reading_options
@click.pass_obj
def command(session: Session) -> int:
    """Examine the installation and the vault: libraries, terminal, configuration, settings of Obsidian.

    Exits with 1 if there is a problem.
    """
    has_problem = False
    for verdict, key, values in (*_installation(), *_vault(session)):
        lang = session.output.lang
        session.output.line(f"{text(lang, f'doctor.{verdict}'):<8} {terminal(text(lang, key, values))}")
        has_problem = has_problem or verdict == "problem"
    return 1 if has_problem else 0


def _installation() -> Iterator[_Diagnosis]:
    values = {"version": __version__, "python": platform.python_version(), "platform": platform.system()}
    yield _Diagnosis("ok", "doctor.version", values)
    for name in _LIBRARIES:
        try:
            yield _Diagnosis("ok", "doctor.package", {"name": name, "version": version(name)})
        except PackageNotFoundError:
            yield _Diagnosis("problem", "doctor.package.missing", {"name": name})
    yield from _whoosh()
    yield _Diagnosis("ok", "doctor.yaml.fast", {}) if IS_FAST else _Diagnosis("note", "doctor.yaml.slow", {})
    yield _command_on_path()
    encoding = sys.stdout.encoding
    is_unicode = encoding.lower().startswith("utf") or encoding.lower() in ("gb18030", "cp65001")
    key = "doctor.encoding" if is_unicode else "doctor.encoding.bad"
    yield _Diagnosis("ok" if is_unicode else "note", key, {"encoding": encoding})
    yield _git()


def _whoosh() -> Iterator[_Diagnosis]:
    """Look whether several distributions have put their files into one folder: which of them are used is chance."""
    names = tuple(sorted(set(packages_distributions().get("whoosh", ()))))
    if len(names) > 1:
        yield _Diagnosis("problem", "doctor.whoosh", {"names": names})


def _command_on_path() -> _Diagnosis:
    """Look which program the shell runs for `vault`: HashiCorp's has the same name."""
    path = shutil.which("vault")
    if path is None:
        return _Diagnosis("note", "doctor.command.missing", {})
    beside = os.path.dirname(os.path.realpath(path)) == os.path.dirname(
        os.path.realpath(shutil.which("vault-tools") or "")
    )
    return (
        _Diagnosis("ok", "doctor.command", {"path": path})
        if beside
        else _Diagnosis("note", "doctor.command.other", {"path": path})
    )


def _git() -> _Diagnosis:
    """Look for git as commands that ask it do: checking a folder works without."""
    try:
        return _Diagnosis("ok", "doctor.git", {"version": git_version()})
    except VaultError as error:
        key = "doctor.git.missing" if error.key == "git.missing" else error.key
        return _Diagnosis("note", key, error.values)


def _cache(session: Session, root: str, engine: str) -> Iterator[_Diagnosis]:
    if not session.is_cached:
        yield _Diagnosis("note", "doctor.cache.off", {})
        return
    try:
        folder = session.cache_folder(root)
    except UncachedError as error:
        yield _Diagnosis("note", error.key, error.values)
    except VaultError as error:
        yield _Diagnosis("problem", error.key, error.values)
    else:
        yield _Diagnosis("ok", "doctor.cache", {"path": folder})
        yield _index(index_folder(folder, engine))


def _engine(asked: str, configured: str) -> tuple[str, _Diagnosis]:
    """Return the engine that a search would use, and what is to be said of it."""
    name = asked or configured or DEFAULT
    try:
        return name, _Diagnosis("ok", "doctor.engine", {"name": name, "version": engine_called(name).version})
    except ImportError:
        verdict = "problem" if asked else "note"
        key = "search.engine.missing" if asked else "doctor.engine.instead"
        return DEFAULT, _Diagnosis(verdict, key, {"name": name, "used": DEFAULT})


def _index(folder: str) -> _Diagnosis:
    """Look whether there is an index, not whether it is in order: `vault index --verify` does."""
    if os.path.isfile(os.path.join(folder, MANIFEST)):
        return _Diagnosis("ok", "doctor.index", {"path": folder})
    return _Diagnosis("ok", "doctor.index.none", {"path": folder})


def _vault(session: Session) -> Iterator[_Diagnosis]:
    try:
        root = session.find_root()
        config = session.load_config(root)
    except VaultError as error:
        yield _Diagnosis("problem", error.key, error.values)
        for problem in error.problems if isinstance(error, ConfigError) else ():
            message = text(session.output.lang, problem.message, problem.values)
            yield _Diagnosis("problem", "doctor.mistake", {"place": problem.place, "message": message})
        return
    yield _Diagnosis("ok", "doctor.root", {"root": root})
    engine, found = _engine(session.engine_option, config.engine)
    yield found
    yield from _cache(session, root, engine)
    if config.file:
        yield _Diagnosis("ok", "doctor.config", {"file": config.file})
    else:
        yield _Diagnosis("note", "doctor.config.none", {})
    try:
        listing = discover(Disk(root), config.exclude)
    except OSError as error:
        yield _Diagnosis("problem", "cli.unlistable", {"path": root, "reason": (error.strerror or str(error)).lower()})
        return
    counts = {"files": f"{len(listing.files):,}", "checked": f"{len(listing.checked):,}"}
    yield (
        _Diagnosis("ok", "doctor.files", counts) if listing.checked else _Diagnosis("problem", "doctor.files.none", {})
    )
    for path, reason in listing.unreadable.items():
        yield _Diagnosis("problem", "doctor.unreadable", {"path": path, "reason": reason})
    settings = read_settings(Disk(root))
    for file, reason in settings.unread.items():
        yield _Diagnosis("note", "doctor.obsidian", {"file": file, "reason": reason})
    for pattern in unusable_filters(settings):
        yield _Diagnosis("note", "doctor.filter", {"filter": pattern})
