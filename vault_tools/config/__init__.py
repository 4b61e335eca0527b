"""The configuration of a vault: `vault.toml`, or `[tool.vault-tools]` in `pyproject.toml`."""

from vault_tools.config.find import config_file, find_root
from vault_tools.config.model import Config, HouseRule, RuleSetting
from vault_tools.config.problems import ConfigError, ConfigProblem

__all__ = ["Config", "ConfigError", "ConfigProblem", "HouseRule", "RuleSetting", "find_root", "load_config"]


def load_config(root: str) -> Config:
    """Read the configuration of the vault at `root`; the defaults where it has none. Raises ConfigError, VaultError."""
    file = config_file(root)
    if file is None:
        return Config()
    from vault_tools.config.read import read_config  # 15 ms to import: only where there is something to read

    return read_config(file)
