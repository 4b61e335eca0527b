"""The measurements' pure parts: what is made of figures, of what tools print, and of a list of known defects."""

import os
import sys
from pathlib import Path

import pytest

import vault_tools

PROJECT = Path(__file__).parent.parent
if not (PROJECT / "bench").is_dir():  # what is shipped has no bench
    pytest.skip("no bench", allow_module_level=True)
sys.path.append(str(PROJECT))  # last: the package that is tested is the one that is installed

from bench import defects, installing, peers, phases, profiling, rows, targets  # noqa: E402
from bench.measure import Contestant, Cost, Measured, Run, measure, rounds_of  # noqa: E402
from bench.tables import costs_table, table, verdicts_table  # noqa: E402

PACKAGE = Path(vault_tools.__file__).parent


def cost(*seconds: float, wall: float = 1.0, peak: float = 50.0, own: float = 0.0) -> Cost:
    return Cost([Run(cpu, wall, peak, own) for cpu in seconds])


# -- figures ---------------------------------------------------------------------------------------------------


def test_a_cost_is_the_median_of_its_runs_but_the_greatest_peak():
    runs = Cost([Run(3.0, 1.0, 10.0, 0.3), Run(1.0, 9.0, 30.0, 0.1), Run(2.0, 2.0, 20.0, 0.2)])

    assert (runs.cpu, runs.wall, runs.own, runs.peak, runs.spread) == (2.0, 2.0, 0.2, 30.0, (1.0, 3.0))


@pytest.mark.parametrize(
    ("cpu", "rounds"),
    [
        pytest.param(0.1, 5, id="quick: all rounds"),
        pytest.param(9.0, 2, id="slow: as many as patience has"),
        pytest.param(30.0, 0, id="very slow: the first run has to do"),
    ],
)
def test_who_takes_long_has_fewer_rounds(cpu, rounds):
    assert rounds_of(Run(cpu, cpu, 1.0), 5) == rounds


PEERS = {rows.LYCHEE: cost(1.0), rows.RUMDL: cost(4.0), rows.RUMDL_NO_CACHE: cost(4.0), rows.RUMDL_CACHED: cost(0.5)}
GOOD = {
    **PEERS,
    rows.COLD: cost(0.9, peak=70),
    rows.NO_CACHE: cost(0.8),
    rows.WARM: cost(0.1),
    rows.CHANGED: cost(0.2),
    rows.ONE_PROCESS: cost(1.0, wall=1.0),
    rows.TWO_PROCESSES: cost(1.1, wall=0.6),
    rows.HOOK: cost(0.5, own=0.15),
    rows.HOUSE_COLD: cost(2.0),
    rows.HOUSE_WARM: cost(0.14),
}


@pytest.mark.parametrize(
    ("changes", "missed"),
    [
        pytest.param({}, [], id="all is met"),
        pytest.param({rows.COLD: cost(1.1, peak=70)}, ["cold over lychee, CPU"], id="slower than lychee"),
        pytest.param({rows.COLD: cost(0.9, peak=81)}, ["peak of a cold check"], id="too much memory"),
        pytest.param({rows.HOOK: cost(0.5, own=0.3)}, ["hook on one staged note, CPU without git's"], id="hook"),
        pytest.param({rows.HOOK: cost(9.0, own=0.15)}, [], id="git's time is not ours"),
        pytest.param(
            {rows.TWO_PROCESSES: cost(0.1, wall=0.8)}, ["two processes over one, clock"], id="processes save time"
        ),
        pytest.param({rows.HOUSE_WARM: cost(0.2)}, ["house rules over default, warm, CPU"], id="house rules, warm"),
        pytest.param(
            {rows.WARM: cost(0.126)},
            ["nothing changed over rumdl cached, CPU", "nothing changed, CPU"],
            id="a warm run is judged twice",
        ),
    ],
)
def test_targets(changes, missed):
    verdicts = list(targets.judge({**GOOD, **changes}, 3000))

    assert [verdict.work for verdict in verdicts if verdict.word == "missed"] == missed
    assert not [verdict for verdict in verdicts if verdict.word == "not measured"]
    assert targets.exit_code(verdicts) == bool(missed)


def test_a_target_of_a_peer_that_was_not_measured_is_not_met():
    verdicts = list(targets.judge({name: value for name, value in GOOD.items() if name != rows.LYCHEE}, 3000))

    assert {verdict.work for verdict in verdicts if verdict.word == "not measured"} == {
        "cold over lychee, CPU",
        "no cache over lychee, CPU",
    }
    assert targets.exit_code(verdicts) == 2


def test_ratios_are_not_judged_on_a_small_vault():
    assert all(verdict.unit != "x" for verdict in targets.judge(GOOD, 10))
    assert any(verdict.unit == "x" for verdict in targets.judge(GOOD, 1000))


@pytest.mark.parametrize(
    ("large", "missed"),
    [
        pytest.param(cost(11.0, peak=390), [], id="linear"),
        pytest.param(
            cost(12.0, peak=390), ["10 copies over one, vault check, warm: nothing changed, CPU"], id="not so"
        ),
        pytest.param(cost(11.0, peak=401), ["10 copies, greatest peak"], id="memory"),
    ],
)
def test_copies(large, missed):
    small = {name: cost(1.0) for name in (rows.COLD, rows.NO_CACHE, rows.WARM, rows.CHANGED)}
    verdicts = list(targets.judge_copies(small, {**dict.fromkeys(small, cost(10.0)), rows.WARM: large}, 10, 32_490))

    assert [verdict.work for verdict in verdicts if verdict.word == "missed"] == missed


# -- tables ----------------------------------------------------------------------------------------------------


def test_a_table_is_as_wide_as_its_cells_also_with_wide_characters():
    assert table(["", "n"], [["笔记", "1"], ["a|b", "10"]], 1) == (
        "|      |  n |\n| ---- | -: |\n| 笔记 |  1 |\n| a\\|b | 10 |\n"
    )


def test_what_was_not_measured_is_said():
    assert "`lychee` was not measured: exit code 3: no such option" in costs_table(
        {"vault": cost(1.0)}, {"lychee": "exit code 3:\n  no such option"}
    )
    assert "| not measured |" in verdicts_table([targets.Verdict("a", None, 1.0, "x")])


def test_a_profile_sums_up_what_is_little():
    text = profiling.render({"cold": {"parsing": 0.5, "listing": 0.004}, "warm": {"listing": 0.002}})

    assert [line.replace(" ", "") for line in text.splitlines()[2:]] == [
        "|parsing|500||",
        "|lessthan5mseach|4|2|",
        "|all|504|2|",
    ]


# -- running ---------------------------------------------------------------------------------------------------


def shell(name: str, command: str, folder: Path, **others: object) -> Contestant:
    return Contestant(name, ("sh", "-c", command), str(folder), **others)  # type: ignore[arg-type]


def test_contestants_take_turns_and_one_that_fails_is_named(tmp_path):
    measured = measure(
        [
            shell("a", "echo a | tee -a log", tmp_path),
            shell("fails", "echo x; exit 3", tmp_path),
            shell("silent", "exit 0", tmp_path),
            shell("b", "echo b | tee -a log; exit 1", tmp_path, exit_codes=frozenset({1})),
        ],
        2,
        {},
    )

    assert (tmp_path / "log").read_text().split() == ["a", "b", "a", "b", "a", "b"]
    assert {name: len(of.runs) for name, of in measured.costs.items()} == {"a": 2, "b": 2}
    assert set(measured.failures) == {"fails", "silent"}


@pytest.mark.skipif(not os.path.exists("/proc/self/smaps_rollup"), reason="only Linux tells")
@pytest.mark.parametrize(
    ("command", "is_said"),
    [
        pytest.param("sleep 0.2 & echo a; wait", True, id="two processes"),
        pytest.param("echo a", False, id="one"),
    ],
)
def test_the_memory_of_several_processes_is_added_up(tmp_path, command, is_said):
    measured = measure([shell("a", command, tmp_path)], 1, {})

    assert bool(measured.costs["a"].together) is is_said


def test_each_run_begins_without_what_it_forgets_and_after_what_is_prepared(tmp_path):
    kept = tmp_path / "kept"
    command = "test ! -e kept && mkdir kept && cat prepared && echo 0.25 > own"
    contestant = shell(
        "a",
        command,
        tmp_path,
        forgets=str(kept),
        prepare=lambda: (tmp_path / "prepared").write_text("yes"),
        own_times=str(tmp_path / "own"),
    )

    measured = measure([contestant], 2, {})

    assert not measured.failures
    assert measured.costs["a"].own == 0.25


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        pytest.param((0.5, 5.9), "", id="quick enough"),
        pytest.param((0.5, 6.4), "it would take some 64 CPU seconds a run", id="one of its rows is not"),
    ],
)
def test_a_peer_that_would_take_minutes_is_not_run_on_copies(tmp_path, seconds, expected):
    one = Measured({str(number): cost(cpu) for number, cpu in enumerate(seconds)}, {})
    contestants = [shell(str(number), "", tmp_path) for number in range(3)]

    assert peers.takes_too_long(contestants, one, 10) == expected


def test_a_line_is_added_to_a_note_each_time_another(tmp_path):
    note = tmp_path / "a.md"
    note.write_text("text\n")

    rows.add_line(str(note))
    rows.add_line(str(note))

    lines = note.read_text().split("\n")
    assert lines[0] == "text"
    assert len(set(filter(None, lines))) == 3


# -- peers and defects -----------------------------------------------------------------------------------------


def test_every_peer_is_described_in_full():
    described = installing.read_peers()

    assert {peer.name for peer in described} == {
        "lychee", "rumdl", "graphmark", "headless-vault-kit", "markdownlint-cli2", "ripgrep",
    }  # fmt: skip
    assert all(peer.checks and peer.misses and peer.runs and ">" in peer.version for peer in described)
    names = [run["name"] for peer in described for run in peer.runs]
    assert len(set(names)) == len(names)
    assert {rows.LYCHEE, rows.RUMDL, rows.RUMDL_NO_CACHE, rows.RUMDL_CACHED} <= set(names)


CASE = defects.Case("a broken link", "a.md", 3, "gone", is_fine=False, by_chance=("chance",))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param([], "missed", id="silence"),
        pytest.param([defects.Said("a.md", 3, "anything")], "found", id="in its line"),
        pytest.param([defects.Said("a.md", 4, "gone")], "missed", id="in another line"),
        pytest.param([defects.Said("b.md", 3, "gone")], "missed", id="in another file"),
        pytest.param([defects.Said("a.md", 0, "no 'gone' here")], "found", id="without a line, by its name"),
        pytest.param([defects.Said("a.md", 0, "orphan")], "missed", id="without a line, about something else"),
        pytest.param([defects.Said("a.md", 0, defects.BREAKS_OFF)], "BREAKS OFF", id="it did not get so far"),
    ],
)
def test_verdicts_on_a_defect(said, expected):
    assert defects.verdict(CASE, "tool", said) == expected


def test_what_is_found_by_chance_or_is_none():
    said = [defects.Said("a.md", 3, "x")]

    assert defects.verdict(CASE, "chance", said) == "by chance"
    assert defects.verdict(CASE._replace(is_fine=True), "tool", said) == "FALSE ALARM"
    assert defects.verdict(CASE._replace(is_fine=True), "tool", []) == "silent"


@pytest.mark.parametrize(
    ("tool", "outputs", "expected"),
    [
        pytest.param(
            "lychee",
            ['{"error_map": {"./a/b.md": [{"url": "file:///x", "status": {"text": "gone"}, "span": {"line": 6}}]}}'],
            [("a/b.md", 6, "file:///x gone")],
            id="lychee",
        ),
        pytest.param(
            "rumdl", ['[{"file": "a.md", "line": 2, "rule": "MD1", "message": "m"}]'], [("a.md", 2, "MD1 m")], id="rumdl"
        ),
        pytest.param(
            "graphmark",
            ['{"checks": [{"name": "o", "offenders": ["a.md"]}, {"name": "u", "offenders": [["b.md", "c"]]}]}'],
            [("a.md", 0, "o "), ("b.md", 0, "u c")],
            id="graphmark: notes, and links of notes",
        ),
        pytest.param(
            "headless-vault-kit",
            [
                '[{"source": "a.md", "line": 1, "target_raw": "b"}]',
                '[{"source": "a.md", "line": 2, "target_raw": "c"}]',
                '[{"path": "d.md"}]',
                '[{"detail": "fine"}, {"detail": "2 that could not be parsed: e.md, f.md"}]',
            ],
            [
                ("a.md", 1, "broken b"),
                ("a.md", 2, "ambiguous c"),
                ("d.md", 0, "orphan"),
                ("e.md", 0, "cannot be parsed"),
                ("f.md", 0, "cannot be parsed"),
            ],
            id="headless-vault-kit: four questions",
        ),
        pytest.param(
            "markdownlint-cli2",
            ["Linting: 2 file(s)\n", "a b.md:3:1 error MD9/x words\nc.md:4 warning MD1/y more\n"],
            [("a b.md", 3, "MD9/x words"), ("c.md", 4, "MD1/y more")],
            id="markdownlint-cli2: with a column and without",
        ),
    ],
)  # fmt: skip
def test_what_tools_say(tool, outputs, expected):
    printed = [tuple(outputs)] if tool == "markdownlint-cli2" else [(output, "") for output in outputs]

    assert list(defects.READERS[tool](printed)) == expected


def test_our_own_verdicts_on_the_known_defects(tmp_path):
    files, cases = defects.read_cases()
    defects.write_vault(str(tmp_path), files)
    vault = vault_tools.load(str(tmp_path))
    said = [defects.Said(item.path, item.line, item.rule) for item in vault_tools.check(vault).findings]

    verdicts = {case.what: defects.verdict(case, "vault", said) for case in cases}

    assert [what for what, verdict in verdicts.items() if verdict == "missed"] == [
        "link the wrong way round",
        "note that nothing leads to",  # off by default, as the next two
        "heading that leaves levels out",
        "heading twice in a note",
        "space at the end of a line",
        "line of more than 80 characters",
        "bare address",
        "picture without a description",
    ]
    assert defects.FALSE_ALARM not in verdicts.values()
    assert os.listdir(tmp_path)


# -- phases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frames", "phase"),
    [
        pytest.param([("parse/inline.py", "read"), ("scan.py", "facts")], "parsing", id="the innermost says it"),
        pytest.param([("", "search"), ("scan.py", "facts")], "reading files", id="code of others is the caller's"),
        pytest.param([("trees.py", "scan"), ("discover.py", "walk")], "listing", id="what serves is the caller's, too"),
        pytest.param([("trees.py", "read"), ("scan.py", "read_note")], "reading files", id="whoever that is"),
        pytest.param([("criteria/fields.py", "f"), ("rules/links.py", "check")], "rule links", id="criteria"),
        pytest.param([("rules/base.py", "f"), ("rules/empty_section.py", "check")], "rule empty-section", id="rules"),
        pytest.param([("", "compile"), ("rules/links.py", "<module>")], "imports", id="what a module does at first"),
        pytest.param(
            [("parse/yaml12.py", "f"), ("<import>", "f"), ("scan.py", "f")], "imports", id="a function called at import"
        ),
        pytest.param([("", "execute"), ("cache.py", "_write"), ("cache.py", "save")], "saving facts", id="saving"),
        pytest.param([("search/texts.py", "read"), ("cli/search.py", "f")], "search: texts", id="a module of a folder"),
        pytest.param([("search/engines/postings.py", "f")], "search: engines", id="a folder of a folder"),
        pytest.param([("new_unit.py", "f")], "new_unit.py", id="what is not in the table, by its name"),
        pytest.param([("", "f")], phases.ELSEWHERE, id="elsewhere"),
    ],
)
def test_phases(frames, phase):
    assert phases.phase_of(frames) == phase


def test_the_table_of_phases_names_what_there_is():
    assert [unit for unit in phases.known_units() if not (PACKAGE / unit).exists()] == []
