"""The links of one note as rules about links look at them: what they have in common, and where they stand."""

from functools import cached_property

from vault_tools.criteria.chosen_links import ChosenLinks
from vault_tools.model import Note, Span
from vault_tools.passages.whereabouts import Whereabouts, is_inside
from vault_tools.resolve import Resolution
from vault_tools.vault import ResolvedLink, Vault


def alike(found: ResolvedLink) -> str:
    """Return what links have in common of which nothing else needs to be known, mostly: kind, file and target."""
    return f"{found.link.kind}\n{found.resolution.path}\n{found.link.target}"


def all_alike(note: Note, vault: Vault) -> frozenset[str]:
    """Return the same of all links of a note."""
    return frozenset(map(alike, vault.resolved(note)))


def addresses(note: Note, vault: Vault) -> str:
    """Return the addresses that a note links to, one a line."""
    return "\n".join([link.url for link in note.external_links])


class LinksHere:
    """The note that is looked at. What is `chosen` may leave out some of its links."""

    def __init__(self, note: Note, vault: Vault, chosen: ChosenLinks) -> None:
        self.note = note
        self.vault = vault
        self._chosen = chosen

    def lookup(self, target: str) -> Resolution:
        """Resolve a target that is written here."""
        return self.vault.resolve_target(target, self.note.path)

    @cached_property
    def places(self) -> Whereabouts:
        """Where in the note something stands."""
        return Whereabouts(self.note, self.vault.wording(self.note).outline, self._chosen.level)

    @cached_property
    def _spans(self) -> tuple[Span, ...]:
        return self.places.within(self._chosen.titles)

    @cached_property
    def _starts(self) -> list[int]:
        return [span.start for span in self._spans]

    @property
    def text(self) -> str:
        """The note's whole text: asked for where something is wrong."""
        return self.vault.wording(self.note).text

    def covers(self, span: Span) -> bool:
        """Whether the rule is about a link there."""
        return not self._chosen.sections or is_inside(span.start, self._spans, self._starts)
