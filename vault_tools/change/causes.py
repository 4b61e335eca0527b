"""What a change did to make a finding: the file that went away, was renamed, changed or came."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec.structs import replace

from vault_tools.change.past import Past
from vault_tools.change.repairs import repair
from vault_tools.change.verdicts import changed_places
from vault_tools.changes import Change
from vault_tools.findings import Cause, Event, Finding, Report, Standing
from vault_tools.model import START
from vault_tools.placing import with_fix
from vault_tools.vault import ResolvedLink, Vault


def explain(report: Report, after: Vault, pasts: Sequence[Past]) -> Report:
    """Return the report on a vault after a change with the causes of what is new, and which of it is in its lines.

    Links that a renamed file has broken are given a fix.
    """
    causes = [_Causes(past, after) for past in pasts]
    places = _Places(after, pasts)
    findings = tuple(
        _explained(finding, causes, places) if finding.standing is Standing.NEW else finding
        for finding in report.findings
    )
    return replace(report, findings=findings)


def _explained(finding: Finding, causes: Sequence["_Causes"], places: "_Places") -> Finding:
    is_in_change = places.is_in_change(finding)
    for one in causes:
        if explained := one.explain(finding):
            return replace(explained, is_in_change=is_in_change)
    return replace(finding, is_in_change=is_in_change)


class _Places:
    """Which lines the change has made."""

    def __init__(self, after: Vault, pasts: Sequence[Past]) -> None:
        self.after = after
        self.pasts = pasts
        self._path, self._is_changed = "", changed_places((), after, "")

    def is_in_change(self, finding: Finding) -> bool:
        """Whether a finding stands in such a line. Findings come file by file."""
        if not all(finding.path in past.events for past in self.pasts):
            return False
        if finding.path != self._path:
            self._path = finding.path
            self._is_changed = changed_places(self.pasts, self.after, finding.path)
        return self._is_changed(finding.span.start)


class _Causes:
    def __init__(self, past: Past, after: Vault) -> None:
        self.past = past
        self.after = after
        self.by_old_path = {change.old_path: change for change in past.changes if change.old_path}

    def explain(self, finding: Finding) -> Finding | None:
        """Return a finding with its cause, and the fix for a renamed target; None where there is nothing to say."""
        for found in self._links(finding):
            if cause := self._of_link(found, finding.path):
                return self._repaired(replace(finding, cause=cause), found)
        if finding.path in self.past.events:
            return None  # what was changed there is cause enough
        change = next(self._related(finding), None)
        return replace(finding, cause=_cause(change)) if change else None

    def _links(self, finding: Finding) -> Iterator[ResolvedLink]:
        """Yield the links that a finding is about, with what they resolve to now."""
        note = self.after.note(finding.path) if finding.path in self.after.checked_paths else None
        for found in self.after.resolved(note) if note and finding.span != START else ():
            span = found.link.span
            if span.start <= finding.span.start and finding.span.end <= span.end:
                yield found

    def _of_link(self, found: ResolvedLink, source: str) -> Cause | None:
        """Return what has become of the file that a link in the note at `source` led to."""
        link, now = found
        before = ResolvedLink(link, self.past.vault.resolve(link, self.past.old(source)))
        if source in self.past.events and _state(self.past.vault, before) == _state(self.after, found):
            return None
        was = before.resolution.path
        if was is None:
            vault = self.past.vault
            carriers = vault.aliases[link.target.lower()] if vault.is_bare_alias(link) else ()
            change = next((self.by_old_path[path] for path in carriers if path in self.by_old_path), None)
            return _cause(change) if change else None
        if change := self.by_old_path.get(was):
            return _cause(change) if was != source or change.event is not Event.CHANGED else None
        if now.path != was and self.past.old(source) != source:
            return Cause(Event.RENAMED, self.past.old(source), source)
        rivals = (self.past.events.get(path) for path in (now.path, *now.candidates) if path and path != source)
        change = next(filter(None, rivals), None)
        return _cause(change) if change else None

    def _repaired(self, finding: Finding, found: ResolvedLink) -> Finding:
        fix = repair(finding, found, self.past, self.after)
        if fix is None:
            return finding
        note = self.after.note(finding.path)
        fixed = with_fix(finding, fix, self.after.wording(note).text if note else "")
        return replace(fixed, suggestions=tuple(edit.text for edit in fixed.replacements))

    def _related(self, finding: Finding) -> Iterator[Change]:
        """Yield the changes that have to do with a finding in a file that did not change, the likeliest first."""
        named = {finding.target, *finding.target.split(", ")}
        for value in finding.values.values():
            named.update([value] if isinstance(value, str) else map(str, value))
        yield from (self._by_path[path] for path in sorted(named & self._by_path.keys()))
        yield from self._by_linked.get(finding.path, ())
        if not self.past.is_configured_alike:
            yield from (change for change in self.past.changes if self.past.configures(change))
        if len(self.past.changes) == 1:
            yield self.past.changes[0]

    @cached_property
    def _by_path(self) -> dict[str, Change]:
        paths = ((path, change) for change in self.past.changes for path in (change.old_path, change.new_path))
        return {path: change for path, change in paths if path}

    @cached_property
    def _by_linked(self) -> dict[str, list[Change]]:
        """The changed notes that link, or did link, to each file, by its path now."""
        linking: dict[str, list[Change]] = {}
        for change in self.past.changes:
            old = {self.past.now(path) for path in _linked(self.past.vault, change.old_path)}
            for path in old | _linked(self.after, change.new_path):
                linking.setdefault(path, []).append(change)
        return linking


def _state(vault: Vault, found: ResolvedLink) -> tuple[object, ...]:
    """Return what a link comes to, and all that rules may say about that."""
    link, resolution = found
    return resolution, vault.subpath(link, resolution)[0], vault.is_bare_alias(link)


def _linked(vault: Vault, path: str) -> set[str]:
    note = vault.note(path) if path in vault.checked_paths else None
    paths = {found.resolution.path for found in vault.resolved(note)} if note else set()
    return {path for path in paths if path is not None}


def _cause(change: Change) -> Cause:
    return Cause(change.event, change.path, change.now)
