"""A draft as the text of a `vault.toml`."""

from collections.abc import Iterator

from vault_tools.inference.draft import Draft, HouseRule
from vault_tools.inference.folders import LEAST_NOTES
from vault_tools.inference.toml import folder_pattern, key, text, texts
from vault_tools.messages import LANGUAGES
from vault_tools.messages import text as message


def as_toml(draft: Draft, baseline: str = "") -> str:
    """Return the configuration that a draft means, with comments; `baseline` is where known findings are kept."""
    lines = [*_vault(draft, baseline), *_scopes(draft), *_builtin(draft), *_ignores(draft)]
    for rule in draft.rules:
        lines += _rule(rule)
    if not draft.rules:
        lines += ["", f"# {_said(draft, 'no-rules', least=str(LEAST_NOTES))}"]
    return "\n".join(lines) + "\n"


def _said(draft: Draft, key: str, **values: str) -> str:
    return message(draft.lang, f"init.{key}", values)


def _vault(draft: Draft, baseline: str) -> Iterator[str]:
    yield f"# {_said(draft, 'head', notes=f'{draft.notes:,}')}"
    yield f"# {_said(draft, 'head.more')}"
    if draft.lang != LANGUAGES[0] or baseline or draft.excluded:
        yield ""
        yield "[vault]"
    if draft.lang != LANGUAGES[0]:
        yield f"lang = {text(draft.lang)}"
    if baseline:
        yield f"baseline = {text(baseline)}"
    why = {folder: _said(draft, f"exclude.{reason}", notes=f"{notes:,}") for folder, notes, reason in draft.excluded}
    if len(why) == 1:
        yield from (f"exclude = {texts([folder_pattern(folder)])}  # {reason}" for folder, reason in why.items())
    elif why:
        yield "exclude = ["
        yield from (f"  {text(folder_pattern(folder))},  # {reason}" for folder, reason in why.items())
        yield "]"


def _scopes(draft: Draft) -> Iterator[str]:
    named = {file for rule in draft.rules for file in rule.files}
    used = [scope for scope in draft.scopes if scope.name and scope.reference in named]
    if used:
        yield ""
        yield "[scopes]"
    for scope in used:
        notes = _said(draft, "scope", notes=f"{len(scope.notes):,}")
        yield f"{key(scope.name)} = {texts([scope.pattern])}  # {notes}"


def _builtin(draft: Draft) -> Iterator[str]:
    has_schema = any(rule.kind == "properties" for rule in draft.rules)
    if draft.severities or not has_schema:
        yield ""
        yield "[rules]"
    for id, (severity, comment) in draft.severities.items():
        yield f"{key(id)} = {text(severity)}  # {comment}"
    if not has_schema:
        yield f"missing-property = {{ required = [] }}  # {_said(draft, 'nothing-required')}"


def _ignores(draft: Draft) -> Iterator[str]:
    if draft.ignores:
        yield ""
        yield "[per-file-ignores]"
    for pattern, ids in draft.ignores.items():
        yield f"{text(pattern)} = {texts(ids)}  # {_said(draft, 'ignored')}"


def _rule(rule: HouseRule) -> Iterator[str]:
    yield ""
    if rule.comment:
        yield f"# {rule.comment}"
    yield "[[rule]]"
    yield f"id = {text(rule.id)}"
    yield f"kind = {text(rule.kind)}"
    if rule.files:
        yield f"files = {texts(rule.files)}"
    if rule.severity:
        yield f"severity = {text(rule.severity)}"
    yield from rule.options
