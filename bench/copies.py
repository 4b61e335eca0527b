"""Write a vault that is as large as one likes: numbered copies of another, with links that lead to their own notes.

`python -m bench copies VAULT TARGET COUNT`: copy 7 lies in TARGET/07. Links without a folder would be ambiguous among
copies, so they are written with the whole path, as Obsidian does. Configuration and `.obsidian` stay at the top.
"""

import argparse
import os
import shutil
from collections.abc import Callable, Iterator

import vault_tools
from vault_tools.editing.link_text import retarget
from vault_tools.model import Note

_AT_TOP = (".obsidian", "vault.toml")
_NOTE = ".md"


def rewriter(vault: vault_tools.Vault, note: Note) -> Callable[[str], str]:
    """Return what makes, of the name of a copy, the text of a note in it."""
    text = vault.read(note.path)
    pieces: list[tuple[int, int, str]] = []
    for link, found in vault.resolved(note):
        path = found.path
        # Markdown links are relative: they stay within their copy.
        if path and link.target and link.syntax == "wikilink" and (edit := retarget(link, text, f"0/{path}")):
            written = path.removesuffix(_NOTE) + edit.text.removeprefix(f"0/{path}")
            pieces.append((edit.span.start, edit.span.end, written))
    pieces.sort()

    def write(name: str) -> str:
        made, end = [], 0
        for start, stop, written in pieces:
            if start >= end:
                made += [text[end:start], name, "/", written]
                end = stop
        return "".join((*made, text[end:]))

    return write


def write_copies(root: str, target: str, count: int) -> None:
    """Write `count` copies of the vault at `root` into the new folder `target`."""
    vault = vault_tools.load(root)
    os.makedirs(target)
    for name in _AT_TOP:
        _copy(os.path.join(root, name), os.path.join(target, name))
    names = [f"{number:0{len(str(count))}}" for number in range(1, count + 1)]
    notes = {note.path: note for note in vault.notes if note.is_read and note.path.endswith(_NOTE)}
    for path in _files(root):
        write = rewriter(vault, notes[path]) if path in notes else None
        for name in names:
            place = os.path.join(target, name, path)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            if write:
                with open(place, "w", encoding="utf-8", newline="") as file:
                    file.write(write(name))
            else:
                shutil.copyfile(os.path.join(root, path), place)


def _files(root: str) -> Iterator[str]:
    """Yield the paths of all files that are not hidden and do not lie at the top of every vault."""
    for here, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (os.path.relpath(os.path.join(here, name), root) for name in names)
        yield from (path for path in paths if path not in _AT_TOP and os.path.isfile(os.path.join(root, path)))


def _copy(source: str, target: str) -> None:
    if os.path.isdir(source):
        shutil.copytree(source, target, symlinks=True)
    elif os.path.exists(source):
        shutil.copyfile(source, target)


def main() -> int:
    """Read the command line and write."""
    parser = argparse.ArgumentParser("python -m bench copies", description=__doc__)
    parser.add_argument("vault")
    parser.add_argument("target")
    parser.add_argument("count", type=int)
    arguments = parser.parse_args()
    write_copies(arguments.vault, arguments.target, arguments.count)
    return 0
