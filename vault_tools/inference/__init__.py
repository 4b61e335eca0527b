"""What a vault's notes say about the rules they follow: a draft of its configuration, and the text of it."""

from vault_tools.inference.draft import Draft
from vault_tools.inference.folders import excluded, scopes
from vault_tools.inference.rules import house_rules
from vault_tools.inference.tempering import tempered
from vault_tools.inference.writing import as_toml
from vault_tools.survey import surveyed
from vault_tools.vault import Vault

__all__ = ["Draft", "as_toml", "infer", "tempered"]


def infer(vault: Vault, lang: str, template_folder: str = "") -> Draft:
    """Return what could stand in the configuration of `vault`, which must have been loaded without one.

    Pure and deterministic. `lang` is what its comments are written in, `template_folder` where templates are kept.
    """
    notes = surveyed(vault)
    draft = Draft(lang, len(notes), tuple(excluded(notes, template_folder)))
    kept = [note for note in notes if not draft.excludes(note.path)]
    found = tuple(scopes(kept))
    rules = tuple(house_rules(kept, found, vault, lang))
    return draft._replace(notes=len(kept), scopes=found, rules=rules)
