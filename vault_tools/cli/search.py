"""`vault search`: find notes by their text and their properties."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from vault_tools.cli import completing
from vault_tools.cli.engines import engine_option
from vault_tools.cli.found import FORMATS, as_json, as_jsonl, as_text
from vault_tools.cli.paths import place_from
from vault_tools.cli.session import Session, reading_options
from vault_tools.report.gate import terminal
from vault_tools.report.style import Style

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from vault_tools.search.documents import Document
    from vault_tools.search.ordering import Sort
    from vault_tools.search.results import Results

_LIMIT = 10
_SORTS = ("relevance", "date", "path", "modified")

_EXCLUSION = re.compile(r"-[^-A-Za-z0-9]")
"""How `-草稿` begins, and `-"x"` and `-[p]`: no option does."""
_TEXT = "\0"  # before an argument that is no option; nothing from a command line holds it


class _Command(click.Command):
    """A command whose arguments may begin with a minus as far as they cannot be options."""

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        marked = [_TEXT + argument if _EXCLUSION.match(argument) else argument for argument in arguments]
        try:
            return super().parse_args(context, marked)
        except click.NoSuchOption as error:
            if error.option_name.startswith("--"):
                raise
            hint = "To leave a word out, put -- before the query: vault search -- 双链 -draft"
            raise click.UsageError(f"{error.format_message()} {hint}", context) from None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[Any]]":
        """Complete an option, or a term of the query that begins with a minus."""
        if _EXCLUSION.match(incomplete):
            return completing.query(ctx, self.params[0], incomplete)
        return super().shell_complete(ctx, incomplete)


def _unmarked(context: click.Context, parameter: click.Parameter, query: Sequence[str]) -> list[str]:
    return [part.removeprefix(_TEXT) for part in query]


@click.command("search", cls=_Command)
@click.argument(
    "query", nargs=-1, required=True, metavar="QUERY...", callback=_unmarked, shell_complete=completing.query
)
@click.option("-n", "--limit", type=click.IntRange(1), help="How many notes to show: 10, with --files all.")
@click.option("--offset", type=click.IntRange(0), default=0, help="How many notes to pass over first.")
@click.option("--sort", type=click.Choice(_SORTS), default="relevance", show_default=True, help="In which order.")
@click.option(
    "--facet", "facets", multiple=True, metavar="PROPERTY", callback=_unmarked, shell_complete=completing.properties,
    help="Count the values of a property in all that is found; repeatable.",
)  # fmt: skip
@click.option("--count", is_flag=True, help="Print only how many notes fit.")
@click.option("--files", is_flag=True, help="Print only the paths of all notes that fit.")
@click.option("-0", "--null", "is_null", is_flag=True, help="With --files, end each path with a NUL, as it is on disk.")
@click.option("--open", "opens", is_flag=True, help="Open the first note in $VISUAL or $EDITOR, at the line.")
@click.option("--explain", is_flag=True, help="Show what each score is made of.")
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--no-refresh", is_flag=True, help="Answer from the index as it is, without a look at the files.")
@engine_option
@reading_options
@click.pass_obj
def command(
    session: Session,
    query: Sequence[str],
    limit: int | None,
    offset: int,
    sort: "Sort",
    facets: Sequence[str],
    count: bool,
    files: bool,
    is_null: bool,
    opens: bool,
    explain: bool,
    output_format: str,
    no_refresh: bool,
) -> int:
    """Find notes: words, '"exact text"', '作者:宝玉', '[发布日期:>=2026-01]', tag:x, '-(a OR b)' and more.

    Put a query with quotes, brackets, < or > in single quotes, or the shell takes them for itself. docs/search.md
    describes the language. The search index is brought up to date first. A word with a minus and a Latin letter goes
    behind --, and behind all options: vault search -n 5 -- 双链 -draft. Exits with 0 if notes are shown, 1 if there
    are none, 2 if the query cannot be read.
    """
    if sum((count, files, opens, output_format != "text")) > 1:
        raise click.UsageError("--count, --files, --open and --output-format do not go together")
    if is_null and not files:
        raise click.UsageError("-0 goes with --files")
    if facets and (count or files or opens):
        raise click.UsageError("--facet does not go with --count, --files or --open")
    with session.open_index(refresh=not no_refresh) as index:
        found = index.search(" ".join(query), limit=limit or _LIMIT, offset=offset, sort=sort)
        if count:
            session.output.line(f"{found.total}")
            return 0 if found.total else 1
        if files:
            chosen = found.all[offset:] if limit is None else found.all[offset : offset + limit]
            return _print_paths(session, index.root, chosen, is_null=is_null)
        if opens:
            return _open_first(session, index.root, found)
        counted = {name: index.facets(found.all, name) for name in facets}
        for name in facets:
            if not counted[name]:
                session.output.say("search.no-facet", name=name)
        if output_format == "json":
            session.output.write(as_json(index.root, " ".join(query), found, counted))
        elif output_format == "jsonl":
            session.output.write(as_jsonl(found))
        else:
            style = Style(session.output.lang, session.output.has_colour, place=place_from(index.root))
            session.output.write(as_text(found, counted, style, explains=explain))
            _comment(session, found)
        return 0 if found.hits else 1


def _print_paths(session: Session, root: str, chosen: "Sequence[Document]", *, is_null: bool) -> int:
    place = place_from(root)
    for document in chosen:
        if is_null:
            session.output.raw(place(document.path) + "\0")
        else:
            session.output.line(terminal(place(document.path)))
    return 0 if chosen else 1


def _open_first(session: Session, root: str, found: "Results") -> int:
    from vault_tools.cli.editor import open_at

    if not found.hits:
        _comment(session, found)
        return 1
    hit = found.hits[0]
    open_at(root, hit.path, hit.line)
    return 0


def _comment(session: Session, found: "Results") -> None:
    """Say on stderr what may help where nothing, or little, was found."""
    if not found.hits and found.total:
        session.output.say("search.no-more", total=f"{found.total:,}")
    elif not found.hits:
        session.output.say("search.nothing")
    if suggestions := found.suggestions:
        session.output.say("search.suggestion", queries=suggestions)
