"""What is run, row by row: our commands, and those of the peers, on copies of a vault."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from glob import glob
from typing import Any, NamedTuple

from bench.installing import BENCH, Peer, Tool
from bench.measure import Contestant

COLD = "vault check, cold"
NO_CACHE = "vault check --no-cache"
ONE_PROCESS = "vault check --no-cache --jobs 1"
TWO_PROCESSES = "vault check --no-cache --jobs 2"
WARM = "vault check, warm: nothing changed"
CHANGED = "vault check, warm: one note changed"
HOOK = "vault check --staged, one note"
HOUSE_COLD = "house rules, cold"
HOUSE_WARM = "house rules, warm"
NOTE = "vault check NOTE"
START = "vault --version"
LYCHEE = "lychee"
RUMDL = "rumdl, cold"
RUMDL_NO_CACHE = "rumdl, no cache"
RUMDL_CACHED = "rumdl, cached"

_FOUND = frozenset({0, 1})
_GIT = ("git", "-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "commit.gpgsign=false")


class Site(NamedTuple):
    """Where a vault of some size is measured: a folder for copies of it and what is kept, and a note of median size."""

    folder: str
    note: str
    notes: int

    @property
    def vault(self) -> str:
        """The copy that nobody changes."""
        return os.path.join(self.folder, "vault")

    def kept(self, name: str) -> str:
        """Return the path of a folder or file beside the copies."""
        return os.path.join(self.folder, name)

    def copy(self, name: str) -> str:
        """Copy the vault, and return where the copy is."""
        return shutil.copytree(self.vault, self.kept(name), symlinks=True)


def prepare_site(folder: str) -> Site:
    """Return the site of the vault that lies in `folder`."""
    vault = os.path.join(folder, "vault")
    paths = glob("**/*.md", root_dir=vault, recursive=True)
    paths.sort(key=lambda path: (os.path.getsize(os.path.join(vault, path)), path))
    return Site(folder, paths[len(paths) // 2], len(paths))


class Ours(NamedTuple):
    """Our commands on a site. `site.folder` is where all caches lie, so that none is that of a user."""

    tool: Tool
    site: Site

    def _row(self, name: str, *arguments: str, shown: str = "", folder: str = "", **others: Any) -> Contestant:
        return Contestant(
            name,
            (self.tool.command, *arguments),
            folder or self.site.vault,
            shown or " ".join(("vault", *arguments)),
            others.pop("exit_codes", _FOUND),
            **others,
        )

    def whole_vault(self) -> Iterator[Contestant]:
        """Yield what a vault of any size is measured with."""
        cold, warm, changed = map(self.site.kept, ("cold", "warm", "changed-cache"))
        yield self._row(COLD, "check", "--cache-dir", cold, shown="vault check --cache-dir EMPTY", forgets=cold)
        yield self._row(NO_CACHE, "check", "--no-cache")
        yield self._row(WARM, "check", "--cache-dir", warm, shown="vault check --cache-dir KEPT", keeps=True)
        vault = self.site.copy("changed")
        yield self._row(
            CHANGED,
            *("check", "--cache-dir", changed),
            shown="a line is added to a note; vault check --cache-dir KEPT",
            folder=vault,
            prepare=lambda: add_line(os.path.join(vault, self.site.note)),
            keeps=True,
        )

    def processes(self) -> Iterator[Contestant]:
        """Yield a cold check with one and with two processes."""
        for name, jobs in ((ONE_PROCESS, "1"), (TWO_PROCESSES, "2")):
            yield self._row(name, "check", "--no-cache", "--jobs", jobs)

    def one_note(self) -> Iterator[Contestant]:
        """Yield what people wait for: a hook, a note, a start."""
        yield self.hook()
        yield self._row(NOTE, "check", "--no-cache", self.site.note, shown="vault check --no-cache NOTE")
        yield self._row(START, "--version", exit_codes=frozenset({0}))

    def hook(self) -> Contestant:
        """Return the check of a commit: in a copy with all committed, one note is changed and staged."""
        vault, times, cache = self.site.copy("staged"), self.site.kept("own-times"), self.site.kept("hook-cache")
        for command in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "all", "--allow-empty")):
            subprocess.run([*_GIT, *command], cwd=vault, check=True)
        python = os.path.join(os.path.dirname(self.tool.command), "python")
        split = (python, "-P", os.path.join(BENCH, "own_time.py"), times)
        return Contestant(
            HOOK,
            (*split, "check", "--staged", "--cache-dir", cache),
            vault,
            "a line is added to a note; git add NOTE; vault check --staged --cache-dir KEPT",
            _FOUND,
            prepare=lambda: _stage_line(vault, self.site.note),
            keeps=True,
            own_times=times,
        )

    def house_rules(self, config: str) -> Iterator[Contestant]:
        """Yield the checks with a configuration of house rules."""
        vault, cold, warm = self.site.copy("ruled"), self.site.kept("ruled-cold"), self.site.kept("ruled-warm")
        shutil.copyfile(config, os.path.join(vault, "vault.toml"))
        yield self._row(
            HOUSE_COLD,
            *("check", "--cache-dir", cold),
            shown="vault check --cache-dir EMPTY, with house rules",
            folder=vault,
            forgets=cold,
        )
        yield self._row(
            HOUSE_WARM,
            *("check", "--cache-dir", warm),
            shown="vault check --cache-dir KEPT, with house rules",
            folder=vault,
            keeps=True,
        )


def has_option(tool: Tool, option: str) -> bool:
    """Whether `vault check` has an option: some rows are of versions to come."""
    return option in subprocess.check_output([tool.command, "check", "--help"], text=True)


def peer_rows(peer: Peer, tool: Tool, site: Site) -> Iterator[Contestant]:
    """Yield the runs of a peer on the vault that nobody changes."""
    kept = site.kept(f"{peer.name}-kept")
    os.makedirs(kept, exist_ok=True)
    fill = filler(site.vault, kept)
    for run in peer.runs:
        arguments = run["arguments"]
        yield Contestant(
            run["name"],
            (tool.command, *map(fill, arguments)),
            site.vault,
            " ".join((peer.command, *arguments))
            .replace("{vault}", "VAULT")
            .replace("{kept}", "KEPT")
            .replace("{bench}", "bench"),
            frozenset(run.get("exit_codes", [0])),
            forgets=fill(run.get("forgets", "")),
            keeps=run.get("keeps", False),
        )


def filler(vault: str, kept: str) -> Callable[[str], str]:
    """Return the function that puts folders into an argument of a peer."""
    folders = {"{vault}": vault, "{kept}": kept, "{bench}": BENCH}

    def fill(argument: str) -> str:
        for name, folder in folders.items():
            argument = argument.replace(name, folder)
        return argument

    return fill


def add_line(path: str) -> None:
    """Make a note another one, with the same findings: a line of text at its end, of which there is no other."""
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"\nMeasured at {os.path.getsize(path)} bytes.\n")


def _stage_line(vault: str, note: str) -> None:
    add_line(os.path.join(vault, note))
    subprocess.run([*_GIT, "add", "--", note], cwd=vault, check=True)
