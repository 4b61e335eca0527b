"""Which rules look at which note: those that are about it, each time they are asked, in their order."""

from pathlib import Path

import pytest

from tests.support import config_of, memory_vault
from vault_tools.assignment import Assignments
from vault_tools.config.active import active_rules
from vault_tools.ledger import Ledger

RULES = """
[[rule]]
id = "everywhere"
kind = "tags"
max-tags = 1
[[rule]]
id = "in-a"
kind = "tags"
files = ["/a/**"]
max-tags = 1
[[rule]]
id = "one"
kind = "tags"
files = ["/a/b/x.md"]
max-tags = 1
[[rule]]
id = "not-one"
kind = "tags"
files = ["/a/**"]
exclude = ["/a/x.md"]
max-tags = 1
[[rule]]
id = "by-name"
kind = "tags"
files = ["x*.md"]
max-tags = 1
[[rule]]
id = "with-k"
kind = "tags"
max-tags = 1
[rule.when]
property = "k"
[[rule]]
id = "headings"
kind = "headings"
max-h1 = 0
"""
IDS = ("everywhere", "in-a", "one", "not-one", "by-name", "with-k", "headings", "self-link")
FILES = dict.fromkeys(("a/b/x.md", "a/b/y.md", "a/x.md", "a/y.md", "x.md", "y.md", "ab/x.md", "c.canvas"), "")


@pytest.mark.parametrize(
    ("path", "about"),
    [
        ("a/b/x.md", "everywhere in-a one not-one by-name with-k"),
        ("a/b/y.md", "everywhere in-a not-one with-k"),
        ("a/x.md", "everywhere in-a by-name with-k"),
        ("a/y.md", "everywhere in-a not-one with-k"),
        ("ab/x.md", "everywhere by-name with-k"),
        ("x.md", "everywhere by-name with-k"),
        ("y.md", "everywhere with-k"),
        ("c.canvas", ""),
    ],
)
def test_which_rules_are_about_a_note(tmp_path: Path, path: str, about: str) -> None:
    vault = memory_vault(FILES)
    rules = active_rules(config_of(tmp_path, RULES), IDS)
    ledgers = {rule.id: Ledger() for rule in rules if rule.origin}
    assignments = Assignments(rules, vault, ledgers)
    for other in vault.notes:  # what is said of one note is not said of another
        assignments.of(other)
    note = vault.note(path)
    assert note
    shifts = dict(assignments.of(note))
    duties = {subject: [duty.rule.id for duty in shift.duties] for subject, shift in shifts.items()}
    assert " ".join(duties.get("note", [])) == about
    assert duties.get("headings", []) == (["headings"] if about else [])
    assert duties["links"] == ["self-link"]
    if about:
        assert list(shifts["note"].rules) == about.removesuffix("with-k").split()
        kept = zip(shifts["note"].rules, shifts["note"].ledgers, strict=True)
        assert all(ledger is ledgers[id] for id, ledger in kept)
    assert not shifts["links"].rules
