"""The configuration of a vault: `vault.toml`, or `[tool.vault-tools]` in `pyproject.toml`."""

from typing import TYPE_CHECKING

from vault_tools.config.find import config_file, find_root

if TYPE_CHECKING:
    from vault_tools.config.model import Config, HouseRule, RuleSetting
    from vault_tools.config.problems import ConfigError, ConfigProblem

__all__ = ["Config", "ConfigError", "ConfigProblem", "HouseRule", "RuleSetting", "find_root", "load_config"]

_HOMES = {
    "Config": "vault_tools.config.model", "HouseRule": "vault_tools.config.model",
    "RuleSetting": "vault_tools.config.model", "ConfigError": "vault_tools.config.problems",
    "ConfigProblem": "vault_tools.config.problems",
}  # fmt: skip


def load_config(root: str) -> "Config":
    """Read the configuration of the vault at `root`; the defaults where it has none. Raises ConfigError, VaultError."""
    file = config_file(root)
    if file is None:
        from vault_tools.config.model import Config

        return Config()
    from vault_tools.config.read import read_config  # 15 ms to import: only where there is something to read

    return read_config(file)


def __getattr__(name: str) -> object:
    """Import a type when it is first asked for: with them come all rules, and whoever completes words needs none."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
