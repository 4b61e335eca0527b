"""Open a note in the user's editor, at a line."""

import os
import shlex
import subprocess

from vault_tools.errors import VaultError

_PLUS = ("vi", "vim", "nvim", "gvim", "view", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "ne", "pico", "ed")
"""Editors that take the line as `+7` before the file."""
_GOTO = ("code", "code-insiders", "codium", "cursor", "windsurf")
"""Editors that take `--goto file:7`."""
_COLON = ("hx", "helix", "subl", "zed", "mate")
"""Editors that take `file:7`."""


def open_at(root: str, path: str, line: int) -> None:
    """Open a note of the vault at `root` and wait for the editor. Raises VaultError where that does not go well."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        command = shlex.split(editor)
        arguments = _arguments(command[0], os.path.join(root, path), line)
        code = subprocess.run([*command, *arguments], check=False).returncode  # noqa: S603  # the user's own editor
    except (OSError, ValueError, IndexError):
        raise VaultError("search.no-editor", editor=editor) from None
    if code:
        raise VaultError("search.editor-failed", editor=editor, code=str(code))


def _arguments(program: str, file: str, line: int) -> list[str]:
    """Return how an editor is told the place; one that is not known is given the file alone."""
    name = os.path.basename(program).lower().removesuffix(".exe")
    if name in _PLUS:
        return [f"+{line}", file]
    if name in _GOTO:
        return ["--goto", f"{file}:{line}"]
    return [f"{file}:{line}"] if name in _COLON else [file]
