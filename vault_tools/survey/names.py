"""How the names of files agree with what their notes say."""

from collections.abc import Iterable

from vault_tools.constraints import comparable
from vault_tools.model import Note
from vault_tools.properties import is_empty
from vault_tools.vault import Vault


def share_called_alike(notes: Iterable[Note], name: str, vault: Vault) -> float:
    """Return the share of notes with a property that says the same as the file's name, however it is written."""
    found = [(note.path, prop.value) for note in notes if (prop := vault.find_property(note, name))]
    said = [(path, value) for path, value in found if not is_empty(value)]
    alike = sum(isinstance(value, str) and comparable(value) == comparable(_stem(path)) for path, value in said)
    return alike / len(said) if said else 0.0


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]
