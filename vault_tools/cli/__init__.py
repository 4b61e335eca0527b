"""The command line: one file a command, imported when it is called. `main` is the entry point."""

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from vault_tools import __version__
from vault_tools.cli.completing import VARIABLE
from vault_tools.cli.output import Output, ReaderGoneError
from vault_tools.cli.session import Session, common_options
from vault_tools.errors import VaultError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_EXIT_REQUEST = 2
_EXIT_BUG = 3
_EXIT_INTERRUPTED = 130

_COMMANDS = {
    "check": "Report the problems in a vault.",
    "search": "Find notes by their text and properties.",
    "index": "Build or verify the search index.",
    "links": "List what a note links to.",
    "backlinks": "List what links to a note.",
    "unresolved": "List the link targets that do not exist.",
    "tags": "List the tags of a note, or of the whole vault.",
    "properties": "List the properties of the vault, or the values of one.",
    "stats": "Count what is in the vault.",
    "init": "Write a vault.toml that is inferred from the vault.",
    "rule": "Explain a rule, or list them all.",
    "config": "Show the configuration in force, or its schema.",
    "cache": "Show or remove what is kept between runs.",
    "doctor": "Examine the installation and the vault.",
    "completion": "Print the script that lets a shell complete words.",
}


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are called: starting one imports none of the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = import_module(f"vault_tools.cli.{cmd_name}").command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """Complete the name of a command, without importing any."""
        from click.shell_completion import CompletionItem

        named = [CompletionItem(name, help=help) for name, help in _COMMANDS.items() if name.startswith(incomplete)]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
@common_options
def cli() -> None:
    """Check and search note vaults that are kept in git.

    A vault is a folder of Markdown notes with front matter and [[wikilinks]], as Obsidian keeps them.
    """


def main() -> NoReturn:
    """Run the command line and exit."""
    _insist_on_utf8()
    # A check makes half a million objects that live to its end; looking for garbage among them costs a third more.
    gc.disable()
    session = Session(Output())
    os._exit(run(session=session))  # tearing down half a million objects one by one would take a tenth of the run


def _insist_on_utf8() -> None:
    """Start again in UTF-8 mode where Python takes names for something else: notes in git are named in UTF-8."""
    if os.name == "posix" and sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        os.environ["PYTHONUTF8"] = "1"
        # -P, because the current folder may be a stranger's, with a module of any name in it.
        os.execv(sys.executable, [sys.executable, "-P", "-m", "vault_tools", *sys.argv[1:]])  # noqa: S606  # ourselves


def run(arguments: Sequence[str] | None = None, session: Session | None = None) -> int:
    """Run the command line and return the exit code. What a `session` holds stays until its owner lets it go.

    0: clean, 1: findings, 2: the request cannot be carried out, 3: a bug, 130: interrupted.
    """
    if instruction := os.environ.get(VARIABLE):
        from vault_tools.cli.shells import complete

        return complete(cli, _program_name(), instruction)
    session = session or Session(Output())
    output = session.output
    try:
        result = cli.main(arguments, prog_name=_program_name(), standalone_mode=False, obj=session)
        output.flush()
        session.close()
        return result if isinstance(result, int) else 0
    except (KeyboardInterrupt, click.Abort):
        output.say("cli.interrupted")
        return _EXIT_INTERRUPTED
    except ReaderGoneError:
        return 0
    except click.ClickException as error:
        error.show()
        return _EXIT_REQUEST
    except VaultError as error:
        output.error(error)
        return _EXIT_REQUEST
    except Exception:
        from traceback import print_exc

        print_exc()
        output.say("cli.internal")
        return _EXIT_BUG
    finally:
        session.stop()


def _program_name() -> str:
    name = os.path.basename(sys.argv[0])
    return "python -m vault_tools" if name == "__main__.py" else name
