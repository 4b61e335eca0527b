"""Run rules over a vault: apply suppressions, put what is left in its place, sort it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import repeat

from msgspec.structs import replace

from vault_tools.assignment import Assignments, Duty
from vault_tools.findings import Finding, Fix, Problem, Report, Standing
from vault_tools.ledger import Ledger, Ledgers
from vault_tools.messages import Words
from vault_tools.model import START, Directive, Note, NoteKind
from vault_tools.placing import MAX_FINDINGS, Judged, by_place, limited, numbered, placed, placed_before
from vault_tools.positions import Lines
from vault_tools.recollection import Credit, Forgetful, Recalled, Recollection
from vault_tools.rules.base import Seen, When
from vault_tools.ruleset import ActiveRule, Judge, Reported, Scope
from vault_tools.suppression import Coverage, Places
from vault_tools.vault import Vault


def check(
    vault: Vault,
    rules: Sequence[ActiveRule],
    scope: Scope = Scope(),  # noqa: B008  # frozen
    coverage: Ledgers | None = None,
    judge: Judge | None = None,
    recollection: Recollection = Forgetful(),  # noqa: B008  # it has no state
) -> Report:
    """Run `rules` over the notes of `vault` that `scope` reports on; the whole vault is known to them.

    `coverage` is given an entry for each rule, by id. `judge` says how findings stand; without one they are new. Notes
    that `recollection` knows are not looked at. Pure but for what `vault` reads. Never raises for what is in a note.
    """
    return _Check(vault, rules, scope, coverage, judge, recollection).run()


class _Check:
    def __init__(
        self,
        vault: Vault,
        rules: Sequence[ActiveRule],
        scope: Scope,
        coverage: Ledgers | None,
        judge: Judge | None,
        recollection: Recollection,
    ) -> None:
        self.vault = vault
        self.recollection = recollection
        self.scope = scope
        self.by_id = {rule.id: rule for rule in rules}
        self.vault_rules = [rule for rule in rules if rule.rule.check_vault]
        self.is_timed = coverage is not None
        self.ledgers = {} if coverage is None else coverage
        self.ledgers.update({rule.id: Ledger() for rule in rules if rule.origin or coverage is not None})
        self.assignments = Assignments(rules, vault, self.ledgers)
        self.checked = 0
        self.suppressing: dict[str, Note] = {}
        self.credited: list[str] = []
        self.seen: list[tuple[str, str]] = []
        self.yielding = {rule.rule.yields_to for rule in rules} - {""}
        self.known_ids = tuple(sorted(scope.known_ids))
        self.judge = judge
        self.counts: Counter[Standing] = Counter()
        self.hidden: list[Finding] = []

    def run(self) -> Report:
        visited = [path for path in self.vault.checked if self.scope.reports(path) and self.scope.visits(path)]
        self.vault.expect(visited)
        about: dict[str, list[Reported]] = defaultdict(list)
        at_origins: dict[tuple[str, int], list[Reported]] = defaultdict(list)
        for rule, problem in self._vault_problems():
            if problem.path is None and rule.origin:
                at_origins[rule.origin].append((rule, problem))
            else:
                about[problem.path or ""].append((rule, problem))
        findings: list[Finding] = []
        for path in visited:  # all about a note at once: its text is read for the rules, and not again for the findings
            problems = self._problems_in(path)
            findings += self._settled(path, [*problems, *about.pop(path, ())])
        for path, problems in about.items():
            findings += self._settled(path, problems)
        for origin, reported in self._idle_rules():
            at_origins[origin].append(reported)
        for origin, problems in at_origins.items():
            findings += self._place_at_origin(origin, problems)
        return Report(
            root=self.vault.root,
            findings=tuple(sorted(findings, key=by_place)),
            checked=self.checked,
            suppressed=self.counts[Standing.SUPPRESSED],
            baselined=self.counts[Standing.BASELINED],
            earlier=self.counts[Standing.EARLIER],
            hidden=tuple(sorted(self.hidden, key=by_place)),
            is_compared=self.judge is not None,
        )

    # -- problems --------------------------------------------------------------------------------------------

    def _problems_in(self, path: str) -> Sequence[Reported]:
        """Return what the rules say of the note at `path`, or have said before; nothing where it is no note."""
        if recalled := self.recollection.recall(path, self._mend_again):
            self.checked += 1
            if recalled.credit.rules:
                self._take_credit(recalled.credit)
            return recalled.problems
        note = self.vault.note(path)
        if note is None:
            return ()
        self.checked += 1
        if note.directives:
            self.suppressing[path] = note
        return self._look_at(note)

    def _look_at(self, note: Note) -> list[Reported]:
        """Return what the rules say of a note, and remember it."""
        self.credited.clear()
        self.seen.clear()
        problems = self._note_problems(note)
        self.recollection.keep(note.path, Recalled(problems, Credit(tuple(self.credited), tuple(self.seen))))
        return problems

    def _take_credit(self, credit: Credit) -> None:
        for id in credit.rules:
            self.ledgers[id].notes += 1
        for id, name in credit.seen:
            self.ledgers[id].seen.add(name)

    def _mend_again(self, path: str, number: int) -> Fix | None:
        """Return the fix of a problem in a note that was not looked at this time."""
        note = self.vault.note(path)
        problem = self._note_problems(note)[number][1] if note else None
        return (problem.mend() if problem.mend else problem.fix) if problem else None

    def _note_problems(self, note: Note) -> list[Reported]:
        problems: list[Reported] = []
        for subject, shift in self.assignments.of(note):
            if subject == "note" or self._subjects(subject, note):
                for ledger in shift.ledgers:
                    ledger.notes += 1
                self.credited += shift.rules
                self._run(shift.duties, note, problems)
        return self._without_echoes(problems) if self.yielding and len(problems) > 1 else problems

    def _subjects(self, subject: str, note: Note) -> Sequence[object]:
        """Return what rules about `subject` look at: most notes have nothing of most subjects."""
        if subject == "links":
            return self.vault.notable_links(note)
        subjects: Sequence[object] = getattr(note, subject)
        return subjects

    def _run(self, duties: Sequence[Duty], note: Note, problems: list[Reported]) -> None:
        """Add what the rules say of a note: mostly nothing, and there are tens of thousands of such questions."""
        ignored = self.scope.ignored(note.path)
        for rule, check, options, ledger in duties:
            if (rule.when and not self._is_when(rule.when, rule, note, ledger)) or rule.id in ignored:
                continue
            found: Iterable[Problem | Seen] = check(note, self.vault, options)
            for said in self._said(ledger, found) if ledger else found:
                if isinstance(said, Problem):
                    problems.append((rule, said))
                    if ledger:
                        ledger.findings += 1
                elif ledger:
                    ledger.seen.add(said.name)
                    self.seen.append((rule.id, said.name))

    def _said(self, ledger: Ledger, found: Iterable[Problem | Seen]) -> Iterable[Problem | Seen]:
        """Return what a rule says, its time kept if somebody wants to know."""
        return ledger.timed(found) if self.is_timed else found

    def _is_when(self, when: When, rule: ActiveRule, note: Note, ledger: Ledger | None) -> bool:
        """Whether a note is one that a rule with a condition is about; where it is, that is noted down."""
        holds = when.holds(note, self.vault)
        if holds and ledger:
            ledger.notes += 1
            self.credited.append(rule.id)
        return holds

    def _without_echoes(self, problems: list[Reported]) -> list[Reported]:
        """Drop what a rule says of a place where the rule, or a rule of the kind, that it yields to speaks as well."""
        spoken = {(rule.rule.id, problem.span) for rule, problem in problems if rule.rule.id in self.yielding}
        return [found for found in problems if (found[0].rule.yields_to, found[1].span) not in spoken]

    def _vault_problems(self) -> Iterator[Reported]:
        for rule in self.vault_rules:
            found = rule.rule.check_vault(self.vault, rule.options, self.assignments.filter(rule))  # type: ignore[misc]
            ledger = self.ledgers.get(rule.id)
            for problem in ledger.problems(self._said(ledger, found)) if ledger else found:
                path = problem.path  # type: ignore[union-attr]  # only kinds yield anything else
                if path is None:
                    path = rule.origin[0] if rule.origin else ""
                if self.scope.reports(path) and rule.id not in self.scope.ignored(path):
                    yield rule, problem  # type: ignore[misc]
            if ledger and not rule.rule.check:
                ledger.notes = sum(map(self.assignments.filter(rule), self._subject_paths(rule)))

    def _subject_paths(self, rule: ActiveRule) -> tuple[str, ...]:
        return self.vault.covered if rule.rule.subject == "files" else self.vault.checked

    # -- suppressions ----------------------------------------------------------------------------------------

    def _unsuppressed(self, note: Note, problems: list[Reported]) -> list[Reported]:
        """Return the problems that no directive of the note covers, then what is wrong with the directives."""
        coverage = Coverage(note.directives)
        places = Places((rule.id, problem.span.start) for rule, problem in problems)
        left: list[Reported] = []
        covered: list[Reported] = []
        for rule, problem in problems:
            (covered if coverage.covers(rule.id, problem.span.start) else left).append((rule, problem))
        own = self.by_id.get("unused-suppression")
        if own and own.id not in self.scope.ignored(note.path):
            for directive in note.directives:
                for problem in self._unused(directive, places):
                    (covered if coverage.names(own.id, problem.span.start) else left).append((own, problem))
        if covered:
            self._hide(note.path, numbered(covered, repeat(Standing.SUPPRESSED)))
        return left

    def _unused(self, directive: Directive, places: Places) -> Iterator[Problem]:
        if not directive.ids and self.scope.is_complete and not places.any_in(directive.covers):
            yield Problem(directive.span, "unused-suppression.all")
        for id in directive.ids:
            if self.scope.known_ids and id not in self.scope.known_ids:
                values: dict[str, Words] = {"id": id, "known": self.known_ids}
                yield Problem(directive.span, "unused-suppression.unknown", values, id)
            elif id in self.by_id and id != "unused-suppression" and not places.any_in(directive.covers, id):
                yield Problem(directive.span, "unused-suppression", {"id": id}, id)

    # -- findings --------------------------------------------------------------------------------------------

    def _settled(self, path: str, problems: list[Reported]) -> Iterable[Finding]:
        """Return the findings that the problems in a file come to."""
        if path in self.suppressing:
            problems = self._unsuppressed(self.suppressing[path], problems)
        return self._place(path, problems) if problems else ()

    def _place(self, path: str, problems: list[Reported]) -> Iterator[Finding]:
        """Place what is to be shown, and count the rest."""
        ordered = sorted(problems, key=lambda found: (found[1].span.start, found[1].span.end))
        yield from self._placed(path, self._shown(path, self._judged(path, ordered)))

    def _place_at_origin(self, origin: tuple[str, int], problems: list[Reported]) -> Iterator[Finding]:
        """Place what is about no file, but about a house rule, in the line where that begins."""
        file, line = origin
        for judged in self._shown(file, self._judged(file, problems)):
            yield replace(placed(file, judged, None, is_text=False), line=line, end_line=line)

    def _shown(self, path: str, problems: list[Judged]) -> list[Judged]:
        """Return what is to be shown; the rest is counted, and kept if somebody wants it."""
        hidden = [found for found in problems if found.standing not in self.scope.shows]
        if not hidden:
            return problems
        self._hide(path, hidden)
        return [found for found in problems if found.standing in self.scope.shows]

    def _hide(self, path: str, problems: list[Judged]) -> None:
        self.counts.update(found.standing for found in problems)
        if self.scope.keeps_hidden:
            self.hidden += self._placed(path, problems)

    def _placed(self, path: str, problems: list[Judged]) -> Iterator[Finding]:
        """Work out lines and columns; the file is read only where a problem is not about all of it."""
        shown = list(limited(problems)) if self.scope.is_limited and len(problems) > MAX_FINDINGS else problems
        known = [placed_before(judged) for judged in shown]
        place = self._placer(path, [judged for judged, finding in zip(shown, known, strict=True) if not finding])
        for judged, finding in zip(shown, known, strict=True):
            yield finding or place(judged)

    def _placer(self, path: str, problems: list[Judged]) -> Callable[[Judged], Finding]:
        """Return the function that places these problems in a file, and remembers that."""
        has_places = any(map(_has_place, problems))
        note = self.vault.note(path) if problems else None
        lines = Lines(self.vault.wording(note).text if note else self.vault.read(path)) if has_places else None
        is_text = note is None or note.is_read

        def place(judged: Judged) -> Finding:
            finding = placed(path, judged, lines, is_text=is_text)
            self.recollection.keep_place(path, judged.problem, finding)
            return finding

        return place

    def _judged(self, path: str, problems: list[Reported]) -> list[Judged]:
        return numbered(problems, self.judge(path, problems) if self.judge else repeat(Standing.NEW))

    # -- house rules that have nothing to do -------------------------------------------------------------------

    def _idle_rules(self) -> Iterator[tuple[tuple[str, int], Reported]]:
        idle = self.by_id.get("idle-rule")
        for rule in self.scope.house_rules:
            if idle and rule.origin and self.scope.reports(rule.origin[0]) and (why := self._idleness(rule)):
                values = {"id": rule.id, "patterns": rule.files or ("[]",), **why[1]}
                yield rule.origin, (idle, Problem(START, why[0], values, rule.id))

    def _idleness(self, rule: ActiveRule) -> tuple[str, dict[str, Words]] | None:
        """Return why a house rule has nothing to do, as a message and its values; None where it has."""
        ledger = self.ledgers.get(rule.id)
        is_busy = ledger is not None and ledger.notes > 0
        if rule.applies and not (is_busy or any(map(self._matches(rule), self._subject_paths(rule)))):
            return "idle-rule", {}
        if ledger is None or not self._is_whole:
            return None
        if not ledger.notes and rule.when:
            return "idle-rule.when", {"property": rule.when.property}
        expected = rule.rule.expects(rule.options)
        missing = tuple(name for name in expected if name not in ledger.seen)
        return ("idle-rule.expected", {"names": missing}) if missing and ledger.notes else None

    def _matches(self, rule: ActiveRule) -> Callable[[str], bool]:
        applies = rule.applies or (lambda path: True)
        if rule.rule.subject == "files":
            return applies
        return lambda path: applies(path) and self._is_note(path)

    def _is_note(self, path: str) -> bool:
        note = self.vault.note(path)
        return note is not None and note.kind is NoteKind.NOTE

    @cached_property
    def _is_whole(self) -> bool:
        """Whether all notes were looked at: otherwise what a rule expects may be in the others."""
        return all(map(self.scope.reports, self.vault.checked))


def _has_place(found: Judged) -> bool:
    """Whether a problem is not just about all of its file."""
    problem = found.problem
    return problem.span != START or problem.fix is not None or problem.mend is not None
