"""The shells whose words we complete: their scripts, what has been typed, and what they are answered."""

import os
from contextlib import redirect_stderr
from typing import Any, ClassVar

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, shell_complete

from vault_tools.cli.completing import VARIABLE
from vault_tools.cli.output import Output
from vault_tools.cli.session import Session
from vault_tools.cli.typed import Typed, escaped, read_line
from vault_tools.report.gate import terminal

_NAMES = "vault vault-tools"

# In the scripts, answers are read a line at a time: the type of an item, the text, a description; between them tabs.

_BASH = r"""# Completion of vault for bash; written by `vault completion bash`.
_vault_completion() {
    local kind value
    COMPREPLY=()
    # The line as it was typed: bash takes words apart at colons, and notes and queries have them.
    while IFS=$'\t' read -r kind value; do
        case $kind in
            file) compopt -o default 2>/dev/null ;;
            dir) compopt -o dirnames 2>/dev/null ;;
            part) compopt -o nospace 2>/dev/null; COMPREPLY+=("$value") ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(
        COMP_WORDS="${COMP_LINE:0:COMP_POINT}" COMP_CWORD="$2" @VARIABLE@=bash_complete "${1/#\~/$HOME}" 2>/dev/null
    )
}
complete -o nosort -F _vault_completion @NAMES@ 2>/dev/null || complete -F _vault_completion @NAMES@
"""

_ZSH = r"""#compdef @NAMES@
# Completion of vault for zsh; written by `vault completion zsh`.
_vault_completion() {
    local kind value help
    local -a wholes parts described
    while IFS=$'\t' read -r kind value help; do
        case $kind in
            file) [[ $PREFIX == -*=* ]] && compset -P 1 '*='; _files ;;
            dir) [[ $PREFIX == -*=* ]] && compset -P 1 '*='; _files -/ ;;
            part) parts+=("$value") ;;
            plain) if [[ -n $help ]]; then described+=("${value//:/\\:}:$help"); else wholes+=("$value"); fi ;;
        esac
    done < <(
        COMP_WORDS="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" @VARIABLE@=zsh_complete \
            "${words[1]/#\~/$HOME}" 2>/dev/null
    )
    (( $#described )) && _describe -V vault described -U
    (( $#wholes )) && compadd -U -V vault -a wholes
    (( $#parts )) && compadd -U -V vault -S '' -a parts
    # Where the matches have less in common than what was typed, leave that alone: list them, next time choose.
    if (( compstate[nmatches] > 1 )) && [[ ${(L)compstate[unambiguous]} != "${(L)${(Q)PREFIX}}"* ]]; then
        compstate[insert]=${compstate[old_list]:+menu}
    fi
    (( compstate[nmatches] ))
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _vault_completion "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
    compdef _vault_completion @NAMES@
fi
"""

_FISH = r"""# Completion of vault for fish; written by `vault completion fish`.
function _vault_completion
    set -lx COMP_WORDS (commandline -cp | string collect)
    set -lx @VARIABLE@ fish_complete
    set -l words (commandline -opc)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    for line in ($program 2>/dev/null)
        set -l answer (string split -m 1 \t -- $line)
        switch $answer[1]
            case file
                __fish_complete_path (commandline -ct)
            case dir
                __fish_complete_directories (commandline -ct)
            case plain part
                printf '%s\n' $answer[2]
        end
    end
end
for name in @NAMES@
    complete --command $name --no-files --arguments '(_vault_completion)'
end
"""


def script(shell: str, program: str) -> str:
    """Return what a shell is to run to have words completed: for both names of the program, or the longer alone."""
    own = program if program == "vault-tools" else _NAMES
    return _SHELLS[shell].source_template.replace("@NAMES@", own).replace("@VARIABLE@", VARIABLE)


def complete(cli: click.Command, program: str, instruction: str) -> int:
    """Do what a shell's script asks for and return the exit code. Whatever is wrong, nothing is said on stderr."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        try:
            return shell_complete(cli, {"obj": Session(Output())}, program, VARIABLE, instruction)
        except (Exception, KeyboardInterrupt):  # a vault that cannot be listed, a line without sense: nothing to offer
            return 1


class _Shell(ShellComplete):
    """What the shells have in common: they pass on the line up to the cursor, and read one answer a line."""

    typed: Typed

    def source(self) -> str:
        return script(self.name, self.prog_name)

    def get_completion_args(self) -> tuple[list[str], str]:
        self.typed = read_line(os.environ["COMP_WORDS"], is_fish=self.name == "fish")
        return self.typed.words[1:], self.typed.last

    def get_completions(self, args: list[str], incomplete: str) -> "list[CompletionItem[Any]]":
        """Return the items with what click leaves out of them: `--name=` before the value of an option."""
        option, equals, _ = incomplete.partition("=")
        before = option + equals if equals and option.startswith("-") else ""
        return [
            CompletionItem(before + item.value, item.type, item.help)
            for item in super().get_completions(args, incomplete)
            if terminal(item.value) == item.value  # nobody can type what could not be shown
        ]

    def complete(self) -> str:
        return "".join(self.format_completion(item) + "\n" for item in self.answers())

    def answers(self) -> "list[CompletionItem[Any]]":
        """Return the items as the shell takes them."""
        return self.get_completions(*self.get_completion_args())

    def format_completion(self, item: "CompletionItem[Any]") -> str:
        return f"{item.type}\t{item.value}" + (f"\t{terminal(item.help)}" if item.help else "")


class _Bash(_Shell):
    """Bash puts in what it is given as it is: it must be quoted, and without what stands before a word break."""

    name: ClassVar[str] = "bash"
    source_template: ClassVar[str] = _BASH

    def answers(self) -> "list[CompletionItem[Any]]":
        items = super().answers()
        replaced = os.environ.get("COMP_CWORD", "")
        raw = self.typed.raw
        kept = read_line(raw[: len(raw) - len(replaced)] if raw.endswith(replaced) else "")
        found = [
            CompletionItem(escaped(item.value[len(kept.last) :], kept.quote), item.type)
            for item in items
            if item.value[: len(kept.last)].lower() == kept.last.lower()
        ]
        common = os.path.commonprefix([item.value for item in found])  # noqa: RUF071  # of texts, not of paths
        if len(found) > 1 and common and not common.lower().startswith(replaced.lower()):
            found[0].value = " " + found[0].value  # else bash would put what is common in place of what was typed
        return found

    def format_completion(self, item: "CompletionItem[Any]") -> str:
        return f"{item.type}\t{item.value}"


class _Zsh(_Shell):
    name: ClassVar[str] = "zsh"
    source_template: ClassVar[str] = _ZSH


class _Fish(_Shell):
    name: ClassVar[str] = "fish"
    source_template: ClassVar[str] = _FISH


_SHELLS: dict[str, type[_Shell]] = {shell.name: shell for shell in (_Bash, _Zsh, _Fish)}
for _shell in _SHELLS.values():
    add_completion_class(_shell)
