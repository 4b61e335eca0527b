"""Reports: a table of formats, each a function from a report and a style to text, imported when it is wanted."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault_tools.findings import Report
    from vault_tools.report.style import Style

Reporter = Callable[["Report", "Style"], str]

_HOMES = {
    "full": ("human", "full"),
    "concise": ("human", "concise"),
    "json": ("machine", "json_report"),
    "jsonl": ("machine", "jsonl"),
    "github": ("github", "github"),
    "gitlab": ("gitlab", "gitlab"),
    "sarif": ("sarif", "sarif"),
    "junit": ("junit", "junit"),
    "rdjson": ("rdjson", "rdjson"),
    "markdown": ("markdown", "markdown"),
    "statistics": ("human", "statistics"),
}
FORMATS = ("full", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "rdjson", "markdown")
HUMAN_FORMATS = ("full", "concise")
"""The formats that are in the language of the user, may be folded, and end with a summary."""


def reporter(output_format: str) -> Reporter:
    """Return the function that renders a report in one of FORMATS, or its `statistics`."""
    module, name = _HOMES[output_format]
    function: Reporter = getattr(import_module(f"vault_tools.report.{module}"), name)
    return function


__all__ = ["FORMATS", "HUMAN_FORMATS", "Reporter", "reporter"]
