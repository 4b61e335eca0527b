"""Which engine keeps the search index: the option of the commands that use it, and when another would be better."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from vault_tools.cli.session import Session
    from vault_tools.search.index import Index

_Command = TypeVar("_Command", bound=Callable[..., Any])

_ENGINES = ("whoosh", "tantivy")  # written out: whoever completes a word imports nothing of search
_MANY = 5_000
"""Notes from which on the fast engine is worth a word."""


def engine_option(command: _Command) -> _Command:
    """Add `--engine`."""

    def set_engine(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
        context.obj.engine_option = value or ""

    return click.option(
        "--engine", type=click.Choice(_ENGINES), envvar="VAULT_TOOLS_ENGINE", expose_value=False, callback=set_engine,
        help="What keeps the index; also VAULT_TOOLS_ENGINE, and engine of [search] in vault.toml.",
    )(command)  # fmt: skip


def suggest_fast(session: "Session", index: "Index") -> None:
    """Say that there is a faster engine, when a large index has just been built without it."""
    from vault_tools.search.engines.choice import FAST, is_installed

    found = index.statistics()
    if found.engine != FAST and found.notes > _MANY and index.last_refresh.added >= found.notes:
        key = "index.fast.use" if is_installed(FAST) else "index.fast.install"
        session.output.say(key, notes=f"{found.notes:,}", name=FAST)
