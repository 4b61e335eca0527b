"""The options of `vault check` about how findings are shown, and at which of them it fails."""

import os
from typing import TYPE_CHECKING, NamedTuple

import click

from vault_tools.cli import completing, outputs
from vault_tools.cli.option_groups import option_group
from vault_tools.cli.paths import place_for
from vault_tools.report import FORMATS, HUMAN_FORMATS, reporter

if TYPE_CHECKING:
    from vault_tools.cli.session import Session
    from vault_tools.findings import Gist, Report


class Presentation(NamedTuple):
    """How findings are shown: in which format on the screen, or only counted, and to which `files`, as asked for."""

    output_format: str
    files: tuple[str, ...]
    statistics: bool

    @property
    def is_for_people(self) -> bool:
        """Whether what stands on the screen is for people to read."""
        return self.output_format in HUMAN_FORMATS

    def targets(self, root: str) -> list[outputs.Target]:
        """Return the files that findings about the vault at `root` are written to; all can be. Raises VaultError."""
        return outputs.targets(self.files, root)

    def has_format(self, output_format: str, targets: list[outputs.Target]) -> bool:
        """Whether a report is wanted in this format."""
        return output_format in (self.output_format, *(target.output_format for target in targets))

    def page_style(self, session: "Session", fold_above: int) -> str:
        """Return all that decides how a report is printed; empty where it also goes elsewhere, or CI decides."""
        if not self.is_for_people or self.files or outputs.is_in_github():
            return ""
        lang, has_colour = session.output.lang, session.output.has_colour
        return repr((self.output_format, self.statistics, lang, has_colour, fold_above, os.getcwd()))

    def show(self, session: "Session", targets: list[outputs.Target], report: "Report", fold_above: int) -> str:
        """Write a report to the files, print it, and return what was printed. Raises VaultError."""
        from vault_tools.report.style import Style

        errors, has_summary = outputs.write(session.output, targets, report)
        place = place_for(self.output_format, report.root)
        style = Style(session.output.lang, session.output.has_colour, fold_above, place, has_summary)
        page = reporter("statistics" if self.statistics else self.output_format)(report, style)
        session.output.write(page)
        for error in errors[:-1]:
            session.output.error(error)
        if errors:
            raise errors[-1]
        return page


class Threshold(NamedTuple):
    """At which findings a check fails: those of this severity or above, unless it `never` does."""

    fail_on: str
    exit_zero: bool

    def is_reached(self, gist: "Gist") -> bool:
        """Whether a report has findings that the check fails at."""
        if self.fail_on == "never":
            return False
        from vault_tools.findings import Severity

        return gist.worst >= Severity[self.fail_on.upper()]


def _presentation(output_format: str, files: tuple[str, ...], statistics: bool) -> Presentation:
    if statistics and not outputs.is_format_chosen():
        output_format = HUMAN_FORMATS[0]
    if statistics and output_format not in HUMAN_FORMATS:
        raise click.UsageError(f"--statistics goes with {' and '.join(HUMAN_FORMATS)}; json has it in its summary")
    return Presentation(output_format, files, statistics)


def _threshold(fail_on: str, exit_zero: bool) -> Threshold:
    return Threshold(fail_on, exit_zero)


presentation_options = option_group(
    "presentation",
    _presentation,
    click.option(
        "--output-format", type=click.Choice(FORMATS), default=outputs.default_format,
        show_default="full; in GitHub Actions github",
        envvar="VAULT_TOOLS_OUTPUT_FORMAT", help="How to print findings; also VAULT_TOOLS_OUTPUT_FORMAT.",
    ),
    click.option(
        "--output", "files", multiple=True, metavar="FORMAT:FILE", shell_complete=completing.outputs,
        help="Also write the findings to a file, in any of these formats; repeatable.",
    ),
    click.option("--statistics", is_flag=True, help="Print how many findings each rule has, instead of the findings."),
)  # fmt: skip
threshold_options = option_group(
    "threshold",
    _threshold,
    click.option(
        "--fail-on", type=click.Choice(["error", "warning", "info", "never"]), default="warning", show_default=True,
        envvar="VAULT_TOOLS_FAIL_ON",
        help="Exit with 1 at findings of this severity or above; also VAULT_TOOLS_FAIL_ON.",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 even at findings."),
)  # fmt: skip
