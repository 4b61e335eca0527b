"""The house rules that a vault seems to follow."""

from collections.abc import Iterator, Sequence

from vault_tools.inference.draft import HouseRule, Scope
from vault_tools.inference.fields import REQUIRED, Schema, schema
from vault_tools.inference.folders import id_part, unique
from vault_tools.inference.structure import list_rules, section_rule
from vault_tools.inference.toml import folder_pattern, inline, is_whole, is_writable, key, text
from vault_tools.messages import text as message
from vault_tools.model import Note
from vault_tools.rules import RULES
from vault_tools.survey import by_folder
from vault_tools.survey.drift import Drift, find_drift
from vault_tools.survey.links import link_habits
from vault_tools.survey.properties import property_uses
from vault_tools.vault import Vault

_LEAST_INSIDE = 50  # notes of a folder inside another that say something of their own
_MAX_INSIDE = 3
_LEAST_LINKS = 50
_SUGGESTED = 0.9
_LEAST_SCORE = 0.85
_MOST_DRIFT = 0.05
_LEAST_DRIFT = 3
_MAX_SUGGESTED = 3


def house_rules(notes: Sequence[Note], scopes: Sequence[Scope], vault: Vault, lang: str) -> Iterator[HouseRule]:
    """Yield the rules of each scope, then those of several, then those of the vault; each with an id of its own."""
    taken = set(RULES)
    for rule in _rules(notes, scopes, vault, lang):
        id = unique(rule.id, taken)
        taken.add(id)
        yield rule._replace(id=id)


def _rules(notes: Sequence[Note], scopes: Sequence[Scope], vault: Vault, lang: str) -> Iterator[HouseRule]:
    for scope in scopes:
        files = (scope.reference,) if scope.name else ()
        known = schema(scope.notes, vault)
        if lines := known.lines(lang):
            id = f"{scope.name or 'notes'}-properties"
            yield HouseRule(id, "properties", files, tuple(lines), len(scope.notes))
        yield from _inside(scope, known, vault, lang)
        if rule := section_rule(scope, lang):
            yield rule._replace(files=files)
    yield from list_rules(scopes, vault)
    yield from _property_names(notes, lang)
    yield from _link_form(notes, vault, lang)


def _inside(scope: Scope, known: Schema, vault: Vault, lang: str) -> Iterator[HouseRule]:
    """Yield rules for the largest folders inside a scope whose notes have more in common than all of it."""
    inside = sorted(by_folder(scope.notes, 2).items(), key=lambda item: (-len(item[1]), item[0]))
    found = 0
    for folder, notes in inside if scope.folder else ():
        if len(notes) < max(_LEAST_INSIDE, len(scope.notes) // 20) or found == _MAX_INSIDE:
            return
        lines = schema(notes, vault).beyond(known).lines(lang)
        if lines and is_whole(folder):
            found += 1
            id = f"{scope.name}-{id_part(folder)}-properties"
            yield HouseRule(id, "properties", (folder_pattern(folder),), tuple(lines), len(notes))


def _property_names(notes: Sequence[Note], lang: str) -> Iterator[HouseRule]:
    """Yield a rule about names of properties that seem to mean what others do; those that are frequent as comments."""
    wanted: dict[str, list[Drift]] = {}
    suggested = list[str]()
    for drift in find_drift(property_uses(notes)):
        rare, usual = len(drift.rare.notes), len(drift.usual.notes)
        if not is_writable(drift.rare.name) or drift.score < _LEAST_SCORE or rare < _LEAST_DRIFT:
            continue
        if drift.rare.name.lower() == drift.usual.name.lower():  # for rules they are one
            continue
        if rare <= _MOST_DRIFT * (rare + usual) and usual >= 10 * _LEAST_DRIFT:
            wanted.setdefault(drift.usual.name, []).append(drift)
        elif len(suggested) < _MAX_SUGGESTED:
            suggested.append(f"# {_instead(drift.usual.name, [drift], lang)}")
    if wanted:
        lines = [_instead(name, drifts, lang) for name, drifts in wanted.items()]
        comment = message(lang, "init.names")
        yield HouseRule("property-names", "properties", (), (*lines, *suggested), len(notes), "warning", comment)


def _instead(name: str, drifts: Sequence[Drift], lang: str) -> str:
    names = [drift.rare.name for drift in drifts]
    counts = {"rare": f"{sum(len(drift.rare.notes) for drift in drifts):,}", "usual": f"{len(drifts[0].usual.notes):,}"}
    return f"fields.{key(name)} = {inline({'instead-of': names})}  # {message(lang, 'init.names.counts', counts)}"


def _link_form(notes: Sequence[Note], vault: Vault, lang: str) -> Iterator[HouseRule]:
    """Yield a rule about how links are written, if nearly all are written in one way."""
    habits = link_habits(notes, vault)
    lines, is_certain = [], False
    for option, counts in (("target-form", habits.forms), ("extension", habits.extensions)):
        usual = max(("full", "shortest", "relative", "omit", "keep"), key=lambda habit: counts[habit])
        total = counts.total()
        if counts[usual] < max(_LEAST_LINKS, _SUGGESTED * total):
            continue
        is_usual = counts[usual] >= REQUIRED * total
        values = {"count": f"{total - counts[usual]:,}", "total": f"{total:,}"}
        comment = f"  # {message(lang, 'init.links.others', values)}" if counts[usual] < total else ""
        lines.append(f"{'' if is_usual else '# '}{option} = {text(usual)}{comment}")
        is_certain = is_certain or is_usual
    if is_certain:
        yield HouseRule("link-form", "links", (), tuple(lines), len(notes), "warning")
