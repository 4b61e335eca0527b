"""Install what is measured, each in an environment of its own that may be kept: this project, and the peers."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from typing import Any, NamedTuple

BENCH = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(BENCH)
_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--compile")
_VERSION = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"
_WANTED = "wanted.txt"


class Peer(NamedTuple):
    """A peer as peers.toml describes it; `source` is PyPI or npm, `version` a range as that registry writes them."""

    name: str
    package: str
    source: str
    version: str
    command: str
    language: str
    checks: str
    misses: str
    runs: tuple[dict[str, Any], ...]
    defects: dict[str, Any]


class Tool(NamedTuple):
    """A program that is installed: the path of its command, and its version."""

    command: str
    version: str


class InstallError(Exception):
    """A peer could not be installed."""


def read_peers(path: str = os.path.join(BENCH, "peers.toml")) -> tuple[Peer, ...]:
    """Return the peers that the file describes."""
    with open(path, "rb") as file:
        tables = tomllib.load(file)["peer"]
    return tuple(map(_peer, tables))


def _peer(table: dict[str, Any]) -> Peer:
    fields = {name: value for name, value in table.items() if name != "from"}
    return Peer(
        **{**fields, "source": table["from"], "runs": tuple(table["runs"]), "defects": table.get("defects", {})}
    )


def install_project(env: str) -> Tool:
    """Install this project as it is now, as users do. Raises CalledProcessError."""
    folder = _venv(os.path.join(env, "vault"))
    python = os.path.join(folder, "bin", "python")
    subprocess.run([python, *_PIP, PROJECT], check=True)
    return Tool(os.path.join(folder, "bin", "vault"), _version(python, "obsidian-vault-tools"))


def install_peer(env: str, peer: Peer) -> Tool:
    """Install a peer, unless the same range of it is there from an earlier time. Raises InstallError."""
    folder = os.path.join(env, peer.name)
    wanted = f"{peer.package}{peer.version}"
    try:
        if _read(os.path.join(folder, _WANTED)) != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            _INSTALLERS[peer.source](folder, wanted)
            with open(os.path.join(folder, _WANTED), "w", encoding="utf-8") as file:
                file.write(wanted)
        return _VERSIONS[peer.source](folder, peer)
    except subprocess.CalledProcessError as error:
        print(f"{peer.name}: {error.stderr or error}", file=sys.stderr)
        raise InstallError(f"{peer.source} gave nothing that could be installed") from None
    except OSError as error:
        raise InstallError(f"{error.filename or peer.name}: {error.strerror}") from None


def _install_wheel(folder: str, wanted: str) -> None:
    _quietly(os.path.join(_venv(folder), "bin", "python"), *_PIP, "--only-binary=:all:", wanted)


def _install_npm(folder: str, wanted: str) -> None:
    npm = shutil.which("npm")
    if not npm:
        raise InstallError("npm is not installed")
    os.makedirs(folder)
    name, _, version = wanted.partition(">")
    _quietly(npm, "install", "--prefix", folder, "--no-audit", "--no-fund", f"{name}@>{version}")


def _find_wheel(folder: str, peer: Peer) -> Tool:
    command = os.path.join(folder, "bin", peer.command)
    return Tool(command, _version(os.path.join(folder, "bin", "python"), peer.package))


def _find_npm(folder: str, peer: Peer) -> Tool:
    modules = os.path.join(folder, "node_modules")
    with open(os.path.join(modules, peer.package, "package.json"), encoding="utf-8") as file:
        version = json.load(file)["version"]
    return Tool(os.path.join(modules, ".bin", peer.command), version)


_INSTALLERS = {"PyPI": _install_wheel, "npm": _install_npm}
_VERSIONS = {"PyPI": _find_wheel, "npm": _find_npm}


def _venv(folder: str) -> str:
    if not os.path.exists(os.path.join(folder, "bin", "python")):
        _quietly(sys.executable, "-m", "venv", folder)
    return folder


def _version(python: str, package: str) -> str:
    return subprocess.check_output([python, "-c", _VERSION, package], text=True).strip()


def _quietly(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""
