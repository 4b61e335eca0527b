"""Which files may be linked to, from where and under which names: the options about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from vault_tools.globs import Globs
from vault_tools.resolve import identity, plain


@dataclass(frozen=True)
class Targets:
    """What links may lead to. Options of kinds inherit these. File patterns may leave out the `.md` of notes."""

    forbid_targets: tuple[str, ...] = field(
        default=(), metadata={"doc": "files that may not be linked to", "format": "globs", "single": True}
    )
    suggest: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict,
        metadata={"doc": "what to link to instead, by file pattern", "format": "glob-keys", "single": True},
    )
    canonical: Mapping[str, str] = field(
        default_factory=dict, metadata={"doc": "the target to write, by what is written instead of it, without `.md`"}
    )
    only_in_sections: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict,
        metadata={
            "doc": "the only sections in which list items may link to certain files, by file pattern",
            "format": "glob-keys",
            "single": True,
        },
    )

    def forbids(self, path: str) -> bool:
        """Whether the file at a path may not be linked to."""
        known = self._forbidden.get(path)
        if known is None:
            known = self._forbidden[path] = self._globs.covers(path)
        return known

    def replacements(self, path: str) -> tuple[str, ...]:
        """Return what to link to instead of the file at a path."""
        return next((texts for pattern, texts in self.suggest.items() if _globs(pattern).covers(path)), ())

    def meant(self, *targets: str) -> str:
        """Return the canonical target of the first of `targets` that has one; empty where none has."""
        found = (self._canonical.get(identity(target)) for target in targets if target)
        return next(filter(None, found), "")

    def homes(self, path: str) -> tuple[tuple[str, ...], ...]:
        """Return lists of sections: in one of each, a list item may link to the file at a path."""
        known = self._homes.get(path)
        if known is None:
            known = self._homes[path] = tuple(titles for globs, titles in self._confined if globs.covers(path))
        return known

    def is_free(self, target: str, path: str) -> bool:
        """Whether a link may name this target, which leads to the file at `path`, wherever it stands."""
        if self.canonical and self.meant(target, path):
            return False
        return not ((self.forbid_targets and self.forbids(path)) or (self.only_in_sections and self.homes(path)))

    # -- remembered: the same files are linked to over and over --------------------------------------------------

    @cached_property
    def _forbidden(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _homes(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        return {}

    @cached_property
    def _globs(self) -> Globs:
        return _globs(*self.forbid_targets)

    @cached_property
    def _confined(self) -> list[tuple[Globs, tuple[str, ...]]]:
        return [(_globs(pattern), titles) for pattern, titles in self.only_in_sections.items()]

    @cached_property
    def _canonical(self) -> dict[str, str]:
        return {identity(target): plain(meant) for target, meant in self.canonical.items()}


def _globs(*patterns: str) -> Globs:
    return Globs(line for pattern in patterns for line in (pattern, f"{pattern}.md"))
