"""The configuration of a vault: `vault.toml`, or `[tool.vault-tools]` in `pyproject.toml`."""

from typing import TYPE_CHECKING

from vault_tools.config.find import config_file, find_root
from vault_tools.trees import Disk

if TYPE_CHECKING:
    from vault_tools.config.model import Config, HouseRule, RuleSetting
    from vault_tools.config.problems import ConfigError, ConfigProblem
    from vault_tools.trees import Tree

__all__ = ["Config", "ConfigError", "ConfigProblem", "HouseRule", "RuleSetting", "find_root", "load_config"]

_HOMES = {
    "Config": "vault_tools.config.model", "HouseRule": "vault_tools.config.model",
    "RuleSetting": "vault_tools.config.model", "ConfigError": "vault_tools.config.problems",
    "ConfigProblem": "vault_tools.config.problems",
}  # fmt: skip


def load_config(root: str, tree: "Tree | None" = None) -> "Config":
    """Read the configuration of the vault at `root`, as it is in `tree` (None: on the disk).

    Returns the defaults where it has none. Raises ConfigError, VaultError.
    """
    tree = tree or Disk(root)
    file = config_file(tree)
    if file is None:
        from vault_tools.config.model import Config

        return Config()
    from vault_tools.config.read import read_config  # 15 ms to import: only where there is something to read

    return read_config(tree, file)


def __getattr__(name: str) -> object:
    """Import a type when it is first asked for: with them come all rules, and whoever completes words needs none."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
