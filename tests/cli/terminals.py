"""Shells at a terminal of their own, in which somebody types and presses TAB."""

import os
import pty
import select
import shutil
import signal
import sys
import time
from pathlib import Path

from vault_tools.cli import shells

_STARTS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
_PROMPTS = {
    "bash": "PS1='rea''dy> '; bind 'set enable-bracketed-paste off'; source {script}\n",
    "zsh": "unsetopt prompt_cr; PS1='rea''dy> '; autoload -Uz compinit; compinit -D -u; source {script}\n",
    "fish": "function fish_prompt; echo -n 'rea''dy> '; end; source {script}\n",
}
_PROGRAM = """#!/bin/sh
if [ -n "$_VAULT_COMPLETE" ]; then exec "{python}" -m vault_tools "$@"; fi
printf '%s\\0' "$@" > "{typed}.new" && mv "{typed}.new" "{typed}"
"""
_SECONDS = 4


def installed(shell: str) -> bool:
    """Whether a shell is there."""
    return shutil.which(shell) is not None


class Terminal:
    """A shell in `folder`, in which the command `vault` writes down what it was given. Leave it with `close`."""

    def __init__(self, shell: str, folder: Path, scratch: Path) -> None:
        self._typed, self._shown = scratch / "typed", ""
        for name in ("vault", "vault-tools"):
            program = scratch / "bin" / name
            program.parent.mkdir(exist_ok=True)
            program.write_text(_PROGRAM.format(python=sys.executable, typed=self._typed))
            program.chmod(0o755)
        script = scratch / "script"
        script.write_text(shells.script(shell, "vault"), encoding="utf-8")
        self._process, self._screen = pty.fork()
        if not self._process:
            os.chdir(folder)
            own = {"PATH": f"{program.parent}:{os.environ['PATH']}", "HOME": str(scratch), "LC_ALL": "C.UTF-8"}
            os.execvpe(_STARTS[shell][0], _STARTS[shell], {**os.environ, **own, "TERM": "xterm", "COLUMNS": "200"})
        self._send(_PROMPTS[shell].format(script=script))
        self._wait_for("ready> ")

    def enter(self, line: str) -> list[str]:
        """Type a line, in which a TAB completes, and RETURN; return the words that the command was given."""
        self._typed.unlink(missing_ok=True)
        self._send(line + "\r")
        end = time.monotonic() + _SECONDS
        while not self._typed.exists():
            assert time.monotonic() < end, f"nothing was run: {self._shown!r}"
            self._read(0.05)
        self._wait_for("ready> ")
        return self._typed.read_bytes().decode().split("\0")[:-1]

    def list(self, line: str, until: str) -> str:
        """Type a line that ends with TABs, and return what is shown up to and with `until`; then drop the line."""
        self._send(line)
        shown = self._wait_for(until)
        self._send("\x03")
        self._wait_for("ready> ")
        return shown

    def close(self) -> None:
        """End the shell."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._screen)

    def _send(self, text: str) -> None:
        os.write(self._screen, text.encode())

    def _wait_for(self, text: str) -> str:
        """Return what is shown up to and with `text`; what comes behind it is for the next one who waits."""
        end = time.monotonic() + _SECONDS
        while text not in self._shown:
            assert time.monotonic() < end, f"not shown: {text!r} in {self._shown!r}"
            self._read(0.1)
        before, _, self._shown = self._shown.partition(text)
        return before + text

    def _read(self, seconds: float) -> None:
        ready, _, _ = select.select([self._screen], [], [], seconds)
        if ready:
            self._shown += os.read(self._screen, 65536).decode("utf-8", "replace")
