"""Names of properties that count as one and the same, in whatever case."""

from collections.abc import Mapping, Sequence


class Spelt(dict[str, bool]):
    """Whether a name as somebody wrote it is one of some `spellings`: thousands of notes write the same few."""

    def __init__(self, spellings: Sequence[str]) -> None:
        super().__init__(dict.fromkeys(spellings, True))
        self._spellings = spellings

    def __missing__(self, name: str) -> bool:
        is_spelling = self[name] = name.lower() in self._spellings
        return is_spelling


class Spellings:
    """The names of properties: `aliases` maps one to other names for it."""

    def __init__(self, aliases: Mapping[str, Sequence[str]]) -> None:
        self._spelt: dict[str, Spelt] = {}
        self._spellings: dict[str, tuple[str, ...]] = {}
        for name, others in aliases.items():
            self._spellings[name.lower()] = tuple(other.lower() for other in (name, *others))
        self._canonical = {other: name for name, others in self._spellings.items() for other in others}

    def of(self, name: str) -> tuple[str, ...]:
        """Return the names that count as `name`, in lower case: Obsidian compares the names of properties so."""
        return self._spellings.get(name.lower()) or (name.lower(),)

    def test(self, name: str) -> Spelt:
        """Return what says of a name, as somebody wrote it, whether it counts as `name`."""
        return self._spelt.get(name) or self._spelt.setdefault(name, Spelt(self.of(name)))

    def canonical(self, name: str) -> str:
        """Return the name of the property that `name` is a spelling of, in lower case."""
        return self._canonical.get(name.lower(), name.lower())

    @property
    def known(self) -> frozenset[str]:
        """The names, in lower case, that there are other names for, and these others."""
        return frozenset(self._canonical)
