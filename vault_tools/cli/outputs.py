"""Where the results of `vault check` go beside the screen: `--output FORMAT:FILE`, and the summary of a GitHub job."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from vault_tools import messages
from vault_tools.cli import destinations
from vault_tools.cli.paths import place_for, repository
from vault_tools.errors import VaultError
from vault_tools.report import FORMATS, reporter
from vault_tools.spelling import suggesting

if TYPE_CHECKING:
    from vault_tools.cli.output import Output
    from vault_tools.findings import Report

_SUMMARY = "markdown"


class Target(NamedTuple):
    """A file that a report is to be written to, in a format."""

    output_format: str
    file: str


def is_in_github() -> bool:
    """Whether this is a step of GitHub Actions."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def default_format() -> str:
    """Return how findings are printed where nobody says how."""
    return "github" if is_in_github() else "full"


def is_format_chosen() -> bool:
    """Whether somebody has said how findings are to be printed."""
    source = click.get_current_context().get_parameter_source("output_format")
    return source is not click.core.ParameterSource.DEFAULT


def targets(values: Sequence[str], root: str) -> list[Target]:
    """Read each `--output FORMAT:FILE`, and make sure that the files can be written. Raises VaultError.

    `root` is the vault that is checked.
    """
    found = [_target(value) for value in values]
    files = [os.path.realpath(target.file) for target in found]
    for target, file in zip(found, files, strict=True):
        if files.count(file) > 1 and destinations.is_replaced(target.file):
            raise VaultError("cli.output.twice", path=target.file)
        destinations.examine(target.file, repository(root))
    return found


def _target(value: str) -> Target:
    output_format, colon, file = value.partition(":")
    if not colon:
        raise VaultError("cli.output.no-colon", value=value)
    if output_format not in FORMATS:
        key, suggestion = suggesting("cli.output.unknown-format", output_format, FORMATS)
        raise VaultError(key, name=output_format, suggestion=suggestion, choices=FORMATS)
    if file in ("", "-"):
        raise VaultError("cli.output.no-file", value=value, format=output_format)
    return Target(output_format, file)


def write(output: "Output", wanted: Sequence[Target], report: "Report") -> tuple[list[VaultError], bool]:
    """Write a report to files, and to the summary of a GitHub job unless one of the files is a summary.

    Return why files could not be written, and whether there is a summary now.
    """
    errors = []
    for target in wanted:
        try:
            destinations.write(target.file, _rendered(output, target.output_format, report))
        except VaultError as error:
            errors.append(error)
    if any(target.output_format == _SUMMARY for target in wanted):
        return errors, not errors
    return errors, _is_summary_added(output, report)


def _is_summary_added(output: "Output", report: "Report") -> bool:
    """Add to the summary of a GitHub job; where that is not possible, it is only said."""
    file = destinations.summary_file() if is_in_github() else ""
    if not file:
        return False
    try:
        destinations.append(file, _rendered(output, _SUMMARY, report))
    except VaultError as error:
        reason = messages.text(output.lang, error.key, error.values)
        output.say("cli.output.no-summary", message=reason)
        return False
    return True


def _rendered(output: "Output", output_format: str, report: "Report") -> str:
    from vault_tools.report.style import Style

    return reporter(output_format)(report, Style(output.lang, place=place_for(output_format, report.root)))
