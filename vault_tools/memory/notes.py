"""Remembers what was found in each note of a vault: asked when it is checked, told when that is done."""

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from vault_tools.config import Config
from vault_tools.edition import installation
from vault_tools.loading import Origin, origins
from vault_tools.memory import storage
from vault_tools.memory.index import index_mark
from vault_tools.memory.recall import Memory
from vault_tools.memory.records import Record
from vault_tools.ruleset import ActiveRule
from vault_tools.vault import Vault

_SUFFIX = ".notes"


class Keeper:
    """Keeps memories of one vault in a `folder`. Ask for the `memory` of a check, say that it is `done`, and `save` it
    when there is time.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._name = ""
        self._memory: Memory | None = None
        self._record: Record | None = None

    def memory(
        self, vault: Vault, config: Config, rules: Sequence[ActiveRule], wanted: Sequence[Sequence[str]]
    ) -> Memory:
        """Return what is known of a vault from the last check that was asked the same: `wanted` are rule ids.

        Raises OSError where the program cannot look at its own sources.
        """
        origin = origins[vault]
        self._name = _question(vault, config, origin, wanted) + _SUFFIX
        record = storage.read(self._folder, self._name, Record)
        marks = {path: origin.tree.mark(origin.linked.get(path, path)) for path in vault.checked}
        index = b"" if vault.tracking.is_in_git else index_mark(vault.root)
        self._memory = Memory(vault, rules, marks, index, record)
        return self._memory

    @property
    def guesses(self) -> Memory | None:
        """What is known of suggestions, once there is a memory."""
        return self._memory

    def done(self) -> None:
        """Put down what is new since the last check. The vault is not needed for the rest, and may go."""
        if self._memory:
            self._record, self._memory = self._memory.renewed(), None

    def save(self) -> None:
        """Write down what is new."""
        if self._record:
            storage.write(self._folder, self._name, self._record)


def _question(vault: Vault, config: Config, origin: Origin, wanted: Sequence[Sequence[str]]) -> str:
    """Return a hash of all that decides, besides the files, what rules say of a note."""
    day = vault.today if depends_on_day(config) else ""
    asked = (config, origin.settings, [sorted(ids) for ids in wanted], day, vault.tracking.is_in_git)
    digest = sha256(installation())
    digest.update(msgspec.msgpack.encode(asked))
    return digest.hexdigest()


def depends_on_day(config: Config) -> bool:
    """Whether a rule may say something else tomorrow: only limits that name `today` do."""
    return b"today" in msgspec.msgpack.encode(config)
