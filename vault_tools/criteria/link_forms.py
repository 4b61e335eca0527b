"""How links name a file: by its whole path, by the shortest name that leads to it, or relative to their note.

The forms are those that Obsidian writes (section 2.4 of `docs/obsidian.md`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Literal

from vault_tools.model import Link
from vault_tools.resolve import Resolution, fold, plain

Form = Literal["full", "shortest", "relative"]
Lookup = Callable[[str], Resolution]
"""Resolves a target as written in a certain note."""


@dataclass(frozen=True)
class Forms:
    """How links are to name files. Options of kinds inherit these."""

    target_form: Form | None = field(
        default=None, metadata={"doc": "how wikilinks name a file: `full`, `shortest` or `relative`"}
    )
    extension: Literal["omit", "keep"] | None = field(
        default=None, metadata={"doc": "`keep` or `omit` the `.md` of notes; `omit` is about wikilinks only"}
    )

    def is_in_order(self, target: str, path: str) -> bool:
        """Whether a target is surely written as it should be, wherever the link stands."""
        has_suffix = target.lower().endswith(".md")
        if self.extension and has_suffix is (self.extension == "omit"):
            return False
        return not (self.target_form and path) or (self.target_form == "full" and path in (target, f"{target}.md"))

    def in_form(self, link: Link, resolution: Resolution, source: str, lookup: Lookup) -> str:
        """Return how a link in the note at `source` should name its file; empty where it does, or nothing else can."""
        path, target = resolution.path, link.target
        if not self.target_form or not path or not target or link.syntax != "wikilink":
            return ""
        if self.target_form == "full" and path in (target, f"{target}.md"):
            return ""
        has_suffix = target.lower().endswith(".md") and path.endswith(".md")
        wanted = named(path, source, self.target_form, lookup, with_suffix=has_suffix)
        if not wanted or fold(wanted) == fold(target):
            return ""
        return wanted

    def with_extension(self, link: Link, resolution: Resolution, lookup: Lookup) -> str:
        """Return a link's target with or without `.md`, as it should be; empty where it is, or leads elsewhere then."""
        path, target = resolution.path or "", link.target
        has_suffix, is_kept = target.lower().endswith(".md"), self.extension == "keep"
        if not self.extension or not path.endswith(".md") or not target or has_suffix is is_kept:
            return ""
        if not is_kept and link.syntax != "wikilink":
            return ""
        wanted = f"{target}.md" if is_kept else target[:-3]
        return wanted if lookup(wanted) == resolution else ""


def named(path: str, source: str, form: Form, lookup: Lookup, *, with_suffix: bool = False) -> str:
    """Return how a link in the note at `source` names the file at `path`; empty where no such name leads there.

    `.md` is left out, unless `with_suffix`.
    """
    suffix = ".md" if path.endswith(".md") else ""
    for whole in _written(plain(path).removesuffix(suffix), source, form):
        target = whole + suffix if with_suffix else whole
        found = lookup(target)
        if found.path == path and not (form != "full" and found.candidates):
            return target
    return ""


def _written(path: str, source: str, form: Form) -> tuple[str, ...]:
    if form == "shortest":
        return path.rpartition("/")[2], path
    return (_relative(path.split("/"), source.split("/")[:-1]),) if form == "relative" else (path,)


def _relative(path: list[str], folder: list[str]) -> str:
    shared = sum(1 for _ in takewhile(lambda parts: parts[0] == parts[1], zip(path[:-1], folder, strict=False)))
    return "/".join([".."] * (len(folder) - shared) + path[shared:])
