"""Find a vault's root and its configuration file."""

import os

from vault_tools.discover import CONFIG_FILE
from vault_tools.trees import Disk, Tree

PYPROJECT = "pyproject.toml"
MAX_BYTES = 1_000_000


def find_root(start: str) -> str:
    """Return the root of the vault that the folder `start` is in: the nearest folder upward with a configuration,
    else the nearest with `.obsidian`, else `start` itself.
    """
    start = os.path.abspath(start)
    folder, nearest = start, ""
    while True:
        if config_file(Disk(folder)):
            return folder
        if not nearest and os.path.isdir(os.path.join(folder, ".obsidian")):
            nearest = folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return nearest or start
        folder = parent


def config_file(tree: Tree) -> str | None:
    """Return the name of a vault's configuration file: `vault.toml`, else `pyproject.toml` if that has our table."""
    if tree.exists(CONFIG_FILE):
        return CONFIG_FILE
    try:
        raw = tree.read(PYPROJECT, MAX_BYTES)
    except OSError:
        return None
    if b"vault-tools" not in raw:
        return None
    import tomllib

    from vault_tools.config.toml_lines import check_depth

    try:
        check_depth(raw.decode("utf-8"))
        content = tomllib.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return PYPROJECT if b"[tool.vault-tools" in raw else None  # else it is somebody else's broken file
    tool = content.get("tool")
    return PYPROJECT if isinstance(tool, dict) and "vault-tools" in tool else None
