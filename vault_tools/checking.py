"""Check a vault by itself, or as what a change has made of it."""

from typing import Protocol

from msgspec.structs import replace

from vault_tools.check_setup import Request, Setup, config_of, set_up
from vault_tools.config import Config
from vault_tools.findings import Report
from vault_tools.vault import Vault


class Checker(Protocol):
    """Checks a vault, or what it has become by fixes."""

    def __call__(self, vault: Vault, *, is_limited: bool) -> Report:
        """Check; if `is_limited`, without the last of thousands of findings of one rule in one file."""
        ...


def checker(vault: Vault, config: Config | None, request: Request) -> Checker:
    """Return the function that checks a vault as it is configured. Raises what `api.check` does."""
    config = config or config_of(vault)
    setup = set_up(vault, config, request)
    if not request.starts:
        return lambda vault, *, is_limited: _limited(setup, is_limited=is_limited).run(vault)
    from vault_tools.comparison import compared

    verdicts, explain = compared(vault, config, request)

    def check(vault: Vault, *, is_limited: bool) -> Report:
        report = _limited(setup, is_limited=is_limited).run(vault, verdicts.judge(vault))
        return explain(report, vault)

    return check


def _limited(setup: Setup, *, is_limited: bool) -> Setup:
    return replace(setup, scope=replace(setup.scope, is_limited=is_limited))
