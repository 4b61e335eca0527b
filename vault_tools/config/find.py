"""Find a vault's root and its configuration file."""

import os

from vault_tools.discover import CONFIG_FILE
from vault_tools.files import read_regular

PYPROJECT = "pyproject.toml"
MAX_BYTES = 1_000_000


def find_root(start: str) -> str:
    """Return the root of the vault that the folder `start` is in: the nearest folder upward with a configuration,
    else the nearest with `.obsidian`, else `start` itself.
    """
    start = os.path.abspath(start)
    folder, nearest = start, ""
    while True:
        if config_file(folder):
            return folder
        if not nearest and os.path.isdir(os.path.join(folder, ".obsidian")):
            nearest = folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return nearest or start
        folder = parent


def config_file(folder: str) -> str | None:
    """Return the configuration file of a vault: its `vault.toml`, else a `pyproject.toml` with our table."""
    file = os.path.join(folder, CONFIG_FILE)
    if os.path.lexists(file):
        return file
    file = os.path.join(folder, PYPROJECT)
    try:
        raw = read_regular(file, MAX_BYTES)
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
        return file if b"[tool.vault-tools" in raw else None  # else it is somebody else's broken file
    tool = content.get("tool")
    return file if isinstance(tool, dict) and "vault-tools" in tool else None
