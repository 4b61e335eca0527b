"""Measure `vault check` against its peers on one vault: `python bench/run.py --vault FOLDER`."""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from glob import glob

from measure import Contestant, Cost, RunError, measure

_BENCH = os.path.dirname(os.path.abspath(__file__))
_PROJECT = os.path.dirname(_BENCH)
_ENOUGH_NOTES = 1000  # below, a ratio compares how two programs start

_ALL = "vault check VAULT"
_KEEPING = "vault check VAULT, keeping"
_WARM = "vault check VAULT, warm"
_HOUSE = "with house rules"
_HOUSE_WARM = "with house rules, warm"
_ONE = "vault check NOTE"
_START = "vault --version"
_PEER = "lychee, finds [[note]]"
_PEER_BLIND = "lychee, cannot find [[note]]"

_MAX_RATIO = 1.2
_MAX_HOUSE_RATIO = 2.5
_MAX_MIB = 80
_MAX_ONE_NOTE = 0.2


def main() -> int:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        tools = _install(arguments.env or os.path.join(scratch, "env"))
        vault = os.path.join(os.path.realpath(scratch), "vault")
        shutil.copytree(arguments.vault, vault, symlinks=True)  # a peer may leave files behind
        notes = _notes(vault)
        note = arguments.note or notes[len(notes) // 2]
        contestants = _contestants(tools, vault, note)
        if arguments.house_rules:
            contestants += _with_house_rules(tools, vault, arguments.house_rules)
        print(f"{len(notes):,} notes, {arguments.rounds} rounds; {_versions(tools)}\n", flush=True)
        try:
            costs = measure(contestants, vault, arguments.rounds)
        except RunError as error:
            print(f"nothing was measured: {error}", file=sys.stderr)
            return 2
    _print_costs(costs)
    return _print_targets(costs, is_large=len(notes) >= _ENOUGH_NOTES)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Exit code 1: over a target, 2: not measured. Ratios need a large vault."
    )
    parser.add_argument("--vault", default=os.path.join(_PROJECT, "example_vault"), help="a copy of it is measured")
    parser.add_argument("--note", help="path in the vault; default: the note of median size")
    parser.add_argument("--house-rules", metavar="FILE", help="a vault.toml: another copy is measured with it")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--env", type=os.path.abspath, help="keep the virtual environment here, to use it again")
    return parser.parse_args()


def _install(env: str) -> str:
    """The folder of commands of a virtual environment that has this project, as users install it, and the peers."""
    tools = os.path.join(env, "bin")
    pip = [os.path.join(tools, "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--compile"]
    subprocess.run([sys.executable, "-m", "venv", env], check=True)
    subprocess.run([*pip, _PROJECT, "-r", os.path.join(_BENCH, "peers.txt")], check=True)
    return tools


def _notes(vault: str) -> list[str]:
    """Paths of the notes in the vault, smallest first."""
    paths = glob("**/*.md", root_dir=vault, recursive=True)
    return sorted(paths, key=lambda path: (os.path.getsize(os.path.join(vault, path)), path))


def _contestants(tools: str, vault: str, note: str) -> list[Contestant]:
    ours = os.path.join(tools, "vault")
    cold, warm = (os.path.join(os.path.dirname(vault), name) for name in ("cold", "warm"))
    peer = (os.path.join(tools, "lychee"), "--offline", "--include-wikilinks", "--no-progress", "--base-url", vault)
    found = frozenset({0, 1})
    peer_found = frozenset({0, 2})
    return [
        Contestant(_ALL, (ours, "check", "--no-cache", "."), found),
        Contestant(_KEEPING, (ours, "check", "--cache-dir", cold, "."), found, forgets=cold),
        Contestant(_WARM, (ours, "check", "--cache-dir", warm, "."), found),
        Contestant(_PEER, (*peer, "--fallback-extensions", "md", "."), peer_found),
        Contestant(_PEER_BLIND, (*peer, "."), peer_found),
        Contestant(_ONE, (ours, "check", "--no-cache", note), found),
        Contestant(_START, (ours, "--version")),
    ]


def _with_house_rules(tools: str, vault: str, config: str) -> list[Contestant]:
    ours = os.path.join(tools, "vault")
    ruled, kept = (os.path.join(os.path.dirname(vault), name) for name in ("ruled", "kept"))
    shutil.copytree(vault, ruled, symlinks=True)
    shutil.copyfile(config, os.path.join(ruled, "vault.toml"))
    found = frozenset({0, 1})
    return [
        Contestant(_HOUSE, (ours, "-C", ruled, "check", "--no-cache"), found),
        Contestant(_HOUSE_WARM, (ours, "-C", ruled, "check", "--cache-dir", kept), found),
    ]


def _versions(tools: str) -> str:
    commands = [[os.path.join(tools, name), "--version"] for name in ("vault", "lychee")]
    versions = [subprocess.check_output(command, text=True).strip() for command in commands]
    return ", ".join([*versions, f"Python {platform.python_version()}"])


def _print_costs(costs: dict[str, Cost]) -> None:
    print(f"{'':30}{'CPU s':>8}{'min-max':>14}{'ratio':>8}{'peak MiB':>10}")
    for name, cost in costs.items():
        spread = f"{min(cost.seconds):.2f}-{max(cost.seconds):.2f}"
        print(f"{name:30}{cost.cpu:8.2f}{spread:>14}{costs[_ALL].cpu / cost.cpu:8.2f}{cost.peak_mib:10.0f}")
    print(f"ratio: CPU seconds of `{_ALL}` over those of the line\n")


def _print_targets(costs: dict[str, Cost], *, is_large: bool) -> int:
    """Exit code 1 where a target is missed."""
    targets = [
        ("one note, CPU seconds", costs[_ONE].cpu, _MAX_ONE_NOTE),
        ("whole vault, peak MiB", costs[_ALL].peak_mib, _MAX_MIB),
    ]
    if is_large:
        targets.append((f"whole vault over {_PEER}", costs[_ALL].cpu / costs[_PEER].cpu, _MAX_RATIO))
        if _HOUSE in costs:
            targets.append(("house rules over none", costs[_HOUSE].cpu / costs[_ALL].cpu, _MAX_HOUSE_RATIO))
            targets.append(("the same, warm", costs[_HOUSE_WARM].cpu / costs[_WARM].cpu, _MAX_HOUSE_RATIO))
    else:
        print(f"fewer than {_ENOUGH_NOTES:,} notes: the ratio is not judged, it would compare how programs start")
    for name, value, limit in targets:
        print(f"{name:45}{value:8.2f}  target {limit:6.2f}  {'ok' if value <= limit else 'over'}")
    return int(any(value > limit for _, value, limit in targets))


if __name__ == "__main__":
    sys.exit(main())
