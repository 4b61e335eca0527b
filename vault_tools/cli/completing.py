"""What may stand where a word is completed: notes, properties, rules, the words of a query. Imports when asked."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from click import Context, Parameter
    from click.shell_completion import CompletionItem

    from vault_tools.cli.session import Session
    from vault_tools.resolve import Names
    from vault_tools.vocabulary import Vocabulary

VARIABLE = "_VAULT_COMPLETE"
"""Set by the script in a shell that wants words completed; the same for each name that the program may have."""
PART = "part"
"""The type of an item that is no whole word yet: no blank is put behind it."""

_NOT_IN_NAMES = frozenset("#|")  # with these begins what is no longer the name of a note


def files(context: "Context", parameter: "Parameter", typed: str) -> "list[CompletionItem[Any]]":
    """Leave it to the shell to complete a file."""
    return _left_to_the_shell("file", typed)


def folders(context: "Context", parameter: "Parameter", typed: str) -> "list[CompletionItem[Any]]":
    """Leave it to the shell to complete a folder."""
    return _left_to_the_shell("dir", typed)


def _left_to_the_shell(kind: str, typed: str) -> "list[CompletionItem[Any]]":
    from click.shell_completion import CompletionItem

    return [CompletionItem(typed, type=kind)]


def notes(context: "Context", parameter: "Parameter", typed: str) -> list[str]:
    """Complete a note: its name where no other has it, else its path."""
    return list(note_names(context.obj, typed))


def linkables(context: "Context", parameter: "Parameter", typed: str) -> list[str]:
    """Complete a note or any other file that links may lead to."""
    return list(note_names(context.obj, typed, with_attachments=True))


def note_names(session: "Session", typed: str, *, with_attachments: bool = False) -> Iterator[str]:
    """Yield what links would say for the notes whose names or paths begin with `typed`, in any case."""
    from vault_tools.discover import discover
    from vault_tools.resolve import Names, fold
    from vault_tools.trees import Disk

    listing = discover(Disk(find_root(session)))
    names, beginning = Names(listing.files), fold(typed)
    for path in listing.covered if with_attachments else listing.checked:
        if fold(path).startswith(beginning):
            yield _written(path, path, names, len(typed))
        elif fold(path.rpartition("/")[2]).startswith(beginning):
            yield _written(path, path.rpartition("/")[2], names, len(typed))


def _written(path: str, wanted: str, names: "Names", least: int) -> str:
    """Return the shortest of what leads to the file at `path`: its name or path as wanted, without `.md`.

    At least as long as what was typed, which may have come to the suffix.
    """
    from vault_tools.resolve import resolve

    for written in (wanted.removesuffix(".md"), path.removesuffix(".md")):
        found = resolve(written, "", names)
        if found.path == path and not found.candidates and is_name(written) and len(written) >= least:
            return written
    return path


def is_name(written: str) -> bool:
    """Whether the inside of a link may be this, and means a name."""
    return not (_NOT_IN_NAMES & set(written) or "[[" in written or "]]" in written or written != written.strip())


def properties(context: "Context", parameter: "Parameter", typed: str) -> list[str]:
    """Complete the name of a property."""
    return beginning_with(typed, vocabulary(context.obj).properties)


def query(context: "Context", parameter: "Parameter", typed: str) -> "list[CompletionItem[Any]]":
    """Complete the last term of a query."""
    from vault_tools.cli.query_words import complete_query

    return list(complete_query(context.obj, typed))


def outputs(context: "Context", parameter: "Parameter", typed: str) -> "list[CompletionItem[Any]]":
    """Complete the format of a report that goes to a file; the file is for the user to write."""
    from click.shell_completion import CompletionItem

    from vault_tools.report import FORMATS

    return [CompletionItem(f"{name}:", type=PART) for name in beginning_with(typed, FORMATS)]


def rules(context: "Context", parameter: "Parameter", typed: str) -> "list[CompletionItem[Any]]":
    """Complete the id of a rule, a kind or a house rule."""
    from vault_tools.rules import KINDS

    return _rules(context.obj, typed, KINDS)


def rule_lists(context: "Context", parameter: "Parameter", typed: str) -> "list[CompletionItem[Any]]":
    """Complete the last of the ids of rules, with commas between them."""
    before, comma, last = typed.rpartition(",")
    return _rules(context.obj, last, ["all"], before + comma)


def _rules(session: "Session", typed: str, more: Iterable[str], before: str = "") -> "list[CompletionItem[Any]]":
    from click.shell_completion import CompletionItem

    from vault_tools.rules import KINDS, RULES
    from vault_tools.rules.pages import page

    ids = beginning_with(typed, [*RULES, *_house_rules(session), *more])
    summaries = {id: page(id, session.output.lang).split("\n", 3)[2] for id in ids if id in RULES or id in KINDS}
    return [CompletionItem(before + id, help=summaries.get(id)) for id in ids]


def _house_rules(session: "Session") -> list[str]:
    from vault_tools.config.find import config_file
    from vault_tools.errors import VaultError
    from vault_tools.trees import Disk

    root = find_root(session)
    if config_file(Disk(root)) is None:
        return []
    try:
        return [rule.id for rule in session.load_config(root).house_rules]
    except VaultError:
        return []


def vocabulary(session: "Session") -> "Vocabulary":
    """Return the words of the vault that is meant, as far as earlier runs have kept them."""
    from vault_tools.cache import kept
    from vault_tools.places import find_folder
    from vault_tools.vocabulary import Vocabulary

    folder = find_folder(find_root(session), session.cache_option) if session.is_cached else ""
    return Vocabulary(kept(folder) if folder else ())


def find_root(session: "Session") -> str:
    """Return the vault that is meant: in what is still being typed, the shell has not put anything in place of `~`."""
    import os

    if session.root_option:
        session.root_option = os.path.expanduser(os.path.expandvars(session.root_option))
    return session.find_root()


def beginning_with(typed: str, words: Iterable[str]) -> list[str]:
    """Return the words that begin with `typed`, in any case."""
    beginning = typed.lower()
    return [word for word in words if word.lower().startswith(beginning)]
