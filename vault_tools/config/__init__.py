"""The configuration of a vault: `vault.toml`, or `[tool.vault-tools]` in `pyproject.toml`."""

from vault_tools.config.load import find_root, load_config
from vault_tools.config.model import Config, HouseRule, RuleSetting
from vault_tools.config.problems import ConfigError, ConfigProblem

__all__ = ["Config", "ConfigError", "ConfigProblem", "HouseRule", "RuleSetting", "find_root", "load_config"]
