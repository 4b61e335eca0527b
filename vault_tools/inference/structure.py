"""What the sections of alike notes have in common, and the lists of links in them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from vault_tools.inference.draft import HouseRule, Scope
from vault_tools.inference.fields import LIKELY, REQUIRED
from vault_tools.inference.folders import LEAST_NOTES, id_part
from vault_tools.inference.toml import folder_pattern, is_whole, is_writable, pattern, said, text, texts
from vault_tools.messages import text as message
from vault_tools.survey.properties import most_frequent
from vault_tools.survey.sections import ListUse, SectionUse, list_uses, section_use
from vault_tools.vault import Vault

_IN_ORDER = 0.97
_FREQUENT = 0.2  # of the notes have it: it has a place among the others
_MAX_SECTIONS = 15
_LISTS = 0.3
_MOST_STRAYS = 0.02
_ONE_LINK = r"^\S+ \[\[[^\[\]]+\]\]\s*$"


def section_rule(scope: Scope, lang: str) -> HouseRule | None:
    """Return the rule about which sections the notes of a scope have; None where they have none in common."""
    use = section_use(scope.notes)
    titles = [title for title in use.notes if is_writable(title) and use.share(title) >= _FREQUENT]
    titles = sorted(titles, key=lambda title: (-use.notes[title], title))[:_MAX_SECTIONS]
    required = use.in_order([title for title in titles if use.share(title) >= REQUIRED])
    if not required:
        return None
    lines = [f"required = {texts(required)}", *_likely(use, titles, lang), *_order(use, titles, required)]
    return HouseRule(f"{scope.name or 'notes'}-sections", "sections", (), tuple(lines), len(scope.notes))


def _likely(use: SectionUse, titles: Sequence[str], lang: str) -> Iterator[str]:
    """Yield a comment about the sections that most notes have."""
    likely = use.in_order([title for title in titles if LIKELY <= use.share(title) < REQUIRED])
    if likely:
        shares = tuple(f"{said(title)} ({100 * use.share(title):.0f} %)" for title in likely)
        yield f"# {message(lang, 'init.sections.likely', {'titles': shares})}"


def _order(use: SectionUse, titles: Sequence[str], required: Sequence[str]) -> Iterator[str]:
    """Yield the order of as many sections as nearly all notes have in the same one, and the last of them."""
    for wanted in (use.in_order(titles), required):
        if len(wanted) > 1 and use.keeping(wanted) >= _IN_ORDER:
            yield f"order = {texts(wanted)}"
            break
    if last := next((title for title in required if use.ending_with(title) >= _IN_ORDER), ""):
        yield f"last = {text(last)}"


class _List(NamedTuple):
    """A section whose list items are single links, with the folder that all of them lead to; empty for several."""

    title: str
    folder: str


def list_rules(scopes: Sequence[Scope], vault: Vault) -> Iterator[HouseRule]:
    """Yield a rule for all sections that are lists of links into one folder, for all scopes in which they are."""
    uses = {scope.name: section_use(scope.notes) for scope in scopes}
    lists = {scope.name: list(_lists(scope, uses[scope.name], vault)) for scope in scopes}
    by_folder: dict[str, list[str]] = {}
    for listed in dict.fromkeys(listed for found in lists.values() for listed in found):
        by_folder.setdefault(listed.folder, []).append(listed.title)
    for folder, titles in by_folder.items():
        for together in _groups(folder, titles, scopes, uses, lists):
            yield _list_rule(f"{id_part(together.titles[0])}-items", folder, together)


class _Group(NamedTuple):
    """Sections that one rule can be about, and the scopes for which it holds."""

    titles: list[str]
    scopes: list[Scope]


def _groups(
    folder: str,
    titles: Sequence[str],
    scopes: Sequence[Scope],
    uses: Mapping[str, SectionUse],
    lists: Mapping[str, Sequence[_List]],
) -> list[_Group]:
    """Put sections together that are such lists wherever they are, in all scopes of the group."""
    groups: list[_Group] = []
    for title in titles:
        where = [scope for scope in scopes if _List(title, folder) in lists[scope.name]]
        for group in groups:
            everywhere = {scope.name: scope for scope in (*group.scopes, *where)}
            if all(
                _List(other, folder) in lists[name] or not uses[name].notes[other]
                for name in everywhere
                for other in (*group.titles, title)
            ):
                group.titles.append(title)
                group.scopes[:] = everywhere.values()
                break
        else:
            groups.append(_Group([title], where))
    return groups


def _list_rule(id: str, folder: str, group: _Group) -> HouseRule:
    titles, scopes = group
    lines = [
        f"section = {text(titles[0]) if len(titles) == 1 else texts(titles)}",
        f"item-pattern = {pattern(_ONE_LINK)}",
        "unique = true",
        *([f"targets-in = {texts([folder_pattern(folder)])}"] if folder else []),
    ]
    files = tuple(scope.reference for scope in scopes if scope.name)
    return HouseRule(id, "section-items", files, tuple(lines), sum(len(scope.notes) for scope in scopes))


def _lists(scope: Scope, use: SectionUse, vault: Vault) -> Iterator[_List]:
    least = max(LEAST_NOTES, _LISTS * len(scope.notes))
    titles = [title for title, count in most_frequent(use.notes, _MAX_SECTIONS) if count >= least]
    for title, items in list_uses(scope.notes, [title for title in titles if is_writable(title)], vault).items():
        if items.notes >= LEAST_NOTES and items.strays <= _MOST_STRAYS * items.notes and _all_but_few(items):
            folder, most = most_frequent(items.targets, 1)[0]
            yield _List(title, folder if most >= REQUIRED * items.links and is_whole(folder) else "")


def _all_but_few(items: ListUse) -> bool:
    return items.links >= REQUIRED * items.items
