"""The fix for a link that a renamed file has broken: the same link, to where the file is now."""

from collections.abc import Iterator
from posixpath import relpath

from vault_tools.change.past import Past
from vault_tools.findings import Aspect, Finding, Fix
from vault_tools.model import Link, NoteKind
from vault_tools.vault import ResolvedLink, Vault

_RULES = frozenset(("broken-link", "broken-embed"))
_SURE = 75
"""Percent that a file and what git takes for its new name have in common, from which on that is believed: notes made
from one template are alike, too."""


def repair(finding: Finding, found: ResolvedLink, past: Past, after: Vault) -> Fix | None:
    """Return the fix that has a link lead again to the file it led to before; None where there is no such way."""
    link, source = found.link, finding.path
    was = past.vault.resolve(link, past.old(source)).path
    note = after.note(source)
    if finding.rule not in _RULES or was is None or note is None or note.kind is not NoteKind.NOTE:
        return None
    destination = past.now(was)
    if destination not in after.names:
        return None
    from vault_tools.editing.link_text import retarget  # imported where something is wrong

    for target in _targets(link, source, destination):
        resolution = after.resolve_target(target, source)
        if resolution.path == destination and not resolution.candidates:
            edit = retarget(link, after.wording(note).text, target)
            is_sure = destination == was or past.events[destination].similarity >= _SURE
            return Fix((edit,), frozenset((Aspect.LINKS,)), is_safe=is_sure) if edit else None
    return None


def _targets(link: Link, source: str, destination: str) -> Iterator[str]:
    """Yield how the file at `destination` can be named, in the manner of a link's old target first."""
    has_suffix = link.target.lower().endswith(".md") or not destination.endswith(".md")
    path = destination if has_suffix else destination.removesuffix(".md")
    if link.target.startswith("/"):
        yield f"/{path}"
    elif link.target.startswith(("./", "../")) or (link.syntax == "markdown" and "/" not in link.target):
        near = relpath(path, source.rpartition("/")[0] or ".")
        yield f"./{near}" if link.target.startswith("./") and not near.startswith("../") else near
    elif "/" not in link.target:
        yield path.rpartition("/")[2]
    yield path
    yield f"/{path}"
