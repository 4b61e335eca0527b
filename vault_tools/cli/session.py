"""What all commands share: the vault that is meant, its configuration, the options they have in common."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vault_tools.cli import completing
from vault_tools.cli.output import Output
from vault_tools.cli.paths import inside_path
from vault_tools.errors import VaultError
from vault_tools.messages import Words, text
from vault_tools.report.gate import terminal

if TYPE_CHECKING:
    from vault_tools.cache import FactsCache
    from vault_tools.config import Config, ConfigError
    from vault_tools.memory.notes import Keeper
    from vault_tools.memory.whole import Whole
    from vault_tools.model import Note
    from vault_tools.search.index import Index
    from vault_tools.trees import Tree
    from vault_tools.vault import Vault

_FEW = 5_000
"""Notes of a vault that stays until the process is gone: to take their facts apart costs more than memory for them."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Session:
    """One run of a command: the output, and what was asked of every command alike."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self.root_option: str | None = None
        self.cache_option = ""
        self.engine_option = ""
        self.jobs_option = 0
        self.is_cached = True
        self.vaults: list[Vault] = []
        self.at_end: list[Callable[[], object]] = []
        self.at_last: list[Callable[[], object]] = []  # whatever has happened

    def find_root(self, paths: Sequence[str] = ()) -> str:
        """Return the absolute path of the vault that is meant. Raises VaultError where a path does not exist."""
        try:
            os.getcwd()
        except OSError:
            raise VaultError("cli.gone") from None
        root = self.root_option
        if root is not None and not os.path.isdir(root):
            raise VaultError("cli.not-a-folder", path=root)
        for path in paths:
            if not os.path.lexists(path) and not (root and os.path.lexists(os.path.join(root, path))):
                raise VaultError("cli.no-such-path", path=path)
        if root is not None:
            return os.path.abspath(root)
        from vault_tools.config import find_root

        first = paths[0] if paths else "."
        return find_root(first if os.path.isdir(first) else os.path.dirname(os.path.abspath(first)))

    def load_config(self, root: str, tree: "Tree | None" = None) -> "Config":
        """Read the configuration, as it is in `tree`; from then on its language is spoken, unless one was asked for.

        Where git does not have it yet, it is used as it lies on the disk.
        """
        from vault_tools.config import ConfigError, load_config

        try:
            config = load_config(root, tree)
        except ConfigError as error:
            self._say_whose(error, tree)
            raise
        if tree and config.file is None and (uncommitted := load_config(root)).file:
            config = uncommitted
            self.output.configured_lang = config.lang
            self.output.say("git.config-not-committed", file=os.path.basename(config.file or ""))
        self.output.configured_lang = config.lang
        return config

    def _say_whose(self, error: "ConfigError", tree: "Tree | None") -> None:
        """Say that it is git's configuration that has mistakes, where the one on the disk may have none."""
        from vault_tools.trees import Disk

        if tree and not isinstance(tree, Disk):
            self.output.configured_lang = error.lang
            self.output.say("git.config-of-git")

    def open(self, paths: Sequence[str] = ()) -> "tuple[Vault, Config]":
        """Find the vault that is meant, read its configuration, list its files."""
        root = self.find_root(paths)
        config = self.load_config(root)
        return self.load(root, config), config

    def load(self, root: str, config: "Config", tree: "Tree | None" = None) -> "Vault":
        """List the files of the vault at `root`, as they are in `tree`, under a configuration.

        What is read of them is kept at the end.
        """
        from vault_tools import api  # --help and --version need no parser

        cache = self._open_cache(root)
        on_read = _Progress(self.output).tick if sys.stderr.isatty() else None
        vault = api.load(root, config, on_read, cache, tree, jobs=self.jobs_option)
        notes = len(vault.checked)
        if notes <= _FEW:
            self.vaults.append(vault)
        self.at_last.append(api.stopper(vault))
        if cache:
            self.at_end.append(lambda: self._save(cache, notes))
        return vault

    def open_index(self, *, refresh: bool = True, rebuild: bool = False, is_needed: bool = True) -> "Index":
        """Find the vault that is meant and open its search index, brought up to date if `refresh`.

        Raises VaultError where there is none that can be used, unless none `is_needed`.
        """
        from vault_tools import api
        from vault_tools.search.index import Observer

        root = self.find_root()
        config = self.load_config(root)
        on_read = _Progress(self.output).tick if sys.stderr.isatty() else lambda done, total: None
        observer = Observer(self.output.say, on_read)
        index = api.open_index(
            root,
            config,
            self.cache_option,
            engine_name=self.engine_option,
            is_cached=self.is_cached,
            observer=observer,
        )
        if refresh:
            index = api.refreshed(index, rebuild=rebuild)
        if is_needed and not index.is_built:
            index.close()
            raise VaultError("search.no-index", root=root)
        if index.is_built and not index.statistics().notes:
            self.output.say("index.empty", root=root)
        if index.unreadable:
            self.output.say("index.unreadable", count=f"{index.unreadable:,}")
        return index

    def text(self, key: str, **values: Words) -> str:
        """Return a message of the catalogue in the language that is spoken, as a terminal may show it."""
        return terminal(text(self.output.lang, key, values))

    def later(self, act: Callable[..., object], *arguments: object) -> None:
        """Have something done when all results are written."""
        self.at_end.append(partial(act, *arguments))

    def close(self) -> None:
        """Keep for the next run what this one has learnt. To be called when all results are written."""
        for act in self.at_end:
            act()

    def stop(self) -> None:
        """End what is still under way, however the command has ended."""
        for act in self.at_last:
            act()

    def cache_folder(self, root: str) -> str:
        """Return the folder for what is kept of the vault at `root`. Raises VaultError, UncachedError: see `places`."""
        from vault_tools.places import cache_folder

        return cache_folder(root, self.cache_option)

    def open_keeper(self, root: str) -> "Keeper | None":
        """Return who remembers what was found in the notes of the vault at `root`; None where nothing can be kept."""
        folder = self._kept_in(root)
        if not folder:
            return None
        from vault_tools.memory.notes import Keeper

        keeper = Keeper(folder)
        self.at_end.append(keeper.save)
        return keeper

    def open_whole(self, root: str, asked: object) -> "Whole | None":
        """Return who remembers reports about the vault at `root`; None where nothing can be kept.

        `asked` is all that is asked of the check.
        """
        folder = self._kept_in(root)
        if not folder:
            return None
        from vault_tools.memory.whole import Look, Whole

        return Whole(folder, Look(root), asked)

    def _kept_in(self, root: str) -> str:
        """Return the folder in which to keep things, an empty string where there is none, or nothing is to be kept."""
        if not self.is_cached:
            return ""
        from vault_tools.places import UncachedError

        try:
            return self.cache_folder(root)
        except (UncachedError, OSError):
            return ""

    def _open_cache(self, root: str) -> "FactsCache | None":
        """Return what is known from earlier runs; None where nothing is to be, or can be, kept: it is only slower."""
        folder = self._kept_in(root)
        if not folder:
            return None
        try:
            from vault_tools.cache import FactsCache

            return FactsCache(folder)
        except OSError:
            return None
        except ImportError as error:
            if error.name != "_sqlite3":  # there are Pythons that were built without it
                raise
            return None

    def _save(self, cache: "FactsCache", notes: int) -> None:
        if cache.save(notes):
            self.output.say("cache.rebuilt", path=cache.path)
        if notes > _FEW:
            cache.forget()  # what is kept after it needs memory, too

    def find_note(self, vault: "Vault", name: str) -> str:
        """Return the path of the note called `name`: a path from here or from the vault, or what a link would say."""
        from vault_tools.resolve import fold, resolve
        from vault_tools.spelling import closest

        inside = inside_path(vault.root, name)
        if inside in vault.names:
            return inside
        if name in vault.names:
            return name
        target = name.removeprefix("[[").removesuffix("]]").partition("|")[0].partition("#")[0].strip()
        found = resolve(target, "", vault.names)
        if found.candidates:
            raise VaultError("cli.ambiguous-note", name=name, paths=found.candidates[:5])
        if found.path and target:
            return found.path
        names = {fold(path.rpartition("/")[2]).removesuffix(".md"): path for path in vault.checked}
        suggestion = names.get(closest(fold(name.rpartition("/")[2]).removesuffix(".md"), names), "")
        key = "cli.no-such-note.suggestion" if suggestion else "cli.no-such-note"
        raise VaultError(key, name=name, root=vault.root, suggestion=suggestion)

    def read_note(self, vault: "Vault", name: str) -> "Note | None":
        """Return the facts of the note called `name`; says on stderr where there is nothing to know."""
        path = self.find_note(vault, name)
        note = vault.note(path)
        for fault in note.faults if note and not note.is_read else ():
            self.output.say("cli.unread", path=path, reason=text(self.output.lang, fault.message, fault.values))
        return note


class _Progress:
    """Counts notes on stderr, on a terminal and from half a second on, until something else is printed."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self.output.make_room = self.clear
        self.started = self.shown = time.monotonic()

    def tick(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.started > 0.5 and now - self.shown > 0.1:
            self.shown = now
            shown = text(self.output.lang, "cli.progress", {"done": f"{min(done, total):,}", "total": f"{total:,}"})
            sys.stderr.write(f"\r{shown}")
            sys.stderr.flush()

    def clear(self) -> None:
        if self.shown > self.started:
            self.started = self.shown = time.monotonic()
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def reading_options(command: _Command) -> _Command:
    """Add the common options, and those about what is kept between runs: for commands that read notes."""

    def set_jobs(context: click.Context, parameter: click.Parameter, value: int | None) -> None:
        context.obj.jobs_option = value or 0

    def switch_off(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        context.obj.is_cached = not value

    command = click.option(
        "--jobs", type=click.IntRange(min=1), metavar="N", envvar="VAULT_TOOLS_JOBS", expose_value=False,
        callback=set_jobs,
        help="How many processes may parse notes. Unless given, one a processor, four at most, from 5,000 notes on.",
    )(command)  # fmt: skip
    command = click.option(
        "--no-cache", is_flag=True, expose_value=False, callback=switch_off,
        help="Neither use what earlier runs have kept, nor keep anything.",
    )(command)  # fmt: skip
    return place_options(command)


def place_options(command: _Command) -> _Command:
    """Add the common options, and where things are kept between runs."""

    def set_folder(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
        context.obj.cache_option = value or ""

    command = click.option(
        "--cache-dir", metavar="DIR", envvar="VAULT_TOOLS_CACHE_DIR", expose_value=False, callback=set_folder,
        shell_complete=completing.folders,
        help="Where to keep what makes the next run quicker; also VAULT_TOOLS_CACHE_DIR.",
    )(command)  # fmt: skip
    return common_options(command)


def common_options(command: _Command) -> _Command:
    """Add `-C` and `--lang`, which may stand before and after the name of the command."""
    from vault_tools.messages import LANGUAGES

    def set_root(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
        if value is not None:
            context.obj.root_option = value

    def set_lang(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
        if value is not None:
            context.obj.output.asked_lang = value

    command = click.option(
        "--lang", type=click.Choice(LANGUAGES), expose_value=False, callback=set_lang,
        help="The language of messages; also VAULT_TOOLS_LANG.",
    )(command)  # fmt: skip
    return click.option(
        "-C", "--vault", metavar="DIR", expose_value=False, callback=set_root, shell_complete=completing.folders,
        help="The vault; otherwise it is looked for from the first path, or from here, upward.",
    )(command)  # fmt: skip
