"""Measure `vault` beside its peers on copies of one vault, and write RESULTS.md: `python -m bench peers VAULT`."""

import argparse
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bench import defects
from bench.installing import BENCH, PROJECT, InstallError, Peer, Tool, install_peer, install_project, read_peers
from bench.measure import Contestant, Measured, measure
from bench.results import Results, Section, render
from bench.rows import Ours, Site, has_option, peer_rows, prepare_site
from bench.tables import costs_table, verdicts_table
from bench.targets import exit_code, judge, judge_copies

_PATIENCE = 60  # CPU seconds that a peer may need for one run on copies
_HOUSE_RULES = os.path.join(PROJECT, "docs", "examples", "ai-notes.vault.toml")


class _Field(NamedTuple):
    """Who is measured: ours, and the peers that could be installed; why others could not."""

    ours: Tool
    peers: Mapping[str, tuple[Peer, Tool]]
    missing: Mapping[str, str]


def main() -> int:
    """Install, measure, write; 0 where all targets are met, 1 where one is missed, 2 where one could not be judged."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        scratch = os.path.realpath(scratch)
        field = _install(arguments.env or os.path.join(scratch, "env"), arguments.only)
        load = os.getloadavg()[0]
        sections = list(_sections(arguments, field, scratch))
        cases, said = _find_defects(field, scratch)
        tools = {name: tool for name, (_, tool) in field.peers.items()}
        described = [peer for peer, _ in field.peers.values()]
        loads = (load, os.getloadavg()[0])
        results = Results(field.ours, tools, field.missing, described, sections, cases, said, loads)
        with open(arguments.output, "w", encoding="utf-8") as file:
            file.write(render(results))
    return exit_code([verdict for section in sections for verdict in section.verdicts])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench peers", description=main.__doc__)
    parser.add_argument("vault", help="a copy of it is measured; ratios mean something above 1,000 notes")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each command; those that take long have fewer")
    parser.add_argument("--env", type=os.path.abspath, help="keep what is installed here, to use it again")
    parser.add_argument("--only", choices=["ours"], help="leave the peers out")
    parser.add_argument("--house-rules", metavar="FILE", default=_HOUSE_RULES, help="a vault.toml with house rules")
    parser.add_argument("--copies", type=int, metavar="N", help="also measure a vault of this many copies")
    parser.add_argument("--more", type=int, metavar="N", help="and one of this many, ours alone")
    parser.add_argument("--output", metavar="FILE", default=os.path.join(BENCH, "RESULTS.md"))
    return parser.parse_args()


def _install(env: str, only: str | None) -> _Field:
    ours = install_project(env)
    peers: dict[str, tuple[Peer, Tool]] = {}
    missing: dict[str, str] = {}
    for peer in () if only else read_peers():
        try:
            peers[peer.name] = peer, install_peer(env, peer)
        except InstallError as error:
            missing[peer.name] = str(error)
    return _Field(ours, peers, missing)


# -- measuring ---------------------------------------------------------------------------------------------------


def _sections(arguments: argparse.Namespace, field: _Field, scratch: str) -> Iterator[Section]:
    folder = os.path.join(scratch, "one")
    shutil.copytree(arguments.vault, os.path.join(folder, "vault"), symlinks=True)
    site = prepare_site(folder)
    rows = _rows(arguments, field, site)
    measured = measure(rows, arguments.rounds, _environment(scratch))
    verdicts = list(judge(measured.costs, site.notes, with_peers=not arguments.only))
    yield _told(Section("One vault", site.notes, rows, measured, verdicts))
    for count, with_peers in ((arguments.copies, not arguments.only), (arguments.more, False)):
        if count:
            yield _told(_copies(arguments, field, scratch, count, measured, with_peers=with_peers))


def _rows(arguments: argparse.Namespace, field: _Field, site: Site) -> list[Contestant]:
    ours = Ours(field.ours, site)
    rows = [*ours.whole_vault()]
    if has_option(field.ours, "--jobs"):
        rows += ours.processes()
    rows += [*ours.one_note(), *ours.house_rules(arguments.house_rules)]
    return rows + [row for peer, tool in field.peers.values() for row in peer_rows(peer, tool, site)]


def _copies(
    arguments: argparse.Namespace, field: _Field, scratch: str, count: int, one: Measured, *, with_peers: bool
) -> Section:
    """Measure what is asked of the whole vault on `count` copies, whose links lead into themselves."""
    folder = os.path.join(scratch, f"copies-{count}")
    os.makedirs(folder)
    python = os.path.join(os.path.dirname(field.ours.command), "python")
    target = os.path.join(folder, "vault")
    subprocess.run([python, "-m", "bench", "copies", arguments.vault, target, str(count)], cwd=PROJECT, check=True)
    site = prepare_site(folder)
    rows = [*Ours(field.ours, site).whole_vault()]
    too_long: dict[str, str] = {}
    for peer, tool in field.peers.values() if with_peers else ():
        others = list(peer_rows(peer, tool, site))
        if reason := takes_too_long(others, one, count):
            too_long.update({row.name: reason for row in others})
        else:
            rows += others
    costs, failures = measure(rows, min(3, arguments.rounds), _environment(scratch))
    measured = Measured(costs, {**failures, **too_long})
    verdicts = list(judge_copies(one.costs, measured.costs, count, site.notes)) if count == arguments.copies else []
    shutil.rmtree(folder)
    return Section(f"{count} copies", site.notes, rows, measured, verdicts)


def takes_too_long(rows: Sequence[Contestant], one: Measured, count: int) -> str:
    """Return why a peer is not measured on `count` copies: the slowest of its `rows` took too long on one."""
    longest = max((one.costs[row.name].cpu for row in rows if row.name in one.costs), default=0.0) * count
    return f"it would take some {longest:.0f} CPU seconds a run" if longest > _PATIENCE else ""


def _environment(scratch: str) -> dict[str, str]:
    """Return what keeps the machine's language, and caches that a tool may have elsewhere, out of what is measured."""
    return {"LC_ALL": "C.UTF-8", "XDG_CACHE_HOME": os.path.join(scratch, "cache")}


def _told(section: Section) -> Section:
    """Print what was measured while the rest is under way."""
    print(f"{section.title}: {section.notes:,} notes\n\n{costs_table(*section.measured)}", flush=True)
    if section.verdicts:
        print(verdicts_table(section.verdicts), flush=True)
    return section


# -- defects -----------------------------------------------------------------------------------------------------


def _find_defects(field: _Field, scratch: str) -> tuple[Sequence[defects.Case], Mapping[str, Sequence[defects.Said]]]:
    files, cases = defects.read_cases()
    vault = os.path.join(scratch, "defects")
    defects.write_vault(vault, files)
    said: dict[str, Sequence[defects.Said]] = {
        "vault": defects.ours(field.ours, vault),
        "vault, all rules": defects.ours(field.ours, vault, "--select", "all"),
    }
    for name, (peer, tool) in field.peers.items():
        if peer.defects:
            own = os.path.join(scratch, f"defects-{name}")
            defects.write_vault(own, files)
            said[name] = defects.said_by(peer, tool, own, f"{own}-kept")
    return cases, said
