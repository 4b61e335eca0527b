"""What the notes of a vault have in common: which of them are looked at, and in which folders they lie."""

from collections.abc import Iterable

from vault_tools.model import Note, NoteKind
from vault_tools.vault import Vault


def surveyed(vault: Vault) -> list[Note]:
    """Return the notes that could be read and that Obsidian does not hide; no canvases, no bases."""
    return [note for note in vault.notes if note.kind is NoteKind.NOTE and note.is_read and not vault.hides(note.path)]


def folder(path: str, depth: int = 1) -> str:
    """Return the folder that a file lies in, as deep as `depth` at most; empty for the vault's root."""
    return "/".join(path.split("/")[:-1][:depth])


def by_folder(notes: Iterable[Note], depth: int = 1) -> dict[str, list[Note]]:
    """Return notes by their folder at `depth`, those that lie less deep left out; in order of paths."""
    found: dict[str, list[Note]] = {}
    for note in notes:
        name = folder(note.path, depth)
        if depth == 1 or name.count("/") == depth - 1:
            found.setdefault(name, []).append(note)
    return found
