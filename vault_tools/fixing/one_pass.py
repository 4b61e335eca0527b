"""One pass over the findings of a check: the fixes that go together are made, those that break something are not."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from vault_tools.findings import Aspect, Finding, Fix
from vault_tools.fixing.attempt import Attempt, Draft, Refusal
from vault_tools.fixing.edits import Spans, Taken, fitted, line_end
from vault_tools.fixing.invariant import Made
from vault_tools.model import Note, Span
from vault_tools.vault import Vault

_MAX_PARSED = 8_000_000  # characters, of tries with one note in one pass: it may have a thousand fixes that break it


class Dropped(NamedTuple):
    """A finding whose fix is not made.

    `reason` is the end of a message's key, `source` the other note that the message names.
    """

    finding: Finding
    reason: str
    source: str = ""


class _Proposal(NamedTuple):
    """A fix as it is made in its note, and the findings that propose it."""

    made: Made
    findings: tuple[Finding, ...]


class Pass:
    """Makes fixes of one check's findings. `refuses` is as in `passes.fix`."""

    def __init__(self, vault: Vault, refuses: Callable[[str], str]) -> None:
        self.vault = vault
        self.fixed: list[Finding] = []
        self.dropped: list[Dropped] = []
        self._draft = Draft(vault, refuses)
        self._parsed = 0

    @property
    def texts(self) -> dict[str, str]:
        """The new texts."""
        return {path: state.application.text for path, state in self._draft.states.items()}

    @property
    def notes(self) -> dict[str, Note]:
        """The facts of the new texts."""
        return {path: state.note for path, state in self._draft.states.items()}

    def transactions(self) -> Iterator[tuple[str, ...]]:
        """Yield the paths that changed, each with those that must change together with it."""
        for path in self._draft.states:
            yield path, *self._draft.inbound.get(path, ())

    def run(self, findings: Sequence[Finding]) -> None:
        """Make as many of the findings' fixes as go together. Notes whose headings may change come first."""
        by_path: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            by_path[finding.path].append(finding)
        renaming = {finding.path for finding in findings if finding.fix and _may_rename(finding.fix)}
        for path in sorted(by_path, key=lambda path: (path not in renaming, path)):
            if reason := self._draft.refusal(path):
                self._drop(by_path[path], Refusal(reason))
            else:
                self._run_note(path, by_path[path])

    def _run_note(self, path: str, findings: Sequence[Finding]) -> None:
        """Make the fixes of one note. The first of those that overlap is made, another only where that one is not."""
        self._parsed = 0
        waiting = self._proposals(path, findings)
        while waiting:
            taken = Taken()
            for made in self._draft.made(path):
                for edit in made.edits:
                    taken.add(edit.span)
            batch, waiting = _split(waiting, taken)
            if not batch:
                return
            self._make(path, batch)

    def _proposals(self, path: str, findings: Sequence[Finding]) -> list[_Proposal]:
        """Return the fixes in reading order, each once; what cannot be made is dropped."""
        text = self.vault.read(path)
        end = line_end(text)
        by_fix: dict[Fix, list[Finding]] = {}
        for finding in findings:
            if finding.fix:
                by_fix.setdefault(finding.fix, []).append(finding)
        proposals = []
        for fix, proposing in by_fix.items():
            if edits := fitted(text, fix.edits, end):
                proposals.append(_Proposal(Made(edits, fix.owns), tuple(proposing)))
            else:
                self._drop(proposing, Refusal("malformed"))
        return sorted(proposals, key=lambda proposal: proposal.made.edits[0].span.start)

    def _make(self, path: str, proposals: Sequence[_Proposal]) -> None:
        """Make all of the proposals that break nothing. Where one does, it is likely one that touches a fact."""
        if self._try(path, [proposal.made for proposal in proposals]) is None:
            self.fixed += _findings(proposals)
            return
        facts = Spans(_spans(self.vault.note(path)))
        suspects = [any(facts.touches(edit.span) for edit in proposal.made.edits) for proposal in proposals]
        for wanted in (False, True):
            group = [proposal for proposal, is_one in zip(proposals, suspects, strict=True) if is_one is wanted]
            if group:
                self._accept(path, group)

    def _accept(self, path: str, proposals: Sequence[_Proposal]) -> None:
        """Make all of the proposals that break nothing, and find the others by halving."""
        refusal = self._try(path, [proposal.made for proposal in proposals])
        if refusal is None:
            self.fixed += _findings(proposals)
        elif len(proposals) == 1:
            self._drop(_findings(proposals), refusal)
        else:
            middle = len(proposals) // 2
            self._accept(path, proposals[:middle])
            self._accept(path, proposals[middle:])

    def _try(self, path: str, fixes: Sequence[Made]) -> Refusal | None:
        if self._parsed > _MAX_PARSED:
            return Refusal("too-many")
        attempt = Attempt(self._draft, path, fixes)
        refusal = attempt.run()
        self._parsed += attempt.parsed
        return refusal

    def _drop(self, findings: Sequence[Finding], refusal: Refusal) -> None:
        self.dropped += (Dropped(finding, *refusal) for finding in findings)


def _findings(proposals: Sequence[_Proposal]) -> list[Finding]:
    return [finding for proposal in proposals for finding in proposal.findings]


def _spans(note: Note | None) -> Iterator[Span]:
    """Yield where facts of a note stand that an edit may change."""
    if note:
        facts = note.links, note.external_links, note.tags, note.headings, note.regions, note.blocks, note.footnotes
        yield from (fact.span for kind in facts for fact in kind)
        yield from (Span(prop.key_span.start, prop.span.end) for prop in note.properties)


def _split(proposals: Sequence[_Proposal], taken: Taken) -> tuple[list[_Proposal], list[_Proposal]]:
    """Return the proposals that go together, first come, first served, and those that are in their way."""
    batch: list[_Proposal] = []
    others: list[_Proposal] = []
    for proposal in proposals:
        edits = proposal.made.edits
        if any(taken.holds(edit.span) for edit in edits):
            others.append(proposal)
        else:
            batch.append(proposal)
            for edit in edits:
                taken.add(edit.span)
    return batch, others


def _may_rename(fix: Fix) -> bool:
    return Aspect.HEADINGS in fix.owns or Aspect.ORDER in fix.owns
