"""What a baseline holds: known findings, and what the notes looked like in which they were found."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from vault_tools.findings import fingerprint

Key = tuple[str, str, str]
"""Path, rule and target: findings that share these differ by ordinal only, and are counted."""


class Entry(NamedTuple):
    """A known finding; fields as those of `Finding`. Entries are sorted as they are written."""

    path: str
    rule: str
    target: str
    ordinal: int

    @property
    def key(self) -> Key:
        """What the finding shares with others of its kind."""
        return self[:3]

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the finding, as reports give it."""
        return fingerprint(*self)


class Baseline:
    """Known findings. `lines` maps each to the line that it stands in, from 1; `contents` notes to hashes of them."""

    def __init__(self, lines: Mapping[Entry, int], contents: dict[str, str]) -> None:
        self.lines = lines
        self.contents = contents

    @cached_property
    def counts(self) -> Counter[Key]:
        """How many findings are known of a rule about a target in a file."""
        return Counter(entry.key for entry in self.lines)

    @cached_property
    def paths(self) -> frozenset[str]:
        """The files that known findings are in."""
        return frozenset(entry.path for entry in self.lines)


def counted(counts: Mapping[Key, int]) -> list[Entry]:
    """Return sorted entries, with ordinals from 0, for so many findings of each rule about a target in a file."""
    return sorted(Entry(*key, ordinal) for key, count in counts.items() for ordinal in range(count))


def content_hash(text: str) -> str:
    """Return 16 hexadecimal digits of a note's text, the same with CR LF and LF; nothing of an empty one."""
    from hashlib import sha256

    text = text.replace("\r\n", "\n")
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16] if text.strip() else ""
