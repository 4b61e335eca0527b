"""vault-tools: a linter and a search tool for note vaults kept in git.

The public API, in three calls:

    >>> import vault_tools
    >>> vault = vault_tools.load("example_vault")
    >>> report = vault_tools.check(vault)
    >>> report.findings
    ()

`load` reads a vault, `check` runs its rules, and `open_index` gives what answers queries:

    >>> with vault_tools.open_index("example_vault") as index:
    ...     [hit.title for hit in index.search("检索 作者:林舟").hits]
    ['中文检索为什么不能只靠分词']

Everything else here are the types they give back.
"""

from typing import TYPE_CHECKING

from vault_tools.version import __version__

if TYPE_CHECKING:
    import os

    from vault_tools.config import Config, ConfigError, load_config
    from vault_tools.errors import VaultError
    from vault_tools.findings import Finding, Report, Severity
    from vault_tools.model import Note
    from vault_tools.search.index import Index
    from vault_tools.search.query.mistakes import QueryError
    from vault_tools.search.results import Hit, Results
    from vault_tools.vault import Vault

__all__ = [
    "Config", "ConfigError", "Finding", "Hit", "Index", "Note", "QueryError", "Report", "Results", "Severity", "Vault",
    "VaultError", "__version__", "check", "load", "load_config", "open_index",
]  # fmt: skip

_HOMES = {
    "Config": "vault_tools.config", "ConfigError": "vault_tools.config", "load_config": "vault_tools.config",
    "VaultError": "vault_tools.errors", "Vault": "vault_tools.vault",
    "Finding": "vault_tools.findings", "Note": "vault_tools.model", "Report": "vault_tools.findings",
    "Severity": "vault_tools.findings", "Index": "vault_tools.search.index",
    "QueryError": "vault_tools.search.query.mistakes",
    "Hit": "vault_tools.search.results", "Results": "vault_tools.search.results",
}  # fmt: skip


def load(root: "str | os.PathLike[str]", config: "Config | None" = None, *, jobs: int = 1) -> "Vault":
    """Return the vault at the folder `root`; its notes are read when first needed.

    `config` is the vault's own `vault.toml` unless given. `jobs` is how many processes may parse notes, where there are
    many: this one, and others that end when they have nothing more to do. Raises VaultError if `root` is no folder,
    ConfigError if its configuration is not valid.
    """
    from vault_tools import api

    return api.load(root, config, jobs=jobs)


def check(vault: "Vault", config: "Config | None" = None) -> "Report":
    """Run the rules that `config` sets up (unless given, what the vault was loaded with) over a whole vault.

    The report's findings are sorted by path and place. Raises ConfigError if the configuration is not valid.
    """
    from vault_tools import api

    return api.check(vault, config)


def open_index(root: "str | os.PathLike[str]", config: "Config | None" = None, *, engine: str = "") -> "Index":
    """Return the search index of the vault at the folder `root`, brought up to date; built, where there is none.

    It is kept in the user's cache folder, or in the one that the environment's VAULT_TOOLS_CACHE_DIR names, never in
    the vault. `config` is the vault's own `vault.toml` unless given; `engine` is `whoosh` or `tantivy`, unless given
    what VAULT_TOOLS_ENGINE or the configuration says. Raises VaultError if `root` is no folder, the cache folder lies
    in the vault or the engine is not installed, ConfigError if its configuration is not valid.
    """
    import os

    from vault_tools import api

    engine = engine or os.environ.get("VAULT_TOOLS_ENGINE", "")
    return api.refreshed(api.open_index(root, config, os.environ.get("VAULT_TOOLS_CACHE_DIR", ""), engine_name=engine))


def __getattr__(name: str) -> object:
    """Import the types of the API when they are first asked for: `import vault_tools` itself costs nothing."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
