"""What the sections of alike notes have in common, and the lists of links in them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vault_tools.inference.draft import HouseRule, Scope
from vault_tools.inference.fields import LIKELY, REQUIRED
from vault_tools.inference.folders import LEAST_NOTES, id_part
from vault_tools.inference.toml import folder_pattern, is_writable, pattern, said, text, texts
from vault_tools.messages import text as message
from vault_tools.survey.sections import ListUse, SectionUse, list_use, section_use
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
    """A section whose list items are single links, all of them into one folder (or into several: empty)."""

    title: str
    folder: str


def list_rules(scopes: Sequence[Scope], vault: Vault) -> Iterator[HouseRule]:
    """Yield a rule for each section that is a list of links, for all scopes in which it is."""
    found: dict[_List, list[Scope]] = {}
    for scope in scopes:
        for listed in _lists(scope, vault):
            found.setdefault(listed, []).append(scope)
    taken = set[str]()
    for listed, where in found.items():
        name = id_part(listed.title, taken)
        taken.add(name)
        files = tuple(scope.reference for scope in where if scope.name)
        targets = [f"targets-in = {texts([folder_pattern(listed.folder)])}"] if listed.folder else []
        lines = [f"section = {text(listed.title)}", f"item-pattern = {pattern(_ONE_LINK)}", "unique = true", *targets]
        covered = sum(len(scope.notes) for scope in where)
        yield HouseRule(f"{name}-items", "section-items", files, tuple(lines), covered)


def _lists(scope: Scope, vault: Vault) -> Iterator[_List]:
    use = section_use(scope.notes)
    for title, count in sorted(use.notes.items(), key=lambda item: (-item[1], item[0]))[:_MAX_SECTIONS]:
        if count < max(LEAST_NOTES, _LISTS * len(scope.notes)) or not is_writable(title):
            continue
        items = list_use(scope.notes, title, vault)
        if items.notes >= LEAST_NOTES and items.strays <= _MOST_STRAYS * items.notes and _all_but_few(items):
            folder, most = max(items.targets.items(), key=lambda item: (item[1], item[0]))
            yield _List(title, folder if most >= REQUIRED * items.links else "")


def _all_but_few(items: ListUse) -> bool:
    return items.links >= REQUIRED * items.items
