"""Reports: a table of formats, each a function from a report and a style to text."""

from collections.abc import Callable

from vault_tools.model import Report
from vault_tools.report import human, machine
from vault_tools.report.style import Style

Reporter = Callable[[Report, Style], str]

REPORTERS: dict[str, Reporter] = {
    "full": human.full,
    "concise": human.concise,
    "json": machine.json_report,
    "jsonl": machine.jsonl,
    "github": machine.github,
}
HUMAN_FORMATS = ("full", "concise")
"""The formats that are in the language of the user, may be folded, and end with a summary."""

__all__ = ["HUMAN_FORMATS", "REPORTERS", "Reporter", "Style", "human"]
