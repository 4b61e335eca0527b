"""`vault completion`: print the script that lets a shell complete words."""

import click

from vault_tools.cli.session import Session, common_options


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@common_options
@click.pass_obj
def command(session: Session, shell: str) -> int:
    """Print the script that lets SHELL complete commands, options, notes, tags, properties and rules.

    To have it in every new shell, add a line to its start-up file:

    \b
      ~/.bashrc                   eval "$(vault completion bash)"
      ~/.zshrc, after compinit    eval "$(vault completion zsh)"
      ~/.config/fish/config.fish  vault completion fish | source

    The script is for both names of the program, vault and vault-tools. If `vault` is another program on this
    machine, call `vault-tools completion`: its script leaves that name alone.

    Notes are completed at once; tags and properties once a command such as vault check or vault search has read them.
    """
    from vault_tools.cli.shells import script

    session.output.write(script(shell, click.get_current_context().find_root().info_name or ""))
    return 0
